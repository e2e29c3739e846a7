"""Dates and times as the NHS prints them, whatever the machine's locale.

Source: printing.md section 7 (D+Ta-0002 to 0010, D+Tb-0001 to 0012).
"""

import datetime as dt


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def printed_date(day: dt.date) -> str:
    """Write a date in the short clinical format.

    Example:
        >>> printed_date(dt.date(2026, 12, 7))
        '07-Dec-2026'
    """
    return f"{day.day:02d}-{MONTHS[day.month - 1]}-{day.year:04d}"


def printed_time(time: dt.time) -> str:
    """Write a time on the 24-hour clock.

    Example:
        >>> printed_time(dt.time(9, 5))
        '09:05'
    """
    return f"{time.hour:02d}:{time.minute:02d}"
