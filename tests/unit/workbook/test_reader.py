import datetime as dt
import logging
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.formula import ArrayFormula

from orderset.findings import Action, CellRef, Finding
from orderset.workbook.columns import INFUSIONS, PREVIOUS_DOSES, RESULTS
from orderset.workbook.content import Row
from orderset.workbook.example_patients import DOSES_GIVEN, PLANNED_INFUSIONS, RESULTS_FOUND
from orderset.workbook.provenance import set_provenance
from orderset.workbook.reader import read_workbook
from tests.unit.workbook.making import (
    INFUSIONS_PART,
    NAME,
    address,
    codes,
    edited,
    first_row,
    infusions_cell,
    moment,
    only,
    part_text,
    read,
    refusal,
    saved,
    with_part,
    without_part,
    workbook,
)


def with_cell(key: str, value: object, number_format: str | None = None) -> Row:
    """Return the first row of a workbook in which one cell was changed."""
    made = workbook()
    cell = infusions_cell(made, key)
    cell.value = value
    if number_format is not None:
        cell.number_format = number_format
    return first_row(made)


def spoiled(row: Row, key: str, code: str) -> Finding:
    """Return the one finding of the row: it is on this cell, which is spoiled."""
    assert row.cells[key].spoiled
    finding = only(row.findings)
    assert (finding.code, finding.where) == (code, row.cells[key].where)
    assert finding.message
    assert finding.hint
    return finding


# --- a good workbook ------------------------------------------------------------------------------


def test_rows_come_as_they_are_with_their_addresses(tmp_path: Path) -> None:
    path = tmp_path / NAME
    path.write_bytes(saved(workbook(PLANNED_INFUSIONS, RESULTS_FOUND, DOSES_GIVEN)))
    content = read_workbook(path)
    assert (content.name, content.usable, content.findings) == (NAME, True, ())
    assert len(content.sha256) == 64
    assert content.protocol_id is None
    counts = (len(content.infusions), len(content.results), len(content.previous_doses))
    assert counts == (3, len(RESULTS_FOUND), len(DOSES_GIVEN))
    row = content.infusions[1]
    assert (row.sheet, row.number, row.findings) == ("Infusions", 3, ())
    assert set(row.cells) == {column.key for column in INFUSIONS.columns}
    weight = row.cells["weight_kg"]
    assert (weight.value, weight.where) == (Decimal(52), CellRef(NAME, "Infusions", "H3"))
    assert str(weight.where) == "Infusions!H3"
    assert row.cells["date_of_birth"].value == moment(2012, 6, 2)
    assert row.cells["planned_start"].value == dt.time(10, 0)
    assert row.cells["authorised_by"].value is None
    assert content.results[0].cells["taken_on"].where == CellRef(NAME, "Results", "E2")


def test_a_number_is_the_decimal_that_the_spreadsheet_shows() -> None:
    assert with_cell("weight_kg", 0.1 + 0.2).cells["weight_kg"].value == Decimal("0.3")


@pytest.mark.parametrize(
    ("key", "value", "number_format", "found"),
    [
        ("weight_kg", moment(1900, 1, 20, 12), None, moment(1900, 1, 20, 12)),
        ("weight_kg", 20.5, "dd/mm/yyyy", moment(1900, 1, 20, 12)),
        ("weight_kg", 0, "dd/mm/yyyy", dt.time(0, 0)),
        ("weight_kg", 1.5, "[h]:mm", dt.timedelta(hours=36)),
        ("date_of_birth", 40000, "General", Decimal(40000)),
        ("weight_kg", True, None, True),
        ("weight_kg", "20.5", None, "20.5"),
    ],
)
def test_the_kind_of_a_value_is_not_changed(
    key: str, value: object, number_format: str | None, found: object
) -> None:
    row = with_cell(key, value, number_format)
    assert row.cells[key].value == found
    assert type(row.cells[key].value) is type(found)
    assert row.findings == ()


