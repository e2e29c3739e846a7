"""Which column of a sheet is which, by its headings and a site's own names for them."""

import dataclasses
from collections.abc import Collection, Mapping, Sequence

from openpyxl.utils import get_column_letter

from orderset.findings import CellRef, Finding, workbook_finding
from orderset.workbook.columns import Column, Sheet
from orderset.workbook.laboratory import folded
from orderset.workbook.shown import shown


Aliases = Mapping[str, Sequence[str]]
"""A site's own headings by the key of the column, for example ``hospital_number: ["Hosp No"]``."""


@dataclasses.dataclass(frozen=True, slots=True)
class Headings:
    """Where each column of a sheet stands (numbered from 1), and what is to be said about that.

    ``usable`` is false when a required column is missing or a heading stands there twice.
    """

    positions: Mapping[str, int]
    findings: tuple[Finding, ...]
    usable: bool


def match_headings(
    sheet: Sheet,
    row: Mapping[int, object],
    filled: Collection[int],
    where: CellRef,
    aliases: Aliases,
) -> Headings:
    """Find the columns of a sheet by the headings in its first row.

    Case, spaces and invisible characters do not count. A column's own heading comes before an
    alias, and an unknown heading is a note.

    Args:
        sheet: the declared sheet.
        row: what stands in the first row, by the number of the column; empty cells left out.
        filled: the numbers of the columns that hold something below the first row.
        where: the sheet in the workbook.
        aliases: a site's own headings, by the key of the column.
    """
    wanted = _wanted(sheet, aliases)
    positions: dict[str, int] = {}
    findings: list[Finding] = []
    usable = True
    for number, text in sorted(row.items()):
        cell = dataclasses.replace(where, cell=f"{get_column_letter(number)}1")
        column = wanted.get(folded(str(text)))
        if column is None:
            findings.append(_unknown(text, cell))
        elif column.key in positions:
            findings.append(_duplicate(column, text, cell, positions[column.key]))
            usable = False
        else:
            positions[column.key] = number
    findings += _without_heading(sorted(set(filled) - set(row)), where)
    for column in sheet.columns:
        if column.required and column.key not in positions:
            findings.append(_missing(column, where, aliases))
            usable = False
    return Headings(positions, tuple(findings), usable)


def _wanted(sheet: Sheet, aliases: Aliases) -> dict[str, Column]:
    named = {
        folded(alias): column for column in sheet.columns for alias in aliases.get(column.key, ())
    }
    return named | {folded(column.heading): column for column in sheet.columns}


def _unknown(text: object, cell: CellRef) -> Finding:
    return workbook_finding(
        "column-unknown",
        f"The column “{shown(text)}” is not one of this sheet's columns. It was not read.",
        where=cell,
        found=shown(text),
        expected="the headings of the template",
    )


def _without_heading(columns: Sequence[int], where: CellRef) -> list[Finding]:
    if not columns:
        return []
    letters = ", ".join(get_column_letter(each) for each in columns[:5])
    more = " and others" if len(columns) > 5 else ""  # noqa: PLR2004  enough to find them
    return [
        workbook_finding(
            "column-unknown",
            f"Something stands below an empty heading (column {letters}{more}). It was not read.",
            where=dataclasses.replace(where, cell=f"{get_column_letter(columns[0])}1"),
            found="no heading",
            expected="the headings of the template",
        )
    ]


def _duplicate(column: Column, text: object, cell: CellRef, first: int) -> Finding:
    return workbook_finding(
        "column-duplicate",
        f"The column “{column.heading}” is there twice, in columns {get_column_letter(first)} and "
        f"{cell.cell.rstrip('1')}, so it is not known which one counts.",
        where=cell,
        found=shown(text),
        expected=f"one column “{column.heading}”",
    )


def _missing(column: Column, where: CellRef, aliases: Aliases) -> Finding:
    names = [column.heading, *aliases.get(column.key, ())]
    return workbook_finding(
        "column-missing",
        f"The sheet has no column “{column.heading}” in its first row.",
        where=where,
        found="no such heading in row 1",
        expected=" or ".join(f"“{each}”" for each in names),
    )
