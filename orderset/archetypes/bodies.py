"""Bodies that can be true: a weight and a height that suit an age, an age that suits a weight."""

import dataclasses
import datetime as dt
import math
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from orderset.patients.age import days_old
from orderset.patients.growth import GrowthLimits, growth_limits
from orderset.patients.sex import Sex
from orderset.protocol.schema import Protocol
from orderset.quantities import round_down, round_half_up


DAY_1 = dt.date(2026, 12, 7)
"""Day 1 of every archetype, whatever the clock says: that of the worked cases."""

LAST_DAY_OF_GROWTH = 6574
DAYS_PER_YEAR = Decimal("365.25")
WEIGHT_STEP_KG = Decimal("0.1")
HEIGHT_STEP_CM = Decimal(1)
PART_OF_RANGE = Decimal("0.4")
"""Weights are skewed: the middle child weighs less than the middle of the range."""

WELL_WITHIN = Decimal("0.02")
QUARTER_YEARS = 4
ADULT_YEARS = 20
"""An adult's age where any will do: old enough for every rule, young enough for the equations."""


@dataclasses.dataclass(frozen=True, slots=True)
class Body:
    """Who is weighed and measured: kg and cm on day 1."""

    born: dt.date
    sex: Sex
    weight_kg: Decimal
    height_cm: Decimal


def born_at(years: int, days: int = 0) -> dt.date:
    """Return the date of birth of someone who has that birthday so many days before day 1.

    Example:
        >>> born_at(3), born_at(3, -1), born_at(3, 100)
        (datetime.date(2023, 12, 7), datetime.date(2023, 12, 8), datetime.date(2023, 8, 29))
    """
    return DAY_1.replace(year=DAY_1.year - years) - dt.timedelta(days=days)


def body_at(born: dt.date, sex: Sex) -> Body:
    """Return a body that suits an age; an adult's is that of the last day of growth."""
    growth = growth_at(born, sex)
    lightest, heaviest = growth.weight_0_4th_kg, growth.weight_99_6th_kg
    weight = lightest + (heaviest - lightest) * PART_OF_RANGE
    return Body(born, sex, round_half_up(weight, WEIGHT_STEP_KG), _middle_height(growth))


def growth_at(born: dt.date, sex: Sex) -> GrowthLimits:
    """Return the growth limits on day 1, for adults those of the last day of growth."""
    return growth_limits(sex, min(days_old(born, DAY_1), LAST_DAY_OF_GROWTH))


def _middle_height(growth: GrowthLimits) -> Decimal:
    return round_half_up((growth.height_0_4th_cm + growth.height_99_6th_cm) / 2, HEIGHT_STEP_CM)


def body_of_weight(
    weight_kg: Decimal, protocol: Protocol, from_years: int, below_years: int | None
) -> Body | None:
    """Return a body of this weight at the age it suits best in an age band; None if it suits none.

    Args:
        weight_kg: Weight in kg.
        protocol: Whose limits of adults count.
        from_years: The first completed year of the band.
        below_years: The first that is no longer in it, None for an open band.
    """
    adult = int(protocol.population_limits.adult_from_years.value)
    if from_years >= adult:
        return _adult_of_weight(weight_kg, protocol, max(from_years, ADULT_YEARS))
    last = adult if below_years is None else min(below_years, adult)
    suiting = [
        (abs(weight_kg - body.weight_kg) / body.weight_kg, body)
        for body in _bodies(from_years, last)
        if _suits(weight_kg, body)
    ]
    if not suiting:
        return None
    nearest = min(suiting, key=lambda each: each[0])[1]
    return dataclasses.replace(nearest, weight_kg=weight_kg)


def _adult_of_weight(weight_kg: Decimal, protocol: Protocol, years: int) -> Body | None:
    limits = protocol.plausibility
    lowest, highest = limits.adult_weight_minimum_kg.value, limits.adult_weight_maximum_kg.value
    if not lowest <= weight_kg <= highest:
        return None
    return dataclasses.replace(body_at(born_at(years, 100), Sex.MALE), weight_kg=weight_kg)


def _bodies(from_years: int, below_years: int) -> Iterator[Body]:
    """Yield bodies of either sex at every quarter of a year within a band."""
    for quarter in range(from_years * QUARTER_YEARS, below_years * QUARTER_YEARS):
        years, rest = divmod(quarter, QUARTER_YEARS)
        days = int(DAYS_PER_YEAR * rest / QUARTER_YEARS) + 1
        for sex in (Sex.MALE, Sex.FEMALE):
            yield body_at(born_at(years, days), sex)


def _suits(weight_kg: Decimal, body: Body) -> bool:
    growth = growth_at(body.born, body.sex)
    lowest = growth.weight_0_4th_kg * (1 + WELL_WITHIN)
    highest = growth.weight_99_6th_kg * (1 - WELL_WITHIN)
    bmi = Fraction(weight_kg) / (Fraction(body.height_cm) / 100) ** 2
    thickest = growth.bmi_plus_3_3_sds_kg_per_m2
    return lowest <= weight_kg <= highest and (thickest is None or bmi < thickest)


def heaviest_up_to(value: Decimal, per_kg: Decimal) -> Decimal:
    """Return the largest weight in kg, to 0.1, at which weight × ``per_kg`` is at most ``value``.

    Example:
        >>> heaviest_up_to(Decimal(60), Decimal("1.125"))
        Decimal('53.3')
    """
    return round_down(Fraction(value) / Fraction(per_kg), WEIGHT_STEP_KG)


def lightest_from(value: Decimal, per_kg: Decimal) -> Decimal:
    """Return the smallest weight in kg, to 0.1, at which weight × ``per_kg`` reaches ``value``.

    Example:
        >>> lightest_from(Decimal("20.5"), Decimal("1.125"))
        Decimal('18.3')
    """
    steps = math.ceil(Fraction(value) / Fraction(per_kg) / Fraction(WEIGHT_STEP_KG))
    return steps * WEIGHT_STEP_KG
