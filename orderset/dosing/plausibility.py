"""What cannot be a true measurement of this patient: slips of unit, of the decimal point, of row.

These findings return the row. Some may be authorised when the measurement is true.
"""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from orderset.dates import printed_date
from orderset.dosing.situation import Subject
from orderset.findings import Finding
from orderset.patients.age import days_old
from orderset.patients.growth import GrowthLimits, growth_limits
from orderset.quantities import Exact, plain, printed, round_half_up


KG_PER_POUND_DIVISOR = Decimal("2.2046")
"""Pounds in a kilogram. Source: clinical.md A3, unit-suspect-weight."""

CM_PER_INCH = Decimal("2.54")
"""Centimetres in an inch: exact by definition (international inch)."""

CM_PER_METRE = 100
ONE_PLACE = Decimal("0.1")


def _near(value: Exact) -> str:
    return printed(round_half_up(value, ONE_PLACE))


def implausible_measurements(subject: Subject) -> Iterator[Finding]:
    """Yield everything about the patient's measurements that cannot be true."""
    yield from suspect_creatinine(subject)
    yield from suspect_calcium(subject)
    height_findings = [*implausible_height(subject)]
    yield from height_findings
    is_in_cm = all(each.code != "unit-suspect-height" for each in height_findings)
    yield from implausible_weight(subject, height_is_in_cm=is_in_cm)
    yield from weight_change(subject)


def suspect_creatinine(subject: Subject) -> Iterator[Finding]:
    """Every creatinine, old ones included: one wrong unit anywhere misleads every comparison."""
    limits = subject.protocol.plausibility
    lowest = limits.creatinine_minimum_micromol_per_l.value
    highest = limits.creatinine_maximum_micromol_per_l.value
    highest_mg = limits.creatinine_maximum_mg_per_dl.value
    for result in subject.patient.results_of("creatinine"):
        value = result.value or Fraction(0)
        too_much_mg = result.unit == "mg/dL" and Decimal(result.reported) > highest_mg
        if lowest <= value <= highest and not too_much_mg:
            continue
        yield subject.finding(
            "unit-suspect-creatinine",
            f"A creatinine of {result.reported} {result.unit} cannot be true: the unit looks "
            "wrong.",
            where=result.where,
            found=f"{result.reported} {result.unit}",
            expected=(
                f"{plain(lowest)} to {printed(highest)} µmol/L, or at most {plain(highest_mg)} "
                "mg/dL"
            ),
        )


def suspect_calcium(subject: Subject) -> Iterator[Finding]:
    """Every adjusted calcium."""
    highest = subject.protocol.plausibility.calcium_maximum_mmol_per_l.value
    for result in subject.patient.results_of("adjusted_calcium"):
        if (result.value or Fraction(0)) > highest:
            yield subject.finding(
                "unit-suspect-calcium",
                f"An adjusted calcium of {result.reported} {result.unit} cannot be true: "
                "the unit looks wrong.",
                where=result.where,
                found=f"{result.reported} {result.unit}",
                expected=f"at most {plain(highest)} mmol/L",
            )


def _growth(subject: Subject) -> GrowthLimits | None:
    """The growth limits at day 1, None for adults."""
    if subject.age_years >= subject.protocol.population_limits.adult_from_years.value:
        return None
    patient = subject.patient
    return growth_limits(patient.sex, days_old(patient.date_of_birth, patient.day_1))


def implausible_height(subject: Subject) -> Iterator[Finding]:
    """Height in metres or inches, else outside what age and sex allow."""
    limits, height = subject.protocol.plausibility, subject.patient.height_cm
    where, found = subject.at("height_cm"), f"{plain(height)} cm"
    if height <= limits.height_metres_at_most.value:
        yield subject.finding(
            "unit-suspect-height",
            f"A height of {plain(height)} looks like metres: {plain(height)} m is "
            f"{plain(height * CM_PER_METRE)} cm.",
            where=where,
            found=plain(height),
            expected="a height in centimetres",
        )
        return
    growth = _growth(subject)
    if growth is None:
        lowest = limits.adult_height_minimum_cm.value
        highest = limits.adult_height_maximum_cm.value
    else:
        lowest, highest = growth.height_minus_4_sds_cm, growth.height_plus_4_sds_cm
    if lowest <= height <= highest:
        return
    as_inches = height * CM_PER_INCH
    expected = f"{_near(lowest)} to {_near(highest)} cm at this age and sex"
    if growth is not None and lowest <= as_inches <= highest:
        yield subject.finding(
            "unit-suspect-height",
            f"A height of {plain(height)} looks like inches: {_near(as_inches)} cm would be "
            "plausible.",
            where=where,
            found=found,
            expected=expected,
        )
    else:
        yield subject.finding(
            "height-implausible",
            f"A height of {plain(height)} cm is outside what is plausible.",
            where=where,
            found=found,
            expected=expected,
        )


