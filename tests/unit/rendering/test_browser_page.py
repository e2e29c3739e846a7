import base64
import hashlib
import re
from pathlib import Path

import pytest

from orderset.processes.executor import InProcess, Limits
from orderset.rendering.browser_page import browser_page
from orderset.rendering.defect import Code, Defect, RenderError
from orderset.rendering.pool import render_page
from tests.unit.rendering.tiny_design import SOURCES, changed_templates


HEAD = "<!doctype html>\n<html lang=en-GB>\n<head><title>x</title></head>"


def _page(text: str, folder: Path, content: object = None) -> str:
    return browser_page("index.html", content, changed_templates(folder, {"index.html": text}))


def test_the_policy_comes_before_anything_of_the_template(tmp_path: Path) -> None:
    page = _page(f"{HEAD}<body><img src=http://127.0.0.1/></body>", tmp_path)
    policy, title = page.index("Content-Security-Policy"), page.index("<title>")
    assert page.index("<head>") < policy < title
    assert "default-src 'none'" in page


def test_the_policy_knows_our_script_and_each_style_by_its_hash(tmp_path: Path) -> None:
    style = "p { color: red }"
    page = _page(f"{HEAD}<style>{style}</style><body>", tmp_path)
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert page.index("<script>") < page.index("<title>")
    assert "unsafe" not in page.partition("<script>")[0]
    for name, text in (("script-src", script), ("style-src", style)):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{name} 'sha256-{digest}'" in page


@pytest.mark.parametrize(
    "body",
    [
        "<script></script>",
        "<SCRIPT src=x>",
        "<base href=x>",
        "<iframe></iframe>",
        "<form></form>",
        "<link rel=stylesheet href=x>",
        "<meta http-equiv=refresh content=0>",
        "<p onclick=x>",
        "<a href=http://127.0.0.1/>",
        "<a href=//127.0.0.1/>",
        "<a href=javascript:x>",
        "<a href=/etc/x>",
        "<a href=../../x>",
        "<a href='\\\\host\\x'>",
        "<!-- <head> --><base href=x>",
    ],
)
def test_what_would_ask_or_run_is_refused(body: str, tmp_path: Path) -> None:
    with pytest.raises(RenderError, match=r"^The template index\.html has"):
        _page(f"{HEAD}<body>{body}</body>", tmp_path)


@pytest.mark.parametrize("text", ["<p>x", "<!-- --><!doctype html><html><head>", "<html><head>"])
def test_a_page_that_does_not_begin_as_one_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(RenderError, match="must begin"):
        _page(text, tmp_path)


def test_what_a_value_says_is_no_element(tmp_path: Path) -> None:
    page = _page(f"{HEAD}<p>{{{{ content }}}}</p>", tmp_path, "<script>'\"</script>")
    assert "&lt;script&gt;" in page


def test_links_to_the_batch_stay(tmp_path: Path) -> None:
    assert 'href="print/a%20b.pdf"' in _page(f'{HEAD}<a href="print/a%20b.pdf">x</a>', tmp_path)


def test_a_missing_template_is_a_fault_of_the_design_and_not_a_defect() -> None:
    with pytest.raises(RenderError, match=r"index\.html is missing"):
        render_page("index.html", None, Limits(workers=1), SOURCES, InProcess())


@pytest.mark.parametrize(
    ("defect", "told"),
    [
        (Defect(Code.RENDER_FAILED, "It took long."), "It took long."),
        (Defect(Code.DOES_NOT_FIT, "PID-01: “Testcase” is cut."), "PID-01 was broken."),
        (
            Defect(Code.INSPECTION_FAILED, "“Testcase” is lost."),
            "the file was not as it should be.",
        ),
    ],
)
def test_what_a_defect_quotes_is_left_out_outside_the_batch(defect: Defect, told: str) -> None:
    assert defect.without_values == told
