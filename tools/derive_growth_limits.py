"""Derive the plausibility limits of growth that the program ships as data.

Run it where ``rcpchgrowth==4.6.5`` is installed (needs scipy and numpy; it is AGPL, so it is a tool
of this derivation and not a dependency of the program):

    python -m venv /tmp/growth && /tmp/growth/bin/pip install rcpchgrowth==4.6.5
    /tmp/growth/bin/python tools/derive_growth_limits.py

It writes ``orderset/patients/data/uk_who_limits.csv`` and reports the largest interpolation error.
The program counts age in whole days and takes days / 365.25 as years, so every knot is a whole day.
UK-WHO changes its reference at 2 weeks, 2 years and 4 years: the last day of one reference and the
first day of the next are both knots, one day apart, so that no interpolation crosses a change.
"""

import bisect
import csv
import importlib.metadata
import io
import pathlib
import sys
from typing import NamedTuple

from rcpchgrowth import measurement_from_sds  # type: ignore[import-not-found]


PACKAGE_VERSION = "4.6.5"
TARGET = pathlib.Path(__file__).parents[1] / "orderset" / "patients" / "data" / "uk_who_limits.csv"

DAYS_PER_YEAR = 365.25
DAYS_PER_MONTH = DAYS_PER_YEAR / 12
LAST_DAY = 6574
"""The last whole day under 18 years (6574 / 365.25 = 17.9986)."""

FIRST_DAYS = (0, 14, 731, 1461)
"""First whole day of each reference: UK90 at birth, WHO 2006 lying, WHO 2006 standing, UK90."""
LAST_DAYS = (13, 730, 1460, LAST_DAY)

CENTILE_0_4 = -8 / 3
CENTILE_99_6 = 8 / 3
"""UK-WHO centile lines stand two thirds of an SDS apart; these are the fourth from the 50th."""

LARGEST_ALLOWED_ERROR_PERCENT = 0.1

Daily = list[float | None]
"""A limit on each whole day from birth; None where the reference gives no value."""


class Limit(NamedTuple):
    """One limit: its column in the file, what is measured, and at how many SDS."""

    column: str
    measurement: str
    sds: float


LIMITS = (
    Limit("weight_minus_4_sds_kg", "weight", -4.0),
    Limit("weight_0_4th_kg", "weight", CENTILE_0_4),
    Limit("weight_99_6th_kg", "weight", CENTILE_99_6),
    Limit("weight_plus_4_sds_kg", "weight", 4.0),
    Limit("height_minus_4_sds_cm", "height", -4.0),
    Limit("height_0_4th_cm", "height", CENTILE_0_4),
    Limit("height_99_6th_cm", "height", CENTILE_99_6),
    Limit("height_plus_4_sds_cm", "height", 4.0),
    Limit("bmi_plus_3_3_sds_kg_per_m2", "bmi", 3.3),
)
SEXES = {"Female": "female", "Male": "male"}
"""The program's word for each sex (orderset.patients.sex.Sex), and the package's."""

HEADER = """\
# Plausibility limits of growth, birth to under 18 years.
# Do not edit: made by tools/derive_growth_limits.py.
#
# What:    weight (kg) and height or length (cm) at -4 SDS, the 0.4th centile, the 99.6th
#          centile and +4 SDS, and BMI (kg/m2) at +3.3 SDS, by sex and age in days. For finding
#          errors of entry only: not for plotting or judging a child's growth.
# How:     measurement_from_sds(reference="uk-who") of rcpchgrowth {version} at age_days / 365.25
#          years. The 0.4th and 99.6th centiles are -8/3 and +8/3 SDS. No correction for
#          prematurity.
# Reading: interpolate linearly between neighbouring ages. The largest error of that against
#          rcpchgrowth on any whole day is {error:.3f} %. The reference changes at 2 weeks, 2 years
#          and 4 years: days 13 and 14, 730 and 731, 1460 and 1461 stand on either side.
# Empty:   the reference gives no BMI under 2 weeks (14 days).
# Source:  UK-WHO growth reference as carried by rcpchgrowth {version} (Royal College of
#          Paediatrics and Child Health): UK 1990 reference data, reanalysed 2009 (to 2 weeks, and
#          from 4 years); WHO Child Growth Standards 2006 (2 weeks to 4 years).
# Licence: computed with rcpchgrowth (AGPL-3.0-or-later), whose code and tables of L, M and S are
#          not in this file. Rights in the underlying references stay with their owners.
"""


