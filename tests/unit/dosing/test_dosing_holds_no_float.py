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
MAKE_FLOATS = {"float", "round", "sqrt", "pow", "exp", "log", "fsum", "true_divide", "truediv"}
EXACT = {
    "Fraction",  # made a fraction on the spot
    "value",  # of a result: a fraction
    "baseline",  # the value of one
    "earlier",  # the value of one
    "longest",  # hours: a fraction
    "dose_mg",  # a decimal
    "bag_ml",  # a decimal
}
"""Names that make a division exact: with none of them on either side it may be of integers."""


def _is_allowed(statement: ast.stmt) -> bool:
    """Whether a statement is one of the two equations, or one of their coefficients."""
    if isinstance(statement, ast.FunctionDef):
        return statement.name in POWERS
    targets = statement.targets if isinstance(statement, ast.Assign) else [None]
    return all(isinstance(each, ast.Name) and each.id.startswith(COEFFICIENTS) for each in targets)


def _name(node: ast.AST) -> str:
    return getattr(node, "id", "") or getattr(node, "attr", "")


def _floats(source: str) -> Iterator[str]:
    """What in a module makes a float, or may."""
    allowed = filter(lambda each: not _is_allowed(each), ast.parse(source).body)
    for node in (part for statement in allowed for part in ast.walk(statement)):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield f"line {node.lineno}: the float {node.value}"
        elif isinstance(node, ast.Call) and _name(node.func) in MAKE_FLOATS:
            yield f"line {node.lineno}: a call of {_name(node.func)}()"
        elif isinstance(node, ast.BinOp | ast.AugAssign) and _may_be_of_integers(node):
            yield f"line {node.lineno}: the division {ast.unparse(node)}"


def _may_be_of_integers(node: ast.BinOp | ast.AugAssign) -> bool:
    """Whether it is a division with nothing exact on either side."""
    names = {_name(part) for part in ast.walk(node)}
    return isinstance(node.op, ast.Div) and not EXACT & names


def test_the_room_is_read_whole() -> None:
    """The modules that compute are among those that are read, and so are the equations."""
    names = {each.name for each in FILES}
    assert {"dose.py", "preparation.py", "infusion.py", "cumulative.py", "blood.py"} <= names
    tree = ast.parse((ROOM / "renal.py").read_text("utf-8"))
    assert {each.name for each in tree.body if isinstance(each, ast.FunctionDef)} >= POWERS


@pytest.mark.parametrize("path", FILES, ids=lambda each: str(each.relative_to(ROOM)))
def test_a_module_of_dosing_makes_no_float(path: Path) -> None:
    """No literal, no float(), no round(), no division of whole numbers."""
    assert [*_floats(path.read_text("utf-8"))] == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("half = 0.5", "line 1: the float 0.5"),
        ("U25_HALF = half = 0.5", "line 1: the float 0.5"),
        ("def dose(x):\n    return float(x)", "line 2: a call of float()"),
        ("def dose(x):\n    return round(x, 1)", "line 2: a call of round()"),
        ("import math\nroot = math.sqrt(2)", "line 2: a call of sqrt()"),
        ("third = days / 3", "line 1: the division days / 3"),
        ("days /= 3", "line 1: the division days /= 3"),
    ],
)
def test_the_reader_finds_a_float(source: str, found: str) -> None:
    """So that an empty answer means something."""
    assert [*_floats(source)] == [found]


def test_the_reader_allows_the_equations_with_powers() -> None:
    """And exact divisions."""
    assert [*_floats("U25_K = 39.0\ndef ckid_u25(x):\n    return float(x) ** 0.5")] == []
    assert [*_floats("each = Fraction(days) / 3\nmore = dose_mg / 2")] == []


def _floats_in(value: object, at: str) -> Iterator[str]:
    """Where in a plan a float stands."""
    if isinstance(value, float):
        yield at
    elif isinstance(value, tuple):
        for each in value:
            yield from _floats_in(each, at)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _floats_in(getattr(value, field.name), field.name)


@pytest.mark.parametrize("case_id", [each["id"] for each in cases()])
def test_no_number_of_a_worked_case_is_a_float(case_id: str) -> None:
    """But the two estimates that are printed beside the one that decides."""
    judgement = judge(subject_from_case(case(case_id)))
    assert {*_floats_in(judgement.plan, "plan")} <= {
        "egfr_ckid_u25_ml_per_min_per_1_73m2",
        "egfr_ckd_epi_2021_ml_per_min_per_1_73m2",
    }


def test_the_numbers_of_a_plan_are_decimals_and_fractions() -> None:
    """Decimals where they are printed, fractions where limits are compared."""
    plan = judge(subject_from_case(case("C01"))).plan
    assert plan is not None
    assert isinstance(plan.infusions[0].dose_mg, Decimal)
    assert isinstance(plan.infusions[0].rate_ml_per_h, Decimal)
    assert isinstance(plan.renal.decisive, Fraction)
