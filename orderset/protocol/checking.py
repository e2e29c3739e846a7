"""Proving what the parts of a protocol cannot show alone: bands, order, citations, codes."""

from collections.abc import Iterator, Mapping
from typing import Any

from orderset.findings import Action
from orderset.protocol.bands import band_problems, each_value
from orderset.protocol.limits import limit_problems, unit_problems
from orderset.protocol.schema import Protocol


GROWTH_LIMITS_END_YEARS = 18
"""Age at which the growth limits of children end. Source: UK-WHO, see patients/growth.py."""

AGING_SCHEDULES = frozenset({"each-infusion", "each-cycle", "interval"})
"""Monitoring schedules by which a result counts for some days."""

REQUIRED_CODES = frozenset(
    {
        "unit-suspect-creatinine",
        "unit-suspect-calcium",
        "unit-suspect-height",
        "unit-suspect-weight",
        "height-implausible",
        "weight-implausible",
        "weight-change",
        "indication-missing",
        "vertebral-first-line",
        "dose-capped",
        "dose-deviation",
        "dose-history-missing",
        "cumulative-dose-exceeded",
        "interval-too-short",
        "interval-long",
        "creatinine-missing",
        "creatinine-stale",
        "baseline-creatinine-missing",
        "creatinine-above-baseline",
        "renal-deterioration",
        "acute-kidney-injury-ratio",
        "acute-kidney-injury-rise",
        "resumed-after-deterioration",
        "renal-impairment",
        "severe-renal-impairment",
        "infusion-over-6-hours",
        "renal-equation-not-valid",
        "renal-equations-disagree",
        "calcium-missing",
        "calcium-stale",
        "hypocalcaemia",
        "calcium-borderline",
        "vitamin-d-missing",
        "vitamin-d-stale",
        "vitamin-d-low",
        "albuminuria-overdue",
        "baseline-imaging-missing",
        "imaging-due",
        "weight-stale",
        "height-stale",
        "pregnancy-test-missing",
        "pregnant",
        "age-below-3",
        "adult-regimen",
        "fluid-volume",
        "cycle-count",
        "untx-rising",
        "similar-patient",
        "baseline-taken-from-current",
        "protocol-not-approved",
        "protocol-expired",
    }
)
"""The codes that the engine's rules raise: a protocol must say what each does."""

REFERRED_FOR_AGE = "age-below-3"
"""Not needed in a protocol that refers nobody for being young. The number in it is the first
protocol's; workbooks and records know the finding by this name."""


def problems(protocol: Protocol) -> Iterator[str]:
    """Yield what is wrong with a protocol whose parts are each well formed."""
    yield from _uncited(protocol)
    yield from unit_problems(protocol)
    found = [
        *band_problems(protocol),
        *_amounts(protocol),
        *_orders(protocol),
        *_bags(protocol),
        *_vials(protocol),
    ]
    yield from found or limit_problems(protocol)
    for item in protocol.monitoring:
        if item.schedule in AGING_SCHEDULES and item.valid_days is None:
            yield f"monitoring.{item.key}: valid_days is needed for the schedule {item.schedule}"
    for each in protocol.medicine_lists:
        if each.code not in protocol.findings:
            yield f"medicine_lists: the code {each.code} has no entry under findings"
    missing = sorted(required_codes(protocol) - set(protocol.findings))
    if missing:
        yield f"findings: no entry for {', '.join(missing)}"
    for code, rule in protocol.findings.items():
        if rule.authorisable and rule.action is Action.WITHHOLD:
            yield f"findings.{code}: a withhold cannot be authorisable"


def required_codes(protocol: Protocol) -> frozenset[str]:
    """Return the codes of which this protocol must say what each does."""
    if protocol.population_limits.refer_below_years is None:
        return REQUIRED_CODES - {REFERRED_FOR_AGE}
    return REQUIRED_CODES


