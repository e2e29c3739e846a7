"""A patient's cycle as a bundle: whole, checked, and with no code that nobody gave us."""

import dataclasses
import datetime as dt
import importlib
import re
import uuid
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from orderset.documents.case import ReadyCase
from orderset.exchange.bundle import bundle_of
from orderset.exchange.checking import breaches
from orderset.exchange.codes import codes, has_code, quantity
from orderset.exchange.model import model_breaches
from orderset.exchange.observations import STATUS
from orderset.exchange.written import read, written
from orderset.findings import Action, Authorised, CellRef
from orderset.patients.patient import Authorisation, Result
from orderset.workbook.laboratory import TESTS, all_units
from tests.unit.documents.judged_cases import worked_ready
from tests.unit.documents.order_documents import approved, caution
from tests.unit.exchange.bundles import (
    CONTENT,
    bundle,
    everything,
    observation,
    ready_ids,
    resources,
    texts,
)


NOT_APPROVED = "NOT APPROVED FOR CLINICAL USE"
TEST_PATIENT = "TEST PATIENT – NOT FOR CLINICAL USE"


def result(test: str, reported: str, unit: str, value: Fraction | None, **more: Any) -> Result:
    fields: dict[str, Any] = {
        "taken_on": dt.date(2026, 12, 3),
        "taken_at": None,
        "baseline": False,
        "upper_limit": None,
        "where": CellRef("list.xlsx", "Results", "C99"),
    }
    return Result(test=test, value=value, reported=reported, unit=unit, **(fields | more))


def with_result(*results: Result) -> ReadyCase:
    """Return a ready case that has these results only in what is exported."""
    ready = worked_ready("C01")
    patient = dataclasses.replace(ready.patient, results=results)
    return dataclasses.replace(ready, subject=dataclasses.replace(ready.subject, patient=patient))


# --- INT-01: it is a bundle ------------------------------------------------------------------


@pytest.mark.parametrize("case_id", ready_ids())
def test_int_01_every_ready_case_passes_the_models_and_our_own_checks(case_id: str) -> None:
    content = written(bundle_of(worked_ready(case_id), CONTENT))
    assert read(content) == bundle_of(worked_ready(case_id), CONTENT)
    assert model_breaches(read(content)) == ()
    assert breaches(bundle(case_id)) == ()


def test_the_parts_of_a_cycle_are_all_there() -> None:
    told = bundle("C01")
    assert (told["resourceType"], told["type"]) == ("Bundle", "collection")
    ready = worked_ready("C01")
    counted = {
        kind: len(resources(told, kind))
        for kind in ("Patient", "Medication", "MedicationRequest", "RequestGroup", "Observation")
    }
    days = len(ready.plan.infusions)
    assert counted == {
        "Patient": 1,
        "Medication": days,
        "MedicationRequest": days,
        "RequestGroup": 1,
        "Observation": 2 + len(ready.patient.results),
    }
    assert resources(told, "ServiceRequest")
    assert sum(counted.values()) + len(resources(told, "ServiceRequest")) == len(told["entry"])


def test_every_request_is_a_draft_proposal_and_nothing_is_ordered() -> None:
    told = bundle("C01")
    kinds = ("MedicationRequest", "ServiceRequest", "RequestGroup")
    requests = [each for kind in kinds for each in resources(told, kind)]
    assert {(each["status"], each["intent"]) for each in requests} == {("draft", "proposal")}


def test_the_cycle_leads_to_every_request_and_each_of_them_to_the_patient() -> None:
    told = bundle("C01")
    by_url = {each["fullUrl"]: each["resource"] for each in told["entry"]}
    (cycle,) = resources(told, "RequestGroup")
    led_to = [by_url[each["resource"]["reference"]] for each in cycle["action"]]
    kinds = ("MedicationRequest", "ServiceRequest")
    assert led_to == [each for kind in kinds for each in resources(told, kind)]
    (patient,) = (url for url, each in by_url.items() if each["resourceType"] == "Patient")
    for each in (*led_to, cycle, *resources(told, "Observation")):
        assert each["subject"] == {"reference": patient}


def test_the_same_case_gives_the_same_bytes_and_other_content_other_names() -> None:
    ready = worked_ready("C01")
    assert written(bundle_of(ready, CONTENT)) == written(bundle_of(ready, CONTENT))
    ids = {each["resource"]["id"] for each in bundle_of(ready, CONTENT)["entry"]}  # type: ignore[attr-defined]
    others = {each["resource"]["id"] for each in bundle_of(ready, "5f" * 32)["entry"]}  # type: ignore[attr-defined]
    assert not ids & others
    assert {uuid.UUID(each).version for each in ids} == {5}


