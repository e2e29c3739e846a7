"""Reading a workbook whole: rows as found, and findings; never an exception for bad data.

The file has passed the gate (``structure``) before openpyxl opens it, always in full mode: its
read-only mode silently loses cells (faults.md section 1.2).
"""

import dataclasses
import logging
from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType

from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from orderset.findings import CellRef, Finding, workbook_finding
from orderset.workbook.columns import (
    INFUSIONS,
    LISTS_SHEET,
    PREVIOUS_DOSES,
    READ_ME_SHEET,
    RESULTS,
    SHEETS,
    Sheet,
)
from orderset.workbook.content import WorkbookContent
from orderset.workbook.findings_sheet import is_findings_sheet
from orderset.workbook.headings import Aliases, Headings, match_headings
from orderset.workbook.hiding_formats import hiding_formats
from orderset.workbook.laboratory import folded
from orderset.workbook.opened_workbook import open_workbook
from orderset.workbook.provenance import protocol_of, version_fault
from orderset.workbook.rows import OpenedSheet, found_rows, read_rows
from orderset.workbook.shown import shown_file_name
from orderset.workbook.source import SourceFile, read_source
from orderset.workbook.structure import structural_fault
from orderset.workbook.totals import MOST_PATIENT_ROWS
from orderset.workbook.visibility import hidden_parts


_NO_ALIASES: Aliases = MappingProxyType({})
_log = logging.getLogger(__name__)


def read_workbook(path: Path, heading_aliases: Aliases = _NO_ALIASES) -> WorkbookContent:
    """Read a workbook file whole.

    Args:
        path: the file.
        heading_aliases: a site's own headings, by the key of the column.

    Returns:
        The rows of the three sheets with what was found in each, and the findings on the file. When
        a finding stops the workbook, ``usable`` is false and there are no rows. A file that cannot
        be read at all has no ``sha256``.
    """
    source = read_source(path)
    if isinstance(source, Finding):
        return WorkbookContent(shown_file_name(path), sha256="", usable=False, findings=(source,))
    return read_source_file(source, heading_aliases)


def read_source_file(source: SourceFile, heading_aliases: Aliases = _NO_ALIASES) -> WorkbookContent:
    """Read a workbook from bytes already in memory; otherwise as ``read_workbook``."""
    refusal = structural_fault(source.name, source.data)
    if refusal is not None:
        return _refused(source, refusal)
    try:
        return _content(source, heading_aliases)
    except MemoryError:
        raise  # too large, which is another finding than damaged
    except Exception as error:  # noqa: BLE001  openpyxl fails in more ways than can be listed
        # The error's text may hold what stands in a cell, so only its kind goes into the log.
        _log.warning("a workbook could not be read: %s", type(error).__name__)
        return _refused(source, _unreadable(source.name))


def _content(source: SourceFile, aliases: Aliases) -> WorkbookContent:
    workbook = open_workbook(source.data)
    wrong_version = version_fault(workbook, source.name)
    if wrong_version is not None:
        return _refused(source, wrong_version)
    findings = [*_date_system(workbook, source.name)]
    with_results = open_workbook(source.data, results=True) if _has_formula(workbook) else None
    sheets: dict[str, OpenedSheet] = {}
    for sheet in SHEETS:
        opened, found = _open_sheet(workbook, with_results, sheet, source.name, aliases)
        findings += found
        if opened is not None:
            sheets[sheet.name] = opened
    findings += _unknown_sheets(workbook, source.name)
    content = WorkbookContent(
        source.name,
        source.sha256,
        usable=len(sheets) == len(SHEETS),
        findings=tuple(findings),
        protocol_id=protocol_of(workbook),
    )
    return _with_rows(content, sheets) if content.usable else content


def _with_rows(content: WorkbookContent, sheets: dict[str, OpenedSheet]) -> WorkbookContent:
    """Read the rows; a workbook without a patient is never a success."""
    infusions = sheets[INFUSIONS.name]
    rows = read_rows(infusions)
    if not rows:
        nobody = workbook_finding(
            "no-patients",
            f"The sheet “{infusions.where.sheet}” has no filled row below its headings.",
            where=infusions.where,
            found="no row",
            expected="a row for each patient",
        )
        return dataclasses.replace(content, usable=False, findings=(*content.findings, nobody))
    if len(rows) > MOST_PATIENT_ROWS:
        too_many = workbook_finding(
            "workbook-too-large",
            f"The sheet “{infusions.where.sheet}” has {len(rows):,} filled rows.",
            where=infusions.where,
            found=f"{len(rows):,} rows",
            expected=f"at most {MOST_PATIENT_ROWS:,} patients in one workbook",
        )
        return dataclasses.replace(content, usable=False, findings=(*content.findings, too_many))
    return dataclasses.replace(
        content,
        infusions=rows,
        results=read_rows(sheets[RESULTS.name]),
        previous_doses=read_rows(sheets[PREVIOUS_DOSES.name]),
    )


