"""The parts of a workbook file as a stream of XML, judged before openpyxl sees them.

openpyxl is generous: of two cells with one address it takes the last, it reads a shared-string
number of -1 as the last string, and one cell in the far corner costs it gigabytes. Such a file is
read wrongly without an error (faults.md section 1.2), so it is refused here.
"""

import re
from xml.parsers import expat

from orderset.workbook.totals import (
    DEEPEST,
    LAST_COLUMN,
    LAST_ROW,
    LONGEST_NUMBER,
    MOST_CELLS,
    MOST_COVERED_CELLS,
    MOST_OTHER_ELEMENTS,
    Totals,
)


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main "
_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main "
_CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types "
_SHEET_DATA = f"{_MAIN}sheetData"
_ROW = f"{_MAIN}row"
_CELL = f"{_MAIN}c"
_VALUE = f"{_MAIN}v"
_STRINGS = f"{_MAIN}sst"
_STRING = f"{_MAIN}si"
_SHEET = f"{_MAIN}sheet"
_EXTERNAL_LINK = f"{_MAIN}externalLink"
# What belongs to a cell or a text costs little; the number of cells and texts is limited.
_CHEAP = frozenset({_STRING, *(f"{_MAIN}{each}" for each in ("f", "is", "t"))})
# Elements whose ref openpyxl spreads out to a cell each, when it opens or saves the workbook.
_SPREAD_OUT = frozenset({f"{_MAIN}mergeCell", f"{_MAIN}hyperlink", f"{_MAIN}table"})

_CELL_TYPES = frozenset({"n", "s", "b", "e", "d", "str", "inlineStr"})
_ADDRESS = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,6}")
_ROW_NUMBER = re.compile(r"[1-9][0-9]{0,6}")
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
_STRING_NUMBER = re.compile(r"[0-9]{1,7}")


