"""The cycles ahead: when the next full cycles fit into the rolling window, and how often for good.

A plan and not an order: every cycle is planned with the present weight and the present dose, and is
computed and judged again in its time. The limit and the minimum interval both count, on each day of
each cycle. Source: clinical.md A2, B1.2 to B1.4 (S12, S16).
"""

import dataclasses
import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from orderset.dosing.cumulative import (
    DatedDose,
    cumulative_by_day,
    days_within_limit,
    earliest_full_cycle_on,
    moved_to,
    sustained_interval_days,
)
from orderset.dosing.planning import PER_KG_STEP, given_doses, planned_doses
from orderset.dosing.situation import Subject
from orderset.quantities import round_half_up


CYCLES = 4
"""So many are shown unless more are asked for: room on paper, and a year or more in most plans."""


@dataclasses.dataclass(frozen=True, slots=True)
class CycleAhead:
    """One cycle of the plan.

    ``day_1`` is the earliest, if every cycle before it is given at its earliest; ``interval_days``
    is from day 1 of the cycle before, None for the first cycle ever. ``highest_mg_per_kg`` is the
    highest dose in the window on any of its days. ``evenly_on`` is its day 1 if the cycles are kept
    as far apart as they can go on for good.
    """

    cycle_number: int
    day_1: dt.date
    interval_days: int | None
    highest_mg_per_kg: Decimal
    evenly_on: dt.date


@dataclasses.dataclass(frozen=True, slots=True)
class CyclesAhead:
    """What fits when. ``cycles`` is empty if a full cycle never fits at this weight and dose.

    ``days_within_limit`` are those, from the first, that fit on the planned days by the limit;
    ``is_too_soon`` says that the minimum interval forbids all of them. ``sustained_interval_days``
    is the shortest interval at which full cycles can go on, None if there is none.
    """

    infusions: int
    days_within_limit: int
    is_too_soon: bool
    sustained_interval_days: int | None
    cycles: tuple[CycleAhead, ...]

    @property
    def days_that_fit_now(self) -> int:
        """How many of the planned days fit, from the first, by the limit and the interval."""
        return 0 if self.is_too_soon else self.days_within_limit

    @property
    def earliest_full_cycle_on(self) -> dt.date | None:
        """The first day 1, from the planned one on, on which the whole cycle fits."""
        return self.cycles[0].day_1 if self.cycles else None


@dataclasses.dataclass(frozen=True, slots=True)
class _Placed:
    """A cycle with its day 1, and the highest sum in the window on its days."""

    day_1: dt.date
    highest: Fraction


def cycles_ahead(subject: Subject, number: int = CYCLES) -> CyclesAhead:
    """Return when this cycle and those after it fit, as many as asked for."""
    given, planned, later = given_doses(subject), planned_doses(subject), _later(subject)
    window, limit, shortest = _rules(subject, later)
    sums = cumulative_by_day(given, planned, window)
    sustained = sustained_interval_days(later, window, limit, shortest)
    wanted = (planned, *[later] * (number - 1))
    previous_day_1 = subject.last_cycle_day_1
    first = subject.patient.day_1
    if previous_day_1:
        first = max(first, previous_day_1 + dt.timedelta(days=subject.minimum_interval_days))
    earliest = [*_placed(subject, given, wanted, first, shortest)]
    evenly = _placed(subject, given, wanted, first, sustained or shortest)
    before = (previous_day_1, *(each.day_1 for each in earliest))
    return CyclesAhead(
        infusions=len(planned),
        days_within_limit=days_within_limit(sums, limit),
        is_too_soon=first > subject.patient.day_1,
        sustained_interval_days=sustained,
        cycles=tuple(
            CycleAhead(
                cycle_number=subject.patient.cycle_number + place,
                day_1=each.day_1,
                interval_days=(each.day_1 - last).days if last else None,
                highest_mg_per_kg=round_half_up(each.highest, PER_KG_STEP),
                evenly_on=even.day_1,
            )
            for place, (each, even, last) in enumerate(zip(earliest, evenly, before, strict=False))
        ),
    )


def next_cycle_on(subject: Subject) -> dt.date | None:
    """Return the earliest day 1 of the cycle after this one, if this one is given as planned.

    None if a full cycle never fits at this weight and dose.
    """
    given = (*given_doses(subject), *planned_doses(subject))
    later = _later(subject)
    window, limit, shortest = _rules(subject, later)
    not_before = subject.patient.day_1 + dt.timedelta(days=shortest)
    return earliest_full_cycle_on(given, later, window, limit, not_before=not_before)


def _later(subject: Subject) -> tuple[DatedDose, ...]:
    """Return the doses of a cycle after this one: the first of all may have a lower dose."""
    number = subject.patient.cycle_number + 1
    patient = dataclasses.replace(subject.patient, cycle_number=number)
    return planned_doses(dataclasses.replace(subject, patient=patient))


def _rules(subject: Subject, later: Sequence[DatedDose]) -> tuple[int, Fraction, int]:
    """Return the window in days, the limit in mg per kg, and the shortest interval in days.

    A cycle never begins before the one before it has ended, whatever the minimum interval.
    """
    rules = subject.protocol.cumulative
    return (
        int(rules.window_days.value),
        Fraction(rules.limit_mg_per_kg.value),
        max(subject.minimum_interval_days, len(later)),
    )


def _placed(
    subject: Subject,
    given: Sequence[DatedDose],
    wanted: Sequence[Sequence[DatedDose]],
    not_before: dt.date,
    apart_days: int,
) -> Iterator[_Placed]:
    """Yield each cycle at the earliest day 1 on which it fits, until one fits on none."""
    window, limit, _ = _rules(subject, wanted[-1])
    doses = [*given]
    for cycle in wanted:
        day_1 = earliest_full_cycle_on(doses, cycle, window, limit, not_before=not_before)
        if day_1 is None:
            return
        placed = moved_to(cycle, day_1)
        yield _Placed(day_1, max(cumulative_by_day(doses, placed, window)))
        doses += placed
        not_before = day_1 + dt.timedelta(days=apart_days)
