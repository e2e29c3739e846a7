"""The folder that batches are published into: one run at a time, proven before any rendering.

A run holds the folder's lock, which the operating system releases however the run ends. What a
killed run left is put right first: a batch that was moved aside for its successor comes back when
the successor did not arrive, and what was only staged is removed.
"""

import contextlib
import errno
import fcntl
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from orderset.errors import BatchPlaceError, RunLockedError, StorageError
from orderset.processes.stopping import uninterrupted
from orderset.storage import (
    Access,
    flush_folder,
    make_folder,
    make_folders,
    remove,
    told,
    write_flushed,
)


LOCK_NAME = ".orderset.lock"
STAGING_PREFIX = ".staging-"
SUPERSEDED_PREFIX = ".superseded-"
MANIFEST = "manifest.json"

_PROBE = f"{STAGING_PREFIX}probe"


@contextlib.contextmanager
def output_lock(root: Path, access: Access = Access.PRIVATE) -> Iterator[None]:
    """Hold the output folder for one run, once it is proven that a batch can be published there.

    Raises:
        RunLockedError: another run holds it.
        StorageError: the folder cannot be used.
    """
    with told(root):
        make_folders(root, access)
    handle = _opened(root / LOCK_NAME)
    try:
        _lock(root, handle)
        # Stopped halfway, the probe would stay behind.
        with uninterrupted(), told(root):
            _put_right(root)
            _prove(root, access)
        yield
    finally:
        os.close(handle)


def _opened(lock: Path) -> int:
    """Open the lock file. What stands in its place is neither followed nor waited for."""
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    with told(lock):
        handle = os.open(lock, flags, Access.PRIVATE.file_mode)
    if stat.S_ISREG(os.fstat(handle).st_mode):
        return handle
    os.close(handle)
    message = f"The lock {lock} is not a file. Nothing was published. Remove it, then run again."
    raise StorageError(message)


def _lock(root: Path, handle: int) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in {errno.EWOULDBLOCK, errno.EACCES}:
            message = f"The lock of {root} cannot be used: {error.strerror}."
            raise StorageError(message) from error
        message = f"Another run is working in {root}. Wait until it has ended, then run again."
        raise RunLockedError(message) from error


def _put_right(root: Path) -> None:
    """Put back or remove what runs that were killed left behind."""
    for left in sorted(root.glob(f"{SUPERSEDED_PREFIX}*")):
        target = root / left.name.removeprefix(SUPERSEDED_PREFIX)
        if left.is_symlink() or os.path.lexists(target):  # no batch, or its successor stands
            _remove_if_possible(left)
        else:
            left.rename(target)
    for left in sorted(root.glob(f"{STAGING_PREFIX}*")):
        _remove_if_possible(left)


def _remove_if_possible(left: Path) -> None:
    """Remove a leftover. One that cannot be removed must not cost the night every other batch."""
    with contextlib.suppress(OSError):
        remove(left)


def _prove(root: Path, access: Access) -> None:
    """Do in small what publication does, so that a disk that cannot is found out at once."""
    probe, moved = root / _PROBE, root / f"{_PROBE}-moved"
    try:
        make_folder(probe, access)
        write_flushed(probe / "file", b"probe", access)
        probe.rename(moved)
        flush_folder(root)
    finally:
        _remove_if_possible(probe)
        _remove_if_possible(moved)


def check_place(target: Path) -> None:
    """Check that a batch may take this place: it is free, or what stands there is a batch.

    Raises:
        BatchPlaceError: a file, a link or a folder of somebody else's stands there.
    """
    try:
        mode = target.lstat().st_mode
        if stat.S_ISDIR(mode) and _is_ours(target):
            return
    except FileNotFoundError:
        return
    except OSError as error:
        message = f"{target} cannot be looked at: {error.strerror}. This batch was not published."
        raise BatchPlaceError(message) from error
    if stat.S_ISLNK(mode):
        what = "a link"
    else:
        what = "a folder without a manifest" if stat.S_ISDIR(mode) else "a file"
    message = (
        f"{target} is in the way: it is {what}, not a batch. This batch was not published. "
        "Move it away, then run again."
    )
    raise BatchPlaceError(message)


def _is_ours(folder: Path) -> bool:
    """Whether a folder holds a manifest, be it damaged, or nothing at all."""
    return os.path.lexists(folder / MANIFEST) or not any(folder.iterdir())
