"""A scenario book: what stands in it comes from the judgement, and each page is known."""

import dataclasses

import pytest

from orderset.documents.book import BookContent, book
from orderset.documents.book_comparison import ComparisonContent, comparison
from orderset.documents.book_pages import pages_of
from orderset.documents.document import NO_BREAK_SPACE, Document, Kind
from orderset.documents.wording import NOT_APPROVED, TEST_PATIENT
from orderset.settings import SiteSettings
from tests.approved import approved_protocol
from tests.books import DEFAULT, PROVENANCE, changed, difference, few


def content(document: Document) -> BookContent:
    assert isinstance(document.content, BookContent)
    return document.content


def compared(document: Document) -> ComparisonContent:
    assert isinstance(document.content, ComparisonContent)
    return document.content


def spaced(text: str) -> str:
    return text.replace(NO_BREAK_SPACE, " ")


def test_the_cover_says_what_was_judged_by_and_how_it_came_out() -> None:
    made = book(few())
    facts = {each.name: spaced(each.value) for each in content(made).facts}
    assert facts["Protocol"] == "pamidronate-crmo version 1.0.0"
    assert facts["Protocol file, SHA-256"] == PROVENANCE.protocol_sha256
    assert facts["Approval"] == "Not approved"
    assert facts["Vial in use"] == "30 mg, 3 mg per mL"
    assert facts["Archetypes"].startswith("4: ")
    assert made.kind is Kind.BOOK


def test_one_line_of_the_overview_has_the_plan_of_its_archetype() -> None:
    lines = {each.number: each for page in content(book(few())).overview for each in page}
    ready = lines["A05"]
    assert spaced(" ".join(dataclasses.astuple(ready)[1:-2])) == (
        "11y F 43.7 kg 99.5 1 43.5 mg 250 mL 2 h 125 mL/h"
    )
    assert ready.outcome == "Ready"
    returned = lines["A55"]
    assert (returned.dose, returned.renal, returned.outcome) == ("–", "–", "Returned")
    assert lines["A01"].renal == "–"


def test_days_of_one_dose_stand_in_one_row_with_the_sum_after_each() -> None:
    blocks = {each.number: each for page in content(book(few())).pages for each in page}
    (row,) = blocks["A05"].days
    assert row.day == "1 to 3"
    assert row.sum_in_window == "0.9954, 1.9908, 2.9863"
    lowered = few(
        changed('first_infusion_lowered = "by-site"', 'first_infusion_lowered = "always"')
    )
    first = content(book(lowered)).pages[0][0]
    assert [each.day for each in first.days] == ["1", "2 to 3"]


def test_a_returned_row_has_its_finding_and_nothing_computed() -> None:
    blocks = {each.number: each for page in content(book(few())).pages for each in page}
    returned = blocks["A55"]
    assert (returned.days, returned.steps) == ((), ())
    assert returned.no_days == "Nothing is computed for this patient."
    assert [each.code for each in returned.said] == ["weight-change"]
    assert blocks["A05"].nothing_said == "Nothing is found."


def test_what_is_known_of_a_patient_is_told_whole() -> None:
    made = few(numbers=["A33", "A40", "A87", "A35", "A84"])
    blocks = {each.number: each for page in content(book(made)).pages for each in page}
    told = {
        number: " ".join(spaced(f"{each.name}: {each.value}") for each in block.given)
        for number, block in blocks.items()
    }
    assert "authorised severe-renal-impairment by Dr Example on" in told["A33"].replace(
        "\u2060", ""
    )
    assert "first infusion lowered by the site" in told["A35"]
    assert "Given before: cycle 1 from" in told["A40"]
    assert "vertebral involvement" in " ".join(told.values())
    assert all("Creatinine (baseline)" in each for each in told.values())


def test_everything_missing_is_said_to_be_missing() -> None:
    whole = content(book(few(numbers=[f"A{n:02d}" for n in range(70, 90)])))
    given = [
        " ".join(f"{each.name}: {each.value}" for each in block.given)
        for page in whole.pages
        for block in page
    ]
    assert any("Results: None" in each and "indication not recorded" in each for each in given)


