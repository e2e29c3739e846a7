"""One dose, how it is drawn up and diluted, and how the bag runs."""

from decimal import Decimal
from fractions import Fraction

import pytest

from orderset.dosing.dose import dose_of_infusion
from orderset.dosing.infusion import Running, run_infusion
from orderset.dosing.preparation import (
    Preparation,
    concentration_limit_mg_per_ml,
    prepare,
    smallest_bag_ml,
)
from tests.unit.dosing.edge_subjects import LOADED, altered


RULES = LOADED.rules
BAGS = RULES.preparation.bag_sizes_ml.value


@pytest.mark.parametrize(
    ("weight", "calculated", "capped", "dose"),
    [
        ("16", "16", False, "16"),
        ("23.3", "23.3", False, "23"),
        ("23.49", "23.49", False, "23"),
        ("23.5", "23.5", False, "23.5"),
        ("60", "60", False, "60"),
        ("60.01", "60.01", True, "60"),
        ("250", "250", True, "60"),
        ("2", "2", False, "2"),
    ],
)
def test_a_dose_is_capped_and_rounded_down(
    weight: str, calculated: str, dose: str, *, capped: bool
) -> None:
    """To 0.5 mg, so never above the mg/kg dose or the cap."""
    made = dose_of_infusion(Decimal(weight), RULES.dose, age_years=8, first_ever_halved=False)
    assert made.mg_per_kg == 1
    assert made.cap_mg == 60
    assert made.calculated_mg == Decimal(calculated)
    assert made.capped is capped
    assert made.dose_mg == Decimal(dose)


@pytest.mark.parametrize(
    ("weight", "capped", "dose"),
    [("16", False, "8"), ("23.3", False, "11.5"), ("60", False, "30"), ("60.1", True, "30")],
)
def test_the_first_dose_ever_and_its_cap_are_halved(
    weight: str, dose: str, *, capped: bool
) -> None:
    """The site's option."""
    made = dose_of_infusion(Decimal(weight), RULES.dose, age_years=8, first_ever_halved=True)
    assert made.mg_per_kg == Decimal("0.5")
    assert made.cap_mg == 30
    assert (made.capped, made.dose_mg) == (capped, Decimal(dose))


def test_a_dose_never_exceeds_the_absolute_cap() -> None:
    """A site may set the cap to 90 mg, and no further: the loader refuses more."""
    rules = altered(dose__cap_mg=90).dose
    assert dose_of_infusion(Decimal(120), rules, age_years=8, first_ever_halved=False).dose_mg == 90


def _prepared(dose: str, *, strength: str = "3", vial: str = "30", years: int = 8) -> Preparation:
    return prepare(
        Decimal(dose),
        age_completed_years=years,
        strength_mg_per_ml=Decimal(strength),
        vial_mg=Decimal(vial),
        rules=RULES.preparation,
    )


@pytest.mark.parametrize(
    ("dose", "strength", "printed", "drawn_up", "delivered", "percent"),
    [
        ("16", "3", "5.33", "5.3", "15.9", "0.6"),
        ("23", "15", "1.53", "1.5", "22.5", "2.2"),
        ("23.5", "9", "2.61", "2.6", "23.4", "0.4"),
        ("24", "3", "8", "8", "24", "0"),
        ("2.25", "15", "0.15", "0.2", "3", "33.3"),
        ("8", "15", "0.53", "0.5", "7.5", "6.3"),
    ],
)
def test_concentrate_is_printed_to_hundredths_and_drawn_up_to_tenths(
    *, dose: str, strength: str, printed: str, drawn_up: str, delivered: str, percent: str
) -> None:
    """Half up, and what the syringe then holds."""
    made = _prepared(dose, strength=strength)
    assert made.concentrate_unrounded_ml == Fraction(dose) / Fraction(strength)
    assert made.concentrate_ml == Decimal(printed)
    assert made.drawn_up_ml == Decimal(drawn_up)
    assert made.delivered_mg == Decimal(delivered)
    assert made.deviation_percent == Decimal(percent)


@pytest.mark.parametrize(
    ("dose", "vial", "count", "waste"),
    [
        ("29.5", "30", 1, "0.5"),
        ("30", "30", 1, "0"),
        ("30.5", "30", 2, "29.5"),
        ("60", "30", 2, "0"),
        ("60", "90", 1, "30"),
        ("16", "15", 2, "14"),
    ],
)
def test_vials_are_whole_and_not_shared(dose: str, vial: str, count: int, waste: str) -> None:
    """As many as the dose needs, and what is thrown away."""
    made = _prepared(dose, vial=vial)
    assert (made.vials, made.waste_mg) == (count, Decimal(waste))


