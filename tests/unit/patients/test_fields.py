"""Each kind of cell: what is taken, and what goes back with which finding on which cell."""

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal

import pytest

from orderset.findings import Action, Finding
from orderset.patients.fields import FieldParser
from orderset.workbook.columns import INFUSIONS, PREVIOUS_DOSES, RESULTS, Kind, Sheet
from orderset.workbook.content import CellValue, Row
from tests.rows import (
    INFUSION,
    RESULT,
    TODAY,
    all_drawable,
    codes,
    dose_row,
    fields_of,
    infusion_row,
    moment,
    only_ascii,
    result_row,
    said,
    spoiled_row,
)


NO_BREAK_SPACE = "\u00a0"
MICRO_SIGN, GREEK_MU = "\u00b5", "\u03bc"
FULL_WIDTH = "\uff11\uff16.\uff15"
"""16.5 in full-width digits, which Python's own conversions take."""

ARABIC_INDIC = "\u0661\u0666.\u0665"
"""16.5 in Arabic-Indic digits, which Python's own conversions take too."""

NO_NUMBER = [
    "1_6",
    FULL_WIDTH,
    ARABIC_INDIC,
    "NaN",
    "nan",
    "Infinity",
    "-inf",
    "1e400",
    "1E3",
    "1.6e+1",
    "1e-3",
    "0x10",
    "sixteen",
    "-16.5",
    "+16.5",
    "16.",
    ".5",
    "16.5.1",
    "1,250.5",
    "1.250,5",
    "16 000",
    "16.5" + NO_BREAK_SPACE,
    " 16.5",
    "<5",
    "16.5*",
    "1234567",
    "#N/A",
    "-",
    "",
]


def _one(fields: FieldParser) -> Finding:
    (found,) = fields.findings
    return found


_READERS: Mapping[Kind, Callable[[FieldParser, str], object]] = {
    Kind.IDENTIFIER: lambda fields, key: getattr(fields, key)(),
    Kind.TEXT: FieldParser.text,
    Kind.CHOICE: FieldParser.choice,
    Kind.DATE: FieldParser.date,
    Kind.TIME: FieldParser.time,
    Kind.NUMBER: FieldParser.number,
    Kind.WHOLE_NUMBER: FieldParser.whole_number,
    Kind.ITEMS: FieldParser.items,
}


def _read(fields: FieldParser, key: str) -> object:
    """Return what the parser makes of a cell by the kind of its column."""
    return _READERS[fields.sheet.column(key).kind](fields, key)


# --- Numbers --------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [Decimal(2), Decimal("35.20"), Decimal(250)])
def test_a_number_within_its_range_is_taken_as_it_is(value: Decimal) -> None:
    """Both ends of the range belong to it."""
    fields = fields_of(infusion_row(weight_kg=value))
    assert fields.number("weight_kg") == value
    assert fields.findings == []


@pytest.mark.parametrize(
    ("key", "value", "cell", "expected"),
    [
        ("weight_kg", "1.9", "H2", "2 to 250"),
        ("weight_kg", "250.1", "H2", "2 to 250"),
        ("weight_kg", "0", "H2", "2 to 250"),
        ("weight_kg", "-35", "H2", "2 to 250"),
        ("height_cm", "39.9", "J2", "40 to 220"),
        ("height_cm", "220.1", "J2", "40 to 220"),
        ("pain_vas", "-1", "S2", "0 to 10"),
        ("pain_vas", "10.1", "S2", "0 to 10"),
    ],
)
def test_a_number_outside_its_range_is_returned(
    key: str, value: str, cell: str, expected: str
) -> None:
    """The finding names the cell, the value and the range."""
    fields = fields_of(infusion_row(**{key: Decimal(value)}))
    assert fields.number(key) is None
    assert said(fields.findings) == [("value-out-of-range", "return", f"Infusions!{cell}")]
    assert (_one(fields).found, _one(fields).expected) == (value, expected)


def test_an_enormous_number_is_named_on_one_short_line() -> None:
    """A message with three hundred digits would bury the others."""
    fields = fields_of(infusion_row(weight_kg=Decimal("1E+300")))
    assert fields.number("weight_kg") is None
    assert _one(fields).code == "value-out-of-range"
    assert _one(fields).message == "Weight (kg) is 1E+300, outside what can be true."


