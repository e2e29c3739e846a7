"""The way back from ``record.json``: what was read of a row, exactly as it was judged.

What was computed is not taken from a record: whoever wants to know whether it is right computes it
again. ``record.py`` is the way there.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from orderset.documents.record import SCHEMA
from orderset.findings import Action, Authorised, CellRef, Finding
from orderset.patients.entry import Entry
from orderset.patients.patient import Authorisation, Patient, PreviousDose, Result
from orderset.patients.sex import Sex


_CELL = re.compile(r"(.*)!([A-Z]{1,3}[0-9]{1,7})", re.DOTALL)
_NUMBER = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?")
_FRACTION = re.compile(r"-?[0-9]{1,80}(\.[0-9]{1,40}|/[0-9]{1,80})?")
"""As ``record.py`` writes them: an exponent could ask for more digits than a machine can hold."""

_WHOLE = "cells"
"""A key of every patient, and of no row that became none."""

NOT_A_RECORD = (KeyError, TypeError, ValueError, AttributeError, ArithmeticError)
"""What is raised when something is read back that was never written so."""

Fields = Mapping[str, Any]


def recorded_entry(record: Fields, workbook: str) -> Entry:
    """Return the row that a record was made of.

    Its findings are those of reading, in the order of their cells, without authorisations.

    Args:
        record: what ``record.json`` holds.
        workbook: the name of the workbook, which a record does not carry.

    Raises:
        NOT_A_RECORD: it is none, or is damaged.
    """
    if record["schema"] != SCHEMA:
        message = f"not a record of the schema {SCHEMA}"
        raise ValueError(message)
    fields = record["patient"]
    patient = _patient(fields, workbook) if _WHOLE in fields else None
    date_of_birth, day_1 = fields.get("date_of_birth"), fields.get("day_1")
    return Entry(
        row=_count(record, "row"),
        where=_cell(record["where"], workbook),
        hospital_number=_text_if_any(fields, "hospital_number"),
        nhs_number=_text_if_any(fields, "nhs_number"),
        family_name=_text_if_any(fields, "family_name"),
        given_name=_text_if_any(fields, "given_name"),
        date_of_birth=dt.date.fromisoformat(date_of_birth) if date_of_birth else None,
        cycle_number=_count(fields, "cycle_number") if "cycle_number" in fields else None,
        day_1=dt.date.fromisoformat(day_1) if day_1 else None,
        ward=_text_if_any(fields, "ward"),
        patient=patient,
        findings=recorded_findings(
            ({**each, "authorised": None} for each in record["findings"] if each["from_reading"]),
            workbook,
        ),
    )


def recorded_findings(findings: Iterable[Fields], workbook: str) -> tuple[Finding, ...]:
    """Return findings as they were before ``finding_fields`` wrote them.

    Raises:
        NOT_A_RECORD: they are none.
    """
    return tuple(_finding(each, workbook) for each in findings)


def _finding(fields: Fields, workbook: str) -> Finding:
    where, decided = fields["where"], fields.get("authorised")
    return Finding(
        code=fields["code"],
        action=Action(fields["action"]),
        where=None if where is None else _cell(where, workbook),
        found=fields["found"],
        expected=fields["expected"],
        message=fields["message"],
        hint=fields["hint"],
        authorised=Authorised(decided["by"], decided["on"]) if decided else None,
    )


def _cell(text: str, workbook: str) -> CellRef:
    """Return the cell that ``str`` of it names.

    Example:
        >>> _cell("Infusions!H5", "list.xlsx")
        CellRef(workbook='list.xlsx', sheet='Infusions', cell='H5')
    """
    match = _CELL.fullmatch(text)
    return CellRef(workbook, match[1], match[2]) if match else CellRef(workbook, text)


def _patient(fields: Fields, workbook: str) -> Patient:
    return Patient(
        hospital_number=_text(fields, "hospital_number"),
        nhs_number=_text_if_any(fields, "nhs_number"),
        family_name=_text(fields, "family_name"),
        given_name=_text(fields, "given_name"),
        title=_text_if_any(fields, "title"),
        date_of_birth=dt.date.fromisoformat(fields["date_of_birth"]),
        sex=Sex(fields["sex"]),
        weight_kg=_number(fields["weight_kg"]),
        weight_measured_on=dt.date.fromisoformat(fields["weight_measured_on"]),
        height_cm=_number(fields["height_cm"]),
        height_measured_on=dt.date.fromisoformat(fields["height_measured_on"]),
        allergies=_text(fields, "allergies"),
        indication=_text_if_any(fields, "indication"),
        vertebral_involvement=fields["vertebral_involvement"],
        cycle_number=_count(fields, "cycle_number"),
        day_1=dt.date.fromisoformat(fields["day_1"]),
        planned_start=_time(fields["planned_start"]),
        current_medicines=tuple(fields["current_medicines"]),
        pain_vas=None if fields["pain_vas"] is None else _number(fields["pain_vas"]),
        ward=_text(fields, "ward"),
        consultant=_text(fields, "consultant"),
        contact=_text_if_any(fields, "contact"),
        authorisation=_authorisation(fields["authorisation"]),
        notes=_text_if_any(fields, "notes"),
        results=_results(fields["results"], workbook),
        previous_doses=_previous_doses(fields["previous_doses"], workbook),
        cells={key: _cell(where, workbook) for key, where in fields["cells"].items()},
    )


def _time(text: str | None) -> dt.time | None:
    return None if text is None else dt.time.fromisoformat(text)


def _number(text: str) -> Decimal:
    return Decimal(_matching(_NUMBER, text))


def _exact(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(_matching(_FRACTION, text))


def _matching(pattern: re.Pattern[str], text: str) -> str:
    if not pattern.fullmatch(text):
        message = "not a number as a record has it"
        raise ValueError(message)
    return text


def _text(fields: Fields, key: str) -> str:
    value = fields[key]
    if not isinstance(value, str):
        message = f"{key} is not a text"
        raise TypeError(message)
    return value


def _text_if_any(fields: Fields, key: str) -> str | None:
    return None if fields.get(key) is None else _text(fields, key)


def _count(fields: Fields, key: str) -> int:
    value = fields[key]
    if type(value) is not int:
        message = f"{key} is not a count"
        raise TypeError(message)
    return value


def _authorisation(fields: Fields | None) -> Authorisation | None:
    if fields is None:
        return None
    return Authorisation(
        codes=tuple(fields["codes"]), by=fields["by"], on=dt.date.fromisoformat(fields["on"])
    )


def _results(results: Sequence[Fields], workbook: str) -> tuple[Result, ...]:
    return tuple(
        Result(
            test=each["test"],
            value=_exact(each["value"]),
            reported=each["reported"],
            unit=each["unit"],
            taken_on=dt.date.fromisoformat(each["taken_on"]),
            taken_at=_time(each["taken_at"]),
            baseline=each["baseline"],
            upper_limit=_exact(each["upper_limit"]),
            where=_cell(each["where"], workbook),
        )
        for each in results
    )


def _previous_doses(doses: Sequence[Fields], workbook: str) -> tuple[PreviousDose, ...]:
    return tuple(
        PreviousDose(
            cycle_number=each["cycle_number"],
            given_on=dt.date.fromisoformat(each["given_on"]),
            dose_mg=_number(each["dose_mg"]),
            weight_kg=_number(each["weight_kg"]),
            where=_cell(each["where"], workbook),
        )
        for each in doses
    )
