"""From judged cases to files: every document rendered, read back and staged, patient by patient.

A patient is the unit of failure: when one document fails, none of that patient's is kept, the
failure becomes a finding, and everybody else goes on.
"""

import dataclasses
import datetime as dt
import itertools
import json
from collections.abc import Sequence

from orderset.batch.agreement import disagreements, shared_stem_told, shared_stems
from orderset.batch.archiving import FOLDER as ARCHIVE_FOLDER
from orderset.batch.archiving import archive_copies
from orderset.batch.identity import folder_names
from orderset.batch.lists import Progress, Rules
from orderset.batch.pack_plan import Pack, packs_of
from orderset.batch.printed_case import PagesWanted, PrintedCase, pages_wanted
from orderset.delivery import BatchFiles, Staging
from orderset.documents.case import Case
from orderset.documents.document import Document, Kind
from orderset.documents.record import bare_record, record
from orderset.documents.selection import document_of, kinds_of
from orderset.dosing.planning import Judgement
from orderset.findings import Finding, outcome_of, workbook_finding
from orderset.label_stock import LabelStock, label_stocks
from orderset.patients.defects import DEFECT, defect_finding
from orderset.rendering.combine import Pages, combined
from orderset.rendering.defect import Code, Defect
from orderset.rendering.imposition import on_sheets
from orderset.rendering.pool import Executor, Limits, render_all
from orderset.rendering.templates import Sources
from orderset.rendering.worker import Rendered, not_rendered


PRINTING_CODES = frozenset({*(str(code) for code in Code), DEFECT})
"""The finding codes of documents that could not be made: the next run tries again."""


@dataclasses.dataclass(frozen=True, slots=True)
class Printing:
    """What printing needs beside the cases.

    ``executor`` renders documents, ``reader`` opens workbooks.
    ``labels_from`` is the position on the first sheet of labels that is not used up yet;
    ``archive`` says whether copies for the archive are made.
    """

    rules: Rules
    dates: frozenset[dt.date] | None
    limits: Limits
    sources: Sources
    executor: Executor
    labels_from: int = 1
    archive: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class _Made:
    """A case with its documents; with defects there is none, for none may be printed."""

    case: Case
    documents: tuple[Document, ...]
    defects: tuple[Defect, ...]


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
    planned = [(case, kinds_of(case, chosen, dates)) for case in cases]
    shared = shared_stems(planned)
    # Each patient's documents are made once, when rendering comes to them, and then forgotten.
    ahead, behind = itertools.tee(_made(case, kinds, dates, shared) for case, kinds in planned)
    documents = (document for each in ahead for document in each.documents)
    rendered = render_all(documents, printing.limits, printing.sources, printing.executor)
    printed = []
    for each, folder in zip(behind, folder_names(cases), strict=True):
        results = [(document, next(rendered)) for document in each.documents]
        copies = _archived(each.case, results, printing)
        printed.append(_staged(each, folder, results, copies, staging))
        progress(f"row {each.case.entry.row}")
    return tuple(printed)


def _made(
    case: Case,
    kinds: Sequence[Kind],
    dates: frozenset[dt.date] | None,
    shared: frozenset[str],
) -> _Made:
    """Make one patient's documents and compare them; those that disagree are not rendered.

    Source: printing.md BAT-02, BAT-12.
    """
    try:
        documents = tuple(document_of(case, kind, dates) for kind in kinds)
        wrong = [*disagreements(case, documents, dates)]
    except Exception as error:  # noqa: BLE001 - one patient's fault must not end the batch
        # The class alone: the text of an exception may hold what a cell holds.
        reason = f"An unforeseen error while the documents were made: {error.__class__.__name__}."
        return _Made(case, (), (Defect(Code.RENDER_FAILED, reason),))
    if kinds and case.document_id in shared:
        wrong.append(shared_stem_told(case.document_id))
    defects = tuple(Defect(Code.INSPECTION_FAILED, each) for each in wrong)
    return _Made(case, () if defects else documents, defects)


Results = Sequence[tuple[Document, Rendered]]


