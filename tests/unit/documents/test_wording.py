import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest

from orderset.documents import wording
from orderset.documents.case import Provenance
from orderset.patients.patient import Result
from orderset.protocol.loading import load_protocol, protocol_from_bytes
from orderset.protocol.schema import Protocol
from tests.approved import approved_bytes, approved_protocol
from tests.builders import case, patient_from_case
from tests.unit.documents.judged_cases import worked


NBSP = "\u00a0"
JOINER = "\u2060"
TEST_NUMBER = "9990000018"


def protocol(*, is_approved: bool) -> Protocol:
    return approved_protocol().rules if is_approved else load_protocol().rules


def result(test: str, reported: str, unit: str, value: Fraction | None) -> Result:
    creatinine = patient_from_case(case("C01")).results_of("creatinine")[0]
    return Result(
        test=test,
        value=value,
        reported=reported,
        unit=unit,
        taken_on=dt.date(2026, 12, 4),
        taken_at=None,
        baseline=False,
        upper_limit=None,
        where=creatinine.where,
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("16 mg", f"16{NBSP}mg"),
        ("0.16 mg per mL", f"0.16{NBSP}mg per mL"),
        ("2 to 8 °C.", f"2 to 8{NBSP}°C."),
        (
            "31 µmol/L, or 120.1 mL/min/1.73 m²",
            f"31{NBSP}µmol/L, or 120.1{NBSP}mL/min/1.73{NBSP}m²",
        ),
        ("within 10 % of baseline", f"within 10{NBSP}% of baseline"),
        ("up to 48 hours after 1 hour", f"up to 48{NBSP}hours after 1{NBSP}hour"),
        ("1 mg per kg × 16 kg", f"1{NBSP}mg per kg × 16{NBSP}kg"),
        ("3 infusions in 5 groups and 2 mgs", "3 infusions in 5 groups and 2 mgs"),
        ("mg 16", "mg 16"),
        ("on 07-Dec-2026.", f"on 07-{JOINER}Dec-2026."),
        ("7-Dec-2026, 07-dec-2026, 107-Dec-2026", "7-Dec-2026, 07-dec-2026, 107-Dec-2026"),
    ],
)
def test_no_line_ends_within_a_number_and_its_unit_or_a_date(text: str, expected: str) -> None:
    assert wording.kept(text) == expected


def test_what_is_looked_for_on_paper_has_no_joiners() -> None:
    assert wording.found_as(wording.whole_date(dt.date(2026, 12, 7))) == "07-Dec-2026"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 mg/kg/day on 3 days", f"1{NBSP}mg per kg per day on 3{NBSP}days"),
        ("11.5 mg/kg/year", f"11.5{NBSP}mg per kg per year"),
        ("15 mg/mL concentrate", f"15{NBSP}mg per mL concentrate"),
        ("article, 2025-09-23", f"article, 23-{JOINER}Sep-2025"),
        ("doi 10.1186/1546-0096-7-2, 2009", "doi 10.1186/1546-0096-7-2, 2009"),
        ("µmol/L and uNTX/uCr", "µmol/L and uNTX/uCr"),
    ],
)
def test_citations_are_spelled_out(text: str, expected: str) -> None:
    assert wording.spelled_out(text) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [("16.0", "16"), ("0.50", "0.5"), ("1000", "1,000"), ("1E+3", "1,000"), ("0.085", "0.085")],
)
def test_amounts_have_no_trailing_zero_and_a_comma_in_thousands(value: str, expected: str) -> None:
    assert wording.amount(Decimal(value), "mL") == f"{expected}{NBSP}mL"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("0.5", f"30{NBSP}minutes"),
        ("1", f"1{NBSP}hour"),
        ("1.5", f"1{NBSP}hour 30{NBSP}minutes"),
        ("2", f"2{NBSP}hours"),
        ("2.5", f"2{NBSP}hours 30{NBSP}minutes"),
        ("2.25", f"2{NBSP}hours 15{NBSP}minutes"),
        ("24", f"24{NBSP}hours"),
    ],
)
def test_durations_are_hours_and_minutes(value: str, expected: str) -> None:
    assert wording.hours(Decimal(value)) == expected


@pytest.mark.parametrize(
    ("family", "given", "title", "expected"),
    [
        ("O’Neill", "Zoë", "Miss", "O’NEILL, Zoë (Miss)"),
        ("MacDonald-Smith", "John", None, "MACDONALD-SMITH, John"),
        ("Weiß", "Jürgen", "", "WEISS, Jürgen"),
        ("de la Cruz", "Ana María", "Ms", "DE LA CRUZ, Ana María (Ms)"),
        ("Nan", "Null", None, "NAN, Null"),
    ],
)
def test_names_keep_their_letters(
    family: str, given: str, title: str | None, expected: str
) -> None:
    patient = patient_from_case(case("C01"), family_name=family, given_name=given, title=title)
    assert wording.patient_name(patient) == expected


