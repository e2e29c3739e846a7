"""Archetypes of cycles and of what was given before: first doses, intervals, the yearly limit."""

import dataclasses
from collections.abc import Iterator, Sequence
from decimal import Decimal
from math import ceil

from orderset.archetypes.archetype import Bench, Sketch
from orderset.archetypes.bodies import DAY_1, DAYS_PER_YEAR, Body, body_at, born_at
from orderset.archetypes.in_order import (
    before,
    child,
    days_of,
    dose_given,
    patient_of,
    without_results,
)
from orderset.archetypes.weights import at_cap
from orderset.dosing.planning import judge
from orderset.dosing.situation import Subject
from orderset.patients.age import completed_years
from orderset.patients.patient import PreviousDose
from orderset.patients.sex import Sex
from orderset.protocol.figures import Figure, figure_at
from orderset.protocol.schema import Presentation, Protocol
from orderset.quantities import plain, round_down
from orderset.settings import SiteSettings


CYCLES, HISTORY = "Cycle and vial", "Doses given before"
OLD_CYCLES_DAYS = 30
"""How far beyond the window a cycle lies that is surely out of it."""


def cycles(bench: Bench) -> Iterator[Sketch]:
    """Yield first and later cycles, each with what a protocol asks of it, and other vials."""
    protocol, site, body = bench.loaded.rules, bench.site, child(bench.loaded.rules)
    first = patient_of(protocol, body)
    yield Sketch(CYCLES, "An ordinary first cycle", first, site)
    yield from _first_doses(bench, body)
    shortest = days_of(figure_at(protocol.interval.minimum_days, _years(body)))
    longest = days_of(figure_at(protocol.interval.maximum_days, _years(body)))
    doses = given_before(bench, body, [(shortest + longest) // 2])
    later = patient_of(protocol, body, 2, doses)
    yield Sketch(CYCLES, "An ordinary second cycle", later, site)
    unseen = without_results(later, "imaging")
    yield Sketch(CYCLES, "A second cycle without imaging since the first", unseen, site)
    most = days_of(protocol.interval.cycles_note_above)
    window = days_of(protocol.cumulative.window_days)
    long_ago = dataclasses.replace(doses[0], cycle_number=1, given_on=before(window + 1))
    for cycle in (most, most + 1):
        known = [dataclasses.replace(each, cycle_number=cycle - 1) for each in doses]
        patient = patient_of(protocol, body, cycle, [long_ago, *known])
        yield Sketch(CYCLES, f"Cycle {cycle}, the list reaching back far enough", patient, site)
    yield from _vials(bench, body)


def _first_doses(bench: Bench, body: Body) -> Iterator[Sketch]:
    """Yield first cycles whose first infusion is lowered, where a protocol can lower it."""
    protocol, site = bench.loaded.rules, bench.site
    factor = protocol.dose.first_infusion_factor.value
    if factor == 1:
        return
    is_by_site = protocol.dose.first_infusion_lowered == "by-site"
    whole = site.model_copy(update={"half_dose_first_infusion": False})
    lowered = site.model_copy(update={"half_dose_first_infusion": True}) if is_by_site else site
    where = "the site's settings" if is_by_site else "the protocol"
    told = f"the first infusion {plain(factor)} of the dose by {where}"
    if is_by_site:
        patient = patient_of(protocol, body)
        yield Sketch(CYCLES, "First cycle, the first infusion whole", patient, whole)
    for each, who in ((body, "First cycle"), (at_cap(protocol), "First cycle above the limit")):
        if each is not None:
            yield Sketch(CYCLES, f"{who}: {told}", patient_of(protocol, each), lowered)


def _vials(bench: Bench, body: Body) -> Iterator[Sketch]:
    """Yield a patient for each strength not in use, the strongest where drawing up deviates."""
    protocol, in_use = bench.loaded.rules, bench.site.strength_mg_per_ml
    by_strength = {each.strength_mg_per_ml: each for each in protocol.medicine.presentations}
    for strength, vial in by_strength.items():
        if strength not in {in_use, max(by_strength)}:
            told = f"{plain(vial.vial_mg)} mg of {plain(strength)} mg per mL"
            patient = patient_of(protocol, body)
            yield Sketch(CYCLES, f"A vial of {told}", patient, _with_vial(bench.site, vial))
    strongest = _with_vial(bench.site, by_strength[max(by_strength)])
    for years in range(1, _years(body)):
        small = patient_of(protocol, body_at(born_at(years), Sex.MALE))
        subject = Subject(small, protocol, bench.loaded.definitions, strongest)
        if any(each.code == "dose-deviation" for each in judge(subject).findings):
            why = "The strongest vial: what is drawn up deviates too far"
            yield Sketch(CYCLES, why, small, strongest)
            return


def _with_vial(site: SiteSettings, vial: Presentation) -> SiteSettings:
    return site.model_copy(
        update={"strength_mg_per_ml": vial.strength_mg_per_ml, "vial_mg": vial.vial_mg}
    )


def _years(body: Body) -> int:
    return completed_years(body.born, DAY_1)


def given_before(
    bench: Bench, body: Body, days_before: Sequence[int], first_mg: Decimal | None = None
) -> list[PreviousDose]:
    """Return whole cycles given so many days before day 1, the oldest first.

    Args:
        bench: Protocol and site.
        body: Whose weight counts, the same at every cycle.
        days_before: When each cycle began, the oldest first.
        first_mg: What the oldest cycle held in all, if not as much as the others.
    """
    protocol = bench.loaded.rules
    days = days_of(protocol.dose.infusions)
    whole_mg = cycle_mg(bench, body)
    doses = []
    for cycle, began in enumerate(days_before, start=1):
        total = first_mg if first_mg is not None and cycle == 1 else whole_mg
        each_mg = round_down(total / days, protocol.dose.rounding_step_mg.value)
        for day in range(days):
            dose_mg = each_mg if day else total - each_mg * (days - 1)
            doses.append(dose_given(cycle, before(began - day), dose_mg, body.weight_kg))
    return doses


def cycle_mg(bench: Bench, body: Body) -> Decimal:
    """Return what a whole later cycle holds, as the engine plans it."""
    patient = patient_of(bench.loaded.rules, body, 2)
    subject = Subject(patient, bench.loaded.rules, bench.loaded.definitions, bench.site)
    plan = judge(subject).plan
    return plan.cycle.total_mg if plan else Decimal(0)


def history(bench: Bench) -> Iterator[Sketch]:
    """Yield intervals at their edges, the yearly limit and its window, and gaps in the list."""
    yield from _intervals(bench)
    yield from _yearly_limit(bench)
    protocol, body = bench.loaded.rules, child(bench.loaded.rules)
    longest = days_of(figure_at(protocol.interval.maximum_days, _years(body)))
    doses = given_before(bench, body, [longest])
    gap = patient_of(protocol, body, 4, doses)
    yield Sketch(HISTORY, "Cycle 4 with one earlier cycle listed", gap, bench.site)
    yield from _weights_then(bench, body, longest)


def _intervals(bench: Bench) -> Iterator[Sketch]:
    protocol = bench.loaded.rules
    seen: set[int] = set()
    for body in _one_in_each_band(protocol):
        years = _years(body)
        shortest = days_of(figure_at(protocol.interval.minimum_days, years))
        longest = days_of(figure_at(protocol.interval.maximum_days, years))
        for days, edge in (
            (shortest - 1, "one fewer than the shortest interval"),
            (shortest, "the shortest interval"),
            *(() if longest in seen else ((longest, "the longest without a caution"),)),
            *(() if longest in seen else ((longest + 1, "one more than the longest"),)),
        ):
            seen.add(longest)
            patient = patient_of(protocol, body, 2, given_before(bench, body, [days]))
            why = f"{days} days since the last cycle, aged {years}: {edge}"
            yield Sketch(HISTORY, why, patient, bench.site)


def _one_in_each_band(protocol: Protocol) -> Iterator[Body]:
    """Yield a body in the middle of each age band of the intervals; the child where none is."""
    rules = protocol.interval
    starts = {0} | {
        ceil(band.from_years)
        for given in (rules.minimum_days, rules.maximum_days)
        if not isinstance(given, Figure)
        for band in given
    }
    usual, edges = child(protocol), sorted(starts)
    for start, end in zip(edges, [*edges[1:], None], strict=True):
        if end is None or start <= _years(usual) < end:
            yield usual
        else:
            quarter = int((end - start) * DAYS_PER_YEAR / 4)
            yield body_at(born_at((start + end) // 2, quarter), Sex.MALE)


def _yearly_limit(bench: Bench) -> Iterator[Sketch]:
    """Yield the limit met exactly, passed by one rounding step, and full before day 1."""
    protocol, body = bench.loaded.rules, child(bench.loaded.rules)
    rules, step = protocol.cumulative, protocol.dose.rounding_step_mg.value
    limit_mg, whole_mg = rules.limit_mg_per_kg.value * body.weight_kg, cycle_mg(bench, body)
    limit, window = plain(rules.limit_mg_per_kg.value), days_of(rules.window_days)
    days = days_of(protocol.dose.infusions)
    left_mg = limit_mg - whole_mg
    for mg, why in (
        (left_mg, f"The cycle brings the year to {limit} mg per kg exactly"),
        (left_mg + step, f"The last day passes {limit} mg per kg by {plain(step)} mg"),
        (limit_mg, "The limit is full before day 1"),
    ):
        doses = _spread(bench, body, mg)
        cycle = doses[-1].cycle_number + 1
        yield Sketch(HISTORY, why, patient_of(protocol, body, cycle, doses), bench.site)
    for lies, told in ((window - days + 1, "leaves"), (window - days, "is still in")):
        doses = _spread(bench, body, left_mg)
        extra = dose_given(1, before(lies), step, body.weight_kg)
        later = [dataclasses.replace(each, cycle_number=each.cycle_number + 1) for each in doses]
        why = f"A dose of {lies} days before day 1 {told} the window of {window} on the last day"
        patient = patient_of(protocol, body, later[-1].cycle_number + 1, [extra, *later])
        yield Sketch(HISTORY, why, patient, bench.site)


def _spread(bench: Bench, body: Body, mg: Decimal) -> list[PreviousDose]:
    """Return cycles within the window that hold so many mg in all, the oldest holding the rest."""
    protocol, years = bench.loaded.rules, _years(body)
    whole_mg = cycle_mg(bench, body)
    number = max(1, ceil(mg / whole_mg))
    window = days_of(protocol.cumulative.window_days) - OLD_CYCLES_DAYS
    longest = days_of(figure_at(protocol.interval.maximum_days, years))
    apart = min(longest, window // number)
    began = [apart * each for each in range(number, 0, -1)]
    return given_before(bench, body, began, mg - whole_mg * (number - 1))


def _weights_then(bench: Bench, body: Body, days: int) -> Iterator[Sketch]:
    """Yield the largest loss and gain of weight since the last dose, and just more than each."""
    limits = bench.loaded.rules.plausibility
    if days > limits.weight_change_days.value:
        return
    lowest, highest = (
        limits.weight_change_lowest_ratio.value,
        limits.weight_change_highest_ratio.value,
    )
    small = Decimal("0.1")
    for weight, why in (
        (body.weight_kg / highest, f"The weight is {plain(highest)} times that of the last dose"),
        (body.weight_kg / highest - small, "The weight has grown by more than can be true"),
        (body.weight_kg / lowest + small, "The weight has fallen by more than can be true"),
    ):
        then = dataclasses.replace(body, weight_kg=weight)
        patient = patient_of(bench.loaded.rules, body, 2, given_before(bench, then, [days]))
        yield Sketch(HISTORY, why, patient, bench.site)