@pytest.mark.parametrize(
    ("serial", "number_format", "found"),
    [
        (46359.38541665509, "dd/mm/yyyy hh:mm", moment(2026, 12, 3, 9, 15)),
        (46358.999999995, "dd/mm/yyyy", moment(2026, 12, 3)),
        (0.395833328, "hh:mm", dt.time(9, 30)),
        (0.99999999, "hh:mm", dt.time(23, 59, 59)),
        (0.999994, "hh:mm", dt.time(23, 59, 59)),
        (1.5000000001, "[h]:mm", dt.timedelta(hours=36)),
    ],
)
def test_a_time_is_the_one_that_is_shown_although_it_was_stored_a_little_less(
    serial: float, number_format: str, found: object
) -> None:
    assert with_cell("day_1", serial, number_format).cells["day_1"].value == found


def test_an_iso_date_is_a_date() -> None:
    cell = address(INFUSIONS, "date_of_birth")
    text = part_text(saved(workbook()), INFUSIONS_PART)
    start = text.index(f'<c r="{cell}"')
    end = text.index("</c>", start)
    iso = f'{text[:start]}<c r="{cell}" t="d"><v>2017-03-14</v>{text[end:]}'
    row = first_row(with_part(saved(workbook()), INFUSIONS_PART, iso.encode()))
    assert row.cells["date_of_birth"].value == moment(2017, 3, 14)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("  Testcase\u00a0", "Testcase"),
        ("Zoe\u0308", "Zo\u00eb"),
        ("O\u2019Test  case", "O\u2019Test  case"),
        ("=not a formula but text", "=not a formula but text"),
        ("   \u00a0 ", None),
    ],
)
def test_text_is_stripped_and_composed_and_otherwise_left(written: str, found: str | None) -> None:
    made = workbook()
    cell = infusions_cell(made, "family_name")
    cell.value = written
    cell.data_type = "s"
    row = first_row(made)
    assert row.cells["family_name"].value == found
    assert row.findings == ()


def test_formatted_text_is_read_whole() -> None:
    text = CellRichText("Test", TextBlock(InlineFont(b=True), "case"))
    assert with_cell("family_name", text).cells["family_name"].value == "Testcase"


def test_empty_rows_are_skipped_and_keep_the_numbers_of_the_others() -> None:
    made = workbook([PLANNED_INFUSIONS[0], {}, {"notes": " "}, PLANNED_INFUSIONS[1]])
    made["Infusions"].row_dimensions[3].hidden = True
    content = read(made)
    assert [row.number for row in content.infusions] == [2, 5]
    assert [row.findings for row in content.infusions] == [(), ()]


def test_a_row_with_something_outside_the_columns_only_is_no_patient() -> None:
    made = workbook()
    made["Infusions"]["AB9"] = "checked"
    assert len(read(made).infusions) == 1


# --- formulas -------------------------------------------------------------------------------------


def with_formula(key: str, formula: str, stored: str, kind: str = "") -> Row:
    """Return the first row of a workbook with a formula and this stored result."""
    made = workbook()
    infusions_cell(made, key).value = "=FORMULA()"
    cell = address(INFUSIONS, key)
    text = part_text(saved(made), INFUSIONS_PART)
    start = text.index(f'<c r="{cell}"')
    end = text.index("</c>", start)
    kind = f' t="{kind}"' if kind else ""
    text = f'{text[:start]}<c r="{cell}"{kind}><f>{formula}</f>{stored}{text[end:]}'
    return first_row(with_part(saved(made), INFUSIONS_PART, text.encode()))


def test_the_stored_result_of_a_formula_is_used() -> None:
    row = with_formula("weight_kg", "10*2", "<v>20</v>")
    assert (row.cells["weight_kg"].value, row.findings) == (Decimal(20), ())


def test_a_formula_that_gives_an_empty_text_is_an_empty_cell() -> None:
    row = with_formula("notes", 'IF(1=1,"","x")', "<v></v>", "str")
    assert (row.cells["notes"].value, row.cells["notes"].spoiled, row.findings) == (None, False, ())


def test_a_formula_with_an_error() -> None:
    finding = spoiled(
        with_formula("weight_kg", "NA()", "<v>#N/A</v>", "e"), "weight_kg", "cell-error"
    )
    assert finding.found == "#N/A"


@pytest.mark.parametrize("formula", ["=1+1", ArrayFormula("H2", "=1+1")])
def test_a_formula_without_a_result_is_not_an_empty_cell(formula: Any) -> None:
    row = with_cell("weight_kg", formula)
    assert row.cells["weight_kg"].value is None
    assert "result" in spoiled(row, "weight_kg", "formula-without-value").message


