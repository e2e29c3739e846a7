"""Labels on sheets: each inspected label is placed unchanged, at its size, and the sheet read back.

Nothing is set anew: a label's page becomes a form on the sheet, moved and never scaled, so what was
inspected is what is printed.
"""

import contextlib
import io
from collections.abc import Sequence
from typing import Any, NamedTuple

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium

from orderset.errors import PrintRuleError
from orderset.label_stock import LABEL_HEIGHT_MM, LABEL_WIDTH_MM, LabelStock, Place
from orderset.rendering.barcode import read_barcodes
from orderset.rendering.finished import number_of_pages
from orderset.rendering.pdf import LANGUAGE
from orderset.rendering.placement import POINTS_PER_MM
from orderset.rendering.scanning import SCANNER_DPI


MOST_TOLD = 3
_SIZE_TOLERANCE_PT = 0.1 * POINTS_PER_MM
_SAME_PT = 1e-3
_CUT_LINE = "0.25 w 0 G"
_LABEL_WIDTH_PT = float(LABEL_WIDTH_MM) * POINTS_PER_MM
_LABEL_HEIGHT_PT = float(LABEL_HEIGHT_MM) * POINTS_PER_MM


def on_sheets(labels: bytes, stock: LabelStock, *, first: int = 1) -> tuple[bytes, int]:
    """Return inspected labels on sheets, under the title that they have, and how many sheets.

    Args:
        labels: one label a page.
        stock: the sheets in the printer.
        first: the position on the first sheet at which the first label goes.

    Raises:
        PrintRuleError: the sheets do not read back as the labels that were put on them.
    """
    sheets = imposed(labels, stock, first=first)
    wrong = misplaced(sheets, labels, stock, first=first)
    if wrong:
        message = f"BAT-09: the sheets of labels read back wrong: {'; '.join(wrong[:MOST_TOLD])}."
        raise PrintRuleError(message)
    return sheets, number_of_pages(sheets)


def imposed(labels: bytes, stock: LabelStock, *, first: int = 1) -> bytes:
    """Return sheets of ``stock`` that hold each page of ``labels``, in order; without a date.

    Raises:
        ValueError: a page is not of our label's size, or the stock has no such position.
    """
    width, height = (float(side) * POINTS_PER_MM for side in stock.page)
    with pikepdf.open(io.BytesIO(labels)) as singles, pikepdf.new() as whole:
        drawn: list[list[str]] = []
        places = stock.places(len(singles.pages), first)
        for number, (label, place) in enumerate(zip(singles.pages, places, strict=True), start=1):
            _check_size(label)
            if place.sheet > len(drawn):
                whole.add_blank_page(page_size=(width, height))
                drawn.append([])
            name = f"/L{number}"
            box = _box(place, height)
            form = whole.copy_foreign(label.as_form_xobject())
            whole.pages[-1].add_resource(form, pikepdf.Name.XObject, pikepdf.Name(name))
            drawn[-1].append(f"q 1 0 0 1 {box.left:.4f} {box.bottom:.4f} cm {name} Do Q")
            if stock.outlined:
                drawn[-1].append(
                    f"q {_CUT_LINE} {box.left:.4f} {box.bottom:.4f} "
                    f"{_LABEL_WIDTH_PT:.4f} {_LABEL_HEIGHT_PT:.4f} re S Q"
                )
        for sheet, lines in zip(whole.pages, drawn, strict=True):
            sheet.Contents = whole.make_stream("\n".join(lines).encode())
        whole.Root.Lang = pikepdf.String(LANGUAGE)
        whole.docinfo["/Title"] = str(singles.docinfo.get("/Title", ""))
        output = io.BytesIO()
        mode = pikepdf.ObjectStreamMode.generate
        whole.save(output, deterministic_id=True, object_stream_mode=mode)
    return output.getvalue()


