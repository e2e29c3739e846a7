"""The parts of a workbook file as a stream of XML, judged before openpyxl sees them."""

from xml.parsers import expat

from orderset.workbook.addresses import column_and_row, is_address
from orderset.workbook.row_scan import RowScan
from orderset.workbook.text_scan import TextScan
from orderset.workbook.totals import (
    DEEPEST,
    LAST_COLUMN,
    LAST_ROW,
    LONGEST_TAG,
    MOST_CELLS,
    MOST_COVERED_CELLS,
    MOST_OTHER_ELEMENTS,
    Totals,
)


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main "
_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main "
_CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types "
_RELATION = "http://schemas.openxmlformats.org/package/2006/relationships Relationship"
_SHEET_DATA = f"{_MAIN}sheetData"
_ROW = f"{_MAIN}row"
_CELL = f"{_MAIN}c"
_VALUE = f"{_MAIN}v"
_FORMULA = f"{_MAIN}f"
_STRINGS = f"{_MAIN}sst"
_STRING = f"{_MAIN}si"
_INLINE = f"{_MAIN}is"
_LETTERS = f"{_MAIN}t"
_RUN = f"{_MAIN}r"
_WORKSHEET = f"{_MAIN}worksheet"
_WORKBOOK = f"{_MAIN}workbook"
_SHEETS = f"{_MAIN}sheets"
_SHEET = f"{_MAIN}sheet"
_EXTERNAL_LINK = f"{_MAIN}externalLink"
# What belongs to a cell or a text costs little; the number of cells and texts is limited.
_CHEAP = frozenset({_STRING, _INLINE, _LETTERS})
_TEXTS = frozenset({_STRING, _INLINE})
_IN_TEXTS = frozenset({_LETTERS, _RUN, f"{_MAIN}rPh", f"{_MAIN}phoneticPr"})
# An Office package is written in one of these; in another one, two programs may read other letters.
_ENCODINGS = frozenset({"utf-8", "utf8", "utf-16", "utf-16le", "utf-16be", "us-ascii", "ascii"})
# Elements whose ref openpyxl spreads out to a cell each, when it opens or saves the workbook.
_SPREAD_OUT = frozenset({f"{_MAIN}mergeCell", f"{_MAIN}hyperlink", f"{_MAIN}table"})


