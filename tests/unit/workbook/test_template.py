import dataclasses
import datetime as dt
import io
import os
import subprocess
import sys
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from orderset.errors import StorageError
from orderset.protocol.loading import load_protocol
from orderset.protocol.on_the_form import form_rules
from orderset.workbook.columns import (
    INFUSIONS,
    LISTS_SHEET,
    PREVIOUS_DOSES,
    READ_ME_SHEET,
    RESULTS,
    SHEETS,
    TEMPLATE_VERSION,
    Column,
    Group,
    Kind,
)
from orderset.workbook.example_patients import (
    DAY_1,
    DOSES_GIVEN,
    PLANNED_INFUSIONS,
    RESULTS_FOUND,
)
from orderset.workbook.filled_sheet import GROUP_COLOURS
from orderset.workbook.input_rules import LONGEST_MESSAGE, LONGEST_TITLE, rule_in_words
from orderset.workbook.laboratory import TESTS, LaboratoryTest, laboratory_test, unit_named
from orderset.workbook.lists_sheet import LAST_PREPARED_ROW, column_name, spellings_name
from orderset.workbook.reader import read_workbook
from orderset.workbook.structure import structural_fault
from tests.unit.workbook.making import address, codes, moment, part_text, read


COLUMNS = [(sheet.name, column) for sheet in SHEETS for column in sheet.columns]
IDS = [f"{sheet}-{column.key}" for sheet, column in COLUMNS]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.xlsx"
    write(path)
    return path


@pytest.fixture(scope="module")
def opened(template: Path) -> Workbook:
    return openpyxl.load_workbook(template)


def write(path: Path, *, example_day_1: dt.date | None = None) -> None:
    # Imported here as the command line does it; the title would be a formula if it were not text.
    from orderset.workbook.template import write_template  # noqa: PLC0415

    rules = dataclasses.replace(form_rules(load_protocol().rules), protocol_title="=Pamidronate")
    write_template(path, rules, example_day_1=example_day_1)


def test_the_sheets_stand_in_order_and_the_lists_are_hidden(opened: Workbook) -> None:
    assert opened.sheetnames == [READ_ME_SHEET, *(s.name for s in SHEETS), LISTS_SHEET]
    states = [sheet.sheet_state for sheet in opened.worksheets]
    assert states == ["visible"] * 4 + ["hidden"]
    selected = [sheet.title for sheet in opened.worksheets if sheet.sheet_view.tabSelected]
    assert selected in ([], [READ_ME_SHEET])


def test_a_blank_template_passes_the_gate_and_holds_no_patient(template: Path) -> None:
    assert structural_fault("template.xlsx", template.read_bytes()) is None
    content = read_workbook(template)
    assert codes(content.findings) == ["no-patients"]
    assert content.protocol_id == "pamidronate-crmo"


@pytest.mark.parametrize(("sheet", "column"), COLUMNS, ids=IDS)
def test_every_column_has_its_heading_rule_message_width_and_format(
    opened: Workbook, sheet: str, column: Column
) -> None:
    worksheet = opened[sheet]
    declared = next(each for each in SHEETS if each.name == sheet)
    cell = address(declared, column.key, 1)
    letter = cell.rstrip("1")
    assert worksheet[cell].value == column.heading
    assert worksheet[cell].font.b is column.required
    assert worksheet.column_dimensions[letter].width == column.width
    expected_format = {
        Kind.DATE: "dd-mmm-yyyy",
        Kind.DATE_AND_TIME: "dd-mmm-yyyy hh:mm",
        Kind.TIME: "hh:mm",
        Kind.NUMBER: "General",
        Kind.WHOLE_NUMBER: "0",
        Kind.RESULT: "General",
    }.get(column.kind, "@")
    assert worksheet.column_dimensions[letter].number_format == expected_format
    (rule,) = (
        each
        for each in worksheet.data_validations.dataValidation
        if str(each.sqref) == f"{letter}2:{letter}{LAST_PREPARED_ROW}"
    )
    assert rule.type == {
        Kind.CHOICE: "list",
        Kind.DATE: "date",
        Kind.DATE_AND_TIME: "date",
        Kind.TIME: "time",
        Kind.NUMBER: "decimal",
        Kind.WHOLE_NUMBER: "whole",
    }.get(column.kind, "textLength")
    assert (rule.showInputMessage, rule.showErrorMessage, rule.allowBlank) == (True, True, True)
    assert rule.promptTitle == column.heading
    assert rule.prompt.startswith(column.help)
    assert len(rule.promptTitle) <= LONGEST_TITLE
    assert max(len(rule.prompt), len(rule.error)) <= LONGEST_MESSAGE
    assert ("Required." in rule.prompt) is column.required


