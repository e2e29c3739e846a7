"""The medication on an order form: its parts in order, together, in letters large enough."""

from collections.abc import Iterator

from orderset.documents.document import Banner, Kind
from orderset.documents.medication import MedicationLine
from orderset.documents.order_set import OrderSet
from orderset.documents.worksheet import Worksheet
from orderset.rendering.printed import Printed, PrintedPage
from orderset.rendering.rules.page_reading import (
    Place,
    after_banner,
    content_of,
    order_pages,
    reading,
    shortened,
)
from orderset.rendering.rules.rule import PrintRule, Runs


_CAPTION_PT, _WORKING_PT, _BODY_PT, _CRITICAL_PT = 7.5, 8.5, 9.0, 12.0
_ROUNDING_PT = 0.02
_ONE_BLOCK_MM = 32.0
"""The height of a day's box on the order, in which its medication stands together."""

_BESIDE_MM = 8.0
"""Three lines of the guide: a long dose per kg and its weight take two of them."""


def _parts(line: MedicationLine) -> tuple[str, ...]:
    """Return a medication line's parts in the order of MEDi-051."""
    return (
        line.drug,
        line.dose,
        f"in {line.diluent}",
        line.volume,
        line.concentration,
        line.route,
        line.duration,
        line.rate,
    )


def _ordered(printed: Printed) -> Iterator[tuple[MedicationLine, list[Place]]]:
    """Yield each day's line with the places of its parts, each looked for behind the last."""
    content = content_of(printed, OrderSet)
    if content is None:
        return
    read, after = reading(printed.pages[0]), after_banner(printed.pages[0], content.banner)
    for line in content.infusions:
        places: list[Place] = []
        for text in _parts(line):
            place = read.find(text, after)
            if place is None:
                break
            places.append(place)
            after = place.end
        yield line, places


def medication_in_order(printed: Printed) -> Iterator[str]:
    """ORD-12."""
    for line, places in _ordered(printed):
        parts = _parts(line)
        if len(places) < len(parts):
            missing = parts[len(places)]
            yield f"{line.day}: “{shortened(missing)}” does not follow in the medication's order."
        elif places[-1].box.bottom - places[0].box.top > _ONE_BLOCK_MM:
            yield f"{line.day}: the medication does not stand together."


def medication_on_one_page(printed: Printed) -> Iterator[str]:
    """ORD-28: everything of a day, its limit and its places for signing, on page 1."""
    content = content_of(printed, OrderSet)
    if content is None:
        return
    read = reading(printed.pages[0])
    for line in content.infusions:
        limit = line.creatinine_limit if line.has_creatinine_limit else content.no_baseline
        for text in (*_parts(line), line.never_faster, limit):
            if read.find(text) is None:
                yield f"{line.day}: “{shortened(text)}” is not on page 1."
    if len(list(read.all("Prescriber signature"))) < len(content.infusions):
        yield "A day's place for the prescriber's signature is not on page 1."


def guidance_beside_the_dose(printed: Printed) -> Iterator[str]:
    """ORD-11."""
    sheet = content_of(printed, Worksheet)
    if sheet is not None:
        for page, bag in zip(printed.pages, sheet.bags, strict=False):
            yield from _guidance(page, (bag.infusion,), sheet.banner)
    content = content_of(printed, OrderSet)
    if content is not None:
        yield from _guidance(printed.pages[0], content.infusions, content.banner)


def _guidance(
    page: PrintedPage, lines: tuple[MedicationLine, ...], banner: Banner
) -> Iterator[str]:
    read, after = reading(page), after_banner(page, banner)
    for line in lines:
        dose = read.find(line.dose, after)
        after = dose.start if dose else after
        for text in (line.per_kg, line.maximum):
            place = read.find(text, after)
            if dose is None or place is None or abs(place.box.top - dose.box.top) > _BESIDE_MM:
                yield f"Page {page.number}, {line.day.lower()}: “{text}” is not beside the dose."
            after = place.end if place else after


