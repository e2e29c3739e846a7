import hashlib
import itertools
import os
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from orderset.findings import CellRef, Finding
from orderset.workbook import source
from orderset.workbook.reader import read_workbook
from orderset.workbook.shown import shown_file_name
from orderset.workbook.source import MOST_BYTES, SourceFile, read_source


def refused(path: Path, code: str) -> Finding:
    found = read_source(path)
    assert isinstance(found, Finding)
    assert (found.code, found.where) == (code, CellRef(shown_file_name(path)))
    return found


def test_a_file_is_read_once_with_its_hash(tmp_path: Path) -> None:
    path = tmp_path / "ward.xlsx"
    path.write_bytes(b"content")
    assert read_source(path) == SourceFile(
        "ward.xlsx", b"content", hashlib.sha256(b"content").hexdigest()
    )


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (FileNotFoundError(2, "No such file"), "no such file"),
        (PermissionError(13, "Permission denied"), "may not be opened"),
        (OSError(5, "Input/output error"), "cannot be opened"),
    ],
)
def test_a_file_that_cannot_be_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, said: str
) -> None:
    def fail(*_: object) -> int:
        raise error

    (tmp_path / "ward.xlsx").write_bytes(b"content")
    monkeypatch.setattr(os, "open", fail)
    found = refused(tmp_path / "ward.xlsx", "workbook-unreadable")
    assert said in found.message
    assert str(error.strerror) not in found.message


def test_a_name_that_no_file_can_have(tmp_path: Path) -> None:
    refused(tmp_path / "ward\0.xlsx", "workbook-unreadable")


def test_a_file_that_fails_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "ward.xlsx"
    path.write_bytes(b"content")

    def fail(*_: object) -> Finding:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(source, "_read_opened", fail)
    refused(path, "workbook-unreadable")


def test_a_folder_is_not_a_workbook(tmp_path: Path) -> None:
    refused(tmp_path, "not-a-workbook")


def test_a_named_pipe_does_not_hold_up_the_night(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "ward.xlsx")
    refused(tmp_path / "ward.xlsx", "not-a-workbook")


def test_a_link_to_an_endless_device_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "ward.xlsx").symlink_to("/dev/zero")
    refused(tmp_path / "ward.xlsx", "workbook-is-a-link")


def test_a_link_that_leads_out_of_its_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "inbox").mkdir()
    (tmp_path / "elsewhere" / "ward.xlsx").write_bytes(b"content")
    (tmp_path / "inbox" / "ward.xlsx").symlink_to("../elsewhere/ward.xlsx")
    refused(tmp_path / "inbox" / "ward.xlsx", "workbook-is-a-link")


def test_a_file_in_a_linked_folder_is_read(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "ward.xlsx").write_bytes(b"content")
    (tmp_path / "link").symlink_to("inbox")
    assert isinstance(read_source(tmp_path / "link" / "ward.xlsx"), SourceFile)


def test_links_that_lead_to_each_other(tmp_path: Path) -> None:
    (tmp_path / "ward.xlsx").symlink_to("other.xlsx")
    (tmp_path / "other.xlsx").symlink_to("ward.xlsx")
    refused(tmp_path / "ward.xlsx", "workbook-is-a-link")


@pytest.mark.parametrize(("size", "accepted"), [(MOST_BYTES, True), (MOST_BYTES + 1, False)])
def test_the_size_of_the_file_is_limited(tmp_path: Path, size: int, accepted: bool) -> None:  # noqa: FBT001
    path = tmp_path / "ward.xlsx"
    with path.open("wb") as opened:
        opened.truncate(size)
    os.utime(path, (0, 0))  # zeros look like a file that is still being copied
    if accepted:
        assert isinstance(read_source(path), SourceFile)
    else:
        assert "10 MB" in refused(path, "workbook-too-large").expected


@pytest.mark.parametrize("changed", [{"st_size": 8}, {"st_mtime_ns": 1}])
def test_a_file_that_changes_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: dict[str, int]
) -> None:
    path = tmp_path / "ward.xlsx"
    path.write_bytes(b"content")
    status = path.stat()
    before = {
        "st_mode": status.st_mode,
        "st_size": status.st_size,
        "st_mtime_ns": status.st_mtime_ns,
    }
    answers = itertools.cycle([SimpleNamespace(**before), SimpleNamespace(**(before | changed))])

    def changing(_descriptor: int) -> object:
        return next(answers)

    monkeypatch.setattr(source, "LONGEST_WAIT_SECONDS", 0.3)
    monkeypatch.setattr(source, "os", SimpleNamespace(**(vars(os) | {"fstat": changing})))
    found = refused(path, "workbook-unreadable")
    assert "copied" in found.message
    assert "Wait" in found.hint


@pytest.mark.parametrize("half", [b"", b"PK\x03\x04 and no end", b"\0" * 64])
def test_half_a_file_is_waited_for_until_it_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, half: bytes
) -> None:
    path, whole = tmp_path / "ward.xlsx", b"PK\x05\x06" + bytes(18)  # the shortest zip there is
    path.write_bytes(half)
    monkeypatch.setattr(time, "sleep", lambda _: path.write_bytes(whole))
    found = read_source(path)
    assert isinstance(found, SourceFile)
    assert found.data == whole


def test_half_a_file_that_nobody_writes_to_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "ward.xlsx"
    path.write_bytes(b"PK\x03\x04 and no end")
    os.utime(path, (0, time.time() - source.QUIET_SECONDS))
    monkeypatch.setattr(time, "sleep", lambda _: pytest.fail("waited"))
    assert isinstance(read_source(path), SourceFile)  # what it lacks, the gate will say


def test_a_file_that_keeps_arriving_is_refused_after_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "ward.xlsx"
    path.write_bytes(b"PK")

    def arrive(_seconds: float) -> None:
        with path.open("ab") as opened:
            opened.write(b"more")

    monkeypatch.setattr(source, "LONGEST_WAIT_SECONDS", 0.2)
    monkeypatch.setattr(time, "sleep", arrive)
    assert "copied" in refused(path, "workbook-unreadable").message


def test_the_reader_reports_a_file_that_is_not_there(tmp_path: Path) -> None:
    content = read_workbook(tmp_path / "ward.xlsx")
    assert (content.name, content.sha256, content.usable) == ("ward.xlsx", "", False)
    assert [each.code for each in content.findings] == ["workbook-unreadable"]
