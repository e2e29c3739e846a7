"""What the standard of GS1 asks of a symbol: for sites that have a GTIN of their own.

Off by default. This program prints its own document id and makes up no application identifier; a
symbol that says it is GS1 is a fault unless the site's settings name its GTIN.
"""

import datetime as dt
import re


GS1_DATA_MATRIX = "]d2"
PLAIN_DATA_MATRIX = "]d1"

GTIN_DIGITS = 14
MOST_CHARACTERS = 20
"""Of a batch or serial number."""

_CHARACTERS_82 = re.compile(r"[!\"%&'()*+,\-./0-9:;<=>?A-Z_a-z]{1,20}")
_EXPIRY_DIGITS = 6
_SEPARATOR = "\x1d"
_CENTURY = 2000


def check_digit(digits: str) -> int:
    """Return the check digit that belongs behind ``digits``, of a GTIN or a GSRN.

    Source: printing.md 4.3 BAR-05; weights 3 and 1 from the right, what is missing to a ten.

    Example:
        >>> check_digit("629104150021"), check_digit("00000000000000000")
        (3, 0)
    """
    weighted = (
        int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits))
    )
    return -sum(weighted) % 10


def elements(gtin: str, serial: str) -> str:
    """Return GTIN and serial number as the standard writes them for people.

    Example:
        >>> elements("09506000134352", "OS1-7F3A9C21B4-L1")
        '(01)09506000134352(21)OS1-7F3A9C21B4-L1'
    """
    return f"(01){gtin}(21){serial}"


def gtin_and_serial(scanned: str) -> tuple[str, str] | None:
    """Return GTIN and serial number of what a scanner read, or None where it is something else.

    Example:
        >>> gtin_and_serial("010950600013435221OS1-7F3A9C21B4-L1")
        ('09506000134352', 'OS1-7F3A9C21B4-L1')
    """
    match = re.fullmatch(r"01([0-9]{14})21(.+)", scanned)
    return (match[1], match[2]) if match else None


def has_right_check_digit(number: str) -> bool:
    """Tell whether a GTIN or GSRN ends in its check digit.

    Example:
        >>> has_right_check_digit("6291041500213"), has_right_check_digit("6291041500214")
        (True, False)
    """
    return (
        number.isascii()
        and number.isdigit()
        and len(number) > 1
        and check_digit(number[:-1]) == int(number[-1])
    )


def is_real_date(text: str) -> bool:
    """Tell whether YYMMDD is a day of the calendar; day 00 is not.

    Example:
        >>> is_real_date("261130"), is_real_date("261131"), is_real_date("261100")
        (True, False, False)
    """
    if not re.fullmatch(rf"[0-9]{{{_EXPIRY_DIGITS}}}", text):
        return False
    try:
        dt.date(_CENTURY + int(text[:2]), int(text[2:4]), int(text[4:]))
    except ValueError:
        return False
    return True


def is_batch_or_serial(text: str) -> bool:
    """Tell whether a text may be a batch or serial number.

    Example:
        >>> is_batch_or_serial("LOT-7"), is_batch_or_serial("LOT 7"), is_batch_or_serial("A" * 21)
        (True, False, False)
    """
    return _CHARACTERS_82.fullmatch(text) is not None


def ends_in_separator(payload: str) -> bool:
    r"""Tell whether a payload has a separator that separates nothing.

    Example:
        >>> ends_in_separator("10LOT7\x1d"), ends_in_separator("10LOT7\x1d21A")
        (True, False)
    """
    return payload.endswith(_SEPARATOR)
