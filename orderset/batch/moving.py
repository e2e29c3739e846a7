"""Moving an answered file out of the inbox: never over another file, never one that has changed.

On one file system a move is one rename. To another one it is a copy that is flushed and compared
before the file is removed. Whatever happens in between, the file stands in one of the two places.
"""

import contextlib
import ctypes
import dataclasses
import errno
import hashlib
import itertools
import os
from collections.abc import Iterator
from pathlib import Path

from orderset.batch.folder import Seen, seen
from orderset.errors import StorageError
from orderset.storage import Access, flush_folder, make_folders, write_flushed


LONGEST_NAME_BYTES = 255
UNFINISHED = ".moving-"
_RENAME_NOREPLACE = 1
_HERE = -100
"""AT_FDCWD: a relative path is relative to the working folder."""
_NOT_SUPPORTED = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP}
_CHUNK_BYTES = 1024 * 1024


@dataclasses.dataclass(frozen=True, slots=True)
class Answered:
    """A file as it was when it was answered: what was seen of it, and the hash of what was read.

    ``sha256`` is None for one that was not read; then its size and dates tell whether it changed.
    """

    seen: Seen
    sha256: str | None

    def is_still(self, path: Path) -> bool:
        """Whether this very file stands at the path, with the content that was answered.

        Raises:
            OSError: it cannot be read any more.
        """
        try:
            now = seen(path)
        except FileNotFoundError:
            return False
        if self.sha256 is None or not now.is_regular:
            return now.is_the_same_file(self.seen)
        return digest_of(path) == self.sha256


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, without following a link or waiting for a pipe.

    Raises:
        OSError: it cannot be read.
    """
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextlib.contextmanager
def _told(folder: Path) -> Iterator[None]:
    """Turn a failing file system into one clear message that names the place, not the file."""
    try:
        yield
    except OSError as error:
        message = (
            f"A file could not be moved to {folder}: {error.strerror or 'unknown reason'}. "
            "It stays in the inbox, and the next run moves it."
        )
        raise StorageError(message) from error


def move(path: Path, folder: Path, answered: Answered) -> Path | None:
    """Move an answered file into a folder, which is made if need be, and flush both folders.

    Returns:
        Where it stands now, under its own name or the next free one; None when the file at
        ``path`` is not the one that was answered any more. That one stays where it is.

    Raises:
        StorageError: it could not be moved, and stays.
    """
    with _told(folder):
        make_folder(folder)
        if not answered.is_still(path):
            return None
        try:
            target = _renamed(path, folder)
        except OSError as error:
            if error.errno != errno.EXDEV or not answered.seen.is_regular:
                raise
            return _copied(path, folder, answered)
        flush_folder(folder)
        flush_folder(path.parent)
        if not answered.is_still(target):
            # Somebody saved a newer one at that moment. It has had no answer, so it goes back.
            _renamed(target, path.parent, path.name)
            flush_folder(path.parent)
            return None
    return target


def make_folder(folder: Path) -> None:
    """Make a private folder, and those above it that are missing; what stands is left alone.

    Raises:
        OSError: it cannot be made, or a link stands in its place.
    """
    if folder.is_symlink():
        raise OSError(errno.ELOOP, "a link stands in its place")
    make_folders(folder, Access.PRIVATE)


def free_names(name: str, added: str = "") -> Iterator[str]:
    """Yield the names that a file may get: its own, then with a number. Each ends in ``added``.

    A name that would be too long for the file system is cut before its ending.

    Example:
        >>> names = free_names("list.xlsx")
        >>> next(names), next(names)
        ('list.xlsx', 'list-2.xlsx')
    """
    stem, suffix = os.fsencode(Path(name).stem), os.fsencode(Path(name).suffix)
    for number in itertools.count(1):
        end = (f"-{number}".encode() if number > 1 else b"") + suffix + added.encode()
        yield os.fsdecode(stem[: max(1, LONGEST_NAME_BYTES - len(end))] + end)


def write_beside(folder: Path, name: str, content: bytes) -> Path:
    """Write and flush one private file into a folder, under its name or the next free one.

    It appears whole. One that stands there with the same content is left: a run that was
    interrupted wrote it.

    Raises:
        OSError: it could not be written.
    """
    unfinished = _unfinished(folder, name)
    try:
        write_flushed(unfinished, content, Access.PRIVATE)
        standing = _standing_copy(folder, name, hashlib.sha256(content).hexdigest())
        target = standing or _renamed(unfinished, folder, name)
        flush_folder(folder)
    finally:
        unfinished.unlink(missing_ok=True)
    return target


def _unfinished(folder: Path, name: str) -> Path:
    """Return where a file is written before it has its name; what a dead run left is removed."""
    path = folder / f"{UNFINISHED}{hashlib.sha256(os.fsencode(name)).hexdigest()[:16]}"
    path.unlink(missing_ok=True)
    return path


def _renamed(path: Path, folder: Path, name: str = "") -> Path:
    """Rename into a folder under the first free name."""
    for each in free_names(name or path.name):
        target = folder / each
        try:
            rename_to_free(path, target)
        except FileExistsError:
            continue
        return target
    raise AssertionError  # pragma: no cover - the numbers do not end


def rename_to_free(source: Path, target: Path) -> None:
    """Rename, and fail where something has that name: the plain rename would replace it.

    A file system that knows no such rename is looked at first. Only a program that is not ours
    could then come in between: runs exclude each other by the inbox's lock.

    Raises:
        FileExistsError: something stands at the target.
        OSError: it could not be renamed.
    """
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is not None:
        paths = os.fsencode(source), os.fsencode(target)
        if rename(_HERE, paths[0], _HERE, paths[1], _RENAME_NOREPLACE) == 0:
            return
        number = ctypes.get_errno()
        if number not in _NOT_SUPPORTED:
            raise OSError(number, os.strerror(number))
    if os.path.lexists(target):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
    source.rename(target)


def _copied(path: Path, folder: Path, answered: Answered) -> Path | None:
    """Copy to another file system, compare, and only then remove the file."""
    unfinished = _unfinished(folder, path.name)
    try:
        copied = _copy_flushed(path, unfinished)
        wanted = answered.sha256 or copied
        if copied != wanted or not answered.is_still(path):
            return None
        if digest_of(unfinished) != wanted:
            raise OSError(errno.EIO, "the copy does not compare")
        target = _standing_copy(folder, path.name, wanted) or _renamed(
            unfinished, folder, path.name
        )
        flush_folder(folder)
        if not answered.is_still(path):
            return None  # a newer one came: it stays, and the copy holds what was answered
        path.unlink()
        flush_folder(path.parent)
    finally:
        unfinished.unlink(missing_ok=True)
    return target


def _standing_copy(folder: Path, name: str, sha256: str) -> Path | None:
    """Return the copy that a run made before it was interrupted, if one stands."""
    target = folder / name
    try:
        stands = seen(target).is_regular and digest_of(target) == sha256
    except OSError:
        return None
    return target if stands else None


def _copy_flushed(source: Path, target: Path) -> str:
    """Copy a file's content, flush it, and return the hash of what was read."""
    reading = os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(reading, "rb") as original:
        writing = os.open(
            target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, Access.PRIVATE.file_mode
        )
        digest = hashlib.sha256()
        with os.fdopen(writing, "wb") as copy:
            while chunk := original.read(_CHUNK_BYTES):
                copy.write(chunk)
                digest.update(chunk)
            copy.flush()
            os.fsync(copy.fileno())
    return digest.hexdigest()
