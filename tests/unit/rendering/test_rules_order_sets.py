"""Each rule for the order set that runs on files bites, and the shipped order sets break none."""

import dataclasses
import pathlib
from collections.abc import Callable
from decimal import Decimal

import pytest

from orderset.documents.case import ReadyCase
from orderset.documents.checklist import checklist
from orderset.documents.document import Document, Kind
from orderset.documents.notice import notice
from orderset.documents.order_set import OrderSet, order_set
from orderset.documents.worksheet import worksheet
from orderset.rendering.html import html_of
from orderset.rendering.pdf import pdf_of
from orderset.rendering.printed import read_back
from orderset.rendering.rules.order_sets import ORD
from orderset.rendering.rules.page_reading import reading
from orderset.rendering.rules.rule import Runs
from orderset.rendering.templates import Sources, load_templates
from tests.unit.documents.judged_cases import worked, worked_ready
from tests.unit.documents.order_documents import caution, ready_at
from tests.unit.rendering.broken_paper import (
    Mutation,
    broken_rules_of,
    design_with,
    names,
    with_content,
)


SHIPPED = ["C01", "C01b", "C02", "C07", "C12", "C26"]
BANNER = "parts/banner.html"
MEDICATION = "parts/medication.html"
TEMPLATE = "order-set.html"
STYLE = "css/order-set.css"


def shipped() -> Document:
    return order_set(worked_ready("C01"))


def content_of(document: Document) -> OrderSet:
    assert isinstance(document.content, OrderSet)
    return document.content


def with_fact(name: str, value: str) -> Document:
    facts = tuple(
        dataclasses.replace(each, value=value) if each.name == name else each
        for each in content_of(shipped()).basis
    )
    return with_content(shipped(), basis=facts)


def with_instruction(**words: object) -> Document:
    said = dataclasses.replace(content_of(shipped()).instructions, **words)  # type: ignore[arg-type]
    return with_content(shipped(), instructions=said)


def with_working(step: str, **parts: str) -> Document:
    lines = tuple(
        dataclasses.replace(each, **parts) if each.step == step else each
        for each in content_of(shipped()).working
    )
    return with_content(shipped(), working=lines)


def from_a_row() -> Document:
    return with_content(shipped(), footer=f"{content_of(shipped()).footer}   row 5")


def without_allergies() -> Document:
    banner = dataclasses.replace(content_of(shipped()).banner, allergies=" ")
    return with_content(shipped(), banner=banner)


def faster_than_allowed() -> Document:
    figures = tuple(
        dataclasses.replace(each, value=Decimal(49)) if "maximum_rate" in each.key else each
        for each in shipped().figures
    )
    return dataclasses.replace(shipped(), figures=figures)


def with_similar_patient() -> Document:
    message = "Another patient in this list has the family name Testcase: hospital number H7654321."
    return order_set(ready_at("C01", (caution("similar-patient", message),), site={}))


def notice_with_figures() -> Document:
    withheld = notice(worked("C04"))
    return dataclasses.replace(withheld, figures=shipped().figures[:1])


