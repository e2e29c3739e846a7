"""The cycles ahead: when the next full cycles fit into the rolling window, and how often for good.

A plan and not an order: every cycle is planned with the present weight, and with the dose and the
interval of the age on its own day 1; it is computed and judged again in its time. The limit and the
minimum interval both count, on each day of each cycle.
Source: clinical.md A2, B1.2 to B1.4 (S12, S16).
"""

import dataclasses
import datetime as dt
import functools
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from orderset.dosing.cumulative import (
    DatedDose,
    cumulative_by_day,
    days_within_limit,
    sustained_interval_days,
)
from orderset.dosing.earliest import ONE_DAY, earliest_by_interval, earliest_by_limit
from orderset.dosing.planning import PER_KG_STEP, given_doses, planned_on
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
    patient, given = subject.patient, given_doses(subject)
    planned, later = planned_on(subject, patient.day_1), _later(subject)
    window, limit = _rules(subject)
    sums = cumulative_by_day(given, planned, window)
    shortest = max(subject.minimum_days, len(later))
    sustained = sustained_interval_days(later, window, limit, shortest)
    previous_day_1 = subject.last_cycle_day_1
    first = patient.day_1
    if previous_day_1:
        first = _far_enough(subject, previous_day_1, after=first - ONE_DAY)
    earliest = [*_placed(subject, first, number, 0)]
    evenly = _placed(subject, first, number, sustained or 0)
    before = (previous_day_1, *(each.day_1 for each in earliest))
    return CyclesAhead(
        infusions=len(planned),
        days_within_limit=days_within_limit(sums, limit),
        is_too_soon=first > patient.day_1,
        sustained_interval_days=sustained,
        cycles=tuple(
            CycleAhead(
                cycle_number=patient.cycle_number + place,
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
    day_1 = subject.patient.day_1
    planned = planned_on(subject, day_1)
    not_before = _next_allowed(subject, day_1, len(planned), 0)
    return _fits_on(_following(subject, 1), (*given_doses(subject), *planned), not_before)


def _following(subject: Subject, cycles: int) -> Subject:
    """Return the subject that many cycles on: the first of all may have a lower dose."""
    number = subject.patient.cycle_number + cycles
    patient = dataclasses.replace(subject.patient, cycle_number=number)
    return dataclasses.replace(subject, patient=patient)


def _later(subject: Subject) -> tuple[DatedDose, ...]:
    """Return the doses of a cycle after this one, at the present age."""
    return planned_on(_following(subject, 1), subject.patient.day_1)


def _rules(subject: Subject) -> tuple[int, Fraction]:
    """Return the window in days and the limit in mg per kg."""
    rules = subject.protocol.cumulative
    return int(rules.window_days.value), Fraction(rules.limit_mg_per_kg.value)


def _placed(
    subject: Subject, not_before: dt.date, number: int, apart_days: int
) -> Iterator[_Placed]:
    """Yield each cycle at the earliest day 1 on which it fits, until one fits on none."""
    window, _ = _rules(subject)
    doses = [*given_doses(subject)]
    for place in range(number):
        cycle = _following(subject, place)
        day_1 = _fits_on(cycle, doses, not_before)
        if day_1 is None:
            return
        planned = planned_on(cycle, day_1)
        yield _Placed(day_1, max(cumulative_by_day(doses, planned, window)))
        doses += planned
        not_before = _next_allowed(subject, day_1, len(planned), apart_days)


def _fits_on(subject: Subject, doses: Sequence[DatedDose], not_before: dt.date) -> dt.date | None:
    """Return the first day from ``not_before`` on which the whole cycle fits, at the age on it."""
    window, limit = _rules(subject)
    return earliest_by_limit(
        subject.patient.date_of_birth,
        subject.protocol.dose.mg_per_kg,
        doses,
        functools.partial(planned_on, subject),
        after=not_before - ONE_DAY,
        window_days=window,
        limit=limit,
    )


def _far_enough(subject: Subject, previous_day_1: dt.date, *, after: dt.date) -> dt.date:
    return earliest_by_interval(
        subject.patient.date_of_birth,
        previous_day_1,
        subject.protocol.interval.minimum_days,
        after=after,
    )


def _next_allowed(subject: Subject, day_1: dt.date, infusions: int, apart_days: int) -> dt.date:
    """Return the first day 1 allowed after a cycle, by the interval at the age on that day.

    A cycle never begins before the one before it has ended, whatever the minimum interval.
    """
    apart = day_1 + dt.timedelta(days=max(infusions, apart_days))
    return max(apart, _far_enough(subject, day_1, after=apart - ONE_DAY))
