"""Rows of the three sheets as typed values; the findings that only whole rows can give."""

import datetime as dt
import string
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orderset.findings import Action, Finding, workbook_finding
from orderset.patients.entry import Entry
from orderset.patients.parsing import parse_infusion
from orderset.patients.parsing_results import (
    ParsedDose,
    ParsedResult,
    in_own_unit,
    parse_previous_dose,
    parse_result,
)
from orderset.patients.patient import Authorisation, Patient, PreviousDose, Result
from orderset.patients.sex import Sex
from orderset.workbook.columns import INFUSIONS, PREVIOUS_DOSES, RESULTS, SHEETS, Sheet
from orderset.workbook.content import CellValue, Row
from orderset.workbook.laboratory import TESTS
from tests.rows import (
    DOSE,
    INFUSION,
    RESULT,
    TODAY,
    all_drawable,
    codes,
    dose_row,
    infusion_row,
    moment,
    only_ascii,
    result_row,
    row_of,
    said,
    spoiled_row,
)


MICRO_SIGN, GREEK_MU = "\u00b5", "\u03bc"


def _infusion(row: Row) -> Entry:
    return parse_infusion(row, today=TODAY, undrawable=all_drawable)


def _result(row: Row) -> ParsedResult:
    return parse_result(row, today=TODAY, undrawable=all_drawable)


def _dose(row: Row) -> ParsedDose:
    return parse_previous_dose(row, today=TODAY, undrawable=all_drawable)


def _one(findings: tuple[Finding, ...]) -> Finding:
    (found,) = findings
    return found


# --- Infusions ------------------------------------------------------------------------------------


def test_a_row_without_fault_is_a_patient_with_every_field_typed() -> None:
    """Nothing is said, and nothing is lost."""
    row = infusion_row(
        5,
        title="Miss",
        current_medicines="Ibuprofen; Omeprazole",
        contact="bleep 123",
        authorised_findings="Interval-Too-Short; creatinine-stale",
        authorised_by="Dr Example",
        authorised_on=moment("2026-12-04"),
        notes="Wheelchair",
    )
    entry = _infusion(row)
    assert entry.findings == ()
    assert entry.patient == Patient(
        hospital_number="H1234567",
        nhs_number="9990000018",
        family_name="Testcase",
        given_name="Amelia",
        title="Miss",
        date_of_birth=dt.date(2014, 3, 5),
        sex=Sex.FEMALE,
        weight_kg=Decimal("35.2"),
        weight_measured_on=dt.date(2026, 12, 1),
        height_cm=Decimal("147.5"),
        height_measured_on=dt.date(2026, 11, 30),
        allergies="None known",
        indication="NSAIDs failed",
        vertebral_involvement=False,
        cycle_number=2,
        day_1=dt.date(2026, 12, 14),
        planned_start=dt.time(9, 30),
        current_medicines=("Ibuprofen", "Omeprazole"),
        pain_vas=Decimal(4),
        ward="Day Unit 3",
        consultant="Dr Example",
        contact="bleep 123",
        authorisation=Authorisation(
            codes=("interval-too-short", "creatinine-stale"),
            by="Dr Example",
            on=dt.date(2026, 12, 4),
        ),
        notes="Wheelchair",
        results=(),
        previous_doses=(),
        cells={key: cell.where for key, cell in row.cells.items()},
    )
    assert str(entry.where) == "Infusions!A5"
    assert str(entry.patient.cells["notes"]) == "Infusions!Z5"


def test_what_is_optional_may_be_empty() -> None:
    """A patient without it is a patient."""
    empty = ("nhs_number", "indication", "vertebral_involvement", "planned_start", "pain_vas")
    entry = _infusion(infusion_row(**dict.fromkeys(empty)))
    assert entry.findings == ()
    assert entry.patient is not None
    for key in (*empty, "title", "contact", "notes", "authorisation"):
        assert getattr(entry.patient, key) is None
    assert entry.patient.current_medicines == ()


@pytest.mark.parametrize(("word", "vertebral"), [("Yes", True), ("no", False), (None, None)])
def test_vertebral_involvement_is_yes_no_or_not_recorded(
    word: str | None,
    vertebral: bool | None,  # noqa: FBT001  pytest hands parameters over by name
) -> None:
    """Not recorded is not No."""
    patient = _infusion(infusion_row(vertebral_involvement=word)).patient
    assert patient is not None
    assert patient.vertebral_involvement is vertebral


