"""Rounding, conversion and the way numbers are written: exact, and once."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orderset.quantities import (
    Exact,
    calcium_mmol_per_l,
    creatinine_mg_per_dl,
    creatinine_micromol_per_l,
    plain,
    printed,
    round_down,
    round_half_up,
    round_up,
    vitamin_d_nmol_per_l,
)


STEPS = st.sampled_from([Decimal(text) for text in ("0.0001", "0.01", "0.1", "0.5", "1", "10")])
VALUES = st.fractions(min_value=-100_000, max_value=100_000) | st.decimals(
    min_value=-100_000, max_value=100_000, places=6
)


@pytest.mark.parametrize(
    ("value", "step", "rounded"),
    [
        (Decimal("0.05"), "0.1", "0.1"),
        (Decimal("0.049999999999999999999"), "0.1", "0.0"),
        (Decimal("2.675"), "0.01", "2.68"),
        (Decimal("0.285"), "0.01", "0.29"),
        (Decimal("1.15"), "0.1", "1.2"),
        (Decimal("1.25"), "0.1", "1.3"),
        (Fraction(5, 2), "1", "3"),
        (Fraction(7, 2), "1", "4"),
        (Fraction(1, 3), "0.01", "0.33"),
        (Fraction(2, 3), "0.01", "0.67"),
        (5, "10", "10"),
        (0, "0.1", "0.0"),
        (Decimal("-0.05"), "0.1", "0.0"),
        (Decimal("-0.06"), "0.1", "-0.1"),
    ],
)
def test_a_half_is_rounded_up(value: Exact, step: str, rounded: str) -> None:
    """Neither to even, nor by a binary fraction; zero has no sign."""
    assert str(round_half_up(value, Decimal(step))) == rounded


@pytest.mark.parametrize(
    ("value", "step", "down", "up"),
    [
        (Decimal("23.3"), "0.5", "23.0", "23.5"),
        (Decimal("23.5"), "0.5", "23.5", "23.5"),
        (Decimal("23.499999"), "0.5", "23.0", "23.5"),
        (Decimal("60.0"), "0.5", "60.0", "60.0"),
        (Fraction(55, 20), "0.5", "2.5", "3.0"),
        (Fraction(30, 10), "0.5", "3.0", "3.0"),
        (7, "10", "0", "10"),
        (Fraction(-1, 3), "0.1", "-0.4", "-0.3"),
    ],
)
def test_a_step_down_is_never_above_and_a_step_up_never_below(
    value: Exact, step: str, down: str, up: str
) -> None:
    """A dose is rounded down, a duration up; what lies on the step stays."""
    assert str(round_down(value, Decimal(step))) == down
    assert str(round_up(value, Decimal(step))) == up


@settings(deadline=None)
@given(VALUES, STEPS)
def test_rounding_stays_within_its_step(value: Exact, step: Decimal) -> None:
    """Every result is a multiple of the step; the nearest is half a step away at most."""
    exact, width = Fraction(value), Fraction(step)
    down, nearest, up = (
        Fraction(each(value, step)) for each in (round_down, round_half_up, round_up)
    )
    for rounded in (down, nearest, up):
        assert (rounded / width).denominator == 1
    assert down <= exact < down + width
    assert up - width < exact <= up
    assert -width / 2 < nearest - exact <= width / 2


@settings(deadline=None)
@given(VALUES, STEPS)
def test_rounding_twice_changes_nothing(value: Exact, step: Decimal) -> None:
    """The number used is the number printed."""
    for each in (round_down, round_half_up, round_up):
        once = each(value, step)
        assert each(once, step) == once


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("60", "60"),
        ("60.0", "60"),
        ("0.160", "0.16"),
        ("0.5", "0.5"),
        (".5", "0.5"),
        ("100", "100"),
        ("1000", "1000"),
        ("1E+3", "1000"),
        ("1E-7", "0.0000001"),
        ("0", "0"),
        ("0.000", "0"),
        ("0E-7", "0"),
        ("0E+3", "0"),
        ("-0.50", "-0.5"),
        ("-1200.0", "-1200"),
    ],
)
def test_a_number_is_written_plainly(value: str, text: str) -> None:
    """No exponent, no trailing zero, always a leading zero: LBL-12 to LBL-14."""
    assert plain(Decimal(value)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("999", "999"),
        ("999.90", "999.9"),
        ("1000", "1,000"),
        ("1000.0", "1,000"),
        ("1234.50", "1,234.5"),
        ("1E+6", "1,000,000"),
        ("0.5", "0.5"),
        ("0", "0"),
        ("-0.5", "-0.5"),
        ("-1234.5", "-1,234.5"),
    ],
)
def test_a_number_on_paper_has_a_comma_in_thousands(value: str, text: str) -> None:
    """And keeps its sign, also before a zero."""
    assert printed(Decimal(value)) == text


@settings(deadline=None)
@given(st.decimals(min_value=-1_000_000, max_value=1_000_000, places=4))
def test_what_is_written_is_the_number(value: Decimal) -> None:
    """Reading it back gives the same number."""
    assert Decimal(plain(value)) == value
    assert Decimal(printed(value).replace(",", "")) == value
    assert not plain(value).endswith(".")


def test_creatinine_is_converted_by_88_4() -> None:
    """Exactly, in both directions. Source: clinical.md B6.1."""
    assert creatinine_micromol_per_l(Decimal(1)) == Decimal("88.4")
    assert creatinine_micromol_per_l(Decimal("0.35")) == Decimal("30.940")
    assert creatinine_mg_per_dl(Decimal("88.4")) == 1
    assert creatinine_mg_per_dl(31) == Fraction(310, 884)


def test_vitamin_d_is_converted_by_2_496() -> None:
    """20 ng/mL stays below the limit of 50 nmol/L. Source: clinical.md A3."""
    assert vitamin_d_nmol_per_l(Decimal(20)) == Decimal("49.920")
    assert vitamin_d_nmol_per_l(Decimal("20.1")) > 50


def test_calcium_is_converted_by_4_0078() -> None:
    """Exactly, as a fraction: the quotient has no end."""
    assert calcium_mmol_per_l(Decimal("4.0078")) == 1
    assert calcium_mmol_per_l(Decimal(10)) == Fraction(100_000, 40_078)


@settings(deadline=None)
@given(st.decimals(min_value=0, max_value=100, places=4))
def test_a_creatinine_converted_there_and_back_is_the_same(mg_per_dl: Decimal) -> None:
    """No digit is lost on the way."""
    assert creatinine_mg_per_dl(creatinine_micromol_per_l(mg_per_dl)) == Fraction(mg_per_dl)
