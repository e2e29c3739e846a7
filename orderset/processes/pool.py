"""Worker processes with limits, behind the ``submit`` of ``concurrent.futures``.

A task that hangs, kills its process or fails costs itself alone. Anything with ``submit`` can take
the place of ``WorkerPool``, for example a cluster's executor.
"""

import contextlib
import functools
import multiprocessing
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import BrokenExecutor, Future
from typing import Any, ParamSpec, Self, TypeVar

import pebble

from orderset.errors import UnfitMachineError
from orderset.processes.executor import Limits
from orderset.processes.worker import prepare, within


P = ParamSpec("P")
T = TypeVar("T")

_MOST_RESTARTS = 3
"""Pools lost one after the other, after which the machine is at fault and not a task."""

_WATCH_SECONDS = 0.5
_STALLED_SECONDS = 60.0
"""Silence of the pool, beyond a task's limit, after which it counts as broken."""


class WorkerPool:
    """Worker processes, started together on entry and stopped on exit.

    A task fails with ``TimeoutError`` when it takes longer than the limit, with
    ``pebble.ProcessExpired`` when its process dies, and with ``BrokenExecutor`` when the pool
    itself is lost; the next ``submit`` then starts a new one.
    """

    def __init__(
        self,
        limits: Limits,
        purpose: str,
        warm_up: Callable[..., object],
        arguments: Iterable[object] = (),
    ) -> None:
        """Keep what is needed; nothing is started yet.

        Args:
            limits: of the workers and of each task.
            purpose: completes "the worker processes that …", for a person.
            warm_up: called in each new worker before its first task; must be importable there.
            arguments: of ``warm_up``.
        """
        self._limits = limits
        self._purpose = purpose
        self._warm_up = (warm_up, tuple(arguments))
        self._closing = contextlib.ExitStack()
        self._scratch = ""
        self._pool: pebble.ProcessPool | None = None
        self._pools_lost = 0
        self._lock = threading.RLock()
        self._pending: set[Future[Any]] = set()
        self._heard_at = time.monotonic()

    def __enter__(self) -> Self:
        """Start all workers, which make themselves ready side by side.

        Raises:
            UnfitMachineError: they cannot be started.
        """
        with contextlib.ExitStack() as started:
            try:
                self._scratch = started.enter_context(
                    tempfile.TemporaryDirectory(prefix="orderset-", ignore_cleanup_errors=True)
                )
                started.callback(self._end_pool)
                self._pool = self._new_pool()
                started.enter_context(_every(_WATCH_SECONDS, self._look_after_pool))
            except (OSError, RuntimeError, MemoryError) as error:
                raise self._cannot_start(error) from error
            self._closing = started.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the workers at once, whether or not there is work left, and clean up."""
        self._closing.close()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Hand ``fn`` to a worker and return its future.

        Raises:
            UnfitMachineError: worker processes die as soon as they start.
        """
        with self._lock:
            task = self._scheduled(fn, args, kwargs)
            # Not Pebble's own future: of a pool that is lost it may be settled late or never.
            future: Future[T] = Future()
            self._pending.add(future)
            self._heard_at = time.monotonic()
        task.add_done_callback(functools.partial(self._settle, future))
        return future

    def _scheduled(
        self, fn: Callable[..., T], args: Iterable[object], kwargs: Mapping[str, object]
    ) -> Future[T]:
        seconds = self._limits.seconds
        processor_seconds = self._limits.processor_seconds or seconds
        while True:
            self._look_after_pool()
            if self._pool is None:
                try:
                    self._pool = self._new_pool()
                except (OSError, RuntimeError, MemoryError) as error:
                    raise self._cannot_start(error) from error
            # It may be lost in this very moment; then there is a new one, or there are too many.
            with contextlib.suppress(RuntimeError):
                return self._pool.schedule(
                    within, (processor_seconds, fn, args, kwargs), timeout=seconds
                )

    def _new_pool(self) -> pebble.ProcessPool:
        if self._pools_lost > _MOST_RESTARTS:
            message = (
                f"The worker processes that {self._purpose} end as soon as they start. Free memory "
                "or ask for fewer --workers."
            )
            raise UnfitMachineError(message)
        pool = pebble.ProcessPool(
            max_workers=self._limits.workers,
            max_tasks=self._limits.tasks_per_worker,
            initializer=prepare,
            initargs=(self._limits.memory_mb, self._scratch, *self._warm_up),
            context=multiprocessing.get_context("spawn"),
        )
        if not pool.active:  # asking starts it
            message = (
                f"The worker processes that {self._purpose} cannot be started. Free memory or ask "
                "for fewer --workers."
            )
            raise UnfitMachineError(message)
        return pool

    def _cannot_start(self, error: Exception) -> UnfitMachineError:
        reason = (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
        return UnfitMachineError(
            f"The worker processes that {self._purpose} cannot be started: {reason}. They need "
            "memory, free file descriptors and a folder for temporary files (TMPDIR)."
        )

    def _end_pool(self) -> None:
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()

    def _settle(self, future: Future[T], task: Future[T]) -> None:
        with self._lock:
            self._heard_at = time.monotonic()
            if future not in self._pending:
                return  # given up already
            self._pending.discard(future)
            error = task.exception()
            if error is None:
                self._pools_lost = 0
        if error is None:
            future.set_result(task.result())
        else:
            future.set_exception(error)

    def _look_after_pool(self) -> None:
        """Fail what is pending when the pool is lost: Pebble leaves some of it waiting for ever."""
        with self._lock:
            pool = self._pool
            silence = time.monotonic() - self._heard_at
            is_stalled = self._pending and silence > self._limits.seconds + _STALLED_SECONDS
            if pool is None or (pool.active and not is_stalled):
                return
            self._pool = None
            self._pools_lost += 1
            pool.stop()  # type: ignore[no-untyped-call]
            # Beside us, for a pool that is stuck may never let itself be joined.
            threading.Thread(target=pool.join, daemon=True).start()
            abandoned, self._pending = self._pending, set()
        for future in abandoned:
            future.set_exception(BrokenExecutor("the worker processes were lost"))


@contextlib.contextmanager
def _every(seconds: float, act: Callable[[], None]) -> Iterator[None]:
    """Call ``act`` again and again in a thread of its own, until the block is left."""
    is_over = threading.Event()

    def repeat() -> None:
        while not is_over.wait(seconds):
            act()

    thread = threading.Thread(target=repeat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()
