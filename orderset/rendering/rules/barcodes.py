"""The rules for barcodes: BAR-01 to BAR-12."""

import re
from collections.abc import Iterator

from orderset.documents.document import Banner, Kind
from orderset.gs1 import (
    GS1_DATA_MATRIX,
    PLAIN_DATA_MATRIX,
    has_right_check_digit,
    is_batch_or_serial,
)
from orderset.rendering.barcode import MODULE_MM
from orderset.rendering.printed import Printed, PrintedPage
from orderset.rendering.rules.rule import PrintRule, Runs
from orderset.rendering.scanning import SCANNER_DPI, Symbol


_WITH_SYMBOL_ON_EACH_PAGE = frozenset({Kind.LABELS, Kind.ORDER_SET})
_MODULE_TOLERANCE_MM = 0.01
_LIGHTEST_DARK = 200
"""Grey from which a scanner takes a dot for white."""

_BESIDE_MM = 4.0
_NUMBER = re.compile(r"[0-9]{0,2}")
"""What a label's id has behind that of its document."""

LEAST_TELLING = 4
"""Signs that an identifier has to have before finding it in an id of ours says anything."""


def _on_each_page(printed: Printed) -> Iterator[str]:
    document = printed.document
    if not document.barcodes or document.kind not in _WITH_SYMBOL_ON_EACH_PAGE:
        return
    for page in printed.pages:
        if not page.symbols:
            yield f"Page {page.number} has no barcode that can be read at {SCANNER_DPI} dpi."
        elif document.kind is Kind.LABELS and len(page.symbols) > 1:
            yield f"Page {page.number} has {len(page.symbols)} barcodes instead of one."


def _right_payload(printed: Printed) -> Iterator[str]:
    document = printed.document
    wanted = [barcode.payload for barcode in document.barcodes]
    found = {symbol.payload for page in printed.pages for symbol in page.symbols}
    for payload in sorted({*wanted} - found):
        yield f"The barcode of {payload} cannot be read at {SCANNER_DPI} dpi."
    for payload in sorted(found - {*wanted}):
        yield f"There is a barcode of {payload}, which does not belong here."
    if document.kind is Kind.LABELS:
        for page, payload in zip(printed.pages, wanted, strict=False):
            if any(each.payload != payload and each.payload in wanted for each in page.symbols):
                yield f"Page {page.number}: the barcode is that of another label."


def _named_on_page(printed: Printed) -> Iterator[str]:
    for page, symbol in _symbols(printed):
        if symbol.payload not in page.squeezed.letters:
            yield f"Page {page.number}: {symbol.payload} is in the barcode and not on the page."


def _symbology(printed: Printed) -> Iterator[str]:
    gtins = {barcode.payload: barcode.gtin for barcode in printed.document.barcodes}
    for page, symbol in _symbols(printed):
        gtin = gtins.get(symbol.payload, "")
        wanted = GS1_DATA_MATRIX if gtin else PLAIN_DATA_MATRIX
        if symbol.symbology != wanted:
            yield (
                f"Page {page.number}: the barcode says that it is {symbol.symbology} instead of "
                f"{wanted}."
            )
        if symbol.gtin != gtin:
            yield f"Page {page.number}: the barcode does not hold the site's GTIN."
        if symbol.rows != symbol.modules:
            yield f"Page {page.number}: the barcode is not square."


def _gtin(printed: Printed) -> Iterator[str]:
    for page, symbol in _symbols(printed):
        if symbol.gtin and not has_right_check_digit(symbol.gtin):
            yield f"Page {page.number}: the GTIN in the barcode has a wrong check digit."


def _serial(printed: Printed) -> Iterator[str]:
    for page, symbol in _symbols(printed):
        if symbol.gtin and not is_batch_or_serial(symbol.payload):
            yield f"Page {page.number}: the serial number in the barcode cannot be one of GS1."


def _modules(printed: Printed) -> Iterator[str]:
    for page, symbol in _symbols(printed):
        if abs(symbol.module_mm - float(MODULE_MM)) > _MODULE_TOLERANCE_MM:
            yield (
                f"Page {page.number}: the barcode's modules are {symbol.module_mm:.3f} mm wide "
                f"instead of {MODULE_MM} mm."
            )


def _quiet(printed: Printed) -> Iterator[str]:
    for page, symbol in _symbols(printed):
        if symbol.darkest_around < _LIGHTEST_DARK:
            yield f"Page {page.number}: something stands in the white around the barcode."


def _unique(printed: Printed) -> Iterator[str]:
    payloads = [barcode.payload for barcode in printed.document.barcodes]
    for payload in sorted({each for each in payloads if payloads.count(each) > 1}):
        yield f"{payload} is the id of two barcodes."
    if printed.document.kind is Kind.LABELS:
        found = [symbol.payload for page in printed.pages for symbol in page.symbols]
        for payload in sorted({each for each in found if found.count(each) > 1}):
            yield f"{payload} stands on two labels."


def _readable_beside(printed: Printed) -> Iterator[str]:
    for page, symbol in _symbols(printed):
        if not any(_is_beside(symbol, run.box) for run in page.runs if symbol.payload in run.text):
            yield f"Page {page.number}: {symbol.payload} is not printed beside its barcode."
    for barcode in printed.document.barcodes:
        if barcode.alternative_text in {"", barcode.payload}:
            yield f"The barcode {barcode.key} has no words for those who cannot see it."


