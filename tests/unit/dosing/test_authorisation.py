"""Decisions in the workbook: what they may name, when they count, and what they change."""

import dataclasses
from decimal import Decimal

import pytest

from orderset.dosing.planning import Judgement, judge
from orderset.findings import Action, Authorised, Finding, Outcome
from tests.unit.dosing.edge_subjects import (
    LOADED,
    authorised,
    boy,
    codes,
    creatinine,
    dose,
    result,
    with_action,
)


def _said(judgement: Judgement, code: str) -> Finding:
    (only,) = [each for each in judgement.findings if each.code == code]
    return only


def _told(finding: Finding) -> tuple[str, str, str]:
    return finding.action, str(finding.where), finding.message


def test_an_authorised_refer_is_a_caution() -> None:
    """The finding keeps its action and carries who decided and when."""
    subject = boy(indication=None, authorisation=authorised("indication-missing", days=3))
    judgement = judge(subject)
    finding = _said(judgement, "indication-missing")
    assert finding.action is Action.REFER
    assert finding.authorised == Authorised(by="Dr Example", on="2026-12-04")
    assert judgement.outcome is Outcome.READY_WITH_CAUTIONS
    assert codes(judgement) == ["indication-missing"]


def test_a_refer_that_is_not_named_still_refers() -> None:
    """An authorisation counts for the codes it names."""
    subject = boy(
        indication=None, without=["imaging"], authorisation=authorised("indication-missing")
    )
    judgement = judge(subject)
    assert judgement.outcome is Outcome.REFERRED
    assert _said(judgement, "baseline-imaging-missing").authorised is None


def test_every_refer_of_the_protocol_and_every_marked_return_can_be_authorised() -> None:
    """As clinical.md A3 has them: the refers, and four of the returns, no withhold."""
    allowed = {code for code, each in LOADED.definitions.items() if each.authorisable}
    refers = {code for code, each in LOADED.definitions.items() if each.action is Action.REFER}
    assert allowed - refers == {
        "unit-suspect-weight",
        "height-implausible",
        "weight-implausible",
        "weight-change",
    }
    assert refers <= allowed


@pytest.mark.parametrize("days", [0, 14])
def test_an_authorisation_counts_for_14_days(days: int) -> None:
    """Fourteen days before day 1, and day 1 itself."""
    subject = boy(indication=None, authorisation=authorised("indication-missing", days=days))
    assert judge(subject).outcome is Outcome.READY_WITH_CAUTIONS


@pytest.mark.parametrize(
    ("days", "message"),
    [
        (15, "The authorisation of 22-Nov-2026 does not count for day 1, 07-Dec-2026."),
        (-1, "The authorisation of 08-Dec-2026 does not count for day 1, 07-Dec-2026."),
    ],
)
def test_an_authorisation_out_of_date_does_not_count(days: int, message: str) -> None:
    """More than 14 days before day 1, or after it: referred, and said so."""
    subject = boy(indication=None, authorisation=authorised("indication-missing", days=days))
    judgement = judge(subject)
    assert _told(_said(judgement, "authorisation-out-of-date")) == (
        "refer",
        "Infusions!Y2",
        message,
    )
    assert _said(judgement, "indication-missing").authorised is None
    assert judgement.outcome is Outcome.REFERRED


def test_a_code_that_did_not_arise_is_a_caution() -> None:
    """Perhaps mistyped, or decided on other values."""
    judgement = judge(boy(authorisation=authorised("calcium-missing")))
    assert _told(_said(judgement, "authorisation-unused")) == (
        "caution",
        "Infusions!W2",
        "calcium-missing is authorised but did not arise.",
    )
    assert judgement.outcome is Outcome.READY_WITH_CAUTIONS


def test_an_authorisation_that_is_used_says_nothing_of_itself() -> None:
    """Both of two codes arose."""
    subject = boy(
        indication=None,
        without=["imaging"],
        authorisation=authorised("indication-missing", "baseline-imaging-missing"),
    )
    assert codes(judge(subject)) == ["indication-missing", "baseline-imaging-missing"]
    assert judge(subject).outcome is Outcome.READY_WITH_CAUTIONS


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (
            "hypocalcaemia",
            "hypocalcaemia cannot be authorised in the workbook: its rule says do not give.",
        ),
        (
            "unit-suspect-creatinine",
            (
                "unit-suspect-creatinine cannot be authorised in the workbook: "
                "the row has to be corrected."
            ),
        ),
        (
            "height-stale",
            "height-stale cannot be authorised in the workbook: it does not stop the cycle.",
        ),
        (
            "value-missing",
            "value-missing cannot be authorised in the workbook: the row has to be corrected.",
        ),
    ],
)
def test_a_code_that_cannot_be_authorised_refers(code: str, message: str) -> None:
    """A withhold above all; whether it arose or not."""
    judgement = judge(boy(authorisation=authorised(code)))
    assert _told(_said(judgement, "authorisation-not-allowed")) == (
        "refer",
        "Infusions!W2",
        message,
    )
    assert judgement.outcome is Outcome.REFERRED


