"""Each rule for the checklist that runs on files bites, and the shipped checklists break none."""

import ctypes
import dataclasses
import datetime as dt
import io
import pathlib
from decimal import Decimal
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from orderset.documents.checklist import ChecklistContent, DayPage, checklist
from orderset.documents.document import Document
from orderset.rendering.html import html_of
from orderset.rendering.pdf import pdf_of
from orderset.rendering.rules.checklists import MON
from orderset.rendering.rules.rule import Runs
from orderset.rendering.templates import Sources, load_templates
from tests.unit.documents.judged_cases import worked_ready
from tests.unit.rendering.broken_paper import (
    Mutation,
    broken_rules_of,
    design_with,
    names,
    with_content,
)


SHIPPED = ["C01", "C01b", "C02", "C07", "C12", "C26"]
STARTS = [None, dt.time(9, 30), dt.time(23, 0)]
TEMPLATE = "monitoring-checklist.html"
STYLE = "css/monitoring-checklist.css"
BANNER = "parts/banner.html"
LINE_PT = 0.4
POINTS_PER_PIXEL = 0.75
PALE, WHITE = 0x77, 0xFF


def shipped(start: dt.time | None = dt.time(9, 30)) -> Document:
    """Return a checklist of one day: what is broken on one is broken on three."""
    ready = worked_ready("C01", planned_start=start)
    plan = dataclasses.replace(ready.plan, infusions=ready.plan.infusions[:1])
    return checklist(dataclasses.replace(ready, plan=plan))


def content_of(document: Document) -> ChecklistContent:
    assert isinstance(document.content, ChecklistContent)
    return document.content


def with_day(document: Document, **changes: Any) -> Document:
    first, *others = content_of(document).days
    changed: DayPage = dataclasses.replace(first, **changes)
    return with_content(document, days=(changed, *others))


def with_slot(document: Document, number: int, **changes: Any) -> Document:
    grid = content_of(document).days[0].grid
    slots = tuple(
        dataclasses.replace(each, **changes) if place == number else each
        for place, each in enumerate(grid.slots)
    )
    return with_day(document, grid=dataclasses.replace(grid, slots=slots))


def faster() -> Document:
    """Return a checklist whose record has another rate than its paper."""
    figures = tuple(
        dataclasses.replace(each, value=Decimal(40)) if each.key == "day-1.rate_ml_per_h" else each
        for each in shipped().figures
    )
    return dataclasses.replace(shipped(), figures=figures)