def test_everything_wrong_with_a_row_is_found_in_one_pass() -> None:
    """And what could be read is kept, so that the row can be named to its sender."""
    entry = _infusion(
        infusion_row(
            7,
            nhs_number="9990000019",
            family_name="x" * 36,
            sex="F",
            weight_kg="16,5",
            height_cm="147 cm",
            allergies=None,
            cycle_number="two",
            planned_start="24:00",
            current_medicines=";",
            pain_vas=Decimal(11),
            ward=True,
        )
    )
    assert said(entry.findings) == [
        ("nhs-number-invalid", "return", "Infusions!B7"),
        ("value-too-long", "return", "Infusions!C7"),
        ("value-not-in-list", "return", "Infusions!G7"),
        ("decimal-comma", "return", "Infusions!H7"),
        ("unit-in-value", "return", "Infusions!J7"),
        ("value-missing", "return", "Infusions!L7"),
        ("value-not-a-number", "return", "Infusions!O7"),
        ("value-not-a-time", "return", "Infusions!Q7"),
        ("value-missing", "return", "Infusions!R7"),
        ("value-out-of-range", "return", "Infusions!S7"),
        ("value-not-text", "return", "Infusions!T7"),
    ]
    assert entry.patient is None
    assert (entry.row, entry.hospital_number, entry.given_name) == (7, "H1234567", "Amelia")
    assert (entry.nhs_number, entry.family_name, entry.cycle_number) == (None, None, None)
    assert (entry.date_of_birth, entry.day_1) == (dt.date(2014, 3, 5), dt.date(2026, 12, 14))


def test_a_caution_or_a_note_returns_no_row() -> None:
    """The value was used and said so."""
    entry = _infusion(
        infusion_row(hospital_number=Decimal(123), weight_kg="35.2", day_1="2026-12-14")
    )
    assert said(entry.findings) == [
        ("identifier-stored-as-number", "caution", "Infusions!A2"),
        ("number-stored-as-text", "caution", "Infusions!H2"),
        ("date-as-text", "note", "Infusions!P2"),
    ]
    assert entry.patient is not None
    assert entry.patient.weight_kg == Decimal("35.2")


def test_what_the_reader_found_comes_first_and_is_kept() -> None:
    """A hidden row is read like every other."""
    where = infusion_row().cells["hospital_number"].where
    hidden = workbook_finding("hidden-row", "The row is hidden.", where=where)
    entry = _infusion(row_of(INFUSIONS, INFUSION, findings=[hidden]))
    assert entry.findings == (hidden,)
    assert entry.patient is not None


@pytest.mark.parametrize("key", [each.key for each in INFUSIONS.columns])
def test_a_cell_that_the_reader_could_not_use_has_one_finding(key: str) -> None:
    """Whatever the column: nothing is added to it, and no patient comes of the row."""
    values = {**INFUSION, **_authorisation("dose-capped", "Dr Example", moment("2026-12-04"))}
    entry = _infusion(spoiled_row(INFUSIONS, {**values, key: None}, key))
    assert codes(entry.findings) == ["cell-error"]
    assert entry.patient is None


def test_a_spoiled_cell_without_a_finding_is_our_own_fault() -> None:
    """The reader says why; a patient is never made of a gap that nobody reported."""
    with pytest.raises(AssertionError, match="no finding returned the row"):
        _infusion(row_of(INFUSIONS, INFUSION, spoiled={"weight_kg"}))


@pytest.mark.parametrize("height", ["1.27", "3", "50"])
def test_a_height_in_metres_or_inches_is_left_to_the_rule_that_explains_it(height: str) -> None:
    """The parser says nothing about it."""
    entry = _infusion(infusion_row(height_cm=Decimal(height)))
    assert entry.findings == ()
    assert entry.patient is not None
    assert entry.patient.height_cm == Decimal(height)


@pytest.mark.parametrize("height", ["3.01", "39.9", "-1.27", "220.1"])
def test_another_height_is_out_of_range(height: str) -> None:
    """Neither centimetres nor metres."""
    entry = _infusion(infusion_row(height_cm=Decimal(height)))
    assert said(entry.findings) == [("value-out-of-range", "return", "Infusions!J2")]


def test_a_name_that_cannot_be_printed_returns_the_row() -> None:
    """Whichever text it is in."""
    row = infusion_row(family_name="Müller", consultant="Dr Łoś")
    assert _infusion(row).findings == ()
    entry = parse_infusion(row, today=TODAY, undrawable=only_ascii)
    assert said(entry.findings) == [
        ("name-not-printable", "return", "Infusions!C2"),
        ("name-not-printable", "return", "Infusions!U2"),
    ]


# --- Dates against each other ---------------------------------------------------------------------


