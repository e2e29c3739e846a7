"""The day unit's page: everybody in the list's order, with a link to each document.

A static page that opens from a file share: relative addresses, nothing from outside. What stands on
it is made by the functions that make the summary, so the page shows nothing that paper does not.
"""

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence

from orderset.dates import printed_day
from orderset.documents import wording
from orderset.documents.case import Case
from orderset.documents.document import version_told
from orderset.documents.page_choices import Choice, choices_of, outcome_key, plan_dates
from orderset.documents.page_links import (
    DATED_PACK,
    PACK,
    DayPacks,
    Link,
    address_of,
    day_packs,
    list_packs,
    words_of_kind,
)
from orderset.documents.patient_line import PatientLine
from orderset.documents.pick_list import PickDay, pick_list
from orderset.documents.pulling import ABSENT, PULL, AbsentLine, PullLine
from orderset.documents.summary import (
    NO_INFUSION,
    BatchSummary,
    Fact,
    WorkbookRemark,
    facts,
    pick_heading,
    printed_cases,
    workbook_remarks,
)
from orderset.documents.tally import tallies


__all__ = ["DATED_PACK", "PACK", "IndexPage", "Link", "index_page"]

NO_DOCUMENTS = "No documents"


@dataclasses.dataclass(frozen=True, slots=True)
class Remark:
    """A reason with what to do about it, or a caution of who is ready; ``to_do`` may be empty."""

    text: str
    to_do: str


@dataclasses.dataclass(frozen=True, slots=True)
class IndexRow:
    """One patient and their documents. ``remarks`` are reasons, or cautions of who is ready.

    ``document_id`` is what the page's stylesheet of what was replaced names the row by.
    ``outcome``, ``ward`` and ``dates`` are what the filters compare; a ward or dates that are not
    known are empty, and are then shown whatever is chosen. ``infusions`` are the dates as printed,
    of who is ready.
    """

    document_id: str
    version: str
    line: PatientLine
    day_1: str
    infusions: tuple[str, ...]
    outcome: str
    ward: str
    dates: tuple[str, ...]
    remarks: tuple[Remark, ...]
    links: tuple[Link, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class PageTally:
    """How many rows had one outcome, by the word on the row; ``outcome`` is empty for all rows."""

    outcome: str
    name: str
    number: str


@dataclasses.dataclass(frozen=True, slots=True)
class PagePickDay:
    """One infusion date of the pick list; ``date`` is what the filter compares."""

    date: str
    heading: str
    pick: PickDay


@dataclasses.dataclass(frozen=True, slots=True)
class IndexPage:
    """What stands on the page."""

    title: str
    hospital: str
    days: str
    workbook_name: str
    watermarks: tuple[str, ...]
    tallies: tuple[PageTally, ...]
    patients_told: str
    pull_heading: str
    pulls: tuple[PullLine, ...]
    absent_heading: str
    absent: tuple[AbsentLine, ...]
    packs: tuple[Link, ...]
    day_packs: tuple[DayPacks, ...]
    outcomes: tuple[Choice, ...]
    wards: tuple[Choice, ...]
    dates: tuple[Choice, ...]
    rows: tuple[IndexRow, ...]
    no_documents: str
    pick_heading: str
    pick_days: tuple[PagePickDay, ...]
    pick_totals: tuple[str, ...]
    no_infusion: str
    remarks: tuple[WorkbookRemark, ...]
    facts: tuple[Fact, ...]
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
        packs: Paths of the files for the whole list: summary, print packs, those of one date
            (``print/2026-12-07/labels.pdf``), returned workbook.
    """
    lines = batch.lines
    rows = tuple(
        _row(case, line, files.get(case.entry.row, ()))
        for case, line in zip(batch.cases, lines, strict=True)
    )
    choices = choices_of(batch.cases, lines)
    return IndexPage(
        title="Infusion list",
        hospital=batch.site.hospital,
        days=batch.days,
        workbook_name=batch.workbook_name,
        watermarks=batch.watermarks,
        tallies=_tallies(lines),
        patients_told=wording.count(len(lines), "patient", "patients"),
        pull_heading=PULL,
        pulls=batch.pulls,
        absent_heading=ABSENT,
        absent=batch.absent_lines,
        packs=list_packs(packs),
        day_packs=day_packs(packs),
        outcomes=choices.outcomes,
        wards=choices.wards,
        dates=choices.dates,
        rows=rows,
        no_documents=NO_DOCUMENTS,
        pick_heading=pick_heading(batch.dates),
        pick_days=_pick_days(batch),
        pick_totals=pick_list(printed_cases(batch), batch.dates).totals,
        no_infusion=NO_INFUSION,
        remarks=workbook_remarks(batch),
        facts=facts(batch),
        made_from=(
            f"{batch.batch_name}. {wording.protocol_named(batch.protocol, batch.provenance)}. "
            f"{wording.approval_told(batch.protocol)}. "
            f"orderset {batch.provenance.software_version}."
        ),
    )


def _tallies(lines: Sequence[PatientLine]) -> tuple[PageTally, ...]:
    counts = Counter(each.outcome for each in lines)
    came_in, *others = tallies(counts)
    return (
        PageTally("", came_in.name, came_in.number),
        *(PageTally(outcome_key(each.outcome), each.outcome, each.number) for each in others),
    )


def _row(case: Case, line: PatientLine, documents: Sequence[tuple[str, str]]) -> IndexRow:
    reasons = tuple(
        Remark(
            wording.found_as(
                f"{each.title}. {each.message}" if each.title else f"{each.where} {each.message}"
            ),
            wording.found_as(each.to_do),
        )
        for each in line.why
    )
    dates = plan_dates(case)
    return IndexRow(
        document_id=case.document_id,
        version=version_told(case.version),
        line=line,
        day_1=printed_day(case.entry.day_1) if case.entry.day_1 else wording.NOT_KNOWN,
        infusions=tuple(printed_day(each) for each in dates) if line.is_ready else (),
        outcome=outcome_key(line.outcome),
        ward=case.entry.ward or "",
        dates=tuple(each.isoformat() for each in dates),
        remarks=reasons or tuple(Remark(wording.found_as(each), "") for each in line.cautions),
        links=tuple(Link(words_of_kind(kind), address_of(path)) for kind, path in documents),
    )


def _pick_days(batch: BatchSummary) -> tuple[PagePickDay, ...]:
    ready = printed_cases(batch)
    dates = {infusion.date for case in ready for infusion in case.plan.infusions}
    due = sorted(each for each in dates if batch.dates is None or each in batch.dates)
    picked = pick_list(ready, batch.dates).days
    return tuple(
        PagePickDay(date.isoformat(), f"{printed_day(date)}, {pick.bags_in_all}", pick)
        for date, pick in zip(due, picked, strict=True)
    )
