"""Make the pictures of the README and of docs/ from a batch, each as it looks today.

    make demo && python tools/make_pictures.py outputs/2026-12-07-day-unit-list-*

``docs/pictures/`` gets exactly these files; they need not be the same byte for byte.
"""

import argparse
import io
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image
from playwright.sync_api import Browser

from tools.browser import chromium, opened


PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
PAPER = {
    "order-set.png": "order-set.pdf",
    "monitoring-checklist.png": "monitoring-checklist.pdf",
    "preparation-worksheet.png": "preparation-worksheet.pdf",
    "label.png": "labels.pdf",
    "notice.png": "notice.pdf",
    "summary.png": "summary.pdf",
}
"""The first page of each, of the first patient in the batch who has it."""

TALL = {"width": 1280, "height": 1240}
"""Down to the first patients."""

SCREENS: Mapping[str, Mapping[str, Any]] = {
    "page.png": {"viewport": TALL},
    "page-dark.png": {"viewport": TALL, "color_scheme": "dark"},
    "page-filtered.png": {},
}
NAMES = (*SCREENS, *PAPER)
MOST_BYTES = 150_000
COLOURS = 64
PAPER_SCALE = 96 / 72
LABEL_SCALE = 150 / 72


def main(arguments: list[str] | None = None, pictures: Path = PICTURES) -> int:
    """Make every picture; return 1 where one is too large to be shown on a page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("batch", type=Path, help="a published batch")
    batch = parser.parse_args(arguments).batch.resolve()
    pictures.mkdir(parents=True, exist_ok=True)
    for old in set(pictures.glob("*.png")) - {pictures / name for name in NAMES}:
        old.unlink()
    with chromium() as browser:
        made = [*screens(browser, batch / "index.html"), *papers(batch)]
    status = 0
    for name, picture in made:
        target = pictures / name
        size = save(picture, target)
        print(f"{size:8} bytes  {target}")
        if size > MOST_BYTES:
            print(f"{target} is larger than {MOST_BYTES} bytes", file=sys.stderr)
            status = 1
    return status


def screens(browser: Browser, file: Path) -> Iterator[tuple[str, Image.Image]]:
    """Yield the page of the batch as it is seen."""
    for name, context in SCREENS.items():
        with opened(browser, file, **context) as page:
            if name == "page-filtered.png":
                page.page.select_option("#outcome", "not-ready")
                page.page.evaluate("document.getElementById('patients').scrollIntoView()")
            yield name, Image.open(io.BytesIO(page.page.screenshot()))


def papers(batch: Path) -> Iterator[tuple[str, Image.Image]]:
    """Yield the first page of each kind of document."""
    for name, file in PAPER.items():
        found = [*sorted(batch.glob(f"patients/*/{file}")), batch / file]
        scale = LABEL_SCALE if file == "labels.pdf" else PAPER_SCALE
        with pypdfium2.PdfDocument(found[0]) as pdf:
            yield name, pdf[0].render(scale=scale).to_pil()


def save(picture: Image.Image, target: Path) -> int:
    """Write a picture with few colours, which paper and pages have; return its bytes."""
    few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(target, optimize=True)
    return target.stat().st_size


if __name__ == "__main__":
    sys.exit(main())
