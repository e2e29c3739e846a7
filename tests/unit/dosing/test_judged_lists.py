"""A whole list: each patient alone, and those who could be mixed up."""

import dataclasses
import datetime as dt

import pytest

from orderset.dosing import lists
from orderset.dosing.lists import first_expired_day_1, judge_list
from orderset.dosing.planning import Judgement, judge
from orderset.dosing.situation import Subject
from orderset.findings import Action, CellRef, Finding, Outcome
from orderset.patients.entry import Entry
from orderset.settings import SiteSettings
from tests.unit.dosing.edge_subjects import LOADED, birthday, boy, codes


RETURN = Finding("value-missing", Action.RETURN, None, "", "a value", "Nothing.", "Write it.")
NAMES = ("Testcase", "Sample", "Example")


def _entry(
    row: int,
    *,
    family_name: str | None = None,
    born: dt.date | None = None,
    number: str | None = None,
) -> Entry:
    """A patient of a list, unlike the others unless told otherwise."""
    hospital_number = number or f"H{row}"
    patient = dataclasses.replace(
        boy().patient,
        hospital_number=hospital_number,
        family_name=family_name or NAMES[row],
        date_of_birth=born or birthday(8) + dt.timedelta(days=row),
    )
    return Entry(
        row=row,
        where=CellRef("list.xlsx", "Infusions", f"A{row}"),
        hospital_number=hospital_number,
        nhs_number=None,
        family_name=patient.family_name,
        given_name=patient.given_name,
        date_of_birth=patient.date_of_birth,
        cycle_number=1,
        day_1=patient.day_1,
        ward=patient.ward,
        patient=patient,
        findings=(),
    )


def _returned(entry: Entry, **fields: str | dt.date | None) -> Entry:
    """The same row without a patient; ``fields`` are what could be read of it."""
    return dataclasses.replace(entry, patient=None, findings=(RETURN,), **fields)  # type: ignore[arg-type]  # fields of Entry


def _judged(*entries: Entry) -> list[tuple[list[str], str]]:
    judged = judge_list(entries, LOADED, SiteSettings())
    return [(codes(each.judgement), each.judgement.outcome) for each in judged]


def test_each_patient_of_a_list_is_judged_alone() -> None:
    """In the order of the list, as if alone."""
    entries = [_entry(0), _entry(1), _entry(2)]
    judged = judge_list(entries, LOADED, SiteSettings())
    assert [each.entry.row for each in judged] == [0, 1, 2]
    for each in judged:
        assert each.subject is not None
        assert each.judgement == judge(each.subject)
        assert each.judgement.outcome is Outcome.READY


def test_a_returned_row_keeps_its_findings() -> None:
    """It never was a patient: nothing is judged."""
    (judged,) = judge_list([_returned(_entry(0))], LOADED, SiteSettings())
    assert judged.subject is None
    assert judged.judgement.findings == (RETURN,)
    assert (judged.judgement.outcome, judged.judgement.plan) == (Outcome.RETURNED, None)


def test_one_family_name_is_a_caution_on_both() -> None:
    """Whatever the case."""
    judged = judge_list([_entry(0), _entry(1, family_name="TESTCASE")], LOADED, SiteSettings())
    for each, other in zip(judged, reversed(judged), strict=True):
        (finding,) = each.judgement.findings
        assert (finding.code, finding.action) == ("similar-patient", "caution")
        assert str(finding.where) == f"Infusions!A{each.entry.row}"
        assert finding.message == "Another patient in this list has the same family name."
        assert finding.found == f"hospital numbers {other.entry.hospital_number}"
        assert each.judgement.outcome is Outcome.READY_WITH_CAUTIONS


def test_one_date_of_birth_is_a_caution_on_both() -> None:
    """Under different names."""
    judged = judge_list(
        [_entry(0, born=birthday(8)), _entry(1, born=birthday(8)), _entry(2)],
        LOADED,
        SiteSettings(),
    )
    messages = [[found.message for found in each.judgement.findings] for each in judged]
    same = ["Another patient in this list has the same date of birth."]
    assert messages == [same, same, []]


