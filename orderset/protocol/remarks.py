"""What a committee should know about a protocol that can be used: it contradicts itself somewhere.

The interval and the yearly limit of the first protocol do, as their sources do (clinical.md B1.4).
Everything is computed from the file's own figures, exactly; no limit of ours is added.
"""

import itertools
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from orderset.protocol.bands import by_age
from orderset.protocol.figures import Figure, figure_at
from orderset.protocol.schema import Presentation, Protocol
from orderset.protocol.statements import ages
from orderset.quantities import plain, round_down, round_half_up


_SHOWN_KG = Decimal("0.1")


def remarks(protocol: Protocol) -> Iterator[str]:
    """Yield warnings: what may be meant, and what the committee should have seen."""
    for from_years, below_years in _dose_bands(protocol):
        yield from _interval(protocol, from_years, below_years)
        yield from _always_limited(protocol, from_years, below_years)
    for vial in protocol.medicine.presentations:
        yield from _drawn_up_above(protocol, vial)


def _dose_bands(protocol: Protocol) -> Iterator[tuple[int, int | None]]:
    """Yield the ages within which neither the dose nor an interval changes."""
    edges = {
        int(band.from_years)
        for given in by_age(protocol).values()
        if not isinstance(given, Figure)
        for band in given
    }
    starts = sorted(edges | {0})
    yield from itertools.zip_longest(starts, starts[1:])


def _of_ages(from_years: int, below_years: int | None) -> str:
    if from_years == 0 and below_years is None:
        return ""
    return f", {ages(Decimal(from_years), None if below_years is None else Decimal(below_years))}"


def sustained_interval_days(
    mg_per_kg: Decimal,
    infusions: int,
    limit_mg_per_kg: Decimal,
    window_days: int,
    minimum_days: int,
) -> int | None:
    """Return the shortest interval at which full cycles keep within the limit for ever.

    At a longer one they do as well, because no earlier infusion comes nearer. None if not even one
    cycle in a window fits. An infusion counts on its day and the days after it, ``window_days`` in
    all; equal to the limit passes. Source: clinical.md A2 and B1.4.

    Example:
        >>> sustained_interval_days(Decimal(1), 3, Decimal("11.5"), 365, 28)
        121
    """
    shortest = max(minimum_days, infusions)
    for interval in range(shortest, max(shortest, window_days + infusions) + 1):
        given = [
            cycle * interval + day
            for cycle in range(-(window_days // interval) - 1, 1)
            for day in range(infusions)
        ]
        in_window = max(
            sum(day - window_days < each <= day for each in given) for day in range(infusions)
        )
        if in_window * mg_per_kg <= limit_mg_per_kg:
            return interval
    return None


def first_blocked(protocol: Protocol, age_years: int, interval_days: int) -> tuple[int, int]:
    """Return the cycle and the day of the first infusion above the limit, counted from 1.

    Every cycle is full and begins so many days after the one before it, which is sooner than can go
    on for ever: so there is one.
    """
    dose, rules = protocol.dose, protocol.cumulative
    infusions, window = int(dose.infusions.value), int(rules.window_days.value)
    full = figure_at(dose.mg_per_kg, age_years).value
    is_lowered = dose.first_infusion_lowered == "always"
    given: list[tuple[int, Decimal]] = []
    total = Decimal(0)
    while total <= rules.limit_mg_per_kg.value:
        cycle, day = divmod(len(given), infusions)
        factor = dose.first_infusion_factor.value if is_lowered and not given else 1
        on = cycle * interval_days + day
        given.append((on, full * factor))
        total = sum((each for earlier, each in given if on - window < earlier), Decimal(0))
    return cycle + 1, day + 1


def _interval(protocol: Protocol, from_years: int, below_years: int | None) -> Iterator[str]:
    """The shortest and the longest interval against the limit over the window."""
    dose, limit = protocol.dose, protocol.cumulative.limit_mg_per_kg.value
    window = int(protocol.cumulative.window_days.value)
    infusions = int(dose.infusions.value)
    mg_per_kg = figure_at(dose.mg_per_kg, from_years).value
    shortest = int(figure_at(protocol.interval.minimum_days, from_years).value)
    longest = int(figure_at(protocol.interval.maximum_days, from_years).value)
    sustained = sustained_interval_days(mg_per_kg, infusions, limit, window, shortest)
    if sustained is None or sustained <= max(shortest, infusions):
        return
    cycle, day = first_blocked(protocol, from_years, max(shortest, infusions))
    up_to = round_down(Fraction(dose.cap_mg.value) / Fraction(mg_per_kg), _SHOWN_KG)
    told = (
        f"The interval and the limit over {window} days contradict each other"
        f"{_of_ages(from_years, below_years)}. With {infusions} × {plain(mg_per_kg)} mg/kg every "
        f"{shortest} days, the shortest interval, day {day} of cycle {cycle} is the first above "
        f"{plain(limit)} mg/kg"
    )
    if sustained > longest:
        cycle, day = first_blocked(protocol, from_years, longest)
        told += f", and every {longest} days, the longest, day {day} of cycle {cycle}"
    yield (
        f"{told}. Full cycles are never stopped from {sustained} days apart. This counts up to "
        f"{plain(up_to)} kg; above, the limit per infusion lowers the dose per kg."
    )


def _always_limited(protocol: Protocol, from_years: int, below_years: int | None) -> Iterator[str]:
    """A dose per kg that the limit cuts at the lightest adult already: a slip of a digit?"""
    dose, lightest = protocol.dose, protocol.plausibility.adult_weight_minimum_kg
    mg_per_kg = figure_at(dose.mg_per_kg, from_years).value
    if mg_per_kg * lightest.value > dose.cap_mg.value:
        up_to = round_down(Fraction(dose.cap_mg.value) / Fraction(mg_per_kg), _SHOWN_KG)
        yield (
            f"The dose per kg of {plain(mg_per_kg)} mg/kg{_of_ages(from_years, below_years)} "
            f"reaches the limit per infusion of {plain(dose.cap_mg.value)} mg at {plain(up_to)} "
            "kg: above that weight everybody gets the same dose."
        )


def drawn_up_mg(protocol: Protocol, vial: Presentation) -> Decimal:
    """Return what the largest dose there can be holds once it is drawn up from a vial, in mg.

    Doses below it hold no more: the syringe's steps are the same.
    """
    dose = protocol.dose
    largest = round_down(dose.cap_mg.value, dose.rounding_step_mg.value)
    volume = Fraction(largest) / Fraction(vial.strength_mg_per_ml)
    step = protocol.preparation.draw_up_step_ml.value
    return round_half_up(volume, step) * vial.strength_mg_per_ml


def _drawn_up_above(protocol: Protocol, vial: Presentation) -> Iterator[str]:
    cap, found = protocol.dose.cap_mg.value, drawn_up_mg(protocol, vial)
    if found > cap:
        yield (
            f"The limit per infusion of {plain(cap)} mg, drawn up from the vial of "
            f"{plain(vial.vial_mg)} mg in {plain(vial.vial_ml)} mL in steps of "
            f"{plain(protocol.preparation.draw_up_step_ml.value)} mL, is {plain(found)} mg."
        )
