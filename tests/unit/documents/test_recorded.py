"""From the record back to the row: exactly what was judged, or nothing."""

import dataclasses
import datetime as dt
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderset.documents.case import Case
from orderset.documents.record import finding_fields, record
from orderset.documents.recorded import NOT_A_RECORD, recorded_entry, recorded_findings
from orderset.dosing.planning import Judgement
from orderset.findings import Authorised, CellRef, outcome_of, workbook_finding
from orderset.patients.entry import Entry
from orderset.patients.intake import take_in
from orderset.patients.patient import Authorisation, Patient, PreviousDose, Result
from orderset.patients.sex import Sex
from orderset.workbook.content import Row
from tests.rows import TODAY, all_drawable, content_of, dose_row, infusion_row, result_row
from tests.unit.documents.judged_cases import PROVENANCE, all_ids, case_of, entry_of, worked


WORKBOOK = "list.xlsx"


def _written(case: Case) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(json.dumps(record(case, []), ensure_ascii=False))
    return told


@pytest.mark.parametrize("case_id", all_ids())
def test_a_worked_case_is_read_back_as_it_was(case_id: str) -> None:
    case = worked(case_id)
    assert recorded_entry(_written(case), WORKBOOK) == case.entry


TEXT = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), min_size=1)
DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2027, 1, 1))
TIMES = st.none() | st.times()
NUMBERS = st.decimals("0.001", 1000, places=3) | st.integers(1, 400).map(Decimal)
EXACT = st.none() | st.fractions(0, 5000, max_denominator=40_078)
CELLS = st.builds(
    CellRef,
    st.just(WORKBOOK),
    st.sampled_from(["Infusions", "Results", "Previous doses"]),
    st.from_regex(r"[A-Z]{1,2}[1-9][0-9]{0,3}", fullmatch=True),
)
ANY_PATIENT: dict[str, Any] = {
    "nhs_number": st.none() | st.just("9990000018"),
    "family_name": TEXT,
    "given_name": TEXT,
    "title": st.none() | TEXT,
    "date_of_birth": DAYS,
    "sex": st.sampled_from(Sex),
    "weight_kg": NUMBERS,
    "height_cm": NUMBERS,
    "indication": st.none() | TEXT,
    "vertebral_involvement": st.none() | st.booleans(),
    "planned_start": TIMES,
    "current_medicines": st.lists(TEXT, max_size=3).map(tuple),
    "pain_vas": st.none() | NUMBERS,
    "authorisation": st.none()
    | st.builds(Authorisation, st.lists(TEXT, max_size=2).map(tuple), TEXT, DAYS),
    "notes": st.none() | TEXT,
    "results": st.lists(
        st.builds(
            Result, TEXT, EXACT, TEXT, st.just("mg/dL"), DAYS, TIMES, st.booleans(), EXACT, CELLS
        ),
        max_size=3,
    ).map(tuple),
    "previous_doses": st.lists(
        st.builds(PreviousDose, st.integers(1, 60), DAYS, NUMBERS, NUMBERS, CELLS), max_size=3
    ).map(tuple),
    "cells": st.dictionaries(st.sampled_from(["weight_kg", "day_1"]), CELLS),
}


@given(st.fixed_dictionaries(ANY_PATIENT))
def test_any_patient_is_read_back_as_it_was(fields: dict[str, Any]) -> None:
    whole = worked("C14")  # returned, and so without a plan: what was read counts here
    assert whole.subject
    patient: Patient = dataclasses.replace(whole.subject.patient, **fields)
    case = dataclasses.replace(
        whole,
        entry=entry_of(patient, 5),
        subject=dataclasses.replace(whole.subject, patient=patient),
    )
    assert recorded_entry(_written(case), WORKBOOK) == case.entry


def _read(*rows: Row) -> Entry:
    (entry,) = take_in(
        content_of(rows, [result_row()], [dose_row()]), today=TODAY, undrawable=all_drawable
    ).entries
    return entry


def _case_of_row(row: Row) -> Case:
    entry = _read(row)
    judgement = Judgement(entry.findings, outcome_of(entry.findings), None)
    return Case(entry, None, judgement, "OS1-7F3A9C21", PROVENANCE)


@pytest.mark.parametrize(
    "changes",
    [
        {"weight_kg": None},
        {"weight_kg": None, "hospital_number": "../H1"},
        {"cycle_number": None, "date_of_birth": None, "day_1": None, "ward": None},
        {"family_name": None, "given_name": None, "nhs_number": "999 000 0019"},
    ],
)
def test_a_row_that_became_no_patient_is_read_back_with_its_findings(
    changes: dict[str, Any],
) -> None:
    case = _case_of_row(infusion_row(2, **changes))
    assert case.entry.patient is None
    assert case.entry.findings
    assert recorded_entry(_written(case), WORKBOOK) == case.entry


def test_what_the_rules_found_is_not_read_back_and_what_reading_found_is() -> None:
    subject = worked("C10").subject
    assert subject
    found = workbook_finding(
        "number-stored-as-text", "…", where=CellRef(WORKBOOK, "Infusions", "H5"), found="16"
    )
    case = case_of(subject, found_before=(found, found))
    case = dataclasses.replace(case, entry=dataclasses.replace(case.entry, findings=(found, found)))
    assert len(case.judgement.findings) > 2
    assert recorded_entry(_written(case), WORKBOOK).findings == (found, found)


def test_a_finding_of_reading_that_was_authorised_is_read_back_as_it_was_found() -> None:
    found = workbook_finding("value-missing", "…", where=None)
    decided = dataclasses.replace(found, authorised=Authorised("Dr Example", "2026-12-01"))
    whole = worked("C01")
    case = dataclasses.replace(
        whole,
        entry=dataclasses.replace(whole.entry, findings=(found,)),
        judgement=dataclasses.replace(whole.judgement, findings=(decided,)),
    )
    assert _written(case)["findings"][0]["from_reading"] is True
    assert recorded_entry(_written(case), WORKBOOK).findings == (found,)


def test_findings_are_read_back_with_who_authorised_them() -> None:
    found = dataclasses.replace(
        workbook_finding("hidden-row", "…", where=CellRef(WORKBOOK, "A sheet!B")),
        authorised=Authorised("Dr Example", "2026-12-01"),
    )
    assert recorded_findings([finding_fields(found)], WORKBOOK) == (found,)


def _set(*path: str | int, to: object) -> Callable[[dict[str, Any]], None]:
    def change(told: dict[str, Any]) -> None:
        place: Any = told
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = to

    return change


@pytest.mark.parametrize(
    "damage",
    [
        _set("schema", to="orderset/record/2"),
        _set("row", to="5"),
        _set("where", to=None),
        _set("findings", to=None),
        _set("patient", to=[]),
        _set("patient", "weight_kg", to="1E+999999999"),
        _set("patient", "weight_kg", to="NaN"),
        _set("patient", "weight_kg", to=16.0),
        _set("patient", "results", 0, "value", to="1/0"),
        _set("patient", "results", 0, "value", to="1e400000000"),
        _set("patient", "date_of_birth", to="2022-13-20"),
        _set("patient", "sex", to="female"),
        _set("patient", "cycle_number", to=True),
        _set("patient", "family_name", to=["Testcase"]),
        _set("patient", "notes", to=1),
    ],
)
def test_what_no_record_says_is_refused(damage: Callable[[dict[str, Any]], None]) -> None:
    told = _written(worked("C10"))
    damage(told)
    with pytest.raises(NOT_A_RECORD):
        recorded_entry(told, WORKBOOK)
