"""A file's name as it is shown: nothing in it acts, nothing in it cannot be printed."""

import os
from pathlib import Path

import pytest

from orderset.rendering.fonts import undrawable
from orderset.workbook.shown import LONGEST_FILE_NAME, shown_file_name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"list.xlsx", "list.xlsx"),
        ("Łódź Ŵard.xlsx".encode(), "Łódź Ŵard.xlsx"),
        (b"a\nb\x1b[2J.xlsx", "a<U+000A>b<U+001B>[2J.xlsx"),
        (b"c\xff.xlsx", "c<U+DCFF>.xlsx"),
        ("x\u202excod.xlsx".encode(), "x<U+202E>xcod.xlsx"),
        ("王.xlsx".encode(), "<U+738B>.xlsx"),
    ],
)
def test_a_name_is_shown_with_its_code_points_where_it_cannot_be_printed(
    name: bytes, shown: str
) -> None:
    path = Path("inbox") / os.fsdecode(name)
    assert shown_file_name(path, undrawable(path.name)) == shown
    shown.encode()


@pytest.mark.parametrize("name", ["W" * 200 + ".xlsx", "\n" * 200 + ".xlsx", "a." + "b" * 200])
def test_a_long_name_is_cut_before_its_ending(name: str) -> None:
    shown = shown_file_name(Path(name))
    assert len(shown) <= LONGEST_FILE_NAME
    assert "…" in shown
    assert shown.endswith(name[-5:]) or "b" in shown


def test_a_path_without_a_name_is_shown_whole() -> None:
    assert shown_file_name(Path("/")) == "/"
