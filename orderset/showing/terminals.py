"""When a stream is a terminal that can show more than lines, and a run watched on one.

rich is imported where something is drawn and nowhere else: it takes longer to load than the help
takes to print.
"""

import contextlib
import dataclasses
import os
import sys
from collections.abc import Callable, Iterator
from typing import IO, TextIO, cast

from orderset.batch.watching import Watcher
from orderset.terminal import tell


@dataclasses.dataclass(frozen=True, slots=True)
class Watch:
    """Who counts, who takes lines for standard output, and the stream for the log's lines.

    ``shown`` is None where the log's lines go to standard error as they are.
    """

    watcher: Watcher
    tell: Callable[[str], None]
    shown: IO[str] | None


def is_rich(stream: TextIO | None) -> bool:
    """Whether a stream is a terminal on which more than plain lines is wanted."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM", "dumb") in {"", "dumb"}:
        return False
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # closed
        return False


@contextlib.contextmanager
def watched(*, quiet: bool) -> Iterator[Watch]:
    """Watch a run: with a bar if standard error is a terminal and somebody wants it."""
    if quiet or not is_rich(sys.stderr):
        yield Watch(Watcher(), tell, None)
        return
    from orderset.showing.progress import AboveBar, ProgressBar

    with ProgressBar(sys.stderr) as bar:

        def tell_above(text: str) -> None:
            with bar.above():
                tell(text)

        yield Watch(bar, tell_above, cast("IO[str]", AboveBar(bar, sys.stderr)))