def test_a_message_says_once_that_a_cell_may_be_empty(opened: Workbook) -> None:
    for sheet in SHEETS:
        for rule in opened[sheet.name].data_validations.dataValidation:
            assert (rule.prompt or "").count("May be empty.") <= 1


@pytest.mark.parametrize(("sheet", "column"), COLUMNS, ids=IDS)
def test_every_list_offers_what_is_declared(opened: Workbook, sheet: str, column: Column) -> None:
    if not column.choices:
        return
    (rule,) = (
        each
        for each in opened[sheet].data_validations.dataValidation
        if each.promptTitle == column.heading
    )
    name, _, area = rule.formula1.rpartition("!")
    assert name.strip("'") == LISTS_SHEET
    cells = opened[LISTS_SHEET][area.replace("$", "")]
    assert tuple(row[0].value for row in cells) == column.choices
    assert rule.errorStyle == ("warning" if column.key in {"test", "unit"} else "stop")


def test_every_sheet_is_frozen_filtered_and_set_up_for_a4(opened: Workbook) -> None:
    for sheet in SHEETS:
        worksheet = opened[sheet.name]
        last = address(sheet, sheet.columns[-1].key, LAST_PREPARED_ROW)
        assert worksheet.freeze_panes == "B2"
        assert worksheet.auto_filter.ref == f"A1:{last}"
        assert worksheet.print_title_rows == "$1:$1"
        setup = worksheet.page_setup
        assert (setup.orientation, str(setup.paperSize)) == ("landscape", "9")
        wide = "3" if sheet is INFUSIONS else "1"
        assert (str(setup.fitToWidth), str(setup.fitToHeight)) == (wide, "0")
        assert worksheet.print_title_cols == ("$A:$D" if sheet is INFUSIONS else None)
        assert worksheet.sheet_properties.pageSetUpPr is not None
        assert worksheet.sheet_properties.pageSetUpPr.fitToPage
        below = worksheet.iter_rows(min_row=2, values_only=True)
        assert all(value is None for row in below for value in row)


def test_read_me_names_the_version_the_protocol_and_every_column(opened: Workbook) -> None:
    sheet = opened[READ_ME_SHEET]
    assert [sheet[cell].value for cell in ("A2", "B2", "A3", "B3", "B4")] == [
        "Template version",
        TEMPLATE_VERSION,
        "Protocol",
        "pamidronate-crmo",
        "=Pamidronate, version 1.0.0",
    ]
    assert sheet["B4"].data_type == "s"
    rows = {tuple(cell.value for cell in row) for row in sheet.iter_rows(max_col=5)}
    for name, column in COLUMNS:
        required = "required" if column.required else None
        assert (name, column.heading, required, column.help, rule_in_words(column)) in rows
    assert (None, "Pregnancy test", None, "Negative or Positive", "none") in rows
    assert (None, "Imaging", None, "free words", "none") in rows
    assert (None, "Creatinine", None, "a number", "µmol/L or mg/dL") in rows


@pytest.mark.parametrize(
    ("sheet", "key", "words"),
    [
        (INFUSIONS, "sex", "from the list"),
        (INFUSIONS, "cycle_number", "whole number, 1 to 60"),
        (INFUSIONS, "notes", "text, at most 200 characters"),
        (INFUSIONS, "day_1", "date"),
        (RESULTS, "result", "number, or the words the test allows, at most 60 characters"),
    ],
)
def test_rules_in_words(sheet: object, key: str, words: str) -> None:
    assert sheet in (INFUSIONS, RESULTS)
    declared = INFUSIONS if sheet is INFUSIONS else RESULTS
    assert rule_in_words(declared.column(key)) == words


def test_the_same_template_is_the_same_file_on_every_run(tmp_path: Path, template: Path) -> None:
    program = (
        "import sys; from pathlib import Path; "
        "import dataclasses; "
        "from orderset.protocol.loading import load_protocol; "
        "from orderset.protocol.on_the_form import form_rules; "
        "from orderset.workbook.template import write_template; "
        "rules = form_rules(load_protocol().rules); "
        "rules = dataclasses.replace(rules, protocol_title='=Pamidronate'); "
        "write_template(Path(sys.argv[1]), rules)"
    )
    again = tmp_path / "again.xlsx"
    subprocess.run(  # noqa: S603  our own interpreter and program
        [sys.executable, "-c", program, str(again)],
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"},
    )
    assert again.read_bytes() == template.read_bytes()
    with zipfile.ZipFile(io.BytesIO(again.read_bytes())) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert "2026-11-01T00:00:00Z" in part_text(again.read_bytes(), "docProps/core.xml")


def test_a_template_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="could not be written") as caught:
        write(tmp_path / "missing" / "template.xlsx")
    assert caught.value.exit_code == 7


