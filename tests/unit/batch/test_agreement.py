"""All documents of a patient agree, or none is printed: each rule is broken once and named."""

import dataclasses
import datetime as dt
import json
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from orderset.batch import printing
from orderset.batch.agreement import disagreements, shared_stems
from orderset.documents import wording
from orderset.documents.case import Case
from orderset.documents.document import Document, Figure, Kind
from orderset.documents.labels import Labels
from orderset.documents.notice import notice
from orderset.documents.selection import ORDER_KINDS, document_of, kinds_of
from orderset.findings import Action, Outcome
from tests.unit.batch.printed_batches import listed, printed_in, rules_of, three_patients
from tests.unit.documents.judged_cases import all_ids, worked


EVERYTHING = tuple(str(each) for each in ORDER_KINDS)
ID = re.compile(r"(LBL|VER|ORD|BAR|BAT|PID)-\d\d: ")

Documents = dict[Kind, Document]


def documents_of(case: Case, dates: frozenset[dt.date] | None = None) -> Documents:
    return {kind: document_of(case, kind, dates) for kind in kinds_of(case, EVERYTHING, dates)}


def ready() -> Case:
    return listed("C01", 2, "O’Neill")


@pytest.mark.parametrize("case_id", all_ids())
def test_the_documents_of_every_worked_case_agree(case_id: str) -> None:
    case = worked(case_id)
    assert [*disagreements(case, [*documents_of(case).values()])] == []


def test_labels_for_some_dates_are_complete_without_the_others() -> None:
    case = ready()
    dates = frozenset({dt.date(2026, 12, 8)})
    documents = [*documents_of(case, dates).values()]
    assert [*disagreements(case, documents, dates)] == []
    assert [each[:6] for each in disagreements(case, documents)] == ["LBL-44", "LBL-44"] + [
        "LBL-29"
    ] * 2


def changed(documents: Documents, kind: Kind, **fields: Any) -> Documents:
    return documents | {kind: dataclasses.replace(documents[kind], **fields)}


def with_content(documents: Documents, kind: Kind, **fields: Any) -> Documents:
    content: Any = documents[kind].content
    return changed(documents, kind, content=dataclasses.replace(content, **fields))


def with_banner(documents: Documents, kind: Kind, **fields: Any) -> Documents:
    content: Any = documents[kind].content
    banner = dataclasses.replace(content.banner, **fields)
    return with_content(documents, kind, banner=banner)


def with_figures(
    documents: Documents, kind: Kind, change: Callable[[Figure], Figure | None]
) -> Documents:
    figures = tuple(made for each in documents[kind].figures if (made := change(each)) is not None)
    return changed(documents, kind, figures=figures)


def _second_dose(change: Callable[[Figure], Figure | None]) -> Callable[[Figure], Figure | None]:
    return lambda each: change(each) if each.key == "day-2.dose_mg" else each


def another_dose(documents: Documents) -> Documents:
    one_more = _second_dose(lambda each: dataclasses.replace(each, value=each.value + Decimal(1)))
    return with_figures(documents, Kind.LABELS, one_more)


def another_unit(documents: Documents) -> Documents:
    in_grams = _second_dose(lambda each: dataclasses.replace(each, unit="g"))
    return with_figures(documents, Kind.CHECKLIST, in_grams)


def no_dose(documents: Documents) -> Documents:
    return with_figures(documents, Kind.LABELS, _second_dose(lambda _: None))


def _labels(documents: Documents) -> Labels:
    content = documents[Kind.LABELS].content
    assert isinstance(content, Labels)
    return content


def a_label_less(documents: Documents) -> Documents:
    document = documents[Kind.LABELS]
    made = with_content(documents, Kind.LABELS, labels=_labels(documents).labels[:-1])
    return changed(made, Kind.LABELS, barcodes=document.barcodes[:-1])


def labels_exchanged(documents: Documents) -> Documents:
    first, second, *others = _labels(documents).labels
    return with_content(documents, Kind.LABELS, labels=(second, first, *others))


def a_label_twice(documents: Documents) -> Documents:
    first, _, *others = _labels(documents).labels
    return with_content(documents, Kind.LABELS, labels=(first, first, *others))


def labels_of_another_number(documents: Documents) -> Documents:
    first, *others = _labels(documents).labels
    wrong = dataclasses.replace(first, number="Label 1 of 9")
    return with_content(documents, Kind.LABELS, labels=(wrong, *others))


def a_barcode_less(documents: Documents) -> Documents:
    return changed(documents, Kind.LABELS, barcodes=documents[Kind.LABELS].barcodes[1:])