@pytest.mark.parametrize(
    ("value", "number"),
    [("0.001", "0.001"), ("1.27", "1.27"), ("3", "3"), ("40", "40"), ("50", "50"), ("220", "220")],
)
def test_a_small_number_passes_where_a_later_rule_explains_it(value: str, number: str) -> None:
    """A height up to 3 is metres, one of 50 perhaps inches: the plausibility rules say so."""
    fields = fields_of(infusion_row(height_cm=Decimal(value)))
    assert fields.number("height_cm", also_at_most=Decimal(3)) == Decimal(number)
    assert fields.findings == []


@pytest.mark.parametrize("value", ["-1.27", "0", "3.01", "39.9", "220.1"])
def test_what_no_later_rule_explains_is_out_of_range(value: str) -> None:
    """Neither metres nor centimetres."""
    fields = fields_of(infusion_row(height_cm=Decimal(value)))
    assert fields.number("height_cm", also_at_most=Decimal(3)) is None
    assert codes(fields.findings) == ["value-out-of-range"]


@pytest.mark.parametrize("text", ["35.2", "35", "035.2", "35.20", "2", "249.999999"])
def test_a_number_stored_as_text_is_used_and_said(text: str) -> None:
    """It can mean one number only."""
    fields = fields_of(infusion_row(weight_kg=text))
    assert fields.number("weight_kg") == Decimal(text)
    assert said(fields.findings) == [("number-stored-as-text", "caution", "Infusions!H2")]
    assert (_one(fields).found, _one(fields).expected) == (text, "a number")


def test_a_number_stored_as_text_has_the_range_of_its_column() -> None:
    """Being text does not let a number pass."""
    fields = fields_of(infusion_row(weight_kg="352"))
    assert fields.number("weight_kg") is None
    assert codes(fields.findings) == ["number-stored-as-text", "value-out-of-range"]


@pytest.mark.parametrize("text", NO_NUMBER)
def test_a_text_that_is_no_plain_number_is_returned(text: str) -> None:
    """Nothing that only a programming language calls a number is a weight."""
    fields = fields_of(infusion_row(weight_kg=text))
    assert fields.number("weight_kg") is None
    expected = "unit-in-value" if text == "0x10" else "value-not-a-number"
    assert said(fields.findings) == [(expected, "return", "Infusions!H2")]
    assert _one(fields).found == text


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (True, "TRUE"),
        (False, "FALSE"),
        (moment("1900-01-20 12:00"), "20-Jan-1900 12:00"),
        (dt.time(0, 0), "00:00"),
        (dt.timedelta(hours=35, minutes=12), "35:12"),
    ],
)
def test_a_cell_of_another_type_is_no_number(value: CellValue, found: str) -> None:
    """TRUE is not 1 kg, and 20.5 in a date's format is no weight."""
    fields = fields_of(infusion_row(weight_kg=value))
    assert fields.number("weight_kg") is None
    assert said(fields.findings) == [("value-not-a-number", "return", "Infusions!H2")]
    assert (_one(fields).found, _one(fields).expected) == (found, "a number")


@pytest.mark.parametrize("text", ["16,5", "1,250", "0,5"])
def test_a_decimal_comma_is_returned(text: str) -> None:
    """It may be a separator of thousands."""
    fields = fields_of(infusion_row(weight_kg=text))
    assert fields.number("weight_kg") is None
    assert said(fields.findings) == [("decimal-comma", "return", "Infusions!H2")]
    assert (_one(fields).found, _one(fields).expected) == (
        text,
        "a decimal point, for example 16.5",
    )


@pytest.mark.parametrize(
    "text",
    [
        "16 kg",
        "16kg",
        "16.5" + NO_BREAK_SPACE + "kg",
        "16,5 kg",
        "35 lb",
        "31 " + MICRO_SIGN + "mol/L",
        "31 " + GREEK_MU + "mol/L",
        "31" + MICRO_SIGN + "mol/L",
        "31" + GREEK_MU + "mol/L",
        "12 %",
        "12%",
        "5 /mL",
        "16 e4 kg",
        "5 st 2 lb",
    ],
)
def test_a_number_with_its_unit_is_returned(text: str) -> None:
    """The unit may be another than the heading's."""
    fields = fields_of(infusion_row(weight_kg=text))
    assert fields.number("weight_kg") is None
    assert said(fields.findings) == [("unit-in-value", "return", "Infusions!H2")]
    assert (_one(fields).found, _one(fields).expected) == (text, "the number alone")