def test_a_row_of_formulas_that_give_nothing_is_an_empty_row() -> None:
    made = workbook([*PLANNED_INFUSIONS[:1], {"notes": "=x"}])
    data = saved(made)
    cell = address(INFUSIONS, "notes", 3)
    text = part_text(data, INFUSIONS_PART)
    start = text.index(f'<c r="{cell}"')
    end = text.index("</c>", start)
    text = f'{text[:start]}<c r="{cell}" t="str"><f>x</f><v></v>{text[end:]}'
    assert len(read(with_part(data, INFUSIONS_PART, text.encode())).infusions) == 1


def test_a_heading_may_be_a_formula() -> None:
    made = workbook()
    made["Infusions"]["H1"] = "=FORMULA()"
    data = saved(made)
    text = part_text(data, INFUSIONS_PART)
    start = text.index('<c r="H1"')
    end = text.index("</c>", start)
    text = f'{text[:start]}<c r="H1" t="str"><f>x</f><v>Weight (kg)</v>{text[end:]}'
    row = first_row(with_part(data, INFUSIONS_PART, text.encode()))
    assert row.cells["weight_kg"].value == Decimal("29.5")


# --- cells that cannot be used --------------------------------------------------------------------


@pytest.mark.parametrize(
    "value", ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#SPILL!", "Err:502", " #N/A "]
)
def test_an_error_is_an_error_even_as_text(value: str) -> None:
    made = workbook()
    cell = infusions_cell(made, "weight_kg")
    cell.value = value
    cell.data_type = "s"
    row = first_row(made)
    spoiled(row, "weight_kg", "cell-error")
    assert row.cells["weight_kg"].value is None


def test_a_date_that_no_calendar_has_is_an_error() -> None:
    spoiled(with_cell("date_of_birth", 99999999, "dd/mm/yyyy"), "date_of_birth", "cell-error")


def test_a_number_that_is_too_large_to_be_one() -> None:
    made = workbook()
    text = part_text(saved(made), INFUSIONS_PART).replace("<v>29.5</v>", "<v>1e400</v>")
    row = first_row(with_part(saved(made), INFUSIONS_PART, text.encode()))
    spoiled(row, "weight_kg", "value-not-a-number")


@pytest.mark.parametrize("number_format", ["0.0,", ";;;", '"16.0"', "0%"])
def test_a_number_format_that_shows_another_number(number_format: str) -> None:
    row = with_cell("weight_kg", 20500, number_format)
    finding = spoiled(row, "weight_kg", "misleading-number-format")
    assert "20500" in finding.found
    assert number_format in finding.found


def test_a_number_format_matters_for_hospital_numbers_and_results_too() -> None:
    row = with_cell("hospital_number", 12345, "0000000")
    spoiled(row, "hospital_number", "misleading-number-format")
    made = workbook()
    made["Results"][address(RESULTS, "result")].number_format = "0.0,"
    row = read(made).results[0]
    spoiled(row, "result", "misleading-number-format")


def test_a_number_format_does_not_matter_for_text_columns() -> None:
    assert with_cell("ward", 7, "0%").findings == ()


@pytest.mark.parametrize(
    ("value", "found", "hint"),
    [
        ("Test\u200bcase", "Test<U+200B>case", "by hand"),
        ("\ufeffTestcase", "<U+FEFF>Testcase", "by hand"),
        ("\u202eTestcase", "<U+202E>Testcase", "by hand"),
        ("\u200b", "<U+200B>", "by hand"),
        ("Test\tcase", "Test<U+0009>case", "by hand"),
        ("Test\ncase", "Test<U+000A>case", "Alt+Enter"),
        ("Test_x0007_case", "Test_x0007_case", "by hand"),
    ],
)
def test_an_invisible_character_is_reported_and_not_removed(
    value: str, found: str, hint: str
) -> None:
    row = with_cell("family_name", value)
    finding = spoiled(row, "family_name", "control-character")
    assert row.cells["family_name"].value == value
    assert finding.found == found
    assert hint in finding.hint


def test_an_empty_cell_with_a_link_does_not_pass_for_text() -> None:
    made = workbook()
    cell = infusions_cell(made, "allergies")
    cell.value = None
    cell.hyperlink = "mailto:ward@example.org"
    cell.value = None
    cell.font = Font(bold=True)  # openpyxl writes no empty cell without a style
    spoiled(first_row(made), "allergies", "link-in-cell")


