"""The order of a workbook's cells, in which everything found in it is reported."""

from collections.abc import Iterable

from orderset.findings import CellRef, Finding
from orderset.workbook.addresses import column_and_row
from orderset.workbook.columns import SHEETS


_SHEETS = [sheet.name for sheet in SHEETS]


def in_cell_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings in the order of their sheets, rows and columns, within a cell as given.

    What has no cell comes first: it is about the whole workbook or the whole sheet.
    """
    return tuple(sorted(findings, key=lambda each: _place(each.where)))


def _place(where: CellRef | None) -> tuple[int, int, int]:
    if where is None or not where.sheet:
        return (-1, 0, 0)
    sheet = _SHEETS.index(where.sheet) if where.sheet in _SHEETS else len(_SHEETS)
    if not where.cell:
        return (sheet, 0, 0)
    column, row = column_and_row(where.cell)
    return (sheet, row, column)
