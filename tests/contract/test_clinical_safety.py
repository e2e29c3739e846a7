"""The clinical safety log is true: matrix, hazards and requirements, each with a live test."""

import dataclasses
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pydantic
import pytest

from tools import clinical_safety, clinical_safety_page
from tools.clinical_safety import (
    FOLDER,
    Control,
    Hazard,
    Likelihood,
    SafetyLog,
    Severity,
    not_live,
    problems,
    safety_log,
)


LOG = safety_log()

OF_THE_SPECIFICATION = """
    Very-High 3 4 4 5 5
    High 2 3 3 4 5
    Medium 2 2 3 3 4
    Low 1 2 2 3 4
    Very-Low 1 1 2 2 3
"""
"""Rows are likelihoods; columns Minor, Significant, Considerable, Major, Catastrophic."""

STARTERS = (
    "another patient",
    "another unit",
    "decimal",
    "old",
    "kidneys",
    "rate",
    "label and order",
    "twice",
    "missing",
    "out of date",
    "cut off",
    "barcode",
    "spreadsheet",
    "versions",
    "prescription",
)
"""What H1 to H15 are about, by a word of their names."""


def test_the_matrix_is_that_of_the_specification() -> None:
    expected = {}
    for line in OF_THE_SPECIFICATION.split("\n")[1:-1]:
        likelihood, *ratings = line.split()
        for severity, rating in zip(Severity, ratings, strict=True):
            expected[Likelihood(likelihood.replace("-", " ")), severity] = int(rating)
    cells = {
        (likelihood, severity): rating
        for likelihood, row in LOG.matrix.matrix.items()
        for severity, rating in row.items()
    }
    assert len(expected) == 25
    assert cells == expected


def test_every_word_of_the_matrix_has_its_meaning() -> None:
    assert set(LOG.matrix.ratings) == {"1", "2", "3", "4", "5"}
    assert set(LOG.matrix.likelihoods) == set(Likelihood)
    assert set(LOG.matrix.severities) == set(Severity)


def test_the_log_is_true() -> None:
    assert problems(LOG) == []


@pytest.mark.parametrize(("number", "word"), [*enumerate(STARTERS, start=1)])
def test_the_starters_are_there_under_their_numbers(number: int, word: str) -> None:
    hazard = LOG.hazards[number - 1]
    assert hazard.id == f"H{number}"
    assert word in hazard.name.casefold()


@pytest.mark.parametrize("hazard", LOG.hazards, ids=lambda each: each.id)
def test_every_hazard_has_a_live_test_of_each_control(hazard: Hazard) -> None:
    assert hazard.controls
    for control in hazard.controls:
        assert control.tests
        assert [each for each in control.tests if not_live(each)] == []


@pytest.mark.parametrize("number", range(1, 45))
def test_every_statement_of_the_article_has_a_live_test(number: int) -> None:
    (requirement,) = [each for each in LOG.requirements if each.id == f"S{number}"]
    assert requirement.tests
    assert [each for each in requirement.tests if not_live(each)] == []


@pytest.mark.parametrize("number", [4, 37, 38])
def test_what_must_not_reassure_is_not_printed(number: int) -> None:
    assert LOG.requirements[number - 1].way is clinical_safety.Way.NOT_PRINTED


def test_both_pages_say_that_nobody_has_signed() -> None:
    said = " ".join((FOLDER / "README.md").read_text("utf-8").split())
    assert "has not yet been named" in said
    assert "No Clinical Safety Officer has been named" in clinical_safety_page.hazard_log_page()


def test_the_safety_case_names_every_hazard_that_is_not_acceptable() -> None:
    said = (FOLDER / "safety-case.md").read_text("utf-8")
    open_ones = [each.id for each in LOG.hazards if each.after.rating >= 4]
    assert open_ones
    assert [each for each in open_ones if not re.search(rf"\b{each}\b", said)] == []


def with_hazard(**changes: Any) -> SafetyLog:
    """Return the log with the first hazard changed."""
    changed = LOG.hazards[0].model_copy(update=changes)
    return dataclasses.replace(LOG, hazards=(changed, *LOG.hazards[1:]))


