"""The comparison itself: it sees a moved full stop, says where, and rewrites only when asked."""

import json
from pathlib import Path

import pytest
from PIL import Image

from orderset.documents.document import NO_BREAK_SPACE, Kind
from orderset.rendering.pdf import render
from tests.golden.comparing import (
    TOLERANCE,
    VERSIONS,
    Golden,
    difference_of,
    drawn_by,
    pictures_of,
    text_of,
)
from tests.unit.rendering.tiny_design import notice, tiny_templates


def page(text: str) -> bytes:
    return render(notice(text, "A second line.", kind=Kind.NOTICE), tiny_templates())


def golden_of(folder: Path, text: str) -> Golden:
    made = Golden(folder, updating=True, changed=[])
    made.check_text("page", page(text))
    made.check_versions()
    made.check_pictures("page", page(text), None, folder)
    assert {path.name for path in folder.iterdir()} == {"page.txt", "page-1.png", VERSIONS}
    return Golden(folder, updating=False, changed=[])


def test_the_same_document_passes(tmp_path: Path) -> None:
    golden = golden_of(tmp_path, "Give 60.5 mg.")
    golden.check_text("page", page("Give 60.5 mg."))
    golden.check_versions()
    golden.check_pictures("page", page("Give 60.5 mg."), None, tmp_path)
    assert golden.changed == []


@pytest.mark.parametrize(
    "other", ["Give 605 mg.", "Give 60,5 mg.", "Give 6.05 mg.", "Give 60.5 mg"]
)
def test_a_moved_full_stop_is_seen_in_text_and_picture(other: str, tmp_path: Path) -> None:
    golden = golden_of(tmp_path, "Give 60.5 mg.")
    with pytest.raises(pytest.fail.Exception, match=r"(?s)text of page has changed.*\+Give"):
        golden.check_text("page", page(other))
    beside = tmp_path / "beside"
    beside.mkdir()
    with pytest.raises(pytest.fail.Exception, match=r"pixels differ, all between \d+ and \d+ mm"):
        golden.check_pictures("page", page(other), None, beside)
    assert {path.name for path in beside.iterdir()} == {
        "page-1-difference.png",
        "page-1-expected.png",
        "page-1-found.png",
    }


def test_a_no_break_space_shows(tmp_path: Path) -> None:
    golden = golden_of(tmp_path, f"Give 60{NO_BREAK_SPACE}mg.")
    assert "60⍽mg" in (tmp_path / "page.txt").read_text("utf-8")
    with pytest.raises(pytest.fail.Exception, match="has changed"):
        golden.check_text("page", page("Give 60 mg."))


def test_a_change_is_told_when_it_is_taken_over(tmp_path: Path) -> None:
    golden_of(tmp_path, "Give 60 mg.")
    golden = Golden(tmp_path, updating=True, changed=[])
    golden.check_text("page", page("Give 70 mg."))
    golden.check_pictures("page", page("Give 70 mg."), None, tmp_path)
    told = "\n".join(golden.changed)
    assert "-Give 60 mg." in told
    assert "+Give 70 mg." in told
    assert "page-1.png written: " in told
    assert (tmp_path / "page.txt").read_text("utf-8") == text_of(page("Give 70 mg."))


def test_a_page_that_is_gone_is_told(tmp_path: Path) -> None:
    golden = golden_of(tmp_path, "x")
    (picture,) = pictures_of(page("x"))
    picture.save(tmp_path / "page-2.png")
    with pytest.raises(pytest.fail.Exception, match=r"page-2\.png: there is no such page"):
        golden.check_pictures("page", page("x"), None, tmp_path)
    Golden(tmp_path, updating=True, changed=[]).check_pictures("page", page("x"), None, tmp_path)
    assert not (tmp_path / "page-2.png").exists()


def test_greys_within_the_tolerance_pass_and_beyond_do_not() -> None:
    white = Image.new("L", (9, 9), 255)
    nearly, spot = white.copy(), white.copy()
    nearly.putpixel((4, 4), 255 - TOLERANCE)
    spot.putpixel((4, 4), 255 - TOLERANCE - 1)
    assert difference_of(white, nearly) == ""
    assert difference_of(white, spot).startswith("1 pixels differ")
    assert "instead of" in difference_of(white, Image.new("L", (9, 8)))
    assert difference_of(None, white) == "new"


def test_pictures_drawn_by_something_else_are_not_compared(tmp_path: Path) -> None:
    golden = golden_of(tmp_path, "x")
    other = {**drawn_by(), "pango": "1.0.0"}
    (tmp_path / VERSIONS).write_text(json.dumps(other), "utf-8")
    with pytest.raises(pytest.skip.Exception, match=r"pango .* instead of 1\.0\.0"):
        golden.check_versions()