def test_a_number_of_a_column_without_a_range_is_taken() -> None:
    """The range of a result depends on its test and unit, so the column has none."""
    fields = fields_of(result_row(result=Decimal(-5)), RESULTS)
    assert fields.number("result") == Decimal(-5)
    assert fields.findings == []


@pytest.mark.parametrize("value", [Decimal(1), Decimal("60.0"), "7", "7.0"])
def test_a_whole_number_is_taken(value: CellValue) -> None:
    """Also when it is written with a decimal of zero, or as text."""
    fields = fields_of(infusion_row(cycle_number=value))
    assert fields.whole_number("cycle_number") == int(Decimal(str(value)))
    assert codes(fields.findings) == (["number-stored-as-text"] if isinstance(value, str) else [])


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("0", "1 to 60"),
        ("61", "1 to 60"),
        ("0.5", "1 to 60"),
        ("60.5", "1 to 60"),
        ("1.5", "a whole number: The number of this cycle: 1 for the first."),
        ("59.999999", "a whole number: The number of this cycle: 1 for the first."),
    ],
)
def test_no_cycle_number(value: str, expected: str) -> None:
    """Neither cycle 0, nor cycle 61, nor a cycle and a half."""
    fields = fields_of(infusion_row(cycle_number=Decimal(value)))
    assert fields.whole_number("cycle_number") is None
    assert said(fields.findings) == [("value-out-of-range", "return", "Infusions!O2")]
    assert (_one(fields).found, _one(fields).expected) == (value, expected)


# --- What is missing, and what the reader has spoiled ---------------------------------------------


@pytest.mark.parametrize(
    ("key", "cell"),
    [("weight_kg", "H2"), ("allergies", "L2"), ("sex", "G2"), ("day_1", "P2"), ("ward", "T2")],
)
def test_a_required_cell_that_is_empty_is_returned(key: str, cell: str) -> None:
    """The finding says what belongs there."""
    fields = fields_of(infusion_row(**{key: None}))
    assert _read(fields, key) is None
    column = INFUSIONS.column(key)
    assert said(fields.findings) == [("value-missing", "return", f"Infusions!{cell}")]
    assert _one(fields).message == f"{column.heading} is empty."
    assert (_one(fields).found, _one(fields).expected) == ("", column.help)


@pytest.mark.parametrize(
    "key", ["title", "indication", "planned_start", "pain_vas", "authorised_on", "nhs_number"]
)
def test_an_optional_cell_may_be_empty(key: str) -> None:
    """Nothing is said about it."""
    fields = fields_of(infusion_row(**{key: None}))
    assert _read(fields, key) is None
    assert fields.findings == []


@pytest.mark.parametrize(
    "key", ["hospital_number", "family_name", "sex", "weight_kg", "day_1", "current_medicines"]
)
@pytest.mark.parametrize("value", [None, "16,5"])
def test_what_the_reader_has_reported_is_not_reported_again(key: str, value: CellValue) -> None:
    """A spoiled cell has its one finding, whatever is left in it."""
    fields = fields_of(spoiled_row(INFUSIONS, {**INFUSION, key: value}, key))
    assert _read(fields, key) is None
    assert codes(fields.findings) == ["cell-error"]


def test_findings_are_of_one_row_only() -> None:
    """A new parser starts with what the reader found in its row, and with nothing else."""
    first = fields_of(spoiled_row(INFUSIONS, INFUSION, "weight_kg"))
    first.number("height_cm")
    assert fields_of(infusion_row(3)).findings == []


# --- Texts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["O\u2019Neill", "Müller-Lüdenscheidt", "\u0130nönü", "x" * 35, "de la Cruz"]
)
def test_a_name_is_taken_as_it_stands(name: str) -> None:
    """With its accents and apostrophes, up to 35 characters."""
    fields = fields_of(infusion_row(family_name=name))
    assert fields.text("family_name") == name
    assert fields.findings == []


def test_a_number_in_a_text_column_is_taken_as_it_is_shown() -> None:
    """A bleep number, for example."""
    fields = fields_of(infusion_row(contact=Decimal("4711.0")))
    assert fields.text("contact") == "4711"
    assert fields.findings == []


