"""A page for a browser, closed as the documents are: opening it asks nothing of anybody."""

import html.parser
import re
import urllib.parse

from orderset.rendering.defect import RenderError
from orderset.rendering.html import page_of
from orderset.rendering.templates import Templates


_POLICY = (
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\';'
    " style-src 'unsafe-inline' 'self' file:; base-uri 'none'; form-action 'none'\">"
)
"""Tells the browser to run nothing and to fetch nothing but a stylesheet beside the page; it stands
before anything of the template. Opened from a file share, only ``file:`` allows that."""

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
    return f"{beginning[0]}\n{_POLICY}{page[beginning.end() :]}"


class _Watch(html.parser.HTMLParser):
    """Collects what would make a page ask for something; it quotes no value."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, None] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _ALIVE and not (tag == "link" and dict(attrs) == _MARK):
            self.found[f"an element <{tag}>, which a page may not have"] = None
        for name, value in attrs:
            if name == "http-equiv" or name.startswith("on"):
                self.found[f"an attribute {name}, which a page may not have"] = None
            if name == "href" and not _is_beside(value or ""):
                self.found["a link to a place outside the batch"] = None


def _is_beside(address: str) -> bool:
    """Tell an address relative to the page, which leads to a file of the batch."""
    if address.startswith(("/", "\\")):
        return False
    parts = urllib.parse.urlsplit(address)
    return not parts.scheme and not parts.netloc and ".." not in parts.path.split("/")