def test_a_text_with_a_link_to_elsewhere_is_text() -> None:
    made = workbook()
    cell = infusions_cell(made, "contact")
    cell.value = "ward@example.org"
    cell.hyperlink = "mailto:ward@example.org"
    row = first_row(made)
    assert (row.cells["contact"].value, row.findings) == ("ward@example.org", ())


def test_crossed_out_cells_are_one_finding_of_the_row() -> None:
    made = workbook()
    keys = ("family_name", "given_name", "weight_kg", "day_1", "title")
    for key in keys:
        infusions_cell(made, key).font = Font(strike=True)
    infusions_cell(made, "notes").value = None
    infusions_cell(made, "notes").font = Font(strike=True)
    row = first_row(made)
    finding = only(row.findings)
    assert (finding.code, str(finding.where)) == ("struck-through", "Infusions!C2")
    assert "“Family name”, “Given name”, “Title” and 2 more" in finding.message
    assert {key for key, cell in row.cells.items() if cell.spoiled} == set(keys)


def test_part_of_a_text_that_is_crossed_out() -> None:
    text = CellRichText(TextBlock(InlineFont(strike=True), "61"), "16")
    row = with_cell("weight_kg", text)
    assert row.cells["weight_kg"].value == "6116"
    spoiled(row, "weight_kg", "struck-through")


# --- rows that cannot be trusted ------------------------------------------------------------------


def test_a_merge_over_two_patients_spoils_the_cells_of_both() -> None:
    made = workbook(PLANNED_INFUSIONS[:2])
    made["Infusions"].merge_cells("H2:I3")
    content = read(made)
    for number, row in enumerate(content.infusions, start=2):
        finding = only(row.findings)
        assert (finding.code, str(finding.where)) == ("merged-cell", f"Infusions!H{number}")
        assert finding.found == "merged cells H2:I3"
        for key in ("weight_kg", "weight_measured_on"):
            assert (row.cells[key].value, row.cells[key].spoiled) == (None, True)
        assert not row.cells["height_cm"].spoiled


def test_a_merge_outside_the_columns_or_in_the_headings_does_not_matter() -> None:
    made = workbook()
    made["Infusions"].merge_cells("AC2:AD4")
    made["Infusions"].merge_cells("AC1:AD1")
    assert first_row(made).findings == ()


def test_a_merged_row_with_nothing_of_its_own_is_no_patient() -> None:
    made = workbook()
    made["Infusions"].merge_cells("A2:A3")
    assert [row.number for row in read(made).infusions] == [2]


@pytest.mark.parametrize("how", ['hidden="1"', 'ht="0" customHeight="1"'])
def test_a_hidden_row_is_read_and_said_so(how: str) -> None:
    data = saved(workbook(PLANNED_INFUSIONS[:2]))
    data = edited(data, INFUSIONS_PART, '<row r="3"', f'<row r="3" {how}')
    first, second = read(data).infusions
    assert first.findings == ()
    finding = only(second.findings)
    assert (finding.code, finding.action) == ("hidden-row", Action.CAUTION)
    assert str(finding.where) == "Infusions!A3"
    assert second.cells["family_name"].value == "Sampleton"
    assert not any(cell.spoiled for cell in second.cells.values())


def test_all_findings_of_a_row_come_in_the_order_of_its_cells() -> None:
    made = workbook()
    made["Infusions"].row_dimensions[2].hidden = True
    infusions_cell(made, "notes").value = "a\u200b"
    infusions_cell(made, "weight_kg").value = "#N/A"
    infusions_cell(made, "sex").font = Font(strike=True)
    made["Infusions"].merge_cells("R2:S2")
    row = first_row(made)
    assert [str(each.where) for each in row.findings] == [
        f"Infusions!{cell}" for cell in ("A2", "G2", "H2", "R2", "Z2")
    ]


# --- dates ----------------------------------------------------------------------------------------


def test_the_1904_date_system_is_converted_rightly_and_said_so() -> None:
    made = workbook()
    made.epoch = CALENDAR_MAC_1904
    content = read(made)
    finding = only(content.findings)
    assert (finding.code, finding.action) == ("date-system-1904", Action.NOTE)
    assert content.usable
    assert content.infusions[0].cells["day_1"].value == moment(2026, 12, 7)


