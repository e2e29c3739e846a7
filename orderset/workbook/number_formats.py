"""Whether a number format shows another number than the one in the cell.

A cell with 20500 and the format ``0.0,`` shows 20.5; the format ``"16.0"`` shows 16.0 whatever the
cell holds; ``;;;`` shows nothing (faults.md section 1.2). The person who filled the row saw what
was shown, so such a number is not used. A format that only rounds is accepted.
"""

import re
from decimal import Decimal

from orderset.workbook.columns import Column, Kind
from orderset.workbook.laboratory import folded


NUMBER_KINDS = frozenset({Kind.NUMBER, Kind.WHOLE_NUMBER, Kind.RESULT})

_PIECE = re.compile(
    r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|General|[eE][+-]|[0#?]+|.', re.DOTALL | re.IGNORECASE
)
_DIGITS = frozenset("0#?")
_AS_IT_IS = frozenset({"general", "@"})
# Colours that are seen, and a language or region without a currency sign.
_HARMLESS_BRACKET = re.compile(
    r"\[(Black|Blue|Cyan|Green|Magenta|Red|Yellow|Color ?[0-9]+|\$-[0-9A-F]+)\]", re.IGNORECASE
)


def misleads(number_format: str, value: Decimal, column: Column) -> bool:
    """Whether the format shows another number than ``value``, or none at all.

    Args:
        number_format: as the spreadsheet writes it, for example ``0.0`` or ``#,##0;-#,##0``.
        value: the number in the cell, in the unit of its column.
        column: the column, whose heading names the unit that the format may repeat.

    Example:
        >>> from orderset.workbook.columns import INFUSIONS
        >>> weight = INFUSIONS.column("weight_kg")
        >>> misleads('0.0" kg"', Decimal("20.5"), weight), misleads("0.0,", Decimal(20500), weight)
        (False, True)
    """
    section = _section(_PIECE.findall(number_format), value)
    if section is None:
        return False
    if len(section) == 1 and section[0].casefold() in _AS_IT_IS:
        return False
    words: list[str] = []
    for position, piece in enumerate(section):
        if piece[0] in '"\\':
            words.append(piece.strip('"') if piece[0] == '"' else piece[1])
        elif not _shows_the_number(piece, section[position + 1 :], section[:position]):
            return True
    if not _word_allowed(folded("".join(words)), column):
        return True
    return not _digits_suffice("".join(map(_places, section)), value, column)


def _places(piece: str) -> str:
    """Return the places for digits that a piece of a format has; General has as many as needed."""
    if piece.casefold() == "general":
        return "0"
    return piece if piece[0] in _DIGITS else ""


def _section(pieces: list[str], value: Decimal) -> list[str] | None:
    """Return the section of the format that applies to the value: above, below or equal to zero.

    A negative number has no place in any column and is reported for that: None.
    """
    if value < 0:
        return None
    sections: list[list[str]] = [[]]
    for piece in pieces:
        if piece == ";":
            sections.append([])
        else:
            sections[-1].append(piece)
    has_one_for_zero = len(sections) > 2  # noqa: PLR2004  above; below; zero; text
    return sections[2] if value == 0 and has_one_for_zero else sections[0]


def _shows_the_number(piece: str, after: list[str], before: list[str]) -> bool:
    """Whether one piece of a format leaves the number as it is."""
    if piece[0] in _DIGITS or piece[0] == "_" or piece in {" ", "\u00a0"}:
        return True
    if piece[0] == "*":
        return piece[1:] == " "
    if piece[0] == "[":
        return bool(_HARMLESS_BRACKET.fullmatch(piece))
    if piece == ".":
        return "." not in before
    if piece == ",":
        # Between digits it groups thousands; after the last digit it divides by a thousand.
        return "." not in before and bool(after) and after[0][0] in _DIGITS
    return piece.casefold() == "general" or piece in {"E+", "E-", "e+", "e-"}


def _word_allowed(word: str, column: Column) -> bool:
    """Whether a fixed word in the format only repeats the unit of the heading."""
    unit = re.search(r"\(([a-z]+)\)", column.heading)
    return not word or (unit is not None and word == folded(unit[1]))


def _digits_suffice(placeholders: str, value: Decimal, column: Column) -> bool:
    """Whether the format has places that show the number, and no zeros that the cell lacks."""
    if not placeholders:
        return False
    if column.kind is Kind.IDENTIFIER:
        return placeholders.count("0") <= len(f"{value:f}")
    return "0" in placeholders or value >= 1
