"""What a committee is told about a protocol that can be used."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from orderset.dosing.cumulative import DatedDose, cumulative_by_day
from orderset.protocol.loading import load_protocol
from orderset.protocol.remarks import first_blocked, remarks, sustained_interval_days
from orderset.protocol.schema import Protocol
from tests.unit.protocol.changed_protocol import loaded, refused


RULES = load_protocol().rules
CAP = "cap_mg = { value = 60, unit"
PER_KG = "mg_per_kg = { value = 1, unit"


def _never_above(interval: int, per_kg: str, infusions: int, limit: str, window: int) -> bool:
    """Five years of full cycles through the engine's own sums."""
    first = dt.date(2026, 1, 1)
    doses = [
        DatedDose(first + dt.timedelta(days=cycle * interval + day), Fraction(per_kg))
        for cycle in range(5 * 365 // interval)
        for day in range(infusions)
    ]
    return max(cumulative_by_day([], doses, window)) <= Fraction(limit)


@pytest.mark.parametrize(
    ("per_kg", "infusions", "limit", "window"),
    [
        ("1", 3, "11.5", 365),
        ("1.5", 2, "11.5", 365),
        ("0.75", 2, "11.5", 365),
        ("1", 3, "3", 365),
        ("1", 3, "12", 365),
        ("0.857", 3, "11.5", 365),
        ("2", 1, "11.5", 90),
    ],
)
def test_the_interval_is_the_shortest_at_which_full_cycles_go_on(
    per_kg: str, infusions: int, limit: str, window: int
) -> None:
    found = sustained_interval_days(Decimal(per_kg), infusions, Decimal(limit), window, 28)
    assert found is not None
    assert _never_above(found, per_kg, infusions, limit, window)
    assert found == 28 or not _never_above(found - 1, per_kg, infusions, limit, window)


def test_no_interval_suits_a_cycle_that_is_above_the_limit_alone() -> None:
    assert sustained_interval_days(Decimal(4), 3, Decimal("11.5"), 365, 28) is None


def test_cycles_do_not_lie_upon_each_other() -> None:
    """An interval shorter than the cycle is none."""
    assert sustained_interval_days(Decimal(1), 3, Decimal(1000), 365, 1) == 3


@pytest.mark.parametrize("interval", [28, 42, 56, 70, 84, 91, 98, 112, 119, 120])
def test_the_third_day_of_the_fourth_cycle_is_the_first_above_the_limit(interval: int) -> None:
    """Source: clinical.md B1.4, the first column."""
    assert first_blocked(RULES, 8, interval) == (4, 3)


@pytest.mark.parametrize(
    ("weeks", "expected"), [*((each, (5, 1)) for each in (4, 6, 8, 10, 12, 13)), (14, (5, 3))]
)
def test_a_lowered_first_infusion_leaves_room_for_a_fourth_cycle(
    weeks: int, expected: tuple[int, int]
) -> None:
    """Source: clinical.md B1.4, the second column."""
    rules = load_protocol(Path("pamidronate-stepped")).rules
    assert first_blocked(rules, 8, weeks * 7) == expected


def test_the_contradiction_of_the_source_is_told_with_the_interval_that_can_go_on() -> None:
    told = [*remarks(RULES)]
    assert told[0] == (
        "The interval and the limit over 365 days contradict each other. With 3 × 1 mg/kg every "
        "28 days, the shortest interval, day 3 of cycle 4 is the first above 11.5 mg/kg, and "
        "every 98 days, the longest, day 3 of cycle 4. Full cycles are never stopped from 121 days "
        "apart. This counts up to 60 kg; above, the limit per infusion lowers the dose per kg."
    )
    assert len(told) == 2


def test_each_band_of_ages_is_told_by_itself() -> None:
    """With two days under 3 years every cycle fits."""
    (told,) = remarks(load_protocol(Path("pamidronate-two-day")).rules)
    assert "contradict each other, from 3 years. With 2 × 1.5 mg/kg every 84 days" in told
    assert "from 122 days apart" in told


def test_nothing_is_told_where_the_interval_can_go_on() -> None:
    apart = "minimum_days = { value = 28, unit"
    longer = "maximum_days = { value = 98, unit"
    rules = _with((apart, apart.replace("28", "121")), (longer, longer.replace("98", "121")))
    assert not any("contradict" in each for each in remarks(rules))
    shorter = _with((apart, apart.replace("28", "120")), (longer, longer.replace("98", "121")))
    (told,) = [each for each in remarks(shorter) if "contradict" in each]
    assert "the longest" not in told
    assert "from 121 days apart" in told


def _with(*changes: tuple[str, str]) -> Protocol:
    return loaded(*changes).rules


def test_a_dose_per_kg_with_a_digit_too_many_is_told() -> None:
    """Every adult would get the limit per infusion."""
    above = "cumulative]\nlimit_mg_per_kg = { value = 11.5"
    changed = _with((PER_KG, PER_KG.replace("1,", "10,")), (above, above.replace("11.5", "115")))
    (told,) = [each for each in remarks(changed) if "everybody" in each]
    assert told.startswith("The dose per kg of 10 mg/kg reaches the limit per infusion of 60 mg ")
    assert "at 6 kg" in told
    edge = _with((PER_KG, PER_KG.replace("1,", "2,")))
    assert not any("everybody" in each for each in remarks(edge))


def test_a_limit_that_the_syringe_would_pass_is_told() -> None:
    """60 mg of 9 mg per mL are 6.67 mL, drawn up as 6.7."""
    (told,) = [each for each in remarks(RULES) if "drawn up" in each]
    assert told == (
        "The limit per infusion of 60 mg, drawn up from the vial of 90 mg in 10 mL in steps of "
        "0.1 mL, is 60.3 mg."
    )
    assert not any("drawn up" in each for each in remarks(_with((CAP, CAP.replace("60", "90")))))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (
            [(PER_KG, PER_KG.replace("1,", "3.9,"))],
            (
                "dose.mg_per_kg: 3 × 3.9 mg/kg is above cumulative.limit_mg_per_kg (11.5): no full "
                "cycle could be given"
            ),
        ),
        (
            [
                (CAP, CAP.replace("60", "85")),
                ("absolute_cap_mg = { value = 90", "absolute_cap_mg = { value = 85"),
            ],
            (
                "medicine.presentations: dose.cap_mg drawn up at 15 mg per mL is 85.5 mg, above "
                "dose.absolute_cap_mg (85)"
            ),
        ),
        (
            [("rounding_step_mg = { value = 0.5", "rounding_step_mg = { value = 31")],
            (
                "dose.rounding_step_mg (31) must not be above dose.cap_mg of a lowered first "
                "infusion (30.0)"
            ),
        ),
        (
            [('cap_mg = { value = 60, unit = "mg"', 'cap_mg = { value = 60, unit = "g"')],
            "dose.cap_mg: the unit must be mg, not g",
        ),
        (
            [('unit = "days, rolling"', 'unit = "weeks, rolling"')],
            "cumulative.window_days: the unit must be days, not weeks, rolling",
        ),
        (
            [('mg_per_kg = { value = 1, unit = "mg/kg"', 'mg_per_kg = { value = 1, unit = "mg"')],
            "dose.mg_per_kg: the unit must be mg/kg, not mg",
        ),
        (
            [('500, 1000], unit = "mL"', '500, 1000], unit = "mLs"')],
            "preparation.bag_sizes_ml: the unit must be mL, not mLs",
        ),
    ],
)
def test_what_cannot_be_given_or_counted_is_refused(
    changes: list[tuple[str, str]], reason: str
) -> None:
    assert reason in refused(*changes)


def test_a_cycle_that_just_fits_the_limit_is_not_refused() -> None:
    rules = _with(("{ value = 11.5, unit", "{ value = 3, unit"))
    assert rules.cumulative.limit_mg_per_kg.value == 3


def test_a_protocol_with_other_faults_is_not_computed_with() -> None:
    """A step of 0 is told once, and nothing is divided by it."""
    assert refused(("rounding_step_mg = { value = 0.5", "rounding_step_mg = { value = 0")) == [
        "dose.rounding_step_mg (0) must be above 0"
    ]