def cited_sources(value: object) -> Iterator[str]:
    """Yield every citation in a part of a protocol, at any depth."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            if key in {"source", "diluent_source"}:
                yield from part
            elif key != "sources":
                yield from cited_sources(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from cited_sources(part)


def _uncited(protocol: Protocol) -> Iterator[str]:
    data: dict[str, Any] = protocol.model_dump()
    for source in sorted(set(cited_sources(data)) - set(protocol.sources)):
        yield f"sources: {source} is cited but not listed"


def _amounts(protocol: Protocol) -> Iterator[str]:
    """Figures that are divided by or stepped by, and figures that are counted with."""
    dose, preparation, infusion = protocol.dose, protocol.preparation, protocol.infusion
    positive = {
        **each_value("dose.mg_per_kg", dose.mg_per_kg),
        "dose.cap_mg": dose.cap_mg,
        "dose.rounding_step_mg": dose.rounding_step_mg,
        "dose.first_infusion_factor": dose.first_infusion_factor,
        "preparation.draw_up_step_ml": preparation.draw_up_step_ml,
        "infusion.maximum_rate_mg_per_h": infusion.maximum_rate_mg_per_h,
        "infusion.impaired_rate_mg_per_h": infusion.impaired_rate_mg_per_h,
        "infusion.rounding_step_h": infusion.rounding_step_h,
        "plausibility.creatinine_minimum_micromol_per_l": (
            protocol.plausibility.creatinine_minimum_micromol_per_l
        ),
    }
    counted = {
        "dose.infusions": dose.infusions,
        "cumulative.window_days": protocol.cumulative.window_days,
        **each_value("interval.minimum_days", protocol.interval.minimum_days),
        "interval.treatment_note_above_months": protocol.interval.treatment_note_above_months,
        "deterioration.acute_rise_days": protocol.deterioration.acute_rise_days,
    }
    for key, figure in positive.items():
        if figure.value <= 0:
            yield f"{key} ({figure.value}) must be above 0"
    for key, figure in counted.items():
        if figure.value < 1 or figure.value % 1:
            yield f"{key} ({figure.value}) must be a whole number of 1 or more"


def _orders(protocol: Protocol) -> Iterator[str]:
    """Pairs of figures of which the first must not exceed the second."""
    dose, blood = protocol.dose, protocol.blood
    pairs = (
        ("dose.cap_mg", dose.cap_mg.value, "dose.absolute_cap_mg", dose.absolute_cap_mg.value),
        ("dose.first_infusion_factor", dose.first_infusion_factor.value, "the whole dose", 1),
        (
            "dose.rounding_step_mg",
            dose.rounding_step_mg.value,
            "dose.cap_mg of a lowered first infusion",
            dose.cap_mg.value * dose.first_infusion_factor.value,
        ),
        (
            "population_limits.adult_from_years",
            protocol.population_limits.adult_from_years.value,
            "the end of the growth limits of children",
            GROWTH_LIMITS_END_YEARS,
        ),
        (
            "renal.severe_below",
            protocol.renal.severe_below.value,
            "renal.impaired_below",
            protocol.renal.impaired_below.value,
        ),
        (
            "infusion.impaired_rate_mg_per_h",
            protocol.infusion.impaired_rate_mg_per_h.value,
            "infusion.maximum_rate_mg_per_h",
            protocol.infusion.maximum_rate_mg_per_h.value,
        ),
        (
            "blood.calcium_withhold_below_mmol_per_l",
            blood.calcium_withhold_below_mmol_per_l.value,
            "blood.calcium_refer_below_mmol_per_l",
            blood.calcium_refer_below_mmol_per_l.value,
        ),
    )
    for low_name, low, high_name, high in pairs:
        if low > high:
            yield f"{low_name} ({low}) must not be above {high_name} ({high})"


def _bags(protocol: Protocol) -> Iterator[str]:
    """The largest bag holds the largest dose there can be, at every age."""
    dose, preparation = protocol.dose, protocol.preparation
    bags = preparation.bag_sizes_ml.value
    if list(bags) != sorted(set(bags)) or bags[0] <= 0:
        yield "preparation.bag_sizes_ml: must be positive, each once, smallest first"
    for limit in preparation.concentration_limits:
        if bags[-1] * limit.mg_per_ml < dose.absolute_cap_mg.value:
            yield (
                f"preparation: {dose.absolute_cap_mg.value} mg does not fit the largest bag at "
                f"{limit.mg_per_ml} mg per mL"
            )


def _vials(protocol: Protocol) -> Iterator[str]:
    """A vial's content is its strength times its volume, and a whole number of syringe marks."""
    step = protocol.preparation.draw_up_step_ml.value
    for vial in protocol.medicine.presentations:
        named = f"{vial.vial_mg} mg in {vial.vial_ml} mL"
        if vial.strength_mg_per_ml * vial.vial_ml != vial.vial_mg:
            yield f"medicine.presentations: {named} is not {vial.strength_mg_per_ml} mg per mL"
        if step > 0 and vial.vial_ml % step:
            yield f"medicine.presentations: {named} is not a whole number of {step} mL"
