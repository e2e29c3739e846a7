"""The rows of one sheet: every row that holds something, with a cell for every declared column."""

import dataclasses
from collections.abc import Iterator, Mapping

from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.cell.cell import MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from orderset.findings import CellRef, Finding, workbook_finding
from orderset.workbook.cells import is_struck_through, read_cell
from orderset.workbook.columns import Sheet
from orderset.workbook.content import Cell, Row
from orderset.workbook.parts import LAST_COLUMN, LAST_ROW


FoundRow = Mapping[int, SheetCell | MergedCell]


@dataclasses.dataclass(frozen=True, slots=True)
class SheetReading:
    """What is needed to read the rows of a sheet.

    ``stored`` is the same sheet with the stored results of its formulas, or None when the workbook
    has no formula.
    """

    sheet: Sheet
    found: Worksheet
    stored: Worksheet | None
    positions: Mapping[str, int]
    where: CellRef


def found_rows(worksheet: Worksheet) -> Iterator[FoundRow]:
    """Go through the cells of a sheet row by row, never further than a list of patients reaches.

    A comment may stand in the last cell of a sheet, so the sheet's own idea of its size is not used.
    """
    last_row = min(worksheet.max_row, LAST_ROW)
    last_column = min(worksheet.max_column, LAST_COLUMN)
    for row in worksheet.iter_rows(max_row=last_row, max_col=last_column):
        yield {cell.column: cell for cell in row}


def read_rows(reading: SheetReading) -> tuple[Row, ...]:
    """Read every row below the headings that holds something in a declared column."""
    merged = _merges_by_row(reading.found)
    rows = found_rows(reading.found)
    next(rows)
    return tuple(
        _read_row(reading, number, row, merged.get(number, ()))
        for number, row in enumerate(rows, start=2)
        if any(row[position].value is not None for position in reading.positions.values())
    )


def _merges_by_row(worksheet: Worksheet) -> dict[int, list[CellRange]]:
    merges: dict[int, list[CellRange]] = {}
    for merge in worksheet.merged_cells.ranges:
        for number in range(merge.min_row, merge.max_row + 1):
            merges.setdefault(number, []).append(merge)
    return merges


def _read_row(
    reading: SheetReading, number: int, row: FoundRow, merges: tuple[CellRange, ...] | list[CellRange]
) -> Row:
    cells: dict[str, Cell] = {}
    findings: list[tuple[int, Finding]] = []
    struck: list[CellRef] = []
    covered: dict[str, list[CellRef]] = {}
    for column in reading.sheet.columns:
        position = reading.positions.get(column.key)
        if position is None:
            cells[column.key] = Cell(None, reading.where)
            continue
        where = _address(reading, number, position)
        merge = next((m for m in merges if m.min_col <= position <= m.max_col), None)
        if merge is not None:
            cells[column.key] = Cell(None, where, spoiled=True)
            covered.setdefault(merge.coord, []).append(where)
            continue
        stored = reading.stored.cell(number, position) if reading.stored is not None else None
        cell, problem = read_cell(row[position], stored, column, where)
        if problem is not None:
            findings.append((position, problem))
        elif is_struck_through(row[position]):
            struck.append(where)
            cell = dataclasses.replace(cell, spoiled=True)
        cells[column.key] = cell
    ...
