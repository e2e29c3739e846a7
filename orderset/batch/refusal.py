"""What stands beside a refused file: its findings as a text, and a copy with them in its cells."""

import dataclasses
import os
from collections.abc import Iterator
from pathlib import Path

from orderset.batch.lists import JudgedList
from orderset.batch.moving import Answered, free_names, make_folder, move, write_beside
from orderset.batch.report import text_report
from orderset.errors import StorageError


TEXT_ENDING = ".findings.txt"
COPY_ENDING = ".findings.xlsx"


@dataclasses.dataclass(frozen=True, slots=True)
class Refused:
    """A file that could not be read: its findings, and its annotated copy where one was made."""

    judged: JudgedList
    copy: bytes | None = None


def refuse(path: Path, refused: Refused, folder: Path, answered: Answered) -> Path | None:
    """Move a file that could not be read into a folder, its findings beside it.

    The findings are written first, so that no refused file ever stands without its reason.

    Returns:
        Where the file stands now; None when it has changed since it was read, and stays.

    Raises:
        StorageError: it could not be moved, and stays.
    """
    written = []
    try:
        make_folder(folder)
        for ending, content in _beside(refused, answered):
            name = next(free_names(path.name, ending))
            written.append(write_beside(folder, name, content))
        moved = move(path, folder, answered)
    except OSError as error:
        _remove(written)
        message = f"Writing to {folder} failed: {error.strerror or 'unknown reason'}."
        raise StorageError(message) from error
    except StorageError:
        _remove(written)
        raise
    if moved is None:
        _remove(written)
    return moved


def findings_text(judged: JudgedList, answered: Answered) -> str:
    """Return the findings as a text for whoever sent the file; the same file, the same text."""
    lines = [
        "This file could not be read. Nobody in it was given documents.",
        "",
        *text_report(judged),
        "",
        "Put a corrected file into the inbox; the next run reads it.",
    ]
    if answered.sha256:
        lines.append(f"SHA-256 of the file that was read: {answered.sha256}")
    return "\n".join(lines) + "\n"


def _beside(refused: Refused, answered: Answered) -> Iterator[tuple[str, bytes]]:
    yield TEXT_ENDING, findings_text(refused.judged, answered).encode()
    if refused.copy is not None:
        yield COPY_ENDING, refused.copy


def _remove(files: list[Path]) -> None:
    for each in files:
        if os.path.lexists(each):
            each.unlink()
