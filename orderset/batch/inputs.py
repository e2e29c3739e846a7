"""The paths given to a command: which files are read, which are refused, what is passed over.

Nothing that may be a list is passed over silently. Names of files are for people, on stdout; what
is told for the log counts and names none, for a name may hold a patient's.
"""

import dataclasses
import os
from collections.abc import Sequence
from pathlib import Path

from orderset.batch.folder import Entry, Kind, counted, entries_of, may_be_list, seen
from orderset.batch.lists import JudgedList, refused_unread
from orderset.findings import CellRef, workbook_finding
from orderset.workbook.shown import shown_file_name
from orderset.workbook.source import link_refused


@dataclasses.dataclass(frozen=True, slots=True)
class Inputs:
    """What the paths of a command came to.

    ``told`` are lines for people, with names; ``counts`` the same for a log, without.
    """

    workbooks: tuple[Path, ...]
    refused: tuple[JudgedList, ...]
    told: tuple[str, ...]
    counts: tuple[str, ...]


class _Gathering:
    """The inputs while they are gathered."""

    def __init__(self) -> None:
        self.workbooks: list[Path] = []
        self.refused: list[JudgedList] = []
        self.told: list[str] = []
        self.counts: list[str] = []
        self.first_names: dict[tuple[int, int], str] = {}
        self.is_open: set[Path] = set()

    def tell(self, line: str, count: str) -> None:
        self.told.append(line)
        self.counts.append(count)

    def take(self, path: Path) -> None:
        """Take a file, unless the same one was taken already by whatever path."""
        name = shown_file_name(path)
        try:
            at_look = seen(path)
        except (OSError, ValueError):
            self.workbooks.append(path)  # reading it says what is wrong
            return
        identity = (at_look.device, at_look.inode)
        if identity in self.first_names:
            first = self.first_names[identity]
            self.tell(
                f"{name} is the same file as {first}: it is read once.",
                "a file was given twice and is read once",
            )
            return
        self.first_names[identity] = name
        self.workbooks.append(path)


def inputs_of(paths: Sequence[Path]) -> Inputs:
    """Return what is read of the files and folders given, in their order; never raises.

    Of a folder every file that may be a list is taken, in order of name; its folders are not gone
    into. A path that is given is the choice of whoever gives it, also when it is a link; a link
    inside a folder may have been laid there by anybody and is never followed.
    """
    gathering = _Gathering()
    for path in paths:
        if os.path.isdir(path):  # noqa: PTH112  Path.is_dir raises for a name that is too long
            _gather_folder(path, gathering)
        elif os.path.islink(path):  # noqa: PTH114  as above
            gathering.tell(
                f"{shown_file_name(path)} is a link; what it leads to is read.",
                "a path that was given is a link; what it leads to is read",
            )
            gathering.take(Path(os.path.realpath(path)))
        else:
            gathering.take(path)
    return Inputs(
        workbooks=tuple(gathering.workbooks),
        refused=tuple(gathering.refused),
        told=tuple(gathering.told),
        counts=tuple(gathering.counts),
    )


def refused_link(path: Path) -> JudgedList:
    """Return the answer to a link in a folder."""
    name = shown_file_name(path)
    return refused_unread(name, link_refused(name))


def _gather_folder(folder: Path, gathering: _Gathering) -> None:
    try:
        entries = entries_of(folder)
    except OSError:
        name = shown_file_name(folder)
        found = workbook_finding(
            "folder-unreadable",
            "What lies in the folder cannot be listed by this user.",
            where=CellRef(name),
            expected="a folder that may be read",
        )
        gathering.refused.append(refused_unread(name, found))
        return
    passed_over = []
    for entry in entries:
        if entry.kind is Kind.LINK and not _leads_to_neighbour(entry, entries):
            gathering.refused.append(refused_link(entry.path))
        elif entry.kind is Kind.LIST or (_is_unexpected(entry) and may_be_list(entry.path)):
            gathering.take(entry.path)
            _tell_open(entry, gathering)
        else:
            passed_over.append(entry)
    if passed_over:
        names = ", ".join(
            f"{shown_file_name(each.path)} ({each.kind.value})" for each in passed_over
        )
        gathering.tell(
            f"Not read in {shown_file_name(folder)}: {names}.",
            f"not read in a folder: {counted(each.kind for each in passed_over)}",
        )


def _is_unexpected(entry: Entry) -> bool:
    """Whether this is a folder or a device: with the name of a list it gets a list's answer."""
    return entry.kind in {Kind.FOLDER, Kind.SPECIAL}


def _leads_to_neighbour(entry: Entry, entries: Sequence[Entry]) -> bool:
    """Whether a link leads to a file of the same folder, which is read by its own name."""
    target = Path(os.path.realpath(entry.path))
    try:
        at_look = seen(target)
    except OSError:
        return False
    return any(each.kind is Kind.LIST and each.seen.is_the_same_file(at_look) for each in entries)


def _tell_open(entry: Entry, gathering: _Gathering) -> None:
    if entry.is_open:
        gathering.tell(
            f"{shown_file_name(entry.path)} is open in a spreadsheet program; what was last saved "
            "is read.",
            "a workbook is open in a spreadsheet program; what was last saved is read",
        )