def implausible_weight(subject: Subject, *, height_is_in_cm: bool) -> Iterator[Finding]:
    """Weight in pounds, else outside what age and sex allow.

    A child's weight is taken for pounds when it is above +4 SDS, or its body mass index above
    +3.3 SDS, and the same number in pounds would lie between the 0.4th and the 99.6th centile.
    There is no body mass index where the height itself stands in another unit.
    """
    patient, limits = subject.patient, subject.protocol.plausibility
    weight, where = patient.weight_kg, subject.at("weight_kg")
    found, growth = f"{plain(patient.weight_kg)} kg", _growth(subject)
    if growth is None:
        lowest, highest = limits.adult_weight_minimum_kg.value, limits.adult_weight_maximum_kg.value
        too_heavy_for_height = False
    else:
        lowest, highest = growth.weight_minus_4_sds_kg, growth.weight_plus_4_sds_kg
        bmi_limit = growth.bmi_plus_3_3_sds_kg_per_m2
        metres = Fraction(patient.height_cm) / CM_PER_METRE
        too_heavy_for_height = (
            height_is_in_cm and bmi_limit is not None and Fraction(weight) / metres**2 > bmi_limit
        )
    expected = f"{_near(lowest)} to {_near(highest)} kg at this age and sex"
    if growth is not None and (weight > highest or too_heavy_for_height):
        in_kg = Fraction(weight) / Fraction(KG_PER_POUND_DIVISOR)
        if growth.weight_0_4th_kg <= in_kg <= growth.weight_99_6th_kg:
            yield _in_pounds(subject, growth, in_kg)
            return
    if not lowest <= weight <= highest:
        yield subject.finding(
            "weight-implausible",
            f"A weight of {plain(weight)} kg is outside what is plausible.",
            where=where,
            found=found,
            expected=expected,
        )


def _in_pounds(subject: Subject, growth: GrowthLimits, in_kg: Fraction) -> Finding:
    """A weight that is too much for the age, or else for the height, and would do in pounds."""
    patient, bmi_limit = subject.patient, growth.bmi_plus_3_3_sds_kg_per_m2
    weight, square_metres = (
        plain(patient.weight_kg),
        (Fraction(patient.height_cm) / CM_PER_METRE) ** 2,
    )
    if patient.weight_kg > growth.weight_plus_4_sds_kg or bmi_limit is None:
        told, limit = f"{weight} kg is more than plausible at this age", growth.weight_plus_4_sds_kg
        expected = f"at most {_near(limit)} kg at this age and sex"
    else:
        bmi = _near(Fraction(patient.weight_kg) / square_metres)
        told = f"{weight} kg at {plain(patient.height_cm)} cm is a body mass index of {bmi}"
        told = f"{told}, more than plausible at this age"
        expected = f"at most {_near(Fraction(bmi_limit) * square_metres)} kg at this height"
    return subject.finding(
        "unit-suspect-weight",
        f"{told}; {weight} pounds would be {_near(in_kg)} kg.",
        where=subject.at("weight_kg"),
        found=f"{weight} kg",
        expected=expected,
    )


def weight_change(subject: Subject) -> Iterator[Finding]:
    """The weight against the latest earlier one on Previous doses."""
    patient, limits = subject.patient, subject.protocol.plausibility
    earlier = [
        each
        for each in patient.previous_doses
        if 0 <= (patient.weight_measured_on - each.given_on).days <= limits.weight_change_days.value
    ]
    if not earlier:
        return
    latest = max(earlier, key=lambda each: each.given_on)
    lowest = latest.weight_kg * limits.weight_change_lowest_ratio.value
    highest = latest.weight_kg * limits.weight_change_highest_ratio.value
    if not lowest <= patient.weight_kg <= highest:
        yield subject.finding(
            "weight-change",
            f"The weight was {plain(latest.weight_kg)} kg on {printed_date(latest.given_on)} and "
            f"is {plain(patient.weight_kg)} kg now.",
            where=subject.at("weight_kg"),
            found=f"{plain(patient.weight_kg)} kg",
            expected=f"{_near(lowest)} to {_near(highest)} kg",
        )
