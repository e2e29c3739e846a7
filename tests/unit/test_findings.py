"""Findings: the registry of codes, the cell they name, and the outcome they give together."""

import dataclasses
import itertools
import re
from collections.abc import Iterable

import pytest

from orderset.findings import (
    Action,
    Authorised,
    CellRef,
    Definition,
    Finding,
    Outcome,
    finding,
    outcome_of,
    workbook_definitions,
    workbook_finding,
)


RETURN, REFER, CAUTION, NOTE = (Action.RETURN, Action.REFER, Action.CAUTION, Action.NOTE)
ACTIONS = {
    "value-missing": RETURN,
    "value-not-a-number": RETURN,
    "value-not-text": RETURN,
    "value-not-a-date": RETURN,
    "value-not-a-time": RETURN,
    "value-not-in-list": RETURN,
    "value-too-long": RETURN,
    "value-out-of-range": RETURN,
    "number-stored-as-text": CAUTION,
    "decimal-comma": RETURN,
    "unit-in-value": RETURN,
    "unit-missing": RETURN,
    "unit-not-for-test": RETURN,
    "date-ambiguous": RETURN,
    "date-as-text": NOTE,
    "date-in-future": RETURN,
    "measured-after-day-1": RETURN,
    "identifier-stored-as-number": CAUTION,
    "hospital-number-invalid": RETURN,
    "nhs-number-invalid": RETURN,
    "name-not-printable": RETURN,
    "duplicate-patient": RETURN,
    "cycle-in-another-workbook": NOTE,
    "identity-conflict": RETURN,
    "earlier-cycle-in-list": REFER,
    "duplicate-dose": RETURN,
    "cycle-already-given": RETURN,
    "baseline-not-unique": RETURN,
    "result-without-patient": CAUTION,
    "dose-without-patient": CAUTION,
    "authorisation-incomplete": REFER,
    "authorisation-unused": CAUTION,
    "authorisation-not-allowed": REFER,
    "authorisation-out-of-date": REFER,
}
"""What the codes that rows can raise do to the patient."""

WHERE = CellRef("list.xlsx", "Infusions", "H5")
DEFINITION = Definition(
    code="weight-of-an-elephant",
    action=Action.REFER,
    title="The weight is an elephant's",
    reason="Elephants are not treated.",
    remedy="Weigh the child.",
    source="clinical.md",
)


def _findings(actions: Iterable[Action]) -> list[Finding]:
    return [finding(DEFINITION, "So heavy.", where=WHERE, action=each) for each in actions]


@pytest.mark.parametrize(("code", "action"), ACTIONS.items())
def test_what_the_code_of_a_row_does_to_the_patient(code: str, action: Action) -> None:
    """A change here is a change on paper."""
    assert workbook_definitions()[code].action is action


@pytest.mark.parametrize("definition", workbook_definitions().values(), ids=lambda each: each.code)
def test_every_code_is_explained_in_whole_sentences(definition: Definition) -> None:
    """`orderset explain` prints them."""
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", definition.code)
    assert definition.title[0].isupper()
    assert not definition.title.endswith(".")
    for text in (definition.reason, definition.remedy):
        assert not text[0].islower()
        assert text.endswith(".")
    assert re.match(r"(contract|faults|clinical|architecture|printing)\.md ", definition.source)


def test_of_these_codes_only_an_earlier_cycle_in_the_list_can_be_authorised() -> None:
    """Somebody can decide on a referral; nobody on a gap in a row or on an authorisation."""
    authorisable = [each for each in workbook_definitions().values() if each.authorisable]
    assert [(each.code, each.action) for each in authorisable] == [("earlier-cycle-in-list", REFER)]


def test_the_registry_is_read_once() -> None:
    """It is the same for every row."""
    assert workbook_definitions() is workbook_definitions()


