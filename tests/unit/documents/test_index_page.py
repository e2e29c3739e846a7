import datetime as dt
from collections.abc import Sequence

from orderset.documents.document import OF_A_RUN
from orderset.documents.index_page import IndexPage, Link, Remark, index_page
from orderset.documents.page_links import PACK
from orderset.documents.pulling import KIND_WORDS
from orderset.documents.summary import SummaryContent, summary
from orderset.documents.wording import WORD_JOINER
from tests.unit.documents.batches import REMARK, batch_of, everybody, unread
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
    assert set(KIND_WORDS) == {str(each) for each in OF_A_RUN} - {"summary"}


def test_reasons_stand_for_who_is_not_ready_and_cautions_for_who_is() -> None:
    _, withheld, returned = made().rows
    (why,) = withheld.remarks
    assert why.text == (
        "Hypocalcaemia. The adjusted calcium is 1.98\u00a0mmol/L, below 2.1\u00a0mmol/L."
    )
    assert why.to_do == withheld.line.why[0].to_do.replace(WORD_JOINER, "") != ""
    assert [each.text for each in returned.remarks] == [
        "Infusions!H40 The weight is missing. Expected: a number, 2 to 250."
    ]
    cautious = index_page(batch_of([worked("C02")]), {}).rows[0]
    assert cautious.remarks == tuple(Remark(each, "") for each in cautious.line.cautions) != ()


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
    assert not [
        each for row in rows for each in row.remarks if WORD_JOINER in f"{each.text}{each.to_do}"
    ]
    assert [*strings_of(rows)]


def test_the_page_says_what_it_was_made_from() -> None:
    page = made()
    assert page.made_from.startswith("2026-12-07-day-unit-7f3a9c21. Protocol pamidronate-crmo")
    assert page.made_from.endswith("Not approved. orderset 0.1.0.")
    assert page.watermarks == ("NOT APPROVED FOR CLINICAL USE",)


def test_packs_of_a_date_stand_under_their_date_in_the_order_of_those_of_the_list() -> None:
    page = made(
        packs=[
            "summary.pdf",
            "print/2026-12-08/labels.pdf",
            "print/2026-12-07/labels.pdf",
            "print/2026-12-07/preparation-worksheets.pdf",
            "print/2026-12-07/ward-papers.pdf",
        ]
    )
    assert page.packs == (Link("Summary and pick list", "summary.pdf"),)
    first, second = page.day_packs
    assert (first.date, first.heading) == ("2026-12-07", "Mon 07-Dec-2026")
    assert first.links == (
        Link("Order sets and checklists (day 1)", "print/2026-12-07/ward-papers.pdf"),
        Link("All preparation worksheets", "print/2026-12-07/preparation-worksheets.pdf"),
        Link("All labels", "print/2026-12-07/labels.pdf"),
    )
    assert second.links == (Link("All labels", "print/2026-12-08/labels.pdf"),)


def test_a_patients_pack_has_words() -> None:
    page = index_page(batch_of([worked("C01", 2)]), {2: [(PACK, "patients/H1-c1/pack.pdf")]})
    assert page.rows[0].links == (Link("This patient’s pack", "patients/H1-c1/pack.pdf"),)


def test_filters_offer_what_occurs_and_rows_say_what_is_compared() -> None:
    page = made()
    assert [each.words for each in page.outcomes] == [
        "All not ready",
        "Ready",
        "Do not give",
        "Returned",
    ]
    assert [(each.value, each.words) for each in page.dates] == [
        ("2026-12-07", "Mon 07-Dec-2026"),
        ("2026-12-08", "Tue 08-Dec-2026"),
        ("2026-12-09", "Wed 09-Dec-2026"),
    ]
    assert [each.value for each in page.wards] == ["Day Unit 3"]
    ready, withheld, returned = page.rows
    assert ready.dates == withheld.dates == tuple(each.value for each in page.dates)
    assert (ready.infusions, withheld.infusions) == (tuple(each.words for each in page.dates), ())
    assert (returned.outcome, returned.ward, returned.dates) == ("returned", "", ())
    assert (ready.day_1, returned.day_1) == ("Mon 07-Dec-2026", "Not Known")


def test_a_list_in_which_everybody_is_ready_does_not_offer_not_ready() -> None:
    page = index_page(batch_of([worked("C01", 2)]), {})
    assert [each.value for each in page.outcomes] == ["ready"]


def test_the_tallies_have_the_words_of_the_rows() -> None:
    page = made()
    assert page.tallies[0].outcome == ""
    words = {each.line.outcome for each in page.rows}
    assert words < {each.name for each in page.tallies}
    assert {each.outcome for each in page.rows} < {each.outcome for each in page.tallies}


def test_pick_list_provenance_and_remarks_are_the_summarys() -> None:
    batch = batch_of(everybody(), workbook_findings=[REMARK])
    page, printed = index_page(batch, {}), summary(batch).content
    assert isinstance(printed, SummaryContent)
    assert tuple(each.pick for each in page.pick_days) == printed.pick_list.days
    assert page.pick_totals == printed.pick_list.totals
    assert (page.remarks, page.facts) == (printed.remarks, printed.facts)
    assert page.pick_heading == printed.pick_heading


def test_the_pick_list_of_one_date_is_of_that_date() -> None:
    batch = batch_of([worked("C01", 2)], dates=frozenset({dt.date(2026, 12, 8)}))
    (day,) = index_page(batch, {}).pick_days
    assert (day.date, day.heading) == ("2026-12-08", "Tue 08-Dec-2026, 1\u00a0bag")
