"""The machine's copy of a case: ``record.json``.

Decimals are strings without trailing zeros, counts are numbers, dates are ISO. Where no exact
decimal exists (a calcium converted from mg/dL) the exact fraction is written, so that everything
can be computed again from the record; ``recorded.py`` is the way back.
Source: contract.md section 4.
"""

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from orderset.documents.ahead import ahead_fields, ahead_of
from orderset.documents.case import Case
from orderset.dosing.plan import Cycle, Infusion, Renal, Step
from orderset.findings import CellRef, Finding
from orderset.patients.entry import Entry
from orderset.patients.patient import Authorisation, Patient, PreviousDose, Result
from orderset.quantities import Exact, plain, round_half_up


SCHEMA = "orderset/record/1"
ONE_PLACE = Decimal("0.1")
TWO_PLACES = Decimal("0.01")


def record(case: Case, documents: Sequence[tuple[str, str, int]]) -> dict[str, object]:
    """Return what ``record.json`` holds.

    Args:
        case: The row as judged.
        documents: Kind, file and pages of each printed document.
    """
    plan, ahead = case.judgement.plan, ahead_of(case)
    patient = case.subject.patient if case.subject else case.entry.patient
    return {
        "schema": SCHEMA,
        "outcome": case.judgement.outcome.value,
        "document_id": case.document_id,
        "content": case.content,
        "version": case.version,
        "replaces": case.replaces or None,
        "row": case.entry.row,
        "where": str(case.entry.where),
        "findings": [*_findings(case)],
        "protocol": _protocol(case),
        "software": case.provenance.software_version,
        "settings": _settings(case),
        "patient": _patient(patient) if patient else _read(case.entry),
        "renal": _renal(plan.renal) if plan else {},
        "cycle": _cycle(plan.cycle) if plan else {},
        "ahead": ahead_fields(ahead) if ahead else {},
        "infusions": [_infusion(each) for each in plan.infusions] if plan else [],
        "working": [_step(each) for each in plan.working] if plan else [],
        "documents": [
            {"kind": kind, "file": file, "pages": pages} for kind, file, pages in documents
        ],
    }


def _findings(case: Case) -> Iterator[dict[str, object]]:
    """Yield every finding; those of reading cannot be made again from the record, and say so."""
    of_reading = list(case.entry.findings)
    for each in case.judgement.findings:
        as_read = dataclasses.replace(each, authorised=None)
        is_of_reading = as_read in of_reading
        if is_of_reading:
            of_reading.remove(as_read)
        yield finding_fields(each) | {"from_reading": is_of_reading}


def bare_record(case: Case) -> dict[str, object]:
    """Return the record of a case whose own could not be made: who it is and what was found."""
    return {
        "schema": SCHEMA,
        "row": case.entry.row,
        "where": str(case.entry.where),
        "outcome": case.judgement.outcome.value,
        "document_id": case.document_id,
        "content": case.content,
        "version": case.version,
        "replaces": case.replaces or None,
        "findings": [*_findings(case)],
        "protocol": {"sha256": case.provenance.protocol_sha256},
        "software": case.provenance.software_version,
        "settings": {},
        "patient": {
            "hospital_number": case.entry.hospital_number,
            "cycle_number": case.entry.cycle_number,
        },
        "renal": {},
        "cycle": {},
        "ahead": {},
        "infusions": [],
        "working": [],
        "documents": [],
    }


def finding_fields(found: Finding) -> dict[str, object]:
    """Return a finding as plain data; ``authorised`` only where somebody decided."""
    told: dict[str, object] = {
        "code": found.code,
        "action": found.action.value,
        "where": _cell(found.where),
        "found": found.found,
        "expected": found.expected,
        "message": found.message,
        "hint": found.hint,
    }
    if found.authorised:
        told["authorised"] = {"by": found.authorised.by, "on": found.authorised.on}
    return told


def _cell(where: CellRef | None) -> str | None:
    """Name the cell, or nothing for a finding that has none."""
    return (str(where) or None) if where else None


def _protocol(case: Case) -> dict[str, object]:
    """Name the protocol; of a row that became no patient only the hash of its file is known."""
    known: dict[str, object] = {"sha256": case.provenance.protocol_sha256}
    if case.subject:
        known = {
            "id": case.subject.protocol.id,
            "version": case.subject.protocol.version,
        } | known
    return known


def _settings(case: Case) -> dict[str, object]:
    """Return the site's settings that numbers depend on."""
    if case.subject is None:
        return {}
    site = case.subject.site
    return {
        "strength_mg_per_ml": plain(site.strength_mg_per_ml),
        "vial_mg": plain(site.vial_mg),
        "half_dose_first_infusion": site.half_dose_first_infusion,
    }