@pytest.mark.parametrize("day_1", ["2025-12-06", "2026-12-07", "2027-12-08"])
def test_day_1_lies_within_a_year_of_the_run(day_1: str) -> None:
    """366 days before and after the day of the run are within."""
    measured = moment("2025-12-01")
    entry = _infusion(
        infusion_row(day_1=moment(day_1), weight_measured_on=measured, height_measured_on=measured)
    )
    assert entry.findings == ()
    assert entry.day_1 == dt.date.fromisoformat(day_1)


@pytest.mark.parametrize(
    ("day_1", "found"), [("2025-12-05", "05-Dec-2025"), ("2027-12-09", "09-Dec-2027")]
)
def test_day_1_more_than_a_year_off_is_a_slip_of_the_year(day_1: str, found: str) -> None:
    """No other date is compared with it then."""
    entry = _infusion(infusion_row(day_1=moment(day_1)))
    assert said(entry.findings) == [("value-out-of-range", "return", "Infusions!P2")]
    assert _one(entry.findings).found == found
    assert _one(entry.findings).expected == "within 366 days of today"
    assert (entry.day_1, entry.patient) == (None, None)


def test_a_date_of_birth_may_be_day_1_but_not_after_it() -> None:
    """A child is born before it is weighed."""
    measured = {
        "weight_measured_on": moment("2026-12-02"),
        "height_measured_on": moment("2026-12-02"),
    }
    born = infusion_row(date_of_birth=moment("2026-12-02"), day_1=moment("2026-12-02"), **measured)
    assert _infusion(born).findings == ()
    unborn = _infusion(
        infusion_row(date_of_birth=moment("2026-12-03"), day_1=moment("2026-12-02"), **measured)
    )
    assert said(unborn.findings) == [
        ("value-out-of-range", "return", "Infusions!F2"),
        ("value-out-of-range", "return", "Infusions!I2"),
        ("value-out-of-range", "return", "Infusions!K2"),
    ]
    birth, weight, _ = unborn.findings
    assert (birth.found, birth.expected) == ("03-Dec-2026", "not after 02-Dec-2026")
    assert birth.message == "The date of birth is after day 1."
    assert (weight.found, weight.expected) == ("02-Dec-2026", "not before 03-Dec-2026")


def test_a_birth_in_the_future_is_said_once() -> None:
    """It is not compared with day 1 any more."""
    entry = _infusion(infusion_row(date_of_birth=moment("2026-12-08")))
    assert said(entry.findings) == [("date-in-future", "return", "Infusions!F2")]
    assert entry.date_of_birth is None


def test_a_patient_is_under_120_years() -> None:
    """On day 1: 119 years and 364 days are possible, 120 are not."""
    assert _infusion(infusion_row(date_of_birth=moment("1906-12-15"))).findings == ()
    entry = _infusion(infusion_row(date_of_birth=moment("1906-12-14")))
    assert said(entry.findings) == [("value-out-of-range", "return", "Infusions!F2")]
    finding = _one(entry.findings)
    assert finding.message == "The patient would be 120 years old."
    assert (finding.found, finding.expected) == ("14-Dec-1906", "under 120 years")


@pytest.mark.parametrize(
    ("key", "cell"), [("weight_measured_on", "I2"), ("height_measured_on", "K2")]
)
def test_a_measurement_lies_between_birth_and_day_1(key: str, cell: str) -> None:
    """Both days themselves included."""
    day_1 = {"day_1": moment("2026-12-04")}
    for possible in ("2014-03-05", "2026-12-04"):
        assert _infusion(infusion_row(**{**day_1, key: moment(possible)})).findings == ()
    after = _infusion(infusion_row(**{**day_1, key: moment("2026-12-05")}))
    assert said(after.findings) == [("measured-after-day-1", "return", f"Infusions!{cell}")]
    assert _one(after.findings).found == "05-Dec-2026"
    assert _one(after.findings).expected == "not after 04-Dec-2026"
    before = _infusion(infusion_row(**{**day_1, key: moment("2014-03-04")}))
    assert said(before.findings) == [("value-out-of-range", "return", f"Infusions!{cell}")]
    assert _one(before.findings).found == "04-Mar-2014"
    assert _one(before.findings).expected == "not before 05-Mar-2014"


@pytest.mark.parametrize("key", ["date_of_birth", "day_1"])
def test_without_birth_or_day_1_dates_are_not_compared(key: str) -> None:
    """One cell is wrong, so one finding."""
    entry = _infusion(infusion_row(**{key: None, "weight_measured_on": moment("1999-01-01")}))
    assert codes(entry.findings) == ["value-missing"]


