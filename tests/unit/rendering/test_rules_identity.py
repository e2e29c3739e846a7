"""The rules of identity and batch name what keeps them, and what they name is there and true."""

import ast
import importlib
import re
from pathlib import Path

import pytest

from orderset.patients.identifiers import issued_elsewhere
from orderset.rendering.rules.batches import BAT
from orderset.rendering.rules.identity import PID
from orderset.rendering.rules.rule import PrintRule, Runs
from orderset.workbook.content import CellValue
from tests.rows import fields_of, infusion_row, said


ROOT = Path(__file__).parents[3]
RULES = (*PID, *BAT)
TEST = re.compile(r"(tests/[a-z0-9_/]+\.py)::(test_[a-z0-9_]+)")
CODE = re.compile(r"\borderset\.[a-z_]+\.[a-z_]+\.[A-Za-z_.]*[A-Za-z_]")


def test_every_rule_is_there_once_and_in_order() -> None:
    assert [each.id for each in PID] == [f"PID-{number:02}" for number in range(1, 10)]
    assert [each.id for each in BAT] == [f"BAT-{number:02}" for number in range(1, 13)]


@pytest.mark.parametrize("rule", RULES, ids=[each.id for each in RULES])
def test_every_rule_says_what_it_is_and_names_the_test_that_keeps_it(rule: PrintRule) -> None:
    assert rule.says.endswith(".")
    assert rule.source.startswith("printing.md")
    assert not rule.reading or rule.reading.endswith(".")
    assert rule.check is None
    named = TEST.findall(rule.how)
    assert named
    for file, name in named:
        tree = ast.parse((ROOT / file).read_text("utf-8"))
        assert name in {each.name for each in tree.body if isinstance(each, ast.FunctionDef)}


@pytest.mark.parametrize("rule", RULES, ids=[each.id for each in RULES])
def test_a_rule_of_every_batch_names_the_code_that_checks_it(rule: PrintRule) -> None:
    named = CODE.findall(rule.how)
    assert bool(named) is (rule.runs is Runs.EVERY_BATCH)
    for path in named:
        parts = path.split(".")
        found: object = importlib.import_module(".".join(parts[:3]))
        for attribute in parts[3:]:
            found = getattr(found, attribute)


# --- PID-01 ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "where"),
    [
        ("4000000004", None),
        ("7999999994", None),
        ("9990000018", None),
        ("0101010000", "Scotland"),
        ("2999999999", "Scotland"),
        ("3000000000", "Northern Ireland and Scotland, and only in part in England"),
        ("3999999999", "Northern Ireland and Scotland, and only in part in England"),
    ],
)
def test_the_ranges_of_other_nations(number: str, where: str | None) -> None:
    assert issued_elsewhere(number) == where


@pytest.mark.parametrize("value", ["320 000 0015", "0101010028"])
def test_a_number_of_another_nation_is_used_and_pointed_out(value: CellValue) -> None:
    fields = fields_of(infusion_row(nhs_number=value))
    assert fields.nhs_number() == str(value).replace(" ", "")
    assert said(fields.findings) == [("nhs-number-other-nation", "note", "Infusions!B2")]
    (found,) = fields.findings
    assert found.message.startswith("The NHS number is valid; its range is issued in ")


@pytest.mark.parametrize("value", ["9990000018", "999 000 0018"])
def test_a_number_of_a_test_patient_is_not(value: CellValue) -> None:
    fields = fields_of(infusion_row(nhs_number=value))
    assert fields.nhs_number()
    assert fields.findings == []


# --- PID-07 ---------------------------------------------------------------------------------------

OF_THE_MACHINE = {"strftime", "strptime", "ctime", "setlocale", "month_abbr"}
"""What writes or reads a date in the machine's language."""


def _names(tree: ast.AST) -> set[str]:
    attributes = {each.attr for each in ast.walk(tree) if isinstance(each, ast.Attribute)}
    return attributes | {each.id for each in ast.walk(tree) if isinstance(each, ast.Name)}


def test_no_module_asks_the_machine_how_a_date_is_written() -> None:
    used = {
        path.name: found
        for path in (ROOT / "orderset").rglob("*.py")
        if (found := _names(ast.parse(path.read_text("utf-8"))) & OF_THE_MACHINE)
    }
    assert used == {}
