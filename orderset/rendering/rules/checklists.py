"""The rules for print of the monitoring checklist: MON-01 to MON-13."""

from collections.abc import Iterator

from orderset.documents.checklist import ChecklistContent, DayPage
from orderset.documents.document import Kind
from orderset.rendering.placement import Box
from orderset.rendering.printed import Printed, PrintedPage
from orderset.rendering.rules.checklist_grid import GRID, grid_rows
from orderset.rendering.rules.forms import bar, table, ticks
from orderset.rendering.rules.order_identity import (
    allergies_never_blank,
    page_numbers,
    patient_on_every_page,
)
from orderset.rendering.rules.page_reading import Same, content_of, not_printed, reading, shortened
from orderset.rendering.rules.rule import PrintRule, Runs


SIGNATURE_MM = 8.0
_ROUNDING_MM = 0.05
_SIGNATURE_HEADS = ("Name, designation", "Signature", "Initials")


def same_on_every_page(printed: Printed) -> Iterator[str]:
    """MON-01."""
    content = content_of(printed, ChecklistContent)
    if content is None:
        return
    yield from page_numbers(printed, Kind.CHECKLIST)
    yield from patient_on_every_page(printed, Kind.CHECKLIST)
    yield from allergies_never_blank(printed, Kind.CHECKLIST)
    for page in printed.pages:
        yield from not_printed(page, (content.footer, content.standing))


def _days(printed: Printed) -> Iterator[tuple[ChecklistContent, DayPage, PrintedPage]]:
    content = content_of(printed, ChecklistContent)
    if content is None:
        return
    for page, day in zip(printed.pages[1:], content.days, strict=False):
        yield content, day, page


def _block(page: PrintedPage, name: str, until: str) -> Box | None:
    """Return the part of a page between the bar of a section and that of the next."""
    begins, ends = bar(page, name), bar(page, until) if until else None
    if begins is None or (until and ends is None):
        return None
    bottom = ends.box.top if ends else page.height_mm
    return Box(0, begins.box.bottom, page.width_mm, bottom)


def three_blocks(printed: Printed) -> Iterator[str]:
    """MON-02."""
    for _, day, page in _days(printed):
        bars = [bar(page, name) for name in ("Before", "During", "After")]
        tops = [each.box.top for each in bars if each]
        if len(tops) < len(bars) or tops != sorted(tops):
            yield f"{day.medication.day}: before, during and after do not follow each other."


def _stand_in(page: PrintedPage, texts: tuple[str, ...], part: Box | None) -> Iterator[str]:
    """Yield each text that is not in a part of the page, and that a tick is missing for one."""
    for text in texts:
        places = reading(page).all(text)
        if part is None or not any(part.top < each.box.top < part.bottom for each in places):
            yield f"Page {page.number}: “{shortened(text)}” is not where it belongs."
    if part is not None and len(ticks(page, part)) != len(texts):
        yield f"Page {page.number}: not every check has its own box to tick."


def before_the_infusion(printed: Printed) -> Iterator[str]:
    """MON-03: the checks, and on page 1 the results that were reviewed with their dates."""
    for _, day, page in _days(printed):
        checks = tuple(each for pair in day.checks for each in pair if each)
        yield from _stand_in(page, checks, _block(page, "Before", "During"))
        if not checks:
            yield f"{day.medication.day}: there is nothing to check before."
    content = content_of(printed, ChecklistContent)
    if content is not None:
        results = (f"{row.last} {row.taken}".strip() for row in content.schedule if row.last)
        yield from not_printed(printed.pages[0], results)


def stop_criteria(printed: Printed) -> Iterator[str]:
    """MON-07: beside the grid, right of it, and whom to call below."""
    for content, day, page in _days(printed):
        part, rows = _block(page, "During", "After"), grid_rows(Same(page))
        stop = ("Never faster than " + day.medication.never_faster, *content.stop_criteria)
        for text in stop:
            place = reading(page).find(text)
            is_beside = (
                place is not None
                and part is not None
                and bool(rows)
                and part.top < place.box.top < part.bottom
                and place.box.left > rows[0][-1].box.right
            )
            if not is_beside:
                yield f"Page {page.number}: “{shortened(text)}” is not beside the observations."
        if not content.stop_criteria or not content.call:
            yield f"{day.medication.day}: when to stop, or whom to call, is not said."
        yield from not_printed(page, content.call)


