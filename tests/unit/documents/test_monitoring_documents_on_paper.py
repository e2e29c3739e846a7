"""Checklist, notice, summary and page as printed: they pass the inspection and say everything."""

import dataclasses
import datetime as dt
import html.parser
import io
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

import pikepdf
import pypdfium2
import pytest

from orderset.documents.case import ReadyCase, ready_case
from orderset.documents.checklist import checklist
from orderset.documents.document import Document
from orderset.documents.index_page import index_page
from orderset.documents.notice import notice
from orderset.documents.summary import BatchSummary, summary
from orderset.dosing.situation import Subject
from orderset.findings import CellRef
from orderset.patients.patient import Authorisation, PreviousDose, Result
from orderset.rendering.html import page_of
from orderset.rendering.templates import Sources, load_templates
from orderset.rendering.worker import rendered
from tests.builders import case, subject_from_case
from tests.unit.documents.batches import REMARK, batch_of, everybody, unread
from tests.unit.documents.judged_cases import case_of, worked, worked_ready
from tests.unit.documents.order_documents import LONG_ALLERGIES, LONG_FAMILY_NAME, SITE, ready_ids
from tests.unit.documents.test_notice import noticed


SMALLEST_PT = 7.5
POINTS_PER_PIXEL = 0.75

LONGEST = {
    "family_name": LONG_FAMILY_NAME,
    "given_name": "Maximiliana Wilhelmina Ŵynne-Jones",
    "title": "Miss",
    "allergies": LONG_ALLERGIES,
    "ward": "Children’s Day Unit and Infusion Suite 3",
    "consultant": "Professor Wilhelmina Featherstonehaugh-C",
    "contact": "bleep 1234 or switchboard 020 7946 01234",
    "planned_start": dt.time(22, 45),
}


def sound(document: Document) -> bytes:
    """Return the PDF, which passed every inspection."""
    result = rendered(document, Sources())
    assert [each.message for each in result.defects] == []
    assert document.pages in {None, result.pages}
    assert result.pdf
    return result.pdf


def smallest_print_pt(pdf: bytes) -> float:
    with pypdfium2.PdfDocument(pdf) as opened:
        sizes: list[float] = [
            run.get_font_size() * POINTS_PER_PIXEL
            for page in opened
            for run in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT], max_depth=8)
            if run.get_font_size() > 1
        ]
    return min(sizes)


def result(test: str, reported: str, unit: str, taken_on: str) -> Result:
    number = Fraction(reported) if unit else None
    where = CellRef("list.xlsx", "Results", "C30")
    day = dt.date.fromisoformat(taken_on)
    return Result(test, number, reported, unit, day, None, False, None, where)  # noqa: FBT003


def crowded(subject: Subject) -> Subject:
    """Return a patient with as many results and questions as there can be."""
    more = (
        *(result("pain_vas", str(n), "0-10", f"2026-0{n}-02") for n in range(1, 9)),
        result("urine_ntx_creatinine", "812", "nmol BCE/mmol", "2026-05-01"),
        result("urine_ntx_creatinine", "640", "nmol BCE/mmol", "2026-08-20"),
        result("alkaline_phosphatase", "212", "U/L", "2026-05-01"),
        result(
            "dental_review",
            "No caries, no treatment planned; review in six months’ time.",
            "",
            "2026-04-04",
        ),
        result(
            "imaging",
            "Whole-body MRI: less oedema in T9, both tibiae unchanged now",
            "",
            "2026-11-28",
        ),
    )
    long_ago = PreviousDose(
        1,
        dt.date(2024, 12, 1),
        Decimal(20),
        Decimal(20),
        CellRef("list.xlsx", "Previous doses", "D9"),
    )
    patient = dataclasses.replace(
        subject.patient,
        results=(*subject.patient.results, *more),
        previous_doses=(long_ago, *subject.patient.previous_doses),
        indication="MRI-confirmed recurrence",
        pain_vas=Decimal("2.5"),
    )
    site = subject.site.model_copy(update=SITE)
    return dataclasses.replace(subject, patient=patient, site=site)


def ready_of(subject: Subject) -> ReadyCase:
    ready = ready_case(case_of(subject))
    assert ready
    return ready


@pytest.mark.parametrize("case_id", ready_ids())
def test_checklists_print_whole(case_id: str) -> None:
    sound(checklist(worked_ready(case_id, planned_start=dt.time(9, 30))))


