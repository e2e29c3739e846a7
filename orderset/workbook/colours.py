"""Whether a text can be told from its background.

Colours are compared as a screen shows them. A colour that cannot be worked out counts as seen.
"""

import colorsys
from collections.abc import Sequence

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles.colors import COLOR_INDEX, Color
from openpyxl.styles.fills import PatternFill


SMALLEST_POINTS = 4
"""Smaller text is not read by anybody."""

LEAST_DIFFERENCE = 32
"""Of 255: the sum over the three colours by which text has to differ from its background."""

_WHITE = (255, 255, 255)
_BLACK = (0, 0, 0)
# The theme that Excel and LibreOffice give a new workbook: light, dark, light, dark, six accents.
_THEME = (
    "FFFFFF",
    "000000",
    "E7E6E6",
    "44546A",
    "4472C4",
    "ED7D31",
    "A5A5A5",
    "FFC000",
    "5B9BD5",
    "70AD47",
)
_Rgb = tuple[int, int, int]


def is_unseen(cell: Cell | MergedCell) -> bool:
    """Whether what stands in the cell has the colour of its background, or is far too small."""
    if not cell.has_style:
        return False
    font = cell.font
    if font.sz is not None and font.sz < SMALLEST_POINTS:
        return True
    return _are_alike(_text_colour(font.color), _background(cell))


def hides(text: Color | None, fill: PatternFill | None) -> bool:
    """Whether a conditional format gives text the colour of its background.

    What the format leaves as it is counts as black on white.
    """
    background: _Rgb | None = _WHITE
    if fill is not None:
        # In a conditional format the colour of a plain fill stands as its background.
        background = _rgb(fill.bgColor) if fill.fill_type in {None, "solid"} else None
        if _is_unset(fill.bgColor):
            background = _WHITE
    return text is not None and _are_alike(_text_colour(text), background)


def _is_unset(colour: Color) -> bool:
    return colour.type == "rgb" and colour.rgb == "00000000"


def _text_colour(colour: Color | None) -> _Rgb | None:
    return _BLACK if colour is None else _rgb(colour)


def _background(cell: Cell | MergedCell) -> _Rgb | None:
    fill = cell.fill
    if fill.tagname != PatternFill.tagname:  # a gradient; a style of a cell has no class of its own
        return None
    if fill.fill_type is None:
        return _WHITE
    return _rgb(fill.fgColor) if fill.fill_type == "solid" else None


def _are_alike(one: _Rgb | None, other: _Rgb | None) -> bool:
    if one is None or other is None:
        return False
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) < LEAST_DIFFERENCE


def _rgb(colour: Color) -> _Rgb | None:
    """Return the three colours from 0 to 255, or None for one that cannot be worked out."""
    match colour.type:
        case "rgb":
            found = _from_hex(str(colour.rgb)[-6:])
        case "indexed":
            found = _from_index(int(colour.indexed))
        case "theme":
            found = _of(_THEME, int(colour.theme))
        case _:
            return None
    return found if found is None or not colour.tint else _tinted(found, float(colour.tint))


def _from_index(number: int) -> _Rgb | None:
    if number == 64:  # noqa: PLR2004  the number of the window's text
        return _BLACK
    if number == 65:  # noqa: PLR2004  the number of the window's background
        return _WHITE
    return _of([each[-6:] for each in COLOR_INDEX], number)


def _of(colours: Sequence[str], number: int) -> _Rgb | None:
    return _from_hex(colours[number]) if 0 <= number < len(colours) else None


def _from_hex(text: str) -> _Rgb | None:
    try:
        red, green, blue = bytes.fromhex(text)
    except ValueError:
        return None
    return red, green, blue


def _tinted(colour: _Rgb, tint: float) -> _Rgb:
    """Return the colour lighter (above zero) or darker by a share of what there is."""
    hue, light, saturation = colorsys.rgb_to_hls(*(each / 255 for each in colour))
    light = light * (1 + tint) if tint < 0 else light + (1 - light) * tint
    red, green, blue = colorsys.hls_to_rgb(hue, min(max(light, 0.0), 1.0), saturation)
    return round(red * 255), round(green * 255), round(blue * 255)
