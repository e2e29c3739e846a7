"""Finding a text on a printed page, however its lines were broken, but nothing less than it.

A text counts as found when its letters stand there in order, with white space where it has
white space, none where it has none except a line's end, and no line's end within a number and
its unit. "40 mg" is not found in "140 mg" or in "2.40 mg".
"""

import collections
import html.parser
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from orderset.documents.document import NO_BREAK_SPACE


_LINE_END = "\n"
_SPACE = " "

HYPHEN_AT_LINE_END = "\ufffe"
"""What pdfium makes of a hyphen and the line's end behind it, between two letters."""

_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u2010\u2060\ufeff"))
"""Characters that a line break adds or takes away."""

_NOT_PRINTED = frozenset({"head", "script", "style", "template", "title"})

_WORD = re.compile(r"(\s*)(\S+)")


class Squeezed(NamedTuple):
    """A text without its white space, and where each piece of that stood.

    ``gaps`` maps the index of the letter behind the gap to a space, a no-break space or a line
    end.
    """

    letters: str
    gaps: Mapping[int, str]


def squeezed(text: str) -> Squeezed:
    r"""Take the white space out of ``text``.

    Example:
        >>> squeezed("60\u00a0mg over\r\n2 hours")
        Squeezed(letters='60mgover2hours', gaps={2: '\xa0', 4: ' ', 8: '\n', 9: ' '})
    """
    words: list[str] = []
    gaps: dict[int, str] = {}
    length = 0
    for gap, word in _WORD.findall(text.replace(HYPHEN_AT_LINE_END, f"-{_LINE_END}")):
        if gap and length:
            gaps[length] = _kind(gap)
        words.append(word)
        length += len(word)
    return Squeezed("".join(words), gaps)


def too_few(texts: Iterable[str], pages: Sequence[Squeezed]) -> Iterator[str]:
    """Yield each of ``texts`` that the pages do not hold as often as it is asked for."""
    for text, wanted in collections.Counter(texts).items():
        sought = squeezed(text)
        if sum(_occurrences(sought, page) for page in pages) < wanted:
            yield text


def lost(texts: Iterable[str], pages: Sequence[Squeezed], *, may_part: bool) -> Iterator[str]:
    """Yield each of a template's ``texts`` that did not get on paper as often as it was written.

    Looser than ``too_few``: case and white space do not count, since the style may change them.

    Args:
        texts: what the template wrote, piece by piece.
        pages: what the pages hold.
        may_part: a piece may go on from one page to the next, so its words are looked for.
    """
    everything = "".join(_plain(page.letters) for page in pages)
    for text, wanted in collections.Counter(texts).items():
        if everything.count(_plain(text)) >= wanted:
            continue
        if may_part and all(_plain(word) in everything for word in text.split()):
            continue
        yield text


def says(texts: Iterable[str], text: str) -> bool:
    """Tell whether a template's ``texts``, read one after the other, say ``text``."""
    return _plain(text) in _plain("".join(texts))


def printed_texts(source: str) -> tuple[str, ...]:
    """Return every text of a page of HTML that ought to get on paper, in order."""
    reader = _Reader()
    reader.feed(source)
    reader.close()
    return tuple(reader.texts)


class _Reader(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self._unprinted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - signature
        if tag in _NOT_PRINTED:
            self._unprinted += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in _NOT_PRINTED and self._unprinted:
            self._unprinted -= 1

    def handle_data(self, data: str) -> None:
        if not self._unprinted and data.strip():
            self.texts.append(data)


def _kind(gap: str) -> str:
    if "\n" in gap or "\r" in gap:
        return _LINE_END
    return NO_BREAK_SPACE if NO_BREAK_SPACE in gap else _SPACE


def _plain(text: str) -> str:
    return "".join(text.split()).translate(_UNSEEN).casefold()


def _occurrences(sought: Squeezed, page: Squeezed) -> int:
    found = 0
    start = page.letters.find(sought.letters)
    while start >= 0 and sought.letters:
        if _stands_alone(sought, page, start) and _gaps_agree(sought, page, start):
            found += 1
        start = page.letters.find(sought.letters, start + 1)
    return found


def _gaps_agree(sought: Squeezed, page: Squeezed, start: int) -> bool:
    return all(
        _agree(sought.gaps.get(index, ""), page.gaps.get(start + index, ""))
        for index in range(1, len(sought.letters))
    )


def _agree(sought: str, found: str) -> bool:
    if sought == NO_BREAK_SPACE:
        return found == NO_BREAK_SPACE
    if sought:
        return bool(found)
    return found in {"", _LINE_END}


def _stands_alone(sought: Squeezed, page: Squeezed, start: int) -> bool:
    """Tell whether no letter or digit goes on where the text begins and ends."""
    end = start + len(sought.letters)
    before = "" if start in page.gaps else page.letters[max(start - 2, 0) : start]
    behind = "" if end in page.gaps else page.letters[end : end + 2]
    return not (_goes_on(sought.letters[0], before[::-1]) or _goes_on(sought.letters[-1], behind))


def _goes_on(edge: str, beyond: str) -> bool:
    """Tell whether the word or number at an edge goes on beyond it; nearest character first."""
    if not beyond or not edge.isalnum():
        return False
    if beyond[0].isalnum():
        return True
    return edge.isdigit() and beyond[0] in ".," and beyond[1:].isdigit()
