"""Dates and times as they are printed, whatever the machine's locale."""

import datetime as dt
import zoneinfo

import pytest

from orderset.dates import MONTHS, hours_later, printed_date, printed_time


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


@pytest.mark.parametrize(
    ("shown", "later"),
    [
        ("2026-10-24T00:59", "2026-10-25T00:59"),
        ("2026-10-24T01:59", "2026-10-25T01:59"),  # the first of the two
        ("2026-10-24T02:00", "2026-10-25T01:00"),  # the second
        ("2026-10-24T09:30", "2026-10-25T08:30"),
        ("2026-10-25T00:30", "2026-10-25T23:30"),
        ("2026-10-25T01:30", "2026-10-26T00:30"),  # taken for the first
        ("2026-10-25T02:00", "2026-10-26T02:00"),
        ("2027-03-27T00:59", "2027-03-28T00:59"),
        ("2027-03-27T01:00", "2027-03-28T02:00"),
        ("2027-03-27T09:30", "2027-03-28T10:30"),
        ("2027-03-28T00:59", "2027-03-29T01:59"),
        ("2027-03-28T01:30", "2027-03-29T01:30"),  # which no clock shows
        ("2027-03-28T02:00", "2027-03-29T02:00"),
        ("2026-12-31T09:30", "2027-01-01T09:30"),
        ("2026-07-01T09:30", "2026-07-02T09:30"),
    ],
)
def test_a_day_later_by_the_clock_when_the_clocks_change(shown: str, later: str) -> None:
    """F15: real hours, and never more of them than asked for."""
    moment = dt.datetime.fromisoformat(shown)
    assert hours_later(moment, 24) == dt.datetime.fromisoformat(later)


def test_hours_later_agrees_with_the_time_zone_database() -> None:
    try:
        london = zoneinfo.ZoneInfo("Europe/London")
    except zoneinfo.ZoneInfoNotFoundError:
        pytest.skip("this machine has no time zone database")
    moment = dt.datetime.fromisoformat("2026-01-01T00:30")
    while moment.year < 2028:
        there = moment.replace(tzinfo=london).astimezone(dt.UTC)
        if there.astimezone(london).replace(tzinfo=None) == moment:  # no clock shows the others
            expected = (there + dt.timedelta(hours=24)).astimezone(london)
            assert hours_later(moment, 24) == expected.replace(tzinfo=None, fold=0)
        moment += dt.timedelta(hours=1)
