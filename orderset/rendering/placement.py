"""Where text stands on a page, in what type, and what lies beneath, over and around it."""

import ctypes
import dataclasses
from collections.abc import Sequence
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from orderset.rendering.pdf_objects import clips_of, filling_of, name_of, text_of


POINTS_PER_MM = 72 / 25.4

TOLERANCE_MM = 0.1
"""A tenth of a millimetre: less than a dot of a label printer."""

WHITE = 255

_DEEPEST = 8
"""Groups within groups (a watermark's opacity makes one); WeasyPrint nests two or three."""

_PLAIN_SEGMENTS = 5
"""A filled rectangle. What has more is a frame or a drawing, and may leave its middle out."""

_THINNEST_MM = 1.0
"""Of a surface that text can stand on; anything thinner is a line."""

_SKEW = 1e-3


class Box(NamedTuple):
    """A rectangle in millimetres, from the page's upper left corner."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top

    def reaches_out_of(self, other: "Box") -> tuple[str, ...]:
        """Return the sides on which this box is outside the other, in plain words."""
        beyond = {
            "left": other.left - self.left,
            "bottom": self.bottom - other.bottom,
            "right": self.right - other.right,
            "top": other.top - self.top,
        }
        return tuple(side for side, distance in beyond.items() if distance > TOLERANCE_MM)

    def shared_with(self, other: "Box") -> tuple[float, float]:
        """Return width and height of what both cover, negative where they are apart."""
        return (
            min(self.right, other.right) - max(self.left, other.left),
            min(self.bottom, other.bottom) - max(self.top, other.top),
        )

    def holds(self, x: float, y: float) -> bool:
        """Tell whether a point is inside."""
        return self.left <= x <= self.right and self.top <= y <= self.bottom


class Run(NamedTuple):
    """A stretch of text in one type on one line.

    ``box`` is that of its ink. ``baseline`` is in mm from the page's top. ``size_pt`` is what a
    typographer would measure. ``font`` is the name in the file, ``is_embedded`` whether the file
    carries it. ``grey`` runs from 0, black, to 255, and ``is_coloured`` says that it is no grey;
    ``ground`` is the grey of what lies beneath. ``is_covered`` says that something is painted over
    a part of it, ``is_clipped`` that a part is cut off.
    """

    text: str
    box: Box
    baseline: float
    size_pt: float
    font: str
    is_bold: bool
    is_embedded: bool
    is_upright: bool
    grey: int
    is_coloured: bool
    ground: int
    is_clipped: bool
    is_covered: bool


class Shape(NamedTuple):
    """Something drawn: a picture or a path of so many ``segments``.

    ``grey`` is that of its filling, None where there is none. ``order`` counts what is painted.
    """

    box: Box
    segments: int
    grey: int | None
    is_picture: bool
    order: int

    @property
    def is_surface(self) -> bool:
        """Whether it hides what lies beneath it."""
        return self.is_picture or (self.grey is not None and self.segments <= _PLAIN_SEGMENTS)


def drawn_on(page: Any, textpage: Any) -> tuple[tuple[Run, ...], tuple[Shape, ...]]:  # noqa: ANN401 - pypdfium2 ships no types
    """Return every run of text on ``page`` that leaves ink, and every shape, as painted."""
    height_pt = page.get_height()
    texts: list[tuple[int, Box, Any]] = []
    shapes: list[Shape] = []
    for order, item in enumerate(page.get_objects(max_depth=_DEEPEST)):
        if item.type == pdfium.FPDF_PAGEOBJ_FORM:
            continue  # what is in it follows
        left, bottom, right, top = item.get_bounds()
        if item.type == pdfium.FPDF_PAGEOBJ_TEXT and (left >= right or bottom >= top):
            continue  # nothing but white space
        box = _on_page((left, bottom, right, top), item.container, height_pt)
        if item.type == pdfium.FPDF_PAGEOBJ_TEXT:
            texts.append((order, box, item))
        else:
            shapes.append(_shape(item, box, order))
    surfaces = [
        each
        for each in shapes
        if each.is_surface and min(each.box.width, each.box.height) > _THINNEST_MM
    ]
    reader = _Reader(textpage, height_pt, surfaces)
    return tuple(reader.run(*text) for text in texts), tuple(shapes)


@dataclasses.dataclass(frozen=True, slots=True)
class _Reader:
    """What all runs of a page share; ``fonts`` keeps what is known of each by its address."""

    textpage: Any
    height_pt: float
    surfaces: Sequence[Shape]
    fonts: dict[int, tuple[str, bool]] = dataclasses.field(default_factory=dict)

    def run(self, order: int, box: Box, item: Any) -> Run:  # noqa: ANN401 - pypdfium2 ships no types
        matrix = item.get_matrix()
        group = item.container
        while group is not None:
            matrix = matrix.multiply(group.get_matrix())
            group = group.container
        size = ctypes.c_float()
        pdfium.FPDFTextObj_GetFontSize(item.raw, size)
        font = pdfium.FPDFTextObj_GetFont(item.raw)
        address = ctypes.cast(font, ctypes.c_void_p).value or 0
        if address not in self.fonts:
            self.fonts[address] = (name_of(font), bool(pdfium.FPDFFont_GetIsEmbedded(font)))
        name, is_embedded = self.fonts[address]
        grey, is_coloured = filling_of(item)
        return Run(
            text=text_of(item, self.textpage),
            box=box,
            baseline=(self.height_pt - matrix.f) / POINTS_PER_MM,
            size_pt=round(size.value * (matrix.c**2 + matrix.d**2) ** 0.5, 2),
            font=name,
            is_bold="Bold" in name,
            is_embedded=is_embedded,
            is_upright=matrix.a > 0 < matrix.d and abs(matrix.b) < _SKEW > abs(matrix.c),
            grey=grey,
            is_coloured=is_coloured,
            ground=_ground(box, order, self.surfaces),
            is_clipped=any(_cuts(item.get_bounds(), clip) for clip in clips_of(item.raw)),
            is_covered=any(each.order > order and _covers(each.box, box) for each in self.surfaces),
        )


def _on_page(bounds: tuple[float, float, float, float], group: Any, height_pt: float) -> Box:  # noqa: ANN401 - pypdfium2 ships no types
    """Return ``bounds``, which are in the coordinates of the group around them, as a box."""
    while group is not None:
        bounds = group.get_matrix().on_rect(*bounds)
        group = group.container
    left, bottom, right, top = bounds
    return Box(
        left / POINTS_PER_MM,
        (height_pt - top) / POINTS_PER_MM,
        right / POINTS_PER_MM,
        (height_pt - bottom) / POINTS_PER_MM,
    )


def _shape(item: Any, box: Box, order: int) -> Shape:  # noqa: ANN401 - pypdfium2 ships no types
    if item.type != pdfium.FPDF_PAGEOBJ_PATH:
        return Shape(box, 0, None, is_picture=True, order=order)
    mode, is_stroked = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(item.raw, mode, is_stroked)
    return Shape(
        box=box,
        segments=pdfium.FPDFPath_CountSegments(item.raw),
        grey=filling_of(item)[0] if mode.value else None,
        is_picture=False,
        order=order,
    )


def _ground(box: Box, order: int, surfaces: Sequence[Shape]) -> int:
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    for each in reversed(surfaces):
        if each.order < order and each.grey is not None and each.box.holds(x, y):
            return each.grey
    return WHITE


def _covers(surface: Box, text: Box) -> bool:
    width, height = surface.shared_with(text)
    return width > TOLERANCE_MM and height > TOLERANCE_MM


def _cuts(bounds: tuple[float, ...], clip: tuple[float, ...]) -> bool:
    slack = TOLERANCE_MM * POINTS_PER_MM
    return (
        clip[0] - bounds[0] > slack
        or clip[1] - bounds[1] > slack
        or bounds[2] - clip[2] > slack
        or bounds[3] - clip[3] > slack
    )
