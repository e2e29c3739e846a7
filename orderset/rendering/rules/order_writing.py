"""Where people tick, sign and record on the order set: ORD-19 to 23 and 26."""

from collections.abc import Iterator, Mapping

from orderset.documents.checklist import ChecklistContent
from orderset.documents.order_set import OrderSet
from orderset.documents.worksheet import Worksheet
from orderset.rendering.placement import WHITE
from orderset.rendering.printed import Printed
from orderset.rendering.rules.forms import captions, fields, marked, row_of, ticks
from orderset.rendering.rules.page_reading import after_banner, content_of, reading
from orderset.rendering.rules.rule import PrintRule, Runs


LEAST_HEIGHT_MM = 8.0
_ROUNDING_MM = 0.05
_LEAST_CONTRAST = 4.5

RECORD = (
    "Bag batch number",
    "Start time",
    "Stop time",
    "Volume given",
    "Pump No.",
    "Cannula site",
)
"""What is written down for each bag, beside who gave and who checked it."""

_SIGNED = ("Name", "Signature")
_WHEN = ("Bleep", "Date", "Time")


def boxes_to_tick(printed: Printed) -> Iterator[str]:
    """ORD-19: as many as the record has things to tick, and none of them ticked."""
    wanted = _wanted_ticks(printed)
    for page in printed.pages:
        if page.number not in wanted:
            continue
        found = ticks(page)
        if len(found) != wanted[page.number]:
            yield f"Page {page.number} has {len(found)} boxes to tick, not {wanted[page.number]}."
        if marked(page):
            yield f"Page {page.number} has a box that is ticked already."


def _wanted_ticks(printed: Printed) -> Mapping[int, int]:
    order = content_of(printed, OrderSet)
    if order is not None:
        checks = len(order.instructions.checks) * len(order.infusions)
        return {1: 0, 2: checks, 3: len(order.working), 4: 0}
    list_ = content_of(printed, ChecklistContent)
    if list_ is not None:
        days = {
            number: sum(bool(each) for pair in day.checks for each in pair) + len(day.after)
            for number, day in enumerate(list_.days, start=2)
        }
        return {1: sum(each.is_asked for each in list_.schedule)} | days
    sheet = content_of(printed, Worksheet)
    return dict.fromkeys(range(1, len(sheet.bags) + 1), 1) if sheet is not None else {}


def _signatures(printed: Printed, page: int, role: str, number: str) -> Iterator[str]:
    """Yield what is wrong with a row of places for one person's signature."""
    if content_of(printed, OrderSet) is None or len(printed.pages) < page:
        return
    sheet = printed.pages[page - 1]
    roles = [each for each in captions(sheet) if each.text == role]
    if not roles:
        yield f"Page {page} has no place for “{role}” to sign."
        return
    row = row_of(roles[0], fields(sheet))
    if tuple(each.text for each in row) != (*_SIGNED, number, *_WHEN):
        yield f"“{role}” has not the places for name, signature, {number}, bleep, date and time."
    if any(each.box.height < LEAST_HEIGHT_MM - _ROUNDING_MM for each in row):
        yield f"The places for “{role}” to sign are less than {LEAST_HEIGHT_MM:.0f} mm high."


def prescriber_signs(printed: Printed) -> Iterator[str]:
    """ORD-20: once for the set, and for each day."""
    yield from _signatures(printed, 1, "Prescriber", "GMC No.")
    yield from _recorded(printed, "Prescriber signature")


def pharmacist_signs(printed: Printed) -> Iterator[str]:
    """ORD-21."""
    yield from _signatures(printed, 1, "Pharmacist, clinical check", "GPhC No.")


def two_people_sign(printed: Printed) -> Iterator[str]:
    """ORD-22: for each bag, and for the working."""
    yield from _recorded(printed, "Given by", "Checked by")
    yield from _signatures(printed, 2, "Nurse in charge", "NMC No.")
    yield from _signatures(printed, 3, "Working checked", "Registration No.")


def administration_is_recorded(printed: Printed) -> Iterator[str]:
    """ORD-23."""
    yield from _recorded(printed, *RECORD)