# --- INT-02, INT-03: codes -------------------------------------------------------------------


def test_int_03_only_weight_and_height_have_a_code() -> None:
    told = bundle("C01")
    found = [each for each in everything(told) if isinstance(each, dict) and "coding" in each]
    assert {each["text"] for each in found} == {"Weight", "Height", "Vital signs"}
    assert not any("extension" in each for each in everything(told) if isinstance(each, dict))


@pytest.mark.parametrize("unit", all_units())
def test_int_02_every_unit_of_the_workbook_has_a_code_or_is_written_as_text(unit: str) -> None:
    assert has_code(unit) is not (unit in codes().unit.as_text)


def test_int_02_a_unit_without_a_source_is_refused_as_a_quantity() -> None:
    with pytest.raises(KeyError):
        quantity(Decimal(1), "nmol BCE/mmol")


@pytest.mark.parametrize("element", codes().element)
def test_the_codes_that_we_write_are_among_those_that_the_models_list(element: str) -> None:
    kind, *path = element.split(".")
    model: Any = getattr(importlib.import_module(f"fhir.resources.R4B.{kind.lower()}"), kind)
    for name in path[:-1]:
        below = str(model.model_fields[name].annotation)
        (word,) = re.findall(r"(\w+)Type\b", below)
        module = re.sub(r"^(Timing|Dosage)\w*", r"\1", word).lower()
        model = getattr(importlib.import_module(f"fhir.resources.R4B.{module}"), word)
    listed = model.model_fields[path[-1]].json_schema_extra["enum_values"]
    # Where it ends in "+", the model lists the first codes only; the specification has the rest.
    assert set(codes().element[element].codes) <= set(listed) or "+" in listed


def test_every_entry_of_the_list_of_codes_has_a_source() -> None:
    listed = codes()
    sources = [each.source for each in listed.identifier.values()]
    sources += [each.source for each in listed.coding.values()]
    sources += [each.source for each in listed.element.values()]
    sources += [each.source for each in listed.unit.codes.values()]
    assert len(sources) > 25
    assert all(sources)


# --- what stands across the pages ------------------------------------------------------------


def test_what_is_not_approved_and_who_is_a_test_patient_is_said_in_every_resource() -> None:
    told = bundle("C01", nhs_number="9990000018")
    marks = [{"display": NOT_APPROVED}, {"display": TEST_PATIENT}]
    assert [told["meta"]["tag"], *(e["resource"]["meta"]["tag"] for e in told["entry"])] == [
        marks for _ in range(1 + len(told["entry"]))
    ]
    for each in resources(told, "MedicationRequest"):
        assert texts(each["note"])[:2] == [NOT_APPROVED, TEST_PATIENT]
        assert each["dosageInstruction"][0]["text"].startswith(f"{NOT_APPROVED}. {TEST_PATIENT}. ")
    for kind in ("ServiceRequest", "RequestGroup"):
        for each in resources(told, kind):
            assert texts(each["note"])[:2] == [NOT_APPROVED, TEST_PATIENT]


def test_an_approved_protocol_and_a_true_number_leave_no_mark() -> None:
    told = bundle(approved(worked_ready("C01", nhs_number=None)))
    words = [each for each in everything(told) if isinstance(each, str)]
    assert not any(NOT_APPROVED in each or TEST_PATIENT in each for each in words)
    assert not any("meta" in each for each in everything(told) if isinstance(each, dict))


def test_an_order_says_that_it_is_none_before_it_is_signed() -> None:
    for each in resources(bundle("C01"), "MedicationRequest"):
        assert "Pre-filled by software. NOT a valid prescription until signed." in texts(
            each["note"]
        )


def test_cautions_and_decisions_go_with_each_infusion() -> None:
    ready = worked_ready("C02")
    found = (*ready.plan.findings, caution("interval-long", "Day 1 is late.", "Ask."))
    plan = dataclasses.replace(ready.plan, findings=found)
    told = bundle(dataclasses.replace(ready, plan=plan))
    for each in (*resources(told, "MedicationRequest"), *resources(told, "RequestGroup")):
        assert any(
            re.search(r"^Caution: .+\. Day 1 is late\. Ask\.$", text)
            for text in texts(each["note"])
        )


