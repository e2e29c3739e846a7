"""Whatever stands in a cell: never an exception, and either a finding on it or the value itself."""

import datetime as dt
import unicodedata
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from orderset.batch.lists import JudgedList, Rules, judge_workbooks, load_rules
from orderset.documents.record import finding_fields
from orderset.processes.executor import InProcess
from orderset.workbook.annotated import annotated_copy
from orderset.workbook.columns import INFUSIONS, PREVIOUS_DOSES, RESULTS, Sheet
from orderset.workbook.example_patients import (
    DAY_1,
    DOSES_GIVEN,
    PLANNED_INFUSIONS,
    RESULTS_FOUND,
)
from tests.rows import all_drawable
from tests.unit.workbook.making import saved, workbook


RULES: Rules = load_rules(None, None, today=DAY_1, undrawable=all_drawable)
SHEETS = (INFUSIONS, RESULTS, PREVIOUS_DOSES)
COLUMNS = [(sheet, column.key) for sheet in SHEETS for column in sheet.columns]
TEXTS = st.text(max_size=60).map(
    lambda text: ILLEGAL_CHARACTERS_RE.sub("", text)
) | st.sampled_from(
    (
        *("16.5", "16,5", "1e400", "NaN", "-0", "٣٥", "7/12/2026", "2026-12-07", "24:00", "None"),
        *("=1+1", "+1", "@x", "#N/A", "_x0000_", "{{7*7}}", "../x", "TEST-0001", "999 000 0018"),
    )
)
NUMBERS = st.integers(-(10**20), 10**20) | st.floats(allow_nan=False, allow_infinity=False)
DAYS = st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(9999, 12, 31))  # noqa: DTZ001
VALUES = st.one_of(
    TEXTS, NUMBERS, DAYS, st.booleans(), st.times(), st.timedeltas(dt.timedelta(0)), st.none()
)
FORMATS = st.sampled_from((None, "General", "0", "0.0", "@", "0%", "dd-mmm-yyyy", "h:mm", ";;;"))
STEADY = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def written(cells: list[tuple[tuple[Sheet, str], Any, str | None]]) -> bytes:
    made = workbook(PLANNED_INFUSIONS[:1], RESULTS_FOUND, DOSES_GIVEN)
    for (sheet, key), value, form in cells:
        column = [each.key for each in sheet.columns].index(key) + 1
        cell = made[sheet.name].cell(2, column)
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"
        if form is not None:
            cell.number_format = form
    return saved(made)


def judged(data: bytes) -> JudgedList:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        path.write_bytes(data)
        (found,) = judge_workbooks([path], RULES, InProcess())
        return found


@STEADY
@given(st.lists(st.tuples(st.sampled_from(COLUMNS), VALUES, FORMATS), min_size=1, max_size=4))
def test_no_content_of_a_cell_is_an_exception(
    cells: list[tuple[tuple[Sheet, str], Any, str | None]],
) -> None:
    data = written(cells)
    found = judged(data)
    assert found.usable, found.findings
    assert len(found.cases) == 1
    for each in found.all_findings:
        assert finding_fields(each)["code"]
    annotated_copy(data, found.all_findings)


@STEADY
@given(st.sampled_from(INFUSIONS.columns), TEXTS)
def test_an_odd_text_is_a_finding_in_its_cell_or_the_value_itself(column: Any, text: str) -> None:
    case = judged(written([((INFUSIONS, column.key), text, None)])).cases[0]
    if case.subject is None:
        assert case.judgement.findings
        return
    patient = case.subject.patient
    where = patient.cells[column.key]
    if any(each.where == where for each in case.judgement.findings):
        return
    value: Any = getattr(patient, column.key, None)
    if column.key in {"authorised_findings", "authorised_by", "authorised_on"}:
        assert patient.authorisation is None
    elif not text.strip():
        assert value in {None, ()}
    elif column.key == "current_medicines":
        assert all(each in text for each in value)
    elif column.key == "nhs_number":
        assert value in "".join(text.split())
    elif column.choices:
        assert str(value).casefold() in {"true", "false"} | {
            each.casefold() for each in column.choices
        }
    elif isinstance(value, str):
        assert value == unicodedata.normalize("NFC", text).strip()
    else:
        assert value is not None
