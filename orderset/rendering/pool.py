"""Worker processes with limits, behind the ``submit`` of ``concurrent.futures``.

A document that hangs, kills its process or fails costs itself alone. Anything with ``submit``
can take the place of ``RenderPool``, for example a cluster's executor.
"""

import collections
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

from orderset.documents.document import Document
from orderset.errors import OrdersetError, RenderingUnavailableError
from orderset.rendering.defect import RenderError
from orderset.rendering.executor import Executor, Limits
from orderset.rendering.templates import OWN_SOURCES, Sources
from orderset.rendering.worker import Rendered, browser_page_of, not_rendered, prepare, rendered


__all__ = ["Executor", "Limits", "RenderPool", "render_all", "render_page"]

P = ParamSpec("P")
T = TypeVar("T")

_AHEAD_PER_WORKER = 8
"""Documents handed out beyond the one that is awaited: enough that a hang idles no worker soon."""

_MOST_RESTARTS = 3
"""Pools lost one after the other, after which the machine is at fault and not a document."""

_WATCH_SECONDS = 0.5
_STALLED_SECONDS = 60.0
"""Silence of the pool, beyond a document's limit, after which it counts as broken."""

_PROCESS_LOST = (pebble.ProcessExpired, BrokenExecutor)


class RenderPool:
    """Worker processes, started together on entry and stopped on exit.

    A task fails with ``TimeoutError`` when it takes longer than the limit, with
    ``pebble.ProcessExpired`` when its process dies, and with ``BrokenExecutor`` when the pool
    itself is lost; the next ``submit`` then starts a new one.
    """

    def __init__(self, limits: Limits, sources: Sources = OWN_SOURCES) -> None:
        """Keep the limits; nothing is started yet."""
        self._limits = limits
        self._sources = sources
        self._closing = contextlib.ExitStack()
        self._scratch = ""
        self._pool: pebble.ProcessPool | None = None
        self._pools_lost = 0
        self._lock = threading.RLock()
        self._pending: set[Future[Any]] = set()
        self._heard_at = time.monotonic()

    def __enter__(self) -> Self:
        """Start all workers, which make themselves ready side by side."""
        with contextlib.ExitStack() as started:
            self._scratch = started.enter_context(
                tempfile.TemporaryDirectory(prefix="orderset-", ignore_cleanup_errors=True)
            )
            self._pool = self._new_pool()
            started.callback(self._end_pool)
            started.enter_context(_every(_WATCH_SECONDS, self._look_after_pool))
            self._closing = started.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the workers at once, whether or not there is work left, and clean up."""
        self._closing.close()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Hand ``fn`` to a worker and return its future.

        Raises:
            RenderingUnavailableError: worker processes die as soon as they start.
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
        while True:
            self._look_after_pool()
            if self._pool is None:
                self._pool = self._new_pool()
            # It may be lost in this very moment; then there is a new one, or there are too many.
            with contextlib.suppress(RuntimeError):
                return self._pool.schedule(fn, args, kwargs, timeout=self._limits.seconds)

    def _new_pool(self) -> pebble.ProcessPool:
        if self._pools_lost > _MOST_RESTARTS:
            message = "The worker processes that render documents end as soon as they start."
            raise RenderingUnavailableError(message)
        pool = pebble.ProcessPool(
            max_workers=self._limits.workers,
            max_tasks=self._limits.documents_per_worker,
            initializer=prepare,
            initargs=(self._sources, self._limits.memory_mb, self._scratch),
            context=multiprocessing.get_context("spawn"),
        )
        if not pool.active:  # asking starts it
            message = "The worker processes that render documents cannot be started."
            raise RenderingUnavailableError(message)
        return pool

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


def render_all(
    documents: Iterable[Document],
    limits: Limits,
    sources: Sources = OWN_SOURCES,
    executor: Executor | None = None,
) -> Iterator[Rendered]:
    """Yield what became of each document, in the order given, as soon as those before it are done.

    Args:
        documents: what to print; taken from the iterable little by little.
        limits: of the pool that is opened here, and for the words about a document that hit one.
        sources: where the templates are.
        executor: takes the place of a pool of our own; it stays open.

    Raises:
        OrdersetError: nothing can be rendered here, whatever the document.
    """
    ahead = limits.workers * _AHEAD_PER_WORKER
    waiting: collections.deque[_Task] = collections.deque()
    with contextlib.ExitStack() as stack:
        chosen = executor or stack.enter_context(RenderPool(limits, sources))
        for document in documents:
            waiting.append(_Task(document, sources, chosen))
            if len(waiting) > ahead:
                yield waiting.popleft().result(limits)
        while waiting:
            yield waiting.popleft().result(limits)


def render_page(
    name: str, content: object, limits: Limits, sources: Sources, executor: Executor
) -> str:
    """Return a page for a browser from the template of this name, under a document's limits.

    Raises:
        RenderError: there is no page; the messages name no patient.
        OrdersetError: nothing can be rendered here.
    """
    future = executor.submit(browser_page_of, name, content, sources)
    match future.exception():
        case None:
            return future.result()
        case RenderError() | OrdersetError() as error:
            raise error
        case TimeoutError():
            reason = f"took longer than {limits.seconds:g} seconds and was stopped"
        case pebble.ProcessExpired() | BrokenExecutor():
            reason = "ended the process that worked on it"
        case error:
            # The class alone: the text of an exception may hold what a cell holds.
            reason = f"failed: {error.__class__.__name__}"
    message = f"The template {name} {reason}."
    raise RenderError(message)


class _Task:
    """One document on its way through an executor."""

    def __init__(self, document: Document, sources: Sources, executor: Executor) -> None:
        self._document = document
        self._sources = sources
        self._executor = executor
        self._future = self._submitted()

    def result(self, limits: Limits) -> Rendered:
        """Wait for the result; whatever goes wrong with this document is in it.

        Raises:
            OrdersetError: nothing can be rendered here, whatever the document.
        """
        # Asked for and not caught, so that a SystemExit of the worker's does not become ours.
        error = self._future.exception()
        if isinstance(error, _PROCESS_LOST):
            # It may have been killed for its neighbour's memory, so it gets a second chance.
            self._future = self._submitted()
            error = self._future.exception()
        match error:
            case None:
                return self._future.result()
            case OrdersetError():
                raise error
            case TimeoutError():
                reason = f"It took longer than {limits.seconds:g} seconds and was stopped."
            case pebble.ProcessExpired() | BrokenExecutor():
                reason = "The process that rendered it died, twice."
            case _:
                reason = f"An unforeseen error: {error.__class__.__name__}."
        return not_rendered(self._document, reason)

    def _submitted(self) -> Future[Rendered]:
        return self._executor.submit(rendered, self._document, self._sources)
