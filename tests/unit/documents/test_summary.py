import dataclasses
import datetime as dt
import re
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest

from orderset.documents.case import ready_case
from orderset.documents.document import Document, Kind
from orderset.documents.patient_line import PatientLine, patient_lines
from orderset.documents.pick_list import PickList, pick_list
from orderset.documents.summary import BatchSummary, SummaryContent, summary
from orderset.documents.wording import NOT_APPROVED, TEST_PATIENT, found_as
from orderset.dosing.planning import Judgement
from orderset.findings import outcome_of, workbook_finding
from orderset.patients.patient import Authorisation
from tests.unit.documents.batches import REMARK, batch_of, everybody, unread
from tests.unit.documents.judged_cases import all_ids, worked, worked_ready
from tests.unit.documents.order_documents import ready_ids, strings_of
from tests.unit.documents.test_print_rules import BANNED


def content_of(document: Document) -> SummaryContent:
    assert isinstance(document.content, SummaryContent)
    return document.content


def made(batch: BatchSummary) -> SummaryContent:
    return content_of(summary(batch))


def test_a_summary_has_as_many_pages_as_it_needs_and_is_named_after_the_batch() -> None:
    document = summary(batch_of(everybody()))
    assert (document.kind, document.pages) == (Kind.SUMMARY, None)
    assert document.document_id == "2026-12-07-day-unit-7f3a9c21"
    assert document.barcodes == ()


def test_every_row_that_came_in_came_out_once() -> None:
    content = made(batch_of([*everybody(), unread()], failed={2: "Too long."}))
    numbers = {each.name: int(each.number) for each in content.tallies}
    came_in = numbers.pop("Rows in the list")
    assert came_in == 25 == sum(numbers.values())
    assert numbers == {
        "Ready": 4,
        "Ready with cautions": 3,
        "Referred": 5,
        "Withheld": 8,
        "Returned": 4,
        "Not printed": 1,
    }
    assert found_as(content.in_and_out).replace("\u00a0", " ") == (
        "25 rows in the list: 4 ready, 3 ready with cautions, 5 referred, 8 withheld, "
        "4 returned, 1 not printed."
    )
    listed = sum(len(group.lines) for group in content.not_ready)
    assert listed + numbers["Ready"] + numbers["Ready with cautions"] == came_in


def test_an_empty_list_adds_up_too() -> None:
    content = made(batch_of([]))
    assert {each.number for each in content.tallies} == {"0"}
    assert content.not_ready == ()
    assert content.days == "Run on 03-Dec-2026"
    assert summary(batch_of([])).watermarks == (NOT_APPROVED,)


def test_who_is_not_ready_stands_by_what_has_to_be_done() -> None:
    content = made(batch_of([*everybody(), unread()], failed={2: "labels: too long."}))
    assert [(each.heading, each.told.replace("\u00a0", " ")) for each in content.not_ready] == [
        ("Returned: correct the workbook and send it again", "4 patients"),
        ("Withheld: do not give", "8 patients"),
        ("Referred: a decision is needed", "5 patients"),
        ("Not printed: the documents could not be made", "1 patient"),
    ]
    (failed,) = content.not_ready[-1].lines
    (why,) = failed.why
    assert (failed.row, why.message, why.where) == ("2", "labels: too long.", "Infusions!A2")


def test_a_returned_row_names_its_cells_and_what_should_stand_there() -> None:
    (line,) = patient_lines([unread()], {})
    (why,) = line.why
    assert why.where == "Infusions!H40"
    assert why.message == "The weight is missing. Expected: a number, 2 to 250."
    assert why.title == ""
    assert why.to_do


def test_a_remark_without_a_cell_or_an_expectation_is_told_as_it_is() -> None:
    found = (workbook_finding("merged-cell", "Cells are merged.", where=None),)
    whole = unread()
    judgement = Judgement(found, outcome_of(found), None)
    (line,) = patient_lines([dataclasses.replace(whole, judgement=judgement)], {})
    assert (line.why[0].where, line.why[0].message) == ("", "Cells are merged.")


