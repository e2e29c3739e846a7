"""What stands over the patients of a batch: summary, page, returned workbook, manifest."""

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from orderset.batch.earlier import absent_facts, replaced_facts
from orderset.batch.lists import JudgedList
from orderset.batch.pack_plan import PACKS, PATIENT_PACK
from orderset.batch.printed_case import PrintedCase
from orderset.batch.printing import PRINTING_CODES, Printing
from orderset.delivery import BatchFiles, Staging, is_whole, published_manifest
from orderset.documents.case import Case
from orderset.documents.index_page import DATED_PACK, PACK, index_page
from orderset.documents.pulling import Absent, Replaced
from orderset.documents.record import finding_fields
from orderset.documents.summary import BatchSummary, summary
from orderset.errors import RenderingUnavailableError
from orderset.findings import Outcome
from orderset.rendering.availability import versions
from orderset.rendering.defect import RenderError
from orderset.rendering.pool import render_all, render_page
from orderset.rendering.templates import load_templates


MANIFEST_SCHEMA = "orderset/manifest/1"
SUMMARY = "summary.pdf"
INDEX = "index.html"
RETURNED = "returned"


@dataclasses.dataclass(frozen=True, slots=True)
class StandingBatch:
    """A batch that stands published already.

    ``is_damaged`` says that a file of it is not as it was published. ``is_complete`` is false then,
    and when a document of it could not be made: in both cases the batch is made again.
    """

    is_complete: bool
    is_damaged: bool
    is_all_ready: bool


def standing_batch(root: Path, name: str) -> StandingBatch | None:
    """Return what stands under this name, or None."""
    manifest = published_manifest(root, name)
    if manifest is None:
        return None
    is_damaged = not is_whole(root, name, manifest)
    return StandingBatch(
        is_complete=manifest.get("failed") == 0 and not is_damaged,
        is_damaged=is_damaged,
        is_all_ready=manifest.get("all_ready") is True,
    )


def batch_summary(
    judged: JudgedList,
    name: str,
    printed: Sequence[PrintedCase],
    printing: Printing,
    *,
    replaced: Sequence[Replaced] = (),
    absent: Sequence[Absent] = (),
) -> BatchSummary:
    """Return what the summary and the page are made from.

    ``replaced`` and ``absent`` are what has become of earlier batches.
    """
    rules = printing.rules
    return BatchSummary(
        workbook_name=judged.name,
        batch_name=name,
        run_date=rules.today,
        cases=[each.case for each in printed],
        workbook_findings=judged.findings,
        provenance=rules.provenance,
        protocol=rules.loaded.rules,
        site=rules.site,
        dates=printing.dates,
        failed=failures(printed),
        replaced=replaced,
        absent=absent,
    )


def failures(printed: Sequence[PrintedCase]) -> Mapping[int, str]:
    """Return for each row whose documents could not be made why not."""
    reasons = {
        each.case.entry.row: " ".join(
            found.message for found in each.case.judgement.findings if found.code in PRINTING_CODES
        )
        for each in printed
    }
    return {row: reason for row, reason in reasons.items() if reason}


def stage_index(
    batch: BatchSummary,
    printed: Sequence[PrintedCase],
    staging: Staging,
    printing: Printing,
) -> None:
    """Stage the day unit's page, with a link to every document that stands staged.

    Raises:
        RenderingUnavailableError: the page's template is missing or wrong.
    """
    staging.write(INDEX, index_of(batch, printed, staging, printing))


