"""NHS numbers and hospital numbers."""

import re


HOSPITAL_NUMBER = re.compile(r"[A-Za-z0-9]([A-Za-z0-9/-]{0,18}[A-Za-z0-9])?")
"""A letter or digit first and last: a hyphen in front is an option elsewhere, a slash a folder."""

TEST_RANGE_PREFIX = "999"
"""Numbers from 999 000 0000 to 999 999 9999 are never issued: test patients."""

_ISSUED = (
    (4000000000, 4999999999),  # England, Wales, Isle of Man
    (6000000000, 7999999999),  # England, Wales, Isle of Man
    (3000000000, 3999999999),  # England and Northern Ireland
    (101010000, 3112999999),  # Scotland: CHI, which begins with a date of birth
    (9990000000, 9999999999),  # never issued: test patients
)

_ELSEWHERE = (
    (101010000, 2999999999, "Scotland"),
    (3000000000, 3999999999, "Northern Ireland and Scotland, and only in part in England"),
)
"""Ranges that are issued, but not, or only in part, in England and Wales."""


def check_digit(first_nine: str) -> int | None:
    """Return the modulus 11 check digit of nine digits, or None where there is none.

    Source: printing.md section 7 (S53): weights 10 to 2, 11 minus the remainder, 11 is 0 and 10
    does not occur.

    Example:
        >>> check_digit("943476591"), check_digit("999000001")
        (9, 8)
    """
    total = sum(
        weight * int(digit) for weight, digit in zip(range(10, 1, -1), first_nine, strict=True)
    )
    digit = 11 - total % 11
    return {11: 0, 10: None}.get(digit, digit)


def is_nhs_number(digits: str) -> bool:
    """Return whether ten digits are an NHS number: check digit right, in a range in use.

    Example:
        >>> is_nhs_number("9434765919"), is_nhs_number("9990000018"), is_nhs_number("1111111111")
        (False, True, False)
    """
    if not re.fullmatch(r"[0-9]{10}", digits) or len(set(digits)) == 1:
        return False
    if not any(low <= int(digits) <= high for low, high in _ISSUED):
        return False
    return check_digit(digits[:9]) == int(digits[9])


def issued_elsewhere(nhs_number: str) -> str | None:
    """Return where a number's range is issued, None for the ranges of England and Wales.

    Source: printing.md PID-01 and section 7 (S53).

    Example:
        >>> issued_elsewhere("0101010000"), issued_elsewhere("4000000004")
        ('Scotland', None)
    """
    number = int(nhs_number)
    return next((where for low, high, where in _ELSEWHERE if low <= number <= high), None)


def is_test_number(nhs_number: str) -> bool:
    """Return whether an NHS number belongs to a test patient.

    Example:
        >>> is_test_number("9990000018"), is_test_number("4000000004")
        (True, False)
    """
    return nhs_number.startswith(TEST_RANGE_PREFIX)


def is_hospital_number(text: str) -> bool:
    """Return whether a text is a hospital number: 1 to 20 letters, digits, hyphens, slashes.

    It begins and ends with a letter or digit.

    Example:
        >>> is_hospital_number("H-123/4"), is_hospital_number("../H1")
        (True, False)
    """
    return HOSPITAL_NUMBER.fullmatch(text) is not None


def joining_key(hospital_number: str | None) -> str | None:
    """Return what joins the sheets: a hospital number whatever its case.

    Example:
        >>> joining_key("h123") == joining_key("H123")
        True
    """
    return None if hospital_number is None else hospital_number.casefold()