def test_who_authorised_what_is_told() -> None:
    decided = Authorisation(("age-below-3",), "Dr Example", dt.date(2026, 12, 3))
    ready = worked_ready("C02")
    found = dataclasses.replace(
        caution("age-below-3", "The patient is 2 years old."),
        action=Action.REFER,
        authorised=Authorised("Dr Example", "2026-12-03"),
    )
    plan = dataclasses.replace(ready.plan, findings=(*ready.plan.findings, found))
    patient = dataclasses.replace(ready.patient, authorisation=decided)
    subject = dataclasses.replace(ready.subject, patient=patient)
    told = bundle(dataclasses.replace(ready, plan=plan, subject=subject))
    for each in resources(told, "MedicationRequest"):
        (words,) = (text for text in texts(each["note"]) if text.startswith("Authorised by"))
        assert words.startswith("Authorised by Dr Example on 03-Dec-2026: ")
        assert words.endswith(". The patient is 2 years old.")


def test_the_limit_of_creatinine_is_told_with_each_infusion_or_that_there_is_none() -> None:
    ready = worked_ready("C01")
    first = ready.plan.infusions[0]
    for limit, words in (
        (40, "Give only if creatinine today is 40 µmol/L or less"),
        (None, "No baseline: prescriber sets the limit"),
    ):
        changed = dataclasses.replace(first, creatinine_limit_micromol_per_l=limit)
        plan = dataclasses.replace(ready.plan, infusions=(changed,))
        (told,) = resources(bundle(dataclasses.replace(ready, plan=plan)), "MedicationRequest")
        said = texts(told["dosageInstruction"][0]["additionalInstruction"])
        assert said[0] == words
        assert said[1].startswith("Never faster than ")


def test_an_order_without_an_indication_has_no_reason() -> None:
    ready = worked_ready("C01")
    patient = dataclasses.replace(ready.patient, indication=None)
    subject = dataclasses.replace(ready.subject, patient=patient)
    told = bundle(dataclasses.replace(ready, subject=subject))
    assert not any("reasonCode" in each for each in resources(told, "MedicationRequest"))
    with_reason = resources(bundle(ready), "MedicationRequest")
    assert with_reason[0]["reasonCode"] == [{"text": ready.patient.indication}]


def test_a_later_version_says_what_it_replaces() -> None:
    ready = dataclasses.replace(worked_ready("C01"), version=2, replaces="OS1-7F3A9C21B4")
    (cycle,) = resources(bundle(ready), "RequestGroup")
    assert {"Version 2", "Replaces OS1-7F3A9C21B4"} <= set(texts(cycle["note"]))


# --- the patient -----------------------------------------------------------------------------


def test_the_nhs_number_has_its_system_and_claims_no_verification() -> None:
    (patient,) = resources(bundle("C01", nhs_number="9990000018", title="Miss"), "Patient")
    assert patient["identifier"] == [
        {"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990000018"},
        {"type": {"text": "Hospital number"}, "value": "H1234567"},
    ]
    assert patient["name"] == [{"family": "Testcase", "given": ["Amelia"], "prefix": ["Miss"]}]
    assert patient["gender"] in {"female", "male"}
    assert patient["birthDate"] == worked_ready("C01").patient.date_of_birth.isoformat()


@pytest.mark.parametrize(
    ("family_name", "given_name"),
    [
        ("O’Súilleabháin-Smith", "Ng’ang’a"),
        ("Nguyễn", "Thị Mai"),
        ("Straße", "İbrahim"),
        ('"]}, {"resourceType": "Patient"', "<b>&amp;"),
        ("𠮷野", "J\u0308o"),
    ],
)
def test_a_name_arrives_letter_by_letter(family_name: str, given_name: str) -> None:
    told = bundle("C01", family_name=family_name, given_name=given_name)
    assert (model_breaches(told), breaches(told)) == ((), ())
    (patient,) = resources(told, "Patient")
    assert patient["name"][0] | {"family": family_name, "given": [given_name]} == patient["name"][0]


def test_a_patient_without_an_nhs_number_has_none_in_the_bundle() -> None:
    (patient,) = resources(bundle("C01", nhs_number=None), "Patient")
    assert [each["value"] for each in patient["identifier"]] == ["H1234567"]
    assert "prefix" not in patient["name"][0]


# --- observations ----------------------------------------------------------------------------