def test_one_family_name_and_one_date_of_birth_are_said_together() -> None:
    """Of one other patient, or of two; their numbers are listed."""
    judged = judge_list(
        [
            _entry(0, born=birthday(8)),
            _entry(1, family_name="Testcase"),
            _entry(2, born=birthday(8)),
        ],
        LOADED,
        SiteSettings(),
    )
    (finding,) = judged[0].judgement.findings
    assert finding.message == (
        "Another patient in this list has the same family name and date of birth."
    )
    assert finding.found == "hospital numbers H1, H2"


def test_different_names_and_dates_of_birth_are_not_similar() -> None:
    """Nor is one patient twice, under one hospital number."""
    assert _judged(_entry(0), _entry(1), _entry(2)) == [([], "ready")] * 3
    twice = (_entry(0, number="H9"), _entry(1, family_name="Testcase", number="H9"))
    assert [said for said, _ in _judged(*twice)] == [[], []]


def test_a_returned_row_is_similar_too() -> None:
    """It may come back corrected, and is easily mixed up meanwhile."""
    assert _judged(_returned(_entry(0)), _entry(1, family_name="Testcase")) == [
        (["value-missing", "similar-patient"], "returned"),
        (["similar-patient"], "ready-with-cautions"),
    ]


def test_what_could_not_be_read_resembles_nothing() -> None:
    """Two rows of one date of birth, both without a name: the name is not said to be shared."""
    rows = [
        _returned(_entry(n, born=birthday(8)), family_name=None, hospital_number=None)
        for n in (0, 1)
    ]
    entries = [rows[0], dataclasses.replace(rows[1], hospital_number="H1")]
    judged = judge_list(entries, LOADED, SiteSettings())
    said = judged[0].judgement.findings[-1]
    assert said.message == "Another patient in this list has the same date of birth."
    assert said.found == "hospital numbers H1"
    assert judged[1].judgement.findings[-1].found == "hospital numbers not known"


def test_two_unknown_dates_of_birth_are_not_one() -> None:
    """The same with the dates."""
    entries = [
        _returned(_entry(0), date_of_birth=None),
        _returned(_entry(1, family_name="Testcase"), date_of_birth=None),
    ]
    judged = judge_list(entries, LOADED, SiteSettings())
    assert judged[0].judgement.findings[-1].message == (
        "Another patient in this list has the same family name."
    )


def test_a_day_1_after_the_review_date_is_found() -> None:
    """The review date itself still counts; a row without day 1 is passed over."""
    entries = [dataclasses.replace(_entry(0), day_1=None), _entry(1), _entry(2)]
    day_1 = boy().patient.day_1
    assert first_expired_day_1(entries, day_1) is None
    assert first_expired_day_1(entries, day_1 - dt.timedelta(days=1)) is entries[1]
    assert first_expired_day_1([], day_1) is None


def test_a_fault_of_ours_in_judging_one_patient_returns_that_one_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(subject: Subject, found_before: tuple[Finding, ...] = ()) -> Judgement:
        if subject.patient.hospital_number == "H1":
            message = "Sample, Amelia"
            raise ZeroDivisionError(message)
        return judge(subject, found_before)

    entries = [_entry(0), _entry(1), _entry(2)]
    whole = judge_list(entries, LOADED, SiteSettings())
    monkeypatch.setattr(lists, "judge", broken)
    first, second, third = judge_list(entries, LOADED, SiteSettings())
    assert (first, third) == (whole[0], whole[2])
    assert (second.subject, second.entry.patient) == (None, None)
    assert second.judgement.outcome is Outcome.RETURNED
    assert second.judgement.plan is None
    assert "orderset-defect" in codes(second.judgement)
    assert "Sample" not in str(second.judgement.findings)
