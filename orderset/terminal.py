"""What the commands say, on streams that may be closed, full or in a narrow encoding.

Nobody may be reading: ``orderset run … | head`` closes its end, a disk that takes the log is full.
What is published does not depend on it, so a run goes on; a report that was lost otherwise than by
its reader's will is told at the end.
"""

import contextlib
import dataclasses
import io
import json
import os
import sys
from typing import TextIO

import click

from orderset.errors import UnfitMachineError
from orderset.workbook.shown import is_invisible, visible


_OUT, _ERR = 1, 2


@dataclasses.dataclass(slots=True)
class _State:
    """Why the report did not reach its reader, in words; None while it did."""

    lost: str | None = None


_state = _State()


def prepare() -> None:
    """Make the standard streams safe to use, whatever they are."""
    _state.lost = None
    for descriptor in (0, _OUT, _ERR):
        try:
            os.fstat(descriptor)
        except OSError:
            # Closed: else the next file that is opened would be taken for a standard stream.
            os.open(os.devnull, os.O_RDWR)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A name that the encoding lacks is written as \u0141, and does not end the run.
            stream.reconfigure(errors="backslashreplace")


def check_file_names() -> None:
    """Check that the names of files can be read and written whole.

    Raises:
        UnfitMachineError: file names have a narrow encoding here, in which Łódź.xlsx has no name.
    """
    encoding = sys.getfilesystemencoding()
    if encoding != "utf-8":
        message = (
            f"The names of files are in {encoding} here, not in UTF-8, so some workbooks could not "
            "be named. Set LANG=C.UTF-8, or PYTHONUTF8=1."
        )
        raise UnfitMachineError(message)


def tell(text: str) -> None:
    """Write lines of the report to standard output."""
    _out(harmless(text))


def tell_data(data: object) -> None:
    """Write plain data to standard output as JSON, what acts on a terminal escaped."""
    text = json.dumps(data, ensure_ascii=False, indent=1)
    _out("".join(_escaped(c) if c != "\n" and is_invisible(c) else c for c in text))


def tell_drawn(text: str) -> None:
    """Write what was drawn for a terminal, its own control sequences as they are."""
    _out(text.removesuffix("\n"))


def harmless(text: str) -> str:
    r"""Return lines in which nothing acts on a terminal: a name may hold an escape sequence.

    Example:
        >>> harmless("li\x1b[2Jst")
        'li<U+001B>[2Jst'
    """
    return "\n".join(
        line if line.isascii() and line.isprintable() else visible(line)
        for line in text.split("\n")
    )


def _escaped(character: str) -> str:
    return json.dumps(character)[1:-1]


def _out(text: str) -> None:
    try:
        click.echo(text)
    except BrokenPipeError:
        _let_go(_OUT, sys.stdout)  # the reader has read enough
    except OSError as error:
        _let_go(_OUT, sys.stdout)
        _state.lost = f"The report cannot be written to standard output: {error.strerror}."


def say(text: str) -> None:
    """Write a line about the run itself to standard error."""
    try:
        click.echo(harmless(text), err=True)
    except OSError:
        _let_go(_ERR, sys.stderr)  # there is nobody left to tell


def lost() -> str | None:
    """Return why the report did not reach its reader, or None."""
    return _state.lost


def _let_go(descriptor: int, stream: TextIO) -> None:
    """Send all further output of a stream nowhere, what is still in its buffer too."""
    with contextlib.suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, descriptor)
        os.close(nowhere)
    with contextlib.suppress(OSError):
        stream.flush()