# --- headings -------------------------------------------------------------------------------------


def test_headings_match_without_case_spaces_and_invisible_characters() -> None:
    made = workbook()
    made["Infusions"]["A1"] = "  HOSPITAL\u00a0number\u200b"
    made["Infusions"]["H1"] = "weight(KG)"
    row = first_row(made)
    assert row.cells["hospital_number"].value == "TEST-0001"
    assert row.cells["weight_kg"].value == Decimal("29.5")


def test_a_site_s_own_headings_are_found_through_aliases() -> None:
    made = workbook()
    made["Infusions"]["A1"] = "Hosp No"
    made["Results"]["A1"] = "hosp no"
    made["Previous doses"]["A1"] = "MRN"
    content = read(made, {"hospital_number": ("Hosp  no", "MRN"), "weight_kg": ("Wt",)})
    assert content.findings == ()
    for row in (content.infusions[0], content.results[0]):
        assert row.cells["hospital_number"].value == "TEST-0001"


def test_columns_may_stand_in_another_order() -> None:
    made = workbook()
    sheet = made["Infusions"]
    sheet.move_range("Z1:Z2", cols=5)
    assert first_row(made).cells["notes"].where == CellRef(NAME, "Infusions", "AE2")


def test_every_missing_required_column_is_reported() -> None:
    made = workbook()
    made["Infusions"]["H1"] = None
    made["Infusions"]["A1"] = "Number"
    made["Previous doses"]["D1"] = "Dose"
    content = read(made, {"hospital_number": ("Hosp No",)})
    assert not content.usable
    assert codes(content.findings) == [
        "column-unknown",
        "column-unknown",
        "column-missing",
        "column-missing",
        "column-unknown",
        "column-missing",
    ]
    expected = [each.expected for each in content.findings if each.code == "column-missing"]
    assert expected == ["“Hospital number” or “Hosp No”", "“Weight (kg)”", "“Dose (mg)”"]
    assert [str(each.where) for each in content.findings][:3] == [
        "Infusions!A1",
        "Infusions!H1",
        "Infusions",
    ]


def test_a_missing_optional_column_is_an_empty_one() -> None:
    made = workbook()
    made["Infusions"].delete_cols(2)
    content = read(made)
    assert content.findings == ()
    nhs_number = content.infusions[0].cells["nhs_number"]
    assert (nhs_number.value, nhs_number.where) == (None, CellRef(NAME, "Infusions"))


def test_a_column_that_is_there_twice() -> None:
    made = workbook()
    made["Infusions"]["AB1"] = "WEIGHT (kg)"
    finding = refusal(made, "column-duplicate")
    assert str(finding.where) == "Infusions!AB1"
    assert "columns H and AB" in finding.message


def test_unknown_columns_are_notes() -> None:
    made = workbook()
    made["Infusions"]["AB1"] = "Bed"
    content = read(made)
    assert content.usable
    finding = only(content.findings)
    assert (finding.code, finding.action, finding.found) == ("column-unknown", Action.NOTE, "Bed")


@pytest.mark.parametrize(("columns", "said"), [(1, "(column AB)"), (7, "AF and others)")])
def test_something_below_an_empty_heading_is_a_note(columns: int, said: str) -> None:
    made = workbook()
    for column in range(28, 28 + columns):
        made["Infusions"].cell(2, column, "x")
    finding = only(read(made).findings)
    assert (finding.code, str(finding.where)) == ("column-unknown", "Infusions!AB1")
    assert said in finding.message


# --- sheets ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Infusions", "Results", "Previous doses"])
def test_a_missing_sheet_stops_the_workbook(name: str) -> None:
    made = workbook()
    made.remove(made[name])
    finding = refusal(made, "sheet-missing")
    assert name in finding.message
    assert finding.where == CellRef(NAME)


def test_every_missing_sheet_is_reported() -> None:
    made = openpyxl.Workbook()
    made.worksheets[0]["A1"] = "something"
    content = read(made)
    assert codes(content.findings) == ["sheet-missing"] * 3 + ["sheet-unknown"]
    assert not content.usable


def test_a_sheet_whose_part_is_missing_is_a_missing_sheet() -> None:
    refusal(without_part(saved(workbook()), "xl/worksheets/sheet2.xml"), "sheet-missing")


