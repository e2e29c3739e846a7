import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderset.documents.trend import EDGE, HEIGHT, LEFT, MOST, WIDTH, Point, chart


def on(day: int) -> dt.date:
    return dt.date(2026, 11, 1) + dt.timedelta(days=day)


def points(*values: str) -> list[Point]:
    return [Point(on(10 * n), Decimal(value)) for n, value in enumerate(values)]


@pytest.mark.parametrize("few", [[], points("4")])
def test_fewer_than_two_values_are_no_line(few: list[Point]) -> None:
    assert chart(few) is None


def test_a_pain_score_stands_between_nought_and_ten() -> None:
    made = chart(points("10", "0", "5"), lowest=0, highest=10)
    assert made
    assert (made.lowest, made.highest) == ("0", "10")
    assert [each.y for each in made.dots] == [
        str(EDGE),
        str(HEIGHT - EDGE),
        str(HEIGHT // 2),
    ]
    assert made.level_y == ""


def test_the_first_and_the_last_value_stand_at_the_edges() -> None:
    made = chart(points("4", "5", "6"))
    assert made
    assert [each.x for each in made.dots] == [str(LEFT), "195", str(WIDTH - EDGE)]
    assert made.line == " ".join(f"{each.x},{each.y}" for each in made.dots)


def test_distances_are_in_days() -> None:
    uneven = [Point(on(0), 4), Point(on(10), 4), Point(on(40), 4)]
    made = chart(uneven)
    assert made
    first, second, last = (Decimal(each.x) for each in made.dots)
    assert (second - first) * 3 == last - second


def test_values_of_one_day_stand_evenly() -> None:
    made = chart([Point(on(0), 4), Point(on(0), 6), Point(on(0), 5)])
    assert made
    assert [each.x for each in made.dots] == [str(LEFT), "195", str(WIDTH - EDGE)]


@pytest.mark.parametrize(
    ("values", "lowest", "highest"),
    [
        (("38", "70", "41"), "30", "80"),
        (("40", "50"), "30", "60"),
        (("5", "8"), "4", "9"),
        (("225", "229"), "220", "230"),
        (("0", "3"), "0", "4"),
        (("812", "1020"), "800", "1100"),
    ],
)
def test_the_scale_is_of_round_numbers_around_every_value(
    values: tuple[str, ...], lowest: str, highest: str
) -> None:
    made = chart(points(*values))
    assert made
    assert (made.lowest, made.highest) == (lowest, highest)


def test_a_level_is_on_the_scale() -> None:
    made = chart(points("31", "31"), level=Decimal("44.1"))
    assert made
    assert made.highest == "50"
    assert Decimal(made.level_y) < Decimal(made.dots[0].y)


def test_only_the_latest_values_are_drawn() -> None:
    made = chart(points(*map(str, range(20, 20 + MOST + 3))))
    assert made
    assert len(made.dots) == MOST
    assert made.lowest == "20"


@given(
    st.lists(
        st.tuples(st.integers(0, 900), st.decimals(0, 1500, places=1)), min_size=2, max_size=30
    ),
    st.none() | st.decimals(0, 1500, places=1),
)
def test_everything_is_drawn_inside_the_chart(
    raw: list[tuple[int, Decimal]], level: Decimal | None
) -> None:
    made = chart([Point(on(day), value) for day, value in sorted(raw)], level=level)
    assert made
    for dot in made.dots:
        assert LEFT <= Decimal(dot.x) <= WIDTH - EDGE
        assert EDGE <= Decimal(dot.y) <= HEIGHT - EDGE
    if level is not None:
        assert EDGE <= Decimal(made.level_y) <= HEIGHT - EDGE
