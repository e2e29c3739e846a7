"""A sheet of headings, sentences and tables that is read, not filled."""

from collections.abc import Iterable, Sequence

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from orderset.findings import Action
from orderset.workbook.findings_sheet import FILLS
from orderset.workbook.warning_formats import border_of, font_of
from orderset.workbook.written_text import FONT, set_text


_WIDTHS = (18, 26, 11, 58, 40, 24)
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_HEADING_FILL = PatternFill("solid", fgColor="DDEBF7")
_LINE = Border(bottom=Side(style="thin"))
_LINE_HEIGHT = 15
# As many as surely fit, so that no line is cut off: in a merged cell, and for a unit of width.
_LETTERS_PER_LINE = 180
_LETTERS_PER_WIDTH = 1.1


class PageOfWords:
    """Writes a sheet from top to bottom."""

    def __init__(self, sheet: Worksheet, title: str) -> None:
        """Start with the title."""
        self._sheet = sheet
        self._row = 1
        for letter, width in zip("ABCDEF", _WIDTHS, strict=True):
            sheet.column_dimensions[letter].width = width
        sheet["A1"] = title
        sheet["A1"].font = Font(name=FONT, bold=True, size=16)
        sheet.sheet_view.showGridLines = False

    def add_heading(self, text: str) -> None:
        """Leave a row free and write a heading."""
        self._row += 2
        self._sheet.cell(self._row, 1, text).font = Font(name=FONT, bold=True, size=13)

    def add_subheading(self, text: str) -> None:
        """Write a heading within a section."""
        self._row += 1
        self._sheet.cell(self._row, 1, text).font = Font(name=FONT, bold=True)

    def add_lines(self, lines: Iterable[tuple[str, str]]) -> None:
        """Write a label and a text in each row."""
        for label, text in lines:
            self._row += 1
            self._sheet.cell(self._row, 1, label).font = Font(name=FONT, bold=True)
            set_text(self._sheet, self._row, 2, text)

    def add_numbered(self, sentences: Iterable[str]) -> None:
        """Write a sentence in each row, numbered from 1."""
        for number, sentence in enumerate(sentences, start=1):
            self.add_sentence(f"{number}.  {sentence}")

    def add_sentence(self, text: str) -> None:
        """Write a sentence across the page."""
        self._row += 1
        self._sheet.merge_cells(
            start_row=self._row, end_row=self._row, start_column=1, end_column=len(_WIDTHS)
        )
        set_text(self._sheet, self._row, 1, text)
        self._sheet.cell(self._row, 1).alignment = _WRAPPED
        # A merged cell does not grow with its text by itself.
        lines = len(text) // _LETTERS_PER_LINE + 1
        self._sheet.row_dimensions[self._row].height = _LINE_HEIGHT * lines

    def add_table(
        self,
        headings: Sequence[str],
        rows: Iterable[Sequence[str]],
        *,
        fills: Sequence[str] = (),
        actions: Sequence[Action] = (),
    ) -> None:
        """Write a table.

        Args:
            headings: one for each column, empty where there is none.
            rows: the texts of each row.
            fills: a colour for the first cell of each row, as six hexadecimal digits.
            actions: the look of an action for the first cell of each row.
        """
        self._add_table_row(headings)
        for number in range(1, len(headings) + 1):
            cell = self._sheet.cell(self._row, number)
            cell.font = Font(name=FONT, bold=True)
            cell.fill = _HEADING_FILL
        for number, texts in enumerate(rows):
            self._add_table_row(texts)
            first = self._sheet.cell(self._row, 1)
            if fills:
                first.fill = PatternFill("solid", fgColor=fills[number])
            if actions:
                first.fill = FILLS[actions[number]]
                first.font = font_of(actions[number], FONT)
                first.border = border_of(actions[number])

    def _add_table_row(self, texts: Sequence[str]) -> None:
        self._row += 1
        lines = 1
        for number, text in enumerate(texts, start=1):
            # An empty cell stays empty: it is no text of no length.
            if text:
                set_text(self._sheet, self._row, number, text)
            cell = self._sheet.cell(self._row, number)
            cell.alignment = _WRAPPED
            cell.border = _LINE
            lines = max(lines, int(len(text) / (_WIDTHS[number - 1] * _LETTERS_PER_WIDTH)) + 1)
        self._sheet.row_dimensions[self._row].height = _LINE_HEIGHT * lines
