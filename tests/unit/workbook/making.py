"""Workbooks made in code: good ones, and ones that no spreadsheet program would write."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import openpyxl
from openpyxl.workbook import Workbook

from orderset.findings import Finding
from orderset.workbook.columns import INFUSIONS, PREVIOUS_DOSES, RESULTS, SHEETS, Sheet
from orderset.workbook.content import Row, WorkbookContent
from orderset.workbook.example_patients import DOSES_GIVEN, PLANNED_INFUSIONS, RESULTS_FOUND
from orderset.workbook.headings import Aliases
from orderset.workbook.reader import read_source_file
from orderset.workbook.source import source_file


NAME = "ward.xlsx"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
INFUSIONS_PART = "xl/worksheets/sheet1.xml"


def workbook(
    infusions: Sequence[Mapping[str, Any]] = PLANNED_INFUSIONS[:1],
    results: Sequence[Mapping[str, Any]] = RESULTS_FOUND[:1],
    doses: Sequence[Mapping[str, Any]] = DOSES_GIVEN[:1],
) -> Workbook:
    """Return a workbook with the declared headings and these rows, as a site's export has them."""
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    rows_of = {INFUSIONS.name: infusions, RESULTS.name: results, PREVIOUS_DOSES.name: doses}
    for sheet in SHEETS:
        target = made.create_sheet(sheet.name)
        target.append([column.heading for column in sheet.columns])
        for row in rows_of[sheet.name]:
            target.append([row.get(column.key) for column in sheet.columns])
    return made


def moment(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> dt.datetime:
    """Return a date and time as a workbook knows them: without a time zone."""
    return dt.datetime(year, month, day, hour, minute)  # noqa: DTZ001  as said above


def address(sheet: Sheet, key: str, row: int = 2) -> str:
    """Return the address of a column's cell in a workbook made here."""
    position = [column.key for column in sheet.columns].index(key) + 1
    return f"{openpyxl.utils.get_column_letter(position)}{row}"


def infusions_cell(made: Workbook, key: str, row: int = 2) -> Any:
    """Return a cell of the sheet Infusions."""
    return made[INFUSIONS.name][address(INFUSIONS, key, row)]


def saved(made: Workbook) -> bytes:
    """Return the workbook as bytes."""
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def edited(data: bytes, part: str, old: str, new: str) -> bytes:
    """Return the file with a piece of one of its parts replaced; the piece must be there."""
    return with_part(data, part, lambda text: _replaced(text, old, new))


def with_part(data: bytes, part: str, change: Callable[[str], str] | bytes) -> bytes:
    """Return the file with one of its parts changed, or added when it has none of that name."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for member in old.infolist():
            content = old.read(member)
            if member.filename == part:
                content = change if isinstance(change, bytes) else change(content.decode()).encode()
            new.writestr(member.filename, content, zipfile.ZIP_DEFLATED)
        if part not in old.namelist():
            assert isinstance(change, bytes)
            new.writestr(part, change, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def without_part(data: bytes, part: str) -> bytes:
    """Return the file without one of its parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for member in old.infolist():
            if member.filename != part:
                new.writestr(member.filename, old.read(member), zipfile.ZIP_DEFLATED)
    return target.getvalue()


def part_text(data: bytes, part: str) -> str:
    """Return one part of the file as text."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(part).decode()


def with_sheet_data(rows: str) -> bytes:
    """Return a workbook whose sheet Infusions has these rows, written as XML."""
    data = saved(workbook())
    text = part_text(data, INFUSIONS_PART)
    before, _, rest = text.partition("<sheetData>")
    _, _, after = rest.partition("</sheetData>")
    return with_part(data, INFUSIONS_PART, f"{before}<sheetData>{rows}</sheetData>{after}".encode())


def read(made: Workbook | bytes, aliases: Aliases | None = None) -> WorkbookContent:
    """Read a workbook as the program does."""
    data = made if isinstance(made, bytes) else saved(made)
    return read_source_file(source_file(NAME, data), aliases or {})


def codes(findings: Sequence[Finding]) -> list[str]:
    """Return the codes of the findings, in their order."""
    return [each.code for each in findings]


def only(findings: Sequence[Finding]) -> Finding:
    """Return the one finding that there is."""
    (finding,) = findings
    return finding


def refusal(made: Workbook | bytes, code: str) -> Finding:
    """Return the one finding with which the whole workbook is refused."""
    content = read(made)
    assert not content.usable
    assert (content.infusions, content.results, content.previous_doses) == ((), (), ())
    finding = only(content.findings)
    assert finding.code == code
    return finding


def first_row(made: Workbook | bytes) -> Row:
    """Return the first row of the sheet Infusions of a workbook that can be used."""
    content = read(made)
    assert content.usable, content.findings
    return content.infusions[0]


def _replaced(text: str, old: str, new: str) -> str:
    assert old in text, text[:2000]
    return text.replace(old, new)
