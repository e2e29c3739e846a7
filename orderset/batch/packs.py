"""Whether the files for the printer are the patients' files, all of them, in the summary's order.

They are read back page by page: the ids that stand on the paper, and its size. Whoever carries a
pile of paper from the printer trusts its order. Source: printing.md BAT-09, BAT-11.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import cast

from orderset.batch.identity import DOCUMENT_ID_PREFIX
from orderset.batch.pack_plan import PATIENT_PACK, Pack, packs_of
from orderset.batch.printed_case import PrintedCase
from orderset.delivery import BatchFiles
from orderset.documents.document import Kind
from orderset.documents.summary import BatchSummary, SummaryContent
from orderset.documents.summary import summary as summary_document
from orderset.label_stock import label_stocks
from orderset.rendering.finished import FinishedPage, finished_pages
from orderset.settings import SiteSettings


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
    site = summary.site
    planned = packs_of(printed, site, summary.dates)
    for pack in planned:
        if pack.path not in staging.files:
            yield f"BAT-09: {pack.told} is missing."
            continue
        pages = finished_pages(staging.read(pack.path))
        if pack.holds_labels and label_stocks()[site.label_stock].is_sheet:
            yield from _wrong_sheets(pack, pages)
        else:
            yield from _wrong_pages(pack, pages)
        yield from _wrong_paper(pack, pages, site)
    paths = {each.path for each in planned}
    for path in sorted(staging.files):
        if path not in paths and (path.startswith("print/") or path.endswith(f"/{PATIENT_PACK}")):
            told = path if path.startswith("print/") else "a patient's pack"
            yield f"BAT-09: {told} holds nobody who belongs there."


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


def _wrong_sheets(pack: Pack, pages: Sequence[FinishedPage]) -> Iterator[str]:
    """BAT-09: several labels stand on a sheet; each stands there once, and in order."""
    wanted = [each.wanted.id_on(number) for each in pack.parts for number in each.pages]
    found = [label for page in pages for label in _ID.findall(page.text)]
    if found != wanted:
        yield f"BAT-09: {pack.told} holds {len(found)} labels, not the {len(wanted)} in order."


def _wrong_pages(pack: Pack, pages: Sequence[FinishedPage]) -> Iterator[str]:
    """BAT-09: as many pages as the parts have, and on each the ids that belong there."""
    if len(pages) != pack.pages:
        yield f"BAT-09: {pack.told} has {len(pages)} pages; its parts have {pack.pages}."
    for place, (page, (page_id, numbered)) in enumerate(
        zip(pages, _expected(pack), strict=False), start=1
    ):
        ids = [*dict.fromkeys(_ID.findall(page.text))]
        if not page_id:
            if page.text.strip():
                yield f"BAT-09: page {place} of {pack.told} is not empty."
        elif not _are_of(ids, page_id, is_alone=pack.holds_labels):
            there = " and ".join(ids) or "no id"
            yield f"BAT-09: page {place} of {pack.told} has {there} instead of {page_id}."
        elif numbered not in page.text:
            yield f"BAT-09: page {place} of {pack.told} is not “{numbered}” of {page_id}."


def _expected(pack: Pack) -> Iterator[tuple[str, str]]:
    """Yield for each page its id and its number as printed, both empty where it is left empty."""
    for each in pack.parts:
        for number in each.pages:
            numbered = "" if each.kind is Kind.LABELS else f"Page {number} of {each.of}"
            yield each.wanted.id_on(number), numbered
        if each.is_padded:
            yield "", ""


def _are_of(ids: Sequence[str], page_id: str, *, is_alone: bool) -> bool:
    """Tell whether a page has its id, and beside it at most others of the same patient.

    A worksheet names the label of its bag. A label stands alone.
    """
    stem = page_id.rpartition("-")[0]
    is_here = page_id in ids and all(each.startswith(f"{stem}-") for each in ids)
    return is_here and not (is_alone and len(ids) > 1)


def _wrong_paper(pack: Pack, pages: Sequence[FinishedPage], site: SiteSettings) -> Iterator[str]:
    """BAT-11: A4 alone in the packs of A4, and labels on their stock in a pack of their own."""
    wanted = A4_MM
    if pack.holds_labels:
        stock, first = label_stocks()[site.label_stock], pack.parts[0].wanted
        wanted = (
            (float(stock.page[0]), float(stock.page[1]))
            if stock.is_sheet
            else (float(first.width_mm), float(first.height_mm))
        )
    for place, page in enumerate(pages, start=1):
        size = (page.width_mm, page.height_mm)
        if any(abs(a - b) > SIZE_TOLERANCE_MM for a, b in zip(size, wanted, strict=True)):
            yield (
                f"BAT-11: page {place} of {pack.told} is {size[0]:.1f} × {size[1]:.1f} mm"
                f" instead of {wanted[0]:.1f} × {wanted[1]:.1f} mm."
            )


def _letters(text: str) -> str:
    """Return a text without its spaces and hyphens, which the end of a line may add or take."""
    return re.sub(r"[\s\u2010-]", "", unicodedata.normalize("NFKD", text))
