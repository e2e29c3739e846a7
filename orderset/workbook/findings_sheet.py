"""The sheet ``Findings`` of an annotated copy: every finding, with the way to its cell."""

from collections.abc import Mapping, Sequence

from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook import Workbook
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from orderset.findings import Action, Finding
from orderset.workbook.laboratory import folded
from orderset.workbook.print_setup import set_up_print
from orderset.workbook.written_text import set_text


FINDINGS_SHEET = "Findings"
TITLE = "Findings of orderset on this workbook"

# Told apart by the word beside the colour as well, never by the colour alone.
FILLS: Mapping[Action, PatternFill] = {
    action: PatternFill("solid", fgColor=colour)
    for action, colour in (
        (Action.RETURN, "FFC7CE"),
        (Action.WITHHOLD, "F8CBAD"),
        (Action.REFER, "DCC8EE"),
        (Action.CAUTION, "FFEB9C"),
        (Action.NOTE, "DDEBF7"),
    )
}

_WHAT_TO_DO = (
    "A marked cell carries a comment that says what was found, what is expected and what to do. "
    "Correct the cells and send the workbook again; the marks need not be removed."
)
_FORMULAS = "Results of formulas are worked out again when it is opened."
_COULD_NOT_OPEN = (
    "The original could not be opened, so this workbook holds the findings alone. Correct the "
    "original and send it again."
)
_HEADINGS = (
    ("Action", 11),
    ("Code", 24),
    ("Cell", 20),
    ("Found", 28),
    ("Expected", 34),
    ("What is wrong", 48),
    ("What to do", 48),
)
_CELL_COLUMN = 3
_LETTERS_PER_LINE = 190
_MOST_LISTED = 10_000
_WRAPPED = Alignment(wrap_text=True, vertical="top")


def is_findings_sheet(sheet: Worksheet) -> bool:
    """Whether the sheet was written by an earlier annotated copy."""
    return bool(sheet.cell(1, 1).value == TITLE)


def add_findings_sheet(
    workbook: Workbook, findings: Sequence[Finding], lost: Sequence[str] | None
) -> Worksheet:
    """Put the sheet in front of the others; a sheet of the sender's own keeps its name.

    ``lost`` says what the copy could not keep of the original; None when it could not be opened.
    """
    sheet: Worksheet = workbook.create_sheet(_free_name(workbook), 0)
    sheet["A1"] = TITLE
    sheet["A1"].font = Font(bold=True, size=14)
    notes = (_COULD_NOT_OPEN,) if lost is None else (_WHAT_TO_DO, _of_the_copy(lost))
    for row, note in enumerate(notes, start=2):
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(_HEADINGS))
        set_text(sheet, row, 1, note)
        sheet.cell(row, 1).alignment = _WRAPPED
        sheet.row_dimensions[row].height = 16 * (len(note) // _LETTERS_PER_LINE + 1)
    heading_row = len(notes) + 3
    for column, (heading, width) in enumerate(_HEADINGS, start=1):
        sheet.cell(heading_row, column, heading).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = width
    listed = findings[:_MOST_LISTED]
    for row, finding in enumerate(listed, start=heading_row + 1):
        _write_finding(sheet, row, finding, workbook)
    last_row = heading_row + len(listed)
    if not findings:
        sheet.cell(heading_row + 1, 1, "There are no findings.")
    elif len(findings) > len(listed):
        more = f"There are {len(findings) - len(listed):,} more. Correct these first."
        sheet.cell(last_row + 1, 1, more)
    last = f"{get_column_letter(len(_HEADINGS))}{last_row}"
    sheet.auto_filter.ref = f"A{heading_row}:{last}"
    sheet.freeze_panes = f"A{heading_row + 1}"
    set_up_print(sheet, heading_row)
    return sheet


def _of_the_copy(lost: Sequence[str]) -> str:
    if not lost:
        return f"This is a copy, which kept everything of the original. {_FORMULAS}"
    return f"This is a copy. It does not have: {'; '.join(lost)}. {_FORMULAS} Keep the original."


def action_text(finding: Finding) -> str:
    """Return the action in a word, and who authorised the finding if somebody did."""
    if finding.authorised is None:
        return finding.action.value
    return (
        f"{finding.action.value} (authorised by {finding.authorised.by} on {finding.authorised.on})"
    )


def _write_finding(sheet: Worksheet, row: int, finding: Finding, workbook: Workbook) -> None:
    where = finding.where
    texts = (
        action_text(finding),
        finding.code,
        "" if where is None else str(where) or where.workbook,
        finding.found,
        finding.expected,
        finding.message,
        finding.hint,
    )
    for column, text in enumerate(texts, start=1):
        set_text(sheet, row, column, text)
        sheet.cell(row, column).alignment = _WRAPPED
    sheet.cell(row, 1).fill = FILLS[finding.effective_action]
    if where is not None and where.sheet in workbook.sheetnames:
        link = sheet.cell(row, _CELL_COLUMN)
        place = f"{quote_sheetname(where.sheet)}!{where.cell or 'A1'}"
        link.hyperlink = Hyperlink(ref=link.coordinate, location=place)
        link.font = Font(underline="single", color="0563C1")


def _free_name(workbook: Workbook) -> str:
    taken = {folded(each) for each in workbook.sheetnames}
    name, number = FINDINGS_SHEET, 1
    while folded(name) in taken:
        number += 1
        name = f"{FINDINGS_SHEET} {number}"
    return name
