"""How long a bag runs and how fast."""

import dataclasses
from decimal import Decimal
from fractions import Fraction

from orderset.protocol.schema import Protocol
from orderset.quantities import plain, round_half_up, round_up


RATE_STEP_ML_PER_H = Decimal("0.1")
RATE_STEP_MG_PER_H = Decimal("0.01")
HOURS_STEP = Decimal("0.01")


@dataclasses.dataclass(frozen=True, slots=True)
class Running:
    """Duration in h and rates. ``reasons`` are the lower bounds of the duration, in words.

    ``maximum_rate_ml_per_h`` is the fastest this bag may run: the whole bag in the unrounded
    duration. It is rounded as the rate is, so that the rate on paper never stands above it.
    """

    reasons: tuple[str, ...]
    duration_unrounded_h: Fraction
    duration_h: Decimal
    rate_ml_per_h: Decimal
    rate_mg_per_h: Decimal
    maximum_rate_ml_per_h: Decimal


def _at_rate(dose_mg: Decimal, rate_mg_per_h: Decimal) -> tuple[Fraction, str]:
    """Return how long a dose takes at a rate, in h, and the line that says so."""
    hours = Fraction(dose_mg) / Fraction(rate_mg_per_h)
    shown = plain(round_half_up(hours, HOURS_STEP))
    return hours, f"{plain(dose_mg)} mg ÷ {plain(rate_mg_per_h)} mg per hour = {shown} hours"


def run_infusion(
    dose_mg: Decimal, bag_ml: Decimal, renal_value: Fraction | None, protocol: Protocol
) -> Running:
    """Return how one bag runs.

    The duration is the longest of: the minimum; dose ÷ highest rate; in renal impairment dose ÷
    the lower rate; in severe impairment a longer minimum. Rounded up, so never faster.

    Source: clinical.md A2 (S31-S33, B4).
    """
    rules, dose = protocol.infusion, Fraction(dose_mg)
    minimum, impaired_below = rules.minimum_h.value, protocol.renal.impaired_below.value
    severe_below = protocol.renal.severe_below.value
    bounds = [
        (Fraction(minimum), f"at least {plain(minimum)} hours"),
        _at_rate(dose_mg, rules.maximum_rate_mg_per_h.value),
    ]
    if renal_value is not None and renal_value < impaired_below:
        hours, text = _at_rate(dose_mg, rules.impaired_rate_mg_per_h.value)
        bounds.append((hours, f"renal value below {plain(impaired_below)}, {text}"))
    if renal_value is not None and renal_value < severe_below:
        longer = rules.severe_minimum_h.value
        text = f"renal value below {plain(severe_below)}, at least {plain(longer)} hours"
        bounds.append((Fraction(longer), text))
    longest = max(hours for hours, _ in bounds)
    duration_h = round_up(longest, rules.rounding_step_h.value)
    return Running(
        reasons=tuple(text for _, text in bounds),
        duration_unrounded_h=longest,
        duration_h=duration_h,
        rate_ml_per_h=round_half_up(Fraction(bag_ml) / Fraction(duration_h), RATE_STEP_ML_PER_H),
        rate_mg_per_h=round_half_up(dose / Fraction(duration_h), RATE_STEP_MG_PER_H),
        maximum_rate_ml_per_h=round_half_up(Fraction(bag_ml) / longest, RATE_STEP_ML_PER_H),
    )
