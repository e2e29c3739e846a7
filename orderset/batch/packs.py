"""Whether the files for the printer are the patients' files, all of them, in the summary's order.

They are read back page by page: the ids that stand on the paper, and its size. Whoever carries a
pile of paper from the printer trusts its order. Source: printing.md BAT-09, BAT-11.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import cast

from orderset.batch.identity import DOCUMENT_ID_PREFIX
from orderset.batch.printing import PACKS, PagesWanted, PrintedCase
from orderset.delivery import BatchFiles
from orderset.documents.document import Kind
from orderset.documents.summary import BatchSummary, SummaryContent
from orderset.documents.summary import summary as summary_document
from orderset.label_stock import label_stocks
from orderset.rendering.finished import FinishedPage, finished_pages


A4_MM = (210.0, 297.0)
SIZE_TOLERANCE_MM = 0.1

_ID = re.compile(rf"(?<![A-Za-z0-9]){DOCUMENT_ID_PREFIX}-[0-9A-F]+-[A-Z][0-9]*(?![A-Za-z0-9])")


def wrong_packs(
    printed: Sequence[PrintedCase], summary: BatchSummary, staging: BatchFiles, said: str
) -> Iterator[str]:
    """Yield what is wrong with the files for the printer.

    Args:
        printed: the patients in the list's order.
        summary: what the summary was made from.
        staging: where the files stand.
        said: the text of the printed summary.
    """
    yield from _other_order(printed, summary, said)
    for kind, path in PACKS.items():
        parts = [
            (each.wanted[kind], pages)
            for each in printed
            for of_kind, _, pages in each.files
            if of_kind is kind
        ]
        if bool(parts) != (path in staging.files):
            yield f"BAT-09: {path} {'is missing' if parts else 'holds nobody'}."
        elif parts:
            pages = finished_pages(staging.read(path))
            yield from _wrong_pages(kind, pages, parts, summary)
            yield from _wrong_paper(kind, pages, parts[0][0], summary)


def _other_order(printed: Sequence[PrintedCase], summary: BatchSummary, said: str) -> Iterator[str]:
    """BAT-09: the patients with documents stand on the summary in the order of the packs.

    Each is looked for behind the one before, down to the pick list, which is in order of dates.
    """
    text = _letters(said)
    content = cast("SummaryContent", summary_document(summary).content)
    patients = text.rpartition(_letters(content.pick_heading))[0] or text
    names = {each.row: each.name for each in summary.lines}
    place = 0
    for each in printed:
        row = str(each.case.entry.row)
        if not each.files or not each.case.judgement.outcome.is_ready:
            continue
        found = patients.find(_letters(names.get(row, "")), place)
        if row not in names or found < 0:
            yield f"BAT-09: row {row} does not stand on the summary behind the row before it."
        place = max(found, place)


def _wrong_pages(
    kind: Kind,
    pages: Sequence[FinishedPage],
    parts: Sequence[tuple[PagesWanted, int]],
    summary: BatchSummary,
) -> Iterator[str]:
    """BAT-09: as many pages as the parts have, and on each the ids that belong there."""
    path = PACKS[kind]
    if kind is Kind.LABELS and label_stocks()[summary.site.label_stock].is_sheet:
        # Several on a page: what counts is that each stands there once, and in order.
        wanted = [label for part, _ in parts for label in part.ids]
        found = [label for page in pages for label in _ID.findall(page.text)]
        if found != wanted:
            yield f"BAT-09: {path} holds {len(found)} labels, not the {len(wanted)} in order."
        return
    total = sum(count for _, count in parts)
    if len(pages) != total:
        yield f"BAT-09: {path} has {len(pages)} pages; its parts have {total}."
    expected = [
        (_id_on(part, number), "" if kind is Kind.LABELS else f"Page {number} of {count}")
        for part, count in parts
        for number in range(1, count + 1)
    ]
    for place, (page, (page_id, numbered)) in enumerate(
        zip(pages, expected, strict=False), start=1
    ):
        ids = [*dict.fromkeys(_ID.findall(page.text))]
        if not _are_of(ids, page_id, is_alone=kind is Kind.LABELS):
            told = " and ".join(ids) or "no id"
            yield f"BAT-09: page {place} of {path} has {told} instead of {page_id}."
        elif numbered not in page.text:
            yield f"BAT-09: page {place} of {path} is not “{numbered}” of {page_id}."


def _id_on(part: PagesWanted, number: int) -> str:
    """Return the id on a page: each label has its own, every other page its document's."""
    return part.ids[min(number, len(part.ids)) - 1]


def _are_of(ids: Sequence[str], page_id: str, *, is_alone: bool) -> bool:
    """Tell whether a page has its id, and beside it at most others of the same patient.

    A worksheet names the label of its bag. A label stands alone.
    """
    stem = page_id.rpartition("-")[0]
    is_here = page_id in ids and all(each.startswith(f"{stem}-") for each in ids)
    return is_here and not (is_alone and len(ids) > 1)


def _wrong_paper(
    kind: Kind, pages: Sequence[FinishedPage], part: PagesWanted, summary: BatchSummary
) -> Iterator[str]:
    """BAT-11: A4 alone in the packs of A4, and labels on their stock in a pack of their own."""
    wanted = A4_MM
    if kind is Kind.LABELS:
        stock = label_stocks()[summary.site.label_stock]
        wanted = (
            (float(stock.page[0]), float(stock.page[1]))
            if stock.is_sheet
            else (float(part.width_mm), float(part.height_mm))
        )
    for place, page in enumerate(pages, start=1):
        size = (page.width_mm, page.height_mm)
        if any(abs(a - b) > SIZE_TOLERANCE_MM for a, b in zip(size, wanted, strict=True)):
            yield (
                f"BAT-11: page {place} of {PACKS[kind]} is {size[0]:.1f} × {size[1]:.1f} mm"
                f" instead of {wanted[0]:.1f} × {wanted[1]:.1f} mm."
            )


def _letters(text: str) -> str:
    """Return a text without its spaces and hyphens, which the end of a line may add or take."""
    return re.sub(r"[\s\u2010-]", "", unicodedata.normalize("NFKD", text))
