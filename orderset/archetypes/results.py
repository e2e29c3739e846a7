"""Archetypes of other results: at the last day that counts, at each limit, and missing."""

import dataclasses
from collections.abc import Iterator
from decimal import Decimal

from orderset.archetypes.archetype import Bench, Sketch
from orderset.archetypes.bodies import Body, body_at, born_at
from orderset.archetypes.history import given_before
from orderset.archetypes.in_order import (
    before,
    child,
    days_of,
    good_creatinine,
    patient_of,
    result,
    with_results,
)
from orderset.patients.patient import Patient, Result
from orderset.patients.sex import Sex
from orderset.protocol.figures import figure_at


RESULTS = "Results, medicines and indication"
NUMBER_STEP = Decimal("0.1")
CALCIUM_STEP = Decimal("0.01")
UNTX_BEFORE = Decimal(100)
UNTX_DAYS = (112, 14)
MG_PER_DL, NG_PER_ML = "mg/dL", "ng/mL"
CREATININE_MG_PER_DL, CALCIUM_MG_PER_DL, VITAMIN_D_NG_PER_ML = "0.5", "9.5", "30"


def results(bench: Bench) -> Iterator[Sketch]:
    """Yield results at the edges of age and of value, and what else may stand in a row."""
    protocol, body = bench.loaded.rules, child(bench.loaded.rules)
    usual = patient_of(protocol, body)
    for patient, why in (
        *_old(bench, body),
        *_valued(bench, usual),
        *_missing(usual),
        *_pregnancy(bench),
        *_words(bench, usual),
    ):
        yield Sketch(RESULTS, why, patient, bench.site)


def _old(bench: Bench, body: Body) -> Iterator[tuple[Patient, str]]:
    """Yield everything as old as it may be, and everything a day older, in cycle 1 and later."""
    protocol = bench.loaded.rules
    validity = protocol.validity
    days = days_of(figure_at(protocol.interval.maximum_days, 0))
    later = patient_of(protocol, body, 3, given_before(bench, body, [days * 2, days]))
    for patient, figure, cycle in (
        (patient_of(protocol, body), validity.vitamin_d_first_cycle_days, "cycle 1"),
        (later, validity.vitamin_d_later_days, "a later cycle"),
    ):
        for more, told in ((0, "as old as it may be"), (1, "a day older than it may be")):
            aged = _aged(bench, patient, days_of(figure), more, good_creatinine(body))
            yield aged, f"Everything {told} in {cycle}"


def _aged(
    bench: Bench, patient: Patient, vitamin_d_days: int, more: int, creatinine: Decimal
) -> Patient:
    validity = bench.loaded.rules.validity
    by_test = {
        "adjusted_calcium": days_of(validity.calcium_days),
        "vitamin_d": vitamin_d_days,
        "urine_albumin_creatinine": days_of(validity.albuminuria_days),
    }
    kept = tuple(
        dataclasses.replace(each, taken_on=before(by_test[each.test] + more))
        for each in patient.results
        if each.test in by_test
    )
    marked = [each for each in patient.results if each.baseline]
    old = days_of(validity.creatinine_days) + more
    moved = with_results(patient, *kept, *marked, result("creatinine", creatinine, old))
    return dataclasses.replace(
        moved,
        weight_measured_on=before(days_of(validity.weight_days) + more),
        height_measured_on=before(days_of(validity.height_days) + more),
    )


def _valued(bench: Bench, usual: Patient) -> Iterator[tuple[Patient, str]]:
    """Yield calcium, vitamin D and the bone marker at, below and between their limits."""
    blood = bench.loaded.rules.blood
    lowest = blood.calcium_withhold_below_mmol_per_l.value
    normal = blood.calcium_refer_below_mmol_per_l.value
    enough = blood.vitamin_d_withhold_below_nmol_per_l.value
    risen = UNTX_BEFORE * (100 + blood.untx_rise_percent.value) / 100
    for calcium, vitamin_d, untx, why in (
        (normal, enough, risen - NUMBER_STEP, "Calcium, vitamin D, bone marker just in order"),
        (normal - CALCIUM_STEP, enough, risen, "Calcium just too low to go on, marker risen"),
        (lowest, enough, risen - NUMBER_STEP, "Calcium as low as a decision is possible"),
        (
            lowest - CALCIUM_STEP,
            enough - NUMBER_STEP,
            risen,
            "Calcium below what can be decided on, vitamin D just too low",
        ),
    ):
        patient = with_results(
            usual,
            result("adjusted_calcium", calcium, 3),
            result("vitamin_d", vitamin_d, 3),
            *(
                result("urine_ntx_creatinine", value, days)
                for value, days in zip((UNTX_BEFORE, untx), UNTX_DAYS, strict=True)
            ),
        )
        yield patient, why
    other_units = with_results(
        usual,
        *_in_mg_per_dl(usual),
        result("adjusted_calcium", Decimal(CALCIUM_MG_PER_DL), 3, unit=MG_PER_DL),
        result("vitamin_d", Decimal(VITAMIN_D_NG_PER_ML), 3, unit=NG_PER_ML),
    )
    yield other_units, "Creatinine, calcium and vitamin D in the other units"


def _in_mg_per_dl(usual: Patient) -> tuple[Result, ...]:
    baseline = next(each for each in usual.results if each.baseline)
    value = Decimal(CREATININE_MG_PER_DL)
    days = (usual.day_1 - baseline.taken_on).days
    return (
        result("creatinine", value, days, unit=MG_PER_DL, baseline=True),
        result("creatinine", value, 2, unit=MG_PER_DL),
    )


def _missing(usual: Patient) -> Iterator[tuple[Patient, str]]:
    nothing = dataclasses.replace(usual, results=(), indication=None)
    yield nothing, "No result and no indication at all"


def _pregnancy(bench: Bench) -> Iterator[tuple[Patient, str]]:
    protocol = bench.loaded.rules
    years = int(protocol.population_limits.pregnancy_test_from_years.value) + 2
    girl = patient_of(protocol, body_at(born_at(years, 100), Sex.FEMALE))
    last = days_of(protocol.validity.pregnancy_test_days)
    for days, told in ((last, "at the last day that counts"), (last + 1, "a day too old")):
        tested = with_results(girl, result("pregnancy_test", "Negative", days))
        yield tested, f"A negative pregnancy test {told}"
    yield with_results(girl, result("pregnancy_test", "Positive", 1)), "A positive pregnancy test"


def _words(bench: Bench, usual: Patient) -> Iterator[tuple[Patient, str]]:
    """Yield the first name of each list of the protocol, each in its field, and indications."""
    for each in bench.loaded.rules.medicine_lists:
        name = each.names[0]
        told = f"{name} among the {each.field.replace('_', ' ')}"
        if each.field == "allergies":
            yield dataclasses.replace(usual, allergies=name), told
        else:
            yield dataclasses.replace(usual, current_medicines=(name,)), told
    vertebral = dataclasses.replace(
        usual, indication="Vertebral involvement", vertebral_involvement=True
    )
    yield vertebral, "Vertebral involvement without a failed trial of other medicines"
