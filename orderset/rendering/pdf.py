"""From HTML to PDF bytes: locked in, deterministic, and with nothing left unsaid by the engine."""

import atexit
import contextlib
import functools
import gc
import re
from collections.abc import Iterator
from typing import Any

from orderset.documents.document import Document, Kind
from orderset.rendering import fonts
from orderset.rendering.barcode import barcode_assets
from orderset.rendering.defect import RenderError
from orderset.rendering.engine import (
    FatalURLFetchingError,
    FontConfiguration,
    IsOurs,
    all_ours,
    clock_hidden,
    engine_messages,
    machine_fonts_hidden,
    weasyprint,
)
from orderset.rendering.fetcher import LockedFetcher
from orderset.rendering.html import WHOLE_IN_SECOND_FAMILY, html_of
from orderset.rendering.templates import Templates


LANGUAGE = "en-GB"

_PDF_OPTIONS: dict[Kind, dict[str, object]] = {
    # People read these with more than their eyes, for as long as a form is in use.
    Kind.ORDER_SET: {"pdf_variant": "pdf/ua-1"},
    Kind.CHECKLIST: {"pdf_variant": "pdf/ua-1"},
    # A label lives on a bag: tags would make it a quarter larger and help no one.
    Kind.LABELS: {},
    # Fifty pages of tables: tags would make a third of the file, and it is worked on with a pen.
    Kind.BOOK: {},
    Kind.COMPARISON: {},
}
_TAGGED: dict[str, object] = {"pdf_tags": True}
"""For the kinds without an entry: 5 % of the time."""

_GROUND_RULES = f"""{fonts.FONT_FACES}
html {{
  font-family: "{fonts.FIRST_FAMILY}", "{fonts.SECOND_FAMILY}";
  font-variant-ligatures: none;
}}
* {{ hyphens: manual !important; }}
.{WHOLE_IN_SECOND_FAMILY} {{
  font-family: "{fonts.SECOND_FAMILY}", "{fonts.FIRST_FAMILY}" !important;
  font-feature-settings: "ccmp" 0;
}}
"""
"""What no design may change: a drug's name or a dose is never hyphenated. Noto Sans takes a letter
such as ị apart (ccmp), after which the engine leaves its parts without their text in the file."""

_ONE_LINE = f'<p>0 <b>0</b> <span class="{WHOLE_IN_SECOND_FAMILY}">0 <b>0</b></span>'

_SCHEMES = frozenset({"asset", "data", "file", "ftp", "http", "https"})
_MOST_OF_AN_ADDRESS = 200

_MILLIMETRES = re.compile(r"\d{1,4}(\.\d{1,3})?")


def render(document: Document, templates: Templates) -> bytes:
    """Return ``document`` as a PDF.

    Raises:
        RenderError: the template, the stylesheets or the engine had anything to complain of.
    """
    return pdf_of(html_of(document, templates), document, templates)


def pdf_of(html: str, document: Document, templates: Templates) -> bytes:
    """Return ``html``, which was made from ``document``, as a PDF of the document's page size.

    Raises:
        RenderError: the engine failed, logged a warning or asked for something it may not have.
    """
    fetcher = LockedFetcher({**templates.assets, **barcode_assets(document)})
    stylesheets = [
        *stylesheets_of(document.kind, templates),
        _page_size(document.page_width_mm, document.page_height_mm),
    ]
    with _nothing_left_unsaid(fetcher, templates.say), clock_hidden(), _collector_paused():
        options = _PDF_OPTIONS.get(document.kind, _TAGGED)
        rendered = weasyprint.HTML(string=html, base_url=None, url_fetcher=fetcher).render(
            font_config=_font_configuration(), stylesheets=stylesheets, **options
        )
        # From the document and not from the template, which could put a name into the title.
        rendered.metadata.title = document.title
        rendered.metadata.lang = LANGUAGE
        pdf: bytes = rendered.write_pdf(**options)
    return pdf


def page_pdf(html: str, title: str, width_mm: str, height_mm: str) -> bytes:
    """Return a page that is no patient's document as a PDF, with no stylesheet but its own.

    Raises:
        RenderError: the engine failed, logged a warning or asked for something it may not have.
    """
    fetcher = LockedFetcher({})
    with _nothing_left_unsaid(fetcher), clock_hidden(), _collector_paused():
        rendered = weasyprint.HTML(string=html, base_url=None, url_fetcher=fetcher).render(
            font_config=_font_configuration(),
            stylesheets=[_ground_rules(), _page_size(width_mm, height_mm)],
        )
        rendered.metadata.title = title
        rendered.metadata.lang = LANGUAGE
        pdf: bytes = rendered.write_pdf()
    return pdf


