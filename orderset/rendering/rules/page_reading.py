"""Where a text stands on a printed page, found in the order in which its letters were set."""

import bisect
import dataclasses
import functools
import re
from collections.abc import Iterable, Iterator
from typing import TypeVar

from orderset.documents.document import Banner, Kind
from orderset.documents.wording import found_as
from orderset.rendering.placement import Box, Run
from orderset.rendering.printed import Printed, PrintedPage


_Content = TypeVar("_Content")

UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
"""What leaves nothing on paper."""

_HYPHEN_AT_LINE_END = re.compile(r"\ufffe|(?<=\w)-\s*[\r\n]+\s*(?=\w)")
"""As pdfium tells it."""

FOOT_PART = 0.92
"""Of a page: below it stands what the paper is."""

_IN_A_NUMBER = re.compile(r"\d[.,]\d")
_LONGEST_QUOTE = 60


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands: in which runs, and which letters of the page's it has."""

    start: int
    end: int
    runs: tuple[Run, ...]

    @property
    def box(self) -> Box:
        """The box around it."""
        return Box(
            min(each.box.left for each in self.runs),
            min(each.box.top for each in self.runs),
            max(each.box.right for each in self.runs),
            max(each.box.bottom for each in self.runs),
        )

    @property
    def least_pt(self) -> float:
        """The size of its smallest letters."""
        return min(each.size_pt for each in self.runs)


@dataclasses.dataclass(frozen=True, slots=True)
class Reading:
    """A page's letters in the order in which they were set, and whose run each is."""

    letters: str
    runs: tuple[Run, ...]
    ends: tuple[int, ...]
    words: frozenset[int]

    def find(self, text: str, after: int = 0) -> Place | None:
        """Return where ``text`` stands whole, and not as a part of a longer word or number."""
        sought = _letters(text)
        start = self.letters.find(sought, after) if sought else -1
        while start >= 0:
            end = start + len(sought)
            if self._is_apart(start) and self._is_apart(end):
                first = bisect.bisect_right(self.ends, start)
                last = bisect.bisect_right(self.ends, end - 1)
                return Place(start, end, self.runs[first : last + 1])
            start = self.letters.find(sought, start + 1)
        return None

    def all(self, text: str, after: int = 0) -> Iterator[Place]:
        """Yield every place where ``text`` stands, in order."""
        place = self.find(text, after)
        while place:
            yield place
            place = self.find(text, place.end)

    def _is_apart(self, at: int) -> bool:
        if at in self.words or at in {0, len(self.letters)}:
            return True
        around = self.letters[max(at - 2, 0) : at + 2]
        if _IN_A_NUMBER.search(around):
            return False
        return not (self.letters[at - 1].isalnum() and self.letters[at].isalnum())


class Same:
    """A page as a key by what it is, not by what is on it: to compare pages takes long."""

    __slots__ = ("page",)

    def __init__(self, page: PrintedPage) -> None:
        """Keep the page."""
        self.page = page

    def __hash__(self) -> int:
        """Return the same number for the same page."""
        return id(self.page)

    def __eq__(self, other: object) -> bool:
        """Tell whether it is the same page, not a like one."""
        return isinstance(other, Same) and other.page is self.page


def reading(page: PrintedPage) -> Reading:
    """Return the page's letters; every rule asks for the same few pages."""
    return _reading(Same(page))


@functools.lru_cache(maxsize=8)
def _reading(same: Same) -> Reading:
    letters, ends, words = "", [], set()
    for run in same.page.runs:
        for word in run.text.replace("\ufffe", "-").translate(UNSEEN).split():
            words.add(len(letters))
            letters += word
        ends.append(len(letters))
    return Reading(letters, same.page.runs, tuple(ends), frozenset(words))


def _letters(text: str) -> str:
    return "".join(found_as(text).translate(UNSEEN).split())


def text_of(page: PrintedPage) -> str:
    """Return a page's text with its lines, and no line's end within a hyphened word."""
    return _HYPHEN_AT_LINE_END.sub("-", page.text).translate(UNSEEN)


def flat(page: PrintedPage) -> str:
    """Return a page's text on one line, each gap a single space."""
    return " ".join(text_of(page).split())


def foot_of(page: PrintedPage) -> str:
    """Return what stands at a page's foot, where nobody's own words do."""
    lines = (each for each in page.lines if each.box.top > FOOT_PART * page.height_mm)
    return " ".join(" ".join(each.text for each in lines).translate(UNSEEN).split())


def after_banner(page: PrintedPage, banner: Banner) -> int:
    """Return where the letters behind the patient's banner begin, which may hold any words."""
    place = reading(page).find(f"Allergies {banner.allergies}")
    return place.end if place else 0


def not_printed(page: PrintedPage, texts: Iterable[str]) -> Iterator[str]:
    """Yield a sentence for each of ``texts`` that the page does not say whole."""
    read = reading(page)
    for text in texts:
        if read.find(text) is None:
            yield f"Page {page.number} does not say “{shortened(text)}”."


def shortened(text: str) -> str:
    """Return enough of a text to know it by."""
    words = " ".join(found_as(text).split())
    return words if len(words) <= _LONGEST_QUOTE else f"{words[:_LONGEST_QUOTE]}…"


def content_of(printed: Printed, kind: type[_Content]) -> _Content | None:
    """Return the view model of a file if it is of a kind, and the file has a page at all."""
    content = printed.document.content
    return content if isinstance(content, kind) and printed.pages else None


def order_pages(printed: Printed, *kinds: Kind) -> tuple[PrintedPage, ...]:
    """Return the pages of a file of one of these kinds, none of another's."""
    is_one = printed.document.kind in kinds and hasattr(printed.document.content, "banner")
    return printed.pages if is_one else ()
