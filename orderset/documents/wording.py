"""How values are written on paper: the one hand of every document.

Numbers keep their unit with a no-break space, names and identifiers have the NHS's formats, and
nothing here knows a medicine. Pure: values in, strings out. Source: printing.md sections 1 and 7.
"""

import datetime as dt
import re
from decimal import Decimal
from fractions import Fraction

from orderset.dates import printed_date
from orderset.documents.case import Case, Provenance, ReadyCase
from orderset.documents.document import (
    NO_BREAK_SPACE,
    Banner,
    Spelling,
    replaces_told,
    version_told,
)
from orderset.patients.age import completed_years
from orderset.patients.identifiers import is_test_number
from orderset.patients.patient import Patient, Result
from orderset.protocol.schema import Line, Protocol
from orderset.quantities import printed, round_half_up
from orderset.workbook.laboratory import TESTS


NOT_KNOWN = "Not Known"
"""What stands for a value nobody has, never a question mark. Source: printing.md LBL-38."""

NOT_RECORDED = "Not recorded"
NONE = "none"

NOT_APPROVED = "NOT APPROVED FOR CLINICAL USE"
TEST_PATIENT = "TEST PATIENT – NOT FOR CLINICAL USE"

SHOWN_OF_HASH = 8
MINUTES_PER_HOUR = 60
ONE_PLACE = Decimal("0.1")

WORD_JOINER = "\u2060"
"""Keeps a line from ending within a date; it leaves nothing on paper and nothing in its text."""

_UNITS = (
    "%|°C|µmol|mmol|nmol|mol|micrograms?|mg|mL|kg|g|L|cm|mm|m²|mL/min|ng/mL|U/L"
    "|hours?|minutes?|min|h|days?|weeks?|months?|years?|vials?"
)
_NUMBER_AND_UNIT = re.compile(rf"(?<=\d) (?=(?:{_UNITS})(?![A-Za-z0-9µ²°]))")
_DAY_AND_MONTH = re.compile(r"(?<![0-9-])([0-9]{2}-)(?=[A-Z][a-z]{2}-[0-9]{4}(?![0-9]))")

_STROKE = re.compile(r"(?<=mg|mL|kg)/(?=(?:mL|kg|h|hour|day|year)\b)")
_ISO_DATE = re.compile(r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b")

_OWN_UNITS = {test.key: test.units[0] for test in TESTS if test.units}


def kept(text: str) -> str:
    r"""Let no line end between a number and its unit, or within a date, in a text of ours.

    Example:
        >>> kept("16 mg over 2 hours")
        '16\xa0mg over 2\xa0hours'
        >>> kept("on 07-Dec-2026") == "on 07-\u2060Dec-2026"
        True
    """
    return _DAY_AND_MONTH.sub(rf"\1{WORD_JOINER}", _NUMBER_AND_UNIT.sub(NO_BREAK_SPACE, text))


def spelled_out(text: str) -> str:
    """Write a citation as paper has it: "per" for a stroke between units, a date with its month.

    Example:
        >>> found_as(kept("1 mg per kg")) == spelled_out("1 mg/kg")
        True
    """
    dated = _ISO_DATE.sub(lambda found: printed_date(dt.date.fromisoformat(found[0])), text)
    return kept(_STROKE.sub(" per ", dated))


def spelling(protocol: Protocol) -> Spelling:
    """Return how the protocol writes its medicine."""
    return Spelling(protocol.medicine.name, protocol.medicine.never_written)


def found_as(text: str) -> str:
    """Return a text as it can be found in a printed file, where joiners leave nothing."""
    return text.replace(WORD_JOINER, "")


def amount(value: Decimal, unit: str) -> str:
    r"""Write a number with its unit.

    Example:
        >>> amount(Decimal("1000.0"), "mL"), amount(Decimal("0.50"), "mg per mL")
        ('1,000\xa0mL', '0.5\xa0mg per mL')
    """
    return f"{printed(value)}{NO_BREAK_SPACE}{unit}"


def count(number: int, one: str, several: str) -> str:
    r"""Write how many there are.

    Example:
        >>> count(1, "vial", "vials"), count(2, "vial", "vials")
        ('1\xa0vial', '2\xa0vials')
    """
    return f"{number:,}{NO_BREAK_SPACE}{one if number == 1 else several}"


def hours(value: Decimal) -> str:
    r"""Write a duration as medicine is worded, never as 2.5 h. Source: printing.md LBL-22, 1.3.

    Example:
        >>> hours(Decimal("2.5")), hours(Decimal(1)), hours(Decimal("0.5"))
        ('2\xa0hours 30\xa0minutes', '1\xa0hour', '30\xa0minutes')
    """
    whole, minutes = divmod(round_half_up(value * MINUTES_PER_HOUR, Decimal(1)), MINUTES_PER_HOUR)
    parts = [count(int(whole), "hour", "hours")] if whole else []
    parts += [count(int(minutes), "minute", "minutes")] if minutes else []
    return " ".join(parts)


def whole_date(day: dt.date) -> str:
    """Write a date that no line's end divides.

    Example:
        >>> found_as(whole_date(dt.date(2026, 12, 7)))
        '07-Dec-2026'
    """
    return kept(printed_date(day))


def patient_name(patient: Patient) -> str:
    """Write ``SURNAME, Given (Title)``. Source: printing.md LBL-04, PID-06."""
    title = f" ({patient.title})" if patient.title else ""
    return f"{patient.family_name.upper()}, {patient.given_name}{title}"


def born(date_of_birth: dt.date, on: dt.date) -> str:
    """Write a date of birth and the age in completed years on a day. Source: printing.md LBL-05.

    Example:
        >>> born(dt.date(2022, 11, 20), dt.date(2026, 12, 7))
        '20-Nov-2022 (4y)'
    """
    return f"{printed_date(date_of_birth)} ({completed_years(date_of_birth, on)}y)"


def nhs_number(digits: str | None) -> str:
    """Write an NHS number in groups of 3, 3 and 4. Source: printing.md LBL-06.

    Example:
        >>> nhs_number("9990000018"), nhs_number(None)
        ('999 000 0018', 'Not Known')
    """
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}" if digits else NOT_KNOWN


