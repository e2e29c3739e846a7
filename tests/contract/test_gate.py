"""Nothing withheld, referred without authorisation, or returned ever gets an order document."""

import dataclasses
import datetime as dt

import pytest

from orderset.batch.registry import registry
from orderset.documents.case import Case, Provenance, ready_case
from orderset.documents.document import Kind
from orderset.documents.selection import ORDER_KINDS, document_of, kinds_of
from orderset.dosing.planning import Judgement, judge
from orderset.findings import Action, Authorised, CellRef, Definition, Outcome, finding, outcome_of
from orderset.patients.entry import Entry
from orderset.protocol.loading import load_protocol
from tests.builders import case, subject_from_case


DEFINITIONS = registry(load_protocol())
SUBJECT = subject_from_case(case("C01"))
PLAN = judge(SUBJECT).plan
ALL = tuple(str(kind) for kind in ORDER_KINDS)
WHERE = CellRef("list.xlsx", "Infusions", "A2")
STOPPING = {Action.RETURN, Action.WITHHOLD, Action.REFER}


def _case_with(definition: Definition, authorised: Authorised | None = None) -> Case:
    """A patient who has a whole plan and this one finding."""
    found = finding(definition, "Found.", where=WHERE)
    findings = (dataclasses.replace(found, authorised=authorised),)
    patient = SUBJECT.patient
    entry = Entry(
        row=2,
        where=WHERE,
        hospital_number=patient.hospital_number,
        nhs_number=patient.nhs_number,
        family_name=patient.family_name,
        given_name=patient.given_name,
        date_of_birth=patient.date_of_birth,
        cycle_number=1,
        day_1=patient.day_1,
        ward=patient.ward,
        patient=patient,
        findings=(),
    )
    judgement = Judgement(findings, outcome_of(findings), PLAN)
    return Case(entry, SUBJECT, judgement, "OS1-TEST", Provenance("1", "ab" * 32))


@pytest.mark.parametrize("code", [c for c, d in DEFINITIONS.items() if d.action in STOPPING])
def test_a_stopping_finding_allows_no_order_document(code: str) -> None:
    stopped = _case_with(DEFINITIONS[code])
    assert ready_case(stopped) is None
    assert set(kinds_of(stopped, ALL)).isdisjoint(ORDER_KINDS)
    for kind in ORDER_KINDS:
        with pytest.raises(ValueError, match="may not have"):
            document_of(stopped, kind)


@pytest.mark.parametrize("code", [c for c, d in DEFINITIONS.items() if d.action not in STOPPING])
def test_a_caution_or_note_does_not_stop_an_order(code: str) -> None:
    assert kinds_of(_case_with(DEFINITIONS[code]), ALL) == ORDER_KINDS


@pytest.mark.parametrize("code", [c for c, d in DEFINITIONS.items() if d.authorisable])
def test_an_authorised_finding_allows_the_order_and_only_that(code: str) -> None:
    authorised = _case_with(DEFINITIONS[code], Authorised("Dr Example", "2026-12-01"))
    assert authorised.judgement.outcome is Outcome.READY_WITH_CAUTIONS
    assert kinds_of(authorised, ALL) == ORDER_KINDS


def test_a_withheld_finding_beside_an_authorised_one_still_stops() -> None:
    authorised = _case_with(DEFINITIONS["weight-stale"], Authorised("Dr Example", "2026-12-01"))
    withheld = finding(DEFINITIONS["pregnant"], "Found.", where=WHERE)
    findings = (*authorised.judgement.findings, withheld)
    judgement = Judgement(findings, outcome_of(findings), PLAN)
    assert kinds_of(dataclasses.replace(authorised, judgement=judgement), ALL) == (Kind.NOTICE,)


def test_a_row_that_is_no_patient_gets_nothing() -> None:
    returned = dataclasses.replace(
        _case_with(DEFINITIONS["value-missing"]),
        subject=None,
        judgement=Judgement((), Outcome.RETURNED, None),
    )
    assert kinds_of(returned, ALL) == ()


def test_a_ready_patient_has_what_the_site_prints_and_labels_for_the_days_asked_for() -> None:
    ready = _case_with(DEFINITIONS["cycle-count"])
    assert kinds_of(ready, ("labels",)) == (Kind.LABELS,)
    assert Kind.LABELS in kinds_of(ready, ALL, frozenset({dt.date(2026, 12, 8)}))
    assert Kind.LABELS not in kinds_of(ready, ALL, frozenset({dt.date(2026, 12, 31)}))
