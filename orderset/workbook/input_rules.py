"""What the spreadsheet program says and refuses while a row is typed, made from the declaration.

It helps whoever types; it is no guard. Pasting goes past it, so the reader and the parser judge
every cell again.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Literal

from openpyxl.worksheet.datavalidation import DataValidation

from orderset.workbook.columns import Column, Kind
from orderset.workbook.lists_sheet import Choices


_Kind = Literal["date", "time", "decimal", "whole", "textLength"]

# Excel counts days from here, from 1 March 1900 on; before that it is one day out.
_DAY_0 = dt.date(1899, 12, 30)
_EARLIEST = dt.date(1900, 3, 1)
_LATEST = dt.date(2099, 12, 31)
_LAST_SECOND_OF_A_DAY = 0.99999
# Excel cuts nothing: a longer title or message makes the file invalid.
LONGEST_TITLE = 32
LONGEST_MESSAGE = 255
# What has happened cannot be dated after today.
HAS_HAPPENED = frozenset(
    {
        "date_of_birth",
        "weight_measured_on",
        "height_measured_on",
        "authorised_on",
        "taken_on",
        "given_on",
    }
)
# A laboratory's own spelling of a test or unit is often understood: it is questioned, not refused.
_OTHER_SPELLINGS = frozenset({"test", "unit"})


def input_rule(column: Column, ranges: Mapping[Choices, str], note: str = "") -> DataValidation:
    """Return the input message and the validation of a column.

    Args:
        column: the declared column.
        ranges: where each list of choices stands in the workbook.
        note: what the protocol adds to the message.
    """
    rule = _validation(column, ranges)
    rule.allowBlank = True
    rule.showInputMessage = True
    rule.showErrorMessage = True
    rule.promptTitle = rule.errorTitle = column.heading[:LONGEST_TITLE]
    rule.prompt = message_of(column, note)
    rule.error = column.help[:LONGEST_MESSAGE]
    rule.errorStyle = "warning" if column.key in _OTHER_SPELLINGS else "stop"
    return rule


def rule_in_words(column: Column) -> str:
    """Return what a cell of the column may hold, for the Read me sheet.

    Example:
        >>> from orderset.workbook.columns import INFUSIONS
        >>> rule_in_words(INFUSIONS.column("weight_kg"))
        'number, 2 to 250'
    """
    parts = [column.kind.value if not column.choices else "from the list"]
    if column.minimum is not None:
        parts.append(f"{column.minimum} to {column.maximum}")
    if column.max_length is not None:
        parts.append(f"at most {column.max_length} characters")
    return ", ".join(parts)


def message_of(column: Column, note: str = "") -> str:
    """Return the help on a cell of the column: what to write, what the protocol adds, whether."""
    necessity = "Required." if column.required else "May be empty."
    helped = column.help.removesuffix("May be empty.").rstrip()
    return " ".join(filter(None, (helped, note, necessity)))[:LONGEST_MESSAGE]


def heading_rule(column: Column, cell: str) -> DataValidation:
    """Return the validation that asks before a heading is written over.

    Args:
        column: the declared column.
        cell: the address of its heading, for example ``B1``.
    """
    heading = column.heading.replace('"', '""')
    rule = DataValidation(type="custom", formula1=f'EXACT({cell},"{heading}")', sqref=cell)
    rule.showErrorMessage = True
    # A question, not a refusal: a hospital may have its own heading in its settings.
    rule.errorStyle = "warning"
    rule.errorTitle = "Heading"
    rule.error = f"The column is found by its heading: keep “{column.heading}”."
    return rule


def _validation(column: Column, ranges: Mapping[Choices, str]) -> DataValidation:
    match column.kind:
        case Kind.CHOICE:
            return DataValidation(type="list", formula1=ranges[column.choices])
        case Kind.DATE | Kind.DATE_AND_TIME:
            latest = "NOW()" if column.key in HAS_HAPPENED else str(_serial(_LATEST))
            return _between("date", str(_serial(_EARLIEST)), latest)
        case Kind.TIME:
            return _between("time", "0", str(_LAST_SECOND_OF_A_DAY))
        case Kind.NUMBER:
            return _between("decimal", str(column.minimum), str(column.maximum))
        case Kind.WHOLE_NUMBER:
            return _between("whole", str(column.minimum), str(column.maximum))
        case _:
            return _between("textLength", "1", str(column.max_length))


def _between(kind: _Kind, lowest: str, highest: str) -> DataValidation:
    return DataValidation(type=kind, operator="between", formula1=lowest, formula2=highest)


def _serial(day: dt.date) -> int:
    return (day - _DAY_0).days
