"""A second, independent reading of the cycles ahead, day by day: clinical.md A2, B1.2 to B1.4.

Written to be compared with ``orderset/dosing/ahead.py`` and not from it: nothing is clever here. A
dose is a date and mg per kg; every day is tried, one after the other.

Fictional test arithmetic, not clinical advice.
"""

import datetime as dt
from fractions import Fraction


Dose = tuple[dt.date, Fraction]

ONE_DAY = dt.timedelta(days=1)
DAYS_TRIED = 500
DAYS_SIMULATED = 800


def exposure(doses: list[Dose], day: dt.date, window: int) -> Fraction:
    """The sum of the last ``window`` days, this one included."""
    total = Fraction(0)
    for on, mg_per_kg in doses:
        if 0 <= (day - on).days < window:
            total += mg_per_kg
    return total


def exposures(
    doses: list[Dose], cycle: list[Fraction], day_1: dt.date, window: int
) -> list[Fraction]:
    """The sum on each day of a cycle, which is given day after day."""
    so_far = list(doses)
    sums = []
    for number, mg_per_kg in enumerate(cycle):
        day = day_1 + number * ONE_DAY
        so_far.append((day, mg_per_kg))
        sums.append(exposure(so_far, day, window))
    return sums


def days_that_fit(
    doses: list[Dose], cycle: list[Fraction], day_1: dt.date, window: int, limit: Fraction
) -> int:
    """How many days from the first can be given."""
    for number, total in enumerate(exposures(doses, cycle, day_1, window)):
        if total > limit:
            return number
    return len(cycle)


def first_full_day_1(
    doses: list[Dose], cycle: list[Fraction], start: dt.date, window: int, limit: Fraction
) -> dt.date | None:
    """The first day 1 from ``start`` on that lets every day be given."""
    for later in range(DAYS_TRIED):
        day_1 = start + later * ONE_DAY
        if days_that_fit(doses, cycle, day_1, window, limit) == len(cycle):
            return day_1
    return None


def calendar(
    doses: list[Dose],
    cycles: list[list[Fraction]],
    start: dt.date,
    apart: int,
    *,
    window: int,
    limit: Fraction,
) -> list[tuple[dt.date, Fraction]]:
    """Day 1 of one cycle after the other, at least ``apart`` days apart, and its highest sum."""
    so_far = list(doses)
    found = []
    for cycle in cycles:
        day_1 = first_full_day_1(so_far, cycle, start, window, limit)
        if day_1 is None:
            break
        found.append((day_1, max(exposures(so_far, cycle, day_1, window))))
        for number, mg_per_kg in enumerate(cycle):
            so_far.append((day_1 + number * ONE_DAY, mg_per_kg))
        start = day_1 + apart * ONE_DAY
    return found


def shortest_interval_for_good(
    cycle: list[Fraction], shortest: int, window: int, limit: Fraction
) -> int | None:
    """The shortest interval at which no cycle of some years is ever blocked."""
    for interval in range(shortest, window + len(cycle) + 1):
        if not _is_blocked_some_day(cycle, interval, window, limit):
            return interval
    return None


def _is_blocked_some_day(
    cycle: list[Fraction], interval: int, window: int, limit: Fraction
) -> bool:
    """Whether some years of cycles at this interval pass the limit on any day."""
    given: list[tuple[int, Fraction]] = []
    for day_1 in range(0, DAYS_SIMULATED, interval):
        for number, mg_per_kg in enumerate(cycle):
            day = day_1 + number
            given.append((day, mg_per_kg))
            if sum(dose for on, dose in given if day - window < on <= day) > limit:
                return True
    return False
