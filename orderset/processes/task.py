"""One task on its way through an executor, and what became of it."""

import dataclasses
import enum
import functools
import signal
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Future
from typing import Generic, TypeVar

import pebble

from orderset.errors import OrdersetError
from orderset.processes.executor import Executor


T = TypeVar("T")

_PROCESS_LOST = (pebble.ProcessExpired, BrokenExecutor)


class Cause(enum.Enum):
    """Why a task has no result."""

    TOO_LONG = enum.auto()
    TOO_MUCH_MEMORY = enum.auto()
    PROCESS_DIED = enum.auto()
    ERROR = enum.auto()


@dataclasses.dataclass(frozen=True, slots=True)
class Failure:
    """A task without a result. ``error`` is the class of what was raised, never its text."""

    cause: Cause
    error: str = ""


class Task(Generic[T]):
    """A call handed to an executor at once, and once more if its process is lost."""

    def __init__(self, executor: Executor, fn: Callable[..., T], *arguments: object) -> None:
        """Hand it over."""
        self._executor = executor
        self._call = functools.partial(fn, *arguments)
        self._future: Future[T] = executor.submit(self._call)

    def result(self) -> T | Failure:
        """Wait for the result; whatever goes wrong with this task alone is in it.

        Raises:
            OrdersetError: a fault of the surroundings, whatever the task.
        """
        # Asked for and not caught, so that a SystemExit of the worker's does not become ours.
        error = self._future.exception()
        if isinstance(error, _PROCESS_LOST) and not _is_out_of_time(error):
            # It may have been killed for its neighbour's memory, so it gets a second chance.
            self._future = self._executor.submit(self._call)
            error = self._future.exception()
        match error:
            case None:
                return self._future.result()
            case OrdersetError():
                raise error
            case TimeoutError():
                return Failure(Cause.TOO_LONG)
            case MemoryError():
                return Failure(Cause.TOO_MUCH_MEMORY)
            case pebble.ProcessExpired() | BrokenExecutor():
                is_late = _is_out_of_time(error)
                return Failure(Cause.TOO_LONG if is_late else Cause.PROCESS_DIED)
            case _:
                return Failure(Cause.ERROR, type(error).__name__)


def _is_out_of_time(error: BaseException) -> bool:
    """Tell whether the kernel ended a process for its processor time."""
    return isinstance(error, pebble.ProcessExpired) and error.exitcode == -signal.SIGXCPU
