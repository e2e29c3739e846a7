"""One warning of the form, and those that follow from the declaration of the columns alone."""

import dataclasses
from collections.abc import Sequence

from orderset.findings import Action, workbook_definitions
from orderset.quantities import plain
from orderset.workbook.columns import Column, Kind, Sheet
from orderset.workbook.input_rules import HAS_HAPPENED


_DATES = (Kind.DATE, Kind.DATE_AND_TIME)
_NUMBERS = (Kind.NUMBER, Kind.WHOLE_NUMBER)


@dataclasses.dataclass(frozen=True, slots=True)
class EarlyWarning:
    """One warning: which cells it marks and when, and what the legend says about it.

    ``code`` is the finding that it announces; a hint that announces none has a name of its own.

    ``formula`` is for row 2. In braces stand ``{here}`` for the marked cell, the key of a column
    for the cell of that column in the same row, and ``{row}`` for all of the row's cells.
    """

    sheet: Sheet
    columns: tuple[str, ...]
    code: str
    action: Action
    meaning: str
    formula: str


def announcing(
    sheet: Sheet, columns: Sequence[str], code: str, meaning: str, formula: str
) -> EarlyWarning:
    """Make a warning that announces one of the findings on any workbook."""
    action = workbook_definitions()[code].action
    return EarlyWarning(sheet, tuple(columns), code, action, meaning, formula)


def declared_warnings(sheet: Sheet) -> list[EarlyWarning]:
    """Return the warnings that follow from the declaration of a sheet's columns alone."""
    required = [each.key for each in sheet.columns if each.required]
    dates = _keys(sheet, _DATES)
    times = _keys(sheet, (Kind.TIME,))
    happened = [each for each in dates if each in HAS_HAPPENED]
    choices = _keys(sheet, (Kind.CHOICE,))
    return [
        each
        for each in (
            announcing(
                sheet,
                required,
                "value-missing",
                "A required cell is empty in a row that is begun.",
                "AND(COUNTA({row})>0,LEN(TRIM({here}))=0)",
            ),
            *(_out_of_range(sheet, each) for each in sheet.columns if each.kind in _NUMBERS),
            announcing(
                sheet,
                dates,
                "value-not-a-date",
                "Not a date, or a date that is kept as text. Type it anew, as 07-Dec-2026.",
                "AND(LEN({here})>0,OR(NOT(ISNUMBER({here})),N({here})<DATE(1905,1,1)))",
            ),
            announcing(
                sheet,
                times,
                "value-not-a-time",
                "Not a time, or a time that is kept as text. Type it anew, as 09:30.",
                "AND(LEN({here})>0,OR(NOT(ISNUMBER({here})),N({here})<0,N({here})>=1))",
            ),
            announcing(
                sheet,
                happened,
                "date-in-future",
                "A date after today for what has already happened.",
                "AND(ISNUMBER({here}),N({here})>=TODAY()+1)",
            ),
            announcing(
                sheet,
                choices,
                "value-not-in-list",
                "Not one of the words of the list.",
                "AND(LEN(TRIM({here}))>0,COUNTIF({spellings},TRIM({here}))=0)",
            ),
        )
        if each.columns
    ]


def _keys(sheet: Sheet, kinds: Sequence[Kind]) -> list[str]:
    return [each.key for each in sheet.columns if each.kind in kinds]


def _out_of_range(sheet: Sheet, column: Column) -> EarlyWarning:
    low, high = (plain(each) for each in (column.minimum, column.maximum) if each is not None)
    whole = ",N({here})<>INT(N({here}))" if column.kind is Kind.WHOLE_NUMBER else ""
    return announcing(
        sheet,
        [column.key],
        "value-out-of-range",
        f"Not a {column.kind.value} from {low} to {high}, or a number that is kept as text.",
        "AND(LEN({here})>0,OR(NOT(ISNUMBER({here})),"
        f"N({{here}})<{low},N({{here}})>{high}{whole}))",
    )
