"""Formulas whose result does not follow from the workbook alone.

A formula is never worked out here: what the spreadsheet program stored for it is used. Where that
may be another value tomorrow, it is said.
"""

import re

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from orderset.findings import CellRef, Finding, workbook_finding
from orderset.workbook.shown import shown


# Texts in a formula are left out first: "[1]" in quotation marks is no other workbook.
_QUOTED_TEXT = re.compile(r'"[^"]*"')
# "Table1[Weight]" is a column of a table in the same workbook.
_OTHER_WORKBOOK = re.compile(r"(?<![\w\]])\[[^\[\]]*\][\w. ]*!|'[^']*\[[^']*'!")
_OTHER_PROGRAM = re.compile(r"[A-Za-z0-9_.'\"\\/ -]+\|[^!]*!|\bDDE\s*\(", re.IGNORECASE)
_FROM_ELSEWHERE = re.compile(
    r"\b(WEBSERVICE|RTD|CUBE[A-Z]+|CALL|REGISTER(\.ID)?|EXEC|STOCKHISTORY|IMAGE|IMPORT[A-Z]+|"
    r"HYPERLINK|SQL\.REQUEST|PY)\s*\(",
    re.IGNORECASE,
)
_CHANGES = re.compile(
    r"\b(TODAY|NOW|RAND|RANDBETWEEN|RANDARRAY|CELL|INFO)\s*\(|\bRAND(BETWEEN)?\.NV\s*\(",
    re.IGNORECASE,
)


def formula_text(cell: Cell | MergedCell) -> str:
    """Return a cell's formula as it is written, empty for a cell that has none."""
    if cell.data_type != "f":
        return ""
    value = cell.value
    if isinstance(value, ArrayFormula):
        return str(value.text or "")
    if isinstance(value, DataTableFormula):
        return ""
    return str(value)


def reaches_outside(formula: str) -> bool:
    """Whether a formula refers to another workbook, program or address.

    Example:
        >>> reaches_outside("='[list.xlsx]Sheet1'!A1"), reaches_outside("=cmd|'/c calc'!A0")
        (True, True)
        >>> reaches_outside('=CONCATENATE("[1]!", A1)'), reaches_outside("=Results!C2*2")
        (False, False)
    """
    plain = _QUOTED_TEXT.sub('""', formula)
    return any(
        pattern.search(plain) for pattern in (_OTHER_WORKBOOK, _OTHER_PROGRAM, _FROM_ELSEWHERE)
    )


def changes_by_itself(formula: str) -> bool:
    """Whether a formula may give another result on another day.

    Example:
        >>> changes_by_itself("=TODAY()-3"), changes_by_itself('="TODAY()"')
        (True, False)
    """
    return _CHANGES.search(_QUOTED_TEXT.sub('""', formula)) is not None


def formula_caution(cell: Cell | MergedCell, where: CellRef) -> Finding | None:
    """Return what is to be said about the formula of a cell whose stored result was used."""
    formula = formula_text(cell)
    if not formula:
        return None
    if reaches_outside(formula):
        return workbook_finding(
            "formula-from-elsewhere",
            "The value comes from outside the workbook. What was stored when it was last saved "
            "was used.",
            where=where,
            found=shown(formula),
            expected="a value",
        )
    if changes_by_itself(formula):
        return workbook_finding(
            "formula-changes",
            "The value changes by itself. What was stored when the workbook was last saved was "
            "used.",
            where=where,
            found=shown(formula),
            expected="a value",
        )
    return None
