"""The inbox looked into: what is taken, what is refused unread, what stays and why."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from orderset.batch.inbox import Inbox, Intake, inbox_at, inbox_lock, look_into
from orderset.errors import RunLockedError, StorageError


LONG_AGO = 1_700_000_000


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return inbox_at(folder, None, None, 5)


def put(inbox: Inbox, name: str, content: bytes = b"list") -> Path:
    path = inbox.folder / name
    path.write_bytes(content)
    return path


def names(intake: Intake) -> list[str]:
    return [each.path.name for each in intake.taken]


def look(inbox: Inbox, meanwhile: Callable[[], object] = lambda: None) -> Intake:
    """Look into an inbox whose quiet period passes at once, with something done in it."""

    def wait(seconds: float) -> None:
        del seconds
        meanwhile()

    return look_into(inbox, wait)


def test_every_file_is_taken_whatever_its_name_says(inbox: Inbox) -> None:
    for name in ("list.xlsx", "scan.pdf", "no ending", "LIST.XLSX"):
        put(inbox, name)
    intake = look(inbox)
    assert sorted(names(intake)) == ["LIST.XLSX", "list.xlsx", "no ending", "scan.pdf"]
    assert (intake.unreadable, intake.left) == ((), ())


@pytest.mark.parametrize("name", [".hidden.xlsx", "~$list.xlsx", ".~lock.a.xlsx#", "desktop.ini"])
def test_what_programs_leave_there_is_passed_over(inbox: Inbox, name: str) -> None:
    put(inbox, name)
    assert look(inbox) == Intake((), (), ())


@pytest.mark.parametrize("change", [b"list and more", b"LIST"])
def test_a_file_that_changes_in_the_quiet_period_stays(inbox: Inbox, change: bytes) -> None:
    path = put(inbox, "list.xlsx")
    put(inbox, "other.xlsx")
    intake = look(inbox, lambda: path.write_bytes(change))
    assert names(intake) == ["other.xlsx"]
    assert [each.is_final for each in intake.left] == [False]
    assert "list.xlsx is still being copied or saved" in intake.left[0].told
    assert "list.xlsx" not in intake.left[0].logged


def test_a_copy_that_keeps_its_old_date_is_seen_to_go_on(inbox: Inbox) -> None:
    """Windows gives a copy its size first and the original's date: only the change time tells."""
    path = put(inbox, "list.xlsx", bytes(4))

    def go_on() -> None:
        path.write_bytes(b"list")
        os.utime(path, (LONG_AGO, LONG_AGO))

    os.utime(path, (LONG_AGO, LONG_AGO))
    time.sleep(0.01)  # the kernel's clock for change times is coarse
    assert names(look(inbox, go_on)) == []


def test_a_file_that_comes_in_the_quiet_period_waits_for_the_next_run(inbox: Inbox) -> None:
    put(inbox, "list.xlsx")
    intake = look(inbox, lambda: put(inbox, "late.xlsx"))
    assert names(intake) == ["list.xlsx"]
    assert len(intake.left) == 1


def test_nothing_is_waited_for_when_nothing_changed_lately(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(inbox, "list.xlsx")
    later = time.time_ns() + 60 * 10**9
    monkeypatch.setattr(time, "time_ns", lambda: later)
    waits: list[float] = []
    assert names(look_into(inbox, waits.append)) == ["list.xlsx"]
    assert waits == []


def test_a_date_ahead_of_the_clock_is_waited_for_once(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(inbox, "list.xlsx")
    ahead = time.time() + 7200
    os.utime(path, (ahead, ahead))
    later = time.time_ns() + 60 * 10**9
    monkeypatch.setattr(time, "time_ns", lambda: later)
    waits: list[float] = []
    assert names(look_into(inbox, waits.append)) == ["list.xlsx"]
    assert waits == [5]


@pytest.mark.parametrize("name", ["list.xlsx.part", "x.crdownload", "A1B2C3D4.tmp"])
def test_an_unfinished_copy_stays(inbox: Inbox, name: str) -> None:
    put(inbox, name)
    intake = look(inbox)
    assert (names(intake), [each.is_final for each in intake.left]) == ([], [False])


def test_links_and_pipes_are_refused_unread_and_folders_left_alone(inbox: Inbox) -> None:
    (inbox.folder / "link.xlsx").symlink_to("/dev/zero")
    (inbox.folder / "near.xlsx").symlink_to("list.xlsx")
    put(inbox, "list.xlsx")
    os.mkfifo(inbox.folder / "pipe.xlsx")
    (inbox.folder / "folder.xlsx").mkdir()
    intake = look(inbox)
    assert names(intake) == ["list.xlsx"]
    assert [(entry.path.name, judged.findings[0].code) for entry, judged in intake.unreadable] == [
        ("link.xlsx", "workbook-is-a-link"),
        ("near.xlsx", "workbook-is-a-link"),
        ("pipe.xlsx", "not-a-workbook"),
    ]
    assert [each.told for each in intake.left] == [
        "folder.xlsx is a folder. What lies in it is not read."
    ]


def test_done_and_refused_may_lie_in_the_inbox(tmp_path: Path) -> None:
    inbox = inbox_at(tmp_path, tmp_path / "old" / "done", tmp_path / "refused", 0)
    inbox.done.mkdir(parents=True)
    inbox.refused.mkdir()
    assert look(inbox) == Intake((), (), ())


def test_the_folders_lie_beside_the_inbox_by_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "inbox").mkdir()
    monkeypatch.chdir(tmp_path / "inbox")
    inbox = inbox_at(Path(), None, None, 5)
    assert (inbox.done, inbox.refused) == (tmp_path / "done", tmp_path / "refused")


def test_the_inbox_is_not_its_own_folder_for_what_is_done(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="cannot be its own"):
        inbox_at(tmp_path, tmp_path / "x" / "..", None, 5)


def test_one_run_at_a_time_holds_an_inbox(inbox: Inbox) -> None:
    with inbox_lock(inbox), pytest.raises(RunLockedError, match="Another run"), inbox_lock(inbox):
        pass
    with inbox_lock(inbox):
        pass


def test_an_inbox_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    inbox = inbox_at(tmp_path / "nowhere", None, None, 5)
    with pytest.raises(StorageError, match="No such file"), inbox_lock(inbox):
        pass


def test_a_link_in_the_locks_place_is_not_followed(inbox: Inbox, tmp_path: Path) -> None:
    (inbox.folder / ".orderset.lock").symlink_to(tmp_path / "made")
    with pytest.raises(StorageError), inbox_lock(inbox):
        pass
    assert not (tmp_path / "made").exists()


def test_an_inbox_that_cannot_be_listed_is_a_fault(inbox: Inbox) -> None:
    inbox.folder.rmdir()
    with pytest.raises(StorageError, match="cannot be listed"):
        look(inbox)
