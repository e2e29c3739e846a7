"""Tasks and what becomes of them, with the pool of real processes."""

import functools
import os
import pathlib
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future

import pebble
import pytest

from orderset.errors import StorageError, UnfitMachineError
from orderset.processes.executor import InProcess, Limits
from orderset.processes.pool import WorkerPool
from orderset.processes.task import Cause, Failure, Task


NOTHING = functools.partial(int, "1")


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    with WorkerPool(Limits(workers=1, seconds=2.0, memory_mb=200), "test", NOTHING) as started:
        yield started


class _PanicError(BaseException):
    """What no ``except Exception`` catches, as a Rust library's panic."""


def _panic() -> None:
    raise _PanicError


def _run_out_of_memory() -> bytearray:
    return bytearray(2**31)


def _processor_time_allowed() -> int:
    return resource.getrlimit(resource.RLIMIT_CPU)[0]


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (functools.partial(time.sleep, 60), Failure(Cause.TOO_LONG)),
        (_run_out_of_memory, Failure(Cause.TOO_MUCH_MEMORY)),
        (os.abort, Failure(Cause.PROCESS_DIED)),
        (sys.exit, Failure(Cause.ERROR, "SystemExit")),
        (functools.partial(int, "a name"), Failure(Cause.ERROR, "ValueError")),
    ],
)
def test_whatever_a_task_does_is_its_result(
    pool: WorkerPool, call: Callable[[], object], expected: Failure
) -> None:
    assert Task(pool, call).result() == expected
    assert Task(pool, abs, -3).result() == 3


def test_what_is_no_exception_costs_its_task_alone(pool: WorkerPool) -> None:
    failure = Task(pool, _panic).result()
    assert isinstance(failure, Failure)
    assert failure.cause is Cause.ERROR
    assert Task(pool, abs, -3).result() == 3


def test_every_task_has_a_limit_of_processor_time_of_its_own(pool: WorkerPool) -> None:
    first = Task(pool, _processor_time_allowed).result()
    assert isinstance(first, int)
    assert 2 <= first <= 30
    assert first != resource.RLIM_INFINITY


def test_beyond_its_processor_time_the_kernel_ends_a_process() -> None:
    program = (
        "from orderset.processes.worker import within\n"
        "def spin():\n"
        "    while True: pass\n"
        "within(0.1, spin, (), {})"
    )
    done = subprocess.run(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-c", program], timeout=60, check=False
    )
    assert done.returncode == -signal.SIGXCPU


def _expired(exitcode: int) -> Future[None]:
    future: Future[None] = Future()
    future.set_exception(pebble.ProcessExpired("gone", code=exitcode))  # type: ignore[no-untyped-call]
    return future


class _Losing:
    """An executor whose processes always end with one code."""

    def __init__(self, exitcode: int) -> None:
        self.exitcode = exitcode
        self.submitted = 0

    def submit(self, *_: object) -> Future[None]:
        self.submitted += 1
        return _expired(self.exitcode)


def test_out_of_processor_time_is_too_long_and_is_not_tried_again() -> None:
    executor = _Losing(-signal.SIGXCPU)
    assert Task(executor, abs, 1).result() == Failure(Cause.TOO_LONG)  # type: ignore[arg-type]
    assert executor.submitted == 1


def test_a_killed_process_is_tried_again_once() -> None:
    executor = _Losing(-signal.SIGKILL)
    assert Task(executor, abs, 1).result() == Failure(Cause.PROCESS_DIED)  # type: ignore[arg-type]
    assert executor.submitted == 2


def _storage_fails() -> None:
    message = "no disk"
    raise StorageError(message)


def test_a_fault_of_the_surroundings_is_no_task_s() -> None:
    with pytest.raises(StorageError):
        Task(InProcess(), _storage_fails).result()


def test_without_a_temporary_folder_no_worker_starts_and_it_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/not/there")
    with (
        pytest.raises(UnfitMachineError, match="No such file or directory"),
        WorkerPool(Limits(workers=1), "test", NOTHING),
    ):
        pass


def test_the_scratch_folder_is_gone_afterwards(
    monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with WorkerPool(Limits(workers=1), "test", NOTHING) as started:
        made = Task(started, tempfile.mkdtemp).result()
        assert isinstance(made, str)
        assert pathlib.Path(made).is_relative_to(tmp_path)
    assert [*tmp_path.iterdir()] == []
