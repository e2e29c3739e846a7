"""The book of each shipped protocol against the second implementation, archetype by archetype.

The reference (``tests/reference``) was written from clinical.md without the package. Here every
number that the book prints of an archetype is computed by both.
"""

import functools
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from orderset.archetypes.archetype import JudgedArchetype
from orderset.archetypes.collection import judged_book
from orderset.dosing.plan import CyclePlan
from orderset.patients.patient import Patient, Result
from orderset.protocol.loading import SHIPPED_IDS, shipped_protocols
from orderset.quantities import plain, round_half_up
from orderset.settings import SiteSettings
from orderset.workbook.laboratory import TESTS
from tests.reference import naive
from tests.reference.growth import growth_findings


Case = dict[str, Any]

NAMES = {test.key: test.name for test in TESTS}
NOT_IN_THE_REFERENCE = {"baseline-taken-from-current"}
"""A note of the program about its own choice (ADR 0014), no rule of clinical.md."""

INFUSION_KEYS = (
    "day calculated_mg capped dose_mg concentrate_ml drawn_up_ml delivered_mg vials waste_mg "
    "bag_ml concentration_mg_per_ml duration_h rate_ml_per_h rate_mg_per_h cumulative_mg_per_kg"
)
CYCLE_KEYS = (
    "total_mg total_mg_per_kg cumulative_mg_per_kg_before days_within_limit residual_mg_per_kg "
    "earliest_full_cycle_on interval_days earliest_by_interval_on"
)
TWO_PLACES, ONE_PLACE = Decimal("0.01"), Decimal("0.1")


@functools.cache
def book(protocol_id: str) -> tuple[JudgedArchetype, ...]:
    loaded = next(each for each in shipped_protocols() if each.rules.id == protocol_id)
    return judged_book(loaded, SiteSettings())


EVERY = [(each, judged) for each in SHIPPED_IDS for judged in book(each)]


def named(each: tuple[str, JudgedArchetype]) -> str:
    return f"{each[0]}-{each[1].archetype.number}"


# --- the archetype as a case, from the patient's own fields ----------------------------------


def case_of(protocol_id: str, judged: JudgedArchetype) -> Case:
    patient, site = judged.subject.patient, judged.subject.site
    authorisation = patient.authorisation
    return {
        "protocol": protocol_id,
        "settings": {
            "half_dose_first_infusion": site.half_dose_first_infusion,
            "strength_mg_per_ml": plain(site.strength_mg_per_ml),
            "vial_mg": plain(site.vial_mg),
        },
        "infusion": {
            **_measured(patient),
            "allergies": patient.allergies,
            "indication": patient.indication,
            "vertebral_involvement": "Yes" if patient.vertebral_involvement else "No",
            "cycle_number": patient.cycle_number,
            "day_1": patient.day_1.isoformat(),
            "current_medicines": "; ".join(patient.current_medicines),
            "authorised_findings": "; ".join(authorisation.codes) if authorisation else None,
            "authorised_by": authorisation.by if authorisation else None,
            "authorised_on": authorisation.on.isoformat() if authorisation else None,
        },
        "results": [_row(each) for each in patient.results],
        "previous_doses": [
            {
                "cycle_number": each.cycle_number,
                "given_on": each.given_on.isoformat(),
                "dose_mg": plain(each.dose_mg),
                "weight_kg": plain(each.weight_kg),
            }
            for each in patient.previous_doses
        ],
    }


def _measured(patient: Patient) -> Case:
    return {
        "date_of_birth": patient.date_of_birth.isoformat(),
        "sex": patient.sex.value,
        "weight_kg": plain(patient.weight_kg),
        "weight_measured_on": patient.weight_measured_on.isoformat(),
        "height_cm": plain(patient.height_cm),
        "height_measured_on": patient.height_measured_on.isoformat(),
    }


