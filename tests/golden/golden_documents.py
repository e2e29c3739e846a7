"""The documents that golden files are kept of: each kind, hard names, values at their longest.

Ids, versions and hashes are the tests' own and fixed, so that a golden file changes with the
design, the words and the rules, and with nothing else.
"""

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from orderset.documents.book import book
from orderset.documents.book_comparison import comparison
from orderset.documents.case import ReadyCase
from orderset.documents.checklist import checklist
from orderset.documents.document import Document
from orderset.documents.labels import labels
from orderset.documents.notice import notice
from orderset.documents.order_set import order_set
from orderset.documents.summary import summary
from orderset.documents.worksheet import worksheet
from tests.books import changed, difference, few
from tests.unit.documents.batches import REMARK, batch_of, everybody, pulling, unread
from tests.unit.documents.judged_cases import PROVENANCE, worked
from tests.unit.documents.order_documents import (
    LONG_ALLERGIES,
    LONG_FAMILY_NAME,
    approved,
    caution,
    ready_at,
)


@dataclasses.dataclass(frozen=True, slots=True)
class Kept:
    """A document that is kept: its text whole, and pictures of so many pages, None for all."""

    make: Callable[[], Document]
    pictured: int | None = None


PREPARED_AT_EIGHT = {"planned_preparation_time": "08:00"}
DAY_1 = frozenset({dt.date(2026, 12, 7)})

HARD_NAMES = {
    "lukasz": ("Wójcik", "Łukasz"),
    "nguyen": ("Nguyễn", "Thị Mai"),
    "sian": ("Llŷr-Ŵynne", "Siân"),
    "oneill-ffion": ("O’Neill-Ffion", "Aoife"),
    "o-suilleabhain": ("Ó Súilleabháin", "Seán"),
    "ibrahim": ("İbrahimoğlu", "İbrahim"),
    "papadopoulos": ("ΠΑΠΑΔΟΠΟΥΛΟΣ", "Ελένη"),
    "ivanova": ("Иванова", "Екатерина"),
}

FIVE_CAUTIONS = tuple(
    caution(code, message)
    for code, message in (
        ("similar-patient", "Another patient in this list has the family name Testcase."),
        ("number-stored-as-text", "Weight (kg) is stored as text: 70."),
        ("interval-long", "Day 1 is 103 days after day 1 of the last cycle: more than 98."),
    )
)
"""With the two that the case has by itself."""


def _long() -> ReadyCase:
    """Return a patient with every text at its longest."""
    return ready_at(
        "C02",
        FIVE_CAUTIONS,
        site=PREPARED_AT_EIGHT,
        family_name=LONG_FAMILY_NAME,
        given_name="Maximiliane Alexandrina",
        title="Miss",
        allergies=LONG_ALLERGIES,
        notes=("Prefers the left hand for the cannula; play specialist booked. " * 4)[:200],
        current_medicines=("naproxen", "omeprazole", "colecalciferol", "melatonin at night") * 4,
    )


def _long_label() -> Document:
    ready = ready_at("C02", site={}, family_name=LONG_FAMILY_NAME, given_name="Maxi")
    return labels(ready, DAY_1)


def _approved_label() -> Document:
    ready = ready_at("C02", site=PREPARED_AT_EIGHT, nhs_number=None, title="Miss")
    return labels(approved(ready), DAY_1)


def _named_label(family_name: str, given_name: str) -> Callable[[], Document]:
    return lambda: labels(_named(family_name, given_name), DAY_1)


def _named(family_name: str, given_name: str) -> ReadyCase:
    return ready_at("C01", site={}, family_name=family_name, given_name=given_name)


def _summary() -> Document:
    batch = batch_of([*everybody(), unread()], workbook_findings=[REMARK])
    return summary(dataclasses.replace(batch, provenance=PROVENANCE))


def _comparison() -> Document:
    """Return what a lower limit changes."""
    return comparison(difference(changed("cap_mg = { value = 60", "cap_mg = { value = 58")))


def _second(ready: ReadyCase) -> ReadyCase:
    return dataclasses.replace(ready, version=2, replaces="OS1-0D9B2E66AC")


def _summary_pulling() -> Document:
    return summary(dataclasses.replace(pulling(), provenance=PROVENANCE))


def _ready(**site: Any) -> ReadyCase:
    return ready_at("C02", site=site)


def _kept() -> Iterator[tuple[str, Kept]]:
    yield "order-set", Kept(lambda: order_set(_ready()))
    yield "monitoring-checklist", Kept(lambda: checklist(_ready()), 2)
    yield "preparation-worksheet", Kept(lambda: worksheet(_ready()))
    yield "labels", Kept(lambda: labels(_ready(**PREPARED_AT_EIGHT)))
    yield "notice", Kept(lambda: notice(worked("C08")))
    yield "summary", Kept(_summary)
    yield "scenario-book", Kept(lambda: book(few()), 3)
    yield "book-comparison", Kept(_comparison, 1)
    yield "label-approved", Kept(_approved_label)
    yield "label-long-name", Kept(_long_label)
    yield "order-set-long", Kept(lambda: order_set(_long()), 2)
    yield "monitoring-checklist-long", Kept(lambda: checklist(_long()), 1)
    yield "preparation-worksheet-long", Kept(lambda: worksheet(_long()), 1)
    yield "order-set-nguyen", Kept(lambda: order_set(_named(*HARD_NAMES["nguyen"])), 1)
    yield "order-set-second-version", Kept(lambda: order_set(_second(_ready())), 1)
    yield "label-second-version", Kept(lambda: labels(_second(_ready(**PREPARED_AT_EIGHT)), DAY_1))
    yield "summary-pulling", Kept(_summary_pulling, 1)
    for name, parts in HARD_NAMES.items():
        yield f"label-{name}", Kept(_named_label(*parts))


DOCUMENTS: Mapping[str, Kept] = dict(_kept())
