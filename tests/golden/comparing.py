"""Golden files: what stood on paper before, as text and as a picture, compared or rewritten.

Text is compared exactly, on every machine. A no-break space is written as ⍽, so that it shows.

Pictures are compared only where everything that draws them has the versions that are recorded in
``versions.json``: a letter may fall a tenth of a point beside itself under another Pango, and no
tolerance can tell that from a moved comma. Where they differ, the test is skipped and says so. With
the same versions the same picture is drawn; a pixel may differ by up to 48 of 255 greys.
"""

import dataclasses
import difflib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops

from orderset.documents.document import NO_BREAK_SPACE
from orderset.rendering.availability import versions


FOLDER = Path(__file__).parent
VERSIONS = "versions.json"
DRAWN_BY = (
    "weasyprint",
    "pydyf",
    "fonttools",
    "fontpkg-atkinson-hyperlegible",
    "fontpkg-noto-sans",
    "pango",
    "harfbuzz",
    "harfbuzz-subset",
    "pypdfium2",
)
"""What has a say in a picture."""

DPI = 96
MM_PER_PIXEL = 25.4 / DPI
LEVELS = 16
TOLERANCE = 48
"""In greys of 255. A full stop of the smallest type makes a pixel more than twice as dark."""

SHOWN_SPACE = "⍽"
SHOWN_HYPHEN = "\ufffe"
"""What pdfium makes of a hyphen at a line's end."""

_LONGEST_DIFF = 40


@dataclasses.dataclass(frozen=True, slots=True)
class Golden:
    """The golden files in a folder; with ``updating`` they are rewritten and ``changed`` told."""

    folder: Path
    updating: bool
    changed: list[str]

    def check_text(self, name: str, pdf: bytes) -> None:
        """Compare the text of a file, all pages."""
        path = self.folder / f"{name}.txt"
        found = text_of(pdf)
        before = path.read_text("utf-8") if path.exists() else ""
        difference = [*_difference(before, found, path.name)]
        if not difference and path.exists():
            return
        if not self.updating:
            pytest.fail("\n".join([f"The text of {name} has changed.", *difference]), pytrace=False)
        path.write_text(found, "utf-8")
        self.changed.extend([f"{path.name} written", *difference])

    def check_pictures(self, name: str, pdf: bytes, pages: int | None, beside: Path) -> None:
        """Compare the pictures of the first ``pages`` pages of a file, None for all.

        A failure writes what was expected, what was found and where they differ into ``beside``.
        """
        pictures = pictures_of(pdf, pages)
        wrong = []
        for number, picture in enumerate(pictures, start=1):
            path = self.folder / f"{name}-{number}.png"
            before = Image.open(path).convert("L") if path.exists() else None
            told = difference_of(before, picture)
            if told and self.updating:
                picture.save(path, optimize=True)
                self.changed.append(f"{path.name} written: {told}")
            elif told:
                wrong.append(f"{path.name}: {told}")
                _write_apart(before, picture, beside, path.stem)
        stale = sorted(
            each.name
            for each in self.folder.glob(f"{name}-*.png")
            if each.stem.removeprefix(f"{name}-").isdigit()
            and int(each.stem.removeprefix(f"{name}-")) > len(pictures)
        )
        for each in stale:
            if self.updating:
                (self.folder / each).unlink()
                self.changed.append(f"{each} removed")
            else:
                wrong.append(f"{each}: there is no such page")
        if wrong:
            pytest.fail("\n".join([*wrong, f"The pictures are in {beside}"]), pytrace=False)

    def check_versions(self) -> None:
        """Skip where a picture is not drawn by what drew the golden one; record when updating."""
        path = self.folder / VERSIONS
        found = drawn_by()
        recorded = json.loads(path.read_text("utf-8")) if path.exists() else {}
        if self.updating and recorded != found:
            path.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
            self.changed.append(f"{VERSIONS} written")
        elif recorded != found:
            others = ", ".join(
                f"{each} {found[each]} instead of {recorded.get(each)}"
                for each in DRAWN_BY
                if found[each] != recorded.get(each)
            )
            pytest.skip(f"pictures are compared where they were drawn the same way: {others}")


def drawn_by() -> Mapping[str, str]:
    """Return the versions of everything that has a say in a picture."""
    found = versions()
    return {each: found[each] for each in DRAWN_BY}


def text_of(pdf: bytes) -> str:
    """Return the text of a file, page by page, as a golden file holds it."""
    with pypdfium2.PdfDocument(pdf) as opened:
        pages = [page.get_textpage().get_text_range() for page in opened]
    return "".join(
        f"--- page {number} of {len(pages)}\n{_lines(page)}\n"
        for number, page in enumerate(pages, start=1)
    )


def _lines(text: str) -> str:
    shown = text.replace(NO_BREAK_SPACE, SHOWN_SPACE).replace(SHOWN_HYPHEN, "-\n")
    return "\n".join(line.rstrip(" ") for line in shown.splitlines())


def pictures_of(pdf: bytes, pages: int | None = None) -> list[Image.Image]:
    """Return the first pages of a file as small pictures of few greys."""
    step = 255 // (LEVELS - 1)
    with pypdfium2.PdfDocument(pdf) as opened:
        return [
            opened[number]
            .render(scale=DPI / 72, grayscale=True, may_draw_forms=False)
            .to_pil()
            .convert("L")
            .point([round(grey / step) * step for grey in range(256)])
            for number in range(len(opened) if pages is None else min(pages, len(opened)))
        ]


def difference_of(before: Image.Image | None, found: Image.Image) -> str:
    """Say in words where two pictures differ by more than the tolerance; empty where nowhere."""
    if before is None:
        return "new"
    if before.size != found.size:
        return f"{found.size} pixels instead of {before.size}"
    marked = _marked(before, found)
    box = marked.getbbox()
    if box is None:
        return ""
    left, top, right, bottom = (round(edge * MM_PER_PIXEL) for edge in box)
    return (
        f"{marked.histogram()[255]} pixels differ, all between {left} and {right} mm from the left "
        f"and {top} and {bottom} mm from the top"
    )


def _marked(before: Image.Image, found: Image.Image) -> Image.Image:
    """Return a picture that is white where two differ by more than the tolerance."""
    difference = ImageChops.difference(before, found)
    return difference.point([255 if grey > TOLERANCE else 0 for grey in range(256)])


def _write_apart(before: Image.Image | None, found: Image.Image, beside: Path, stem: str) -> None:
    found.save(beside / f"{stem}-found.png")
    if before is not None:
        before.save(beside / f"{stem}-expected.png")
        if before.size == found.size:
            ImageChops.invert(_marked(before, found)).save(beside / f"{stem}-difference.png")


def _difference(before: str, found: str, name: str) -> Iterator[str]:
    lines: Sequence[str] = [
        *difflib.unified_diff(
            before.splitlines(),
            found.splitlines(),
            f"{name} before",
            f"{name} now",
            n=1,
            lineterm="",
        )
    ]
    yield from lines[:_LONGEST_DIFF]
    if len(lines) > _LONGEST_DIFF:
        yield f"and {len(lines) - _LONGEST_DIFF} more lines"
