import dataclasses
import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderset.documents.observation_grid import ROWS, Grid, clocks_change, grid
from orderset.documents.wording import found_as
from orderset.dosing.plan import Infusion
from orderset.protocol.loading import load_protocol
from tests.unit.documents.judged_cases import worked_ready


WORDS = load_protocol().rules.checklist


def infusion(hours: str = "2", bag_ml: str = "250", **changes: object) -> Infusion:
    rate = (Decimal(bag_ml) / Decimal(hours)).quantize(Decimal("0.1"))
    first = worked_ready("C01").plan.infusions[0]
    return dataclasses.replace(
        first,
        duration_h=Decimal(hours),
        bag_ml=Decimal(bag_ml),
        rate_ml_per_h=rate,
        **changes,  # type: ignore[arg-type]
    )


def times(made: Grid) -> list[str]:
    return [each.when.replace("\u00a0", " ") for each in made.slots]


def test_without_a_planned_start_times_are_offsets() -> None:
    made = grid(infusion(), WORDS, None)
    assert times(made) == ["0 min", "15 min", "30 min", "60 min", "2 h", "30 min"]
    assert [each.beside for each in made.slots] == ["", "", "", "", "end", "after end"]
    assert {each.on for each in made.slots} == {""}
    assert made.basis == "No start is planned: time from the start of the infusion."


def test_longer_infusions_are_observed_hourly_to_the_end() -> None:
    made = grid(infusion("4.5", "500"), WORDS, None)
    assert times(made) == [
        *("0 min", "15 min", "30 min", "60 min"),
        *("2 h", "3 h", "4 h", "4 h 30 min", "30 min"),
    ]


def test_an_infusion_shorter_than_the_list_is_not_observed_after_its_end() -> None:
    made = grid(infusion("0.5", "100"), WORDS, None)
    assert times(made) == ["0 min", "15 min", "30 min", "30 min"]


def test_with_a_planned_start_times_are_on_the_24_hour_clock() -> None:
    made = grid(infusion(), WORDS, dt.time(13, 5))
    assert times(made) == ["13:05", "13:20", "13:35", "14:05", "15:05", "15:35"]
    assert made.slots[1].beside == "15\u00a0min"
    assert {each.on for each in made.slots} == {""}


def test_past_midnight_every_time_has_its_date() -> None:
    made = grid(infusion(), WORDS, dt.time(22, 45))
    assert times(made) == ["22:45", "23:00", "23:15", "23:45", "00:45", "01:15"]
    dates = [found_as(each.on) for each in made.slots]
    assert dates == ["07-Dec-2026"] * 4 + ["08-Dec-2026"] * 2


def test_midnight_is_the_beginning_of_the_next_day() -> None:
    made = grid(infusion(), WORDS, dt.time(22, 0))
    assert made.slots[-2].when == "00:00"
    assert found_as(made.slots[-2].on) == "08-Dec-2026"


@pytest.mark.parametrize(
    ("start", "dated"), [(dt.time(21, 29), False), (dt.time(21, 30), True), (dt.time(0, 0), False)]
)
def test_dates_appear_when_the_last_observation_is_on_the_next_day(
    start: dt.time,
    dated: bool,  # noqa: FBT001  a case
) -> None:
    made = grid(infusion(), WORDS, start)
    assert all(bool(each.on) is dated for each in made.slots)


def test_the_expected_volume_is_rate_times_time_and_never_above_the_bag() -> None:
    made = grid(infusion(), WORDS, None)
    expected = [each.expected_ml for each in made.slots]
    assert expected == ["0", "31.3", "62.5", "125", "250", "250"]


def test_a_rate_that_was_rounded_down_leaves_a_little_at_the_end() -> None:
    made = grid(infusion("3", "1000"), WORDS, None)
    assert [each.expected_ml for each in made.slots][-2:] == ["999.9", "1,000"]


@given(
    hours=st.sampled_from(["0.5", "1", "2", "2.5", "3", "4", "6"]),
    bag=st.sampled_from(["100", "250", "500", "1000"]),
    start=st.none() | st.times(),
)
def test_expected_volumes_rise_and_stay_in_the_bag(
    hours: str, bag: str, start: dt.time | None
) -> None:
    one = infusion(hours, bag)
    made = grid(one, WORDS, start)
    volumes = [Fraction(each.expected_ml.replace(",", "")) for each in made.slots]
    assert volumes == sorted(volumes)
    assert volumes[0] == 0
    assert volumes[-1] == one.bag_ml


def test_the_sheet_always_has_the_same_rows() -> None:
    for hours in ("2", "3", "4"):
        made = grid(infusion(hours, "500"), WORDS, None)
        assert len(made.slots) + len(made.spare) == ROWS
    assert grid(infusion("6", "500"), WORDS, None).spare == ()


def test_columns_are_the_protocols() -> None:
    assert grid(infusion(), WORDS, None).columns == WORDS.observations


@pytest.mark.parametrize("night", [dt.date(2026, 10, 25), dt.date(2027, 3, 28)])
def test_in_the_night_the_clocks_change_times_are_offsets(night: dt.date) -> None:
    made = grid(infusion(date=night), WORDS, dt.time(0, 30))
    assert made.slots[0].when == "0\u00a0min"
    assert made.basis == "The clocks change during this infusion: time from its start."
    assert grid(infusion(date=night), WORDS, dt.time(9, 0)).slots[0].when == "09:00"


@pytest.mark.parametrize(
    ("start", "end", "changes"),
    [
        ("2026-10-24T23:00", "2026-10-25T01:00", False),
        ("2026-10-24T23:00", "2026-10-25T01:01", True),
        ("2026-10-25T01:59", "2026-10-25T03:00", True),
        ("2026-10-25T02:00", "2026-10-25T04:00", False),
        ("2026-12-31T23:00", "2027-01-01T03:00", False),
    ],
)
def test_the_hour_in_which_the_clocks_change(
    start: str,
    end: str,
    changes: bool,  # noqa: FBT001  a case
) -> None:
    moments = dt.datetime.fromisoformat(start), dt.datetime.fromisoformat(end)
    assert clocks_change(*moments) is changes
