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

    ``seconds`` is wall-clock time; ``processor_seconds`` is the processor time, which does not run
    faster when others keep the machine busy, and the same as ``seconds`` if None. ``memory_mb`` is
    the address space that a task may use beyond what its worker holds when it is ready, in MB of
    1024 × 1024 bytes. After ``tasks_per_worker`` a worker is replaced, whatever it has gathered.
    """

    workers: int = dataclasses.field(default_factory=lambda: len(os.sched_getaffinity(0)))
    seconds: float = 10.0
    memory_mb: int = 512
    tasks_per_worker: int = 500
    processor_seconds: float | None = None

    def __post_init__(self) -> None:
        """Refuse limits under which nothing can be done, or without which all can hang."""
        limits = (self.workers, self.seconds, self.memory_mb, self.tasks_per_worker)
        if min(*limits, self.processor_seconds or self.seconds) <= 0:
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
