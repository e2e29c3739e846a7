"""One workbook file from its path to its rows, as a value that can cross a process boundary.

This module is light: whoever asks a worker process for it does not load openpyxl itself.
"""

import dataclasses
import importlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from orderset.findings import Finding
from orderset.workbook.content import WorkbookContent
from orderset.workbook.source import SourceFile, read_source


@dataclasses.dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file's bytes as read, None where there are none, and what it holds."""

    source: SourceFile | None
    content: WorkbookContent


def load_libraries() -> None:
    """Load what reading needs, so that the first workbook need not wait for it."""
    importlib.import_module("orderset.workbook.reader")


def opened_file(path: Path, name: str, heading_aliases: Mapping[str, Sequence[str]]) -> OpenedFile:
    """Read a file and everything in it; why it cannot be read is a finding in the content.

    Args:
        path: the file.
        name: what it is called, in findings and on paper.
        heading_aliases: a site's own headings, by the key of the column.

    Raises:
        MemoryError: it needs more memory than there is.
    """
    source = read_source(path, name)
    if isinstance(source, Finding):
        return not_opened(name, source)
    from orderset.workbook.reader import read_source_file  # noqa: PLC0415  as said at the top

    return OpenedFile(source, read_source_file(source, heading_aliases))


def not_opened(name: str, finding: Finding) -> OpenedFile:
    """Return what stands for a file that could not be read."""
    return OpenedFile(None, WorkbookContent(name, sha256="", usable=False, findings=(finding,)))


def annotated_bytes(source_bytes: bytes, findings: Sequence[Finding]) -> bytes:
    """Return the annotated copy of a workbook; see ``annotated_copy``."""
    from orderset.workbook.annotated import annotated_copy  # noqa: PLC0415  as said at the top

    return annotated_copy(source_bytes, findings)
