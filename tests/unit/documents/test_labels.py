import dataclasses
import datetime as dt
import re

import pytest

from orderset.documents.document import Document, Kind
from orderset.documents.labels import Labels, labels
from orderset.documents.wording import found_as
from tests.unit.documents.judged_cases import worked_ready
from tests.unit.documents.order_documents import ready_at, ready_ids


READY = ready_ids()
DAY_2 = dt.date(2026, 12, 8)


def content_of(document: Document) -> Labels:
    assert isinstance(document.content, Labels)
    return document.content


def plain(text: str) -> str:
    return found_as(text).replace("\u00a0", " ")


@pytest.mark.parametrize("case_id", READY)
def test_one_page_for_each_bag(case_id: str) -> None:
    ready = worked_ready(case_id)
    document = labels(ready)
    assert document.kind is Kind.LABELS
    assert document.document_id == "OS1-7F3A9C21-L"
    assert document.pages == len(ready.plan.infusions) == len(content_of(document).labels)
    assert (document.page_width_mm, document.page_height_mm) == ("102", "76")
    assert [each.payload for each in document.barcodes] == [
        "OS1-7F3A9C21-L1",
        "OS1-7F3A9C21-L2",
        "OS1-7F3A9C21-L3",
    ]
    assert [each.key for each in document.barcodes] == ["label-1", "label-2", "label-3"]


def test_what_stands_on_a_label() -> None:
    content = content_of(labels(ready_at("C01", site={})))
    label = content.labels[1]
    assert plain(label.cycle) == "Cycle 1, day 2, 08-Dec-2026"
    assert label.number == "Label 2 of 3"
    assert label.label_id == "OS1-7F3A9C21-L2"
    assert label.ward == "Day Unit 3"
    assert label.use_before == ""
    assert plain(label.use_before_rule) == "24 hours after preparation"
    assert content.standing == "Not valid until released by pharmacist"
    assert content.pharmacy == "Example Children’s Hospital Pharmacy, 020 7946 0456"
    assert [plain(each) for each in content.warnings] == [
        "Store at 2 to 8 °C. Use only if clear and free of particles.",
        "Do not mix with calcium-containing solutions.",
    ]


@pytest.mark.parametrize("case_id", READY)
def test_everything_on_a_label_must_be_found_as_often_as_there_are_labels(case_id: str) -> None:
    document = labels(worked_ready(case_id))
    content = content_of(document)
    for said in (
        content.banner.name,
        f"Born {content.banner.born}",
        f"NHS No. {content.banner.nhs_number}",
        f"Hospital No. {content.banner.hospital_number}",
        content.standing,
        content.protocol,
        content.pharmacy,
    ):
        assert document.required_text.count(said) == len(content.labels)
    for label in content.labels:
        for text in (*label.infusion.texts, label.cycle, label.number, label.label_id):
            assert found_as(text) in document.required_text
        assert f"DOSE {label.infusion.dose}" in document.required_text
    assert all(found_as(each) == each and each for each in document.required_text)


def test_rules_of_printing_for_the_critical_words() -> None:
    document = labels(worked_ready("C01"))
    text = " ".join(document.required_text)
    assert re.search(r"Born \d{2}-Nov-\d{4} \(\d{1,3}y\)", text)
    assert re.search(r"NHS No\. \d{3} \d{3} \d{4}", text)
    assert re.search(r"\d[\d,.]*\u00a0mL total volume", text)
    assert re.search(r"at \d[\d,.]*\u00a0mL per hour", text)
    assert re.search(r"over \d+\u00a0hours", text)


def test_one_date_keeps_the_numbers_of_the_cycle() -> None:
    document = labels(worked_ready("C01"), frozenset({DAY_2}))
    (label,) = content_of(document).labels
    assert document.pages == 1
    assert label.number == "Label 2 of 3"
    assert [each.payload for each in document.barcodes] == ["OS1-7F3A9C21-L2"]


def test_protect_from_light_where_the_site_says_so() -> None:
    warnings = content_of(labels(ready_at("C01", site={"protect_from_light": True}))).warnings
    assert "Protect from light." in warnings


@pytest.mark.parametrize(
    ("planned", "expected"),
    [
        ("08:00", "08-Dec-2026 08:00"),
        ("00:00", "08-Dec-2026 00:00"),
        ("23:59", "08-Dec-2026 23:59"),
    ],
)
def test_use_before_follows_from_the_planned_preparation(planned: str, expected: str) -> None:
    document = labels(ready_at("C01", site={"planned_preparation_time": planned}))
    label = content_of(document).labels[0]
    assert plain(label.use_before) == expected
    assert plain(label.not_before) == f"07-Dec-2026 {planned}"
    assert expected in document.required_text


def test_use_before_is_in_real_hours_when_the_clocks_go_back() -> None:
    """F15: 24 hours after 09:30 on the day before is 08:30, not 09:30."""
    case = ready_at("C01", site={"planned_preparation_time": "09:30"})
    (first, *others) = case.plan.infusions
    late = dataclasses.replace(first, date=dt.date(2026, 10, 24))
    plan = dataclasses.replace(case.plan, infusions=(late, *others))
    label = content_of(labels(dataclasses.replace(case, plan=plan))).labels[0]
    assert plain(label.not_before) == "24-Oct-2026 09:30"
    assert plain(label.use_before) == "25-Oct-2026 08:30"
