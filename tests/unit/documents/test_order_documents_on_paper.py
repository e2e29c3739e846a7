"""The order documents as printed: they pass the inspection, and what does not fit is refused."""

import dataclasses
import datetime as dt
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest

from orderset.documents.case import ReadyCase
from orderset.documents.document import Document
from orderset.documents.labels import labels
from orderset.documents.order_set import order_set
from orderset.documents.worksheet import worksheet
from orderset.patients.patient import Authorisation
from orderset.protocol.approving import LONGEST_NAME, MOST_PEOPLE
from orderset.protocol.loading import load_protocol
from orderset.rendering.defect import Code
from orderset.rendering.templates import Sources
from orderset.rendering.worker import Rendered, rendered
from tests.approved import DECISION
from tests.unit.documents.judged_cases import worked_ready
from tests.unit.documents.order_documents import (
    LONG_ALLERGIES,
    LONG_FAMILY_NAME,
    approved,
    caution,
    ready_at,
    with_infusions,
)


NO_NUMBER = None
"""Only a number from 999 is marked as a test patient's; nobody here has any other."""

INFANT = Authorisation(
    codes=("renal-equation-not-valid", "age-below-3"),
    by="Dr Ŵynne Example, consultant in paediatric rheumatology",
    on=dt.date(2026, 12, 3),
)
CAUTIONS = (
    caution(
        "similar-patient",
        "Another patient in this list has the family name Testcase: hospital number H7654321.",
        "Check name, date of birth and number against the wristband, twice.",
    ),
    caution(
        "number-stored-as-text",
        "Weight (kg) is stored as text: 70.",
        "Compare the number on the order set with its source. Convert the cell to a number.",
    ),
    caution(
        "interval-long",
        "Day 1 is 103 days after day 1 of the last cycle, 26-Aug-2026: more than 98.",
        "Check that the interval is intended.",
    ),
    caution(
        "untx-rising",
        "Urine NTX rose by 30.2%, from 410 to 534 nmol BCE/mmol.",
        "Tell the consultant; look for symptoms of a flare.",
    ),
)
OTHERS = ["pamidronate-stepped", "pamidronate-two-day"]
SMALLEST_ON_LABEL_PT = 7
SMALLEST_ON_A4_PT = 7.5
POINTS_PER_PIXEL = 0.75


def printed(document: Document) -> Rendered:
    return rendered(document, Sources())


def sound(document: Document) -> bytes:
    """Return the PDF, which passed every inspection."""
    result = printed(document)
    assert [each.message for each in result.defects] == []
    assert result.pages == document.pages
    assert result.pdf
    return result.pdf


def crowded(**overrides: Any) -> ReadyCase:
    """Return a patient with as much to print as the workbook allows at once."""
    fields: dict[str, Any] = {
        "family_name": LONG_FAMILY_NAME,
        "given_name": "Maximiliane Alexandrina",
        "title": "Miss",
        "allergies": LONG_ALLERGIES,
        "notes": ("Prefers the left hand for the cannula; play specialist booked. " * 4)[:200],
        "current_medicines": (
            "naproxen",
            "omeprazole",
            "colecalciferol",
            "paracetamol when needed",
            "melatonin at night",
        )
        * 4,
        "cycle_number": 1,
    }
    site = {"half_dose_first_infusion": True}
    return ready_at("C02", CAUTIONS, site=site, **(fields | overrides))


@pytest.mark.parametrize("make", [order_set, labels, worksheet])
@pytest.mark.parametrize("case_id", ["C01", "C01b", "C02", "C07", "C23", "C26", "C28"])
def test_ready_cases_print_whole(case_id: str, make: Any) -> None:
    sound(make(worked_ready(case_id)))


@pytest.mark.parametrize("make", [order_set, labels, worksheet])
def test_an_authorised_infant_whose_consultant_has_a_letter_of_the_second_font(
    make: Any,
) -> None:
    sound(make(worked_ready("C22", authorisation=INFANT, nhs_number=None, title="Master")))


def test_an_order_set_holds_six_cautions_and_everything_at_its_longest() -> None:
    ready = crowded()
    assert len(LONG_ALLERGIES) == 300
    assert len(LONG_FAMILY_NAME) == 35
    sound(order_set(ready))


@pytest.mark.parametrize("protocol", ["pamidronate-crmo", *OTHERS])
def test_papers_hold_a_long_dose_per_kg_and_a_long_id_with_all_the_rest(protocol: str) -> None:
    """Half of a dose by age and a weight with a decimal take two lines, thrice at most."""
    under = load_protocol(Path(protocol)).rules
    weights: dict[str, Any] = {"weight_kg": Decimal("70.5"), "under": under}
    ready = crowded(**weights)
    sound(order_set(ready))
    sound(worksheet(ready))
    named: dict[str, Any] = {"family_name": LONG_FAMILY_NAME, "given_name": "Maxi"}
    light = {"protect_from_light": True, "planned_preparation_time": "08:00"}
    sound(labels(ready_at("C02", site=light, **weights, **named)))
    sound(labels(ready_at("C02", site=light | {"gs1_gtin": "05012345678900"}, **weights)))


