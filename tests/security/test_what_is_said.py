"""What the program says outside the batch: whatever breaks, and whatever stands in the cells."""

import logging
import subprocess
import sys
import threading
import warnings
from pathlib import Path

import openpyxl
import pytest

from orderset.batch import lists, summing_up
from orderset.discretion import discretion
from orderset.errors import OrdersetError, places
from orderset.output_folder import output_lock
from orderset.rendering.defect import Code, Defect
from orderset.rendering.worker import Rendered
from tests.leaks import leaked
from tests.real_door import TODAY, invoke
from tests.security.canaries import ROOT, design, list_of


SAID = "Testcase, Amelia, 999 000 0018, 14-Mar-2017"


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    return list_of(tmp_path, {"hospital_number": "H1234567", "nhs_number": "999 000 0018"})


def _run(workbook: Path, *options: str | Path, out: Path | None = None) -> tuple[int, str]:
    where = out or workbook.parent / "out"
    arguments = ("-o", where, "--today", TODAY, "--workers", "1", *options)
    result = invoke("run", workbook, *arguments)
    said = f"{result.stdout}{result.stderr}"
    assert leaked(said) is None, said
    return result.exit_code, said


def test_a_run_says_row_numbers_and_counts(workbook: Path) -> None:
    code, said = _run(workbook)
    assert code == 0
    assert "row 2" in said
    assert "1 patient: 1 ready" in said


def test_a_run_does_not_repeat_a_row_that_stands_where_the_headings_should(workbook: Path) -> None:
    """The nightly output ends in a journal; ``check`` is asked for by who has the list."""
    opened = openpyxl.load_workbook(workbook)
    opened["Infusions"].delete_rows(1)
    opened.save(workbook)
    code, said = _run(workbook)
    assert code == 3
    assert "headings-missing" in said


def test_files_that_cannot_be_written_are_told_without_the_patients_folder(
    workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", f"patients/H1234567-c1/{SAID}")

    monkeypatch.setattr("orderset.delivery.write_flushed", full)
    code, said = _run(workbook)
    assert code == 7
    assert "No space left on device" in said


def test_a_summary_that_breaks_a_rule_is_told_by_the_rule(
    workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    defect = Defect(Code.INSPECTION_FAILED, f"PID-01: the text “{SAID}” is not found whole.")
    wrong = Rendered("x", None, 0, (defect,))
    monkeypatch.setattr(summing_up, "render_all", lambda *_: iter([wrong]))
    code, said = _run(workbook)
    assert code == 5
    assert "PID-01 was broken" in said


@pytest.mark.parametrize(
    "template",
    [
        "{{ content.lines[content.lines[0].name] }}",
        "{{ content.lines[0]() }}",
        "{% include content.lines[0].name %}",
        '<img src="http://127.0.0.1:9/{{ content.lines[0].name }}">',
        '<p style="width: {{ content.lines[0].name }}">',
        '<p style="color: {{ content.lines[0].hospital_number }}">',
    ],
)
def test_a_template_that_goes_wrong_with_a_name_in_its_hand(
    template: str, workbook: Path, tmp_path: Path
) -> None:
    site = design(tmp_path, {})
    summary = site.parent / "design" / "summary.html"
    text = summary.read_text("utf-8")
    summary.write_text(text.replace('<div class="sheet">', f'<div class="sheet">{template}', 1))
    code, said = _run(workbook, "--site", site)
    assert code == 5
    assert "summary" in said


def _raise(error: BaseException) -> None:
    raise error


@pytest.mark.parametrize("error", [ValueError(SAID), KeyError(SAID), RecursionError(SAID)])
def test_a_defect_is_told_by_kind_and_place(
    error: Exception, workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "take_in", lambda *_, **__: _raise(error))
    code, said = _run(workbook)
    assert code == OrdersetError.exit_code
    assert type(error).__name__ in said


def test_a_locked_folder_names_nobody(workbook: Path, tmp_path: Path) -> None:
    with output_lock(tmp_path / "out"):
        assert _run(workbook)[0] == 6


PROGRAM = """
import logging, sys, threading, warnings
from orderset.discretion import discretion
class Bad:
    def __del__(self): raise ValueError(SAID)
with discretion():
    logging.getLogger("fontTools.x").warning(SAID)
    logging.exception(ValueError(SAID))
    warnings.warn(SAID)
    Bad()
    thread = threading.Thread(target=lambda: int(SAID)); thread.start(); thread.join()
    sys.excepthook(KeyError, KeyError(SAID), None)
"""


def test_no_way_of_pythons_to_standard_error_tells_a_text() -> None:
    """In a process of its own, where no test tool stands in the way."""
    done = subprocess.run(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-W", "always", "-c", f"SAID = {SAID!r}\n{PROGRAM}"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert [each.split(" at ")[0] for each in done.stderr.splitlines()] == [
        "orderset: WARNING from fontTools.x",
        "orderset: ERROR from root",
        "orderset: UserWarning",
        "orderset: ValueError",
        "orderset: ValueError",
        "orderset: KeyError",
    ]


def test_our_own_messages_are_told_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    with discretion():
        logging.getLogger("orderset.workbook.reader").warning("a workbook: %s", "KeyError")
    assert capsys.readouterr().err == "orderset: a workbook: KeyError\n"


def test_what_was_there_before_comes_back() -> None:
    before = (sys.excepthook, threading.excepthook, warnings.showwarning, logging.root.handlers[:])
    with discretion():
        pass
    after = (sys.excepthook, threading.excepthook, warnings.showwarning, logging.root.handlers[:])
    assert before == after


def test_a_place_is_told_without_the_text() -> None:
    with pytest.raises(ValueError, match="Testcase") as caught:
        _raise(ValueError(SAID))
    assert places(caught.value).startswith("ValueError at test_what_is_said.py:")
    assert leaked(places(caught.value)) is None
