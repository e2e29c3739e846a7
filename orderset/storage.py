"""Folders and files on a disk that may be full, read-only or failing.

What is written is flushed, has the modes that were asked for whatever the umask, and a failing
file system becomes one clear message that names the place. No link is followed.
"""

import contextlib
import enum
import errno
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from orderset.errors import StorageError


class Access(enum.StrEnum):
    """Who may read what is published: the user who runs, or the group of the folder too."""

    PRIVATE = "private"
    GROUP = "group"

    @property
    def folder_mode(self) -> int:
        """The mode of a folder."""
        return 0o750 if self is Access.GROUP else 0o700

    @property
    def file_mode(self) -> int:
        """The mode of a file."""
        return 0o640 if self is Access.GROUP else 0o600


@contextlib.contextmanager
def told(place: Path, consequence: str = "Nothing was published.") -> Iterator[None]:
    """Turn a failing file system into one clear message that names the place."""
    try:
        yield
    except OSError as error:
        message = f"Writing to {place} failed: {error.strerror or error}. {consequence}"
        raise StorageError(message) from error


def make_folder(folder: Path, access: Access) -> None:
    """Make a folder that is not there yet."""
    folder.mkdir(mode=access.folder_mode)
    _set_mode(folder, access.folder_mode)
    flush_folder(folder.parent)


def make_folders(folder: Path, access: Access) -> None:
    """Make a folder, and those above it that are missing; what stands there is left as it is."""
    if folder.is_dir():
        return
    make_folders(folder.parent, access)
    try:
        make_folder(folder, access)
    except FileExistsError:  # another run has just made it, or it is a file
        if not folder.is_dir():
            raise


def write_flushed(target: Path, content: bytes, access: Access) -> None:
    """Write a new file and wait until the disk has it."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    handle = os.open(target, flags, access.file_mode)
    with os.fdopen(handle, "wb") as file:
        _set_mode(target, access.file_mode)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def replace_flushed(target: Path, content: bytes, access: Access) -> None:
    """Write a file in place of any that has its name: whole or not at all, and flushed."""
    beside = target.with_name(f".{target.name}")
    try:
        beside.unlink(missing_ok=True)  # left by a run that was killed
        write_flushed(beside, content, access)
        beside.replace(target)
        flush_folder(target.parent)
    finally:
        beside.unlink(missing_ok=True)


def flush_folder(folder: Path) -> None:
    """Flush a folder's entries. Some network shares cannot; they say EINVAL."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
    finally:
        os.close(handle)


def remove(place: Path) -> None:
    """Remove a folder with all that is in it, a file, or a link but not what it leads to."""
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)


def _set_mode(place: Path, mode: int) -> None:
    """Give a new file or folder its mode whatever the umask; a folder keeps its inherited group.

    File systems that know no modes refuse; theirs are the mount's business.
    """
    found = stat.S_IMODE(place.stat().st_mode)
    wanted = mode | (found & stat.S_ISGID)
    if found != wanted:
        with contextlib.suppress(PermissionError):
            place.chmod(wanted)


def rewrite_flushed(target: Path, content: bytes) -> None:
    """Replace a file's content at once, with its mode: it is the old file or the new one.

    A link stays, and what it leads to is replaced.
    """
    place = target.resolve()
    mode = stat.S_IMODE(place.stat().st_mode)
    beside = place.with_name(f".{place.name}.{os.getpid()}.new")
    try:
        write_flushed(beside, content, Access.PRIVATE)
        beside.chmod(mode)
        beside.replace(place)
    finally:
        beside.unlink(missing_ok=True)
    flush_folder(place.parent)
