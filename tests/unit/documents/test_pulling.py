"""What must be pulled from the trolley, in words: on the summary, on the page and on a screen."""

import dataclasses

from orderset.batch.report import not_listed, to_pull
from orderset.documents.index_page import index_page
from orderset.documents.summary import SummaryContent, summary
from tests.unit.documents.batches import pulling
from tests.unit.documents.order_documents import strings_of


def content() -> SummaryContent:
    made = summary(pulling()).content
    assert isinstance(made, SummaryContent)
    return made


def test_each_line_says_which_papers_where_they_are_and_what_takes_their_place() -> None:
    ready, withheld, failed, returned = content().pulls
    assert ready.papers == "Order set, checklist, worksheet, labels"
    assert ready.old == "OS1-0D9B2E66AC, Version\u00a02"
    assert ready.published == "published in 2026-12-07-day-unit-0a1b2c3d"
    assert ready.instead == "Replaced by OS1-7F3A9C21, Version\u00a03"
    assert "Version\u00a01" in ready.remark
    assert withheld.published.endswith(" and other")
    assert withheld.instead.startswith("Nothing to give takes their place: Do not give, notice ")
    assert withheld.remark == ""
    assert failed.instead.endswith("the new documents could not be made")
    assert (returned.papers, returned.old) == ("every paper with this id", "OS1-3D9B2E66AC")
    assert returned.published.endswith("a batch that is not there any more")
    assert returned.instead.endswith("the row is returned")


def test_summary_must_say_it_and_page_says_the_same() -> None:
    batch = pulling()
    required = summary(batch).required_text
    page = index_page(batch, {})
    shown = {*strings_of(page)}
    texts = [text for each in batch.pulls for text in each.texts]
    texts += [text for each in batch.absent_lines for text in each.texts]
    for text in texts:
        assert text.replace("\u2060", "") in required
        assert text in shown
    assert (page.pull_heading, page.absent_heading) == (
        content().pull_heading,
        content().absent_heading,
    )
    assert content().pulls_told == "4\u00a0patients"


def test_a_row_that_is_gone_is_named_by_number_cycle_and_last_day() -> None:
    first, second = content().absent
    assert first.who.replace("\u2060", "") == "Hospital No. H9, cycle 2, last infusion 09-Dec-2026"
    assert second.who == "Hospital No. H8, cycle 1"


def test_a_first_list_has_neither_section() -> None:
    batch = dataclasses.replace(pulling(), replaced=(), absent=())
    said = " ".join(summary(batch).required_text)
    assert "Pull from the trolley" not in said
    assert "decide whether" not in said


def test_the_screen_says_it_by_row_and_id_and_names_nobody() -> None:
    lines = [*to_pull(pulling()), *not_listed(pulling())]
    assert len(lines) == 6
    assert lines[0].startswith("pull from the trolley: row 2: Order set, checklist,")
    assert "OS1-4D9B2E66AC" in lines[4]
    for line in lines:
        assert "Testcase".upper() not in line.upper()
        assert "H9" not in line
