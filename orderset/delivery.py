"""Publishing a batch whole or not at all: staged beside its place, flushed, renamed.

Everything is written into a staging folder on the same file system; every file and folder is
flushed; the manifest is written last; then one rename makes the batch appear. One run at a time
holds the output folder's lock, which the operating system releases however a run ends.
"""

import contextlib
import dataclasses
import errno
import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, Self

from orderset.errors import RunLockedError, StorageError


LOCK_NAME = ".orderset.lock"
STAGING_PREFIX = ".staging-"
MANIFEST = "manifest.json"
PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600


@dataclasses.dataclass(frozen=True, slots=True)
class StagedFile:
    """One file of a batch: path within it, SHA-256, size in bytes, pages (PDFs only)."""

    path: str
    sha256: str
    size_bytes: int
    pages: int | None


@contextlib.contextmanager
def _told(folder: Path) -> Iterator[None]:
    """Turn a failing file system into one clear message that names the place."""
    try:
        yield
    except OSError as error:
        message = f"Writing to {folder} failed: {error.strerror or error}. Nothing was published."
        raise StorageError(message) from error


@contextlib.contextmanager
def output_lock(root: Path) -> Iterator[None]:
    """Hold the output folder for one run; leftovers of runs that were killed are removed.

    Raises:
        RunLockedError: another run holds it.
        StorageError: the folder cannot be used.
    """
    with _told(root):
        root.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        handle = os.open(root / LOCK_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, PRIVATE_FILE)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in {errno.EWOULDBLOCK, errno.EACCES}:
                message = f"The lock of {root} cannot be used: {error.strerror}."
                raise StorageError(message) from error
            message = f"Another run is working in {root}. Wait until it has ended, then run again."
            raise RunLockedError(message) from error
        with _told(root):
            for leftover in root.glob(f"{STAGING_PREFIX}*"):
                shutil.rmtree(leftover)
        yield
    finally:
        os.close(handle)


def published_manifest(root: Path, name: str) -> dict[str, Any] | None:
    """Return the manifest of the batch of this name, or None where none stands whole."""
    try:
        manifest = json.loads((root / name / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return manifest if isinstance(manifest, dict) else None


class Staging:
    """A batch while it is written. Used as a context manager: what is not published vanishes."""

    def __init__(self, root: Path, name: str) -> None:
        """Prepare to stage the batch ``name`` for the output folder ``root``."""
        self.target = root / name
        self.folder = root / f"{STAGING_PREFIX}{name}"
        self.files: dict[str, StagedFile] = {}

    def __enter__(self) -> Self:
        """Make the staging folder."""
        with _told(self.folder):
            self.folder.mkdir(mode=PRIVATE_FOLDER)
        return self

    def __exit__(self, *exception: object) -> None:
        """Remove what was not published."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def write(self, path: str, content: bytes, pages: int | None = None) -> None:
        """Write and flush one file of the batch.

        Raises:
            StorageError: it could not be written.
        """
        target = self.folder / PurePosixPath(path)
        # Not the file's own path, which has the patient's hospital number in it.
        with _told(self.folder):
            # One by one, since mkdir makes the folders above its own by the umask.
            for folder in reversed(PurePosixPath(path).parents[:-1]):
                (self.folder / folder).mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
            _write_flushed(target, content)
        self.files[path] = StagedFile(
            path, hashlib.sha256(content).hexdigest(), len(content), pages
        )

    def read(self, path: str) -> bytes:
        """Return a file of the batch as staged."""
        return (self.folder / PurePosixPath(path)).read_bytes()

    def publish(self, facts: Mapping[str, object]) -> Path:
        """Write the manifest, flush every folder and rename the batch into its place.

        ``facts`` are what the manifest says beside the list of files.

        Raises:
            StorageError: the batch could not be published; nothing of it stands in its place.
        """
        listed = [dataclasses.asdict(self.files[path]) for path in sorted(self.files)]
        manifest = json.dumps({**facts, "files": listed}, ensure_ascii=False, indent=1) + "\n"
        with _told(self.target):
            _write_flushed(self.folder / MANIFEST, manifest.encode())
            for folder, _, _ in os.walk(self.folder, topdown=False):
                _flush_folder(Path(folder))
            superseded = self.folder.with_name(f"{self.folder.name}-superseded")
            if self.target.exists():  # an incomplete batch of the same name makes way
                self.target.rename(superseded)
            self.folder.rename(self.target)
            _flush_folder(self.target.parent)
            shutil.rmtree(superseded, ignore_errors=True)
        return self.target


def write_file(target: Path, content: bytes) -> None:
    """Write one file that is no part of a batch, in place of any that has its name.

    Raises:
        StorageError: it could not be written.
    """
    try:
        target.write_bytes(content)
    except OSError as error:
        message = f"{target} cannot be written: {error.strerror or error}."
        raise StorageError(message) from error


def _write_flushed(target: Path, content: bytes) -> None:
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, PRIVATE_FILE)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    """Flush a folder's entries. Some network shares cannot; they say EINVAL."""
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
    finally:
        os.close(handle)
