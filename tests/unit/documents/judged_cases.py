"""Cases as a batch would make them, from the worked cases."""

import dataclasses
from typing import Any

from orderset.documents.case import Case, Provenance, ReadyCase, ready_case
from orderset.dosing.planning import judge
from orderset.dosing.situation import Subject
from orderset.findings import CellRef, Finding
from orderset.patients.entry import Entry
from orderset.patients.patient import Patient
from tests.builders import case, cases, subject_from_case


PROVENANCE = Provenance(software_version="0.1.0", protocol_sha256="ab" * 32)
DOCUMENT_ID = "OS1-7F3A9C21"


def all_ids() -> list[str]:
    return [each["id"] for each in cases()]


def entry_of(patient: Patient, row: int) -> Entry:
    names = {field.name for field in dataclasses.fields(Entry)}
    read = {
        field.name: getattr(patient, field.name)
        for field in dataclasses.fields(Patient)
        if field.name in names
    }
    return Entry(
        **read,
        row=row,
        where=CellRef("list.xlsx", "Infusions", f"A{row}"),
        patient=patient,
        findings=(),
    )


def case_of(subject: Subject, row: int = 5, found_before: tuple[Finding, ...] = ()) -> Case:
    return Case(
        entry=entry_of(subject.patient, row),
        subject=subject,
        judgement=judge(subject, found_before),
        document_id=DOCUMENT_ID,
        provenance=PROVENANCE,
    )


def worked(
    case_id: str,
    row: int = 5,
    **overrides: Any,
) -> Case:
    return case_of(subject_from_case(case(case_id), **overrides), row)


def worked_ready(
    case_id: str,
    **overrides: Any,
) -> ReadyCase:
    ready = ready_case(worked(case_id, **overrides))
    assert ready
    return ready
