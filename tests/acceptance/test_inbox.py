"""The folder workflow: no file lost, none processed twice, whatever happens in between."""

import datetime as dt
import os
import re
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import Result

from orderset.batch import run as run_module
from orderset.batch import run_log
from orderset.batch import whole_run as whole_run_module
from orderset.batch.run import Published
from orderset.errors import PrintRuleError
from orderset.workbook.source import MOST_BYTES
from tests.builders import case
from tests.real_door import IDENTITY, TODAY, blank_template, invoke, site_file, write_case


STRACE, FAKETIME = shutil.which("strace"), shutil.which("faketime")
LONDON = Path("/usr/share/zoneinfo/Europe/London")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A list, and the output folder in which its batch stands: labels only, to be quick."""
    folder = tmp_path_factory.mktemp("made")
    write_case(blank_template(folder), folder / "list.xlsx", case("C01"))
    site = site_file(folder, {"documents": ["labels"]})
    published = invoke(
        "run", folder / "list.xlsx", "-o", folder / "out", "--site", site, "--today", TODAY
    )
    assert published.exit_code == 0
    return folder


class Ward:
    """An inbox with the list in it, and an output folder in which its batch stands already."""

    def __init__(self, made: Path, folder: Path) -> None:
        self.made, self.folder = made, folder
        self.inbox, self.out = folder / "inbox", folder / "out"
        self.done, self.refused = folder / "done" / TODAY, folder / "refused" / TODAY
        self.inbox.mkdir()
        shutil.copytree(made / "out", self.out)
        self.listed = self.put("list.xlsx", (made / "list.xlsx").read_bytes())

    def put(self, name: str, content: bytes) -> Path:
        path = self.inbox / name
        path.write_bytes(content)
        return path

    def arguments(self, *more: str | Path) -> list[str]:
        site, chosen = self.made / "site.toml", [*more]
        if "--today" not in chosen:
            chosen += ["--today", TODAY]
        if "--settle" not in chosen:
            chosen += ["--settle", "0"]
        return [
            str(each)
            for each in ("run", "--inbox", self.inbox, "-o", self.out, "--site", site, *chosen)
        ]

    def run(self, *more: str | Path) -> Result:
        return invoke(*self.arguments(*more))

    def start(
        self, *more: str | Path, before: tuple[str, ...] = (), env: Mapping[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        command = [*before, sys.executable, "-m", "orderset.cli", *self.arguments(*more)]
        environment = {**os.environ, **(env or {})}
        return subprocess.Popen(  # noqa: S603  our own program
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
        )

    def run_process(self, *more: str | Path, **how: Any) -> tuple[int, str, str]:
        process = self.start(*more, **how)
        out, err = process.communicate(timeout=120)
        return process.returncode, out.decode("utf-8", "replace"), err.decode("utf-8", "replace")

    def batches(self) -> set[str]:
        return {each.name for each in self.out.iterdir() if each.is_dir()}


@pytest.fixture
def ward(made: Path, tmp_path: Path) -> Ward:
    return Ward(made, tmp_path)


def files(folder: Path) -> set[str]:
    """Return what lies in a folder, whatever day's, but for the lock and what is unfinished."""
    return {
        each.name
        for each in folder.rglob("*")
        if not (each.is_dir() or each.name == ".orderset.lock")
    }


