"""What an order form says of itself and of the patient: ORD-01 to 06, 24, 29b, 33 and 35."""

import re
from collections.abc import Iterator

from orderset.documents.document import Kind
from orderset.documents.order_set import OrderSet
from orderset.documents.wording import banner_texts, found_as
from orderset.rendering.printed import Printed
from orderset.rendering.rules.page_reading import (
    content_of,
    flat,
    foot_of,
    not_printed,
    order_pages,
    reading,
    shortened,
)
from orderset.rendering.rules.rule import PrintRule, Runs


TOP_PART = 0.15
"""Of the first page: where the eye begins."""

DATE = r"\d{2}-(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)-\d{4}"
_BODY_PT = 9.0

_CONTROL = (
    ("the protocol with its version", r"Protocol \S+ version \d+\.\d+\.\d+, hash [0-9a-f]{8}\."),
    ("who approved it and when", rf"Not approved\.|Approved by \S.* on {DATE}\."),
    ("the review date", rf"Review by {DATE}\."),
    ("the role that answers for it", r"Owner \w[^.]*\."),
)
_MADE_BY = re.compile(r"Protocol \S+ version \S+, hash [0-9a-f]{8} orderset \d\S*")
_ROW_OR_TIME = re.compile(r"\b[Rr]ow \d+|\b[Pp]rinted (?:on|at)\b|\.xlsx\b|\d{2}:\d{2}")
_FEWEST_LETTERS = 150
"""On a page beyond its banner and its foot; a page of boxes alone has more in its captions."""


def title_at_the_top(printed: Printed) -> Iterator[str]:
    """ORD-01."""
    content = content_of(printed, OrderSet)
    if content is None:
        return
    first = printed.pages[0]
    for text in (content.control.title, content.control.population):
        place = reading(first).find(text)
        if place is None or place.box.bottom > TOP_PART * first.height_mm:
            yield f"“{shortened(text)}” does not stand at the top of page 1."


def control_of_the_set(printed: Printed) -> Iterator[str]:
    """ORD-02."""
    if content_of(printed, OrderSet) is not None:
        text = flat(printed.pages[0])
        for what, pattern in _CONTROL:
            if not re.search(pattern, text):
                yield f"Page 1 does not say {what}."


def page_numbers(printed: Printed, *kinds: Kind) -> Iterator[str]:
    """ORD-03, MON-01: once on each page, and right."""
    pages = order_pages(printed, *kinds)
    for page in pages:
        found = re.findall(r"Page (\d+) of (\d+)", foot_of(page))
        if found != [(str(page.number), str(len(pages)))]:
            yield f"Page {page.number} does not say once that it is one of {len(pages)}."


def patient_on_every_page(printed: Printed, *kinds: Kind) -> Iterator[str]:
    """ORD-04, MON-01."""
    pages = order_pages(printed, *kinds)
    if not pages:
        return
    banner = printed.document.content.banner  # type: ignore[attr-defined]  # of these kinds
    for page in pages:
        yield from not_printed(page, banner_texts(banner)[:-1])


def what_made_it(printed: Printed) -> Iterator[str]:
    """ORD-05."""
    for page in order_pages(printed, Kind.ORDER_SET, Kind.WORKSHEET):
        text = foot_of(page)
        if printed.document.document_id not in text or not _MADE_BY.search(text):
            yield f"Page {page.number} does not say which document it is and what made it."
        for said in _ROW_OR_TIME.findall(text):
            yield f"Page {page.number} says “{said}”, which no patient's paper carries."


def allergies_never_blank(printed: Printed, *kinds: Kind) -> Iterator[str]:
    """ORD-06: on each page, the banner's own words."""
    pages = order_pages(printed, *kinds)
    if not pages:
        return
    allergies = printed.document.content.banner.allergies  # type: ignore[attr-defined]  # of these kinds
    for page in pages:
        if not allergies.strip() or reading(page).find(f"Allergies {allergies}") is None:
            yield f"Page {page.number} does not say the allergies, or that none is known."


def not_valid_until_signed(printed: Printed) -> Iterator[str]:
    """ORD-24."""
    content = content_of(printed, OrderSet)
    if content is None:
        return
    if "NOT a valid prescription until signed" not in content.standing:
        yield "The document does not say that it is no prescription until signed."
    for page in printed.pages:
        yield from not_printed(page, (content.standing,))


def no_empty_page(printed: Printed) -> Iterator[str]:
    """ORD-29b: whole sheets of two sides, and no side with nothing on it."""
    content = content_of(printed, OrderSet)
    if content is None:
        return
    if len(printed.pages) % 2:
        yield f"{len(printed.pages)} pages do not make whole sheets."
    everywhere = (*banner_texts(content.banner), content.standing, content.footer)
    shared = sum(len("".join(found_as(each).split())) for each in everywhere)
    for page in printed.pages:
        if len(reading(page).letters) - shared < _FEWEST_LETTERS:
            yield f"Page {page.number} has nothing on it beyond who and what it is."


