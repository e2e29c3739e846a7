"""Where text stands on a page: inside the printable area, and not clipped by its own box."""

import ctypes
from collections.abc import Iterator
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium


POINTS_PER_MM = 72 / 25.4

_TOLERANCE_PT = 0.1 * POINTS_PER_MM
"""A tenth of a millimetre: less than a dot of a label printer."""

_DEEPEST = 8
"""Groups within groups (a watermark's opacity makes one); WeasyPrint nests two or three."""


class Box(NamedTuple):
    """A rectangle in points, from the page's lower left corner."""

    left: float
    bottom: float
    right: float
    top: float

    def reaches_out_of(self, other: "Box") -> tuple[str, ...]:
        """Return the sides on which this box is outside the other, in plain words."""
        beyond = {
            "left": other.left - self.left,
            "bottom": other.bottom - self.bottom,
            "right": self.right - other.right,
            "top": self.top - other.top,
        }
        return tuple(side for side, points in beyond.items() if points > _TOLERANCE_PT)


class PlacedText(NamedTuple):
    """A run of text: where it is on the page, whether it is cut off, and its font.

    ``font`` is the name in the file; ``is_embedded`` whether the file carries the font.
    """

    box: Box
    is_clipped: bool
    font: str
    is_embedded: bool


def texts_of(page: Any) -> Iterator[PlacedText]:  # noqa: ANN401 - pypdfium2 ships no types
    """Yield every run of text on ``page``, a ``pypdfium2.PdfPage``, that leaves ink."""
    for run in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=_DEEPEST):
        box = Box(*run.get_bounds())
        if box.left >= box.right or box.bottom >= box.top:
            continue  # nothing but white space
        font = pdfium.FPDFTextObj_GetFont(run.raw)
        yield PlacedText(
            box=_on_page(box, run.container),
            is_clipped=any(box.reaches_out_of(clip) for clip in _clips(run.raw)),
            font=_name(font),
            is_embedded=bool(pdfium.FPDFFont_GetIsEmbedded(font)),
        )


def _on_page(box: Box, group: Any) -> Box:  # noqa: ANN401 - pypdfium2 ships no types
    """Return ``box``, which is in the coordinates of the group around it, in the page's."""
    while group is not None:
        box = Box(*group.get_matrix().on_rect(*box))
        group = group.container
    return box


def _clips(run: Any) -> Iterator[Box]:  # noqa: ANN401 - pypdfium2 ships no types
    """Yield the boxes outside which the run is not shown; pdfium drops those that cut nothing."""
    clip = pdfium.FPDFPageObj_GetClipPath(run)
    x, y = ctypes.c_float(), ctypes.c_float()
    for path in range(max(pdfium.FPDFClipPath_CountPaths(clip), 0)):
        points = []
        for number in range(pdfium.FPDFClipPath_CountPathSegments(clip, path)):
            segment = pdfium.FPDFClipPath_GetPathSegment(clip, path, number)
            if pdfium.FPDFPathSegment_GetPoint(segment, x, y):
                points.append((x.value, y.value))
        if points:
            across, up = zip(*points, strict=True)
            yield Box(min(across), min(up), max(across), max(up))


def _name(font: Any) -> str:  # noqa: ANN401 - pypdfium2 ships no types
    length = pdfium.FPDFFont_GetBaseFontName(font, None, 0)
    buffer = ctypes.create_string_buffer(length)
    pdfium.FPDFFont_GetBaseFontName(font, buffer, length)
    return buffer.value.decode("utf-8", "replace")
