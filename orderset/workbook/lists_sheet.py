"""The hidden sheet ``Lists``: what the drop-down lists of the template offer."""

from collections.abc import Mapping

from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook import Workbook

from orderset.workbook.columns import LISTS_SHEET, SHEETS


Choices = tuple[str, ...]


def add_lists_sheet(workbook: Workbook) -> Mapping[Choices, str]:
    """Add the sheet and return, for every list, the range that it fills."""
    sheet = workbook.create_sheet(LISTS_SHEET)
    sheet.sheet_state = "hidden"
    ranges: dict[Choices, str] = {}
    for column in (each for declared in SHEETS for each in declared.columns):
        if not column.choices or column.choices in ranges:
            continue
        number = len(ranges) + 1
        letter = get_column_letter(number)
        sheet.cell(1, number, column.heading)
        for row, choice in enumerate(column.choices, start=2):
            sheet.cell(row, number, choice)
        last = len(column.choices) + 1
        ranges[column.choices] = f"{quote_sheetname(LISTS_SHEET)}!${letter}$2:${letter}${last}"
    return ranges
