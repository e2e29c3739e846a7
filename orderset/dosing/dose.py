"""The dose of one infusion: mg per kg, limited, rounded down."""

import dataclasses
from decimal import Decimal
from fractions import Fraction

from orderset.protocol.figures import figure_at
from orderset.protocol.schema import Dose as DoseRules
from orderset.quantities import round_down


@dataclasses.dataclass(frozen=True, slots=True)
class Dose:
    """One infusion's dose in mg, and how it came about."""

    mg_per_kg: Decimal
    calculated_mg: Decimal
    cap_mg: Decimal
    capped: bool
    dose_mg: Decimal


def dose_of_infusion(
    weight_kg: Decimal, rules: DoseRules, *, age_years: int, first_ever_halved: bool
) -> Dose:
    """Return the dose of one infusion.

    Args:
        weight_kg: Weight in kg.
        rules: The protocol's figures.
        age_years: Completed years on day 1 of the cycle, which decide the mg per kg of all its
            days: a birthday between two days changes nothing.
        first_ever_halved: Whether this is the first infusion ever where the protocol or the site
            lowers it; the limit is then lowered by the same factor.

    Source: clinical.md A2 (S9, S10, B1.1).
    """
    factor = rules.first_infusion_factor.value if first_ever_halved else Decimal(1)
    mg_per_kg = figure_at(rules.mg_per_kg, age_years).value * factor
    cap_mg = rules.cap_mg.value * factor
    calculated_mg = mg_per_kg * weight_kg
    return Dose(
        mg_per_kg=mg_per_kg,
        calculated_mg=calculated_mg,
        cap_mg=cap_mg,
        capped=calculated_mg > cap_mg,
        dose_mg=round_down(min(calculated_mg, cap_mg), rules.rounding_step_mg.value),
    )


def ratio_mg_per_kg(dose_mg: Decimal, weight_kg: Decimal) -> Fraction:
    """Return a dose per kg, exactly.

    Example:
        >>> ratio_mg_per_kg(Decimal("60"), Decimal("70"))
        Fraction(6, 7)
    """
    return Fraction(dose_mg) / Fraction(weight_kg)
