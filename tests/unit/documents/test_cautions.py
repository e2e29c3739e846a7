import datetime as dt

from orderset.documents.cautions import cautions_of, decision_of
from orderset.documents.wording import found_as
from orderset.patients.patient import Authorisation
from tests.unit.documents.judged_cases import worked_ready
from tests.unit.documents.order_documents import caution


AUTHORISED = Authorisation(
    codes=("renal-equation-not-valid", "age-below-3"),
    by="Dr Example, consultant",
    on=dt.date(2026, 12, 3),
)


def test_cautions_have_the_protocols_title_what_was_found_and_what_to_do() -> None:
    ready = worked_ready("C02")
    listed = cautions_of(ready.plan.findings, ready.subject)
    assert [each.title for each in listed] == [
        "A medicine that can harm the kidney",
        "The dose limit took effect",
    ]
    assert "naproxen" in listed[0].message
    assert "70\u00a0mg" in listed[1].message
    assert listed[1].advice == "Check that the limit is what the prescriber wants."


def test_findings_of_one_code_stand_together_each_said_once() -> None:
    ready = worked_ready("C01")
    found = (
        caution("number-stored-as-text", "Weight is stored as text."),
        caution("hidden-row", "The row is hidden."),
        caution("number-stored-as-text", "Height is stored as text."),
        caution("number-stored-as-text", "Height is stored as text."),
    )
    listed = cautions_of(found, ready.subject)
    assert [each.message for each in listed] == [
        "Weight is stored as text. Height is stored as text.",
        "The row is hidden.",
    ]
    assert listed[0].advice == "Check it."


def test_notes_and_what_was_authorised_are_no_cautions() -> None:
    ready = worked_ready("C12")
    assert ready.plan.findings
    assert cautions_of(ready.plan.findings, ready.subject) == ()
    ready = worked_ready("C22", authorisation=AUTHORISED)
    assert cautions_of(ready.plan.findings, ready.subject) == ()


def test_a_decision_says_who_when_and_on_what() -> None:
    ready = worked_ready("C22", authorisation=AUTHORISED)
    decision = decision_of(ready.plan.findings, ready.subject)
    assert decision
    assert (decision.by, decision.on) == ("Dr Example, consultant", "03-Dec-2026")
    assert decision.titles == "Under 3\u00a0years of age; No kidney equation is valid at this age"
    assert "3\u00a0years" in found_as(decision.findings[0].message)


def test_without_an_authorised_finding_there_is_no_decision() -> None:
    ready = worked_ready("C01")
    assert decision_of(ready.plan.findings, ready.subject) is None