def similar_patient_is_told(printed: Printed) -> Iterator[str]:
    """ORD-33."""
    content = content_of(printed, OrderSet)
    if content is None or not content.look_alike:
        return
    place = reading(printed.pages[0]).find(content.look_alike)
    if place is None or place.least_pt < _BODY_PT:
        yield "Page 1 does not warn of the other patient who is easily taken for this one."


def provenance(printed: Printed) -> Iterator[str]:
    """ORD-35."""
    content = content_of(printed, OrderSet)
    if content is None:
        return
    last = printed.pages[-1]
    yield from not_printed(last, content.instructions.provenance)
    yield from not_printed(last, (each.title for each in content.sources))
    if not content.instructions.provenance or not content.sources:
        yield "Nothing is said of where the rules come from."


IDENTITY = (
    PrintRule(
        id="ORD-01",
        says="The order set's title and the population it is for stand at the top of page 1.",
        source="ISMP standard order sets (S27, S30)",
        runs=Runs.EVERY_FILE,
        how="Both texts are found in the top 15 % of page 1.",
        check=title_at_the_top,
    ),
    PrintRule(
        id="ORD-02",
        says="Set and version, who approved it and when, review date and owner stand on page 1.",
        source="ISMP (S31); NHS policies (S35, S36)",
        runs=Runs.EVERY_FILE,
        how="Each is found in its fixed wording on page 1.",
        reading=(
            "The review date is compared with the day of the run before anything is printed: an "
            "expired protocol ends the run."
        ),
        check=control_of_the_set,
    ),
    PrintRule(
        id="ORD-03",
        says="Each page says “Page x of y”, once, and both numbers are right.",
        source="printing.md 2.2",
        runs=Runs.EVERY_FILE,
        how="Compared with the page's place and the number of pages; the worksheet's too.",
        check=lambda printed: page_numbers(printed, Kind.ORDER_SET, Kind.WORKSHEET),
    ),
    PrintRule(
        id="ORD-04",
        says="Name, date of birth, gender, NHS number and hospital number stand on every page.",
        source="NHS CUI patient banner (S1)",
        runs=Runs.EVERY_FILE,
        how="Each is found whole on each page; the worksheet's too.",
        check=lambda printed: patient_on_every_page(printed, Kind.ORDER_SET, Kind.WORKSHEET),
    ),
    PrintRule(
        id="ORD-05",
        says="Each page says which document it is, under which protocol and made by what version.",
        source="printing.md 2.2",
        runs=Runs.EVERY_FILE,
        how="Document id, protocol, version, hash and program are found on each page.",
        reading=(
            "No row, workbook, batch or time of printing, and the check refuses them: the same "
            "patient gives the same bytes in any list (ADR 0009). record.json holds the cells."
        ),
        check=what_made_it,
    ),
    PrintRule(
        id="ORD-06",
        says="Allergies are never blank.",
        source="All About Pharmacy (S24)",
        runs=Runs.EVERY_FILE,
        how="The banner's own words are found behind “Allergies” on each page.",
        reading=(
            "“Not recorded” is not printed: a row without an entry for allergies goes back to its "
            "sender, so an order always has a value or “None known”."
        ),
        check=lambda printed: allergies_never_blank(printed, Kind.ORDER_SET, Kind.WORKSHEET),
    ),
    PrintRule(
        id="ORD-24",
        says="Each page says that it is no valid prescription until signed.",
        source="printing.md 2.2",
        runs=Runs.EVERY_FILE,
        how="The words are found on each page.",
        reading="Without the row's number (ADR 0009).",
        check=not_valid_until_signed,
    ),
    PrintRule(
        id="ORD-29b",
        says="Each patient starts on a new sheet, and no side has only banner and foot.",
        source="printing.md 2.2",
        runs=Runs.EVERY_FILE,
        how="An even number of pages, each with text beyond banner and foot; one file a patient.",
        reading="Ours, beside ORD-29: an order set is sheets of two sides.",
        check=no_empty_page,
    ),
    PrintRule(
        id="ORD-33",
        says="When another patient of the list is easily taken for this one, page 1 says so.",
        source="printing.md 2.2 (DSCN 04/2009, S2)",
        runs=Runs.EVERY_FILE,
        how="What the caution says is found whole on page 1, at 9 pt or more.",
        reading="In the caution's own words, and not as “SIMILAR NAME”: it names the other one.",
        check=similar_patient_is_told,
    ),
    PrintRule(
        id="ORD-35",
        says="The last page says what the rules come from.",
        source="ISMP (S31)",
        runs=Runs.EVERY_FILE,
        how="The protocol's statement and the title of each cited source are found there.",
        check=provenance,
    ),
)
