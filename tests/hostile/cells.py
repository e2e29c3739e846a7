"""Attacks in single cells: each stands in a row of its own, so that a finding has one cause.

``code`` names what must be found in the cell; None says that the text is printed as itself.
"""

# ruff: noqa: RUF001  letters that look alike are what is tried here

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.worksheet.formula import ArrayFormula

from orderset.workbook.columns import INFUSIONS
from tools.fictional import FictionalPatient, ready_patient
from tools.filling import fill


TODAY = "2026-12-04"
Put = Callable[[Cell], None]
"""Changes a cell as the attack does."""


@dataclasses.dataclass(frozen=True)
class Attack:
    name: str
    key: str
    value: Any
    code: str | None
    form: str = ""

    @property
    def codes(self) -> list[str]:
        """Return what must be found in the cell, and nothing else."""
        return self.code.split() if self.code else []

    def put(self, cell: Cell) -> None:
        """Write the attack into its cell."""
        if callable(self.value):
            self.value(cell)
            return
        cell.value = self.value
        if isinstance(self.value, str):
            cell.data_type = "s"
        if self.form:
            cell.number_format = self.form


def _formula(text: str) -> Put:
    def put(cell: Cell) -> None:
        cell.value = text

    return put


def _rich(*pieces: str | TextBlock) -> Put:
    def put(cell: Cell) -> None:
        cell.value = CellRichText(*pieces)

    return put


def _array(cell: Cell) -> None:
    cell.value = ArrayFormula(cell.coordinate, "=SUM(A1:A2)")


def _crossed_out(cell: Cell) -> None:
    cell.font = Font(strike=True)


def _weight(name: str, value: Any, code: str | None, form: str = "") -> Attack:
    return Attack(name, "weight_kg", value, code, form)


def _born(name: str, value: Any, code: str | None, form: str = "") -> Attack:
    return Attack(name, "date_of_birth", value, code, form)


_BIRTH = dt.datetime(2017, 3, 14)  # noqa: DTZ001  as a workbook has it
_STRUCK = TextBlock(InlineFont(strike=True), "61")

