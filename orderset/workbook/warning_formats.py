"""The early warnings as conditional formats, and the look of each action.

The colours are those of the annotated copy. None is told by its colour alone: each action has a
line around the cell and a face of its own.
"""

from collections.abc import Iterable, Mapping
from typing import Literal

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from orderset.findings import Action
from orderset.workbook.columns import Sheet
from orderset.workbook.declared_warnings import EarlyWarning
from orderset.workbook.findings_sheet import FILLS
from orderset.workbook.lists_sheet import LAST_PREPARED_ROW, spellings_name


_DARK = "7F1D1D"
_Line = Literal["thin", "dashed", "dotted", "hair"]
_LINES: Mapping[Action, _Line] = {
    Action.RETURN: "thin",
    Action.WITHHOLD: "dashed",
    Action.REFER: "dashed",
    Action.CAUTION: "dotted",
    Action.NOTE: "hair",
}
_BOLD = frozenset({Action.RETURN, Action.WITHHOLD})
_ITALIC = frozenset({Action.REFER, Action.NOTE})


def font_of(action: Action, name: str | None = None) -> Font:
    """Return the face of a marked cell: bold, italic or underlined, in dark red or black.

    A conditional format has no font of its own; a cell needs the font's name.
    """
    return Font(
        name=name,
        bold=action in _BOLD,
        italic=action in _ITALIC,
        underline="single" if action is Action.CAUTION else None,
        color=_DARK if action in _BOLD else "000000",
    )


def border_of(action: Action) -> Border:
    """Return the line around a marked cell, which an empty cell shows too."""
    side = Side(style=_LINES[action], color=_DARK)
    return Border(left=side, right=side, top=side, bottom=side)


def add_warnings(target: Worksheet, sheet: Sheet, warnings: Iterable[EarlyWarning]) -> None:
    """Add the conditional formats of one sheet, a rule for each column, in the order given."""
    for warning in warnings:
        for key in warning.columns:
            letter = _letters(sheet)[key]
            look = DifferentialStyle(
                font=font_of(warning.action),
                fill=PatternFill("solid", bgColor=FILLS[warning.action].fgColor),
                border=border_of(warning.action),
            )
            rule = Rule(
                "expression", dxf=look, formula=[formula_for(warning, key)], stopIfTrue=True
            )
            target.conditional_formatting.add(f"{letter}2:{letter}{LAST_PREPARED_ROW}", rule)


def formula_for(warning: EarlyWarning, key: str, row: int = 2) -> str:
    """Return the formula of a warning for a column's cell in one row, without the equals sign.

    Example:
        >>> from orderset.workbook.columns import RESULTS
        >>> formula_for(
        ...     EarlyWarning(RESULTS, ("unit",), "", Action.NOTE, "", "LEN({here})>LEN({test})"),
        ...     "unit",
        ... )
        'LEN($D2)>LEN($B2)'
    """
    letters = _letters(warning.sheet)
    cells = {each: f"${letter}{row}" for each, letter in letters.items()}
    return warning.formula.format_map(
        cells
        | {
            "here": cells[key],
            "row": f"$A{row}:${letters[warning.sheet.columns[-1].key]}{row}",
            "spellings": spellings_name(key),
        }
    )


def _letters(sheet: Sheet) -> Mapping[str, str]:
    return {
        column.key: get_column_letter(number)
        for number, column in enumerate(sheet.columns, start=1)
    }
