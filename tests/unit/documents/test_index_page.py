from collections.abc import Sequence

from orderset.documents.document import Kind
from orderset.documents.index_page import IndexPage, Link, index_page
from orderset.documents.pulling import KIND_WORDS
from orderset.documents.wording import WORD_JOINER
from tests.unit.documents.batches import batch_of, everybody, unread
from tests.unit.documents.judged_cases import worked
from tests.unit.documents.order_documents import strings_of


FILES = {
    2: [
        ("order-set", "patients/H1000002-c1/order-set.pdf"),
        ("labels", "patients/H1000002-c1/labels.pdf"),
    ]
}


def made(packs: Sequence[str] = ()) -> IndexPage:
    return index_page(batch_of([worked("C01", 2), worked("C10", 3), unread()]), FILES, packs)


def test_everybody_is_on_the_page_in_the_lists_order() -> None:
    page = index_page(batch_of(everybody()), {})
    assert [each.line.row for each in page.rows] == [str(n) for n in range(2, 26)]
    assert page.tallies[0].number == "24"


def test_each_document_is_a_link_beside_the_patient() -> None:
    ready, withheld, returned = made().rows
    assert ready.links == (
        Link("Order set", "patients/H1000002-c1/order-set.pdf"),
        Link("Labels", "patients/H1000002-c1/labels.pdf"),
    )
    assert (withheld.links, returned.links) == ((), ())


def test_every_kind_of_a_patients_document_has_words() -> None:
    assert set(KIND_WORDS) == {str(each) for each in Kind} - {"summary"}


def test_reasons_stand_for_who_is_not_ready_and_cautions_for_who_is() -> None:
    _, withheld, returned = made().rows
    assert withheld.remarks == (
        "Hypocalcaemia. The adjusted calcium is 1.98\u00a0mmol/L, below 2.1\u00a0mmol/L.",
    )
    assert returned.remarks == (
        "Infusions!H40 The weight is missing. Expected: a number, 2 to 250.",
    )
    cautious = index_page(batch_of([worked("C02")]), {}).rows[0]
    assert cautious.remarks == cautious.line.cautions != ()


def test_files_for_the_whole_list_have_words_and_safe_addresses() -> None:
    page = made(packs=["summary.pdf", "print/labels.pdf", "returned/day unit #2?.xlsx"])
    assert page.packs == (
        Link("Summary and pick list", "summary.pdf"),
        Link("All labels", "print/labels.pdf"),
        Link("Workbook with remarks, day unit #2?.xlsx", "returned/day%20unit%20%232%3F.xlsx"),
    )


def test_no_address_leads_outside() -> None:
    page = made(packs=["summary.pdf"])
    for link in (*page.packs, *(each for row in page.rows for each in row.links)):
        assert not link.address.startswith(("/", "http", ".."))


def test_nothing_on_the_page_holds_a_joiner_of_paper() -> None:
    rows = made().rows
    assert not [text for row in rows for text in row.remarks if WORD_JOINER in text]
    assert [*strings_of(rows)]


def test_the_page_says_what_it_was_made_from() -> None:
    page = made()
    assert page.made_from.startswith("2026-12-07-day-unit-7f3a9c21. Protocol pamidronate-crmo")
    assert page.made_from.endswith("Not approved. orderset 0.1.0.")
    assert page.watermarks == ("NOT APPROVED FOR CLINICAL USE",)
