"""Findings on renal function: its limits, and whether its equations are valid and agree."""

from collections.abc import Iterator
from decimal import Decimal

from orderset.dates import printed_date
from orderset.dosing.plan import RenalEquation
from orderset.dosing.renal import band_at
from orderset.dosing.situation import Situation
from orderset.findings import Finding
from orderset.quantities import Exact, plain, printed, round_half_up


TWO_PLACES = Decimal("0.01")

_NAMES = {
    RenalEquation.SCHWARTZ: ("eGFR (bedside Schwartz)", "mL/min/1.73 m²"),
    RenalEquation.COCKCROFT_GAULT: ("creatinine clearance (Cockcroft-Gault)", "mL/min"),
}


def _closely(value: Exact) -> str:
    """Two places, so that what is just below a limit does not read as the limit itself."""
    return printed(round_half_up(value, TWO_PLACES))


def impairment(situation: Situation) -> Iterator[Finding]:
    """renal-impairment, severe-renal-impairment, infusion-over-6-hours."""
    subject, renal = situation.subject, situation.renal
    if renal.decisive is None or renal.decisive_equation is None:
        return
    rules, infusion_rules = subject.protocol.renal, subject.protocol.infusion
    name, unit = _NAMES[renal.decisive_equation]
    severe, impaired = rules.severe_below.value, rules.impaired_below.value
    where = renal.creatinine.where if renal.creatinine else None
    found = f"{_closely(renal.decisive)} {unit}"
    if renal.decisive < severe:
        yield subject.finding(
            "severe-renal-impairment",
            f"The {name} is {found}, below {plain(severe)}.",
            where=where,
            found=found,
            expected=f"{plain(severe)} or more",
        )
        longest = max(each.duration_h for each in situation.infusions)
        if longest > infusion_rules.severe_refer_above_h.value:
            yield subject.finding(
                "infusion-over-6-hours",
                f"The infusion would run {plain(longest)} hours.",
                where=subject.at("weight_kg"),
                found=f"{plain(longest)} hours",
                expected=f"at most {plain(infusion_rules.severe_refer_above_h.value)} hours",
            )
    elif renal.decisive < impaired:
        rate = plain(infusion_rules.impaired_rate_mg_per_h.value)
        yield subject.finding(
            "renal-impairment",
            f"The {name} is {found}, below {plain(impaired)}: the rate is limited to {rate} mg per "
            "hour.",
            where=where,
            found=found,
            expected=f"{plain(impaired)} or more",
        )


def equations(situation: Situation) -> Iterator[Finding]:
    """renal-equation-not-valid, renal-equations-disagree."""
    subject, renal = situation.subject, situation.renal
    band = band_at(subject.age_years, subject.protocol)
    if band.equation == "none":
        yield subject.finding(
            "renal-equation-not-valid",
            "No kidney equation is valid at this age: renal function is not computed.",
            where=subject.at("date_of_birth"),
            found=printed_date(subject.patient.date_of_birth),
            expected=(
                f"aged under {plain(band.from_years)} on day 1"
                if band.below_years is None
                else f"aged {plain(band.below_years)} or older on day 1"
            ),
        )
    schwartz = renal.egfr_schwartz_ml_per_min_per_1_73m2
    u25 = renal.egfr_ckid_u25_ml_per_min_per_1_73m2
    if schwartz is None or u25 is None:
        return
    severe = subject.protocol.renal.severe_below.value
    impaired = subject.protocol.renal.impaired_below.value
    at_impaired = subject.protocol.findings["renal-equations-disagree"].at_impaired
    for limit, action in ((severe, None), (impaired, at_impaired)):
        if (schwartz < limit) != (u25 < limit):
            yield subject.finding(
                "renal-equations-disagree",
                f"Bedside Schwartz gives {_closely(schwartz)} and CKiD U25 {u25:.1f} "
                f"mL/min/1.73 m²: one is below {plain(limit)}, the other is not.",
                where=renal.creatinine.where if renal.creatinine else None,
                found=f"{_closely(schwartz)} and {u25:.1f}",
                expected=f"both on one side of {plain(limit)}",
                action=action,
            )
            return