@pytest.mark.parametrize("key", ["weight_measured_on", "height_measured_on"])
def test_a_measurement_in_the_future_is_said_once(key: str) -> None:
    """Even when it is after day 1 as well."""
    entry = _infusion(infusion_row(**{key: moment("2026-12-31")}))
    assert codes(entry.findings) == ["date-in-future"]


# --- Authorisation --------------------------------------------------------------------------------

AUTHORISATION = ("authorised_findings", "authorised_by", "authorised_on")
DECIDED = moment("2026-12-04")


def _authorisation(*values: CellValue) -> dict[str, CellValue]:
    return dict(zip(AUTHORISATION, values, strict=True))


def test_an_authorisation_has_codes_a_name_and_a_date() -> None:
    """Codes are known without regard to case; whether they arose is judged later."""
    entry = _infusion(
        infusion_row(**_authorisation("No-Such-Code;dose-capped ; ", "Dr A", DECIDED))
    )
    assert entry.findings == ()
    assert entry.patient is not None
    assert entry.patient.authorisation == Authorisation(
        codes=("no-such-code", "dose-capped"), by="Dr A", on=dt.date(2026, 12, 4)
    )


@pytest.mark.parametrize(
    ("values", "cell", "heading"),
    [
        ((None, "Dr A", DECIDED), "W2", "Authorised findings"),
        (("dose-capped", None, DECIDED), "X2", "Authorised by"),
        (("dose-capped", "Dr A", None), "Y2", "Authorised on"),
        (("dose-capped", None, None), "X2", "Authorised by"),
        ((None, "Dr A", None), "W2", "Authorised findings"),
        ((None, None, DECIDED), "W2", "Authorised findings"),
        (("None", "Dr A", DECIDED), "W2", "Authorised findings"),
        ((" ; ", "Dr A", DECIDED), "W2", "Authorised findings"),
    ],
)
def test_an_incomplete_authorisation_is_referred(
    values: tuple[CellValue, ...], cell: str, heading: str
) -> None:
    """A part of one is never dropped without a word, nor taken for a decision."""
    entry = _infusion(infusion_row(**_authorisation(*values)))
    assert said(entry.findings) == [("authorisation-incomplete", "refer", f"Infusions!{cell}")]
    finding = _one(entry.findings)
    assert finding.message == f"The authorisation is incomplete: {heading} is missing."
    assert finding.expected == (
        "Authorised findings, Authorised by and Authorised on together, or none of them"
    )
    assert entry.patient is not None
    assert entry.patient.authorisation is None


@pytest.mark.parametrize("text", [None, "None", ";"])
def test_no_finding_may_be_authorised(text: CellValue) -> None:
    """The word None, without a name and a date, is no authorisation and no fault."""
    entry = _infusion(infusion_row(authorised_findings=text))
    assert entry.findings == ()
    assert entry.patient is not None
    assert entry.patient.authorisation is None


@pytest.mark.parametrize(
    ("values", "code", "cell"),
    [
        ((True, "Dr A", DECIDED), "value-not-text", "W2"),
        (("dose-capped", "x" * 61, DECIDED), "value-too-long", "X2"),
        (("dose-capped", "Dr A", "04/12/2026"), "date-ambiguous", "Y2"),
        (("dose-capped", "Dr A", moment("2026-12-08")), "date-in-future", "Y2"),
    ],
)
def test_an_authorisation_that_cannot_be_read_is_returned(
    values: tuple[CellValue, ...], code: str, cell: str
) -> None:
    """It is not called incomplete as well."""
    entry = _infusion(infusion_row(**_authorisation(*values)))
    assert said(entry.findings) == [(code, "return", f"Infusions!{cell}")]


# --- Results --------------------------------------------------------------------------------------


