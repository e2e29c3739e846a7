"""An opened workbook made harmless before its copy goes back: nothing in it reaches outside.

A formula that takes its value from another workbook, program or address is replaced by the value
that was stored for it. Names, drop-down lists and conditional formats that reach outside are taken
out. Text that a spreadsheet program would take for a formula, once somebody edits it, is marked as
text. Formulas within the workbook stay as they are.
"""

import re
from collections.abc import Iterator

from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from orderset.workbook.formulas import formula_text, reaches_outside
from orderset.workbook.rows import FoundCell, found_rows


_MOST_NAMED = 8
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def make_inert(workbook: Workbook, with_results: Workbook | None) -> list[str]:
    """Take out of the workbook what reaches outside; return what was changed, in plain words.

    Args:
        workbook: as opened with its formulas; it is changed.
        with_results: the same with the stored results, or None when it has no formula.
    """
    replaced = [
        f"{sheet.title}!{cell.coordinate}"
        for sheet in workbook.worksheets
        for cell in _outside_formulas(sheet)
        if _replaced(cell, None if with_results is None else with_results[sheet.title])
    ]
    taken_out = _without_outside_names(workbook)
    for sheet in workbook.worksheets:
        # A pivot table may fetch its data again on opening.
        sheet._pivots = []  # type: ignore[attr-defined]  # noqa: SLF001  openpyxl has no other way
        taken_out += _without_outside_rules(sheet)
        for cell in _cells(sheet):
            if cell.data_type == "s" and str(cell.value).lstrip(" ").startswith(_STARTS_A_FORMULA):
                cell.quotePrefix = True
    changes = []
    if replaced:
        more = len(replaced) - _MOST_NAMED
        listed = ", ".join(replaced[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
        changes.append(
            "formulas that reach outside the workbook, in whose place stand the values that were "
            f"shown: {listed}"
        )
    if taken_out:
        changes.append(f"names and rules that reach outside the workbook: {taken_out}")
    return changes


def has_formula(workbook: Workbook) -> bool:
    """Whether any cell of the workbook holds a formula."""
    return any(cell.data_type == "f" for sheet in workbook.worksheets for cell in _cells(sheet))


def _cells(sheet: Worksheet) -> Iterator[FoundCell]:
    return (cell for row in found_rows(sheet).values() for cell in row.values())


def _outside_formulas(sheet: Worksheet) -> list[FoundCell]:
    return [each for each in _cells(sheet) if reaches_outside(formula_text(each))]


def _replaced(cell: FoundCell, stored: Worksheet | None) -> bool:
    """Replace a formula by its stored value, or by its own text when none is stored."""
    formula = formula_text(cell)
    found = None if stored is None else stored[cell.coordinate]
    if found is None or found.value is None:
        cell.value = formula
        cell.data_type = "s"
        cell.quotePrefix = True
        return True
    cell.value = found.value
    cell.data_type = found.data_type
    return True


def _reaches_outside(*formulas: object) -> bool:
    return any(
        reaches_outside(str(each)) or re.search(r"\[[^\]]*\]", str(each)) is not None
        for each in formulas
        if each is not None
    )


def _without_outside_names(workbook: Workbook) -> int:
    taken_out = 0
    for names in (workbook.defined_names, *(each.defined_names for each in workbook.worksheets)):
        for name in [key for key, each in names.items() if _reaches_outside(each.attr_text)]:
            del names[name]
            taken_out += 1
    return taken_out


def _without_outside_rules(sheet: Worksheet) -> int:
    validations = sheet.data_validations.dataValidation
    kept = [each for each in validations if not _reaches_outside(each.formula1, each.formula2)]
    taken_out = len(validations) - len(kept)
    sheet.data_validations.dataValidation = kept
    for area in [*sheet.conditional_formatting]:
        if any(_reaches_outside(*rule.formula) for rule in area.rules):
            del sheet.conditional_formatting[area.sqref]
            taken_out += 1
    return taken_out
