"""One cell as found: its value, and why it cannot be used when it cannot.

Nothing is interpreted here: a date in a number column stays a date, a number in a date column stays
a number, and the parser judges. What is reported here is what a person would not see or would see
differently in the spreadsheet (faults.md section 1.2).
"""

import datetime as dt
import math
import re
import unicodedata
from decimal import Decimal

from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.cell.cell import MergedCell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.styles.numbers import is_date_format

from orderset.findings import CellRef, Finding, workbook_finding
from orderset.workbook.columns import Column, Kind
from orderset.workbook.content import Cell, CellValue
from orderset.workbook.date_formats import shows_whole_date
from orderset.workbook.number_formats import NUMBER_KINDS, misleads
from orderset.workbook.shown import is_invisible, shortened, shown


_ERROR_VALUE = re.compile(r"#[A-Z0-9/_]+[!?]|#N/A|#GETTING_DATA|Err:[0-9]{3}")
# A character that XML cannot hold is written as _x0007_ in a workbook file.
_ESCAPED_CHARACTER = re.compile(r"_x[0-9A-Fa-f]{4}_")
_LOOKED_AT = 2_000
_ANY_DAY = dt.date(2000, 1, 1)
_LAST_SECOND = dt.time(23, 59, 59)


def read_cell(
    found: SheetCell | MergedCell,
    stored: SheetCell | MergedCell | None,
    column: Column,
    where: CellRef,
) -> tuple[Cell, Finding | None]:
    """Return a cell as found and, when it cannot be used, the finding that says why.

    Args:
        found: the cell with its formula, if it has one.
        stored: the same cell with the result that the spreadsheet program stored for the formula.
        column: the declared column.
        where: the cell's address.
    """
    source = found
    if found.data_type == "f":
        # LibreOffice and Excel store an empty text with the type of a text: it is a result.
        if stored is None or (stored.value is None and stored.data_type != "str"):
            return _spoiled(None, where), _formula_without_value(column, where)
        source = stored
    raw = source.value
    if isinstance(raw, dt.datetime) and _is_shown_in_part(found, column):
        return _spoiled(raw, where), _misleading_date(str(found.number_format), raw, column, where)
    if raw is not None and (source.data_type == "e" or _ERROR_VALUE.fullmatch(str(raw).strip())):
        return _spoiled(None, where), workbook_finding(
            "cell-error",
            f"The cell shows the error {shown(raw)} instead of {_what(column)}.",
            where=where,
            found=shown(raw),
            expected=column.help,
        )
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return _number_cell(raw, found, column, where)
    value = _converted(raw)
    if isinstance(value, str):
        return _text_cell(value, source, column, where)
    return Cell(value, where), None


def is_struck_through(cell: SheetCell | MergedCell) -> bool:
    """Whether all or part of what stands in the cell is crossed out."""
    if isinstance(cell.value, CellRichText):
        blocks = [each for each in cell.value if isinstance(each, TextBlock)]
        if any(each.font.strike for each in blocks):
            return True
    return cell.value is not None and cell.has_style and bool(cell.font.strike)


def _is_shown_in_part(found: SheetCell | MergedCell, column: Column) -> bool:
    """Whether a date cell hides a part of its date; a date that is stored as one has no format."""
    if column.kind not in {Kind.DATE, Kind.DATE_AND_TIME}:
        return False
    return is_date_format(found.number_format) and not shows_whole_date(str(found.number_format))


def _misleading_date(
    number_format: str, value: dt.datetime, column: Column, where: CellRef
) -> Finding:
    return workbook_finding(
        "misleading-date-format",
        f"The cell holds {shown(value)}, but its format “{shown(number_format)}” does not show "
        "all of it.",
        where=where,
        found=shortened(f"{shown(value)} with the format “{shown(number_format)}”"),
        expected=column.help,
    )


