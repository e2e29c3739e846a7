"""Dose, interval and first infusion of the protocols that are shipped beside the first.

Day 1 is 2026-12-07. The boy of ``edge_subjects`` is 8 years old and weighs 24 kg: 36 mg on each of
two days, or 12, 24 and 24 mg.
"""

import dataclasses
import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from orderset.dosing.plan import CyclePlan
from orderset.dosing.planning import judge
from orderset.dosing.situation import Subject
from orderset.findings import Outcome
from orderset.patients.age import birthday as birthday_of
from orderset.patients.age import completed_years
from orderset.patients.patient import PreviousDose
from orderset.protocol.figures import FigureBand
from orderset.protocol.loading import load_protocol
from orderset.settings import SiteSettings
from tests.unit.dosing.edge_subjects import (
    D1,
    baseline,
    before,
    birthday,
    boy,
    codes,
    creatinine,
    dose,
    found,
)


STEPPED = load_protocol(Path("pamidronate-stepped")).rules
TWO_DAY = load_protocol(Path("pamidronate-two-day")).rules
HALF = SiteSettings(half_dose_first_infusion=True)
TODDLER: dict[str, Any] = {"weight_kg": Decimal("12.2"), "height_cm": Decimal(87)}


def two_day(*results: Any, **fields: Any) -> Subject:
    return boy(*results, protocol=TWO_DAY, **fields)


def toddler(born: dt.date, **fields: Any) -> Subject:
    """A child of 12.2 kg: 80 cm in the second year, else 87 cm."""
    low = (baseline("22"), creatinine("22"))
    if born == birthday(1):
        fields = {"height_cm": Decimal(80)} | fields
    return two_day(*low, date_of_birth=born, **(TODDLER | fields))


def plan_of(subject: Subject) -> CyclePlan:
    plan = judge(subject).plan
    assert plan is not None
    return plan


def doses(subject: Subject) -> list[Decimal]:
    return [each.dose_mg for each in plan_of(subject).infusions]


def cycle(number: int, days: int, mg: str, kg: str) -> tuple[PreviousDose, ...]:
    return dose(number, days, mg, kg), dose(number, days - 1, mg, kg)


def test_two_infusions_of_one_and_a_half_mg_per_kg_on_two_days() -> None:
    plan = plan_of(two_day())
    assert [(each.day, each.date, each.dose_mg) for each in plan.infusions] == [
        (1, D1, Decimal(36)),
        (2, D1 + dt.timedelta(days=1), Decimal(36)),
    ]
    assert plan.cycle.total_mg == Decimal(72)


@pytest.mark.parametrize(
    ("born", "mg_per_kg"),
    [
        (birthday(2) + dt.timedelta(days=1), "0.75"),
        (birthday(2), "1.125"),
        (birthday(3) + dt.timedelta(days=1), "1.125"),
        (birthday(3), "1.5"),
        (birthday(4), "1.5"),
    ],
)
def test_the_age_on_day_1_decides_for_the_whole_cycle(born: dt.date, mg_per_kg: str) -> None:
    """Also when the birthday is day 2, as in the first and the third of these."""
    subject = toddler(born)
    assert [each.mg_per_kg for each in plan_of(subject).infusions] == [Decimal(mg_per_kg)] * 2
    assert "age-below-3" not in codes(judge(subject))
    line = plan_of(subject).working[2]
    assert line.step == f"Dose, aged {subject.age_years} on day 1"
    assert line.inputs == f"{mg_per_kg} mg per kg × 12.2 kg"


def test_the_limit_of_90_mg_is_reached_at_60_kg_and_takes_effect_above() -> None:
    heavy = {"date_of_birth": birthday(15), "height_cm": Decimal(172)}
    at_60 = two_day(weight_kg=Decimal(60), **heavy)
    assert doses(at_60) == [Decimal(90)] * 2
    assert "dose-capped" not in codes(judge(at_60))
    above = two_day(weight_kg=Decimal("60.1"), **heavy)
    assert doses(above) == [Decimal(90)] * 2
    assert "the limit per infusion is 90 mg" in found(above, "dose-capped").message


def test_the_first_infusion_ever_is_halved_once_whoever_asks_for_it() -> None:
    assert doses(boy(protocol=STEPPED)) == [Decimal(12), Decimal(24), Decimal(24)]
    assert doses(boy(protocol=STEPPED, site=HALF)) == doses(boy(protocol=STEPPED))
    later = cycle(1, 70, "24", "24")
    assert doses(boy(protocol=STEPPED, cycle_number=2, previous_doses=later)) == [Decimal(24)] * 3
    assert doses(two_day(site=HALF)) == [Decimal(18), Decimal(36)]
    steps = [each.step for each in plan_of(two_day(site=HALF)).working]
    assert [each for each in steps if each.startswith("Dose, ")] == [
        "Dose, day 1, aged 8 on day 1",
        "Dose, day 2, aged 8 on day 1",
    ]


