"""What a worker process does: make itself ready once, then render and inspect document by document.

Only a ``Document`` comes in and only a ``Rendered`` goes out.
"""

import contextlib
import dataclasses
import gc
import multiprocessing
import os
import pathlib
import resource
import tempfile
import threading

from orderset.discretion import discretion
from orderset.documents.document import Document, Kind
from orderset.errors import OrdersetError
from orderset.rendering.browser_page import browser_page
from orderset.rendering.defect import Code, Defect, RenderError
from orderset.rendering.html import html_of
from orderset.rendering.inspection import inspect, page_count
from orderset.rendering.pdf import pdf_of, stylesheets_of, warm_up
from orderset.rendering.templates import Sources, load_templates


_BYTES_PER_MB = 1024 * 1024

_for_good = contextlib.ExitStack()
"""What a worker enters and never leaves."""


@dataclasses.dataclass(frozen=True, slots=True)
class Rendered:
    """What became of a document. ``pdf`` is None when there is any defect: it must not be used."""

    document_id: str
    pdf: bytes | None
    pages: int
    defects: tuple[Defect, ...]


def rendered(document: Document, sources: Sources) -> Rendered:
    """Render and inspect one document. Whatever goes wrong with it is in the result.

    Raises:
        OrdersetError: nothing can be rendered here, whatever the document.
    """
    templates = load_templates(sources)
    try:
        source = html_of(document, templates)
        pdf = pdf_of(source, document, templates)
        defects = inspect(document, pdf, source)
        pages = page_count(pdf)
    except OrdersetError:
        raise
    except RenderError as error:
        return not_rendered(document, *error.messages)
    except MemoryError:
        return not_rendered(document, "It needed more memory than a document may use.")
    except Exception as error:  # noqa: BLE001 - one document's fault must not end the batch
        # The class alone: the text of an exception may hold what a cell holds.
        return not_rendered(document, f"An unforeseen error: {error.__class__.__name__}.")
    return Rendered(document.document_id, None if defects else pdf, pages, defects)


def browser_page_of(name: str, content: object, sources: Sources) -> str:
    """Return a page for a browser, made under the limits that documents have.

    Raises:
        RenderError: the template is missing, is wrong, or would fetch or run anything.
        OrdersetError: nothing can be rendered here.
    """
    return browser_page(name, content, load_templates(sources))


def not_rendered(document: Document, *reasons: str) -> Rendered:
    """Return the result for a document of which there is no file."""
    defects = tuple(Defect(Code.RENDER_FAILED, reason) for reason in reasons)
    return Rendered(document.document_id, None, 0, defects)


def prepare(sources: Sources, memory_mb: int, scratch: str) -> None:
    """Make a new worker process ready: fonts and stylesheets parsed, limits set.

    Args:
        sources: where the templates are.
        memory_mb: how many MB (of 1024 × 1024 bytes) a document may use beyond what the worker
            holds when it is ready.
        scratch: a folder for the engine's temporary files, which the parent removes: a worker
            that is killed cannot.
    """
    _for_good.enter_context(discretion())
    _end_with_parent()
    tempfile.tempdir = scratch
    templates = load_templates(sources)
    for kind in Kind:
        try:
            stylesheets_of(kind, templates)
        except RenderError:
            continue  # told again, with its reasons, for each document of this kind
    warm_up()
    # What is loaded now stays for good: the collector need never look at it again.
    gc.collect()
    gc.freeze()
    _limit_memory(memory_mb)


def _end_with_parent() -> None:
    """Let this process end when its parent is killed, even in the middle of a document."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True, name="end-with-parent").start()


def _limit_memory(memory_mb: int) -> None:
    pages_in_use = int(pathlib.Path("/proc/self/statm").read_text("ascii").split()[0])
    limit = pages_in_use * resource.getpagesize() + memory_mb * _BYTES_PER_MB
    _, allowed = resource.getrlimit(resource.RLIMIT_AS)
    if allowed != resource.RLIM_INFINITY:
        limit = min(limit, allowed)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
