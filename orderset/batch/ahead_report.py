"""What ``plan`` says of a workbook: each patient's cycles ahead, for people and for programs."""

import dataclasses
from collections.abc import Iterator, Sequence

from orderset.batch.lists import JudgedList
from orderset.batch.report import OUTCOME_WORDS, outcome_line, text_report, who
from orderset.dates import printed_date
from orderset.documents.ahead import (
    LIFTED_BY_A_DATE,
    Ahead,
    ahead_fields,
    ahead_in_words,
)
from orderset.documents.case import Case
from orderset.documents.document import NO_BREAK_SPACE
from orderset.documents.wording import found_as
from orderset.dosing.ahead import CyclesAhead, cycles_ahead
from orderset.findings import Action
from orderset.patients.identifiers import joining_key


PLAN_SCHEMA = "orderset/plan/1"

NOTHING_TO_PLAN = "Nothing to plan until the row is put right: orderset check says what is wrong."
_STOPPING = frozenset({Action.WITHHOLD, Action.REFER})


@dataclasses.dataclass(frozen=True, slots=True)
class Planned:
    """One patient with the cycles ahead, which are None for a row that was returned."""

    case: Case
    ahead: CyclesAhead | None
    words: Ahead | None

    @property
    def head(self) -> str:
        """Who it is, without a name, what became of the cycle, and which cycle it is."""
        entry, outcome = self.case.entry, self.case.judgement.outcome
        cycle = f", cycle {entry.cycle_number}" if entry.cycle_number else ""
        day_1 = f", day 1 planned for {printed_date(entry.day_1)}" if entry.day_1 else ""
        return f"{who(self.case)}: {OUTCOME_WORDS[outcome]}{cycle}{day_1}"

    @property
    def stopped_by(self) -> tuple[str, ...]:
        """The codes that stop this cycle and that no later day 1 lifts."""
        codes = (
            each.code
            for each in self.case.judgement.findings
            if each.effective_action in _STOPPING and each.code not in LIFTED_BY_A_DATE
        )
        return tuple(dict.fromkeys(codes))

    @property
    def lines(self) -> tuple[str, ...]:
        """What is said above the table."""
        if self.ahead is None or self.words is None:
            return (NOTHING_TO_PLAN,)
        earliest = self.ahead.earliest_full_cycle_on
        told = (f"Earliest full cycle: {printed_date(earliest)}.",) if earliest else ()
        others = ", ".join(self.stopped_by)
        also = (f"Other reasons stop this cycle: {others}.",) if others else ()
        return (*map(as_line, self.words.lines), *told, *also)


def as_line(text: str) -> str:
    """Return a text of a document for a terminal, which has spaces and nothing that joins."""
    return found_as(text).replace(NO_BREAK_SPACE, " ")


def planned(case: Case, cycles: int) -> Planned:
    """Return one patient with so many cycles ahead."""
    if case.subject is None or case.judgement.plan is None:
        return Planned(case, None, None)
    ahead = cycles_ahead(case.subject, cycles)
    return Planned(case, ahead, ahead_in_words(case.subject, ahead, case.judgement.findings))


def of_patient(lists: Sequence[JudgedList], hospital_number: str) -> list[JudgedList]:
    """Return the lists with this patient's rows alone; without those that have none.

    A list that could not be read stays: the patient may be on it.
    """
    wanted = joining_key(hospital_number)
    kept = []
    for each in lists:
        cases = tuple(
            case for case in each.cases if joining_key(case.entry.hospital_number) == wanted
        )
        if not each.usable:
            kept.append(each)
        elif cases:
            kept.append(dataclasses.replace(each, cases=cases, findings=()))
    return kept


def plan_lines(judged: JudgedList, patients: Sequence[Planned]) -> Iterator[str]:
    """Yield the lines of one workbook."""
    if not judged.usable:
        yield from text_report(judged)
        return
    yield f"{judged.name}: {outcome_line(judged.cases)}"
    for each in patients:
        yield f"  {each.head}"
        yield from (f"    {line}" for line in each.lines)
        if each.words is not None:
            yield from (f"    {line}" for line in _table(each.words))
            yield f"    {each.words.standing}"


def _table(words: Ahead) -> Iterator[str]:
    """Yield the table in columns of equal width."""
    if not words.rows:
        return
    rows = [tuple(map(as_line, each)) for each in (words.columns, *(e.texts for e in words.rows))]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()


def plan_json(plans: Sequence[tuple[JudgedList, Sequence[Planned]]]) -> dict[str, object]:
    """Return the plans as plain data."""
    return {
        "schema": PLAN_SCHEMA,
        "workbooks": [
            {
                "workbook": judged.name,
                "sha256": judged.source.sha256 if judged.source else None,
                "usable": judged.usable,
                "patients": [_fields(each) for each in patients],
            }
            for judged, patients in plans
        ],
    }


def _fields(planned: Planned) -> dict[str, object]:
    entry = planned.case.entry
    return {
        "row": entry.row,
        "hospital_number": entry.hospital_number,
        "cycle_number": entry.cycle_number,
        "day_1": entry.day_1.isoformat() if entry.day_1 else None,
        "outcome": str(planned.case.judgement.outcome),
        "stopped_by": list(planned.stopped_by),
        "ahead": ahead_fields(planned.ahead) if planned.ahead else None,
    }
