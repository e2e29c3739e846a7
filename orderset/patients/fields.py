"""One row's cells as typed values; what cannot be read becomes a finding, never a guess.

Only what can mean one thing is taken. A number typed as text is used and said so; a decimal
comma, a unit in the cell, a date that could be read two ways are returned to the sender.
"""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TypeVar

from orderset.dates import printed_date
from orderset.findings import CellRef, Finding, workbook_finding
from orderset.patients.identifiers import (
    is_hospital_number,
    is_nhs_number,
    issued_elsewhere,
)
from orderset.patients.moments import is_ambiguous, moment_in, time_in
from orderset.quantities import plain
from orderset.workbook.columns import Column, Kind, Sheet
from orderset.workbook.content import Cell, CellValue, Row
from orderset.workbook.laboratory import folded
from orderset.workbook.lookalikes import has_stacked_marks, mixes_alphabets
from orderset.workbook.shown import shown


Undrawable = Callable[[str], Sequence[str]]
"""Returns the characters of a text that no font of ours can draw."""

NUMBER = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6})?")
DECIMAL_COMMA = re.compile(r"[0-9]+,[0-9]+")
EXPONENT = re.compile(r"[0-9][0-9.]*[eE][+-]?[0-9]+")
NUMBER_AND_UNIT = re.compile(r"[0-9][0-9.,]*\s*[A-Za-zµμ%/].*")
TEXT_MARK = "'"
"""Typed before a number, it makes a spreadsheet keep the number as text."""

EARLIEST = dt.date(1905, 1, 1)
"""A small number in a date's format is shown as a day of 1900, or of 1904 in an old workbook."""


_T = TypeVar("_T")