def test_a_finding_names_its_cell_what_was_found_and_what_to_do() -> None:
    """The remedy of its code is the hint."""
    found = workbook_finding(
        "decimal-comma", "A comma.", where=WHERE, found="16,5", expected="16.5"
    )
    assert found == Finding(
        code="decimal-comma",
        action=Action.RETURN,
        where=WHERE,
        found="16,5",
        expected="16.5",
        message="A comma.",
        hint=workbook_definitions()["decimal-comma"].remedy,
        authorised=None,
    )


def test_a_better_hint_takes_the_place_of_the_remedy() -> None:
    """Where more is known than the code says."""
    found = workbook_finding("decimal-comma", "A comma.", where=None, hint="Write 16.5.")
    assert (found.hint, found.where, found.found, found.expected) == ("Write 16.5.", None, "", "")


def test_a_code_that_is_not_in_the_registry_is_our_own_fault() -> None:
    """Never a finding without an explanation."""
    with pytest.raises(KeyError, match="no-such-code"):
        workbook_finding("no-such-code", "?", where=None)


def test_a_finding_has_the_action_of_its_definition_or_one_of_its_own() -> None:
    """A rule may have two: 30 and 60, for example."""
    usual = finding(DEFINITION, "So heavy.", where=WHERE)
    milder = finding(DEFINITION, "So heavy.", where=WHERE, action=Action.CAUTION)
    assert (usual.action, milder.action) == (Action.REFER, Action.CAUTION)
    assert (usual.code, usual.hint) == ("weight-of-an-elephant", "Weigh the child.")


@pytest.mark.parametrize(
    ("where", "text"),
    [
        (CellRef("list.xlsx", "Infusions", "H5"), "Infusions!H5"),
        (CellRef("list.xlsx", "Previous doses", "C2"), "Previous doses!C2"),
        (CellRef("list.xlsx", "Infusions"), "Infusions"),
        (CellRef("list.xlsx"), ""),
    ],
)
def test_a_place_is_written_as_the_spreadsheet_names_it(where: CellRef, text: str) -> None:
    """A cell, a sheet, or the workbook."""
    assert str(where) == text


@pytest.mark.parametrize(
    ("action", "outcome"),
    [
        (Action.RETURN, Outcome.RETURNED),
        (Action.WITHHOLD, Outcome.WITHHELD),
        (Action.REFER, Outcome.REFERRED),
        (Action.CAUTION, Outcome.READY_WITH_CAUTIONS),
        (Action.NOTE, Outcome.READY),
    ],
)
def test_one_finding_decides_the_outcome(action: Action, outcome: Outcome) -> None:
    """By what it does."""
    assert outcome_of(_findings([action])) is outcome


def test_nothing_found_is_ready() -> None:
    """And a note changes nothing."""
    assert outcome_of([]) is Outcome.READY


def test_the_most_severe_finding_decides() -> None:
    """Whatever else there is, and in whatever order it stands."""
    severity = [Outcome.RETURNED, Outcome.WITHHELD, Outcome.REFERRED, Outcome.READY_WITH_CAUTIONS]
    alone = dict(zip(Action, [*severity, Outcome.READY], strict=True))
    for first, second in itertools.product(Action, repeat=2):
        wanted = min((alone[first], alone[second]), key=list(Outcome).index)
        assert outcome_of(_findings([first, second])) is wanted


def test_an_authorised_finding_counts_as_a_caution() -> None:
    """Its own action is kept for the record."""
    (found,) = _findings([Action.REFER])
    decided = dataclasses.replace(found, authorised=Authorised("Dr Example", "2026-12-04"))
    assert found.effective_action is Action.REFER
    assert (decided.action, decided.effective_action) == (Action.REFER, Action.CAUTION)
    assert outcome_of([decided]) is Outcome.READY_WITH_CAUTIONS
    assert outcome_of([decided, found]) is Outcome.REFERRED


def test_only_ready_patients_have_orders_printed() -> None:
    """With or without cautions."""
    assert [each for each in Outcome if each.is_ready] == [
        Outcome.READY_WITH_CAUTIONS,
        Outcome.READY,
    ]