def test_a_result_without_fault_has_every_field_typed() -> None:
    """In its test's own unit, and as it was reported."""
    parsed = _result(
        result_row(
            9,
            result=Decimal("0.50"),
            unit="mg/dL",
            taken_on=moment("2026-12-04 08:15"),
            baseline="yes",
            upper_limit=Decimal("1.2"),
        )
    )
    assert parsed.findings == ()
    assert parsed.hospital_number == "H1234567"
    assert parsed.result == Result(
        test="creatinine",
        value=Fraction(442, 10),
        reported="0.5",
        unit="mg/dL",
        taken_on=dt.date(2026, 12, 4),
        taken_at=dt.time(8, 15),
        baseline=True,
        upper_limit=Fraction(10608, 100),
        where=parsed.row.cells["result"].where,
    )
    assert str(parsed.row.cells["result"].where) == "Results!C9"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Creat", "creatinine"),
        ("SERUM CREATININE", "creatinine"),
        ("25OHD", "vitamin_d"),
        ("25-OH Vitamin D", "vitamin_d"),
        ("Corrected calcium", "adjusted_calcium"),
        ("adj  ca", "adjusted_calcium"),
        ("ACR", "urine_albumin_creatinine"),
        ("uNTX/uCr", "urine_ntx_creatinine"),
        ("alk phos", "alkaline_phosphatase"),
        ("PO4", "phosphate"),
        ("Mg", "magnesium"),
        ("Na", "sodium"),
        ("K", "potassium"),
        ("VAS", "pain_vas"),
    ],
)
def test_the_spellings_of_exports_name_the_same_test(name: str, key: str) -> None:
    """Whatever the case and the spaces."""
    unit = next(each.units[0] for each in TESTS if each.key == key)
    parsed = _result(result_row(test=name, result=Decimal(5), unit=unit))
    assert parsed.findings == ()
    assert parsed.result is not None
    assert parsed.result.test == key
    assert parsed.result.value == 5


@pytest.mark.parametrize(
    "unit",
    [
        MICRO_SIGN + "mol/L",
        GREEK_MU + "mol/L",
        "umol/L",
        "UMOL/L",
        "micromol/l",
        "\u00b5mol / L",
        "\u00b5mol\u00a0/\u00a0L",
    ],
)
def test_a_unit_is_known_with_either_mu_and_without(unit: str) -> None:
    """The micro sign and the Greek letter look the same and are the same."""
    parsed = _result(result_row(unit=unit))
    assert parsed.findings == ()
    assert parsed.result is not None
    assert parsed.result.unit == "\u00b5mol/L"
    assert parsed.result.value == 44


@pytest.mark.parametrize(
    ("test", "unit", "number", "value"),
    [
        ("creatinine", "µmol/L", "44.2", Fraction(442, 10)),
        ("creatinine", "mg/dL", "1", Fraction(884, 10)),
        ("adjusted_calcium", "mmol/L", "2.38", Fraction(238, 100)),
        ("adjusted_calcium", "mg/dL", "4.0078", Fraction(1)),
        ("vitamin_d", "nmol/L", "72", Fraction(72)),
        ("vitamin_d", "ng/mL", "20", Fraction(4992, 100)),
        ("phosphate", "mmol/L", "1.2", Fraction(12, 10)),
    ],
)
def test_a_result_is_converted_exactly_into_its_tests_own_unit(
    test: str, unit: str, number: str, value: Fraction
) -> None:
    """The three tests that have two units, and one that has not."""
    assert in_own_unit(test, Decimal(number), unit) == value


def test_a_number_without_a_unit_is_returned() -> None:
    """50 may be nmol/L or ng/mL, and the number does not tell."""
    parsed = _result(result_row(test="Vitamin D (25-OH)", result=Decimal(50), unit=None))
    assert said(parsed.findings) == [("unit-missing", "return", "Results!D2")]
    assert _one(parsed.findings).found == ""
    assert _one(parsed.findings).expected == "nmol/L or ng/mL"
    assert parsed.result is None


@pytest.mark.parametrize(
    ("unit", "found"),
    [
        ("mmol/L", "mmol/L"),
        ("g", "g"),
        (Decimal(5), "5"),
        (True, "TRUE"),
        (moment("2026-12-04"), "04-Dec-2026"),
    ],
)
def test_another_tests_unit_is_returned(unit: CellValue, found: str) -> None:
    """The test or the unit is wrong, nobody guesses which."""
    parsed = _result(result_row(unit=unit))
    assert said(parsed.findings) == [("unit-not-for-test", "return", "Results!D2")]
    assert (_one(parsed.findings).found, _one(parsed.findings).expected) == (
        found,
        "µmol/L or mg/dL",
    )


def test_a_pain_score_needs_no_unit() -> None:
    """It has only one."""
    parsed = _result(result_row(test="Pain VAS", result=Decimal("6.5"), unit=None))
    assert parsed.findings == ()
    assert parsed.result is not None
    assert (parsed.result.value, parsed.result.unit) == (Fraction(13, 2), "0-10")


