"""Dates and times as the NHS prints them and as clocks in the United Kingdom show them.

Whatever the machine's locale, time zone and time zone files.
Source: printing.md section 7 (D+Ta-0002 to 0010, D+Tb-0001 to 0012); Summer Time Order 2002.
"""

import datetime as dt


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
SUNDAY = 6
SUMMER_TIME = dt.timedelta(hours=1)
CLOCKS_CHANGE_AT = dt.time(1)
"""By Greenwich mean time, on the last Sundays of March and October."""


def printed_date(day: dt.date) -> str:
    """Write a date in the short clinical format.

    Example:
        >>> printed_date(dt.date(2026, 12, 7))
        '07-Dec-2026'
    """
    return f"{day.day:02d}-{MONTHS[day.month - 1]}-{day.year:04d}"


def printed_day(day: dt.date) -> str:
    """Write a date with its day of the week, for a list of dates to choose from.

    Example:
        >>> printed_day(dt.date(2026, 12, 7))
        'Mon 07-Dec-2026'
    """
    return f"{WEEKDAYS[day.weekday()]} {printed_date(day)}"


def printed_time(time: dt.time) -> str:
    """Write a time on the 24-hour clock.

    Example:
        >>> printed_time(dt.time(9, 5))
        '09:05'
    """
    return f"{time.hour:02d}:{time.minute:02d}"


def last_sunday(year: int, month: int) -> dt.date:
    """Return the last Sunday of a month that has 31 days.

    Example:
        >>> last_sunday(2026, 10)
        datetime.date(2026, 10, 25)
    """
    last = dt.date(year, month, 31)
    return last - dt.timedelta(days=(last.weekday() - SUNDAY) % 7)


def hours_later(moment: dt.datetime, hours: int) -> dt.datetime:
    """Return what the clock shows so many hours after it has shown ``moment``.

    In the nights in which the clocks change that is an hour more or less than adding says. An hour
    that the clock shows twice is taken to be the first one, so that nothing lasts too long.

    Example:
        >>> hours_later(dt.datetime(2026, 10, 24, 9, 30), 24)
        datetime.datetime(2026, 10, 25, 8, 30)
        >>> hours_later(dt.datetime(2026, 12, 7, 9, 30), 24)
        datetime.datetime(2026, 12, 8, 9, 30)
    """
    begins, ends = _summer(moment.year)
    is_summer = begins <= moment < ends + SUMMER_TIME
    later = moment - (SUMMER_TIME if is_summer else dt.timedelta()) + dt.timedelta(hours=hours)
    begins, ends = _summer(later.year)
    return later + SUMMER_TIME if begins <= later < ends else later


def _summer(year: int) -> tuple[dt.datetime, dt.datetime]:
    """Return when summer time begins and ends, by Greenwich mean time."""
    begins, ends = last_sunday(year, 3), last_sunday(year, 10)
    return (
        dt.datetime.combine(begins, CLOCKS_CHANGE_AT),
        dt.datetime.combine(ends, CLOCKS_CHANGE_AT),
    )
