"""Moving a file: never over another one, never one that has changed, never lost in between."""

import ctypes
import errno
import os
import stat
import tempfile
from pathlib import Path

import pytest

from orderset.batch import moving
from orderset.batch.folder import seen
from orderset.batch.moving import Answered, digest_of, free_names, move, write_beside
from orderset.errors import StorageError


MEMORY = Path("/dev/shm")  # noqa: S108  only to have a second file system; its folder is private


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "inbox").mkdir()
    path = tmp_path / "inbox" / "list.xlsx"
    path.write_bytes(b"what was read")
    return path


@pytest.fixture
def done(tmp_path: Path) -> Path:
    return tmp_path / "archive" / "done" / "2026-12-07"


def answered(path: Path) -> Answered:
    return Answered(seen(path), digest_of(path))


def contents(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir()} if folder.exists() else {}


def no_other_file_system(source: Path, target: Path) -> None:
    del source, target
    raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))


@pytest.fixture(params=["rename", "rename without the flag", "copy"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, file: Path) -> str:
    """The three ways a file can go: each must keep every promise."""
    if request.param == "rename without the flag":
        monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: object())
    if request.param == "copy":
        plain = moving.rename_to_free

        def elsewhere(source: Path, target: Path) -> None:
            if source.parent == file.parent:
                no_other_file_system(source, target)
            plain(source, target)

        monkeypatch.setattr(moving, "rename_to_free", elsewhere)
    return str(request.param)


@pytest.mark.usefixtures("way")
def test_a_moved_file_keeps_its_name_and_bytes(file: Path, done: Path) -> None:
    assert move(file, done, answered(file)) == done / "list.xlsx"
    assert contents(done) == {"list.xlsx": b"what was read"}
    assert contents(file.parent) == {}


@pytest.mark.usefixtures("way")
def test_another_file_of_that_name_is_never_replaced(file: Path, done: Path) -> None:
    done.mkdir(parents=True)
    (done / "list.xlsx").write_bytes(b"of yesterday")
    (done / "list-2.xlsx").symlink_to("nowhere")
    assert move(file, done, answered(file)) == done / "list-3.xlsx"
    assert (done / "list.xlsx").read_bytes() == b"of yesterday"
    assert (done / "list-2.xlsx").is_symlink()


@pytest.mark.usefixtures("way")
def test_a_file_that_was_saved_anew_stays(file: Path, done: Path) -> None:
    was = answered(file)
    file.write_bytes(b"a newer one")
    assert move(file, done, was) is None
    assert contents(file.parent) == {"list.xlsx": b"a newer one"}
    assert contents(done) == {}


def test_a_file_that_has_vanished_is_not_moved(file: Path, done: Path) -> None:
    was = answered(file)
    file.unlink()
    assert move(file, done, was) is None


