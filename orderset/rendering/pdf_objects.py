"""What pdfium tells of a single object of a page, in plain Python."""

import ctypes
from collections.abc import Iterator
from typing import Any

import pypdfium2.raw as pdfium


_HYPHEN_AT_LINE_END = "\x02"
"""What pdfium makes of it in the text of a run; in that of a page it is another character."""


def filling_of(item: Any) -> tuple[int, bool]:  # noqa: ANN401 - pypdfium2 ships no types
    """Return the grey that a printer without colours makes of it, and whether it is coloured."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    pdfium.FPDFPageObj_GetFillColor(item.raw, red, green, blue, alpha)
    parts = (red.value, green.value, blue.value)
    grey = round(0.299 * parts[0] + 0.587 * parts[1] + 0.114 * parts[2])
    return grey, max(parts) - min(parts) > 1


def clips_of(item: Any) -> Iterator[tuple[float, ...]]:  # noqa: ANN401 - pypdfium2 ships no types
    """Yield the bounds outside which the run is not shown; pdfium drops those that cut nothing."""
    clip = pdfium.FPDFPageObj_GetClipPath(item)
    x, y = ctypes.c_float(), ctypes.c_float()
    for path in range(max(pdfium.FPDFClipPath_CountPaths(clip), 0)):
        points = []
        for number in range(pdfium.FPDFClipPath_CountPathSegments(clip, path)):
            segment = pdfium.FPDFClipPath_GetPathSegment(clip, path, number)
            if pdfium.FPDFPathSegment_GetPoint(segment, x, y):
                points.append((x.value, y.value))
        if points:
            across, up = zip(*points, strict=True)
            yield min(across), min(up), max(across), max(up)


def text_of(item: Any, textpage: Any) -> str:  # noqa: ANN401 - pypdfium2 ships no types
    """Return what a run says, without what ends its line."""
    length = pdfium.FPDFTextObj_GetText(item.raw, textpage.raw, None, 0)
    buffer = (ctypes.c_ushort * length)()
    pdfium.FPDFTextObj_GetText(item.raw, textpage.raw, buffer, length)
    text = bytes(buffer).decode("utf-16-le", "replace").strip("\0\r\n")
    return text.replace(_HYPHEN_AT_LINE_END, "-")


def name_of(font: Any) -> str:  # noqa: ANN401 - pypdfium2 ships no types
    """Return a font's name in the file."""
    length = pdfium.FPDFFont_GetBaseFontName(font, None, 0)
    buffer = ctypes.create_string_buffer(length)
    pdfium.FPDFFont_GetBaseFontName(font, buffer, length)
    return buffer.value.decode("utf-8", "replace")