def main() -> None:
    """Write the file, unless the version or the interpolation error is not as it should be."""
    installed = importlib.metadata.version("rcpchgrowth")
    if installed != PACKAGE_VERSION:
        sys.exit(f"rcpchgrowth {PACKAGE_VERSION} is needed, {installed} is installed")
    knots = knot_days()
    daily = {
        (sex, limit): [limit_on(sex, limit, day) for day in range(LAST_DAY + 1)]
        for sex in SEXES
        for limit in LIMITS
    }
    worst = max(largest_error(series, knots, sex, limit) for (sex, limit), series in daily.items())
    if worst.percent >= LARGEST_ALLOWED_ERROR_PERCENT:
        sys.exit(f"interpolation error too large, nothing written: {worst}")
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(file_text(daily, knots, worst.percent), encoding="ascii")
    print(f"{TARGET}: {len(knots)} ages for each sex; largest interpolation error: {worst}")


def knot_days() -> list[int]:
    """List the ages in the file: every 2nd day to 4 weeks, weekly to 1 year, then monthly.

    The finer steps are where growth bends most; both sides of each change of reference are added.
    """
    newborn = range(0, 28, 2)
    infant = range(28, 365, 7)
    older = (round(month * DAYS_PER_MONTH) for month in range(12, 18 * 12))
    return sorted({*newborn, *infant, *older, *FIRST_DAYS, *LAST_DAYS})


def limit_on(sex: str, limit: Limit, day: int) -> float | None:
    """Give the limit on that day with the 4 decimals of rcpchgrowth, None without a reference."""
    if limit.measurement == "bmi" and day < FIRST_DAYS[1]:
        return None
    measurement = measurement_from_sds(
        reference="uk-who",
        requested_sds=limit.sds,
        measurement_method=limit.measurement,
        sex=SEXES[sex],
        age=day / DAYS_PER_YEAR,
    )
    if measurement is None:
        sys.exit(f"rcpchgrowth gives no value for {sex} {limit.column} on day {day}")
    return float(measurement)


class InterpolationError(NamedTuple):
    """How far linear interpolation is from the reference, and where."""

    percent: float
    column: str
    sex: str
    day: int


def largest_error(series: Daily, knots: list[int], sex: str, limit: Limit) -> InterpolationError:
    """Compare the interpolated limit with rcpchgrowth on every whole day that is not a knot."""
    worst = InterpolationError(0.0, limit.column, sex, 0)
    for day in sorted(set(range(LAST_DAY + 1)) - set(knots)):
        after = bisect.bisect(knots, day)
        first, last = knots[after - 1], knots[after]
        low, high, exact = series[first], series[last], series[day]
        if low is None or high is None or exact is None:
            continue
        interpolated = low + (high - low) * (day - first) / (last - first)
        percent = abs(interpolated / exact - 1) * 100
        worst = max(worst, InterpolationError(percent, limit.column, sex, day))
    return worst


def file_text(daily: dict[tuple[str, Limit], Daily], knots: list[int], percent: float) -> str:
    """Lay out the header and one row for each sex and knot."""
    text = io.StringIO()
    text.write(HEADER.format(version=PACKAGE_VERSION, error=percent))
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["sex", "age_days", *(limit.column for limit in LIMITS)])
    for sex in SEXES:
        for day in knots:
            numbers = (daily[sex, limit][day] for limit in LIMITS)
            cells = ("" if number is None else f"{number:.4f}" for number in numbers)
            writer.writerow([sex, day, *cells])
    return text.getvalue()


if __name__ == "__main__":
    main()