def a_barcode_twice(documents: Documents) -> Documents:
    first, _, *others = documents[Kind.LABELS].barcodes
    return changed(documents, Kind.LABELS, barcodes=(first, first, *others))


def another_patients_barcode(documents: Documents) -> Documents:
    code = dataclasses.replace(documents[Kind.ORDER_SET].barcodes[0], payload="OS1-0000-O")
    return changed(documents, Kind.ORDER_SET, barcodes=(code,))


def one_id_for_two(documents: Documents) -> Documents:
    return changed(documents, Kind.WORKSHEET, document_id=documents[Kind.ORDER_SET].document_id)


def unmarked(documents: Documents) -> Documents:
    return {
        kind: dataclasses.replace(each, watermarks=(wording.NOT_APPROVED,))
        for kind, each in documents.items()
    }


BROKEN: dict[str, tuple[Callable[[Documents], Documents], str]] = {
    "another dose on the labels": (another_dose, "LBL-44"),
    "another unit on the checklist": (another_unit, "LBL-44"),
    "no dose to compare": (no_dose, "LBL-44"),
    "a label less": (a_label_less, "LBL-29"),
    "labels exchanged": (labels_exchanged, "LBL-29"),
    "a label twice": (a_label_twice, "LBL-29"),
    "labels of another number": (labels_of_another_number, "LBL-29"),
    "a barcode less": (a_barcode_less, "LBL-29"),
    "a barcode twice": (a_barcode_twice, "BAR-09"),
    "another patient's barcode": (another_patients_barcode, "LBL-25"),
    "one id for two documents": (one_id_for_two, "LBL-25"),
    "another patient's name": (
        lambda documents: with_banner(documents, Kind.WORKSHEET, name="OTHER, Amelia"),
        "PID-06",
    ),
    "a name in its own capitals": (
        lambda documents: with_banner(documents, Kind.LABELS, name="O'NEILL, Amelia"),
        "PID-06",
    ),
    "another patient's numbers": (
        lambda documents: with_banner(documents, Kind.LABELS, hospital_number="H9"),
        "BAT-12",
    ),
    "other allergies": (
        lambda documents: with_banner(documents, Kind.CHECKLIST, allergies="Penicillin"),
        "BAT-12",
    ),
    "nobody's document": (
        lambda documents: changed(documents, Kind.CHECKLIST, content=None),
        "BAT-12",
    ),
    "other marks": (
        lambda documents: changed(documents, Kind.CHECKLIST, watermarks=(wording.TEST_PATIENT,)),
        "BAT-12",
    ),
    "a test patient without the mark": (unmarked, "PID-04"),
    "another version on the labels": (
        lambda documents: changed(documents, Kind.LABELS, version=2),
        "VER-01",
    ),
    "labels that replace another paper": (
        lambda documents: changed(documents, Kind.LABELS, replaces="OS1-0D9B2E66AC"),
        "VER-02",
    ),
}


@pytest.mark.parametrize(("broken", "rule"), BROKEN.values(), ids=BROKEN)
def test_what_is_broken_is_named_by_its_rule(
    broken: Callable[[Documents], Documents], rule: str
) -> None:
    case = ready()
    found = [*disagreements(case, [*broken(documents_of(case)).values()])]
    assert all(ID.match(each) for each in found)
    assert found[0].startswith(rule) or rule in {each[:6] for each in found}
    assert not any("Neill" in each or "Amelia" in each for each in found)


def test_a_number_that_differs_is_told_with_both_places() -> None:
    case = ready()
    found = [*disagreements(case, [*another_dose(documents_of(case)).values()])]
    assert found == ["LBL-44: day-2.dose_mg is 16 mg on order-set and 17 mg on labels."]


def not_ready(case: Case, code: str) -> Case:
    """Return a ready case as withheld after all, for a finding with this code."""
    judgement = case.judgement
    template = worked("C10").judgement.findings[0]
    found = dataclasses.replace(template, code=code, action=Action.WITHHOLD)
    withheld = dataclasses.replace(judgement, findings=(found,), outcome=Outcome.WITHHELD)
    return dataclasses.replace(case, judgement=withheld)


@pytest.mark.parametrize(
    ("code", "rule"), [("hypocalcaemia", "ORD-15"), ("creatinine-stale", "ORD-31")]
)
def test_no_order_document_is_for_a_patient_who_is_not_ready(code: str, rule: str) -> None:
    documents = documents_of(ready())
    found = [*disagreements(not_ready(ready(), code), [*documents.values()])]
    assert found == [
        f"{rule}: {kind} was made for a patient who is withheld." for kind in documents
    ]


