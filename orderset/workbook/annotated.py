"""The annotated copy: the sender's workbook with every finding in its cell.

It goes back to the ward, is corrected there and comes in again, so the marks of an earlier copy are
taken out first. What the sender wrote is never changed.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.workbook import Workbook
from openpyxl.workbook.properties import CalcProperties
from openpyxl.worksheet.worksheet import Worksheet

from orderset.findings import Action, Finding
from orderset.workbook.addresses import column_and_row, is_address
from orderset.workbook.comments import AUTHOR, BEFORE, is_ours, senders_comment
from orderset.workbook.findings_sheet import (
    FILLS,
    action_text,
    add_findings_sheet,
    is_findings_sheet,
)
from orderset.workbook.inert import has_formula, make_inert
from orderset.workbook.lost_parts import lost_parts
from orderset.workbook.opened_workbook import open_workbook
from orderset.workbook.rows import FoundCell, found_rows
from orderset.workbook.saving import NO_TIME, workbook_bytes, write_bytes
from orderset.workbook.structure import structural_fault
from orderset.workbook.written_text import printable


MOST_MARKS = 2_000
"""So many cells of a sheet are marked; the list goes on."""

_SEVEREST_FIRST = tuple(Action)
_COMMENT_WIDTH = 360
_LINE_HEIGHT = 17
_LETTERS_PER_LINE = 52
_log = logging.getLogger(__name__)


def write_annotated_copy(source_bytes: bytes, findings: Sequence[Finding], target: Path) -> None:
    """Write the sender's workbook with each finding in its cell and a sheet that lists them.

    A file that cannot be opened, or that openpyxl cannot save again, gives a workbook with the
    list alone. The same bytes and findings give the same file.

    Args:
        source_bytes: the file as it was read.
        findings: what was found in it, in the order of the list.
        target: the file to write; an existing one is replaced.

    Raises:
        StorageError: the file cannot be written.
    """
    write_bytes(target, annotated_copy(source_bytes, findings))


def annotated_copy(source_bytes: bytes, findings: Sequence[Finding]) -> bytes:
    """Return the annotated copy as bytes; otherwise as ``write_annotated_copy``."""
    if structural_fault("", source_bytes) is None:
        try:
            workbook = open_workbook(source_bytes)
            results = open_workbook(source_bytes, results=True) if has_formula(workbook) else None
            lost = [*lost_parts(source_bytes), *make_inert(workbook, results)]
            _annotate(workbook, findings, lost)
            return _copy_bytes(workbook)
        except Exception as error:  # noqa: BLE001  openpyxl fails in more ways than can be listed
            # The error's text may hold what stands in a cell, so only its kind goes into the log.
            _log.warning("a workbook could not be annotated: %s", type(error).__name__)
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    add_findings_sheet(workbook, findings, None)
    return _copy_bytes(workbook)


def _copy_bytes(workbook: Workbook) -> bytes:
    # The time of the copy would make every run's file another one.
    workbook.properties.created = NO_TIME
    workbook.properties.modified = NO_TIME
    return workbook_bytes(workbook)


def _annotate(workbook: Workbook, findings: Sequence[Finding], lost: Sequence[str]) -> None:
    for sheet in workbook.worksheets:
        if is_findings_sheet(sheet):
            workbook.remove(sheet)
        else:
            _remove_earlier_marks(sheet)
    for sheet in workbook.worksheets:
        for cell, found in _by_cell(sheet, findings):
            _mark(cell, found)
    listed = add_findings_sheet(workbook, findings, lost)
    workbook.active = listed
    for sheet in workbook.worksheets:
        # Two selected sheets are a group in Excel: what is typed on one goes into both.
        sheet.sheet_view.tabSelected = sheet is listed
    # The results of formulas are not kept on saving.
    workbook.calculation = CalcProperties(fullCalcOnLoad=True)


def _by_cell(
    sheet: Worksheet, findings: Sequence[Finding]
) -> Iterable[tuple[FoundCell, list[Finding]]]:
    shown_at = _shown_at(sheet)
    cells: dict[str, tuple[FoundCell, list[Finding]]] = {}
    for finding in findings:
        where = finding.where
        if where is not None and where.sheet == sheet.title and is_address(where.cell):
            column, row = column_and_row(where.cell)
            cell = sheet.cell(*shown_at.get((row, column), (row, column)))
            cells.setdefault(cell.coordinate, (cell, []))[1].append(finding)
    return [*cells.values()][:MOST_MARKS]


def _shown_at(sheet: Worksheet) -> Mapping[tuple[int, int], tuple[int, int]]:
    """Return for each cell under a merge the one that shows for it."""
    return {
        (row, column): (merge.min_row, merge.min_col)
        for merge in sheet.merged_cells.ranges
        for row in range(merge.min_row, merge.max_row + 1)
        for column in range(merge.min_col, merge.max_col + 1)
    }


def _mark(cell: FoundCell, findings: Sequence[Finding]) -> None:
    actions = {each.effective_action for each in findings}
    cell.fill = FILLS[next(each for each in _SEVEREST_FIRST if each in actions)]
    text = printable("\n\n".join(_comment_text(each) for each in findings))
    if cell.comment is not None:
        text += f"{BEFORE}{cell.comment.text}"
    lines = sum(len(line) // _LETTERS_PER_LINE + 1 for line in text.splitlines())
    cell.comment = Comment(text, AUTHOR, width=_COMMENT_WIDTH, height=_LINE_HEIGHT * (lines + 1))


def _comment_text(finding: Finding) -> str:
    parts = [f"{action_text(finding).upper()}: {finding.message}"]
    if finding.expected:
        parts.append(f"Expected: {finding.expected}")
    if finding.hint:
        parts.append(f"What to do: {finding.hint}")
    return "\n".join(parts)


def _remove_earlier_marks(sheet: Worksheet) -> None:
    """Take out the marks of an earlier annotated copy; the sender's own comments come back."""
    for row in found_rows(sheet).values():
        for cell in row.values():
            comment = cell.comment
            if comment is None or not is_ours(comment):
                continue
            own = senders_comment(cell)
            cell.comment = Comment(own, "") if own else None
            cell.fill = PatternFill()
