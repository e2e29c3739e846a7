"""From a patient to a judged plan: the one way through the clinical rules.

What cannot be true comes first; after a return nothing clinical is judged. Otherwise the whole
cycle is computed and every rule has its say.
"""

import dataclasses
import datetime as dt
import functools
import math
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from orderset.dosing import working
from orderset.dosing.authorisation import (
    authorisation_findings,
    authorised_findings,
    invalid_authorisation,
    unknown_codes,
)
from orderset.dosing.cumulative import (
    DatedDose,
    cumulative_by_day,
    days_within_limit,
    window_mg_per_kg,
)
from orderset.dosing.dose import Dose, dose_of_infusion, ratio_mg_per_kg
from orderset.dosing.earliest import earliest_by_interval, earliest_by_limit
from orderset.dosing.infusion import Running, run_infusion
from orderset.dosing.monitoring import monitoring
from orderset.dosing.plan import Cycle, CyclePlan, Infusion, Renal, Step
from orderset.dosing.plausibility import implausible_measurements
from orderset.dosing.preparation import Preparation, prepare
from orderset.dosing.renal import renal_function
from orderset.dosing.rules.registry import clinical_findings
from orderset.dosing.situation import Situation, Subject
from orderset.findings import Finding, Outcome, outcome_of
from orderset.quantities import round_half_up


PER_KG_STEP = Decimal("0.0001")


@dataclasses.dataclass(frozen=True, slots=True)
class Judgement:
    """Everything said about a patient, what became of it, and the plan unless returned."""

    findings: tuple[Finding, ...]
    outcome: Outcome
    plan: CyclePlan | None


@dataclasses.dataclass(frozen=True, slots=True)
class _Day:
    """One day of the cycle with the parts its infusion is made of."""

    number: int
    date: dt.date
    dose: Dose
    made: Preparation
    running: Running


def judge(subject: Subject, found_before: Sequence[Finding] = ()) -> Judgement:
    """Judge one patient.

    Args:
        subject: The patient, the protocol and the site's settings.
        found_before: What reading and checking the rows has already found.
    """
    first = authorised_findings(
        subject, (*found_before, *unknown_codes(subject), *implausible_measurements(subject))
    )
    if outcome_of(first) is Outcome.RETURNED:
        return Judgement((*first, *invalid_authorisation(subject)), Outcome.RETURNED, None)
    situation, steps = _compute(subject)
    clinical = authorised_findings(subject, clinical_findings(situation))
    everything = (*first, *clinical)
    findings = (*everything, *authorisation_findings(subject, everything))
    if outcome_of(findings) is Outcome.RETURNED:  # a committee made a clinical rule a return
        return Judgement(findings, Outcome.RETURNED, None)
    plan = CyclePlan(
        infusions=situation.infusions,
        cycle=situation.cycle,
        renal=situation.renal,
        findings=findings,
        working=steps,
        monitoring=monitoring(subject),
    )
    return Judgement(findings, outcome_of(findings), plan)


def _compute(subject: Subject) -> tuple[Situation, tuple[Step, ...]]:
    """Compute the whole cycle, and the working beside it."""
    renal = renal_function(subject.patient, subject.protocol)
    days = [_day(subject, renal, number) for number in range(1, _days_per_cycle(subject) + 1)]
    given, planned = given_doses(subject), planned_on(subject, subject.patient.day_1)
    window = int(subject.protocol.cumulative.window_days.value)
    sums = cumulative_by_day(given, planned, window)
    limit_micromol = _creatinine_limit(subject, renal)
    infusions = tuple(
        _infusion(day, total, limit_micromol) for day, total in zip(days, sums, strict=True)
    )
    cycle = _cycle(subject, given, planned, sums, infusions)
    left = window_mg_per_kg(given, days[0].date, window) - window_mg_per_kg(
        given, days[-1].date, window
    )
    after = infusions[-1].cumulative_mg_per_kg
    steps = (
        *_working(subject, renal, days),
        working.cumulative_step(subject, cycle, after, left),
    )
    return Situation(subject, renal, infusions, cycle), steps


def given_doses(subject: Subject) -> tuple[DatedDose, ...]:
    """Return what each infusion given before adds, by the weight of its own day."""
    return tuple(
        DatedDose(each.given_on, ratio_mg_per_kg(each.dose_mg, each.weight_kg))
        for each in subject.patient.previous_doses
    )


def _days_per_cycle(subject: Subject) -> int:
    return int(subject.protocol.dose.infusions.value)


def _dose(subject: Subject, number: int, age_years: int) -> Dose:
    """The dose of one day; the first ever is lowered once, whoever asks for it."""
    rules = subject.protocol.dose
    is_first_ever = subject.patient.cycle_number == 1 and number == 1
    is_lowered = rules.first_infusion_lowered == "always" or subject.site.half_dose_first_infusion
    return dose_of_infusion(
        subject.patient.weight_kg,
        rules,
        age_years=age_years,
        first_ever_halved=is_first_ever and is_lowered,
    )


def planned_on(subject: Subject, day_1: dt.date) -> tuple[DatedDose, ...]:
    """Return what each infusion adds if the cycle began on this day, at the age on it."""
    age_years, weight_kg = subject.age_on(day_1), subject.patient.weight_kg
    return tuple(
        DatedDose(
            day_1 + dt.timedelta(days=number - 1),
            ratio_mg_per_kg(_dose(subject, number, age_years).dose_mg, weight_kg),
        )
        for number in range(1, _days_per_cycle(subject) + 1)
    )