class PartScan:
    """One part of the workbook file, fed in pieces; raises RefusedError when it is refused.

    Any part is taken for a worksheet when rows stand in it: openpyxl goes by references, not by
    what a part says it is.
    """

    def __init__(self, totals: Totals) -> None:
        """Start on a new part; what is counted goes into the totals of the workbook."""
        self.root = ""
        self._totals = totals
        self._rows = RowScan(totals)
        self._texts = TextScan(totals)
        self._open: list[str] = []
        self._fed = 0
        self._has_rows = False
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.XmlDeclHandler = self._declaration
        self._parser.StartDoctypeDeclHandler = self._document_type

    def feed(self, piece: bytes) -> None:
        """Judge the next piece of the part."""
        self._parser.Parse(piece, False)  # noqa: FBT003  expat takes no keywords
        self._fed += len(piece)
        # What is not finished is looked through again with every piece: a long tag costs minutes.
        if self._fed - self._parser.CurrentByteIndex > LONGEST_TAG:
            self._totals.damaged("The file is built as no spreadsheet program builds it.")

    def close(self) -> None:
        """Judge the end of the part."""
        self._parser.Parse(b"", True)  # noqa: FBT003  expat takes no keywords

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.casefold() not in _ENCODINGS:
            self._totals.damaged(
                "A part of the file is written in letters that workbooks do not use.",
                encoding[:20],
            )

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
        if self.root == _EXTERNAL_LINK:
            self._count_other()  # another workbook as it was last seen: its rows are not read
        elif (name, parent) == (_CELL, _ROW):
            self._rows.start_cell(attributes)
        elif (name, parent) == (_VALUE, _CELL):
            self._rows.start_value()
        elif (name, parent) == (_FORMULA, _CELL):
            self._rows.start_formula(attributes)
        elif parent in {_ROW, _VALUE} or (name == _ROW) != (parent == _SHEET_DATA):
            self._totals.damaged("Something stands in the rows of a sheet that does not belong.")
        elif name in _TEXTS or parent in _TEXTS or (parent == _RUN and self._open[-3] in _TEXTS):
            self._start_text(name, parent)
        else:
            self._start_other(name, attributes)

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

    def _start_text(self, name: str, parent: str) -> None:
        """Judge a text, and what stands in it: nothing that one program reads and another not."""
        if name not in _CHEAP:
            self._count_other()
        if name in _TEXTS:
            self._start_whole_text(name, parent)
        elif parent in _TEXTS and name not in _IN_TEXTS:
            self._texts.unknown_piece()
        elif parent in _TEXTS and name == _RUN:
            self._texts.start_run()
        elif name == _LETTERS:
            self._texts.start_piece(in_run=parent == _RUN)

    def _start_whole_text(self, name: str, parent: str) -> None:
        if name == _INLINE and parent == _CELL:
            self._rows.start_text()
        elif name == _STRING:
            if parent != _STRINGS:
                self._totals.damaged("A text stands where no text belongs.")
            self._count_string()
        self._texts.start()

    def _start_other(self, name: str, attributes: dict[str, str]) -> None:
        if name not in _CHEAP:
            self._count_other()
        if "sqref" in attributes:
            self._totals.count_areas(attributes["sqref"])
        if name == _ROW:
            self._rows.start_row(attributes)
        elif name in _SPREAD_OUT:
            self._cover(attributes.get("ref", ""))
        elif name in {_SHEET_DATA, _SHEETS}:
            self._start_once(name)
        else:
            self._note(name, attributes)

    def _start_once(self, name: str) -> None:
        """Judge that the rows of a sheet, or the list of sheets, stand in one place only.

        A second set may be meant for programs of a certain version.
        """
        if name == _SHEET_DATA:
            if self._has_rows or self._open[:-1] != [_WORKSHEET]:
                self._totals.damaged("A sheet holds its rows twice; which ones count is unknown.")
            self._has_rows = True
            return
        self._totals.sheet_lists += 1
        if self._totals.sheet_lists > 1 or self._open[:-1] != [_WORKBOOK]:
            self._totals.damaged("The list of sheets is there twice.")

    def _note(self, name: str, attributes: dict[str, str]) -> None:
        """Take down what is judged when all parts have passed by."""
        if name == _SHEET:
            self._totals.sheet_names.append(attributes.get("name", ""))
        elif name == _RELATION and attributes.get("Type", "").endswith("/worksheet"):
            self._totals.sheet_targets.append(attributes.get("Target", ""))
        elif name.startswith(_CONTENT_TYPES):
            self._totals.content_types.add(attributes.get("ContentType", ""))

    def _text(self, text: str) -> None:
        if self._open[-1] == _VALUE:
            self._rows.add_value(text)
        elif self._open[-1] == _FORMULA:
            self._rows.add_formula(text)
        elif self._open[-1] == _LETTERS:
            self._texts.add(text)

    def _end(self, name: str) -> None:
        self._open.pop()
        if name == _CELL and self._open[-1:] == [_ROW]:
            self._rows.end_cell()
        elif name == _STRING:
            self._totals.string_lengths.append(self._texts.end())
        elif name == _INLINE:
            self._totals.count_letters(self._texts.end())

    def _count_other(self) -> None:
        self._totals.other_elements += 1
        if self._totals.other_elements > MOST_OTHER_ELEMENTS:
            self._totals.too_large(
                "The file holds far more formatting and other extras than a list of patients.",
                f"more than {MOST_OTHER_ELEMENTS:,} pieces",
                "a workbook without extras: copy the rows into a new template",
            )

    def _count_string(self) -> None:
        if len(self._totals.string_lengths) >= MOST_CELLS:
            self._totals.too_large(
                "The workbook holds far more texts than a list of patients.",
                f"more than {MOST_CELLS:,} texts",
                "only the rows that are filled",
            )

    def _cover(self, area: str) -> None:
        """Count the cells that a merge, a link or a table covers."""
        first, colon, last = area.partition(":")
        corners = (first, last if colon else first)
        if not all(is_address(each) for each in corners):
            self._totals.damaged("A merge, link or table covers no area.", area[:20])
        (left, top), (right, bottom) = (column_and_row(each) for each in corners)
        if max(top, bottom) > LAST_ROW or max(left, right) > LAST_COLUMN:
            self._totals.beyond(area)
        self._totals.covered_cells += (abs(right - left) + 1) * (abs(bottom - top) + 1)
        if self._totals.covered_cells > MOST_COVERED_CELLS:
            self._totals.too_large(
                "Merged cells, links and tables cover far more cells than a list of patients has.",
                area,
                f"at most {MOST_COVERED_CELLS:,} cells",
            )
