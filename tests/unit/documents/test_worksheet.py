import dataclasses
from decimal import Decimal

import pytest

from orderset.documents.document import Document, Kind
from orderset.documents.wording import found_as
from orderset.documents.worksheet import Worksheet, worksheet
from tests.unit.documents.judged_cases import worked_ready
from tests.unit.documents.order_documents import (
    ready_at,
    ready_ids,
    with_infusions,
)


READY = ready_ids()


def content_of(document: Document) -> Worksheet:
    assert isinstance(document.content, Worksheet)
    return document.content


def plain(text: str) -> str:
    return found_as(text).replace("\u00a0", " ")


@pytest.mark.parametrize("case_id", READY)
def test_a_page_for_each_bag(case_id: str) -> None:
    ready = worked_ready(case_id)
    document = worksheet(ready)
    assert document.kind is Kind.WORKSHEET
    assert document.pages == len(ready.plan.infusions)
    assert document.document_id == "OS1-7F3A9C21-W"
    assert [each.payload for each in document.barcodes] == ["OS1-7F3A9C21-W"]


def test_amounts_of_a_bag() -> None:
    bag = content_of(worksheet(worked_ready("C01"))).bags[0]
    assert [(each.name, plain(each.value), plain(each.how)) for each in bag.amounts] == [
        ("Concentrate, calculated", "5.33 mL", "16 mg ÷ 3 mg per mL"),
        ("Concentrate, drawn up", "5.3 mL", "as the syringe is read"),
        ("Dose delivered", "15.9 mg", "0.6% less than the 16 mg ordered"),
        ("Bag of sodium chloride 0.9%", "100 mL", "one bag, nominal volume"),
        ("Withdrawn from the bag first", "5.3 mL", "same volume as the concentrate"),
        ("Final volume", "100 mL", "after the concentrate is added"),
        ("Final concentration", "0.16 mg per mL", "16 mg in 100 mL"),
    ]
    assert [plain(each.value) for each in bag.amounts if each.is_strong] == [
        "5.3 mL",
        "100 mL",
        "5.3 mL",
    ]
    assert plain(bag.vials_told) == "1 vial of 30 mg in 10 mL, 3 mg per mL"
    assert plain(bag.waste) == "14 mg"
    assert bag.number == "Bag 1 of 3"
    assert bag.label == "Label 1 of 3, OS1-7F3A9C21-L1"
    assert plain(bag.when) == "Cycle 1, day 1, 07-Dec-2026"


@pytest.mark.parametrize("case_id", READY)
def test_what_is_withdrawn_is_what_is_added(case_id: str) -> None:
    for bag in content_of(worksheet(worked_ready(case_id))).bags:
        amounts = {each.name: each.value for each in bag.amounts}
        assert amounts["Withdrawn from the bag first"] == amounts["Concentrate, drawn up"]
        assert bag.infusion.volume == f"{amounts['Final volume']} total volume"


@pytest.mark.parametrize(
    ("delivered", "deviation", "expected"),
    [
        ("16", "0", "as ordered"),
        ("16.2", "1.3", "1.3% more than the 16 mg ordered"),
        ("15.9", "0.6", "0.6% less than the 16 mg ordered"),
    ],
)
def test_the_deviation_has_a_side(delivered: str, deviation: str, expected: str) -> None:
    ready = with_infusions(
        worked_ready("C01"),
        delivered_mg=Decimal(delivered),
        deviation_percent=Decimal(deviation),
    )
    amounts = content_of(worksheet(ready)).bags[0].amounts
    assert plain(next(each.how for each in amounts if each.name == "Dose delivered")) == expected


@pytest.mark.parametrize(("needed", "rows"), [(1, 1), (6, 1), (7, 2), (12, 2)])
def test_places_for_vials_stand_in_rows_of_six(needed: int, rows: int) -> None:
    vials = content_of(worksheet(with_infusions(worked_ready("C01"), vials=needed))).bags[0].vials
    assert [len(row) for row in vials] == [6] * rows
    flat = [each for row in vials for each in row]
    assert [each.is_needed for each in flat] == [True] * needed + [False] * (6 * rows - needed)
    assert [each.name for each in flat] == [f"Vial {n}" for n in range(1, 6 * rows + 1)]


def test_vial_of_the_site() -> None:
    bag = content_of(worksheet(worked_ready("C26"))).bags[0]
    assert plain(bag.vials_told) == "1 vial of 30 mg in 2 mL, 15 mg per mL"


def test_steps_stand_in_order() -> None:
    ready = worked_ready("C01")
    steps = [each.text for each in ready.subject.protocol.worksheet.steps]
    assert [plain(each) for each in content_of(worksheet(ready)).steps] == steps


@pytest.mark.parametrize("case_id", READY)
def test_everything_that_matters_must_be_found_on_paper(case_id: str) -> None:
    document = worksheet(worked_ready(case_id))
    content = content_of(document)
    for said in (content.banner.name, content.standing, content.footer, content.title):
        assert document.required_text.count(said) >= len(content.bags)
    for bag in content.bags:
        for text in (*bag.infusion.texts, bag.label, bag.number, *(a.value for a in bag.amounts)):
            assert found_as(text) in document.required_text
    assert all(found_as(each) == each and each for each in document.required_text)


def test_a_worksheet_is_no_record_until_it_is_signed() -> None:
    content = content_of(worksheet(ready_at("C01", site={})))
    assert content.standing.startswith("Pre-filled by software. NOT a record until signed")
    assert content.pharmacy == "Example Children’s Hospital Pharmacy, 020 7946 0456"
    assert dataclasses.is_dataclass(content)
