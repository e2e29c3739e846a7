"""A list after judging and printing, as the summary and the page are made from it."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence

from orderset.documents.case import Case, Provenance
from orderset.documents.pulling import Absent, Replaced
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


def pulling() -> BatchSummary:
    """Return a list that replaces papers of patients with each outcome."""
    ready, withheld = worked("C01", 2), worked("C10", 3, hospital_number="H1000003")
    failed, lost = worked("C02", 4, hospital_number="H1000004"), unread(5)
    cases = [
        dataclasses.replace(each, version=3, replaces="OS1-0D9B2E66AC")
        for each in (ready, withheld, failed, lost)
    ]
    papers = ("order-set", "monitoring-checklist", "preparation-worksheet", "labels")
    replaced = [
        Replaced(2, "OS1-0D9B2E66AC", 2, papers, ("2026-12-07-day-unit-0a1b2c3d",), same_as=1),
        Replaced(3, "OS1-1D9B2E66AC", 2, ("labels",), ("2026-12-07-day-unit-0a1b2c3d", "other")),
        Replaced(4, "OS1-2D9B2E66AC", 2, ("notice",), ("2026-12-07-day-unit-0a1b2c3d",)),
        Replaced(5, "OS1-3D9B2E66AC", 0, (), ()),
    ]
    absent = [
        Absent(
            "H9", 2, "OS1-4D9B2E66AC", 1, dt.date(2026, 12, 9), ("2026-12-07-day-unit-0a1b2c3d",)
        ),
        Absent("H8", 1, "OS1-5D9B2E66AC", 1, None, ("2026-12-07-day-unit-0a1b2c3d",)),
    ]
    batch = batch_of(cases, failed={4: "labels: the text does not fit."})
    return dataclasses.replace(batch, replaced=replaced, absent=absent)