VALUES = (
    _weight("a fraction in another alphabet", "١٦.٥", "value-not-a-number"),
    _weight("digits of full width", "１６.５", "value-not-a-number"),
    _weight("digits of mathematics", "𝟏𝟔", "value-not-a-number"),
    _weight("superscript digits", "16²", "value-not-a-number"),
    _weight("a Devanagari number", "२९", "value-not-a-number"),
    _weight("the letter O for a nought", "3O", "unit-in-value"),
    _weight("the letter l for a one", "l6", "value-not-a-number"),
    _weight("a no-break space in a number", "2\u00a09", "value-not-a-number"),
    _weight("a thin space in a number", "2\u20099", "value-not-a-number"),
    _weight("a soft hyphen in a number", "2\u00ad9", "control-character"),
    _weight("a zero-width space in a number", "2\u200b9", "control-character"),
    _weight("a number turned round", "\u202e5.61", "control-character"),
    _weight("a decimal comma", "29,5", "decimal-comma"),
    _weight("thousands with a comma", "2,950", "decimal-comma"),
    _weight("two points", "2.9.5", "value-not-a-number"),
    _weight("a unit", "29.5 kg", "unit-in-value"),
    _weight("pounds", "65 lb", "unit-in-value"),
    _weight("stones and pounds", "4st 9lb", "unit-in-value"),
    _weight("about", "~29.5", "value-not-a-number"),
    _weight("a range", "29-30", "value-not-a-number"),
    _weight("a plus sign", "+29.5", "value-not-a-number"),
    _weight("a minus sign", -29.5, "value-out-of-range"),
    _weight("a long minus sign", "−29.5", "value-not-a-number"),
    _weight("brackets for below zero", "(29.5)", "value-not-a-number"),
    _weight("an exponent as text", "2.95e1", "value-not-a-number"),
    _weight("an underscore", "2_9", "value-not-a-number"),
    _weight("hexadecimal", "0x1d", "unit-in-value"),
    _weight("not a number, as text", "NaN", "value-not-a-number"),
    _weight("infinity as text", "Infinity", "value-not-a-number"),
    _weight("more than a float can hold", "1e400", "value-not-a-number"),
    _weight("four hundred digits as text", "9" * 400, "value-not-a-number"),
    _weight("a true", value=True, code="value-not-a-number"),
    _weight("a false", value=False, code="value-not-a-number"),
    _weight("a nought", 0, "value-out-of-range"),
    _weight("a tenfold weight", 295, "value-out-of-range"),
    _weight("a weight in grams", 29500, "value-out-of-range"),
    _weight("a date", dt.datetime(2026, 12, 1), "value-not-a-number"),  # noqa: DTZ001
    _weight("a time", dt.time(9, 30), "value-not-a-number"),
    _weight("a duration", dt.timedelta(hours=29), "value-not-a-number"),
    _weight("percent", 0.295, "misleading-number-format", "0%"),
    _weight("thousands", 29500, "misleading-number-format", "0.0,"),
    _weight("a fixed word", 29.5, "misleading-number-format", '"16.0"'),
    _weight("a digit before the number", 9.5, "misleading-number-format", '"2"0.0'),
    _weight("a hidden number", 29.5, "misleading-number-format", ";;;"),
    _weight("a number shown as a fraction of a date", 29.5, "value-not-a-number", "d"),
    _weight("another unit in the format", 29.5, "misleading-number-format", '0.0" lb"'),
    _weight("an error", "#N/A", "cell-error"),
    _weight("an error of another language", "Err:502", "cell-error"),
    _weight("a formula without a result", _formula("=H1*2"), "formula-without-value"),
    _weight("an array formula without a result", _array, "formula-without-value"),
    _weight(
        "a link as a formula",
        _formula('=HYPERLINK("http://127.0.0.1:9","16")'),
        "formula-without-value",
    ),
    _weight("a command as a formula", _formula("=cmd|'/c calc'!A0"), "formula-without-value"),
    _weight(
        "a web service", _formula('=WEBSERVICE("http://127.0.0.1:9")'), "formula-without-value"
    ),
    _weight("another workbook", _formula("='[other.xlsx]S'!A1"), "formula-without-value"),
    _weight("crossed out in part", _rich(_STRUCK, "29"), "struck-through"),
    _weight("crossed out", _crossed_out, "struck-through"),
    _weight("a number as text", "29.5", "number-stored-as-text"),
    _weight("a question mark", "?", "value-not-a-number"),
    _weight("nothing but spaces", "   ", "value-missing"),
    _weight("a ditto mark", '"', "value-not-a-number"),
    _weight("a formula as text", "=29+0.5", "value-not-a-number"),
    _born("a serial without a format", 42808, "value-not-a-date", "General"),
    _born("a serial as text", "42808", "value-not-a-date"),
    _born("a day that could be a month", "03/04/2017", "date-ambiguous"),
    _born("a year of two digits", "14/03/17", "date-ambiguous"),
    _born("a date of another calendar", "14/03/2560", "date-as-text date-in-future"),
    _born("a day that is not there", "2017-02-30", "value-not-a-date"),
    _born("digits of another alphabet", "٢٠١٧-٠٣-١٤", "value-not-a-date"),
    _born("the year alone", 2017, "value-not-a-date", "General"),
    _born("the format hides the day", _BIRTH, "misleading-date-format", "mmm-yy"),
    _born("the format hides the year", _BIRTH, "misleading-date-format", "d-mmm"),
    _born("the format shows the weekday", _BIRTH, "misleading-date-format", "dddd mmm yyyy"),
    _born("the format shows another month", _BIRTH, "misleading-date-format", 'd" May "yyyy m'),
    _born("a day of 1900", 60, "value-not-a-date", "dd-mmm-yyyy"),
    _born("a date that a float cannot hold", 1e9, "cell-error", "dd-mmm-yyyy"),
    _born("before 1905", "1899-12-30", "date-as-text value-not-a-date"),
    _born("a true", value=True, code="value-not-a-date"),
    _born("a duration", dt.timedelta(days=42808), "value-not-a-date", "[h]:mm"),
    _born("tomorrow", dt.datetime(2026, 12, 5), "date-in-future"),  # noqa: DTZ001
    Attack("a cycle of one and a half", "cycle_number", 1.5, "value-out-of-range"),
    Attack("a cycle in Roman figures", "cycle_number", "III", "value-not-a-number"),
    Attack("a cycle in words", "cycle_number", "first", "value-not-a-number"),
    Attack("a sex in one letter", "sex", "M", "value-not-in-list"),
    Attack("a sex that looks right", "sex", "Ma\u04cfe", "value-not-in-list"),
    Attack("a start at twenty-five", "planned_start", "25:00", "value-not-a-time"),
    Attack("a start after midnight", "planned_start", 1.5, "value-not-a-time"),
    Attack(
        "an NHS number of full width", "nhs_number", "９９９０２０００１７", "nhs-number-invalid"
    ),
    Attack("an NHS number with a wrong digit", "nhs_number", "999 020 0018", "nhs-number-invalid"),
    Attack("an NHS number as a formula", "nhs_number", "=9990200017", "nhs-number-invalid"),
)

