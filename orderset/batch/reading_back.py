"""The paper of a published batch read back, against documents made again from its records."""

import dataclasses
import re
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future
from typing import Any

import pebble

from orderset.batch.agreement import disagreements
from orderset.batch.archiving import ARCHIVED, FOLDER, attached_record
from orderset.batch.differences import Difference, What, shown
from orderset.batch.pack_plan import PATIENT_PACK
from orderset.batch.printed_case import PrintedCase, pages_wanted
from orderset.batch.recomputing import RECORD, Recomputed, dates_of
from orderset.batch.standing import Manifest, StandingFiles
from orderset.documents.case import Case
from orderset.documents.document import Document, Kind, reprinted
from orderset.documents.selection import document_of, kinds_of
from orderset.errors import OrdersetError
from orderset.processes.executor import Executor
from orderset.rendering.archive import wrong_archive
from orderset.rendering.defect import Defect
from orderset.rendering.rereading import (
    Reread,
    is_of_barcode,
    is_of_number,
    is_of_whole_file,
    reread,
)
from orderset.rendering.templates import Sources


_AHEAD = 16
"""Files handed out beyond the one that is awaited."""

_QUOTE = re.compile(r"“[^”]*”")


@dataclasses.dataclass(frozen=True, slots=True)
class Reading:
    """What reading back needs.

    ``same_print`` is false when another print design or renderer, or another version of the
    software, made the batch: then words and places may differ rightly, and only numbers, barcodes
    and whole files are held against it.
    """

    files: StandingFiles
    manifest: Manifest
    documents: tuple[str, ...]
    sources: Sources
    executor: Executor
    same_print: bool


@dataclasses.dataclass(slots=True)
class PaperRead:
    """What was found on paper: each row with its files, and how many barcodes were read."""

    printed: list[PrintedCase]
    barcodes: int = 0
    differences: list[Difference] = dataclasses.field(default_factory=list)
    passed_over: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class _Waiting:
    path: str
    future: Future[Any]


def read_paper(rows: Sequence[Recomputed], reading: Reading) -> PaperRead:
    """Read back every document of every row, its copies for the archive too."""
    read = PaperRead([])
    _settle(_handed_out(rows, reading, read), reading, read)
    return read


def read_one(document: Document, path: str, reading: Reading, read: PaperRead) -> None:
    """Read back one document more: the summary, which is no patient's."""
    pdf = _bytes_of(path, reading)
    if pdf is not None:
        task = reading.executor.submit(reread, document, pdf, reading.sources)
        _settle([_Waiting(path, task)], reading, read)


def read_reprints(rows: Sequence[Recomputed], reading: Reading, read: PaperRead) -> None:
    """Read back what was printed again, against its document made again with its number."""
    by_folder = {f"patients/{each.folder}": each for each in rows}
    for each in reading.files.reprints:
        row = by_folder.get(each.folder)
        if row is None or each.file not in reading.files.standing:
            continue  # told already: no such row, or the paper was taken away
        own = dataclasses.replace(reading, same_print=reading.same_print and not each.remarks)
        try:
            kind = Kind(each.document)
            document = reprinted(
                document_of(row.case, kind, dates_of(row, each.days, kind)), each.number
            )
            pdf = reading.files.read(each.file)
        except Exception as error:  # noqa: BLE001 - one paper's fault must not end the rest
            told = f"cannot be made again: {error.__class__.__name__}"
            read.differences.append(Difference(What.PAPER, shown(each.file), told))
            continue
        if list(pages_wanted(document).ids) != each.papers:
            told = "is not of the papers that the log has"
            read.differences.append(Difference(What.PAPER, shown(each.file), told))
        task = reading.executor.submit(reread, document, pdf, reading.sources)
        _settle([_Waiting(each.file, task)], own, read)


def _handed_out(
    rows: Sequence[Recomputed], reading: Reading, read: PaperRead
) -> Iterator[_Waiting]:
    """Hand the files of each row to the workers, and say at once what needs no reading."""
    dates = reading.manifest.chosen_dates
    for each in rows:
        folder = f"patients/{each.folder}"
        kinds = () if each.failures else kinds_of(each.case, reading.documents, dates)
        read.differences += _not_due(folder, kinds, reading)
        try:
            documents = [document_of(each.case, kind, dates) for kind in kinds]
            wrong = [*disagreements(each.case, documents, dates)]
        except Exception as error:  # noqa: BLE001 - one patient's fault must not end the rest
            told = f"the documents cannot be made again: {error.__class__.__name__}"
            read.differences.append(Difference(What.PAPER, shown(folder), told))
            documents, wrong = [], []
        read.differences += [
            Difference(What.PAPER, shown(folder), _without_quotes(message)) for message in wrong
        ]
        read.printed.append(_printed(each.case, each.folder, documents, reading))
        for document in documents:
            yield from _tasks(folder, document, reading)


