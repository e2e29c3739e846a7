"""Builders for tests: rows of the three sheets as the reader hands them over.

The values by default make a row in which nothing is to be found on ``TODAY``. Columns stand where
the template has them, so that a test can name the cell as a person sees it: ``Infusions!H2``.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal

from orderset.findings import CellRef, Finding, workbook_finding
from orderset.patients.fields import FieldParser
from orderset.workbook.columns import INFUSIONS, PREVIOUS_DOSES, RESULTS, Sheet
from orderset.workbook.content import Cell, CellValue, Row, WorkbookContent


WORKBOOK = "list.xlsx"
TODAY = dt.date(2026, 12, 7)


def moment(text: str) -> dt.datetime:
    """Return a date cell's value, for example of ``2026-12-07`` or ``2026-12-07 09:30``."""
    return dt.datetime.fromisoformat(text)


INFUSION: Mapping[str, CellValue] = {
    "hospital_number": "H1234567",
    "nhs_number": "999 000 0018",
    "family_name": "Testcase",
    "given_name": "Amelia",
    "date_of_birth": moment("2014-03-05"),
    "sex": "Female",
    "weight_kg": Decimal("35.2"),
    "weight_measured_on": moment("2026-12-01"),
    "height_cm": Decimal("147.5"),
    "height_measured_on": moment("2026-11-30"),
    "allergies": "None known",
    "indication": "NSAIDs failed",
    "vertebral_involvement": "No",
    "cycle_number": Decimal(2),
    "day_1": moment("2026-12-14"),
    "planned_start": dt.time(9, 30),
    "current_medicines": "None",
    "pain_vas": Decimal(4),
    "ward": "Day Unit 3",
    "consultant": "Dr Example",
}
RESULT: Mapping[str, CellValue] = {
    "hospital_number": "H1234567",
    "test": "Creatinine",
    "result": Decimal(44),
    "unit": "µmol/L",
    "taken_on": moment("2026-12-04"),
}
DOSE: Mapping[str, CellValue] = {
    "hospital_number": "H1234567",
    "cycle_number": Decimal(1),
    "given_on": moment("2026-09-14"),
    "dose_mg": Decimal("34.5"),
    "weight_kg": Decimal("34.6"),
}


def _letter(index: int) -> str:
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[index]


def row_of(
    sheet: Sheet,
    values: Mapping[str, CellValue],
    *,
    number: int = 2,
    spoiled: Collection[str] = (),
    findings: Iterable[Finding] = (),
) -> Row:
    """Return a row with a cell for every column of its sheet; columns not named are empty."""
    unknown = set(values) - {column.key for column in sheet.columns}
    assert not unknown, f"no such columns: {unknown}"
    cells = {
        column.key: Cell(
            values.get(column.key),
            CellRef(WORKBOOK, sheet.name, f"{_letter(index)}{number}"),
            spoiled=column.key in spoiled,
        )
        for index, column in enumerate(sheet.columns)
    }
    return Row(sheet.name, number, cells, tuple(findings))


def infusion_row(number: int = 2, /, **changes: CellValue) -> Row:
    """Return a row of Infusions; ``changes`` replace values, None empties a cell."""
    return row_of(INFUSIONS, {**INFUSION, **changes}, number=number)


def result_row(number: int = 2, /, **changes: CellValue) -> Row:
    """Return a row of Results, a creatinine of 44 µmol/L three days ago."""
    return row_of(RESULTS, {**RESULT, **changes}, number=number)


def dose_row(number: int = 2, /, **changes: CellValue) -> Row:
    """Return a row of Previous doses, of cycle 1 twelve weeks ago."""
    return row_of(PREVIOUS_DOSES, {**DOSE, **changes}, number=number)


def spoiled_row(sheet: Sheet, values: Mapping[str, CellValue], key: str) -> Row:
    """Return a row with one cell that the reader could not use, and its finding on that cell."""
    where = row_of(sheet, values).cells[key].where
    return row_of(
        sheet, values, spoiled={key}, findings=[workbook_finding("cell-error", "", where=where)]
    )


def content_of(
    infusions: Sequence[Row] = (),
    results: Sequence[Row] = (),
    doses: Sequence[Row] = (),
    findings: Sequence[Finding] = (),
) -> WorkbookContent:
    """Return a workbook that could be read, with these rows."""
    return WorkbookContent(
        WORKBOOK,
        sha256="ab" * 32,
        usable=True,
        infusions=tuple(infusions),
        results=tuple(results),
        previous_doses=tuple(doses),
        findings=tuple(findings),
    )


def all_drawable(_text: str) -> tuple[str, ...]:
    """Return what fonts with every character lack: nothing."""
    return ()


def only_ascii(text: str) -> tuple[str, ...]:
    """Return the characters that a font without accents lacks."""
    return tuple(dict.fromkeys(each for each in text if not each.isascii()))


def fields_of(row: Row, sheet: Sheet = INFUSIONS) -> FieldParser:
    """Return the parser of one row."""
    return FieldParser(sheet, row, all_drawable)


def said(findings: Iterable[Finding]) -> list[tuple[str, str, str]]:
    """Return code, action and cell of each finding."""
    return [(each.code, each.action.value, str(each.where)) for each in findings]


def codes(findings: Iterable[Finding]) -> list[str]:
    """Return the codes of the findings."""
    return [each.code for each in findings]