def test_the_name_of_a_sheet_matches_like_a_heading() -> None:
    made = workbook()
    made["Infusions"].title = "INFUSIONS "
    content = read(made)
    assert content.usable
    assert content.infusions[0].sheet == "Infusions"
    assert str(content.infusions[0].cells["sex"].where) == "INFUSIONS !G2"


def test_two_sheets_that_could_be_the_one() -> None:
    made = workbook()
    made.create_sheet("infusions ")
    assert "“infusions ”" in refusal(made, "sheet-duplicate").message


def test_a_filled_sheet_that_is_not_read_is_a_note() -> None:
    made = workbook()
    made.create_sheet("Infusions (2)")["A1"] = "Hospital number"
    made.create_sheet("Sheet1")
    content = read(made)
    finding = only(content.findings)
    assert (finding.code, str(finding.where)) == ("sheet-unknown", "Infusions (2)")
    assert content.usable


def test_a_workbook_without_a_patient_is_never_a_success() -> None:
    finding = refusal(workbook(infusions=()), "no-patients")
    assert str(finding.where) == "Infusions"


def test_the_other_sheets_may_be_empty() -> None:
    content = read(workbook(results=(), doses=()))
    assert (content.usable, content.results, content.previous_doses) == (True, (), ())


# --- the version of the template ------------------------------------------------------------------


def test_the_template_s_own_properties_are_read() -> None:
    made = workbook()
    set_provenance(made, "pamidronate-crmo")
    assert read(made).protocol_id == "pamidronate-crmo"


def test_the_first_sheet_is_read_when_the_properties_were_lost() -> None:
    made = workbook()
    sheet = made.create_sheet("Read me", 0)
    for row in (
        ("How to fill it", None),
        ("template VERSION", 1),
        ("Protocol", "pamidronate-crmo"),
    ):
        sheet.append(row)
    content = read(made)
    assert (content.usable, content.protocol_id) == (True, "pamidronate-crmo")


@pytest.mark.parametrize("where", ["property", "sheet", "both"])
def test_an_unknown_version_stops_the_workbook(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made = workbook()
    monkeypatch.setattr(
        "orderset.workbook.provenance.TEMPLATE_VERSION", "2" if where == "property" else "1"
    )
    set_provenance(made, "pamidronate-crmo")
    monkeypatch.setattr("orderset.workbook.provenance.TEMPLATE_VERSION", "1")
    if where != "property":
        made.create_sheet("Read me", 0)["A1"] = "Template version"
        made["Read me"]["B1"] = "0.9"
    finding = refusal(made, "template-version-unknown")
    assert finding.found == ("2" if where == "property" else "0.9")
    assert str(finding.where) == ("" if where == "property" else "Read me!B1")


def test_a_workbook_without_a_version_is_accepted() -> None:
    made = workbook()
    made.create_sheet("Read me", 0)["A1"] = "Template version"
    assert read(made).usable


# --- what openpyxl cannot open --------------------------------------------------------------------


def test_a_style_that_is_not_there() -> None:
    data = edited(saved(workbook()), INFUSIONS_PART, '<c r="A2"', '<c r="A2" s="999"')
    refusal(data, "workbook-unreadable")


def test_missing_styles_do_not_turn_dates_into_numbers() -> None:
    data = without_part(saved(workbook()), "xl/styles.xml")
    content = read(data)
    assert not content.usable or isinstance(
        content.infusions[0].cells["date_of_birth"].value, dt.datetime | Decimal
    )


@pytest.mark.parametrize("error", [RecursionError, SyntaxError, KeyError, ValueError])
def test_any_error_on_opening_is_one_finding_and_its_text_is_not_logged(
    error: type[Exception], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> None:
        message = "Testcase"
        raise error(message)

    data = saved(workbook())
    monkeypatch.setattr(openpyxl, "load_workbook", fail)
    with caplog.at_level(logging.DEBUG):
        refusal(data, "workbook-unreadable")
    assert error.__name__ in caplog.text
    assert "Testcase" not in caplog.text


def test_rows_of_all_sheets_have_every_declared_column() -> None:
    content = read(workbook())
    for rows, sheet in (
        (content.infusions, INFUSIONS),
        (content.results, RESULTS),
        (content.previous_doses, PREVIOUS_DOSES),
    ):
        assert list(rows[0].cells) == [column.key for column in sheet.columns]