@pytest.mark.parametrize(
    ("key", "cell", "length"),
    [
        ("family_name", "C2", 35),
        ("given_name", "D2", 35),
        ("title", "E2", 35),
        ("allergies", "L2", 300),
        ("notes", "Z2", 200),
    ],
)
def test_a_text_that_is_too_long_is_returned(key: str, cell: str, length: int) -> None:
    """One character more than fits; nothing is ever cut off."""
    assert fields_of(infusion_row(**{key: "x" * length})).text(key) == "x" * length
    fields = fields_of(infusion_row(**{key: "x" * (length + 1)}))
    assert fields.text(key) is None
    assert said(fields.findings) == [("value-too-long", "return", f"Infusions!{cell}")]
    assert _one(fields).message.endswith(f"has {length + 1} characters.")
    assert _one(fields).expected == f"at most {length} characters"


def test_a_number_with_hundreds_of_digits_is_too_long_a_text() -> None:
    """What a spreadsheet shows as 1E+300."""
    fields = fields_of(infusion_row(notes=Decimal("1E+300")))
    assert fields.text("notes") is None
    assert codes(fields.findings) == ["value-too-long"]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (True, "TRUE"),
        (moment("2026-03-01"), "01-Mar-2026"),
        (dt.time(3, 4), "03:04"),
        (dt.timedelta(hours=30), "30:00"),
    ],
)
def test_what_is_no_text_is_returned(value: CellValue, found: str) -> None:
    """March is a surname, but the spreadsheet has made a date of it."""
    fields = fields_of(infusion_row(family_name=value))
    assert fields.text("family_name") is None
    assert said(fields.findings) == [("value-not-text", "return", "Infusions!C2")]
    assert (_one(fields).found, _one(fields).expected) == (
        found,
        "As on the wristband, at most 35 characters.",
    )


def test_a_letter_with_more_marks_than_any_language_writes_is_returned() -> None:
    """They would cover what is printed beside it; two marks are Vietnamese."""
    fields = fields_of(infusion_row(family_name="Nx\u0302\u0301", given_name="Ax" + "\u0301" * 3))
    assert fields.text("family_name") == "Nx\u0302\u0301"
    assert fields.text("given_name") is None
    assert said(fields.findings) == [("stacked-marks", "return", "Infusions!D2")]


@pytest.mark.parametrize("name", ["\u0410nna", "Smith\u03bf", "Anna \u0418va"])
def test_a_name_that_mixes_two_alphabets_in_a_word_is_used_and_said(name: str) -> None:
    """It is printed as it stands."""
    fields = fields_of(infusion_row(family_name=name))
    assert fields.name("family_name") == name
    assert said(fields.findings) == [("mixed-alphabets", "caution", "Infusions!C2")]


@pytest.mark.parametrize("name", ["Anna", "\u0410\u043d\u043d\u0430", "Anna \u0418\u0432\u0430"])
def test_a_name_may_have_words_of_two_alphabets(name: str) -> None:
    """One of them in brackets, perhaps."""
    fields = fields_of(infusion_row(family_name=name))
    assert fields.name("family_name") == name
    assert fields.findings == []


def test_a_name_that_is_missing_mixes_nothing() -> None:
    """It is missing."""
    fields = fields_of(infusion_row(family_name=None))
    assert fields.name("family_name") is None
    assert codes(fields.findings) == ["value-missing"]


def test_a_name_that_no_font_can_draw_is_returned() -> None:
    """The characters are named, so that they can be found."""
    row = infusion_row(given_name="Łucja Ñ")
    assert fields_of(row).text("given_name") == "Łucja Ñ"
    fields = FieldParser(INFUSIONS, row, only_ascii)
    assert fields.text("given_name") is None
    assert said(fields.findings) == [("name-not-printable", "return", "Infusions!D2")]
    assert _one(fields).message == (
        "Given name has characters that cannot be printed: <U+0141> <U+00D1>."
    )
    assert (_one(fields).found, _one(fields).expected) == (
        "<U+0141>ucja <U+00D1>",
        "Latin, Greek or Cyrillic letters",
    )


