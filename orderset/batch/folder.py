"""What lies in a folder: files that may be lists, and everything else by what it is.

Nothing here opens a file or follows a link.
"""

import dataclasses
import enum
import os
import stat
from collections.abc import Callable, Iterable
from pathlib import Path


_EXCEL = {".xlsx", ".xlsm", ".xlsb", ".xls", ".xltx", ".xltm", ".xlt", ".xlw", ".xml", ".slk"}
_OTHER_SPREADSHEETS = {".ods", ".ots", ".fods", ".sxc", ".numbers", ".gsheet", ".dif", ".dbf"}
_TEXTS = {".csv", ".tsv", ".tab", ".txt", ".prn", ".htm", ".html", ".mht", ".mhtml"}
LIST_SUFFIXES = frozenset(_EXCEL | _OTHER_SPREADSHEETS | _TEXTS)
"""The endings of what people keep lists in, whether it can be read or not."""

PARTIAL_SUFFIXES = frozenset({".part", ".partial", ".filepart", ".crdownload", ".download", ".tmp"})
"""The endings that a file has while a program is still copying or saving it."""

HOUSEKEEPING = frozenset({"thumbs.db", "desktop.ini"})
"""What Windows leaves in a folder that people look into; by casefolded name."""

EXCEL_LOCK = "~$"
LIBREOFFICE_LOCK = (".~lock.", "#")


class Kind(enum.Enum):
    """What an entry of a folder is; the value names one of it, in words."""

    LIST = "file that may be a list"
    OTHER = "other file"
    PARTIAL = "unfinished copy"
    LOCK = "lock file of a spreadsheet program"
    HIDDEN = "hidden file"
    FOLDER = "folder"
    LINK = "link"
    SPECIAL = "pipe, socket or device"


@dataclasses.dataclass(frozen=True, slots=True)
class Seen:
    """What the file system says of an entry: two looks that are equal saw the same, unchanged.

    ``changed_ns`` cannot be set by a program that copies a file with its old date.
    """

    device: int
    inode: int
    mode: int
    size_bytes: int
    modified_ns: int
    changed_ns: int

    def is_the_same_file(self, other: "Seen") -> bool:
        """Whether both looks saw one file of one content; a rename changes ``changed_ns`` alone."""
        return dataclasses.replace(self, changed_ns=0) == dataclasses.replace(other, changed_ns=0)

    @property
    def is_regular(self) -> bool:
        """Whether this is a file with content, and no link, folder, pipe or device."""
        return stat.S_ISREG(self.mode)


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a folder. ``is_open``: a lock file says that somebody has it open."""

    path: Path
    kind: Kind
    seen: Seen
    is_open: bool = False


def seen(path: Path) -> Seen:
    """Look at a path without following a link.

    Raises:
        OSError: there is nothing, or it may not be looked at.
    """
    return _seen(path.lstat())


def _seen(status: os.stat_result) -> Seen:
    return Seen(
        device=status.st_dev,
        inode=status.st_ino,
        mode=status.st_mode,
        size_bytes=status.st_size,
        modified_ns=status.st_mtime_ns,
        changed_ns=status.st_ctime_ns,
    )


def entries_of(folder: Path) -> tuple[Entry, ...]:
    """Return what lies in a folder, in order of name; what vanishes meanwhile is left out.

    Raises:
        OSError: the folder cannot be listed.
    """
    found = []
    for path in sorted(folder.iterdir()):
        try:
            found.append((path, seen(path)))
        except FileNotFoundError:
            continue
    locked = set(filter(None, (_locked_name(path.name) for path, _ in found)))
    return tuple(
        Entry(path, _kind(path, at_look), at_look, is_open=path.name in locked)
        for path, at_look in found
    )


def may_be_list(path: Path) -> bool:
    """Whether a name ends as a list's does, in capital letters or small ones."""
    return path.suffix.casefold() in LIST_SUFFIXES


def counted(kinds: Iterable[Kind]) -> str:
    """Say how many entries of each kind there are.

    Example:
        >>> counted([Kind.OTHER, Kind.FOLDER, Kind.OTHER])
        '2 × other file, 1 × folder'
    """
    listed = list(kinds)
    return ", ".join(f"{listed.count(each)} × {each.value}" for each in Kind if listed.count(each))


def _locked_name(name: str) -> str:
    """Return the name of the file that a lock file stands for, or an empty text."""
    start, end = LIBREOFFICE_LOCK
    if name.startswith(EXCEL_LOCK):
        return name.removeprefix(EXCEL_LOCK)
    if name.startswith(start) and name.endswith(end):
        return name.removeprefix(start).removesuffix(end)
    return ""


_BY_TYPE: tuple[tuple[Callable[[int], bool], Kind], ...] = (
    (stat.S_ISLNK, Kind.LINK),
    (stat.S_ISDIR, Kind.FOLDER),
)


def _kind(path: Path, at_look: Seen) -> Kind:
    for is_type, kind in _BY_TYPE:
        if is_type(at_look.mode):
            return kind
    if not at_look.is_regular:
        return Kind.SPECIAL
    if _locked_name(path.name):
        return Kind.LOCK
    if path.name.startswith(".") or path.name.casefold() in HOUSEKEEPING:
        return Kind.HIDDEN
    if path.suffix.casefold() in PARTIAL_SUFFIXES:
        return Kind.PARTIAL
    return Kind.LIST if may_be_list(path) else Kind.OTHER
