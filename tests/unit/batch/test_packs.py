"""The files for the printer: what stands in which, and what is wrong with one that is not so."""

import dataclasses
import datetime as dt
import io
import re
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from orderset.batch.identity import folder_names
from orderset.batch.pack_plan import Pack, holding, packs_of
from orderset.batch.printed_case import PrintedCase, pages_wanted
from orderset.batch.release import StagedBatch, breaches
from orderset.documents.case import Case
from orderset.documents.document import Kind
from orderset.documents.selection import ORDER_KINDS, document_of, kinds_of
from orderset.rendering.finished import finished_pages, number_of_pages
from orderset.settings import SiteSettings
from tests.unit.batch.printed_batches import (
    copied,
    listed,
    replace_file,
    rules_of,
    staged_in,
    three_patients,
)
from tests.unit.documents.judged_cases import worked


ONE_SIDE, BOTH_SIDES = SiteSettings(), SiteSettings(duplex=True)
DAY_1, DAY_2, DAY_3 = (dt.date(2026, 12, day) for day in (7, 8, 9))
EVERY_KIND = tuple(str(kind) for kind in ORDER_KINDS)


def printed_cases(
    *cases: Case,
    dates: frozenset[dt.date] | None = None,
    chosen: tuple[str, ...] = EVERY_KIND,
) -> tuple[PrintedCase, ...]:
    """Return cases as they are after printing, without any paper."""
    printed = []
    for case, folder in zip(cases, folder_names(cases), strict=True):
        documents = [document_of(case, kind, dates) for kind in kinds_of(case, chosen, dates)]
        files = tuple((each.kind, f"{each.kind}.pdf", each.pages or 1) for each in documents)
        wanted = {each.kind: pages_wanted(each) for each in documents}
        printed.append(PrintedCase(case, folder, files, wanted))
    return tuple(printed)


def told(packs: tuple[Pack, ...]) -> dict[str, list[tuple[str, tuple[int, ...]]]]:
    """Return of each pack the files in it, without their folder's first part, and their pages."""
    return {
        pack.path: [(part.path.removeprefix("patients/"), part.pages) for part in pack.parts]
        for pack in packs
    }


def test_a_date_has_its_own_labels_and_worksheets_and_on_day_1_alone_what_is_signed() -> None:
    packs = told(packs_of(printed_cases(listed("C01", 2, "First")), ONE_SIDE, None))
    assert [*packs] == [
        "print/order-sets.pdf",
        "print/monitoring-checklists.pdf",
        "print/preparation-worksheets.pdf",
        "print/labels.pdf",
        "print/2026-12-07/ward-papers.pdf",
        "print/2026-12-07/preparation-worksheets.pdf",
        "print/2026-12-07/labels.pdf",
        "print/2026-12-08/preparation-worksheets.pdf",
        "print/2026-12-08/labels.pdf",
        "print/2026-12-09/preparation-worksheets.pdf",
        "print/2026-12-09/labels.pdf",
        "patients/H2-c1/pack.pdf",
    ]
    assert packs["print/2026-12-07/ward-papers.pdf"] == [
        ("H2-c1/order-set.pdf", (1, 2, 3, 4)),
        ("H2-c1/monitoring-checklist.pdf", (1, 2, 3, 4)),
    ]
    for number, day in enumerate((DAY_1, DAY_2, DAY_3), start=1):
        assert packs[f"print/{day}/labels.pdf"] == [("H2-c1/labels.pdf", (number,))]
        assert packs[f"print/{day}/preparation-worksheets.pdf"] == [
            ("H2-c1/preparation-worksheet.pdf", (number,))
        ]
    assert [path for path, _ in packs["patients/H2-c1/pack.pdf"]] == [
        "H2-c1/order-set.pdf",
        "H2-c1/monitoring-checklist.pdf",
        "H2-c1/preparation-worksheet.pdf",
    ]