def test_an_authorised_withhold_still_withholds() -> None:
    """Nobody can lift it in the workbook."""
    low = result("adjusted_calcium", "2.0", 3)
    judgement = judge(boy(low, authorisation=authorised("hypocalcaemia")))
    assert codes(judgement) == ["hypocalcaemia", "authorisation-not-allowed"]
    assert _said(judgement, "hypocalcaemia").authorised is None
    assert judgement.outcome is Outcome.WITHHELD


def test_a_code_that_there_is_not_returns_the_row() -> None:
    """A slip that nobody may guess at."""
    judgement = judge(boy(authorisation=authorised("calcium-mising")))
    assert _told(_said(judgement, "value-not-in-list")) == (
        "return",
        "Infusions!W2",
        "There is no finding called calcium-mising.",
    )
    assert codes(judgement) == ["value-not-in-list"]
    assert judgement.outcome is Outcome.RETURNED


def test_an_authorised_implausible_measurement_lets_the_patient_be_judged() -> None:
    """The return counts as a caution, and the cycle is computed."""
    subject = boy(
        height_cm=Decimal("149.8"),
        weight_kg=Decimal(40),
        authorisation=authorised("height-implausible"),
    )
    judgement = judge(subject)
    assert _said(judgement, "height-implausible").authorised is not None
    assert judgement.outcome is Outcome.READY_WITH_CAUTIONS
    assert judgement.plan is not None


def test_an_authorised_weight_change_lets_the_patient_be_judged() -> None:
    """So with the others marked so."""
    subject = boy(
        result("imaging", "Reported", 5),
        cycle_number=2,
        previous_doses=(dose(1, 90, kg="40"),),
        authorisation=authorised("weight-change"),
    )
    assert codes(judge(subject)) == ["weight-change"]
    assert judge(subject).outcome is Outcome.READY_WITH_CAUTIONS


def test_a_return_authorised_too_long_ago_returns_and_says_why() -> None:
    """The sender would otherwise not know why the decision did not count."""
    subject = boy(
        height_cm=Decimal("149.8"),
        weight_kg=Decimal(40),
        authorisation=authorised("height-implausible", days=15),
    )
    judgement = judge(subject)
    assert codes(judgement) == ["height-implausible", "authorisation-out-of-date"]
    assert judgement.outcome is Outcome.RETURNED
    assert judgement.plan is None


def test_a_return_that_cannot_be_authorised_returns_and_says_so() -> None:
    """Nothing clinical is judged, so nothing is called unused."""
    subject = boy(
        creatinine("0.4"),
        indication=None,
        authorisation=authorised("unit-suspect-creatinine", "calcium-missing"),
    )
    assert codes(judge(subject)) == ["unit-suspect-creatinine", "authorisation-not-allowed"]


def test_what_a_committee_made_a_refer_can_be_authorised() -> None:
    """The action is data, and so is what may be decided."""
    protocol = with_action("hypocalcaemia", Action.REFER)
    subject = boy(
        result("adjusted_calcium", "2.0", 3),
        protocol=protocol,
        authorisation=authorised("hypocalcaemia"),
    )
    assert codes(judge(subject)) == ["hypocalcaemia"]
    assert judge(subject).outcome is Outcome.READY_WITH_CAUTIONS


def test_what_a_committee_made_a_withhold_cannot() -> None:
    """Stricter than shipped."""
    protocol = with_action("indication-missing", Action.WITHHOLD)
    subject = boy(
        indication=None, protocol=protocol, authorisation=authorised("indication-missing")
    )
    assert codes(judge(subject)) == ["indication-missing", "authorisation-not-allowed"]
    assert judge(subject).outcome is Outcome.WITHHELD


def test_findings_of_reading_the_row_are_authorised_only_where_their_code_may_be() -> None:
    """A refer of the workbook is not marked so."""
    found_before = Finding(
        code="authorisation-incomplete",
        action=Action.REFER,
        where=None,
        found="",
        expected="",
        message="",
        hint="",
    )
    subject = boy(authorisation=authorised("authorisation-incomplete"))
    judgement = judge(subject, [found_before])
    assert judgement.findings[0] == dataclasses.replace(found_before, authorised=None)
    assert judgement.outcome is Outcome.REFERRED
