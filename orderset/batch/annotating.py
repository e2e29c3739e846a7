"""The copy of a workbook that goes back to its sender, every finding in its cell.

It is made in a worker process, as the workbook was read: the same file is opened again.
"""

import dataclasses
import itertools
from pathlib import Path

from orderset.batch.lists import JudgedList
from orderset.errors import StorageError
from orderset.findings import CellRef, workbook_finding
from orderset.processes.executor import Executor
from orderset.processes.task import Failure, Task
from orderset.storage import Access, make_folders, write_flushed
from orderset.workbook.opening import annotated_bytes


NO_ORIGINAL = b""
"""Annotated as a file that cannot be opened: a workbook with the list of findings alone."""


def annotated(judged: JudgedList, executor: Executor) -> tuple[JudgedList, bytes | None]:
    """Return the list and its annotated copy, None when there is nothing to send back.

    Where the sender's file cannot be annotated within the limits, the copy is the list of findings
    alone. Where not even that can be made, there is none, and the list says so.

    Raises:
        OrdersetError: nothing can be made here, whatever the workbook.
    """
    if judged.source is None or not judged.all_findings:
        return judged, None
    copy = _copy(judged.source.data, judged, executor)
    if isinstance(copy, Failure):
        copy = _copy(NO_ORIGINAL, judged, executor)
    if isinstance(copy, Failure):
        return _without_copy(judged, copy), None
    return judged, copy


def _copy(original: bytes, judged: JudgedList, executor: Executor) -> bytes | Failure:
    return Task(executor, annotated_bytes, original, judged.all_findings).result()


def _without_copy(judged: JudgedList, failure: Failure) -> JudgedList:
    """Return the list with the finding that its annotated copy could not be made."""
    reason = failure.error or failure.cause.name.lower().replace("_", " ")
    finding = workbook_finding(
        "orderset-defect",
        "The copy of the workbook with every finding in its cell could not be made. The findings "
        "themselves are complete.",
        where=CellRef(judged.name),
        found=reason,
        expected="an annotated copy",
    )
    return dataclasses.replace(judged, findings=(*judged.findings, finding))


def write_annotated(judged: JudgedList, folder: Path, executor: Executor) -> JudgedList:
    """Write the annotated copy into a folder; a file that stands there is never replaced.

    It is private to the user, as a batch is: it holds the whole list.

    Returns:
        The list, with a finding more where no copy could be made.

    Raises:
        StorageError: it could not be written.
    """
    judged, copy = annotated(judged, executor)
    if copy is None:
        return judged
    try:
        make_folders(folder, Access.PRIVATE)
        write_flushed(_free_place(folder, judged.name), copy, Access.PRIVATE)
    except OSError as error:
        message = f"Writing to {folder} failed: {error.strerror}."
        raise StorageError(message) from error
    return judged


def _free_place(folder: Path, name: str) -> Path:
    """Return the workbook's own name, or with a number where that name is taken.

    The folder may be the sender's own, and two workbooks of one run may have one name.
    """
    wanted = folder / name
    numbered = (wanted.with_stem(f"{wanted.stem}-{n}") for n in itertools.count(2))
    return next(each for each in itertools.chain([wanted], numbered) if not each.exists())
