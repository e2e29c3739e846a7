"""The dose over a rolling window, and how a cycle fits into it.

Each dose counts with the weight on the day it was given, because today's weight understates what
a growing child was exposed to. Sums are exact fractions: equal to the limit passes.
"""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from fractions import Fraction


@dataclasses.dataclass(frozen=True, slots=True)
class DatedDose:
    """What one infusion adds, in mg per kg, and the day it counts from."""

    on: dt.date
    mg_per_kg: Fraction


def window_mg_per_kg(doses: Sequence[DatedDose], day: dt.date, window_days: int) -> Fraction:
    """Return the sum of the doses dated in (day − window, day].

    Source: clinical.md A2 and B1.3 (S16).

    Example:
        >>> given = [DatedDose(dt.date(2026, 3, 2), Fraction(1))]
        >>> window_mg_per_kg(given, dt.date(2027, 3, 1), 365)
        Fraction(1, 1)
        >>> window_mg_per_kg(given, dt.date(2027, 3, 2), 365)
        Fraction(0, 1)
    """
    first = day - dt.timedelta(days=window_days)
    return sum((each.mg_per_kg for each in doses if first < each.on <= day), Fraction(0))


def cumulative_by_day(
    given: Sequence[DatedDose], planned: Sequence[DatedDose], window_days: int
) -> tuple[Fraction, ...]:
    """Return for each planned day the sum in its window, that day's dose included."""
    doses = (*given, *planned)
    return tuple(window_mg_per_kg(doses, each.on, window_days) for each in planned)


def days_within_limit(sums: Sequence[Fraction], limit: Fraction) -> int:
    """Return how many days from the first can be given before one would pass the limit.

    Example:
        >>> days_within_limit([Fraction(10), Fraction(11), Fraction(12)], Fraction("11.5"))
        2
    """
    return next((n for n, total in enumerate(sums) if total > limit), len(sums))


def earliest_full_cycle_on(
    given: Sequence[DatedDose],
    planned: Sequence[DatedDose],
    window_days: int,
    limit: Fraction,
) -> dt.date | None:
    """Return the first day 1 after the planned one on which every day of the cycle fits.

    The cycle is tried day by day; once every listed dose has left the window nothing changes any
    more, so a cycle that does not fit by then never does and None is returned.
    """
    for shift in range(1, window_days + len(planned) + 1):
        moved = [
            dataclasses.replace(each, on=each.on + dt.timedelta(days=shift)) for each in planned
        ]
        sums = cumulative_by_day(given, moved, window_days)
        if all(total <= limit for total in sums):
            return moved[0].on
    return None
