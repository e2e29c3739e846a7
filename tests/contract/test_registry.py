"""The registry of finding codes is whole: every code explained, every code raised known."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from orderset.batch.registry import registry
from orderset.cli import main
from orderset.findings import Definition
from orderset.protocol.loading import load_protocol
from orderset.rendering.defect import Code


OF_CONTRACT_2 = """
    workbook-unreadable workbook-encrypted workbook-too-large not-a-workbook
    template-version-unknown sheet-missing column-missing column-duplicate column-unknown
    value-missing value-not-a-number value-not-a-date value-not-in-list value-too-long
    value-out-of-range number-stored-as-text decimal-comma unit-in-value formula-without-value
    cell-error date-ambiguous date-in-future date-system-1904 merged-cell hidden-row
    control-character name-not-printable nhs-number-invalid duplicate-patient
    result-without-patient dose-without-patient authorisation-incomplete authorisation-unused
    authorisation-not-allowed authorisation-out-of-date does-not-fit inspection-failed
    render-failed
"""
OF_CLINICAL_A3 = """
    unit-suspect-creatinine unit-suspect-calcium unit-suspect-height unit-suspect-weight
    height-implausible weight-implausible weight-change indication-missing vertebral-first-line
    dose-capped dose-deviation dose-history-missing cumulative-dose-exceeded interval-too-short
    interval-long creatinine-missing creatinine-stale baseline-creatinine-missing
    creatinine-above-baseline renal-deterioration acute-kidney-injury-ratio
    acute-kidney-injury-rise resumed-after-deterioration renal-impairment severe-renal-impairment
    infusion-over-6-hours renal-equation-not-valid renal-equations-disagree calcium-missing
    calcium-stale hypocalcaemia calcium-borderline vitamin-d-missing vitamin-d-stale vitamin-d-low
    albuminuria-overdue baseline-imaging-missing imaging-due weight-stale height-stale
    pregnancy-test-missing pregnant aminoglycoside other-bisphosphonate bisphosphonate-allergy
    nephrotoxic-medicine age-below-3 adult-regimen fluid-volume cycle-count untx-rising
    protocol-not-approved protocol-expired similar-patient
"""

OF_THE_RUN = {"protocol-not-approved", "protocol-expired"}
"""Said of the run as a whole, as a watermark and as an exit code, never as a finding of a row."""

PACKAGE = Path(__file__).parents[2] / "orderset"
LOADED = load_protocol()
REGISTRY: Mapping[str, Definition] = registry(LOADED)


@pytest.mark.parametrize("code", [*OF_CONTRACT_2.split(), *OF_CLINICAL_A3.split()])
def test_every_code_of_the_specification_is_in_the_registry(code: str) -> None:
    assert code in REGISTRY


@pytest.mark.parametrize("definition", REGISTRY.values(), ids=REGISTRY)
def test_every_code_has_title_reason_remedy_and_source(definition: Definition) -> None:
    for text in (definition.title, definition.reason, definition.remedy, definition.source):
        assert text == text.strip() != ""
    assert not definition.title.endswith(".")
    assert definition.reason.endswith(".")
    assert definition.remedy.endswith(".")


@pytest.mark.parametrize("definition", REGISTRY.values(), ids=REGISTRY)
def test_every_code_has_a_page(definition: Definition) -> None:
    page = CliRunner().invoke(main, ["explain", definition.code])
    assert page.exit_code == 0
    told = "".join(page.output.split())
    for text in (
        definition.code,
        definition.title,
        definition.action,
        definition.reason,
        definition.remedy,
        definition.source,
    ):
        assert "".join(text.split()) in told


def test_explain_without_a_code_lists_them_all() -> None:
    listed = CliRunner().invoke(main, ["explain"])
    assert [line.split()[0] for line in listed.output.splitlines()] == sorted(REGISTRY)


def _trees() -> Iterator[ast.Module]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield ast.parse(path.read_text("utf-8"))


def _takers(trees: list[ast.Module]) -> Mapping[str, int]:
    """Return the functions that take a ``code``, and where it stands among their arguments."""
    return {
        node.name: names.index("code") - (names[0] == "self")
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        for names in [[each.arg for each in node.args.args]]
        if "code" in names
    }


def _texts(node: ast.AST) -> Iterator[str]:
    """Yield the texts in an expression; of a choice, both, but not its condition."""
    if isinstance(node, ast.IfExp):
        yield from (*_texts(node.body), *_texts(node.orelse))
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def _raised() -> Iterator[str]:
    """Yield every code that stands as a text where a finding is made.

    That is as the argument ``code`` of a call, as a key of the definitions, or in a table that a
    loop goes through with a variable ``code``.
    """
    trees = [*_trees()]
    takers = _takers(trees)
    for node in (each for tree in trees for each in ast.walk(tree)):
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in takers:
                if len(node.args) > takers[name]:
                    yield from _texts(node.args[takers[name]])
                for keyword in node.keywords:
                    if keyword.arg == "code":
                        yield from _texts(keyword.value)
            case ast.Subscript(value=ast.Attribute(attr="definitions" | "findings")):
                yield from _texts(node.slice)
            case ast.For(target=ast.Tuple(elts=targets), iter=ast.Tuple(elts=rows)):
                names = [each.id for each in targets if isinstance(each, ast.Name)]
                for row in rows:
                    if "code" in names and isinstance(row, ast.Tuple):
                        yield from _texts(row.elts[names.index("code")])
            case _:
                pass
    yield from (str(each) for each in Code)


def test_every_code_that_is_raised_is_in_the_registry() -> None:
    assert set(_raised()) <= set(REGISTRY)


def test_every_code_of_the_registry_can_be_raised() -> None:
    by_medicine_lists = {each.code for each in LOADED.rules.medicine_lists}
    assert {*_raised(), *by_medicine_lists, *OF_THE_RUN} == set(REGISTRY)


LISTS_OF_CODES = {"test_findings.py", "test_workbook_registry.py", "test_protocol_file.py"}
"""Tests that name codes only to list them."""


@pytest.mark.parametrize("code", REGISTRY)
def test_every_code_is_raised_in_a_test(code: str) -> None:
    """Outside the lists of codes, some test of the unit or acceptance tests names it."""
    spellings = (f'"{code}"', f"{code}:", f" {code}", code.replace("-", "_").upper())
    assert any(
        spelling in path.read_text("utf-8")
        for path in Path(__file__).parents[1].rglob("test_*.py")
        if path.name not in LISTS_OF_CODES and "contract" not in path.parts
        for spelling in spellings
    )