@pytest.mark.parametrize(
    ("dose", "years", "bag"),
    [
        ("20", 17, "100"),
        ("20.5", 17, "250"),
        ("50", 17, "250"),
        ("50.5", 17, "500"),
        ("60", 17, "500"),
        ("36", 18, "100"),
        ("36.5", 18, "250"),
        ("90", 18, "250"),
        ("90", 17, "500"),
    ],
)
def test_the_smallest_bag_that_keeps_the_limit_is_taken(dose: str, years: int, bag: str) -> None:
    """0.2 mg/mL under 18 years, 0.36 from 18; at the limit exactly is within it."""
    made = _prepared(dose, years=years)
    assert made.bag_ml == Decimal(bag)
    limit = Decimal("0.2") if years < 18 else Decimal("0.36")
    assert made.concentration_limit_mg_per_ml == limit
    assert Fraction(dose) / Fraction(bag) <= Fraction(limit)


def test_the_largest_bag_holds_the_largest_dose() -> None:
    """90 mg at every age: what the loader proves."""
    for limit in RULES.preparation.concentration_limits:
        assert smallest_bag_ml(Decimal(90), limit.mg_per_ml, BAGS) <= 1000


def test_the_concentration_is_printed_to_thousandths() -> None:
    """23 mg in 250 mL are 0.092, 60 mg in 500 mL are 0.12, 25.5 mg in 250 mL are 0.102."""
    for dose, printed in (("23", "0.092"), ("60", "0.12"), ("25.5", "0.102")):
        assert _prepared(dose).concentration_mg_per_ml == Decimal(printed)


@pytest.mark.parametrize(("years", "limit"), [(0, "0.2"), (17, "0.2"), (18, "0.36"), (80, "0.36")])
def test_the_concentration_limit_follows_age(years: int, limit: str) -> None:
    """In completed years."""
    assert concentration_limit_mg_per_ml(RULES.preparation, years) == Decimal(limit)


def _run(dose: str, bag: str = "500", renal: str | None = "100") -> Running:
    value = None if renal is None else Fraction(renal)
    return run_infusion(Decimal(dose), Decimal(bag), value, RULES)


@pytest.mark.parametrize(
    ("dose", "renal", "hours"),
    [
        ("60", "100", "2"),
        ("60", None, "2"),
        ("60", "60", "2"),
        ("60", "59.99", "3"),
        ("40", "59.99", "2"),
        ("40.5", "59.99", "2.5"),
        ("50", "30", "2.5"),
        ("50.5", "30", "3"),
        ("60", "29.99", "4"),
        ("2", "29.99", "4"),
        ("90", "29.99", "4.5"),
    ],
)
def test_the_longest_of_four_bounds_rounded_up_to_half_hours(
    dose: str, renal: str | None, hours: str
) -> None:
    """2 h; 60 mg/h; 20 mg/h below 60; 4 h below 30."""
    assert _run(dose, renal=renal).duration_h == Decimal(hours)


def test_the_highest_rate_bounds_the_duration() -> None:
    """60 mg/h is never reached in 2 hours under the shipped cap: 150 mg take 2.5."""
    assert _run("150").duration_h == Decimal("2.5")
    assert _run("120").duration_h == Decimal(2)


def test_the_reasons_are_the_bounds_that_apply() -> None:
    """In words, for the working."""
    assert _run("60").reasons == ("at least 2 hours", "60 mg ÷ 60 mg per hour = 1 hours")
    assert _run("60", renal="29").reasons == (
        "at least 2 hours",
        "60 mg ÷ 60 mg per hour = 1 hours",
        "renal value below 60, 60 mg ÷ 20 mg per hour = 3 hours",
        "renal value below 30, at least 4 hours",
    )


def test_rates_are_printed_to_tenths_of_a_ml_and_hundredths_of_a_mg() -> None:
    """500 mL over 3 hours are 166.7 mL per hour, 60 mg are 20."""
    running = _run("60", renal="45")
    assert running.duration_unrounded_h == 3
    assert running.rate_ml_per_h == Decimal("166.7")
    assert running.rate_mg_per_h == Decimal(20)
    assert _run("50.5", renal="45").rate_mg_per_h == Decimal("16.83")


def test_the_maximum_rate_is_that_of_the_unrounded_duration() -> None:
    """50.5 mg at 20 mg/h are 2.525 hours: 500 mL never faster than 198 mL per hour."""
    running = _run("50.5", renal="45")
    assert running.rate_ml_per_h == Decimal("166.7")
    assert running.maximum_rate_ml_per_h == Decimal(198)


@pytest.mark.parametrize("renal", ["100", "45", "20"])
@pytest.mark.parametrize("dose", ["16", "40", "50", "59.5", "60"])
@pytest.mark.parametrize("bag", ["100", "250", "500", "1000"])
def test_the_rate_on_paper_is_never_above_the_maximum_on_paper(
    dose: str, bag: str, renal: str
) -> None:
    """500 mL over exactly 3 hours: 166.7 must not stand beside 'never faster than 166.6'."""
    running = _run(dose, bag, renal)
    assert running.rate_ml_per_h <= running.maximum_rate_ml_per_h
