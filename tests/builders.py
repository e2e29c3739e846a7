"""Builders for tests: patients and subjects from the plain dictionaries of ``cases.json``."""

import copy
import datetime as dt
import functools
import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from orderset.dosing.planning import Judgement, judge
from orderset.dosing.situation import Subject
from orderset.findings import CellRef
from orderset.patients.parsing_results import in_own_unit
from orderset.patients.patient import Authorisation, Patient, PreviousDose, Result
from orderset.patients.sex import Sex
from orderset.protocol.loading import load_protocol
from orderset.settings import SiteSettings
from orderset.workbook.columns import INFUSIONS
from orderset.workbook.laboratory import laboratory_test


CASES_FILE = Path(__file__).parent / "clinical" / "cases.json"
OTHER_CASES = ("cases-stepped.json", "cases-two-day.json")


_protocol = functools.cache(load_protocol)
"""Read once: a protocol does not change, and reading one takes longer than judging a patient."""


def cases() -> list[dict[str, Any]]:
    """Return the worked cases of the default protocol."""
    return copy.deepcopy(_cases_in(CASES_FILE))


def cases_of_others() -> list[dict[str, Any]]:
    """Return the worked cases of the other protocols, each with its ``protocol``."""
    return copy.deepcopy(_of_others())


@functools.cache
def _of_others() -> list[dict[str, Any]]:
    return [each for name in OTHER_CASES for each in _cases_in(CASES_FILE.with_name(name))]


@functools.cache
def _cases_in(file: Path) -> list[dict[str, Any]]:
    data: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return list(data["cases"])


def case(case_id: str) -> dict[str, Any]:
    """Return one worked case, a copy of its own."""
    listed = (*_cases_in(CASES_FILE), *_of_others())
    return copy.deepcopy(next(each for each in listed if each["id"] == case_id))


def _date(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _own_unit(test: str, value: Any, unit: str | None) -> Fraction:
    return in_own_unit(test, Decimal(str(value)), unit or "")


def _result(row: int, fields: dict[str, Any]) -> Result:
    test = laboratory_test(fields["test"])
    assert test is not None
    is_number = test.is_number
    text = str(fields["result"])
    limit = fields.get("upper_limit")
    return Result(
        test=test.key,
        value=_own_unit(test.key, fields["result"], fields["unit"]) if is_number else None,
        reported=text if is_number else text[:1].upper() + text[1:],
        unit=fields["unit"] or "",
        taken_on=_date(fields["taken_on"]),
        taken_at=None,
        baseline=bool(fields.get("baseline")),
        upper_limit=None if limit is None else _own_unit(test.key, limit, fields["unit"]),
        where=CellRef("list.xlsx", "Results", f"C{row}"),
    )


def _authorisation(fields: dict[str, Any]) -> Authorisation | None:
    if not fields.get("authorised_findings"):
        return None
    codes = tuple(each.strip() for each in fields["authorised_findings"].split(";"))
    return Authorisation(codes, fields["authorised_by"], _date(fields["authorised_on"]))


def patient_from_case(fields: dict[str, Any], **overrides: Any) -> Patient:
    """Return the patient of a worked case; ``overrides`` replace fields of the patient."""
    infusion = fields["infusion"]
    vertebral = infusion.get("vertebral_involvement")
    values: dict[str, Any] = {
        "hospital_number": infusion.get("hospital_number", "H1234567"),
        "nhs_number": infusion.get("nhs_number", "9990000018"),
        "family_name": infusion.get("family_name", "Testcase"),
        "given_name": infusion.get("given_name", "Amelia"),
        "title": infusion.get("title"),
        "date_of_birth": _date(infusion["date_of_birth"]),
        "sex": Sex(infusion["sex"]),
        "weight_kg": Decimal(str(infusion["weight_kg"])),
        "weight_measured_on": _date(infusion["weight_measured_on"]),
        "height_cm": Decimal(str(infusion["height_cm"])),
        "height_measured_on": _date(infusion["height_measured_on"]),
        "allergies": infusion["allergies"],
        "indication": infusion["indication"],
        "vertebral_involvement": None if vertebral is None else vertebral == "Yes",
        "cycle_number": infusion["cycle_number"],
        "day_1": _date(infusion["day_1"]),
        "planned_start": None,
        "current_medicines": ()
        if infusion["current_medicines"] == "None"
        else tuple(each.strip() for each in infusion["current_medicines"].split(";")),
        "pain_vas": None,
        "ward": "Day Unit 3",
        "consultant": "Dr Example",
        "contact": None,
        "authorisation": _authorisation(infusion),
        "notes": None,
        "results": tuple(_result(n, each) for n, each in enumerate(fields["results"], start=2)),
        "previous_doses": tuple(
            PreviousDose(
                each["cycle_number"],
                _date(each["given_on"]),
                Decimal(str(each["dose_mg"])),
                Decimal(str(each["weight_kg"])),
                CellRef("list.xlsx", "Previous doses", f"D{n}"),
            )
            for n, each in enumerate(fields["previous_doses"], start=2)
        ),
        "cells": {
            column.key: CellRef("list.xlsx", "Infusions", f"{_letter(n)}2")
            for n, column in enumerate(INFUSIONS.columns)
        },
    }
    return Patient(**(values | overrides))


def _letter(index: int) -> str:
    return chr(ord("A") + index) if index < 26 else "A" + chr(ord("A") + index - 26)


def subject_from_case(fields: dict[str, Any], **overrides: Any) -> Subject:
    """Return the subject of a worked case under its protocol and the case's settings."""
    loaded = _protocol(Path(fields["protocol"]) if "protocol" in fields else None)
    return Subject(
        patient=patient_from_case(fields, **overrides),
        protocol=loaded.rules,
        definitions=loaded.definitions,
        site=SiteSettings(**fields["settings"]),
    )


def judged(case_id: str, **overrides: Any) -> Judgement:
    """Return the judgement of a worked case."""
    return judge(subject_from_case(case(case_id), **overrides))
