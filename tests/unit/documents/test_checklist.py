import datetime as dt
import re
from typing import Any

import pytest

from orderset.documents.case import ready_case
from orderset.documents.checklist import (
    NO_BASELINE,
    NO_NEXT_CYCLE,
    ChecklistContent,
    checklist,
)
from orderset.documents.document import Document, Kind
from orderset.documents.order_set import OrderSet, order_set
from orderset.documents.wording import found_as
from orderset.rendering.templates import Sources
from orderset.rendering.worker import rendered
from orderset.settings import SiteSettings
from tests.unit.documents.judged_cases import case_of, worked_ready
from tests.unit.documents.order_documents import (
    ready_at,
    ready_ids,
    strings_of,
    with_infusions,
)
from tests.unit.documents.test_print_rules import BANNED, NO_SPACE_THAT_BREAKS
from tests.unit.dosing.edge_subjects import altered, boy, cycle_given


def content_of(document: Document) -> ChecklistContent:
    assert isinstance(document.content, ChecklistContent)
    return document.content


def made(
    case_id: str,
    **overrides: Any,
) -> ChecklistContent:
    return content_of(checklist(worked_ready(case_id, **overrides)))


def test_it_is_a_page_for_the_schedule_and_one_for_each_day() -> None:
    document = checklist(worked_ready("C01"))
    assert document.kind is Kind.CHECKLIST
    assert (document.page_width_mm, document.page_height_mm, document.pages) == ("210", "297", 4)
    assert document.document_id == "OS1-7F3A9C21-M"
    assert document.title == "Monitoring checklist OS1-7F3A9C21-M"
    assert [each.payload for each in document.barcodes] == ["OS1-7F3A9C21-M"]
    assert "Page 4 of 4" in document.required_text


def test_every_page_must_say_who_the_patient_is() -> None:
    required = checklist(worked_ready("C01")).required_text
    for text in ("TESTCASE, Amelia", "NHS No. 999 000 0018", "Hospital No. H1234567"):
        assert required.count(text) == 4


def test_nothing_that_is_required_is_empty_or_holds_a_joiner() -> None:
    for text in checklist(worked_ready("C07")).required_text:
        assert text
        assert found_as(text) == text


@pytest.mark.parametrize("case_id", ready_ids())
def test_it_has_the_numbers_of_the_order_set(case_id: str) -> None:
    ready = worked_ready(case_id)
    ordered = order_set(ready).content
    assert isinstance(ordered, OrderSet)
    days = content_of(checklist(ready)).days
    assert tuple(each.medication for each in days) == ordered.infusions


@pytest.mark.parametrize("case_id", ready_ids())
def test_nothing_on_the_ban_list_is_printed(case_id: str) -> None:
    content = made(case_id, contact="bleep 1234", planned_start=dt.time(23, 30))
    own = set(strings_of(content.banner))
    faults = []
    for text in strings_of(content):
        ours = text.replace("1.0.0", "").replace("0.1.0", "").replace("abababab", "")
        if text in own:
            continue
        faults += [
            (name, text)
            for name, pattern in BANNED.items()
            # A question ends with its mark; what is banned is a mark in the place of a value.
            if re.search(pattern, re.sub(r"(?<=[a-z])\?", "", ours), re.MULTILINE)
        ]
        if NO_SPACE_THAT_BREAKS.search(ours):
            faults.append(("a number that can part from its unit", text))
    assert faults == []


def test_the_words_of_the_checks_are_the_protocols() -> None:
    ready = worked_ready("C01")
    words = ready.subject.protocol.checklist
    content = content_of(checklist(ready))
    for day in content.days:
        said = [each.replace("\u00a0", " ") for pair in day.checks for each in pair if each]
        assert said == [each.text for each in words.before]
        assert [each.replace("\u00a0", " ") for each in day.after] == [
            each.text for each in words.after
        ]
    assert [each.replace("\u00a0", " ") for each in content.stop_criteria] == [
        each.text for each in words.stop_criteria
    ]


def test_the_creatinine_limit_of_the_day_stands_beside_the_box() -> None:
    assert [each.limit for each in made("C01").days] == ["34\u00a0µmol/L or less"] * 3


def test_without_a_baseline_the_prescriber_sets_the_limit() -> None:
    ready = with_infusions(worked_ready("C01"), creatinine_limit_micromol_per_l=None)
    assert {each.limit for each in content_of(checklist(ready)).days} == {NO_BASELINE}


def test_each_day_says_when_the_next_dose_is() -> None:
    assert [each.next_dose for each in made("C01").days] == [
        "Next infusion day 2, 08-Dec-2026",
        "Next infusion day 3, 09-Dec-2026",
        "Next cycle not before 04-Jan-2027",
    ]


def test_the_next_cycle_waits_for_the_limit_as_well_as_for_the_interval() -> None:
    given = (*cycle_given(1, 200), *cycle_given(2, 90))
    ready = ready_case(case_of(boy(cycle_number=3, previous_doses=given)))
    assert ready
    content = content_of(checklist(ready))
    assert content.next_cycle == "Next cycle not before 19-May-2027"
    assert content.days[-1].next_dose == content.next_cycle


def test_where_no_cycle_fits_after_this_one_that_is_said() -> None:
    subject = boy(
        protocol=altered(cumulative__limit_mg_per_kg="2.5"),
        site=SiteSettings(half_dose_first_infusion=True),
    )
    ready = ready_case(case_of(subject))
    assert ready
    assert content_of(checklist(ready)).next_cycle == NO_NEXT_CYCLE
    assert rendered(checklist(ready), Sources()).defects == ()


def test_lines_for_questions_and_notes_are_as_many_for_everybody() -> None:
    first, later = made("C01"), made("C07")
    assert first.prompts == ("No question of the protocol applies to this cycle.",)
    assert len(later.prompts) == 4
    for content in (first, later):
        assert len(content.prompts) + len(content.note_lines) == 6


def test_whom_to_call_is_the_rows_consultant_and_the_sites_numbers() -> None:
    without = content_of(checklist(ready_at("C01", site={})))
    assert without.call == ("Dr Example", "Ward 020 7946 0123", "Pharmacy 020 7946 0456")
    assert made("C01", contact="bleep 1234").call[0] == "Dr Example, bleep 1234"


def test_no_observation_is_filled_in() -> None:
    for day in made("C07", planned_start=dt.time(9)).days:
        assert {text for each in day.grid.spare for text in each} == set()
        assert len(day.grid.columns) == 9


def test_the_row_the_workbook_and_the_day_of_the_run_are_not_named() -> None:
    said = " ".join(strings_of(made("C07")))
    assert "list.xlsx" not in said
    assert "Infusions!" not in said
