"""Plausibility limits of weight, height and BMI for a child's age and sex."""

import csv
import functools
import importlib.resources
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from orderset.patients.sex import Sex


@dataclass(frozen=True, slots=True)
class GrowthLimits:
    """The limits at one age, for one sex: weight in kg, height in cm, BMI in kg/m².

    ``minus_4_sds`` and ``plus_4_sds`` bound what is plausible, the 0.4th and the 99.6th centile
    what is usual. Under 2 years height is length, lying. Under 2 weeks there is no BMI.
    Values are not rounded for print.
    """

    weight_minus_4_sds_kg: Decimal
    weight_0_4th_kg: Decimal
    weight_99_6th_kg: Decimal
    weight_plus_4_sds_kg: Decimal
    height_minus_4_sds_cm: Decimal
    height_0_4th_cm: Decimal
    height_99_6th_cm: Decimal
    height_plus_4_sds_cm: Decimal
    bmi_plus_3_3_sds_kg_per_m2: Decimal | None


@dataclass(frozen=True, slots=True)
class _Reference:
    """The limits of one sex at the ages in the data: ``days`` ascends, ``limits`` goes with it."""

    days: tuple[int, ...]
    limits: tuple[GrowthLimits, ...]


def growth_limits(sex: Sex, age_days: int) -> GrowthLimits:
    """Give the plausibility limits of growth for a child.

    Between two ages in the data the limits are interpolated linearly. The reference
    changes at 2 weeks, 2 years and 4 years; the data has the last day before each change
    and the first day after it, so that nothing is interpolated across one.

    Args:
        sex: the sex whose reference applies.
        age_days: whole days since birth, without correction for prematurity, from 0 to
            the last whole day under 18 years of 365.25 days (6574).

    Returns:
        Weights in kg, heights in cm and BMI in kg/m².

    Raises:
        ValueError: the age is before birth, or 18 years or more: adults have no growth
            limits, so the caller should not have asked.

    Source:
        UK-WHO growth reference through rcpchgrowth 4.6.5, as the header of
        ``data/uk_who_limits.csv`` says; derived by ``tools/derive_growth_limits.py``.

    Example:
        >>> limits = growth_limits(Sex.MALE, age_days=2922)  # 8 years
        >>> limits.weight_minus_4_sds_kg, limits.weight_plus_4_sds_kg
        (Decimal('16.2198'), Decimal('61.3107'))
    """
    reference = _references()[sex]
    first_day, last_day = reference.days[0], reference.days[-1]
    if not first_day <= age_days <= last_day:
        message = f"no growth limits at {age_days} days, only from {first_day} to {last_day}"
        raise ValueError(message)
    at_or_after = bisect_left(reference.days, age_days)
    if reference.days[at_or_after] == age_days:
        return reference.limits[at_or_after]
    return _between(reference, at_or_after - 1, age_days)


def _between(reference: _Reference, before: int, age_days: int) -> GrowthLimits:
    """Interpolate linearly between the ages at index ``before`` and the one after it."""
    younger, older = reference.limits[before], reference.limits[before + 1]
    elapsed_days = age_days - reference.days[before]
    span_days = reference.days[before + 1] - reference.days[before]

    def at_age(low: Decimal, high: Decimal) -> Decimal:
        return low + (high - low) * elapsed_days / span_days

    young_bmi, old_bmi = younger.bmi_plus_3_3_sds_kg_per_m2, older.bmi_plus_3_3_sds_kg_per_m2
    return GrowthLimits(
        weight_minus_4_sds_kg=at_age(younger.weight_minus_4_sds_kg, older.weight_minus_4_sds_kg),
        weight_0_4th_kg=at_age(younger.weight_0_4th_kg, older.weight_0_4th_kg),
        weight_99_6th_kg=at_age(younger.weight_99_6th_kg, older.weight_99_6th_kg),
        weight_plus_4_sds_kg=at_age(younger.weight_plus_4_sds_kg, older.weight_plus_4_sds_kg),
        height_minus_4_sds_cm=at_age(younger.height_minus_4_sds_cm, older.height_minus_4_sds_cm),
        height_0_4th_cm=at_age(younger.height_0_4th_cm, older.height_0_4th_cm),
        height_99_6th_cm=at_age(younger.height_99_6th_cm, older.height_99_6th_cm),
        height_plus_4_sds_cm=at_age(younger.height_plus_4_sds_cm, older.height_plus_4_sds_cm),
        bmi_plus_3_3_sds_kg_per_m2=(
            None if young_bmi is None or old_bmi is None else at_age(young_bmi, old_bmi)
        ),
    )


@functools.cache
def _references() -> Mapping[Sex, _Reference]:
    """Read the data file of the package, once."""
    data = importlib.resources.files("orderset.patients").joinpath("data", "uk_who_limits.csv")
    lines = data.read_text(encoding="ascii").splitlines()
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    return {sex: _reference([row for row in rows if row["sex"] == sex]) for sex in Sex}


def _reference(rows: Sequence[Mapping[str, str]]) -> _Reference:
    return _Reference(
        days=tuple(int(row["age_days"]) for row in rows),
        limits=tuple(_limits(row) for row in rows),
    )


def _limits(row: Mapping[str, str]) -> GrowthLimits:
    bmi = row["bmi_plus_3_3_sds_kg_per_m2"]
    return GrowthLimits(
        weight_minus_4_sds_kg=Decimal(row["weight_minus_4_sds_kg"]),
        weight_0_4th_kg=Decimal(row["weight_0_4th_kg"]),
        weight_99_6th_kg=Decimal(row["weight_99_6th_kg"]),
        weight_plus_4_sds_kg=Decimal(row["weight_plus_4_sds_kg"]),
        height_minus_4_sds_cm=Decimal(row["height_minus_4_sds_cm"]),
        height_0_4th_cm=Decimal(row["height_0_4th_cm"]),
        height_99_6th_cm=Decimal(row["height_99_6th_cm"]),
        height_plus_4_sds_cm=Decimal(row["height_plus_4_sds_cm"]),
        bmi_plus_3_3_sds_kg_per_m2=Decimal(bmi) if bmi else None,
    )
