"""The sheet ``Read me``: how to fill the workbook, in words, made from the declaration."""

from collections.abc import Iterable

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from orderset.workbook.columns import (
    INFUSIONS,
    PREVIOUS_DOSES,
    READ_ME_SHEET,
    RESULTS,
    SHEETS,
    TEMPLATE_VERSION,
)
from orderset.workbook.input_rules import rule_in_words
from orderset.workbook.laboratory import TESTS, LaboratoryTest
from orderset.workbook.print_setup import set_up_print
from orderset.workbook.provenance import PROTOCOL_LABEL, VERSION_LABEL
from orderset.workbook.written_text import set_text


_WIDTHS = (18, 26, 11, 58, 40)
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_HEADING_FILL = PatternFill("solid", fgColor="DDEBF7")
_LINE = Border(bottom=Side(style="thin"))
_LINE_HEIGHT = 15
_LETTERS_PER_LINE = 120

_PURPOSES = (
    (INFUSIONS.name, "One row for each patient and cycle that is to be given."),
    (
        RESULTS.name,
        "One row for each result, as a laboratory export lists them; several rows for a patient.",
    ),
    (PREVIOUS_DOSES.name, "One row for each infusion that was given before, of earlier cycles."),
)
_GOLDEN_RULES = (
    (
        "Nothing is guessed. A row that cannot be understood comes back with its cells marked, and "
        "nothing is printed for that patient until they are corrected."
    ),
    "Write the hospital number the same on all three sheets: it is what joins them.",
    (
        "Write numbers alone, with a decimal point: 16.5, never 16,5 or 16.5 kg. The unit stands "
        "in the heading, or in its own column."
    ),
    (
        "Write dates with the month in letters, for example 07-Dec-2026. 7/12 is read as two "
        "different days in two different countries."
    ),
    "Never leave Allergies or Current medicines empty. Write None known or None.",
    "Separate several entries in one cell with a semicolon, on one line.",
    "Keep the headings in the first row as they are. Columns may stand in another order.",
    "Do not merge cells, cross out, or hide rows. Delete the row of a patient who is not treated.",
    "When you paste, paste values only: pasting takes the rules of the cells away.",
    "Save as Excel Workbook (.xlsx), without a password and without macros.",
    "This workbook holds patients' data: keep and send it as your hospital requires.",
)


def add_read_me_sheet(workbook: Workbook, protocol_id: str, protocol_title: str) -> None:
    """Add the sheet with the template version, the rules, and every column with its rule.

    Args:
        workbook: the template being written.
        protocol_id: the protocol that the workbook is for.
        protocol_title: the protocol's title, for people.
    """
    sheet = workbook.create_sheet(READ_ME_SHEET)
    for letter, width in zip("ABCDE", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet["A1"] = "Infusion workbook: how to fill it"
    sheet["A1"].font = Font(bold=True, size=16)
    _add_lines(
        sheet,
        ((VERSION_LABEL, TEMPLATE_VERSION), (PROTOCOL_LABEL, protocol_id), ("", protocol_title)),
    )
    _add_heading(sheet, "Golden rules")
    for number, rule in enumerate(_GOLDEN_RULES, start=1):
        _add_sentence(sheet, f"{number}.  {rule}")
    _add_heading(sheet, "Sheets")
    _add_lines(sheet, _PURPOSES)
    _add_heading(sheet, "Columns")
    _add_sentence(
        sheet,
        "A bold heading over a thick line is a required column; a heading in italics may be empty.",
    )
    _add_table(sheet, ("Sheet", "Heading", "Required", "What to write", "Rule"), _column_rows())
    _add_heading(sheet, "Tests")
    _add_table(sheet, ("", "Test", "", "Result", "Unit"), map(_test_row, TESTS))
    set_up_print(sheet)


def _column_rows() -> Iterable[tuple[str, ...]]:
    for declared in SHEETS:
        for column in declared.columns:
            yield (
                declared.name,
                column.heading,
                "required" if column.required else "",
                column.help,
                rule_in_words(column),
            )


def _test_row(test: LaboratoryTest) -> tuple[str, ...]:
    result = "a number" if test.is_number else " or ".join(test.words) or "free words"
    return ("", test.name, "", result, " or ".join(test.units) or "none")


def _next_row(sheet: Worksheet) -> int:
    return sheet.max_row + 1


def _add_heading(sheet: Worksheet, text: str) -> None:
    sheet.cell(_next_row(sheet) + 1, 1, text).font = Font(bold=True, size=13)


def _add_lines(sheet: Worksheet, lines: Iterable[tuple[str, str]]) -> None:
    for label, text in lines:
        row = _next_row(sheet)
        sheet.cell(row, 1, label).font = Font(bold=True)
        set_text(sheet, row, 2, text)


def _add_sentence(sheet: Worksheet, text: str) -> None:
    row = _next_row(sheet)
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(_WIDTHS))
    sheet.cell(row, 1, text).alignment = _WRAPPED
    # A merged cell does not grow with its text by itself.
    lines = len(text) // _LETTERS_PER_LINE + 1
    sheet.row_dimensions[row].height = _LINE_HEIGHT * lines


def _add_table(
    sheet: Worksheet, headings: tuple[str, ...], rows: Iterable[tuple[str, ...]]
) -> None:
    first = _next_row(sheet)
    for row, texts in enumerate((headings, *rows), start=first):
        for column, text in enumerate(texts, start=1):
            cell = sheet.cell(row, column, text)
            cell.alignment = _WRAPPED
            cell.border = _LINE
            if row == first:
                cell.font = Font(bold=True)
                cell.fill = _HEADING_FILL
