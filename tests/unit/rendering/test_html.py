import pathlib

import pytest

from orderset.documents.document import Kind
from orderset.rendering.defect import RenderError
from orderset.rendering.html import check_template, drawable, html_of
from tests.unit.rendering.tiny_design import changed_templates, labels, notice, tiny_templates


def test_whatever_a_cell_holds_is_printed_as_it_is_written() -> None:
    hostile = "<b>bold</b> {{7*7}} {% raw %} \"'&<script>"
    source = html_of(notice(hostile), tiny_templates())
    assert "&lt;b&gt;bold&lt;/b&gt; {{7*7}} {% raw %} &#34;&#39;&amp;&lt;script&gt;" in source


def test_drawable_escapes_in_either_family() -> None:
    assert drawable("<b>") == "&lt;b&gt;"
    assert drawable("<b>Ŵ") == '<span class="whole-in-second-family">&lt;b&gt;Ŵ</span>'


def test_barcodes_and_watermarks_reach_the_template() -> None:
    source = html_of(labels(1), tiny_templates())
    assert '<img src="asset:barcode/label-1" alt="Barcode of label 1">' in source
    assert "TEST – NOT FOR CLINICAL USE" in source


@pytest.mark.parametrize(
    "template",
    [
        "{{ content.not_there }}",
        "{{ barcodes['not-there'] }}",
        "{% if content.not_there %}{% endif %}",
        "{{ not_there }}",
        "{% include 'not_there.html' %}",
        "{% if %}",
        "{{ content.heading | safe }}",
        "{{ content.heading | round }}",
    ],
)
def test_wrong_template_is_told_and_never_printed(template: str, tmp_path: pathlib.Path) -> None:
    templates = changed_templates(tmp_path, {"notice.html": template})
    with pytest.raises(RenderError, match=r"^The template .*(notice|not_there)\.html"):
        html_of(notice("SECRET"), templates)


def test_template_of_another_folder_cannot_be_included(tmp_path: pathlib.Path) -> None:
    (tmp_path / "outside.html").write_text("outside", encoding="utf-8")
    templates = changed_templates(tmp_path, {"notice.html": "{% include '../outside.html' %}"})
    with pytest.raises(RenderError):
        html_of(notice(), templates)


def test_missing_template_is_named() -> None:
    check_template(Kind.NOTICE, tiny_templates())
    with pytest.raises(RenderError, match=r"monitoring-checklist\.html is missing"):
        check_template(Kind.CHECKLIST, tiny_templates())
