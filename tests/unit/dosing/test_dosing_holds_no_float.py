"""No float touches a dose: the whole of ``orderset/dosing`` is read for one.

Floats are allowed to the two equations that have powers, CKiD U25 and CKD-EPI 2021, and to their
coefficients. Everything else is exact.
"""

import ast
import dataclasses
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from orderset import dosing
from orderset.dosing.planning import judge
from tests.builders import case, cases, subject_from_case


ROOM = Path(dosing.__path__[0])
FILES = sorted(ROOM.rglob("*.py"))

POWERS = {"ckid_u25", "ckd_epi_2021"}
COEFFICIENTS = ("U25_", "CKD_EPI_")
FLOAT_FIELDS = {
    "egfr_ckid_u25_ml_per_min_per_1_73m2",
    "egfr_ckd_epi_2021_ml_per_min_per_1_73m2",
}

EXACT_SIDES = {
    "Fraction": "made a fraction on the spot",
    "value": "a result's value, a fraction",
    "creatinine": "of results, fractions",
    "baseline": "of results, fractions",
    "limit": "of results, fractions",
    "earlier": "of results, fractions",
    "dose_mg": "a decimal of the dose",
    "bag_ml": "a decimal of the bag",
    "metres": "a fraction of the height",
    "longest": "a fraction of the bounds",
    "constant": "a fraction of the equation",
    "_value": "returns a fraction",
}
"""The names that make a division exact, and why. An integer is on neither side alone."""


def _is_allowed(node: ast.AST) -> bool:
    """Whether a statement is one of the two equations, or one of their coefficients."""
    if isinstance(node, ast.FunctionDef):
        return node.name in POWERS
    if isinstance(node, ast.Assign):
        return all(
            isinstance(each, ast.Name) and each.id.startswith(COEFFICIENTS)
            for each in node.targets
        )
    return False


def _nodes(path: Path) -> Iterator[ast.AST]:
    """Every node of a module but those of the equations with powers."""
    for statement in ast.parse(path.read_text("utf-8")).body:
        if not _is_allowed(statement):
            yield from ast.walk(statement)


def _names(node: ast.AST) -> set[str]:
    """The names and attributes that stand in an expression."""
    return {
        each.id if isinstance(each, ast.Name) else each.attr
        for each in ast.walk(node)
        if isinstance(each, ast.Name | ast.Attribute)
    }


def _annotations(node: ast.AST) -> set[int]:
    """The nodes of a module's annotations, which compute nothing."""
    found: set[int] = set()
    for each in ast.walk(node):
        annotation = getattr(each, "annotation", None) or getattr(each, "returns", None)
        if isinstance(annotation, ast.AST):
            found |= {id(part) for part in ast.walk(annotation)}
    return found


def _floats(path: Path) -> Iterator[str]:
    """What in a module makes a float, or may."""
    for node in _nodes(path):
        where = f"{path.relative_to(ROOM)}:{getattr(node, 'lineno', '?')}"
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield f"{where} the float {node.value}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id in {"float", "round"}:
                yield f"{where} a call of {node.func.id}()"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in {"sqrt", "pow", "exp", "log", "fsum", "is_integer"}:
                yield f"{where} a call of {node.func.attr}()"
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div):
            if not _names(node) & set(EXACT_SIDES):
                yield f"{where} the division {ast.unparse(node)}"


def test_the_room_is_read_whole() -> None:
    """The modules that compute are among those that are read, and the equations are there."""
    names = {each.name for each in FILES}
    assert {"dose.py", "preparation.py", "infusion.py", "cumulative.py", "renal.py"} <= names
    renal = ast.parse((ROOM / "renal.py").read_text("utf-8"))
    defined = {each.name for each in renal.body if isinstance(each, ast.FunctionDef)}
    assert defined >= POWERS


@pytest.mark.parametrize("path", FILES, ids=lambda each: str(each.relative_to(ROOM)))
def test_a_module_of_dosing_makes_no_float(path: Path) -> None:
    """No literal, no float(), no round(), no division of whole numbers."""
    assert [*_floats(path)] == []


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("half = 0.5", "the float 0.5"),
        ("def dose(x):\n    return float(x)", "a call of float()"),
        ("def dose(x):\n    return round(x, 1)", "a call of round()"),
        ("import math\nroot = math.sqrt(2)", "a call of sqrt()"),
        ("third = days / 3", "the division days / 3"),
        ("U25_HALF, half = 0.5, 0.5", "the float 0.5"),
    ],
)
def test_the_reader_finds_a_float(tmp_path: Path, line: str, what: str) -> None:
    """So that an empty answer means something."""
    module = tmp_path / "module.py"
    module.write_text(line, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(f"{__name__}.ROOM", tmp_path, raising=False)
    assert [each for each in _floats_of(module, tmp_path) if each.endswith(what)]


def _floats_of(path: Path, room: Path) -> list[str]:
    return [each.removeprefix(str(room)) for each in _floats(path)]
