"""A page for a browser, closed as the documents are: opening it asks nothing of anybody.

It runs one script, the program's own, which filters what stands in the page. A template, a site's
or ours, has none.
"""

import base64
import functools
import hashlib
import html.parser
import importlib.resources
import re
import urllib.parse

from orderset.rendering.defect import RenderError
from orderset.rendering.html import page_of
from orderset.rendering.templates import Templates


_POLICY = (
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\';'
    " script-src {script}; style-src {styles}'self' file:;"
    " base-uri 'none'; form-action 'none'\">"
)
"""Tells the browser to run the program's script alone, to heed the styles that stand in the page,
and to fetch nothing but a stylesheet beside it; it stands before anything of the template. Opened
from a file share, only ``file:`` allows that."""

_MARK = {"rel": "stylesheet", "href": "replaced.css"}
"""The one file that a page asks for: it is there when the batch has been replaced."""

_BEGINNING = re.compile(r"\s*<!doctype html>\s*<html[^<>]*>\s*<head>", re.IGNORECASE)

_ALIVE = frozenset(
    {"applet", "base", "embed", "form", "frame", "iframe", "link", "object", "script"}
)
"""What would fetch, run or send; the policy forbids it as well, to browsers that heed one."""


def browser_page(name: str, content: object, templates: Templates) -> str:
    """Return the page that the template of this name makes, which sees ``content`` alone.

    Raises:
        RenderError: the template is missing, is wrong, or would fetch or run anything.
    """
    page = page_of(name, content, templates)
    beginning = _BEGINNING.match(page)
    if beginning is None:
        message = f"The template {name} must begin with <!doctype html>, <html> and <head>."
        raise RenderError(message)
    watch = _Watch()
    watch.feed(page)
    watch.close()
    if watch.found:
        raise RenderError(*(f"The template {name} has {each}." for each in watch.found))
    policy = _POLICY.format(
        script=_source(_script()), styles="".join(f"{_source(each)} " for each in watch.styles)
    )
    # Before anything of the template, which so has no means to take it apart.
    return f"{beginning[0]}\n{policy}\n<script>{_script()}</script>{page[beginning.end() :]}"


@functools.cache
def _script() -> str:
    """Return the program's own script, as it stands between the tags."""
    beside = importlib.resources.files("orderset.rendering") / "browser_page.js"
    return beside.read_text("utf-8")


def _source(text: str) -> str:
    """Return what a policy calls a script or a style that stands in the page: its hash."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


class _Watch(html.parser.HTMLParser):
    """Collects what would make a page ask for something, and its styles; it quotes no value."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, None] = {}
        self.styles: list[str] = []
        self._is_in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _ALIVE and not (tag == "link" and dict(attrs) == _MARK):
            self.found[f"an element <{tag}>, which a page may not have"] = None
        for name, value in attrs:
            if name == "http-equiv" or name.startswith("on"):
                self.found[f"an attribute {name}, which a page may not have"] = None
            if name == "href" and not _is_beside(value or ""):
                self.found["a link to a place outside the batch"] = None
        if tag == "style":
            self._is_in_style = True
            self.styles.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "style":
            self._is_in_style = False

    def handle_data(self, data: str) -> None:
        if self._is_in_style:
            self.styles[-1] += data


def _is_beside(address: str) -> bool:
    """Tell an address relative to the page, which leads to a file of the batch."""
    if address.startswith(("/", "\\")):
        return False
    parts = urllib.parse.urlsplit(address)
    return not parts.scheme and not parts.netloc and ".." not in parts.path.split("/")
