import base64
import dataclasses
import io
import pathlib
import re
import time

import pikepdf
import pypdfium2
import pytest
import weasyprint.pdf.fonts
import weasyprint.urls

from orderset.documents.document import Document, Kind
from orderset.rendering.defect import RenderError
from orderset.rendering.fetcher import LockedFetcher
from orderset.rendering.inspection import inspect
from orderset.rendering.pdf import render
from tests.unit.rendering.tiny_design import changed_templates, labels, notice, tiny_templates


FILE = "file:///etc/hostname"
WEB = "http://127.0.0.1:9/canary"
SVG = base64.b64encode(b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>').decode()


@pytest.fixture(autouse=True)
def way_round(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Record what WeasyPrint's own fetcher is asked for: the way round ours."""
    asked: list[str] = []

    def fetch(_: object, url: str, headers: object = None) -> None:  # noqa: ARG001 - signature
        asked.append(url)
        raise ValueError(url)

    monkeypatch.setattr(weasyprint.urls.URLFetcher, "fetch", fetch)
    return asked


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as opened:
        return "\n".join(page.get_textpage().get_text_range() for page in opened)


def test_same_document_gives_same_bytes_whatever_came_before() -> None:
    first = render(labels(), tiny_templates())
    render(labels(name="ŴILLIAMS, Ōe"), tiny_templates())
    render(notice("other"), tiny_templates())
    assert render(labels(), tiny_templates()) == first
    assert b"CreationDate" not in first


@pytest.mark.parametrize("name", ["NGUYỄN, Thị Mai", "NOTREAL, Oluwaṣeun", "EXAMPLE, İbrahim"])
def test_letters_that_noto_takes_apart_keep_their_text(name: str) -> None:
    document = labels(1, name=name)
    pdf = render(document, tiny_templates())
    assert name in text_of(pdf)
    assert inspect(document, pdf) == ()


@pytest.mark.parametrize("has_subsetter", [True, False])
def test_name_in_the_second_family_does_not_carry_the_time_of_day(
    has_subsetter: bool,  # noqa: FBT001 - a case
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if not has_subsetter:
        monkeypatch.setattr(weasyprint.pdf.fonts, "harfbuzz_subset", None)
    document = labels(1, name="ŴILLIAMS, Ōe")
    now = render(document, tiny_templates())
    monkeypatch.setattr(time, "time", lambda: 4e9)
    assert render(document, tiny_templates()) == now


@pytest.mark.parametrize(
    "html",
    [
        f'<img src="{FILE}" alt="x">',
        f'<img src="{WEB}" alt="x">',
        f'<img src="data:image/svg+xml;base64,{SVG}" alt="x">',
        '<img src="relative.png" alt="x">',
        '<img src="asset:css/../css/base.css" alt="x">',
        f'<base href="{WEB}"><img src="x.png" alt="x">',
        f'<link rel="stylesheet" href="{WEB}">',
        f'<link rel="stylesheet" href="{FILE}">',
        f'<link rel="attachment" href="{FILE}">',
        f'<a rel="attachment" href="{FILE}">x</a>',
        f'<object data="{FILE}"></object>',
        f'<embed src="{FILE}">',
        f'<style>@import "{WEB}";</style>',
        f"<style>@font-face {{ font-family: x; src: url({FILE}) }}</style>",
        '<style>@font-face { font-family: x; src: local("DejaVu Sans") }</style>',
        f"<style>p {{ background: url({WEB}) }}</style>",
        f"<style>p::before {{ content: url({FILE}) }}</style>",
        f"<style>p {{ border-image: url({FILE}) 1 }}</style>",
        f"<style>@page {{ background: url({FILE}) }}</style>",
        f"<style>@page {{ @top-left {{ content: url({FILE}) }} }}</style>",
        f'<ul style="list-style-image: url({FILE})"><li>x</ul>',
        f'<svg width="9" height="9"><image href="{FILE}" width="9" height="9"/></svg>',
        f'<svg width="9" height="9"><use href="{FILE}#x"/><image href="{WEB}"/></svg>',
        '<img src="asset:evil.svg" alt="x">',
    ],
)
def test_nothing_but_assets_is_fetched_and_the_attempt_is_told(
    html: str, tmp_path: pathlib.Path, way_round: list[str]
) -> None:
    page = f"<html lang=en-GB><body><p>text</p>{html}</body></html>"
    templates = changed_templates(tmp_path, {"notice.html": page})
    with pytest.raises(RenderError) as caught:
        render(notice(), templates)
    assert re.search(
        r"Refused to fetch|Font-face .* cannot be loaded|Relative URI|Failed to load",
        " ".join(caught.value.messages),
    )
    assert way_round == []


@pytest.mark.parametrize(
    "css",
    [
        f'@import "{WEB}";',
        f'@import "{FILE}";',
        f"@font-face {{ font-family: x; src: url({WEB}) }}",
        f"p {{ background: url({FILE}) }}",
        "p { colour: red }",
        "p { color: red",
        "@media nonsense &",
    ],
)
def test_stylesheet_may_neither_fetch_nor_be_wrong(
    css: str, tmp_path: pathlib.Path, way_round: list[str]
) -> None:
    templates = changed_templates(tmp_path, {"css/notice.css": css})
    if css.endswith("red"):
        render(notice("p"), templates)  # CSS itself closes what is open
    else:
        with pytest.raises(RenderError):
            render(notice("p"), templates)
    assert way_round == []


def test_fetcher_serves_exact_addresses_and_records_the_rest() -> None:
    fetcher = LockedFetcher({"asset:a": b"content"})
    assert fetcher.fetch("asset:a").read() == b"content"
    for address in ("asset:b", "asset:a?", "asset:a#", "ASSET:a", "file:asset:a"):
        with pytest.raises(weasyprint.urls.FatalURLFetchingError):
            fetcher.fetch(address)
    assert fetcher.blocked == ["asset:b", "asset:a?", "asset:a#", "ASSET:a", "file:asset:a"]


def test_stylesheet_of_a_kind_is_for_that_kind_alone(tmp_path: pathlib.Path) -> None:
    css = "p::after { content: 'only here' }"
    templates = changed_templates(tmp_path, {"css/notice.css": css})
    assert "only here" in text_of(render(notice("x"), templates))
    assert "only here" not in text_of(render(notice("x", kind=Kind.ORDER_SET), templates))


def test_stylesheet_of_no_kind_is_for_all(tmp_path: pathlib.Path) -> None:
    css = "p::after { content: 'everywhere' }"
    templates = changed_templates(tmp_path, {"css/paper.css": css})
    for kind in (Kind.NOTICE, Kind.ORDER_SET):
        assert "everywhere" in text_of(render(notice("x", kind=kind), templates))


def test_asset_may_be_imported(tmp_path: pathlib.Path) -> None:
    templates = changed_templates(tmp_path, {"css/notice.css": '@import "asset:css/labels.css";'})
    render(notice("x"), templates)


@pytest.mark.parametrize(
    "changes",
    [
        {"css/notice.css": "p { hyphens: auto; width: 12mm }"},
        {
            "notice.html": "<html lang=en-GB><style>p { hyphens: auto !important; width: 12mm }"
            "</style><p>{{ content.paragraphs[0] }}"
        },
    ],
    ids=["stylesheet", "template"],
)
def test_no_design_may_hyphenate(changes: dict[str, str], tmp_path: pathlib.Path) -> None:
    templates = changed_templates(tmp_path, changes)
    text = text_of(render(notice("intravenous hypercalcaemia"), templates))
    assert "intravenous" in text
    assert "hypercalcaemia" in text


def test_missing_glyph_is_told_without_the_letter() -> None:
    with pytest.raises(RenderError) as caught:
        render(labels(name="王"), tiny_templates())
    assert caught.value.messages == ("No font of ours can draw the character U+738B.",)


def test_fonts_of_the_machine_are_never_used() -> None:
    # DejaVu, Liberation and others have arrows; whatever is installed here must not matter.
    with pytest.raises(RenderError, match=re.escape("U+21E8")):
        render(notice("\u21e8"), tiny_templates())


def test_second_family_is_used_whole_regular_and_bold() -> None:
    pdf = render(labels(1, name="ŴILLIAMS, Ōe"), tiny_templates())
    assert inspect(labels(1, name="ŴILLIAMS, Ōe"), pdf) == ()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        names = {str(font.BaseFont) for font in opened.pages[0].Resources.Font.values()}
    assert any(name.endswith("+Noto-Sans-Bold") for name in names)


@pytest.mark.parametrize(
    ("document", "is_tagged", "claims_ua"),
    [
        (labels(), False, False),
        (notice("x"), True, False),
        (notice("x", kind=Kind.ORDER_SET), True, True),
    ],
    ids=["labels", "notice", "order set"],
)
def test_forms_are_readable_by_machines(
    document: Document,
    is_tagged: bool,  # noqa: FBT001 - an expectation
    claims_ua: bool,  # noqa: FBT001 - an expectation
) -> None:
    with pikepdf.open(io.BytesIO(render(document, tiny_templates()))) as opened:
        assert opened.docinfo["/Title"] == document.title
        assert str(opened.Root.Lang) == "en-GB"
        assert ("/StructTreeRoot" in opened.Root) == is_tagged
        metadata = opened.Root.Metadata.read_bytes() if "/Metadata" in opened.Root else b""
        assert (b"pdfuaid" in metadata) == claims_ua


def test_title_is_the_document_s_whatever_the_template_says(tmp_path: pathlib.Path) -> None:
    page = "<html lang=en-GB><title>{{ content.heading }}</title><body>x</body></html>"
    pdf = render(notice(), changed_templates(tmp_path, {"notice.html": page}))
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert opened.docinfo["/Title"] == notice().title


@pytest.mark.parametrize("size", ["1e9", "-1", "", "100mm; margin: 0", "99999"])
def test_page_size_must_be_a_number(size: str) -> None:
    with pytest.raises(RenderError, match="page size"):
        render(dataclasses.replace(notice(), page_width_mm=size), tiny_templates())


def test_failure_of_the_engine_does_not_repeat_the_text(tmp_path: pathlib.Path) -> None:
    deep = "<div>" * 400 + "{{ content.heading }}"
    templates = changed_templates(tmp_path, {"notice.html": f"<html lang=en-GB>{deep}"})
    with pytest.raises(RenderError) as caught:
        render(notice(), templates)
    assert caught.value.messages == ("The engine failed: RecursionError.",)


def test_missing_subsetter_is_no_fault_of_a_document(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weasyprint.pdf.fonts, "harfbuzz_subset", None)
    document = labels(1, name="ŴILLIAMS, Ōe")
    assert inspect(document, render(document, tiny_templates())) == ()
