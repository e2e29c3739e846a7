"""The calibration page: lines where the stock says, words in their frame, measures that agree."""

import re
from decimal import Decimal

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from orderset.errors import RenderingUnavailableError
from orderset.label_stock import LABEL_HEIGHT_MM, LABEL_WIDTH_MM, label_stocks, usable_stocks
from orderset.rendering import calibration
from orderset.rendering.calibration import FRAME_MM, calibration_page
from orderset.rendering.defect import RenderError


MM_PER_POINT = 25.4 / 72
Sides = tuple[float, float, float, float]


def drawn_on(pdf: bytes) -> tuple[list[Sides], list[Sides]]:
    """Return the paths and the texts of the one page: left, top, right, bottom in mm."""
    with pypdfium2.PdfDocument(pdf) as opened:
        (page,) = opened
        height = page.get_height()
        found: dict[int, list[Sides]] = {pdfium.FPDF_PAGEOBJ_PATH: [], pdfium.FPDF_PAGEOBJ_TEXT: []}
        for each in page.get_objects(filter=[*found]):
            left, bottom, right, top = each.get_bounds()
            box = (left, height - top, right, height - bottom)
            found[each.type].append(tuple(round(side * MM_PER_POINT, 2) for side in box))
    return found[pdfium.FPDF_PAGEOBJ_PATH], found[pdfium.FPDF_PAGEOBJ_TEXT]


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as opened:
        return " ".join(opened[0].get_textpage().get_text_range().split())


@pytest.mark.parametrize("name", usable_stocks())
def test_an_outline_and_a_frame_stand_where_each_label_is_printed(name: str) -> None:
    stock = label_stocks()[name]
    paths, _ = drawn_on(calibration_page(name, stock))
    for place in stock.places(stock.per_page):
        for inset in (Decimal(0), FRAME_MM):
            wanted = [
                float(each)
                for each in (
                    place.left_mm + inset,
                    place.top_mm + inset,
                    place.left_mm + LABEL_WIDTH_MM - inset,
                    place.top_mm + LABEL_HEIGHT_MM - inset,
                )
            ]
            # Bounds are those of the ink, half of a line of 0.2 mm beyond.
            assert any(path == pytest.approx(wanted, abs=0.25) for path in paths)


@pytest.mark.parametrize("name", usable_stocks())
def test_words_stay_in_their_frame_and_the_measures_add_up_to_the_page(name: str) -> None:
    stock = label_stocks()[name]
    pdf = calibration_page(name, stock)
    _, texts = drawn_on(pdf)
    frames = [
        [float(side + FRAME_MM) for side in (place.left_mm, place.top_mm)]
        for place in stock.places(stock.per_page)
    ]
    width, height = (float(side - 2 * FRAME_MM) for side in (LABEL_WIDTH_MM, LABEL_HEIGHT_MM))
    for left, top, right, bottom in texts:
        assert any(
            x <= left and y <= top and right <= x + width and bottom <= y + height
            for x, y in frames
        )
    said = [float(number) for number in re.findall(r"([\d.]+) mm(?= |$)", text_of(pdf))]
    assert width in said
    assert height in said
    last = [*stock.places(stock.per_page)][-1]
    assert float(stock.page[0] - last.left_mm - LABEL_WIDTH_MM + FRAME_MM) in said
    assert float(stock.page[1] - last.top_mm - LABEL_HEIGHT_MM + FRAME_MM) in said


def test_the_small_scale_divides_nine_millimetres_by_ten() -> None:
    marks = calibration.calibration("x", label_stocks()["thermal-102x76"]).vernier
    assert [Decimal(each.at) for each in marks] == [n * Decimal("0.9") for n in range(11)]


def test_positions_are_numbered_as_labels_from_counts() -> None:
    stock = label_stocks()["a4-cut-102x76-6"]
    places = calibration.calibration("x", stock).labels
    assert [each.position for each in places] == ["1", "2", "3", "4", "5", "6"]
    assert [each.is_first for each in places] == [True, *[False] * 5]


def test_the_same_stock_gives_the_same_bytes() -> None:
    name = usable_stocks()[1]
    page = calibration_page(name, label_stocks()[name])
    assert calibration_page(name, label_stocks()[name]) == page
    assert b"CreationDate" not in page


def test_a_page_that_cannot_be_made_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> bytes:
        reason = "The engine failed."
        raise RenderError(reason)

    monkeypatch.setattr(calibration, "page_pdf", fail)
    name = usable_stocks()[0]
    with pytest.raises(RenderingUnavailableError, match=r"cannot be made\. The engine failed"):
        calibration_page(name, label_stocks()[name])
