"""What may leave a process beside its results: nothing that could be a patient's.

Libraries log, warn and raise with the text at hand, and that text is somebody's name. Here every
way by which Python writes such a text to standard error says instead where it happened. A crash of
the process leaves no image of its memory behind.
"""

import contextlib
import ctypes
import logging
import resource
import sys
import threading
import types
import warnings
from collections.abc import Iterator
from pathlib import Path

from orderset.errors import places


OWN_LOGGER = "orderset"
"""Our own messages are written by people who know this rule, so they are told as they are."""

_PR_SET_DUMPABLE = 4


@contextlib.contextmanager
def discretion() -> Iterator[None]:
    """Keep texts of libraries and errors from standard error until the block is left."""
    keep_no_memory_image()
    root, handler = logging.getLogger(), _Discreet()
    before = (sys.excepthook, sys.unraisablehook, threading.excepthook)
    with warnings.catch_warnings():
        warnings.showwarning = _warned
        sys.excepthook, sys.unraisablehook, threading.excepthook = _raised, _unraised, _in_thread
        root.addHandler(handler)
        try:
            yield
        finally:
            root.removeHandler(handler)
            sys.excepthook, sys.unraisablehook, threading.excepthook = before


def keep_no_memory_image() -> None:
    """Let a crash of this process write no core dump, by file or by the system's collector."""
    _, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, hard))
    # A collector behind core_pattern gets the image whatever the limit; this keeps it back.
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


class _Discreet(logging.Handler):
    """Writes who logged and where; only our own messages as they are."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.partition(".")[0] == OWN_LOGGER:
            _say(record.getMessage())
        else:
            place = f"{Path(record.pathname).name}:{record.lineno}"
            _say(f"{record.levelname} from {record.name} at {place}")


def _warned(*told: object, **_: object) -> None:
    """Say which warning it was and where; its text is the first of what ``warnings`` tells."""
    category, filename, line = told[1:4]
    name = category.__name__ if isinstance(category, type) else "a warning"
    _say(f"{name} at {Path(str(filename)).name}:{line}")


def _raised(
    kind: type[BaseException], error: BaseException, where: types.TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, where)
    else:
        _say(places(error))


def _unraised(unraisable: "sys.UnraisableHookArgs") -> None:
    error = unraisable.exc_value
    _say(places(error) if error else unraisable.exc_type.__name__)


def _in_thread(arguments: threading.ExceptHookArgs) -> None:
    error = arguments.exc_value
    _say(places(error) if error else arguments.exc_type.__name__)


def _say(text: str) -> None:
    # A standard error that is closed must not become a second fault.
    with contextlib.suppress(OSError, ValueError, AttributeError):
        sys.stderr.write(f"orderset: {text}\n")
