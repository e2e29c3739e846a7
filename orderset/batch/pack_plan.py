"""Which files for the printer a batch has, and which pages of whose documents stand in each.

Said once: what stages these files, what reads them back before publication and what verifies them
later all follow this plan. Patients stand in the list's order, and A4 and labels never share a
file. Source: printing.md BAT-09, BAT-11, ORD-29; docs/adr/0034.
"""

import dataclasses
import datetime as dt
from collections.abc import Collection, Iterator, Sequence

from orderset.batch.printed_case import PagesWanted, PrintedCase
from orderset.documents.document import Kind
from orderset.dosing.plan import Infusion
from orderset.settings import SiteSettings


PACKS = {
    Kind.ORDER_SET: "print/order-sets.pdf",
    Kind.CHECKLIST: "print/monitoring-checklists.pdf",
    Kind.WORKSHEET: "print/preparation-worksheets.pdf",
    Kind.LABELS: "print/labels.pdf",
}
"""The files for the whole list, one of each kind."""

PATIENT_PACK = "pack.pdf"
WARD_PAPERS = "ward-papers"
DATED_PACKS = {
    WARD_PAPERS: (Kind.ORDER_SET, Kind.CHECKLIST),
    "preparation-worksheets": (Kind.WORKSHEET,),
    "labels": (Kind.LABELS,),
}
"""The files for one infusion date, and the kinds in each."""

A4_KINDS = (Kind.ORDER_SET, Kind.CHECKLIST, Kind.WORKSHEET)
_LEAST_DOCUMENTS = 2
"""Who has fewer needs no file that holds them all."""


@dataclasses.dataclass(frozen=True, slots=True)
class PackPart:
    """Pages of one document, by number from 1, out of ``of``; ``path`` is its file's.

    ``is_padded`` says that an empty page follows, so that the next document begins a new sheet.
    """

    path: str
    kind: Kind
    pages: tuple[int, ...]
    of: int
    wanted: PagesWanted
    is_padded: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Pack:
    """One file for the printer.

    ``title`` names no patient. ``labels_from`` is the position of the first label where labels
    stand on sheets. ``row`` is the list's row of a patient's own pack.
    """

    path: str
    title: str
    parts: tuple[PackPart, ...]
    labels_from: int = 1
    row: int | None = None

    @property
    def told(self) -> str:
        """How a message names it: a patient's folder is called by the hospital number."""
        return self.path if self.row is None else f"the pack of row {self.row}"

    @property
    def holds_labels(self) -> bool:
        """Whether it is printed on labels: then all of it is."""
        return self.parts[0].kind is Kind.LABELS

    @property
    def pages(self) -> int:
        """How many pages it has, empty ones counted, as long as labels have a page each."""
        return sum(len(each.pages) + each.is_padded for each in self.parts)


def packs_of(
    printed: Sequence[PrintedCase],
    site: SiteSettings,
    dates: frozenset[dt.date] | None,
    labels_from: int = 1,
) -> tuple[Pack, ...]:
    """Return every file for the printer, none of them empty.

    Args:
        printed: the patients in the list's order.
        site: whether paper is printed on both sides.
        dates: the infusion dates that labels were wanted for; None for all.
        labels_from: the first position that is free on the sheet of labels in the printer. It
            holds for the file that is printed first: that of the whole list, or of the first date.
    """
    days = sorted(_dates(printed, dates))
    packs = [
        *(
            Pack(
                path,
                f"{kind} pack",
                tuple(_whole(printed, (kind,), site)),
                labels_from if kind is Kind.LABELS else 1,
            )
            for kind, path in PACKS.items()
        ),
        *(
            Pack(
                f"print/{day}/{stem}.pdf",
                f"{stem} {day}",
                tuple(_of_day(printed, kinds, day, dates, site)),
                labels_from if Kind.LABELS in kinds and day == days[0] else 1,
            )
            for day in days
            for stem, kinds in DATED_PACKS.items()
        ),
        *(
            Pack(
                f"patients/{each.folder}/{PATIENT_PACK}",
                "patient pack",
                parts,
                row=each.case.entry.row,
            )
            for each in printed
            if len(parts := tuple(_whole([each], A4_KINDS, site))) >= _LEAST_DOCUMENTS
        ),
    ]
    return tuple(each for each in packs if each.parts)


def holding(kinds: Collection[str]) -> tuple[str, ...]:
    """Return the names of the files below ``print/`` that hold one of these kinds."""
    of_list = (path.rpartition("/")[2] for kind, path in PACKS.items() if kind in kinds)
    of_date = (f"{stem}.pdf" for stem, held in DATED_PACKS.items() if {*held} & {*kinds})
    return tuple(dict.fromkeys((*of_list, *of_date)))


def _dates(printed: Sequence[PrintedCase], chosen: frozenset[dt.date] | None) -> set[dt.date]:
    return {
        each.date
        for case in printed
        if case.files and case.case.judgement.outcome.is_ready
        for each in _infusions(case)
        if chosen is None or each.date in chosen
    }


def _infusions(printed: PrintedCase) -> tuple[Infusion, ...]:
    plan = printed.case.judgement.plan
    return plan.infusions if plan else ()


def _whole(
    printed: Sequence[PrintedCase], kinds: Sequence[Kind], site: SiteSettings
) -> Iterator[PackPart]:
    """Yield whole documents of these kinds, patient by patient."""
    for each in printed:
        for kind, name, pages in each.files:
            if kind in kinds:
                yield _part(each, (kind, name, pages), range(1, pages + 1), site)


def _of_day(
    printed: Sequence[PrintedCase],
    kinds: Sequence[Kind],
    day: dt.date,
    chosen: frozenset[dt.date] | None,
    site: SiteSettings,
) -> Iterator[PackPart]:
    """Yield what is printed for one infusion date.

    Order sets and checklists are for the whole cycle and are signed: they are printed for its
    first day alone, for a second one beside it could be given from twice. Of worksheets and labels
    it is the page of that day's bag.
    """
    for each in printed:
        dates = [infusion.date for infusion in _infusions(each)]
        for kind, name, pages in each.files:
            if kind not in kinds:
                continue
            if kind is Kind.LABELS:
                dates_of_pages = [date for date in dates if chosen is None or date in chosen]
            elif kind is Kind.WORKSHEET:
                dates_of_pages = dates
            else:
                dates_of_pages = dates[:1] * pages
            numbers = [number for number, date in enumerate(dates_of_pages, 1) if date == day]
            if numbers:
                yield _part(each, (kind, name, pages), numbers, site)


def _part(
    printed: PrintedCase,
    file: tuple[Kind, str, int],
    pages: Sequence[int],
    site: SiteSettings,
) -> PackPart:
    kind, name, of = file
    is_odd = len(pages) % 2 == 1
    return PackPart(
        path=f"patients/{printed.folder}/{name}",
        kind=kind,
        pages=tuple(pages),
        of=of,
        wanted=printed.wanted[kind],
        is_padded=site.duplex and is_odd and kind is not Kind.LABELS,
    )
