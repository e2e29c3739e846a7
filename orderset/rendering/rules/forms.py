"""What a printed form is made of: boxes to write in, boxes to tick, bars, tables.

Found as they are drawn, so that a template which lost or moved one is found out.
"""

import bisect
import collections
import dataclasses
import functools
import itertools
from collections.abc import Iterable, Sequence

from orderset.rendering.placement import WHITE, Box, Shape
from orderset.rendering.printed import PrintedPage
from orderset.rendering.rules.page_reading import UNSEEN, Place, Same, reading


_RECTANGLE_SEGMENTS = 5
_FRAME_SEGMENTS = 10
"""A rectangle, and one within it: how a border that is the same all round is drawn."""

_LINE_SEGMENTS = 2
_BLACK = 0
_TICK_MM = (3.0, 6.0)
_LEAST_FIELD_MM = 3.0
_ROUNDING_MM = 0.06


@dataclasses.dataclass(frozen=True, slots=True)
class Field:
    """A surface with what is printed on it."""

    box: Box
    text: str


def fields(page: PrintedPage) -> tuple[Field, ...]:
    """Return the white boxes to write in, each with its caption."""
    return _surfaces(Same(page), WHITE, WHITE)


def captions(page: PrintedPage) -> tuple[Field, ...]:
    """Return the tinted surfaces, which say what stands beside or below them."""
    return _surfaces(Same(page), 1, WHITE - 1)


@functools.lru_cache(maxsize=16)
def _surfaces(same: Same, darkest: int, lightest: int) -> tuple[Field, ...]:
    return tuple(
        Field(shape.box, text_in(same.page, shape.box))
        for shape in same.page.shapes
        if shape.grey is not None
        and darkest <= shape.grey <= lightest
        and shape.segments == _RECTANGLE_SEGMENTS
        and min(shape.box.width, shape.box.height) >= _LEAST_FIELD_MM
    )


def text_in(page: PrintedPage, box: Box) -> str:
    """Return what stands in a box, its words with single spaces."""
    return _joined(text for x, y, text in _texts(Same(page)) if box.holds(x, y))


def _joined(texts: Iterable[str]) -> str:
    return " ".join(" ".join(texts).translate(UNSEEN).split())


@functools.lru_cache(maxsize=8)
def _texts(same: Same) -> tuple[tuple[float, float, str], ...]:
    """Return the middle of each run with its text."""
    return tuple((*_middle(each.box), each.text) for each in same.page.runs)


def _middle(box: Box) -> tuple[float, float]:
    return (box.left + box.right) / 2, (box.top + box.bottom) / 2


def ticks(page: PrintedPage, within: Box | None = None) -> tuple[Box, ...]:
    """Return the boxes to tick, which are small framed squares."""
    found = _ticks(Same(page))
    return (
        found if within is None else tuple(each for each in found if within.holds(*_middle(each)))
    )


@functools.lru_cache(maxsize=8)
def _ticks(same: Same) -> tuple[Box, ...]:
    least, most = _TICK_MM
    small = [
        each
        for each in same.page.shapes
        if least <= each.box.width <= most and least <= each.box.height <= most
    ]
    # On a white ground of its own: part of a site's logo may be as small.
    white = {
        _rounded(each.box)
        for each in small
        if each.segments == _RECTANGLE_SEGMENTS and each.grey == WHITE
    }
    return tuple(
        each.box
        for each in small
        if each.segments == _FRAME_SEGMENTS and _rounded(each.box) in white
    )


def _rounded(box: Box) -> tuple[int, ...]:
    """Return a box's edges to a tenth of a millimetre."""
    return tuple(round(10 * each) for each in box)


def bar(page: PrintedPage, name: str) -> Place | None:
    """Return where a section begins: its name in white on a black bar."""
    found = reading(page).all(name)
    return next((each for each in found if each.runs[0].ground == _BLACK), None)


def marked(page: PrintedPage) -> tuple[Box, ...]:
    """Return the boxes to tick in which anything is written or drawn."""
    found = ticks(page)
    if not found:
        return ()
    drawn = [(*_middle(each.box), each) for each in page.shapes]
    return tuple(
        tick
        for tick in found
        if any(tick.holds(x, y) for x, y, _ in _texts(Same(page)))
        or any(tick.holds(x, y) and not _is_frame(shape, tick) for x, y, shape in drawn)
    )


def _is_frame(shape: Shape, tick: Box) -> bool:
    """Tell the box itself, its white ground and what it stands on from what is drawn in it."""
    larger = shape.box.width >= tick.width - _ROUNDING_MM
    return larger and shape.segments in {_RECTANGLE_SEGMENTS, _FRAME_SEGMENTS}


def row_of(role: Field, of: Sequence[Field]) -> tuple[Field, ...]:
    """Return the boxes that stand beside a caption, from left to right."""
    beside = (
        each
        for each in of
        if each.box.shared_with(role.box)[1] > role.box.height / 2
        and each.box.left >= role.box.right - 1
    )
    return tuple(sorted(beside, key=lambda each: each.box.left))


def table(page: PrintedPage, within: Box) -> tuple[tuple[Field, ...], ...]:
    """Return the cells, row by row, of the table whose lines are drawn within a box."""
    lines = [
        each.box
        for each in page.shapes
        if each.segments == _LINE_SEGMENTS and within.holds(*_middle(each.box))
    ]
    down = _places(_middle(each)[1] for each in lines if each.width > each.height)
    across = _places(_middle(each)[0] for each in lines if each.height > each.width)
    texts: dict[tuple[int, int], list[str]] = collections.defaultdict(list)
    for x, y, text in _texts(Same(page)):
        texts[bisect.bisect(down, y), bisect.bisect(across, x)].append(text)
    return tuple(
        tuple(
            Field(Box(left, top, right, bottom), _joined(texts[row, column]))
            for column, (left, right) in enumerate(itertools.pairwise(across), start=1)
        )
        for row, (top, bottom) in enumerate(itertools.pairwise(down), start=1)
    )


def _places(values: Iterable[float]) -> list[float]:
    """Return where lines stand, each once."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > 1:
            found.append(value)
    return found
