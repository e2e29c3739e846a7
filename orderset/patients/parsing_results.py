"""Rows of Results and Previous doses as typed values."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction

from orderset.findings import Action, Finding
from orderset.patients.fields import FieldParser, Undrawable, known
from orderset.patients.patient import PreviousDose, Result
from orderset.quantities import (
    calcium_mmol_per_l,
    creatinine_micromol_per_l,
    plain,
    vitamin_d_nmol_per_l,
)
from orderset.workbook.columns import PREVIOUS_DOSES, RESULTS
from orderset.workbook.content import Row
from orderset.workbook.laboratory import LaboratoryTest, folded, laboratory_test, unit_named
from orderset.workbook.shown import shown


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


_CONVERTERS: Mapping[tuple[str, str], Callable[[Decimal], Decimal | Fraction]] = {
    ("creatinine", "mg/dL"): creatinine_micromol_per_l,
    ("adjusted_calcium", "mg/dL"): calcium_mmol_per_l,
    ("vitamin_d", "ng/mL"): vitamin_d_nmol_per_l,
}


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
        known_test, (taken_on, taken_at) = known(test), known(taken)
        result = Result(
            test=known_test.key,
            value=None if number is None else in_own_unit(known_test.key, number, unit),
            reported=known(reported),
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
            cycle_number=known(cycle_number),
            given_on=known(given_on),
            dose_mg=known(dose_mg),
            weight_kg=known(weight_kg),
            where=fields.where("given_on"),
        )
    return ParsedDose(row, hospital_number, dose, tuple(fields.findings))
