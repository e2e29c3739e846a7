"""Reading a printed file back before anyone may act on it: what fails is not published."""

import ctypes
import dataclasses
from collections.abc import Iterable, Iterator
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from orderset.documents.document import Document, Kind
from orderset.rendering import fonts
from orderset.rendering.barcode import read_barcodes
from orderset.rendering.defect import Code, Defect
from orderset.rendering.page_text import lost, printed_texts, says, squeezed, too_few
from orderset.rendering.pdf import LANGUAGE
from orderset.rendering.placement import POINTS_PER_MM, Box, PlacedText, texts_of


A4_MARGIN_MM = 8.0
LABEL_MARGIN_MM = 2.0
"""What a printer may leave white at each edge of a sheet and of a label."""

SIZE_TOLERANCE_MM = 0.1

SCANNER_DPI = 203
"""The coarsest printer in use: a symbol that cannot be read at this cannot be scanned."""

_MOST_QUOTED = 5
_LONGEST_QUOTE = 60

_OUR_FONTS = tuple(family.replace(" ", "-") for family in (fonts.FIRST_FAMILY, fonts.SECOND_FAMILY))


@dataclasses.dataclass(frozen=True, slots=True)
class _Page:
    """What is read from one page. ``number`` counts from 1, as people do."""

    number: int
    width_mm: float
    height_mm: float
    text: str
    runs: tuple[PlacedText, ...]
    barcodes: tuple[str, ...]


def inspect(document: Document, pdf: bytes, source: str | None = None) -> tuple[Defect, ...]:
    """Return what is wrong with ``pdf`` as the printed form of ``document``; empty when nothing.

    A text that occurs n times in ``required_text`` must be printed n times.

    Args:
        document: what should have been printed.
        pdf: what was printed.
        source: the HTML it was printed from. With it, a text that the layout lost is told apart
            (``does-not-fit``) from one that was never written (``inspection-failed``), and every
            text of the template is looked for, not only those that the document requires.
    """
    if not (pdf.startswith(b"%PDF-") and pdf.rstrip().endswith(b"%%EOF")):
        return (_failed("The file is not a whole PDF."),)
    try:
        with pypdfium2.PdfDocument(pdf) as opened:
            title, language = _title_and_language(opened)
            # Ten milliseconds a page, and no symbol can come from anywhere but the document.
            has_barcodes = bool(document.barcodes)
            pages = [
                _page(number, page, has_barcodes=has_barcodes)
                for number, page in enumerate(opened, start=1)
            ]
    except pypdfium2.PdfiumError:
        return (_failed("The file cannot be read as PDF."),)
    if document.pages is not None and len(pages) > document.pages:
        # Everything else that is wrong follows from it: "Page 1 of 2" now says "of 3".
        return (
            _does_not_fit(f"{len(pages)} pages instead of {document.pages}: the text is too long."),
        )
    return (
        *_missing_pages(document, len(pages)),
        *_wrong_title(document, title, language),
        *(defect for page in pages for defect in _wrong_page(document, page)),
        *_wrong_text(document, pages, source),
        *_wrong_barcodes(document, pages),
    )


def page_count(pdf: bytes) -> int:
    """Return the number of pages of ``pdf``, 0 when it cannot be read."""
    try:
        with pypdfium2.PdfDocument(pdf) as opened:
            return len(opened)
    except pypdfium2.PdfiumError:
        return 0


def _page(number: int, page: Any, *, has_barcodes: bool) -> _Page:  # noqa: ANN401 - pypdfium2 ships no types
    textpage = page.get_textpage()
    try:
        return _Page(
            number=number,
            width_mm=page.get_width() / POINTS_PER_MM,
            height_mm=page.get_height() / POINTS_PER_MM,
            text=textpage.get_text_range(),
            runs=tuple(texts_of(page)),
            barcodes=_scanned(page) if has_barcodes else (),
        )
    finally:
        textpage.close()
        page.close()


def _scanned(page: Any) -> tuple[str, ...]:  # noqa: ANN401 - pypdfium2 ships no types
    """Return what a scanner reads from the page when the coarsest printer has printed it."""
    picture = page.render(
        scale=SCANNER_DPI / 72, grayscale=True, draw_annots=False, may_draw_forms=False
    )
    try:
        # By way of Pillow: zxing-cpp's own view of pdfium's buffer ends in a segmentation fault.
        return tuple(read_barcodes(picture.to_pil()))
    finally:
        picture.close()


