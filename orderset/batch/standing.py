"""A batch as it stands on the disk: its manifest, and whether its files are those published.

Only read, never written, and without a lock: a published batch does not change. No link is
followed, and nothing that is not a regular file is opened.
"""

import contextlib
import dataclasses
import datetime as dt
import errno
import hashlib
import json
import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Annotated, Any

import pydantic
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from orderset.batch.differences import Difference, What, shown
from orderset.batch.history import MARK
from orderset.batch.replacing import wrong_marks
from orderset.batch.reprint_log import Reprint, ReprintLog, log_in, wrong_files
from orderset.delivery import MANIFEST, REPRINT_LOG, SIDE_FILES, StagedFile, is_sealed


_BATCH_MARKS = (MANIFEST, "patients", "summary.pdf")
_OTHERS = stat.S_IROTH | stat.S_IWOTH | stat.S_IXOTH
_CHUNK = 1024 * 1024


def _within(path: str) -> str:
    """Accept a path that stays within its batch."""
    parts = PurePosixPath(path).parts
    if not parts or path.startswith("/") or ".." in parts or "\0" in path:
        message = "must be a path within the batch"
        raise ValueError(message)
    return path


Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Within = Annotated[str, AfterValidator(_within)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="allow", strict=True)


class ListedFile(_Part):
    """One file as the manifest lists it."""

    path: Within
    sha256: Sha256
    size_bytes: int
    pages: int | None


class ListedPatient(_Part):
    """One row of the list: where its files stand."""

    folder: Annotated[Within, Field(pattern="^patients/[^/]+$")]
    content: str


class ListedWorkbook(_Part):
    """The workbook that the batch was made from."""

    name: Annotated[str, Field(min_length=1)]
    sha256: str


class ListedProtocol(_Part):
    """The protocol that the batch was judged by."""

    version: str
    sha256: Sha256