def _tasks(folder: str, document: Document, reading: Reading) -> Iterator[_Waiting]:
    path = f"{folder}/{document.kind}.pdf"
    pdf = _bytes_of(path, reading)
    if pdf is None:
        return
    submit = reading.executor.submit
    yield _Waiting(path, submit(reread, document, pdf, reading.sources))
    if reading.manifest.archive and document.kind in ARCHIVED:
        copy_path = f"{folder}/{FOLDER}/{document.kind}.pdf"
        copy, record = _bytes_of(copy_path, reading), _bytes_of(f"{folder}/{RECORD}", reading)
        if copy is not None and record is not None:
            yield _Waiting(copy_path, submit(wrong_archive, copy, pdf, attached_record(record)))


def _bytes_of(path: str, reading: Reading) -> bytes | None:
    """Return a file's bytes, None where it is not listed or cannot be read, which is told already.

    A file that has changed is read all the same: what it says now is what matters.
    """
    try:
        return reading.files.read(path) if path in reading.files.files else None
    except OSError:
        return None


def _not_due(folder: str, kinds: Sequence[Kind], reading: Reading) -> Iterator[Difference]:
    """Yield each file that a row has and may not have, and each that it lacks."""
    due = {f"{folder}/{RECORD}", *(f"{folder}/{kind}.pdf" for kind in kinds)}
    if reading.manifest.archive:
        due |= {f"{folder}/{FOLDER}/{kind}.pdf" for kind in kinds if kind in ARCHIVED}
    listed = {path for path in reading.files.files if path.startswith(f"{folder}/")}
    listed -= {f"{folder}/{PATIENT_PACK}"}  # looked at with the other files for the printer
    for path in sorted(listed - due):
        yield Difference(What.PAPER, shown(path), "may not be there by what the rules give")
    for path in sorted(due - listed):
        yield Difference(What.PAPER, shown(path), "is due by what the rules give and not listed")


def _printed(
    case: Case, folder: str, documents: Sequence[Document], reading: Reading
) -> PrintedCase:
    """Return a row with the files that it must have, as it stood when it had been printed."""
    listed = reading.files.files
    files = tuple(
        (each.kind, f"{each.kind}.pdf", file.pages or 0)
        for each in documents
        if (file := listed.get(f"patients/{folder}/{each.kind}.pdf"))
    )
    return PrintedCase(case, folder, files, {each.kind: pages_wanted(each) for each in documents})


def _settle(tasks: Iterable[_Waiting], reading: Reading, read: PaperRead) -> None:
    """Take in what the workers found, some files behind those that are handed out."""
    waiting: list[_Waiting] = []
    for each in tasks:
        waiting.append(each)
        if len(waiting) > _AHEAD:
            _take(waiting.pop(0), reading, read)
    for each in waiting:
        _take(each, reading, read)


def _take(each: _Waiting, reading: Reading, read: PaperRead) -> None:
    error = each.future.exception()
    match error:
        case None:
            found = each.future.result()
            defects = found.defects if isinstance(found, Reread) else found
            read.barcodes += found.barcodes if isinstance(found, Reread) else 0
        case OrdersetError():
            raise error
        case _:
            told = f"cannot be read back: {_why(error)}"
            read.differences.append(Difference(What.PAPER, shown(each.path), told))
            return
    for defect in defects:
        if reading.same_print or _is_grave(defect):
            told = _without_quotes(defect.message)
            read.differences.append(Difference(What.PAPER, shown(each.path), told))
        else:
            read.passed_over += 1


def _why(error: BaseException) -> str:
    match error:
        case TimeoutError():
            return "it takes too long"
        case pebble.ProcessExpired() | BrokenExecutor():
            return "the process that reads it dies"
        case _:
            return error.__class__.__name__


def _is_grave(defect: Defect) -> bool:
    """Tell what no other design or renderer excuses."""
    return is_of_number(defect) or is_of_barcode(defect) or is_of_whole_file(defect)


def _without_quotes(message: str) -> str:
    """Leave out what stands on paper: it may be a name."""
    return shown(_QUOTE.sub("“…”", message))
