"""The log of a run: one line for each event, with the time and its offset, and the run's id.

A line names rows, document ids, and a workbook by its number and the first digits of its hash:
never a patient, and no file's name either, for people write patients' names into those.
"""

import contextlib
import datetime as dt
import logging
import os
import secrets
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from orderset.batch.exit_codes import EXIT_CODES
from orderset.errors import OrdersetError, StorageError


DEFECT = OrdersetError.exit_code
KEYBOARD = 130
_LEVELS = {0: logging.INFO, 1: logging.WARNING, 3: logging.WARNING}
_HASH_DIGITS = 8
_WORKING = "is_while_working"
_FILE_ONLY = "is_for_the_file_alone"
_LINE = "%(asctime)s %(run_id)s %(levelname)s %(message)s"


def new_run_id(now: dt.datetime) -> str:
    """Return an id for a run that begins at ``now``: its time in UTC and six random digits.

    In UTC the two hours of an October night have two names.
    """
    return f"{now.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"


def workbook_ordinal(number: int, total: int, sha256: str | None) -> str:
    """Return what a log calls a workbook.

    Example:
        >>> workbook_ordinal(3, 5, "1a2b3c4d5e6f")
        'workbook 3 of 5 (sha256 1a2b3c4d)'
    """
    return f"workbook {number} of {total} (sha256 {sha256[:_HASH_DIGITS] if sha256 else 'none'})"


class _Formatter(logging.Formatter):
    """One line for each event, whatever its text."""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802  logging's own name
        """Return the local time with its offset, which says which of two hours it was."""
        del datefmt
        return dt.datetime.fromtimestamp(record.created).astimezone().isoformat(timespec="seconds")

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; line breaks of a message become bars."""
        return " | ".join(super().format(record).splitlines())


class _Handler(logging.StreamHandler[IO[str]]):
    """Writes and flushes each line; remembers that one failed, and goes on."""

    failure: BaseException | None = None

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  logging's own name
        """Remember the failure: a log that cannot be written must not stop the printing."""
        del record
        self.failure = self.failure or sys.exc_info()[1]


class RunLog:
    """What a run says while it works, on stderr and, if there is one, in the log file."""

    def __init__(self, run_id: str, file: "_Handler | None") -> None:
        """Begin the log of a run; ``opened_log`` does this."""
        self.run_id = run_id
        self._file = file
        self._logger = _LOGGER
        self._started = time.monotonic()
        self._ended = False

    def progress(self, text: str) -> None:
        """Say how the work goes on; left out on stderr when no progress is wanted."""
        self._write(logging.INFO, text, **{_WORKING: True})

    def warn(self, text: str) -> None:
        """Say what somebody has to look at."""
        self._write(logging.WARNING, text)

    def fault(self, text: str) -> None:
        """Say that something of ours went wrong."""
        self._write(logging.ERROR, text)

    def end(self, code: int, totals: str) -> None:
        """Write the last line: how the run ended, what came in and out, who has what to do."""
        self._ended = True
        seconds = time.monotonic() - self._started
        asked = EXIT_CODES[code]
        level = _LEVELS.get(code, logging.ERROR)
        self._write(
            level,
            f"ended with exit code {code} ({asked.meaning}) after {seconds:.0f} s. {totals} "
            f"To do ({asked.who}): {asked.to_do}",
        )

    def fail(self, error: BaseException, totals: str) -> None:
        """Write the last lines of a run that a fault ended. The text of a defect is left out."""
        if self._ended:
            return
        if isinstance(error, OrdersetError):
            self._write(logging.ERROR, str(error), **{_FILE_ONLY: True})
        self.end(_code_of(error), totals)

    @property
    def is_broken(self) -> bool:
        """Whether a line of the log file was lost."""
        return self._file is not None and self._file.failure is not None

    def check_written(self) -> None:
        """Check that no line of the log file was lost.

        Raises:
            StorageError: one was.
        """
        if self._file is not None and self._file.failure is not None:
            reason = getattr(self._file.failure, "strerror", None) or "unknown reason"
            message = f"The log file cannot be written: {reason}."
            raise StorageError(message)

    def _write(self, level: int, text: str, **marks: bool) -> None:
        self._logger.log(level, "%s", text, extra={"run_id": self.run_id, **marks})


def _code_of(error: BaseException) -> int:
    match error:
        case KeyboardInterrupt():
            code: object = KEYBOARD
        case SystemExit():
            code = error.code
        case _:
            code = getattr(error, "exit_code", DEFECT)
    return code if isinstance(code, int) and code in EXIT_CODES else DEFECT


_LOGGER = logging.getLogger("orderset.run")


@contextlib.contextmanager
def opened_log(path: Path | None, *, quiet: bool, shown: IO[str] | None = None) -> Iterator[RunLog]:
    """Open the log of one run: lines on stderr, and in the file if one is named.

    ``shown`` takes the place of stderr: a stream that knows how to write around a progress bar.
    On a terminal stderr shows the messages alone. ``quiet`` leaves out how the work goes on; the
    file has it all.

    Raises:
        StorageError: the file cannot be written; said before the run has done anything.
    """
    run_id = new_run_id(dt.datetime.now(dt.UTC))
    with contextlib.ExitStack() as stack:
        file = None
        if path is not None:
            file = _Handler(stack.enter_context(_appending(path)))
            file.setFormatter(_Formatter(_LINE))
            _attach(file, stack)
        stream = shown or sys.stderr
        if stream is not None:
            handler = _Handler(stream)
            handler.setFormatter(_Formatter("%(message)s" if stream.isatty() else _LINE))
            handler.addFilter(
                lambda each: not (hasattr(each, _FILE_ONLY) or (quiet and hasattr(each, _WORKING)))
            )
            _attach(handler, stack)
        yield RunLog(run_id, file)


def _attach(handler: _Handler, stack: contextlib.ExitStack) -> None:
    _LOGGER.setLevel(logging.INFO)
    _LOGGER.propagate = False
    _LOGGER.addHandler(handler)
    stack.callback(_LOGGER.removeHandler, handler)


@contextlib.contextmanager
def _appending(path: Path) -> Iterator[IO[str]]:
    # Without waiting: a named pipe that nobody reads must not hold up the night.
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        handle = os.open(path, flags, 0o600)
    except OSError as error:
        message = f"The log file {path} cannot be written: {error.strerror}."
        raise StorageError(message) from error
    file = os.fdopen(handle, "a", encoding="utf-8", errors="backslashreplace")
    try:
        yield file
    finally:
        with contextlib.suppress(OSError):  # what could not be written was remembered already
            file.close()