def test_one_that_is_saved_at_the_very_moment_of_the_move_goes_back(
    file: Path, done: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, was = moving.rename_to_free, answered(file)

    def saved_first(source: Path, target: Path) -> None:
        if source == file:
            file.write_bytes(b"a newer one")
        plain(source, target)

    monkeypatch.setattr(moving, "rename_to_free", saved_first)
    assert move(file, done, was) is None
    assert contents(file.parent) == {"list.xlsx": b"a newer one"}
    assert contents(done) == {}


def test_both_stay_when_two_are_saved_around_the_move(
    file: Path, done: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, was = moving.rename_to_free, answered(file)

    def saved_around(source: Path, target: Path) -> None:
        if source == file:
            file.write_bytes(b"newer")
            plain(source, target)
            file.write_bytes(b"newest")
        else:
            plain(source, target)

    monkeypatch.setattr(moving, "rename_to_free", saved_around)
    assert move(file, done, was) is None
    assert contents(file.parent) == {"list.xlsx": b"newest", "list-2.xlsx": b"newer"}


def test_a_copy_that_does_not_compare_is_thrown_away(
    file: Path, done: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "rename_to_free", no_other_file_system)

    def torn(source: Path, target: Path) -> str:
        target.write_bytes(source.read_bytes()[:-1])
        return digest_of(source)

    monkeypatch.setattr(moving, "_copy_flushed", torn)
    with pytest.raises(StorageError, match="the copy does not compare"):
        move(file, done, answered(file))
    assert contents(done) == {}
    assert contents(file.parent) == {"list.xlsx": b"what was read"}


def test_a_copy_left_by_an_interrupted_move_is_not_made_twice(
    file: Path, done: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done.mkdir(parents=True)
    (done / "list.xlsx").write_bytes(file.read_bytes())
    monkeypatch.setattr(moving, "rename_to_free", no_other_file_system)
    assert move(file, done, answered(file)) == done / "list.xlsx"
    assert contents(done) == {"list.xlsx": b"what was read"}
    assert contents(file.parent) == {}


def test_a_file_goes_to_a_real_other_file_system(file: Path) -> None:
    if not MEMORY.is_dir() or MEMORY.stat().st_dev == file.stat().st_dev:
        pytest.skip("there is no second file system to move to")
    with tempfile.TemporaryDirectory(dir=MEMORY) as name:
        folder = Path(name)
        assert move(file, folder / "done", answered(file)) == folder / "done" / "list.xlsx"
        assert contents(folder / "done") == {"list.xlsx": b"what was read"}
    assert contents(file.parent) == {}


def test_every_folder_that_is_made_is_private(file: Path, done: Path) -> None:
    move(file, done, answered(file))
    for each in (done, done.parent, done.parent.parent):
        assert stat.S_IMODE(each.stat().st_mode) == 0o700


def test_a_link_in_the_folders_place_is_not_followed(file: Path, done: Path) -> None:
    elsewhere = file.parent.parent / "elsewhere"
    elsewhere.mkdir()
    done.parent.mkdir(parents=True)
    done.symlink_to(elsewhere)
    with pytest.raises(StorageError, match="a link stands in its place"):
        move(file, done, answered(file))
    assert (contents(elsewhere), contents(file.parent)) == ({}, {"list.xlsx": b"what was read"})


def test_what_is_said_of_a_failed_move_names_the_folder_and_no_file(file: Path, done: Path) -> None:
    done.parent.mkdir(parents=True)
    done.write_bytes(b"a file in the folder's place")
    with pytest.raises(StorageError) as error:
        move(file, done, answered(file))
    assert str(done) in str(error.value)
    assert "list.xlsx" not in str(error.value)
    assert "It stays in the inbox" in str(error.value)


def test_a_link_is_moved_as_a_link(file: Path, done: Path) -> None:
    link = file.with_name("link.xlsx")
    link.symlink_to(file)
    assert move(link, done, Answered(seen(link), None)) == done / "link.xlsx"
    assert (done / "link.xlsx").is_symlink()
    assert file.exists()


def test_a_pipe_is_not_copied_to_another_file_system(
    file: Path, done: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipe = file.with_name("pipe.xlsx")
    os.mkfifo(pipe)
    monkeypatch.setattr(moving, "rename_to_free", no_other_file_system)
    with pytest.raises(StorageError):
        move(pipe, done, Answered(seen(pipe), None))
    assert stat.S_ISFIFO(pipe.lstat().st_mode)


@pytest.mark.parametrize("name", ["x" * 250 + ".xlsx", "ж" * 125 + ".xlsx", "n.xlsx", ".xlsx"])
def test_no_name_is_longer_than_a_file_system_takes(name: str) -> None:
    names = free_names(name, ".findings.txt")
    for each in (next(names), next(names)):
        assert len(os.fsencode(each)) <= 255
        assert each.endswith(".findings.txt")


def test_what_an_interrupted_run_wrote_beside_a_file_is_not_written_twice(tmp_path: Path) -> None:
    first = write_beside(tmp_path, "a.txt", b"findings")
    assert write_beside(tmp_path, "a.txt", b"findings") == first
    assert write_beside(tmp_path, "a.txt", b"others") == tmp_path / "a-2.txt"
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