@pytest.mark.parametrize(
    ("test", "unit", "highest"),
    [
        (each.name, unit, highest)
        for each in TESTS
        for unit, (_, highest) in zip(each.units, each.ranges, strict=True)
    ],
)
def test_a_result_is_within_what_its_test_and_unit_can_be(
    test: str, unit: str, highest: Decimal
) -> None:
    """From 0 to the highest, both included."""
    for possible in (Decimal(0), highest):
        assert _result(result_row(test=test, unit=unit, result=possible)).findings == ()
    for impossible in (Decimal("-0.1"), highest + Decimal("0.1")):
        parsed = _result(result_row(test=test, unit=unit, result=impossible))
        assert said(parsed.findings) == [("value-out-of-range", "return", "Results!C2")]
        assert _one(parsed.findings).found == str(impossible)
        assert _one(parsed.findings).expected == f"0 to {highest:f} {unit}"
        assert parsed.result is None


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("31 " + MICRO_SIGN + "mol/L", "unit-in-value"),
        ("31 " + GREEK_MU + "mol/L", "unit-in-value"),
        ("31,5", "decimal-comma"),
        ("<5", "value-not-a-number"),
        ("haemolysed", "value-not-a-number"),
        (moment("1900-02-13"), "value-not-a-number"),
        (True, "value-not-a-number"),
        (None, "value-missing"),
    ],
)
def test_a_result_that_is_no_plain_number_is_returned(value: CellValue, code: str) -> None:
    """As in any other column of numbers."""
    parsed = _result(result_row(result=value))
    assert said(parsed.findings) == [(code, "return", "Results!C2")]
    assert parsed.result is None


def test_a_result_stored_as_text_is_used_and_said() -> None:
    """Laboratory exports do that."""
    parsed = _result(result_row(result="44"))
    assert said(parsed.findings) == [("number-stored-as-text", "caution", "Results!C2")]
    assert parsed.result is not None
    assert parsed.result.value == 44


@pytest.mark.parametrize(
    ("text", "word"),
    [("negative", "Negative"), (" POSITIVE", "Positive"), ("Positive", "Positive")],
)
def test_a_pregnancy_test_is_answered_with_one_of_its_words(text: str, word: str) -> None:
    """However it is spelled; a unit beside it means nothing."""
    parsed = _result(result_row(test="hCG", result=text, unit="mmol/L"))
    assert parsed.findings == ()
    assert parsed.result is not None
    assert (parsed.result.reported, parsed.result.value) == (word, None)
    assert parsed.result.unit == ""


@pytest.mark.parametrize(("value", "found"), [("not pregnant", "not pregnant"), (Decimal(5), "5")])
def test_another_word_than_the_tests_is_returned(value: CellValue, found: str) -> None:
    """A number of hCG is no answer either."""
    parsed = _result(result_row(test="Pregnancy test", result=value, unit=None))
    assert said(parsed.findings) == [("value-not-in-list", "return", "Results!C2")]
    assert (_one(parsed.findings).found, _one(parsed.findings).expected) == (
        found,
        "Negative · Positive",
    )


def test_a_pregnancy_test_without_an_answer_is_returned() -> None:
    """It is required like every result."""
    parsed = _result(result_row(test="Pregnancy test", result=None, unit=None))
    assert said(parsed.findings) == [("value-missing", "return", "Results!C2")]


def test_imaging_is_reported_in_free_words() -> None:
    """Of a length that can be printed, and required like every result."""
    words = _result(result_row(test="MRI", result="two new lesions", unit=None))
    assert words.findings == ()
    assert words.result is not None
    assert (words.result.test, words.result.reported) == ("imaging", "two new lesions")
    assert codes(_result(result_row(test="MRI", result="x" * 61)).findings) == ["value-too-long"]
    assert codes(_result(result_row(test="MRI", result=None)).findings) == ["value-missing"]
    date = _result(result_row(test="MRI", result=moment("2026-12-04")))
    assert said(date.findings) == [("value-not-text", "return", "Results!C2")]


@pytest.mark.parametrize(
    ("test", "code", "found"),
    [
        (None, "value-missing", ""),
        ("Troponin", "value-not-in-list", "Troponin"),
        (Decimal(25), "value-not-in-list", "25"),
    ],
)
def test_a_test_that_is_not_known_is_returned(test: CellValue, code: str, found: str) -> None:
    """Its number cannot be judged then, but a missing one is said in the same pass."""
    for answer in (Decimal(31), moment("2026-12-04"), "x" * 61):
        parsed = _result(result_row(test=test, result=answer))
        assert said(parsed.findings) == [(code, "return", "Results!B2")]
        assert _one(parsed.findings).found == found
        assert parsed.result is None
    empty = _result(result_row(test=test, result=None))
    assert said(empty.findings) == [
        (code, "return", "Results!B2"),
        ("value-missing", "return", "Results!C2"),
    ]


