"""Archetypes of what cannot be true: slips of unit, of the decimal point, of row."""

import dataclasses
from collections.abc import Iterator
from decimal import Decimal

from orderset.archetypes.archetype import Bench, Sketch
from orderset.archetypes.bodies import ADULT_YEARS, Body, body_at, born_at, growth_at
from orderset.archetypes.in_order import (
    child,
    creatinines,
    patient_of,
    result,
    with_results,
)
from orderset.dosing.plausibility import CM_PER_INCH, CM_PER_METRE, KG_PER_POUND_DIVISOR
from orderset.patients.sex import Sex
from orderset.quantities import plain, round_half_up


MISTAKES = "What cannot be true"
SMALL = Decimal("0.1")
OLD_DAYS = 200
SECOND_BIRTHDAY_OF_SCHOOL = 6
"""On a birthday the limits of growth are those of the printed table, without interpolation."""


def mistakes(bench: Bench) -> Iterator[Sketch]:
    """Yield measurements at and beyond what can be true."""
    protocol, usual = bench.loaded.rules, patient_of(bench.loaded.rules, child(bench.loaded.rules))
    limits = protocol.plausibility
    lowest = limits.creatinine_minimum_micromol_per_l.value
    highest = limits.creatinine_maximum_micromol_per_l.value
    highest_mg = limits.creatinine_maximum_mg_per_dl.value
    calcium = limits.calcium_maximum_mmol_per_l.value
    for more, told in (
        (Decimal(0), "at what can just be true"),
        (SMALL, "beyond what can be true"),
    ):
        old = (
            *(each for each in usual.results if each.test in {"creatinine", "adjusted_calcium"}),
            result("creatinine", lowest - more, OLD_DAYS),
            result("creatinine", highest + more, OLD_DAYS + 1),
            result("creatinine", highest_mg + more, OLD_DAYS + 2, unit="mg/dL"),
            result("adjusted_calcium", calcium + more, OLD_DAYS),
        )
        why = f"Old creatinines and an old calcium {told}"
        yield Sketch(MISTAKES, why, with_results(usual, *old), bench.site)
    for body, why in (*_children(bench), *_adults(bench)):
        patient = patient_of(protocol, body)
        patient = with_results(patient, *creatinines(Decimal(50)))
        yield Sketch(MISTAKES, why, patient, bench.site)


def _children(bench: Bench) -> Iterator[tuple[Body, str]]:
    """Yield a child on a birthday with the height or the weight in another unit, or wrong."""
    del bench
    body = body_at(born_at(SECOND_BIRTHDAY_OF_SCHOOL), Sex.FEMALE)
    growth = growth_at(body.born, body.sex)
    metres = body.height_cm / CM_PER_METRE
    inches = round_half_up(body.height_cm / CM_PER_INCH, SMALL)
    pounds = round_half_up(growth.weight_99_6th_kg * KG_PER_POUND_DIVISOR, Decimal(1)) - 2
    too_tall = round_half_up(growth.height_plus_4_sds_cm, Decimal(1)) + 2
    too_light = round_half_up(growth.weight_minus_4_sds_kg, Decimal(1)) - 2
    yield dataclasses.replace(body, height_cm=metres), f"A height of {plain(metres)}, in metres"
    yield dataclasses.replace(body, height_cm=inches), f"A height of {plain(inches)}, in inches"
    yield dataclasses.replace(body, weight_kg=pounds), f"A weight of {plain(pounds)}, in pounds"
    wrong = dataclasses.replace(body, height_cm=too_tall, weight_kg=too_light)
    yield wrong, "A height and a weight that no child of the age has"


def _adults(bench: Bench) -> Iterator[tuple[Body, str]]:
    """Yield the smallest adult, one who is smaller, and one who is larger than any."""
    limits = bench.loaded.rules.plausibility
    body = body_at(born_at(ADULT_YEARS, 100), Sex.MALE)
    shortest, lightest = limits.adult_height_minimum_cm.value, limits.adult_weight_minimum_kg.value
    tallest, heaviest = limits.adult_height_maximum_cm.value, limits.adult_weight_maximum_kg.value
    for height, weight, why in (
        (shortest, lightest, "The smallest adult"),
        (shortest - SMALL, lightest - SMALL, "Shorter and lighter than the smallest adult"),
        (tallest + SMALL, heaviest + SMALL, "Taller and heavier than the largest adult"),
    ):
        yield dataclasses.replace(body, height_cm=height, weight_kg=weight), why
