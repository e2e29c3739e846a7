"""The day unit's page: everybody in the list's order, with a link to each document.

A static page that opens from a file share: relative addresses, no script, nothing from outside.
"""

import dataclasses
import urllib.parse
from collections import Counter
from collections.abc import Mapping, Sequence

from orderset.documents import wording
from orderset.documents.case import Case
from orderset.documents.document import version_told
from orderset.documents.patient_line import PatientLine
from orderset.documents.pulling import ABSENT, KIND_WORDS, PULL, AbsentLine, PullLine
from orderset.documents.summary import BatchSummary
from orderset.documents.tally import Tally, tallies


PACK_WORDS = {
    "summary.pdf": "Summary and pick list",
    "print/order-sets.pdf": "All order sets",
    "print/monitoring-checklists.pdf": "All monitoring checklists",
    "print/preparation-worksheets.pdf": "All preparation worksheets",
    "print/labels.pdf": "All labels",
}

NO_DOCUMENTS = "No documents"


@dataclasses.dataclass(frozen=True, slots=True)
class Link:
    """An address relative to the page, and the words to click."""

    words: str
    address: str


@dataclasses.dataclass(frozen=True, slots=True)
class IndexRow:
    """One patient and their documents. ``remarks`` are reasons, or cautions of who is ready.

    ``document_id`` is what the page's stylesheet of what was replaced names the row by.
    """

    document_id: str
    version: str
    line: PatientLine
    remarks: tuple[str, ...]
    links: tuple[Link, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class IndexPage:
    """What stands on the page."""

    title: str
    hospital: str
    days: str
    workbook_name: str
    watermarks: tuple[str, ...]
    tallies: tuple[Tally, ...]
    pull_heading: str
    pulls: tuple[PullLine, ...]
    absent_heading: str
    absent: tuple[AbsentLine, ...]
    packs: tuple[Link, ...]
    rows: tuple[IndexRow, ...]
    no_documents: str
    made_from: str


def index_page(
    batch: BatchSummary,
    files: Mapping[int, Sequence[tuple[str, str]]],
    packs: Sequence[str] = (),
) -> IndexPage:
    """Return the view model of ``index.html``.

    Args:
        batch: The list after judging and printing.
        files: Of each row, the kind and the path of every document that was published.
        packs: Paths of the files for the whole list: summary, print packs, returned workbook.
    """
    lines = batch.lines
    return IndexPage(
        title="Infusion list",
        hospital=batch.site.hospital,
        days=batch.days,
        workbook_name=batch.workbook_name,
        watermarks=batch.watermarks,
        tallies=tallies(Counter(each.outcome for each in lines)),
        pull_heading=PULL,
        pulls=batch.pulls,
        absent_heading=ABSENT,
        absent=batch.absent_lines,
        packs=tuple(_pack(each) for each in packs),
        rows=tuple(
            _row(case, line, files.get(case.entry.row, ()))
            for case, line in zip(batch.cases, lines, strict=True)
        ),
        no_documents=NO_DOCUMENTS,
        made_from=(
            f"{batch.batch_name}. {wording.protocol_named(batch.protocol, batch.provenance)}. "
            f"{wording.approval_state(batch.protocol)}. "
            f"orderset {batch.provenance.software_version}."
        ),
    )


def _row(case: Case, line: PatientLine, documents: Sequence[tuple[str, str]]) -> IndexRow:
    reasons = tuple(
        f"{each.title}. {each.message}" if each.title else f"{each.where} {each.message}"
        for each in line.why
    )
    return IndexRow(
        document_id=case.document_id,
        version=version_told(case.version),
        line=line,
        remarks=tuple(wording.found_as(each) for each in reasons or line.cautions),
        links=tuple(Link(KIND_WORDS[kind], _address(path)) for kind, path in documents),
    )


def _pack(path: str) -> Link:
    name = path.rpartition("/")[2]
    return Link(PACK_WORDS.get(path, f"Workbook with remarks, {name}"), _address(path))


def _address(path: str) -> str:
    """Return a path as the address of a link, whatever characters a file's name has."""
    return urllib.parse.quote(path)
