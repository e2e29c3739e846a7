"""Ages: completed years for limits, days for growth and CKiD U25."""

import datetime as dt


def completed_years(date_of_birth: dt.date, on: dt.date) -> int:
    """Return the completed years of age. Someone born on 29 February is a year older on 1 March.

    Example:
        >>> completed_years(dt.date(2022, 11, 20), dt.date(2026, 11, 19))
        3
        >>> completed_years(dt.date(2022, 11, 20), dt.date(2026, 11, 20))
        4
    """
    before_birthday = (on.month, on.day) < (date_of_birth.month, date_of_birth.day)
    return on.year - date_of_birth.year - before_birthday


def days_old(date_of_birth: dt.date, on: dt.date) -> int:
    """Return the age in days.

    Example:
        >>> days_old(dt.date(2026, 11, 1), dt.date(2026, 12, 7))
        36
    """
    return (on - date_of_birth).days
