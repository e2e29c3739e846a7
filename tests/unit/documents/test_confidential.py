"""What is confidential is named on the patient's own papers and on no page of the whole list."""

import dataclasses
import datetime as dt

from orderset.documents.case import Case
from orderset.documents.index_page import index_page
from orderset.documents.notice import notice
from orderset.documents.patient_line import (
    CONFIDENTIAL,
    FAILED_IN_CONFIDENCE,
    IN_CONFIDENCE,
    TO_READ,
    patient_lines,
)
from orderset.documents.record import record
from orderset.documents.summary import summary
from orderset.findings import workbook_definitions
from orderset.patients.patient import Authorisation
from orderset.protocol.loading import load_protocol
from tests.unit.documents.batches import batch_of, everybody
from tests.unit.documents.judged_cases import worked
from tests.unit.documents.order_documents import strings_of


DAY_1 = dt.date(2026, 12, 7)
POSITIVE = "C19"
"""The worked case of a girl of 16 whose test is positive."""


def _page(*cases: Case, failed: str = "") -> str:
    batch = batch_of(cases, failed={cases[0].entry.row: failed} if failed else {})
    shared = (*strings_of(summary(batch).content), *strings_of(index_page(batch, {})))
    return "\n".join(shared)


def test_exactly_the_findings_about_pregnancy_tests_are_confidential() -> None:
    definitions = {**workbook_definitions(), **load_protocol().definitions}
    assert {code for code, each in definitions.items() if each.confidential} == {
        "pregnant",
        "pregnancy-test-missing",
    }


def test_a_shared_page_says_that_there_is_something_and_where_it_stands() -> None:
    page = _page(worked(POSITIVE))
    assert "pregnan" not in page.casefold()
    assert "Results!" not in page  # the cell leads to it
    for said in (CONFIDENTIAL, IN_CONFIDENCE, TO_READ):
        assert said in page


def test_no_shared_page_of_any_worked_case_names_it() -> None:
    assert "pregnan" not in _page(*everybody()).casefold()


def test_the_patients_own_notice_and_record_name_it() -> None:
    positive = worked(POSITIVE)
    assert "positive" in "\n".join(strings_of(notice(positive).content))
    assert "pregnant" in str(record(positive, ()))


def test_the_other_reasons_of_the_same_patient_are_still_told() -> None:
    positive = worked(POSITIVE)
    (calcium,) = (each for each in worked("C10").judgement.findings if each.code == "hypocalcaemia")
    both = dataclasses.replace(positive.judgement, findings=(*positive.judgement.findings, calcium))
    (line,) = patient_lines([dataclasses.replace(positive, judgement=both)], {})
    titles = [each.title for each in line.why]
    assert titles.count(CONFIDENTIAL) == 1
    assert len(titles) == 2


def test_a_failure_that_quotes_the_notice_stays_in_the_record() -> None:
    page = _page(worked(POSITIVE), failed="notice: “Pregnancy test positive” is not found.")
    assert "pregnan" not in page.casefold()
    assert FAILED_IN_CONFIDENCE in page


def test_an_authorised_one_is_a_caution_without_its_name() -> None:
    """The order set, the patient's own, says what was authorised; the list says that it was."""
    untested = worked(POSITIVE)
    assert untested.subject
    results = tuple(
        each for each in untested.subject.patient.results if each.test != "pregnancy_test"
    )
    decided = Authorisation(("pregnancy-test-missing",), "Dr Example", DAY_1)
    case = worked(POSITIVE, results=results, authorisation=decided, day_1=DAY_1)
    assert "pregnancy-test-missing" in {each.code for each in case.judgement.findings}
    (line,) = patient_lines([case], {})
    assert line.is_ready
    assert f"{CONFIDENTIAL}, authorised by Dr Example" in line.cautions
