import dataclasses
import datetime as dt
import re

import pytest

from orderset.documents.document import Document, Kind
from orderset.documents.order_set import PAGES, OrderSet, order_set
from orderset.documents.wording import found_as
from orderset.findings import CellRef
from orderset.patients.patient import Authorisation
from tests.unit.documents.judged_cases import worked_ready
from tests.unit.documents.order_documents import (
    approved,
    caution,
    ready_at,
    ready_ids,
    strings_of,
    with_infusions,
)


READY = ready_ids()
CELL_ADDRESS = re.compile(r"\b[A-Z]{1,2}[0-9]{1,5}\b|![A-Z]|\.xlsx")
SOURCE_CODE = re.compile(r"\b[SF][0-9]{1,2}\b|\bU25\b|\bPL\b")
INFANT = Authorisation(
    codes=("renal-equation-not-valid", "age-below-3"), by="Dr Example", on=dt.date(2026, 12, 3)
)


def content_of(document: Document) -> OrderSet:
    assert isinstance(document.content, OrderSet)
    return document.content


def plain(text: str) -> str:
    return found_as(text).replace("\u00a0", " ")


@pytest.mark.parametrize("case_id", READY)
def test_every_ready_patient_has_two_sheets(case_id: str) -> None:
    document = order_set(worked_ready(case_id))
    assert document.kind is Kind.ORDER_SET
    assert document.pages == PAGES
    assert PAGES % 2 == 0, "printed on both sides, no patient begins on another's sheet"
    assert (document.page_width_mm, document.page_height_mm) == ("210", "297")
    assert document.document_id == "OS1-7F3A9C21-O"
    assert [(each.key, each.payload) for each in document.barcodes] == [
        ("order-set", "OS1-7F3A9C21-O")
    ]
    assert "TESTCASE" not in document.title


def test_critical_line() -> None:
    line = content_of(order_set(worked_ready("C01"))).infusions[0]
    assert {
        field.name: plain(getattr(line, field.name))
        for field in dataclasses.fields(line)
        if field.name != "has_creatinine_limit"
    } == {
        "day": "Day 1",
        "date": "07-Dec-2026",
        "drug": "disodium pamidronate",
        "dose": "16 mg",
        "per_kg": "1 mg per kg × 16 kg",
        "maximum": "maximum 60 mg",
        "diluent": "sodium chloride 0.9%",
        "volume": "100 mL total volume",
        "concentration": "0.16 mg per mL",
        "route": "intravenous infusion",
        "duration": "over 2 hours",
        "rate": "at 50 mL per hour",
        "never_faster": "50 mL per hour",
        "creatinine_limit": "34 µmol/L",
    }


def test_a_capped_dose_says_that_it_is() -> None:
    line = content_of(order_set(worked_ready("C02"))).infusions[0]
    assert plain(line.per_kg) == "1 mg per kg × 70 kg"
    assert plain(line.maximum) == "limited to 60 mg"


def test_without_a_baseline_the_prescriber_sets_the_limit() -> None:
    ready = with_infusions(worked_ready("C01"), creatinine_limit_micromol_per_l=None)
    document = order_set(ready)
    content = content_of(document)
    assert not content.infusions[0].has_creatinine_limit
    assert content.no_baseline == "No baseline: prescriber sets the limit"
    assert document.required_text.count(content.no_baseline) == len(content.infusions)


def test_what_kind_of_set_it_is_and_who_answers_for_it() -> None:
    ready = ready_at("C01", site={})
    control = content_of(order_set(ready)).control
    assert control.title == "Order set – Disodium pamidronate infusion in CRMO"
    assert control.population == ready.subject.protocol.population
    assert control.hospital == "Example Children’s Hospital"
    assert control.approval == "Not approved"
    assert plain(control.review) == "Review by 30-Nov-2027"
    assert control.owner == "Owner Lead pharmacist, paediatric rheumatology"
    assert f"version {ready.subject.protocol.version}, hash abababab" in control.protocol
    assert "Medicines Committee" in content_of(order_set(approved(ready))).control.approval


def test_cycle_and_its_days() -> None:
    told = plain(content_of(order_set(worked_ready("C07"))).cycle)
    assert told == "Cycle 3, 3 infusions, 07-Dec-2026 to 09-Dec-2026"