_TOO_LONG = "a" * 36
TEXTS = (
    Attack("markup", "family_name", "<b>Bold</b>", None),
    Attack("a script", "notes", "<script>alert(1)</script>", None),
    Attack("a picture from a file", "notes", '<img src="file:///etc/passwd">', None),
    Attack("an address", "notes", "http://127.0.0.1:9/x?y=1&z=2", None),
    Attack("a script as an address", "notes", "javascript:alert(1)", None),
    Attack("a path of a file", "notes", "file:///etc/passwd", None),
    Attack("a style", "notes", "</style><style>*{display:none}</style>", None),
    Attack("an import of a style", "notes", "@import url(http://127.0.0.1:9/x.css);", None),
    Attack("a template's sum", "given_name", "{{7*7}}", None),
    Attack("a template's statement", "ward", "{% raw %}{{x}}{% endraw %}", None),
    Attack("a comment of a template", "notes", "{# gone #} stays", None),
    Attack("an entity", "notes", "&lt;b&gt; &amp; &#65;", None),
    Attack("quotation marks", "consultant", 'Dr "X" O\'Y `z`', None),
    Attack("a formula in a text", "notes", '=HYPERLINK("http://127.0.0.1:9")', None),
    Attack("a command in a text", "notes", "+cmd|'/c calc'!A0", None),
    Attack("an at sign first", "notes", "@SUM(1+1)", None),
    Attack("a hyphen first", "notes", "-1+1", None),
    Attack("a path", "ward", "../../etc/passwd", None),
    Attack("a path of Windows", "ward", "..\\..\\CON", None),
    Attack("percent signs", "notes", "%s %(name)s %n 100%", None),
    Attack("braces of a format", "notes", "{0.__class__} {name!r}", None),
    Attack("a query", "given_name", "x'; DROP TABLE y;--", None),
    Attack("a name of nothing", "family_name", "Null", None),
    Attack("a shell's command", "notes", "$(touch x) `touch x` ; touch x", None),
    Attack("text turned round", "family_name", "Ann\u202egnirts", "control-character"),
    Attack("an isolate", "given_name", "\u2066Ann\u2069", "control-character"),
    Attack("a zero-width joiner", "family_name", "An\u200dn", "control-character"),
    Attack("a zero-width space", "ward", "Ward\u200b3", "control-character"),
    Attack("a byte order mark", "given_name", "\ufeffAnn", "control-character"),
    Attack("a tabulator", "family_name", "An\tn", "control-character"),
    Attack("a line break", "notes", "one\ntwo", "control-character"),
    Attack("a line separator", "notes", "one\u2028two", "control-character"),
    Attack("a soft hyphen", "family_name", "An\u00adn", "control-character"),
    Attack("a tag character", "notes", "a\U000e0041b", "control-character"),
    Attack("a variation selector", "given_name", "Ann\ufe0f", "control-character"),
    Attack("a combining joiner", "given_name", "A\u034fnn", "control-character"),
    Attack("a filler that is a letter", "family_name", "\u3164", "control-character"),
    Attack("a Braille blank", "family_name", "A\u2800n", "control-character"),
    Attack("a replacement character", "family_name", "A\ufffdn", "control-character"),
    Attack("an object's place", "notes", "see \ufffc", "control-character"),
    Attack("an escaped control character", "notes", "a_x0007_b", "control-character"),
    Attack("an escaped surrogate", "notes", "a_xD800_b", "control-character"),
    Attack("a delete character", "notes", "a\x7fb", "control-character"),
    Attack("a control character of the second row", "notes", "a\x85b", "control-character"),
    Attack(
        "a flood of marks", "family_name", "Z" + "\u0300\u0301\u0302\u0303" * 7, "stacked-marks"
    ),
    Attack("a Cyrillic letter among Latin ones", "given_name", "\u0410nn", "mixed-alphabets"),
    Attack("a Greek letter among Latin ones", "family_name", "Smith\u03bf", "mixed-alphabets"),
    Attack("a face", "given_name", "Ann 😀", "name-not-printable"),
    Attack("a private letter", "family_name", "An\ue000", "name-not-printable"),
    Attack("a letter that is not assigned", "family_name", "An\u0378", "name-not-printable"),
    Attack("a noncharacter", "family_name", "An\ufdd0", "name-not-printable"),
    Attack("Hebrew", "family_name", "כהן", "name-not-printable"),
    Attack("Arabic", "family_name", "محمد", "name-not-printable"),
    Attack("a name too long", "family_name", _TOO_LONG, "value-too-long"),
    Attack("notes of 32,767 letters", "notes", "n" * 32_767, "value-too-long"),
    Attack("allergies of 32,767 letters", "allergies", "x " * 16_383, "value-too-long"),
    Attack("medicines of 32,767 letters", "current_medicines", "y;" * 16_383, "value-too-long"),
    Attack("a number as a name", "family_name", 42, None),
    Attack("a date as a name", "family_name", _BIRTH, "value-not-text"),
    Attack("a truth value as a name", "family_name", value=True, code="value-not-text"),
    Attack("a medicine of nothing", "current_medicines", ";;;", "value-missing"),
)

