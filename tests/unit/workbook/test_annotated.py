import base64
import io
import logging
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import Rule
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from orderset.errors import StorageError
from orderset.findings import Action, Authorised, CellRef, Finding
from orderset.workbook import annotated, findings_sheet
from orderset.workbook.annotated import annotated_copy, write_annotated_copy
from orderset.workbook.example_patients import PLANNED_INFUSIONS
from orderset.workbook.findings_sheet import FILLS, FINDINGS_SHEET, TITLE
from tests.unit.workbook.making import (
    INFUSIONS_PART,
    NAME,
    edited,
    infusions_cell,
    part_text,
    read,
    saved,
    with_part,
    without_part,
    workbook,
)


TINY_PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def finding(
    cell: str = "H2",
    action: Action = Action.RETURN,
    sheet: str = "Infusions",
    **changed: Any,
) -> Finding:
    fields: dict[str, Any] = {
        "code": "value-out-of-range",
        "action": action,
        "where": CellRef(NAME, sheet, cell),
        "found": "295",
        "expected": "2 to 250",
        "message": "The weight is too large.",
        "hint": "Check the weight.",
    }
    return Finding(**(fields | changed))


def copy_of(made: Workbook | bytes, findings: Sequence[Finding]) -> Workbook:
    data = made if isinstance(made, bytes) else saved(made)
    return openpyxl.load_workbook(io.BytesIO(annotated_copy(data, findings)), rich_text=True)


def listed(sheet: Worksheet) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = [
        tuple(cell.value for cell in row) for row in sheet.iter_rows(max_col=7)
    ]
    return rows[rows.index(next(row for row in rows if row[0] == "Action")) + 1 :]


def test_a_finding_marks_its_cell() -> None:
    copied = copy_of(workbook(), [finding()])
    cell = copied["Infusions"]["H2"]
    assert cell.value == 29.5
    assert cell.fill.fgColor.rgb == FILLS[Action.RETURN].fgColor.rgb
    assert cell.comment.text == (
        "RETURN: The weight is too large.\nExpected: 2 to 250\nWhat to do: Check the weight."
    )
    assert copied["Infusions"]["J2"].comment is None


def test_several_findings_of_a_cell_are_joined_and_the_most_severe_gives_the_colour() -> None:
    findings = [
        finding(action=Action.NOTE, message="A note.", expected="", hint=""),
        finding(action=Action.WITHHOLD, message="Do not give."),
        finding(action=Action.CAUTION, message="Take care."),
    ]
    cell = copy_of(workbook(), findings)["Infusions"]["H2"]
    assert cell.comment.text.split("\n\n") == [
        "NOTE: A note.",
        "WITHHOLD: Do not give.\nExpected: 2 to 250\nWhat to do: Check the weight.",
        "CAUTION: Take care.\nExpected: 2 to 250\nWhat to do: Check the weight.",
    ]
    assert cell.fill.fgColor.rgb == FILLS[Action.WITHHOLD].fgColor.rgb


def test_an_authorised_finding_is_marked_as_what_it_counts_for() -> None:
    authorised = finding(action=Action.REFER, authorised=Authorised("Dr B. Example", "2026-12-04"))
    copied = copy_of(workbook(), [authorised])
    assert copied["Infusions"]["H2"].fill.fgColor.rgb == FILLS[Action.CAUTION].fgColor.rgb
    assert listed(copied[FINDINGS_SHEET])[0][0] == (
        "refer (authorised by Dr B. Example on 2026-12-04)"
    )


def test_every_action_has_a_colour_of_its_own() -> None:
    assert len({FILLS[action].fgColor.rgb for action in Action}) == len(Action)


def test_the_findings_sheet_lists_everything_with_the_way_there() -> None:
    findings = [
        finding(),
        finding(cell="", code="column-unknown", action=Action.NOTE),
        finding(cell="", sheet="", code="date-system-1904", action=Action.NOTE),
        finding(where=None, code="render-failed"),
        finding(sheet="Elsewhere", code="sheet-unknown", action=Action.NOTE),
    ]
    copied = copy_of(workbook(), findings)
    sheet = copied[FINDINGS_SHEET]
    assert copied.sheetnames[0] == FINDINGS_SHEET
    assert sheet["A1"].value == TITLE
    rows = listed(sheet)
    assert rows[0] == (
        "return",
        "value-out-of-range",
        "Infusions!H2",
        "295",
        "2 to 250",
        "The weight is too large.",
        "Check the weight.",
    )
    assert [row[2] for row in rows] == ["Infusions!H2", "Infusions", NAME, None, "Elsewhere!H2"]
    links = [
        cell.hyperlink.location if cell.hyperlink else None
        for (cell,) in sheet.iter_rows(min_row=6, max_row=10, min_col=3, max_col=3)
    ]
    assert links == ["'Infusions'!H2", "'Infusions'!A1", None, None, None]