MUTATIONS = [
    Mutation(
        "ORD-01",
        {
            TEMPLATE: {
                '<p class="clear">{{ content.control.population }}</p>': "",
                '  <section class="signatures">\n    {{ bar("Signatures", watermarks) }}': (
                    "<p>{{ content.control.population }}</p>"
                    '<section class="signatures">{{ bar("Signatures", watermarks) }}'
                ),
            }
        },
    ),
    Mutation("ORD-02", {TEMPLATE: {" {{ content.control.review }}.": ""}}),
    Mutation("ORD-02", {TEMPLATE: {" {{ content.control.approval | drawable }}.": ""}}),
    Mutation("ORD-03", {"css/base.css": {"counter(pages)": '"9"'}}),
    Mutation("ORD-04", {BANNER: {"<span>NHS No. <b>{{ banner.nhs_number }}</b></span>": ""}}),
    Mutation("ORD-05", {"parts/page.html": {'<p class="identity">{{ content.footer }}</p>': ""}}),
    Mutation("ORD-05", document=from_a_row),
    Mutation("ORD-06", document=without_allergies),
    Mutation("ORD-07", document=lambda: with_fact("Weight", "16\u00a0kg")),
    Mutation("ORD-07", document=lambda: with_fact("Height", "102 on 01-Dec-2026")),
    Mutation("ORD-08", document=lambda: with_fact("Creatinine", "31 on 04-Dec-2026")),
    Mutation("ORD-08", document=lambda: with_fact("Adjusted calcium", "2.38\u00a0mmol/L")),
    Mutation("ORD-08", document=lambda: with_fact("eGFR", "120.1\u00a0mL/min/1.73\u00a0m²")),
    Mutation("ORD-09", document=lambda: with_fact("Indication", "")),
    Mutation("ORD-10", document=lambda: with_working("Dose", result="16.5\u00a0mg")),
    Mutation(
        "ORD-10",
        document=lambda: with_working("Rate", arithmetic="100\u00a0mL ÷ 2\u00a0hours;"),
    ),
    Mutation("ORD-10", {TEMPLATE: {'<td class="caption">{{ line.source }}</td>': "<td></td>"}}),
    Mutation("ORD-11", {MEDICATION: {"<br>{{ infusion.maximum }}": ""}}),
    Mutation("ORD-11", {STYLE: {"": ".row > .guide { position: relative; top: 9mm; }"}}),
    Mutation(
        "ORD-12",
        {MEDICATION: {'<b class="keep">{{ infusion.duration }}</b> ': "", "</b></p>\n": "</b> "}},
    ),
    Mutation("ORD-13", {TEMPLATE: {"Never faster than <b": "At most <b"}}),
    Mutation("ORD-13", document=faster_than_allowed),
    Mutation("ORD-14", {TEMPLATE: {"Give only if creatinine today is": "Creatinine today"}}),
    Mutation("ORD-15", document=notice_with_figures),
    Mutation(
        "ORD-15",
        {"notice.html": {"</h1>": "</h1><p>60 mg over 2 hours at 50 mL per hour</p>"}},
        document=lambda: notice(worked("C04")),
    ),
    Mutation("ORD-16", {TEMPLATE: {"in content.instructions.lines": "in ()"}}),
    Mutation("ORD-16", document=lambda: with_instruction(supplements="")),
    Mutation(
        "ORD-17", {TEMPLATE: {"content.instructions.lines": "content.instructions.lines[:3]"}}
    ),
    Mutation("ORD-18", {TEMPLATE: {"in content.instructions.emergency": "in ()"}}),
    Mutation("ORD-18", document=lambda: with_fact("Consultant", "")),
    Mutation(
        "ORD-19",
        {TEMPLATE: {'<span class="tick"></span></td>': '<span class="tick">X</span></td>'}},
    ),
    Mutation(
        "ORD-19",
        {
            TEMPLATE: {
                '<span class="tick"></span></td>{% endfor %}': "</td>{% endfor %}",
            }
        },
    ),
    Mutation("ORD-20", {STYLE: {"": ".signatures .write { height: 7mm; font-size: 7.5pt; }"}}),
    Mutation(
        "ORD-20", {TEMPLATE: {'<div class="write prescriber">Prescriber signature</div>': ""}}
    ),
    Mutation(
        "ORD-21", {TEMPLATE: {'{{ signature("Pharmacist, clinical check", "GPhC No.") }}': ""}}
    ),
    Mutation("ORD-22", {TEMPLATE: {'<div class="write">Checked by</div>': ""}}),
    Mutation("ORD-22", {TEMPLATE: {'{{ signature("Working checked", "Registration No.") }}': ""}}),
    Mutation("ORD-23", {TEMPLATE: {'<div class="write time">Pump No.</div>': ""}}),
    Mutation("ORD-23", {TEMPLATE: {">Stop time<": ">Stop time 14:00<"}}),
    Mutation("ORD-24", document=lambda: with_content(shipped(), standing="Pre-filled.")),
    Mutation("ORD-24", {"parts/page.html": {'<p class="standing">{{ content.standing }}</p>': ""}}),
    Mutation("ORD-25", document=lambda: with_instruction(hydration="Give 60.0 ml OD.")),
    Mutation("ORD-25", {TEMPLATE: {"Never faster than": "Never &gt; 50mg/h,"}}),
    Mutation("ORD-25", document=lambda: with_instruction(hydration="Drink well before APD.")),
    Mutation("ORD-25", document=lambda: with_instruction(hydration="Drink before aredia.")),
    Mutation("ORD-26", {STYLE: {"": ".said li { color: #999; }"}}),
    Mutation("ORD-26", {STYLE: {"": ".record .write { background: #ddd; }"}}),
    Mutation("ORD-27", {STYLE: {"": ".said li { font-size: 8pt; }"}}),
    Mutation("ORD-27", {STYLE: {"": ".medication .run { font-size: 11pt; }"}}),
    Mutation("ORD-27", {STYLE: {"": ".write { font-size: 7pt; }"}}),
    Mutation(
        "ORD-28",
        {
            TEMPLATE: {
                '{% for infusion in content.infusions %}\n    <div class="infusion': (
                    '{% for infusion in content.infusions[:2] %}\n    <div class="infusion'
                )
            }
        },
    ),
    Mutation("ORD-29b", {STYLE: {"": ".decision, .decision ~ section { display: none; }"}}),
    Mutation("ORD-33", {TEMPLATE: {" {{ each.message }}": ""}}, document=with_similar_patient),
    Mutation("ORD-35", {TEMPLATE: {"in content.instructions.provenance": "in ()"}}),
    Mutation("ORD-35", {TEMPLATE: {"in content.sources": "in ()"}}),
]


