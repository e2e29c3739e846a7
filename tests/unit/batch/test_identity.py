"""Names that follow from content."""

import dataclasses
import datetime as dt
from decimal import Decimal

from orderset.batch.identity import batch_name, digest, document_id, folder_names
from orderset.documents.case import Case, Provenance
from orderset.dosing.lists import JudgedEntry
from orderset.dosing.planning import Judgement, judge
from orderset.findings import CellRef, Outcome
from orderset.patients.entry import Entry
from orderset.settings import SiteSettings
from tests.builders import case, subject_from_case


PROVENANCE = Provenance("1.0.0", "ab" * 32)
SITE = SiteSettings()


def _entry(row: int, number: str | None = "H1", cycle: int | None = 1) -> Entry:
    return Entry(
        row=row,
        where=CellRef("list.xlsx", "Infusions", f"A{row}"),
        hospital_number=number,
        nhs_number=None,
        family_name="Testcase",
        given_name="Amelia",
        date_of_birth=None,
        cycle_number=cycle,
        day_1=dt.date(2026, 12, 7),
        ward=None,
        patient=None,
        findings=(),
    )


def _case(row: int, number: str | None = "H1", cycle: int | None = 1) -> Case:
    judgement = Judgement((), Outcome.RETURNED, None)
    return Case(_entry(row, number, cycle), None, judgement, f"OS1-{row}", PROVENANCE)


def _judged(row: int, **overrides: object) -> JudgedEntry:
    subject = subject_from_case(case("C01"), **overrides)
    return JudgedEntry(_entry(row), subject, judge(subject))


def test_the_document_id_does_not_depend_on_the_row() -> None:
    moved = subject_from_case(case("C01"))
    cells = {key: CellRef("other.xlsx", "Infusions", "B9") for key in moved.patient.cells}
    moved = dataclasses.replace(moved, patient=dataclasses.replace(moved.patient, cells=cells))
    here = document_id(_judged(2), SITE, PROVENANCE)
    there = document_id(JudgedEntry(_entry(9), moved, judge(moved)), SITE, PROVENANCE)
    assert here == there
    assert here.startswith("OS1-")
    assert len(here) == len("OS1-") + 10


def test_the_document_id_follows_the_patient_the_rules_and_the_site() -> None:
    ids = {
        document_id(_judged(2), SITE, PROVENANCE),
        document_id(_judged(2, weight_kg=Decimal("16.1")), SITE, PROVENANCE),
        document_id(_judged(2), SiteSettings(pharmacy="Other"), PROVENANCE),
        document_id(_judged(2), SITE, Provenance("1.0.1", PROVENANCE.protocol_sha256)),
    }
    assert len(ids) == 4


def test_a_row_that_is_no_patient_has_an_id_too() -> None:
    returned = JudgedEntry(_entry(2, None), None, Judgement((), Outcome.RETURNED, None))
    assert document_id(returned, SITE, PROVENANCE).startswith("OS1-")


def test_a_batch_is_named_by_its_earliest_day_1_its_workbook_and_its_content() -> None:
    name = batch_name("Day unit, week 50", [_case(2)], "x", run_date=dt.date(2026, 12, 4))
    assert name.startswith("2026-12-07-Day-unit-week-50-")
    assert name != batch_name("Day unit, week 50", [_case(2)], "y", run_date=dt.date(2026, 12, 4))


def test_a_batch_without_a_day_1_is_named_by_the_run_date() -> None:
    no_day = dataclasses.replace(_case(2), entry=dataclasses.replace(_entry(2), day_1=None))
    assert batch_name("…", [no_day], "x", run_date=dt.date(2026, 12, 4)).startswith(
        "2026-12-04-workbook-"
    )


def test_folders_are_hospital_number_and_cycle() -> None:
    cases = [_case(2, "A/1"), _case(3, "A-1"), _case(4, None), _case(5, "B2", None)]
    assert folder_names(cases) == ("A_1-c1", "A-1-c1", "row4", "B2-row5")


def test_folders_that_a_file_share_would_mix_up_name_the_row() -> None:
    assert folder_names([_case(2, "a1"), _case(3, "A1")]) == ("a1-c1-row2", "A1-c1-row3")


def test_a_digest_is_of_the_content_alone() -> None:
    assert digest({"b": (1, Decimal("2.50")), "a": None}) == digest({"a": None, "b": [1, "2.5"]})