def test_a_date_holds_everybody_who_has_an_infusion_then_in_the_lists_order() -> None:
    later = worked("C01", 3, hospital_number="H3", day_1=DAY_2)
    cases = printed_cases(listed("C02", 4, "First"), later, listed("C10", 5, "Withheld"))
    packs = told(packs_of(cases, ONE_SIDE, None))
    assert packs["print/2026-12-08/labels.pdf"] == [
        ("H4-c1/labels.pdf", (2,)),
        ("H3-c1/labels.pdf", (1,)),
    ]
    assert packs["print/2026-12-10/labels.pdf"] == [("H3-c1/labels.pdf", (3,))]
    assert [path for path, _ in packs["print/2026-12-08/ward-papers.pdf"]] == [
        "H3-c1/order-set.pdf",
        "H3-c1/monitoring-checklist.pdf",
    ]
    assert not any("H5" in path for pack in packs.values() for path, _ in pack)


def test_for_chosen_dates_the_labels_are_counted_from_the_first_that_is_printed() -> None:
    chosen = frozenset({DAY_2})
    cases = printed_cases(listed("C01", 2, "First"), dates=chosen)
    packs = told(packs_of(cases, ONE_SIDE, chosen))
    assert [path for path in packs if path.startswith("print/2026")] == [
        "print/2026-12-08/preparation-worksheets.pdf",
        "print/2026-12-08/labels.pdf",
    ]
    assert packs["print/2026-12-08/labels.pdf"] == [("H2-c1/labels.pdf", (1,))]
    assert packs["print/2026-12-08/preparation-worksheets.pdf"] == [
        ("H2-c1/preparation-worksheet.pdf", (2,))
    ]


def test_on_both_sides_every_document_has_whole_sheets_and_labels_stay_as_they_are() -> None:
    packs = packs_of(printed_cases(listed("C01", 2, "First")), BOTH_SIDES, None)
    for pack in packs:
        for part in pack.parts:
            is_odd_a4 = part.kind is not Kind.LABELS and len(part.pages) % 2 == 1
            assert part.is_padded is is_odd_a4
    pages = {pack.path: pack.pages for pack in packs}
    assert pages["print/preparation-worksheets.pdf"] == 4
    assert pages["print/2026-12-08/preparation-worksheets.pdf"] == 2
    assert pages["print/2026-12-08/labels.pdf"] == 1
    assert pages["patients/H2-c1/pack.pdf"] == 12
    assert not any(
        part.is_padded
        for pack in packs_of(printed_cases(listed("C01", 2, "First")), ONE_SIDE, None)
        for part in pack.parts
    )


def test_a_patient_with_one_document_needs_no_pack() -> None:
    cases = printed_cases(listed("C01", 2, "First"), chosen=("order-set", "labels"))
    assert not any(each.path.endswith("/pack.pdf") for each in packs_of(cases, ONE_SIDE, None))


def test_a_list_of_nobody_who_is_ready_has_no_packs() -> None:
    assert packs_of(printed_cases(listed("C10", 3, "Withheld")), ONE_SIDE, None) == ()


def test_the_position_on_the_sheet_holds_for_the_file_that_is_printed_first() -> None:
    packs = packs_of(printed_cases(listed("C01", 2, "First")), ONE_SIDE, None, labels_from=3)
    assert {each.path: each.labels_from for each in packs if each.labels_from != 1} == {
        "print/labels.pdf": 3,
        "print/2026-12-07/labels.pdf": 3,
    }


def test_what_was_replaced_names_every_file_that_holds_it() -> None:
    assert holding({"labels"}) == ("labels.pdf",)
    assert holding({"order-set"}) == ("order-sets.pdf", "ward-papers.pdf")
    assert holding({"notice"}) == ()


# --- On paper -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> StagedBatch:
    """Return a batch for a printer that prints on both sides."""
    rules = rules_of(Kind.ORDER_SET, Kind.WORKSHEET, Kind.LABELS)
    rules = dataclasses.replace(rules, site=rules.site.model_copy(update={"duplex": True}))
    return staged_in(tmp_path_factory.mktemp("batch"), three_patients(), rules)


