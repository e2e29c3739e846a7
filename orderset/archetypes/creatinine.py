"""Archetypes of a creatinine that has risen: at and beyond each limit, old, and back again."""

from collections.abc import Iterator
from decimal import Decimal

from orderset.archetypes.archetype import Bench, Sketch
from orderset.archetypes.history import given_before
from orderset.archetypes.in_order import (
    SOME_DAYS,
    child,
    creatinines,
    days_of,
    good_creatinine,
    patient_of,
    result,
    with_results,
)
from orderset.patients.patient import Result
from orderset.protocol.figures import figure_at
from orderset.quantities import plain


CREATININE = "Creatinine against its baseline"
ROUND_BASELINE = Decimal(50)
SMALL = Decimal("0.1")
ENOUGH = Decimal("1.2")
"""Above every limit that a creatinine within a cycle may have, below that of an acute injury."""


def creatinine(bench: Bench) -> Iterator[Sketch]:
    """Yield creatinines at and beyond each limit, in a child in whom all else is in order."""
    protocol, body = bench.loaded.rules, child(bench.loaded.rules)
    usual = patient_of(protocol, body)
    for results, why in (*_risen(bench), *_acute(bench), *_dated(bench, good_creatinine(body))):
        yield Sketch(CREATININE, why, with_results(usual, *results), bench.site)
    missing = days_of(protocol.validity.creatinine_missing_days)
    days = days_of(figure_at(protocol.interval.maximum_days, 0))
    doses = given_before(bench, body, [days])
    treated = patient_of(protocol, body, 2, doses)
    baseline = good_creatinine(body)
    back = (
        *creatinines(baseline, baseline_days=missing),
        result("creatinine", baseline * ENOUGH, days // 2),
    )
    why = "Within the limit again, after a result since the last cycle that was not"
    yield Sketch(CREATININE, why, with_results(treated, *back), bench.site)
    unmarked = (result("creatinine", baseline, SOME_DAYS),)
    why = "A later cycle without a baseline"
    yield Sketch(CREATININE, why, with_results(treated, *unmarked), bench.site)
    why = "A first cycle without a baseline"
    yield Sketch(CREATININE, why, with_results(usual, *unmarked), bench.site)


def _risen(bench: Bench) -> Iterator[tuple[tuple[Result, ...], str]]:
    rules = bench.loaded.rules.deterioration
    percent, ratio = rules.baseline_limit_percent.value, rules.acute_ratio.value
    at = ROUND_BASELINE * percent / 100
    yield creatinines(at, baseline=ROUND_BASELINE), f"{plain(percent)}% of baseline exactly"
    yield creatinines(at + SMALL, baseline=ROUND_BASELINE), f"Above {plain(percent)}% of baseline"
    at = ROUND_BASELINE * ratio
    told = f"{plain(ratio)} times baseline"
    yield creatinines(at, baseline=ROUND_BASELINE), f"{told} exactly"
    normal = rules.normal_baseline_below_micromol_per_l.value
    for baseline, figure, kind in (
        (normal - 1, rules.rise_normal_baseline_micromol_per_l, "normal"),
        (normal * 2, rules.rise_abnormal_baseline_micromol_per_l, "raised"),
    ):
        at, told = baseline + figure.value, f"{plain(figure.value)} µmol/L from a {kind} baseline"
        yield creatinines(at, baseline=baseline), f"A rise of {told}"


def _acute(bench: Bench) -> Iterator[tuple[tuple[Result, ...], str]]:
    """Yield a rise against another result so many days before, the baseline being no lower."""
    rules = bench.loaded.rules.deterioration
    rise, days = rules.acute_rise_micromol_per_l.value, days_of(rules.acute_rise_days)
    current = ROUND_BASELINE * 2
    for risen, apart, why in (
        (rise, days, f"A rise of {plain(rise)} µmol/L within {days} days"),
        (rise, days + 1, f"A rise of {plain(rise)} µmol/L in {days + 1} days"),
    ):
        earlier = result("creatinine", current - risen, SOME_DAYS + apart)
        yield (*creatinines(current, days=SOME_DAYS), earlier), why


def _dated(bench: Bench, value: Decimal) -> Iterator[tuple[tuple[Result, ...], str]]:
    validity = bench.loaded.rules.validity
    missing = days_of(validity.creatinine_missing_days)
    for days, why in (
        (-1, "A creatinine dated after day 1"),
        (missing, f"The last creatinine {missing} days old"),
        (missing + 1, f"The last creatinine {missing + 1} days old: as good as none"),
    ):
        yield creatinines(value, days=days, baseline_days=missing + 2), why
