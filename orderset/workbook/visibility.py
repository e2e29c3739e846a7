"""What of a sheet a person would not see: the sheet itself, its columns, its rows.

Hidden things are read like the others and said so: hiding is how people put aside what they do not
need at the moment, and also what no longer counts.
"""

import dataclasses
from collections.abc import Iterator, Mapping

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from orderset.findings import CellRef, Finding, workbook_finding
from orderset.workbook.addresses import column_and_row, is_address
from orderset.workbook.columns import Sheet


LOWEST_ROW_POINTS = 3
NARROWEST_COLUMN = 0.5
"""Lower or narrower, in points and in letters, nothing of a text can be seen."""


def hidden_parts(
    worksheet: Worksheet, sheet: Sheet, positions: Mapping[str, int], where: CellRef
) -> Iterator[Finding]:
    """Yield a finding for the sheet if it is hidden, and one for each hidden column that is read.

    Args:
        worksheet: the sheet as opened.
        sheet: the declared sheet.
        positions: the number of a column, from 1, by the column's key.
        where: the sheet in the workbook.
    """
    if worksheet.sheet_state != Worksheet.SHEETSTATE_VISIBLE:
        yield workbook_finding(
            "hidden-sheet",
            f"The sheet “{sheet.name}” is hidden. It was read like every other one.",
            where=where,
            found="a hidden sheet",
            expected="sheets that can be seen",
        )
    first_column = _first_in_sight(worksheet)[0]
    hidden = _hidden_columns(worksheet)
    for key, position in sorted(positions.items(), key=lambda each: each[1]):
        if position < first_column or any(low <= position <= high for low, high in hidden):
            heading = sheet.column(key).heading
            yield workbook_finding(
                "hidden-column",
                f"The column “{heading}” is hidden. It was read like every other one.",
                where=dataclasses.replace(where, cell=f"{get_column_letter(position)}1"),
                found="a hidden column",
                expected="columns that can be seen",
            )


def is_hidden_row(worksheet: Worksheet, number: int) -> bool:
    """Whether a row cannot be seen: hidden, without height, or above what can be scrolled to."""
    if number < _first_in_sight(worksheet)[1]:
        return True
    form = worksheet.sheet_format
    if number not in worksheet.row_dimensions:
        return bool(form.zeroHeight) or _is_low(form.defaultRowHeight)
    dimension = worksheet.row_dimensions[number]
    return bool(dimension.hidden) or _is_low(dimension.height)


def _is_low(height: float | None) -> bool:
    return height is not None and height < LOWEST_ROW_POINTS


def _hidden_columns(worksheet: Worksheet) -> list[tuple[int, int]]:
    """Return the first and the last of each group of columns that cannot be seen."""
    return [
        (each.min or 0, each.max or 0)
        for each in worksheet.column_dimensions.values()
        if each.hidden or each.width < NARROWEST_COLUMN
    ]


def _first_in_sight(worksheet: Worksheet) -> tuple[int, int]:
    """Return the first column and row that can be scrolled to: frozen panes fix what is above."""
    view = worksheet.sheet_view
    pane, corner = view.pane, str(view.topLeftCell or "")
    if pane is None or pane.state not in {"frozen", "frozenSplit"} or not is_address(corner):
        return 1, 1
    column, row = column_and_row(corner)
    return (column if pane.xSplit else 1), (row if pane.ySplit else 1)
