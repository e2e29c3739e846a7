"""Publication whole or not at all, and one run at a time."""

import errno
import fcntl
import hashlib
import json
import os
import stat
from pathlib import Path

import pytest

from orderset.delivery import Staging, is_sealed, published_manifest, sealed
from orderset.errors import RunLockedError, StorageError
from orderset.output_folder import LOCK_NAME, output_lock


def test_a_published_batch_has_its_files_and_a_manifest_that_lists_them(tmp_path: Path) -> None:
    with output_lock(tmp_path), Staging(tmp_path, "b") as staging:
        staging.write("patients/H1-c1/labels.pdf", b"pdf", pages=3)
        staging.write("index.html", b"page")
        folder = staging.publish({"software": "1"})
    assert folder == tmp_path / "b"
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert manifest["software"] == "1"
    assert [each["path"] for each in manifest["files"]] == [
        "index.html",
        "patients/H1-c1/labels.pdf",
    ]
    listed = manifest["files"][1]
    assert (listed["pages"], listed["size_bytes"]) == (3, 3)
    assert listed["sha256"] == hashlib.sha256(b"pdf").hexdigest()
    assert [each.name for each in tmp_path.iterdir() if not each.name.startswith(".")] == ["b"]


def test_what_is_not_published_leaves_nothing_behind(tmp_path: Path) -> None:
    def broken_run() -> None:
        with output_lock(tmp_path), Staging(tmp_path, "b") as staging:
            staging.write("a", b"1")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken_run()
    assert [each.name for each in tmp_path.iterdir()] == [LOCK_NAME]
    assert published_manifest(tmp_path, "b") is None


def test_a_batch_of_the_same_name_makes_way(tmp_path: Path) -> None:
    for content in (b"old", b"new"):
        with output_lock(tmp_path), Staging(tmp_path, "b") as staging:
            staging.write("a", content)
            staging.publish({})
    assert (tmp_path / "b" / "a").read_bytes() == b"new"
    assert sorted(each.name for each in tmp_path.iterdir()) == [LOCK_NAME, "b"]


def test_the_lock_keeps_a_second_run_out_and_is_free_afterwards(tmp_path: Path) -> None:
    with (
        output_lock(tmp_path),
        pytest.raises(RunLockedError, match="Another run"),
        output_lock(tmp_path),
    ):
        pytest.fail("two runs at once")
    with output_lock(tmp_path):
        assert (tmp_path / LOCK_NAME).exists()


def test_leftovers_of_a_killed_run_are_removed(tmp_path: Path) -> None:
    left = tmp_path / ".staging-b" / "patients"
    left.mkdir(parents=True)
    with output_lock(tmp_path):
        assert not (tmp_path / ".staging-b").exists()


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    with pytest.raises(StorageError, match="file"), output_lock(blocked):
        pytest.fail("a file is no folder")


def test_a_lock_that_fails_otherwise_is_a_storage_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_handle: int, _operation: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    with pytest.raises(StorageError, match="No locks"), output_lock(tmp_path):
        pytest.fail("locked without a lock")


def test_a_full_disk_publishes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with output_lock(tmp_path), Staging(tmp_path, "b") as staging:
        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(StorageError, match="No space left"):
            staging.write("a", b"1")
        with pytest.raises(StorageError, match="No space left"):
            staging.publish({})
    assert not (tmp_path / "b").exists()


def test_a_share_that_cannot_flush_folders_still_publishes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync

    def only_files(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "Invalid argument")
        real(handle)

    monkeypatch.setattr(os, "fsync", only_files)
    with output_lock(tmp_path), Staging(tmp_path, "b") as staging:
        staging.write("a", b"1")
        staging.publish({})
    assert (tmp_path / "b" / "a").read_bytes() == b"1"


def test_output_is_private(tmp_path: Path) -> None:
    with output_lock(tmp_path / "out"), Staging(tmp_path / "out", "b") as staging:
        staging.write("a", b"1")
        folder = staging.publish({})
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "a").stat().st_mode) == 0o600


def test_a_manifest_that_is_no_manifest_does_not_count(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "manifest.json").write_text("[]", "utf-8")
    assert published_manifest(tmp_path, "b") is None


def test_one_flipped_bit_anywhere_in_a_manifest_is_seen() -> None:
    manifest = sealed({"software": "1", "files": [{"path": "a"}], "name": "Łukasińska"})
    assert is_sealed(manifest)
    assert json.loads(manifest)["software"] == "1"
    for place in range(len(manifest)):
        for bit in range(8):
            flipped = bytearray(manifest)
            flipped[place] ^= 1 << bit
            assert not is_sealed(bytes(flipped)), (place, bit)


@pytest.mark.parametrize("place", [0, 1, 40, -1])
def test_a_manifest_cut_or_lengthened_is_seen(place: int) -> None:
    manifest = sealed({"software": "1"})
    assert not is_sealed(manifest[:place])
    assert not is_sealed(manifest + b"\n")
    assert not is_sealed(b"")


def test_a_batch_whose_manifest_has_changed_does_not_stand_whole(tmp_path: Path) -> None:
    with output_lock(tmp_path), Staging(tmp_path, "b") as staging:
        staging.publish({"failed": 1})
    assert published_manifest(tmp_path, "b") is not None
    path = tmp_path / "b" / "manifest.json"
    path.write_bytes(path.read_bytes().replace(b'"failed": 1', b'"failed": 0'))
    assert published_manifest(tmp_path, "b") is None
