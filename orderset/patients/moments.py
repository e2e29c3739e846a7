"""Dates and times that were typed as text: taken only when they can be read one way."""

import datetime as dt
import re

from orderset.dates import MONTHS


ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[ T]([0-9]{2}):([0-9]{2})(?::00)?)?")
WORD_DATE = re.compile(r"([0-9]{1,2})[- ]([A-Za-z]{3})[- ]([0-9]{4})")
SLASH_DATE = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4}|[0-9]{2})")
CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
MONTHS_IN_YEAR = 12


def is_ambiguous(text: str) -> bool:
    """Whether a text is a date that could be day first or month first, or lacks its century.

    Example:
        >>> is_ambiguous("07/12/2026"), is_ambiguous("25/12/2026"), is_ambiguous("25/12/26")
        (True, False, True)
    """
    return _date_parts(text) is None and SLASH_DATE.fullmatch(text) is not None


def moment_in(text: str) -> tuple[dt.date, dt.time | None] | None:
    """Return the date, and the time where one stands there, or None where it has not one meaning.

    Example:
        >>> moment_in("2026-12-07"), moment_in("07/12/2026")
        ((datetime.date(2026, 12, 7), None), None)
    """
    parts = _date_parts(text)
    return None if parts is None else _moment_of(parts)


def time_in(text: str) -> dt.time | None:
    """Return a time by the 24-hour clock, or None.

    Example:
        >>> time_in("09:30"), time_in("24:00")
        (datetime.time(9, 30), None)
    """
    match = CLOCK.fullmatch(text)
    return dt.time(int(match[1]), int(match[2])) if match else None


def _date_parts(text: str) -> tuple[int, int, int, int, int] | None:
    """Return year, month, day, hour, minute of a text that has one meaning; hour -1 for none."""
    if match := ISO_DATE.fullmatch(text):
        year, month, day, hour, minute = match.groups()
        return int(year), int(month), int(day), int(hour or -1), int(minute or 0)
    if match := WORD_DATE.fullmatch(text):
        month_name = match[2].capitalize()
        month = MONTHS.index(month_name) + 1 if month_name in MONTHS else 0
        return int(match[3]), month, int(match[1]), -1, 0
    match = SLASH_DATE.fullmatch(text)
    if match and len(match[3]) == len("2026"):
        first, second = int(match[1]), int(match[2])
        if first > MONTHS_IN_YEAR or first == second:
            return int(match[3]), second, first, -1, 0
    return None


def _moment_of(parts: tuple[int, int, int, int, int]) -> tuple[dt.date, dt.time | None] | None:
    """Return the date and time, or None for a day that no calendar has."""
    year, month, day, hour, minute = parts
    try:
        return dt.date(year, month, day), dt.time(hour, minute) if hour >= 0 else None
    except ValueError:
        return None