def banner_of(patient: Patient) -> Banner:
    """Return who the patient is, as every page says it; the age is that on day 1."""
    return Banner(
        name=patient_name(patient),
        born=born(patient.date_of_birth, patient.day_1),
        gender=patient.sex.value,
        nhs_number=nhs_number(patient.nhs_number),
        hospital_number=patient.hospital_number,
        allergies=patient.allergies,
    )


def banner_texts(banner: Banner) -> tuple[str, ...]:
    """Return what must be found whole on each page that carries the banner."""
    return (
        banner.name,
        f"Born {banner.born}",
        f"Gender {banner.gender}",
        f"NHS No. {banner.nhs_number}",
        f"Hospital No. {banner.hospital_number}",
        f"Allergies {banner.allergies}",
    )


def watermarks(protocol: Protocol, patient_nhs_number: str | None) -> tuple[str, ...]:
    """Return what stands across every page of a document. Source: printing.md LBL-39."""
    not_approved = () if protocol.approved else (NOT_APPROVED,)
    is_test = patient_nhs_number is not None and is_test_number(patient_nhs_number)
    return (*not_approved, TEST_PATIENT) if is_test else not_approved


def version_texts(case: Case | ReadyCase, pages: int) -> tuple[str, ...]:
    """Return what must be found on each page: the version, and what it replaces."""
    replaced = replaces_told(case.version, case.replaces)
    return (version_told(case.version), *((replaced,) if replaced else ())) * pages


def protocol_named(protocol: Protocol, provenance: Provenance) -> str:
    """Name the protocol, its version and the beginning of its file's hash."""
    return (
        f"Protocol {protocol.id} version {protocol.version}, "
        f"hash {provenance.protocol_sha256[:SHOWN_OF_HASH]}"
    )


def footer(title: str, version: int, protocol: Protocol, provenance: Provenance) -> str:
    """Write the line at the foot of each page: what this paper is and what made it.

    No row, workbook or time of printing: the same patient gives the same bytes whatever the list
    or the night. The document id leads to the record.
    """
    return (
        f"{title}   {version_told(version)}   {protocol_named(protocol, provenance)}   "
        f"orderset {provenance.software_version}"
    )


def approval_state(protocol: Protocol) -> str:
    """Say which committee approved the protocol and when, or that none has. Source: ORD-02."""
    approval = protocol.approved
    if approval is None or approval.approved_on is None:
        return "Not approved"
    return kept(f"Approved by {approval.committee} on {printed_date(approval.approved_on)}")


def approval_told(protocol: Protocol) -> str:
    """Say the same with its people, or why an approval that stands in the file does not count."""
    approval = protocol.approved
    more = kept("; ".join(approval.approved_by) if approval else protocol.lost_approval)
    return f"{approval_state(protocol)}: {more}" if more else approval_state(protocol)


def result_words(result: Result | None) -> str:
    """Write a result as the laboratory reported it, in its test's own unit too, with its date."""
    if result is None:
        return NOT_RECORDED
    taken = f"on {printed_date(result.taken_on)}"
    if result.value is None:
        return kept(f"{result.reported} {taken}")
    own_unit = _OWN_UNITS[result.test]
    converted = "" if result.unit == own_unit else f", {near(result.value)} {own_unit},"
    return kept(f"{printed(Decimal(result.reported))} {result.unit}{converted} {taken}")


def near(value: Fraction | Decimal, step: Decimal = ONE_PLACE) -> str:
    """Write a computed value to a step, a half rounded up.

    Example:
        >>> near(Fraction(370, 3)), near(Fraction(12, 1))
        ('123.3', '12')
    """
    return printed(round_half_up(value, step))


def words_of(lines: tuple[Line, ...]) -> tuple[str, ...]:
    """Return the words of a protocol's lines, ready for paper."""
    return tuple(kept(each.text) for each in lines)