@pytest.fixture
def batch(whole: StagedBatch, tmp_path: Path) -> StagedBatch:
    return copied(whole, tmp_path)


WORKSHEETS = "print/2026-12-08/preparation-worksheets.pdf"
WARD_PAPERS = "print/2026-12-07/ward-papers.pdf"
LABELS = "print/2026-12-08/labels.pdf"
OWN = "patients/H2-c1/pack.pdf"


def test_a_batch_with_packs_of_every_date_may_be_published(batch: StagedBatch) -> None:
    assert [*breaches(batch)] == []
    pages = finished_pages(batch.staging.read(WORKSHEETS))
    assert [bool(each.text.strip()) for each in pages] == [True, False, True, False]
    assert "Page 2 of 3" in pages[0].text
    assert {(round(each.width_mm), round(each.height_mm)) for each in pages} == {(210, 297)}


def _changed(path: str, change: Callable[[pikepdf.Pdf], object]) -> Callable[[StagedBatch], object]:
    def apply(batch: StagedBatch) -> None:
        with pikepdf.open(io.BytesIO(batch.staging.read(path))) as opened:
            change(opened)
            output = io.BytesIO()
            opened.save(output)
            replace_file(batch, path, output.getvalue(), len(opened.pages))

    return apply


def _put(path: str, other: str) -> Callable[[StagedBatch], object]:
    def apply(batch: StagedBatch) -> None:
        content = batch.staging.read(other)
        replace_file(batch, path, content, number_of_pages(content))

    return apply


def _without(path: str) -> Callable[[StagedBatch], object]:
    def apply(batch: StagedBatch) -> None:
        (batch.staging.folder / path).unlink()
        del batch.staging.files[path]

    return apply


def _without_second(opened: pikepdf.Pdf) -> None:
    del opened.pages[1]


def _filled(opened: pikepdf.Pdf) -> None:
    """Put a page in the place of an empty one."""
    opened.pages[1] = opened.pages[0]


BROKEN: dict[str, tuple[Callable[[StagedBatch], object], str]] = {
    "an empty page less": (_changed(WORKSHEETS, _without_second), "has 3 pages"),
    "an empty page that is not": (_changed(WORKSHEETS, _filled), "page 2 of .* is not empty"),
    "two patients swapped": (
        _changed(LABELS, lambda opened: opened.pages.reverse()),
        "page 1 of .* has OS1-[0-9A-F]+-L2 instead of OS1-",
    ),
    "the labels of another day": (_put(LABELS, "print/2026-12-09/labels.pdf"), "has OS1-.*-L3"),
    "the worksheets of another day": (
        _put(WORKSHEETS, "print/2026-12-09/preparation-worksheets.pdf"),
        "is not “Page 2 of 3”",
    ),
    "the order sets again on another day": (
        _put("print/2026-12-08/ward-papers.pdf", WARD_PAPERS),
        "holds nobody who belongs there",
    ),
    "a day that nobody has": (_put("print/2026-12-24/labels.pdf", LABELS), "holds nobody"),
    "no labels for a day": (_without(LABELS), "2026-12-08/labels.pdf is missing"),
    "another patient's papers": (
        _put(OWN, "patients/H4-c1/pack.pdf"),
        "page 1 of the pack of row 2",
    ),
    "no papers of a patient": (_without(OWN), "the pack of row 2 is missing"),
    "papers of who is not ready": (_put("patients/H3-c1/pack.pdf", OWN), "a patient's pack holds"),
    "labels among A4": (_put(WARD_PAPERS, LABELS), "BAT-11: page 1 of"),
}


@pytest.mark.parametrize(("broken", "expected"), BROKEN.values(), ids=BROKEN)
def test_a_pack_that_is_not_as_planned_is_named(
    batch: StagedBatch, broken: Callable[[StagedBatch], object], expected: str
) -> None:
    broken(batch)
    found = " ".join(breaches(batch))
    assert re.search(expected, found)
    assert "H2" not in found
    assert "First" not in found