def test_every_file_is_answered(ward: Ward, made: Path, tmp_path: Path) -> None:
    """From an empty output folder: one is published, two are refused with their reasons."""
    ward.out = tmp_path / "fresh"
    ward.put("half.xlsx", (made / "list.xlsx").read_bytes()[:3000])
    write_case(made / "template.xlsx", ward.inbox / "unnamed.xlsx", case("C01"), ward=None)
    ward.put("scan.pdf", b"%PDF-1.7")
    result = ward.run()
    assert result.exit_code == 3
    assert files(ward.inbox) == set()
    assert files(ward.done) == {"list.xlsx", "unnamed.xlsx"}
    assert (ward.done / "list.xlsx").read_bytes() == (made / "list.xlsx").read_bytes()
    assert files(ward.refused) == {
        "half.xlsx",
        "half.xlsx.findings.txt",
        "scan.pdf",
        "scan.pdf.findings.txt",
    }
    assert "not-a-workbook" in (ward.refused / "scan.pdf.findings.txt").read_text("utf-8")
    assert len(ward.batches()) == 2
    for folder in (ward.done, ward.done.parent, ward.refused, ward.refused.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_refused_workbook_with_cells_has_a_copy_with_the_findings_in_them(
    ward: Ward, made: Path
) -> None:
    workbook = openpyxl.load_workbook(made / "template.xlsx")
    workbook["Infusions"]["A1"] = "Something else"
    workbook.save(ward.inbox / "wrong.xlsx")
    assert ward.run().exit_code == 3
    assert files(ward.refused) == {
        "wrong.xlsx",
        "wrong.xlsx.findings.txt",
        "wrong.xlsx.findings.xlsx",
    }
    copy = openpyxl.load_workbook(ward.refused / "wrong.xlsx.findings.xlsx")
    assert "Findings" in copy.sheetnames


def test_a_list_whose_batch_stands_is_moved_and_not_printed_again(ward: Ward) -> None:
    """As after a run that died between publishing and moving."""
    before = ward.batches()
    result = ward.run()
    assert (result.exit_code, ward.batches()) == (0, before)
    assert "nothing has changed, the batch stands" in result.output
    assert (files(ward.inbox), files(ward.done)) == (set(), {"list.xlsx"})


def test_the_same_name_on_the_same_day_replaces_nothing(ward: Ward) -> None:
    ward.run()
    ward.put("list.xlsx", (ward.made / "list.xlsx").read_bytes())
    ward.run()
    assert files(ward.done) == {"list.xlsx", "list-2.xlsx"}


def test_an_empty_inbox_is_a_quiet_success(ward: Ward) -> None:
    ward.listed.unlink()
    result = ward.run("--no-progress")
    assert (result.exit_code, result.stdout) == (0, "The inbox is empty.\n")
    assert len(result.stderr.splitlines()) == 1
    assert not (ward.folder / "done").exists()


def test_an_inbox_that_is_missing_is_no_success(ward: Ward) -> None:
    shutil.rmtree(ward.inbox)
    result = ward.run()
    assert result.exit_code == 7
    assert not ward.inbox.exists()


def test_a_list_that_somebody_has_open_is_printed_and_stays_until_it_is_closed(
    ward: Ward,
) -> None:
    lock = ward.put("~$list.xlsx", b"")
    first = ward.run()
    assert (first.exit_code, files(ward.inbox)) == (0, {"list.xlsx", "~$list.xlsx"})
    assert "list.xlsx is open in a spreadsheet program" in first.stdout
    lock.unlink()
    assert ward.run().exit_code == 0
    assert (files(ward.inbox), files(ward.done)) == (set(), {"list.xlsx"})


def test_a_refused_file_that_somebody_has_open_stays(ward: Ward) -> None:
    ward.put("bad.xlsx", b"no workbook")
    ward.put("~$bad.xlsx", b"")
    assert ward.run().exit_code == 3
    assert files(ward.inbox) == {"bad.xlsx", "~$bad.xlsx"}
    assert not ward.refused.exists()


@pytest.mark.parametrize("kind", ["published", "refused"])
def test_a_file_that_is_replaced_while_the_run_works_stays(
    ward: Ward, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    if kind == "refused":
        ward.put("list.xlsx", b"no workbook")
    plain = run_module.run

    def replaced_meanwhile(*arguments: Any) -> Iterator[Published]:
        for published in plain(*arguments):
            ward.put("list.xlsx", b"a newer list")
            yield published

    monkeypatch.setattr(whole_run_module, "run_batches", replaced_meanwhile)
    result = ward.run()
    assert result.exit_code == 3
    assert "list.xlsx was changed or taken away while this run worked" in result.stdout
    assert ward.listed.read_bytes() == b"a newer list"
    assert (files(ward.folder / "done"), files(ward.folder / "refused")) == (set(), set())


def test_a_file_of_which_nothing_was_read_is_refused_all_the_same(ward: Ward) -> None:
    ward.put("large.xlsx", b"x" * (MOST_BYTES + 1))
    assert ward.run().exit_code == 3
    assert files(ward.refused) == {"large.xlsx", "large.xlsx.findings.txt"}


def test_a_file_that_is_taken_back_while_the_run_works_leaves_no_trace(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = run_module.run

    def taken_back(*arguments: Any) -> Iterator[Published]:
        ward.listed.unlink()
        yield from plain(*arguments)

    monkeypatch.setattr(whole_run_module, "run_batches", taken_back)
    assert ward.run().exit_code == 3
    assert files(ward.folder / "refused") == set()


def test_links_and_pipes_are_refused_and_never_followed(ward: Ward, tmp_path: Path) -> None:
    outside = tmp_path / "outside.xlsx"
    outside.write_bytes((ward.made / "list.xlsx").read_bytes())
    (ward.inbox / "link.xlsx").symlink_to(outside)
    os.mkfifo(ward.inbox / "pipe.xlsx")
    assert ward.run().exit_code == 3
    assert (ward.refused / "link.xlsx").is_symlink()
    assert stat.S_ISFIFO((ward.refused / "pipe.xlsx").lstat().st_mode)
    assert outside.exists()
    assert len(ward.batches()) == 1


@pytest.mark.parametrize("kind", ["done", "refused"])
def test_one_file_that_cannot_be_moved_stays_and_the_others_go_on(ward: Ward, kind: str) -> None:
    ward.put("bad.xlsx", b"no workbook")
    (ward.folder / kind).write_bytes(b"a file in the folder's place")
    result = ward.run()
    assert result.exit_code == 7
    stays, moved = ("list.xlsx", "bad.xlsx") if kind == "done" else ("bad.xlsx", "list.xlsx")
    assert files(ward.inbox) == {stays}
    assert moved in files(ward.refused if kind == "done" else ward.done)
    (ward.folder / kind).unlink()
    ward.run()
    assert files(ward.inbox) == set()


def test_a_done_folder_that_is_read_only_costs_no_batch(ward: Ward) -> None:
    ward.put("bad.xlsx", b"no workbook")
    done = ward.folder / "done"
    done.mkdir()
    mounted = ("unshare", "-m", "sh", "-c", f'mount -t tmpfs -o ro none "{done}" && exec "$@"', "-")
    tried = subprocess.run([*mounted, "true"], check=False, capture_output=True)  # noqa: S603
    if tried.returncode != 0:
        pytest.skip("this user may not mount")
    code, out, err = ward.run_process(before=mounted)
    assert (code, files(ward.inbox)) == (7, {"list.xlsx"})
    assert "Read-only file system" in out
    assert "list.xlsx" not in err
    assert ward.run().exit_code == 0
    assert files(ward.done) == {"list.xlsx"}


def test_a_batch_that_is_left_out_leaves_its_list_in_the_inbox(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    def left_out(*_: Any) -> Iterator[Published]:
        yield from ()
        message = "BAT-01: broken."
        raise PrintRuleError(message)

    monkeypatch.setattr(whole_run_module, "run_batches", left_out)
    result = ward.run()
    assert (result.exit_code, files(ward.inbox)) == (5, {"list.xlsx"})
    assert "list.xlsx: nothing was published." in result.stdout


def test_the_highest_code_counts_when_two_faults_meet(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = run_module.run

    def then_broken(*arguments: Any) -> Iterator[Published]:
        yield from plain(*arguments)
        message = "BAT-01: broken."
        raise PrintRuleError(message)

    (ward.folder / "done").write_bytes(b"")
    monkeypatch.setattr(whole_run_module, "run_batches", then_broken)
    result = ward.run()
    assert result.exit_code == 7
    assert "ended with exit code 7" in result.stderr


def test_nothing_is_moved_when_the_protocol_has_expired(ward: Ward) -> None:
    ward.put("bad.xlsx", b"no workbook")
    assert ward.run("--today", "2099-01-01").exit_code == 4
    assert files(ward.inbox) == {"bad.xlsx", "list.xlsx"}


AT_EACH_STEP = [
    *(f"renameat2:signal=KILL:when={each}" for each in range(1, 3)),
    "mkdir:signal=KILL:when=1",
    *(f"fsync:signal=KILL:when={each}" for each in range(1, 4)),
]


@pytest.mark.skipif(STRACE is None, reason="strace is not installed")
@pytest.mark.parametrize("content", ["list", "no list"])
@pytest.mark.parametrize("step", AT_EACH_STEP)
def test_a_kill_at_any_step_of_a_move_loses_nothing_and_doubles_nothing(
    ward: Ward, step: str, content: str
) -> None:
    if content == "no list":
        ward.put("list.xlsx", b"no list")
    bytes_before, batches = ward.listed.read_bytes(), ward.batches()
    trace = ("strace", "-q", "-o", "/dev/null", "-e", f"trace={step.partition(':')[0]}")
    code, _, _ = ward.run_process(before=(*trace, "-e", f"inject={step}"))
    assert code == -9 or code in {0, 3}  # the last steps may not come in this run
    places = [ward.listed, ward.done / "list.xlsx", ward.refused / "list.xlsx"]
    assert [each.read_bytes() for each in places if each.exists()] == [bytes_before]
    if (ward.refused / "list.xlsx").exists():
        assert (ward.refused / "list.xlsx.findings.txt").read_bytes()
    assert ward.run().exit_code in {0, 3}
    assert files(ward.inbox) == set()
    wanted = {"list.xlsx"} if content == "list" else {"list.xlsx", "list.xlsx.findings.txt"}
    assert files(ward.folder / "done") | files(ward.folder / "refused") == wanted
    assert ward.batches() == batches


@pytest.mark.skipif(STRACE is None, reason="strace is not installed")
def test_the_kills_really_strike(ward: Ward) -> None:
    trace = ("strace", "-q", "-o", "/dev/null", "-e", "trace=renameat2")
    code, _, _ = ward.run_process(before=(*trace, "-e", f"inject={AT_EACH_STEP[0]}"))
    assert code == -9
    assert files(ward.inbox) == {"list.xlsx"}


def test_two_runs_on_one_inbox_do_not_both_take_a_file(ward: Ward, tmp_path: Path) -> None:
    """Even when their output folders differ, so that only the inbox's lock can tell them apart."""
    first = ward.start("--settle", "4")
    while not (ward.inbox / ".orderset.lock").exists():
        assert first.poll() is None
        time.sleep(0.02)
    time.sleep(0.2)
    ward.out = tmp_path / "other"
    second = ward.run()
    out, _ = first.communicate(timeout=120)
    assert (second.exit_code, first.returncode) == (6, 0)
    assert "was moved to" in out.decode()
    assert not ward.out.exists()


def test_a_name_with_control_characters_and_one_that_is_no_utf_8_are_told_escaped(
    ward: Ward,
) -> None:
    ward.listed.unlink()
    broken = [b"a\nb\x1b[31m.xlsx", b"c\xff.xlsx", b"x" * 250 + b".xlsx"]
    for each in broken:
        (ward.inbox / os.fsdecode(each)).write_bytes(b"no workbook")
    code, out, err = ward.run_process(env={"LC_ALL": "C", "PYTHONIOENCODING": "ascii"})
    assert code == 3
    assert "a<U+000A>b<U+001B>[31m.xlsx: could not be read" in out
    assert "c<U+DCFF>.xlsx: could not be read" in out
    assert "\x1b" not in out + err
    moved = {os.fsencode(each.name) for each in ward.refused.iterdir()}
    assert moved >= set(broken)
    assert len(moved) == 6


@pytest.mark.parametrize(
    "name", [b"a\nb\xff.xlsx", "リスト 😀.xlsx".encode(), b"W" * 250 + b".xlsx"]
)
def test_no_name_of_a_file_keeps_its_list_from_being_published(ward: Ward, name: bytes) -> None:
    """The name stands on the summary: one that cannot be drawn or written must not stop it."""
    ward.listed.rename(ward.inbox / os.fsdecode(name))
    result = ward.run()
    assert result.exit_code == 0, result.output
    assert len(ward.batches()) == 2
    assert [os.fsencode(each.name) for each in ward.done.iterdir()] == [name]


def test_logs_name_no_file_and_no_patient(ward: Ward, made: Path, tmp_path: Path) -> None:
    """A file's name may hold a patient's."""
    ward.out = tmp_path / "fresh"
    ward.listed.rename(ward.inbox / "Amelia Testcase.xlsx")
    write_case(
        made / "template.xlsx", ward.inbox / "H7 Other.xlsx", case("C10"), hospital_number="H7"
    )
    ward.put("Amelia.csv", b"Amelia;Testcase")
    (ward.inbox / "Amelia folder").mkdir()
    result = ward.run("--log", tmp_path / "log")
    log = (tmp_path / "log").read_text("utf-8")
    assert result.exit_code == 3
    assert re.search(
        r"workbook 3 of 3 \(sha256 [0-9a-f]{8}\) is published: 1 patient: 1 withheld", log
    )
    for text in (log, result.stderr):
        for never in (IDENTITY["family_name"], IDENTITY["given_name"], "H7", "Other", "H1234567"):
            assert never not in text
        assert IDENTITY["nhs_number"] not in text


def test_the_last_line_says_what_came_in_and_out_and_who_has_to_do_what(ward: Ward) -> None:
    ward.put("bad.xlsx", b"no workbook")
    last = ward.run().stderr.splitlines()[-1]
    assert "ended with exit code 3 (a workbook could not be read" in last
    assert "2 workbooks in: 0 published, 1 unchanged, 1 could not be read." in last
    assert "1 patient: 1 ready. Inbox: 2 moved, 0 left. To do (pharmacist): " in last


@pytest.mark.parametrize("place", ["nowhere/log", "/dev/full"])
def test_a_log_that_cannot_be_written_ends_the_run_before_anything_is_done(
    ward: Ward, place: str
) -> None:
    result = ward.run("--log", place)
    assert result.exit_code == 7
    assert "The log file" in result.stderr
    assert files(ward.inbox) == {"list.xlsx"}


def test_a_log_that_fails_on_the_way_costs_no_batch_and_is_told(
    ward: Ward, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = run_module.run

    def full_disk(*arguments: Any) -> Iterator[Published]:
        handlers = [each for each in run_log._LOGGER.handlers if isinstance(each, run_log._Handler)]
        handlers[0].stream.close()
        yield from plain(*arguments)

    log = str(tmp_path / "log")
    monkeypatch.setattr(whole_run_module, "run_batches", full_disk)
    result = ward.run("--log", log)
    assert result.exit_code == 7
    assert "The log file cannot be written" in result.stderr
    assert files(ward.done) == {"list.xlsx"}


@pytest.mark.skipif(FAKETIME is None or not LONDON.exists(), reason="faketime or time zones lack")
def test_the_two_runs_of_an_october_night_can_be_told_apart(ward: Ward) -> None:
    """At 01:30 summer time and again at 01:30 winter time, on 31 October 2027."""
    lines = []
    for hour in (0, 1):
        instant = dt.datetime(2027, 10, 31, hour, 30, tzinfo=dt.UTC)
        ward.put("list.xlsx", (ward.made / "list.xlsx").read_bytes())
        code, out, err = ward.run_process(
            before=("faketime", "-f", str(int(instant.timestamp()))),
            env={"TZ": "Europe/London", "FAKETIME_FMT": "%s"},
        )
        assert (code, "nothing has changed" in out) == (0, True)
        lines.append(err.splitlines()[-1])
    assert lines[0].startswith("2027-10-31T01:30:")
    assert lines[1].startswith("2027-10-31T01:30:")
    assert "+01:00 20271031T003" in lines[0]
    assert "+00:00 20271031T013" in lines[1]
    assert files(ward.done) == {"list.xlsx", "list-2.xlsx"}


def test_two_workbooks_of_one_name_from_two_folders_keep_apart(made: Path, tmp_path: Path) -> None:
    for number, which in enumerate(("C01", "C10")):
        folder = tmp_path / str(number)
        folder.mkdir()
        write_case(made / "template.xlsx", folder / "list.xlsx", case(which), hospital_number=which)
    out = tmp_path / "out"
    site = made / "site.toml"
    invoke("run", tmp_path / "0", tmp_path / "1", "-o", out, "--site", site, "--today", TODAY)
    batches = [each for each in out.iterdir() if each.is_dir()]
    assert len({each.name for each in batches}) == 2
    returned = [each.read_bytes() for batch in batches for each in batch.glob("returned/*")]
    assert len(returned) == len(set(returned)) >= 1


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (("--done", "x"), "--done and --refused go with --inbox"),
        (("--inbox", "x"), "--inbox takes the place of PATH"),
    ],
)
def test_an_inbox_and_paths_do_not_go_together(more: tuple[str, ...], told: str) -> None:
    result = invoke("run", "list.xlsx", *more)
    assert result.exit_code == 2
    assert told in result.stderr


def test_a_run_on_nothing_is_a_usage_error() -> None:
    assert invoke("run").exit_code == 2
