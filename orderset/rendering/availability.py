"""Whether documents can be rendered here, and with what: asked once, before a batch begins."""

import ctypes
import importlib
import resource
from collections.abc import Iterable
from importlib import metadata

from orderset.documents.document import OF_A_RUN, Kind
from orderset.errors import RenderingUnavailableError
from orderset.rendering import fonts
from orderset.rendering.defect import RenderError
from orderset.rendering.templates import OWN_SOURCES, Sources, load_templates


PYTHON_PACKAGES = (
    "weasyprint",
    "pydyf",
    "tinycss2",
    "tinyhtml5",
    "cssselect2",
    "fonttools",
    "jinja2",
    "pikepdf",
    "pillow",
    "pypdfium2",
    "zxing-cpp",
    *fonts.FONT_PACKAGES,
)
"""Every package that has a say in what a document looks like or in how it is read back."""

ROOM_MB = 768
"""Address space of the process that leads a run; measured: 500 MB abort, 600 MB are enough."""

_BYTES_PER_MB = 1024 * 1024

NO_SUBSETTER = (
    "The library HarfBuzz-Subset is missing: documents are right, but take twice as long."
    " On Debian or Ubuntu: apt-get install libharfbuzz-subset0"
)


def check_available(
    sources: Sources = OWN_SOURCES, kinds: Iterable[Kind] = OF_A_RUN
) -> tuple[str, ...]:
    """Make sure that documents of ``kinds`` can be rendered, and return warnings, if any.

    Loads the libraries, draws with the fonts, compiles the templates and parses the stylesheets.

    Raises:
        RenderingUnavailableError: something is missing or wrong; the message says what to do.
        SettingsError: the site's own templates folder or logo cannot be read.
    """
    check_room()
    # Imported here: on a machine without the libraries it is this that raises.
    engine = importlib.import_module("orderset.rendering.engine")
    pdf = importlib.import_module("orderset.rendering.pdf")
    html = importlib.import_module("orderset.rendering.html")

    templates = load_templates(sources)
    try:
        pdf.warm_up()
        for kind in kinds:
            html.check_template(kind, templates)
            pdf.stylesheets_of(kind, templates)
    except RenderError as error:
        reasons = " ".join(error.messages)
        message = (
            f"Documents from {templates.folder} cannot be rendered. {reasons} Correct the "
            "template, or install the program again."
        )
        raise RenderingUnavailableError(message) from error
    return () if engine.has_subsetter() else (NO_SUBSETTER,)


def check_room() -> None:
    """Check that this process may use enough memory: short of it, the C libraries abort.

    Raises:
        RenderingUnavailableError: it may not.
    """
    allowed, _ = resource.getrlimit(resource.RLIMIT_AS)
    if allowed != resource.RLIM_INFINITY and allowed < ROOM_MB * _BYTES_PER_MB:
        message = (
            f"A process may use only {allowed // _BYTES_PER_MB} MB of memory here (ulimit -v). "
            f"Documents cannot be rendered with less than {ROOM_MB} MB. Raise that limit."
        )
        raise RenderingUnavailableError(message)


def versions() -> dict[str, str]:
    """Return the version of everything that has a say in a document, for the manifest.

    Raises:
        RenderingUnavailableError: WeasyPrint's libraries are missing.
    """
    engine = importlib.import_module("orderset.rendering.engine")
    return {name: metadata.version(name) for name in PYTHON_PACKAGES} | {
        "pango": _dotted(engine.libraries.pango.pango_version(), 100),
        "harfbuzz": _harfbuzz(),
        "harfbuzz-subset": "present" if engine.has_subsetter() else "missing",
        "fontconfig": _fontconfig(),
    }


def _dotted(number: int, base: int) -> str:
    """Return a version that a C library packs into one number, as people write it.

    Example:
        >>> _dotted(15012, 100)
        '1.50.12'
    """
    return f"{number // base**2}.{number // base % base}.{number % base}"


def _harfbuzz() -> str:
    library = _library("libharfbuzz.so.0")
    if library is None:
        return "unknown"
    library.hb_version_string.restype = ctypes.c_char_p
    text: bytes = library.hb_version_string()
    return text.decode("ascii")


def _fontconfig() -> str:
    library = _library("libfontconfig.so.1")
    return "unknown" if library is None else _dotted(library.FcGetVersion(), 100)


def _library(name: str) -> ctypes.CDLL | None:
    """Return a C library that the engine has loaded already, None where it has another name."""
    try:
        return ctypes.CDLL(name)
    except OSError:
        return None
