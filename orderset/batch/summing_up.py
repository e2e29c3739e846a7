"""What stands over the patients of a batch: summary, page, returned workbook, manifest."""

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from orderset.batch.annotating import annotated
from orderset.batch.lists import JudgedList
from orderset.batch.printing import PACKS, PRINTING_CODES, PrintedCase, Printing
from orderset.delivery import Staging, published_manifest
from orderset.documents.index_page import index_page
from orderset.documents.summary import BatchSummary, summary
from orderset.errors import RenderingUnavailableError
from orderset.findings import Outcome
from orderset.rendering.availability import versions
from orderset.rendering.defect import RenderError
from orderset.rendering.pool import render_all, render_page


MANIFEST_SCHEMA = "orderset/manifest/1"
SUMMARY = "summary.pdf"
INDEX = "index.html"
RETURNED = "returned"


@dataclasses.dataclass(frozen=True, slots=True)
class StandingBatch:
    """A batch that stands published already.

    ``is_complete`` is false when a document of it could not be made: then it is made again.
    """

    is_complete: bool
    is_all_ready: bool


def standing_batch(root: Path, name: str) -> StandingBatch | None:
    """Return what stands under this name, or None."""
    manifest = published_manifest(root, name)
    if manifest is None:
        return None
    return StandingBatch(
        is_complete=manifest.get("failed") == 0, is_all_ready=manifest.get("all_ready") is True
    )


def batch_summary(
    judged: JudgedList, name: str, printed: Sequence[PrintedCase], printing: Printing
) -> BatchSummary:
    """Return what the summary and the page are made from."""
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
    files = {
        each.case.entry.row: [
            (str(kind), f"patients/{each.folder}/{name}") for kind, name, _ in each.files
        ]
        for each in printed
    }
    overview = [SUMMARY, *PACKS.values(), f"{RETURNED}/{batch.workbook_name}"]
    content = index_page(batch, files, [path for path in overview if path in staging.files])
    try:
        page = render_page(INDEX, content, printing.limits, printing.sources, printing.executor)
    except RenderError as error:
        raise RenderingUnavailableError(" ".join(error.messages)) from error
    staging.write(INDEX, page.encode())


def stage_overview(
    batch: BatchSummary, judged: JudgedList, staging: Staging, printing: Printing
) -> None:
    """Stage the summary and, when anything was found, the workbook that goes back.

    Raises:
        RenderingUnavailableError: the summary could not be made; without it nothing is published.
    """
    (made,) = render_all([summary(batch)], printing.limits, printing.sources, printing.executor)
    if made.pdf is None:
        reasons = " ".join(f"{each.code}: {each.without_values}" for each in made.defects)
        message = f"The summary of {judged.name} could not be made. {reasons}"
        raise RenderingUnavailableError(message)
    staging.write(SUMMARY, made.pdf, made.pages)
    copy = annotated(judged)
    if copy is not None:
        staging.write(f"{RETURNED}/{judged.name}", copy)


def manifest_facts(
    judged: JudgedList, printed: Sequence[PrintedCase], printing: Printing, *, is_all_ready: bool
) -> dict[str, Any]:
    """Return what the manifest says beside its list of files."""
    rules = printing.rules
    counts = Counter(each.case.judgement.outcome for each in printed)
    return {
        "schema": MANIFEST_SCHEMA,
        "software": rules.provenance.software_version,
        "workbook": {"name": judged.name, "sha256": judged.source.sha256 if judged.source else ""},
        "protocol": {
            "id": rules.loaded.rules.id,
            "version": rules.loaded.rules.version,
            "sha256": rules.loaded.sha256,
            "approved": rules.loaded.rules.approval.is_given,
        },
        "settings": rules.site.model_dump(mode="json", exclude={"logo", "templates_folder"}),
        "dates": sorted(each.isoformat() for each in printing.dates or ()),
        "labels_from": printing.labels_from,
        "archive": printing.archive,
        "rows": len(printed),
        "outcomes": {str(outcome): counts[outcome] for outcome in Outcome},
        "failed": len(failures(printed)),
        "all_ready": is_all_ready,
        "patients": [
            {
                "folder": f"patients/{each.folder}",
                "document_id": each.case.document_id,
                "hospital_number": each.case.entry.hospital_number,
                "cycle_number": each.case.entry.cycle_number,
                "version": each.case.version,
                "replaces": each.case.replaces or None,
                "outcome": str(each.case.judgement.outcome),
            }
            for each in printed
        ],
        "versions": versions(),
    }
