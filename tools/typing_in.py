"""Type a table of the documentation into a workbook, as somebody at a spreadsheet would."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet


Typed = str | float | dt.date | dt.datetime | dt.time

_DATE = "%d-%b-%Y"


def type_table(workbook: Path, sheet: str, table: str) -> None:
    """Type a Markdown table into a sheet, and save.

    Three kinds of table are known by their first heading. ``cell``: cells, and what to type there.
    ``column``: the sheet's headings downwards, and a row of the sheet in each further column, named
    ``row 2``. Any other: the sheet's headings across; it goes below what stands there.

    Raises:
        KeyError: the sheet has no such heading, or the workbook no such sheet.
    """
    book = load_workbook(workbook)
    page = book[sheet]
    heading, *lines = _cells_of(table)
    for place, text in _places(page, heading, lines):
        if text:
            page[place] = as_typed(text)
    book.save(workbook)


def _cells_of(table: str) -> list[list[str]]:
    rows = [
        [cell.strip().strip("`") for cell in line.strip("|").split("|")]
        for line in table.splitlines()
    ]
    return [rows[0], *rows[2:]]


def _places(
    page: Worksheet, heading: list[str], lines: list[list[str]]
) -> Iterator[tuple[str, str]]:
    if heading[0] == "cell":
        yield from ((line[0], line[1]) for line in lines)
        return
    letters = {str(cell.value): cell.column_letter for cell in page[1] if cell.value}
    if heading[0] == "column":
        rows = [int(each.removeprefix("row ")) for each in heading[1:]]
        for name, *texts in lines:
            yield from (
                (f"{letters[name]}{row}", text) for row, text in zip(rows, texts, strict=True)
            )
        return
    first = next(row for row in range(2, page.max_row + 2) if page.cell(row, 1).value is None)
    for row, texts in enumerate(lines, first):
        yield from (
            (f"{letters[name]}{row}", text) for name, text in zip(heading, texts, strict=True)
        )


def as_typed(text: str) -> Typed:
    """Return what a spreadsheet makes of what is typed: a number, a date, a time, or the text."""
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return float(text)
    if re.fullmatch(r"\d{2}-[A-Z][a-z]{2}-\d{4}", text):
        return dt.datetime.strptime(text, _DATE)  # noqa: DTZ007  a spreadsheet knows no zone
    if re.fullmatch(r"\d{2}:\d{2}", text):
        return dt.time.fromisoformat(text)
    return text
