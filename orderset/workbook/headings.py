"""Which column of a sheet is which, by its headings and a site's own names for them."""

import dataclasses
import unicodedata
from collections.abc import Collection, Mapping, Sequence

from openpyxl.utils import get_column_letter

from orderset.findings import CellRef, Finding, workbook_finding
from orderset.workbook.columns import Column, Sheet
from orderset.workbook.laboratory import folded
from orderset.workbook.lookalikes import as_latin
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
    looking_like = {folded(as_latin(heading)): columns[0] for heading, columns in wanted.items()}
    if not any(folded(str(text)) in wanted for text in row.values()):
        return Headings({}, (_no_headings(sheet, row, where),), usable=False)
    positions: dict[str, int] = {}
    findings: list[Finding] = []
    usable = True
    for number, text in sorted(row.items()):
        cell = dataclasses.replace(where, cell=f"{get_column_letter(number)}1")
        heading = folded(str(text))
        columns = wanted.get(heading, ())
        if not columns:
            lookalike = looking_like.get(folded(as_latin(str(text))))
            usable = usable and lookalike is None
            findings.append(
                _unknown(text, cell) if lookalike is None else _lookalike(lookalike, text, cell)
            )
            continue
        column = columns[0]
        if len(columns) > 1:
            findings.append(_ambiguous(columns, text, cell))
            usable = False
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


def _wanted(sheet: Sheet, aliases: Aliases) -> dict[str, Sequence[Column]]:
    """Return the columns that a heading can mean; more than one is a fault of the settings."""
    named: dict[str, list[Column]] = {}
    for column in sheet.columns:
        for alias in {folded(each) for each in aliases.get(column.key, ())}:
            named.setdefault(alias, []).append(column)
    return {**named, **{folded(column.heading): [column] for column in sheet.columns}}


def _no_headings(sheet: Sheet, row: Mapping[int, object], where: CellRef) -> Finding:
    expected = ", ".join(f"“{each.heading}”" for each in sheet.columns[:3])
    return workbook_finding(
        "headings-missing",
        f"None of the headings of “{sheet.name}” stands in the first row of the sheet.",
        where=dataclasses.replace(where, cell="A1"),
        found=shown(row[min(row)]) if row else "an empty first row",
        expected=f"the headings of the template: {expected} …",
    )


def _lookalike(column: Column, text: object, cell: CellRef) -> Finding:
    letters = "".join(
        each if each.isascii() else f"<U+{ord(each):04X}>"
        for each in unicodedata.normalize("NFC", str(text))
    )
    return workbook_finding(
        "column-lookalike",
        f"The heading looks like “{column.heading}”, but has letters of another alphabet.",
        where=cell,
        found=shown(letters),
        expected=f"“{column.heading}”, typed by hand",
    )


def _ambiguous(columns: Sequence[Column], text: object, cell: CellRef) -> Finding:
    meant = " and ".join(f"“{each.heading}”" for each in columns)
    return workbook_finding(
        "column-ambiguous",
        f"The site settings give the heading “{shown(text)}” to {meant}.",
        where=cell,
        found=shown(text),
        expected="a heading that means one column",
    )


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