def after_the_infusion(printed: Printed) -> Iterator[str]:
    """MON-08."""
    for _, day, page in _days(printed):
        yield from _stand_in(page, day.after, _block(page, "After", ""))
        if not day.after:
            yield f"{day.medication.day}: there is nothing to do after."
        yield from not_printed(page, (day.next_dose,))


def sample_signatures(printed: Printed) -> Iterator[str]:
    """MON-09."""
    for content, day, page in _days(printed):
        head, after = bar(page, "Sample signatures"), _block(page, "After", "")
        if head is None or after is None:
            yield f"{day.medication.day}: there are no sample signatures."
            continue
        rows = table(page, Box(head.box.left - 2, after.top, page.width_mm, after.bottom))
        if not rows or tuple(each.text for each in rows[0]) != _SIGNATURE_HEADS:
            yield f"{day.medication.day}: name, designation, signature or initials are not asked."
        blank = [row for row in rows[1:] if not any(each.text for each in row)]
        if len(blank) != len(content.signatures) or any(
            each.box.height < SIGNATURE_MM - _ROUNDING_MM for row in blank for each in row
        ):
            yield f"{day.medication.day}: places for {len(content.signatures)} signatures of 8 mm."


MON: tuple[PrintRule, ...] = tuple(
    sorted(
        (
            PrintRule(
                id="MON-01",
                says="Banner, page x of y, protocol and version on every page of the checklist.",
                source="printing.md section 3",
                runs=Runs.EVERY_FILE,
                how="As ORD-03, ORD-04 and ORD-06; foot and standing found on each page.",
                check=same_on_every_page,
            ),
            PrintRule(
                id="MON-02",
                says="Before, during and after follow each other on each day's page.",
                source="printing.md section 3",
                runs=Runs.EVERY_FILE,
                how="The three black bars, from top to bottom.",
                check=three_blocks,
            ),
            PrintRule(
                id="MON-03",
                says="Each check before the infusion has its row and its box to tick.",
                source="printing.md section 3 (S40, S41)",
                runs=Runs.EVERY_FILE,
                how=(
                    "The protocol's checks between the first two bars, with as many boxes; on "
                    "page 1 each last result with its date."
                ),
                reading="Which checks there are is the protocol's: pregnancy and dental included.",
                check=before_the_infusion,
            ),
            *GRID,
            PrintRule(
                id="MON-07",
                says="When to stop and whom to call stand beside the grid.",
                source="printing.md section 3",
                runs=Runs.EVERY_FILE,
                how="Each criterion is found right of the grid, between its top and the next bar.",
                check=stop_criteria,
            ),
            PrintRule(
                id="MON-08",
                says="What to do after the infusion has its rows, and the next date is said.",
                source="printing.md section 3",
                runs=Runs.EVERY_FILE,
                how="The protocol's rows below the last bar, each with a box to tick.",
                check=after_the_infusion,
            ),
            PrintRule(
                id="MON-09",
                says="Each nurse can leave name, designation, signature and initials.",
                source="printing.md section 3",
                runs=Runs.EVERY_FILE,
                how="The table as its lines are drawn: headings, four empty rows of 8 mm or more.",
                check=sample_signatures,
            ),
            PrintRule(
                id="MON-12",
                says="Pale lines between rows, no strong vertical grid.",
                source="NHS CUI MEDv-022, 143 to 145 (S1)",
                runs=Runs.TESTS,
                how="tests/unit/rendering/test_rules_checklists.py: grey and width of each line",
                reading="Pale lines both ways: numbers of nine columns must not change place.",
            ),
            PrintRule(
                id="MON-13",
                says="The tables are tagged, with headings for columns and rows.",
                source="printing.md sections 3 and 5",
                runs=Runs.TESTS,
                how="tests/unit/rendering/test_rules_checklists.py: the file's structure",
            ),
        ),
        key=lambda rule: rule.id,
    )
)