def with_control(**changes: Any) -> SafetyLog:
    """Return the log with the first control of the first hazard changed."""
    first, *others = LOG.hazards[0].controls
    return with_hazard(controls=(first.model_copy(update=changes), *others))


def with_requirement(**changes: Any) -> SafetyLog:
    """Return the log with S1 changed."""
    changed = LOG.requirements[0].model_copy(update=changes)
    return dataclasses.replace(LOG, requirements=(changed, *LOG.requirements[1:]))


MILD = LOG.hazards[0].after.model_copy(update={"rating": 1})
WORSE = LOG.hazards[0].after.model_copy(update={"likelihood": Likelihood.VERY_HIGH, "rating": 5})
GONE = "tests/unit/patients/test_intake.py::test_that_nobody_wrote"
BROKEN: dict[str, tuple[Callable[[], SafetyLog], str]] = {
    "rating": (lambda: with_hazard(after=MILD), "H1: the rating after is 1, the matrix says 4"),
    "worse": (lambda: with_hazard(after=WORSE), "H1: the controls make it worse"),
    "no control": (lambda: with_hazard(controls=()), "H1: it has no control"),
    "number": (lambda: with_hazard(id="H2"), "the hazards are not H1, H2"),
    "no test": (lambda: with_control(tests=()), "H1, control 1: it has no test"),
    "test gone": (lambda: with_control(tests=(GONE,)), f"H1, control 1: {GONE} does not exist"),
    "module": (lambda: with_control(code=("orderset.doses",)), "no module orderset.doses"),
    "rule": (lambda: with_control(rules=("LBL-99",)), "no rule LBL-99 that is applied"),
    "finding": (lambda: with_control(findings=("no-such",)), "no finding no-such"),
    "statement without a test": (lambda: with_requirement(tests=()), "S1: it has no test"),
    "statement twice": (lambda: with_requirement(id="S2"), "not S1 to S44"),
    "matrix": (
        lambda: dataclasses.replace(
            LOG,
            matrix=LOG.matrix.model_copy(
                update={
                    "matrix": {**LOG.matrix.matrix, Likelihood.LOW: {Severity.MAJOR: 3}},
                }
            ),
            hazards=(),
        ),
        "the matrix lacks Low and ",
    ),
}


@pytest.mark.parametrize(("broken", "told"), BROKEN.values(), ids=BROKEN)
def test_what_makes_the_log_untrue_is_told(broken: Callable[[], SafetyLog], told: str) -> None:
    assert [each for each in problems(broken()) if told in each]


def test_a_page_is_not_made_from_a_log_that_is_untrue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clinical_safety_page, "safety_log", lambda: with_control(tests=(GONE,)))
    for make in (clinical_safety_page.hazard_log_page, clinical_safety_page.requirements_page):
        with pytest.raises(ValueError, match="does not exist"):
            make()


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("def test_it():\n    assert 1 == 1\n", ""),
        ("def test_other():\n    assert True\n", "does not exist"),
        ("def test_it():\n    '''Only said.'''\n", "does nothing"),
        ("@pytest.mark.skip\ndef test_it():\n    assert True\n", "is switched off"),
        ("@pytest.mark.xfail(reason='x')\ndef test_it():\n    assert True\n", "is switched off"),
        ("pytestmark = pytest.mark.skip\ndef test_it():\n    assert True\n", "is switched off"),
        ("class TestIt:\n    def test_it(self):\n        assert True\n", "does not exist"),
    ],
)
def test_a_test_that_proves_nothing_is_seen(source: str, why: str, tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_x.py").write_text(source, "utf-8")
    assert not_live("tests/test_x.py::test_it", tmp_path) == why
    assert not_live("tests/test_y.py::test_it", tmp_path) == "does not exist"


def test_a_key_that_is_not_known_is_refused() -> None:
    given = LOG.hazards[0].controls[0].model_dump()
    assert Control.model_validate(given) == LOG.hazards[0].controls[0]
    with pytest.raises(pydantic.ValidationError, match="tets"):
        Control.model_validate(given | {"tets": []})