def test_a_sample_is_taken_today_at_the_latest() -> None:
    """With its time, if there is one."""
    assert _result(result_row(taken_on=moment("2026-12-07 23:59"))).findings == ()
    parsed = _result(result_row(taken_on=moment("2026-12-08 00:01")))
    assert said(parsed.findings) == [("date-in-future", "return", "Results!E2")]
    assert _one(parsed.findings).message == "Taken on is in the future."
    assert _one(parsed.findings).expected == "not after 07-Dec-2026"
    assert parsed.result is None
    assert codes(_result(result_row(taken_on=None)).findings) == ["value-missing"]


@pytest.mark.parametrize("value", ["No", True, Decimal(1)])
def test_the_baseline_is_yes_or_empty(value: CellValue) -> None:
    """Nothing else marks one."""
    parsed = _result(result_row(baseline=value))
    assert said(parsed.findings) == [("value-not-in-list", "return", "Results!F2")]
    assert _one(parsed.findings).expected == "Yes"


def test_an_upper_limit_is_a_number() -> None:
    """In the unit of its row, which goes with the range of the column."""
    parsed = _result(result_row(upper_limit="60 µmol/L"))
    assert said(parsed.findings) == [("unit-in-value", "return", "Results!G2")]
    negative = _result(result_row(upper_limit=Decimal(-1)))
    assert said(negative.findings) == [("value-out-of-range", "return", "Results!G2")]


@pytest.mark.parametrize("key", [each.key for each in RESULTS.columns])
@pytest.mark.parametrize("value", [None, "3\u200b1"])
def test_a_spoiled_cell_of_a_result_has_one_finding(key: str, value: CellValue) -> None:
    """Also when something unusable is left in it."""
    parsed = _result(spoiled_row(RESULTS, {**RESULT, key: value}, key))
    assert codes(parsed.findings) == ["cell-error"]
    assert parsed.result is None


# --- Previous doses -------------------------------------------------------------------------------


def test_a_previous_dose_without_fault_has_every_field_typed() -> None:
    """One row for each infusion given."""
    parsed = _dose(dose_row(4))
    assert parsed.findings == ()
    assert parsed.hospital_number == "H1234567"
    assert parsed.dose == PreviousDose(
        cycle_number=1,
        given_on=dt.date(2026, 9, 14),
        dose_mg=Decimal("34.5"),
        weight_kg=Decimal("34.6"),
        where=parsed.row.cells["given_on"].where,
    )
    assert str(parsed.row.cells["given_on"].where) == "Previous doses!C4"


@pytest.mark.parametrize(
    ("key", "value", "code", "cell"),
    [
        ("cycle_number", None, "value-missing", "B2"),
        ("given_on", None, "value-missing", "C2"),
        ("dose_mg", None, "value-missing", "D2"),
        ("weight_kg", None, "value-missing", "E2"),
        ("cycle_number", Decimal("1.5"), "value-out-of-range", "B2"),
        ("cycle_number", Decimal(61), "value-out-of-range", "B2"),
        ("given_on", moment("2026-12-08"), "date-in-future", "C2"),
        ("given_on", Decimal(46279), "value-not-a-date", "C2"),
        ("dose_mg", Decimal("0.4"), "value-out-of-range", "D2"),
        ("dose_mg", Decimal("180.5"), "value-out-of-range", "D2"),
        ("dose_mg", "34,5", "decimal-comma", "D2"),
        ("weight_kg", "34 kg", "unit-in-value", "E2"),
        ("weight_kg", moment("1900-02-03 14:24"), "value-not-a-number", "E2"),
    ],
)
def test_a_previous_dose_with_a_fault_is_no_dose(
    key: str, value: CellValue, code: str, cell: str
) -> None:
    """Its finding names the cell; the patient it belongs to is not judged without it."""
    parsed = _dose(dose_row(**{key: value}))
    assert said(parsed.findings) == [(code, "return", f"Previous doses!{cell}")]
    assert parsed.dose is None


@pytest.mark.parametrize("given_on", ["2026-12-07", "1905-01-01"])
def test_a_dose_may_have_been_given_today_or_long_ago(given_on: str) -> None:
    """Whether it counts is not for the parser to say."""
    parsed = _dose(dose_row(given_on=moment(given_on), dose_mg="0.5"))
    assert codes(parsed.findings) == ["number-stored-as-text"]
    assert parsed.dose is not None
    assert parsed.dose.given_on == dt.date.fromisoformat(given_on)


# --- Whatever stands in the cells -----------------------------------------------------------------