def test_cautions_are_counted() -> None:
    assert content_of(order_set(worked_ready("C01"))).cautions_told == "No cautions"
    assert plain(content_of(order_set(worked_ready("C02"))).cautions_told) == "2 cautions"
    one = ready_at("C01", (caution("hidden-row", "The row is hidden."),), site={})
    assert plain(content_of(order_set(one)).cautions_told) == "1 caution"


def test_what_was_authorised_is_on_the_front_and_on_the_back() -> None:
    document = order_set(worked_ready("C22", authorisation=INFANT))
    content = content_of(document)
    assert content.decision
    assert plain(content.decision_told) == "2 authorised findings"
    assert document.required_text.count("Dr Example") == 2
    assert content.decision.titles in document.required_text
    none = content_of(order_set(worked_ready("C01")))
    assert none.decision is None
    assert none.decision_told == "No authorised findings"


def test_off_label_is_for_children_only() -> None:
    child = content_of(order_set(worked_ready("C01"))).instructions
    assert child.off_label == "Off-label: disodium pamidronate is not licensed in children."
    assert child.off_label in child.texts
    adult = content_of(order_set(worked_ready("C23"))).instructions
    assert adult.off_label == ""
    assert "" not in adult.texts


def test_the_protocols_words_are_all_there() -> None:
    ready = worked_ready("C01")
    words = ready.subject.protocol.order_set
    texts = {plain(each) for each in content_of(order_set(ready)).instructions.texts}
    lines = [
        *words.checks,
        *words.emergency,
        *words.provenance,
        words.hydration,
        words.never_faster,
        words.diluents_not_to_use,
        words.stop_and_ask,
        words.calcium_and_vitamin_d,
    ]
    assert {each.text for each in lines} < texts
    assert "Doses are stated as disodium salt." in texts


@pytest.mark.parametrize("case_id", READY)
def test_working_is_the_records_line_by_line(case_id: str) -> None:
    ready = worked_ready(case_id)
    lines = content_of(order_set(ready)).working
    assert [plain(each.text) for each in lines] == [each.text for each in ready.plan.working]
    assert [each.source for each in lines] == [each.source for each in ready.plan.working]


@pytest.mark.parametrize("case_id", READY)
def test_every_citation_of_the_working_is_explained(case_id: str) -> None:
    content = content_of(order_set(worked_ready(case_id)))
    cited = {code for line in content.working for code in line.source.split(", ")}
    assert {each.code for each in content.sources} == cited
    assert all(each.title and each.locator for each in content.sources)
    assert not any("not stated" in each.title for each in content.sources)


@pytest.mark.parametrize("case_id", READY)
def test_everything_that_matters_must_be_found_on_paper(case_id: str) -> None:
    document = order_set(worked_ready(case_id))
    content, required = content_of(document), document.required_text
    for said in (
        content.banner.name,
        f"NHS No. {content.banner.nhs_number}",
        f"Hospital No. {content.banner.hospital_number}",
        f"Allergies {content.banner.allergies}",
        content.standing,
        content.footer,
    ):
        assert required.count(said) == PAGES
    for infusion in content.infusions:
        for text in (*infusion.texts, infusion.date, infusion.never_faster):
            assert found_as(text) in required
    for caution_ in content.cautions:
        assert found_as(caution_.message) in required
    assert {f"Page {page} of {PAGES}" for page in range(1, PAGES + 1)} <= set(required)
    assert all(found_as(each) == each and each for each in required)


@pytest.mark.parametrize("case_id", READY)
def test_no_cell_row_or_workbook_is_on_paper(case_id: str) -> None:
    content = content_of(order_set(worked_ready(case_id)))
    ours = [each for each in strings_of(content) if each not in content.footer]
    addresses = [SOURCE_CODE.sub("", each) for each in ours if each != content.standing]
    assert not [each for each in addresses if CELL_ADDRESS.search(each)]


def test_the_same_patient_is_the_same_paper_whatever_the_list() -> None:
    ready = worked_ready("C02")
    cells = {key: CellRef("other.xlsx", "Infusions", "Z99") for key in ready.patient.cells}
    patient = dataclasses.replace(ready.patient, cells=cells)
    moved = dataclasses.replace(ready, subject=dataclasses.replace(ready.subject, patient=patient))
    assert order_set(moved) == order_set(ready)


def test_nobody_is_told_to_trust_what_nobody_signed() -> None:
    content = content_of(order_set(worked_ready("C01")))
    assert content.standing == "Pre-filled by software. NOT a valid prescription until signed."
