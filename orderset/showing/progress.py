"""The progress bar of a run: workbooks while they are read, then patients, with the time left.

It is drawn when something happens, without a thread of its own: a run starts processes and heeds
signals, and a bar must not be able to harm either. What else is written is written above it.
"""

import contextlib
import io
from collections.abc import Iterator
from typing import Self, TextIO

from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from orderset.batch.watching import Watcher
from orderset.showing.console import console_for


_WIDE = 80
"""Columns. On a narrower terminal the bar leaves out the time so far."""


class ProgressBar(Watcher):
    """Shows how a run goes on, on a terminal. Whatever fails while it is shown ends the showing."""

    def __init__(self, stream: TextIO) -> None:
        """Make the bar; it is shown from the first count on, within ``with``."""
        super().__init__()
        console = console_for(stream)
        is_wide = console.width >= _WIDE
        elapsed = (TimeElapsedColumn(), TextColumn("so far,", markup=False)) if is_wide else ()
        self._bar = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=20 if is_wide else 12),
            TextColumn("{task.completed:.0f} of {task.total:.0f} {task.fields[of]}", markup=False),
            *elapsed,
            TimeRemainingColumn(),
            TextColumn("left", markup=False),
            console=console,
            auto_refresh=False,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._task = self._bar.add_task("", total=None, visible=False, of="")
        self._is_shown = False

    def __enter__(self) -> Self:
        """Begin; nothing is drawn yet."""
        return self

    def __exit__(self, *_: object) -> None:
        """Wipe the bar away."""
        self._stop()

    def reading(self, workbooks: int) -> None:
        """Count workbooks."""
        self._begin("Reading", workbooks, "workbook" if workbooks == 1 else "workbooks")

    def read(self) -> None:
        """Count one workbook."""
        self._advance()

    def printing(self, patients: int) -> None:
        """Count patients from here on."""
        self._begin("Printing", patients, "patient" if patients == 1 else "patients")

    def printed(self) -> None:
        """Count one patient."""
        self._advance()

    def done(self, patients: int) -> None:
        """Count the patients of a whole workbook."""
        with self._drawing():
            self._bar.update(self._task, completed=patients)

    @contextlib.contextmanager
    def above(self) -> Iterator[None]:
        """Take the bar away while something else is written, to whichever stream."""
        was_shown = self._is_shown
        self._stop()
        yield
        if was_shown:
            self._start()

    def _begin(self, doing: str, total: int, of: str) -> None:
        self._start()
        with self._drawing():
            self._bar.reset(self._task, description=doing, total=total, visible=total > 0, of=of)

    def _advance(self) -> None:
        with self._drawing():
            self._bar.advance(self._task)

    def _start(self) -> None:
        with self._drawing(is_shown=True):
            self._bar.start()

    def _stop(self) -> None:
        with self._drawing(is_shown=False):
            self._bar.stop()

    @contextlib.contextmanager
    def _drawing(self, *, is_shown: bool | None = None) -> Iterator[None]:
        """Draw, unless the terminal has gone: a run does not depend on being watched."""
        if is_shown is not None:
            self._is_shown = is_shown
        try:
            yield
            if is_shown is None and self._is_shown:  # starting draws it by itself
                self._bar.refresh()
        except (OSError, ValueError):
            self._is_shown = False


class AboveBar(io.TextIOBase):
    """A stream for a log's lines that writes each above the bar."""

    def __init__(self, bar: ProgressBar, stream: TextIO) -> None:
        """Write to this stream, around this bar."""
        self._bar, self._stream = bar, stream

    def write(self, text: str) -> int:
        """Write a line, the bar out of its way."""
        with self._bar.above():
            written = self._stream.write(text)
            self._stream.flush()
        return written

    def flush(self) -> None:
        """Every line has been flushed already."""

    def isatty(self) -> bool:
        """Whether it is a terminal; a bar is on nothing else."""
        return self._stream.isatty()
