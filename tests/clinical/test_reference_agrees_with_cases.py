"""The independent reference (tests/reference/naive.py) reproduces the worked cases.

Tolerances of clinical.md A5: exact for everything but eGFR (0.01) and the percentage of baseline
(0.05); findings as sets of (code, action), notes left out.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.reference import naive


def _cases(name: str) -> list[dict[str, Any]]:
    file = Path(__file__).parent / name
    return list(json.loads(file.read_text(encoding="utf-8"))["cases"])


CASES = _cases("cases.json")
OTHERS = [*_cases("cases-stepped.json"), *_cases("cases-two-day.json")]

# The reference has no growth data. These cases are decided by growth alone and have their own test.
GROWTH_DEPENDENT = {"C15": {("unit-suspect-weight", "return")}}

ORDINARY = [case for case in (*CASES, *OTHERS) if case["id"] not in GROWTH_DEPENDENT]
BY_GROWTH = [case for case in CASES if case["id"] in GROWTH_DEPENDENT]


def case_id(case: dict[str, Any]) -> str:
    return str(case["id"])


def findings(result: dict[str, Any]) -> set[tuple[str, str]]:
    return {(f["code"], f["action"]) for f in result["findings"] if f["action"] != "note"}


def tolerance(key: str) -> float:
    if key == "creatinine_percent_of_baseline":
        return 0.05
    return 0.01


def without_expected(case: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in case.items() if key != "expected"}


def test_there_are_24_cases() -> None:
    assert len(CASES) == 24
    assert len(ORDINARY) + len(BY_GROWTH) == 24 + len(OTHERS)
    assert len(OTHERS) == 27
    assert {case["id"] for case in BY_GROWTH} == set(GROWTH_DEPENDENT)


@pytest.mark.parametrize("case", ORDINARY, ids=case_id)
def test_outcome_and_findings(case: dict[str, Any]) -> None:
    got = naive.expected(without_expected(case))
    assert findings(got) == findings(case["expected"])
    assert got["outcome"] == case["expected"]["outcome"]


@pytest.mark.parametrize("case", ORDINARY, ids=case_id)
def test_infusions(case: dict[str, Any]) -> None:
    """Every field of every day, exactly. A returned case lists no infusions."""
    assert naive.expected(without_expected(case))["infusions"] == case["expected"].get(
        "infusions", []
    )


@pytest.mark.parametrize("case", ORDINARY, ids=case_id)
def test_cycle(case: dict[str, Any]) -> None:
    assert naive.expected(without_expected(case))["cycle"] == case["expected"].get("cycle", {})


@pytest.mark.parametrize("case", ORDINARY, ids=case_id)
def test_renal(case: dict[str, Any]) -> None:
    got = naive.expected(without_expected(case))["renal"]
    want = case["expected"].get("renal", {})
    assert set(got) == set(want)
    for key in want:
        assert got[key] == pytest.approx(want[key], abs=tolerance(key) + 1e-9, rel=0), key


@pytest.mark.parametrize("case", BY_GROWTH, ids=case_id)
def test_growth_dependent_cases_differ_only_by_the_growth_codes(case: dict[str, Any]) -> None:
    """Returned for growth codes only; the reference finds nothing else that would return it."""
    growth_codes = GROWTH_DEPENDENT[case["id"]]
    got = naive.expected(without_expected(case))
    assert case["expected"]["outcome"] == "returned"
    assert findings(case["expected"]) == growth_codes
    assert {f for f in findings(got) if f[1] == "return"} == findings(
        case["expected"]
    ) - growth_codes
