"""WeasyPrint, imported quietly, kept from the machine's own fonts, and listened to.

Whoever imports this module gets a working engine or ``RenderingUnavailableError``.
"""

import contextlib
import io
import logging
import os
import pathlib
import warnings
from collections.abc import Callable, Iterator

from orderset.errors import RenderingUnavailableError


DEBIAN_PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz0b libharfbuzz-subset0"
"""What WeasyPrint loads at run time; apt brings GLib and Fontconfig with them."""

_EMPTY_FONTCONFIG = pathlib.Path(__file__).with_name("fontconfig.conf")

_LOGGERS = ("weasyprint", "fontTools")

_SLOW_BUT_RIGHT = "Using fontTools instead of HarfBuzz-Subset"
"""The one warning that is not about the document: ``check_available`` reports it once."""

_NO_GLYPH = ".notdef glyph rendered"

_UNQUOTED = "The engine complains of something that may not be repeated here."


@contextlib.contextmanager
def machine_fonts_hidden() -> Iterator[None]:
    """Let Fontconfig read an empty configuration, so that only our own fonts exist.

    Otherwise Pango would quietly draw a letter that our fonts lack with whatever the machine has,
    or take another version of one of our families, and the same document would differ from
    machine to machine.
    """
    with _environment_variable("FONTCONFIG_FILE", str(_EMPTY_FONTCONFIG)):
        yield


@contextlib.contextmanager
def clock_hidden() -> Iterator[None]:
    """Let fontTools write a fixed date into the fonts that it cuts from a variable one.

    Otherwise a document with a name in Noto Sans would differ from second to second.
    """
    with _environment_variable("SOURCE_DATE_EPOCH", "0"):
        yield


@contextlib.contextmanager
def _environment_variable(name: str, value: str) -> Iterator[None]:
    """Set a variable that libraries read, and put back what was there."""
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


IsOurs = Callable[[str], bool]
"""Whether a text stands in the print design as written, so that a message may repeat it."""


def all_ours(_: str) -> bool:
    """Take every text for ours: of what is made without a patient's data."""
    return True


class _Listener(logging.Handler):
    """Collects what the engine has to say at WARNING or above, without what is not ours."""

    def __init__(self, is_ours: IsOurs) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []
        self._is_ours = is_ours

    def emit(self, record: logging.LogRecord) -> None:
        form = str(record.msg)
        if form.startswith(_SLOW_BUT_RIGHT):
            return
        message = self._told(form, record.args)
        if form.startswith(_NO_GLYPH):
            # Its number is enough: the message quotes a letter of somebody's name.
            code_point = message.rpartition("(")[2].rstrip(")")
            message = f"No font of ours can draw the character {code_point}."
        self.messages.append(message)

    def _told(self, form: str, arguments: object) -> str:
        if not isinstance(arguments, tuple):
            return form if not arguments else _UNQUOTED
        shown = tuple(
            each if isinstance(each, int | float) or self._is_ours(str(each)) else "…"
            for each in arguments
        )
        try:
            return form % shown
        except (TypeError, ValueError):
            return _UNQUOTED


@contextlib.contextmanager
def engine_messages(is_ours: IsOurs = all_ours) -> Iterator[list[str]]:
    """Collect everything that WeasyPrint and fontTools log at WARNING or above.

    WeasyPrint prints a document without its picture, its style or a letter and only logs it:
    for paper that people act on, each of these messages means that there must be no document.
    What a message quotes is left out unless it ``is_ours``: it may come from a cell.
    """
    listener = _Listener(is_ours)
    loggers = [logging.getLogger(name) for name in _LOGGERS]
    went_on = [logger.propagate for logger in loggers]
    for logger in loggers:
        logger.addHandler(listener)
        logger.propagate = False  # told here, and nowhere a second time
    try:
        yield listener.messages
    finally:
        for logger, propagate in zip(loggers, went_on, strict=True):
            logger.removeHandler(listener)
            logger.propagate = propagate


# WeasyPrint greets a machine without its libraries with a banner on standard output, where only
# findings belong, and one without fonts (as we have just made it) with a warning.
try:
    with (
        machine_fonts_hidden(),
        warnings.catch_warnings(),
        contextlib.redirect_stdout(io.StringIO()),
    ):
        warnings.simplefilter("ignore")
        import weasyprint
        from weasyprint.text import ffi as libraries
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse
except (ImportError, OSError) as error:
    unavailable = (
        f"Documents cannot be rendered on this machine: {error.__class__.__name__} while loading"
        f" WeasyPrint. On Debian or Ubuntu: apt-get install {DEBIAN_PACKAGES}"
    )
    raise RenderingUnavailableError(unavailable) from error

__all__ = [
    "FatalURLFetchingError",
    "FontConfiguration",
    "IsOurs",
    "URLFetcher",
    "URLFetcherResponse",
    "all_ours",
    "clock_hidden",
    "engine_messages",
    "has_subsetter",
    "libraries",
    "machine_fonts_hidden",
    "weasyprint",
]


def has_subsetter() -> bool:
    """Tell whether HarfBuzz-Subset is there; without it a document takes twice as long."""
    return libraries.harfbuzz_subset is not None
