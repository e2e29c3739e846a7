"""Every way by which HTML and CSS can ask for something; a port and a file would notice."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from orderset.rendering.templates import Sources
from orderset.rendering.worker import Rendered, rendered
from tests.security.canaries import SECRET, Canaries, canaries
from tests.unit.rendering.tiny_design import changed_templates, notice


SVG = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>"

ASKING = {
    "img": '<img src="WEB" alt="x">',
    "img of a file": '<img src="FILE" alt="x">',
    "img by a path": '<img src="PATH" alt="x">',
    "img by a path upwards": '<img src="../../outside/NAME" alt="x">',
    "img by an asset upwards": '<img src="asset:../../outside/NAME" alt="x">',
    "img without a scheme": '<img src="//127.0.0.1/x" alt="x">',
    "img of data": f'<img src="data:image/svg+xml,{SVG}</svg>" alt="x">',
    "img of data with a picture": (
        f"<img src=\"data:image/svg+xml,{SVG}<image href='FILE'/></svg>\" alt=x>"
    ),
    "base": '<base href="WEB/"><img src="x.png" alt="x">',
    "link to a stylesheet": '<link rel="stylesheet" href="WEB">',
    "link to a file": '<link rel="stylesheet" href="FILE">',
    "attachment": '<link rel="attachment" href="FILE">',
    "attachment of a link": '<a rel="attachment" href="WEB">x</a>',
    "object": '<object data="FILE">x</object>',
    "embed": '<embed src="WEB">',
    "import": '<style>@import "WEB";</style>',
    "import of a file": "<style>@import url(FILE);</style>",
    "import of data": "<style>@import 'data:text/css,@import url(FILE);';</style>",
    "font": "<style>@font-face { font-family: x; src: url(WEB) }</style>",
    "font of a file": "<style>@font-face { font-family: x; src: url(FILE) }</style>",
    "font of the machine": (
        "<style>@font-face { font-family: x; src: local('DejaVu Sans') }</style>"
    ),
    "background": "<style>p { background: url(WEB) }</style>",
    "background of a page": "<style>@page { background: url(FILE) }</style>",
    "margin of a page": "<style>@page { @top-left { content: url(FILE) } }</style>",
    "content": "<style>p::before { content: url(WEB) }</style>",
    "list": '<ul style="list-style-image: url(FILE)"><li>x</ul>',
    "border": "<style>p { border: 1px solid; border-image: url(FILE) 1 }</style>",
    "colour profile": "<style>@color-profile --x { src: url(FILE) }</style>",
    "variable": "<style>:root { --x: url(WEB) } p { background: var(--x) }</style>",
    "escaped": r"<style>p { background: u\72l(WEB) }</style>",
    "cross-fade of two": "<style>p { background: url(WEB), url(FILE) }</style>",
    "drawing": f'{SVG}<image href="WEB" width="9" height="9"/></svg>',
    "drawing of a file": f'{SVG}<image xlink:href="FILE" width="9" height="9"/></svg>',
    "drawing with a font": (
        f"{SVG}<style>@font-face {{ font-family: x; src: url(FILE) }}</style><text>x</text></svg>"
    ),
}
"""What WeasyPrint 70 fetches. Source: faults.md 2.1, by experiment; each is refused and told."""

SILENT = {
    "srcset": '<img srcset="WEB 1x" alt="x">',
    "picture": '<picture><source srcset="WEB"></picture>',
    "iframe": '<iframe src="FILE"></iframe>',
    "video": '<video src="WEB" poster="FILE"></video>',
    "input": '<input type="image" src="WEB">',
    "script": '<script src="WEB"></script>',
    "use": f'{SVG}<use href="FILE#x"/></svg>',
    "import in a drawing": f"{SVG}<style>@import url(WEB);</style></svg>",
    "entity": f'<!DOCTYPE svg [<!ENTITY x SYSTEM "FILE">]>{SVG}<text>&x;</text></svg>',
    "image-set": "<style>p { background: image-set(url(WEB) 1x) }</style>",
    "mask": "<style>p { mask: url(WEB) }</style>",
    "cursor": "<style>p { cursor: url(FILE), auto }</style>",
    "link that is not clicked": '<a href="WEB">x</a>',
    "refresh": '<meta http-equiv="refresh" content="0; url=WEB">',
    "form": '<form action="WEB"><input></form>',
}
"""What it does not fetch: here only that nothing is, whether there is a document or not."""

TEMPLATES = {
    "include": '{% include "../../outside/NAME" %}',
    "include of a whole path": '{% include "PATH" %}',
    "import": '{% import "PATH" as x %}',
    "extends": '{% extends "PATH" %}',
    "classes": "{{ ''.__class__.__mro__ }}",
    "classes by a subscript": "{{ ''['__class__'] }}",
    "a function's globals": "{{ self.__init__.__globals__ }}",
    "a macro's globals": "{% macro a() %}{% endmacro %}{{ a.__call__.__globals__ }}",
    "a filter's": "{{ content.heading | attr('__class__') }}",
    "a generator's frame": "{{ (content.paragraphs | batch(2)).gi_frame }}",
    "format": "{{ '{0.__class__}'.format(content) }}",
    "format_map": "{{ '{content.__class__}'.format_map(content) }}",
    "percent": "{{ '%(x)s' % content }}",
    "a method": "{{ content.heading.upper() }}",
    "a helper of Jinja's": "{{ cycler.__init__.__globals__ }}",
    "much text": "{{ 'a' * 10000000000 }}",
    "a large number": "{{ 9 ** 9 ** 9 }}",
    "a range": "{% for a in range(1000000000) %}{% endfor %}",
    "itself without an end": "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
    "its own page without an end": '{% include "notice.html" %}',
}
"""What a template must not reach. Each is told as a fault of the template."""


@pytest.fixture
def birds(tmp_path: Path) -> Iterator[Canaries]:
    outside = tmp_path / "outside"
    outside.mkdir()
    with canaries(outside) as made:
        yield made
    assert made.port.connections == 0


def _rendered(page: str, folder: Path) -> Rendered:
    whole = f"<html lang=en-GB><body><p>{{{{ content.heading }}}}</p>{page}</body></html>"
    templates = changed_templates(folder, {"notice.html": whole})
    return rendered(notice(), Sources(templates.folder))


@pytest.mark.parametrize("page", ASKING.values(), ids=ASKING)
def test_what_would_be_fetched_is_refused_and_told(
    page: str, birds: Canaries, tmp_path: Path
) -> None:
    made = _rendered(birds.filled(page), tmp_path)
    assert made.pdf is None
    told = " ".join(each.message for each in made.defects)
    assert told
    assert SECRET not in told


@pytest.mark.parametrize("page", SILENT.values(), ids=SILENT)
def test_what_is_not_fetched_stays_so(page: str, birds: Canaries, tmp_path: Path) -> None:
    made = _rendered(birds.filled(page), tmp_path)
    assert SECRET.encode() not in (made.pdf or b"")


@pytest.mark.parametrize("page", TEMPLATES.values(), ids=TEMPLATES)
def test_a_template_reaches_its_values_and_no_more(
    page: str, birds: Canaries, tmp_path: Path
) -> None:
    made = _rendered(birds.filled(page), tmp_path)
    assert made.pdf is None
    (defect,) = made.defects
    assert defect.message.startswith("The template ")
    assert "Not ready" not in defect.message  # the value that it had in its hand


def test_the_canaries_are_awake(tmp_path: Path) -> None:
    """Asked for by somebody who is not locked in: else they prove nothing."""
    with canaries(tmp_path) as awake:
        socket.create_connection(awake.port.where, timeout=5).close()
    assert awake.port.connections == 1
    assert SECRET in awake.file.read_text("utf-8")
