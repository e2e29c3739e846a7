"""What to attend to although the infusion may be given: cautions, and what was authorised."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence

from orderset.dates import printed_date
from orderset.documents import wording
from orderset.dosing.authorisation import all_definitions
from orderset.dosing.situation import Subject
from orderset.findings import Action, Definition, Finding


@dataclasses.dataclass(frozen=True, slots=True)
class Caution:
    """One finding in a few words, what was found, and what to do. Never a cell's address."""

    title: str
    message: str
    advice: str


@dataclasses.dataclass(frozen=True, slots=True)
class Decision:
    """Findings that a named person decided need not stop this cycle, and when."""

    by: str
    on: str
    findings: tuple[Caution, ...]

    @property
    def titles(self) -> str:
        """What was decided on, in a few words."""
        return "; ".join(each.title for each in self.findings)


def cautions_of(findings: Sequence[Finding], subject: Subject) -> tuple[Caution, ...]:
    """Return the cautions in the order they were found; findings of one code stand together."""
    return _grouped(
        (each for each in findings if each.action is Action.CAUTION and not each.authorised),
        all_definitions(subject),
    )


def decision_of(findings: Sequence[Finding], subject: Subject) -> Decision | None:
    """Return what was authorised, None when nothing was."""
    authorised = [each for each in findings if each.authorised]
    authorisation = subject.patient.authorisation
    if not authorised or authorisation is None:
        return None
    return Decision(
        by=authorisation.by,
        on=printed_date(authorisation.on),
        findings=_grouped(authorised, all_definitions(subject)),
    )


def _grouped(
    findings: Iterable[Finding], definitions: Mapping[str, Definition]
) -> tuple[Caution, ...]:
    by_code: dict[str, list[Finding]] = {}
    for each in findings:
        by_code.setdefault(each.code, []).append(each)
    return tuple(
        Caution(
            title=wording.kept(definitions[code].title),
            message=wording.kept(" ".join(dict.fromkeys(each.message for each in same))),
            advice=wording.kept(" ".join(dict.fromkeys(each.hint for each in same))),
        )
        for code, same in by_code.items()
    )
