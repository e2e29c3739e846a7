"""The calibration page of a label stock: does the printer put things where the program says?

On each label stands a frame, 2 mm within its edge, with a vernier at its left and upper side: lines
0.9 mm apart, which against a rule's millimetres tell tenths.
"""

import dataclasses
from decimal import Decimal

from orderset.documents.document import NO_BREAK_SPACE
from orderset.errors import RenderingUnavailableError
from orderset.label_stock import LABEL_HEIGHT_MM, LABEL_WIDTH_MM, LabelStock, Place
from orderset.rendering.defect import RenderError
from orderset.rendering.html import page_of
from orderset.rendering.pdf import page_pdf
from orderset.rendering.templates import load_templates


TEMPLATE = "calibration.html"
FRAME_MM = Decimal(2)
VERNIER_MM = Decimal("0.9")
VERNIER_MARKS = 11
LONG_EVERY = 5
LONG_MM, SHORT_MM = Decimal(5), Decimal(3)

_READING = (
    "Print at actual size, 100%, without fitting to the page. Lay a steel rule from the edge of "
    "the paper across the frame and one of its small scales. Read whole millimetres at the frame, "
    "and as tenths the number of the scale’s line, 0 on the frame, that meets a mark of the rule."
)
_HOLDING = (
    "Then hold the page behind a sheet of labels against the light: every outline must agree."
)
_TOLERANCE = (
    f"Up to 0.5{NO_BREAK_SPACE}mm off does no harm. Beyond that, set the printer, not the program."
)
# CHOICE: a quarter of what a label leaves white at its edge.


@dataclasses.dataclass(frozen=True, slots=True)
class Area:
    """A rectangle as the template writes it: millimetres without their unit."""

    left: str
    top: str
    width: str
    height: str


@dataclasses.dataclass(frozen=True, slots=True)
class Mark:
    """A line of the vernier: where it stands and how long it is."""

    at: str
    length: str


@dataclasses.dataclass(frozen=True, slots=True)
class Measure:
    """What to measure, and what it should be."""

    what: str
    length: str


@dataclasses.dataclass(frozen=True, slots=True)
class LabelPlace:
    """One label of the page, by its position as ``--labels-from`` counts."""

    position: str
    is_first: bool
    outline: Area
    frame: Area
    measures: tuple[Measure, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Calibration:
    """What the template sees."""

    title: str
    heading: str
    page: Area
    instructions: tuple[str, ...]
    cells: tuple[Area, ...]
    labels: tuple[LabelPlace, ...]
    vernier: tuple[Mark, ...]


def calibration_page(name: str, stock: LabelStock) -> bytes:
    """Return the calibration page of a stock as a PDF of the stock's page size.

    Raises:
        RenderingUnavailableError: it cannot be rendered here.
    """
    content = calibration(name, stock)
    try:
        html = page_of(TEMPLATE, content, load_templates())
        return page_pdf(html, content.title, *(f"{side:f}" for side in stock.page))
    except RenderError as error:
        message = f"The calibration page cannot be made. {' '.join(error.messages)}"
        raise RenderingUnavailableError(message) from error


def calibration(name: str, stock: LabelStock) -> Calibration:
    """Return what stands on the calibration page of a stock."""
    is_larger = stock.label != (LABEL_WIDTH_MM, LABEL_HEIGHT_MM)
    return Calibration(
        title=f"Calibration {name}",
        heading=f"Calibration of {name}",
        page=_area(Decimal(0), Decimal(0), *stock.page),
        instructions=(
            f"{_kept(stock.title[:1].upper() + stock.title[1:])}.",
            _READING,
            *((_HOLDING,) if stock.is_sheet else ()),
            _TOLERANCE,
        ),
        cells=tuple(_area(*corner, *stock.label) for corner in stock.cells()) if is_larger else (),
        labels=tuple(
            _label(number, place, stock)
            for number, place in enumerate(stock.places(stock.per_page), start=1)
        ),
        vernier=tuple(
            Mark(f"{n * VERNIER_MM:f}", f"{SHORT_MM if n % LONG_EVERY else LONG_MM:f}")
            for n in range(VERNIER_MARKS)
        ),
    )


def _label(number: int, place: Place, stock: LabelStock) -> LabelPlace:
    left, top = place.left_mm + FRAME_MM, place.top_mm + FRAME_MM
    width, height = LABEL_WIDTH_MM - 2 * FRAME_MM, LABEL_HEIGHT_MM - 2 * FRAME_MM
    is_first = number == 1
    lengths = {
        "left edge of the paper to the frame": left,
        "upper edge of the paper to the frame": top,
    }
    if is_first:
        lengths |= {"width of the frame": width, "height of the frame": height}
    if number == stock.per_page:
        lengths |= {
            "frame to the right edge of the paper": stock.page[0] - left - width,
            "frame to the lower edge of the paper": stock.page[1] - top - height,
        }
    return LabelPlace(
        position=str(number),
        is_first=is_first,
        outline=_area(place.left_mm, place.top_mm, LABEL_WIDTH_MM, LABEL_HEIGHT_MM),
        frame=_area(left, top, width, height),
        measures=tuple(
            Measure(what, f"{length:.1f}{NO_BREAK_SPACE}mm") for what, length in lengths.items()
        ),
    )


def _kept(title: str) -> str:
    """Return a title whose measures stay on one line."""
    return title.replace(" × ", f"{NO_BREAK_SPACE}×{NO_BREAK_SPACE}").replace(
        " mm", f"{NO_BREAK_SPACE}mm"
    )


def _area(left: Decimal, top: Decimal, width: Decimal, height: Decimal) -> Area:
    return Area(f"{left:f}", f"{top:f}", f"{width:f}", f"{height:f}")
