"""Writing text into a cell so that it is only ever text."""

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.worksheet.worksheet import Worksheet


# The font of a new workbook; a face that names none is set in another one by LibreOffice.
FONT = "Calibri"
_LONGEST_TEXT = 32_000


def set_text(sheet: Worksheet, row: int, column: int, text: str) -> None:
    """Write text that stays text: a leading ``=``, ``+``, ``-`` or ``@`` starts no formula."""
    cell = sheet.cell(row, column, printable(text))
    cell.data_type = "s"
    # Excel would make a formula of it once somebody edits the cell; the prefix prevents that.
    cell.quotePrefix = text.lstrip().startswith(("=", "+", "-", "@"))


def printable(text: str) -> str:
    """Return the text without what a workbook file cannot hold, cut to what a cell can hold."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return ILLEGAL_CHARACTERS_RE.sub("\ufffd", whole)[:_LONGEST_TEXT]
