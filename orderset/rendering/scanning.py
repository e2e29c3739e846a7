"""What a scanner reads from a page that the coarsest printer in use has printed."""

import dataclasses
import re
from collections.abc import Iterator, Sequence
from typing import Any

import zxingcpp

from orderset.gs1 import gtin_and_serial
from orderset.rendering.barcode import MODULE_MM, QUIET_MODULES, found_in
from orderset.rendering.placement import POINTS_PER_MM, WHITE, Box, Shape


SCANNER_DPI = 203
"""The coarsest printer in use: a symbol that cannot be read at this cannot be scanned."""

_DOTS_PER_MM = SCANNER_DPI / 25.4
_AROUND_MM = 2.0
"""What is looked at around a drawing that may be a symbol."""

_FEWEST_SEGMENTS = 40
_SMALLEST_MM, _LARGEST_MM = 2.0, 50.0
_LONGEST_SIDE = 1.5
"""How much longer than wide a square may seem."""

_SIZE = re.compile(r"(\d+)x(\d+)")
_QUIET_MM = float(MODULE_MM) * QUIET_MODULES
_DOT_MM = 1 / _DOTS_PER_MM


@dataclasses.dataclass(frozen=True, slots=True)
class Symbol:
    """A symbol as scanned.

    ``payload`` is what we put in, ``gtin`` the site's own where the symbol is GS1.
    ``symbology`` is the identifier of the standard, ``]d1`` for a plain DataMatrix and ``]d2``
    for GS1. ``modules`` is how many stand in a row. ``darkest_around`` is the darkest grey in its
    quiet zone, 255 where that is white.
    """

    payload: str
    gtin: str
    box: Box
    symbology: str
    modules: int
    rows: int
    darkest_around: int

    @property
    def module_mm(self) -> float:
        """The side of a module."""
        return self.box.width / self.modules


def symbols_of(page: Any, shapes: Sequence[Shape], whole: Box) -> tuple[Symbol, ...]:  # noqa: ANN401 - pypdfium2 ships no types
    """Return the symbols on a page.

    Looking where something is drawn takes a tenth of the time of looking at a whole page, which
    is left for a page where nothing is found that way.
    """
    drawings = [each.box for each in shapes if _may_be_symbol(each)]
    found: dict[tuple[str, int, int], Symbol] = {}
    for drawing in drawings:
        around = Box(
            max(drawing.left - _AROUND_MM, whole.left),
            max(drawing.top - _AROUND_MM, whole.top),
            min(drawing.right + _AROUND_MM, whole.right),
            min(drawing.bottom + _AROUND_MM, whole.bottom),
        )
        for symbol in _scanned(page, around, whole, drawings):
            found[symbol.payload, round(symbol.box.left), round(symbol.box.top)] = symbol
    return tuple(found.values()) or tuple(_scanned(page, whole, whole, drawings))


def _may_be_symbol(shape: Shape) -> bool:
    sides = sorted((shape.box.width, shape.box.height))
    if shape.is_picture:
        return True
    return (
        shape.segments >= _FEWEST_SEGMENTS
        and sides[0] >= _SMALLEST_MM
        and sides[1] <= min(_LARGEST_MM, sides[0] * _LONGEST_SIDE)
    )


def _scanned(page: Any, part: Box, whole: Box, drawings: Sequence[Box]) -> Iterator[Symbol]:  # noqa: ANN401 - pypdfium2 ships no types
    bitmap = page.render(
        scale=SCANNER_DPI / 72,
        crop=tuple(
            max(each, 0) * POINTS_PER_MM
            for each in (
                part.left,
                whole.bottom - part.bottom,
                whole.right - part.right,
                part.top,
            )
        ),
        grayscale=True,
        draw_annots=False,
        may_draw_forms=False,
    )
    try:
        # By way of Pillow: zxing-cpp's own view of pdfium's buffer ends in a segmentation fault.
        picture = bitmap.to_pil()
        for each in found_in(picture):
            scanned = _box(each.position, part)
            # The drawing's own measure where there is one: a scan is exact to a dot only.
            box = next((drawn for drawn in drawings if _same(drawn, scanned)), scanned)
            rows, columns = _version(each)
            gtin, payload = gtin_and_serial(each.text) or ("", each.text)
            yield Symbol(
                payload=payload,
                gtin=gtin,
                box=box,
                symbology=each.symbology_identifier,
                modules=columns,
                rows=rows,
                darkest_around=_darkest_around(picture, box, part),
            )
    finally:
        bitmap.close()


def _box(position: Any, part: Box) -> Box:  # noqa: ANN401 - zxing-cpp's own
    corners = (
        position.top_left,
        position.top_right,
        position.bottom_left,
        position.bottom_right,
    )
    across = [part.left + each.x / _DOTS_PER_MM for each in corners]
    down = [part.top + each.y / _DOTS_PER_MM for each in corners]
    return Box(min(across), min(down), max(across) + _DOT_MM, max(down) + _DOT_MM)


def _same(drawn: Box, scanned: Box) -> bool:
    return all(abs(a - b) <= _QUIET_MM for a, b in zip(drawn, scanned, strict=True))


def _version(barcode: zxingcpp.Barcode) -> tuple[int, int]:
    """Return rows and columns, quiet zone not counted, as the reader tells: "18x18"."""
    told = _SIZE.fullmatch(str(dict(barcode.extra).get("Version")))  # type: ignore[call-overload] # it is a dict
    return (int(told[1]), int(told[2])) if told else (1, 1)


def _darkest_around(picture: Any, box: Box, part: Box) -> int:  # noqa: ANN401 - a Pillow image
    """Return the darkest grey in the frame that the quiet zone makes, less a dot at each edge."""
    inner = [
        (box.left - part.left - _DOT_MM) * _DOTS_PER_MM,
        (box.top - part.top - _DOT_MM) * _DOTS_PER_MM,
        (box.right - part.left + _DOT_MM) * _DOTS_PER_MM,
        (box.bottom - part.top + _DOT_MM) * _DOTS_PER_MM,
    ]
    wide = (_QUIET_MM - 2 * _DOT_MM) * _DOTS_PER_MM
    left, top = (max(int(each), 0) for each in inner[:2])
    right, bottom = (int(each + 1) for each in inner[2:])
    outer_left, outer_top = (max(int(each - wide), 0) for each in inner[:2])
    outer_right = min(int(inner[2] + wide + 1), picture.width)
    outer_bottom = min(int(inner[3] + wide + 1), picture.height)
    sides = (
        (outer_left, outer_top, outer_right, top),
        (outer_left, bottom, outer_right, outer_bottom),
        (outer_left, outer_top, left, outer_bottom),
        (right, outer_top, outer_right, outer_bottom),
    )
    greys = [
        picture.crop(side).getextrema()[0]
        for side in sides
        if side[0] < side[2] and side[1] < side[3]
    ]
    return min(greys, default=WHITE)
