"""The dose over a rolling window, and how a cycle fits into it.

Each dose counts with the weight on the day it was given, because today's weight understates what
a growing child was exposed to. Sums are exact fractions: equal to the limit passes.
"""

import bisect
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


def moved_to(planned: Sequence[DatedDose], day_1: dt.date) -> tuple[DatedDose, ...]:
    """Return the doses of a cycle with another day 1."""
    return tuple(
        dataclasses.replace(each, on=day_1 + (each.on - planned[0].on)) for each in planned
    )


def earliest_full_cycle_on(
    given: Sequence[DatedDose],
    planned: Sequence[DatedDose],
    window_days: int,
    limit: Fraction,
    *,
    not_before: dt.date | None = None,
) -> dt.date | None:
    """Return the first day 1 from which every day of a cycle fits, None if there is none.

    A cycle that does not fit comes to fit on no other day than one on which a given dose has just
    left the window of one of its days; so these are tried, and the first day that is allowed.

    Args:
        given: What has been given, and what stands before the cycle in a plan.
        planned: The doses of the cycle, at any day 1.
        window_days: How many days the window has.
        limit: In mg per kg.
        not_before: The first day 1 allowed; None is the day after the planned one.
    """
    first = not_before or planned[0].on + dt.timedelta(days=1)
    window = dt.timedelta(days=window_days)
    left_on = {dose.on + window - (day.on - planned[0].on) for dose in given for day in planned}
    for day_1 in sorted({first, *(each for each in left_on if each > first)}):
        sums = cumulative_by_day(given, moved_to(planned, day_1), window_days)
        if days_within_limit(sums, limit) == len(sums):
            return day_1
    return None


def sustained_interval_days(
    planned: Sequence[DatedDose], window_days: int, limit: Fraction, minimum_days: int
) -> int | None:
    """Return the shortest interval at which full cycles keep within the limit for ever.

    Cycles that lie further apart are never more in a window, so the shortest is found by halving.
    None if not even one cycle in a window fits.

    Args:
        planned: The doses of one cycle; all that follow are the same.
        window_days: How many days the window has.
        limit: In mg per kg.
        minimum_days: The shortest interval allowed, from day 1 to day 1; at least 1.

    Source: clinical.md B1.4.

    Example:
        >>> day_1 = dt.date(2026, 12, 7)
        >>> cycle = [DatedDose(day_1 + dt.timedelta(days=n), Fraction(1)) for n in range(3)]
        >>> sustained_interval_days(cycle, 365, Fraction("11.5"), 28)
        121
    """

    def is_sustained(interval: int) -> bool:
        before = [
            dose
            for back in range(interval, window_days + len(planned), interval)
            for dose in moved_to(planned, planned[0].on - dt.timedelta(days=back))
        ]
        sums = cumulative_by_day(before, planned, window_days)
        return days_within_limit(sums, limit) == len(sums)

    intervals = range(minimum_days, max(minimum_days, window_days + len(planned)) + 1)
    place = bisect.bisect_left(intervals, True, key=is_sustained)  # noqa: FBT003  what is sought
    return intervals[place] if place < len(intervals) else None
