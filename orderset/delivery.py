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
from typing import Any, Protocol, Self

from orderset.errors import RunLockedError, StorageError


LOCK_NAME = ".orderset.lock"
STAGING_PREFIX = ".staging-"
MANIFEST = "manifest.json"
SEAL = "manifest_sha256"
SIDE_FILES = frozenset({"replaced.json", "replaced.css"})
"""What may be added to a batch after its publication; no manifest lists it."""
PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600


@dataclasses.dataclass(frozen=True, slots=True)
class StagedFile:
    """One file of a batch: path within it, SHA-256, size in bytes, pages (PDFs only)."""

    path: str
    sha256: str
    size_bytes: int
    pages: int | None


class BatchFiles(Protocol):
    """The files of a batch, to read: one that is staged, or one that stands published.

    ``files`` are those that are listed, by their path.
    """

    @property
    def folder(self) -> Path:
        """Where they stand."""
        ...

    @property
    def files(self) -> Mapping[str, StagedFile]:
        """What is listed."""
        ...

    def read(self, path: str) -> bytes:
        """Return one of them."""
        ...


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
        content = (root / name / MANIFEST).read_bytes()
        manifest = json.loads(content)
    except (OSError, ValueError):
        return None
    return manifest if isinstance(manifest, dict) and is_sealed(content) else None


def sealed(facts: Mapping[str, object]) -> bytes:
    """Return a manifest as it is written: its last entry is the SHA-256 of every byte before it."""
    body = (json.dumps(facts, ensure_ascii=False, indent=1).removesuffix("\n}")).encode()
    return body + _seal(body)


def is_sealed(manifest: bytes) -> bool:
    """Tell whether every byte of a manifest is as it was written."""
    body = manifest[: -len(_seal(b""))]
    return body + _seal(body) == manifest


def _seal(body: bytes) -> bytes:
    return f',\n "{SEAL}": "{hashlib.sha256(body).hexdigest()}"\n}}\n'.encode()


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
        with _told(target):
            target.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
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
        manifest = sealed({**facts, "files": listed})
        with _told(self.target):
            _write_flushed(self.folder / MANIFEST, manifest)
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
