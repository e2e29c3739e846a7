"""``orderset reprint``: a paper of a published batch made again, marked, counted and logged.

A paper that tore at the printer is not printed again from the batch: two copies that look alike
can both be used. A reprint is made from the record by what made the first print, says which reprint
it is, and stands in the batch's log with who asked for it and why.
"""

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from orderset.batch.differences import Difference, What
from orderset.batch.history import heirs_in
from orderset.batch.judged_again import judged_again, other_makers, rules_of
from orderset.batch.lists import Rules
from orderset.batch.printed_case import pages_wanted
from orderset.batch.printing import limits_of
from orderset.batch.recomputing import Recomputed, dates_of
from orderset.batch.reprint_log import Reprint, ReprintLog, log_in
from orderset.batch.standing import Manifest, manifest_in, standing_files
from orderset.delivery import MANIFEST, REPRINT_LOG, REPRINTS
from orderset.documents.document import Document, Kind, reprinted
from orderset.documents.selection import document_of, kinds_of
from orderset.errors import ReprintRefusedError, SettingsError, StorageError
from orderset.output_folder import output_lock
from orderset.protocol.loading import LoadedProtocol, load_protocol, shipped_protocols
from orderset.rendering.availability import check_available
from orderset.rendering.pool import RenderPool, render_all
from orderset.rendering.templates import Sources
from orderset.settings import SiteSettings, load_site_settings
from orderset.storage import Access, make_folders, replace_flushed, told


SHORTEST_REASON, LONGEST_REASON = 3, 120


@dataclasses.dataclass(frozen=True, slots=True)
class Wanted:
    """Which paper is asked for. ``cycle`` and ``day`` are None where there is only one, or all."""

    hospital_number: str
    cycle: int | None
    kind: Kind
    day: int | None


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for it, when and why."""

    at: dt.datetime
    user: str
    reason: str


@dataclasses.dataclass(frozen=True, slots=True)
class Done:
    """What was printed again: the file, and the line of the log."""

    path: Path
    entry: Reprint


def reprint(
    batch: Path, wanted: Wanted, asked: Asked, protocols: Sequence[Path], site: Path | None
) -> Done:
    """Make a paper of a batch again.

    Args:
        batch: the folder of a published batch.
        wanted: the paper.
        asked: who, when, why.
        protocols: files of other protocols than those that the package ships.
        site: the site's settings, for its print templates and its logo.

    Raises:
        ReprintRefusedError: there is no such paper, or it may not be printed again.
        SettingsError: a protocol or the settings cannot be used, or the protocol is not at hand.
        RenderingUnavailableError: documents cannot be made on this machine.
        RunLockedError: a run, or another reprint, works in the output folder.
        StorageError: the batch is not what was published, or cannot be written to.
    """
    batch = batch.resolve()
    at_hand = [*shipped_protocols(), *(load_protocol(each) for each in protocols)]
    sources = _sources(load_site_settings(site))
    manifest = _manifest(batch)
    rules = _rules(manifest, at_hand)
    access = Access(rules.site.output_access)
    check_available(sources)
    # One at a time, and never beside a run: the number counts on, and the cycle may be replaced.
    with output_lock(batch.parent, access):
        row = _row(batch, manifest, rules, wanted)
        document = _document(row, manifest, rules, wanted)
        log = _log(batch)
        papers = list(pages_wanted(document).ids)
        document = reprinted(document, log.next_number(papers))
        pdf, pages = _printed(document, rules, sources)
        place = len(log.entries) + 1
        entry = Reprint(
            entry=place,
            at=asked.at.isoformat(timespec="seconds"),
            user=asked.user,
            folder=f"patients/{row.folder}",
            document=str(wanted.kind),
            days=_days(row, manifest, wanted),
            papers=papers,
            number=document.reprint,
            reason=asked.reason,
            file=f"{REPRINTS}/{place:04}-{wanted.kind}.pdf",
            pages=pages,
            pdf_sha256=hashlib.sha256(pdf).hexdigest(),
            remarks=[*other_makers(manifest, sources)],
            line_before_sha256=log.last_sha256,
        )
        _write(batch, ReprintLog((*log.entries, entry)), pdf, access)
    return Done(batch / entry.file, entry)


def checked_reason(text: str) -> str:
    """Return a reason on one line as it goes into the log.

    Raises:
        ValueError: it is too short to say anything, too long, or cannot be shown.
    """
    reason = " ".join(text.split())
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON or not reason.isprintable():
        message = f"say why in {SHORTEST_REASON} to {LONGEST_REASON} characters of text."
        raise ValueError(message)
    return reason


def _sources(settings: SiteSettings) -> Sources:
    return Sources(
        folder=Path(settings.templates_folder) if settings.templates_folder else None,
        logo=Path(settings.logo) if settings.logo else None,
    )


def _manifest(batch: Path) -> Manifest:
    manifest, _, wrong = manifest_in(batch)
    if manifest is None or wrong:
        raise _damaged([Difference(What.MANIFEST, MANIFEST, wrong)])
    return manifest


def _rules(manifest: Manifest, at_hand: Sequence[LoadedProtocol]) -> Rules:
    rules = rules_of(manifest, at_hand)
    if isinstance(rules, str):
        message = f"Nothing was printed: {rules}."
        raise SettingsError(message)
    return rules


def _row(batch: Path, manifest: Manifest, rules: Rules, wanted: Wanted) -> Recomputed:
    """Return the patient's row as it was judged again, equal to what was published."""
    files, different, _ = standing_files(batch, manifest)
    again = judged_again(files, manifest, rules, same_software=True)
    row = _found(again.rows, wanted)
    # What is wrong with others in the batch does not keep this patient's paper from being made.
    own = (f"patients/{row.folder}/", f"{REPRINTS}/")
    wrong = [
        each
        for each in (*different, *again.differences)
        if each.where.startswith(own) or each.where in {MANIFEST, REPRINT_LOG, own[0][:-1]}
    ]
    if wrong:
        raise _damaged(wrong)
    heir = heirs_in(batch).get(row.case.document_id)
    if heir is not None:
        message = (
            f"Nothing was printed: this cycle was replaced by {heir.document_id}, version "
            f"{heir.number}, in the batch {heir.batch}. Print from there."
        )
        raise ReprintRefusedError(message)
    return row


