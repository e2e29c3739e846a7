"""The scenario book of a protocol: archetypes to check by hand and to sign.

It is no patient's document. Everything in it was judged by what judges patients; nothing is
computed here.
"""

import dataclasses
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from orderset.archetypes.archetype import JudgedArchetype
from orderset.documents import wording
from orderset.documents.book_block import Block, Given, block_figures, block_of, renal_number
from orderset.documents.book_pages import SHEET_MM, block_mm, pages_of
from orderset.documents.case import Provenance
from orderset.documents.document import Document, Figure, Kind
from orderset.documents.patient_line import OUTCOME_WORDS
from orderset.dosing.plan import CyclePlan, Infusion
from orderset.findings import Outcome
from orderset.patients.age import completed_years
from orderset.patients.patient import Patient
from orderset.protocol.schema import Protocol
from orderset.quantities import printed
from orderset.settings import SiteSettings


if TYPE_CHECKING:
    from _typeshed import DataclassInstance


TITLE = "Scenario book"
STANDING = "Invented patients, to be checked by hand. Not a prescription."
OVERVIEW_HEAD_MM, OVERVIEW_LINE_MM, OVERVIEW_SECOND_LINE_MM = 20.0, 5.9, 3.9
ID_DIGITS = 10
NO_VALUE = "–"

HOW_TO_CHECK = (
    "Hold the hash on this page against what orderset protocol check says of the protocol file.",
    (
        "Take the protocol and a calculator. For each archetype read what is known, and work out "
        "dose, preparation and infusion from the protocol before you look at the result."
    ),
    (
        "Compare outcome, numbers, working and findings. Tick whether they agree, and put your "
        "initials."
    ),
    (
        "One archetype that does not agree is enough: do not approve the protocol. Write the "
        "number and the reason on the last page, and report it."
    ),
    (
        "Two people check, each alone. Sign the last page and keep the book with the minutes. "
        "Another version of the protocol, of the settings or of the program needs a book of its "
        "own."
    ),
)
SIGNING = ("First check", "Second check", "Consultant", "For the committee")


@dataclasses.dataclass(frozen=True, slots=True)
class Book:
    """What a book is made of: archetypes as judged, the protocol, the site, what made it."""

    judged: Sequence[JudgedArchetype]
    protocol: Protocol
    site: SiteSettings
    provenance: Provenance


@dataclasses.dataclass(frozen=True, slots=True)
class OverviewLine:
    """One archetype in one line."""

    number: str
    age: str
    weight: str
    renal: str
    cycle: str
    dose: str
    bag: str
    duration: str
    rate: str
    outcome: str
    page: str

    @property
    def text(self) -> str:
        """The line as it is read."""
        return " ".join(dataclasses.astuple(self))


@dataclasses.dataclass(frozen=True, slots=True)
class Chapter:
    """A group of archetypes: heading, numbers from and to, page."""

    heading: str
    numbers: str
    page: str


@dataclasses.dataclass(frozen=True, slots=True)
class BookContent:
    """What stands in a book."""

    title: str
    protocol_title: str
    document_id: str
    facts: tuple[Given, ...]
    how_to_check: tuple[str, ...]
    chapters: tuple[Chapter, ...]
    overview: tuple[tuple[OverviewLine, ...], ...]
    pages: tuple[tuple[Block, ...], ...]
    signing: tuple[str, ...]
    standing: str
    footer: str


def book(made: Book, room: float = 1.0) -> Document:
    """Return the book.

    Args:
        made: What it is made of.
        room: Which part of a page is used, for a protocol whose texts need more than was guessed.
    """
    blocks = [block_of(each) for each in made.judged]
    pages = pages_of(blocks, block_mm, SHEET_MM * room)
    lines = [overview_line(each) for each in made.judged]
    overview = pages_of(lines, overview_mm, (SHEET_MM - OVERVIEW_HEAD_MM) * room)
    first = 2 + len(overview)
    page_of = {
        block.number: number for number, page in enumerate(pages, start=first) for block in page
    }
    content = BookContent(
        title=TITLE,
        protocol_title=made.protocol.title,
        document_id="",
        facts=(*facts(made.protocol, made.site, made.provenance), *_counts(made)),
        how_to_check=HOW_TO_CHECK,
        chapters=tuple(_chapters(made.judged, page_of)),
        overview=tuple(
            tuple(dataclasses.replace(each, page=str(page_of[each.number])) for each in page)
            for page in overview
        ),
        pages=pages,
        signing=SIGNING,
        standing=STANDING,
        footer="",
    )
    document_id = f"BOOK-{fingerprint(content, made.provenance)}"
    content = dataclasses.replace(
        content,
        document_id=document_id,
        footer=footer(document_id, made.protocol, made.provenance),
    )
    return Document(
        kind=Kind.BOOK,
        document_id=document_id,
        title=f"{TITLE} {made.protocol.id} {made.protocol.version}, {document_id}",
        page_width_mm="210",
        page_height_mm="297",
        pages=first + len(pages),
        watermarks=marks(made.protocol, made.judged),
        required_text=tuple(wording.found_as(each) for each in _required(content)),
        barcodes=(),
        content=content,
        figures=tuple(_figures(made.judged, page_of)),
    )