def _number_cell(
    raw: float, found: SheetCell | MergedCell, column: Column, where: CellRef
) -> tuple[Cell, Finding | None]:
    if not _is_finite(raw):
        return _spoiled(None, where), workbook_finding(
            "value-not-a-number",
            f"The number in the cell is too large to be {_what(column)}.",
            where=where,
            found="a number with more than 300 digits",
            expected=column.help,
        )
    # What a spreadsheet shows: 15 significant digits, so that 0.1 + 0.2 is 0.3.
    value = Decimal(f"{raw:.15g}")
    number_format = str(found.number_format)
    judged = column.kind in NUMBER_KINDS or column.kind is Kind.IDENTIFIER
    if judged and misleads(number_format, value, column):
        return _spoiled(value, where), workbook_finding(
            "misleading-number-format",
            f"The cell holds {shown(value)}, but its number format “{shown(number_format)}” "
            "shows something else or nothing.",
            where=where,
            found=shortened(f"{shown(value)} with the format “{shown(number_format)}”"),
            expected=column.help,
        )
    return Cell(value, where), None


def _is_finite(raw: float) -> bool:
    """Whether a number is one that a spreadsheet can hold; a whole number may have any length."""
    try:
        return math.isfinite(raw)
    except OverflowError:
        return False


def _text_cell(
    value: str, source: SheetCell | MergedCell, column: Column, where: CellRef
) -> tuple[Cell, Finding | None]:
    # A text far longer than any column allows is refused for that.
    looked_at = value[:_LOOKED_AT]
    hidden = [c for c in looked_at if is_invisible(c)] or _ESCAPED_CHARACTER.findall(looked_at)
    if hidden:
        return _spoiled(value, where), _control_character(value, hidden[0], where)
    link = source.hyperlink
    # On reading, an empty cell with a link is given the link as its text.
    if link is not None and value in {link.target, link.location}:
        return _spoiled(value, where), workbook_finding(
            "link-in-cell",
            f"The cell carries a link, and there is no text of its own beside it: {_what(column)} "
            "may be missing.",
            where=where,
            found=shown(value),
            expected=column.help,
        )
    return Cell(value, where), None


def _converted(raw: object) -> CellValue:
    """Return the value in the types of this project; text in its composed form, stripped."""
    match raw:
        case None | bool():
            return raw
        case dt.datetime():
            return _to_the_second(raw)
        case dt.time():
            rounded = _to_the_second(dt.datetime.combine(_ANY_DAY, raw))
            return rounded.time() if rounded.date() == _ANY_DAY else _LAST_SECOND
        case dt.timedelta():
            return dt.timedelta(seconds=round(raw.total_seconds()))
        case dt.date():
            return dt.datetime.combine(raw, dt.time())
        case _:
            return unicodedata.normalize("NFC", str(raw)).strip() or None


def _to_the_second(value: dt.datetime) -> dt.datetime:
    """Return the time that is shown: a spreadsheet may store 09:15 as 09:14:59.999."""
    try:
        return (value + dt.timedelta(milliseconds=500)).replace(microsecond=0)
    except OverflowError:  # the last moment that a date can hold
        return value.replace(microsecond=0)


def _formula_without_value(column: Column, where: CellRef) -> Finding:
    return workbook_finding(
        "formula-without-value",
        "The cell holds a formula whose result is not stored in the file, so "
        f"{_what(column)} is not known.",
        where=where,
        found="a formula without a result",
        expected=column.help,
    )


def _control_character(value: str, hidden: str, where: CellRef) -> Finding:
    if hidden in {"\n", "\r", "\u2028", "\u2029"}:
        message = "The text has more than one line in one cell."
        hint = (
            "Write it on one line: delete the line break (Alt+Enter), with a semicolon or a "
            "space in its place."
        )
    else:
        message = "The text holds a character that cannot be seen, so it may not be what it seems."
        hint = ""
    return workbook_finding(
        "control-character",
        message,
        where=where,
        found=shown(value),
        expected="text with visible characters only",
        hint=hint,
    )


def _what(column: Column) -> str:
    return f"“{column.heading}”"


def _spoiled(value: CellValue, where: CellRef) -> Cell:
    return Cell(value, where, spoiled=True)
