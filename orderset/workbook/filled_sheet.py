"""One of the sheets that people fill, as the template writes it."""

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from orderset.workbook.columns import Column, Kind, Sheet
from orderset.workbook.input_rules import input_rule
from orderset.workbook.lists_sheet import Choices
from orderset.workbook.print_setup import set_up_print
from orderset.workbook.written_text import set_text


Values = Mapping[str, str | int | Decimal | dt.date | dt.time | None]
"""What stands in a row, by the key of the column."""

# Validations and the filter reach to here; a longer list is read just the same.
LAST_PREPARED_ROW = 1_000

TEXT_FORMAT = "@"
NUMBER_FORMATS: Mapping[Kind, str] = {
    Kind.DATE: "dd-mmm-yyyy",
    Kind.DATE_AND_TIME: "dd-mmm-yyyy hh:mm",
    Kind.TIME: "hh:mm",
    Kind.NUMBER: "General",
    Kind.WHOLE_NUMBER: "0",
    Kind.RESULT: "General",
}

# Light fills under black text; the groups of columns that belong together, by their first column.
_GROUPS: Mapping[str, str] = {
    "hospital_number": "DDEBF7",
    "weight_kg": "E2EFDA",
    "allergies": "FFF2CC",
    "ward": "EDEDED",
    "authorised_findings": "F3E2F0",
    "notes": "EDEDED",
}
_THICK = Border(bottom=Side(style="thick"))
_THIN = Border(bottom=Side(style="thin"))
_HEADING_HEIGHT = 48


def add_filled_sheet(
    workbook: Workbook,
    sheet: Sheet,
    ranges: Mapping[Choices, str],
    rows: Iterable[Values],
) -> None:
    """Add a sheet with its headings, its rules and, for the example, its rows.

    Args:
        workbook: the template being written.
        sheet: the declared sheet.
        ranges: where each list of choices stands in the workbook.
        rows: values by the key of their column.
    """
    target = workbook.create_sheet(sheet.name)
    colour = next(iter(_GROUPS.values()))
    for number, column in enumerate(sheet.columns, start=1):
        colour = _GROUPS.get(column.key, colour)
        _add_column(target, number, column, colour)
        rule = input_rule(column, ranges)
        letter = get_column_letter(number)
        rule.add(f"{letter}2:{letter}{LAST_PREPARED_ROW}")
        target.add_data_validation(rule)
    for row, values in enumerate(rows, start=2):
        _add_row(target, sheet, row, values)
    target.row_dimensions[1].height = _HEADING_HEIGHT
    target.freeze_panes = "B2"
    last = get_column_letter(len(sheet.columns))
    target.auto_filter.ref = f"A1:{last}{LAST_PREPARED_ROW}"
    set_up_print(target, heading_row=1)


def _add_column(target: Worksheet, number: int, column: Column, colour: str) -> None:
    """Write the heading, and the format of the whole column: no empty cell need be written."""
    heading = target.cell(1, number, column.heading)
    heading.fill = PatternFill("solid", fgColor=colour)
    heading.font = Font(bold=column.required, italic=not column.required)
    heading.border = _THICK if column.required else _THIN
    heading.alignment = Alignment(wrap_text=True, vertical="center", horizontal="left")
    dimension = target.column_dimensions[get_column_letter(number)]
    dimension.width = column.width
    dimension.number_format = NUMBER_FORMATS.get(column.kind, TEXT_FORMAT)
    dimension.alignment = _alignment(column)


def _add_row(target: Worksheet, sheet: Sheet, row: int, values: Values) -> None:
    for number, column in enumerate(sheet.columns, start=1):
        value = values.get(column.key)
        if value is None:
            continue
        if isinstance(value, str):
            set_text(target, row, number, value)
        else:
            target.cell(row, number, value)
        cell = target.cell(row, number)
        cell.number_format = NUMBER_FORMATS.get(column.kind, TEXT_FORMAT)
        cell.alignment = _alignment(column)


def _alignment(column: Column) -> Alignment:
    return Alignment(vertical="top", wrap_text=column.kind in {Kind.TEXT, Kind.ITEMS})
