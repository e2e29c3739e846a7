"""The rolling window, day by day, against a plain count."""

import datetime as dt
from fractions import Fraction

from orderset.dosing.cumulative import (
    DatedDose,
    cumulative_by_day,
    days_within_limit,
    earliest_full_cycle_on,
    window_mg_per_kg,
)


D1 = dt.date(2026, 12, 7)
LIMIT = Fraction(23, 2)


def _doses(*days: int, mg_per_kg: int = 1) -> list[DatedDose]:
    return [DatedDose(D1 + dt.timedelta(days=each), Fraction(mg_per_kg)) for each in days]


def test_the_window_is_open_at_its_start_and_closed_at_its_end() -> None:
    """(day − 365, day]: the dose of the day itself counts, that of 365 days before does not."""
    assert window_mg_per_kg(_doses(0), D1, 365) == 1
    assert window_mg_per_kg(_doses(-364), D1, 365) == 1
    assert window_mg_per_kg(_doses(-365), D1, 365) == 0
    assert window_mg_per_kg(_doses(1), D1, 365) == 0
    assert window_mg_per_kg([], D1, 365) == 0


def test_each_planned_day_counts_itself_and_those_before_it() -> None:
    """And what was given, while it is in the window."""
    given, planned = _doses(-364, -363), _doses(0, 1, 2)
    assert list(map(int, cumulative_by_day(given, planned, 365))) == [3, 3, 3]
    assert list(map(int, cumulative_by_day([], planned, 365))) == [1, 2, 3]


def test_equal_to_the_limit_fits() -> None:
    """Exactly: fractions, not floats."""
    thirds = [Fraction(1, 3) * n for n in (1, 2, 3)]
    assert days_within_limit(thirds, Fraction(1)) == 3
    assert days_within_limit(thirds, Fraction(99, 100)) == 2
    assert days_within_limit([Fraction(12)], LIMIT) == 0
    assert days_within_limit([], LIMIT) == 0


def test_only_leading_days_count_as_fitting() -> None:
    """A day after one that does not fit is not given."""
    assert days_within_limit([Fraction(12), Fraction(11)], LIMIT) == 0


def test_the_earliest_cycle_is_the_first_day_on_which_every_day_fits() -> None:
    """Against trying every date."""
    given = _doses(*(start + n for start in (-300, -200, -100) for n in range(3)))
    planned = _doses(0, 1, 2)
    found = earliest_full_cycle_on(given, planned, 365, LIMIT)
    for shift in range(1, 400):
        moved = _doses(shift, shift + 1, shift + 2)
        if max(cumulative_by_day(given, moved, 365)) <= LIMIT:
            assert found == D1 + dt.timedelta(days=shift)
            return
    raise AssertionError


def test_the_earliest_cycle_may_reach_the_limit_exactly() -> None:
    """When the oldest of 9.5 mg/kg has left, 8.5 and 3 are 11.5: on day 3, 63 days later."""
    half = DatedDose(D1 - dt.timedelta(days=90), Fraction(1, 2))
    given = [*_doses(-300, *range(-200, -192)), half]
    found = earliest_full_cycle_on(given, _doses(0, 1, 2), 365, LIMIT)
    assert found == D1 + dt.timedelta(days=63)


def test_a_cycle_fits_at_the_latest_when_everything_has_left_the_window() -> None:
    """12 mg/kg the day before: from the day after they leave."""
    given = _doses(-1, mg_per_kg=12)
    found = earliest_full_cycle_on(given, _doses(0, 1, 2), 365, LIMIT)
    assert found == D1 + dt.timedelta(days=364)


def test_a_cycle_that_alone_passes_the_limit_never_fits() -> None:
    """None is returned, and the search ends."""
    assert earliest_full_cycle_on([], _doses(0, 1, 2), 365, Fraction(5, 2)) is None


def test_the_articles_own_regimen_is_blocked_on_day_3_of_cycle_4() -> None:
    """Clinical.md B1.4: 3 × 1 mg/kg every 10 weeks; sustainable from 121 days on."""
    for interval, days in ((70, 2), (121, 3), (122, 3)):
        given = _doses(*(n - interval * back for back in (3, 2, 1) for n in range(3)))
        sums = cumulative_by_day(given, _doses(0, 1, 2), 365)
        assert days_within_limit(sums, LIMIT) == days
    given = _doses(*(n - 120 * back for back in (3, 2, 1) for n in range(3)))
    assert days_within_limit(cumulative_by_day(given, _doses(0, 1, 2), 365), LIMIT) == 2


def test_a_halved_first_dose_makes_cycle_4_fit_exactly() -> None:
    """Clinical.md B1.4: 2.5 + 3 + 3 + 3 is 11.5."""
    first = DatedDose(D1 - dt.timedelta(days=210), Fraction(1, 2))
    given = [first, *_doses(-209, -208, -140, -139, -138, -70, -69, -68)]
    sums = cumulative_by_day(given, _doses(0, 1, 2), 365)
    assert sums[-1] == LIMIT
    assert days_within_limit(sums, LIMIT) == 3