def test_a_template_filled_by_key_is_read_back_equal(template: Path) -> None:
    made = openpyxl.load_workbook(template)
    values: dict[str, str | Decimal | dt.datetime | dt.time] = {
        "hospital_number": "0012345",
        "nhs_number": "999 000 0018",
        "family_name": "Testcase",
        "given_name": "Zo\u00eb",
        "date_of_birth": moment(2017, 3, 14),
        "sex": "Female",
        "weight_kg": Decimal("16.25"),
        "weight_measured_on": moment(2026, 12, 1),
        "height_cm": Decimal("101.5"),
        "height_measured_on": moment(2026, 12, 1),
        "allergies": "None known",
        "cycle_number": Decimal(1),
        "day_1": moment(2026, 12, 7),
        "planned_start": dt.time(9, 30),
        "current_medicines": "None",
        "ward": "Example Day Unit",
        "consultant": "Dr A. Example",
    }
    for key, value in values.items():
        made[INFUSIONS.name][address(INFUSIONS, key)] = value
    content = read(made)
    assert content.findings == ()
    (row,) = content.infusions
    assert row.findings == ()
    assert {key: cell.value for key, cell in row.cells.items() if cell.value is not None} == values


# --- groups, protection, the protocol in words ----------------------------------------------------


@pytest.mark.parametrize(("sheet", "column"), COLUMNS, ids=IDS)
def test_every_heading_has_its_group_s_colour_and_says_its_word(
    opened: Workbook, sheet: str, column: Column
) -> None:
    declared = next(each for each in SHEETS if each.name == sheet)
    group = declared.group_of(column.key)
    heading = opened[sheet][address(declared, column.key, 1)]
    assert heading.fill.fgColor.rgb[2:] == GROUP_COLOURS[group]
    assert heading.comment is not None
    word, helped, rule = heading.comment.text.split("\n")
    assert word == group.value.upper()
    assert helped.startswith(column.help.removesuffix(" May be empty."))
    assert rule == f"Rule: {rule_in_words(column)}."
    # The annotated copy takes out the comments of its own author.
    assert heading.comment.author != "orderset"


def test_the_groups_of_infusions_and_their_colours() -> None:
    first = {key: INFUSIONS.group_of(key) for key in ("sex", "weight_kg", "day_1", "contact")}
    assert first == {
        "sex": Group.IDENTITY,
        "weight_kg": Group.MEASUREMENTS,
        "day_1": Group.TREATMENT,
        "contact": Group.LOGISTICS,
    }
    assert INFUSIONS.group_of("authorised_on") is Group.AUTHORISATION
    assert INFUSIONS.group_of("notes") is Group.LOGISTICS
    assert len(set(GROUP_COLOURS.values())) == len(Group)


def test_headings_are_protected_and_everything_else_is_free(opened: Workbook) -> None:
    sheet = opened[INFUSIONS.name]
    protection = sheet.protection
    assert protection.sheet
    assert protection.password is None
    # In the file, false is "allowed".
    for allowed in ("formatCells", "insertRows", "deleteRows", "sort", "autoFilter"):
        assert getattr(protection, allowed) is False
    for held in ("insertColumns", "deleteColumns"):
        assert getattr(protection, held) is True
    for number, column in enumerate(INFUSIONS.columns, start=1):
        assert sheet.cell(1, number).protection.locked
        letter = address(INFUSIONS, column.key).rstrip("2")
        assert not sheet.column_dimensions[letter].protection.locked
    beyond = sheet.column_dimensions["AA"]
    assert (beyond.min, beyond.max, beyond.protection.locked) == (27, 16_384, False)
    assert opened.security is not None
    assert opened.security.lockStructure
    assert opened.security.workbookPassword is None


def test_sheets_into_which_exports_are_pasted_lock_nothing(opened: Workbook) -> None:
    """Cells that are pasted into a protected sheet are locked: a slip could not be mended."""
    for sheet in (RESULTS, PREVIOUS_DOSES):
        assert not opened[sheet.name].protection.sheet
        for number, column in enumerate(sheet.columns, start=1):
            heading = opened[sheet.name].cell(1, number).coordinate
            (rule,) = (
                each
                for each in opened[sheet.name].data_validations.dataValidation
                if str(each.sqref) == heading
            )
            assert rule.formula1 == f'EXACT({heading},"{column.heading}")'
            assert (rule.errorStyle, rule.showErrorMessage) == ("warning", True)
    assert opened[READ_ME_SHEET].protection.sheet
    assert opened[LISTS_SHEET].protection.sheet


def test_an_input_message_says_what_the_protocol_asks_for(opened: Workbook) -> None:
    messages = {
        rule.promptTitle: rule.prompt
        for rule in opened[INFUSIONS.name].data_validations.dataValidation
    }
    assert messages["Weight measured on"].endswith("At most 30 days before day 1. Required.")