def misplaced(
    sheets: bytes, labels: bytes, stock: LabelStock, *, first: int = 1
) -> tuple[str, ...]:
    """Return what is wrong with ``sheets`` as the sheets of ``labels``; empty when nothing is.

    Each label's text and barcode must be read at its place and nowhere else; the places before the
    first and behind the last must be empty; every sheet must have the stock's size.
    """
    with contextlib.ExitStack() as stack:
        singles = stack.enter_context(pypdfium2.PdfDocument(labels))
        opened = stack.enter_context(pypdfium2.PdfDocument(sheets))
        places = list(stock.places(len(singles), first))
        wanted = places[-1].sheet if places else 0
        if len(opened) != wanted:
            return (f"{len(opened)} sheets instead of {wanted}",)
        wrong: list[str] = []
        label = 0
        for number, sheet in enumerate(opened, start=1):
            size = (sheet.get_width(), sheet.get_height())
            if any(
                abs(a - float(b) * POINTS_PER_MM) > _SIZE_TOLERANCE_PT
                for a, b in zip(size, stock.page, strict=True)
            ):
                wrong.append(f"sheet {number} is not of the stock's size")
            boxes = [_box(each, size[1]) for each in places if each.sheet == number]
            everything, seen = _read(sheet, boxes)
            if not _moved_only(sheet, boxes):
                wrong.append(f"sheet {number} has labels that are not at their size and place")
            if len(everything) != sum(len(each.letters) for each in seen):
                wrong.append(f"sheet {number} has text outside its labels")
            for found in seen:
                _, (single,) = _read(singles[label], [_WHOLE_LABEL])
                label += 1
                if found != single:
                    wrong.append(f"label {label} is not read at its place on sheet {number}")
        return tuple(wrong)


class _Box(NamedTuple):
    """A rectangle in points, from the page's lower left corner, as the PDF has it."""

    left: float
    bottom: float
    right: float
    top: float


class _Seen(NamedTuple):
    """What is read at one place: the letters, in order, and the barcodes."""

    letters: str
    barcodes: tuple[str, ...]


_WHOLE_LABEL = _Box(0, 0, _LABEL_WIDTH_PT, _LABEL_HEIGHT_PT)


def _read(page: Any, boxes: Sequence[_Box]) -> tuple[str, list[_Seen]]:  # noqa: ANN401 - pypdfium2 ships no types
    """Return all letters of a page, and what is read in each box at a printer's coarsest."""
    scale = SCANNER_DPI / 72
    height = page.get_height()
    bitmap = page.render(scale=scale, grayscale=True, draw_annots=False, may_draw_forms=False)
    textpage = page.get_textpage()
    try:
        picture = bitmap.to_pil()
        seen = []
        for box in boxes:
            edges = (box.left, height - box.top, box.right, height - box.bottom)
            part = picture.crop(tuple(round(edge * scale) for edge in edges))
            letters = _letters(textpage.get_text_bounded(*box))
            seen.append(_Seen(letters, tuple(sorted(read_barcodes(part)))))
        return _letters(textpage.get_text_range()), seen
    finally:
        textpage.close()
        bitmap.close()


def _moved_only(sheet: Any, boxes: Sequence[_Box]) -> bool:  # noqa: ANN401 - pypdfium2 ships no types
    """Tell whether a sheet holds one form for each box, in order, moved there and not scaled."""
    matrices = [
        each.get_matrix().get()
        for each in sheet.get_objects([pdfium.FPDF_PAGEOBJ_FORM], max_depth=1)
    ]
    wanted = [(1, 0, 0, 1, box.left, box.bottom) for box in boxes]
    return len(matrices) == len(wanted) and all(
        abs(a - b) <= _SAME_PT
        for found, of_box in zip(matrices, wanted, strict=True)
        for a, b in zip(found, of_box, strict=True)
    )


def _letters(text: str) -> str:
    return "".join(text.split())


def _box(place: Place, page_height_pt: float) -> _Box:
    """Return where a label lies, in points from the page's lower left corner."""
    left = float(place.left_mm) * POINTS_PER_MM
    top = page_height_pt - float(place.top_mm) * POINTS_PER_MM
    return _Box(left, top - _LABEL_HEIGHT_PT, left + _LABEL_WIDTH_PT, top)


def _check_size(label: pikepdf.Page) -> None:
    left, bottom, right, top = (float(edge) for edge in label.mediabox)
    found = (right - left, top - bottom)
    wanted = (_LABEL_WIDTH_PT, _LABEL_HEIGHT_PT)
    if any(abs(a - b) > _SIZE_TOLERANCE_PT for a, b in zip(found, wanted, strict=True)):
        message = "a label is not of the size that the sheets are made for"
        raise ValueError(message)
