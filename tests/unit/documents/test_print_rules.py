"""The ban list of printing.md 1.5 over every string, and one number on every document."""

import dataclasses
import datetime as dt
import re
from collections.abc import Callable, Iterator

import pytest

from orderset.documents.case import ReadyCase
from orderset.documents.document import Document
from orderset.documents.labels import Labels, labels
from orderset.documents.order_set import OrderSet, order_set
from orderset.documents.wording import found_as
from orderset.documents.worksheet import Worksheet, worksheet
from orderset.patients.patient import Authorisation
from tests.unit.documents.judged_cases import worked_ready
from tests.unit.documents.order_documents import ready_ids, strings_of


BANNED = {
    "trailing zero": r"(?<![\d.,])\d+\.\d*0(?=\D|$)",
    "naked point": r"(?<![\d\w.])\.\d",
    "number and unit run together": r"\d(?:mg|mL|ml|g|kg|L|mmol|units?|microgram)\b",
    "name and number run together": r"\b[a-z]{4,}\d",
    "no comma in thousands": r"(?<![\d.,/-])\d{4,}(?=[ \u00a0\u2009\u202f]?(?:mg|mL|g|units|L)\b)",
    "point after a unit": r"\b(?:mg|mL|mcg)\.(?!\d)(?=\s+[a-z0-9(])",
    "millilitre": r"\b(?:ml|ML|mls|cc)\b",
    "microgram": r"[µμ]g|\bmcg\b|\bug\b",
    "abbreviation": (
        r"(?<!\w)(?:IU|U|QD|qd|q\.d\.|QOD|q\.o\.d\.|o\.d\.|OD|BT|D/C|HS|SC|SQ|TIW|MSO4|MgSO4"
        r"|APD|PAM|NaCl|N/S|D5W)(?!\w)"
    ),
    "fraction of days": r"(?<![\d/])\d{1,2}/(?:7|12|24|52)(?![\d/])",
    "symbol": r"[<>@&]",
    "stroke for per": r"(?:mg|mL|units)\s*/\s*(?:mL|h|hr|hour|kg|\d)",
    "power of ten": r"\d[eE][+-]?\d|\d×10",
    "date in numbers": r"\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b",
    "am or pm": r"\b\d{1,2}(?::\d{2})?\s?(?:am|pm|AM|PM)\b",
    "ungrouped NHS number": r"(?<!\d)\d{10}(?!\d)",
    "a program's word": (
        r"\b(?:nan|NaN|None|null|undefined|Infinity|inf|NaT)\b|\{\{|\}\}|\[object"
    ),
    "question mark": r"\?",
}
NO_SPACE_THAT_BREAKS = re.compile(
    r"\d[ \u202f\u2009](?:mg|mL|kg|cm|µmol|mmol|nmol|hours?|minutes?|days?|years?|°C|%)(?!\w)"
)
MEDICATION_SYMBOLS = re.compile(r"[/<>@&+()\[\]{}:]")

INFANT = Authorisation(
    codes=("renal-equation-not-valid", "age-below-3"), by="Dr Example", on=dt.date(2026, 12, 3)
)
READY = [*ready_ids(), "C22"]
DOCUMENTS: list[Callable[[ReadyCase], Document]] = [order_set, labels, worksheet]


def ready_case_of(case_id: str) -> ReadyCase:
    return worked_ready("C22", authorisation=INFANT) if case_id == "C22" else worked_ready(case_id)


def our_strings(ready: ReadyCase, document: Document) -> Iterator[str]:
    """Yield what we wrote: without the patient's own words, versions and hashes."""
    content = document.content
    patients_own = set(strings_of(content.banner))  # type: ignore[attr-defined]
    versions = (ready.subject.protocol.version, "0.1.0", "abababab")
    for text in strings_of(content):
        if text in patients_own:
            continue
        for version in versions:
            text = text.replace(version, "")  # noqa: PLW2901  the same text, less its version
        yield text


@pytest.mark.parametrize("make", DOCUMENTS)
@pytest.mark.parametrize("case_id", READY)
def test_nothing_on_the_ban_list_is_printed(
    case_id: str, make: Callable[[ReadyCase], Document]
) -> None:
    ready = ready_case_of(case_id)
    faults = [
        (name, text)
        for text in our_strings(ready, make(ready))
        for name, pattern in BANNED.items()
        if re.search(pattern, text, re.MULTILINE)
    ]
    assert faults == []


@pytest.mark.parametrize("make", DOCUMENTS)
@pytest.mark.parametrize("case_id", READY)
def test_no_number_can_part_from_its_unit(
    case_id: str, make: Callable[[ReadyCase], Document]
) -> None:
    ready = ready_case_of(case_id)
    said = [*our_strings(ready, make(ready))]
    assert not [text for text in said if NO_SPACE_THAT_BREAKS.search(text)]


@pytest.mark.parametrize("case_id", READY)
def test_medication_is_worded_without_symbols(case_id: str) -> None:
    content = order_set(ready_case_of(case_id)).content
    assert isinstance(content, OrderSet)
    for infusion in content.infusions:
        for text in (*infusion.texts, infusion.per_kg, infusion.maximum, infusion.never_faster):
            assert not MEDICATION_SYMBOLS.search(text)


@pytest.mark.parametrize("case_id", READY)
def test_every_document_has_the_same_numbers(case_id: str) -> None:
    ready = ready_case_of(case_id)
    order, label, sheet = (make(ready).content for make in (order_set, labels, worksheet))
    assert isinstance(order, OrderSet)
    assert isinstance(label, Labels)
    assert isinstance(sheet, Worksheet)
    assert order.infusions == tuple(each.infusion for each in label.labels)
    assert order.infusions == tuple(each.infusion for each in sheet.bags)
    assert order.banner == label.banner == sheet.banner


@pytest.mark.parametrize("case_id", READY)
def test_printed_numbers_agree_with_each_other(case_id: str) -> None:
    ready = ready_case_of(case_id)
    content = order_set(ready).content
    assert isinstance(content, OrderSet)
    for line, infusion in zip(content.infusions, ready.plan.infusions, strict=True):
        numbers = {
            "dose": f"{infusion.dose_mg.normalize():f}",
            "volume": f"{infusion.bag_ml.normalize():,f}",
            "rate": f"{infusion.rate_ml_per_h.normalize():,f}",
        }
        assert line.dose == f"{numbers['dose']}\u00a0mg"
        assert line.volume == f"{numbers['volume']}\u00a0mL total volume"
        assert line.rate == f"at {numbers['rate']}\u00a0mL per hour"
        assert abs(infusion.bag_ml / infusion.duration_h - infusion.rate_ml_per_h) <= 1


@pytest.mark.parametrize("make", DOCUMENTS)
def test_view_models_hold_strings_booleans_and_tuples(
    make: Callable[[ReadyCase], Document],
) -> None:
    def check(value: object) -> None:
        if value is None or isinstance(value, str | bool):
            return
        if isinstance(value, tuple):
            for each in value:
                check(each)
            return
        assert dataclasses.is_dataclass(value)
        assert not isinstance(value, type)
        assert not hasattr(value, "__dict__"), "slotted"
        for field in dataclasses.fields(value):
            check(getattr(value, field.name))

    check(make(worked_ready("C02")).content)


def test_joiners_are_the_only_thing_that_is_not_on_paper() -> None:
    texts = [*strings_of(order_set(worked_ready("C07")).content)]
    assert {each for text in texts for each in text if each in "\u200b\u00ad\u2010\ufeff"} == set()
    assert any(found_as(text) != text for text in texts)
