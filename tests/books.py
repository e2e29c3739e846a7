"""Small scenario books for tests: some archetypes of the default protocol, or of a changed one."""

from collections.abc import Sequence

from orderset.archetypes.archetype import JudgedArchetype
from orderset.archetypes.collection import judged_book
from orderset.archetypes.comparing import compared
from orderset.documents.book import Book
from orderset.documents.book_comparison import Comparison, Side
from orderset.documents.case import Provenance
from orderset.protocol.loading import (
    LoadedProtocol,
    default_protocol_bytes,
    load_protocol,
    protocol_from_bytes,
)
from orderset.settings import SiteSettings


DEFAULT = load_protocol()
PROVENANCE = Provenance("0.1.0", "ab" * 32)
FEW = ("A01", "A05", "A27", "A55")
"""An infant who is referred, one who is ready, slow kidneys, a row that is returned."""


def changed(old: str, new: str) -> LoadedProtocol:
    """Return the default protocol with one figure of its file changed."""
    text = default_protocol_bytes().decode()
    assert old in text
    return protocol_from_bytes(text.replace(old, new).encode())


_BOOKS: dict[str, tuple[JudgedArchetype, ...]] = {}


def whole(loaded: LoadedProtocol) -> tuple[JudgedArchetype, ...]:
    """Return a protocol's archetypes as judged, each protocol's once."""
    if loaded.sha256 not in _BOOKS:
        _BOOKS[loaded.sha256] = judged_book(loaded, SiteSettings())
    return _BOOKS[loaded.sha256]


def few(loaded: LoadedProtocol = DEFAULT, numbers: Sequence[str] = FEW) -> Book:
    """Return a book of a few archetypes."""
    site = SiteSettings()
    judged = [each for each in whole(loaded) if each.archetype.number in numbers]
    return Book(judged, loaded.rules, site, PROVENANCE)


def difference(other: LoadedProtocol) -> Comparison:
    """Return what is different under another protocol than the default one."""
    sides = (Side(each.rules, PROVENANCE) for each in (DEFAULT, other))
    return Comparison(compared(DEFAULT, other, SiteSettings()), *sides)
