"""The last look at a whole batch before it is published: what is staged is read back as files.

Each patient's documents have been inspected and agree. What can still go wrong is between them:
a patient lost, a pack out of order or short, a file that nobody listed. Such a batch is not
published at all, since nobody could say which part of it may be trusted.
Source: printing.md BAT-01, BAT-08, BAT-09, BAT-11, PDF-08.

No message names a patient: they are shown where the batch is run, and go into its log.
"""

import dataclasses
import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from orderset.batch.pack_plan import DATED_PACKS, PACKS, PATIENT_PACK
from orderset.batch.packs import wrong_packs
from orderset.batch.printed_case import PrintedCase
from orderset.batch.summing_up import INDEX, RETURNED, SUMMARY, failures
from orderset.delivery import BatchFiles, Staging
from orderset.documents.case import Case
from orderset.documents.document import Kind
from orderset.documents.summary import BatchSummary
from orderset.errors import PrintRuleError
from orderset.findings import Outcome
from orderset.rendering.finished import finished_pages, number_of_pages


RECORD = "record.json"
PATIENTS = "patients"
NOT_PRINTED = "not printed"

_IN_AND_OUT = re.compile(r"([0-9,]+) rows? in the list: ([^.]*)\.")
_OUT = re.compile(r"([0-9,]+) ([a-z ]+)")
_OF_A_PATIENT = frozenset(
    {RECORD, PATIENT_PACK, *(f"{place}{kind}.pdf" for kind in Kind for place in ("", "archive/"))}
)
_OF_A_DATE = frozenset(f"{stem}.pdf" for stem in DATED_PACKS)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOST_TOLD = 5
_FACTS = ("schema", "software", "workbook", "protocol", "settings", "rows", "outcomes", "versions")


@dataclasses.dataclass(frozen=True, slots=True)
class WholeBatch:
    """A batch with its files, staged or published. ``came_in`` is how many rows were judged."""

    came_in: int
    printed: Sequence[PrintedCase]
    summary: BatchSummary
    staging: BatchFiles
    facts: Mapping[str, Any]

    @property
    def rows(self) -> Mapping[str, PrintedCase]:
        """The patients by the folder that their files stand in."""
        return {each.folder: each for each in self.printed}


@dataclasses.dataclass(frozen=True, slots=True)
class StagedBatch(WholeBatch):
    """A batch as it stands staged."""

    staging: Staging


def check_release(batch: WholeBatch) -> None:
    """Check that a batch may be published.

    Raises:
        PrintRuleError: it breaks a rule for print; the message begins with the rule's id.
    """
    found = [*breaches(batch)]
    if found:
        told = " ".join(found[:_MOST_TOLD])
        more = f" And {len(found) - _MOST_TOLD} more." if len(found) > _MOST_TOLD else ""
        message = f"{told}{more}"
        raise PrintRuleError(message)


def breaches(batch: WholeBatch) -> Iterator[str]:
    """Yield what is wrong with a staged batch, each with its rule's id first."""
    yield from wrong_contents(batch)
    yield from _unlisted(batch)


def wrong_contents(batch: WholeBatch) -> Iterator[str]:
    """Yield what is wrong with what stands in a batch, whether or not it is what was listed."""
    staged = SUMMARY in batch.staging.files
    said = " ".join(
        page.text for page in finished_pages(batch.staging.read(SUMMARY) if staged else b"")
    )
    yield from _lost_rows(batch, said)
    yield from _names_of_files(batch)
    yield from wrong_packs(batch.printed, batch.summary, batch.staging, said)
    yield from _wrong_facts(batch)


def _lost_rows(batch: WholeBatch, said: str) -> Iterator[str]:
    """BAT-01: the rows in are the rows out, as the printed summary says it."""
    rows, told = len(batch.printed), _IN_AND_OUT.search(said)
    if rows != batch.came_in:
        yield f"BAT-01: {batch.came_in} rows came in and {rows} came out."
    if told is None:
        yield "BAT-01: the summary does not say how many rows came in and out."
    else:
        failed = failures(batch.printed)
        came_out = Counter(_word(each.case, failed) for each in batch.printed)
        printed = {name: _number(number) for number, name in _OUT.findall(told[2])}
        wrong = {
            name: (printed.get(name, 0), came_out[name])
            for name in (*printed, *came_out)
            if printed.get(name, 0) != came_out[name]
        }
        for name, (number, true) in wrong.items():
            yield f"BAT-01: the summary says {number} {name}; there are {true}."
        if _number(told[1]) != rows:
            yield f"BAT-01: the summary says {told[1]} rows in the list; there are {rows}."
    for each in batch.printed:
        if f"{PATIENTS}/{each.folder}/{RECORD}" not in batch.staging.files:
            yield f"BAT-01: row {each.case.entry.row} has no record."