def test_the_findings_sheet_says_that_nothing_was_lost() -> None:
    sheet = copy_of(workbook(), [])[FINDINGS_SHEET]
    assert str(sheet["A3"].value).startswith("This is a copy, which kept everything")
    assert listed(sheet)[0][0] == "There are no findings."


@pytest.mark.parametrize("start", ["=", "+", "-", "@", " ="])
def test_text_never_becomes_a_formula_because_of_us(start: str) -> None:
    text = f"{start}HYPERLINK(1)"
    made = workbook()
    cell = infusions_cell(made, "notes")
    cell.value = text
    cell.data_type = "s"
    copied = copy_of(made, [finding(found=text, message=text, expected=text, hint=text)])
    assert copied["Infusions"]["Z2"].value == text
    assert copied["Infusions"]["Z2"].data_type == "s"
    for cell in copied[FINDINGS_SHEET][6][3:7]:
        assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


def test_characters_that_a_file_cannot_hold_are_replaced() -> None:
    copied = copy_of(workbook(), [finding(found="a\x00b\ud800c", message="d\x07e")])
    assert listed(copied[FINDINGS_SHEET])[0][3] == "a\ufffdb?c"
    assert "d\ufffde" in copied["Infusions"]["H2"].comment.text


def test_what_the_sender_wrote_is_kept() -> None:
    made = workbook(PLANNED_INFUSIONS[:2])
    made["Infusions"]["AB2"] = "=1+1"
    infusions_cell(made, "ward").value = CellRichText("Day ", TextBlock(InlineFont(b=True), "Unit"))
    before = saved(made)
    copied = annotated_copy(before, [finding()])
    after = openpyxl.load_workbook(io.BytesIO(copied), rich_text=True)
    for sheet in openpyxl.load_workbook(io.BytesIO(before), rich_text=True).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                kept = after[sheet.title][cell.coordinate]
                assert (kept.value, kept.number_format) == (cell.value, cell.number_format)
    assert 'fullCalcOnLoad="1"' in part_text(copied, "xl/workbook.xml")


def test_a_comment_of_the_sender_is_kept_below_ours() -> None:
    made = workbook()
    made["Infusions"]["H2"].comment = Comment("Weighed twice.", "ward")
    text = copy_of(made, [finding()])["Infusions"]["H2"].comment.text
    assert text.startswith("RETURN: ")
    assert text.endswith("\n\nComment that stood here before: Weighed twice.")


def test_findings_under_a_merge_are_marked_where_it_shows() -> None:
    made = workbook(PLANNED_INFUSIONS[:2])
    made["Infusions"].merge_cells("H2:H3")
    made["Infusions"].merge_cells("A2:B2")
    copied = copy_of(made, [finding("H2"), finding("H3", message="Merged.")])
    assert copied["Infusions"]["H2"].comment.text.count("RETURN: ") == 2
    assert "Comment that stood here" not in copied["Infusions"]["H2"].comment.text


@pytest.mark.parametrize("cell", ["", "5", "H", "H0", "HHHH5", "=H5"])
def test_an_address_that_is_none_is_only_listed(cell: str) -> None:
    copied = copy_of(workbook(), [finding(cell)])
    assert len(listed(copied[FINDINGS_SHEET])) == 1


def test_a_sheet_of_the_sender_s_own_keeps_its_name() -> None:
    made = workbook()
    made.create_sheet("Findings")["A1"] = "of the ward round"
    made.create_sheet("FINDINGS 2")["A1"] = "more"
    copied = copy_of(made, [finding()])
    assert copied.sheetnames[0] == "Findings 3"
    assert copied["Findings"]["A1"].value == "of the ward round"


