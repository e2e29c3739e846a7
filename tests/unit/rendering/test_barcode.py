import dataclasses
import re

import PIL.Image
import pypdfium2
import pytest
import zxingcpp

from orderset.documents.document import Barcode
from orderset.rendering.barcode import barcode_address, barcode_assets, barcode_svg, read_barcodes
from orderset.rendering.defect import RenderError
from orderset.rendering.pdf import render
from tests.unit.rendering.tiny_design import labels, tiny_templates


def test_svg_is_square_in_exact_millimetres() -> None:
    svg = barcode_svg("OS1-7F3A9C21-L1").decode()
    # 18 modules and 2 of quiet zone on each side, of 0.375 mm.
    assert 'width="8.250mm" height="8.250mm"' in svg
    assert 'viewBox="0 0 22 22"' in svg


def test_quiet_zone_is_two_modules() -> None:
    svg = barcode_svg("OS1-7F3A9C21-L1").decode()
    dark = svg.partition('fill="#000"')[2]
    starts = [(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h", dark)]
    assert min(x for x, _ in starts) == min(y for _, y in starts) == 2


@pytest.mark.parametrize("dpi", [150, 203, 300, 600])
@pytest.mark.parametrize("payload", ["OS1-7F3A9C21-L1", "A", "OS1-7F3A9C21-L1/v12/cycle-60-of-60"])
def test_symbol_on_paper_reads_back(dpi: int, payload: str) -> None:
    barcode = Barcode("label-1", payload, "Barcode")
    pdf = render(dataclasses.replace(labels(1), barcodes=(barcode,)), tiny_templates())
    with pypdfium2.PdfDocument(pdf) as opened:
        picture = opened[0].render(scale=dpi / 72, grayscale=True).to_pil()
    assert read_barcodes(picture) == [payload]
    (symbol,) = zxingcpp.read_barcodes(picture)
    assert symbol.symbology_identifier == "]d1"  # DataMatrix, not GS1


def test_nothing_is_read_from_an_empty_picture() -> None:
    assert read_barcodes(PIL.Image.new("L", (200, 200), 255)) == []


@pytest.mark.parametrize("payload", ["", "x" * 4000])
def test_payload_that_cannot_be_encoded_is_refused_without_repeating_it(payload: str) -> None:
    with pytest.raises(RenderError) as caught:
        barcode_svg(payload)
    assert "xxx" not in str(caught.value)


@pytest.mark.parametrize("key", ["", "../x", "a b", "Ä", "a/b"])
def test_key_that_an_address_would_escape_is_refused(key: str) -> None:
    with pytest.raises(RenderError):
        barcode_address(Barcode(key, "A", "Barcode"))


def test_key_given_twice_is_refused() -> None:
    barcodes = (Barcode("a", "1", "x"), Barcode("a", "2", "y"))
    document = dataclasses.replace(labels(), barcodes=barcodes)
    with pytest.raises(RenderError, match="same key"):
        barcode_assets(document)
