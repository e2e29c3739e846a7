"""The working: each step of the arithmetic as a line that a second checker can follow."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from orderset.dosing.dose import Dose
from orderset.dosing.infusion import Running
from orderset.dosing.plan import Cycle, Renal, RenalEquation, Step
from orderset.dosing.preparation import Preparation
from orderset.dosing.situation import Subject
from orderset.protocol.figures import Figure, figure_at
from orderset.quantities import Exact, plain, printed, round_half_up


ONE_PLACE = Decimal("0.1")
TWO_PLACES = Decimal("0.01")
FOUR_PLACES = Decimal("0.0001")


def _to(value: Exact, step: Decimal) -> str:
    return printed(round_half_up(value, step))


def _cited(*sources: tuple[str, ...]) -> str:
    return ", ".join(dict.fromkeys(each for group in sources for each in group))


def dose_step(name: str, subject: Subject, dose: Dose) -> Step:
    """Weight × mg/kg, limit, rounded down; and that the protocol lowers the first infusion."""
    rules = subject.protocol.dose
    whole = figure_at(rules.mg_per_kg, subject.age_years)
    limit = f"limit {plain(dose.cap_mg)} mg"
    step = plain(rules.rounding_step_mg.value)
    lowered = ""
    if rules.first_infusion_lowered == "always" and dose.mg_per_kg != whole.value:
        lowered = f"first infusion ever {plain(rules.first_infusion_factor.value)} of the dose, "
    return Step(
        step=name,
        inputs=(
            f"{lowered}{plain(dose.mg_per_kg)} mg per kg × {plain(subject.patient.weight_kg)} kg"
        ),
        rule=f"{limit}{' applies' if dose.capped else ''}, rounded down to {step} mg",
        unrounded=f"{plain(dose.calculated_mg)} mg",
        result=f"{plain(dose.dose_mg)} mg",
        source=_cited(whole.source, rules.cap_mg.source),
    )


def aged(subject: Subject) -> str:
    """The age that a dose by age follows from, behind the name of its step; else nothing.

    It is that on day 1 for all days: a birthday during the cycle changes nothing.
    """
    if isinstance(subject.protocol.dose.mg_per_kg, Figure):
        return ""
    return f", aged {subject.age_years or 'under 1'} on day 1"


def preparation_steps(subject: Subject, dose: Dose, made: Preparation) -> Iterator[Step]:
    """Concentrate, vials, bag."""
    site, rules = subject.site, subject.protocol.preparation
    strength, vial = plain(site.strength_mg_per_ml), plain(site.vial_mg)
    yield Step(
        step="Concentrate",
        inputs=f"{plain(dose.dose_mg)} mg ÷ {strength} mg per mL",
        rule=f"drawn up to {plain(rules.draw_up_step_ml.value)} mL",
        unrounded=f"{plain(made.concentrate_ml)} mL",
        result=(
            f"{plain(made.drawn_up_ml)} mL, which holds {plain(made.delivered_mg)} mg "
            f"({plain(made.deviation_percent)}% deviation)"
        ),
        source=_cited(rules.draw_up_step_ml.source),
    )
    yield Step(
        step="Vials",
        inputs=f"{plain(dose.dose_mg)} mg ÷ {vial} mg per vial",
        rule="whole vials, single use",
        unrounded=_to(dose.dose_mg / site.vial_mg, TWO_PLACES),
        result=f"{made.vials} of {vial} mg, waste {plain(made.waste_mg)} mg",
        source=_cited(subject.presentation.source),
    )
    bags = ", ".join(printed(each) for each in rules.bag_sizes_ml.value)
    limit = plain(made.concentration_limit_mg_per_ml)
    yield Step(
        step="Bag",
        inputs=f"{plain(dose.dose_mg)} mg at most {limit} mg per mL",
        rule=f"smallest of {bags} mL",
        unrounded=f"{_to(dose.dose_mg / made.concentration_limit_mg_per_ml, ONE_PLACE)} mL",
        result=f"{printed(made.bag_ml)} mL ({plain(made.concentration_mg_per_ml)} mg per mL)",
        source=_cited(*(each.source for each in rules.concentration_limits)),
    )


def running_steps(subject: Subject, made: Preparation, running: Running) -> Iterator[Step]:
    """Duration, rate."""
    rules = subject.protocol.infusion
    yield Step(
        step="Duration",
        inputs="; ".join(running.reasons),
        rule=f"the longest, rounded up to {plain(rules.rounding_step_h.value)} hours",
        unrounded="",
        result=f"{plain(running.duration_h)} hours",
        source=_cited(
            rules.minimum_h.source,
            rules.maximum_rate_mg_per_h.source,
            rules.impaired_rate_mg_per_h.source,
            rules.severe_minimum_h.source,
        ),
    )
    yield Step(
        step="Rate",
        inputs=f"{printed(made.bag_ml)} mL ÷ {plain(running.duration_h)} hours",
        rule="to 0.1 mL per hour",
        unrounded=f"{_to(made.bag_ml / running.duration_h, TWO_PLACES)} mL per hour",
        result=(
            f"{printed(running.rate_ml_per_h)} mL per hour "
            f"({plain(running.rate_mg_per_h)} mg per hour)"
        ),
        source=_cited(rules.maximum_rate_mg_per_h.source),
    )


def renal_steps(subject: Subject, renal: Renal) -> Iterator[Step]:
    """The decisive equation and the creatinine against its baseline.

    A creatinine stands here as it is computed with, so that the line can be followed.
    """
    creatinine, patient = renal.creatinine, subject.patient
    if creatinine is None or creatinine.value is None:
        return
    shown = f"{_to(creatinine.value, FOUR_PLACES)} µmol/L"
    if renal.decisive is not None:
        if renal.decisive_equation is RenalEquation.SCHWARTZ:
            name, unit = "eGFR (bedside Schwartz)", "mL/min/1.73 m²"
            inputs = f"36.5 × {plain(patient.height_cm)} cm ÷ {shown}"
        else:
            name, unit = "Creatinine clearance (Cockcroft-Gault)", "mL/min"
            inputs = (
                f"(140 − {subject.age_years}) × {plain(patient.weight_kg)} kg × "
                f"{'1.23' if patient.sex == 'Male' else '1.04'} ÷ {shown}"
            )
        limits = subject.protocol.renal
        severe, impaired = plain(limits.severe_below.value), plain(limits.impaired_below.value)
        yield Step(
            step=name,
            inputs=inputs,
            rule=f"limits {severe} and {impaired}",
            unrounded=_to(renal.decisive, TWO_PLACES),
            result=f"{_to(renal.decisive, ONE_PLACE)} {unit}",
            source=_cited(*(each.source for each in limits.equations)),
        )
    if renal.creatinine_percent_of_baseline is not None and renal.baseline is not None:
        rules = subject.protocol.deterioration
        yield Step(
            step="Creatinine against baseline",
            inputs=f"{shown} ÷ {_to(renal.baseline.value or 0, FOUR_PLACES)} µmol/L",
            rule=f"at most {plain(rules.baseline_limit_percent.value)}%",
            unrounded=f"{_to(renal.creatinine_percent_of_baseline, TWO_PLACES)}%",
            result=f"{_to(renal.creatinine_percent_of_baseline, ONE_PLACE)}%",
            source=_cited(rules.baseline_limit_percent.source),
        )


def cumulative_step(subject: Subject, cycle: Cycle, after: Decimal, left: Fraction) -> Step:
    """The dose over the rolling window, before and after this cycle.

    Args:
        subject: The patient and the protocol.
        cycle: What was given before and what this cycle adds.
        after: The sum on the last day, in mg per kg.
        left: How much of what was given before has left the window by the last day.
    """
    rules = subject.protocol.cumulative
    window, limit = plain(rules.window_days.value), plain(rules.limit_mg_per_kg.value)
    gone = f", {_to(left, FOUR_PLACES)} mg per kg out of the window by the last day"
    return Step(
        step=f"Dose in {window} days",
        inputs=(
            f"{plain(cycle.cumulative_mg_per_kg_before)} mg per kg before, "
            f"{plain(cycle.total_mg_per_kg)} mg per kg this cycle{gone if left else ''}"
        ),
        rule=f"limit {limit} mg per kg",
        unrounded="",
        result=f"{plain(after)} mg per kg on the last day",
        source=_cited(rules.limit_mg_per_kg.source, rules.window_days.source),
    )
