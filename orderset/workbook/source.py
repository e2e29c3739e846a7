"""One workbook file, read once into memory: what is judged is what is read."""

import dataclasses
import errno
import hashlib
import io
import os
import stat
import time
import zipfile
from pathlib import Path

from orderset.findings import CellRef, Finding, workbook_finding
from orderset.workbook.shown import shown_file_name


MOST_BYTES = 10 * 1024 * 1024
_OPENING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)

QUIET_SECONDS = 2.0
"""A file that looks unfinished may still be arriving unless it has been left alone for so long."""

LONGEST_WAIT_SECONDS = 6.0
LOOK_AGAIN_SECONDS = 0.25

_UNFINISHED_STARTS = (b"PK", b"\0")
"""How a workbook begins whose end is missing: as a zip file, or as space kept for one."""


@dataclasses.dataclass(frozen=True, slots=True)
class SourceFile:
    """The bytes of one workbook file, its name without the folder, and their SHA-256."""

    name: str
    data: bytes
    sha256: str


def source_file(name: str, data: bytes) -> SourceFile:
    """Return the source made of these bytes."""
    return SourceFile(name=name, data=data, sha256=hashlib.sha256(data).hexdigest())


def read_source(path: Path, name: str | None = None) -> SourceFile | Finding:
    """Read a file whole, or say why it cannot be read. Never raises for a bad file.

    The file is opened without waiting, so that a named pipe cannot hold up the night, and only a
    regular file is read. A link is not followed: whoever chose one has followed it already. A file
    that is still being copied is waited for, though not for long: while it changes, and while it
    lacks its end and was written to a moment ago. A whole file is never waited for.

    Args:
        path: the file.
        name: what it is called, in findings and on paper; its own name, made fit to be shown,
            where none is given.
    """
    name = name or shown_file_name(path)
    latest = time.monotonic() + LONGEST_WAIT_SECONDS
    found = _read_once(path, name)
    while _is_arriving(path, found) and time.monotonic() < latest:
        time.sleep(LOOK_AGAIN_SECONDS)
        found = _read_once(path, name)
    return _changing(name) if _is_arriving(path, found) else found


def _is_arriving(path: Path, found: SourceFile | Finding) -> bool:
    if isinstance(found, Finding):
        return found.where is not None and found == _changing(found.where.workbook)
    if found.data and not found.data.startswith(_UNFINISHED_STARTS):
        return False
    if zipfile.is_zipfile(io.BytesIO(found.data)):
        return False
    try:
        age = time.time() - path.stat().st_mtime
    except OSError:
        return False
    return age < QUIET_SECONDS


def _read_once(path: Path, name: str) -> SourceFile | Finding:
    """Read a file without waiting for it: a named pipe cannot hold up the night."""
    try:
        descriptor = os.open(path, _OPENING)
    except (OSError, ValueError) as error:
        if isinstance(error, OSError) and error.errno == errno.ELOOP:
            return link_refused(name)
        return _unreadable(name, _reason(error))
    try:
        return _read_opened(descriptor, name)
    except OSError as error:
        return _unreadable(name, _reason(error))
    finally:
        os.close(descriptor)


def _read_opened(descriptor: int, name: str) -> SourceFile | Finding:
    before = os.fstat(descriptor)
    if not stat.S_ISREG(before.st_mode):
        return workbook_finding(
            "not-a-workbook",
            "This is a folder or a device, not a file.",
            where=CellRef(name),
            expected="an Excel workbook (.xlsx)",
        )
    if before.st_size > MOST_BYTES:
        size = f"{before.st_size / 1024 / 1024:.1f} MB"
        return workbook_finding(
            "workbook-too-large",
            f"The file is {size}. A list of patients is far smaller.",
            where=CellRef(name),
            found=size,
            expected=f"at most {MOST_BYTES // 1024 // 1024} MB",
        )
    with open(descriptor, "rb", closefd=False) as opened:
        data = opened.read(MOST_BYTES + 1)
    after = os.fstat(descriptor)
    if (len(data), before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        return _changing(name)
    return source_file(name, data)


def link_refused(name: str) -> Finding:
    """Return the finding for a link in a file's place."""
    return workbook_finding(
        "workbook-is-a-link",
        "This is a link to another place, not a file. It was not followed.",
        where=CellRef(name),
        expected="the workbook itself, in this folder",
    )


def _reason(error: OSError | ValueError) -> str:
    match error:
        case FileNotFoundError():
            return "There is no such file."
        case PermissionError():
            return "The file may not be opened by this user."
        case _:
            return "The file cannot be opened from where it is stored."


def _changing(name: str) -> Finding:
    return _unreadable(
        name,
        "The file changed while it was being read: it may still be being copied.",
        hint="Wait until the copy is complete and run again.",
    )


def _unreadable(name: str, message: str, hint: str = "") -> Finding:
    return workbook_finding(
        "workbook-unreadable",
        message,
        where=CellRef(name),
        expected="an Excel workbook (.xlsx) that can be opened",
        hint=hint,
    )
