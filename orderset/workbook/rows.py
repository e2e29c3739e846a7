"""The rows of one sheet: every row that holds something, with a cell for every declared column."""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.cell.cell import MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from orderset.findings import CellRef, Finding, workbook_finding
from orderset.workbook.cells import is_struck_through, read_cell
from orderset.workbook.colours import is_unseen
from orderset.workbook.columns import Sheet
from orderset.workbook.comments import comment_note
from orderset.workbook.content import Cell, Row
from orderset.workbook.formulas import formula_caution
from orderset.workbook.visibility import is_hidden_row


FoundCell = SheetCell | MergedCell
FoundRow = Mapping[int, FoundCell]
_NOTHING: FoundRow = MappingProxyType({})


@dataclasses.dataclass(frozen=True, slots=True)
class OpenedSheet:
    """One sheet as opened, and where its columns stand.

    ``stored`` is the same sheet with the stored results of its formulas, or None when the workbook
    has no formula. ``positions`` gives the number of a column, from 1, by the column's key.
    """

    sheet: Sheet
    found: Worksheet
    stored: Worksheet | None
    positions: Mapping[str, int]
    where: CellRef

    def address(self, row: int, column: int) -> CellRef:
        """Return the address of a cell of this sheet."""
        return dataclasses.replace(self.where, cell=f"{get_column_letter(column)}{row}")


def found_rows(worksheet: Worksheet) -> Mapping[int, FoundRow]:
    """Return the cells of a sheet by the numbers of their row and column, as far as they exist.

    openpyxl's own ways through a sheet make every cell up to the last one, wherever that stands.
    """
    rows: dict[int, dict[int, FoundCell]] = {}
    for (row, column), cell in sorted(worksheet._cells.items()):  # noqa: SLF001  as said above
        rows.setdefault(row, {})[column] = cell
    return rows


def read_rows(opened: OpenedSheet) -> tuple[Row, ...]:
    """Read every row below the headings that holds something in a declared column."""
    merges = _merges_by_row(opened.found)
    stored = found_rows(opened.stored) if opened.stored is not None else {}
    read = (
        _read_row(opened, number, row, stored.get(number, _NOTHING), merges.get(number, ()))
        for number, row in found_rows(opened.found).items()
        if number > 1
    )
    return tuple(row for row in read if row is not None)


def _merges_by_row(worksheet: Worksheet) -> dict[int, list[CellRange]]:
    merges: dict[int, list[CellRange]] = {}
    for merge in worksheet.merged_cells.ranges:
        for number in range(merge.min_row, merge.max_row + 1):
            merges.setdefault(number, []).append(merge)
    return merges


def _read_row(
    opened: OpenedSheet,
    number: int,
    row: FoundRow,
    stored: FoundRow,
    merges: Sequence[CellRange],
) -> Row | None:
    """Return the row, or None when nothing stands in it."""
    cells: dict[str, Cell] = {}
    findings: list[tuple[int, Finding]] = []
    for column in opened.sheet.columns:
        position = opened.positions.get(column.key)
        if position is None:
            cells[column.key] = Cell(None, opened.where)
            continue
        where = opened.address(number, position)
        if position not in row:
            cells[column.key] = Cell(None, where)
            continue
        cell, finding = read_cell(row[position], stored.get(position), column, where)
        cells[column.key] = cell
        if finding is not None:
            findings.append((position, finding))
    if not findings and all(cell.value is None for cell in cells.values()):
        return None
    findings += _struck_through(opened, row, cells)
    findings += _unseen(opened, row, cells)
    findings += _beside_the_value(opened, row, cells)
    findings += _merged(opened, number, merges, cells)
    findings += _hidden(opened, number)
    findings.sort(key=lambda each: each[0])
    return Row(opened.sheet.name, number, cells, tuple(finding for _, finding in findings))


