"""Findings stand in the order of their cells."""

from orderset.findings import CellRef, Finding, workbook_finding
from orderset.workbook.order import in_cell_order


def _found(sheet: str, cell: str) -> Finding:
    return workbook_finding("value-missing", "Empty.", where=CellRef("list.xlsx", sheet, cell))


def test_findings_are_put_in_the_order_of_sheets_rows_and_columns() -> None:
    wanted = [
        ("", ""),
        ("Infusions", ""),
        ("Infusions", "H4"),
        ("Infusions", "R4"),
        ("Infusions", "AA4"),
        ("Infusions", "A10"),
        ("Results", "C2"),
        ("Previous doses", "A2"),
        ("Another", "A1"),
    ]
    shuffled = [_found(*wanted[n]) for n in (5, 2, 8, 0, 7, 3, 6, 1, 4)]
    assert [(f.where.sheet, f.where.cell) for f in in_cell_order(shuffled) if f.where] == wanted


def test_what_has_no_place_comes_first() -> None:
    nowhere = workbook_finding("value-missing", "Empty.", where=None)
    assert in_cell_order([_found("Infusions", "A2"), nowhere])[0] is nowhere