def _found(rows: Sequence[Recomputed], wanted: Wanted) -> Recomputed:
    number = wanted.hospital_number.strip().casefold()
    own = [each for each in rows if (each.case.entry.hospital_number or "").casefold() == number]
    found = [each for each in own if wanted.cycle in {None, each.case.entry.cycle_number}]
    if len(found) == 1:
        return found[0]
    if not own:
        message = "Nothing was printed: no patient of this batch has that hospital number."
    elif not found:
        message = "Nothing was printed: the patient has no cycle of that number in this batch."
    else:
        cycles = " or ".join(str(each.case.entry.cycle_number) for each in found)
        message = f"Nothing was printed: the patient has several rows. Say --cycle {cycles}."
    raise ReprintRefusedError(message)


def _document(row: Recomputed, manifest: Manifest, rules: Rules, wanted: Wanted) -> Document:
    dates = manifest.chosen_dates
    kinds = () if row.failures else kinds_of(row.case, rules.site.documents, dates)
    if wanted.kind not in kinds:
        printed = f"; it printed {', '.join(kinds)}" if kinds else " or any other"
        outcome = f"row {row.case.entry.row} is {row.case.judgement.outcome}"
        message = (
            f"Nothing was printed: the batch printed no {wanted.kind} for this patient{printed} "
            f"({outcome})."
        )
        raise ReprintRefusedError(message)
    if wanted.day is not None and wanted.kind is not Kind.LABELS:
        message = f"Nothing was printed: only labels are for one day, the {wanted.kind} is whole."
        raise ReprintRefusedError(message)
    days = _days(row, manifest, wanted)
    if wanted.kind is Kind.LABELS and not days:
        message = f"Nothing was printed: the batch printed no label for day {wanted.day}."
        raise ReprintRefusedError(message)
    return document_of(row.case, wanted.kind, dates_of(row, days, wanted.kind))


def _days(row: Recomputed, manifest: Manifest, wanted: Wanted) -> list[int]:
    """Return the days whose labels were printed and are asked for; none of another kind."""
    plan, dates = row.case.judgement.plan, manifest.chosen_dates
    if wanted.kind is not Kind.LABELS or plan is None:
        return []
    return [
        each.day
        for each in plan.infusions
        if (dates is None or each.date in dates) and wanted.day in {None, each.day}
    ]


def _log(batch: Path) -> ReprintLog:
    with told(batch / REPRINT_LOG, "Nothing was printed."):
        log = log_in(batch)
    if log.wrong:
        raise _damaged([Difference(What.FILE, REPRINT_LOG, log.wrong)])
    return log


def _printed(document: Document, rules: Rules, sources: Sources) -> tuple[bytes, int]:
    limits = limits_of(rules, 1)
    with RenderPool(limits, sources) as pool:
        (made,) = render_all([document], limits, sources, pool)
    if made.pdf is None or made.defects:
        reasons = " ".join(f"{each.code}: {each.without_values}" for each in made.defects)
        message = (
            f"Nothing was printed: the reprint could not be made. {reasons} Print the batch's own "
            "file, and write REPRINT on it by hand."
        )
        raise ReprintRefusedError(message)
    return made.pdf, made.pages


def _write(batch: Path, log: ReprintLog, pdf: bytes, access: Access) -> None:
    """Write the log, and then the paper: one that could not be logged must not exist."""
    with told(batch / REPRINT_LOG, "Nothing was printed."):
        replace_flushed(batch / REPRINT_LOG, log.content, access)
    with told(batch / REPRINTS, "The reprint is logged and was not printed. Ask for it again."):
        make_folders(batch / REPRINTS, access)
        replace_flushed(batch / log.entries[-1].file, pdf, access)


def _damaged(wrong: Sequence[Difference]) -> StorageError:
    found = "; ".join(_without_patient(each) for each in wrong[:3])
    message = (
        f"Nothing was printed: the batch is not what was published: {found}. Do not use it; run "
        "its workbook again."
    )
    return StorageError(message)


def _without_patient(difference: Difference) -> str:
    """Name a file without the folder that has the hospital number in its name."""
    where = difference.where
    place = where.rpartition("/")[2] if where.startswith("patients/") else where
    return f"{place} {difference.told}"


def reprint_lines(done: Done) -> Iterator[str]:
    """Yield what is said of a reprint."""
    entry = done.entry
    yield f"REPRINT {entry.number}, {entry.document}, {', '.join(entry.papers)}"
    yield f"  written: {done.path}"
    yield "  Destroy the paper that it takes the place of."
    for each in entry.remarks:
        yield f"  {each}"