def test_the_working_says_that_the_protocol_lowers_the_first_infusion() -> None:
    steps = {each.step: each.text for each in plan_of(boy(protocol=STEPPED)).working}
    assert steps["Dose, day 1"] == (
        "first infusion ever 0.5 of the dose, 0.5 mg per kg × 24 kg = 12 mg; limit 30 mg, rounded "
        "down to 0.5 mg: 12 mg"
    )
    assert steps["Dose, days 2 to 3"].startswith("1 mg per kg × 24 kg")


@pytest.mark.parametrize(
    ("born", "days", "earliest"),
    [
        (birthday(3), 84, None),
        (birthday(3), 83, D1 + dt.timedelta(days=1)),
        (birthday(1), 56, None),
        (birthday(1), 55, D1 + dt.timedelta(days=1)),
        # Two years old tomorrow: the 56 days of today are 84 by then.
        (birthday(2) + dt.timedelta(days=1), 55, D1 + dt.timedelta(days=29)),
        # Two years old in three days: 56 days are over before.
        (birthday(2) + dt.timedelta(days=3), 54, D1 + dt.timedelta(days=2)),
    ],
)
def test_the_earliest_day_by_the_interval_is_judged_by_the_age_on_that_day(
    born: dt.date, days: int, earliest: dt.date | None
) -> None:
    subject = toddler(born, cycle_number=2, previous_doses=cycle(1, days, "12", "12"))
    judgement = judge(subject)
    assert plan_of(subject).cycle.earliest_by_interval_on == earliest
    assert ("interval-too-short" in codes(judgement)) is (earliest is not None)
    if earliest is not None:
        again = toddler(
            born,
            day_1=earliest,
            weight_measured_on=earliest,
            cycle_number=2,
            previous_doses=cycle(1, days, "12", "12"),
        )
        assert "interval-too-short" not in codes(judge(again))


def history(first_mg_per_kg: str) -> tuple[PreviousDose, ...]:
    """Four cycles; the first leaves the window on the 65th day after day 1, and the next."""
    return (
        *cycle(1, 300, str(Decimal(first_mg_per_kg) * 12), "12"),
        *cycle(2, 252, "13.5", "12"),
        *cycle(3, 168, "13.5", "12"),
        *cycle(4, 84, "13.5", "12"),
    )


@pytest.mark.parametrize(
    ("born", "first_mg_per_kg", "days"),
    [
        # Not yet 3 by then: 1.125 mg/kg fit beside the second dose of cycle 1.
        (dt.date(2024, 3, 1), "1.725", 64),
        # 3 years old by then: 1.5 mg/kg do not.
        (dt.date(2024, 1, 15), "1.725", 65),
        # The birthday is the very day on which the lower dose would have fitted.
        (dt.date(2024, 2, 9), "1.725", 65),
        (dt.date(2024, 2, 10), "1.725", 64),
        # It fits before the birthday.
        (dt.date(2024, 1, 15), "0.6", None),
    ],
)
def test_the_earliest_full_cycle_is_counted_with_the_dose_of_the_age_on_that_day(
    born: dt.date, first_mg_per_kg: str, days: int | None
) -> None:
    subject = toddler(
        born,
        weight_kg=Decimal(14),
        height_cm=Decimal(95),
        cycle_number=5,
        previous_doses=history(first_mg_per_kg),
    )
    earliest = None if days is None else D1 + dt.timedelta(days=days)
    assert plan_of(subject).cycle.earliest_full_cycle_on == earliest
    if earliest is not None:
        assert judge(subject).outcome is Outcome.WITHHELD


def test_a_cycle_that_never_fits_has_no_earliest_day_at_any_age() -> None:
    bands = TWO_DAY.dose.mg_per_kg
    assert isinstance(bands, tuple)
    strong = tuple(
        FigureBand.model_validate(each.model_dump() | {"value": Decimal(6)}) for each in bands
    )
    rules = TWO_DAY.model_copy(
        update={"dose": TWO_DAY.dose.model_copy(update={"mg_per_kg": strong})}
    )
    plan = plan_of(dataclasses.replace(toddler(birthday(1)), protocol=rules))
    assert plan.cycle.earliest_full_cycle_on is None
    assert plan.cycle.days_within_limit == 1


def test_a_birthday_is_the_first_day_of_its_completed_year() -> None:
    for born in (dt.date(2024, 2, 29), dt.date(2023, 12, 8), dt.date(2024, 1, 1)):
        for years in range(5):
            day = birthday_of(born, years)
            assert completed_years(born, day) == years
            assert completed_years(born, day - dt.timedelta(days=1)) == years - 1


def test_nobody_is_referred_for_age_but_an_infant_for_the_equation() -> None:
    infant = two_day(
        baseline("20"),
        creatinine("20"),
        date_of_birth=before(300),
        weight_kg=Decimal(9),
        height_cm=Decimal(73),
    )
    judgement = judge(infant)
    assert "Dose, aged under 1 on day 1" in [each.step for each in plan_of(infant).working]
    assert codes(judgement).count("renal-equation-not-valid") == 1
    assert "age-below-3" not in codes(judgement)
    assert judgement.outcome is Outcome.REFERRED
