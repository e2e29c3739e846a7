"""The only two font families that documents are set in, and what they can draw.

Atkinson Hyperlegible is made to tell 0 from O and 1 from l. It lacks many letters of names, so
text that it cannot draw whole is set whole in Noto Sans: never a name in two hands. This module
knows nothing of the rendering engine, so that a check can ask what is printable without it.
"""

import functools
import io
import struct
from collections.abc import Mapping
from importlib import resources

from fontTools.ttLib import TTFont, TTLibError
from fontTools.ttLib.sfnt import calcChecksum

from orderset.errors import RenderingUnavailableError


FIRST_FAMILY = "Atkinson Hyperlegible"
SECOND_FAMILY = "Noto Sans"

_REGULAR = ("fontpkg_atkinson_hyperlegible", "AtkinsonHyperlegible-Regular.ttf")
_BOLD = ("fontpkg_atkinson_hyperlegible", "AtkinsonHyperlegible-Bold.ttf")
_VARIABLE = ("fontpkg_noto_sans", "NotoSans[wdth,wght].ttf")

FONT_PACKAGES = ("fontpkg-atkinson-hyperlegible", "fontpkg-noto-sans")
"""As a package index names them."""

FONT_FACES = f"""
@font-face {{
  font-family: "{FIRST_FAMILY}"; font-weight: 400; src: url("asset:font/atkinson-regular");
}}
@font-face {{
  font-family: "{FIRST_FAMILY}"; font-weight: 700; src: url("asset:font/atkinson-bold");
}}
@font-face {{ font-family: "{SECOND_FAMILY}"; src: url("asset:font/noto"); }}
"""
"""No weight for Noto Sans: it is a variable font and takes whichever weight is asked for."""

_COLLAPSED = frozenset("\t\n\f\r")
"""White space that HTML turns into a space, so no font needs a glyph for it."""


@functools.cache
def font_assets() -> Mapping[str, bytes]:
    """Return the font files by the addresses that ``FONT_FACES`` names.

    Raises:
        RenderingUnavailableError: a font package is not installed or not whole.
    """
    return {
        "asset:font/atkinson-regular": _font_file(*_REGULAR),
        "asset:font/atkinson-bold": _font_file(*_BOLD),
        "asset:font/noto": _font_file(*_VARIABLE),
    }


def undrawable(text: str) -> tuple[str, ...]:
    """Return the characters of ``text`` that no font of ours can draw, each once, in order.

    Raises:
        RenderingUnavailableError: a font package is not installed or not whole.

    Example:
        >>> undrawable("Ŵilliams 王")
        ('王',)
    """
    drawable = _first_covers() | _second_covers()
    return tuple(dict.fromkeys(character for character in text if ord(character) not in drawable))


def family_for(text: str) -> str:
    """Return the one family that ``text`` is set in.

    Raises:
        RenderingUnavailableError: a font package is not installed or not whole.

    Example:
        >>> family_for("O’Neill"), family_for("Ŵilliams")
        ('Atkinson Hyperlegible', 'Noto Sans')
    """
    return FIRST_FAMILY if _first_covers().issuperset(map(ord, text)) else SECOND_FAMILY


@functools.cache
def _first_covers() -> frozenset[int]:
    """Return what both weights have: a name must not change its hand when it is set bold."""
    return _covered(_REGULAR) & _covered(_BOLD)


@functools.cache
def _second_covers() -> frozenset[int]:
    return _covered(_VARIABLE)


def _covered(font: tuple[str, str]) -> frozenset[int]:
    with TTFont(io.BytesIO(_font_file(*font)), lazy=True) as opened:
        return frozenset(opened.getBestCmap()) | frozenset(map(ord, _COLLAPSED))


@functools.cache
def _font_file(package: str, name: str) -> bytes:
    packages = " and ".join(FONT_PACKAGES)
    try:
        content = resources.files(package).joinpath("files", name).read_bytes()
    except (ImportError, OSError) as error:
        message = f"The font {name} is missing: install the Python packages {packages}."
        raise RenderingUnavailableError(message) from error
    if not _is_whole(content):
        message = f"The font {name} is damaged: install the Python packages {packages} again."
        raise RenderingUnavailableError(message)
    return content


def _is_whole(content: bytes) -> bool:
    """Whether every table of a font is there and has the sum that the font says it has.

    The engine draws nothing for a letter whose outline is missing, and says nothing.
    """
    try:
        with TTFont(io.BytesIO(content), lazy=True) as opened:
            tables = dict(opened.reader.tables)
    except (TTLibError, struct.error, AssertionError, EOFError):
        return False
    return all(
        calcChecksum(_summed(tag, content[each.offset : each.offset + each.length]))
        == each.checkSum
        and each.offset + each.length <= len(content)
        for tag, each in tables.items()
    )


def _summed(tag: str, table: bytes) -> bytes:
    """Return a table as its sum counts it: ``head`` without the sum of the whole font."""
    return table[:8] + bytes(4) + table[12:] if tag == "head" else table