def _archived(case: Case, results: Results, printing: Printing) -> Results:
    """Make one patient's copies for the archive; none where a document has failed."""
    if not printing.archive or any(result.defects for _, result in results):
        return ()
    try:
        told = _record(case, [_file(document, result) for document, result in results])
        return tuple(archive_copies(results, told))
    except Exception as error:  # noqa: BLE001 - one patient's fault must not end the batch
        reason = f"An unforeseen error while the copy was made: {type(error).__name__}."
        return [(each, not_rendered(each, reason)) for each, _ in results]


def _staged(
    made: _Made, folder: str, results: Results, copies: Results, staging: Staging
) -> PrintedCase:
    """Stage one patient's files: all of them, or after a failure none but the record."""
    case = made.case
    failures = (
        *(_failure(case, each, each.message, case.document_id) for each in made.defects),
        *(
            _failure(case, each, f"{document.kind}: {each.message}", result.document_id)
            for document, result in (*results, *copies)
            for each in result.defects
        ),
    )
    files = [] if failures else [_file(document, result) for document, result in results]
    if failures:
        case = _failed(case, *failures)
    try:
        told = _record(case, files)
    except Exception as error:  # noqa: BLE001 - one patient's fault must not end the batch
        case, files = _failed(case, _unrecorded(case, error)), []
        told = as_json(bare_record(case))
    wanted: dict[Kind, PagesWanted] = {}
    if files:
        for document, result in results:
            path = f"patients/{folder}/{document.kind}.pdf"
            staging.write(path, result.pdf or b"", result.pages)
            wanted[document.kind] = pages_wanted(document)
        for document, result in copies:
            path = f"patients/{folder}/{ARCHIVE_FOLDER}/{document.kind}.pdf"
            staging.write(path, result.pdf or b"", result.pages)
    staging.write(f"patients/{folder}/record.json", told)
    return PrintedCase(case, folder, tuple(files), wanted)


def _failed(case: Case, *failures: Finding) -> Case:
    """Return a case judged again with what failed after it was judged."""
    findings = (*case.judgement.findings, *failures)
    judgement = Judgement(findings, outcome_of(findings), case.judgement.plan)
    return dataclasses.replace(case, judgement=judgement)


def _unrecorded(case: Case, error: Exception) -> Finding:
    return defect_finding(error, case.entry.where, "the record of this patient was made")


def _file(document: Document, result: Rendered) -> tuple[Kind, str, int]:
    return document.kind, f"{document.kind}.pdf", result.pages


def _record(case: Case, files: Sequence[tuple[Kind, str, int]]) -> bytes:
    return as_json(record(case, [(str(kind), name, pages) for kind, name, pages in files]))


def _failure(case: Case, defect: Defect, message: str, found: str) -> Finding:
    return workbook_finding(
        str(defect.code),
        message,
        where=case.entry.where,
        found=found,
        expected="a document that can be printed and reads back as it should",
    )


def as_json(data: object) -> bytes:
    """Return plain data as JSON that people can read too."""
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def stage_packs(
    printed: Sequence[PrintedCase], staging: Staging, printing: Printing
) -> tuple[str, ...]:
    """Stage the combined files for the printer, as ``pack_plan`` has them. Return their paths.

    Raises:
        PrintRuleError: labels were put on sheets, and the sheets read back wrong.
    """
    site = printing.rules.site
    stock = label_stocks()[site.label_stock]
    packs = packs_of(printed, site, printing.dates, printing.labels_from)
    for each in packs:
        content, pages = pack_content(each, staging, stock)
        staging.write(each.path, content, pages)
    return tuple(each.path for each in packs)


def pack_content(pack: Pack, files: BatchFiles, stock: LabelStock) -> tuple[bytes, int]:
    """Return a file for the printer and the number of its pages.

    Raises:
        PrintRuleError: labels were put on sheets, and the sheets read back wrong.
        OSError: a document of it cannot be read.
    """
    pages = [Pages(files.read(each.path), each.pages, each.is_padded) for each in pack.parts]
    content = combined(pages, pack.title)
    if pack.holds_labels and stock.is_sheet:
        return on_sheets(content, stock, first=pack.labels_from)
    return content, pack.pages
