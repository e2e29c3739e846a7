"""Dates and times as they are printed, whatever the machine's locale."""

import datetime as dt

import pytest

from orderset.dates import MONTHS, printed_date, printed_time


def test_every_month_has_its_three_letters() -> None:
    """From a fixed table: PID-07."""
    assert " ".join(MONTHS) == "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
    printed = [printed_date(dt.date(2026, month, 7)) for month in range(1, 13)]
    assert printed == [f"07-{each}-2026" for each in MONTHS]


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (dt.date(2026, 12, 7), "07-Dec-2026"),
        (dt.date(2028, 2, 29), "29-Feb-2028"),
        (dt.date(1906, 1, 31), "31-Jan-1906"),
        (dt.date(9, 1, 1), "01-Jan-0009"),
    ],
)
def test_a_date_has_two_digits_three_letters_and_four_digits(day: dt.date, text: str) -> None:
    """D+Ta-0002 to 0010."""
    assert printed_date(day) == text


@pytest.mark.parametrize(
    ("time", "text"),
    [
        (dt.time(0, 0), "00:00"),
        (dt.time(9, 5), "09:05"),
        (dt.time(12, 30, 59), "12:30"),
        (dt.time(23, 59), "23:59"),
    ],
)
def test_a_time_is_by_the_24_hour_clock(time: dt.time, text: str) -> None:
    """D+Tb-0001 to 0012; seconds are left out."""
    assert printed_time(time) == text