# --- Choices and items ----------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["Female", "female", " FEMALE ", "Fe male", "Female\u200b"])
def test_a_choice_is_known_however_it_is_spelled(text: str) -> None:
    """Case, spaces and invisible characters do not count."""
    fields = fields_of(infusion_row(sex=text))
    assert fields.choice("sex") == "Female"
    assert fields.findings == []


@pytest.mark.parametrize(
    ("value", "found"), [("F", "F"), ("girl", "girl"), (Decimal(1), "1"), (True, "TRUE"), ("", "")]
)
def test_another_word_than_the_choices_is_returned(value: CellValue, found: str) -> None:
    """Nothing is guessed from one letter or a code."""
    fields = fields_of(infusion_row(sex=value))
    assert fields.choice("sex") is None
    assert said(fields.findings) == [("value-not-in-list", "return", "Infusions!G2")]
    assert (_one(fields).found, _one(fields).expected) == (found, "Female · Male")


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("Ibuprofen", ("Ibuprofen",)),
        ("Ibuprofen; Omeprazole", ("Ibuprofen", "Omeprazole")),
        (" Ibuprofen ;; Omeprazole;", ("Ibuprofen", "Omeprazole")),
        ("None", ()),
        (" NONE;", ()),
        ("None known", ("None known",)),
        ("None; Ibuprofen", ("None", "Ibuprofen")),
    ],
)
def test_items_are_separated_by_semicolons(text: str, items: tuple[str, ...]) -> None:
    """The word None alone, and only that, means no item."""
    fields = fields_of(infusion_row(current_medicines=text))
    assert fields.items("current_medicines") == items
    assert fields.findings == []


@pytest.mark.parametrize("text", [";", " ; ; "])
def test_semicolons_alone_are_not_the_word_none(text: str) -> None:
    """Required medicines are missing then: None must be written."""
    fields = fields_of(infusion_row(current_medicines=text))
    assert fields.items("current_medicines") is None
    assert said(fields.findings) == [("value-missing", "return", "Infusions!R2")]
    assert _one(fields).message == "Current medicines names nothing."


def test_optional_items_may_be_missing_or_none() -> None:
    """No finding is authorised then."""
    assert fields_of(infusion_row()).items("authorised_findings") is None
    for text in ("None", ";"):
        fields = fields_of(infusion_row(authorised_findings=text))
        assert fields.items("authorised_findings") == ()
        assert fields.findings == []


# --- Identifiers ----------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["H1234567", "0012345", "a-1/2", "1", "X" * 20])
def test_a_hospital_number_is_taken_as_it_stands(text: str) -> None:
    """Leading zeros included."""
    fields = fields_of(infusion_row(hospital_number=text))
    assert fields.hospital_number() == text
    assert fields.findings == []


def test_the_mark_that_makes_a_number_a_text_is_not_part_of_it() -> None:
    """PID-03: a leading apostrophe goes, the zeros behind it stay."""
    fields = fields_of(infusion_row(hospital_number="'0012345", nhs_number="'9990000018"))
    assert (fields.hospital_number(), fields.nhs_number()) == ("0012345", "9990000018")
    assert fields.findings == []


@pytest.mark.parametrize("value", ["12345", "1234500", "1.0", "1E+3"])
def test_a_hospital_number_stored_as_a_number_is_used_and_said(value: str) -> None:
    """Its zeros may be lost, so a person compares it with the record."""
    fields = fields_of(infusion_row(hospital_number=Decimal(value)))
    assert fields.hospital_number() == str(int(Decimal(value)))
    assert said(fields.findings) == [("identifier-stored-as-number", "caution", "Infusions!A2")]
    assert _one(fields).expected == "text"


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("", ""),
        ("H 123", "H 123"),
        ("H_123", "H_123"),
        ("../etc", "../etc"),
        ("X" * 21, "X" * 21),
        ("H1'23", "H1'23"),
        ("Ä123", "Ä123"),
        ("\uff11\uff12", "\uff11\uff12"),
        (Decimal("12.5"), "12.5"),
        (Decimal(0), "0"),
        (Decimal(-5), "-5"),
        (True, "TRUE"),
        (moment("2026-12-07"), "07-Dec-2026"),
    ],
)
def test_a_hospital_number_that_cannot_be_used_is_returned(value: CellValue, found: str) -> None:
    """It names files, joins sheets and stands in a barcode."""
    fields = fields_of(infusion_row(hospital_number=value))
    assert fields.hospital_number() is None
    assert said(fields.findings) == [("hospital-number-invalid", "return", "Infusions!A2")]
    assert (_one(fields).found, _one(fields).expected) == (
        found,
        "1 to 20 letters, digits, hyphens or slashes; a letter or digit first and last",
    )


