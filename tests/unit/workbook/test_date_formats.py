"""A date that is not shown whole was not checked by anybody."""

import pytest

from orderset.workbook.date_formats import shows_whole_date
from tests.unit.workbook.making import codes, first_row, infusions_cell, workbook


WHOLE = [
    "dd-mmm-yyyy",
    "dd/mm/yyyy",
    "mm-dd-yy",
    "yyyy-mm-dd h:mm:ss",
    "d-mmm-yy",
    "[$-F800]dddd, mmmm dd, yyyy",
    "[$-809]dd mmmm yyyy;@",
    'yyyy"年"m"月"d"日"',
    'dd/mm/yyyy" at "hh:mm',
    "dd\\-mm\\-yyyy",
    "ddd dd/mm/yyyy",
    "d.m.yyyy AM/PM",
]
IN_PART = [
    "mmm-yy",
    "d-mmm",
    "yyyy",
    "mm/yyyy",
    "dddd mmmm yyyy",
    "h:mm",
    "[h]:mm",
    'd" May "yyyy m',
    '"05"-mmm-yyyy d',
    "0 dd-mm-yyyy",
    ";;;",
    "",
]


@pytest.mark.parametrize("number_format", WHOLE)
def test_a_format_that_shows_day_month_and_year(number_format: str) -> None:
    assert shows_whole_date(number_format)


@pytest.mark.parametrize("number_format", IN_PART)
def test_a_format_that_shows_less_or_more(number_format: str) -> None:
    assert not shows_whole_date(number_format)


@pytest.mark.parametrize(("number_format", "is_used"), [("d-mmm", False), ("d-mmm-yy", True)])
def test_a_date_that_is_not_shown_whole_goes_back(number_format: str, *, is_used: bool) -> None:
    made = workbook()
    infusions_cell(made, "date_of_birth").number_format = number_format
    row = first_row(made)
    assert codes(row.findings) == ([] if is_used else ["misleading-date-format"])
    assert row.cells["date_of_birth"].spoiled is not is_used
