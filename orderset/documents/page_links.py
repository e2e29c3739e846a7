"""The links of the day unit's page: addresses beside it, and words that say which paper."""

import dataclasses
import datetime as dt
import re
import urllib.parse
from collections.abc import Sequence

from orderset.dates import printed_day
from orderset.documents.pulling import KIND_WORDS


PACK = "pack"
"""Stands for the kind of the file that holds all of one patient's A4 papers."""

PACK_WORDS = {
    "summary.pdf": "Summary and pick list",
    "print/order-sets.pdf": "All order sets",
    "print/monitoring-checklists.pdf": "All monitoring checklists",
    "print/preparation-worksheets.pdf": "All preparation worksheets",
    "print/labels.pdf": "All labels",
}
_OF_A_DATE = {"ward-papers": "Order sets and checklists (day 1)"}
"""The words of what is put together for one date alone; the others are called as above."""


DATED_PACK = re.compile(r"print/([0-9]{4}-[0-9]{2}-[0-9]{2})/([a-z0-9-]+)\.pdf")
"""A file for the printer for one infusion date."""


@dataclasses.dataclass(frozen=True, slots=True)
class Link:
    """An address relative to the page, and the words to click."""

    words: str
    address: str


@dataclasses.dataclass(frozen=True, slots=True)
class DayPacks:
    """The files for the printer for one infusion date; ``date`` is what the filter compares."""

    date: str
    heading: str
    links: tuple[Link, ...]


def list_packs(paths: Sequence[str]) -> tuple[Link, ...]:
    """Return the links to the files for the whole list, those of one date left out."""
    return tuple(
        Link(
            PACK_WORDS.get(path, f"Workbook with remarks, {path.rpartition('/')[2]}"),
            address_of(path),
        )
        for path in paths
        if not DATED_PACK.fullmatch(path)
    )


def day_packs(paths: Sequence[str]) -> tuple[DayPacks, ...]:
    """Return the links to the files for the printer, by infusion date."""
    by_date: dict[str, list[tuple[str, str]]] = {}
    for path in paths:
        if found := DATED_PACK.fullmatch(path):
            by_date.setdefault(found[1], []).append((path, found[2]))
    return tuple(_day_packs(dt.date.fromisoformat(date), by_date[date]) for date in sorted(by_date))


def words_of_kind(kind: str) -> str:
    """Return what a patient's document is called on the page."""
    return "This patient’s pack" if kind == PACK else KIND_WORDS[kind]


def address_of(path: str) -> str:
    """Return a path as the address of a link, whatever characters a file's name has."""
    return urllib.parse.quote(path)


def _day_packs(date: dt.date, packs: Sequence[tuple[str, str]]) -> DayPacks:
    day = printed_day(date)
    return DayPacks(
        date=date.isoformat(),
        heading=day,
        links=tuple(
            Link(_words_of_stem(stem), address_of(path))
            for path, stem in sorted(packs, key=lambda pack: _place(pack[1]))
        ),
    )


def _place(stem: str) -> tuple[int, str]:
    """Return where a pack stands among those of its date: as that of the whole list does."""
    names = [*PACK_WORDS]
    name = f"print/{stem}.pdf"
    return (names.index(name) if name in names else -1, stem)


def _words_of_stem(stem: str) -> str:
    """Name a pack as that of the whole list is, or as what it is for one date alone."""
    return _OF_A_DATE.get(stem) or PACK_WORDS[f"print/{stem}.pdf"]
