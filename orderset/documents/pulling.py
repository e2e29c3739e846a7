"""What a new list takes the place of: papers to pull from the trolley, and rows that are gone.

The summary and the page say it before anything else: an old label beside a new order set is the
mistake that versions are there to prevent.
"""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence

from orderset.documents import wording
from orderset.documents.case import Case
from orderset.documents.document import version_told
from orderset.documents.patient_line import FAILED, OUTCOME_WORDS, PatientLine
from orderset.findings import Outcome


KIND_WORDS = {
    "order-set": "Order set",
    "monitoring-checklist": "Checklist",
    "preparation-worksheet": "Worksheet",
    "labels": "Labels",
    "notice": "Notice",
}

PULL = "Pull from the trolley: these papers must not be used any more"
ABSENT = (
    "In the earlier list of this workbook and not in this one: decide whether they still get it"
)
ANY_PAPER = "every paper with this id"
NO_BATCH = "a batch that is not there any more"


@dataclasses.dataclass(frozen=True, slots=True)
class Replaced:
    """Papers that one case of a list takes the place of.

    ``row`` is the case's. ``kinds`` are the papers that were printed, ``batches`` where they were
    published; both are empty where nothing stands any more that could say so. ``version`` is 0
    then. ``same_as`` is an earlier version with the content of the case, 0 for none.
    """

    row: int
    document_id: str
    version: int
    kinds: tuple[str, ...]
    batches: tuple[str, ...]
    same_as: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class Absent:
    """Somebody ready in an earlier list of the same workbook, and not in this one.

    ``last_day`` is the date of the last infusion, where it is known.
    """

    hospital_number: str
    cycle_number: int
    document_id: str
    version: int
    last_day: dt.date | None
    batches: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class PullLine:
    """What to pull, as printed: whose, what, from where, and what takes its place."""

    line: PatientLine
    papers: str
    old: str
    published: str
    instead: str
    remark: str

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything that must be found whole."""
        said = (self.line.name, self.papers, self.old, self.published, self.instead, self.remark)
        return tuple(each for each in said if each)


@dataclasses.dataclass(frozen=True, slots=True)
class AbsentLine:
    """Somebody who is not in the list any more, as printed."""

    who: str
    papers: str
    published: str

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything that must be found whole."""
        return (self.who, self.papers, self.published)


def pull_lines(
    replaced: Sequence[Replaced], cases: Sequence[Case], lines: Sequence[PatientLine]
) -> tuple[PullLine, ...]:
    """Return what must be pulled, in the list's order; ``lines`` are those of the cases."""
    by_row: Mapping[int, tuple[Case, PatientLine]] = {
        case.entry.row: (case, line) for case, line in zip(cases, lines, strict=True)
    }
    return tuple(_pull_line(each, *by_row[each.row]) for each in replaced)


def absent_lines(absent: Sequence[Absent]) -> tuple[AbsentLine, ...]:
    """Return who is not in the list any more."""
    return tuple(
        AbsentLine(
            who=(
                f"Hospital No. {each.hospital_number}, cycle {each.cycle_number}"
                + (f", last infusion {wording.whole_date(each.last_day)}" if each.last_day else "")
            ),
            papers=f"{each.document_id}, {version_told(each.version)}",
            published=f"in {_batches(each.batches)}",
        )
        for each in absent
    )


def replaced_in_words(replaced: Replaced, case: Case, failed: str | None) -> str:
    """Say in one line what to pull, without a name: for a screen and its log."""
    return (
        f"row {replaced.row}: {_papers(replaced.kinds)}, {_old(replaced)}, "
        f"{_published(replaced)}. {_instead(case, is_failed=failed is not None)}"
    )


def _pull_line(replaced: Replaced, case: Case, line: PatientLine) -> PullLine:
    return PullLine(
        line=line,
        papers=_papers(replaced.kinds),
        old=_old(replaced),
        published=_published(replaced),
        instead=_instead(case, is_failed=line.outcome == FAILED),
        remark=(
            f"It says again what {version_told(replaced.same_as)} said: make sure that this list "
            "is the newer one."
            if replaced.same_as
            else ""
        ),
    )


def _papers(kinds: Sequence[str]) -> str:
    words = [KIND_WORDS.get(each, each) for each in kinds]
    return ", ".join([*words[:1], *(each.lower() for each in words[1:])]) or ANY_PAPER


def _old(replaced: Replaced) -> str:
    version = f", {version_told(replaced.version)}" if replaced.version else ""
    return f"{replaced.document_id}{version}"


def _published(replaced: Replaced) -> str:
    return f"published in {_batches(replaced.batches)}"


def _batches(names: Sequence[str]) -> str:
    return " and ".join(names) or NO_BATCH


def _instead(case: Case, *, is_failed: bool) -> str:
    """Say what takes their place. A notice does, but nothing may be given from it."""
    version = f"{case.document_id}, {version_told(case.version)}"
    outcome = case.judgement.outcome
    if is_failed:
        return "Nothing takes their place: the new documents could not be made"
    if outcome.is_ready:
        return f"Replaced by {version}"
    if outcome is Outcome.RETURNED:
        return "Nothing takes their place: the row is returned"
    return f"Nothing to give takes their place: {OUTCOME_WORDS[outcome]}, notice {version}"
