"""Faults of ours after the rows were read: each costs a patient, or at most a workbook."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from orderset.batch import lists, printing, run
from orderset.batch.identity import content_of
from orderset.batch.lists import JudgedList, judge_workbooks, load_rules
from orderset.batch.summing_up import batch_summary
from orderset.documents.case import Case
from orderset.documents.document import Kind
from orderset.documents.record import record
from orderset.findings import Outcome
from orderset.processes.executor import InProcess
from orderset.rendering.fonts import undrawable
from tests.builders import case
from tests.real_door import TODAY, blank_template, invoke, rows_of_case, site_file, write_case
from tests.unit.batch.printed_batches import listed, printed_in, rules_of
from tools.filling import fill


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workbook with two ready patients."""
    folder = tmp_path_factory.mktemp("two")
    one = rows_of_case(case("C01"))
    other = rows_of_case(case("C02"), hospital_number="H7", family_name="Other", nhs_number=None)
    fill(
        blank_template(folder),
        folder / "two.xlsx",
        **{key: [*one[key], *other[key]] for key in one},
    )
    return folder / "two.xlsx"


def _judged(path: Path) -> JudgedList:
    rules = load_rules(None, None, today=dt.date.fromisoformat(TODAY), undrawable=undrawable)
    (judged,) = judge_workbooks([path], rules, InProcess())
    return judged


def _fails(*_: object, **__: object) -> Any:
    message = "Testcase, Amelia"
    raise ZeroDivisionError(message)


def _failing_for_row_3(made: Callable[..., Any]) -> Callable[..., Any]:
    def broken(first: Any, *others: Any) -> Any:
        entry = first.entry
        return _fails() if entry.row == 3 else made(first, *others)

    return broken


def test_a_patient_without_a_document_id_is_returned_under_another(
    two: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = _judged(two)
    monkeypatch.setattr(lists, "content_of", _failing_for_row_3(content_of))
    judged = _judged(two)
    assert judged.cases[0] == whole.cases[0]
    (found,) = (
        each for each in judged.cases[1].judgement.findings if each.code == "orderset-defect"
    )
    assert judged.cases[1].judgement.outcome is Outcome.RETURNED
    assert str(found.where) == "Infusions!A3"
    assert judged.cases[1].document_id not in {each.document_id for each in whole.cases}
    assert judged.cases[1].document_id == _judged(two).cases[1].document_id


def test_a_fault_between_the_rows_costs_its_workbook(
    two: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "judge_list", _fails)
    judged = _judged(two)
    assert (judged.usable, judged.cases) == (False, ())
    assert [each.code for each in judged.findings] == ["orderset-defect"]


def _record(folder: Path, number: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((folder / f"patients/{number}-c1/record.json").read_text())
    return told


@pytest.mark.parametrize("archive", [False, True])
def test_a_patient_whose_record_cannot_be_made_has_no_documents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, archive: bool
) -> None:
    cases = [listed("C01", 2, "First"), listed("C02", 3, "Second")]

    def broken(told: Case, *others: Any) -> object:
        return _fails() if told.entry.row == 3 else record(told, *others)

    monkeypatch.setattr(printing, "record", broken)
    chosen = rules_of(Kind.ORDER_SET if archive else Kind.LABELS)
    staging, printed = printed_in(tmp_path, cases, chosen, archive=archive)
    assert [bool(each.files) for each in printed] == [True, False]
    assert [each.name for each in (staging.folder / "patients/H3-c1").iterdir()] == ["record.json"]
    told = _record(staging.folder, "H3")
    assert (told["outcome"], told["documents"]) == ("returned", [])
    assert told["findings"][-1]["code"] == "orderset-defect"
    assert told.keys() == _record(staging.folder, "H2").keys()
    assert "Testcase" not in str(told["findings"])


def test_a_run_with_a_defect_publishes_the_rest_and_ends_with_70(
    two: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "content_of", _failing_for_row_3(content_of))
    out, site = tmp_path / "out", site_file(tmp_path, {"documents": ["labels"]})
    result = invoke("run", two, "-o", out, "--site", site, "--today", TODAY, "--workers", "1")
    assert result.exit_code == 70
    assert "Infusions!A3: ZeroDivisionError at" in (result.output)
    assert "Testcase" not in result.output
    assert len([*out.glob("*/patients/*/labels.pdf")]) == 1
    (manifest,) = out.glob("*/manifest.json")
    assert json.loads(manifest.read_text("utf-8"))["failed"] == 1


def test_a_batch_that_cannot_be_put_together_does_not_take_the_others_along(
    two: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, out = tmp_path / "a.xlsx", tmp_path / "out"
    write_case(blank_template(tmp_path), first, case("C01"))

    def broken(judged: JudgedList, *others: Any, **named: Any) -> object:
        return _fails() if judged.name == "a.xlsx" else batch_summary(judged, *others, **named)

    monkeypatch.setattr(run, "batch_summary", broken)
    site = site_file(tmp_path, {"documents": ["labels"]})
    result = invoke("run", first, two, "-o", out, "--site", site, "--today", TODAY)
    assert result.exit_code == 70
    assert "Nothing of workbook 1 of 2" in result.output
    assert "a.xlsx: nothing was published." in result.stdout
    assert "Testcase" not in result.output
    assert [each.parent.name[11:14] for each in out.glob("*/manifest.json")] == ["two"]
    assert not [*out.glob(".staging-*")]