def _struck_through(
    opened: OpenedSheet, row: FoundRow, cells: dict[str, Cell]
) -> list[tuple[int, Finding]]:
    """Spoil the cells that are crossed out; one finding for the row says how many there are."""
    struck = [key for key, position in _standing(opened, row) if is_struck_through(row[position])]
    if not struck:
        return []
    position, where, headings = _spoil(opened, struck, cells)
    finding = workbook_finding(
        "struck-through",
        f"Text in this row is crossed out, so it is not known whether it counts: {headings}.",
        where=where,
        found="crossed-out text",
        expected="only what counts, not crossed out",
    )
    return [(position, finding)]


def _unseen(
    opened: OpenedSheet, row: FoundRow, cells: dict[str, Cell]
) -> list[tuple[int, Finding]]:
    """Spoil the cells whose text cannot be told from its background."""
    unseen = [
        key
        for key, position in _standing(opened, row)
        if row[position].value is not None and is_unseen(row[position])
    ]
    if not unseen:
        return []
    position, where, headings = _spoil(opened, unseen, cells)
    finding = workbook_finding(
        "invisible-text",
        f"Text in this row cannot be seen, so nobody can have checked it: {headings}.",
        where=where,
        found="text in the colour of its background, or far too small",
        expected="text that can be seen",
    )
    return [(position, finding)]


def _standing(opened: OpenedSheet, row: FoundRow) -> Iterator[tuple[str, int]]:
    """Yield the key and the position of each column that has a cell in the row, from the left."""
    places = sorted(opened.positions.items(), key=lambda each: each[1])
    return ((key, position) for key, position in places if position in row)


def _spoil(
    opened: OpenedSheet, keys: Sequence[str], cells: dict[str, Cell]
) -> tuple[int, CellRef, str]:
    """Spoil cells for one cause; return the place of the first one, and the headings of all."""
    for key in keys:
        cells[key] = dataclasses.replace(cells[key], spoiled=True)
    headings = [opened.sheet.column(key).heading for key in keys]
    return opened.positions[keys[0]], cells[keys[0]].where, _listed(headings)


def _merged(
    opened: OpenedSheet, number: int, merges: Sequence[CellRange], cells: dict[str, Cell]
) -> list[tuple[int, Finding]]:
    """Spoil the cells under a merge: which of the merged rows the value belongs to is unknown."""
    findings = []
    for merge in merges:
        under = sorted(
            (position, key)
            for key, position in opened.positions.items()
            if merge.min_col <= position <= merge.max_col
        )
        for _, key in under:
            cells[key] = Cell(None, cells[key].where, spoiled=True)
        if under:
            position, key = under[0]
            headings = [opened.sheet.column(each).heading for _, each in under]
            findings.append(
                (
                    position,
                    workbook_finding(
                        "merged-cell",
                        f"Row {number} has merged cells ({merge.coord}), so it is not known what "
                        f"belongs to {_listed(headings)}.",
                        where=cells[key].where,
                        found=f"merged cells {merge.coord}",
                        expected="a cell for each value",
                    ),
                )
            )
    return findings


def _beside_the_value(
    opened: OpenedSheet, row: FoundRow, cells: dict[str, Cell]
) -> list[tuple[int, Finding]]:
    """Say what of a cell is not read or may be out of date: its comment, its formula."""
    findings = []
    for key, position in _standing(opened, row):
        said = (
            None if cells[key].spoiled else formula_caution(row[position], cells[key].where),
            comment_note(row[position], cells[key].where),
        )
        findings += [(position, each) for each in said if each is not None]
    return findings


def _hidden(opened: OpenedSheet, number: int) -> list[tuple[int, Finding]]:
    if not is_hidden_row(opened.found, number):
        return []
    position = min(opened.positions.values())
    return [
        (
            position,
            workbook_finding(
                "hidden-row",
                f"Row {number} is hidden, perhaps by a filter. It was read like every other row.",
                where=opened.address(number, position),
                found="a hidden row",
                expected="rows that can be seen",
            ),
        )
    ]


def _listed(headings: Sequence[str]) -> str:
    """Return the first three headings, and how many more there are."""
    more = len(headings) - 3
    listed = ", ".join(f"“{each}”" for each in headings[:3])
    return f"{listed} and {more} more" if more > 0 else listed
