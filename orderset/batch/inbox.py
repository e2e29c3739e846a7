"""The folder workflow: staff drop files into an inbox, and each file is answered and moved away.

A file that was published goes to ``done``, one that could not be read to ``refused`` with its
findings beside it. It moves after its batch is durable: a run that dies in between leaves the file
in the inbox, and the next run finds the batch standing and moves it. What is still being copied,
or has changed since it was read, stays for the next run.
"""

import contextlib
import dataclasses
import datetime as dt
import errno
import fcntl
import os
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from orderset.batch.folder import Entry, Kind, entries_of
from orderset.batch.inputs import refused_link
from orderset.batch.lists import JudgedList, refused_unread
from orderset.batch.moving import Answered, move
from orderset.batch.refusal import Refused, refuse
from orderset.errors import RunLockedError, StorageError
from orderset.findings import CellRef, workbook_finding
from orderset.workbook.shown import shown_file_name


LOCK_NAME = ".orderset.lock"
SETTLE_SECONDS = 5
"""How long a file must have been left alone. Long enough for a copy over a slow network to go on,
short enough for a pharmacist who waits."""


@dataclasses.dataclass(frozen=True, slots=True)
class Inbox:
    """The three folders of the workflow, and how long a file must not have changed."""

    folder: Path
    done: Path
    refused: Path
    settle_seconds: float = SETTLE_SECONDS


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """What became of one file of the inbox.

    ``told`` is for people, with the file's name; ``logged`` the same without. ``is_final`` is
    false when the file stays and has had no answer to what it holds now.
    """

    told: str
    logged: str
    is_final: bool
    is_moved: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Intake:
    """What a run found in its inbox: the files to read, those refused unread, what stays."""

    taken: tuple[Entry, ...]
    unreadable: tuple[tuple[Entry, JudgedList], ...]
    left: tuple[Answer, ...]


def inbox_at(folder: Path, done: Path | None, refused: Path | None, settle_seconds: float) -> Inbox:
    """Return the workflow's folders; ``done`` and ``refused`` lie beside the inbox by default.

    Raises:
        ValueError: two of the folders are the same.
    """
    place = Path(os.path.realpath(folder))
    inbox = Inbox(
        folder=place,
        done=done or place.parent / "done",
        refused=refused or place.parent / "refused",
        settle_seconds=settle_seconds,
    )
    if place in {Path(os.path.realpath(each)) for each in (inbox.done, inbox.refused)}:
        message = "the inbox cannot be its own folder for what is done or refused"
        raise ValueError(message)
    return inbox


@contextlib.contextmanager
def inbox_lock(inbox: Inbox) -> Iterator[None]:
    """Hold the inbox for one run, whatever its output folder; released however the run ends.

    Raises:
        RunLockedError: another run holds it.
        StorageError: the folder is not there, or files cannot be taken out of it.
    """
    try:
        handle = os.open(
            inbox.folder / LOCK_NAME, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600
        )
    except OSError as error:
        message = f"The inbox {inbox.folder} cannot be used: {error.strerror}."
        raise StorageError(message) from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in {errno.EWOULDBLOCK, errno.EACCES}:
                message = f"The lock of the inbox {inbox.folder} cannot be used: {error.strerror}."
                raise StorageError(message) from error
            message = f"Another run works on the inbox {inbox.folder}. Wait until it has ended."
            raise RunLockedError(message) from error
        yield
    finally:
        os.close(handle)


def look_into(inbox: Inbox, wait: Callable[[float], None] = time.sleep) -> Intake:
    """Return what lies in the inbox. Waits once, when a file changed only a moment ago.

    Raises:
        StorageError: the inbox cannot be listed.
    """
    entries = _entries(inbox)
    before = {each.path: each.seen for each in entries}
    unsettled = any(_is_recent(each, inbox.settle_seconds) for each in entries)
    if unsettled:
        wait(inbox.settle_seconds)
        entries = _entries(inbox)
    taken, unreadable, left = [], [], []
    for each in entries:
        if each.kind in {Kind.LIST, Kind.OTHER}:
            if unsettled and before.get(each.path) != each.seen:
                left.append(_left_copying(each))
            else:
                taken.append(each)
        elif each.kind is Kind.LINK:
            unreadable.append((each, refused_link(each.path)))
        elif each.kind is Kind.SPECIAL:
            unreadable.append((each, _device_refused(each.path)))
        elif each.kind is Kind.PARTIAL:
            left.append(_left_copying(each))
        elif each.kind is Kind.FOLDER and not _is_of(inbox, each.path):
            left.append(_left_alone(each))
    return Intake(tuple(taken), tuple(unreadable), tuple(left))


