"""Rows of Infusions beside each other: one patient, one identity, one cycle."""

from decimal import Decimal

import pytest

from orderset.findings import Finding
from orderset.patients.parsing import parse_infusion
from orderset.patients.rows import conflicts_between_rows
from orderset.workbook.content import CellValue, Row
from tests.rows import TODAY, all_drawable, codes, infusion_row, moment, said


OTHER: dict[str, CellValue] = {
    "hospital_number": "H7654321",
    "nhs_number": "999 000 0026",
    "family_name": "Sample",
    "given_name": "Ben",
    "date_of_birth": moment("2012-07-09"),
    "sex": "Male",
}
"""Another patient, different in everything."""


def _conflicts(*rows: Row) -> dict[int, tuple[Finding, ...]]:
    entries = [parse_infusion(each, today=TODAY, undrawable=all_drawable) for each in rows]
    return dict(conflicts_between_rows(entries))


def test_two_patients_have_no_conflict() -> None:
    """Nor has one alone, nor an empty list."""
    assert _conflicts(infusion_row(2), infusion_row(3, **OTHER)) == {}
    assert _conflicts(infusion_row(2)) == {}
    assert _conflicts() == {}


def test_one_patient_and_cycle_on_two_rows_returns_both() -> None:
    """Nobody guesses which one is meant; the finding names them all."""
    found = _conflicts(infusion_row(2), infusion_row(3, **OTHER), infusion_row(9))
    assert set(found) == {2, 9}
    assert said(found[2]) == [("duplicate-patient", "return", "Infusions!A2")]
    assert said(found[9]) == [("duplicate-patient", "return", "Infusions!A9")]
    assert found[2][0].found == "rows 2, 9"
    assert found[2][0].expected == "one row for each patient and cycle"
    assert found[2][0].message == "Cycle 2 of this patient stands on rows 2, 9."


def test_a_duplicate_is_found_in_rows_that_cannot_be_used_too() -> None:
    """The row without its weight may be the one that counts."""
    found = _conflicts(infusion_row(2), infusion_row(3, weight_kg=None))
    assert {row: codes(each) for row, each in found.items()} == {
        2: ["duplicate-patient"],
        3: ["duplicate-patient"],
    }


def test_a_later_cycle_in_one_list_is_referred() -> None:
    """Its earlier cycle is not counted yet; the earlier one itself has no fault."""
    found = _conflicts(
        infusion_row(2, cycle_number=Decimal(4)),
        infusion_row(3, cycle_number=Decimal(2)),
        infusion_row(4, cycle_number=Decimal(3)),
    )
    assert set(found) == {2, 4}
    assert said(found[2]) == [("earlier-cycle-in-list", "refer", "Infusions!A2")]
    assert said(found[4]) == [("earlier-cycle-in-list", "refer", "Infusions!A4")]
    assert found[2][0].found == "cycles 2 and 4"
    assert found[4][0].found == "cycles 2 and 3"
    assert found[2][0].expected == "the next cycle planned after the earlier one was given"


def test_a_row_without_a_readable_cycle_is_neither_earlier_nor_a_duplicate() -> None:
    """It has its own finding."""
    two_unread = _conflicts(infusion_row(2, cycle_number=None), infusion_row(3, cycle_number=None))
    assert two_unread == {}
    assert _conflicts(infusion_row(2, cycle_number=Decimal(0)), infusion_row(3)) == {}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("nhs_number", "999 000 0026"),
        ("family_name", "Sample"),
        ("given_name", "Ben"),
        ("date_of_birth", moment("2014-03-06")),
        ("sex", "Male"),
    ],
)
def test_one_hospital_number_with_two_identities_returns_both(key: str, value: CellValue) -> None:
    """Perhaps two patients are mixed up, and a dose would reach the wrong one."""
    found = _conflicts(infusion_row(2), infusion_row(3, **{"cycle_number": Decimal(3), key: value}))
    assert said(found[2])[0] == ("identity-conflict", "return", "Infusions!A2")
    assert ("identity-conflict", "return", "Infusions!A3") in said(found[3])
    first = found[2][0]
    assert first.message == (
        "Rows 2, 3 have the same hospital number but differ in name, date of birth, sex or number."
    )
    assert first.found == "rows 2, 3"
    assert first.expected == "one name, date of birth, sex, hospital and NHS number for one patient"


@pytest.mark.parametrize("key", ["hospital_number", "family_name", "given_name", "date_of_birth"])
def test_one_nhs_number_with_two_identities_returns_both(key: str) -> None:
    """PID-05; also when only the hospital number differs."""
    found = _conflicts(
        infusion_row(2), infusion_row(3, **{key: OTHER[key]}, cycle_number=Decimal(3))
    )
    for row in (2, 3):
        by_nhs_number = [each for each in found[row] if "same NHS number" in each.message]
        assert said(by_nhs_number) == [("identity-conflict", "return", f"Infusions!A{row}")]


def test_capitals_do_not_make_another_name() -> None:
    """TESTCASE is Testcase."""
    found = _conflicts(
        infusion_row(2), infusion_row(3, family_name="TESTCASE", cycle_number=Decimal(3))
    )
    assert {row: codes(each) for row, each in found.items()} == {3: ["earlier-cycle-in-list"]}


def test_capitals_do_not_make_another_hospital_number() -> None:
    """The sheets are joined by the number as it is written, so both rows go back."""
    found = _conflicts(infusion_row(2), infusion_row(3, hospital_number="h1234567"))
    for row in (2, 3):
        assert set(codes(found[row])) == {"duplicate-patient", "identity-conflict"}


def test_names_that_could_not_be_read_are_no_other_names() -> None:
    """Both rows go back for that alone."""
    unread: dict[str, CellValue] = {"family_name": None, "given_name": "x" * 36}
    found = _conflicts(
        infusion_row(2, **unread), infusion_row(3, **unread, cycle_number=Decimal(3))
    )
    assert {row: codes(each) for row, each in found.items()} == {3: ["earlier-cycle-in-list"]}


def test_a_sex_that_could_not_be_read_is_no_other_sex() -> None:
    """Its row goes back for that alone."""
    found = _conflicts(infusion_row(2), infusion_row(3, sex="F", cycle_number=Decimal(3)))
    assert {row: codes(each) for row, each in found.items()} == {3: ["earlier-cycle-in-list"]}


def test_rows_without_numbers_are_not_thrown_together() -> None:
    """A missing hospital or NHS number is nobody's."""
    nameless: dict[str, CellValue] = {"hospital_number": None, "nhs_number": None}
    assert _conflicts(infusion_row(2, **nameless), infusion_row(3, **{**OTHER, **nameless})) == {}


@pytest.mark.parametrize(("one", "other"), [("H1O2", "H102"), ("Hl02", "HI02"), ("H1O2", "hIo2")])
def test_hospital_numbers_that_look_alike_are_a_caution_on_both(one: str, other: str) -> None:
    found = _conflicts(
        infusion_row(2, hospital_number=one), infusion_row(5, **{**OTHER, "hospital_number": other})
    )
    assert {row: said(each) for row, each in found.items()} == {
        2: [("hospital-number-lookalike", "caution", "Infusions!A2")],
        5: [("hospital-number-lookalike", "caution", "Infusions!A5")],
    }
    assert one in found[5][0].message
    assert other in found[5][0].message


def test_a_finding_names_the_first_rows_of_many() -> None:
    """Thousands of rows that are the same must not make thousands of long texts."""
    found = _conflicts(*(infusion_row(number) for number in range(2, 12)))
    assert {each[0].found for each in found.values()} == {"rows 2, 3, 4, 5, 6 and 5 more"}
