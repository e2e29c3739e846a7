"""When to observe during one infusion, and how much should be in by then.

Times are on the 24-hour clock when a start is planned, with the date when the infusion goes past
midnight. Otherwise, and in the two nights a year in which the clocks change, they are offsets from
the start. Source: printing.md MON-04, MON-06, MON-10; clinical.md A4; faults.md F15.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from orderset.dates import last_sunday, printed_time
from orderset.documents.document import NO_BREAK_SPACE
from orderset.documents.wording import whole_date
from orderset.dosing.plan import Infusion
from orderset.protocol.schema import ChecklistWords
from orderset.quantities import printed, round_half_up


ROWS = 8
"""Rows of the grid on every sheet; those that no time needs are for further observations."""

MINUTES_PER_HOUR = 60
ONE_PLACE = Decimal("0.1")


@dataclasses.dataclass(frozen=True, slots=True)
class Slot:
    """One planned observation: when, in large and in small, and the volume expected by then."""

    when: str
    beside: str
    on: str
    expected_ml: str


@dataclasses.dataclass(frozen=True, slots=True)
class Grid:
    """The planned observations, and an empty text for each row that is left below them."""

    slots: tuple[Slot, ...]
    spare: tuple[str, ...]
    columns: tuple[str, ...]
    basis: str


def grid(infusion: Infusion, words: ChecklistWords, planned_start: dt.time | None) -> Grid:
    """Return the observation grid of one infusion."""
    lasts = int(infusion.duration_h * MINUTES_PER_HOUR)
    after = int(words.observations_after_min.value)
    start = dt.datetime.combine(infusion.date, planned_start) if planned_start else None
    passes_midnight = False
    basis = "No start is planned: time from the start of the infusion."
    if start:
        last = start + dt.timedelta(minutes=lasts + after)
        passes_midnight = last.date() != start.date()
        basis = "Times from the planned start. If it starts later, go by the minutes."
        if clocks_change(start, last):
            start, basis = None, "The clocks change during this infusion: time from its start."
    slots = []
    for minutes, elapsed, moment in _moments(words, lasts, after):
        when, beside, on = elapsed, moment, ""
        if start:
            when, on = _on_the_clock(start, minutes, with_date=passes_midnight)
            beside = moment or elapsed
        slots.append(Slot(when, beside, on, printed(_expected(infusion, minutes))))
    return Grid(tuple(slots), ("",) * (ROWS - len(slots)), words.observations, basis)


def _moments(words: ChecklistWords, lasts: int, after: int) -> Iterator[tuple[int, str, str]]:
    """Yield each moment in minutes from the start, as people say it, and which moment it is."""
    listed = sorted(int(each) for each in words.observation_minutes.value)
    every = int(words.observation_every_min.value)
    hourly = range(listed[-1] // every * every + every, lasts, every)
    for minutes in (*(each for each in listed if each < lasts), *hourly):
        yield minutes, _elapsed(minutes), ""
    yield lasts, _elapsed(lasts), "end"
    yield lasts + after, _elapsed(after), "after end"


def _elapsed(minutes: int) -> str:
    """Write a time since the start.

    Example:
        >>> [_elapsed(each).replace(NO_BREAK_SPACE, " ") for each in (0, 60, 120, 150)]
        ['0 min', '60 min', '2 h', '2 h 30 min']
    """
    hours, rest = divmod(minutes, MINUTES_PER_HOUR)
    if minutes <= MINUTES_PER_HOUR:
        return f"{minutes}{NO_BREAK_SPACE}min"
    told = f"{hours}{NO_BREAK_SPACE}h"
    return f"{told} {rest}{NO_BREAK_SPACE}min" if rest else told


def expected_volumes(infusion: Infusion, words: ChecklistWords) -> tuple[tuple[int, Decimal], ...]:
    """Return the minutes from the start of each planned observation, and the mL in by then."""
    lasts = int(infusion.duration_h * MINUTES_PER_HOUR)
    moments = _moments(words, lasts, int(words.observations_after_min.value))
    return tuple((minutes, _expected(infusion, minutes)) for minutes, _, _ in moments)


def _expected(infusion: Infusion, minutes: int) -> Decimal:
    """Return rate × time, never more than the bag holds."""
    volume = round_half_up(infusion.rate_ml_per_h * minutes / MINUTES_PER_HOUR, ONE_PLACE)
    return min(volume, infusion.bag_ml)


def _on_the_clock(start: dt.datetime, minutes: int, *, with_date: bool) -> tuple[str, str]:
    at = start + dt.timedelta(minutes=minutes)
    return printed_time(at.time()), whole_date(at.date()) if with_date else ""


def clocks_change(start: dt.datetime, end: dt.datetime) -> bool:
    """Tell whether United Kingdom clocks are put forward or back while an infusion runs.

    Source: Summer Time Order 2002: at 01:00 GMT on the last Sundays of March and October, which
    is between 01:00 and 02:00 on the clock.

    Example:
        >>> clocks_change(dt.datetime(2026, 10, 25, 0, 30), dt.datetime(2026, 10, 25, 3, 0))
        True
        >>> clocks_change(dt.datetime(2026, 10, 25, 9, 0), dt.datetime(2026, 10, 25, 11, 0))
        False
    """
    nights = {last_sunday(day.year, month) for day in (start, end) for month in (3, 10)}
    return any(
        start < dt.datetime.combine(night, dt.time(2))
        and end > dt.datetime.combine(night, dt.time(1))
        for night in nights
    )
