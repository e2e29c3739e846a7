"""From judged cases to files: every document rendered, read back and staged, patient by patient.

A patient is the unit of failure: when one document fails, none of that patient's is kept, the
failure becomes a finding, and everybody else goes on.
"""

import dataclasses
import datetime as dt
import json
from collections.abc import Sequence

from orderset.batch.identity import folder_names
from orderset.batch.lists import Progress, Rules
from orderset.delivery import Staging
from orderset.documents.case import Case
from orderset.documents.document import Kind
from orderset.documents.record import record
from orderset.documents.selection import document_of, kinds_of
from orderset.dosing.planning import Judgement
from orderset.findings import outcome_of, workbook_finding
from orderset.rendering.combine import combined
from orderset.rendering.defect import Code
from orderset.rendering.pool import Executor, Limits, render_all
from orderset.rendering.templates import Sources
from orderset.rendering.worker import Rendered


PRINTING_CODES = frozenset(str(code) for code in Code)
"""The finding codes of documents that could not be made."""

PACKS = {
    Kind.ORDER_SET: "print/order-sets.pdf",
    Kind.CHECKLIST: "print/monitoring-checklists.pdf",
    Kind.WORKSHEET: "print/preparation-worksheets.pdf",
    Kind.LABELS: "print/labels.pdf",
}


@dataclasses.dataclass(frozen=True, slots=True)
class Printing:
    """What printing needs beside the cases."""

    rules: Rules
    dates: frozenset[dt.date] | None
    limits: Limits
    sources: Sources
    executor: Executor


@dataclasses.dataclass(frozen=True, slots=True)
class PrintedCase:
    """A case after printing: judged again if a document failed, and the files that stand staged."""

    case: Case
    folder: str
    files: tuple[tuple[Kind, str, int], ...]


def limits_of(rules: Rules, workers: int | None) -> Limits:
    """Return the site's limits for rendering, with the number of workers asked for."""
    seconds, memory = float(rules.site.render_seconds), rules.site.render_memory_mb
    if workers is None:
        return Limits(seconds=seconds, memory_mb=memory)
    return Limits(workers=workers, seconds=seconds, memory_mb=memory)


def print_cases(
    cases: Sequence[Case], staging: Staging, printing: Printing, progress: Progress
) -> tuple[PrintedCase, ...]:
    """Render and stage every document of every case, and each case's record."""
    chosen, dates = printing.rules.site.documents, printing.dates
    kinds = [kinds_of(case, chosen, dates) for case in cases]
    documents = (
        document_of(case, kind, dates)
        for case, of_case in zip(cases, kinds, strict=True)
        for kind in of_case
    )
    rendered = render_all(documents, printing.limits, printing.sources, printing.executor)
    printed = []
    for case, folder, of_case in zip(cases, folder_names(cases), kinds, strict=True):
        results = [(kind, next(rendered)) for kind in of_case]
        printed.append(_staged(case, folder, results, staging))
        progress(f"row {case.entry.row}")
    return tuple(printed)


def _staged(
    case: Case, folder: str, results: Sequence[tuple[Kind, Rendered]], staging: Staging
) -> PrintedCase:
    """Stage one patient's files: all of them, or after a failure none but the record."""
    failures = tuple(
        workbook_finding(
            str(defect.code),
            f"{kind}: {defect.message}",
            where=case.entry.where,
            found=result.document_id,
            expected="a document that can be printed and reads back as it should",
        )
        for kind, result in results
        for defect in result.defects
    )
    files: list[tuple[Kind, str, int]] = []
    if failures:
        findings = (*case.judgement.findings, *failures)
        judgement = Judgement(findings, outcome_of(findings), case.judgement.plan)
        case = dataclasses.replace(case, judgement=judgement)
    else:
        for kind, result in results:
            name = f"{kind}.pdf"
            staging.write(f"patients/{folder}/{name}", result.pdf or b"", result.pages)
            files.append((kind, name, result.pages))
    told = record(case, [(str(kind), name, pages) for kind, name, pages in files])
    staging.write(f"patients/{folder}/record.json", as_json(told))
    return PrintedCase(case, folder, tuple(files))


def as_json(data: object) -> bytes:
    """Return plain data as JSON that people can read too."""
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def stage_packs(printed: Sequence[PrintedCase], staging: Staging) -> tuple[str, ...]:
    """Stage the combined files for the printer, in the list's order. Return their paths."""
    made = []
    for kind, path in PACKS.items():
        parts = [
            (staging.read(f"patients/{each.folder}/{name}"), pages)
            for each in printed
            for of_kind, name, pages in each.files
            if of_kind is kind
        ]
        if parts:
            content = combined([pdf for pdf, _ in parts], f"{kind} pack")
            staging.write(path, content, sum(pages for _, pages in parts))
            made.append(path)
    return tuple(made)
