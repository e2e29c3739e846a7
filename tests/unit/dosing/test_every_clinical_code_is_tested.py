"""Every clinical code has a test here that raises it, and one just on the other side of its edge.

The tests are read, not run: a code counts as raised where it stands in ``assert_raised`` or
``found``, as silent where it stands in ``assert_silent`` or beside ``is_raised``.
"""

import ast
import functools
from pathlib import Path

import pytest

from tests.unit.dosing.edge_subjects import LOADED


HERE = Path(__file__).parent
OF_THE_RUN = {"protocol-not-approved", "protocol-expired"}
"""Raised by the run, not of a patient: tested with it."""

IN_ALL_FINDINGS = {"similar-patient"}
"""Raised of a list: its tests look at all the findings of each row, here and when there is none."""

CLINICAL = sorted(set(LOADED.definitions) - OF_THE_RUN)
RAISING = frozenset({"assert_raised", "found"})
SILENT = frozenset({"assert_silent"})


@functools.cache
def _functions() -> tuple[ast.FunctionDef, ...]:
    trees = [
        ast.parse(path.read_text("utf-8"))
        for path in sorted(HERE.glob("test_*.py"))
        if path != Path(__file__)
    ]
    return tuple(
        each for tree in trees for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)
    )


@functools.cache
def _strings(node: ast.AST) -> frozenset[str]:
    return frozenset(
        each.value
        for each in ast.walk(node)
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    )


@functools.cache
def _said_by(names: frozenset[str]) -> set[str]:
    """Every string of the test functions that call one of these helpers."""
    said: set[str] = set()
    for function in _functions():
        called = {
            getattr(each.func, "id", "")
            for each in ast.walk(function)
            if isinstance(each, ast.Call)
        }
        if called & names:
            said |= _strings(function)
    return said


@functools.cache
def _said_both_ways() -> set[str]:
    """Every string of the tests that are told which of both they are."""
    return {
        each
        for function in _functions()
        if any(argument.arg == "is_raised" for argument in function.args.kwonlyargs)
        for each in _strings(function)
    }


@pytest.mark.parametrize("code", CLINICAL)
def test_a_code_has_a_test_that_raises_it_and_one_that_just_does_not(code: str) -> None:
    """In this folder."""
    if code in IN_ALL_FINDINGS:
        assert any(code in _strings(each) for each in _functions())
        return
    both = _said_both_ways()
    assert code in _said_by(RAISING) | both
    assert code in _said_by(SILENT) | both


def test_the_codes_are_those_of_the_specification() -> None:
    """Clinical.md A3 has 54, two of them of the run; the note on a baseline taken is ours."""
    assert len(CLINICAL) == 54 - len(OF_THE_RUN) + 1
    assert "baseline-taken-from-current" in CLINICAL
