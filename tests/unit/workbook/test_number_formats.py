from decimal import Decimal

import pytest

from orderset.workbook.columns import INFUSIONS, RESULTS
from orderset.workbook.number_formats import misleads


WEIGHT = INFUSIONS.column("weight_kg")
HOSPITAL_NUMBER = INFUSIONS.column("hospital_number")
RESULT = RESULTS.column("result")


@pytest.mark.parametrize(
    "number_format",
    [
        "General",
        "GENERAL",
        "@",
        "0",
        "0.0",
        "0.00",
        "#,##0",
        "#,##0.00",
        "##0.0#",
        "0.??",
        "0.00E+00",
        "0.0;-0.0",
        "0.0;-0.0;;@",
        "[Red]0.0",
        "[Color 3]0.0",
        "[$-809]0.0",
        '_-* #,##0.00_-;-* #,##0.00_-;_-* "-"??_-;_-@_-',
        '0.0" kg"',
        "0.0\\ \\k\\g",
        'General" kg"',
        "# ##0.0",
        "#\u00a0##0.0",
    ],
)
def test_formats_that_show_the_number(number_format: str) -> None:
    assert not misleads(number_format, Decimal("20.5"), WEIGHT)


@pytest.mark.parametrize(
    "number_format",
    [
        "0.0,",
        "0,",
        "0.0,,",
        ";;;",
        ";",
        '"16.0"',
        '"16.0";"16.0"',
        "16.0",
        "0%",
        "0.0%",
        "# ?/?",
        "0.0.0",
        '0" lb"',
        '0.0" kg kg"',
        '"1"0.0',
        "1\\0",
        "\\10",
        "-0.0",
        "(0.0)",
        "[White]0.0",
        "[>100]0.0;0",
        "[$£-809]0.0",
        "£0.0",
        "*x0.0",
        '""',
        "",
    ],
)
def test_formats_that_hide_or_change_the_number(number_format: str) -> None:
    assert misleads(number_format, Decimal("20.5"), WEIGHT)


@pytest.mark.parametrize(
    ("number_format", "value", "misleading"),
    [
        ("0.0;-0.0;;@", "0", True),
        ('0;-0;"none"', "0", True),
        ("0;-0;0", "0", False),
        ("0;-0", "0", False),
        ("#", "0", True),
        ("#.##", "0.4", True),
        ("#.##", "1", False),
        ("0;;", "-5", False),
    ],
)
def test_the_section_for_the_value_counts(
    number_format: str,
    value: str,
    misleading: bool,  # noqa: FBT001
) -> None:
    assert misleads(number_format, Decimal(value), WEIGHT) is misleading


def test_a_result_has_no_unit_in_its_heading_so_its_format_may_name_none() -> None:
    assert misleads('0" mg/dL"', Decimal(31), RESULT)


@pytest.mark.parametrize(
    ("number_format", "misleading"),
    [("0", False), ("0000", False), ("00000", True), ('"H"0', True), ("00-00", True)],
)
def test_a_hospital_number_is_not_shown_with_more_than_it_has(
    number_format: str,
    misleading: bool,  # noqa: FBT001
) -> None:
    assert misleads(number_format, Decimal(1234), HOSPITAL_NUMBER) is misleading
