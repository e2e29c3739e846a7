"""Pages of lists as a run makes them, written into a folder beside files that they link to."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

from orderset.documents.case import Case
from orderset.documents.index_page import index_page
from orderset.documents.summary import BatchSummary
from orderset.rendering.browser_page import browser_page
from orderset.rendering.templates import OWN_SOURCES, load_templates
from tests.unit.documents.batches import REMARK, batch_of, unread
from tests.unit.documents.judged_cases import worked


LONG = "Featherstonehaughcholmondeleywrigleyworthingtonsmythejonesatkins"
RIGHT_TO_LEFT = "כהן"
MARKUP = "<img src=x onerror=alert(1)>"

NAMES = [
    "Ó SÚILLEABHÁIN, Łukasz",
    "ZIMMERMANN-BØ, Zoë",
    "O’NEILL, Ffion",
    "NOT KNOWN, Not Known",
    f"{LONG.upper()}, {RIGHT_TO_LEFT}",
    f"{MARKUP.upper()}, Ann & Bo",
]
PACKS = ["summary.pdf", "print/labels.pdf", "print/2026-12-07/labels.pdf"]
FILES = {2: [("pack", "patients/H2-c1/pack.pdf"), ("labels", "patients/H2-c1/labels.pdf")]}


def one(case_id: str, row: int, family: str, given: str, **fields: object) -> Case:
    """Return a worked case as a row of a list, with numbers and an id of its own."""
    made = worked(
        case_id,
        row,
        family_name=family,
        given_name=given,
        hospital_number=f"H-20{row:05d}",
        nhs_number=f"999{row:07d}",
        **fields,
    )
    return dataclasses.replace(made, document_id=f"OS1-{row:010X}")


def six() -> BatchSummary:
    """Return two wards, each kind of outcome, and names that are hard to find or to show."""
    cases = [
        one("C01", 2, "Ó Súilleabháin", "Łukasz", ward="Day Unit 3"),
        one("C10", 3, "Zimmermann-Bø", "Zoë", ward="Ward 7"),
        one("C02", 4, "O’Neill", "Ffion", ward="Ward 7", day_1=dt.date(2026, 12, 8)),
        unread(5),
        one("C04", 6, LONG, RIGHT_TO_LEFT, ward="Day Unit 3"),
        one("C02", 7, MARKUP, "Ann & Bo", ward="Day Unit 3"),
    ]
    return batch_of(cases, workbook_findings=[REMARK])


def thousand() -> BatchSummary:
    """Return a list far longer than any day unit has."""
    cases = [
        dataclasses.replace(
            each,
            document_id=f"OS1-{row:010X}",
            entry=dataclasses.replace(
                each.entry,
                row=row,
                family_name=f"Testcase-{row}",
                nhs_number=f"999{row:07d}",
                patient=None,
            ),
            subject=None if each.judgement.plan is None else each.subject,
        )
        for row in range(2, 1002)
        for each in (SOME[row % len(SOME)],)
    ]
    return batch_of(cases)


SOME = (worked("C01"), worked("C10"), worked("C02"), unread())


def written(
    folder: Path,
    batch: BatchSummary,
    files: Mapping[int, Sequence[tuple[str, str]]] = FILES,
    packs: Sequence[str] = PACKS,
) -> Path:
    """Write the page of a list, and something where each of its links leads."""
    content = index_page(batch, files, packs)
    page = browser_page("index.html", content, load_templates(OWN_SOURCES))
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "index.html"
    file.write_text(page, "utf-8")
    for path in (*packs, *(path for each in files.values() for _, path in each)):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text("a file of the batch", "utf-8")
    return file
