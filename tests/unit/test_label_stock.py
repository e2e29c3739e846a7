"""Label stock: sums that close, stocks too small refused, and our label never off a sheet."""

import re
from decimal import Decimal

import pydantic
import pytest

from orderset.documents.labels import labels
from orderset.label_stock import (
    DEFAULT_STOCK,
    EDGE_MM,
    LABEL_HEIGHT_MM,
    LABEL_WIDTH_MM,
    Place,
    label_stocks,
    stocks_from,
    usable_stock,
    usable_stocks,
)
from orderset.settings import SiteSettings
from tests.unit.documents.judged_cases import worked_ready


SHEET = """
[sheet]
title = "a sheet"
page = [210, 297]
columns = 2
rows = 3
left = 3
top = 34.5
across = 102
down = 76
label = [102, 76]
source = "CHOICE"
"""
TOO_SMALL = ("a4-l7160", "a4-l7163", "a4-l7165", "a4-l7169")


def changed(key: str, value: str) -> str:
    return re.sub(rf"(?m)^{key} = .*$", f"{key} = {value}", SHEET)


def test_the_default_is_a_page_for_each_label_and_the_stock_of_a_site_that_says_nothing() -> None:
    stock = label_stocks()[DEFAULT_STOCK]
    assert stock.page == stock.label == (LABEL_WIDTH_MM, LABEL_HEIGHT_MM)
    assert (stock.per_page, stock.is_sheet, stock.holds_label) == (1, False, True)
    assert SiteSettings().label_stock == DEFAULT_STOCK


def test_the_label_of_the_stock_is_the_label_that_is_designed() -> None:
    document = labels(worked_ready("C01"))
    assert Decimal(document.page_width_mm) == LABEL_WIDTH_MM
    assert Decimal(document.page_height_mm) == LABEL_HEIGHT_MM


@pytest.mark.parametrize("name", TOO_SMALL)
def test_a_stock_too_small_is_refused_with_its_size_and_those_that_do(name: str) -> None:
    stock = label_stocks()[name]
    with pytest.raises(
        ValueError, match=r"never shrunk; large enough are thermal-102x76, "
    ) as told:
        usable_stock(name)
    assert f"{stock.label[0]} × {stock.label[1]} mm" in str(told.value)
    assert name not in usable_stocks()


def test_an_unknown_stock_is_refused_with_those_there_are() -> None:
    with pytest.raises(ValueError, match="no such label stock; there are thermal-102x76, a4-"):
        usable_stock("L9999")


def test_every_known_stock_is_either_usable_or_too_small() -> None:
    assert {*usable_stocks(), *TOO_SMALL} == set(label_stocks())
    assert all(usable_stock(name) == name for name in usable_stocks())


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("left", "6.1", "across: the last label ends at 210.1 mm, the page at 210 mm"),
        ("columns", "3", "across: the last label ends at 309 mm"),
        ("top", "69.1", "down: the last label ends at 297.1 mm, the page at 297 mm"),
        ("rows", "4", "down: the last label ends at 338.5 mm"),
        ("across", "101.9", "across: labels of 102 mm begin every 101.9 mm, so they overlap"),
        ("down", "75.9", "down: labels of 76 mm begin every 75.9 mm, so they overlap"),
        ("left", "2.9", "our label cannot stay 3 mm from the edges of the page"),
        ("columns", "0", "greater than or equal to 1"),
        ("left", "-1", "greater than or equal to 0"),
        ("label", "[0, 76]", "greater than 0"),
        ("source", '""', "at least 1 character"),
    ],
)
def test_a_sum_that_does_not_close_is_found_when_the_file_is_read(
    key: str, value: str, reason: str
) -> None:
    assert stocks_from(SHEET)["sheet"].per_page == 6
    with pytest.raises(pydantic.ValidationError, match=re.escape(reason)):
        stocks_from(changed(key, value))


@pytest.mark.parametrize(("key", "value"), [("left", "6.0"), ("top", "66")])
def test_a_sum_that_just_closes_is_taken(key: str, value: str) -> None:
    stock = stocks_from(changed(key, value).replace("[102, 76]", "[100, 76]"))["sheet"]
    assert not stock.holds_label
    assert stocks_from(changed("top", "66"))["sheet"].holds_label


def test_labels_are_placed_row_by_row_from_the_first_that_is_unused() -> None:
    stock = stocks_from(SHEET)["sheet"]
    left, right = Decimal(3), Decimal(105)
    assert list(stock.places(4, first=4)) == [
        Place(1, right, Decimal("110.5")),
        Place(1, left, Decimal("186.5")),
        Place(1, right, Decimal("186.5")),
        Place(2, left, Decimal("34.5")),
    ]
    assert list(stock.places(0)) == []


@pytest.mark.parametrize("first", [0, 7])
def test_a_position_that_a_sheet_has_not_is_refused(first: int) -> None:
    with pytest.raises(ValueError, match="positions 1 to 6"):
        list(stocks_from(SHEET)["sheet"].places(1, first))


def test_ours_lies_in_the_middle_of_a_larger_label_but_off_the_edge_of_the_sheet() -> None:
    places = list(label_stocks()["a4-105x148"].places(4))
    assert [each.left_mm for each in places] == [EDGE_MM, 105, EDGE_MM, 105]
    assert [each.top_mm for each in places] == [36, 36, 184, 184]