def test_an_order_set_holds_the_longest_approval_with_all_the_rest() -> None:
    """Four people with their roles, at a committee with a long name."""
    people = ("A. Featherstonehaugh-Cholmondeley, consultant rheumatologist",) * MOST_PEOPLE
    assert {len(each) for each in people} == {LONGEST_NAME}
    committee = "Medicines and Therapeutics Committee of the Example Hospital"
    assert len(committee) == LONGEST_NAME
    decision = dataclasses.replace(DECISION, committee=committee, approved_by=people)
    sound(order_set(approved(crowded(), decision)))


def test_a_worksheet_holds_six_vials_and_the_longest_banner() -> None:
    site = {"vial_mg": 15}
    sound(worksheet(with_infusions(crowded(), vials=6)))
    sound(worksheet(ready_at("C02", site=site, allergies=LONG_ALLERGIES)))


def test_a_label_holds_a_long_name_without_and_under_the_marks() -> None:
    site = {"protect_from_light": True, "planned_preparation_time": "08:00"}
    sound(labels(ready_at("C02", site=site, family_name=LONG_FAMILY_NAME, given_name="Maxi")))
    one_word = LONG_FAMILY_NAME.replace("-", "x")
    sound(labels(ready_at("C02", site=site, family_name=one_word, given_name="Maxi")))
    longest = ready_at(
        "C02",
        site=site,
        nhs_number=NO_NUMBER,
        family_name=LONG_FAMILY_NAME,
        given_name="Maximiliane Alexandrina",
        title="Miss",
        hospital_number="H12345678901234567-9",
        ward="Rheumatology and Infusion Day Unit Level",
    )
    sound(labels(approved(longest)))


def test_a_label_holds_a_duration_of_half_hours() -> None:
    slow = {
        "duration_h": Decimal("2.5"),
        "bag_ml": Decimal(333),
        "rate_ml_per_h": Decimal("133.2"),
        "concentration_mg_per_ml": Decimal("0.048"),
    }
    sound(labels(with_infusions(worked_ready("C01"), **slow)))
    ready = worked_ready("C01", nhs_number=NO_NUMBER, family_name=LONG_FAMILY_NAME)
    sound(labels(with_infusions(approved(ready), **slow)))


@pytest.mark.parametrize("make", [order_set, worksheet])
def test_what_is_too_long_for_the_form_is_refused(make: Any) -> None:
    result = printed(make(crowded(allergies="penicillin, " * 300)))
    assert result.pdf is None
    assert {each.code for each in result.defects} >= {Code.DOES_NOT_FIT}


def test_a_label_that_does_not_fit_is_refused() -> None:
    result = printed(labels(worked_ready("C01", given_name="Maximiliane " * 8)))
    assert result.pdf is None
    assert any("pages instead of 3" in each.message for each in result.defects)


def test_the_marks_stand_on_every_page_and_go_when_they_must() -> None:
    marked = sound(order_set(worked_ready("C01")))
    for text in texts(marked):
        assert "NOT APPROVED FOR CLINICAL USE" in text
        assert "TEST PATIENT – NOT FOR CLINICAL USE" in text
    for make in (order_set, labels, worksheet):
        for text in texts(sound(make(approved(worked_ready("C01", nhs_number=NO_NUMBER))))):
            assert "CLINICAL USE" not in text


def test_the_standing_of_the_paper_is_on_every_page() -> None:
    for text in texts(sound(order_set(worked_ready("C01")))):
        assert "Pre-filled by software. NOT a valid prescription until signed." in text
    for text in texts(sound(labels(worked_ready("C01")))):
        assert "Not valid until released by pharmacist" in text


def test_fonts_are_two_families_upright_and_never_too_small() -> None:
    for make, smallest in (
        (labels, SMALLEST_ON_LABEL_PT),
        (order_set, SMALLEST_ON_A4_PT),
        (worksheet, SMALLEST_ON_A4_PT),
    ):
        pdf = sound(make(worked_ready("C07")))
        assert smallest_size_pt(pdf) >= smallest - 0.01
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            names = {
                str(font.BaseFont).partition("+")[2]
                for page in opened.pages
                for font in page.Resources.get("/Font", {}).values()
            }
        assert names
        assert not [each for each in names if "Italic" in each or "Oblique" in each]


def test_an_order_set_has_one_first_heading_and_tagged_tables() -> None:
    pdf = sound(order_set(worked_ready("C01")))
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        kinds = [str(each.S) for each in opened.objects if is_structure(each)]
    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") >= 10
    assert "/TH" in kinds


def texts(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as opened:
        found = [page.get_textpage().get_text_range() for page in opened]
    return [" ".join(each.split()) for each in found]


def smallest_size_pt(pdf: bytes) -> float:
    """Return the smallest size of text, which WeasyPrint writes in pixels."""
    sizes: list[float] = []
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for page in opened.pages:
            sizes += [
                float(str(each.operands[1])) * POINTS_PER_PIXEL
                for each in pikepdf.parse_content_stream(page)
                if str(each.operator) == "Tf"
            ]
    assert sizes
    return min(sizes)


def is_structure(each: object) -> bool:
    return isinstance(each, pikepdf.Dictionary) and "/S" in each and "/P" in each