def test_a_number_too_long_for_a_hospital_number_is_returned() -> None:
    """Excel would have changed its last digits."""
    fields = fields_of(infusion_row(hospital_number=Decimal("1E+20")))
    assert fields.hospital_number() is None
    assert codes(fields.findings) == ["identifier-stored-as-number", "hospital-number-invalid"]


@pytest.mark.parametrize(
    ("row", "sheet"),
    [
        (infusion_row(hospital_number=None), INFUSIONS),
        (result_row(hospital_number=None), RESULTS),
        (dose_row(hospital_number=None), PREVIOUS_DOSES),
    ],
    ids=["Infusions", "Results", "Previous doses"],
)
def test_each_sheet_needs_the_hospital_number(row: Row, sheet: Sheet) -> None:
    """Without it nobody knows whose row it is."""
    fields = fields_of(row, sheet)
    assert fields.hospital_number() is None
    assert said(fields.findings) == [("value-missing", "return", f"{sheet.name}!A2")]


@pytest.mark.parametrize(
    "value",
    [
        "9990000018",
        "999 000 0018",
        "999-000-0018",
        f"999{NO_BREAK_SPACE}000{NO_BREAK_SPACE}0018",
        Decimal(9990000018),
        Decimal("9.990000018E+9"),
    ],
)
def test_an_nhs_number_is_taken_with_its_spaces_and_as_a_number(value: CellValue) -> None:
    """PID-02: its check digit shows that nothing was lost."""
    fields = fields_of(infusion_row(nhs_number=value))
    assert fields.nhs_number() == "9990000018"
    assert fields.findings == []


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("9990000019", "9990000019"),
        ("999000001", "999000001"),
        ("99900000180", "99900000180"),
        ("1111111111", "1111111111"),
        ("0000000000", "0000000000"),
        ("5990000008", "5990000008"),
        ("HAQ71364", "HAQ71364"),
        ("\uff19990000018", "\uff19990000018"),
        (Decimal(-9990000018), "-9990000018"),
        (Decimal("9990000018.5"), "9990000018.5"),
        (Decimal("9.99E+9"), "9990000000"),
        (True, "TRUE"),
        (moment("2026-12-07"), "07-Dec-2026"),
        (dt.timedelta(days=9), "216:00"),
    ],
)
def test_an_nhs_number_that_is_not_valid_is_returned(value: CellValue, found: str) -> None:
    """Check digit, length and range, and no number cell that only resembles one."""
    fields = fields_of(infusion_row(nhs_number=value))
    assert fields.nhs_number() is None
    assert said(fields.findings) == [("nhs-number-invalid", "return", "Infusions!B2")]
    assert (_one(fields).found, _one(fields).expected) == (
        found,
        "10 digits with the right check digit, or empty",
    )


# --- Dates and times ------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["2026-12-01", "2024-02-29", "1905-01-01"])
def test_a_date_cell_is_taken(text: str) -> None:
    """Leap days included."""
    fields = fields_of(infusion_row(day_1=moment(text)))
    assert fields.date("day_1") == dt.date.fromisoformat(text)
    assert fields.findings == []


def test_a_time_in_a_date_cell_does_not_count() -> None:
    """A date of birth with a time is the date."""
    fields = fields_of(infusion_row(date_of_birth=moment("2014-03-05 10:15")))
    assert fields.moment("date_of_birth") == (dt.date(2014, 3, 5), None)
    assert fields.findings == []