class Manifest(_Part):
    """The parts of a manifest that a batch is checked by; ``published`` holds all of it."""

    schema_: Annotated[str, Field(alias="schema", pattern="^orderset/manifest/1$")]
    batch: Annotated[str, Field(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}-")]
    software: str
    workbook: ListedWorkbook
    protocol: ListedProtocol
    settings: dict[str, Any]
    dates: list[str]
    labels_from: Annotated[int, Field(ge=1)]
    archive: bool
    rows: int
    findings: list[dict[str, Any]]
    patients: list[ListedPatient]
    replaces: list[dict[str, Any]]
    absent: list[dict[str, Any]]
    print_design: str
    versions: dict[str, str]
    files: list[ListedFile]

    @property
    def chosen_dates(self) -> frozenset[dt.date] | None:
        """The infusion dates that labels were wanted for; None for all."""
        return frozenset(dt.date.fromisoformat(each) for each in self.dates) or None


@dataclasses.dataclass(frozen=True, slots=True)
class StandingFiles:
    """The files that a manifest lists, to read.

    ``standing`` are the paths of regular files, ``changed`` those that are not as published.
    ``reprints`` are what the batch's log has.
    """

    folder: Path
    files: Mapping[str, StagedFile]
    standing: frozenset[str]
    changed: frozenset[str]
    reprints: tuple[Reprint, ...] = ()

    def read(self, path: str) -> bytes:
        """Return a file of the batch as it stands; a link is none.

        Raises:
            OSError: there is none, or it cannot be read.
        """
        if path not in self.standing:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
        return (self.folder / PurePosixPath(path)).read_bytes()

    def stands_whole(self, path: str) -> bool:
        """Tell whether a file is listed and as it was published."""
        return path in self.files and path not in self.changed


def looks_like_batch(folder: Path) -> bool:
    """Tell whether a folder is a batch, or what is left of one."""
    return folder.is_dir() and any(os.path.lexists(folder / each) for each in _BATCH_MARKS)


def batches_in(folder: Path) -> tuple[Path, ...]:
    """Return the batch that a folder is, or those in it."""
    if looks_like_batch(folder):
        return (folder,)
    if not folder.is_dir():
        return ()
    return tuple(
        each
        for each in sorted(folder.iterdir())
        if not each.name.startswith(".") and looks_like_batch(each)
    )


def manifest_in(folder: Path) -> tuple[Manifest | None, Mapping[str, Any], str]:
    """Return a batch's manifest, all that it says, and in words what is wrong with it.

    The manifest is None where it cannot be understood; the words are empty when nothing is wrong.
    """
    try:
        if not stat.S_ISREG((folder / MANIFEST).lstat().st_mode):
            return None, {}, "is not a file"
        content = (folder / MANIFEST).read_bytes()
    except OSError as error:
        return None, {}, f"cannot be read: {error.strerror}"
    told = "" if is_sealed(content) else "is not what was published: its own SHA-256 differs"
    try:
        data = json.loads(content)
        return Manifest.model_validate(data), data, told
    except pydantic.ValidationError as error:
        places = {".".join(str(part) for part in each["loc"]) for each in error.errors()}
        return None, {}, f"{told or 'is none'}, and it cannot be used: {', '.join(sorted(places))}"
    except (ValueError, RecursionError):
        return None, {}, told or "is not a manifest"


def standing_files(
    folder: Path, manifest: Manifest
) -> tuple[StandingFiles, tuple[Difference, ...], tuple[str, ...]]:
    """Compare what stands in a batch with what its manifest lists, byte for byte.

    Returns:
        the files; what differs; remarks.
    """
    found: list[Difference] = []
    standing: dict[str, os.stat_result] = {}
    for path, status, told in _everything(folder):
        if status is not None:
            standing[path] = status
        if told:
            found.append(Difference(What.FILE, shown(path), told))
    listed = {
        each.path: StagedFile(each.path, each.sha256, each.size_bytes, each.pages)
        for each in manifest.files
    }
    if len(listed) < len(manifest.files):
        found.append(Difference(What.MANIFEST, MANIFEST, "lists a file twice"))
    changed = set()
    for path, file in sorted(listed.items()):
        told = _changed(folder, file, standing.get(path))
        if told:
            changed.add(path)
            found.append(Difference(What.FILE, shown(path), told))
    log, log_told = _reprints(folder, standing)
    found += log_told
    beside = {MANIFEST, REPRINT_LOG, *SIDE_FILES, *(each.file for each in log.entries)}
    found += [
        Difference(What.UNLISTED, shown(path), "stands in the batch and was never published")
        for path in sorted(standing.keys() - listed.keys() - beside)
    ]
    if all(path in standing or not os.path.lexists(folder / path) for path in SIDE_FILES):
        found += [Difference(What.FILE, MARK, each) for each in wrong_marks(folder)]
    for_all = sum(bool(each.st_mode & _OTHERS) for each in standing.values())
    open_are = "1 file is" if for_all == 1 else f"{for_all} files are"
    remarks = [f"{open_are} open to every user of this machine"] if for_all else []
    gone = sum(each.file not in standing for each in log.entries)
    if gone:
        remarks.append(f"{gone} of {len(log.entries)} reprints in the log are not there any more")
    whole = frozenset(standing)
    files = StandingFiles(folder, listed, whole, frozenset(changed), log.entries)
    return files, tuple(found), tuple(remarks)


def _reprints(
    folder: Path, standing: Mapping[str, os.stat_result]
) -> tuple[ReprintLog, tuple[Difference, ...]]:
    """Return the log of reprints, and where it or a reprint is not as it was written."""
    if REPRINT_LOG not in standing:
        return ReprintLog(()), ()
    try:
        log = log_in(folder)
    except OSError as error:
        told = f"cannot be read: {error.strerror}"
        return ReprintLog(()), (Difference(What.FILE, REPRINT_LOG, told),)
    wrong = [(REPRINT_LOG, log.wrong)] if log.wrong else []
    wrong += wrong_files(folder, log, frozenset(standing))
    return log, tuple(Difference(What.FILE, shown(path), told) for path, told in wrong)


def _everything(folder: Path) -> Iterator[tuple[str, os.stat_result | None, str]]:
    """Yield every regular file with its status, and what else there is with words about it."""
    waiting = [folder]
    while waiting:
        place = waiting.pop()
        within = place.relative_to(folder).as_posix()
        try:
            entries = sorted(os.scandir(place), key=lambda each: each.name)
        except OSError as error:
            yield within, None, f"is a folder that cannot be read: {error.strerror}"
            continue
        for each in entries:
            path = (place / each.name).relative_to(folder).as_posix()
            with contextlib.suppress(FileNotFoundError):
                status = each.stat(follow_symlinks=False)
                if stat.S_ISDIR(status.st_mode):
                    waiting.append(place / each.name)
                elif stat.S_ISREG(status.st_mode):
                    yield path, status, ""
                else:
                    is_link = stat.S_ISLNK(status.st_mode)
                    yield path, None, f"is a {'link' if is_link else 'device'} and not a file"


def _changed(folder: Path, listed: StagedFile, status: os.stat_result | None) -> str:
    """Say how a file differs from what was published; empty when it does not."""
    if status is None:
        return "is missing"
    try:
        digest = hashlib.sha256()
        with (folder / PurePosixPath(listed.path)).open("rb") as opened:
            while part := opened.read(_CHUNK):
                digest.update(part)
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    if status.st_size != listed.size_bytes:
        return f"has changed: {status.st_size} bytes, published with {listed.size_bytes}"
    if digest.hexdigest() != listed.sha256:
        return "has changed: its SHA-256 differs"
    return ""
