"""The copy of a workbook that goes back to its sender, every finding in its cell."""

import itertools
import os
from pathlib import Path

from orderset.batch.lists import JudgedList
from orderset.delivery import PRIVATE_FILE, PRIVATE_FOLDER
from orderset.errors import StorageError
from orderset.workbook.annotated import annotated_copy


def annotated(judged: JudgedList) -> bytes | None:
    """Return the annotated copy, or None when nothing was found or no file could be read."""
    if judged.source is None or not judged.all_findings:
        return None
    return annotated_copy(judged.source.data, judged.all_findings)


def write_annotated(judged: JudgedList, folder: Path) -> None:
    """Write the annotated copy into a folder; a file that stands there is never replaced.

    It is private to the user, as a batch is: it holds the whole list.

    Raises:
        StorageError: it could not be written.
    """
    copy = annotated(judged)
    if copy is None:
        return
    try:
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        place = _free_place(folder, judged.name)
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, PRIVATE_FILE)
        with os.fdopen(handle, "wb") as file:
            file.write(copy)
    except OSError as error:
        message = f"Writing to {folder} failed: {error.strerror}."
        raise StorageError(message) from error


def _free_place(folder: Path, name: str) -> Path:
    """Return the workbook's own name, or with a number where that name is taken.

    The folder may be the sender's own, and two workbooks of one run may have one name.
    """
    wanted = folder / name
    numbered = (wanted.with_stem(f"{wanted.stem}-{n}") for n in itertools.count(2))
    return next(each for each in itertools.chain([wanted], numbered) if not each.exists())
