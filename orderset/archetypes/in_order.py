"""The patient with whom everything is in order, and the ways in which one may differ from that.

The figures follow from the protocol, so that they are in order under any.
"""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from orderset.archetypes.bodies import ADULT_YEARS, DAY_1, Body, body_at, born_at
from orderset.dosing.renal import SCHWARTZ_K_MICROMOL
from orderset.findings import CellRef
from orderset.patients.parsing_results import in_own_unit
from orderset.patients.patient import Patient, PreviousDose, Result
from orderset.patients.sex import Sex
from orderset.protocol.figures import Figure
from orderset.protocol.schema import Protocol
from orderset.quantities import plain, round_half_up
from orderset.workbook.columns import INFUSIONS
from orderset.workbook.laboratory import TESTS


FAMILY_NAME = "Archetype"
IN_THE_BOOK = CellRef("scenario book", "Infusions")
RESULT_IN_THE_BOOK = CellRef("scenario book", "Results")
DOSE_IN_THE_BOOK = CellRef("scenario book", "Previous doses")

GOOD_EGFR = 100
"""A kidney function far from every limit, in mL/min/1.73 m²."""

ADULT_CREATININE_MICROMOL_PER_L = Decimal(70)
CALCIUM_ABOVE_LIMIT_MMOL_PER_L = Decimal("0.15")
VITAMIN_D_ABOVE_LIMIT_NMOL_PER_L = Decimal(25)
IMAGED = "No new lesion"
A_DAY_OR_TWO, SOME_DAYS, WEEKS, MONTH = 2, 3, 21, 28
UNTREATED_MEDICINES = ("paracetamol",)

_UNITS = {test.key: test.units[0] if test.units else "" for test in TESTS}


def before(days: int) -> dt.date:
    """Return the date so many days before day 1."""
    return DAY_1 - dt.timedelta(days=days)


def days_of(figure: Figure) -> int:
    """Return a figure that counts days, or whatever else comes in whole numbers."""
    return int(figure.value)


def result(
    test: str,
    reported: Decimal | str,
    days_before: int,
    *,
    unit: str = "",
    baseline: bool = False,
    upper_limit: Decimal | None = None,
) -> Result:
    """Return a result as the workbook's reader makes it; the unit is the test's own without one."""
    in_unit = unit or _UNITS[test]
    is_number = isinstance(reported, Decimal)
    return Result(
        test=test,
        value=in_own_unit(test, reported, in_unit) if isinstance(reported, Decimal) else None,
        reported=plain(reported) if isinstance(reported, Decimal) else reported,
        unit=in_unit if is_number else "",
        taken_on=before(days_before),
        taken_at=None,
        baseline=baseline,
        upper_limit=None if upper_limit is None else in_own_unit(test, upper_limit, in_unit),
        where=RESULT_IN_THE_BOOK,
    )


def creatinines(
    current: Decimal,
    *,
    days: int = A_DAY_OR_TWO,
    baseline: Decimal | None = None,
    baseline_days: int = MONTH,
) -> tuple[Result, Result]:
    """Return a baseline and a current creatinine in µmol/L; by default nothing has risen."""
    return (
        result("creatinine", baseline or current, baseline_days, baseline=True),
        result("creatinine", current, days),
    )


def good_creatinine(body: Body) -> Decimal:
    """Return a creatinine in µmol/L that suits a body and is far from every limit."""
    if body.born <= born_at(ADULT_YEARS):
        return ADULT_CREATININE_MICROMOL_PER_L
    return round_half_up(SCHWARTZ_K_MICROMOL * body.height_cm / GOOD_EGFR, Decimal(1))


def child(protocol: Protocol) -> Body:
    """Return a boy of an age that no rule on age is about, with a weight that divides well."""
    body = body_at(born_at(child_years(protocol), 100), Sex.MALE)
    return dataclasses.replace(body, weight_kg=round_half_up(body.weight_kg, Decimal(4)))


def child_years(protocol: Protocol) -> int:
    """Return the age of a child in the middle between the last band of childhood and adults."""
    adult = int(protocol.population_limits.adult_from_years.value)
    starts = [each.from_years for each in protocol.renal.equations]
    if not isinstance(protocol.dose.mg_per_kg, Figure):
        starts += [each.from_years for each in protocol.dose.mg_per_kg]
    if protocol.population_limits.refer_below_years:
        starts.append(protocol.population_limits.refer_below_years.value)
    return (int(max(each for each in starts if each < adult)) + adult) // 2


def patient_of(
    protocol: Protocol, body: Body, cycle: int = 1, doses: Sequence[PreviousDose] = ()
) -> Patient:
    """Return a patient of this body with everything in order on day 1."""
    return Patient(
        hospital_number="",
        nhs_number=None,
        family_name=FAMILY_NAME,
        given_name="",
        title=None,
        date_of_birth=body.born,
        sex=body.sex,
        weight_kg=body.weight_kg,
        weight_measured_on=before(SOME_DAYS),
        height_cm=body.height_cm,
        height_measured_on=before(SOME_DAYS),
        allergies="None known",
        indication="NSAIDs failed",
        vertebral_involvement=False,
        cycle_number=cycle,
        day_1=DAY_1,
        planned_start=None,
        current_medicines=UNTREATED_MEDICINES,
        pain_vas=None,
        ward="Day unit",
        consultant="Dr Example",
        contact=None,
        authorisation=None,
        notes=None,
        results=_good_results(protocol, body, doses),
        previous_doses=tuple(doses),
        cells={column.key: IN_THE_BOOK for column in INFUSIONS.columns},
    )


def baseline_days(doses: Sequence[PreviousDose]) -> int:
    """Return how many days before day 1 the baseline was taken: before the first dose of all."""
    return max(((DAY_1 - each.given_on).days for each in doses), default=0) + MONTH


def _good_results(
    protocol: Protocol, body: Body, doses: Sequence[PreviousDose]
) -> tuple[Result, ...]:
    blood = protocol.blood
    calcium = blood.calcium_refer_below_mmol_per_l.value + CALCIUM_ABOVE_LIMIT_MMOL_PER_L
    vitamin_d = blood.vitamin_d_withhold_below_nmol_per_l.value + VITAMIN_D_ABOVE_LIMIT_NMOL_PER_L
    return (
        *creatinines(good_creatinine(body), baseline_days=baseline_days(doses)),
        result("adjusted_calcium", calcium, SOME_DAYS),
        result("vitamin_d", vitamin_d, WEEKS),
        result("urine_albumin_creatinine", Decimal("1.2"), WEEKS),
        result("imaging", IMAGED, WEEKS),
        *((result("pregnancy_test", "Negative", 1),) if body.sex is Sex.FEMALE else ()),
    )


def with_results(patient: Patient, *results: Result) -> Patient:
    """Return a patient with these results in place of all that he or she had of the same tests."""
    tests = {each.test for each in results}
    others = tuple(each for each in patient.results if each.test not in tests)
    return dataclasses.replace(patient, results=(*others, *results))


def without_results(patient: Patient, *tests: str) -> Patient:
    """Return a patient without any result of these tests."""
    kept = tuple(each for each in patient.results if each.test not in tests)
    return dataclasses.replace(patient, results=kept)


def dose_given(cycle: int, given_on: dt.date, dose_mg: Decimal, weight_kg: Decimal) -> PreviousDose:
    """Return an infusion that was given before."""
    return PreviousDose(cycle, given_on, dose_mg, weight_kg, DOSE_IN_THE_BOOK)