class PartScan:
    """One part of the workbook file, fed in pieces; raises RefusedError when it is refused."""

    def __init__(self, totals: Totals) -> None:
        """Start on a new part; what is counted goes into the totals of the workbook."""
        self.root = ""
        self._totals = totals
        self._open: list[str] = []
        self._row = 0
        self._column = 0
        self._columns: set[int] = set()
        self._address = ""
        self._type = "n"
        self._value: list[str] | None = None
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._document_type

    def feed(self, piece: bytes) -> None:
        """Judge the next piece of the part."""
        self._parser.Parse(piece, False)  # noqa: FBT003  expat takes no keywords

    def close(self) -> None:
        """Judge the end of the part."""
        self._parser.Parse(b"", True)  # noqa: FBT003  expat takes no keywords

    def _document_type(self, *_: object) -> None:
        self._totals.damaged(
            "The file declares abbreviations of its own (a document type), which no workbook "
            "needs and which can be used to attack the program that opens it.",
            "a document type",
        )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        parent = self._open[-1] if self._open else ""
        if not parent:
            self._start_part(name)
        if len(self._open) >= DEEPEST:
            self._totals.damaged("The file is built as no spreadsheet program builds it.")
        self._open.append(name)
        if name == _CELL and parent == _ROW:
            self._start_cell(attributes)
        elif name == _VALUE and parent == _CELL:
            self._start_value()
        else:
            self._start_other(name, parent, attributes)

    def _start_other(self, name: str, parent: str, attributes: dict[str, str]) -> None:
        if name not in _CHEAP:
            self._count_other()
        if self.root == _EXTERNAL_LINK:
            return  # the rows of another workbook, as it was last seen: not read
        if name == _ROW:
            self._start_row(attributes, parent)
        elif parent in {_ROW, _VALUE}:
            self._totals.damaged("A row holds something that is not a cell.")
        elif name in _SPREAD_OUT:
            self._cover(attributes.get("ref", ""))
        elif name == _STRING and parent == _STRINGS:
            self._count_string()
        elif name == _SHEET:
            self._totals.sheet_names.append(attributes.get("name", ""))
        elif name.startswith(_CONTENT_TYPES):
            self._totals.content_types.add(attributes.get("ContentType", ""))

    def _count_other(self) -> None:
        self._totals.other_elements += 1
        if self._totals.other_elements > MOST_OTHER_ELEMENTS:
            self._totals.too_large(
                "The file holds far more formatting and other extras than a list of patients.",
                f"more than {MOST_OTHER_ELEMENTS:,} pieces",
                "a workbook without extras: copy the rows into a new template",
            )

    def _count_string(self) -> None:
        self._totals.strings += 1
        if self._totals.strings > MOST_CELLS:
            self._totals.too_large(
                "The workbook holds far more texts than a list of patients.",
                f"more than {MOST_CELLS:,} texts",
                "only the rows that are filled",
            )

    def _start_part(self, name: str) -> None:
        self.root = name
        if name.startswith(_STRICT):
            self._totals.damaged(
                "The workbook was saved as Strict Open XML, which cannot be read reliably.",
                "Strict Open XML Spreadsheet",
            )
        if name == _STRINGS:
            self._totals.string_tables += 1
            if self._totals.string_tables > 1:
                self._totals.damaged("The file holds its texts twice; which ones count is unknown.")

    def _start_row(self, attributes: dict[str, str], parent: str) -> None:
        if parent != _SHEET_DATA:
            self._totals.damaged("A row stands where no row can stand.")
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

    def _start_cell(self, attributes: dict[str, str]) -> None:
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
            self._beyond(self._address)
        if self._column in self._columns:
            self._totals.damaged(
                "A cell is there twice, so it is not known which value counts.",
                f"cell {self._address} twice",
            )
        self._columns.add(self._column)
        self._type = attributes.get("t", "n")
        self._value = None
        if self._type not in _CELL_TYPES:
            self._totals.damaged("A cell is of an unknown kind.", f"cell {self._address}")

    def _column_of(self, address: str) -> int:
        column, row = column_and_row(address) if _ADDRESS.fullmatch(address) else (0, 0)
        if row != self._row:
            self._totals.damaged(
                "A cell stands in a row that is not its own.",
                f"cell {address[:20]} in row {self._row}",
            )
        return column

    def _start_value(self) -> None:
        if self._value is not None:
            self._totals.damaged("A cell holds two values.", f"cell {self._address}")
        self._value = []

    def _text(self, text: str) -> None:
        if self._value is not None and self._open[-1] == _VALUE:
            self._value.append(text)

    def _end(self, name: str) -> None:
        self._open.pop()
        if name == _CELL and self._open[-1:] == [_ROW]:
            self._end_cell("".join(self._value or ()))
            self._value = None

    def _end_cell(self, value: str) -> None:
        """Refuse a value that openpyxl would read as something else than what is written."""
        if not value:
            return
        match self._type:
            case "n":
                short = len(value) <= LONGEST_NUMBER
                good = short and _NUMBER.fullmatch(value.strip()) is not None
            case "b":
                good = value in {"0", "1"}
            case "s":
                good = _STRING_NUMBER.fullmatch(value) is not None
                if good:
                    self._totals.highest_string = max(self._totals.highest_string, int(value))
            case _:
                good = True
        if not good:
            self._totals.damaged(
                "The content of a cell is damaged: it is not what the cell says it is.",
                f"cell {self._address}",
            )

    def _cover(self, area: str) -> None:
        """Count the cells that a merge, a link or a table covers."""
        first, _, last = area.partition(":")
        corners = (first, last or first)
        if not all(_ADDRESS.fullmatch(each) for each in corners):
            self._totals.damaged("A merge, link or table covers no area.", area[:20])
        (left, top), (right, bottom) = (column_and_row(each) for each in corners)
        if max(top, bottom) > LAST_ROW or max(left, right) > LAST_COLUMN:
            self._beyond(area)
        self._totals.covered_cells += (abs(right - left) + 1) * (abs(bottom - top) + 1)
        if self._totals.covered_cells > MOST_COVERED_CELLS:
            self._totals.too_large(
                "Merged cells, links and tables cover far more cells than a list of patients has.",
                area,
                f"at most {MOST_COVERED_CELLS:,} cells",
            )

    def _beyond(self, found: str) -> None:
        self._totals.too_large(
            "A sheet reaches further than a list of patients can. Often these are empty rows or "
            "columns that were formatted.",
            found[:20],
            f"at most {LAST_ROW:,} rows and {LAST_COLUMN} columns",
        )


def column_and_row(address: str) -> tuple[int, int]:
    """Return the numbers of the column and the row of a cell, from 1.

    Example:
        >>> column_and_row("AB5")
        (28, 5)
    """
    letters = address.rstrip("0123456789")
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number, int(address[len(letters) :])