def test_a_notice_states_no_dose_and_is_not_for_a_patient_who_is_ready() -> None:
    withheld = listed("C10", 3, "Withheld")
    document = notice(withheld)
    assert [*disagreements(withheld, [document])] == []
    dose = Figure("day-1.dose_mg", Decimal(16), "mg", 1)
    stating = dataclasses.replace(document, figures=(dose,))
    assert [*disagreements(withheld, [stating])] == [
        "ORD-15: notice states day-1.dose_mg of a patient who is withheld."
    ]
    judgement = dataclasses.replace(withheld.judgement, outcome=Outcome.READY)
    released = dataclasses.replace(withheld, judgement=judgement)
    assert next(disagreements(released, [document])) == (
        "ORD-15: a notice was made for a patient who is ready."
    )


def test_rows_without_documents_may_share_an_id() -> None:
    same = listed("C01", 2, "Same")
    assert shared_stems([(same, ()), (same, ())]) == frozenset()
    assert shared_stems([(same, (Kind.LABELS,)), (same, ())]) == frozenset()
    assert shared_stems([(same, (Kind.LABELS,)), (same, (Kind.LABELS,))]) == {same.document_id}


# --- On the way to paper --------------------------------------------------------------------------


def _of_folder(folder: Path) -> Iterator[str]:
    return (each.name for each in sorted(folder.iterdir()))


def _failures(staged: Path, row: int) -> list[tuple[str, str]]:
    told = json.loads((staged / f"patients/H{row}-c1/record.json").read_text("utf-8"))
    codes = {"inspection-failed", "render-failed"}
    return [(each["code"], each["message"]) for each in told["findings"] if each["code"] in codes]


def _for_row_4(monkeypatch: pytest.MonkeyPatch, change: Callable[[Document], Document]) -> None:
    def document_for(case: Case, kind: Kind, dates: frozenset[dt.date] | None) -> Document:
        made = document_of(case, kind, dates)
        return change(made) if case.entry.row == 4 else made

    monkeypatch.setattr(printing, "document_of", document_for)


def test_nothing_is_published_of_a_patient_whose_documents_disagree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _for_row_4(monkeypatch, lambda made: dataclasses.replace(made, document_id="OS1-0-L"))
    staging, printed = printed_in(tmp_path, three_patients(), rules_of(Kind.LABELS))
    assert [*_of_folder(staging.folder / "patients/H4-c1")] == ["record.json"]
    assert [*_of_folder(staging.folder / "patients/H2-c1")] == ["labels.pdf", "record.json"]
    assert _failures(staging.folder, 4) == [
        ("inspection-failed", "LBL-25: OS1-0-L is not an id of OS1-0000000004.")
    ]
    assert [each.case.judgement.outcome for each in printed] == [
        Outcome.READY,
        Outcome.WITHHELD,
        Outcome.RETURNED,
    ]


def test_one_patients_fault_is_that_patients_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """BAT-02: and its text, which may hold a name, is not told."""

    def broken(_: Document) -> Document:
        message = "SECOND, Amelia"
        raise ZeroDivisionError(message)

    alone, _ = printed_in(tmp_path / "alone", three_patients()[:1], rules_of(Kind.LABELS))
    _for_row_4(monkeypatch, broken)
    staging, _ = printed_in(tmp_path / "all", three_patients(), rules_of(Kind.LABELS))
    first = "patients/H2-c1/labels.pdf"
    assert staging.read(first) == alone.read(first)
    assert [*_of_folder(staging.folder / "patients/H3-c1")] == ["notice.pdf", "record.json"]
    assert [*_of_folder(staging.folder / "patients/H4-c1")] == ["record.json"]
    assert _failures(staging.folder, 4) == [
        (
            "render-failed",
            "An unforeseen error while the documents were made: ZeroDivisionError.",
        )
    ]


def test_one_document_id_on_two_rows_is_printed_for_neither(tmp_path: Path) -> None:
    first, withheld, second = three_patients()
    same = dataclasses.replace(second, document_id=first.document_id)
    staging, _ = printed_in(tmp_path, [first, withheld, same], rules_of(Kind.LABELS))
    for row in (2, 4):
        assert [*_of_folder(staging.folder / f"patients/H{row}-c1")] == ["record.json"]
        ((code, message),) = _failures(staging.folder, row)
        assert (code, message[:6]) == ("inspection-failed", "BAR-09")
    assert [*_of_folder(staging.folder / "patients/H3-c1")] == ["notice.pdf", "record.json"]
