"""How much one workbook may hold, what was counted in it, and how it is refused."""

import dataclasses
import posixpath
from collections import Counter
from typing import NoReturn

from orderset.findings import CellRef, Finding, workbook_finding


LAST_ROW = 20_000
LAST_COLUMN = 200
MOST_PATIENT_ROWS = 2_000
MOST_CELLS = 500_000
MOST_OTHER_ELEMENTS = 200_000
MOST_COVERED_CELLS = 200_000
MOST_FORMULA_LETTERS = 5_000_000
DEEPEST = 100
LONGEST_NUMBER = 40
LONGEST_TEXT = 32_767
MOST_LETTERS = 10_000_000
MOST_AREAS = 20_000
LONGEST_TAG = 512 * 1024


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
    areas: int = 0
    letters: int = 0
    string_lengths: list[int] = dataclasses.field(default_factory=list)
    string_uses: Counter[int] = dataclasses.field(default_factory=Counter)
    string_tables: int = 0
    sheet_lists: int = 0
    content_types: set[str] = dataclasses.field(default_factory=set)
    sheet_names: list[str] = dataclasses.field(default_factory=list)
    sheet_targets: list[str] = dataclasses.field(default_factory=list)

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

    def count_areas(self, areas: str) -> None:
        """Count the areas that a rule or a format names."""
        self.areas += areas.count(" ") + 1
        if self.areas > MOST_AREAS:
            self.too_large(
                "Formats and rules are scattered over far more areas than a list of patients has.",
                f"more than {MOST_AREAS:,} areas",
                "a workbook without extras: copy the rows into a new template",
            )

    def count_letters(self, letters: int, uses: int = 1) -> None:
        """Count the letters of a text as often as it stands in a cell."""
        if letters > LONGEST_TEXT:
            self.too_large(
                "A text is longer than a cell of a spreadsheet can hold.",
                f"a text of {letters:,} characters",
                f"at most {LONGEST_TEXT:,} characters",
            )
        self.letters += letters * uses
        if self.letters > MOST_LETTERS:
            self.too_large(
                "The workbook holds far more text than a list of patients.",
                f"more than {MOST_LETTERS:,} characters",
                "only the rows that are filled",
            )

    def judge_texts(self) -> None:
        """Judge the texts that cells refer to, once all parts have passed by."""
        if any(number >= len(self.string_lengths) for number in self.string_uses):
            self.damaged("A cell refers to a text that is not in the file.")
        for number, uses in self.string_uses.items():
            self.count_letters(self.string_lengths[number], uses)

    def judge_sheets(self) -> None:
        """Judge that no two sheets have one name, or lie in one part."""
        targets = [posixpath.basename(each).casefold() for each in self.sheet_targets]
        if len(set(targets)) < len(targets):
            self.damaged("Two sheets lie in the same part of the file.")

    def beyond(self, found: str) -> NoReturn:
        """Refuse the workbook because something stands outside the largest list there can be."""
        self.too_large(
            "A sheet reaches further than a list of patients can. Often these are empty rows or "
            "columns that were formatted.",
            found[:20],
            f"at most {LAST_ROW:,} rows and {LAST_COLUMN} columns",
        )
