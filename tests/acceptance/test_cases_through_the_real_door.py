"""Every worked case: written into the template, run by the command, compared with its record."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.builders import cases, cases_of_others
from tests.real_door import (
    TODAY,
    blank_template,
    invoke,
    rows_of_case,
    site_file,
    write_case,
)
from tools.fictional import unissued_nhs_numbers
from tools.filling import fill


CASES = [*cases(), *cases_of_others()]
PRINTED = {"S01", "T02", "T06"}
"""The cases of the other protocols of which all papers are made; of the rest, the record."""

EGFR_TOLERANCE = Decimal("0.01")
PERCENT_TOLERANCE = Decimal("0.05")


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[int, dict[str, Any]]]:
    """Run every case once; return exit code and record by the case's id."""
    folder = tmp_path_factory.mktemp("cases")
    template = blank_template(folder)
    found = of_other_protocols(folder)
    by_settings: dict[str, list[dict[str, Any]]] = {}
    for case in cases():
        by_settings.setdefault(repr(case["settings"]), []).append(case)
    for number, group in enumerate(by_settings.values()):
        inbox, out = folder / f"inbox{number}", folder / f"out{number}"
        inbox.mkdir()
        for case in group:
            write_case(template, inbox / f"{case['id']}.xlsx", case)
        site = site_file(folder, group[0]["settings"])
        result = invoke("run", inbox, "-o", out, "--site", site, "--today", TODAY, "--no-progress")
        assert result.exit_code in {0, 1}, result.output
        for case in group:
            (batch,) = out.glob(f"*-{case['id']}-*")
            (record,) = records_of(batch)
            found[case["id"]] = (result.exit_code, record)
    return found


def of_other_protocols(folder: Path) -> dict[str, tuple[int, dict[str, Any]]]:
    """Run the cases of the other protocols, those with the same settings in one workbook."""
    found = {}
    alike: dict[tuple[str, str, bool], list[dict[str, Any]]] = {}
    for case in cases_of_others():
        key = (case["protocol"], repr(case["settings"]), case["id"] in PRINTED)
        alike.setdefault(key, []).append(case)
    numbers = unissued_nhs_numbers(after=0)
    for number, ((protocol, _, is_printed), group) in enumerate(alike.items()):
        listed, out = folder / f"list{number}.xlsx", folder / f"list{number}"
        rows: dict[str, list[dict[str, Any]]] = {}
        for case in group:
            who = {"hospital_number": case["id"], "nhs_number": next(numbers)}
            who["family_name"] = f"Testcase-{case['id']}"
            for sheet, more in rows_of_case(case, **who).items():
                rows.setdefault(sheet, []).extend(more)
        fill(blank_template(folder, protocol), listed, **rows)
        settings = group[0]["settings"] | ({} if is_printed else {"documents": []})
        site = site_file(folder, settings)
        result = invoke(
            *("run", listed, "-o", out, "--site", site, "--protocol", protocol),
            *("--today", TODAY, "--no-progress", "--workers", "1"),
        )
        assert result.exit_code in {0, 1}, result.output
        (batch,) = (each for each in out.iterdir() if each.is_dir())
        for record in records_of(batch):
            found[record["patient"]["hospital_number"]] = (result.exit_code, record)
    return found


def records_of(batch: Path) -> list[dict[str, Any]]:
    """Return the records of one batch."""
    found = batch.glob("patients/*/record.json")
    return [json.loads(each.read_text("utf-8")) for each in found]


@pytest.mark.parametrize("case", CASES, ids=[each["id"] for each in CASES])
def test_outcome_and_findings(case: dict[str, Any], recorded: dict[str, Any]) -> None:
    """The outcome and the findings, complete but for notes; judged by the case's protocol."""
    _, record = recorded[case["id"]]
    expected = case["expected"]
    assert record["protocol"]["id"] == case.get("protocol", "pamidronate-crmo")
    assert record["outcome"] == expected["outcome"]
    assert _codes(record["findings"]) == _codes(expected["findings"])


def _codes(findings: list[dict[str, Any]]) -> set[tuple[str, str]]:
    return {(each["code"], each["action"]) for each in findings if each["action"] != "note"}


@pytest.mark.parametrize("case", CASES, ids=[each["id"] for each in CASES])
def test_infusions_and_cycle(case: dict[str, Any], recorded: dict[str, Any]) -> None:
    """Doses, volumes, vials, bags, durations and dates: exact."""
    _, record = recorded[case["id"]]
    expected = case["expected"]
    assert len(record["infusions"]) == len(expected.get("infusions", []))
    for found, wanted in zip(record["infusions"], expected.get("infusions", []), strict=True):
        for key, value in wanted.items():
            assert _same(found[key], value), (key, found[key], value)
    for key, value in expected.get("cycle", {}).items():
        assert _same(record["cycle"][key], value), (key, record["cycle"][key], value)


def _same(found: Any, wanted: Any) -> bool:
    if isinstance(wanted, bool | str):
        return bool(found == wanted)
    return Decimal(str(found)) == Decimal(str(wanted))


@pytest.mark.parametrize("case", CASES, ids=[each["id"] for each in CASES])
def test_renal(case: dict[str, Any], recorded: dict[str, Any]) -> None:
    """Renal values, to the tolerances of clinical.md A5."""
    _, record = recorded[case["id"]]
    wanted = case["expected"].get("renal", {})
    assert set(record["renal"]) >= set(wanted)
    for key, value in wanted.items():
        tolerance = PERCENT_TOLERANCE if "percent" in key else EGFR_TOLERANCE
        assert abs(Decimal(record["renal"][key]) - Decimal(str(value))) <= tolerance, key