def _word(case: Case, failed: Mapping[int, str]) -> str:
    if case.entry.row in failed:
        return NOT_PRINTED
    return {Outcome.READY_WITH_CAUTIONS: "ready with cautions"}.get(
        case.judgement.outcome, case.judgement.outcome.value
    )


def _number(text: str) -> int:
    return int(text.replace(",", ""))


def _names_of_files(batch: WholeBatch) -> Iterator[str]:
    """BAT-08: a path is made of our own words, the hospital number, cycle and row, or was given.

    A list of what may stand there, not of names to look for: a family may be called Labels, and
    the ward's list has a name that the ward has given it.
    """
    for folder, printed in batch.rows.items():
        if folder not in _folders_of(printed.case):
            row = printed.case.entry.row
            yield f"BAT-08: the folder of row {row} holds more than its hospital number and cycle."
    for path in batch.staging.files:
        if _place(path, batch) is None:
            yield "BAT-08: a file has a name that is not one of a batch's."


def _folders_of(case: Case) -> frozenset[str]:
    """Return what the folder of a row may be called."""
    entry = case.entry
    own = {f"row{entry.row}"}
    if entry.hospital_number is not None:
        number = entry.hospital_number.replace("/", "_")
        own |= {
            f"{number}-row{entry.row}",
            f"{number}-c{entry.cycle_number}",
            f"{number}-c{entry.cycle_number}-row{entry.row}",
        }
    return frozenset(own)


def _place(path: str, batch: WholeBatch) -> str | None:
    """Return where a file belongs, in words that name no patient; None where it does not."""
    if path in {SUMMARY, INDEX, *PACKS.values()}:
        return path
    if path == f"{RETURNED}/{batch.summary.workbook_name}":
        return "the returned workbook"
    match PurePosixPath(path).parts:
        case ["print", date, name] if _DATE.fullmatch(date) and name in _OF_A_DATE:
            return path
        case [first, folder, *inner] if first == PATIENTS and folder in batch.rows:
            name = "/".join(inner)
            if name in _OF_A_PATIENT:
                return f"row {batch.rows[folder].case.entry.row}, {name}"
    return None


def _unlisted(batch: WholeBatch) -> Iterator[str]:
    """PDF-08: what stands on the disk is what the manifest will list, byte for byte."""
    staging = batch.staging
    standing = {
        each.relative_to(staging.folder).as_posix()
        for each in staging.folder.rglob("*")
        if not each.is_dir()
    }
    for path in sorted(standing ^ staging.files.keys()):
        what = "is not in" if path in standing else "is missing though it stands in"
        yield f"PDF-08: {_place(path, batch) or 'a file of another name'} {what} the manifest."
    for path in sorted(standing & staging.files.keys()):
        content, listed = staging.read(path), staging.files[path]
        told = _place(path, batch) or "a file of another name"
        if hashlib.sha256(content).hexdigest() != listed.sha256:
            yield f"PDF-08: {told} is not what the manifest says: its hash differs."
        pages = number_of_pages(content) if path.endswith(".pdf") else None
        if pages != listed.pages:
            yield f"PDF-08: {told} has {pages} pages; the manifest says {listed.pages}."


def _wrong_facts(batch: WholeBatch) -> Iterator[str]:
    """PDF-08: the manifest says what made the batch, and whose each folder is."""
    for key in _FACTS:
        if not batch.facts.get(key):
            yield f"PDF-08: the manifest does not say its {key}."
    listed = {each["folder"]: each for each in batch.facts.get("patients", ())}
    for each in batch.printed:
        told = listed.get(f"{PATIENTS}/{each.folder}", {})
        said = (told.get("document_id"), told.get("outcome"))
        if said != (each.case.document_id, str(each.case.judgement.outcome)):
            yield f"PDF-08: the manifest is wrong about row {each.case.entry.row}."
