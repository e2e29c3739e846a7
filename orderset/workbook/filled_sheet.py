"""One of the sheets that people fill, as the template writes it."""

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Literal

from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from orderset.workbook.columns import INFUSIONS, Column, Group, Kind, Sheet
from orderset.workbook.input_rules import heading_rule, input_rule, message_of, rule_in_words
from orderset.workbook.lists_sheet import LAST_PREPARED_ROW, Choices
from orderset.workbook.print_setup import set_up_print
from orderset.workbook.written_text import FONT, set_text


Values = Mapping[str, str | int | Decimal | dt.date | dt.time | None]
"""What stands in a row, by the key of the column."""

TEXT_FORMAT = "@"
NUMBER_FORMATS: Mapping[Kind, str] = {
    Kind.DATE: "dd-mmm-yyyy",
    Kind.DATE_AND_TIME: "dd-mmm-yyyy hh:mm",
    Kind.TIME: "hh:mm",
    Kind.NUMBER: "General",
    Kind.WHOLE_NUMBER: "0",
    Kind.RESULT: "General",
}

# Under black text; the comment on each heading and the Read me sheet say the group in words.
GROUP_COLOURS: Mapping[Group, str] = {
    Group.IDENTITY: "BDD7EE",
    Group.MEASUREMENTS: "C6E0B4",
    Group.TREATMENT: "FFE699",
    Group.LOGISTICS: "D9D9D9",
    Group.AUTHORISATION: "E2C8E8",
}
_HEADING_HEIGHT = 48
_LINE_HEIGHT = 15
_UNLOCKED = Protection(locked=False)
_LAST_COLUMN = 16_384
# Not the author of the annotated copy's comments: that copy takes its own ones out again.
_AUTHOR = "Help"
_COMMENT_WIDTH, _COMMENT_HEIGHT = 300, 110


def add_filled_sheet(
    workbook: Workbook,
    sheet: Sheet,
    ranges: Mapping[Choices, str],
    rows: Iterable[Values],
    notes: Mapping[str, str],
) -> Worksheet:
    """Add a sheet with its headings, its rules and, for the example, its rows.

    Args:
        workbook: the template being written.
        sheet: the declared sheet.
        ranges: where each list of choices stands in the workbook.
        rows: values by the key of their column.
        notes: what the protocol adds to the input message of a column, by its key.
    """
    target: Worksheet = workbook.create_sheet(sheet.name)
    for number, column in enumerate(sheet.columns, start=1):
        _add_column(target, sheet, number, notes.get(column.key, ""))
        rule = input_rule(column, ranges, notes.get(column.key, ""))
        letter = get_column_letter(number)
        rule.add(f"{letter}2:{letter}{LAST_PREPARED_ROW}")
        target.add_data_validation(rule)
        target.add_data_validation(heading_rule(column, f"{letter}1"))
    _unlock_beyond(target, len(sheet.columns) + 1)
    for row, values in enumerate(rows, start=2):
        _add_row(target, sheet, row, values)
    target.row_dimensions[1].height = _HEADING_HEIGHT
    target.freeze_panes = "B2"
    last = get_column_letter(len(sheet.columns))
    target.auto_filter.ref = f"A1:{last}{LAST_PREPARED_ROW}"
    if sheet is INFUSIONS:
        # On one page its columns are too small to read; the patient's name stands on each of them.
        set_up_print(target, heading_row=1, pages_wide=3, repeated_columns="A:D")
    else:
        set_up_print(target, heading_row=1)
    return target


def _add_column(target: Worksheet, sheet: Sheet, number: int, note: str) -> None:
    """Write the heading, and the format of the whole column: no empty cell need be written."""
    column = sheet.columns[number - 1]
    group = sheet.group_of(column.key)
    heading = target.cell(1, number, column.heading)
    heading.fill = PatternFill("solid", fgColor=GROUP_COLOURS[group])
    heading.font = Font(name=FONT, bold=column.required, italic=not column.required)
    heading.border = _border(sheet, column, bottom="thick" if column.required else "thin")
    heading.alignment = Alignment(wrap_text=True, vertical="center", horizontal="left")
    heading.comment = Comment(
        f"{group.value.upper()}\n{message_of(column, note)}\nRule: {rule_in_words(column)}.",
        _AUTHOR,
        width=_COMMENT_WIDTH,
        height=_COMMENT_HEIGHT,
    )
    dimension = target.column_dimensions[get_column_letter(number)]
    dimension.width = column.width
    dimension.number_format = NUMBER_FORMATS.get(column.kind, TEXT_FORMAT)
    dimension.alignment = _alignment(column)
    dimension.border = _border(sheet, column)
    dimension.protection = _UNLOCKED


def _unlock_beyond(target: Worksheet, first: int) -> None:
    """Unlock the other columns: a row with a locked cell can be neither deleted nor sorted."""
    beyond = target.column_dimensions[get_column_letter(first)]
    beyond.min, beyond.max = first, _LAST_COLUMN
    beyond.protection = _UNLOCKED


def _add_row(target: Worksheet, sheet: Sheet, row: int, values: Values) -> None:
    lines = 1
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
        cell.border = _border(sheet, column)
        cell.protection = _UNLOCKED
        if cell.alignment.wrap_text:
            lines = max(lines, len(str(value)) // column.width + 1)
    target.row_dimensions[row].height = _LINE_HEIGHT * lines


def _alignment(column: Column) -> Alignment:
    return Alignment(
        vertical="top",
        horizontal="left" if column.kind in {Kind.DATE, Kind.DATE_AND_TIME, Kind.TIME} else None,
        wrap_text=column.kind in {Kind.TEXT, Kind.ITEMS},
    )


def _border(sheet: Sheet, column: Column, bottom: Literal["thick", "thin"] | None = None) -> Border:
    """Draw a line where a group of columns begins."""
    begins = column.key in sheet.groups and column is not sheet.columns[0]
    return Border(left=Side(style="thin" if begins else None), bottom=Side(style=bottom))