def test_each_number_of_the_plan_is_looked_for_on_the_page_of_its_archetype() -> None:
    made = book(few())
    pages = {
        block.number: 2 + number + 1
        for number, page in enumerate(content(made).pages)
        for block in page
    }
    assert {each.page for each in made.figures if each.key.startswith("A05.")} == {pages["A05"]}
    keys = {each.key for each in made.figures}
    assert {"A05.day-1.dose_mg", "A05.renal.decisive", "A05.day-3.rate_ml_per_h"} <= keys
    assert not any(each.key.startswith("A55.") for each in made.figures)
    assert "A01.renal.decisive" not in keys


def test_less_room_makes_more_pages() -> None:
    whole, half = book(few()), book(few(), 0.45)
    assert whole.pages is not None
    assert half.pages is not None
    assert half.pages > whole.pages


def test_a_part_that_is_higher_than_a_page_has_one_of_its_own() -> None:
    assert pages_of([1.0, 9.0, 1.0], lambda part: part, 5.0) == ((1.0,), (9.0,), (1.0,))


def test_the_watermark_goes_when_a_committee_has_approved_the_protocol() -> None:
    assert book(few()).watermarks == (NOT_APPROVED, TEST_PATIENT)
    assert book(few(approved_protocol())).watermarks == (TEST_PATIENT,)


def test_the_id_follows_from_what_the_book_says() -> None:
    first = book(few())
    assert first == book(few())
    other = few(changed("cap_mg = { value = 60", "cap_mg = { value = 55"))
    assert book(other).document_id != first.document_id
    later = dataclasses.replace(
        few(), provenance=dataclasses.replace(PROVENANCE, software_version="9.9.9")
    )
    assert book(later).document_id != first.document_id
    assert first.document_id in first.title
    assert first.document_id in content(first).footer


def test_the_hospital_of_the_site_stands_on_the_cover() -> None:
    made = dataclasses.replace(few(), site=SiteSettings(hospital="Fictional Hospital"))
    assert "Fictional Hospital" in {each.value for each in content(book(made)).facts}


def test_a_comparison_shows_what_differs_and_says_how_many_are_the_same() -> None:
    made = comparison(difference(changed("cap_mg = { value = 60", "cap_mg = { value = 55")))
    said = compared(made)
    differing = len(said.blocks)
    assert differing > 0
    total = int(said.told.split()[0])
    assert said.told == (
        f"{total} archetypes: {total - differing} the same under both, {differing} differ."
    )
    capped = next(each for each in said.blocks if "above the limit of 60" in each.why)
    lines = {each.what: each for each in capped.lines}
    assert spaced(lines["Day 1"].one).startswith("60 mg: 20 mL of concentrate")
    assert spaced(lines["Day 1"].other).startswith("55 mg: 18.33 mL of concentrate")
    assert "Outcome" not in lines
    assert made.watermarks == (NOT_APPROVED, TEST_PATIENT)
    assert made.pages is None


def test_a_comparison_of_a_protocol_with_itself_says_that_nothing_differs() -> None:
    said = compared(comparison(difference(DEFAULT)))
    assert said.blocks == ()
    assert said.nothing == "Every archetype has the same result under both."


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("infusions = { value = 3", "infusions = { value = 2", "Day 3"),
        ("minimum_days = { value = 28", "minimum_days = { value = 35", "Cycle"),
        (
            "weight_change_highest_ratio = { value = 1.25",
            "weight_change_highest_ratio = { value = 1.1",
            "Plan",
        ),
        ("impaired_below = { value = 60", "impaired_below = { value = 61", "Findings"),
        (
            "baseline_limit_percent = { value = 110",
            "baseline_limit_percent = { value = 120",
            "Limits of day 1",
        ),
    ],
)
def test_what_differs_is_named(old: str, new: str, what: str) -> None:
    said = compared(comparison(difference(changed(old, new))))
    assert what in {line.what for block in said.blocks for line in block.lines}


def test_what_only_one_side_has_is_none_on_the_other() -> None:
    other = changed("infusions = { value = 3", "infusions = { value = 2")
    lines = compared(comparison(difference(other))).blocks[0].lines
    assert next(each for each in lines if each.what == "Day 3").other == "none"