def test_only_the_findings_sheet_is_selected() -> None:
    made = workbook()
    for sheet in made.worksheets:
        sheet.sheet_view.tabSelected = True
    copied = copy_of(made, [finding()])
    selected = [sheet.title for sheet in copied.worksheets if sheet.sheet_view.tabSelected]
    assert selected == [FINDINGS_SHEET]
    assert copied.active is copied.worksheets[0]


def test_the_marks_of_an_earlier_copy_are_taken_out() -> None:
    made = workbook()
    made["Infusions"]["J2"].comment = Comment("Measured lying.", "ward")
    first = annotated_copy(saved(made), [finding("H2"), finding("J2")])
    assert read(first).findings == ()
    again = copy_of(first, [finding("C2")])
    sheet = again["Infusions"]
    assert again.sheetnames.count(FINDINGS_SHEET) == 1
    assert len(listed(again[FINDINGS_SHEET])) == 1
    assert (sheet["H2"].comment, sheet["H2"].fill.fill_type) == (None, None)
    assert sheet["J2"].comment.text == "Measured lying."
    assert "RETURN" in sheet["C2"].comment.text


def test_the_same_findings_give_the_same_file() -> None:
    data = saved(workbook())
    assert annotated_copy(data, [finding()]) == annotated_copy(data, [finding()])


def test_the_file_is_written(tmp_path: Path) -> None:
    target = tmp_path / "returned.xlsx"
    data = saved(workbook())
    write_annotated_copy(data, [finding()], target)
    assert target.read_bytes() == annotated_copy(data, [finding()])
    with pytest.raises(StorageError, match=r"missing/returned\.xlsx could not be written"):
        write_annotated_copy(data, [], tmp_path / "missing" / "returned.xlsx")


@pytest.mark.parametrize(
    "data", [b"", b"no workbook", without_part(saved(workbook()), "xl/styles.xml")[:-30]]
)
def test_a_file_that_cannot_be_opened_gives_the_list_alone(data: bytes) -> None:
    copied = copy_of(data, [finding("", sheet="", code="workbook-unreadable")])
    assert copied.sheetnames == [FINDINGS_SHEET]
    sheet = copied[FINDINGS_SHEET]
    assert "could not be opened" in str(sheet["A2"].value)
    assert listed(sheet)[0][1] == "workbook-unreadable"


