"""The cycles ahead in words: the same on the notice and on a terminal.

What stands per kg is exposure and not a dose that somebody could prepare (printing.md ORD-15).
"""

import dataclasses
from collections.abc import Iterator, Sequence

from orderset.documents import wording
from orderset.documents.case import Case
from orderset.documents.document import Figure
from orderset.dosing.ahead import CycleAhead, CyclesAhead, cycles_ahead
from orderset.dosing.situation import Subject
from orderset.findings import Action, Finding, Outcome
from orderset.quantities import plain


LIFTED_BY_A_DATE = frozenset({"cumulative-dose-exceeded", "interval-too-short"})
"""Findings that a later day 1 lifts."""

PER_KG = "mg per kg"
DAYS_PER_WEEK = 7
FEW = 2

PART_OF_A_CYCLE = "A part of a cycle is the consultant’s decision and needs a plan of its own."
AS_IT_IS_NOW = (
    "Planned with the present weight and dose. "
    "Each cycle is computed and checked again in its time."
)
HISTORY_MISSING = "dose-history-missing"
LATER_WITH_MORE = "Earlier cycles are missing from the list: with them, the days may be later."
NEVER = "On no day does a full cycle fit, at this weight and dose."
NEVER_AGAIN = "After this cycle no full cycle fits, at this weight and dose."


@dataclasses.dataclass(frozen=True, slots=True)
class AheadRow:
    """One cycle of the table, as written."""

    cycle: str
    earliest: str
    interval: str
    highest: str
    evenly: str

    @property
    def texts(self) -> tuple[str, ...]:
        """The row from left to right."""
        return (self.cycle, self.earliest, self.interval, self.highest, self.evenly)


@dataclasses.dataclass(frozen=True, slots=True)
class Ahead:
    """What fits when, in words: lines, and a table of the cycles that may have no rows."""

    heading: str
    lines: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[AheadRow, ...]
    standing: str

    @property
    def texts(self) -> tuple[str, ...]:
        """What must be found whole on paper, from the top."""
        table = (*self.columns, *(text for row in self.rows for text in row.texts))
        return (self.heading, *self.lines, *(table if self.rows else ()), self.standing)


def is_stopped_by_a_date(finding: Finding) -> bool:
    """Tell whether a finding is one that a later day 1 lifts."""
    stops = finding.effective_action in {Action.WITHHOLD, Action.REFER}
    return stops and finding.code in LIFTED_BY_A_DATE


def ahead_of(case: Case) -> CyclesAhead | None:
    """Return what a notice and a record say of the cycles ahead, None where it is not the matter.

    It is for whoever is withheld or referred because the planned day 1 is too soon.
    """
    if case.subject is None or case.judgement.outcome not in {
        Outcome.WITHHELD,
        Outcome.REFERRED,
    }:
        return None
    is_dated = any(is_stopped_by_a_date(each) for each in case.judgement.findings)
    return cycles_ahead(case.subject) if is_dated else None


def ahead_in_words(subject: Subject, ahead: CyclesAhead, findings: Sequence[Finding] = ()) -> Ahead:
    """Write the cycles ahead.

    Args:
        subject: The patient and the protocol.
        ahead: What fits when.
        findings: What was found on the patient: days that rest on an incomplete list say so.
    """
    rules = subject.protocol.cumulative
    limit, window = plain(rules.limit_mg_per_kg.value), plain(rules.window_days.value)
    return Ahead(
        heading=wording.kept(f"Cycles that fit: at most {limit} {PER_KG} in {window} days"),
        lines=tuple(wording.kept(each) for each in _lines(subject, ahead, findings)),
        columns=(
            "Cycle",
            "Earliest day 1",
            "Since day 1 before",
            wording.kept(f"Highest in {window} days"),
            _if_apart(ahead),
        ),
        rows=tuple(_row(each) for each in ahead.cycles),
        standing=AS_IT_IS_NOW,
    )


def _lines(subject: Subject, ahead: CyclesAhead, findings: Sequence[Finding]) -> Iterator[str]:
    yield _fits_now(subject, ahead)
    if 0 < ahead.days_that_fit_now < ahead.infusions:
        yield PART_OF_A_CYCLE
    sustained = ahead.sustained_interval_days
    if not ahead.cycles:
        yield NEVER
    elif sustained is None:
        yield NEVER_AGAIN
    else:
        yield (
            "Full cycles can go on within the limit when they are "
            f"{wording.count(sustained, 'day', 'days')} or more apart ({_weeks(sustained)})."
        )
    if any(each.code == HISTORY_MISSING for each in findings):
        yield LATER_WITH_MORE


def _if_apart(ahead: CyclesAhead) -> str:
    sustained = ahead.sustained_interval_days
    if sustained is None:
        return "If evenly spaced"
    return wording.kept(f"If {wording.count(sustained, 'day', 'days')} apart")


def _fits_now(subject: Subject, ahead: CyclesAhead) -> str:
    """Say which of the planned days fit, from the first."""
    fitting, total = ahead.days_that_fit_now, ahead.infusions
    planned = f"Of the {wording.count(total, 'planned day', 'planned days')}"
    if ahead.is_too_soon:
        shortest = subject.minimum_days
        return (
            f"{planned}, none fits: day 1 is fewer than {shortest} days after day 1 of the last "
            "cycle."
        )
    if fitting == total:
        return f"{planned}, all fit."
    if not fitting:
        return f"{planned}, none fits."
    if fitting == 1:
        return f"{planned}, day 1 fits."
    return f"{planned}, day 1 {'and' if fitting == FEW else 'to'} day {fitting} fit."


def _weeks(days: int) -> str:
    """Write an interval in weeks and days.

    Example:
        >>> _weeks(121), _weeks(91)
        ('17 weeks and 2 days', '13 weeks')
    """
    whole, rest = divmod(days, DAYS_PER_WEEK)
    told = [f"{whole} {'week' if whole == 1 else 'weeks'}"] if whole else []
    told += [f"{rest} {'day' if rest == 1 else 'days'}"] if rest else []
    return " and ".join(told)


def _row(each: CycleAhead) -> AheadRow:
    return AheadRow(
        cycle=f"Cycle {each.cycle_number}",
        earliest=wording.whole_date(each.day_1),
        interval=wording.count(each.interval_days, "day", "days") if each.interval_days else "–",
        highest=wording.amount(each.highest_mg_per_kg, PER_KG),
        evenly=wording.whole_date(each.evenly_on),
    )


def ahead_figures(ahead: CyclesAhead, page: int) -> tuple[Figure, ...]:
    """Return the exposures that the table must show, from the plan itself."""
    return tuple(
        Figure(f"ahead.cycle-{each.cycle_number}", each.highest_mg_per_kg, PER_KG, page)
        for each in ahead.cycles
    )


def ahead_fields(ahead: CyclesAhead) -> dict[str, object]:
    """Return the cycles ahead as plain data, for the record and for programs."""
    earliest = ahead.earliest_full_cycle_on
    return {
        "infusions": ahead.infusions,
        "days_that_fit_now": ahead.days_that_fit_now,
        "earliest_full_cycle_on": earliest.isoformat() if earliest else None,
        "sustained_interval_days": ahead.sustained_interval_days,
        "cycles": [
            {
                "cycle_number": each.cycle_number,
                "day_1": each.day_1.isoformat(),
                "interval_days": each.interval_days,
                "highest_mg_per_kg": plain(each.highest_mg_per_kg),
                "evenly_on": each.evenly_on.isoformat(),
            }
            for each in ahead.cycles
        ],
    }
