"""Documents rendered in worker processes with limits, in the order given.

A document that hangs, kills its process or fails costs itself alone.
"""

import collections
import contextlib
from collections.abc import Iterable, Iterator

from orderset.documents.document import Document
from orderset.processes.executor import Executor, Limits
from orderset.processes.pool import WorkerPool
from orderset.processes.task import Cause, Failure, Task
from orderset.rendering.defect import RenderError
from orderset.rendering.templates import OWN_SOURCES, Sources
from orderset.rendering.worker import (
    BrowserPage,
    Rendered,
    browser_page_of,
    not_rendered,
    prepare,
    rendered,
)


__all__ = ["Executor", "Limits", "RenderPool", "render_all", "render_page"]

_AHEAD_PER_WORKER = 8
"""Documents handed out beyond the one that is awaited: enough that a hang idles no worker soon."""


class RenderPool(WorkerPool):
    """Worker processes that have fonts and stylesheets parsed before their first document."""

    def __init__(self, limits: Limits, sources: Sources = OWN_SOURCES) -> None:
        """Keep the limits; nothing is started yet."""
        super().__init__(limits, "render documents", prepare, (sources,))


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
    waiting: collections.deque[tuple[Document, Task[Rendered]]] = collections.deque()
    with contextlib.ExitStack() as stack:
        chosen = executor or stack.enter_context(RenderPool(limits, sources))
        for document in documents:
            waiting.append((document, Task(chosen, rendered, document, sources)))
            if len(waiting) > ahead:
                yield _result(*waiting.popleft(), limits)
        while waiting:
            yield _result(*waiting.popleft(), limits)


def render_page(
    name: str, content: object, limits: Limits, sources: Sources, executor: Executor
) -> str:
    """Return a page for a browser from the template of this name, under a document's limits.

    Raises:
        RenderError: there is no page; the messages name no patient.
        OrdersetError: nothing can be rendered here.
    """
    match Task(executor, browser_page_of, name, content, sources).result():
        case Failure(cause=Cause.TOO_LONG):
            reason = f"took longer than {limits.seconds:g} seconds and was stopped"
        case Failure(cause=Cause.TOO_MUCH_MEMORY):
            reason = "needed more memory than a document may use"
        case Failure(cause=Cause.PROCESS_DIED):
            reason = "ended the process that worked on it, twice"
        case Failure(error=error):
            reason = f"failed: {error}"
        case BrowserPage(text=None, reasons=reasons):
            raise RenderError(*reasons)
        case BrowserPage(text=str(text)):
            return text
    message = f"The template {name} {reason}."
    raise RenderError(message)


def _result(document: Document, task: Task[Rendered], limits: Limits) -> Rendered:
    """Wait for a document; whatever goes wrong with it is in the result."""
    match task.result():
        case Failure(cause=Cause.TOO_LONG):
            reason = f"It took longer than {limits.seconds:g} seconds and was stopped."
        case Failure(cause=Cause.TOO_MUCH_MEMORY):
            reason = "It needed more memory than a document may use."
        case Failure(cause=Cause.PROCESS_DIED):
            reason = "The process that rendered it died, twice."
        case Failure(error=error):
            reason = f"An unforeseen error: {error}."
        case Rendered() as made:
            return made
    return not_rendered(document, reason)
