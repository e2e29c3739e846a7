"""Comments of cells: our own in an annotated copy that comes back, and those of the sender."""

import re

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment

from orderset.findings import Action, CellRef, Finding, workbook_finding
from orderset.workbook.shown import shown


AUTHOR = "orderset"
"""Who wrote the comments of an annotated copy."""

BEFORE = "\n\nComment that stood here before: "
"""Stands in one of our comments above what the sender had written."""


_OUR_BEGINNING = re.compile(rf"({'|'.join(each.value.upper() for each in Action)})( \(.*?\))?: ")
_OUR_ADVICE = "What to do: "


def is_ours(comment: Comment) -> bool:
    """Tell a comment of an annotated copy. LibreOffice saves it without its author."""
    text = str(comment.text or "")
    return comment.author == AUTHOR or bool(
        not (comment.author or "").strip() and _OUR_BEGINNING.match(text) and _OUR_ADVICE in text
    )


def senders_comment(cell: Cell | MergedCell) -> str:
    """Return what the sender wrote about a cell, without our own words; empty when nothing."""
    comment = cell.comment
    if comment is None:
        return ""
    text = str(comment.text or "")
    return text.partition(BEFORE.strip("\n"))[2] if is_ours(comment) else text


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
