"""From a dose to a bag: concentrate, vials, diluent."""

import dataclasses
import math
from decimal import Decimal
from fractions import Fraction

from orderset.protocol.schema import Preparation as PreparationRules
from orderset.quantities import round_half_up


CONCENTRATE_STEP_ML = Decimal("0.01")
CONCENTRATION_STEP_MG_PER_ML = Decimal("0.001")
PERCENT_STEP = Decimal("0.1")


@dataclasses.dataclass(frozen=True, slots=True)
class Preparation:
    """What is drawn up and what it is diluted in; volumes in mL, amounts in mg.

    ``concentrate_ml`` is printed, ``drawn_up_ml`` is what the syringe holds; ``delivered_mg`` is
    the dose in it.
    """

    concentrate_unrounded_ml: Fraction
    concentrate_ml: Decimal
    drawn_up_ml: Decimal
    delivered_mg: Decimal
    deviation_percent: Decimal
    vials: int
    waste_mg: Decimal
    bag_ml: Decimal
    concentration_limit_mg_per_ml: Decimal
    concentration_mg_per_ml: Decimal


def concentration_limit_mg_per_ml(rules: PreparationRules, age_completed_years: int) -> Decimal:
    """Return the highest concentration in the bag at this age."""
    return next(
        each.mg_per_ml
        for each in reversed(rules.concentration_limits)
        if age_completed_years >= each.from_years
    )


def smallest_bag_ml(
    dose_mg: Decimal, limit_mg_per_ml: Decimal, bags_ml: tuple[Decimal, ...]
) -> Decimal:
    """Return the smallest bag that keeps the concentration at or below the limit.

    The protocol's loader proves that the largest bag holds the largest dose.

    Example:
        >>> smallest_bag_ml(Decimal(20), Decimal("0.2"), (Decimal(100), Decimal(250)))
        Decimal('100')
    """
    return next(bag for bag in bags_ml if dose_mg <= limit_mg_per_ml * bag)


def prepare(
    dose_mg: Decimal,
    *,
    age_completed_years: int,
    strength_mg_per_ml: Decimal,
    vial_mg: Decimal,
    rules: PreparationRules,
) -> Preparation:
    """Return how one dose is drawn up and diluted.

    The concentrate's volume is withdrawn from the bag first, so the bag's nominal volume is the
    final volume. Vials are single use and not shared.

    Source: clinical.md A2 (B2, B3).
    """
    concentrate = Fraction(dose_mg) / Fraction(strength_mg_per_ml)
    drawn_up_ml = round_half_up(concentrate, rules.draw_up_step_ml.value)
    delivered_mg = drawn_up_ml * strength_mg_per_ml
    deviation = 100 * abs(Fraction(delivered_mg) - Fraction(dose_mg)) / Fraction(dose_mg)
    vials = math.ceil(Fraction(dose_mg) / Fraction(vial_mg))
    limit = concentration_limit_mg_per_ml(rules, age_completed_years)
    bag_ml = smallest_bag_ml(dose_mg, limit, rules.bag_sizes_ml.value)
    return Preparation(
        concentrate_unrounded_ml=concentrate,
        concentrate_ml=round_half_up(concentrate, CONCENTRATE_STEP_ML),
        drawn_up_ml=drawn_up_ml,
        delivered_mg=delivered_mg,
        deviation_percent=round_half_up(deviation, PERCENT_STEP),
        vials=vials,
        waste_mg=vials * vial_mg - dose_mg,
        bag_ml=bag_ml,
        concentration_limit_mg_per_ml=limit,
        concentration_mg_per_ml=round_half_up(
            Fraction(dose_mg) / Fraction(bag_ml), CONCENTRATION_STEP_MG_PER_ML
        ),
    )
