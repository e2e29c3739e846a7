"""What becomes of the source article's statements on paper: printed, asked, or left out."""

import datetime as dt
import re

import pytest

from orderset.documents.case import Case, ready_case
from orderset.documents.checklist import checklist
from orderset.documents.document import Document
from orderset.documents.labels import labels
from orderset.documents.monitoring_schedule import schedule_rows
from orderset.documents.notice import notice
from orderset.documents.order_set import order_set
from orderset.documents.wording import found_as
from orderset.documents.worksheet import worksheet
from orderset.findings import Outcome
from orderset.workbook.columns import INFUSIONS
from tests.unit.documents.judged_cases import all_ids, worked, worked_ready
from tests.unit.documents.order_documents import ready_ids, strings_of


REASONS = {
    "NSAIDs failed": "S5",
    "Vertebral involvement": "S6",
    "Persistent pain and functional limitation": "S7",
    "Expanding bone lesions": "S8",
    "MRI-confirmed recurrence": "S35",
}

REASSURANCE = {
    "S1, no UK guideline": r"\bno\b[^.]*\bguidelines?\b",
    "S4, remission with NSAIDs": r"\b46 ?%|achieve remission",
    "S26, relief of pain": r"\brelie(?:f|ves?)\b|\brapid",
    "S35, response to a re-treatment": r"\brespon(?:ds?|se)\b",
    "S37, pain scores of others": r"10/10|0-3|\bdramatic",
    "S38, no adverse effects": r"\b(?:no|without)\b[^.]*\badverse\b|\bsafe\b|well tolerated",
    "S39, bone": r"\bnormali[sz]es?\b",
}
"""Words that would tell the reader that all goes well, or what the article claims."""


def printed(case_id: str) -> list[Document]:
    """Return every document of a worked case, at its first cycle or as a later one."""
    case: Case = worked(case_id)
    ready = ready_case(case)
    if ready:
        return [make(ready) for make in (order_set, checklist, worksheet, labels)]
    return [notice(case)] if case.judgement.outcome is not Outcome.RETURNED else []


def said(document: Document) -> list[str]:
    return [found_as(each).replace("\u00a0", " ") for each in strings_of(document.content)]


def test_reassurance_would_be_seen() -> None:
    claims = (
        "There are currently no specific UK guidelines.",
        "Approximately 46% of patients achieve remission with NSAIDs alone.",
        "Typically rapid pain relief after first infusion.",
        "Recurrence typically responds to a single re-treatment.",
        "VAS scores decreasing from 10/10 to 0-3/10.",
        "No serious adverse effects have been reported.",
        "It also normalizes bone morphology.",
    )
    for claim, pattern in zip(claims, REASSURANCE.values(), strict=True):
        assert re.search(pattern, claim, re.IGNORECASE), claim


@pytest.mark.parametrize("case_id", [each for each in all_ids() if printed(each)])
def test_nothing_of_the_article_is_printed_as_reassurance(case_id: str) -> None:
    faults = [
        (claim, text)
        for document in printed(case_id)
        for text in said(document)
        for claim, pattern in REASSURANCE.items()
        if re.search(pattern, text, re.IGNORECASE)
    ]
    assert faults == []


@pytest.mark.parametrize("case_id", ready_ids())
def test_provenance_and_disclaimer_are_on_every_order_set(case_id: str) -> None:
    document = order_set(worked_ready(case_id))
    for text in (
        (
            "For professionals. Clinical judgement applies; verify against primary literature and "
            "local standards."
        ),
        (
            "Source article: educational, caution, pending human review; updated 23-Sep-2025. "
            "Evidence mainly paediatric case series; other UK protocols differ."
        ),
    ):
        assert text in said(document)
        assert text in [each.replace("\u00a0", " ") for each in document.required_text]


def test_the_reasons_to_treat_are_those_of_the_article() -> None:
    (column,) = [each for each in INFUSIONS.columns if each.key == "indication"]
    assert set(column.choices) == set(REASONS)


@pytest.mark.parametrize("reason", REASONS)
def test_each_reason_to_treat_can_be_chosen_and_is_printed(reason: str) -> None:
    (column,) = [each for each in INFUSIONS.columns if each.key == "indication"]
    assert reason in column.choices
    document = order_set(worked_ready("C01", indication=reason))
    assert f"Indication {reason}" in [
        each.replace("\u00a0", " ") for each in document.required_text
    ]


@pytest.mark.parametrize("case_id", ready_ids())
def test_hydration_is_ordered_and_ticked_before_each_infusion(case_id: str) -> None:
    ready = worked_ready(case_id)
    order = "Well hydrated before each infusion: encourage drinking, or prescribe fluids."
    tick = "Well hydrated; drinking, or fluids prescribed"
    ordered = order_set(ready)
    assert order in [each.replace("\u00a0", " ") for each in ordered.required_text]
    assert tick in said(ordered)
    assert said(checklist(ready)).count(tick) == len(ready.plan.infusions)


def test_every_test_of_the_article_has_its_row_on_the_checklist() -> None:
    ready = worked_ready("C01")
    rows = [each.label.replace("\u00a0", " ") for each in schedule_rows(ready.subject, ready.plan)]
    for label in (
        "Creatinine",
        "Urine protein 24 h",
        "Urine NTX:creatinine",
        "Imaging of affected sites",
        "Urine albumin:creatinine",
        "Adjusted calcium",
        "Sodium",
        "Potassium",
        "Phosphate",
        "Magnesium",
        "Pain VAS",
    ):
        assert rows.count(label) == 1


def test_a_later_cycle_is_asked_and_promised_nothing() -> None:
    ready = worked_ready("C07", planned_start=dt.time(9))
    asked = [each for each in said(checklist(ready)) if "MRI" in each or "pain changed" in each]
    assert len(asked) == 2
    assert all("?" in each for each in asked)