def fingerprint(content: "DataclassInstance", provenance: Provenance) -> str:
    """Return digits that follow from everything a book says, so that two that differ are told."""
    said = [dataclasses.asdict(content), dataclasses.asdict(provenance)]
    told = json.dumps(said, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()[:ID_DIGITS].upper()


def footer(document_id: str, protocol: Protocol, provenance: Provenance) -> str:
    """Write the line at the foot of each page."""
    return (
        f"{document_id}   {wording.protocol_named(protocol, provenance)}   "
        f"orderset {provenance.software_version}"
    )


def marks(protocol: Protocol, judged: Sequence[JudgedArchetype]) -> tuple[str, ...]:
    """Return what stands across every page: nobody in a book is a patient."""
    return wording.watermarks(protocol, judged[0].archetype.patient.nhs_number)


def facts(protocol: Protocol, site: SiteSettings, provenance: Provenance) -> Iterator[Given]:
    """Yield what was judged by."""
    strength = wording.amount(site.strength_mg_per_ml, "mg per mL")
    yield Given("Protocol", f"{protocol.id} version {protocol.version}")
    yield Given("Protocol file, SHA-256", provenance.protocol_sha256)
    yield Given("Approval", wording.approval_state(protocol))
    yield Given("Review date", wording.whole_date(protocol.review_date))
    yield Given("Owner", protocol.owner_role)
    yield Given("For", protocol.population)
    yield Given("Hospital", site.hospital)
    yield Given("Vial in use", f"{wording.amount(site.vial_mg, 'mg')}, {strength}")
    yield Given("Software", f"orderset {provenance.software_version}")


def _counts(made: Book) -> Iterator[Given]:
    counts = Counter(each.judgement.outcome for each in made.judged)
    told = ", ".join(f"{counts[each]} {OUTCOME_WORDS[each].lower()}" for each in Outcome)
    yield Given("Archetypes", f"{len(made.judged)}: {told}")


def overview_line(judged: JudgedArchetype) -> OverviewLine:
    """Return an archetype in one line; what differs from day to day is given for each."""
    patient, plan = judged.archetype.patient, judged.judgement.plan
    return OverviewLine(
        number=judged.archetype.number,
        age=_age(patient),
        weight=wording.amount(patient.weight_kg, "kg"),
        renal=renal_number(plan.renal) if plan else NO_VALUE,
        cycle=str(patient.cycle_number),
        dose=_each_day(plan, lambda day: wording.amount(day.dose_mg, "mg")),
        bag=_each_day(plan, lambda day: wording.amount(day.bag_ml, "mL")),
        duration=_each_day(plan, lambda day: f"{printed(day.duration_h)}\u00a0h"),
        rate=_each_day(plan, lambda day: wording.amount(day.rate_ml_per_h, "mL/h")),
        outcome=OUTCOME_WORDS[judged.judgement.outcome],
        page="",
    )


def overview_mm(line: OverviewLine) -> float:
    """Return how high an archetype stands in the overview, in mm: two lines where days differ."""
    more = max(each.count(",") for each in (line.dose, line.bag, line.duration, line.rate))
    return OVERVIEW_LINE_MM + OVERVIEW_SECOND_LINE_MM * more


def _age(patient: Patient) -> str:
    years = completed_years(patient.date_of_birth, patient.day_1)
    return f"{years}y {patient.sex.value[0]}"


def _each_day(plan: CyclePlan | None, words: Callable[[Infusion], str]) -> str:
    """Write a value once if it is the same on all days, else that of each day that differs."""
    if plan is None:
        return NO_VALUE
    return ", ".join(dict.fromkeys(words(each) for each in plan.infusions))


def _chapters(judged: Sequence[JudgedArchetype], page_of: dict[str, int]) -> Iterator[Chapter]:
    for heading in dict.fromkeys(each.archetype.sketch.group for each in judged):
        numbers = [
            each.archetype.number for each in judged if each.archetype.sketch.group == heading
        ]
        yield Chapter(heading, f"{numbers[0]} to {numbers[-1]}", str(page_of[numbers[0]]))


def _figures(judged: Sequence[JudgedArchetype], page_of: dict[str, int]) -> Iterator[Figure]:
    for each in judged:
        yield from block_figures(each, page_of[each.archetype.number])


def _required(content: BookContent) -> Iterator[str]:
    """Yield what must be found whole."""
    yield from (content.title, content.protocol_title)
    yield from (each.value for each in content.facts)
    for page in content.overview:
        yield from (line.text for line in page)
    for blocks in content.pages:
        for block in blocks:
            yield from block.texts
