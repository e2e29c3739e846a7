import dataclasses
import datetime as dt
import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from orderset.documents.record import record
from orderset.dosing.planning import Judgement
from orderset.findings import Outcome, workbook_finding
from tests.builders import case, subject_from_case
from tests.unit.documents.judged_cases import all_ids, case_of, worked


COUNTS = {"day", "vials", "days_within_limit", "interval_days"}
PERCENT_TOLERANCE = Decimal("0.05")
ESTIMATE_TOLERANCE = Decimal("0.01")


def _recorded(
    case_id: str,
    **overrides: Any,
) -> dict[str, Any]:
    return record(worked(case_id, **overrides), [])


def _agrees(key: str, got: object, want: object) -> bool:
    if isinstance(want, bool) or not isinstance(want, int | float):
        return got == want
    if key in COUNTS:
        return got == want and isinstance(got, int)
    assert isinstance(got, str), key
    tolerance = Decimal(0)
    if key.startswith(("egfr", "crcl")):
        tolerance = ESTIMATE_TOLERANCE
    elif "percent" in key:
        tolerance = PERCENT_TOLERANCE
    return abs(Decimal(got) - Decimal(str(want))) <= tolerance


def _differing(got: dict[str, Any], want: dict[str, Any]) -> list[str]:
    return [
        key
        for key, value in want.items()
        if value is not None and not _agrees(key, got.get(key), value)
    ]


@pytest.mark.parametrize("case_id", all_ids())
def test_a_record_holds_what_the_worked_case_expects(case_id: str) -> None:
    expected, got = case(case_id)["expected"], _recorded(case_id)
    assert got["outcome"] == expected["outcome"]
    assert sorted(
        (each["code"], each["action"]) for each in got["findings"] if each["action"] != "note"
    ) == sorted(
        (each["code"], each["action"]) for each in expected["findings"] if each["action"] != "note"
    )
    infusions = expected.get("infusions") or []
    assert len(got["infusions"]) == len(infusions)
    for infusion, want in zip(got["infusions"], infusions, strict=True):
        assert _differing(infusion, want) == []
        assert set(want) <= set(infusion)
    for part in ("cycle", "renal"):
        assert _differing(got[part], expected.get(part) or {}) == []


@pytest.mark.parametrize("case_id", all_ids())
def test_a_record_is_json_and_holds_no_float(case_id: str) -> None:
    text = json.dumps(_recorded(case_id), allow_nan=False)
    floats: list[str] = []
    json.loads(text, parse_float=floats.append)
    assert floats == []


def test_a_record_names_its_schema_protocol_software_and_documents() -> None:
    got = record(worked("C01"), [("labels", "labels.pdf", 3)])
    assert got["schema"] == "orderset/record/1"
    assert got["protocol"] == {
        "id": "pamidronate-crmo",
        "version": "1.0.0",
        "sha256": "ab" * 32,
    }
    assert got["software"] == "0.1.0"
    assert got["document_id"] == "OS1-7F3A9C21"
    assert got["documents"] == [{"kind": "labels", "file": "labels.pdf", "pages": 3}]
    assert got["settings"] == {
        "strength_mg_per_ml": "3",
        "vial_mg": "30",
        "half_dose_first_infusion": False,
    }


def test_a_record_writes_a_patient_with_cells_strings_and_iso_dates() -> None:
    patient = _recorded("C01", planned_start=dt.time(9, 5))["patient"]
    assert patient["weight_kg"] == "16"
    assert patient["date_of_birth"] == "2022-11-20"
    assert patient["planned_start"] == "09:05"
    assert patient["sex"] == "Male"
    assert patient["vertebral_involvement"] is False
    assert patient["current_medicines"] == []
    assert patient["authorisation"] is None
    assert patient["cells"]["weight_kg"] == "Infusions!H2"
    assert patient["results"][1] == {
        "test": "creatinine",
        "value": "31",
        "reported": "31",
        "unit": "µmol/L",
        "taken_on": "2026-11-09",
        "taken_at": None,
        "baseline": True,
        "upper_limit": None,
        "where": "Results!C3",
    }
    imaging = patient["results"][-1]
    assert (imaging["value"], imaging["reported"]) == (None, "Reported")


def test_a_record_writes_doses_given_before() -> None:
    first = _recorded("C08")["patient"]["previous_doses"][0]
    assert first == {
        "cycle_number": 1,
        "given_on": "2026-03-02",
        "dose_mg": first["dose_mg"],
        "weight_kg": first["weight_kg"],
        "where": "Previous doses!D2",
    }


def test_a_value_without_an_exact_decimal_is_written_as_a_fraction_that_reads_back() -> None:
    subject = worked("C01").subject
    assert subject
    first, *others = subject.patient.results
    odd = dataclasses.replace(first, value=Fraction(100, 3), upper_limit=Fraction(61, 2))
    written = _recorded("C01", results=(odd, *others))["patient"]["results"][0]
    assert Fraction(written["value"]) == Fraction(100, 3)
    assert written["upper_limit"] == "30.5"


def test_an_authorised_finding_says_by_whom_and_when() -> None:
    fields = case("C04")
    fields["infusion"] |= {
        "authorised_findings": "severe-renal-impairment",
        "authorised_by": "Dr Example",
        "authorised_on": "2026-12-01",
    }
    got: dict[str, Any] = record(case_of(subject_from_case(fields)), [])
    assert got["outcome"] == "ready-with-cautions"
    assert got["findings"][0]["authorised"] == {"by": "Dr Example", "on": "2026-12-01"}
    assert got["patient"]["authorisation"] == {
        "codes": ["severe-renal-impairment"],
        "by": "Dr Example",
        "on": "2026-12-01",
    }


def test_a_row_that_became_no_patient_is_recorded_as_far_as_it_could_be_read() -> None:
    whole = worked("C01")
    found = workbook_finding("value-missing", "The weight is missing.", where=None)
    unread = dataclasses.replace(
        whole,
        entry=dataclasses.replace(whole.entry, patient=None, nhs_number=None),
        subject=None,
        judgement=Judgement((found,), Outcome.RETURNED, None),
    )
    got: dict[str, Any] = record(unread, [])
    assert got["patient"] == {
        "hospital_number": "H1234567",
        "family_name": "Testcase",
        "given_name": "Amelia",
        "date_of_birth": "2022-11-20",
        "cycle_number": 1,
        "day_1": "2026-12-07",
        "ward": "Day Unit 3",
    }
    assert got["protocol"] == {"sha256": "ab" * 32}
    assert (got["renal"], got["cycle"], got["infusions"], got["working"]) == ({}, {}, [], [])
    assert got["settings"] == {}
    assert got["findings"][0]["where"] is None


def test_a_patient_whose_row_is_returned_later_is_recorded_whole_without_a_plan() -> None:
    got = _recorded("C15")
    assert got["patient"]["weight_kg"] == "52.9"
    assert got["findings"][0]["where"] == "Infusions!H2"
    assert got["infusions"] == []
