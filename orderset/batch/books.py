"""A protocol's scenario book, and what a change of protocol changes in it, as finished files."""

from collections.abc import Callable

from orderset.archetypes.collection import judged_book
from orderset.archetypes.comparing import compared
from orderset.batch.lists import software_version
from orderset.documents.book import Book, book
from orderset.documents.book_comparison import Comparison, Side, comparison
from orderset.documents.case import Provenance
from orderset.documents.document import Document
from orderset.dosing.situation import check_site
from orderset.errors import RenderingUnavailableError
from orderset.protocol.loading import LoadedProtocol
from orderset.rendering.templates import OWN_SOURCES
from orderset.rendering.worker import rendered
from orderset.settings import SiteSettings


ROOMS = (1.0, 0.8, 0.45)
"""Which part of a page is filled: all of it, and less where a protocol's texts are longer than was
guessed; at last one archetype to a page."""


def book_document(loaded: LoadedProtocol, site: SiteSettings, room: float = 1.0) -> Document:
    """Return a protocol's book at a site.

    Raises:
        SettingsError: the protocol and the site do not fit each other.
    """
    check_site(loaded.rules, site)
    return book(Book(judged_book(loaded, site), loaded.rules, site, _provenance(loaded)), room)


def book_pdf(loaded: LoadedProtocol, site: SiteSettings) -> bytes:
    """Return the book as a file that was read back.

    Raises:
        SettingsError: the protocol and the site do not fit each other.
        RenderingUnavailableError: it cannot be rendered here.
    """
    return _first_whole(lambda room: book_document(loaded, site, room), ROOMS)


def comparison_pdf(one: LoadedProtocol, other: LoadedProtocol, site: SiteSettings) -> bytes:
    """Return what differs between two protocols as a file that was read back.

    Raises:
        SettingsError: one of the protocols and the site do not fit each other.
        RenderingUnavailableError: it cannot be rendered here.
    """
    for each in (one, other):
        check_site(each.rules, site)
    sides = [Side(each.rules, _provenance(each)) for each in (one, other)]
    document = comparison(Comparison(compared(one, other, site), *sides))
    return _first_whole(lambda _room: document, ROOMS[:1])


def _provenance(loaded: LoadedProtocol) -> Provenance:
    return Provenance(software_version(), loaded.sha256)


def _first_whole(make: Callable[[float], Document], rooms: tuple[float, ...]) -> bytes:
    """Return the first file in which everything has its place."""
    reasons: tuple[str, ...] = ()
    for room in rooms:
        result = rendered(make(room), OWN_SOURCES)
        if result.pdf is not None:
            return result.pdf
        reasons = tuple(each.message for each in result.defects)
    message = f"The book cannot be made. {' '.join(reasons)}"
    raise RenderingUnavailableError(message)