def _patient(patient: Patient) -> dict[str, object]:
    fields: dict[str, object] = {}
    for field in dataclasses.fields(patient):
        value = getattr(patient, field.name)
        fields[field.name] = _FIELDS[field.name](value) if field.name in _FIELDS else _simple(value)
    return fields


def _read(entry: Entry) -> dict[str, object]:
    """Return what could be read of a row that became no patient."""
    fields = {
        field.name: _simple(getattr(entry, field.name))
        for field in dataclasses.fields(entry)
        if field.name not in {"row", "where", "patient", "findings"}
    }
    return {name: value for name, value in fields.items() if value is not None}


def _simple(value: object) -> object:
    """Write a number as a string and a date or time in ISO form; leave the rest."""
    match value:
        case Decimal():
            return plain(value)
        case dt.date():
            return value.isoformat()
        case dt.time():
            return value.isoformat("auto" if value.second or value.microsecond else "minutes")
        case tuple():
            return list(value)
        case _:
            return value


def _authorisation(authorisation: Authorisation | None) -> dict[str, object] | None:
    if authorisation is None:
        return None
    return {
        "codes": list(authorisation.codes),
        "by": authorisation.by,
        "on": authorisation.on.isoformat(),
    }


def _results(results: Sequence[Result]) -> list[dict[str, object]]:
    return [
        {
            "test": each.test,
            "value": None if each.value is None else _exact(each.value),
            "reported": each.reported,
            "unit": each.unit,
            "taken_on": each.taken_on.isoformat(),
            "taken_at": _simple(each.taken_at),
            "baseline": each.baseline,
            "upper_limit": None if each.upper_limit is None else _exact(each.upper_limit),
            "where": str(each.where),
        }
        for each in results
    ]


def _previous_doses(doses: Sequence[PreviousDose]) -> list[dict[str, object]]:
    return [
        {
            "cycle_number": each.cycle_number,
            "given_on": each.given_on.isoformat(),
            "dose_mg": plain(each.dose_mg),
            "weight_kg": plain(each.weight_kg),
            "where": str(each.where),
        }
        for each in doses
    ]


def _cells(cells: Mapping[str, CellRef]) -> dict[str, str]:
    return {key: str(where) for key, where in cells.items()}


_FIELDS: Mapping[str, Callable[[Any], object]] = {
    "authorisation": _authorisation,
    "results": _results,
    "previous_doses": _previous_doses,
    "cells": _cells,
}
"""The fields of a patient that are more than a value."""


def _exact(value: Fraction) -> str:
    """Write a fraction so that ``Fraction(text)`` gives it back.

    Example:
        >>> _exact(Fraction(371, 10)), _exact(Fraction(1, 3))
        ('37.1', '1/3')
    """
    decimal = Decimal(value.numerator) / Decimal(value.denominator)
    return plain(decimal) if Fraction(decimal) == value else str(value)


def _renal(renal: Renal) -> dict[str, object]:
    equation = renal.decisive_equation
    return _known(
        {
            "egfr_schwartz_ml_per_min_per_1_73m2": _rounded(
                renal.egfr_schwartz_ml_per_min_per_1_73m2, TWO_PLACES
            ),
            "crcl_cockcroft_gault_ml_per_min": _rounded(
                renal.crcl_cockcroft_gault_ml_per_min, TWO_PLACES
            ),
            "egfr_ckid_u25_ml_per_min_per_1_73m2": _rounded(
                renal.egfr_ckid_u25_ml_per_min_per_1_73m2, TWO_PLACES
            ),
            "egfr_ckd_epi_2021_ml_per_min_per_1_73m2": _rounded(
                renal.egfr_ckd_epi_2021_ml_per_min_per_1_73m2, TWO_PLACES
            ),
            "creatinine_percent_of_baseline": _rounded(
                renal.creatinine_percent_of_baseline, ONE_PLACE
            ),
            "decisive_equation": equation.value if equation else None,
        }
    )


def _rounded(value: Exact | float | None, step: Decimal) -> str | None:
    return None if value is None else plain(round_half_up(Fraction(value), step))


def _cycle(cycle: Cycle) -> dict[str, object]:
    return _known(
        {field.name: _simple(getattr(cycle, field.name)) for field in dataclasses.fields(cycle)}
    )


def _infusion(infusion: Infusion) -> dict[str, object]:
    fields = {
        field.name: _simple(getattr(infusion, field.name)) for field in dataclasses.fields(infusion)
    }
    limit = infusion.creatinine_limit_micromol_per_l
    # A whole number, but of a measured quantity: written as the others are.
    fields["creatinine_limit_micromol_per_l"] = None if limit is None else str(limit)
    return _known(fields)


def _step(step: Step) -> dict[str, object]:
    return {"step": step.step, "text": step.text, "source": step.source}


def _known(fields: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in fields.items() if value is not None}
