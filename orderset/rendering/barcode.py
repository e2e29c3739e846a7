"""DataMatrix symbols: written as SVG in exact millimetres, and read back from a picture.

The payload is our document id and nothing else, unless the site has a GTIN of its own: then the
symbol is GS1, with the GTIN and our id as its serial number. A pharmacy without one must not print
application identifiers (printing.md 4.1).
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import zxingcpp

from orderset import gs1
from orderset.documents.document import Barcode, Document
from orderset.rendering.defect import RenderError


MODULE_MM = Decimal("0.375")
"""Three dots of a 203-dpi label printer."""

QUIET_MODULES = 2
"""White on each side. The standard asks for one module; the second forgives a printer."""

_KEY = re.compile(r"[a-z0-9][a-z0-9-]*")
"""A key becomes part of an address, so it holds nothing that an address would escape."""


def barcode_address(barcode: Barcode) -> str:
    """Return the address at which a template finds ``barcode``.

    Raises:
        RenderError: the key is not lower-case letters, digits and hyphens.
    """
    if not _KEY.fullmatch(barcode.key):
        message = "A barcode's key may hold lower-case letters, digits and hyphens only."
        raise RenderError(message)
    return f"asset:barcode/{barcode.key}"


def barcode_assets(document: Document) -> Mapping[str, bytes]:
    """Return the SVG of each barcode of ``document`` by its address.

    Raises:
        RenderError: a key occurs twice or is not allowed, or a payload cannot be encoded.
    """
    assets = {
        barcode_address(each): barcode_svg(each.payload, each.gtin) for each in document.barcodes
    }
    if len(assets) != len(document.barcodes):
        message = "Two barcodes of the document have the same key."
        raise RenderError(message)
    return assets


def barcode_svg(payload: str, gtin: str = "") -> bytes:
    """Return a square DataMatrix of ``payload`` as SVG, its width and height in millimetres.

    With a ``gtin`` it is GS1: the GTIN, and the payload as serial number.

    Raises:
        RenderError: the payload cannot be encoded.
    """
    rows = _modules(gs1.elements(gtin, payload) if gtin else payload, is_gs1=bool(gtin))
    across = len(rows) + 2 * QUIET_MODULES
    size_mm = MODULE_MM * across
    path = "".join(
        f"M{start + QUIET_MODULES} {y + QUIET_MODULES}h{length}v1h-{length}z"
        for y, row in enumerate(rows)
        for start, length in _dark_runs(row)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size_mm}mm" height="{size_mm}mm"'
        f' viewBox="0 0 {across} {across}">'
        # White is painted, not assumed: the quiet zone must hold on whatever lies beneath.
        f'<path fill="#fff" d="M0 0h{across}v{across}h-{across}z"/>'
        f'<path fill="#000" d="{path}"/></svg>'
    ).encode()


def read_barcodes(pixels: Any) -> list[str]:  # noqa: ANN401 - a buffer of rows of grey bytes
    """Return the payload of each DataMatrix in a grey picture; of a GS1 one, the serial number.

    Args:
        pixels: anything with the buffer protocol in two dimensions (rows, columns) of bytes.
    """
    return [payload_of(each.text) for each in found_in(pixels)]


def payload_of(scanned: str) -> str:
    """Return what we put into a symbol: the serial number of GS1, or all of it."""
    known = gs1.gtin_and_serial(scanned)
    return known[1] if known else scanned


def found_in(pixels: Any) -> list[zxingcpp.Barcode]:  # noqa: ANN401 - a buffer of rows of grey bytes
    """Return each DataMatrix in a grey picture, with all that the reader knows of it."""
    return zxingcpp.read_barcodes(
        pixels,
        formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.DataMatrix),
        # Our symbols stand upright and dark on light. What needs more than this to be read is
        # not good enough for a scanner at the bedside; it also halves the time.
        try_rotate=False,
        try_downscale=False,
        try_invert=False,
        text_mode=zxingcpp.TextMode.Plain,
    )


def _modules(payload: str, *, is_gs1: bool) -> list[bytes]:
    """Return the symbol's rows, a byte for each module: 0 is dark."""
    try:
        symbol = zxingcpp.create_barcode(
            payload, zxingcpp.BarcodeFormat.DataMatrix, gs1=is_gs1, force_square=True
        )
        image = symbol.to_image(scale=1, add_quiet_zones=False)
    except (RuntimeError, TypeError, ValueError) as error:
        message = "A barcode's payload cannot be encoded as DataMatrix."
        raise RenderError(message) from error
    height, width = image.shape
    flat = memoryview(image).tobytes()  # type: ignore[arg-type] # it has the buffer protocol
    return [flat[start : start + width] for start in range(0, height * width, width)]


def _dark_runs(row: bytes) -> list[tuple[int, int]]:
    """Return start and length of each run of dark modules."""
    return [(match.start(), len(match[0])) for match in re.finditer(b"\0+", row)]
