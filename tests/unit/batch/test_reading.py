"""Reading in worker processes: what one file does there costs that file alone."""

import datetime as dt
import functools
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from orderset.batch import annotating, reading
from orderset.batch.annotating import annotated
from orderset.batch.lists import JudgedList, judge_workbooks, load_rules
from orderset.batch.reading import ReadingPool, read_files, reading_workers
from orderset.findings import CellRef, workbook_finding
from orderset.processes.executor import InProcess
from orderset.rendering.fonts import undrawable
from orderset.workbook.opening import OpenedFile, opened_file
from orderset.workbook.source import source_file
from tests.builders import case
from tests.real_door import TODAY, blank_template, invoke, write_case


@pytest.fixture(scope="module")
def pool() -> Iterator[ReadingPool]:
    with ReadingPool(2, seconds=5.0, processor_seconds=1.0) as started:
        yield started


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("good")
    write_case(blank_template(folder), folder / "good.xlsx", case("C01"))
    return folder / "good.xlsx"


class _PanicError(BaseException):
    """What no ``except Exception`` catches."""


def _recursion() -> None:
    _recursion()


def _panic() -> None:
    raise _PanicError


def _kill_this_process() -> None:
    os.kill(os.getpid(), 9)


def _spin() -> None:
    while True:
        pass


BAD: Mapping[str, tuple[Callable[[], object], str, str]] = {
    "hang": (functools.partial(time.sleep, 60), "workbook-too-large", "took too long"),
    "spin": (_spin, "workbook-too-large", "took too long"),
    "memory": (functools.partial(bytearray, 2**31), "workbook-too-large", "MB of memory"),
    "crash": (os.abort, "workbook-unreadable", "died, twice"),
    "kill": (_kill_this_process, "workbook-unreadable", "died, twice"),
    "exit": (sys.exit, "workbook-unreadable", "SystemExit"),
    "panic": (_panic, "workbook-unreadable", "PanicError"),
    "recursion": (_recursion, "workbook-unreadable", "RecursionError"),
}


def _open_or_fail(path: Path, name: str, aliases: Mapping[str, Sequence[str]]) -> OpenedFile:
    """Take the place of the reader, and fail as the file's name says."""
    if path.stem in BAD:
        BAD[path.stem][0]()
    return opened_file(path, name, aliases)


def test_whatever_a_file_does_is_one_finding_and_the_others_are_read_in_order(
    pool: ReadingPool, good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "opened_file", _open_or_fail)
    paths = []
    for name in BAD:
        paths += [tmp_path / f"{name}.xlsx", tmp_path / f"good-{name}.xlsx"]
        for each in paths[-2:]:
            shutil.copy(good, each)
    rules = load_rules(None, None, today=dt.date.fromisoformat(TODAY), undrawable=undrawable)

    lists = [*judge_workbooks(paths, rules, pool)]

    assert [each.name for each in lists] == [each.name for each in paths]
    for judged in lists:
        if judged.name.startswith("good-"):
            assert (judged.usable, len(judged.cases)) == (True, 1)
        else:
            _, code, told = BAD[Path(judged.name).stem]
            (finding,) = judged.findings
            assert (judged.usable, judged.source, finding.code) == (False, None, code)
            assert told in finding.message
            assert finding.where == CellRef(judged.name)


def test_a_file_ends_with_3_and_the_others_are_reported(
    good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "opened_file", _open_or_fail)
    shutil.copy(good, tmp_path / "crash.xlsx")
    shutil.copy(good, tmp_path / "good.xlsx")
    result = invoke("check", tmp_path, "--today", TODAY)
    assert result.exit_code == 3
    assert "crash.xlsx: could not be read" in result.output
    assert "good.xlsx: 1 patient: 1 ready" in result.output


def test_here_and_in_a_worker_the_same_is_read(pool: ReadingPool, good: Path) -> None:
    assert [*read_files([good], [good.name], {}, pool)] == [
        *read_files([good], [good.name], {}, InProcess())
    ]


def test_a_file_that_needs_too_much_memory_is_too_large_and_not_damaged(
    good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def greedy(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("openpyxl.load_workbook", greedy)
    (opened,) = read_files([good], [good.name], {}, InProcess())
    assert [each.code for each in opened.content.findings] == ["workbook-too-large"]


def test_the_gate_too_tells_too_large_from_damaged(
    good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def greedy(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("orderset.workbook.structure.contents_fault", greedy)
    (opened,) = read_files([good], [good.name], {}, InProcess())
    assert [each.code for each in opened.content.findings] == ["workbook-too-large"]


def test_no_more_readers_than_workbooks() -> None:
    assert reading_workers(0) == reading_workers(1) == 1
    assert reading_workers(9, 2) == 2


# --- The annotated copy -------------------------------------------------------------------------


def _judged(data: bytes) -> JudgedList:
    finding = workbook_finding("value-missing", "The cell is empty.", where=CellRef("x.xlsx"))
    return JudgedList(
        source_file("x.xlsx", data), "x.xlsx", usable=True, cases=(), findings=(finding,)
    )


def _fails_for_the_original(original: bytes, _: Sequence[object]) -> bytes:
    if original:
        os.abort()
    return b"the list alone"


def _fails(*_: object) -> bytes:
    message = "Testcase, Amelia"
    raise ZeroDivisionError(message)


def test_a_file_that_cannot_be_annotated_gives_the_list_of_findings_alone(
    pool: ReadingPool, good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged = _judged(good.read_bytes())
    same, copy = annotated(judged, pool)
    assert same is judged
    assert copy is not None
    assert copy.startswith(b"PK")
    monkeypatch.setattr(annotating, "annotated_bytes", _fails_for_the_original)
    assert annotated(judged, pool) == (judged, b"the list alone")


def test_where_no_copy_can_be_made_the_list_says_so(
    pool: ReadingPool, good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(annotating, "annotated_bytes", _fails)
    judged, copy = annotated(_judged(good.read_bytes()), pool)
    assert copy is None
    assert [each.code for each in judged.findings] == ["value-missing", "orderset-defect"]
    assert judged.findings[-1].found == "ZeroDivisionError"
    assert not judged.is_all_ready