def _day(subject: Subject, renal: Renal, number: int) -> _Day:
    protocol, site, patient = subject.protocol, subject.site, subject.patient
    dose = _dose(subject, number, subject.age_years)
    made = prepare(
        dose.dose_mg,
        age_completed_years=subject.age_years,
        strength_mg_per_ml=site.strength_mg_per_ml,
        vial_mg=site.vial_mg,
        rules=protocol.preparation,
    )
    return _Day(
        number=number,
        date=patient.day_1 + dt.timedelta(days=number - 1),
        dose=dose,
        made=made,
        running=run_infusion(dose.dose_mg, made.bag_ml, renal.decisive, protocol),
    )


def _creatinine_limit(subject: Subject, renal: Renal) -> int | None:
    """The whole µmol/L above which a day's infusion must not be given. Source: clinical.md A4."""
    if renal.baseline is None or renal.baseline.value is None:
        return None
    percent = subject.protocol.deterioration.baseline_limit_percent.value
    return math.floor(renal.baseline.value * Fraction(percent) / 100)


def _infusion(day: _Day, total: Fraction, creatinine_limit: int | None) -> Infusion:
    return Infusion(
        day=day.number,
        date=day.date,
        mg_per_kg=day.dose.mg_per_kg,
        calculated_mg=day.dose.calculated_mg,
        capped=day.dose.capped,
        cap_mg=day.dose.cap_mg,
        dose_mg=day.dose.dose_mg,
        concentrate_ml=day.made.concentrate_ml,
        drawn_up_ml=day.made.drawn_up_ml,
        delivered_mg=day.made.delivered_mg,
        deviation_percent=day.made.deviation_percent,
        vials=day.made.vials,
        waste_mg=day.made.waste_mg,
        bag_ml=day.made.bag_ml,
        concentration_mg_per_ml=day.made.concentration_mg_per_ml,
        duration_h=day.running.duration_h,
        rate_ml_per_h=day.running.rate_ml_per_h,
        rate_mg_per_h=day.running.rate_mg_per_h,
        maximum_rate_ml_per_h=day.running.maximum_rate_ml_per_h,
        cumulative_mg_per_kg=round_half_up(total, PER_KG_STEP),
        creatinine_limit_micromol_per_l=creatinine_limit,
    )


def _cycle(
    subject: Subject,
    given: Sequence[DatedDose],
    planned: Sequence[DatedDose],
    sums: Sequence[Fraction],
    infusions: Sequence[Infusion],
) -> Cycle:
    rules, patient = subject.protocol.cumulative, subject.patient
    window, limit = int(rules.window_days.value), Fraction(rules.limit_mg_per_kg.value)
    total_mg = sum((each.dose_mg for each in infusions), Decimal(0))
    fitting = days_within_limit(sums, limit)
    residual: Decimal | None = None
    earliest: dt.date | None = None
    if fitting < len(sums):
        left = limit - (sums[fitting] - planned[fitting].mg_per_kg)
        residual = round_half_up(max(left, Fraction(0)), PER_KG_STEP)
        earliest = earliest_by_limit(
            patient.date_of_birth,
            subject.protocol.dose.mg_per_kg,
            given,
            functools.partial(planned_on, subject),
            after=patient.day_1,
            window_days=window,
            limit=limit,
        )
    previous_day_1 = subject.last_cycle_day_1
    interval = subject.days_before_day_1(previous_day_1) if previous_day_1 else None
    minimum_days = subject.protocol.interval.minimum_days
    far_enough: dt.date | None = None
    if previous_day_1 and subject.days_before_day_1(previous_day_1) < subject.minimum_days:
        far_enough = earliest_by_interval(
            patient.date_of_birth, previous_day_1, minimum_days, after=patient.day_1
        )
    return Cycle(
        total_mg=total_mg,
        total_mg_per_kg=round_half_up(ratio_mg_per_kg(total_mg, patient.weight_kg), PER_KG_STEP),
        cumulative_mg_per_kg_before=round_half_up(
            window_mg_per_kg(given, patient.day_1, window), PER_KG_STEP
        ),
        days_within_limit=fitting,
        residual_mg_per_kg=residual,
        earliest_full_cycle_on=earliest,
        interval_days=interval,
        earliest_by_interval_on=far_enough,
        previous_cycle_day_1=previous_day_1,
    )


def _working(subject: Subject, renal: Renal, days: Sequence[_Day]) -> Iterator[Step]:
    """The lines of the working; a day that differs from the others has its own."""
    yield from working.renal_steps(subject, renal)
    distinct = {day.dose.dose_mg: day for day in reversed(days)}
    for day in sorted(distinct.values(), key=lambda each: each.number):
        same = [each.number for each in days if each.dose.dose_mg == day.dose.dose_mg]
        of = f", day {same[0]}" if len(same) == 1 else f", days {same[0]} to {same[-1]}"
        of = "" if len(distinct) == 1 else of
        dose_step = working.dose_step("Dose", subject, day.dose)
        yield dataclasses.replace(dose_step, step=f"Dose{of}{working.aged(subject)}")
        for step in (
            *working.preparation_steps(subject, day.dose, day.made),
            *working.running_steps(subject, day.made, day.running),
        ):
            yield dataclasses.replace(step, step=f"{step.step}{of}")