@pytest.mark.parametrize(
    ("born", "on", "expected"),
    [
        (dt.date(2022, 12, 7), dt.date(2026, 12, 7), "07-Dec-2022 (4y)"),
        (dt.date(2022, 12, 8), dt.date(2026, 12, 7), "08-Dec-2022 (3y)"),
        (dt.date(2026, 2, 1), dt.date(2026, 12, 7), "01-Feb-2026 (0y)"),
        (dt.date(1920, 2, 29), dt.date(2026, 2, 28), "29-Feb-1920 (105y)"),
    ],
)
def test_date_of_birth_with_age(born: dt.date, on: dt.date, expected: str) -> None:
    assert wording.born(born, on) == expected


def test_banner_says_who_the_patient_is_on_day_1() -> None:
    banner = wording.banner_of(
        patient_from_case(case("C01"), nhs_number=None, title="Master", allergies="Penicillin")
    )
    assert wording.banner_texts(banner) == (
        "TESTCASE, Amelia (Master)",
        "Born 20-Nov-2022 (4y)",
        "Gender Male",
        "NHS No. Not Known",
        "Hospital No. H1234567",
        "Allergies Penicillin",
    )


def test_nhs_number_stands_in_groups() -> None:
    assert wording.nhs_number("9990000018") == "999 000 0018"


@pytest.mark.parametrize(
    ("is_approved", "number", "expected"),
    [
        (True, None, ()),
        (True, TEST_NUMBER, (wording.TEST_PATIENT,)),
        (False, None, (wording.NOT_APPROVED,)),
        (False, TEST_NUMBER, (wording.NOT_APPROVED, wording.TEST_PATIENT)),
    ],
)
def test_what_is_not_for_use_is_marked(
    is_approved: bool,  # noqa: FBT001  a parameter of the test
    number: str | None,
    expected: tuple[str, ...],
) -> None:
    assert wording.watermarks(protocol(is_approved=is_approved), number) == expected


def test_the_marks_are_those_of_the_rules() -> None:
    assert wording.NOT_APPROVED == "NOT APPROVED FOR CLINICAL USE"
    assert wording.TEST_PATIENT == "TEST PATIENT – NOT FOR CLINICAL USE"


def test_approval_names_the_committee_or_says_that_there_is_none() -> None:
    assert wording.approval_state(protocol(is_approved=False)) == "Not approved"
    assert wording.approval_told(protocol(is_approved=False)) == "Not approved"
    told = wording.found_as(wording.approval_state(protocol(is_approved=True)))
    assert told == "Approved by Medicines Committee on 30-Nov-2026"
    told = wording.found_as(wording.approval_told(protocol(is_approved=True)))
    assert told == (
        "Approved by Medicines Committee on 30-Nov-2026: A Pharmacist, lead pharmacist; "
        "B Consultant, rheumatologist"
    )


def test_paper_says_why_an_approval_does_not_count() -> None:
    """Without the committee's name: what was typed by hand may hold what no font can draw."""
    changed = approved_bytes().replace(b'value = 60, unit = "mg"', b'value = 90, unit = "mg"')
    rules = protocol_from_bytes(changed).rules
    assert wording.approval_state(rules) == "Not approved"
    assert wording.found_as(wording.approval_told(rules)) == (
        "Not approved: approved on 30-Nov-2026, but the file has been changed since"
    )
    assert wording.watermarks(rules, None) == ("NOT APPROVED FOR CLINICAL USE",)


def test_footer_leads_to_the_record_and_to_nothing_that_changes() -> None:
    rules = protocol(is_approved=False)
    footer = wording.footer("Labels X-L", 2, rules, Provenance("0.1.0", "3fa9c0d2" * 8))
    assert footer == (
        "Labels X-L   Version\u00a02   "
        f"Protocol pamidronate-crmo version {rules.version}, hash 3fa9c0d2   orderset 0.1.0"
    )


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (None, "Not recorded"),
        (
            result("creatinine", "31", "µmol/L", Fraction(31)),
            f"31{NBSP}µmol/L on 04-Dec-2026",
        ),
        (
            result("creatinine", "0.42", "mg/dL", Fraction(37128, 1000)),
            f"0.42 mg/dL, 37.1{NBSP}µmol/L, on 04-Dec-2026",
        ),
        (
            result("adjusted_calcium", "2.40", "mmol/L", Fraction(24, 10)),
            f"2.4{NBSP}mmol/L on 04-Dec-2026",
        ),
        (result("imaging", "MRI whole body", "", None), "MRI whole body on 04-Dec-2026"),
    ],
)
def test_results_as_reported_with_their_date(given: Result | None, expected: str) -> None:
    words = wording.found_as(wording.result_words(given))
    assert words.replace(NBSP, " ") == expected.replace(NBSP, " ")
    assert words.count(NBSP) >= expected.count(NBSP)


def test_words_of_the_protocol_are_ready_for_paper() -> None:
    checks = worked("C01").subject
    assert checks
    lines = checks.protocol.order_set.emergency
    assert any(f"48{NBSP}hours" in each for each in wording.words_of(lines))


def test_near_rounds_half_up() -> None:
    assert wording.near(Fraction(1005, 10)) == "100.5"
    assert wording.near(Fraction(10045, 100)) == "100.5"
    assert wording.near(Decimal("0.005"), Decimal("0.01")) == "0.01"
