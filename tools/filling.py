"""Filling the template by the keys of its columns, as a person would by its headings.

Shared by the script that makes the sample workbooks and by the tests.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from orderset.workbook.columns import INFUSIONS, PREVIOUS_DOSES, RESULTS, Sheet


Rows = Iterable[Mapping[str, Any]]


def fill(
    template: Path,
    target: Path,
    *,
    infusions: Rows = (),
    results: Rows = (),
    previous_doses: Rows = (),
) -> None:
    """Write a copy of the template with rows, each a mapping of column key to cell value."""
    workbook = openpyxl.load_workbook(template)
    for sheet, rows in (
        (INFUSIONS, infusions),
        (RESULTS, results),
        (PREVIOUS_DOSES, previous_doses),
    ):
        add_rows(workbook[sheet.name], sheet, [*rows])
    workbook.save(target)


def add_rows(worksheet: Worksheet, sheet: Sheet, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows below the headings of one sheet."""
    columns = {column.key: number for number, column in enumerate(sheet.columns, start=1)}
    for row_number, row in enumerate(rows, start=2):
        for key, value in row.items():
            if value is not None:
                worksheet.cell(row_number, columns[key]).value = value
