"""The earliest day 1 of a cycle, where dose and interval are those of the age on that very day.

A child who waits may grow into another age band: the dose or the interval of today would then
promise a day on which the cycle is withheld again.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from fractions import Fraction

from orderset.dosing.cumulative import DatedDose, earliest_full_cycle_on
from orderset.patients.age import birthday, completed_years
from orderset.protocol.figures import Figure, FigureBand, figure_at


ONE_DAY = dt.timedelta(days=1)


def earliest_by_interval(
    date_of_birth: dt.date,
    previous_day_1: dt.date,
    minimum_days: Figure | Sequence[FigureBand],
    *,
    after: dt.date,
) -> dt.date:
    """Return the first day after ``after`` that is far enough from the last cycle's day 1.

    Source: clinical.md A3 (S12), B1.1 for intervals by age.
    """
    day = after + ONE_DAY
    while True:
        age_years = completed_years(date_of_birth, day)
        enough = previous_day_1 + dt.timedelta(days=int(figure_at(minimum_days, age_years).value))
        if day >= enough:
            return day
        # Nothing changes before the next birthday: the days until then need not be tried.
        day = min(enough, birthday(date_of_birth, age_years + 1))


def earliest_by_limit(
    date_of_birth: dt.date,
    mg_per_kg: Figure | Sequence[FigureBand],
    given: Sequence[DatedDose],
    planned_on: Callable[[dt.date], Sequence[DatedDose]],
    *,
    after: dt.date,
    window_days: int,
    limit: Fraction,
) -> dt.date | None:
    """Return the first day after ``after`` on which the whole cycle fits, or None if none does.

    Args:
        date_of_birth: Decides when the patient enters another age band.
        mg_per_kg: The dose, the same or by age.
        given: The doses of earlier cycles.
        planned_on: The doses of the cycle if that day were day 1.
        after: The planned day 1.
        window_days: How far back doses count.
        limit: In mg per kg; equal to it passes.

    Source: clinical.md A3 (S16), B1.3.
    """
    last = after
    for end in (*_changes(date_of_birth, mg_per_kg, last + ONE_DAY), None):
        planned = planned_on(last + ONE_DAY)
        found = earliest_full_cycle_on(given, planned, window_days, limit, not_before=planned[0].on)
        if found is not None and (end is None or found < end):
            return found
        last = (end or last) - ONE_DAY
    return None


def _changes(
    date_of_birth: dt.date, mg_per_kg: Figure | Sequence[FigureBand], after: dt.date
) -> Sequence[dt.date]:
    """The days after ``after`` on which the patient enters another band."""
    if isinstance(mg_per_kg, Figure):
        return ()
    entered = (birthday(date_of_birth, int(band.from_years)) for band in mg_per_kg)
    return [day for day in entered if day > after]
