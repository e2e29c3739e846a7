"""The addresses of cells as a spreadsheet writes them: a column in letters, a row in figures."""

import re


_ADDRESS = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,6}")


def is_address(text: str) -> bool:
    """Whether this is the address of one cell, such as ``H5``."""
    return _ADDRESS.fullmatch(text) is not None


def column_and_row(address: str) -> tuple[int, int]:
    """Return the numbers of the column and the row of a cell, from 1.

    Example:
        >>> column_and_row("AB5")
        (28, 5)
    """
    letters = address.rstrip("0123456789")
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number, int(address[len(letters) :])