def _title_and_language(opened: Any) -> tuple[str, str]:  # noqa: ANN401 - pypdfium2 ships no types
    length = pdfium.FPDFCatalog_GetLanguage(opened.raw, None, 0)
    buffer = ctypes.create_string_buffer(length)
    pdfium.FPDFCatalog_GetLanguage(
        opened.raw, ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), length
    )
    language = buffer.raw.decode("utf-16-le").rstrip("\0")
    return opened.get_metadata_value("Title"), language


def _missing_pages(document: Document, pages: int) -> Iterator[Defect]:
    if document.pages is not None and pages < document.pages:
        yield _failed(f"{pages} pages instead of {document.pages}.")


def _wrong_title(document: Document, title: str, language: str) -> Iterator[Defect]:
    if title != document.title:
        yield _failed("The file's title is not the document's.")
    if language != LANGUAGE:
        yield _failed(f"The file's language is {language or 'missing'} instead of {LANGUAGE}.")


def _wrong_page(document: Document, page: _Page) -> Iterator[Defect]:
    where = f"Page {page.number}"
    wanted = (float(document.page_width_mm), float(document.page_height_mm))
    found = (page.width_mm, page.height_mm)
    if any(abs(a - b) > SIZE_TOLERANCE_MM for a, b in zip(found, wanted, strict=True)):
        yield _failed(
            f"{where} is {found[0]:.1f} × {found[1]:.1f} mm"
            f" instead of {wanted[0]:.1f} × {wanted[1]:.1f} mm."
        )
    margin_mm = LABEL_MARGIN_MM if document.kind is Kind.LABELS else A4_MARGIN_MM
    safe = Box(
        margin_mm * POINTS_PER_MM,
        margin_mm * POINTS_PER_MM,
        (page.width_mm - margin_mm) * POINTS_PER_MM,
        (page.height_mm - margin_mm) * POINTS_PER_MM,
    )
    for side in _once(side for run in page.runs for side in run.box.reaches_out_of(safe)):
        yield _does_not_fit(f"{where}: text less than {margin_mm:.0f} mm from the {side} edge.")
    if any(run.is_clipped for run in page.runs):
        yield _does_not_fit(f"{where}: text is cut off by its box.")
    for font in _once(run.font for run in page.runs if not run.is_embedded):
        yield _failed(f"{where}: the font {font} is not embedded.")
    for font in _once(run.font for run in page.runs if not _is_ours(run.font)):
        yield _failed(f"{where}: the font {font} is not one of ours.")
    if "\ufffd" in page.text:
        yield _failed(f"{where}: a character could not be drawn.")


def _wrong_text(document: Document, pages: list[_Page], source: str | None) -> Iterator[Defect]:
    texts = [squeezed(page.text) for page in pages]
    written = printed_texts(source) if source else ()
    missing = tuple(too_few(document.required_text, texts))
    # Where the number of pages is fixed, so is each text's place: none goes on over a page's end.
    lost_in_layout = (
        *(text for text in missing if says(written, text)),
        *lost(written, texts, may_part=document.pages is None),
    )
    never_written = tuple(text for text in missing if not says(written, text))
    yield from _quoted(never_written, Code.INSPECTION_FAILED, "is not printed whole")
    yield from _quoted(_once(lost_in_layout), Code.DOES_NOT_FIT, "does not fit")


def _wrong_barcodes(document: Document, pages: list[_Page]) -> Iterator[Defect]:
    wanted = {barcode.payload for barcode in document.barcodes}
    found = {payload for page in pages for payload in page.barcodes}
    for payload in sorted(wanted - found):
        yield _failed(f"The barcode of {payload} cannot be read at {SCANNER_DPI} dpi.")
    for payload in sorted(found - wanted):
        yield _failed(f"There is a barcode of {payload}, which does not belong here.")


def _quoted(texts: tuple[str, ...], code: Code, what: str) -> Iterator[Defect]:
    for text in texts[:_MOST_QUOTED]:
        words = " ".join(text.split())
        short = words if len(words) <= _LONGEST_QUOTE else f"{words[:_LONGEST_QUOTE]}…"
        yield Defect(code, f"“{short}” {what}.")
    if len(texts) > _MOST_QUOTED:
        yield Defect(code, f"The same holds for {len(texts) - _MOST_QUOTED} more texts.")


def _is_ours(font: str) -> bool:
    """Tell by the name in the file, which begins with six letters for the subset."""
    return font.partition("+")[2].startswith(_OUR_FONTS)


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    """Return each text once, in the order of their first appearance."""
    return tuple(dict.fromkeys(texts))


def _does_not_fit(message: str) -> Defect:
    return Defect(Code.DOES_NOT_FIT, message)


def _failed(message: str) -> Defect:
    return Defect(Code.INSPECTION_FAILED, message)
