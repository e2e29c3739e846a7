"""Formulas whose stored result may be another one tomorrow."""

import pytest
from openpyxl.workbook import Workbook

from orderset.workbook.formulas import changes_by_itself, formula_text, reaches_outside
from tests.unit.workbook.making import INFUSIONS_PART, edited, first_row, only, saved, workbook


OUTSIDE = [
    "='C:\\ward\\[list.xlsx]Sheet1'!A1",
    "='[list.xlsx]Sheet 1'!A1",
    "=[1]Sheet1!$A$1",
    "=[1]!weight",
    "=SUM([2]Sheet1!A1:A9)",
    "=cmd|'/c calc'!A0",
    "='cmd'|'/c calc'!A0",
    "=-2+3+cmd|' /C x'!A0",
    '=DDE("soffice";"/etc/passwd";"A1")',
    '=_xlfn.WEBSERVICE("http://127.0.0.1:9")',
    '=HYPERLINK("http://127.0.0.1:9","16")',
    '=RTD("x",,"y")',
    '=importxml("http://127.0.0.1:9")',
]
INSIDE = [
    "=Results!C2",
    "=Table1[Weight]*Results!C2",
    "=65/2.2046",
    '=CONCATENATE("[1]Sheet1!A1","cmd|x!A0")',
    '="HYPERLINK("',
    "='Previous doses'!A2",
]


@pytest.mark.parametrize("formula", OUTSIDE)
def test_a_formula_that_reaches_outside(formula: str) -> None:
    assert reaches_outside(formula)


@pytest.mark.parametrize("formula", INSIDE)
def test_a_formula_that_stays_in_the_workbook(formula: str) -> None:
    assert not reaches_outside(formula)


@pytest.mark.parametrize(
    "formula", ["=TODAY()", "=now()-1", "=RAND ( )", "=29+RANDBETWEEN(1,2)", '=CELL("filename")']
)
def test_a_formula_that_changes_by_itself(formula: str) -> None:
    assert changes_by_itself(formula)


@pytest.mark.parametrize("formula", ['="TODAY()"', "=DATE(2026,12,7)", "=TODAYS_WEIGHT"])
def test_a_formula_that_does_not_change(formula: str) -> None:
    assert not changes_by_itself(formula)


@pytest.mark.parametrize(
    ("formula", "code"),
    [("[1]List!A1", "formula-from-elsewhere"), ("RAND()*0+29.5", "formula-changes")],
)
@pytest.mark.parametrize("kind", ["", ' t="array" ref="H2"'])
def test_the_stored_result_is_used_and_it_is_said(formula: str, code: str, kind: str) -> None:
    cell = f"<f{kind}>{formula}</f><v>29.5</v>"
    row = first_row(edited(saved(workbook()), INFUSIONS_PART, "<v>29.5</v>", cell))
    assert str(row.cells["weight_kg"].value) == "29.5"
    finding = only(row.findings)
    assert (finding.code, str(finding.where)) == (code, "Infusions!H2")
    assert finding.found == f"={formula}"


def test_a_formula_of_the_workbook_itself_is_not_said() -> None:
    data = edited(saved(workbook()), INFUSIONS_PART, "<v>29.5</v>", "<f>59/2</f><v>29.5</v>")
    assert first_row(data).findings == ()


def test_a_table_of_results_has_no_formula_of_its_own() -> None:
    kind = '<f t="dataTable" ref="H2" dt2D="0" dtr="0" r1="A1"/><v>29.5</v>'
    data = edited(saved(workbook()), INFUSIONS_PART, "<v>29.5</v>", kind)
    assert first_row(data).findings == ()


def test_a_cell_without_a_formula_has_no_text_of_one() -> None:
    cell = Workbook().worksheets[0]["A1"]
    cell.value = "x"
    assert formula_text(cell) == ""
