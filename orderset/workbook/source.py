"""One workbook file, read once into memory: what is judged is what is read."""

import dataclasses
import hashlib
import os
import stat
from pathlib import Path

from orderset.findings import CellRef, Finding, workbook_finding
from orderset.workbook.shown import visible


MOST_BYTES = 10 * 1024 * 1024
LONGEST_NAME = 120
_OPENING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)


@dataclasses.dataclass(frozen=True, slots=True)
class SourceFile:
    """The bytes of one workbook file, its name without the folder, and their SHA-256."""

    name: str
    data: bytes
    sha256: str


def source_file(name: str, data: bytes) -> SourceFile:
    """Return the source made of these bytes."""
    return SourceFile(name=name, data=data, sha256=hashlib.sha256(data).hexdigest())


def read_source(path: Path) -> SourceFile | Finding:
    """Read a file whole, or say why it cannot be read. Never raises for a bad file.

    The file is opened without waiting, so that a named pipe cannot hold up the night, and only a
    regular file is read. A file that changes while it is read is refused: half of it may be old.
    A link is followed within its own folder only.
    """
    name = shown_name(path)
    try:
        place = path.resolve(strict=True)
        if path.is_symlink() and place.parent != path.parent.resolve(strict=True):
            return _link_out(name)
        descriptor = os.open(place, _OPENING)
    except (OSError, ValueError, RuntimeError) as error:
        return _unreadable(name, _reason(error))
    try:
        return _read_opened(descriptor, name)
    except OSError as error:
        return _unreadable(name, _reason(error))
    finally:
        os.close(descriptor)


def shown_name(path: Path) -> str:
    r"""Return a file's name as it can be shown anywhere: every character visible, at most 120.

    Example:
        >>> shown_name(Path("inbox/list\n.xlsx"))
        'list<U+000A>.xlsx'
    """
    name = visible(path.name)
    if len(name.encode("utf-8", "replace")) <= LONGEST_NAME:
        return name
    while len(name.encode("utf-8", "replace")) > LONGEST_NAME - len("….xlsx".encode()):
        name = name[:-1]
    return f"{name}….xlsx"


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
        return _unreadable(
            name,
            "The file changed while it was being read: it may still be being copied.",
            hint="Wait until the copy is complete and run again.",
        )
    return source_file(name, data)


def _link_out(name: str) -> Finding:
    return workbook_finding(
        "link-out-of-folder",
        "The file is a link that leads out of its folder. It was not followed.",
        where=CellRef(name),
        found="a link to another folder",
        expected="the workbook itself",
    )


def _reason(error: OSError | ValueError | RuntimeError) -> str:
    match error:
        case FileNotFoundError():
            return "There is no such file."
        case PermissionError():
            return "The file may not be opened by this user."
        case RuntimeError():
            return "The file is a link that leads back to itself."
        case _:
            return "The file cannot be opened from where it is stored."


def _unreadable(name: str, message: str, hint: str = "") -> Finding:
    return workbook_finding(
        "workbook-unreadable",
        message,
        where=CellRef(name),
        expected="an Excel workbook (.xlsx) that can be opened",
        hint=hint,
    )
