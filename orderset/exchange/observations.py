"""What an order rests on as FHIR resources: weight, height and every result of the list."""

from collections.abc import Iterator
from decimal import Decimal

from orderset.documents.case import ReadyCase
from orderset.documents.wording import near
from orderset.exchange.codes import Element, coded, has_code, in_words, quantity
from orderset.exchange.references import Names
from orderset.exchange.words import notes
from orderset.patients.patient import Result
from orderset.quantities import plain
from orderset.workbook.laboratory import TESTS


STATUS = "unknown"
"""The workbook does not say whether a result is preliminary, final or corrected."""

WEIGHT, HEIGHT = "weight", "height"

_TESTS = {each.key: each for each in TESTS}


def result_name(number: int) -> str:
    """Name the result of a row, counted from 1."""
    return f"result-{number}"


def observations(case: ReadyCase, names: Names) -> Iterator[tuple[str, Element]]:
    """Yield each Observation with its name in the bundle."""
    patient = case.patient
    weight = quantity(patient.weight_kg, "kg")
    yield WEIGHT, _vital_sign(names, "body_weight", "Weight", patient.weight_measured_on, weight)
    height = quantity(patient.height_cm, "cm")
    yield HEIGHT, _vital_sign(names, "body_height", "Height", patient.height_measured_on, height)
    for number, each in enumerate(patient.results, start=1):
        yield result_name(number), _result(each, names)


def used(case: ReadyCase, names: Names) -> list[Element]:
    """Return references to what the dose and the rate rest on."""
    decisive = (case.plan.renal.creatinine, case.plan.renal.baseline)
    results = [
        result_name(number)
        for number, each in enumerate(case.patient.results, start=1)
        if any(known is not None and known.where == each.where for known in decisive)
    ]
    return [names.reference(each) for each in (WEIGHT, HEIGHT, *results)]


def result_reference(case: ReadyCase, result: Result | None, names: Names) -> list[Element]:
    """Return a reference to one result, none where it is not a row of the Results sheet."""
    if result is None:
        return []
    return [
        names.reference(result_name(number))
        for number, each in enumerate(case.patient.results, start=1)
        if each.where == result.where
    ]


def _vital_sign(names: Names, listed: str, words: str, on: object, value: Element) -> Element:
    return {
        "resourceType": "Observation",
        "status": STATUS,
        "category": [coded("vital_signs", "Vital signs")],
        "code": coded(listed, words),
        "subject": names.reference("patient"),
        "effectiveDateTime": str(on),
        "valueQuantity": value,
    }


def _result(result: Result, names: Names) -> Element:
    """Return one result as it was reported; in words where its unit has no code.

    The date has no time of day: FHIR wants an offset from Greenwich with it, which no workbook has.
    """
    observation: Element = {
        "resourceType": "Observation",
        "status": STATUS,
        "code": in_words(_TESTS[result.test].name),
        "subject": names.reference("patient"),
        "effectiveDateTime": result.taken_on.isoformat(),
        **_value(result),
    }
    if remarks := notes(_remarks(result)):
        observation["note"] = remarks
    if result.upper_limit is not None:
        limit = f"{near(result.upper_limit)} {_own_unit(result)}"
        observation["referenceRange"] = [{"text": f"Upper limit of normal {limit}"}]
    return observation


def _value(result: Result) -> Element:
    if result.value is None:
        return {"valueString": result.reported}
    number = Decimal(result.reported)
    if has_code(result.unit):
        return {"valueQuantity": quantity(number, result.unit)}
    return {"valueString": f"{plain(number)} {result.unit}"}


def _remarks(result: Result) -> Iterator[str]:
    if result.baseline:
        yield "Baseline"
    if result.taken_at is not None:
        yield f"Taken at {result.taken_at:%H:%M}"
    if result.value is not None and result.unit != _own_unit(result):
        yield f"{near(result.value)} {_own_unit(result)}"


def _own_unit(result: Result) -> str:
    return _TESTS[result.test].units[0]