class FieldParser:
    """Reads the fields of one row by their column's rule and collects what it finds.

    A new one is made for every row; nothing of one patient reaches another.
    """

    def __init__(self, sheet: Sheet, row: Row, undrawable: Undrawable) -> None:
        """Start with what the reader already found in the row."""
        self.sheet = sheet
        self.row = row
        self.undrawable = undrawable
        self.findings: list[Finding] = list(row.findings)

    def cell(self, key: str) -> Cell:
        """Return the cell of a column."""
        return self.row.cells[key]

    def is_filled(self, key: str) -> bool:
        """Whether something stands in a column's cell, even if it cannot be used."""
        cell = self.cell(key)
        return cell.spoiled or cell.value is not None

    def where(self, key: str) -> CellRef:
        """Return the address of a column's cell."""
        return self.cell(key).where

    def report(self, code: str, key: str, message: str, expected: str, hint: str = "") -> None:
        """Add a finding on a column's cell."""
        self.findings.append(
            workbook_finding(
                code,
                message,
                where=self.where(key),
                found=shown(self.cell(key).value),
                expected=expected,
                hint=hint,
            )
        )

    def _present(self, column: Column) -> CellValue:
        """Return the value, or None after saying that a required one is missing."""
        cell = self.cell(column.key)
        if cell.spoiled:
            return None
        if cell.value is None and column.required:
            self.report("value-missing", column.key, f"{column.heading} is empty.", column.help)
        return cell.value

    def text(self, key: str) -> str | None:
        """Return a text; a number in a text column is taken as it is shown."""
        column = self.sheet.column(key)
        value = self._present(column)
        if value is None:
            return None
        if isinstance(value, Decimal):
            value = plain(value)
        if not isinstance(value, str):
            self.report("value-not-text", key, f"{column.heading} is not text.", column.help)
            return None
        if column.max_length is not None and len(value) > column.max_length:
            self.report(
                "value-too-long",
                key,
                f"{column.heading} has {len(value)} characters.",
                f"at most {column.max_length} characters",
            )
            return None
        if has_stacked_marks(value):
            self.report(
                "stacked-marks",
                key,
                f"{column.heading} has a letter with more marks than any language writes.",
                "text as it is typed by hand",
            )
            return None
        if missing := self.undrawable(value):
            self._report_undrawable(column, value, missing)
            return None
        return value

    def name(self, key: str) -> str | None:
        """Return a part of a person's name; says when a word of it mixes two alphabets."""
        text = self.text(key)
        if text is not None and mixes_alphabets(text):
            self.report(
                "mixed-alphabets",
                key,
                f"{self.sheet.column(key).heading} mixes letters of two alphabets in one word.",
                "a name in one alphabet",
            )
        return text

    def _report_undrawable(self, column: Column, text: str, missing: Sequence[str]) -> None:
        """Say which characters cannot be printed, by code point: this is printed as well."""
        found = "".join(_code_point(each) if each in missing else each for each in text)
        self.findings.append(
            workbook_finding(
                "name-not-printable",
                f"{column.heading} has characters that cannot be printed: "
                f"{' '.join(_code_point(each) for each in missing)}.",
                where=self.where(column.key),
                found=shown(found),
                expected="Latin, Greek or Cyrillic letters",
            )
        )

    def choice(self, key: str) -> str | None:
        """Return one of the column's choices, however it is spelled."""
        column = self.sheet.column(key)
        value = self._present(column)
        if value is None:
            return None
        wanted = folded(value) if isinstance(value, str) else None
        for each in column.choices:
            if folded(each) == wanted:
                return each
        self.report(
            "value-not-in-list",
            key,
            f"{column.heading} is not one of the list.",
            " · ".join(column.choices),
        )
        return None

    def items(self, key: str) -> tuple[str, ...] | None:
        """Return the items of a list separated by semicolons; the word None means no item."""
        text = self.text(key)
        if text is None:
            return None
        items = tuple(each.strip() for each in text.split(";") if each.strip())
        column = self.sheet.column(key)
        if column.required and not items:
            self.report("value-missing", key, f"{column.heading} names nothing.", column.help)
            return None
        return () if [folded(each) for each in items] == ["none"] else items

    def hospital_number(self) -> str | None:
        """Return the hospital number, which joins the sheets."""
        column = self.sheet.column("hospital_number")
        value = self._present(column)
        if value is None:
            return None
        text = self._identifier(column, value)
        if text is not None and is_hospital_number(text):
            return text
        self.report(
            "hospital-number-invalid",
            column.key,
            "The hospital number cannot be used.",
            "1 to 20 letters, digits, hyphens or slashes; a letter or digit first and last",
        )
        return None

    def _identifier(self, column: Column, value: CellValue) -> str | None:
        """Return an identifier as text; a number cell may have lost leading zeros, and says so."""
        if isinstance(value, str):
            return value.removeprefix(TEXT_MARK)
        if isinstance(value, Decimal) and value == value.to_integral_value() and value > 0:
            self.report(
                "identifier-stored-as-number",
                column.key,
                f"{column.heading} is stored as a number; leading zeros would be lost.",
                "text",
            )
            return plain(value)
        return None

    def nhs_number(self) -> str | None:
        """Return the ten digits of the NHS number, None when it is empty."""
        value = self._present(self.sheet.column("nhs_number"))
        if value is None:
            return None
        if isinstance(value, Decimal):
            digits = plain(value)
        else:
            digits = re.sub(r"[\s-]", "", str(value).removeprefix(TEXT_MARK))
        if is_nhs_number(digits):
            self._report_other_nation(digits)
            return digits
        self.report(
            "nhs-number-invalid",
            "nhs_number",
            "The NHS number is not valid: its check digit or its range is wrong.",
            "10 digits with the right check digit, or empty",
        )
        return None

    def _report_other_nation(self, digits: str) -> None:
        """Say that a valid number is not of the ranges that England and Wales issue."""
        where = issued_elsewhere(digits)
        if where is not None:
            self.report(
                "nhs-number-other-nation",
                "nhs_number",
                f"The NHS number is valid; its range is issued in {where}.",
                "a number that begins with 4, 6 or 7, unless the patient comes from there",
            )

    def number(self, key: str, *, also_at_most: Decimal | None = None) -> Decimal | None:
        """Return a number within the column's range.

        ``also_at_most`` lets small numbers pass that a later rule explains better.
        """
        column = self.sheet.column(key)
        value = self._present(column)
        if value is None:
            return None
        number = self.as_number(key, value)
        if number is None:
            return None
        if also_at_most is not None and 0 < number <= also_at_most:
            return number
        low, high = column.minimum, column.maximum
        if low is not None and high is not None and not low <= number <= high:
            self.report(
                "value-out-of-range",
                key,
                f"{column.heading} is {shown(number)}, outside what can be true.",
                f"{plain(low)} to {plain(high)}",
            )
            return None
        return number

    def whole_number(self, key: str) -> int | None:
        """Return a whole number within the column's range."""
        number = self.number(key)
        if number is None:
            return None
        if number != number.to_integral_value():
            column = self.sheet.column(key)
            self.report(
                "value-out-of-range",
                key,
                f"{column.heading} is not a whole number.",
                f"a whole number: {column.help}",
            )
            return None
        return int(number)

    def as_number(self, key: str, value: CellValue) -> Decimal | None:
        """Return a cell's value as a number, or say why it is none."""
        if isinstance(value, Decimal):
            return value
        heading = self.sheet.column(key).heading
        text = value if isinstance(value, str) else ""
        if NUMBER.fullmatch(text):
            self.report(
                "number-stored-as-text",
                key,
                f"{heading} is stored as text; {text} was used.",
                "a number",
            )
            return Decimal(text)
        if DECIMAL_COMMA.fullmatch(text):
            self.report(
                "decimal-comma",
                key,
                f"{heading} has a decimal comma.",
                "a decimal point, for example 16.5",
            )
        elif NUMBER_AND_UNIT.fullmatch(text) and not EXPONENT.fullmatch(text):
            self.report(
                "unit-in-value", key, f"{heading} has more than a number in it.", "the number alone"
            )
        else:
            self.report("value-not-a-number", key, f"{heading} is not a number.", "a number")
        return None

    def moment(self, key: str) -> tuple[dt.date, dt.time | None] | None:
        """Return a date and, where one stands there, a time."""
        column = self.sheet.column(key)
        value = self._present(column)
        if value is None:
            return None
        if isinstance(value, dt.datetime):
            has_time = column.kind is Kind.DATE_AND_TIME and value.time() != dt.time.min
            found = (value.date(), value.time() if has_time else None)
        else:
            read = self._text_moment(column, value)
            if read is None:
                return None
            found = read
        if found[0] < EARLIEST:
            self.report("value-not-a-date", key, f"{column.heading} is not a date.", "a date")
            return None
        return found

    def _text_moment(
        self, column: Column, value: CellValue
    ) -> tuple[dt.date, dt.time | None] | None:
        """Return a date that was typed as text, if it can be read only one way."""
        text = value if isinstance(value, str) else ""
        if is_ambiguous(text):
            self.report(
                "date-ambiguous",
                column.key,
                f"{column.heading} could be read in more than one way.",
                "a date cell, or for example 2026-12-07",
            )
            return None
        found = moment_in(text)
        if found is None:
            self.report(
                "value-not-a-date",
                column.key,
                f"{column.heading} is not a date.",
                "a date, for example 07-Dec-2026",
            )
            return None
        self.report(
            "date-as-text",
            column.key,
            f"{column.heading} is stored as text; {printed_date(found[0])} was used.",
            "a date cell",
        )
        return found

    def date(self, key: str, *, today: dt.date | None = None) -> dt.date | None:
        """Return a date; with ``today``, one that is not after it."""
        found = self.moment(key)
        if found is None:
            return None
        if today is not None and found[0] > today:
            self.report_future(key, today)
            return None
        return found[0]

    def report_future(self, key: str, today: dt.date) -> None:
        """Say that a date lies after the day of the run."""
        self.report(
            "date-in-future",
            key,
            f"{self.sheet.column(key).heading} is in the future.",
            f"not after {printed_date(today)}",
        )

    def time(self, key: str) -> dt.time | None:
        """Return a time of day."""
        column = self.sheet.column(key)
        value = self._present(column)
        if value is None:
            return None
        if isinstance(value, dt.time):
            return value.replace(second=0, microsecond=0)
        typed = time_in(value) if isinstance(value, str) else None
        if typed is not None:
            return typed
        self.report(
            "value-not-a-time", key, f"{column.heading} is not a time.", "a time, for example 09:30"
        )
        return None


def _code_point(character: str) -> str:
    return f"<U+{ord(character):04X}>"


def known(value: _T | None) -> _T:
    """Return a required value; a missing one has already returned the row."""
    if value is None:
        message = "a required field is missing though no finding returned the row"
        raise AssertionError(message)
    return value
