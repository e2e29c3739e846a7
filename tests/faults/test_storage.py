"""F5 to F9, F27: disks that are full, read-only, failing or occupied, under real runs.

After each: the exit code is 7 and the message names the place, nothing that looks like a batch is
not one, and once the fault is gone a plain second run makes what an undisturbed one makes.
"""

import errno
import os
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.checking import contents, faults, modes, standing
from tests.faults.machine import remount, small_file_system, strace
from tests.faults.one_list import OneList, one_list
from tests.faults.runs import PATIENTS, finished, write_site, write_small_list
from tests.real_door import TODAY


FAULTS = "faults tried"


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OneList]:
    with one_list(tmp_path_factory.mktemp("ward")) as made:
        yield made


def completed(ward: OneList, root: Path) -> bool:
    """Run again and return whether everything is as after an undisturbed run."""
    again = ward.run(root)
    return (again.code, contents(root), faults(root)) == (0, ward.contents, [])


def test_a_disk_that_fills_up(
    ward: OneList, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """F5: at 5, 30, 60 and 90 % of what the run needs."""
    tried = (5, 30, 60, 90)
    for percent in tried:
        with small_file_system(
            tmp_path / str(percent), size=ward.bytes_needed * percent // 100
        ) as disk:
            ended = ward.run(disk)
            assert (ended.code, standing(disk)) == (7, [])
            assert str(disk) in ended.said
            assert os.strerror(errno.ENOSPC) in ended.said
            remount(disk, size=ward.bytes_needed * 3)
            assert completed(ward, disk), percent
    record_property(FAULTS, len(tried))


def test_a_disk_that_has_no_room_for_more_files(
    ward: OneList, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """F7: bytes are left, inodes are not."""
    tried = (30, 90)
    for percent in tried:
        inodes = ward.files_needed * percent // 100
        with small_file_system(tmp_path / str(percent), nr_inodes=inodes) as disk:
            ended = ward.run(disk)
            assert (ended.code, standing(disk)) == (7, [])
            assert str(disk) in ended.said
            remount(disk, nr_inodes=ward.files_needed * 3)
            assert completed(ward, disk), percent
    record_property(FAULTS, len(tried))


def test_a_limit_to_the_size_of_files(
    ward: OneList, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """F5 without a small disk: ``ulimit -f``, in blocks of 512 bytes."""
    ended = finished(*ward.arguments(tmp_path / "out"), before="ulimit -f 32")
    # 5: the engine, which keeps fonts in temporary files, is the first to notice.
    assert (ended.returncode, standing(tmp_path / "out")) == (5, [])
    assert "cannot be rendered" in ended.stderr
    assert completed(ward, tmp_path / "out")
    record_property(FAULTS, 1)


def test_a_full_disk_costs_nothing_that_stands(
    ward: OneList, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """I2: what was published before keeps its bytes; the message says so."""
    with small_file_system(tmp_path / "disk", size=ward.bytes_needed * 3 // 2) as disk:
        assert ward.run(disk).code == 0
        other = write_small_list(tmp_path / "other.xlsx", PATIENTS[1:])
        ended = ward.run(disk, other)
        assert ended.code == 7
        assert "those published before it stand" in ended.said
        assert (contents(disk), faults(disk)) == (ward.contents, [])
    record_property(FAULTS, 1)


SYSTEM_FAULTS = {
    "no file can be opened": ("openat", errno.EMFILE, 1, "labels.pdf"),
    "no room while writing": ("write", errno.ENOSPC, 1, "summary.pdf"),
    "the disk fails while writing": ("write", errno.EIO, 1, "record.json"),
    "the disk does not confirm a file": ("fsync", errno.EIO, 1, "manifest.json"),
    "the disk does not confirm the folder": ("fsync", errno.EIO, 4, ""),
    "the batch may not take its place": ("rename", errno.EACCES, 2, None),
}


@pytest.mark.parametrize("fault", SYSTEM_FAULTS)
def test_an_operation_that_fails(
    fault: str, ward: OneList, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """F6, F9: by strace, in the operating system itself."""
    call, error, when, name = SYSTEM_FAULTS[fault]
    root = tmp_path / "out"
    place = [
        f"{root}/.staging-{each}"
        for each in ward.contents
        if name and each.endswith(name) and not each.startswith("print/")
    ][:1]
    place = [str(root)] if name == "" else place
    known = f"?{call},?{call}at,?{call}at2" if call == "rename" else call
    inject = f"inject={known}:error={errno.errorcode[error]}:when={when}"
    watched = [word for each in place for word in ("-P", each)]
    ended = finished(
        *ward.arguments(root),
        program=(*strace(*watched, "-e", inject), sys.executable, "-m", "orderset.cli"),
    )
    assert (ended.returncode, standing(root)) == (7, []), ended.stderr
    assert str(root) in ended.stderr
    assert os.strerror(error) in ended.stderr
    assert completed(ward, root)
    record_property(FAULTS, 1)


def test_one_batch_whose_place_is_refused_costs_itself_alone(
    ward: OneList, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """F9: something holds the place; here a mount, which nothing can be renamed onto."""
    root = tmp_path / "out"
    root.mkdir()
    other = write_small_list(tmp_path / "other.xlsx", PATIENTS[1:])
    with small_file_system(root / ward.name, size="64k"):
        ended = ward.run(root, other)
        assert ended.code == 7
        assert f"{root / ward.name} failed" in ended.said
        assert ended.said.count("\n  published: ") == 1
        assert [each.name for each in root.glob(".s*")] == []
    (root / ward.name).rmdir()
    assert faults(root) == []
    assert len(standing(root)) == 1
    assert ward.run(root, other).code == 0
    assert contents(root / ward.name) == contents(ward.root / ward.name)
    record_property(FAULTS, 1)


def test_a_disk_that_is_read_only_is_found_out_before_any_rendering(
    ward: OneList, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """F8."""
    with small_file_system(tmp_path / "disk", size="1m") as disk:
        remount(disk, ro=True)
        ended = ward.run(disk)
        assert (ended.code, list(disk.iterdir())) == (7, [])
        assert f"Writing to {disk}" in ended.said
        assert os.strerror(errno.EROFS) in ended.said
        assert "row 2" not in ended.said
        remount(disk, rw=True)
        assert completed(ward, disk)
    record_property(FAULTS, 1)


def put_file(place: Path) -> None:
    place.write_bytes(b"theirs")


def put_link(place: Path) -> None:
    place.symlink_to(place.parents[1] / "elsewhere")


def put_broken_link(place: Path) -> None:
    place.symlink_to("nowhere")


def put_folder(place: Path) -> None:
    place.mkdir()
    (place / "theirs.txt").write_bytes(b"theirs")


def put_pipe(place: Path) -> None:
    os.mkfifo(place)


OCCUPIED = {
    "the output folder is a file": ("", put_file),
    "the output folder is a broken link": ("", put_broken_link),
    "a file in the batch's place": ("NAME", put_file),
    "a link in the batch's place": ("NAME", put_link),
    "a broken link in the batch's place": ("NAME", put_broken_link),
    "a folder that is no batch in its place": ("NAME", put_folder),
    "a pipe in the batch's place": ("NAME", put_pipe),
    "the lock is a link": (".orderset.lock", put_link),
    "the lock is a broken link": (".orderset.lock", put_broken_link),
    "the lock is a folder": (".orderset.lock", put_folder),
    "the lock is a pipe": (".orderset.lock", put_pipe),
}


@pytest.mark.parametrize("fault", OCCUPIED)
def test_what_is_in_the_way_is_named_before_any_rendering_and_left_alone(
    fault: str, ward: OneList, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """F8."""
    name, put = OCCUPIED[fault]
    root = tmp_path / "out"
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "theirs.txt").write_bytes(b"theirs")
    place = root / name.replace("NAME", ward.name) if name else root
    place.parent.mkdir(exist_ok=True)
    put(place)
    before = {each: each.lstat().st_ino for each in tmp_path.rglob("*")}
    ended = ward.run(root)
    # 2: what is given by name is looked at with the other arguments.
    assert ended.code == (2 if place.is_file() and not name else 7), ended.said
    assert str(place) in ended.said
    assert "row 2" not in ended.said
    after = {each: each.lstat().st_ino for each in tmp_path.rglob("*")}
    after.pop(root / ".orderset.lock", None)
    assert after == {each: n for each, n in before.items() if each.name != ".orderset.lock"}
    record_property(FAULTS, 1)


@pytest.mark.parametrize("name", [".staging-NAME", ".superseded-NAME", ".staging-x"])
def test_a_link_in_the_output_folder_is_never_followed(
    name: str, ward: OneList, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """F8, I6: what stands where it leads to is neither removed nor written to."""
    root, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    root.mkdir()
    put_folder(elsewhere)
    link = root / name.replace("NAME", ward.name)
    link.symlink_to(elsewhere)
    assert completed(ward, root)
    assert contents(elsewhere) == {"theirs.txt": b"theirs"}
    assert not link.is_symlink()
    record_property(FAULTS, 1)


def test_an_output_folder_that_is_a_link_is_used(ward: OneList, tmp_path: Path) -> None:
    """F8: it was given by whoever runs this, and means the folder that it leads to."""
    (tmp_path / "share").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "share")
    assert completed(ward, tmp_path / "out")
    assert contents(tmp_path / "share") == ward.contents


MODES = {"private": (0o700, 0o600), "group": (0o750, 0o640)}


@pytest.mark.parametrize("access", MODES)
@pytest.mark.parametrize("umask", [0o000, 0o077])
def test_the_modes_do_not_depend_on_the_umask(
    umask: int,
    access: str,
    ward: OneList,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    """F27: nobody but the user, and the group where the site has said so."""
    site = write_site(tmp_path / "site.toml", output_access=access)
    root = tmp_path / "out"
    words = ("run", ward.workbook, "--site", site, "--today", TODAY, "-o", root)
    ended = ward.forks.run(*words, root=root, umask=umask)
    assert ended.code == 0, ended.said
    (batch,) = standing(root)
    folder, file = MODES[access]
    assert modes(batch) == {("folder", folder), ("file", file)}
    assert [stat.S_IMODE(each.stat().st_mode) for each in (root, batch)] == [folder, folder]
    record_property(FAULTS, 1)


def test_a_folder_keeps_the_group_that_it_inherits(ward: OneList, tmp_path: Path) -> None:
    """F27: a share whose folder hands on its group, by the set-group-id bit."""
    root = tmp_path / "share"
    root.mkdir()
    root.chmod(0o2770)
    site = write_site(tmp_path / "site.toml", output_access="group")
    words = ("run", ward.workbook, "--site", site, "--today", TODAY, "-o", root)
    assert ward.forks.run(*words, root=root).code == 0
    (batch,) = standing(root)
    assert stat.S_IMODE((batch / "patients").stat().st_mode) == 0o2750
