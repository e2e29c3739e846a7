"""A fault of ours while one row is worked on: it costs that row, and is said to be ours."""

from collections.abc import Iterable

from orderset.errors import places
from orderset.findings import CellRef, Finding, workbook_finding


DEFECT = "orderset-defect"
"""The code of what is no fault of the sender's."""


def defects_in(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return those findings that are a defect of ours."""
    return tuple(each for each in findings if each.code == DEFECT)


def defect_finding(error: Exception, where: CellRef | None, doing: str) -> Finding:
    """Return the finding for a defect of orderset itself.

    Args:
        error: what was raised. Its text is left out, for it may hold what stands in a cell.
        where: the cell that stands for the row.
        doing: completes "a defect of orderset while …".
    """
    return workbook_finding(
        "orderset-defect",
        f"A defect of orderset itself while {doing}. Nothing in the row need be wrong.",
        where=where,
        found=places(error),
        expected="no defect",
    )