def index_of(
    batch: BatchSummary,
    printed: Sequence[PrintedCase],
    standing: BatchFiles,
    printing: Printing,
) -> bytes:
    """Return the day unit's page of a batch with these files.

    Raises:
        RenderingUnavailableError: the page's template is missing or wrong.
    """
    files = {
        each.case.entry.row: [
            (str(kind), f"patients/{each.folder}/{name}") for kind, name, _ in each.files
        ]
        for each in printed
    }
    for each in printed:
        pack = f"patients/{each.folder}/{PATIENT_PACK}"
        if pack in standing.files:
            files[each.case.entry.row].append((PACK, pack))
    overview = [SUMMARY, *PACKS.values(), f"{RETURNED}/{batch.workbook_name}"]
    overview += sorted(path for path in standing.files if DATED_PACK.fullmatch(path))
    content = index_page(batch, files, [path for path in overview if path in standing.files])
    try:
        page = render_page(INDEX, content, printing.limits, printing.sources, printing.executor)
    except RenderError as error:
        raise RenderingUnavailableError(" ".join(error.messages)) from error
    return page.encode()


def stage_overview(batch: BatchSummary, staging: Staging, printing: Printing) -> None:
    """Stage the summary.

    Raises:
        RenderingUnavailableError: the summary could not be made; without it nothing is published.
    """
    (made,) = render_all([summary(batch)], printing.limits, printing.sources, printing.executor)
    if made.pdf is None:
        reasons = " ".join(f"{each.code}: {each.without_values}" for each in made.defects)
        message = f"The summary could not be made. {reasons} Report it, with the list's name."
        raise RenderingUnavailableError(message)
    staging.write(SUMMARY, made.pdf, made.pages)


def stage_returned(judged: JudgedList, copy: bytes | None, staging: Staging) -> None:
    """Stage the workbook that goes back, when anything was found."""
    if copy is not None:
        staging.write(f"{RETURNED}/{judged.name}", copy)


def manifest_facts(
    judged: JudgedList,
    name: str,
    printed: Sequence[PrintedCase],
    printing: Printing,
    batch: BatchSummary,
    *,
    is_all_ready: bool,
) -> dict[str, Any]:
    """Return what the manifest of the batch ``name`` says beside its list of files.

    With it and the records everything else in the batch can be made again, and compared.
    """
    rules = printing.rules
    counts = Counter(each.case.judgement.outcome for each in printed)
    return {
        "schema": MANIFEST_SCHEMA,
        "batch": name,
        "software": rules.provenance.software_version,
        "workbook": {"name": judged.name, "sha256": judged.source.sha256 if judged.source else ""},
        "protocol": {
            "id": rules.loaded.rules.id,
            "version": rules.loaded.rules.version,
            "sha256": rules.loaded.sha256,
            "approved": rules.loaded.rules.approved is not None,
        },
        "settings": rules.site.model_dump(mode="json", exclude={"logo", "templates_folder"}),
        "dates": sorted(each.isoformat() for each in printing.dates or ()),
        "labels_from": printing.labels_from,
        "archive": printing.archive,
        "rows": len(printed),
        "outcomes": {str(outcome): counts[outcome] for outcome in Outcome},
        "failed": len(failures(printed)),
        "all_ready": is_all_ready,
        "findings": [finding_fields(each) for each in judged.findings],
        "patients": [
            {
                "folder": f"patients/{each.folder}",
                "document_id": each.case.document_id,
                "hospital_number": each.case.entry.hospital_number,
                "cycle_number": each.case.entry.cycle_number,
                "version": each.case.version,
                "replaces": each.case.replaces or None,
                "content": each.case.content,
                "documents": [str(kind) for kind, _, _ in each.files],
                "last_day": _last_day(each.case),
                "outcome": str(each.case.judgement.outcome),
            }
            for each in printed
        ],
        "print_design": load_templates(printing.sources).sha256,
        "replaces": [replaced_facts(each, printed) for each in batch.replaced],
        "absent": [absent_facts(each) for each in batch.absent],
        "versions": versions(),
    }


def _last_day(case: Case) -> str | None:
    """Return the date of the last infusion, or day 1 of a cycle that was never planned."""
    plan, day_1 = case.judgement.plan, case.entry.day_1
    last = plan.infusions[-1].date if plan and plan.infusions else day_1
    return last.isoformat() if last else None