def answer_published(
    entry: Entry, judged: JudgedList, inbox: Inbox, day: dt.date, ordinal: str
) -> Answer:
    """Move a file whose batch stands to ``done``, or say why it stays.

    A file that somebody has open stays: taken away under a spreadsheet program it would be saved
    anew, or its changes lost. Its batch stands, and the next run that finds it closed moves it.

    Raises:
        StorageError: it could not be moved, and stays.
    """
    name = shown_file_name(entry.path)
    if entry.is_open:
        return Answer(
            f"{name} is open in a spreadsheet program: what was last saved was read, and the file "
            "stays in the inbox.",
            f"{ordinal} is open in a spreadsheet program and stays in the inbox",
            is_final=True,
        )
    moved = move(entry.path, inbox.done / day.isoformat(), _answered(entry, judged))
    return _moved_answer(name, moved, ordinal, "done")


def answer_refused(
    entry: Entry, refused: Refused, inbox: Inbox, day: dt.date, ordinal: str
) -> Answer:
    """Move a file that could not be read to ``refused``, or say why it stays.

    Raises:
        StorageError: it could not be moved, and stays.
    """
    name = shown_file_name(entry.path)
    if entry.is_open:
        return Answer(
            f"{name} is open in a spreadsheet program and stays in the inbox.",
            f"{ordinal} is open in a spreadsheet program and stays in the inbox",
            is_final=False,
        )
    answered = _answered(entry, refused.judged)
    moved = refuse(entry.path, refused, inbox.refused / day.isoformat(), answered)
    return _moved_answer(name, moved, ordinal, "refused")


def _moved_answer(name: str, moved: Path | None, ordinal: str, where: str) -> Answer:
    if moved is None:
        return Answer(
            f"{name} was changed or taken away while this run worked. What is in the inbox now "
            "stays there, and the next run reads it.",
            f"{ordinal} was changed or taken away meanwhile; what is there now stays",
            is_final=False,
        )
    return Answer(
        f"{name} was moved to {moved.parent} as {shown_file_name(moved)}.",
        f"{ordinal} was moved to {where}",
        is_final=True,
        is_moved=True,
    )


def _answered(entry: Entry, judged: JudgedList) -> Answered:
    return Answered(entry.seen, judged.source.sha256 if judged.source else None)


def _entries(inbox: Inbox) -> Sequence[Entry]:
    try:
        return entries_of(inbox.folder)
    except OSError as error:
        message = f"The inbox {inbox.folder} cannot be listed: {error.strerror}."
        raise StorageError(message) from error


def _is_recent(entry: Entry, settle_seconds: float) -> bool:
    """Whether a file changed a moment ago, or at a time that lies ahead by this clock."""
    if entry.kind not in {Kind.LIST, Kind.OTHER}:
        return False
    changed_ns = max(entry.seen.modified_ns, entry.seen.changed_ns)
    return (time.time_ns() - changed_ns) / 1e9 < settle_seconds


def _is_of(inbox: Inbox, folder: Path) -> bool:
    """Whether a folder in the inbox is one of the workflow's own, or holds one."""
    own = [Path(os.path.realpath(each)) for each in (inbox.done, inbox.refused)]
    return any(each.is_relative_to(folder) for each in own)


def _left_copying(entry: Entry) -> Answer:
    return Answer(
        f"{shown_file_name(entry.path)} is still being copied or saved. It stays in the inbox, and "
        "the next run reads it.",
        "a file is still being copied or saved and stays in the inbox",
        is_final=False,
    )


def _left_alone(entry: Entry) -> Answer:
    return Answer(
        f"{shown_file_name(entry.path)} is a folder. What lies in it is not read.",
        "a folder in the inbox was left alone",
        is_final=True,
    )


def _device_refused(path: Path) -> JudgedList:
    name = shown_file_name(path)
    found = workbook_finding(
        "not-a-workbook",
        "This is a pipe, a socket or a device, not a file.",
        where=CellRef(name),
        expected="an Excel workbook (.xlsx)",
        hint="Put the workbook itself into the inbox.",
    )
    return refused_unread(name, found)
