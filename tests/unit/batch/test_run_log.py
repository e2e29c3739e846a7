"""The log of a run: what a line holds, where it goes, and what a lost one does."""

import datetime as dt
import io
import os
import re
import stat
import sys
from pathlib import Path

import pytest

from orderset import errors
from orderset.batch.exit_codes import EXIT_CODES
from orderset.batch.run_log import new_run_id, opened_log
from orderset.batch.totals import Totals
from orderset.commands import judging
from orderset.errors import OrdersetError, StorageError


LINE = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d \d{8}T\d{6}Z-[0-9a-f]{6} (INFO|WARNING|ERROR) .+"
)


def test_a_line_has_time_with_offset_run_id_level_and_text(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with opened_log(tmp_path / "log", quiet=False) as run_log:
        run_log.progress("row 2")
        run_log.warn("one\ntwo")
    lines = (tmp_path / "log").read_text("utf-8").splitlines()
    assert all(LINE.fullmatch(line) for line in lines)
    assert [line.rpartition(f"{run_log.run_id} ")[2] for line in lines] == [
        "INFO row 2",
        "WARNING one | two",
    ]
    assert capsys.readouterr().err.splitlines() == lines


def test_the_file_is_private_and_added_to(tmp_path: Path) -> None:
    for _ in range(2):
        with opened_log(tmp_path / "log", quiet=True) as run_log:
            run_log.progress("row 2")
    assert len((tmp_path / "log").read_text("utf-8").splitlines()) == 2
    assert stat.S_IMODE((tmp_path / "log").stat().st_mode) == 0o600


def test_without_progress_only_what_matters_is_on_stderr(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with opened_log(tmp_path / "log", quiet=True) as run_log:
        run_log.progress("row 2")
        run_log.end(0, "1 workbook in.")
    assert "row 2" in (tmp_path / "log").read_text("utf-8")
    told = capsys.readouterr().err
    assert "row 2" not in told
    assert "ended with exit code 0 (every patient is ready)" in told


def test_on_a_terminal_the_messages_stand_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with opened_log(None, quiet=False) as run_log:
        run_log.progress("row 2")
    assert terminal.getvalue() == "row 2\n"


def test_a_closed_stderr_loses_no_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    with opened_log(tmp_path / "log", quiet=False) as run_log:
        run_log.progress("row 2")
    assert (tmp_path / "log").read_text("utf-8").endswith("row 2\n")


@pytest.mark.parametrize("place", ["no folder/log", ".", "pipe"])
def test_a_file_that_cannot_be_written_is_told_at_once(tmp_path: Path, place: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    with (
        pytest.raises(StorageError, match="cannot be written"),
        opened_log(tmp_path / place, quiet=True),
    ):
        pass


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the machine has no /dev/full")
def test_a_lost_line_is_remembered_and_stops_nothing() -> None:
    with opened_log(Path("/dev/full"), quiet=True) as run_log:
        run_log.progress("row 2")
        run_log.progress("row 3")
        assert run_log.is_broken
        with pytest.raises(StorageError, match="No space left"):
            run_log.check_written()


def test_run_ids_of_the_two_hours_of_an_october_night_differ() -> None:
    night = dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)
    first, second = (new_run_id(night + dt.timedelta(hours=each)) for each in (0, 1))
    assert first.startswith("20261025T003000Z-")
    assert second.startswith("20261025T013000Z-")


def test_run_ids_of_one_second_differ() -> None:
    now = dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)
    assert len({new_run_id(now) for _ in range(20)}) == 20


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (StorageError("Disk full."), 7),
        (KeyboardInterrupt(), 130),
        (SystemExit(143), 143),
        (ValueError("Testcase"), 70),
        (SystemExit(99), 70),
    ],
)
def test_the_last_line_of_a_run_that_a_fault_ended_says_its_code(
    tmp_path: Path, error: BaseException, code: int
) -> None:
    with opened_log(tmp_path / "log", quiet=True) as run_log:
        run_log.fail(error, str(Totals(from_inbox=False)))
    lines = (tmp_path / "log").read_text("utf-8").splitlines()
    assert f"ended with exit code {code} (" in lines[-1]
    assert ("Disk full." in lines[0]) == (code == 7)
    assert "Testcase" not in "".join(lines)


def test_every_exit_code_of_the_program_says_whom_it_asks_to_do_what() -> None:
    of_cli = {value for name, value in vars(judging).items() if name.startswith("EXIT_")}
    of_errors = {
        each.exit_code
        for each in vars(errors).values()
        if isinstance(each, type) and issubclass(each, OrdersetError)
    }
    assert of_cli | {2} | of_errors | {129, 130, 143} == set(EXIT_CODES)
    for each in EXIT_CODES.values():
        assert all((each.meaning, each.who, each.to_do.endswith(".")))
