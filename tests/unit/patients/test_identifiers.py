"""NHS numbers by printing.md section 7, and hospital numbers by contract.md section 1."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orderset.patients.identifiers import (
    check_digit,
    is_hospital_number,
    is_nhs_number,
    is_test_number,
)


def _completed(first_nine: str) -> str:
    """Return ten digits with the check digit computed in another way than the code does."""
    total = sum(int(digit) * (10 - place) for place, digit in enumerate(first_nine))
    return first_nine + str(-total % 11)


@pytest.mark.parametrize(
    ("first_nine", "digit"),
    [
        ("943476591", 9),  # the published example
        ("999000001", 8),
        ("485777345", 7),
        ("400000000", 4),
        ("000000000", 0),  # remainder 0: 11 becomes 0
        ("999000003", 4),
        ("000000006", None),  # remainder 1: 10 does not occur
    ],
)
def test_the_check_digit_is_by_modulus_11(first_nine: str, digit: int | None) -> None:
    """Weights 10 to 2; 11 is written 0 and 10 does not occur."""
    assert check_digit(first_nine) == digit


@pytest.mark.parametrize("first_nine", ["12345678", "1234567890"])
def test_a_check_digit_is_of_nine_digits(first_nine: str) -> None:
    """Another length is a fault of the program, not of the data."""
    with pytest.raises(ValueError, match="zip"):
        check_digit(first_nine)


@settings(deadline=None)
@given(st.integers(0, 999_999).map(lambda number: f"999{number:06}"))
def test_a_number_with_its_check_digit_is_valid_and_with_another_not(first_nine: str) -> None:
    """Every one of the ten digits but one is refused."""
    right = check_digit(first_nine)
    valid = [last for last in range(10) if is_nhs_number(f"{first_nine}{last}")]
    is_all_equal = first_nine == "999999999" and right == 9
    assert valid == ([] if right is None or is_all_equal else [right])


@settings(deadline=None)
@given(st.integers(0, 999_999), st.integers(0, 8))
def test_two_neighbouring_digits_exchanged_are_found(number: int, place: int) -> None:
    """What the check digit is for."""
    whole = f"999{number:06}"
    if check_digit(whole) is None:
        return
    right = f"{whole}{check_digit(whole)}"
    wrong = right[:place] + right[place + 1] + right[place] + right[place + 2 :]
    assert wrong == right or not is_nhs_number(wrong)


@pytest.mark.parametrize(
    ("first_nine", "is_issued"),
    [
        ("400000000", True),  # England, Wales, Isle of Man: 400 to 499 million
        ("499999998", True),
        ("600000002", True),  # 600 to 799 million
        ("799999999", True),
        ("320000001", True),  # Northern Ireland
        ("399999999", True),
        ("300000000", True),  # England
        ("010101000", True),  # Scotland: 010 101 0000 to 311 299 9999
        ("311299999", True),
        ("010100999", False),
        ("500000000", False),
        ("599999999", False),
        ("800000001", False),
        ("899999999", False),
        ("900000000", False),
        ("998999999", False),
        ("999000001", True),  # test patients
        ("999999990", True),
    ],
)
def test_only_ranges_in_use_are_valid(first_nine: str, *, is_issued: bool) -> None:
    """PID-01: 5xx, 8xx and 900 to 998 are refused even when the check digit is right."""
    number = _completed(first_nine)
    assert len(number) == 10, "choose another example: this one has no check digit"
    assert is_nhs_number(number) is is_issued


@pytest.mark.parametrize("digit", "0123456789")
def test_ten_equal_digits_are_no_number(digit: str) -> None:
    """PID-01: their check digit is right."""
    assert check_digit(digit * 9) == int(digit)
    assert not is_nhs_number(digit * 10)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "999000001",
        "99900000180",
        "999 000 0018",
        "9990000018\n",
        "999000001x",
        "\uff19990000018",
        "\u0669990000018",
        "+990000018",
    ],
)
def test_only_ten_ascii_digits_are_a_number(text: str) -> None:
    """Spaces are taken out before."""
    assert not is_nhs_number(text)


@pytest.mark.parametrize(
    ("number", "is_test"),
    [("9990000018", True), ("9999999980", True), ("9989999990", False), ("4000000004", False)],
)
def test_numbers_of_test_patients_begin_with_999(number: str, *, is_test: bool) -> None:
    """They are never issued: the watermark TEST depends on it."""
    assert is_test_number(number) is is_test


@pytest.mark.parametrize("text", ["1", "H-123/4", "0012345", "abcXYZ", "Z" * 20, "a-/-b"])
def test_a_hospital_number_is_of_letters_digits_hyphens_and_slashes(text: str) -> None:
    """1 to 20 of them."""
    assert is_hospital_number(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "Z" * 21, "H 1", "H.1", "H_1", "../H1", "H\n", "É1", "\uff11", "H\u200b1", "H–1"),
        *("-H1", "/H1", "H1-", "-/-"),
    ],
)
def test_anything_else_is_no_hospital_number(text: str) -> None:
    """It names folders and stands in a barcode."""
    assert not is_hospital_number(text)
