"""Rows of the three sheets as typed values."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from orderset.dates import printed_date
from orderset.findings import Action, Finding
from orderset.patients.age import completed_years
from orderset.patients.entry import Entry
from orderset.patients.fields import FieldParser, Undrawable
from orderset.patients.patient import Authorisation, Patient, PreviousDose, Result
from orderset.patients.sex import Sex
from orderset.quantities import (
    calcium_mmol_per_l,
    creatinine_micromol_per_l,
    plain,
    vitamin_d_nmol_per_l,
)
from orderset.workbook.columns import INFUSIONS, PREVIOUS_DOSES, RESULTS
from orderset.workbook.content import Row
from orderset.workbook.laboratory import LaboratoryTest, folded, laboratory_test, unit_named
from orderset.workbook.shown import shown


_T = TypeVar("_T")

HEIGHT_IN_METRES_AT_MOST = Decimal(3)
"""A height of 3 or less is metres: the plausibility rule explains it better than the range."""

AUTHORISATION_KEYS = ("authorised_findings", "authorised_by", "authorised_on")
OLDEST_YEARS = 120
DAY_1_WITHIN_DAYS = 366
"""Day 1 lies within a year of the run: further away it is a slip of the year."""

_CONVERTERS: Mapping[tuple[str, str], Callable[[Decimal], Decimal | Fraction]] = {
    ("creatinine", "mg/dL"): creatinine_micromol_per_l,
    ("adjusted_calcium", "mg/dL"): calcium_mmol_per_l,
    ("vitamin_d", "ng/mL"): vitamin_d_nmol_per_l,
}


@dataclasses.dataclass(frozen=True, slots=True)
class ParsedResult:
    """One row of Results: whose it is, the result if it could be read, and what was found."""

    row: Row
    hospital_number: str | None
    result: Result | None
    findings: tuple[Finding, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class ParsedDose:
    """One row of Previous doses."""

    row: Row
    hospital_number: str | None
    dose: PreviousDose | None
    findings: tuple[Finding, ...]


def parse_infusion(row: Row, *, today: dt.date, undrawable: Undrawable) -> Entry:
    """Read one row of Infusions. Results and previous doses are joined later."""
    fields = FieldParser(INFUSIONS, row, undrawable)
    hospital_number = fields.hospital_number()
    nhs_number = fields.nhs_number()
    family_name, given_name, title = (
        fields.text(k) for k in ("family_name", "given_name", "title")
    )
    date_of_birth = fields.date("date_of_birth", today=today)
    sex = fields.choice("sex")
    weight_kg = fields.number("weight_kg")
    weight_measured_on = fields.date("weight_measured_on", today=today)
    height_cm = fields.number("height_cm", also_at_most=HEIGHT_IN_METRES_AT_MOST)
    height_measured_on = fields.date("height_measured_on", today=today)
    allergies = fields.text("allergies")
    indication = fields.choice("indication")
    vertebral = fields.choice("vertebral_involvement")
    cycle_number = fields.whole_number("cycle_number")
    day_1 = _day_1(fields, today)
    planned_start = fields.time("planned_start")
    medicines = fields.items("current_medicines")
    pain_vas = fields.number("pain_vas")
    ward, consultant, contact = (fields.text(k) for k in ("ward", "consultant", "contact"))
    authorisation = _authorisation(fields, today, day_1)
    notes = fields.text("notes")
    if date_of_birth is not None and day_1 is not None:
        _check_age(fields, date_of_birth, day_1)
        _check_measured(fields, "weight_measured_on", weight_measured_on, date_of_birth, day_1)
        _check_measured(fields, "height_measured_on", height_measured_on, date_of_birth, day_1)
    patient = None
    if not any(each.action is Action.RETURN for each in fields.findings):
        patient = Patient(
            hospital_number=_known(hospital_number),
            nhs_number=nhs_number,
            family_name=_known(family_name),
            given_name=_known(given_name),
            title=title,
            date_of_birth=_known(date_of_birth),
            sex=Sex(_known(sex)),
            weight_kg=_known(weight_kg),
            weight_measured_on=_known(weight_measured_on),
            height_cm=_known(height_cm),
            height_measured_on=_known(height_measured_on),
            allergies=_known(allergies),
            indication=indication,
            vertebral_involvement=None if vertebral is None else vertebral == "Yes",
            cycle_number=_known(cycle_number),
            day_1=_known(day_1),
            planned_start=planned_start,
            current_medicines=_known(medicines),
            pain_vas=pain_vas,
            ward=_known(ward),
            consultant=_known(consultant),
            contact=contact,
            authorisation=authorisation,
            notes=notes,
            results=(),
            previous_doses=(),
            cells={key: cell.where for key, cell in row.cells.items()},
        )
    return Entry(
        row=row.number,
        where=fields.where("hospital_number"),
        hospital_number=hospital_number,
        nhs_number=nhs_number,
        family_name=family_name,
        given_name=given_name,
        date_of_birth=date_of_birth,
        cycle_number=cycle_number,
        day_1=day_1,
        ward=ward,
        patient=patient,
        findings=tuple(fields.findings),
    )


def _known(value: _T | None) -> _T:
    """Return a required value; a missing one has already returned the row."""
    if value is None:
        message = "a required field is missing though no finding returned the row"
        raise AssertionError(message)
    return value


def _day_1(fields: FieldParser, today: dt.date) -> dt.date | None:
    day_1 = fields.date("day_1")
    if day_1 is not None and abs((day_1 - today).days) > DAY_1_WITHIN_DAYS:
        fields.report(
            "value-out-of-range",
            "day_1",
            f"Day 1 is more than a year from today, {printed_date(today)}.",
            f"within {DAY_1_WITHIN_DAYS} days of today",
        )
        return None
    return day_1


def _check_age(fields: FieldParser, date_of_birth: dt.date, day_1: dt.date) -> None:
    if date_of_birth > day_1:
        fields.report(
            "value-out-of-range",
            "date_of_birth",
            "The date of birth is after day 1.",
            f"not after {printed_date(day_1)}",
        )
    elif completed_years(date_of_birth, day_1) >= OLDEST_YEARS:
        fields.report(
            "value-out-of-range",
            "date_of_birth",
            f"The patient would be {completed_years(date_of_birth, day_1)} years old.",
            f"under {OLDEST_YEARS} years",
        )


def _check_measured(
    fields: FieldParser,
    key: str,
    measured_on: dt.date | None,
    date_of_birth: dt.date,
    day_1: dt.date,
) -> None:
    """A measurement lies between birth and day 1."""
    heading = fields.sheet.column(key).heading
    if measured_on is None:
        return
    if measured_on > day_1:
        fields.report(
            "measured-after-day-1",
            key,
            f"{heading} is after day 1, {printed_date(day_1)}.",
            f"not after {printed_date(day_1)}",
        )
    elif measured_on < date_of_birth:
        fields.report(
            "value-out-of-range",
            key,
            f"{heading} is before the date of birth.",
            f"not before {printed_date(date_of_birth)}",
        )


def _authorisation(
    fields: FieldParser, today: dt.date, day_1: dt.date | None
) -> Authorisation | None:
    """The three authorisation columns together, or none.

    A decision dated after day 1 has a finding of its own, whether or not that is in the future.
    """
    codes = fields.items("authorised_findings")
    by = fields.text("authorised_by")
    on = fields.date("authorised_on")
    if on is not None and on > today and not (day_1 is not None and on > day_1):
        fields.report_future("authorised_on", today)
        return None
    if codes and by and on:
        return Authorisation(codes=tuple(each.casefold() for each in codes), by=by, on=on)
    filled = {key: fields.is_filled(key) for key in AUTHORISATION_KEYS}
    if codes == ():  # the word None, or semicolons alone: no finding is named
        filled["authorised_findings"] = False
    missing = [key for key, is_filled in filled.items() if not is_filled]
    if missing and len(missing) < len(filled):
        heading = fields.sheet.column(missing[0]).heading
        fields.report(
            "authorisation-incomplete",
            missing[0],
            f"The authorisation is incomplete: {heading} is missing.",
            "Authorised findings, Authorised by and Authorised on together, or none of them",
        )
    return None


def parse_result(row: Row, *, today: dt.date, undrawable: Undrawable) -> ParsedResult:
    """Read one row of Results."""
    fields = FieldParser(RESULTS, row, undrawable)
    hospital_number = fields.hospital_number()
    test = _test(fields)
    baseline = fields.choice("baseline")
    taken = fields.moment("taken_on")
    if taken is not None and taken[0] > today:
        fields.report_future("taken_on", today)
    upper_limit = fields.number("upper_limit")
    reported, number, unit = _answer(fields, test)
    result = None
    if not any(each.action is Action.RETURN for each in fields.findings):
        known_test, (taken_on, taken_at) = _known(test), _known(taken)
        result = Result(
            test=known_test.key,
            value=None if number is None else in_own_unit(known_test.key, number, unit),
            reported=_known(reported),
            unit=unit,
            taken_on=taken_on,
            taken_at=taken_at,
            baseline=baseline is not None,
            upper_limit=None
            if upper_limit is None
            else in_own_unit(known_test.key, upper_limit, unit),
            where=fields.where("result"),
        )
    return ParsedResult(row, hospital_number, result, tuple(fields.findings))


def in_own_unit(test: str, number: Decimal, unit: str) -> Fraction:
    """Return a result in its test's own unit, exactly.

    Example:
        >>> in_own_unit("creatinine", Decimal("0.5"), "mg/dL")
        Fraction(221, 5)
    """
    convert = _CONVERTERS.get((test, unit))
    return Fraction(convert(number) if convert else number)


def _test(fields: FieldParser) -> LaboratoryTest | None:
    cell = fields.cell("test")
    test = laboratory_test(cell.value) if isinstance(cell.value, str) else None
    if test is None:
        fields.choice("test")  # says what is wrong
    return test


def _answer(
    fields: FieldParser, test: LaboratoryTest | None
) -> tuple[str | None, Decimal | None, str]:
    """Return the result as reported, its number if it has one, and its unit."""
    if test is None:
        if not fields.is_filled("result"):
            fields.text("result")  # says that it is missing
        return None, None, ""
    if test.is_number:
        return _number_answer(fields, test)
    text = fields.text("result")
    if text is None or not test.words:
        return text, None, ""
    for word in test.words:
        if folded(word) == folded(text):
            return word, None, ""
    fields.report(
        "value-not-in-list",
        "result",
        f"{test.name} is answered with one of its words.",
        " · ".join(test.words),
    )
    return None, None, ""


def _number_answer(
    fields: FieldParser, test: LaboratoryTest
) -> tuple[str | None, Decimal | None, str]:
    unit = _unit(fields, test)
    number = fields.number("result")
    if number is None or unit is None:
        return None, None, ""
    low, high = test.ranges[test.units.index(unit)]
    if not low <= number <= high:
        fields.report(
            "value-out-of-range",
            "result",
            f"{test.name} is {shown(number)} {unit}, outside what can be true.",
            f"{plain(low)} to {plain(high)} {unit}",
        )
        return None, None, ""
    return plain(number), number, unit


def _unit(fields: FieldParser, test: LaboratoryTest) -> str | None:
    """Return the unit in its standard spelling, or None after saying what is wrong with it."""
    cell = fields.cell("unit")
    if cell.spoiled:
        return None
    expected = " or ".join(test.units)
    if cell.value is None:
        if not test.unit_required:
            return test.units[0]
        fields.report("unit-missing", "unit", f"{test.name} has no unit.", expected)
        return None
    unit = unit_named(str(cell.value))
    if unit not in test.units:
        fields.report(
            "unit-not-for-test",
            "unit",
            f"{test.name} is not reported in {shown(cell.value)}.",
            expected,
        )
        return None
    return unit


def parse_previous_dose(row: Row, *, today: dt.date, undrawable: Undrawable) -> ParsedDose:
    """Read one row of Previous doses."""
    fields = FieldParser(PREVIOUS_DOSES, row, undrawable)
    hospital_number = fields.hospital_number()
    cycle_number = fields.whole_number("cycle_number")
    given_on = fields.date("given_on", today=today)
    dose_mg = fields.number("dose_mg")
    weight_kg = fields.number("weight_kg")
    dose = None
    if not any(each.action is Action.RETURN for each in fields.findings):
        dose = PreviousDose(
            cycle_number=_known(cycle_number),
            given_on=_known(given_on),
            dose_mg=_known(dose_mg),
            weight_kg=_known(weight_kg),
            where=fields.where("given_on"),
        )
    return ParsedDose(row, hospital_number, dose, tuple(fields.findings))