def test_what_could_not_be_read_is_not_known() -> None:
    (line,) = patient_lines([unread()], {})
    assert line.name == "NOT KNOWN, Not Known"
    unknown = {line.born, line.nhs_number, line.hospital_number, line.ward, line.cycle, line.day_1}
    assert unknown == {"Not Known"}
    assert not line.is_test


def test_a_date_of_birth_without_a_day_1_has_no_age() -> None:
    whole = worked("C01")
    for day_1, expected in (
        (None, "20-Nov-2022"),
        (dt.date(2020, 1, 1), "20-Nov-2022"),
        (dt.date(2026, 12, 7), "20-Nov-2022 (4y)"),
    ):
        entry = dataclasses.replace(whole.entry, day_1=day_1)
        (line,) = patient_lines([dataclasses.replace(whole, entry=entry)], {})
        assert line.born == expected


def line_of(
    case_id: str,
    **overrides: Any,
) -> PatientLine:
    (line,) = patient_lines([worked(case_id, **overrides)], {})
    return line


def test_a_line_says_who_when_and_what_became_of_it() -> None:
    line = line_of("C02", title="Miss", planned_start=dt.time(9, 5))
    assert line.name == "TESTCASE, Amelia (Miss)"
    assert (line.day_1, line.time, line.cycle) == ("07-Dec-2026", "09:05", "1")
    assert (line.outcome, line.is_ready) == ("Ready with cautions", True)
    assert line.cautions == ("A medicine that can harm the kidney", "The dose limit took effect")
    assert line.why == ()
    assert line.is_test


def test_who_authorised_what_stands_among_the_cautions() -> None:
    decision = Authorisation(("severe-renal-impairment",), "Dr Example", dt.date(2026, 12, 1))
    line = line_of("C04", authorisation=decision)
    assert line.cautions == ("Severe renal impairment, authorised by Dr Example",)


def test_no_dose_of_a_plan_that_stands_is_told() -> None:
    line = line_of("C08")
    assert [each.title for each in line.why] == ["The yearly limit would be passed"]
    assert not re.search(r"\d\u00a0(?:mg|mL)(?! per kg)", line.why[0].message)


def test_a_patient_whose_documents_failed_after_judging_is_returned_with_the_reason() -> None:
    whole = worked("C01")
    failure = workbook_finding("render-failed", "labels: no paper.", where=whole.entry.where)
    judgement = Judgement((failure,), outcome_of((failure,)), whole.judgement.plan)
    (line,) = patient_lines([dataclasses.replace(whole, judgement=judgement)], {})
    assert (line.outcome, line.is_ready) == ("Returned", False)
    assert line.why[0].message.startswith("labels: no paper.")


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (["2026-12-07"], "Day 1 on 07-Dec-2026"),
        (["2026-12-14", "2026-12-07"], "Day 1 from 07-Dec-2026 to 14-Dec-2026"),
    ],
)
def test_the_days_are_those_of_the_list(days: list[str], expected: str) -> None:
    cases = [worked("C01", n, day_1=dt.date.fromisoformat(day)) for n, day in enumerate(days)]
    assert batch_of(cases).days == expected


def test_test_is_the_watermark_where_nobody_is_real() -> None:
    real = worked("C01", nhs_number=None)
    assert summary(batch_of([worked("C01")])).watermarks == (NOT_APPROVED, TEST_PATIENT)
    assert summary(batch_of([worked("C02"), real])).watermarks == (NOT_APPROVED,)


def test_everybody_is_listed_in_the_lists_order() -> None:
    content = made(batch_of(everybody()))
    assert [each.row for each in content.lines] == [str(n) for n in range(2, 26)]


def test_remarks_on_the_workbook_name_the_cell() -> None:
    (remark,) = made(batch_of([], workbook_findings=[REMARK])).remarks
    assert (remark.where, remark.action) == ("Results!A88", "Caution")
    nowhere = dataclasses.replace(REMARK, where=None)
    assert made(batch_of([], workbook_findings=[nowhere])).remarks[0].where == ""


def picked(dates: frozenset[dt.date] | None = None) -> PickList:
    return pick_list([worked_ready(case_id) for case_id in ready_ids()], dates)


def total(told: tuple[str, ...], word: str) -> int:
    return sum(
        int(found[1]) for each in told if (found := re.match(rf"(\d+)\u00a0{word}s? of", each))
    )


