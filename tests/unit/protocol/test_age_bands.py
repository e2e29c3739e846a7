"""Figures that differ by age: every age has one value, and the values fit each other."""

from decimal import Decimal
from pathlib import Path

import pytest

from orderset.protocol.bands import by_age, each_value
from orderset.protocol.checking import problems
from orderset.protocol.figures import FigureBand, figure_at
from orderset.protocol.loading import load_protocol
from tests.unit.protocol.changed_protocol import refused


RULES = load_protocol(Path("pamidronate-two-day")).rules


def _band(
    from_years: int | str, below_years: int | str | None, value: int | str, unit: str = "mg/kg"
) -> FigureBand:
    return FigureBand(
        from_years=Decimal(from_years),
        below_years=None if below_years is None else Decimal(below_years),
        value=Decimal(value),
        unit=unit,
        source=("F3",),
    )


def _told(key: str, *bands: FigureBand) -> list[str]:
    """Why the two-day protocol cannot be used with these bands for a figure."""
    part, name = key.split(".")
    section = getattr(RULES, part).model_copy(update={name: bands})
    return [*problems(RULES.model_copy(update={part: section}))]


@pytest.mark.parametrize(
    ("age_years", "mg_per_kg", "minimum_days"),
    [
        (0, "0.75", 56),
        (1, "0.75", 56),
        (2, "1.125", 84),
        (3, "1.5", 84),
        (4, "1.5", 84),
        (17, "1.5", 84),
    ],
)
def test_a_band_begins_on_its_birthday_and_ends_before_the_next(
    age_years: int, mg_per_kg: str, minimum_days: int
) -> None:
    """Clinical.md B1.1, F3: under 2 years, 2 to 3 years, over 3 years."""
    assert figure_at(RULES.dose.mg_per_kg, age_years).value == Decimal(mg_per_kg)
    assert figure_at(RULES.interval.minimum_days, age_years).value == minimum_days


def test_one_figure_counts_at_every_age() -> None:
    one = load_protocol().rules.dose.mg_per_kg
    assert {figure_at(one, age).value for age in range(100)} == {Decimal(1)}
    assert each_value("dose.mg_per_kg", one) == {"dose.mg_per_kg": one}
    assert [*each_value("a", by_age(RULES)["dose.mg_per_kg"])] == ["a.0", "a.1", "a.2"]


@pytest.mark.parametrize(
    ("bands", "reasons"),
    [
        ((_band(0, None, 1),), []),
        ((_band(1, None, 1),), ["dose.mg_per_kg: the first band must start at 0 years"]),
        (
            (_band(0, 2, 1), _band(3, None, 1)),
            ["dose.mg_per_kg: the band from 3 years must start where the one before it ends (2)"],
        ),
        (
            (_band(0, 3, 1), _band(2, None, 1)),
            ["dose.mg_per_kg: the band from 2 years must start where the one before it ends (3)"],
        ),
        ((_band(0, 2, 1),), ["dose.mg_per_kg: the last band must have no upper end"]),
        (
            (_band(0, 0, 1), _band(0, None, 1)),
            ["dose.mg_per_kg: the band from 0 years must end above its start"],
        ),
        (
            (_band(0, "2.5", 1), _band("2.5", None, 1)),
            ["dose.mg_per_kg: the band from 2.5 years must start at whole years"],
        ),
        (
            (_band(0, 2, 1), _band(2, None, 1, "mg")),
            [
                "dose.mg_per_kg: the unit must be mg/kg, not mg",
                "dose.mg_per_kg: every age band must have the same unit",
            ],
        ),
        (
            (_band(0, 2, 1), _band(2, None, 1, "mg/kg of today")),
            ["dose.mg_per_kg: every age band must have the same unit"],
        ),
        ((_band(0, 2, 1), _band(2, None, 0)), ["dose.mg_per_kg.1 (0) must be above 0"]),
    ],
)
def test_bands_without_gap_or_overlap_in_whole_years_and_one_unit(
    bands: tuple[FigureBand, ...], reasons: list[str]
) -> None:
    assert _told("dose.mg_per_kg", *bands) == reasons


@pytest.mark.parametrize(
    ("shortest", "reasons"),
    [
        ((_band(0, 2, 56, "days"), _band(2, None, 98, "days")), []),
        (
            (_band(0, 2, 56, "days"), _band(2, None, 99, "days")),
            [
                (
                    "interval.minimum_days (99) must not be above interval.maximum_days (98) from "
                    "2 years"
                )
            ],
        ),
        (
            (_band(0, 2, "56.5", "days"), _band(2, None, 84, "days")),
            ["interval.minimum_days.0 (56.5) must be a whole number of 1 or more"],
        ),
    ],
)
def test_intervals_by_age_are_whole_days_and_fit_each_other(
    shortest: tuple[FigureBand, ...], reasons: list[str]
) -> None:
    assert _told("interval.minimum_days", *shortest) == reasons


def test_what_is_wrong_in_a_band_is_named_by_the_path_of_its_key() -> None:
    old = 'mg_per_kg = { value = 1, unit = "mg/kg", source = ["S9", "S10"] }'
    wrong = '[{ from_years = 0, value = "a", unit = "mg/kg" }]'
    assert refused((old, f"mg_per_kg = {wrong}")) == [
        "dose.mg_per_kg.0.value: Value error, must be a number",
        "dose.mg_per_kg.0.source: Field required",
    ]
    assert refused((old, "mg_per_kg = []")) == [
        "dose.mg_per_kg: Value error, must have an age band"
    ]
    assert refused((old, 'mg_per_kg = { value = "a", unit = "mg/kg", source = ["S9"] }')) == [
        "dose.mg_per_kg.value: Value error, must be a number"
    ]
