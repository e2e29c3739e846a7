"""A tiny print design of the tests' own, and documents for it.

The contents are plain dictionaries: worker processes must be able to read them without importing
the tests.
"""

import pathlib
import shutil

from orderset.documents.document import NO_BREAK_SPACE, Barcode, Document, Kind
from orderset.rendering.templates import Sources, Templates, load_templates


SOURCES = Sources(pathlib.Path(__file__).with_name("templates"))
KINDS = (Kind.LABELS, Kind.NOTICE, Kind.ORDER_SET, Kind.SUMMARY)
"""The kinds that the tiny design has a template for."""

DOSE = f"40{NO_BREAK_SPACE}mg"
DRUG = "disodium pamidronate"
PHARMACY = "Example Hospital Pharmacy, 020 7946 0123"


def tiny_templates() -> Templates:
    return load_templates(SOURCES)


def changed_templates(folder: pathlib.Path, changes: dict[str, str]) -> Templates:
    """Return the tiny design, copied into ``folder``, with some files saying something else."""
    copy = folder / "templates"
    shutil.copytree(pathlib.Path(__file__).with_name("templates"), copy)
    for name, content in changes.items():
        (copy / name).write_text(content, encoding="utf-8")
    return load_templates(Sources(copy))


def labels(
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


def notice(
    *paragraphs: str,
    kind: Kind = Kind.NOTICE,
    pages: int | None = 1,
    required_text: tuple[str, ...] = (),
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
        required_text=required_text,
        barcodes=(),
        content=content or {"heading": "Not ready", "paragraphs": paragraphs},
    )
