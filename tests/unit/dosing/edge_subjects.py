"""A boy about whom there is nothing to say, and small changes to him.

He is 8 years old on day 1, weighs 24 kg, measures 120 cm and has a creatinine of 40 µmol/L, which
is his baseline: 24 mg a day, 8 mL of concentrate, an eGFR of 109.5. A creatinine of 146 or 73
µmol/L makes his eGFR exactly 30 or 60.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from orderset.dosing.planning import Judgement, judge
from orderset.dosing.situation import Subject
from orderset.findings import Action, CellRef, Finding
from orderset.patients.parsing_results import in_own_unit
from orderset.patients.patient import Authorisation, Patient, PreviousDose, Result
from orderset.patients.sex import Sex
from orderset.protocol.loading import LoadedProtocol, load_protocol
from orderset.protocol.schema import Protocol
from orderset.settings import SiteSettings
from orderset.workbook.columns import INFUSIONS


D1 = dt.date(2026, 12, 7)
LOADED = load_protocol()
WORKBOOK = "list.xlsx"
UNITS = {
    "creatinine": "µmol/L",
    "adjusted_calcium": "mmol/L",
    "vitamin_d": "nmol/L",
    "urine_albumin_creatinine": "mg/mmol",
    "urine_ntx_creatinine": "nmol BCE/mmol",
    "pain_vas": "0-10",
    "phosphate": "mmol/L",
}


def before(days: int) -> dt.date:
    """The day so many days before day 1."""
    return D1 - dt.timedelta(days=days)


def birthday(years: int) -> dt.date:
    """The date of birth of someone whose birthday of so many years is day 1."""
    return D1.replace(year=D1.year - years)


def result(
    test: str,
    reported: str,
    days: int,
    *,
    unit: str | None = None,
    at: str | None = None,
    baseline: bool = False,
    upper_limit: str | None = None,
    cell: str = "C9",
) -> Result:
    """A result taken so many days before day 1, at a time if one is given."""
    unit = UNITS.get(test, "") if unit is None else unit
    limit = None if upper_limit is None else in_own_unit(test, Decimal(upper_limit), unit)
    return Result(
        test=test,
        value=in_own_unit(test, Decimal(reported), unit) if test in UNITS else None,
        reported=reported,
        unit=unit,
        taken_on=before(days),
        taken_at=None if at is None else dt.time.fromisoformat(at),
        baseline=baseline,
        upper_limit=limit,
        where=CellRef(WORKBOOK, "Results", cell),
    )


def creatinine(
    reported: str, days: int = 3, *, at: str | None = None, unit: str = "µmol/L", cell: str = "C9"
) -> Result:
    """A creatinine in µmol/L unless another unit is given."""
    return result("creatinine", reported, days, at=at, unit=unit, cell=cell)


def baseline(reported: str, upper_limit: str | None = None) -> Result:
    """The creatinine that is marked as baseline."""
    return result("creatinine", reported, 400, baseline=True, upper_limit=upper_limit, cell="C2")


def usual_results() -> tuple[Result, ...]:
    """Everything that is asked for before cycle 1."""
    return (
        baseline("40"),
        creatinine("40", cell="C3"),
        result("adjusted_calcium", "2.38", 3, cell="C4"),
        result("vitamin_d", "72", 48, cell="C5"),
        result("urine_albumin_creatinine", "1.2", 17, cell="C6"),
        result("imaging", "Reported", 20, cell="C7"),
    )


def dose(cycle: int, days: int, mg: str = "24", kg: str = "24", cell: str = "C3") -> PreviousDose:
    """An infusion given so many days before day 1."""
    where = CellRef(WORKBOOK, "Previous doses", cell)
    return PreviousDose(cycle, before(days), Decimal(mg), Decimal(kg), where)


def cycle_given(cycle: int, days: int, mg: str = "24", kg: str = "24") -> tuple[PreviousDose, ...]:
    """The three infusions of a cycle that began so many days before day 1."""
    return tuple(dose(cycle, days - n, mg, kg) for n in range(3))


def authorised(*codes: str, days: int = 1, by: str = "Dr Example") -> Authorisation:
    """A decision made so many days before day 1."""
    return Authorisation(codes, by, before(days))


def _patient(fields: Mapping[str, Any]) -> Patient:
    cells = {
        column.key: CellRef(WORKBOOK, "Infusions", f"{chr(ord('A') + n)}2")
        for n, column in enumerate(INFUSIONS.columns)
    }
    usual = Patient(
        hospital_number="H1234567",
        nhs_number="9990000018",
        family_name="Testcase",
        given_name="Arthur",
        title=None,
        date_of_birth=birthday(8),
        sex=Sex.MALE,
        weight_kg=Decimal(24),
        weight_measured_on=before(6),
        height_cm=Decimal(120),
        height_measured_on=before(6),
        allergies="None known",
        indication="NSAIDs failed",
        vertebral_involvement=False,
        cycle_number=1,
        day_1=D1,
        planned_start=None,
        current_medicines=(),
        pain_vas=None,
        ward="Day Unit 3",
        consultant="Dr Example",
        contact=None,
        authorisation=None,
        notes=None,
        results=usual_results(),
        previous_doses=(),
        cells=cells,
    )
    return dataclasses.replace(usual, **fields)


def boy(
    *results: Result,
    without: Iterable[str] = (),
    protocol: Protocol = LOADED.rules,
    site: SiteSettings | None = None,
    **fields: object,
) -> Subject:
    """The boy with other fields, and with these results instead of his of the same tests.

    Args:
        results: Take the place of every usual result of their tests.
        without: Tests of which he has no result.
        protocol: The rules, if not those shipped.
        site: The site's settings, if not the defaults.
        fields: Fields of ``Patient``.
    """
    replaced = {each.test for each in results} | set(without)
    kept = tuple(each for each in usual_results() if each.test not in replaced)
    return Subject(
        patient=_patient({"results": (*kept, *results), **fields}),
        protocol=protocol,
        definitions=LoadedProtocol(protocol, "").definitions,
        site=site or SiteSettings(),
    )


def man(*results: Result, **fields: object) -> Subject:
    """A man of 30 years, 50 kg, 176 cm with a creatinine of 70 µmol/L."""
    usual: dict[str, Any] = {
        "date_of_birth": birthday(30),
        "weight_kg": Decimal(50),
        "height_cm": Decimal(176),
    }
    measured = results or (baseline("70"), creatinine("70"))
    return boy(*measured, **(usual | fields))


def altered(**values: object) -> Protocol:
    """The shipped protocol with other values: ``altered(dose__cap_mg=90)`` changes ``dose.cap_mg``.

    A number takes the place of a figure's value, anything else that of the whole part.
    """
    protocol = LOADED.rules
    for path, value in values.items():
        part, key = path.split("__")
        old = getattr(protocol, part)
        new = value
        if isinstance(value, int | str | Decimal):
            new = getattr(old, key).model_copy(update={"value": Decimal(value)})
        protocol = protocol.model_copy(update={part: old.model_copy(update={key: new})})
    return protocol


def with_action(code: str, action: Action) -> Protocol:
    """The shipped protocol with another action for one finding, as a committee may set it."""
    findings = dict(LOADED.rules.findings)
    findings[code] = findings[code].model_copy(update={"action": action})
    return LOADED.rules.model_copy(update={"findings": findings})


def found(subject: Subject, code: str) -> Finding:
    """The one finding with this code."""
    (only,) = [each for each in judge(subject).findings if each.code == code]
    return only


def codes(judgement: Judgement) -> list[str]:
    """The codes of a judgement, in its order."""
    return [each.code for each in judgement.findings]


def assert_raised(subject: Subject, code: str, action: str, cell: str, message: str) -> None:
    """Assert that the code arises once, with this action, in this cell, in these words."""
    finding = found(subject, code)
    assert (finding.action, str(finding.where), finding.message) == (action, cell, message)
    assert finding.found
    assert finding.expected
    assert finding.hint


def assert_silent(subject: Subject, code: str) -> None:
    """Assert that the code does not arise, though the patient was judged."""
    judgement = judge(subject)
    assert code in LOADED.definitions
    assert code not in codes(judgement)