@pytest.mark.parametrize(
    "text",
    ["1900-01-01", "1900-01-20 12:00", "1900-02-28", "1900-12-31", "1904-01-21", "1904-12-31"],
)
def test_a_small_number_in_a_dates_format_is_no_date(text: str) -> None:
    """20.5 with a date's format comes as 20 January 1900, or as 1904 from an old workbook."""
    fields = fields_of(dose_row(given_on=moment(text)), PREVIOUS_DOSES)
    assert fields.date("given_on", today=TODAY) is None
    assert said(fields.findings) == [("value-not-a-date", "return", "Previous doses!C2")]
    assert _one(fields).expected == "a date"


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (Decimal(46363), "46363"),
        (Decimal(0), "0"),
        (Decimal(20261207), "20261207"),
        (True, "TRUE"),
        (dt.time(0, 0), "00:00"),
        (dt.timedelta(hours=48), "48:00"),
        ("46363", "46363"),
        ("20261207", "20261207"),
        ("today", "today"),
        ("", ""),
        ("2026-02-30", "2026-02-30"),
        ("2026-13-01", "2026-13-01"),
        ("2026-00-01", "2026-00-01"),
        ("0000-01-01", "0000-01-01"),
        ("2026-1-7", "2026-1-7"),
        ("2026-12-01 24:00", "2026-12-01 24:00"),
        ("2026-12-01 09:60", "2026-12-01 09:60"),
        ("29-Feb-2026", "29-Feb-2026"),
        ("29/02/2026", "29/02/2026"),
        ("31/04/2026", "31/04/2026"),
        ("31/13/2026", "31/13/2026"),
        ("13/13/2026", "13/13/2026"),
        ("07-Dez-2026", "07-Dez-2026"),
        ("07-Dec-26", "07-Dec-26"),
        ("Dec 2026", "Dec 2026"),
        ("1/12/202", "1/12/202"),
        ("\uff12\uff10\uff12\uff16-12-01", "\uff12\uff10\uff12\uff16-12-01"),
        ("01/12/2026 or 02/12/2026", "01/12/2026 or 02/12/2026"),
    ],
)
def test_what_is_no_date_is_returned(value: CellValue, found: str) -> None:
    """A serial number is none either: it may have lost its format, or never have been a date."""
    fields = fields_of(infusion_row(day_1=value))
    assert fields.date("day_1") is None
    assert said(fields.findings) == [("value-not-a-date", "return", "Infusions!P2")]
    assert (_one(fields).found, _one(fields).expected) == (
        found,
        "a date, for example 07-Dec-2026",
    )


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("2026-12-07", "07-Dec-2026"),
        ("2026-12-07 09:30", "07-Dec-2026"),
        ("2026-12-07T09:30:00", "07-Dec-2026"),
        ("07-Dec-2026", "07-Dec-2026"),
        ("7 dec 2026", "07-Dec-2026"),
        ("07 DEC 2026", "07-Dec-2026"),
        ("31/12/2026", "31-Dec-2026"),
        ("31.12.2026", "31-Dec-2026"),
        ("31-12-2026", "31-Dec-2026"),
        ("13/1/2026", "13-Jan-2026"),
        ("05/05/2026", "05-May-2026"),
        ("29/02/2024", "29-Feb-2024"),
        ("2024-02-29", "29-Feb-2024"),
        ("29 Feb 2024", "29-Feb-2024"),
    ],
)
def test_a_date_typed_as_text_is_used_where_it_has_one_meaning(text: str, printed: str) -> None:
    """And said, as a note."""
    fields = fields_of(infusion_row(day_1=text))
    assert fields.date("day_1") == dt.datetime.strptime(printed, "%d-%b-%Y").date()  # noqa: DTZ007  a date has no zone
    assert said(fields.findings) == [("date-as-text", "note", "Infusions!P2")]
    assert _one(fields).message == f"Day 1 is stored as text; {printed} was used."
    assert (_one(fields).found, _one(fields).expected) == (text, "a date cell")


@pytest.mark.parametrize(
    "text",
    [
        "05/06/2026",
        "12/11/2026",
        "5-6-2026",
        "05.06.2026",
        "12/31/2026",
        "31/12/26",
        "05/05/26",
        "01/02/03",
    ],
)
def test_a_date_in_figures_that_has_two_readings_is_returned(text: str) -> None:
    """Day or month first, or a year without its century; nobody guesses."""
    fields = fields_of(infusion_row(day_1=text))
    assert fields.date("day_1") is None
    assert said(fields.findings) == [("date-ambiguous", "return", "Infusions!P2")]
    assert (_one(fields).found, _one(fields).expected) == (
        text,
        "a date cell, or for example 2026-12-07",
    )


