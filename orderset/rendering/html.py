"""From a document to HTML: templates hold layout, loops and ``if`` on booleans, nothing else.

Whatever a site's own template asks for, it reaches the values that it is given and no more: no file
but those of its folder, no object of the program, no arithmetic.
"""

import contextlib
import functools
from collections.abc import Callable, Iterator

import jinja2
import markupsafe

from orderset.documents.document import Document, Kind
from orderset.rendering import fonts
from orderset.rendering.barcode import barcode_address
from orderset.rendering.defect import RenderError
from orderset.rendering.sandbox import LayoutOnly, as_it_is, missing_in
from orderset.rendering.templates import Templates


WHOLE_IN_SECOND_FAMILY = "whole-in-second-family"
"""The class of text that the first family cannot draw whole; the renderer's own CSS sets it."""

_LAYOUT_FILTERS = ("batch", "first", "join", "last", "slice")
"""All of Jinja's filters that templates may use: they arrange, they compute nothing.

Above all there is no ``safe``: whatever a cell holds is printed as it is written.
"""


def html_of(document: Document, templates: Templates) -> str:
    """Return the HTML of ``document``, from the template that its kind names.

    The template sees ``document``, ``content`` (the kind's view model), ``barcodes`` (key to
    address), ``alternative_texts`` (key to words), ``watermarks`` and ``logo`` (address or empty).

    Raises:
        RenderError: the template is missing, is wrong or names a value that does not exist.
    """
    with _template_faults(f"{document.kind}.html", templates):
        return (
            _environment(templates)
            .get_template(f"{document.kind}.html")
            .render(
                document=document,
                content=document.content,
                barcodes={each.key: barcode_address(each) for each in document.barcodes},
                alternative_texts={each.key: each.alternative_text for each in document.barcodes},
                watermarks=document.watermarks,
                logo=templates.logo,
            )
        )


def page_of(name: str, content: object, templates: Templates) -> str:
    """Return a page for a browser, from the template of this name; it sees ``content`` alone.

    Raises:
        RenderError: the template is missing, is wrong or names a value that does not exist.
    """
    with _template_faults(name, templates):
        return _environment(templates).get_template(name).render(content=content)


def check_template(kind: Kind, templates: Templates) -> None:
    """Compile the template of ``kind``, without a document.

    Raises:
        RenderError: it is missing or its syntax is wrong.
    """
    with _template_faults(f"{kind}.html", templates):
        _environment(templates).get_template(f"{kind}.html")


def drawable(text: str) -> markupsafe.Markup:
    """Return ``text`` escaped, set whole in the second family when the first lacks a letter of it.

    In a template: ``{{ banner.name | drawable }}``.
    """
    escaped = markupsafe.escape(text)
    if fonts.family_for(text) == fonts.FIRST_FAMILY:
        return escaped
    return markupsafe.Markup('<span class="{}">{}</span>').format(WHOLE_IN_SECOND_FAMILY, escaped)


@contextlib.contextmanager
def _template_faults(name: str, templates: Templates) -> Iterator[None]:
    """Turn everything that a template raises into our error, which names no value of a patient."""
    try:
        yield
    except jinja2.TemplateSyntaxError as error:
        message = f"The template {error.name}, line {error.lineno}: {error.message}"
        raise RenderError(message) from error
    except jinja2.TemplateNotFound as error:
        # {% include content.name %} asks for a template that a patient's name names.
        missing = _named(str(error.name), name, templates)
        message = f"The template {missing} is missing."
        raise RenderError(message) from error
    except jinja2.TemplateError as error:
        message = f"The template {name}: {error.message}"
        raise RenderError(message) from error
    except RecursionError as error:
        message = f"The template {name} goes too deep: it uses itself, or is nested too far."
        raise RenderError(message) from error


def _named(missing: str, name: str, templates: Templates) -> str:
    return missing if missing == name or templates.say(missing) else "…"


@functools.cache
def _environment(templates: Templates) -> jinja2.Environment:
    environment = LayoutOnly(
        # From memory: one batch, one design, and no file is opened whatever a template names.
        loader=jinja2.DictLoader(templates.pages),
        autoescape=True,
        undefined=missing_in(templates),
        trim_blocks=True,
        auto_reload=False,
        optimized=False,
        finalize=as_it_is,
    )
    filters: dict[str, Callable[..., object]] = {
        name: environment.filters[name] for name in _LAYOUT_FILTERS
    }
    environment.filters = filters | {"drawable": drawable}
    environment.globals.clear()
    return environment
