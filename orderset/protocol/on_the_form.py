"""A protocol as the blank workbook shows it: the figures of its warnings, and its rules in words.

Every number comes from the protocol; the sentences around them are ours.
"""

from collections.abc import Iterator, Mapping, Sequence

from orderset.findings import Action
from orderset.protocol.bands import by_age
from orderset.protocol.figures import Figure, FigureBand
from orderset.protocol.schema import IntervalRules, Protocol
from orderset.quantities import plain
from orderset.workbook.form_rules import FormRules, HoldingRule


# What a rule does to the patient, said in a sentence.
_DOES: Mapping[Action, str] = {
    Action.RETURN: "the row comes back",
    Action.WITHHOLD: "the infusion is withheld",
    Action.REFER: "the consultant decides",
    Action.CAUTION: "the order is printed with a caution",
    Action.NOTE: "it is noted",
}


def form_rules(protocol: Protocol) -> FormRules:
    """Return what the template shows of a protocol."""
    validity = protocol.validity
    return FormRules(
        protocol_id=protocol.id,
        protocol_title=protocol.title,
        protocol_version=protocol.version,
        infusions=protocol.dose.infusions.value,
        weight_days=validity.weight_days.value,
        height_days=validity.height_days.value,
        creatinine_days=validity.creatinine_days.value,
        calcium_days=validity.calcium_days.value,
        authorisation_days=validity.authorisation_days.value,
        actions={code: rule.action for code, rule in protocol.findings.items()},
        notes=_notes(protocol),
        sections={
            "The treatment": tuple(_treatment(protocol)),
            "Before day 1": tuple(_before_day_1(protocol)),
            "Tests that are followed": tuple(_followed(protocol)),
        },
        holding=tuple(_holding(protocol)),
    )


def _notes(protocol: Protocol) -> Mapping[str, str]:
    validity = protocol.validity
    infusions = protocol.dose.infusions
    return {
        "weight_measured_on": f"At most {_days(validity.weight_days)} before day 1.",
        "height_measured_on": f"At most {_days(validity.height_days)} before day 1.",
        "day_1": f"A cycle is {plain(infusions.value)} infusions on {infusions.unit}.",
    }


def _treatment(protocol: Protocol) -> Iterator[str]:
    dose, medicine = protocol.dose, protocol.medicine
    cumulative, interval = protocol.cumulative, protocol.interval
    yield (
        f"{medicine.name.capitalize()}, {medicine.route}; doses are stated as "
        f"{medicine.doses_are_stated_as}. For: {protocol.population}."
    )
    yield (
        f"A cycle is {plain(dose.infusions.value)} infusions on {dose.infusions.unit}: "
        f"{_by_age(dose.mg_per_kg)} each, at most {_figure(dose.cap_mg)}, rounded down to a "
        f"multiple of {_figure(dose.rounding_step_mg)}."
    )
    if dose.first_infusion_lowered == "always":
        yield (
            f"The first infusion ever, day 1 of cycle 1, is {_figure(dose.first_infusion_factor)}."
        )
    yield (
        f"At most {_figure(cumulative.limit_mg_per_kg)} within {_days(cumulative.window_days)}; "
        f"above that {_does(protocol, 'cumulative-dose-exceeded')}. Earlier infusions therefore "
        "stand on Previous doses, every one of them."
    )
    yield (
        f"Day 1 comes {_from_to(interval)} after day 1 of the last cycle. Earlier: "
        f"{_does(protocol, 'interval-too-short')}. Later: {_does(protocol, 'interval-long')}."
    )
    if not all(isinstance(each, Figure) for each in by_age(protocol).values()):
        yield "An age is that on day 1 of the cycle, in completed years, for the whole of it."


def _before_day_1(protocol: Protocol) -> Iterator[str]:
    """How old each measurement may be, and what happens when it is older or missing."""
    validity, ages = protocol.validity, protocol.population_limits
    for what, days, code in (
        ("Weight", validity.weight_days, "weight-stale"),
        ("Height", validity.height_days, "height-stale"),
        ("Creatinine", validity.creatinine_days, "creatinine-stale"),
        ("Adjusted calcium", validity.calcium_days, "calcium-stale"),
        ("Urine albumin:creatinine", validity.albuminuria_days, "albuminuria-overdue"),
    ):
        yield f"{what}: within {_days(days)} before day 1; otherwise {_does(protocol, code)}."
    yield (
        f"No creatinine within {_days(validity.creatinine_missing_days)}: "
        f"{_does(protocol, 'creatinine-missing')}. No creatinine marked Baseline: "
        f"{_does(protocol, 'baseline-creatinine-missing')}."
    )
    yield (
        f"Vitamin D (25-OH): within {_days(validity.vitamin_d_first_cycle_days)} before cycle 1, "
        f"within {_days(validity.vitamin_d_later_days)} before later cycles; otherwise "
        f"{_does(protocol, 'vitamin-d-stale')}."
    )
    yield (
        f"Pregnancy test, from {_figure(ages.pregnancy_test_from_years)} of age where pregnancy is "
        f"possible: within {_days(validity.pregnancy_test_days)} before day 1; otherwise "
        f"{_does(protocol, 'pregnancy-test-missing')}."
    )
    yield (
        f"An authorisation counts for {_days(validity.authorisation_days)}: decided on day 1 or "
        "before it, and no earlier than that."
    )


def _followed(protocol: Protocol) -> Iterator[str]:
    for rule in protocol.monitoring:
        yield f"{rule.label}: {rule.words}."


def _holding(protocol: Protocol) -> Iterator[HoldingRule]:
    """What returns, withholds, refers or cautions, the most severe first."""
    shown = tuple(action for action in Action if action is not Action.NOTE)
    rules = [rule for rule in protocol.findings.values() if rule.action in shown]
    for rule in sorted(rules, key=lambda each: shown.index(each.action)):
        yield HoldingRule(rule.action, rule.title, rule.remedy)


def _does(protocol: Protocol, code: str) -> str:
    return _DOES[protocol.findings[code].action]


def _figure(figure: Figure) -> str:
    return f"{plain(figure.value)} {figure.unit}"


def _by_age(given: Figure | Sequence[FigureBand]) -> str:
    """Say a figure, or its bands one after the other."""
    if isinstance(given, Figure):
        return _figure(given)
    return ", ".join(f"{_figure(each)} {_ages(each)}" for each in given)


def _ages(band: FigureBand) -> str:
    """Say for which ages a band counts, so that every age is in one of them."""
    if band.below_years is None:
        return f"from {plain(band.from_years)} years"
    if band.from_years == 0:
        return f"under {plain(band.below_years)} years"
    return f"from {plain(band.from_years)} to under {plain(band.below_years)} years"


def _from_to(interval: IntervalRules) -> str:
    shortest, longest = interval.minimum_days, interval.maximum_days
    if isinstance(shortest, Figure) and isinstance(longest, Figure):
        return f"{plain(shortest.value)} to {_days(longest)}"
    return f"at least {_by_age(shortest)}, at most {_by_age(longest)}"


def _days(figure: Figure) -> str:
    """The number of days; the file's own unit may say more, such as ``days, rolling``."""
    return f"{plain(figure.value)} {figure.unit.partition(',')[0]}"
