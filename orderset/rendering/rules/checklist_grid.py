"""The observation grid as drawn: times, expected volumes, columns, empty cells; MON-04 to 12."""

import datetime as dt
import functools
import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from orderset.dates import MONTHS, printed_date, printed_time
from orderset.documents.checklist import ChecklistContent, DayPage
from orderset.documents.document import Document
from orderset.documents.wording import found_as
from orderset.quantities import round_half_up
from orderset.rendering.placement import Box
from orderset.rendering.printed import Printed, PrintedPage
from orderset.rendering.rules.forms import Field, bar, table
from orderset.rendering.rules.page_reading import Same, content_of, reading
from orderset.rendering.rules.rule import PrintRule, Runs


LEAST_CELL_MM = (9.0, 7.0)
_ROUNDING_MM = 0.05
_FIRST_COLUMNS = ("Due", "Expected mL", "Time done")
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)\b")
_ELAPSED = re.compile(r"(?:(\d+) h)?(?: ?(\d+) min)?")
_EXPECTED = re.compile(r"expected_ml at (\d+) min")
_MINUTES_PER_HOUR = 60
_STEP_ML = Decimal("0.1")


class Observed(NamedTuple):
    """One day's page: its grid as drawn, and what the record says of it.

    ``minutes`` are those from the start of each planned observation.
    """

    day: DayPage
    page: PrintedPage
    rows: tuple[tuple[Field, ...], ...]
    minutes: tuple[int, ...]
    number: int


def observed(printed: Printed) -> Iterator[Observed]:
    """Yield the grid of each day's page; one that cannot be found has no rows."""
    content = content_of(printed, ChecklistContent)
    if content is None:
        return
    for page, day in zip(printed.pages[1:], content.days, strict=False):
        number = int(day.medication.day.removeprefix("Day "))
        keys = _figures_of(printed.document, number)
        minutes = tuple(int(found[1]) for key in keys if (found := _EXPECTED.fullmatch(key)))
        yield Observed(day, page, grid_rows(Same(page)), minutes, number)


@functools.lru_cache(maxsize=8)
def grid_rows(same: Same) -> tuple[tuple[Field, ...], ...]:
    """Return the cells of the observation grid, row by row, its headings first."""
    page = same.page
    head, after = bar(page, "During"), bar(page, "After")
    stop = reading(page).find("Never faster than", head.end) if head else None
    if head is None or after is None or stop is None:
        return ()
    return table(page, Box(0, head.box.bottom, stop.box.left, after.box.top))


def _figures_of(document: Document, day: int) -> dict[str, Decimal]:
    prefix = f"day-{day}."
    return {
        each.key.removeprefix(prefix): each.value
        for each in document.figures
        if each.key.startswith(prefix)
    }


def times_follow_the_start(printed: Printed) -> Iterator[str]:
    """MON-04: on the clock from the first row's time, or as offsets."""
    for each in observed(printed):
        start = _start(each)
        for row, minutes in zip(each.rows[1:], each.minutes, strict=False):
            due = row[0].text
            on_clock = _TIME.match(due)
            if start is not None:
                wanted = printed_time((start + dt.timedelta(minutes=minutes)).time())
                if on_clock is None or on_clock[0] != wanted:
                    yield f"{each.day.medication.day}: {minutes} min on is not {wanted}."
            elif on_clock or not _is_offset(due, minutes, each):
                yield f"{each.day.medication.day}: “{due}” is not {minutes} min from the start."
        if len(each.rows) <= len(each.minutes) or not each.minutes:
            yield f"{each.day.medication.day}: not every planned observation has a row."


def _start(each: Observed) -> dt.datetime | None:
    """Return when the first observation is due, if the page says so."""
    found = _TIME.match(each.rows[1][0].text) if len(each.rows) > 1 and each.rows[1] else None
    if found is None:
        return None
    return dt.datetime.combine(_date(each.day), dt.time(int(found[1]), int(found[2])))


def _date(day: DayPage) -> dt.date:
    number, month, year = found_as(day.medication.date).split("-")
    return dt.date(int(year), MONTHS.index(month) + 1, int(number))


def _is_offset(due: str, minutes: int, each: Observed) -> bool:
    """Tell whether a row's words say its minutes from the start, or from the end."""
    told = due.removesuffix(" after end").removesuffix(" end").strip()
    found = _ELAPSED.fullmatch(told)
    if found is None or not told:
        return False
    elapsed = int(found[1] or 0) * _MINUTES_PER_HOUR + int(found[2] or 0)
    # The last row counts from the end, which is the row before.
    return minutes - (each.minutes[-2] if due.endswith("after end") else 0) == elapsed


