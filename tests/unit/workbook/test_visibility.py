"""What a person would not see: it is read, and said so; what nobody can have checked goes back."""

from typing import Any, Literal

import pytest
from openpyxl.comments import Comment
from openpyxl.formatting.rule import DataBar, FormatObject, Rule
from openpyxl.styles import Font, GradientFill, PatternFill
from openpyxl.styles.colors import Color
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.workbook import Workbook

from orderset.workbook.colours import hides, is_unseen
from orderset.workbook.comments import AUTHOR, BEFORE
from tests.unit.workbook.making import (
    INFUSIONS_PART,
    codes,
    edited,
    first_row,
    infusions_cell,
    only,
    read,
    saved,
    workbook,
)


def said(made: Workbook | bytes) -> list[tuple[str, str]]:
    """Return the findings on the file and on the first row: code and place."""
    content = read(made)
    assert content.usable
    found = [*content.findings, *content.infusions[0].findings]
    return [(each.code, str(each.where)) for each in found]


def test_nothing_is_said_of_what_can_be_seen() -> None:
    made = workbook()
    made["Infusions"].column_dimensions["H"].width = 1
    made["Infusions"].row_dimensions[2].height = 5
    made["Infusions"].freeze_panes = "B2"
    assert said(made) == []


@pytest.mark.parametrize("key", ["hidden", "width"])
def test_a_hidden_column_is_read_and_said_so(key: str) -> None:
    attribute = 'hidden="1"' if key == "hidden" else 'width="0" customWidth="1"'
    columns = f'<cols><col min="8" max="9" {attribute}/></cols><sheetData>'
    data = edited(saved(workbook()), INFUSIONS_PART, "<sheetData>", columns)
    assert said(data) == [("hidden-column", "Infusions!H1"), ("hidden-column", "Infusions!I1")]
    assert str(first_row(data).cells["weight_kg"].value) == "29.5"


def test_a_hidden_column_that_is_not_read_does_not_matter() -> None:
    made = workbook()
    made["Infusions"].column_dimensions["AZ"].hidden = True
    assert said(made) == []


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_read_and_said_so(state: Literal["hidden", "veryHidden"]) -> None:
    made = workbook()
    made["Results"].sheet_state = state
    assert said(made) == [("hidden-sheet", "Results")]


@pytest.mark.parametrize("height", [0.5, 2.9])
def test_a_row_without_height_is_hidden(height: float) -> None:
    made = workbook()
    made["Infusions"].row_dimensions[2].height = height
    assert said(made) == [("hidden-row", "Infusions!A2")]


def test_rows_may_be_hidden_by_default() -> None:
    made = workbook()
    made["Infusions"].sheet_format.zeroHeight = True
    assert said(made) == [("hidden-row", "Infusions!A2")]


@pytest.mark.parametrize(
    ("panes", "corner", "expected"),
    [
        ("A2", "A3", [("hidden-row", "Infusions!A2")]),
        ("B1", "B1", [("hidden-column", "Infusions!A1")]),
        ("A2", "C1", []),
        (None, "A3", []),
    ],
)
def test_frozen_panes_can_hold_what_is_above_them_out_of_sight(
    panes: str | None, corner: str, expected: list[tuple[str, str]]
) -> None:
    made = workbook()
    made["Infusions"].freeze_panes = panes
    made["Infusions"].sheet_view.topLeftCell = corner
    assert said(made) == expected


UNSEEN = [
    (Font(color="FFFFFFFF"), PatternFill()),
    (Font(color="FFF8F8FA"), PatternFill()),
    (Font(color=Color(theme=0)), PatternFill()),
    (Font(color=Color(indexed=9)), PatternFill()),
    (Font(color=Color(indexed=65)), PatternFill()),
    (Font(color=Color(theme=1, tint=0.99)), PatternFill()),
    (Font(color="FFFF0000"), PatternFill("solid", fgColor="FFFF0000")),
    (Font(), PatternFill("solid", fgColor="FF000000")),
    (Font(color=Color(theme=4)), PatternFill("solid", fgColor=Color(theme=4))),
    (Font(sz=1), PatternFill()),
    (Font(sz=3.9), PatternFill()),
]
SEEN = [
    (Font(), PatternFill()),
    (Font(color="FFC00000"), PatternFill()),
    (Font(color=Color(indexed=64)), PatternFill()),
    (Font(color="FFFFFFFF"), PatternFill("solid", fgColor="FF000000")),
    (Font(color=Color(theme=0)), PatternFill("solid", fgColor=Color(theme=1))),
    (Font(color=Color(theme=0, tint=-0.5)), PatternFill()),
    (Font(color="FFFFFFFF"), PatternFill("gray125")),
    (Font(color="FFFFFFFF"), GradientFill()),
    (Font(color=Color(theme=99)), PatternFill()),
    (Font(color=Color(auto=True)), PatternFill()),
    (Font(sz=4), PatternFill()),
]


