"""What programs are told: JSON alone on standard output, by a named schema."""

import json
from pathlib import Path
from typing import Any

import pytest

from orderset.output_folder import output_lock
from tests.builders import case
from tests.real_door import TODAY, blank_template, invoke, write_case


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return blank_template(tmp_path_factory.mktemp("template"))


def told(*arguments: str | Path, code: int) -> dict[str, Any]:
    done = invoke(*arguments, "--format", "json")
    assert done.exit_code == code, done.output
    data = json.loads(done.stdout)
    assert isinstance(data, dict)
    return data


def test_a_run_tells_what_was_published_by_row_and_cell(template: Path, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    write_case(template, tmp_path / "in" / "a.xlsx", case("C10"), hospital_number="SECRET7")
    (tmp_path / "in" / "b.xlsx").write_bytes(b"no workbook")
    arguments = ("run", tmp_path / "in", "-o", tmp_path / "out", "--today", TODAY)
    first = told(*arguments, code=3)
    assert (first["schema"], first["exit_code"], first["fault"]) == ("orderset/run/1", 3, "")
    a, b = first["workbooks"]
    assert (a["workbook"], a["state"], a["all_ready"]) == ("a.xlsx", "published", False)
    assert Path(a["folder"]).is_dir()
    (patient,) = a["patients"]
    assert (patient["row"], patient["outcome"]) == (2, "withheld")
    assert {"code": "hypocalcaemia", "action": "withhold", "where": "Results!C4"} in patient[
        "findings"
    ]
    assert (b["state"], b["folder"], b["patients"]) == ("unreadable", None, [])
    assert "SECRET7" not in json.dumps(first)
    assert told(*arguments, code=3)["workbooks"][0]["state"] == "unchanged"


def test_a_run_tells_a_confidential_finding_by_neither_code_nor_cell(
    template: Path, tmp_path: Path
) -> None:
    write_case(template, tmp_path / "a.xlsx", case("C19"))
    assert "withhold pregnant" in invoke("check", tmp_path / "a.xlsx", "--today", TODAY).output
    run = ("run", tmp_path / "a.xlsx", "-o", tmp_path / "out", "--today", TODAY)
    data = told(*run, code=1)
    findings = data["workbooks"][0]["patients"][0]["findings"]
    assert {"code": "confidential", "action": "withhold", "where": None} in findings
    assert "pregnan" not in json.dumps(data)


def test_a_run_that_a_fault_ends_tells_the_fault(template: Path, tmp_path: Path) -> None:
    write_case(template, tmp_path / "a.xlsx", case("C01"))
    with output_lock(tmp_path / "out"):
        data = told("run", tmp_path / "a.xlsx", "-o", tmp_path / "out", "--today", TODAY, code=6)
    assert (data["exit_code"], data["workbooks"]) == (6, [])
    assert "Another run is working" in data["fault"]


def test_findings_and_protocols_are_told_as_data(tmp_path: Path) -> None:
    every = told("explain", code=0)
    assert every["schema"] == "orderset/findings/1"
    (one,) = told("explain", "dose-capped", code=0)["findings"]
    assert one in every["findings"]
    assert one["action"] == "caution"
    assert one["remedy"]
    shown = told("protocol", "show", code=0)
    checked = told("protocol", "check", code=0)
    assert shown["sha256"] == checked["sha256"]
    assert shown["protocol"]["id"] == checked["id"]
    assert (checked["usable"], checked["approved"]) == (True, False)
    (tmp_path / "broken.toml").write_text("schema = 1\n", "utf-8")
    broken = told("protocol", "check", tmp_path / "broken.toml", code=4)
    assert (broken["usable"], "dose" in broken["fault"]) == (False, True)


def test_every_schema_is_described_with_each_of_its_keys() -> None:
    page = (Path(__file__).parents[2] / "docs" / "programs.md").read_text("utf-8")
    for command, data in (
        ("orderset explain", told("explain", "dose-capped", code=0)),
        ("orderset protocol show", told("protocol", "show", code=0)),
        ("orderset protocol check", told("protocol", "check", code=0)),
        (
            "orderset protocol diff",
            told("protocol", "diff", "pamidronate-crmo", "pamidronate-crmo", code=0),
        ),
        ("orderset run", told("run", "nowhere.xlsx", "-o", "/dev/null/x", code=7)),
    ):
        (row,) = [each for each in page.splitlines() if each.startswith(f"| `{command}` |")]
        assert f"`{data['schema']}`" in row
        keys = {*data, *(key for each in data.get("findings", ()) for key in each)} - {"schema"}
        assert [key for key in keys if f"`{key}`" not in row] == []


def test_what_acts_on_a_terminal_is_escaped_and_read_back_as_it_was(tmp_path: Path) -> None:
    name = "li\u202est\x9b2J.xlsx"
    (tmp_path / name).write_bytes(b"no workbook")
    done = invoke("check", tmp_path / name, "--today", TODAY, "--format", "json")
    assert not {"\u202e", "\x9b"} & set(done.stdout)
    assert json.loads(done.stdout)["workbooks"][0]["usable"] is False
