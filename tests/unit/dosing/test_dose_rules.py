"""The limit of the dose, what a syringe can hold of it, and the volume of the bag."""

from decimal import Decimal
from typing import Any

import pytest

from orderset.dosing.planning import judge
from orderset.findings import Outcome
from orderset.settings import SiteSettings
from tests.unit.dosing.edge_subjects import (
    altered,
    assert_raised,
    assert_silent,
    birthday,
    boy,
    codes,
    found,
    man,
)


STRONG = SiteSettings(strength_mg_per_ml=Decimal(15), vial_mg=Decimal(15))
HALF = SiteSettings(half_dose_first_infusion=True)


def test_a_dose_above_the_limit_is_capped() -> None:
    """60.1 kg at 1 mg/kg: the limit of 60 mg takes effect, and is said once for three days."""
    assert_raised(
        man(weight_kg=Decimal("60.1")),
        "dose-capped",
        "caution",
        "Infusions!H2",
        "1 mg per kg is 60.1 mg; the limit per infusion is 60 mg.",
    )


def test_a_dose_at_the_limit_is_not_capped() -> None:
    """Exactly 60 kg."""
    assert_silent(man(weight_kg=Decimal(60)), "dose-capped")


def test_the_limit_of_a_half_dose_is_half_the_limit() -> None:
    """Where the first infusion ever is halved, 60.1 kg is capped at 30 mg on day 1."""
    assert_raised(
        man(weight_kg=Decimal("60.1"), site=HALF),
        "dose-capped",
        "caution",
        "Infusions!H2",
        "0.5 mg per kg is 30.05 mg; the limit per infusion is 30 mg.",
    )
    assert_silent(man(weight_kg=Decimal(60), site=HALF), "dose-capped")


def _tiny(weight: str) -> dict[str, Any]:
    """A child of one year and some months by weight."""
    return {
        "date_of_birth": birthday(1),
        "weight_kg": Decimal(weight),
        "height_cm": Decimal(76),
        "site": STRONG,
    }


def test_a_dose_that_cannot_be_drawn_up_closely_is_a_caution() -> None:
    """8 mg of 15 mg per mL is 0.53 mL, drawn up as 0.5 mL: 7.5 mg, 6.25 % less."""
    assert_raised(
        boy(**_tiny("8.0")),
        "dose-deviation",
        "caution",
        "Infusions!H2",
        "8 mg is drawn up as 0.5 mL, which holds 7.5 mg: a deviation of 6.3%.",
    )


def test_a_dose_drawn_up_5_percent_off_is_accepted() -> None:
    """10 mg is 0.67 mL, drawn up as 0.7 mL: 10.5 mg, exactly 5 % more."""
    subject = boy(**_tiny("10.0"))
    plan = judge(subject).plan
    assert plan is not None
    assert {each.deviation_percent for each in plan.infusions} == {Decimal("5.0")}
    assert_silent(subject, "dose-deviation")


@pytest.mark.parametrize(("limit", "is_raised"), [("6.25", False), ("6.24", True)])
def test_the_deviation_is_compared_before_it_is_rounded(limit: str, *, is_raised: bool) -> None:
    """6.25 % is printed as 6.3 %, and passes a limit of 6.25 %."""
    protocol = altered(dose__deviation_caution_percent=limit)
    said = codes(judge(boy(**_tiny("8.0"), protocol=protocol)))
    assert ("dose-deviation" in said) is is_raised


def test_the_day_that_deviates_most_is_named() -> None:
    """A half dose of 4 mg is drawn up as 0.3 mL, 12.5 % more; the others deviate by 6.25 %."""
    site = STRONG.model_copy(update={"half_dose_first_infusion": True})
    finding = found(boy(**(_tiny("8.0") | {"site": site})), "dose-deviation")
    assert finding.found == "12.5%"


def test_a_bag_above_20_ml_per_kg_is_a_caution() -> None:
    """The smallest bag of 100 mL, at 4.9 kg."""
    assert_raised(
        boy(**_infant("4.9")),
        "fluid-volume",
        "caution",
        "Infusions!H2",
        "A bag of 100 mL is 20.4 mL per kg.",
    )


def test_20_ml_per_kg_is_accepted() -> None:
    """The smallest bag, at exactly 5 kg."""
    assert_silent(boy(**_infant("5.0")), "fluid-volume")


def test_the_largest_bag_is_compared() -> None:
    """A half dose of 12 mg goes into 100 mL, the others of 24 mg into 250: 10.4 mL per kg."""
    protocol = altered(preparation__fluid_caution_ml_per_kg="10.4")
    finding = found(boy(protocol=protocol, site=HALF), "fluid-volume")
    assert (finding.found, finding.expected) == ("10.4 mL per kg", "at most 10.4 mL per kg")


def _infant(weight: str) -> dict[str, Any]:
    """A child of about six weeks."""
    return {
        "date_of_birth": birthday(0).replace(month=10, day=26),
        "weight_kg": Decimal(weight),
        "height_cm": Decimal(56),
    }


def test_what_is_said_of_the_dose_leaves_the_patient_ready() -> None:
    """Capped, deviating and voluminous are cautions."""
    assert judge(man(weight_kg=Decimal(70))).outcome is Outcome.READY_WITH_CAUTIONS
