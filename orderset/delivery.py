"""Publishing a batch whole or not at all: staged beside its place, flushed, renamed.

Everything is written into a staging folder on the same file system; every file and folder is
flushed; the manifest is written last; then one rename makes the batch appear. One run at a time
holds the output folder (``output_folder``). A batch that a new one takes the place of is moved
aside first, and comes back if the new one does not arrive.
"""

import contextlib
import dataclasses
import errno
import hashlib
import json
import os
import shutil
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, Protocol, Self

from orderset.errors import BatchPlaceError, StorageError
from orderset.output_folder import MANIFEST, STAGING_PREFIX, SUPERSEDED_PREFIX, check_place
from orderset.storage import (
    Access,
    flush_folder,
    make_folders,
    remove,
    replace_flushed,
    told,
    write_flushed,
)


__all__ = [
    "MANIFEST",
    "REPRINTS",
    "REPRINT_LOG",
    "SIDE_FILES",
    "STAGING_PREFIX",
    "BatchFiles",
    "StagedFile",
    "Staging",
    "is_whole",
    "published_manifest",
    "write_file",
    "write_side_file",
]

NOT_PUBLISHED = "This batch was not published; those published before it stand."
STANDS_UNMARKED = "The batch that replaces it stands."
_PLACE_REFUSED = frozenset(
    {
        errno.EACCES,
        errno.EBUSY,
        errno.EEXIST,
        errno.EISDIR,
        errno.ENOTDIR,
        errno.ENOTEMPTY,
        errno.EPERM,
        errno.EXDEV,
    }
)
"""What a file system says when one place cannot be taken, though others may: a file of the old
batch held open on a share, a mount, a folder that was made unchangeable."""

SEAL = "manifest_sha256"
SIDE_FILES = frozenset({"replaced.json", "replaced.css"})
"""What may be added to a batch after its publication; no manifest lists it."""

REPRINT_LOG = "reprints.jsonl"
REPRINTS = "reprints"
"""What was printed again of a batch: a log and a folder, which no manifest lists either."""


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


def is_whole(root: Path, name: str, manifest: Mapping[str, Any]) -> bool:
    """Return whether every file that a standing batch's manifest lists is as it was published."""
    try:
        return all(
            _is_as_listed(root / name / PurePosixPath(each["path"]), each)
            for each in manifest["files"]
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        return False  # whoever wrote this manifest, it was not us


def _is_as_listed(path: Path, listed: Mapping[str, Any]) -> bool:
    try:
        found = path.lstat()
        if not stat.S_ISREG(found.st_mode) or found.st_size != listed["size_bytes"]:
            return False
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return False
    return bool(digest == listed["sha256"])


class Staging:
    """A batch while it is written. Used as a context manager: what is not published vanishes."""

    def __init__(self, root: Path, name: str, access: Access = Access.PRIVATE) -> None:
        """Prepare to stage the batch ``name`` for the output folder ``root``."""
        self.target = root / name
        self.folder = root / f"{STAGING_PREFIX}{name}"
        self.files: dict[str, StagedFile] = {}
        self._access = access
        self._superseded = root / f"{SUPERSEDED_PREFIX}{name}"

    def __enter__(self) -> Self:
        """Begin; the folder is made with the first file, when what removes it is already set."""
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
        with told(self.folder, NOT_PUBLISHED):
            make_folders(target.parent, self._access)
            write_flushed(target, content, self._access)
        self.files[path] = StagedFile(
            path, hashlib.sha256(content).hexdigest(), len(content), pages
        )

    def read(self, path: str) -> bytes:
        """Return a file of the batch as staged.

        Raises:
            StorageError: it could not be read.
        """
        target = self.folder / PurePosixPath(path)
        try:
            return target.read_bytes()
        except OSError as error:
            message = f"Reading {target} failed: {error.strerror or error}. {NOT_PUBLISHED}"
            raise StorageError(message) from error

    def publish(self, facts: Mapping[str, object]) -> Path:
        """Write the manifest, flush every folder and rename the batch into its place.

        ``facts`` are what the manifest says beside the list of files.

        Raises:
            BatchPlaceError: the batch's place could not be taken; others may be.
            StorageError: the batch could not be published; what stood in its place stands again.
        """
        listed = [dataclasses.asdict(self.files[path]) for path in sorted(self.files)]
        manifest = sealed({**facts, "files": listed})
        with told(self.target, NOT_PUBLISHED):
            make_folders(self.folder, self._access)
            self._keep_reprints()
            write_flushed(self.folder / MANIFEST, manifest, self._access)
            for folder, _, _ in os.walk(self.folder, topdown=False):
                flush_folder(Path(folder))
        self._take_place()
        return self.target

    def _keep_reprints(self) -> None:
        """Take over what was printed again of the batch that stands in the place: paper is out."""
        log, papers = self.target / REPRINT_LOG, self.target / REPRINTS
        if log.is_file() and not log.is_symlink():
            write_flushed(self.folder / REPRINT_LOG, log.read_bytes(), self._access)
        for each in sorted(papers.glob("*.pdf")) if not papers.is_symlink() else ():
            if each.is_file() and not each.is_symlink():
                make_folders(self.folder / REPRINTS, self._access)
                write_flushed(self.folder / REPRINTS / each.name, each.read_bytes(), self._access)

    def _take_place(self) -> None:
        """Let the batch appear; when that fails, let what stood there appear again."""
        check_place(self.target)
        try:
            with _told_of_place(self.target):
                if self.target.exists():  # an incomplete or damaged batch of the same name
                    self.target.rename(self._superseded)
                self.folder.rename(self.target)
                flush_folder(self.target.parent)
        except BaseException:  # whatever ended it, a signal too: half a step is taken back
            self._give_place_back()
            raise
        with contextlib.suppress(OSError):  # else the next run removes it
            remove(self._superseded)

    def _give_place_back(self) -> None:
        """Undo. What cannot be undone now, the next run undoes: see ``output_folder``."""
        with contextlib.suppress(OSError):
            if not self.folder.exists():
                self.target.rename(self.folder)
            if self._superseded.exists():
                self._superseded.rename(self.target)
            flush_folder(self.target.parent)


@contextlib.contextmanager
def _told_of_place(target: Path) -> Iterator[None]:
    """Tell apart what one batch's place refuses and what the whole disk does."""
    try:
        yield
    except OSError as error:
        kind = BatchPlaceError if error.errno in _PLACE_REFUSED else StorageError
        reason = error.strerror or error
        message = f"Publishing {target} failed: {reason}. What stood there stands. {NOT_PUBLISHED}"
        raise kind(message) from error


def write_side_file(folder: Path, name: str, content: bytes, access: Access) -> None:
    """Write a file beside those of a published batch, in place of any that has its name.

    It is whole or not there at all, and flushed. The batch's own files are not touched.

    Raises:
        StorageError: it could not be written; what stood there stands there still.
    """
    with told(folder / name, STANDS_UNMARKED):
        replace_flushed(folder / name, content, access)


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
