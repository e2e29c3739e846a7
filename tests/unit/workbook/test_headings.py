"""Headings that could be taken for another one, or that are not there at all."""

import pytest

from tests.unit.workbook.making import codes, only, read, workbook


@pytest.mark.parametrize("heading", ["W\u0435ight (kg)", "W\u0415IGHT (kg)", "\u0410llergies"])
def test_a_heading_in_letters_of_another_alphabet_stops_the_workbook(heading: str) -> None:
    made = workbook()
    made["Infusions"]["AB1"] = heading
    content = read(made)
    finding = only(content.findings)
    assert (content.usable, finding.code) == (False, "column-lookalike")
    assert str(finding.where) == "Infusions!AB1"
    assert "<U+04" in finding.found


def test_headings_that_are_not_in_the_first_row_are_one_finding() -> None:
    made = workbook()
    made["Infusions"].insert_rows(1)
    made["Infusions"]["B1"] = "Ward 3"
    finding = only(read(made).findings)
    assert (finding.code, str(finding.where)) == ("headings-missing", "Infusions!A1")
    assert finding.found == "Ward 3"
    assert "“Hospital number”, “NHS number”" in finding.expected


def test_an_empty_first_row() -> None:
    made = workbook()
    made["Infusions"].insert_rows(1)
    assert only(read(made).findings).found == "an empty first row"


def test_a_heading_that_the_site_gives_to_two_columns_stops_the_workbook() -> None:
    made = workbook()
    made["Infusions"]["H1"] = "Wt"
    aliases = {"weight_kg": ["Wt"], "height_cm": ["WT", "wt"]}
    content = read(made, aliases)
    assert codes(content.findings) == ["column-ambiguous", "column-missing"]
    assert not content.usable
    assert "“Weight (kg)” and “Height (cm)”" in content.findings[0].message


def test_a_heading_of_two_columns_that_is_not_used_does_no_harm() -> None:
    assert read(workbook(), {"weight_kg": ["Wt"], "height_cm": ["Wt"]}).usable
