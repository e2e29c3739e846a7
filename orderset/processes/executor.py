"""Where work is done, and what one task may cost there."""

import dataclasses
import os
from collections.abc import Callable
from concurrent.futures import Future
from typing import ParamSpec, Protocol, TypeVar


P = ParamSpec("P")
T = TypeVar("T")


@dataclasses.dataclass(frozen=True, slots=True)
class Limits:
    """How many worker processes, and what one task may cost.

    ``seconds`` is wall-clock time, and processor time too. ``memory_mb`` is the address space that
    a task may use beyond what its worker holds when it is ready, in MB of 1024 × 1024 bytes. After
    ``tasks_per_worker`` a worker is replaced, whatever it has gathered by then.
    """

    workers: int = dataclasses.field(default_factory=lambda: len(os.sched_getaffinity(0)))
    seconds: float = 10.0
    memory_mb: int = 512
    tasks_per_worker: int = 500

    def __post_init__(self) -> None:
        """Refuse limits under which nothing can be done, or without which all can hang."""
        if min(self.workers, self.seconds, self.memory_mb, self.tasks_per_worker) <= 0:
            message = "every limit must be more than 0"
            raise ValueError(message)


class Executor(Protocol):
    """The part of ``concurrent.futures.Executor`` that is needed here."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Start ``fn`` somewhere and return its future."""
        ...


class InProcess:
    """Does the work at once, here, without limits: for tests and for looking at one document."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Call ``fn`` and return a future that is done."""
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - a future carries whatever was raised
            future.set_exception(error)
        return future
