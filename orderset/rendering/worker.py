"""What a worker process does: make itself ready once, then render and inspect document by document.

Only a ``Document`` comes in and only a ``Rendered`` goes out.
"""

import dataclasses

from orderset.documents.document import OF_A_RUN, Document
from orderset.errors import OrdersetError
from orderset.rendering.browser_page import browser_page
from orderset.rendering.defect import Code, Defect, RenderError
from orderset.rendering.html import html_of
from orderset.rendering.inspection import inspect, page_count
from orderset.rendering.pdf import pdf_of, stylesheets_of, warm_up
from orderset.rendering.templates import Sources, load_templates


@dataclasses.dataclass(frozen=True, slots=True)
class Rendered:
    """What became of a document. ``pdf`` is None when there is any defect: it must not be used."""

    document_id: str
    pdf: bytes | None
    pages: int
    defects: tuple[Defect, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class BrowserPage:
    """A page for a browser. Without a text, the template is missing, is wrong, or would fetch."""

    text: str | None
    reasons: tuple[str, ...] = ()


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


def browser_page_of(name: str, content: object, sources: Sources) -> BrowserPage:
    """Make a page for a browser, under the limits that documents have.

    Raises:
        OrdersetError: nothing can be rendered here.
    """
    try:
        return BrowserPage(browser_page(name, content, load_templates(sources)))
    except RenderError as error:
        return BrowserPage(None, error.messages)


def not_rendered(document: Document, *reasons: str) -> Rendered:
    """Return the result for a document of which there is no file."""
    defects = tuple(Defect(Code.RENDER_FAILED, reason) for reason in reasons)
    return Rendered(document.document_id, None, 0, defects)


def prepare(sources: Sources) -> None:
    """Make a new worker process ready: fonts and stylesheets parsed.

    Args:
        sources: where the templates are.
    """
    templates = load_templates(sources)
    for kind in OF_A_RUN:
        try:
            stylesheets_of(kind, templates)
        except RenderError:
            continue  # told again, with its reasons, for each document of this kind
    warm_up()
