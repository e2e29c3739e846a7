"""Being told to stop: a signal becomes one exception, where everything can be cleaned up.

Source: faults.md 3.2 F2.
"""

import contextlib
import dataclasses
import signal
import threading
from collections.abc import Iterator


SIGNALS = (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)


class StoppedError(BaseException):
    """The run was told to stop. No ``Exception``: nothing that goes on after a fault may catch it.

    ``exit_code`` is 128 and the number of the signal, as a shell says it.
    """

    def __init__(self, number: int) -> None:
        """Remember the signal."""
        name = signal.Signals(number).name
        super().__init__(
            f"stopped by {name}. What was published before stands whole; nothing else was "
            "published. The next run completes the rest."
        )
        self.exit_code = 128 + number


@dataclasses.dataclass(slots=True)
class _State:
    """What has been asked of this process; a process has one set of signal handlers."""

    asked: int | None = None
    held: int = 0


_state = _State()


@contextlib.contextmanager
def stoppable() -> Iterator[None]:
    """Turn a signal to stop into ``StoppedError`` in this block. A second one ends at once.

    A signal that was ignored from outside stays ignored, as ``nohup`` wants it.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {each: signal.getsignal(each) for each in SIGNALS}
    _state.asked, _state.held = None, 0
    try:
        for each, handler in before.items():
            if handler not in {signal.SIG_IGN, None}:
                signal.signal(each, _ask)
        yield
    finally:
        _state.asked = None
        for each, handler in before.items():
            if handler is not None:  # None is one that Python did not set, and cannot set again
                signal.signal(each, handler)


@contextlib.contextmanager
def uninterrupted() -> Iterator[None]:
    """Finish this block before stopping.

    Raises:
        StoppedError: the run was told to stop, before the block or in it.
    """
    stop_if_asked()
    _state.held += 1
    try:
        yield
    finally:
        _state.held -= 1
    stop_if_asked()


def stop_if_asked() -> None:
    """Stop here if a library has swallowed the exception, as some do with every one they meet.

    Raises:
        StoppedError: the run was told to stop.
    """
    if _state.asked is not None:
        raise StoppedError(_state.asked)


def _ask(number: int, _: object) -> None:
    _state.asked = number
    for each in SIGNALS:
        if signal.getsignal(each) is _ask:
            signal.signal(each, signal.SIG_DFL)
    if not _state.held:
        raise StoppedError(number)
