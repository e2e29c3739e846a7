"""No network, no file outside the design, whatever a template or a cell asks for (whole runs)."""

import io
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest

from tests.security.canaries import (
    SECRET,
    Canaries,
    Ended,
    canaries,
    design,
    has_own_network,
    list_of,
    night,
    orderset,
    tree,
)


@pytest.fixture
def birds(tmp_path: Path) -> Iterator[Canaries]:
    outside = tmp_path / "outside"
    outside.mkdir()
    with canaries(outside) as made:
        yield made
        assert made.port.connections == 0


def _all_text(out: Path) -> str:
    """Return everything that a run has written, with the streams of its PDFs unpacked."""
    parts = []
    for name, content in tree(out).items():
        parts.append(content.decode("latin-1"))
        if name.endswith(".pdf"):
            with pikepdf.open(io.BytesIO(content)) as opened:
                parts += [
                    each.read_bytes().decode("latin-1")
                    for each in opened.objects
                    if isinstance(each, pikepdf.Stream) and each.get("/Subtype") != "/Image"
                ]
    return "\n".join(parts)


def _kept_back(ended: Ended, out: Path) -> None:
    told = f"{ended.stdout}{ended.stderr}"
    assert SECRET not in told
    if out.exists():
        assert SECRET not in _all_text(out)


@pytest.mark.skipif(not has_own_network(), reason="no right to start a network of its own")
def test_a_run_without_a_network_writes_the_same_bytes(tmp_path: Path) -> None:
    workbook = list_of(tmp_path, {}, {"family_name": "Other", "given_name": "Ŵyn"})
    with_one = orderset(*night(workbook, tmp_path / "with"))
    without = orderset(*night(workbook, tmp_path / "without"), before=("unshare", "-n"))
    assert (with_one.returncode, without.returncode) == (0, 0), without.stderr
    assert tree(tmp_path / "with") == tree(tmp_path / "without") != {}


HOSTILE_STYLES = {
    "import from the web": '@import "WEB";',
    "import of a file": '@import "FILE";',
    "import by a path upwards": '@import "asset:css/../../../../outside/NAME";',
    "font from the web": "@font-face { font-family: x; src: url(WEB) }",
    "font of the machine": "@font-face { font-family: x; src: local('DejaVu Sans') }",
    "colour profile": "@color-profile --x { src: url(FILE) }",
}


@pytest.mark.parametrize("style", HOSTILE_STYLES.values(), ids=HOSTILE_STYLES)
def test_a_hostile_stylesheet_ends_the_run_before_it_begins(
    style: str, birds: Canaries, tmp_path: Path
) -> None:
    site = design(tmp_path, {"css/aaa.css": birds.filled(style)})
    out = tmp_path / "out"
    ended = orderset(*night(list_of(tmp_path, {}), out, "--site", site))
    _kept_back(ended, out)
    assert ended.returncode == 5, ended.stderr
    assert "cannot be rendered" in ended.stderr
    assert not out.exists()


HOSTILE_PAGES = {
    "picture": '<img src="WEB"><img src="FILE">',
    "include of a whole path": '{% include "PATH" %}',
    "a name in an address": '<img src="WEB?{{ content.banner.name }}">',
}


@pytest.mark.parametrize("page", HOSTILE_PAGES.values(), ids=HOSTILE_PAGES)
def test_a_hostile_template_costs_its_documents_and_no_others(
    page: str, birds: Canaries, tmp_path: Path
) -> None:
    """A ready patient loses the labels and so the set; the notice of a withheld one stands."""
    site = design(tmp_path, {})
    labels = site.parent / "design" / "labels.html"
    before, end, after = labels.read_text("utf-8").rpartition("</body>")
    labels.write_text(before + birds.filled(page) + end + after, "utf-8")
    withheld = {"family_name": "Later", "case": "C10"}
    out = tmp_path / "out"
    ended = orderset(*night(list_of(tmp_path, {}, withheld), out, "--site", site))
    _kept_back(ended, out)
    assert ended.returncode == 1, ended.stderr
    (batch,) = (each for each in out.iterdir() if each.is_dir())
    first, second = sorted((batch / "patients").iterdir())
    assert [each.name for each in first.iterdir()] == ["record.json"]
    assert sorted(each.name for each in second.iterdir()) == ["notice.pdf", "record.json"]
    findings = json.loads((first / "record.json").read_text("utf-8"))["findings"]
    (failure,) = (each for each in findings if each["code"] == "render-failed")
    assert "TESTCASE" not in failure["message"]
    assert (batch / "summary.pdf").exists()


@pytest.mark.parametrize(
    "page",
    ['<img src="WEB">', '<script src="WEB"></script>', '<meta http-equiv="refresh" content="0">'],
    ids=["picture", "program", "sent on"],
)
def test_the_page_for_a_browser_asks_nobody(page: str, birds: Canaries, tmp_path: Path) -> None:
    site = design(tmp_path, {"index.html": birds.filled(page)})
    out = tmp_path / "out"
    ended = orderset(*night(list_of(tmp_path, {}), out, "--site", site))
    if "<img" in page:  # the policy above it keeps the browser from asking
        assert ended.returncode == 0, ended.stderr
        (index,) = out.glob("*/index.html")
        head = index.read_text("utf-8").partition("<head>")[2]
        assert head.lstrip().startswith('<meta http-equiv="Content-Security-Policy"')
    else:
        assert ended.returncode == 5, ended.stderr
        assert "which a page may not have" in ended.stderr


@pytest.mark.parametrize("what", ["a template", "a stylesheet", "a folder", "the logo"])
def test_a_link_that_leads_out_of_the_design_is_refused(
    what: str, birds: Canaries, tmp_path: Path
) -> None:
    site = design(tmp_path, {})
    place = (
        site.parent
        / {
            "a template": "design/more.html",
            "a stylesheet": "design/css/more.css",
            "a folder": "design/more",
            "the logo": "logo.svg",
        }[what]
    )
    target = birds.file.parent if what == "a folder" else birds.file
    place.symlink_to(os.path.relpath(target, place.parent))
    if what == "the logo":
        site.write_text('logo = "logo.svg"\n', "utf-8")
    out = tmp_path / "out"
    ended = orderset(*night(list_of(tmp_path, {}), out, "--site", site))
    _kept_back(ended, out)
    assert ended.returncode == 4, ended.stderr
    assert "leads out of its folder" in ended.stderr


def test_hostile_cells_are_printed_as_they_are_or_refused(birds: Canaries, tmp_path: Path) -> None:
    texts = [
        "<img src=FILE>",
        "{{ 7*7 }}",
        "{% include 'NAME' %}",
        "url(WEB)",
        "</p><script>",
        "@import FILE",
    ]
    identities = [
        {"family_name": f"Row{number}", "notes": birds.filled(text), "allergies": text[:30]}
        for number, text in enumerate(texts)
    ]
    out = tmp_path / "out"
    ended = orderset(*night(list_of(tmp_path, *identities), out))
    _kept_back(ended, out)
    assert ended.returncode in {0, 1}, ended.stderr
    assert len(list(out.glob("*/patients/*/record.json"))) == len(texts)
