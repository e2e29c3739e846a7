"""A finished file as anybody reads it: how many pages, of what size, and what stands on them.

For looking at files that were put together from inspected ones; ``printed`` reads what one
document should be, in far more detail.
"""

from typing import NamedTuple

import pypdfium2

from orderset.rendering.placement import POINTS_PER_MM


_HYPHEN_AT_LINE_END = "\ufffe"
"""What pdfium makes of a hyphen and the line's end behind it, between two letters."""


class FinishedPage(NamedTuple):
    """One page: its size and its text, every run of white space one space."""

    width_mm: float
    height_mm: float
    text: str


def finished_pages(pdf: bytes) -> tuple[FinishedPage, ...]:
    """Return every page of ``pdf``, none when it cannot be read."""
    try:
        with pypdfium2.PdfDocument(pdf) as opened:
            found = []
            for page in opened:
                textpage = page.get_textpage()
                text = textpage.get_text_range().replace(_HYPHEN_AT_LINE_END, "-")
                size = (page.get_width() / POINTS_PER_MM, page.get_height() / POINTS_PER_MM)
                found.append(FinishedPage(*size, " ".join(text.split())))
                textpage.close()
                page.close()
            return tuple(found)
    except pypdfium2.PdfiumError:
        return ()


def number_of_pages(pdf: bytes) -> int:
    """Return how many pages ``pdf`` has, 0 when it cannot be read."""
    try:
        with pypdfium2.PdfDocument(pdf) as opened:
            return len(opened)
    except pypdfium2.PdfiumError:
        return 0
