"""A list after judging and printing, as the summary and the page are made from it."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence

from orderset.documents.case import Case, Provenance
from orderset.documents.summary import BatchSummary
from orderset.dosing.planning import Judgement
from orderset.findings import CellRef, Finding, outcome_of, workbook_finding
from orderset.protocol.loading import load_protocol
from orderset.settings import SiteSettings
from tests.unit.documents.judged_cases import all_ids, worked


REMARK = workbook_finding(
    "result-without-patient",
    "Hospital number H9999999 is not on Infusions.",
    where=CellRef("list.xlsx", "Results", "A88"),
    found="H9999999",
    expected="a hospital number on Infusions",
)


def everybody() -> list[Case]:
    """Return every worked case as the rows of one list, the first in row 2."""
    return [
        worked(case_id, row, hospital_number=f"H{1000000 + row}")
        for row, case_id in enumerate(all_ids(), start=2)
    ]


def unread(row: int = 40) -> Case:
    """Return a row of which little could be read."""
    cell = CellRef("list.xlsx", "Infusions", f"H{row}")
    found = (
        workbook_finding(
            "value-missing",
            "The weight is missing.",
            where=cell,
            found="empty",
            expected="a number, 2 to 250",
        ),
    )
    whole = worked("C01", row)
    entry = dataclasses.replace(
        whole.entry,
        patient=None,
        family_name=None,
        given_name=None,
        nhs_number=None,
        hospital_number=None,
        date_of_birth=None,
        cycle_number=None,
        day_1=None,
        ward=None,
        findings=found,
    )
    judgement = Judgement(found, outcome_of(found), None)
    return dataclasses.replace(whole, entry=entry, subject=None, judgement=judgement)


def batch_of(
    cases: Sequence[Case],
    *,
    dates: frozenset[dt.date] | None = None,
    failed: Mapping[int, str] | None = None,
    workbook_findings: Sequence[Finding] = (),
) -> BatchSummary:
    loaded = load_protocol()
    return BatchSummary(
        workbook_name="day-unit.xlsx",
        batch_name="2026-12-07-day-unit-7f3a9c21",
        run_date=dt.date(2026, 12, 3),
        cases=cases,
        workbook_findings=workbook_findings,
        provenance=Provenance("0.1.0", loaded.sha256),
        protocol=loaded.rules,
        site=SiteSettings(hospital="Example Children’s Hospital"),
        dates=dates,
        failed=failed or {},
    )
