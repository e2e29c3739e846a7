"""Where labels are printed: each once, in order, on its label and on no other, for any number."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from orderset.label_stock import (
    EDGE_MM,
    LABEL_HEIGHT_MM,
    LABEL_WIDTH_MM,
    LabelStock,
    Place,
    label_stocks,
    usable_stocks,
)


@st.composite
def printing(draw: st.DrawFn) -> tuple[LabelStock, list[Place], int]:
    """Draw a stock that holds our label, the places of any number of labels, and the first."""
    stock = label_stocks()[draw(st.sampled_from(usable_stocks()))]
    first = draw(st.integers(1, stock.per_page))
    count = draw(st.integers(0, 40))
    return stock, list(stock.places(count, first)), first


@given(printing())
def test_each_label_has_one_place_of_its_own_and_the_next_is_the_next(
    drawn: tuple[LabelStock, list[Place], int],
) -> None:
    stock, places, first = drawn
    assert len(set(places)) == len(places)
    grid = [(each.left_mm, each.top_mm) for each in stock.places(stock.per_page)]
    numbers = [
        (each.sheet - 1) * stock.per_page + grid.index((each.left_mm, each.top_mm))
        for each in places
    ]
    assert numbers == list(range(first - 1, first - 1 + len(places)))


@given(printing())
def test_no_label_leaves_its_own_or_touches_another(
    drawn: tuple[LabelStock, list[Place], int],
) -> None:
    stock, places, _ = drawn
    cells = list(stock.cells())
    for each in places:
        assert any(
            left <= each.left_mm
            and each.left_mm + LABEL_WIDTH_MM <= left + stock.label[0]
            and top <= each.top_mm
            and each.top_mm + LABEL_HEIGHT_MM <= top + stock.label[1]
            for left, top in cells
        )
        if stock.is_sheet:
            assert EDGE_MM <= each.left_mm <= stock.page[0] - EDGE_MM - LABEL_WIDTH_MM
            assert EDGE_MM <= each.top_mm <= stock.page[1] - EDGE_MM - LABEL_HEIGHT_MM
    for one, other in itertools.combinations(places, 2):
        assert (
            one.sheet != other.sheet
            or abs(one.left_mm - other.left_mm) >= LABEL_WIDTH_MM
            or abs(one.top_mm - other.top_mm) >= LABEL_HEIGHT_MM
        )