def limits_of_rate_and_dilution(printed: Printed) -> Iterator[str]:
    """ORD-13."""
    content = content_of(printed, OrderSet)
    if content is None:
        return
    read, after = reading(printed.pages[0]), after_banner(printed.pages[0], content.banner)
    for line in content.infusions:
        place = read.find(f"Never faster than {line.never_faster}", after)
        if place is None:
            yield f"{line.day}: the maximum rate is not printed."
        else:
            after = place.end
    figures = {each.key: each.value for each in printed.document.figures}
    for key, rate in figures.items():
        day, _, name = key.partition(".")
        maximum = figures.get(f"{day}.maximum_rate_ml_per_h")
        if name == "rate_ml_per_h" and (maximum is None or rate > maximum):
            yield f"{day}: the rate is above the maximum rate, or that is not known."
    basis = reading(printed.pages[-2]) if len(printed.pages) > 1 else read
    bags = [each for each in content.working if each.step.startswith("Bag")]
    if not bags or any(" at most " not in each.arithmetic for each in bags):
        yield "The working does not say how concentrated a bag may be."
    elif any(basis.find(each.arithmetic) is None for each in bags):
        yield "The limit of dilution is not printed."


def letters_large_enough(printed: Printed) -> Iterator[str]:
    """ORD-27: captions, the working, the body and what is critical, each at its own least size."""
    for page in order_pages(printed, Kind.ORDER_SET, Kind.WORKSHEET):
        if any(run.size_pt < _CAPTION_PT - _ROUNDING_PT for run in page.runs):
            yield f"Page {page.number}: letters smaller than {_CAPTION_PT} pt."
        if any("Italic" in run.font or "Oblique" in run.font for run in page.runs):
            yield f"Page {page.number}: italics."
    content = content_of(printed, OrderSet)
    if content is None:
        return
    for line, places in _ordered(printed):
        # Drug and dose, and how it runs: route, duration, rate.
        critical = (*places[:2], *places[5:])
        if any(each.least_pt < _CRITICAL_PT - _ROUNDING_PT for each in critical):
            yield f"{line.day}: drug, dose, route, duration or rate below {_CRITICAL_PT:.0f} pt."
    said = content.instructions
    body = (*said.checks, *said.lines, *said.emergency, *said.provenance)
    told = tuple(each.message for each in content.cautions)
    working = tuple(each.arithmetic for each in content.working)
    for texts, least in ((body, _BODY_PT), (told, _BODY_PT), (working, _WORKING_PT)):
        for text in texts:
            places = [place for page in printed.pages if (place := reading(page).find(text))]
            if any(each.least_pt < least - _ROUNDING_PT for each in places):
                yield f"“{shortened(text)}” is smaller than {least} pt."


MEDICATION = (
    PrintRule(
        id="ORD-11",
        says="Dose per kg, weight and maximum dose stand beside the dose.",
        source="ISMP standard order sets (S29)",
        runs=Runs.EVERY_FILE,
        how="Both texts are found within 8 mm of the dose's line; the worksheet's too.",
        check=guidance_beside_the_dose,
    ),
    PrintRule(
        id="ORD-12",
        says=(
            "Drug, dose, diluent, volume, concentration, route, duration and rate follow each "
            "other in this order, in one block."
        ),
        source="NHS CUI MEDi-051 (S1)",
        runs=Runs.EVERY_FILE,
        how="Each part is found behind the one before; first and last are within 32 mm.",
        reading=(
            "Three lines in one box, not one line: at 12 pt the line is longer than the page. The "
            "duration stands before the rate, as on the label."
        ),
        check=medication_in_order,
    ),
    PrintRule(
        id="ORD-13",
        says="The maximum rate of each bag and the limit of dilution are printed.",
        source="printing.md 2.2",
        runs=Runs.EVERY_FILE,
        how="Found on page 1 and in the working; no rate of the record is above its maximum.",
        check=limits_of_rate_and_dilution,
    ),
    PrintRule(
        id="ORD-27",
        says="Body 9 pt or more, what is critical 12 pt or more, no italics.",
        source="EC readability guideline (S14); ISMP (S4)",
        runs=Runs.EVERY_FILE,
        how=(
            "Sizes and fonts of all runs; the least size of each text of the medication, the "
            "instructions, the cautions and the working."
        ),
        reading=(
            "Captions are 7.5 pt or more and the table of the working is 8.5 pt: it holds the "
            "lines of two different doses on one page. Volume and concentration are 11 pt."
        ),
        check=letters_large_enough,
    ),
    PrintRule(
        id="ORD-28",
        says="Nothing of a day's order goes on over a page's end.",
        source="printing.md 2.2",
        runs=Runs.EVERY_FILE,
        how="Every part, the limits and the places for signing are found on page 1.",
        check=medication_on_one_page,
    ),
)
