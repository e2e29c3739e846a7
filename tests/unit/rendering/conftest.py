"""A tiny print design of the tests' own, and documents for it.

The contents are plain dictionaries: worker processes must be able to read them without importing
the tests.
"""

import pathlib
import shutil
from collections.abc import Callable

import pytest

from orderset.documents.document import NO_BREAK_SPACE, Barcode, Document, Kind
from orderset.rendering.templates import Sources, Templates, load_templates


FOLDER = pathlib.Path(__file__).with_name("templates")

DOSE = f"40{NO_BREAK_SPACE}mg"
DRUG = "disodium pamidronate"
PHARMACY = "Example Hospital Pharmacy, 020 7946 0123"

MakeLabels = Callable[..., Document]
MakeNotice = Callable[..., Document]
MakeTemplates = Callable[[dict[str, str]], Templates]


@pytest.fixture
def sources() -> Sources:
    return Sources(FOLDER)


@pytest.fixture
def templates(sources: Sources) -> Templates:
    return load_templates(sources)


@pytest.fixture
def make_templates(tmp_path: pathlib.Path) -> MakeTemplates:
    """Return a maker of a copy of the design in which some files say something else."""

    def make(changes: dict[str, str]) -> Templates:
        folder = tmp_path / "templates"
        shutil.copytree(FOLDER, folder)
        for name, content in changes.items():
            (folder / name).write_text(content, encoding="utf-8")
        return load_templates(Sources(folder))

    return make


@pytest.fixture
def make_labels() -> MakeLabels:
    def make(
        count: int = 2,
        name: str = "TESTCASE, Amelia (Miss)",
        small_print: tuple[str, ...] = ("Do not mix.", PHARMACY),
        document_id: str = "OS1-7F3A9C21-L",
    ) -> Document:
        numbers = range(1, count + 1)
        return Document(
            kind=Kind.LABELS,
            document_id=document_id,
            title=f"Labels {document_id}",
            page_width_mm="102",
            page_height_mm="76",
            pages=count,
            watermarks=("TEST – NOT FOR CLINICAL USE",),
            required_text=(name, DRUG, DOSE) * count,
            barcodes=tuple(
                Barcode(f"label-{n}", f"{document_id}{n}", f"Barcode of label {n}") for n in numbers
            ),
            content={
                "labels": [
                    {
                        "name": name,
                        "drug": DRUG,
                        "dose": DOSE,
                        "barcode": f"label-{n}",
                        "small_print": small_print,
                    }
                    for n in numbers
                ]
            },
        )

    return make


@pytest.fixture
def make_notice() -> MakeNotice:
    def make(
        *paragraphs: str,
        heading: str = "Not ready",
        kind: Kind = Kind.NOTICE,
        pages: int | None = 1,
        content: object = None,
    ) -> Document:
        return Document(
            kind=kind,
            document_id="OS1-7F3A9C21-N",
            title="Notice OS1-7F3A9C21-N",
            page_width_mm="210",
            page_height_mm="297",
            pages=pages,
            watermarks=(),
            required_text=(),
            barcodes=(),
            content=content or {"heading": heading, "paragraphs": paragraphs},
        )

    return make
