"""The pictures of the documentation are there, and are exactly those that the tool makes."""

import re
from pathlib import Path

import pytest

from tools import make_pictures


ROOT = Path(__file__).parents[2]
SHOWN = re.compile(r"(?:!\[[^\]]*\]\(|<img [^>]*src=\")([^)\"\s]*pictures/[^)\"\s]+)")


def shown() -> dict[str, Path]:
    """Return every picture that a page of the documentation shows, by its file."""
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return {
        (page.parent / address).resolve().name: page
        for page in pages
        for address in SHOWN.findall(page.read_text("utf-8"))
    }


def test_each_picture_that_is_shown_is_made_by_the_tool() -> None:
    assert set(shown()) <= {*make_pictures.NAMES, "terminal.svg"}


def test_the_pictures_that_stand_there_are_exactly_those_of_the_tool() -> None:
    there = {each.name for each in make_pictures.PICTURES.iterdir()}
    assert there == {*make_pictures.NAMES, "terminal.svg"}


@pytest.mark.parametrize("name", make_pictures.NAMES)
def test_a_picture_is_small(name: str) -> None:
    assert (make_pictures.PICTURES / name).stat().st_size <= make_pictures.MOST_BYTES


def test_the_readme_shows_the_page() -> None:
    assert "page.png" in shown()
