"""The hidden sheet ``Lists``: what the drop-down lists offer, and what the early warnings look up.

Lists and columns have names in the workbook: a conditional format may look into another sheet by a
name only, in every program and version.
"""

from collections.abc import Mapping, Sequence

from openpyxl.utils import absolute_coordinate, get_column_letter, quote_sheetname
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from orderset.workbook.columns import INFUSIONS, LISTS_SHEET, RESULTS, SHEETS, Sheet
from orderset.workbook.laboratory import TESTS, UNIT_ALIASES, LaboratoryTest, all_units
from orderset.workbook.totals import LAST_ROW


Choices = tuple[str, ...]

# Validations, warnings and the filter reach to here: the longest list that can be read.
LAST_PREPARED_ROW = LAST_ROW

# The places of the ten digits of an NHS number, for the sum behind its check digit.
DIGIT_PLACES = "Digit_places"
TESTS_WITH_UNIT = "Spellings_of_tests_with_a_unit"
_LOOKED_UP: tuple[tuple[Sheet, str], ...] = (
    (INFUSIONS, "hospital_number"),
    (INFUSIONS, "cycle_number"),
    (RESULTS, "hospital_number"),
    (RESULTS, "test"),
    (RESULTS, "taken_on"),
)


def column_name(sheet: Sheet, key: str) -> str:
    """Return the name that a column has in the workbook's formulas.

    Example:
        >>> column_name(RESULTS, "taken_on")
        'Results_taken_on'
    """
    return f"{sheet.name.replace(' ', '_')}_{key}"


def spellings_name(key: str) -> str:
    """Return the name of the list of all spellings of a test, or of a column of choices."""
    return f"Spellings_of_{key}"


def add_lists_sheet(workbook: Workbook) -> Mapping[Choices, str]:
    """Add the sheet and return, for every list of choices, the range that it fills.

    Names are given to the spellings that are understood, and to the columns that formulas look up.
    """
    sheet = workbook.create_sheet(LISTS_SHEET)
    sheet.sheet_state = "hidden"
    ranges: dict[Choices, str] = {}
    for column in (each for declared in SHEETS for each in declared.columns):
        if column.choices and column.choices not in ranges:
            ranges[column.choices] = _add_list(sheet, column.heading, column.choices)
    for name, values in _named_lists().items():
        _name(workbook, name, _add_list(sheet, name, values))
    for declared, key in _LOOKED_UP:
        letter = get_column_letter([each.key for each in declared.columns].index(key) + 1)
        area = _area(declared.name, f"{letter}2:{letter}{LAST_PREPARED_ROW}")
        _name(workbook, column_name(declared, key), area)
    return ranges


def _named_lists() -> Mapping[str, Sequence[str | int]]:
    lists: dict[str, Sequence[str | int]] = {
        spellings_name(column.key): column.choices
        for declared in SHEETS
        for column in declared.columns
        if column.choices
    }
    lists[spellings_name("test")] = _spellings(TESTS)
    lists[spellings_name("unit")] = (*all_units(), *UNIT_ALIASES)
    lists |= {spellings_name(test.key): _spellings([test]) for test in TESTS if test.is_number}
    lists[TESTS_WITH_UNIT] = _spellings([each for each in TESTS if _needs_unit(each)])
    lists[DIGIT_PLACES] = tuple(range(1, 11))
    return lists


def _needs_unit(test: LaboratoryTest) -> bool:
    return test.is_number and test.unit_required


def _spellings(tests: Sequence[LaboratoryTest]) -> Choices:
    return tuple(each for test in tests for each in (test.name, *test.aliases))


def _add_list(sheet: Worksheet, heading: str, values: Sequence[str | int]) -> str:
    """Write a list into the next free column and return its range."""
    number = sheet.max_column + 1 if sheet["A1"].value else 1
    sheet.cell(1, number, heading)
    for row, value in enumerate(values, start=2):
        sheet.cell(row, number, value)
    letter = get_column_letter(number)
    return _area(sheet.title, f"{letter}2:{letter}{len(values) + 1}")


def _area(sheet_name: str, area: str) -> str:
    return f"{quote_sheetname(sheet_name)}!{absolute_coordinate(area)}"


def _name(workbook: Workbook, name: str, area: str) -> None:
    workbook.defined_names[name] = DefinedName(name, attr_text=area)