MUTATIONS = [
    Mutation("MON-01", {BANNER: {"<span>Gender <b>{{ banner.gender }}</b></span>": ""}}),
    Mutation("MON-01", {"css/base.css": {"counter(pages)": '"9"'}}),
    Mutation("MON-01", {"parts/page.html": {'<p class="identity">{{ content.footer }}</p>': ""}}),
    Mutation("MON-02", {TEMPLATE: {'bar("After"': 'bar("Afterwards"'}}),
    Mutation("MON-02", {STYLE: {"": ".bar { background: #fff; color: #000; }"}}),
    Mutation("MON-03", {TEMPLATE: {"in day.checks %}": "in day.checks[1:] %}"}}),
    Mutation(
        "MON-03",
        {
            TEMPLATE: {
                '<td class="done ticks">{% if check %}<span class="tick"></span>{% endif %}</td>': (
                    '<td class="done"></td>'
                )
            }
        },
    ),
    Mutation("MON-04", document=lambda: with_slot(shipped(), 2, when="10:05")),
    Mutation("MON-04", document=lambda: with_slot(shipped(None), 2, when="40\u00a0min")),
    Mutation("MON-04", document=lambda: with_slot(shipped(None), 5, when="40\u00a0min")),
    Mutation("MON-04", {TEMPLATE: {"in day.grid.slots %}": "in day.grid.slots[:4] %}"}}),
    Mutation("MON-05", {TEMPLATE: {'<th scope="col">{{ name }}</th>': '<th scope="col"></th>'}}),
    Mutation("MON-05", {STYLE: {"height: 7.2mm;": "height: 6.5mm;"}}),
    Mutation("MON-05", {STYLE: {".moment { width: 23mm;": ".moment { width: 39mm;"}}),
    Mutation("MON-06", document=lambda: with_slot(shipped(), 1, expected_ml="125")),
    Mutation("MON-06", document=lambda: with_slot(shipped(), 1, expected_ml="")),
    Mutation("MON-06", document=faster),
    Mutation("MON-07", {TEMPLATE: {"in content.stop_criteria": "in content.stop_criteria[1:]"}}),
    Mutation("MON-07", {TEMPLATE: {"in content.call": "in ()"}}),
    Mutation(
        "MON-07",
        {
            TEMPLATE: {
                "{% for each in content.stop_criteria %}<p>{{ each }}</p>{% endfor %}": "",
                '<p class="call">Call': (
                    "{% for each in content.stop_criteria %}{{ each }} {% endfor %}"
                    '<p class="call">Call'
                ),
            }
        },
    ),
    Mutation("MON-08", {TEMPLATE: {"in day.after %}": "in day.after[1:] %}"}}),
    Mutation("MON-08", {TEMPLATE: {'bar("After", (day.next_dose,))': 'bar("After")'}}),
    Mutation(
        "MON-09", {STYLE: {".signatures td { height: 8mm; }": "", ".signatures th {": ".o th {"}}
    ),
    Mutation("MON-09", {TEMPLATE: {'scope="col">Name, designation</th>': 'scope="col">Name</th>'}}),
    Mutation("MON-10", document=lambda: with_slot(shipped(dt.time(23, 0)), 3, on="")),
    Mutation(
        "MON-10",
        {
            TEMPLATE: {
                '{% if slot.on %}<span class="caption keep">{{ slot.on }}</span>{% endif %}': ""
            }
        },
        document=lambda: shipped(dt.time(23, 0)),
    ),
    Mutation(
        "MON-11",
        {
            TEMPLATE: {
                "<td></td>{% for name in day.grid.columns %}<td></td>": (
                    "<td></td>{% for name in day.grid.columns %}<td>36.5</td>"
                )
            }
        },
    ),
    Mutation(
        "MON-11",
        {
            TEMPLATE: {
                'scope="row"></th><td class="expected"></td>': (
                    'scope="row">Extra</th><td class="expected"></td>'
                )
            }
        },
    ),
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
    assert {each.id for each in MON if each.check} == {each.rule for each in MUTATIONS}


def test_every_rule_is_there_and_says_where_it_runs() -> None:
    assert [each.id for each in MON] == [f"MON-{n:02}" for n in range(1, 14)]
    for each in MON:
        assert (each.check is not None) == (each.runs is Runs.EVERY_FILE), each.id
        assert each.says.endswith(".")
        assert each.source
        assert each.how


@pytest.mark.parametrize("case_id", SHIPPED)
def test_the_shipped_checklist_breaks_no_rule(case_id: str) -> None:
    start = STARTS[SHIPPED.index(case_id) % len(STARTS)]
    messages = broken_rules_of(
        checklist(worked_ready(case_id, planned_start=start)), load_templates(Sources())
    )
    assert not [each for each in messages if each.startswith(("MON", "ORD"))]


def printed() -> bytes:
    templates = load_templates(Sources())
    return pdf_of(html_of(shipped(), templates), shipped(), templates)


def test_the_lines_of_the_grid_are_pale_and_thin() -> None:
    """MON-12: grey, and no line in the grid thicker or darker than another."""
    with pypdfium2.PdfDocument(printed()) as opened:
        page = opened[1]
        lines = [
            each
            for each in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=8)
            if pdfium.FPDFPath_CountSegments(each.raw) == 2
        ]
        seen = 0
        for each in lines:
            red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
            pdfium.FPDFPageObj_GetStrokeColor(each.raw, red, green, blue, alpha)
            width = ctypes.c_float()
            pdfium.FPDFPageObj_GetStrokeWidth(each.raw, width)
            colour = {red.value, green.value, blue.value}
            if colour == {WHITE}:
                continue  # a gap between two columns, which nobody sees
            assert colour == {PALE}
            assert width.value <= LINE_PT / POINTS_PER_PIXEL + 0.01
            seen += 1
        assert seen > 100


def test_the_tables_are_tagged_with_headings() -> None:
    """MON-13: tables, rows and headings of columns and rows, in the file's structure."""
    with pikepdf.open(io.BytesIO(printed())) as opened:
        kinds = [
            str(each.S)
            for each in opened.objects
            if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/StructElem"
        ]
    days = len(content_of(shipped()).days)
    # Schedule and questions; each day's checks before and after, observations, signatures.
    assert kinds.count("/Table") == 2 + 4 * days
    assert kinds.count("/TH") > kinds.count("/Table") * 3
    assert kinds.count("/TR") > kinds.count("/Table") * 3
