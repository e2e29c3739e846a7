"""``orderset protocol book``: written, compared, refused; each file read back before it is."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest

import orderset.archetypes.collection
from orderset.archetypes.ages import ages
from orderset.archetypes.archetype import Bench, Sketch
from orderset.batch import books
from orderset.protocol.loading import default_protocol_bytes
from orderset.rendering.defect import Code, Defect
from orderset.rendering.worker import Rendered
from tests.golden.comparing import text_of
from tests.real_door import invoke


SETTINGS_INVALID, MACHINE = 4, 5


@pytest.fixture
def few_archetypes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Books of the first ages alone: a whole one takes as long as fifty documents."""

    def first_ages(bench: Bench) -> Iterator[Sketch]:
        yield from itertools.islice(ages(bench), 3)

    monkeypatch.setattr(orderset.archetypes.collection, "GROUPS", (first_ages,))


def pages(path: Path) -> int:
    with pypdfium2.PdfDocument(path.read_bytes()) as opened:
        return len(opened)


@pytest.mark.usefixtures("few_archetypes")
def test_a_book_is_written_the_same_every_time(tmp_path: Path) -> None:
    one, again = tmp_path / "one.pdf", tmp_path / "again.pdf"
    first = invoke("protocol", "book", "pamidronate-two-day", "-o", one)
    assert (first.exit_code, first.output) == (0, f"Written: {one}\n")
    assert invoke("protocol", "book", "pamidronate-two-day", "-o", again).exit_code == 0
    assert one.read_bytes() == again.read_bytes()
    told = text_of(one.read_bytes())
    assert "pamidronate-two-day version 1.0.0" in told
    assert "The day before the 2nd birthday" in told
    assert "NOT APPROVED FOR CLINICAL USE" in told


def test_a_comparison_shows_only_what_a_new_limit_changes(tmp_path: Path) -> None:
    new, target = tmp_path / "new.toml", tmp_path / "changes.pdf"
    text = (
        default_protocol_bytes().decode().replace("cap_mg = { value = 60", "cap_mg = { value = 59")
    )
    new.write_text(text, "utf-8")
    assert invoke("protocol", "book", "--compare", new, "-o", target).exit_code == 0
    told = " ".join(text_of(target.read_bytes()).split())
    assert "the same under both" in told
    assert "The lightest patient above the limit of 60⍽mg" in told
    assert "The day before the 1st birthday" not in told


def test_a_site_whose_vial_is_not_in_the_protocol_gets_no_book(tmp_path: Path) -> None:
    site, target = tmp_path / "site.toml", tmp_path / "book.pdf"
    site.write_text("strength_mg_per_ml = 7\n", "utf-8")
    for more in ((), ("--compare", "pamidronate-stepped")):
        told = invoke("protocol", "book", "--site", site, "-o", target, *more)
        assert told.exit_code == SETTINGS_INVALID
        assert "is not in the protocol" in told.output
    assert not target.exists()


@pytest.mark.usefixtures("few_archetypes")
def test_a_book_that_does_not_fit_is_made_with_more_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As for a protocol whose texts are longer than was guessed."""
    target, normal = tmp_path / "book.pdf", tmp_path / "normal.pdf"
    assert invoke("protocol", "book", "-o", normal).exit_code == 0
    monkeypatch.setattr(books, "ROOMS", (1.9, 0.45))
    assert invoke("protocol", "book", "-o", target).exit_code == 0
    assert pages(target) > pages(normal)


@pytest.mark.usefixtures("few_archetypes")
def test_a_book_that_cannot_be_read_back_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    defect = Defect(Code.INSPECTION_FAILED, "ORD-32: 9 mg is not printed.")
    monkeypatch.setattr(books, "rendered", lambda *_: Rendered("BOOK-1", None, 0, (defect,)))
    told = invoke("protocol", "book", "-o", tmp_path / "book.pdf")
    assert told.exit_code == MACHINE
    assert "ORD-32: 9 mg is not printed." in told.output
    assert [*tmp_path.iterdir()] == []