def test_the_pick_list_adds_up() -> None:
    made_list = picked()
    infusions = [each for case_id in ready_ids() for each in worked_ready(case_id).plan.infusions]
    assert total(made_list.totals, "vial") == sum(each.vials for each in infusions)
    assert total(made_list.totals, "bag") == len(infusions)
    for day in made_list.days:
        assert total(day.totals, "bag") == len(day.lines)
        assert total(day.totals, "vial") == total(tuple(each.vials for each in day.lines), "vial")
        assert day.bags_in_all == f"{len(day.lines)}\u00a0bags"
    assert sum(len(each.lines) for each in made_list.days) == len(infusions)


def test_the_pick_list_counts_each_presentation_and_each_size() -> None:
    sizes = Counter(
        f"{each.bag_ml:f}"
        for case_id in ready_ids()
        for each in worked_ready(case_id).plan.infusions
    )
    told = picked().totals
    assert told[:2] == (
        "33\u00a0vials of disodium pamidronate 30\u00a0mg in 10\u00a0mL, 3\u00a0mg per mL",
        "3\u00a0vials of disodium pamidronate 30\u00a0mg in 2\u00a0mL, 15\u00a0mg per mL",
    )
    assert told[2:] == tuple(
        f"{number}\u00a0bags of sodium chloride 0.9% {size}\u00a0mL"
        for size, number in sorted(sizes.items(), key=lambda each: Decimal(each[0]))
    )


def test_the_pick_list_has_the_chosen_dates_alone() -> None:
    chosen = picked(frozenset({dt.date(2026, 12, 8)}))
    assert [each.date for each in chosen.days] == ["08-Dec-2026"]
    assert {each.day for each in chosen.days[0].lines} == {"2 of 3"}
    assert picked(frozenset({dt.date(2026, 12, 20)})) == PickList((), ())


def test_a_line_of_the_pick_list_is_one_bag() -> None:
    line = pick_list([worked_ready("C01")], None).days[0].lines[0]
    assert (line.name, line.day, line.dose) == ("TESTCASE, Amelia", "1 of 3", "16\u00a0mg")
    assert line.vials == "1\u00a0vial of 30\u00a0mg in 10\u00a0mL, 3\u00a0mg per mL"
    assert line.bag == "sodium chloride 0.9% 100\u00a0mL"


def test_only_who_is_ready_and_printed_is_picked_for() -> None:
    cases = everybody()
    ready_rows = [each.entry.row for each in cases if ready_case(each)]
    content = made(batch_of(cases, failed={ready_rows[0]: "Too long."}))
    names = {line.hospital_number for day in content.pick_list.days for line in day.lines}
    assert names == {f"H{1000000 + row}" for row in ready_rows[1:]}


def test_the_heading_of_the_pick_list_names_the_dates_chosen() -> None:
    assert made(batch_of([])).pick_heading == "Pick list, all infusion dates"
    dates = frozenset({dt.date(2026, 12, 9), dt.date(2026, 12, 8)})
    assert made(batch_of([], dates=dates)).pick_heading == "Pick list for 08-Dec-2026, 09-Dec-2026"


def test_it_says_what_it_was_made_from() -> None:
    facts = {each.name: found_as(each.value) for each in made(batch_of([])).facts}
    assert facts["Workbook"] == "day-unit.xlsx"
    assert len(facts["Protocol file, SHA-256"]) == 64
    assert facts["Approval"] == "Not approved"
    assert facts["Vial in use"].replace("\u00a0", " ") == "30 mg, 3 mg per mL"


def test_nothing_on_the_ban_list_is_printed() -> None:
    content = made(batch_of(everybody()))
    programs = {content.footer, *(each.value for each in content.facts)}
    faults = [
        (name, text)
        for text in strings_of(content)
        if text not in programs
        for name, pattern in BANNED.items()
        if re.search(pattern, text, re.MULTILINE)
    ]
    assert faults == []


def test_every_name_and_total_is_required_on_paper() -> None:
    document = summary(batch_of(everybody()))
    content = content_of(document)
    required = set(document.required_text)
    assert {each.name for each in content.lines} <= required
    assert set(content.pick_list.totals) <= required
    assert len(all_ids()) == len(content.lines)