def _has_formula(workbook: Workbook) -> bool:
    return any(
        cell.data_type == "f"
        for sheet in SHEETS
        for worksheet in _sheets_named(workbook, sheet.name)
        for row in found_rows(worksheet).values()
        for cell in row.values()
    )


def _open_sheet(
    workbook: Workbook,
    with_results: Workbook | None,
    sheet: Sheet,
    name: str,
    aliases: Aliases,
) -> tuple[OpenedSheet | None, Sequence[Finding]]:
    """Find a sheet and its columns; None when it cannot be read."""
    candidates = _sheets_named(workbook, sheet.name)
    if len(candidates) != 1:
        return None, [_sheet_fault(candidates, sheet, name)]
    (worksheet,) = candidates
    where = CellRef(name, worksheet.title)
    stored = with_results[worksheet.title] if with_results is not None else None
    headings = _headings(worksheet if stored is None else stored, sheet, where, aliases)
    if not headings.usable:
        return None, headings.findings
    findings = (
        *headings.findings,
        *hidden_parts(worksheet, sheet, headings.positions, where),
        *hiding_formats(worksheet, headings.positions, where),
    )
    return OpenedSheet(sheet, worksheet, stored, headings.positions, where), findings


def _headings(worksheet: Worksheet, sheet: Sheet, where: CellRef, aliases: Aliases) -> Headings:
    rows = found_rows(worksheet)
    first = {
        column: cell.value
        for column, cell in rows.get(1, {}).items()
        if folded(str(cell.value or ""))
    }
    filled = {
        column
        for number, row in rows.items()
        for column, cell in row.items()
        if number > 1 and cell.value is not None
    }
    return match_headings(sheet, first, filled, where, aliases)


def _sheets_named(workbook: Workbook, name: str) -> list[Worksheet]:
    return [each for each in workbook.worksheets if folded(each.title) == folded(name)]


def _sheet_fault(candidates: list[Worksheet], sheet: Sheet, name: str) -> Finding:
    if candidates:
        titles = " and ".join(f"“{each.title}”" for each in candidates)
        return workbook_finding(
            "sheet-duplicate",
            f"The workbook has more than one sheet “{sheet.name}”: {titles}.",
            where=CellRef(name),
            found=titles,
            expected=f"one sheet “{sheet.name}”",
        )
    return workbook_finding(
        "sheet-missing",
        f"The workbook has no sheet “{sheet.name}”.",
        where=CellRef(name),
        found="no such sheet",
        expected=f"a sheet “{sheet.name}” with its headings, even if nothing stands below them",
    )


def _unknown_sheets(workbook: Workbook, name: str) -> list[Finding]:
    """Return a note for every filled sheet that is not read: a second list, perhaps."""
    known = {folded(each) for each in (*(s.name for s in SHEETS), READ_ME_SHEET, LISTS_SHEET)}
    return [
        workbook_finding(
            "sheet-unknown",
            f"The sheet “{sheet.title}” is not one of the template's. It was not read.",
            where=CellRef(name, sheet.title),
            found=sheet.title,
            expected="patients on the sheet “Infusions” only",
        )
        for sheet in workbook.worksheets
        if folded(sheet.title) not in known
        and not is_findings_sheet(sheet)
        and any(c.value is not None for row in found_rows(sheet).values() for c in row.values())
    ]


def _date_system(workbook: Workbook, name: str) -> list[Finding]:
    if workbook.epoch != CALENDAR_MAC_1904:
        return []
    return [
        workbook_finding(
            "date-system-1904",
            "The workbook counts its dates from 1904, as Excel for Mac once did. They were read "
            "as the workbook shows them.",
            where=CellRef(name),
            found="the 1904 date system",
            expected="the 1900 date system",
        )
    ]


def _unreadable(name: str) -> Finding:
    return workbook_finding(
        "workbook-unreadable",
        "The file looks like a workbook, but it cannot be opened: part of it is damaged or "
        "written in an unusual way.",
        where=CellRef(name),
        expected="an Excel workbook (.xlsx) that Excel opens without repairing it",
    )


def _refused(source: SourceFile, finding: Finding) -> WorkbookContent:
    return WorkbookContent(source.name, source.sha256, usable=False, findings=(finding,))
