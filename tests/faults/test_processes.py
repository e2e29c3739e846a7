"""Faults of processes, on real ones: signals, killed children and parents, a machine that lacks.

Source: faults.md 3.2, F2, F3, F4, F14 and F21.
"""

import contextlib
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from orderset.output_folder import output_lock
from tests.faults.runs import (
    batches,
    finished,
    in_session,
    is_rendering,
    staged,
    started,
    wait_until,
    workers_of,
)


SECONDS_TO_STOP = 20.0
READY = {0, 1}
UNFIT = {5, 7}
SEED = 20261124


def environment(**changed: str | None) -> Mapping[str, str]:
    """Return our environment with these variables changed, or taken out where None."""
    merged = {**os.environ, **{key: value for key, value in changed.items() if value is not None}}
    return {key: value for key, value in merged.items() if changed.get(key, "") is not None}


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    """Return the folder that the runs of a test have for temporary files."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    return folder


def is_free(root: Path) -> bool:
    """Tell whether nobody holds the lock of an output folder."""
    with output_lock(root):
        return True


def _has_workers(session: int) -> bool:
    return wait_until(lambda: workers_of(session))


def nothing_left(session: int, scratch: Path) -> bool:
    return wait_until(lambda: not in_session(session), 10) and not [*scratch.glob("orderset-*")]


# --- F2: told to stop ---------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_run_that_is_told_to_stop_cleans_up_and_the_next_one_completes(
    number: signal.Signals, small_list: Path, labels_only: Path, tmp_path: Path, scratch: Path
) -> None:
    out = tmp_path / "out"
    arguments = ("run", small_list, "-o", out, "--site", labels_only, "--workers", 2)
    own = environment(TMPDIR=str(scratch))
    with started(*arguments, environment=own) as run:
        assert wait_until(lambda: is_rendering(out))
        begun = time.monotonic()
        os.kill(run.pid, number)
        told, said = run.communicate(timeout=60)
        assert time.monotonic() - begun < SECONDS_TO_STOP
        assert run.returncode == 128 + number
        assert told == ""
        assert f"stopped by {number.name}" in said
        assert "Traceback" not in said
        assert nothing_left(run.pid, scratch)
    assert (batches(out), staged(out)) == ([], [])
    assert is_free(out)
    if number == signal.SIGTERM:
        assert finished(*arguments).returncode == 0
        assert len(batches(out)) == 1


def test_a_service_manager_that_signals_every_process_stops_the_run_as_well(
    small_list: Path, labels_only: Path, tmp_path: Path, scratch: Path
) -> None:
    out = tmp_path / "out"
    own = environment(TMPDIR=str(scratch))
    with started("run", small_list, "-o", out, "--site", labels_only, environment=own) as run:
        assert wait_until(lambda: is_rendering(out))
        os.killpg(run.pid, signal.SIGTERM)
        run.communicate(timeout=60)
        assert run.returncode == 128 + signal.SIGTERM
        assert nothing_left(run.pid, scratch)
    assert (batches(out), staged(out)) == ([], [])


def test_a_check_that_is_told_to_stop_says_so_too(small_list: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "slow.toml"
    os.mkfifo(pipe)  # reading the settings waits for ever
    with started("check", small_list, "--site", pipe) as run:
        assert _has_workers(run.pid)
        time.sleep(0.2)
        os.kill(run.pid, signal.SIGTERM)
        _, said = run.communicate(timeout=60)
    assert run.returncode == 143
    assert "stopped by SIGTERM" in said


def test_a_reader_who_has_read_enough_costs_nothing(
    small_list: Path, labels_only: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    with started("run", small_list, "-o", out, "--site", labels_only) as run:
        assert run.stdout
        run.stdout.close()
        assert run.wait(90) == 0
        assert run.stderr
        assert "Broken" not in run.stderr.read()
    assert len(batches(out)) == 1


# --- F3, F4: killed -----------------------------------------------------------------------------


def test_a_worker_killed_at_any_moment_costs_nobody_anything(
    small_list: Path, labels_only: Path, tmp_path: Path, scratch: Path
) -> None:
    chance = random.Random(SEED)  # noqa: S311 - a moment, not a secret
    whole = tmp_path / "whole"
    assert finished("run", small_list, "-o", whole, "--site", labels_only).returncode == 0
    (expected,) = batches(whole)
    for attempt in range(2):
        out = tmp_path / f"out{attempt}"
        arguments = ("run", small_list, "-o", out, "--site", labels_only, "--workers", 2)
        with started(*arguments, environment=environment(TMPDIR=str(scratch))) as run:
            assert _has_workers(run.pid)
            time.sleep(chance.uniform(0, 1.5))
            with contextlib.suppress(IndexError, ProcessLookupError):
                os.kill(chance.choice(workers_of(run.pid)), signal.SIGKILL)
            told, said = run.communicate(timeout=90)
            assert run.returncode == 0, (told, said)
            assert nothing_left(run.pid, scratch)
        (made,) = batches(out)
        assert (made / "manifest.json").read_bytes() == (expected / "manifest.json").read_bytes()


@pytest.mark.parametrize("moment", [0.0, 0.6])
def test_workers_whose_parent_is_killed_end_and_publish_nothing(
    moment: float, small_list: Path, labels_only: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    arguments = ("run", small_list, "-o", out, "--site", labels_only, "--workers", 2)
    with started(*arguments) as run:
        assert wait_until(lambda: is_rendering(out))
        time.sleep(moment)
        os.kill(run.pid, signal.SIGKILL)
        run.wait(10)
        before = batches(out)
        assert wait_until(lambda: not in_session(run.pid), 10)
        assert batches(out) == before
    assert is_free(out)  # which removes what the killed run has staged
    assert staged(out) == []


# --- F14: the clock -----------------------------------------------------------------------------


@pytest.mark.skipif(shutil.which("faketime") is None, reason="faketime is not installed here")
@pytest.mark.parametrize(
    ("clock", "against"),
    [("1970-01-02 00:00:00", "was released"), ("2031-03-01 01:30:00", "was published on")],
)
def test_a_clock_that_cannot_be_true_stops_the_run_before_anything_is_written(
    clock: str, against: str, small_list: Path, labels_only: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    standing = out / "2031-03-02-list-0a1b2c3d" / "manifest.json"
    if "published" in against:
        standing.parent.mkdir(parents=True)
        standing.write_text("{}", "utf-8")
        later = time.mktime(time.strptime("2031-03-02", "%Y-%m-%d"))
        os.utime(standing, (later, later))
    before = sorted(out.rglob("*"))
    done = finished(
        "run",
        small_list,
        "-o",
        out,
        "--site",
        labels_only,
        today=None,
        program=("faketime", clock, sys.executable, "-m", "orderset.cli"),
    )
    assert done.returncode == 5
    assert "The clock of this machine says" in done.stderr
    assert against in done.stderr
    assert sorted(out.rglob("*")) == before


# --- F21: a machine that lacks something --------------------------------------------------------


def _told_plainly(done: subprocess.CompletedProcess[str], out: Path) -> None:
    """See that a run either succeeded or said in plain words what it lacks, and left nothing."""
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode in READY | UNFIT, (done.returncode, done.stderr)
    assert len(batches(out)) == (done.returncode in READY)
    assert staged(out) == []
    if done.returncode in UNFIT:
        assert re.search(r"^orderset: [A-Z].*\.$", done.stderr, re.MULTILINE), done.stderr


@pytest.mark.parametrize("files", [16, 24, 48, 64])
def test_few_file_descriptors(
    files: int, small_list: Path, labels_only: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    done = finished(
        "run", small_list, "-o", out, "--site", labels_only, "--workers", 1,
        before=f"ulimit -n {files}",
    )  # fmt: skip
    _told_plainly(done, out)


@pytest.mark.parametrize("megabytes", [150, 250, 400])
def test_little_memory(megabytes: int, small_list: Path, labels_only: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = finished(
        "run", small_list, "-o", out, "--site", labels_only, "--workers", 1,
        before=f"ulimit -v {megabytes * 1024}",
    )  # fmt: skip
    _told_plainly(done, out)


@pytest.mark.parametrize(
    ("changed", "before"),
    [
        ({"TMPDIR": "/not/there"}, ""),
        ({"HOME": None}, ""),
        ({"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": None}, ""),
        ({"PATH": ""}, ""),
        ({}, "exec >&-"),
        ({}, "exec <&- >&- 2>&-"),
    ],
    ids=["TMPDIR", "HOME", "LANG=C", "PATH", "no stdout", "no streams"],
)
def test_a_poor_environment_costs_nothing(
    changed: Mapping[str, str | None],
    before: str,
    small_list: Path,
    labels_only: Path,
    tmp_path: Path,
) -> None:
    out = tmp_path / "out"
    workbook = tmp_path / "Łódź.xlsx"
    shutil.copy(small_list, workbook)
    done = finished(
        "run", workbook, "-o", out, "--site", labels_only, "--workers", 1,
        environment=environment(**changed), before=before,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (batch,) = batches(out)
    record = next((batch / "patients").glob("H1000001*/record.json")).read_text("utf-8")
    assert "Łukasiewicz" in record
    assert "Łódź.xlsx" in (batch / "manifest.json").read_text("utf-8")


def test_a_narrow_encoding_of_file_names_is_refused(small_list: Path) -> None:
    narrow = environment(LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    done = finished("check", small_list, environment=narrow)
    assert done.returncode == 5
    assert "LANG=C.UTF-8" in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_report_that_cannot_be_written_is_told_and_the_batch_stands(
    small_list: Path, labels_only: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    done = finished("run", small_list, "-o", out, "--site", labels_only, before="exec >/dev/full")
    assert done.returncode == 7
    assert "The report cannot be written" in done.stderr
    assert len(batches(out)) == 1


# --- F2 again, and last: what cannot be told twice -----------------------------------------------


def test_a_second_signal_ends_a_run_that_does_not_come_to_its_end(
    small_list: Path, labels_only: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    with started("run", small_list, "-o", out, "--site", labels_only) as run:
        assert wait_until(lambda: is_rendering(out))
        for worker in workers_of(run.pid):
            os.kill(worker, signal.SIGSTOP)  # so that cleaning up takes its time
        os.kill(run.pid, signal.SIGTERM)
        time.sleep(0.5)
        os.kill(run.pid, signal.SIGTERM)
        # Not until its streams end: the workers that we have halted keep those open.
        assert run.wait(SECONDS_TO_STOP) in {-signal.SIGTERM, 128 + signal.SIGTERM}
    assert batches(out) == []