def test_a_checklist_holds_everything_at_its_longest() -> None:
    ready = ready_of(crowded(subject_from_case(case("C07"), **LONGEST)))
    assert len(ready.plan.monitoring.prompts) == 6
    assert smallest_print_pt(sound(checklist(ready))) >= SMALLEST_PT


def test_a_checklist_holds_four_hours_past_midnight_for_the_longest_name() -> None:
    decision = Authorisation(("severe-renal-impairment",), "Dr Example", dt.date(2026, 12, 1))
    ready = worked_ready("C03", authorisation=decision, **LONGEST)
    assert {each.duration_h for each in ready.plan.infusions} == {Decimal(4)}
    sound(checklist(ready))


def test_charts_have_words_for_those_who_cannot_see_them() -> None:
    pdf = sound(checklist(ready_of(crowded(subject_from_case(case("C07"))))))
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        figures = [
            str(each.Alt)
            for each in opened.objects
            if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/Figure"
        ]
        headings = [
            each
            for each in opened.objects
            if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/H1"
        ]
    assert len(figures) == 4 + 3
    assert any(each.startswith("Creatinine, µmol/L. Down by 29") for each in figures)
    assert len(headings) == 1


@pytest.mark.parametrize("case_id", noticed())
def test_notices_print_whole_on_one_page(case_id: str) -> None:
    pdf = sound(notice(worked(case_id)))
    assert smallest_print_pt(pdf) >= SMALLEST_PT


@pytest.mark.parametrize("case_id", ["C04", "C08"])
def test_a_notice_holds_every_reason_at_its_longest(case_id: str) -> None:
    medicines: tuple[str, ...] = (
        "naproxen 250 mg twice daily with food",
        "furosemide 20 mg in the mornings",
    )
    if case_id == "C08":
        medicines = (*medicines, "gentamicin " + "80 mg three times a day " * 7, "zoledronate")
    subject = subject_from_case(
        case(case_id), **(LONGEST | {"indication": None, "current_medicines": medicines})
    )
    patient = dataclasses.replace(
        subject.patient,
        results=tuple(each for each in subject.patient.results if each.test == "creatinine"),
        cycle_number=6,
        weight_measured_on=dt.date(2026, 5, 5),
        height_measured_on=dt.date(2026, 5, 5),
    )
    sound(notice(case_of(dataclasses.replace(subject, patient=patient))))


def test_a_summary_prints_whole_however_long_the_list() -> None:
    cases = [
        dataclasses.replace(each, entry=dataclasses.replace(each.entry, row=row))
        for row, each in enumerate(everybody() * 3, start=2)
    ]
    long_name = worked("C01", 90, **LONGEST)
    remarks = [REMARK] * 12
    batch = batch_of([*cases, long_name, unread(91)], workbook_findings=remarks, failed={2: "No."})
    pdf = sound(summary(batch))
    assert smallest_print_pt(pdf) >= SMALLEST_PT
    with pypdfium2.PdfDocument(pdf) as opened:
        last = len(opened)
        assert f"Page {last} of {last}" in opened[last - 1].get_textpage().get_text_range()


def test_a_summary_of_nobody_prints_whole() -> None:
    sound(summary(batch_of([])))
    sound(summary(batch_of([worked("C10")], dates=frozenset({dt.date(2026, 12, 8)}))))


class _Page(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in {"href", "src"}]


def browsed(
    batch: BatchSummary,
    files: Mapping[int, Sequence[tuple[str, str]]],
    packs: Sequence[str] = (),
) -> str:
    return page_of("index.html", index_page(batch, files, packs), load_templates(Sources()))


def test_the_page_needs_nothing_but_itself_and_the_files_beside_it() -> None:
    files = {2: [("labels", "patients/H1-c1/labels.pdf")]}
    text = browsed(batch_of([worked("C01", 2)]), files, ["summary.pdf"])
    page = _Page()
    page.feed(text)
    assert "script" not in page.tags
    assert page.tags.count("link") == 1
    beside = [each for each in page.addresses if not each.startswith("#")]
    assert beside == ["replaced.css", "summary.pdf", "patients/H1-c1/labels.pdf"]
    assert not re.search(r"https?:|url\(|@import", text)


def test_the_page_prints_names_as_they_are_written() -> None:
    text = browsed(batch_of([worked("C01", 2, given_name="<b>Ann & Bo</b>")]), {})
    assert "&lt;b&gt;Ann &amp; Bo&lt;/b&gt;" in text
