"""The early warnings as they are written; that each shows when it should: tests/libreoffice."""

import dataclasses
from decimal import Decimal

import openpyxl
import pytest

from orderset.findings import Action, workbook_definitions
from orderset.protocol.loading import load_protocol
from orderset.protocol.on_the_form import form_rules
from orderset.workbook.columns import INFUSIONS, READ_ME_SHEET, SHEETS
from orderset.workbook.early_warnings import LONGEST_FORMULA, early_warnings
from orderset.workbook.findings_sheet import FILLS
from orderset.workbook.template import write_template
from orderset.workbook.warning_formats import border_of, font_of, formula_for


RULES = form_rules(load_protocol().rules)
WARNINGS = early_warnings(RULES)
HINTS = {"day-1-past", "day-at-weekend"}


def test_each_formula_is_short_enough_for_every_excel() -> None:
    for warning in WARNINGS:
        for key in warning.columns:
            assert len(formula_for(warning, key)) <= LONGEST_FORMULA


def test_a_warning_does_what_its_finding_does() -> None:
    for warning in WARNINGS:
        if warning.code in HINTS:
            assert warning.action is Action.NOTE
        elif warning.code in workbook_definitions():
            assert warning.action is workbook_definitions()[warning.code].action
        else:
            assert warning.action is RULES.actions[warning.code]


def test_of_two_warnings_for_a_cell_the_more_severe_comes_first() -> None:
    for sheet in SHEETS:
        order = [[*Action].index(each.action) for each in WARNINGS if each.sheet is sheet]
        assert order == sorted(order)


def test_figures_and_actions_come_from_the_protocol() -> None:
    other = dataclasses.replace(
        RULES,
        weight_days=Decimal(21),
        creatinine_days=Decimal(3),
        infusions=Decimal(1),
        actions={**RULES.actions, "weight-stale": Action.WITHHOLD},
    )
    found = {each.code: each for each in early_warnings(other) if each.sheet is INFUSIONS}
    assert found["weight-stale"].action is Action.WITHHOLD
    assert found["weight-stale"].formula.endswith(">21)")
    assert "older than 21 days" in found["weight-stale"].meaning
    assert '">="&{day_1}-3' in found["creatinine-stale"].formula
    assert found["day-at-weekend"].formula.endswith("+1>6)")


def test_no_action_is_told_by_its_colour_alone() -> None:
    faces = {
        (font.b, font.i, font.u, str(border_of(action).left))
        for action in Action
        for font in [font_of(action)]
    }
    assert len(faces) == len(Action)
    assert len({fill.fgColor.rgb for fill in FILLS.values()}) == len(Action)


@pytest.fixture(scope="module")
def legend(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[object, ...]]:
    path = tmp_path_factory.mktemp("legend") / "template.xlsx"
    write_template(path, RULES)
    sheet = openpyxl.load_workbook(path)[READ_ME_SHEET]
    return {
        (*(cell.value for cell in row[:5]), row[0].fill.fgColor.rgb)
        for row in sheet.iter_rows(max_col=5)
    }


def test_the_legend_explains_every_warning_with_its_colour(
    legend: set[tuple[object, ...]],
) -> None:
    for warning in WARNINGS:
        word = warning.action.value.capitalize()
        colour = FILLS[warning.action].fgColor.rgb
        (columns,) = {
            each[4]
            for each in legend
            if (*each[:4], each[5]) == (word, warning.sheet.name, None, warning.meaning, colour)
            and _names(str(each[4]), warning.columns)
        }
        assert columns


def _names(written: str, keys: tuple[str, ...]) -> bool:
    headings = {
        column.heading for sheet in SHEETS for column in sheet.columns if column.key in keys
    }
    return written == "every required column" or set(written.split(", ")) <= headings
