"""The rows and cells of one worksheet, judged as they pass by, before openpyxl sees them.

openpyxl is generous: of two cells with one address it takes the last, it reads a shared-string
number of -1 as the last string, and one cell in the far corner costs it gigabytes. Such a sheet is
read wrongly without an error (faults.md section 1.2), so it is refused here.
"""

import re
from collections.abc import Mapping

from orderset.workbook.addresses import column_and_row, is_address
from orderset.workbook.totals import (
    LAST_COLUMN,
    LAST_ROW,
    LONGEST_NUMBER,
    MOST_CELLS,
    MOST_FORMULA_LETTERS,
    Totals,
)


_CELL_TYPES = frozenset({"n", "s", "b", "e", "d", "str", "inlineStr"})
_ROW_NUMBER = re.compile(r"[1-9][0-9]{0,6}")
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
_STRING_NUMBER = re.compile(r"[0-9]{1,7}")


class RowScan:
    """The rows of one worksheet; every method raises RefusedError for what cannot be trusted."""

    def __init__(self, totals: Totals) -> None:
        """Start on a worksheet; what is counted goes into the totals of the workbook."""
        self._totals = totals
        self._row = 0
        self._column = 0
        self._columns: set[int] = set()
        self._address = ""
        self._type = "n"
        self._value: list[str] | None = None
        self._has_text = False
        self._shared = ""
        self._shared_lengths: dict[str, int] = {}

    def start_row(self, attributes: Mapping[str, str]) -> None:
        """Judge the number of a row: above the one before."""
        number = attributes.get("r", str(self._row + 1))
        if not _ROW_NUMBER.fullmatch(number):
            self._totals.damaged("A row has a number that is none.", f"row {number[:20]}")
        if int(number) <= self._row:
            self._totals.damaged(
                "The rows of a sheet are out of order, or one is there twice, so it is not known "
                "which values count.",
                f"row {number} after row {self._row}",
            )
        self._row = int(number)
        self._column = 0
        self._columns = set()

    def start_cell(self, attributes: Mapping[str, str]) -> None:
        """Judge the place of a cell: in its row, within the limits, and there only once."""
        self._totals.cells += 1
        if self._totals.cells > MOST_CELLS:
            self._totals.too_large(
                "The workbook holds far more cells than a list of patients.",
                f"more than {MOST_CELLS:,} cells",
                "only the rows that are filled: delete the empty formatted ones",
            )
        self._column += 1
        if "r" in attributes:
            self._column = self._column_of(attributes["r"])
        self._address = attributes.get("r", f"column {self._column} of row {self._row}")
        if self._row > LAST_ROW or self._column > LAST_COLUMN:
            self._totals.beyond(self._address)
        if self._column in self._columns:
            self._totals.damaged(
                "A cell is there twice, so it is not known which value counts.",
                f"cell {self._address} twice",
            )
        self._columns.add(self._column)
        self._type = attributes.get("t", "n")
        self._value = None
        self._has_text = False
        if self._type not in _CELL_TYPES:
            self._totals.damaged("A cell is of an unknown kind.", f"cell {self._address}")

    def _column_of(self, address: str) -> int:
        column, row = column_and_row(address) if is_address(address) else (0, 0)
        if row != self._row:
            self._totals.damaged(
                "A cell stands in a row that is not its own.",
                f"cell {address[:20]} in row {self._row}",
            )
        return column

    def start_value(self) -> None:
        """Judge that a cell has one value."""
        if self._value is not None:
            self._totals.damaged("A cell holds two values.", f"cell {self._address}")
        self._value = []

    def start_text(self) -> None:
        """Judge that a cell whose text stands in it is of that kind, and has one text."""
        if self._type != "inlineStr" or self._has_text:
            self._totals.damaged("A cell holds two values.", f"cell {self._address}")
        self._has_text = True

    def add_value(self, text: str) -> None:
        """Take the next piece of the cell's value."""
        if self._value is not None:
            self._value.append(text)

    def end_cell(self) -> None:
        """Refuse a value that openpyxl would read as something else than what is written."""
        value = "".join(self._value or ())
        self._value = None
        if value and not self._is_good(value):
            self._totals.damaged(
                "The content of a cell is damaged: it is not what the cell says it is.",
                f"cell {self._address}",
            )

    def _is_good(self, value: str) -> bool:
        match self._type:
            case "n":
                short = len(value) <= LONGEST_NUMBER
                return short and _NUMBER.fullmatch(value.strip()) is not None
            case "b":
                return value in {"0", "1"}
            case "s":
                if not _STRING_NUMBER.fullmatch(value):
                    return False
                self._totals.string_uses[int(value)] += 1
                return True
            case "inlineStr":
                return False  # its text stands elsewhere, so which one counts is unknown
            case _:
                self._totals.count_letters(len(value))
                return True

    def start_formula(self, attributes: Mapping[str, str]) -> None:
        """Count what openpyxl has to work out again for a cell that shares another's formula."""
        self._shared = attributes.get("si", "") if attributes.get("t") == "shared" else ""
        self._totals.formula_letters += self._shared_lengths.get(self._shared, 0)
        if self._totals.formula_letters > MOST_FORMULA_LETTERS:
            self._totals.too_large(
                "The workbook holds far more, and longer, formulas than a list of patients.",
                "long formulas in many cells",
                "values: copy the rows and paste them as values",
            )

    def add_formula(self, text: str) -> None:
        """Take the next piece of a formula; only a shared one matters."""
        if self._shared:
            known = self._shared_lengths.get(self._shared, 0)
            self._shared_lengths[self._shared] = known + len(text)
