"""The page of faults is whole: each fault of the list, and each test that it names exists."""

import re
from pathlib import Path

import pytest


ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "faults.md").read_text("utf-8")
ROWS = re.findall(r"^\| F(\d+) \|.*\| ([^|]+) \|$", PAGE, re.MULTILINE)
NOT_OURS = "test_processes.py"
"""It has tests of more than faults."""

DEFINED = {
    path.name: re.findall(r"^def (test_\w+)\(", path.read_text("utf-8"), re.MULTILINE)
    for path in (ROOT / "tests" / "faults").glob("test_*.py")
}


def test_every_fault_has_a_line() -> None:
    assert [int(number) for number, _ in ROWS] == [*range(1, 28)]


@pytest.mark.parametrize(("number", "tests"), ROWS)
def test_every_test_that_a_line_names_exists(number: str, tests: str) -> None:
    named = re.findall(r"`([^`]+)`", tests)
    assert named, number
    known = {name for names in DEFINED.values() for name in names}
    missing = [each for each in named if each not in known and not (ROOT / each).is_file()]
    if missing and NOT_OURS not in DEFINED:
        pytest.skip(f"there is no {NOT_OURS} here")
    assert missing == []


def test_every_test_of_faults_is_named() -> None:
    ours = {name for path, names in DEFINED.items() if path != NOT_OURS for name in names}
    assert sorted(name for name in ours if f"`{name}`" not in PAGE) == []
