"""F10, F12, F13, F16, F17, F20, F22 to F24, F26: what else a night can bring, on real runs."""

import contextlib
import datetime as dt
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from orderset.delivery import SIDE_FILES
from orderset.protocol.loading import default_protocol_bytes
from tests.faults.checking import contents, faults, standing
from tests.faults.machine import clock_at
from tests.faults.one_list import OneList, one_list
from tests.faults.runs import (
    PATIENTS,
    change_one_weight,
    finished,
    is_rendering,
    started,
    write_small_list,
)
from tests.real_door import TODAY, invoke


FAULTS = "faults tried"
OWN_TEMPLATES = Path(__file__).parents[2] / "templates"
OWN_PACKAGE = OWN_TEMPLATES.parent / "orderset"


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OneList]:
    with one_list(tmp_path_factory.mktemp("ward")) as made:
        yield made


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    (tmp_path / "inbox").mkdir()
    return tmp_path / "inbox"


def test_of_two_runs_that_begin_together_one_works_or_both_find_it_done(
    ward: OneList, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """F10: one may have ended before the other looks; then that one finds it done."""
    root = tmp_path / "out"
    with started(*ward.arguments(root)) as first, started(*ward.arguments(root)) as second:
        ends = [each.communicate(timeout=90) for each in (first, second)]
    codes = sorted((first.returncode, second.returncode))
    assert codes in ([0, 6], [0, 0])
    assert sum("Another run" in said for _, said in ends) == codes.count(6)
    assert (contents(root), faults(root)) == (ward.contents, [])
    record_property(FAULTS, 1)


def test_a_run_that_finds_another_at_work_ends_and_leaves_it_alone(
    ward: OneList, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """F10: the first is held while it makes a batch, so that the second must find it."""
    root = tmp_path / "out"
    with started(*ward.arguments(root)) as first:
        wait_for(lambda: is_rendering(root))
        first.send_signal(signal.SIGSTOP)
        try:
            second = finished(*ward.arguments(root))
        finally:
            first.send_signal(signal.SIGCONT)
        first.communicate(timeout=90)
    assert (first.returncode, second.returncode) == (0, 6)
    assert "Another run" in second.stderr
    assert (contents(root), faults(root)) == (ward.contents, [])
    record_property(FAULTS, 1)


def wait_for(is_so: Callable[[], object]) -> None:
    deadline = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.005)


@pytest.mark.parametrize(
    ("night", "moments"),
    [
        ("2027-10-31", ("00:30", "01:30")),  # 01:30 on the clock, twice
        ("2027-03-28", ("00:59", "01:01")),  # 00:59, and two minutes later 02:01
    ],
)
def test_a_night_in_which_the_clocks_change_is_as_any_other(
    night: str,
    moments: tuple[str, str],
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    """F12, F13: the second run finds the batch of the first, and does nothing."""
    workbook = tmp_path / "list.xlsx"
    day = dt.date.fromisoformat(night)
    told = invoke("template", "--example", "--today", str(day - dt.timedelta(3)), "-o", workbook)
    assert told.exit_code == 0
    site = tmp_path / "site.toml"
    site.write_text('documents = ["labels"]\n', "utf-8")
    said = []
    for moment in moments:
        at = dt.datetime.fromisoformat(f"{night}T{moment}:00+00:00").timestamp()
        os.utime(workbook, (at - 3600, at - 3600))
        words = ("run", workbook, "--site", site, "-o", tmp_path / "out", "--workers", 1)
        environment = clock_at(at, time.time(), "Europe/London")
        ended = finished(*words, environment=environment, today=None)
        assert ended.returncode == 0, ended.stderr
        said.append(ended.stdout)
    assert "published:" in said[0]
    assert "nothing has changed, the batch stands" in said[1]
    (batch,) = standing(tmp_path / "out")
    assert batch.name.startswith(str(day + dt.timedelta(1)))
    assert faults(tmp_path / "out") == []
    record_property(FAULTS, 1)


Writer = Callable[[Path, bytes], None]


def append(target: Path, data: bytes) -> None:
    with target.open("wb") as opened:
        for start in range(0, len(data), len(data) // 6):
            opened.write(data[start : start + len(data) // 6])
            opened.flush()
            time.sleep(0.15)


def keep_room_first(target: Path, data: bytes) -> None:
    with target.open("wb") as opened:
        opened.truncate(len(data))
        time.sleep(0.5)
        opened.write(data)


def keep_room_and_write_the_end_first(target: Path, data: bytes) -> None:
    half = len(data) // 2
    with target.open("wb") as opened:
        opened.truncate(len(data))
        opened.flush()
        time.sleep(0.3)
        opened.write(data[:half])
        opened.flush()
        time.sleep(0.3)
        opened.write(data[half:])


@pytest.mark.parametrize("write", [append, keep_room_first, keep_room_and_write_the_end_first])
def test_a_list_that_is_still_being_copied_is_waited_for(
    write: Writer,
    ward: OneList,
    inbox: Path,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    """F16: it is judged whole."""
    target = inbox / ward.workbook.name
    writer = threading.Thread(target=write, args=(target, ward.workbook.read_bytes()))
    writer.start()
    wait_for(target.exists)
    words = ("run", target, "--site", ward.site, "--today", TODAY, "-o", tmp_path / "out")
    ended = ward.forks.run(*words, root=tmp_path / "out")
    writer.join()
    assert ended.code == 0, ended.said
    assert contents(tmp_path / "out") == ward.contents
    record_property(FAULTS, 1)


@pytest.mark.parametrize("part", [0.0, 0.05, 0.5, 0.99])
@pytest.mark.parametrize("filled", [False, True], ids=["short", "zeros"])
def test_part_of_a_list_is_never_taken_for_a_list(
    part: float,
    filled: bool,  # noqa: FBT001 - a case
    ward: OneList,
    inbox: Path,
    record_property: Callable[[str, object], None],
) -> None:
    """F16: a copy that stopped on its way."""
    whole = ward.workbook.read_bytes()
    kept = whole[: int(len(whole) * part)]
    target = inbox / "list.xlsx"
    target.write_bytes(kept.ljust(len(whole), b"\0") if filled else kept)
    os.utime(target, (0, 0))
    ended = ward.forks.run("check", target, "--today", TODAY, root=inbox)
    assert ended.code == 3, ended.said
    record_property(FAULTS, 1)


def test_a_list_with_a_hole_is_never_taken_for_a_list(
    ward: OneList, inbox: Path, record_property: Callable[[str, object], None]
) -> None:
    """F16: a copy whose end has arrived before its middle, at eight places."""
    whole = ward.workbook.read_bytes()
    size = len(whole) // 8
    ended = []
    for number in range(8):
        target = inbox / f"{number}.xlsx"
        start = number * size
        target.write_bytes(whole[:start] + bytes(size) + whole[start + size :])
        os.utime(target, (0, 0))
        ended.append(ward.forks.run("check", target, "--today", TODAY, root=inbox).code)
    assert ended == [3] * 8
    record_property(FAULTS, 8)


def test_a_list_that_is_replaced_meanwhile_is_read_as_one_or_the_other(
    ward: OneList, inbox: Path, record_property: Callable[[str, object], None]
) -> None:
    """F16: by a rename, again and again, while it is read."""
    target, other = inbox / "list.xlsx", inbox / "other"
    second = write_small_list(inbox / "second.xlsx", PATIENTS)
    versions = [each.read_bytes() for each in (ward.workbook, second)]
    target.write_bytes(versions[0])
    ended = threading.Event()

    def replace() -> None:
        number = 0
        while not ended.is_set():
            number += 1
            other.write_bytes(versions[number % 2])
            other.rename(target)

    writer = threading.Thread(target=replace)
    writer.start()
    try:
        said = [ward.forks.run("check", target, "--today", TODAY, root=inbox) for _ in range(10)]
    finally:
        ended.set()
        writer.join()
    assert {each.code for each in said} == {0}, said
    told = {each.said.partition(": ")[2].partition(":")[0] for each in said}
    assert told <= {"1 patient", "2 patients"}
    record_property(FAULTS, 1)


def test_a_list_that_changes_between_two_runs_makes_a_batch_of_its_own(
    ward: OneList, inbox: Path, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """F17, I3: no batch has documents of two calculations."""
    root = tmp_path / "out"
    target = inbox / "list.xlsx"
    shutil.copy(ward.workbook, target)
    words = ("run", target, "--site", ward.site, "--today", TODAY, "-o", root)
    assert ward.forks.run(*words, root=root).code == 0
    change_one_weight(target, 16.5)
    assert ward.forks.run(*words, root=root).code == 0
    assert faults(root) == []
    assert len(standing(root)) == 2
    there = contents(root / ward.name)
    kept = {name: there[name] for name in there if name not in SIDE_FILES}
    assert kept == contents(ward.root / ward.name)
    record_property(FAULTS, 1)


def test_poison_among_good_files_costs_itself_alone(
    ward: OneList, inbox: Path, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """F20."""
    whole = ward.workbook.read_bytes()
    poison = {
        "a-empty": b"",
        "b-text": b"Hospital number,Weight\n",
        "c-half": whole[: len(whole) // 2],
        "d-zeros": bytes(5000),
        "e-hole": whole[:3000] + bytes(2000) + whole[5000:],
        "y-old": bytes.fromhex("d0cf11e0a1b11ae1") + bytes(5000),
    }
    for name, data in poison.items():
        (inbox / f"{name}.xlsx").write_bytes(data)
        os.utime(inbox / f"{name}.xlsx", (0, 0))
    (inbox / "f-folder.xlsx").mkdir()
    (inbox / "g-nowhere.xlsx").symlink_to("nowhere")
    os.mkfifo(inbox / "h-pipe.xlsx")
    (inbox / "~$list.xlsx").write_bytes(b"lock")
    shutil.copy(ward.workbook, inbox / "list.xlsx")
    shutil.copy(write_small_list(tmp_path / "z.xlsx", PATIENTS[1:]), inbox)
    root = tmp_path / "out"
    words = ("run", inbox, "--site", ward.site, "--today", TODAY, "-o", root)
    ended = ward.forks.run(*words, root=root)
    assert ended.code == 3, ended.said
    assert faults(root) == []
    assert len(standing(root)) == 2
    there = contents(root / ward.name)
    kept = {name: there[name] for name in there if name not in SIDE_FILES}
    assert kept == contents(ward.root / ward.name)
    for name in (*poison, "f-folder", "g-nowhere", "h-pipe"):
        assert f"{name}.xlsx" in ended.said
    record_property(FAULTS, len(poison) + 4)


def test_without_any_font_configuration_nothing_changes(
    ward: OneList, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """F22: our fonts come with the program, so the machine's have no say."""
    environment = dict(os.environ) | {"FONTCONFIG_FILE": "/dev/null"}
    ended = finished(*ward.arguments(tmp_path / "out"), environment=environment)
    assert ended.returncode in {0, 5}
    if ended.returncode == 0:
        assert contents(tmp_path / "out") == ward.contents
    assert faults(tmp_path / "out") == []
    record_property(FAULTS, 1)


@pytest.mark.parametrize("how", ["missing", "cut short", "another file"])
@pytest.mark.parametrize("package", ["fontpkg_noto_sans", "fontpkg_atkinson_hyperlegible"])
def test_a_broken_font_is_found_out_at_the_start(
    how: str,
    package: str,
    ward: OneList,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    """F22: never a label with boxes in the place of letters."""
    module = __import__(package)
    copy = tmp_path / "path" / package
    shutil.copytree(Path(module.__file__ or "").parent, copy)
    for font in copy.rglob("*.ttf"):
        whole = font.read_bytes()
        if how == "missing":
            font.unlink()
        else:
            font.write_bytes(whole[: len(whole) // 2] if how == "cut short" else b"<html>")
    environment = dict(os.environ) | {"PYTHONPATH": str(tmp_path / "path")}
    ended = finished(*ward.arguments(tmp_path / "out"), environment=environment)
    assert ended.returncode == 5, ended.stderr
    assert "font" in ended.stderr.lower()
    assert standing(tmp_path / "out") == []
    record_property(FAULTS, 1)


def test_a_protocol_of_which_one_figure_has_changed_has_another_hash(
    ward: OneList, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """F23: a protocol that can be used is used, and every page says which one it was."""
    protocol = tmp_path / "protocol.toml"
    shipped = default_protocol_bytes()
    changed = shipped.replace(b"maximum_days = { value = 98,", b"maximum_days = { value = 99,")
    assert changed != shipped
    protocol.write_bytes(changed)
    ended = ward.run(tmp_path / "out", "--protocol", protocol)
    assert ended.code == 0, ended.said
    (batch,) = standing(tmp_path / "out")
    assert batch.name != ward.name
    assert faults(tmp_path / "out") == []
    record_property(FAULTS, 1)


BAD_PROTOCOLS: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut short": lambda whole: whole[: len(whole) // 2],
    "a byte that is no text": lambda whole: whole[:1000] + b"\xff" + whole[1001:],
    "zeros": lambda whole: bytes(len(whole)),
}


@pytest.mark.parametrize("how", ["missing", *BAD_PROTOCOLS])
def test_a_corrupt_protocol_is_refused_at_the_start(
    how: str, ward: OneList, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """F23."""
    protocol = tmp_path / "protocol.toml"
    if how in BAD_PROTOCOLS:
        protocol.write_bytes(BAD_PROTOCOLS[how](default_protocol_bytes()))
    ended = ward.run(tmp_path / "out", "--protocol", protocol)
    assert ended.code == 4, ended.said
    assert not (tmp_path / "out").exists()
    record_property(FAULTS, 1)


@pytest.mark.parametrize(
    ("name", "how", "code"),
    [
        ("labels.html", "missing", 5),
        ("labels.html", "cut short", 5),
        ("page.html", "missing", 5),
        ("labels.css", "cut short", 5),
        # A site may have styles for all kinds alone: then no label passes the reading back.
        ("labels.css", "missing", 1),
    ],
)
def test_a_corrupt_template_is_refused_at_the_start(
    name: str,
    how: str,
    code: int,
    ward: OneList,
    tmp_path: Path,
) -> None:
    """F23: a site's own copy of the templates."""
    folder = tmp_path / "templates"
    shutil.copytree(OWN_TEMPLATES, folder)
    (found,) = folder.rglob(name)
    if how == "missing":
        found.unlink()
    else:
        found.write_bytes(found.read_bytes()[:-40] + b"{% if")
    site = tmp_path / "site.toml"
    site.write_text('documents = ["labels"]\ntemplates_folder = "templates"\n', "utf-8")
    words = ("run", ward.workbook, "--site", site, "--today", TODAY, "-o", tmp_path / "out")
    ended = ward.forks.run(*words, root=tmp_path / "out")
    assert ended.code == code, ended.said
    assert not [*(tmp_path / "out").rglob("labels.pdf")]


@pytest.mark.parametrize("how", ["missing", "cut short"])
@pytest.mark.parametrize(
    "name", ["data/findings.toml", "data/label_stock.toml", "protocol/data/pamidronate-crmo.toml"]
)
def test_a_corrupt_file_of_the_program_is_found_out_at_the_start(
    name: str,
    how: str,
    ward: OneList,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    """F23: a broken installation prints nothing."""
    shutil.copytree(OWN_PACKAGE, tmp_path / "path" / "orderset")
    shutil.copytree(OWN_TEMPLATES, tmp_path / "path" / "templates")
    broken = tmp_path / "path" / "orderset" / name
    whole = broken.read_bytes()
    broken.unlink()
    if how == "cut short":
        broken.write_bytes(whole[: len(whole) // 2 + 7])
    environment = dict(os.environ) | {"PYTHONPATH": str(tmp_path / "path")}
    ended = subprocess.run(  # noqa: S603 - our own interpreter, and arguments of the test
        [
            sys.executable,
            *("-m", "orderset.cli"),
            *map(str, ward.arguments(tmp_path / "out")),
        ],
        env=environment,
        cwd=tmp_path / "path",
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode not in {0, 1}, ended.stderr
    assert standing(tmp_path / "out") == []
    record_property(FAULTS, 1)


def damage_a_byte(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def lose(path: Path) -> None:
    path.unlink()


def put_a_link(path: Path) -> None:
    path.rename(path.parents[2] / "moved")
    path.symlink_to(path.parents[2] / "moved")


@pytest.mark.parametrize("damage", [damage_a_byte, cut, lose])
@pytest.mark.parametrize("name", ["labels.pdf", "record.json", "index.html", "summary.pdf"])
def test_a_published_file_that_was_damaged_is_mended_by_the_next_run(
    damage: Callable[[Path], None],
    name: str,
    ward: OneList,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    """F24: the batch is made again as a whole, and the run says so."""
    root = tmp_path / "out"
    shutil.copytree(ward.root, root)
    damage(next(root.rglob(name)))
    ended = ward.run(root)
    assert ended.code == 0, ended.said
    assert "is not as it was published, and is made again" in ended.said
    assert (contents(root), faults(root)) == (ward.contents, [])
    record_property(FAULTS, 1)


def test_a_damaged_manifest_is_mended_by_the_next_run(
    ward: OneList, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """F24: what cannot be read counts for nothing."""
    root = tmp_path / "out"
    shutil.copytree(ward.root, root)
    cut(root / ward.name / "manifest.json")
    cut(root / ward.name / "manifest.json")
    assert ward.run(root).code == 0
    assert (contents(root), faults(root)) == (ward.contents, [])
    record_property(FAULTS, 1)


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
@pytest.mark.parametrize("closed", [True, False], ids=["closed", "full"])
def test_a_run_that_cannot_say_what_it_did_does_not_end_as_if_all_were_well(
    stream: str,
    closed: bool,  # noqa: FBT001 - a case
    ward: OneList,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    """F26: where messages go to is full; what is closed is closed on purpose."""
    root = tmp_path / "out"
    number = {"stdout": 1, "stderr": 2}[stream]
    before = f"exec {number}>&-" if closed else f"exec {number}>/dev/full"
    ended = finished(*ward.arguments(root), before=before)
    assert faults(root) == []
    if not closed and stream == "stdout":
        assert ended.returncode != 0
        assert ended.stderr
    with contextlib.suppress(FileNotFoundError):
        assert len(standing(root)) <= 1
    assert ward.run(root).code == 0
    assert contents(root) == ward.contents
    record_property(FAULTS, 1)
