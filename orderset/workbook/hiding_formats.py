"""Conditional formats that hide what stands in cells, whenever their condition holds."""

import dataclasses
from collections.abc import Iterator, Mapping

from openpyxl.formatting.rule import Rule
from openpyxl.styles.fills import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from orderset.findings import CellRef, Finding, workbook_finding
from orderset.workbook.colours import hides


_SHOWS_NOTHING = frozenset({";;;", ";;", ";"})


def hiding_formats(
    worksheet: Worksheet, positions: Mapping[str, int], where: CellRef
) -> Iterator[Finding]:
    """Yield a finding for each area of the declared columns whose values a rule may hide."""
    columns = sorted(positions.values())
    for area in worksheet.conditional_formatting:
        if not any(_hides(rule) for rule in area.rules):
            continue
        touched = [
            (each.min_row, column)
            for each in area.sqref.ranges
            for column in columns
            if each.min_col <= column <= each.max_col and each.max_row > 1
        ]
        if touched:
            row, column = min(touched)
            yield workbook_finding(
                "hiding-format",
                "A conditional format may hide values in this area.",
                where=dataclasses.replace(where, cell=f"{get_column_letter(column)}{max(row, 2)}"),
                found=f"a rule for {str(area.sqref)[:40]}",
                expected="values that can always be seen",
            )


def _hides(rule: Rule) -> bool:
    bar_or_sign = rule.dataBar or rule.iconSet
    if bar_or_sign is not None and bar_or_sign.showValue is False:
        return True
    style = rule.dxf
    if style is None:
        return False
    number_format = "" if style.numFmt is None else str(style.numFmt.formatCode or "")
    if number_format and not _shows_numbers(number_format):
        return True
    fill = style.fill if isinstance(style.fill, PatternFill) else None
    return style.font is not None and hides(style.font.color, fill)


def _shows_numbers(number_format: str) -> bool:
    """Whether a format shows a number or a date, as far as one can tell without the value."""
    first = number_format.partition(";")[0].strip()
    if number_format in _SHOWS_NOTHING or not first:
        return False
    return '"' not in first and "\\" not in first
