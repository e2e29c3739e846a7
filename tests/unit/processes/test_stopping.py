import contextlib
import os
import signal
import threading
from collections.abc import Callable, Iterator

import pytest

from orderset.processes.stopping import (
    SIGNALS,
    StoppedError,
    stop_if_asked,
    stoppable,
    uninterrupted,
)


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    """Let no handler stay behind, whatever happens; tests run in the background may ignore some."""
    found = {each: signal.getsignal(each) for each in SIGNALS}
    for each in SIGNALS:
        signal.signal(each, signal.SIG_DFL)
    before = {each: signal.getsignal(each) for each in SIGNALS}
    try:
        yield
        assert {each: signal.getsignal(each) for each in SIGNALS} == before
    finally:
        for each, handler in found.items():
            signal.signal(each, handler)


def _tell(number: int) -> None:
    os.kill(os.getpid(), number)


@pytest.mark.parametrize(("number", "code"), [(1, 129), (2, 130), (15, 143)])
def test_a_signal_becomes_one_exception_with_its_code(number: int, code: int) -> None:
    with pytest.raises(StoppedError) as stopped, stoppable():
        _tell(number)
    assert stopped.value.exit_code == code
    assert "The next run completes the rest" in str(stopped.value)
    assert not isinstance(stopped.value, Exception)


def _stopped_by(what: Callable[[], None]) -> None:
    """Do something during which the run is told to stop, and see that it does."""
    with pytest.raises(StoppedError), stoppable():
        what()


def test_what_must_not_be_interrupted_is_finished_first() -> None:
    seen = []

    def publish() -> None:
        with uninterrupted():
            _tell(signal.SIGTERM)
            seen.append("finished")
        seen.append("went on")

    _stopped_by(publish)
    assert seen == ["finished"]


def test_a_second_signal_has_its_own_effect_again() -> None:
    seen: list[object] = []

    def publish() -> None:
        with uninterrupted():
            _tell(signal.SIGTERM)
            seen.extend(signal.getsignal(each) for each in SIGNALS)

    _stopped_by(publish)
    assert set(seen) == {signal.SIG_DFL}


def test_a_stop_that_was_swallowed_is_not_lost() -> None:
    seen = []

    def draw() -> None:
        with contextlib.suppress(BaseException):  # as a library does while it draws
            _tell(signal.SIGTERM)
        seen.append("went on")
        stop_if_asked()
        seen.append("went on again")

    _stopped_by(draw)
    assert seen == ["went on"]


def test_nothing_was_asked() -> None:
    with stoppable(), uninterrupted():
        stop_if_asked()


def test_an_ignored_signal_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with stoppable():
            _tell(signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)


def test_in_another_thread_nothing_is_set() -> None:
    seen: list[object] = []

    def look() -> None:
        with stoppable():
            seen.append(signal.getsignal(signal.SIGTERM))

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [signal.getsignal(signal.SIGTERM)]
