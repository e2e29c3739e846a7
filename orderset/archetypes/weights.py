"""Archetypes of weight: at each bag's limit, at the limit per infusion, at the fluid limit."""

from collections.abc import Iterator
from decimal import Decimal
from math import ceil

from orderset.archetypes.archetype import Bench, Sketch
from orderset.archetypes.bodies import (
    WEIGHT_STEP_KG,
    Body,
    body_of_weight,
    heaviest_up_to,
    lightest_from,
)
from orderset.archetypes.in_order import patient_of
from orderset.protocol.figures import Figure, figure_at
from orderset.protocol.schema import ConcentrationLimit, Protocol
from orderset.quantities import plain


WEIGHT = "Weight"


Cell = tuple[int, int | None, Decimal, Decimal]
"""Ages in completed years, from and below, with one mg per kg and one concentration limit."""


def weights(bench: Bench) -> Iterator[Sketch]:
    """Yield patients at and just over each limit that follows from weight."""
    protocol = bench.loaded.rules
    for cell in cells(protocol):
        for weight, why in _edges(cell, protocol):
            body = body_of_weight(weight, protocol, cell[0], cell[1])
            if body is not None:
                yield Sketch(WEIGHT, why, patient_of(protocol, body), bench.site)
    yield from _fluid(bench)


def cells(protocol: Protocol) -> Iterator[Cell]:
    """Yield the ages in which dose per kg and concentration limit do not change."""
    given, limits = protocol.dose.mg_per_kg, protocol.preparation.concentration_limits
    edges = {ceil(each.from_years) for each in limits} | {0}
    if not isinstance(given, Figure):
        edges |= {ceil(each.from_years) for each in given}
    starts = sorted(edges)
    for start, end in zip(starts, [*starts[1:], None], strict=True):
        yield start, end, figure_at(given, start).value, _limit_at(limits, start)


def _limit_at(limits: tuple[ConcentrationLimit, ...], years: int) -> Decimal:
    return next(
        each.mg_per_ml
        for each in limits
        if each.from_years <= years and (each.below_years is None or years < each.below_years)
    )


def _edges(cell: Cell, protocol: Protocol) -> Iterator[tuple[Decimal, str]]:
    """Yield the weights at and just over each edge of one age cell, with what the edge is."""
    _, _, per_kg, concentration = cell
    cap, step = protocol.dose.cap_mg.value, protocol.dose.rounding_step_mg.value
    for bag in protocol.preparation.bag_sizes_ml.value[:-1]:
        fullest = bag * concentration
        if fullest < cap:
            over = lightest_from(fullest + step, per_kg)
            what = f"a bag of {plain(bag)} mL holds at {plain(concentration)} mg per mL"
            yield over - WEIGHT_STEP_KG, f"The largest dose that {what}"
            yield over, f"The smallest dose above what {what}"
    at_cap = heaviest_up_to(cap, per_kg)
    yield at_cap, f"The heaviest patient below or at the limit of {plain(cap)} mg"
    yield at_cap + WEIGHT_STEP_KG, f"The lightest patient above the limit of {plain(cap)} mg"


def _fluid(bench: Bench) -> Iterator[Sketch]:
    """Yield who gets just as much fluid as no caution is needed for, and who gets more."""
    protocol = bench.loaded.rules
    bag = protocol.preparation.bag_sizes_ml.value[0]
    limit = protocol.preparation.fluid_caution_ml_per_kg.value
    lightest = lightest_from(bag, limit)
    per_kg = f"{plain(limit)} mL per kg in a bag of {plain(bag)} mL"
    for weight, why in (
        (lightest, f"At most {per_kg}"),
        (lightest - WEIGHT_STEP_KG, f"More than {per_kg}"),
    ):
        body = body_of_weight(weight, protocol, 0, None)
        if body is not None:
            yield Sketch(WEIGHT, why, patient_of(protocol, body), bench.site)


def at_cap(protocol: Protocol) -> Body | None:
    """Return a child just above the limit per infusion, None where none is so heavy."""
    adult = int(protocol.population_limits.adult_from_years.value)
    per_kg = figure_at(protocol.dose.mg_per_kg, adult - 1).value
    weight = heaviest_up_to(protocol.dose.cap_mg.value, per_kg) + WEIGHT_STEP_KG
    return body_of_weight(weight, protocol, 0, adult)