@functools.cache
def stylesheets_of(kind: Kind, templates: Templates) -> list[Any]:
    """Parse the stylesheets of ``kind``; once per process.

    A file ``css/<kind>.css`` is for that kind alone and comes last. Any other file directly in
    ``css`` is for all kinds, in the order of names. Files in folders below are for ``@import``.

    Raises:
        RenderError: a stylesheet is wrong or asks for something it may not have.
    """
    kinds = {f"asset:css/{each}.css" for each in Kind}
    shared = [
        address
        for address in sorted(templates.assets)
        if re.fullmatch(r"asset:css/[^/]+\.css", address) and address not in kinds
    ]
    own = f"asset:css/{kind}.css"
    addresses = [*shared, own] if own in templates.assets else shared
    return [_ground_rules(), *(_stylesheet(address, templates) for address in addresses)]


def warm_up() -> None:
    """Set one line in every font, so that the first document need not wait for the engine.

    Raises:
        RenderError: our fonts cannot be used on this machine.
    """
    fetcher = LockedFetcher({})
    with _nothing_left_unsaid(fetcher):
        weasyprint.HTML(string=_ONE_LINE, url_fetcher=fetcher).write_pdf(
            font_config=_font_configuration(), stylesheets=[_ground_rules()]
        )


@functools.cache
def _stylesheet(address: str, templates: Templates) -> Any:  # noqa: ANN401 - WeasyPrint ships no types
    fetcher = LockedFetcher(templates.assets)
    with _nothing_left_unsaid(fetcher):
        return weasyprint.CSS(
            string=templates.assets[address].decode(),
            url_fetcher=fetcher,
            font_config=_font_configuration(),
        )


@functools.cache
def _ground_rules() -> Any:  # noqa: ANN401 - WeasyPrint ships no types
    fetcher = LockedFetcher(fonts.font_assets())
    with _nothing_left_unsaid(fetcher):
        return weasyprint.CSS(
            string=_GROUND_RULES, url_fetcher=fetcher, font_config=_font_configuration()
        )


@functools.cache
def _page_size(width_mm: str, height_mm: str) -> Any:  # noqa: ANN401 - WeasyPrint ships no types
    if not (_MILLIMETRES.fullmatch(width_mm) and _MILLIMETRES.fullmatch(height_mm)):
        message = "The page size is not a number of millimetres."
        raise RenderError(message)
    return weasyprint.CSS(
        string=f"@page {{ size: {width_mm}mm {height_mm}mm; }}",
        url_fetcher=LockedFetcher({}),
        font_config=_font_configuration(),
    )


@functools.cache
def _font_configuration() -> Any:  # noqa: ANN401 - WeasyPrint ships no types
    """Return the one font configuration of this process: one for each stylesheet would leak."""
    with machine_fonts_hidden():
        configuration = FontConfiguration()
    # It has copied the fonts to a temporary folder, which it removes only when it is let go of.
    atexit.register(_font_configuration.cache_clear)
    return configuration


@contextlib.contextmanager
def _nothing_left_unsaid(fetcher: LockedFetcher, is_ours: IsOurs = all_ours) -> Iterator[None]:
    """Turn every fault of the engine, raised, logged or swallowed, into ``RenderError``.

    Exceptions are told by their class alone, for their text may hold what a cell holds; so may an
    address, which is told whole only where the design itself has it.
    """
    complaints: list[str] = []
    cause: BaseException | None = None
    with engine_messages(is_ours) as messages:
        try:
            yield
        except (RenderError, MemoryError):
            raise  # already in our words; and the worker has words for its limits
        except FatalURLFetchingError as error:
            cause = error  # the fetcher has recorded the address
        except Exception as error:  # noqa: BLE001 - RecursionError, ZeroDivisionError: it raises anything
            complaints.append(f"The engine failed: {error.__class__.__name__}.")
            cause = error
    complaints += dict.fromkeys(_refused(each, is_ours) for each in fetcher.blocked)
    complaints += dict.fromkeys(messages)
    if complaints or cause:
        raise RenderError(*complaints) from cause


def _refused(address: str, is_ours: IsOurs) -> str:
    if is_ours(address):
        return f"Refused to fetch {address[:_MOST_OF_AN_ADDRESS]}"
    scheme, colon, _ = address.partition(":")
    known = f"{scheme}:…" if colon and scheme in _SCHEMES else "an address"
    return f"Refused to fetch {known} (it does not stand so in the design, so it is not repeated)"


@contextlib.contextmanager
def _collector_paused() -> Iterator[None]:
    """Collect garbage after the layout instead of during it: 3 % of the time, and steadier."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
        gc.collect()