def test_a_date_may_be_today_but_not_after_it() -> None:
    """Where the future makes no sense."""
    today = fields_of(infusion_row(weight_measured_on=moment("2026-12-07")))
    assert today.date("weight_measured_on", today=TODAY) == TODAY
    assert today.findings == []
    tomorrow = fields_of(infusion_row(weight_measured_on=moment("2026-12-08")))
    assert tomorrow.date("weight_measured_on", today=TODAY) is None
    assert said(tomorrow.findings) == [("date-in-future", "return", "Infusions!I2")]
    assert (_one(tomorrow).found, _one(tomorrow).expected) == (
        "08-Dec-2026",
        "not after 07-Dec-2026",
    )


@pytest.mark.parametrize(
    ("value", "taken_at"),
    [
        (moment("2026-12-04 08:15"), dt.time(8, 15)),
        (moment("2026-12-04"), None),
        ("2026-12-04 08:15", dt.time(8, 15)),
        ("2026-12-04T00:00", dt.time(0, 0)),
        ("2026-12-04", None),
        ("04-Dec-2026", None),
    ],
)
def test_a_sample_has_a_time_where_one_stands_there(
    value: CellValue, taken_at: dt.time | None
) -> None:
    """Midnight in a date cell is a date without a time."""
    fields = fields_of(result_row(taken_on=value), RESULTS)
    assert fields.moment("taken_on") == (dt.date(2026, 12, 4), taken_at)
    assert codes(fields.findings) == (["date-as-text"] if isinstance(value, str) else [])


@pytest.mark.parametrize(
    ("value", "time"),
    [
        (dt.time(9, 30), dt.time(9, 30)),
        (dt.time(9, 30, 59, 999), dt.time(9, 30)),
        (dt.time(0, 0), dt.time(0, 0)),
        ("09:30", dt.time(9, 30)),
        ("9:30", dt.time(9, 30)),
        ("23:59", dt.time(23, 59)),
        ("00:00", dt.time(0, 0)),
    ],
)
def test_a_time_of_day_is_taken_to_the_minute(value: CellValue, time: dt.time) -> None:
    """From a time cell or from text by the 24-hour clock."""
    fields = fields_of(infusion_row(planned_start=value))
    assert fields.time("planned_start") == time
    assert fields.findings == []


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("24:00", "24:00"),
        ("9.30", "9.30"),
        ("9:5", "9:5"),
        ("09:60", "09:60"),
        ("9:30 am", "9:30 am"),
        ("morning", "morning"),
        ("", ""),
        (Decimal("0.395833333333333"), "0.395833333333333"),
        (Decimal(9), "9"),
        (moment("2026-12-07 09:30"), "07-Dec-2026 09:30"),
        (dt.timedelta(hours=9, minutes=30), "9:30"),
        (False, "FALSE"),
    ],
)
def test_what_is_no_time_of_day_is_returned(value: CellValue, found: str) -> None:
    """A fraction of a day is none, nor is a date with a time."""
    fields = fields_of(infusion_row(planned_start=value))
    assert fields.time("planned_start") is None
    assert said(fields.findings) == [("value-not-a-time", "return", "Infusions!Q2")]
    assert (_one(fields).found, _one(fields).expected) == (found, "a time, for example 09:30")


# --- Around the fields ----------------------------------------------------------------------------


def test_whether_something_stands_in_a_cell() -> None:
    """Also what cannot be used stands there."""
    spoiled = fields_of(spoiled_row(RESULTS, {**RESULT, "unit": None}, "unit"), RESULTS)
    assert spoiled.is_filled("unit")
    assert spoiled.is_filled("result")
    assert not spoiled.is_filled("baseline")


def test_a_finding_can_have_a_better_hint_than_its_definition() -> None:
    """Otherwise the remedy of the code is the hint."""
    fields = FieldParser(PREVIOUS_DOSES, dose_row(7), all_drawable)
    fields.report("value-missing", "dose_mg", "Dose (mg) is empty.", "a dose", hint="Ask the ward.")
    fields.report("value-missing", "dose_mg", "Dose (mg) is empty.", "a dose")
    better, usual = fields.findings
    assert (better.hint, better.action) == ("Ask the ward.", Action.RETURN)
    assert str(better.where) == "Previous doses!D7"
    assert usual.hint.startswith("Fill the cell.")
