"""Archetypes of kidney function: at and below each limit of each equation, and what slows."""

import dataclasses
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction

from orderset.archetypes.archetype import Bench, Sketch
from orderset.archetypes.bodies import (
    ADULT_YEARS,
    WEIGHT_STEP_KG,
    Body,
    body_at,
    body_of_weight,
    born_at,
    lightest_from,
)
from orderset.archetypes.in_order import (
    before,
    child,
    child_years,
    creatinines,
    patient_of,
    with_results,
)
from orderset.dosing.renal import cockcroft_gault, schwartz
from orderset.patients.patient import Authorisation
from orderset.patients.sex import Sex
from orderset.protocol.figures import figure_at
from orderset.quantities import Exact, plain, round_down


KIDNEYS = "Kidney function"
CREATININE_STEP = Decimal("0.1")
NEXT_CREATININE = Decimal(1)
FAR_BELOW = Decimal(5)
"""How far below a limit a value is that must be below it by any equation, in mL/min."""

HEIGHTS_BESIDE_CM = 12


def kidneys(bench: Bench) -> Iterator[Sketch]:
    """Yield a child and an adult at each limit, and those whose infusion is slowed by it."""
    yield from _at_limits(bench)
    yield from _slowed(bench)
    yield from _severe(bench)


def _at_limits(bench: Bench) -> Iterator[Sketch]:
    protocol = bench.loaded.rules
    for is_adult, name in (
        (False, "eGFR (bedside Schwartz)"),
        (True, "Creatinine clearance (Cockcroft-Gault)"),
    ):
        for figure in (protocol.renal.impaired_below, protocol.renal.severe_below):
            limit = figure.value
            body, creatinine = _exactly(bench, limit, is_adult=is_adult)
            for value, where in ((creatinine, "at"), (creatinine + NEXT_CREATININE, "just below")):
                patient = with_results(patient_of(protocol, body), *creatinines(value))
                why = f"{name} {where} {plain(limit)}"
                yield Sketch(KIDNEYS, why, patient, bench.site)


def _exactly(bench: Bench, limit: Decimal, *, is_adult: bool) -> tuple[Body, Decimal]:
    """Return a body and the creatinine at which the limit is met, exactly where that can be.

    Each equation is a constant over the creatinine: the limit for a creatinine gives the
    creatinine for that limit.
    """
    protocol = bench.loaded.rules
    middle = child(protocol)
    adult = body_at(born_at(ADULT_YEARS, 100), Sex.MALE)

    def of_adult(body: Body) -> Fraction:
        return cockcroft_gault(ADULT_YEARS, body.sex, body.weight_kg, limit)

    def of_child(body: Body) -> Fraction:
        return schwartz(body.height_cm, limit)

    bodies: list[Body]
    needed: Callable[[Body], Fraction]
    if is_adult:
        bodies = [Body(adult.born, adult.sex, Decimal(kg), adult.height_cm) for kg in range(60, 90)]
        needed = of_adult
    else:
        bodies = [
            Body(middle.born, middle.sex, middle.weight_kg, middle.height_cm + change)
            for off in range(HEIGHTS_BESIDE_CM + 1)
            for change in (off, -off)
        ]
        needed = of_child
    exact = (each for each in bodies if _is_typed(needed(each)))
    body = next(exact, bodies[0])
    return body, round_down(needed(body), CREATININE_STEP)


def _is_typed(value: Exact) -> bool:
    """Tell whether a creatinine can be written with one decimal."""
    return Fraction(value) % Fraction(CREATININE_STEP) == 0


def _slowed(bench: Bench) -> Iterator[Sketch]:
    """Yield the largest dose that takes no longer for impaired kidneys, and one that does."""
    protocol = bench.loaded.rules
    rules = protocol.infusion
    dose = rules.impaired_rate_mg_per_h.value * rules.minimum_h.value
    if dose >= protocol.dose.cap_mg.value:
        return
    years = child_years(protocol)
    per_kg = figure_at(protocol.dose.mg_per_kg, years).value
    over = lightest_from(dose + protocol.dose.rounding_step_mg.value, per_kg)
    adult = int(protocol.population_limits.adult_from_years.value)
    for weight, told in (
        (over - WEIGHT_STEP_KG, "as long as for others"),
        (over, "longer than for others"),
    ):
        body = body_of_weight(weight, protocol, years // 2, adult)
        if body is not None:
            limit = protocol.renal.impaired_below.value - FAR_BELOW
            yield _of_egfr(bench, body, limit, f"Impaired kidneys: the infusion runs {told}")


def _severe(bench: Bench) -> Iterator[Sketch]:
    """Yield severe impairment at the largest dose, and with a decision recorded."""
    protocol = bench.loaded.rules
    adult = int(protocol.population_limits.adult_from_years.value)
    limit = protocol.renal.severe_below.value - FAR_BELOW
    per_kg = figure_at(protocol.dose.mg_per_kg, adult - 1).value
    heavy = body_of_weight(
        lightest_from(protocol.dose.cap_mg.value, per_kg) + FAR_BELOW, protocol, 0, adult
    )
    if heavy is not None:
        yield _of_egfr(bench, heavy, limit, "Severe impairment at the largest dose")
    decided = _of_egfr(bench, child(protocol), limit, "Severe impairment, and a decision recorded")
    authorisation = Authorisation(("severe-renal-impairment",), "Dr Example", before(1))
    patient = dataclasses.replace(decided.patient, authorisation=authorisation)
    yield dataclasses.replace(decided, patient=patient)


def _of_egfr(bench: Bench, body: Body, egfr: Decimal, why: str) -> Sketch:
    creatinine = round_down(schwartz(body.height_cm, egfr), CREATININE_STEP)
    patient = with_results(patient_of(bench.loaded.rules, body), *creatinines(creatinine))
    return Sketch(KIDNEYS, why, patient, bench.site)
