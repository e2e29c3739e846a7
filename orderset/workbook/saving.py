"""Saving a workbook so that the same content always gives the same bytes."""

import datetime as dt
import io
import zipfile
from pathlib import Path

from openpyxl.workbook import Workbook
from openpyxl.writer.excel import ExcelWriter

from orderset.errors import StorageError


# The earliest time that a zip archive can hold: it says that no clock got into the file.
NO_TIME = dt.datetime(1980, 1, 1)  # noqa: DTZ001  workbooks and archives know no time zone
_UNIX = 3
_READABLE_FILE = 0o100644 << 16


def workbook_bytes(workbook: Workbook) -> bytes:
    """Return the workbook as the bytes of an .xlsx file, free of clock and machine.

    The times in the workbook's properties are written as they are: the caller sets them.
    """
    saved = io.BytesIO()
    # Workbook.save would set the time of the last change to now.
    ExcelWriter(workbook, zipfile.ZipFile(saved, "w", zipfile.ZIP_STORED)).save()
    timeless = io.BytesIO()
    with zipfile.ZipFile(saved) as members, zipfile.ZipFile(timeless, "w") as target:
        for member in members.infolist():
            entry = zipfile.ZipInfo(member.filename, NO_TIME.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = _UNIX
            entry.external_attr = _READABLE_FILE
            target.writestr(entry, members.read(member))
    return timeless.getvalue()


def write_bytes(target: Path, data: bytes) -> None:
    """Write a file whole.

    Raises:
        StorageError: the file cannot be written; the message names it.
    """
    try:
        target.write_bytes(data)
    except OSError as error:
        message = f"The workbook {target} could not be written: {error.strerror}."
        raise StorageError(message) from error
