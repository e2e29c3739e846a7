"""One row read so that a fault of ours in it costs that row alone."""

import contextlib
import datetime as dt

from orderset.patients.defects import defect_finding
from orderset.patients.entry import Entry
from orderset.patients.fields import FieldParser, Undrawable
from orderset.patients.parsing import parse_infusion
from orderset.patients.parsing_results import (
    ParsedDose,
    ParsedResult,
    parse_previous_dose,
    parse_result,
)
from orderset.workbook.columns import INFUSIONS, PREVIOUS_DOSES, RESULTS, Sheet
from orderset.workbook.content import Row


_READING = "this row was read"


def entry_of(row: Row, *, today: dt.date, undrawable: Undrawable) -> Entry:
    """Read one row of Infusions."""
    try:
        return parse_infusion(row, today=today, undrawable=undrawable)
    except Exception as error:  # noqa: BLE001 - one row's fault must not end the batch
        where = row.cells["hospital_number"].where
        return Entry(
            row=row.number,
            where=where,
            hospital_number=_hospital_number(INFUSIONS, row, undrawable),
            nhs_number=None,
            family_name=None,
            given_name=None,
            date_of_birth=None,
            cycle_number=None,
            day_1=None,
            ward=None,
            patient=None,
            findings=(defect_finding(error, where, _READING),),
        )


def result_of(row: Row, *, today: dt.date, undrawable: Undrawable) -> ParsedResult:
    """Read one row of Results."""
    try:
        return parse_result(row, today=today, undrawable=undrawable)
    except Exception as error:  # noqa: BLE001 - one row's fault must not end the batch
        defect = defect_finding(error, row.cells["hospital_number"].where, _READING)
        number = _hospital_number(RESULTS, row, undrawable)
        return ParsedResult(row, number, None, (defect,))


def dose_of(row: Row, *, today: dt.date, undrawable: Undrawable) -> ParsedDose:
    """Read one row of Previous doses."""
    try:
        return parse_previous_dose(row, today=today, undrawable=undrawable)
    except Exception as error:  # noqa: BLE001 - one row's fault must not end the batch
        defect = defect_finding(error, row.cells["hospital_number"].where, _READING)
        number = _hospital_number(PREVIOUS_DOSES, row, undrawable)
        return ParsedDose(row, number, None, (defect,))


def _hospital_number(sheet: Sheet, row: Row, undrawable: Undrawable) -> str | None:
    """Return whose row it is, if that much can be read: a result that is lost is its patient's."""
    with contextlib.suppress(Exception):
        return FieldParser(sheet, row, undrawable).hospital_number()
    return None