NUMBERS: Mapping[str, str | int | float] = {
    "up and out": "../../x",
    "up": "..",
    "here": ".",
    "an absolute path": "/etc/passwd",
    "a path of Windows": "C:\\x",
    "a backslash": "a\\b",
    "an option": "-rf",
    "a hyphen last": "H1-",
    "a slash last": "H1/",
    "a point last": "H1.",
    "a space within": "H 1",
    "a nought": "H\u00001".replace("\0", "_x0000_"),
    "a percent escape": "%2e%2e",
    "a home folder": "~root",
    "a wildcard": "*",
    "a question mark": "H?",
    "a stream": "H:1",
    "an underscore": "H_1",
    "full width": "Ｈ１",
    "Cyrillic": "\u041d1",
    "too long": "H" * 21,
    "too long a number": 1e20,
    "a fraction": 1.5,
    "below zero": -5,
    "a formula": "=1+1",
    "an emoji": "H😀",
}
"""Hospital numbers that are none: each is refused in its cell."""

USABLE_NUMBERS = ("CON", "NUL", "com1", "aux", "LPT1", "0", "null", "H//1", "h-1/2", "CON/NUL")
"""Hospital numbers by the rule, which must do no harm as the name of a folder."""


def patient(number: int | str, **changes: Any) -> FictionalPatient:
    """Return a patient in whom nothing is to be found, with names and a birth of its own."""
    letters = "".join(chr(97 + int(digit)) for digit in f"{number:03}") if number != "" else ""
    return ready_patient(
        **{
            "hospital_number": f"HX-{number:03}",
            "family_name": f"Hostile{letters}",
            "given_name": f"Given{letters}",
            "date_of_birth": dt.date(2017, 1, 1) + dt.timedelta(days=int(number)),
            **changes,
        }
    )


def write_list(template: Path, target: Path, patients: Sequence[FictionalPatient]) -> None:
    """Write patients with their results and doses into a copy of the template."""
    fill(
        template,
        target,
        infusions=[each.infusion for each in patients],
        results=_beside(patients, "results"),
        previous_doses=_beside(patients, "doses"),
    )
    workbook = openpyxl.load_workbook(target)
    for cell in (cell for row in workbook[INFUSIONS.name].iter_rows() for cell in row):
        if cell.data_type == "f":  # a text that begins with "=" was typed after an apostrophe
            cell.data_type = "s"
    workbook.save(target)


def _beside(patients: Sequence[FictionalPatient], what: str) -> list[dict[str, Any]]:
    return [
        {**row, "hospital_number": each.infusion["hospital_number"]}
        for each in patients
        for row in getattr(each, what)
    ]


def write_attacks(template: Path, target: Path, attacks: Sequence[Attack]) -> dict[Attack, str]:
    """Write a list with a row for each attack; return the cell of each, as ``Infusions!H2``."""
    write_list(template, target, [patient(number) for number in range(len(attacks))])
    workbook = openpyxl.load_workbook(target, rich_text=True)
    sheet = workbook[INFUSIONS.name]
    columns = {column.key: number for number, column in enumerate(INFUSIONS.columns, start=1)}
    places = {}
    for row, attack in enumerate(attacks, start=2):
        cell = sheet.cell(row, columns[attack.key])
        assert isinstance(cell, Cell)
        attack.put(cell)
        places[attack] = f"{INFUSIONS.name}!{cell.coordinate}"
    workbook.save(target)
    return places