NUMBERS = st.one_of(
    st.integers(-(10**20), 10**20).map(Decimal),
    st.floats(allow_nan=False, allow_infinity=False).map(lambda number: Decimal(f"{number:.15g}")),
    st.decimals(min_value=-1000, max_value=1000, places=2),
)
"""As the reader makes them: finite, with 15 digits."""

TEXTS = st.one_of(
    st.text(max_size=40),
    st.text(st.characters(codec=None, categories=["Cc", "Cf", "Cs", "Mn", "Nd", "Zs"]), max_size=8),
    st.text(string.digits + ".,-/: TeE_%", max_size=12),
    st.sampled_from(
        [
            "None",
            ";",
            "1_6",
            "\uff11\uff16.\uff15",
            "NaN",
            "1e400",
            "Infinity",
            "16,5",
            "16 kg",
            "31 µmol/L",
            "x" * 999,
        ]
    ),
    st.dates().map(str),
    st.dates().map(lambda day: f"{day.day:02}/{day.month:02}/{day.year:04}"),
)
VALUES: st.SearchStrategy[CellValue] = st.one_of(
    st.none(),
    TEXTS,
    NUMBERS,
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.booleans(),
)


ANYTHING = {sheet: {each.key: VALUES for each in sheet.columns} for sheet in SHEETS}


@st.composite
def rows(draw: st.DrawFn, sheet: Sheet, valid: Mapping[str, CellValue]) -> Row:
    """Return a row with anything in a few cells or in all, and perhaps one that is spoiled."""
    plain = row_of(sheet, valid, number=draw(st.integers(2, 9999)))
    keys = st.sampled_from(sorted(plain.cells))
    changed = draw(
        st.dictionaries(keys, VALUES, max_size=4) | st.fixed_dictionaries(ANYTHING[sheet])
    )
    spoiled = draw(st.sets(keys, max_size=1))
    findings = [workbook_finding("cell-error", "", where=plain.cells[key].where) for key in spoiled]
    values = {key: cell.value for key, cell in plain.cells.items()} | changed
    return row_of(sheet, values, number=plain.number, spoiled=spoiled, findings=findings)


def _is_returned(findings: tuple[Finding, ...]) -> bool:
    return any(each.action is Action.RETURN for each in findings)


def _are_complete(findings: tuple[Finding, ...], row: Row) -> bool:
    places = {cell.where for cell in row.cells.values()}
    return all(each.where in places and "\n" not in each.found for each in findings)


FULL_INFUSION = {
    **INFUSION,
    **_authorisation("dose-capped", "Dr Example", DECIDED),
    "title": "Miss",
    "contact": "bleep 123",
    "notes": "none",
}


@settings(deadline=None)
@given(rows(INFUSIONS, FULL_INFUSION))
def test_any_row_of_infusions_is_a_patient_or_returned(row: Row) -> None:
    """It never stops the run, and is never both or neither."""
    entry = parse_infusion(row, today=TODAY, undrawable=only_ascii)
    assert (entry.patient is None) is _is_returned(entry.findings)
    assert _are_complete(entry.findings, row)


@settings(deadline=None)
@given(rows(RESULTS, {**RESULT, "baseline": "Yes", "upper_limit": Decimal(60)}))
def test_any_row_of_results_is_a_result_or_returned(row: Row) -> None:
    """It never stops the run, and is never both or neither."""
    parsed = parse_result(row, today=TODAY, undrawable=only_ascii)
    assert (parsed.result is None) is _is_returned(parsed.findings)
    assert _are_complete(parsed.findings, row)


@settings(deadline=None)
@given(rows(PREVIOUS_DOSES, DOSE))
def test_any_row_of_previous_doses_is_a_dose_or_returned(row: Row) -> None:
    """It never stops the run, and is never both or neither."""
    parsed = parse_previous_dose(row, today=TODAY, undrawable=only_ascii)
    assert (parsed.dose is None) is _is_returned(parsed.findings)
    assert _are_complete(parsed.findings, row)


@settings(deadline=None)
@given(VALUES)
def test_a_weight_is_only_ever_the_number_that_stands_in_the_cell(value: CellValue) -> None:
    """A finite number in range, from a number cell or from plain ASCII digits."""
    patient = parse_infusion(
        infusion_row(weight_kg=value), today=TODAY, undrawable=all_drawable
    ).patient
    if patient is None:
        return
    assert isinstance(value, Decimal | str)
    assert not isinstance(value, str) or set(value) <= set(string.digits + ".")
    assert patient.weight_kg == Decimal(value)
    assert 2 <= patient.weight_kg <= 250