def dates_past_midnight(printed: Printed) -> Iterator[str]:
    """MON-10."""
    for each in observed(printed):
        start = _start(each)
        if start is None or not each.minutes:
            continue
        ends = start + dt.timedelta(minutes=each.minutes[-1])
        if ends.date() == start.date():
            continue
        for row, minutes in zip(each.rows[1:], each.minutes, strict=False):
            date = printed_date((start + dt.timedelta(minutes=minutes)).date())
            if date not in row[0].text:
                yield f"{each.day.medication.day}: “{row[0].text}” does not say {date}."


def expected_volumes(printed: Printed) -> Iterator[str]:
    """MON-06: rate × time from the record's rate, against what is printed."""
    for each in observed(printed):
        figures = _figures_of(printed.document, each.number)
        rate, bag = figures.get("rate_ml_per_h"), figures.get("bag_ml")
        if rate is None or bag is None:
            yield f"{each.day.medication.day}: the record has no rate or no bag."
            continue
        for row, minutes in zip(each.rows[1:], each.minutes, strict=False):
            flow = Fraction(rate) * minutes / _MINUTES_PER_HOUR
            wanted = min(round_half_up(flow, _STEP_ML), bag)
            said = row[1].text.replace(",", "") if len(row) > 1 else ""
            if not re.fullmatch(r"\d+(\.\d+)?", said) or Decimal(said) != wanted:
                yield f"{each.day.medication.day}: {said or 'nothing'} mL expected, not {wanted:f}."


def columns_and_cells(printed: Printed) -> Iterator[str]:
    """MON-05."""
    for each in observed(printed):
        where = each.day.medication.day
        heads = tuple(cell.text for cell in each.rows[0]) if each.rows else ()
        if heads != (*_FIRST_COLUMNS, *each.day.grid.columns):
            yield f"{where}: the grid has not the columns that the protocol lists."
        cells = [cell.box for row in each.rows[1:] for cell in row[2:]]
        if any(
            box.width < LEAST_CELL_MM[0] - _ROUNDING_MM
            or box.height < LEAST_CELL_MM[1] - _ROUNDING_MM
            for box in cells
        ):
            yield f"{where}: a cell of the grid is smaller than 9 × 7 mm."


def nothing_is_filled_in(printed: Printed) -> Iterator[str]:
    """MON-11: no observation, and nothing at all in the rows that no time needs."""
    for each in observed(printed):
        planned = len(each.minutes)
        written = [
            cell.text
            for number, row in enumerate(each.rows[1:])
            for cell in (row[2:] if number < planned else row)
            if cell.text
        ]
        if written:
            yield f"{each.day.medication.day}: “{written[0]}” stands where a nurse has to write."


GRID = (
    PrintRule(
        id="MON-04",
        says="Each planned observation has its time: start and offset, on the 24-hour clock.",
        source="printing.md section 3; clinical.md A4",
        runs=Runs.EVERY_FILE,
        how="Each row of the grid as drawn against the first row's time and the record's minutes.",
        reading="In the two nights in which the clocks change, offsets stand instead.",
        check=times_follow_the_start,
    ),
    PrintRule(
        id="MON-05",
        says="The grid has its columns, and each cell to write in is 9 × 7 mm or more.",
        source="printing.md section 3",
        runs=Runs.EVERY_FILE,
        how="The headings as printed; the cells as the lines are drawn.",
        reading=(
            "No column for the rate running: the expected volume beside “mL in” shows it, and the "
            "rate is never changed upwards. The protocol lists the columns."
        ),
        check=columns_and_cells,
    ),
    PrintRule(
        id="MON-06",
        says="The volume expected by each time is rate × time, never more than the bag.",
        source="printing.md section 3",
        runs=Runs.EVERY_FILE,
        how="Computed again from the record's rate and bag, against the grid as printed.",
        reading="By the printed rate: a bag of 100 mL at 33.3 mL per hour ends at 99.9 mL.",
        check=expected_volumes,
    ),
    PrintRule(
        id="MON-10",
        says="When an infusion goes past midnight, each time has its date.",
        source="printing.md section 3",
        runs=Runs.EVERY_FILE,
        how="The date of each row, from the day's date and the first row's time.",
        check=dates_past_midnight,
    ),
    PrintRule(
        id="MON-11",
        says="No observation is filled in beforehand.",
        source="printing.md section 3",
        runs=Runs.EVERY_FILE,
        how="Every cell to write in, and every row without a time, holds no text.",
        check=nothing_is_filled_in,
    ),
)