def _row(result: Result) -> Case:
    return {
        "test": NAMES[result.test],
        "result": result.reported,
        "unit": result.unit,
        "taken_on": result.taken_on.isoformat(),
        "baseline": result.baseline,
        "upper_limit": None,
    }


def reference(case: Case) -> Case:
    """What the reference says; growth, which it reads from a table of its own, returns a row."""
    patient = naive.read_patient(case)
    returns = {*naive.return_findings(patient), *growth_findings(patient)}
    if growth_findings(patient):
        return {
            "outcome": "returned",
            "findings": returns,
            "infusions": [],
            "cycle": {},
            "renal": {},
        }
    said = naive.expected(case)
    return said | {"findings": {(each["code"], each["action"]) for each in said["findings"]}}


# --- what the package says, in the same shape -------------------------------------------------


def found(judged: JudgedArchetype) -> set[tuple[str, str]]:
    return {
        (each.code, each.action.value)
        for each in judged.judgement.findings
        if each.code not in NOT_IN_THE_REFERENCE
    }


def infusions(plan: CyclePlan | None) -> Iterator[Case]:
    for each in plan.infusions if plan else ():
        yield {key: _plain(getattr(each, key)) for key in INFUSION_KEYS.split()}


def cycle(plan: CyclePlan | None) -> Case:
    values = {key: _plain(getattr(plan.cycle, key)) for key in CYCLE_KEYS.split()} if plan else {}
    return {key: value for key, value in values.items() if value is not None}


def renal(plan: CyclePlan | None) -> Case:
    if plan is None:
        return {}
    values = {
        key: getattr(plan.renal, key)
        for key in (
            "egfr_schwartz_ml_per_min_per_1_73m2",
            "crcl_cockcroft_gault_ml_per_min",
            "egfr_ckid_u25_ml_per_min_per_1_73m2",
            "egfr_ckd_epi_2021_ml_per_min_per_1_73m2",
        )
    }
    rounded = {
        key: float(round_half_up(Fraction(value), TWO_PLACES))
        for key, value in values.items()
        if value is not None
    }
    percent = plan.renal.creatinine_percent_of_baseline
    if percent is not None and not plan.renal.baseline_is_current:
        rounded["creatinine_percent_of_baseline"] = float(round_half_up(percent, ONE_PLACE))
    return rounded


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    return value if value is None or isinstance(value, bool | int) else value.isoformat()


# --- the agreement ----------------------------------------------------------------------------


@pytest.mark.parametrize("each", EVERY, ids=named)
def test_outcome_and_findings_are_those_of_the_reference(each: tuple[str, JudgedArchetype]) -> None:
    wanted = reference(case_of(*each))
    assert found(each[1]) == wanted["findings"]
    assert each[1].judgement.outcome.value == wanted["outcome"]


@pytest.mark.parametrize("each", EVERY, ids=named)
def test_every_number_is_that_of_the_reference(each: tuple[str, JudgedArchetype]) -> None:
    wanted, plan = reference(case_of(*each)), each[1].judgement.plan
    assert [*infusions(plan)] == wanted["infusions"]
    assert cycle(plan) == wanted["cycle"]
    assert renal(plan) == wanted["renal"]


@pytest.mark.parametrize("protocol_id", SHIPPED_IDS)
def test_the_book_meets_every_finding_that_the_protocol_can_raise(protocol_id: str) -> None:
    codes = {found.code for each in book(protocol_id) for found in each.judgement.findings}
    assert {*load_protocol_codes(protocol_id)} - codes == BEYOND_A_BOOK


BEYOND_A_BOOK = {
    "protocol-not-approved",  # of a run
    "protocol-expired",  # of a run
    "similar-patient",  # of a list of patients
    "infusion-over-6-hours",  # no dose up to the limit runs so long by the rate of 20 mg per hour
}


def load_protocol_codes(protocol_id: str) -> set[str]:
    loaded = next(each for each in shipped_protocols() if each.rules.id == protocol_id)
    return {*loaded.definitions}
