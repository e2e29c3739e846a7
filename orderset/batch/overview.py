"""What stands over the patients of a published batch, made again and compared with what stands."""

import dataclasses
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from orderset.batch.differences import Difference, What, shown
from orderset.batch.lists import JudgedList
from orderset.batch.pack_plan import Pack, packs_of
from orderset.batch.printed_case import PrintedCase
from orderset.batch.printing import Printing, pack_content
from orderset.batch.release import WholeBatch, wrong_contents
from orderset.batch.standing import Manifest, StandingFiles
from orderset.batch.summing_up import INDEX, SUMMARY, index_of, manifest_facts
from orderset.delivery import MANIFEST
from orderset.documents.summary import BatchSummary
from orderset.label_stock import label_stocks
from orderset.rendering.finished import number_of_pages


_OF_THE_MACHINE = frozenset({"software", "versions", "print_design"})
"""Facts that are rightly others elsewhere; the remarks say so."""


@dataclasses.dataclass(frozen=True, slots=True)
class Overview:
    """A batch that stands, beside what its records give."""

    files: StandingFiles
    manifest: Manifest
    published: Mapping[str, Any]
    judged: JudgedList
    printed: Sequence[PrintedCase]
    summary: BatchSummary
    printing: Printing


def overview_differences(batch: Overview, *, same_print: bool) -> Iterator[Difference]:
    """Yield where packs, summary, page and manifest are not what the patients' files give.

    What has changed since publication is told already, and what would be made of it is not.
    """
    yield from _wrong_pages(batch)
    yield from _wrong_facts(batch)
    if all(batch.files.stands_whole(path) for path in _read_for_release(batch)):
        whole = WholeBatch(
            batch.manifest.rows, batch.printed, batch.summary, batch.files, batch.published
        )
        for told in wrong_contents(whole):
            yield Difference(What.BATCH, MANIFEST, shown(told))
    if same_print:
        yield from _other_index(batch)
        yield from _other_packs(batch)


def _read_for_release(batch: Overview) -> set[str]:
    """Return the files that the look before publication reads."""
    packs = {each.path for each in _planned(batch)}
    return {SUMMARY, *(path for path in packs if path in batch.files.files)}


def _wrong_pages(batch: Overview) -> Iterator[Difference]:
    """PDF-08: the pages that the manifest lists are the pages there are."""
    files = batch.files
    for path, listed in sorted(files.files.items()):
        if not files.stands_whole(path):
            continue
        pages = number_of_pages(files.read(path)) if path.endswith(".pdf") else None
        if pages != listed.pages:
            told = f"has {pages} pages; the manifest says {listed.pages}"
            yield Difference(What.BATCH, shown(path), told)


def _wrong_facts(batch: Overview) -> Iterator[Difference]:
    """PDF-08: the manifest says of the batch what the records give."""
    printed = batch.printed
    facts = manifest_facts(
        batch.judged,
        batch.manifest.batch,
        printed,
        batch.printing,
        batch.summary,
        is_all_ready=batch.judged.is_all_ready
        and all(each.case.judgement.outcome.is_ready for each in printed),
    )
    for key, value in json.loads(json.dumps(facts)).items():
        if key not in _OF_THE_MACHINE and batch.published.get(key) != value:
            yield Difference(What.BATCH, MANIFEST, f"{key} is not what the records give")


def _other_index(batch: Overview) -> Iterator[Difference]:
    made = index_of(batch.summary, batch.printed, batch.files, batch.printing)
    if batch.files.stands_whole(INDEX) and made != batch.files.read(INDEX):
        yield Difference(What.BATCH, INDEX, "is not the page that the records give")


def _other_packs(batch: Overview) -> Iterator[Difference]:
    """BAT-09: a pack is its parts, page by page and byte by byte."""
    files = batch.files
    stock = label_stocks()[batch.printing.rules.site.label_stock]
    for pack in _planned(batch):
        parts = {each.path for each in pack.parts}
        if not all(files.stands_whole(each) for each in (pack.path, *parts)):
            continue
        where = shown(pack.path)
        try:
            made, _ = pack_content(pack, files, stock)
        except Exception as error:  # noqa: BLE001 - whatever a wrong part does, the rest is told
            told = f"cannot be put together from the patients' files: {type(error).__name__}"
            yield Difference(What.BATCH, where, told)
            continue
        if made != files.read(pack.path):
            told = "is not what the patients' files give together"
            yield Difference(What.BATCH, where, told)


def _planned(batch: Overview) -> tuple[Pack, ...]:
    printing = batch.printing
    return packs_of(batch.printed, printing.rules.site, printing.dates, printing.labels_from)