@pytest.mark.parametrize("number", range(len(MUTATIONS)), ids=lambda n: f"{MUTATIONS[n].rule}-{n}")
def test_paper_that_breaks_a_rule_is_refused_by_its_name(
    number: int, tmp_path: pathlib.Path
) -> None:
    mutation = MUTATIONS[number]
    document = mutation.document() if mutation.document else shipped()
    messages = broken_rules_of(document, design_with(tmp_path, mutation.design))
    assert mutation.rule in names(messages), messages


def test_every_rule_that_runs_on_files_has_a_mutation() -> None:
    checked = {each.id for each in ORD if each.check}
    assert checked == {each.rule for each in MUTATIONS}


def test_every_rule_says_where_it_runs_and_why_not() -> None:
    numbers = {each.id for each in ORD}
    assert len(numbers) == len(ORD)
    # ORD-29 is that of all sheets, ORD-30 of all versions and ORD-32 of all figures.
    assert {f"ORD-{n:02}" for n in range(1, 36)} - numbers == {"ORD-29", "ORD-30", "ORD-32"}
    for each in ORD:
        assert (each.check is not None) == (each.runs is Runs.EVERY_FILE), each.id
        assert each.says.endswith(".")
        assert each.source
        assert each.how
        if each.runs is Runs.NOT_APPLICABLE:
            assert each.reading


@pytest.mark.parametrize("case_id", SHIPPED)
def test_the_shipped_order_set_and_worksheet_break_no_rule(case_id: str) -> None:
    for make in (order_set, worksheet):
        document = make(worked_ready(case_id))
        messages = broken_rules_of(document, load_templates(Sources()))
        assert not [each for each in messages if each.startswith("ORD")]


def test_a_notice_reads_like_no_order() -> None:
    document = notice(worked("C04"))
    assert document.kind is Kind.NOTICE
    messages = broken_rules_of(document, load_templates(Sources()))
    assert not [each for each in messages if each.startswith("ORD")]


WORDS_OF_OTHERS = {
    "family_name": "Null",
    "given_name": "Od",
    "allergies": "aspirin 16 mg OD caused 24/7 rash; Page 3 of 9; row 4 printed on 1/2/2020",
    "notes": "Row 4, printed on 2020-01-02 at 5pm. Page 2 of 7. 60.0mg/mL ml, mcg.",
    "ward": "Ward 10U OD/HS-SC",
    "consultant": "Dr Null-Od",
    "contact": "0207946012 OD",
    "indication": "CRMO OD U&E",
}


@pytest.mark.parametrize("make", [order_set, worksheet, checklist])
def test_what_others_wrote_breaks_no_rule(make: Callable[[ReadyCase], Document]) -> None:
    """A patient is not refused for a name, a note or a ward that reads like a fault."""
    document = make(worked_ready("C01", **WORDS_OF_OTHERS))
    assert broken_rules_of(document, load_templates(Sources())) == []


def test_a_text_is_found_whole_and_not_in_a_longer_number() -> None:
    document, templates = shipped(), load_templates(Sources())
    first = read_back(document, pdf_of(html_of(document, templates), document, templates)).pages[0]
    read = reading(first)
    assert "0.16mgpermL" in read.letters
    # The dose of each of three days, and never the end of a concentration.
    assert len(list(read.all("16 mg"))) == 3
    assert read.find("0 mg") is None
    assert read.find("never printed") is None
