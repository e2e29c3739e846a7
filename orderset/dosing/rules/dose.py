"""Findings on the dose and the bag."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from orderset.dosing.situation import Situation
from orderset.findings import Finding
from orderset.quantities import plain, printed, round_half_up


ONE_PLACE = Decimal("0.1")


def capped(situation: Situation) -> Iterator[Finding]:
    """dose-capped: once, for the first day on which the limit took effect."""
    subject = situation.subject
    for each in situation.infusions:
        if each.capped:
            yield subject.finding(
                "dose-capped",
                f"{plain(each.mg_per_kg)} mg per kg is {plain(each.calculated_mg)} mg; the limit "
                f"per infusion is {plain(each.cap_mg)} mg.",
                where=subject.at("weight_kg"),
                found=f"{plain(each.calculated_mg)} mg",
                expected=f"at most {plain(each.cap_mg)} mg",
            )
            return


def deviation(situation: Situation) -> Iterator[Finding]:
    """dose-deviation: once, for the day that deviates most."""
    subject = situation.subject
    limit = subject.protocol.dose.deviation_caution_percent.value
    over = [
        each
        for each in situation.infusions
        if 100 * abs(each.delivered_mg - each.dose_mg) > limit * each.dose_mg
    ]
    if over:
        worst = max(
            over,
            key=lambda each: (
                Fraction(abs(each.delivered_mg - each.dose_mg)) / Fraction(each.dose_mg)
            ),
        )
        yield subject.finding(
            "dose-deviation",
            f"{plain(worst.dose_mg)} mg is drawn up as {plain(worst.drawn_up_ml)} mL, which holds "
            f"{plain(worst.delivered_mg)} mg: a deviation of {plain(worst.deviation_percent)}%.",
            where=subject.at("weight_kg"),
            found=f"{plain(worst.deviation_percent)}%",
            expected=f"at most {plain(limit)}%",
        )


def fluid_volume(situation: Situation) -> Iterator[Finding]:
    """fluid-volume: once, for the largest bag."""
    subject = situation.subject
    limit = subject.protocol.preparation.fluid_caution_ml_per_kg.value
    bag_ml = max(each.bag_ml for each in situation.infusions)
    per_kg = Fraction(bag_ml) / Fraction(subject.patient.weight_kg)
    if per_kg > limit:
        shown = printed(round_half_up(per_kg, ONE_PLACE))
        yield subject.finding(
            "fluid-volume",
            f"A bag of {printed(bag_ml)} mL is {shown} mL per kg.",
            where=subject.at("weight_kg"),
            found=f"{shown} mL per kg",
            expected=f"at most {plain(limit)} mL per kg",
        )
