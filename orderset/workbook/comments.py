"""Comments of cells: our own in an annotated copy that comes back, and those of the sender."""

from openpyxl.cell.cell import Cell, MergedCell

from orderset.findings import CellRef, Finding, workbook_finding
from orderset.workbook.shown import shown


AUTHOR = "orderset"
"""Who wrote the comments of an annotated copy."""

BEFORE = "\n\nComment that stood here before: "
"""Stands in one of our comments above what the sender had written."""


def senders_comment(cell: Cell | MergedCell) -> str:
    """Return what the sender wrote about a cell, without our own words; empty when nothing."""
    comment = cell.comment
    if comment is None:
        return ""
    text = str(comment.text or "")
    return text.partition(BEFORE)[2] if comment.author == AUTHOR else text


def comment_note(cell: Cell | MergedCell, where: CellRef) -> Finding | None:
    """Return the note that somebody wrote about a cell what no program reads."""
    text = senders_comment(cell).strip()
    if not text:
        return None
    return workbook_finding(
        "comment-not-read",
        "The cell has a comment, which was not read.",
        where=where,
        found=shown(text),
        expected="everything that matters in the cells",
    )
