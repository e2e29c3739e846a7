"""A printed file as it was read back: what the rules for print look at, each page read once."""

import ctypes
import dataclasses
import itertools
import re
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from orderset.documents.document import Document
from orderset.rendering.defect import RenderError
from orderset.rendering.page_text import Squeezed, printed_texts, squeezed
from orderset.rendering.placement import POINTS_PER_MM, Box, Run, Shape, drawn_on
from orderset.rendering.scanning import Symbol, symbols_of


_SAME_BASELINE_MM = 0.35
_WIDEST_GAP_EM = 1.5
"""Between two words of one line; what is further apart stands in another column."""

_SPACE_EM = 0.12
_MM_PER_POINT = 1 / POINTS_PER_MM

_XMP = re.compile(rb"/Subtype\s*/XML[^>]*>>\s*stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """Runs on one baseline, near each other; ``size_pt`` is that of the largest."""

    text: str
    box: Box
    baseline: float
    size_pt: float
    runs: tuple[Run, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class PrintedPage:
    """One page. ``number`` counts from 1, as people do.

    ``text`` is what the file holds, with no-break spaces and the line ends of the layout.
    ``squeezed`` is the same, ready for finding texts in. ``links`` counts what can be clicked.
    """

    number: int
    width_mm: float
    height_mm: float
    text: str
    squeezed: Squeezed
    runs: tuple[Run, ...]
    lines: tuple[Line, ...]
    shapes: tuple[Shape, ...]
    symbols: tuple[Symbol, ...]
    links: int


@dataclasses.dataclass(frozen=True, slots=True)
class Printed:
    """A file and the document that it should be.

    ``written`` is every text of the HTML that the file was printed from, empty where that is not
    known. ``metadata`` is the file's XMP, in which it says to which standards it conforms. ``size``
    is in bytes.
    """

    document: Document
    pages: tuple[PrintedPage, ...]
    written: tuple[str, ...]
    title: str
    language: str
    is_tagged: bool
    is_encrypted: bool
    has_javascript: bool
    attachments: int
    size: int
    metadata: str = dataclasses.field(repr=False)


def read_back(document: Document, pdf: bytes, source: str | None = None) -> Printed:
    """Read ``pdf``, the printed form of ``document``.

    Args:
        document: what should have been printed.
        pdf: what was printed.
        source: the HTML it was printed from, if that is known.

    Raises:
        RenderError: the file cannot be read.
    """
    if not (pdf.startswith(b"%PDF-") and pdf.rstrip().endswith(b"%%EOF")):
        message = "The file is not a whole PDF."
        raise RenderError(message)
    try:
        with pypdfium2.PdfDocument(pdf) as opened:
            return Printed(
                document=document,
                pages=tuple(
                    # No symbol can come from anywhere but the document.
                    _page(number, page, is_scanned=bool(document.barcodes))
                    for number, page in enumerate(opened, start=1)
                ),
                written=printed_texts(source) if source else (),
                title=opened.get_metadata_value("Title"),
                language=_language(opened),
                is_tagged=bool(pdfium.FPDFCatalog_IsTagged(opened.raw)),
                is_encrypted=pdfium.FPDF_GetSecurityHandlerRevision(opened.raw) >= 0,
                has_javascript=pdfium.FPDFDoc_GetJavaScriptActionCount(opened.raw) > 0,
                attachments=pdfium.FPDFDoc_GetAttachmentCount(opened.raw),
                size=len(pdf),
                metadata=_metadata(pdf),
            )
    except pypdfium2.PdfiumError as error:
        message = "The file cannot be read as PDF."
        raise RenderError(message) from error


def page_count(pdf: bytes) -> int:
    """Return the number of pages of ``pdf``, 0 when it cannot be read."""
    try:
        with pypdfium2.PdfDocument(pdf) as opened:
            return len(opened)
    except pypdfium2.PdfiumError:
        return 0


def _page(number: int, page: Any, *, is_scanned: bool) -> PrintedPage:  # noqa: ANN401 - pypdfium2 ships no types
    width_mm = page.get_width() / POINTS_PER_MM
    height_mm = page.get_height() / POINTS_PER_MM
    textpage = page.get_textpage()
    try:
        text = textpage.get_text_range()
        runs, shapes = drawn_on(page, textpage)
        whole = Box(0, 0, width_mm, height_mm)
        return PrintedPage(
            number=number,
            width_mm=width_mm,
            height_mm=height_mm,
            text=text,
            squeezed=squeezed(text),
            runs=runs,
            lines=tuple(_lines(runs)),
            shapes=shapes,
            symbols=symbols_of(page, shapes, whole) if is_scanned else (),
            links=pdfium.FPDFPage_GetAnnotCount(page.raw),
        )
    finally:
        textpage.close()
        page.close()


def _language(opened: Any) -> str:  # noqa: ANN401 - pypdfium2 ships no types
    length = pdfium.FPDFCatalog_GetLanguage(opened.raw, None, 0)
    buffer = ctypes.create_string_buffer(length)
    pdfium.FPDFCatalog_GetLanguage(
        opened.raw, ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), length
    )
    return buffer.raw.decode("utf-16-le").rstrip("\0")


def _metadata(pdf: bytes) -> str:
    """Return the file's XMP, which pdfium has no function for; empty when there is none."""
    found = _XMP.search(pdf)
    if not found:
        return ""
    content = found[1]
    if b"/FlateDecode" in found[0][: found.start(1) - found.start()]:
        try:
            content = zlib.decompressobj().decompress(content)
        except zlib.error:
            return ""
    return content.decode("utf-8", "replace")


def _lines(runs: Sequence[Run]) -> Iterator[Line]:
    """Yield the lines from top to bottom, each from left to right."""
    line: list[Run] = []
    for run in _in_reading_order(runs):
        if line and not _goes_on(line[-1], run):
            yield _line(line)
            line = []
        line.append(run)
    if line:
        yield _line(line)


def _in_reading_order(runs: Sequence[Run]) -> Iterator[Run]:
    row: list[Run] = []
    for run in sorted(runs, key=lambda each: each.baseline):
        if row and run.baseline - row[0].baseline > _SAME_BASELINE_MM:
            yield from sorted(row, key=lambda each: each.box.left)
            row = []
        row.append(run)
    yield from sorted(row, key=lambda each: each.box.left)


def _goes_on(before: Run, run: Run) -> bool:
    if abs(run.baseline - before.baseline) > _SAME_BASELINE_MM:
        return False
    gap_mm = run.box.left - before.box.right
    em_mm = max(before.size_pt, run.size_pt) * _MM_PER_POINT
    return -em_mm < gap_mm < _WIDEST_GAP_EM * em_mm


def _line(runs: Sequence[Run]) -> Line:
    text = runs[0].text
    for before, run in itertools.pairwise(runs):
        em_mm = max(before.size_pt, run.size_pt) * _MM_PER_POINT
        is_apart = run.box.left - before.box.right > _SPACE_EM * em_mm
        is_spaced = text[-1:].isspace() or run.text[:1].isspace()
        text += f" {run.text}" if is_apart and not is_spaced else run.text
    return Line(
        text=text,
        box=Box(
            min(each.box.left for each in runs),
            min(each.box.top for each in runs),
            max(each.box.right for each in runs),
            max(each.box.bottom for each in runs),
        ),
        baseline=runs[0].baseline,
        size_pt=max(each.size_pt for each in runs),
        runs=tuple(runs),
    )
