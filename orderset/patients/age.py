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


def birthday(date_of_birth: dt.date, years: int) -> dt.date:
    """Return the day from which someone has completed so many years.

    Example:
        >>> birthday(dt.date(2022, 11, 20), 4), birthday(dt.date(2024, 2, 29), 2)
        (datetime.date(2026, 11, 20), datetime.date(2026, 3, 1))
    """
    year = date_of_birth.year + years
    try:
        return date_of_birth.replace(year=year)
    except ValueError:  # 29 February in a year that has none
        return dt.date(year, 3, 1)


def days_old(date_of_birth: dt.date, on: dt.date) -> int:
    """Return the age in days.

    Example:
        >>> days_old(dt.date(2026, 11, 1), dt.date(2026, 12, 7))
        36
    """
    return (on - date_of_birth).days