def test_read_me_has_the_protocol_in_words_and_an_example_that_nothing_reads(
    opened: Workbook,
) -> None:
    rules = form_rules(load_protocol().rules)
    texts = [cell.value for row in opened[READ_ME_SHEET].iter_rows() for cell in row if cell.value]
    for sentences in rules.sections.values():
        for sentence in sentences:
            assert f"•  {sentence}" in texts
    for each in rules.holding:
        assert {each.title, each.remedy} <= set(texts)
    for group in Group:
        assert group.value in texts
    rows = {
        (row[0].value, row[1].value): row[5].value
        for row in opened[READ_ME_SHEET].iter_rows(max_col=6)
    }
    assert rows["Infusions", "Family name"] == "Sampleton"
    assert rows["Results", "Hospital number"] == rows["Infusions", "Hospital number"]
    assert rows["Previous doses", "Given on"] == "15-Jun-2026"


def test_a_name_in_the_workbook_is_a_column_or_a_list(opened: Workbook) -> None:
    """The conditional formats look into other sheets by these names."""
    for name, defined in opened.defined_names.items():
        (title, area), *others = defined.destinations
        assert not others
        above = opened[title][area.replace("$", "").partition(":")[0]].row - 1
        assert above == 1
        if name == column_name(RESULTS, "taken_on"):
            assert (title, area) == ("Results", f"$E$2:$E${LAST_PREPARED_ROW}")
    creatinine = opened.defined_names[spellings_name("creatinine")]
    ((title, area),) = creatinine.destinations
    spelled = [row[0].value for row in opened[title][area.replace("$", "")]]
    assert spelled == ["Creatinine", *laboratory("creatinine").aliases]


# --- the example ----------------------------------------------------------------------------------


def test_the_example_is_read_back_without_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "example.xlsx"
    write(path, example_day_1=DAY_1)
    content = read_workbook(path)
    assert (content.usable, content.findings) == (True, ())
    for rows, given in (
        (content.infusions, PLANNED_INFUSIONS),
        (content.results, RESULTS_FOUND),
        (content.previous_doses, DOSES_GIVEN),
    ):
        assert len(rows) == len(given)
        for row, values in zip(rows, given, strict=True):
            assert row.findings == ()
            for key, cell in row.cells.items():
                assert cell.value == _as_read(values.get(key)), key


def test_the_example_can_be_made_for_any_day(tmp_path: Path) -> None:
    path = tmp_path / "example.xlsx"
    day_1 = dt.date(2027, 3, 1)
    write(path, example_day_1=day_1)
    content = read_workbook(path)
    midnight = dt.datetime.combine(day_1, dt.time())
    assert {row.cells["day_1"].value for row in content.infusions} == {midnight}
    taken = [row.cells["taken_on"].value for row in content.results]
    assert max(
        each for each in taken if isinstance(each, dt.datetime)
    ).date() == day_1 - dt.timedelta(days=4)


def laboratory(key: str) -> LaboratoryTest:
    return next(each for each in TESTS if each.key == key)


def _as_read(value: object) -> object:
    match value:
        case int():
            return Decimal(value)
        case dt.date() if not isinstance(value, dt.datetime):
            return dt.datetime.combine(value, dt.time())
        case _:
            return value


def test_the_example_s_patients_are_fictional() -> None:
    for patient in PLANNED_INFUSIONS:
        digits = [int(each) for each in str(patient["nhs_number"]) if each.isdigit()]
        assert digits[:3] == [9, 9, 9]
        weighted = sum(
            digit * weight for digit, weight in zip(digits[:9], range(10, 1, -1), strict=True)
        )
        assert digits[9] == (11 - weighted % 11) % 11
        assert patient["day_1"] == DAY_1
        assert patient["notes"] == "Fictional patient"


def test_the_example_keeps_to_the_declaration() -> None:
    for sheet, rows in zip(SHEETS, (PLANNED_INFUSIONS, RESULTS_FOUND, DOSES_GIVEN), strict=True):
        for values in rows:
            assert set(values) <= {column.key for column in sheet.columns}
            for column in sheet.columns:
                value = values.get(column.key)
                assert value is not None or not column.required
                if value is not None and column.choices:
                    assert value in column.choices
                if column.minimum is not None and value is not None:
                    assert column.minimum <= Decimal(str(value)) <= (column.maximum or 0)
                if column.max_length is not None and value is not None:
                    assert len(str(value)) <= column.max_length
    for values in RESULTS_FOUND:
        test = laboratory_test(str(values["test"]))
        assert test is not None
        if test.is_number:
            assert unit_named(str(values["unit"])) in test.units