@pytest.mark.parametrize(("font", "fill"), UNSEEN)
def test_text_in_the_colour_of_its_background_goes_back(font: Font, fill: PatternFill) -> None:
    made = workbook()
    cell = infusions_cell(made, "weight_kg")
    cell.font, cell.fill = font, fill
    assert is_unseen(cell)
    row = first_row(made)
    assert row.cells["weight_kg"].spoiled
    assert codes(row.findings) == ["invisible-text"]
    assert "“Weight (kg)”" in row.findings[0].message


@pytest.mark.parametrize(("font", "fill"), SEEN)
def test_text_that_can_be_seen_is_used(font: Font, fill: PatternFill) -> None:
    made = workbook()
    cell = infusions_cell(made, "weight_kg")
    cell.font, cell.fill = font, fill
    assert not is_unseen(cell)
    assert first_row(made).findings == ()


def test_an_empty_cell_may_have_any_colour() -> None:
    made = workbook()
    infusions_cell(made, "notes").value = None
    infusions_cell(made, "notes").font = Font(color="FFFFFFFF")
    assert first_row(made).findings == ()


def style(**parts: Any) -> Rule:
    return Rule(type="expression", formula=["TRUE"], dxf=DifferentialStyle(**parts))


def number_format(code: str) -> Rule:
    return style(numFmt=NumberFormat(numFmtId=170, formatCode=code))


ENDS = [FormatObject("min"), FormatObject("max")]
HIDING = [
    style(font=Font(color="FFFFFFFF")),
    style(font=Font(color="FFFF0000"), fill=PatternFill(bgColor="FFFF0000", fill_type="solid")),
    number_format(";;;"),
    number_format('"16.0"'),
    number_format(""" """),
    Rule(type="dataBar", dataBar=DataBar(showValue=False, cfvo=ENDS, color="FF0000FF")),
]
SHOWING = [
    style(font=Font(color="FFC00000")),
    style(fill=PatternFill(bgColor="FFFF0000", fill_type="solid")),
    number_format("0.0"),
    Rule(type="expression", formula=["TRUE"]),
]


@pytest.mark.parametrize("rule", HIDING)
def test_a_conditional_format_that_may_hide_values_is_said(rule: Rule) -> None:
    made = workbook()
    made["Infusions"].conditional_formatting.add("H1:I50", rule)
    assert said(made) == [("hiding-format", "Infusions!H2")]


@pytest.mark.parametrize("rule", SHOWING)
def test_a_conditional_format_that_shows_values_is_not_said(rule: Rule) -> None:
    made = workbook()
    made["Infusions"].conditional_formatting.add("H1:I50", rule)
    assert said(made) == []


def test_a_conditional_format_beside_the_table_or_on_its_headings_does_not_matter() -> None:
    made = workbook()
    made["Infusions"].conditional_formatting.add("AZ1:AZ50 A1:Z1", HIDING[0])
    assert said(made) == []


def test_text_that_a_format_leaves_as_it_is_counts_as_black() -> None:
    assert not hides(None, PatternFill(bgColor="FF000000", fill_type="solid"))


def test_a_comment_is_not_read_and_said_so() -> None:
    made = workbook()
    infusions_cell(made, "weight_kg").comment = Comment("Do not give", "Ward")
    finding = only(first_row(made).findings)
    assert (finding.code, str(finding.where)) == ("comment-not-read", "Infusions!H2")
    assert finding.found == "Do not give"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("RETURN: too heavy", []), (f"RETURN: too heavy{BEFORE}Do not give", ["Do not give"])],
)
def test_our_own_comment_in_a_copy_that_comes_back_is_none(text: str, expected: list[str]) -> None:
    made = workbook()
    infusions_cell(made, "weight_kg").comment = Comment(text, AUTHOR)
    assert [each.found for each in first_row(made).findings] == expected
