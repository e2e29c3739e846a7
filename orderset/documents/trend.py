"""A small chart of one result over time: numbers in, coordinates of a drawing out.

Coordinates are strings in tenths of a millimetre, from the chart's upper left corner, so that the
template only draws. The numbers stand beside the drawing: it is never the only place of a value.
"""

import dataclasses
import datetime as dt
import math
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from orderset.quantities import Exact, plain, round_half_up


WIDTH = 330
HEIGHT = 150
EDGE = 15
LEFT = 75
"""The chart with the white around its drawing, in tenths of a millimetre; left is the scale."""

FEWEST = 2
"""Two points make a line; one is a number."""

MOST = 12
"""More points than this are the older ones: they are counted in words and not drawn."""

_STEP = Decimal("0.1")


@dataclasses.dataclass(frozen=True, slots=True)
class Point:
    """One value on one day."""

    on: dt.date
    value: Exact


@dataclasses.dataclass(frozen=True, slots=True)
class Dot:
    """Where one value is drawn."""

    x: str
    y: str


@dataclasses.dataclass(frozen=True, slots=True)
class Chart:
    """The drawing: the line through the dots, and a level across it where there is a limit."""

    line: str
    dots: tuple[Dot, ...]
    level_y: str
    lowest: str
    highest: str


def chart(
    points: Sequence[Point],
    *,
    lowest: int | None = None,
    highest: int | None = None,
    level: Exact | None = None,
) -> Chart | None:
    """Return the drawing of the latest points, or None when there are too few for a line.

    Args:
        points: Values, oldest first.
        lowest: The value at the lower edge; without it, a round number below every value.
        highest: The value at the upper edge; without it, a round number above every value.
        level: A value to mark across the chart.
    """
    drawn = points[-MOST:]
    if len(drawn) < FEWEST:
        return None
    shown = [Fraction(each.value) for each in drawn]
    if level is not None:
        shown.append(Fraction(level))
    step = _round_step(max(shown))
    bottom = Fraction(lowest if lowest is not None else (math.ceil(min(shown) / step) - 1) * step)
    bottom = max(bottom, Fraction(0))
    top = Fraction(highest if highest is not None else (math.floor(max(shown) / step) + 1) * step)
    dots = tuple(
        Dot(_across(place), _down(each.value, bottom, top))
        for each, place in zip(drawn, _places(drawn), strict=True)
    )
    return Chart(
        line=" ".join(f"{each.x},{each.y}" for each in dots),
        dots=dots,
        level_y="" if level is None else _down(level, bottom, top),
        lowest=plain(round_half_up(bottom, _STEP)),
        highest=plain(round_half_up(top, _STEP)),
    )


def _round_step(largest: Fraction) -> Fraction:
    """Return 10 for values of two or three digits; ten times more or less for others.

    Example:
        >>> _round_step(Fraction(41)), _round_step(Fraction(229)), _round_step(Fraction(9, 2))
        (Fraction(10, 1), Fraction(10, 1), Fraction(1, 1))
    """
    if largest < 10:  # noqa: PLR2004  values of one digit
        return Fraction(1)
    return Fraction(10) if largest < 1000 else Fraction(100)  # noqa: PLR2004  of four


def _places(points: Sequence[Point]) -> list[Fraction]:
    """Return how far along each point stands, 0 to 1: by date, or evenly within one day."""
    first, days = points[0].on, (points[-1].on - points[0].on).days
    if days == 0:
        return [Fraction(n, len(points) - 1) for n in range(len(points))]
    return [Fraction((each.on - first).days, days) for each in points]


def _across(place: Fraction) -> str:
    return plain(round_half_up(LEFT + place * (WIDTH - LEFT - EDGE), _STEP))


def _down(value: Exact, bottom: Fraction, top: Fraction) -> str:
    height = (Fraction(value) - bottom) / (top - bottom)
    return plain(round_half_up(HEIGHT - EDGE - height * (HEIGHT - 2 * EDGE), _STEP))
