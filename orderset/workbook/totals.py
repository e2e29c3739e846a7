"""How much one workbook may hold, what was counted in it, and how it is refused."""

import dataclasses
from typing import NoReturn

from orderset.findings import CellRef, Finding, workbook_finding


LAST_ROW = 20_000
LAST_COLUMN = 200
MOST_CELLS = 500_000
MOST_OTHER_ELEMENTS = 200_000
MOST_COVERED_CELLS = 200_000
MOST_FORMULA_LETTERS = 5_000_000
DEEPEST = 100
LONGEST_NUMBER = 40


class RefusedError(Exception):
    """The part cannot be trusted; the finding says why. Never leaves the gate."""

    def __init__(self, finding: Finding) -> None:
        """Carry the finding."""
        super().__init__(finding.message)
        self.finding = finding


@dataclasses.dataclass(slots=True)
class Totals:
    """What is counted over all parts of one workbook."""

    workbook: str
    cells: int = 0
    other_elements: int = 0
    covered_cells: int = 0
    formula_letters: int = 0
    strings: int = 0
    string_tables: int = 0
    highest_string: int = -1
    content_types: set[str] = dataclasses.field(default_factory=set)
    sheet_names: list[str] = dataclasses.field(default_factory=list)

    def damaged(self, message: str, found: str = "") -> NoReturn:
        """Refuse the workbook because a program that writes workbooks did not write this."""
        raise RefusedError(
            workbook_finding(
                "workbook-unreadable",
                message,
                where=CellRef(self.workbook),
                found=found,
                expected="a workbook as Excel or LibreOffice saves it",
                hint="Open the workbook in Excel or LibreOffice, save it as a new .xlsx file, "
                "look through it, and send that one.",
            )
        )

    def too_large(self, message: str, found: str, expected: str) -> NoReturn:
        """Refuse the workbook because it is far larger than a list of patients."""
        raise RefusedError(
            workbook_finding(
                "workbook-too-large",
                message,
                where=CellRef(self.workbook),
                found=found,
                expected=expected,
            )
        )

    def beyond(self, found: str) -> NoReturn:
        """Refuse the workbook because something stands outside the largest list there can be."""
        self.too_large(
            "A sheet reaches further than a list of patients can. Often these are empty rows or "
            "columns that were formatted.",
            found[:20],
            f"at most {LAST_ROW:,} rows and {LAST_COLUMN} columns",
        )