def test_a_workbook_that_openpyxl_cannot_save_gives_the_list_alone(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        message = "Testcase"
        raise TypeError(message)

    monkeypatch.setattr(annotated, "_annotate", fail)
    with caplog.at_level(logging.DEBUG):
        assert copy_of(workbook(), [finding()]).sheetnames == [FINDINGS_SHEET]
    assert "TypeError" in caplog.text
    assert "Testcase" not in caplog.text


def test_a_workbook_that_says_nothing_about_its_calculation_is_copied_whole() -> None:
    data = saved(workbook())
    text = part_text(data, "xl/workbook.xml")
    start = text.index("<calcPr")
    bare = text[:start] + text[text.index("/>", start) + 2 :]
    copied = copy_of(with_part(data, "xl/workbook.xml", bare.encode()), [finding()])
    assert copied["Infusions"]["H2"].value == 29.5
    assert copied.calculation.fullCalcOnLoad


@pytest.mark.parametrize(
    "formula",
    [
        "='[other.xlsx]List'!A1",
        "=[1]List!A1",
        "=cmd|'/c calc'!A0",
        '=WEBSERVICE("http://127.0.0.1:9")',
        '=HYPERLINK("http://127.0.0.1:9")',
        '=DDE("soffice";"x";"y")',
    ],
)
def test_a_formula_that_reaches_outside_is_gone_from_the_copy(formula: str) -> None:
    made = workbook()
    infusions_cell(made, "notes").value = formula
    infusions_cell(made, "weight_kg").value = "=10+19.5"
    copied = copy_of(made, [])
    cell = copied["Infusions"]["Z2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (formula, "s", True)
    assert copied["Infusions"]["H2"].value == "=10+19.5"
    assert "Infusions!Z2" in str(copied[FINDINGS_SHEET]["A3"].value)


def test_a_value_stands_in_place_of_a_formula_that_reaches_outside() -> None:
    data = edited(saved(workbook()), INFUSIONS_PART, "<v>29.5</v>", "<f>[1]List!A1</f><v>29.5</v>")
    cell = copy_of(data, [])["Infusions"]["H2"]
    assert (cell.value, cell.data_type) == (29.5, "n")


def test_names_and_rules_that_reach_outside_are_gone_from_the_copy() -> None:
    made = workbook()
    made.defined_names["far"] = DefinedName("far", attr_text="[1]List!$A$1")
    made.defined_names["near"] = DefinedName("near", attr_text="Results!$A$1")
    sheet = made["Infusions"]
    sheet.add_data_validation(DataValidation("list", formula1="[1]List!$A$1:$A$9", sqref="A2"))
    sheet.add_data_validation(DataValidation("list", formula1='"a,b"', sqref="B2"))
    rule = Rule(type="expression", formula=["[1]List!$A$1>1"])
    sheet.conditional_formatting.add("C2", rule)
    copied = copy_of(made, [])
    assert [*copied.defined_names] == ["near"]
    (kept,) = copied["Infusions"].data_validations.dataValidation
    assert kept.formula1 == '"a,b"'
    assert not [*copied["Infusions"].conditional_formatting]
    assert "names and rules that reach outside the workbook: 3" in str(
        copied[FINDINGS_SHEET]["A3"].value
    )


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_a_text_of_the_sender_stays_text_when_somebody_edits_it(start: str) -> None:
    made = workbook()
    cell = infusions_cell(made, "notes")
    cell.value, cell.data_type = f"{start}1+1", "s"
    assert copy_of(made, [])["Infusions"]["Z2"].quotePrefix


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("xl/charts/chart1.xml", "1 chart"),
        ("xl/media/image1.png", "1 picture"),
        ("xl/drawings/drawing1.xml", "1 drawing with shapes, pictures or charts"),
        ("xl/pivotTables/pivotTable1.xml", "1 pivot table"),
        ("xl/externalLinks/externalLink1.xml", "1 link to another workbook"),
        ("xl/embeddings/oleObject1.bin", "1 embedded file"),
        ("xl/threadedComments/threadedComment1.xml", "1 conversation beside a cell"),
        ("customXml/item1.xml", "1 part of another program"),
        ("xl/printerSettings/printerSettings1.bin", "1 printer setting"),
        ("_xmlsignatures/sig1.xml", "1 digital signature"),
    ],
)
def test_what_the_copy_does_not_keep_is_named(part: str, said: str) -> None:
    data = with_part(saved(workbook()), part, b"<x/>")
    sheet = copy_of(data, [])[FINDINGS_SHEET]
    assert sheet["A3"].value == (
        f"This is a copy. It does not have: {said}. Results of formulas are worked out again when "
        "it is opened. Keep the original."
    )
    names = zipfile.ZipFile(io.BytesIO(annotated_copy(data, []))).namelist()
    assert part not in names


def test_special_formats_that_the_copy_does_not_keep_are_counted() -> None:
    x14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
    extension = (
        f'<extLst><ext uri="x"><x14:sparklineGroup xmlns:x14="{x14}"/>'
        f'<x14:sparklineGroup xmlns:x14="{x14}"/></ext></extLst></worksheet>'
    )
    data = edited(saved(workbook()), INFUSIONS_PART, "</worksheet>", extension)
    assert "2 sparkline groups" in str(copy_of(data, [])[FINDINGS_SHEET]["A3"].value)
    assert b"sparkline" not in annotated_copy(data, [])


def test_a_picture_is_never_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    made = workbook()
    made["Infusions"].add_image(Image(io.BytesIO(TINY_PICTURE)), "AC3")
    data = saved(made)
    monkeypatch.setattr("PIL.Image.open", None)  # calling it would fail
    assert "1 picture" in str(copy_of(data, [])[FINDINGS_SHEET]["A3"].value)


def test_a_flood_of_findings_is_cut_and_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(findings_sheet, "_MOST_LISTED", 3)
    monkeypatch.setattr(annotated, "MOST_MARKS", 2)
    copied = copy_of(workbook(), [finding(cell=f"H{row}") for row in range(2, 7)])
    assert [row[2] for row in listed(copied[FINDINGS_SHEET])] == [
        *("Infusions!H2", "Infusions!H3", "Infusions!H4", None)
    ]
    assert listed(copied[FINDINGS_SHEET])[-1][0] == "There are 2 more. Correct these first."
    assert copied["Infusions"]["H3"].comment is not None
    assert copied["Infusions"]["H4"].comment is None
