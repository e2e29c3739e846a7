"""What the second checker reads: the working line by line, and what its citations stand for."""

import dataclasses

from orderset.documents import wording
from orderset.dosing.plan import Step
from orderset.protocol.schema import Protocol, Source


NO_DATE = "not stated"
"""How a protocol file says that a source has no date."""


@dataclasses.dataclass(frozen=True, slots=True)
class WorkingLine:
    """One line of the working: the arithmetic up to its colon, the rounded result, the source."""

    step: str
    arithmetic: str
    result: str
    source: str

    @property
    def text(self) -> str:
        """The whole line as the record has it."""
        return f"{self.arithmetic} {self.result}"


@dataclasses.dataclass(frozen=True, slots=True)
class CitedSource:
    """What a citation of the working stands for."""

    code: str
    title: str
    locator: str


def working_line(step: Step) -> WorkingLine:
    """Return a line of the working as printed."""
    before = f" = {step.unrounded}" if step.unrounded else ""
    return WorkingLine(
        step=wording.kept(step.step),
        arithmetic=wording.kept(f"{step.inputs}{before}; {step.rule}:"),
        result=wording.kept(step.result),
        source=step.source,
    )


def cited_sources(working: tuple[Step, ...], protocol: Protocol) -> tuple[CitedSource, ...]:
    """Return each source that the working cites, in the order of its first citation."""
    codes = dict.fromkeys(code for step in working for code in step.source.split(", "))
    return tuple(
        CitedSource(
            code=code,
            title=wording.spelled_out(_dated(source)),
            locator=wording.spelled_out(source.locator),
        )
        for code, source in ((code, protocol.sources[code]) for code in codes)
    )


def _dated(source: Source) -> str:
    return source.title if source.date == NO_DATE else f"{source.title}, {source.date}"
