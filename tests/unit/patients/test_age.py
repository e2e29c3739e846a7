"""Ages at the edges: birthdays, leap days, newborns."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orderset.patients.age import completed_years, days_old


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        ("2014-03-05", "2026-03-04", 11),
        ("2014-03-05", "2026-03-05", 12),
        ("2014-03-05", "2026-03-06", 12),
        ("2008-12-14", "2026-12-13", 17),
        ("2008-12-14", "2026-12-14", 18),
        ("2026-12-07", "2026-12-07", 0),
        ("2025-12-31", "2026-01-01", 0),
        ("2023-12-08", "2026-12-07", 2),
        ("1906-12-15", "2026-12-14", 119),
        ("1906-12-14", "2026-12-14", 120),
        ("2012-02-29", "2026-02-28", 13),
        ("2012-02-29", "2026-03-01", 14),
        ("2012-02-29", "2028-02-28", 15),
        ("2012-02-29", "2028-02-29", 16),
        ("2011-03-01", "2028-02-29", 16),
    ],
)
def test_a_year_is_completed_on_the_birthday(born: str, on: str, years: int) -> None:
    """And of those born on 29 February on 1 March, where there is no 29th."""
    assert completed_years(dt.date.fromisoformat(born), dt.date.fromisoformat(on)) == years


@pytest.mark.parametrize(
    ("born", "on", "days"),
    [
        ("2026-12-07", "2026-12-07", 0),
        ("2026-12-06", "2026-12-07", 1),
        ("2024-02-28", "2024-03-01", 2),
        ("2025-02-28", "2025-03-01", 1),
        ("2022-12-07", "2026-12-07", 1461),
    ],
)
def test_days_are_counted_with_leap_days(born: str, on: str, days: int) -> None:
    """Growth and CKiD U25 need them."""
    assert days_old(dt.date.fromisoformat(born), dt.date.fromisoformat(on)) == days


@settings(deadline=None)
@given(
    st.dates(dt.date(1906, 1, 1), dt.date(2026, 12, 31)), st.integers(min_value=0, max_value=44_000)
)
def test_both_ages_agree(born: dt.date, days: int) -> None:
    """Completed years are the whole years in the days, but for a leap day more or less."""
    on = born + dt.timedelta(days=days)
    assert days_old(born, on) == days
    years = completed_years(born, on)
    assert 365 * years <= days < 366 * (years + 1)
    assert completed_years(born, on + dt.timedelta(days=1)) in {years, years + 1}