def _recorded(printed: Printed, *names: str) -> Iterator[str]:
    """Yield each of the names that has no white, empty box below each day's medication."""
    content = content_of(printed, OrderSet)
    if content is None:
        return
    page = printed.pages[0]
    drug = content.infusions[0].drug
    # Not where another text, such as the title, names the medicine: a dose follows it.
    days = dict.fromkeys(f"{drug} {each.dose}" for each in content.infusions)
    begins = after_banner(page, content.banner)
    found = (place for text in days for place in reading(page).all(text, begins))
    tops = [*sorted(place.box.top for place in found), page.height_mm]
    for name in names:
        boxes = [
            each.box
            for each in fields(page)
            if each.text == name and each.box.height >= LEAST_HEIGHT_MM - _ROUNDING_MM
        ]
        for line, top, below in zip(content.infusions, tops, tops[1:], strict=False):
            if not any(top < box.top < below for box in boxes):
                yield f"{line.day} has no empty box of {LEAST_HEIGHT_MM:.0f} mm for “{name}”."


def easy_to_read_and_white(printed: Printed) -> Iterator[str]:
    """ORD-26."""
    content = content_of(printed, OrderSet)
    if content is None:
        return
    for page in printed.pages:
        faint = [run for run in page.runs if _contrast(run.grey, run.ground) < _LEAST_CONTRAST]
        if faint:
            yield f"Page {page.number}: “{faint[0].text.strip()}” is too faint on its ground."
        captions_ = {*RECORD, *_SIGNED, "Given by", "Checked by", "Result today"}
        if any(run.ground != WHITE for run in page.runs if run.text.strip() in captions_):
            yield f"Page {page.number}: a place to write in is not white."


def _contrast(one: int, other: int) -> float:
    """Return the contrast of two greys as WCAG 2 defines it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(grey: int) -> float:
    part = grey / WHITE
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)  # noqa: PLR2004  WCAG's


WRITING = (
    PrintRule(
        id="ORD-19",
        says="Boxes to tick are as many as there are things to tick, and none is ticked.",
        source="Mercy Hospital form principles (S32)",
        runs=Runs.EVERY_FILE,
        how=(
            "Framed squares of 3 to 6 mm are counted on each page against the record; nothing may "
            "be written or drawn in one. Checklist and worksheet too."
        ),
        check=boxes_to_tick,
    ),
    PrintRule(
        id="ORD-20",
        says="The prescriber has places for name, signature, GMC number, bleep, date and time.",
        source="printing.md 2.2",
        runs=Runs.EVERY_FILE,
        how="White boxes with these captions beside the role, 8 mm high or more, else empty.",
        check=prescriber_signs,
    ),
    PrintRule(
        id="ORD-21",
        says="The pharmacist has the same places for the clinical check.",
        source="printing.md 2.2",
        runs=Runs.EVERY_FILE,
        how="As ORD-20, with the GPhC number.",
        check=pharmacist_signs,
    ),
    PrintRule(
        id="ORD-22",
        says="Two people sign for each bag, and one for the working.",
        source="printing.md 2.2",
        runs=Runs.EVERY_FILE,
        how="“Given by” and “Checked by” for each day; the nurse in charge; the second checker.",
        check=two_people_sign,
    ),
    PrintRule(
        id="ORD-23",
        says="Each bag has its record: batch, start, stop, volume, pump, cannula site.",
        source="printing.md 2.2",
        runs=Runs.EVERY_FILE,
        how="White boxes with these captions below each day's medication, 8 mm high or more.",
        check=administration_is_recorded,
    ),
    PrintRule(
        id="ORD-26",
        says="Places to write in are white; text has a contrast of 4.5 to 1 or more.",
        source="Mercy Hospital form principles (S32)",
        runs=Runs.EVERY_FILE,
        how="The grey of each run against that of the surface beneath it.",
        reading="On white paper and not on a tint: a tint is dots on a laser printer of a ward.",
        check=easy_to_read_and_white,
    ),
)
