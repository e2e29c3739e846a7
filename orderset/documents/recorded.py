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
        row=record["row"],
        where=_cell(record["where"], workbook),
        hospital_number=fields.get("hospital_number"),
        nhs_number=fields.get("nhs_number"),
        family_name=fields.get("family_name"),
        given_name=fields.get("given_name"),
        date_of_birth=dt.date.fromisoformat(date_of_birth) if date_of_birth else None,
        cycle_number=fields.get("cycle_number"),
        day_1=dt.date.fromisoformat(day_1) if day_1 else None,
        ward=fields.get("ward"),
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
        hospital_number=fields["hospital_number"],
        nhs_number=fields["nhs_number"],
        family_name=fields["family_name"],
        given_name=fields["given_name"],
        title=fields["title"],
        date_of_birth=dt.date.fromisoformat(fields["date_of_birth"]),
        sex=Sex(fields["sex"]),
        weight_kg=Decimal(fields["weight_kg"]),
        weight_measured_on=dt.date.fromisoformat(fields["weight_measured_on"]),
        height_cm=Decimal(fields["height_cm"]),
        height_measured_on=dt.date.fromisoformat(fields["height_measured_on"]),
        allergies=fields["allergies"],
        indication=fields["indication"],
        vertebral_involvement=fields["vertebral_involvement"],
        cycle_number=fields["cycle_number"],
        day_1=dt.date.fromisoformat(fields["day_1"]),
        planned_start=_time(fields["planned_start"]),
        current_medicines=tuple(fields["current_medicines"]),
        pain_vas=None if fields["pain_vas"] is None else Decimal(fields["pain_vas"]),
        ward=fields["ward"],
        consultant=fields["consultant"],
        contact=fields["contact"],
        authorisation=_authorisation(fields["authorisation"]),
        notes=fields["notes"],
        results=_results(fields["results"], workbook),
        previous_doses=_previous_doses(fields["previous_doses"], workbook),
        cells={key: _cell(where, workbook) for key, where in fields["cells"].items()},
    )


def _time(text: str | None) -> dt.time | None:
    return None if text is None else dt.time.fromisoformat(text)


def _exact(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


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
            dose_mg=Decimal(each["dose_mg"]),
            weight_kg=Decimal(each["weight_kg"]),
            where=_cell(each["where"], workbook),
        )
        for each in doses
    )