def _no_person(printed: Printed) -> Iterator[str]:
    banner = getattr(printed.document.content, "banner", None)
    for page, symbol in _symbols(printed):
        number = symbol.payload.removeprefix(printed.document.document_id)
        if number == symbol.payload or not _NUMBER.fullmatch(number):
            yield f"Page {page.number}: the barcode holds something else than our document id."
        if isinstance(banner, Banner) and any(
            own in symbol.payload
            for own in (
                banner.hospital_number,
                banner.nhs_number.replace(" ", ""),
            )
            # A number of two or three signs may stand in any id by chance.
            if len(own) >= LEAST_TELLING
        ):
            yield f"Page {page.number}: the barcode holds the patient's number."


def _symbols(printed: Printed) -> Iterator[tuple[PrintedPage, Symbol]]:
    for page in printed.pages:
        for symbol in page.symbols:
            yield page, symbol


def _is_beside(symbol: Symbol, box: tuple[float, float, float, float]) -> bool:
    left, top, right, bottom = box
    return (
        left - symbol.box.right < _BESIDE_MM
        and symbol.box.left - right < _BESIDE_MM
        and top - symbol.box.bottom < _BESIDE_MM
        and symbol.box.top - bottom < _BESIDE_MM
    )


_SCAN = f"the page as a {SCANNER_DPI} dpi printer prints it, read by zxing-cpp"
_GS1 = (
    "GS1 only where the site's settings name its own GTIN: none is invented. The document id is "
    "then the serial number."
)

BAR: tuple[PrintRule, ...] = (
    PrintRule(
        "BAR-01",
        "Each label has one symbol, each page of an order set at least one; all can be read.",
        "[D]",
        Runs.EVERY_FILE,
        _SCAN,
        "Other documents have theirs where their design puts it: BAR-02 looks for each.",
        check=_on_each_page,
    ),
    PrintRule(
        "BAR-02",
        "The symbol holds what the record says, and each label its own.",
        "[D]",
        Runs.EVERY_FILE,
        f"{_SCAN}; the payload compared with the document's, letter by letter",
        check=_right_payload,
    ),
    PrintRule(
        "BAR-03",
        "The id in the symbol is printed on its page.",
        "[D]",
        Runs.EVERY_FILE,
        "the payload looked for in the page's text",
        "There is no NHS number in a symbol of ours, so none to compare.",
        check=_named_on_page,
    ),
    PrintRule(
        "BAR-04",
        "The symbol is a square DataMatrix, and GS1 only with the site's own GTIN.",
        "[S20]",
        Runs.EVERY_FILE,
        "symbology identifier ]d1, or ]d2 with the configured GTIN; as many rows as columns",
        _GS1,
        check=_symbology,
    ),
    PrintRule(
        "BAR-05",
        "GS1 numbers end in their check digit; dates are days of the calendar.",
        "[S20][S23a]",
        Runs.EVERY_FILE,
        "the check digit of the scanned GTIN, and of the setting when it is read",
        f"{_GS1} We print no date in a symbol; the function that checks one is tested.",
        check=_gtin,
    ),
    PrintRule(
        "BAR-06",
        "A batch or serial number has 20 characters at most, of the GS1 set of 82.",
        "[S20]",
        Runs.EVERY_FILE,
        "the scanned serial number, where the symbol is GS1",
        _GS1,
        check=_serial,
    ),
    PrintRule(
        "BAR-07",
        "Modules are 0.375 mm wide: three dots of a 203 dpi printer.",
        "[S20][D]",
        Runs.EVERY_FILE,
        "width of the drawing by the number of modules that the reader counts, within 0.01 mm",
        check=_modules,
    ),
    PrintRule(
        "BAR-08",
        "The quiet zone is white.",
        "[S20]",
        Runs.EVERY_FILE,
        "the darkest dot in the two modules around the symbol, less a dot at each edge",
        check=_quiet,
    ),
    PrintRule(
        "BAR-09",
        "No two labels have the same id.",
        "[D]",
        Runs.EVERY_FILE,
        "all symbols of the file; over a batch: document ids are unique (BAT-12)",
        check=_unique,
    ),
    PrintRule(
        "BAR-10",
        "What the symbol says is printed beside it, and it has words for those who cannot see it.",
        "[LAB]",
        Runs.EVERY_FILE,
        "a run with the payload less than 4 mm from the symbol; the document's alternative text",
        check=_readable_beside,
    ),
    PrintRule(
        "BAR-11",
        "A second encoder agrees.",
        "[LAB]",
        Runs.NOT_APPLICABLE,
        "none",
        "No second encoder is among the pinned packages; what is printed is decoded instead, on "
        "every file, and what is encoded is compared with it byte for byte.",
    ),
    PrintRule(
        "BAR-12",
        "The symbol holds our document id and nothing of the patient.",
        "[D]",
        Runs.EVERY_FILE,
        "the payload is the document's id, a label's number behind it, and holds no number of the "
        "patient",
        check=_no_person,
    ),
)