def test_weight_and_height_are_vital_signs_with_their_dates() -> None:
    told, patient = bundle("C01"), worked_ready("C01").patient
    weight, height = observation(told, "Weight"), observation(told, "Height")
    assert weight["valueQuantity"] == {
        "value": patient.weight_kg,
        "unit": "kg",
        "system": "http://unitsofmeasure.org",
        "code": "kg",
    }
    assert weight["effectiveDateTime"] == patient.weight_measured_on.isoformat()
    assert height["valueQuantity"]["value"] == patient.height_cm
    assert height["effectiveDateTime"] == patient.height_measured_on.isoformat()
    assert [each["code"]["coding"][0]["code"] for each in (weight, height)] == ["29463-7", "8302-2"]


def test_a_result_is_as_it_was_reported_and_what_it_was_used_as_beside_it() -> None:
    reported = result(
        "creatinine",
        "0.50",
        "mg/dL",
        Fraction("44.2"),
        baseline=True,
        taken_at=dt.time(9, 5),
        upper_limit=Fraction(62),
    )
    told = observation(bundle(with_result(reported)), "Creatinine")
    assert (told["valueQuantity"]["value"], told["valueQuantity"]["code"]) == (
        Decimal("0.5"),
        "mg/dL",
    )
    assert (told["status"], told["effectiveDateTime"]) == (STATUS, "2026-12-03")
    assert texts(told["note"]) == ["Baseline", "Taken at 09:05", "44.2 µmol/L"]
    assert told["referenceRange"] == [{"text": "Upper limit of normal 62 µmol/L"}]


def test_what_has_no_unit_of_the_list_and_what_is_said_in_words_is_text() -> None:
    told = bundle(
        with_result(
            result("urine_ntx_creatinine", "402.0", "nmol BCE/mmol", Fraction(402)),
            result("dental_review", "No concerns", "", None),
            result("pain_vas", "7", "0-10", Fraction(7)),
        )
    )
    assert observation(told, "Urine NTX:creatinine")["valueString"] == "402 nmol BCE/mmol"
    assert observation(told, "Dental review")["valueString"] == "No concerns"
    assert observation(told, "Pain VAS")["valueQuantity"]["code"] == "{score}"
    assert "note" not in observation(told, "Dental review")


@pytest.mark.parametrize("test", TESTS, ids=lambda each: each.key)
def test_every_test_and_unit_of_the_workbook_can_be_exported(test: Any) -> None:
    some = [result(test.key, "5", each, Fraction(5)) for each in test.units]
    for each in some or [result(test.key, "Words", "", None)]:
        told = bundle(with_result(each))
        assert model_breaches(told) == ()
        assert breaches(told) == ()
        assert observation(told, test.name)


def test_an_order_leads_to_what_its_dose_rests_on() -> None:
    told = bundle("C01")
    by_url = {each["fullUrl"]: each["resource"] for each in told["entry"]}
    (first, *_) = resources(told, "MedicationRequest")
    found = [by_url[each["reference"]]["code"]["text"] for each in first["supportingInformation"]]
    assert found[:2] == ["Weight", "Height"]
    assert set(found[2:]) == {"Creatinine"}


# --- monitoring ------------------------------------------------------------------------------


def test_creatinine_is_asked_for_on_each_day_that_the_last_result_does_not_serve() -> None:
    ready = worked_ready("C01")
    days = [each.date.isoformat() for each in ready.plan.infusions]
    (item,) = (each for each in ready.plan.monitoring.items if each.key == "creatinine")
    wanted = [each for each in days if item.next_due_on and each >= item.next_due_on.isoformat()]
    told = resources(bundle(ready), "ServiceRequest")
    found = [each for each in told if each["code"]["text"] == "Creatinine"]
    assert [each["occurrenceDateTime"] for each in found] == wanted
    assert len(wanted) == 2
    assert all(each["supportingInfo"] for each in found)


def test_what_is_asked_has_no_day_and_what_is_done_is_not_asked_for() -> None:
    ready = worked_ready("C01")
    told = resources(bundle(ready), "ServiceRequest")
    by_label = {each["code"]["text"]: each for each in told}
    for item in ready.plan.monitoring.items:
        if item.status == "ask":
            assert "occurrenceDateTime" not in by_label[item.label]
        elif item.next_due_on is None:
            assert item.label not in by_label
        else:
            assert by_label[item.label]["occurrenceDateTime"] >= item.next_due_on.isoformat()
    assert {each.status for each in ready.plan.monitoring.items} >= {"ask", "done"}
