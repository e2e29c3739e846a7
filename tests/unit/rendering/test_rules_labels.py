"""Each rule for labels, broken in the way it forbids: the inspection names it."""

import io
import pathlib

import pikepdf
import pytest

from orderset.documents.labels import labels
from orderset.rendering.rules.figures import FIGURES, numbers_in
from orderset.rendering.rules.labels import LBL
from orderset.rendering.rules.medication_text import PATTERNS, lint, masked
from orderset.rendering.rules.rule import Runs
from tests.unit.documents.judged_cases import worked_ready
from tests.unit.documents.order_documents import ready_at
from tests.unit.rendering.shipped_design import (
    CASES,
    PLANNED,
    Mutation,
    broken_rules_of,
    make_labels,
    with_banner,
    with_content,
    with_document,
    with_figure,
    with_infusion,
    with_label,
)


SMALL = '<p class="small">'
DRUG = '<p class="cell drug"><b>{{ infusion.drug }}</b></p>'
ROUTE = '<b class="keep">{{ infusion.route }}</b>'
BAG = '<span class="keep">in {{ infusion.diluent }}</span>'


def small(words: str) -> Mutation:
    """Return a design that prints words of its own among the small print."""
    return Mutation(replaced=((SMALL, f"{SMALL}{words} "),))


MUTATIONS: dict[str, list[Mutation]] = {
    "LBL-01": [
        Mutation(added=".small { margin-top: 20mm }"),
        Mutation(expected=with_document(pages=4)),
        Mutation(expected=with_document(page_width_mm="101.5")),
    ],
    "LBL-02": [Mutation(added=".patient .name { margin-left: -2.5mm }")],
    "LBL-03": [
        Mutation(added=".name { height: 2mm; overflow: hidden }"),
        Mutation(added=".who { margin-top: -4mm }"),
        Mutation(
            replaced=((DRUG, f'{DRUG}<div class="lid"></div>'),),
            added=(
                ".lid { position: absolute; width: 40mm; height: 6mm; background: #fff; top: 18mm;"
                " left: 0 }"
            ),
        ),
        Mutation(
            replaced=(
                (SMALL, '<p style="position: absolute; top: 69mm">a<br>b<br>c<br>d</p>' + SMALL),
            )
        ),
    ],
    "LBL-04": [
        Mutation(document=with_banner(name="Testcase, Amelia")),
        Mutation(document=with_banner(name="AMELIA TESTCASE")),
        Mutation(replaced=(("{{ content.banner.name | drawable }}", "TESTCASE, A"),)),
    ],
    "LBL-05": [
        Mutation(document=with_banner(born="2.8.2011 (15y)")),
        Mutation(document=with_banner(born="02-Aug-2011 (12y)")),
        Mutation(document=with_banner(born="31-Feb-2011 (15y)")),
        Mutation(replaced=(("<span>Born", "<span>DOB"),)),
    ],
    "LBL-06": [
        Mutation(document=with_banner(nhs_number="999 000 0011")),
        Mutation(document=with_banner(nhs_number="9990000018")),
        Mutation(replaced=(("NHS No. <b>", "NHS No.: <b>"),)),
        Mutation(replaced=(("NHS No. <b>", "NHS No. <br><b>"),)),
    ],
    "LBL-07": [
        Mutation(replaced=(("Hospital No. <b>", "<b>"),)),
        Mutation(document=with_label(ward="")),
    ],
    "LBL-08": [
        Mutation(added=".dose .drug { font-size: 11pt }"),
        Mutation(added=".dose .drug b { font-weight: 400 }"),
        Mutation(added=".dose .drug { width: 30mm }"),
        Mutation(document=with_infusion(drug="Disodium pamidronate")),
    ],
    "LBL-09": [small("Pamidronate."), small("Aredia."), small("Disodium salt."), small("APD.")],
    "LBL-10": [
        Mutation(added=".dose .amount { font-size: 11pt }"),
        Mutation(added=".dose .amount b { font-weight: 400 }"),
        Mutation(replaced=(('<span class="is">DOSE</span>', ""),)),
        Mutation(added=".patient .name { font-size: 11pt }"),
    ],
    "LBL-11": [
        small("Give 5 mL."),
        Mutation(document=with_infusion(rate="at 250 mL per hour")),
    ],
    "LBL-12": [small("Give 60.0\u00a0mg.")],
    "LBL-13": [small("Give .5\u00a0mg.")],
    "LBL-14": [small("Give 1500\u00a0mL.")],
    "LBL-15": [small("Give 5\u00a0mL. slowly.")],
    "LBL-16": [small("Give 60mg."), small("pamidronate60.")],
    "LBL-17": [small("5\u00a0ml"), small("5\u00a0µg"), small("5\u00a0mg/mL"), small("give QD")],
    "LBL-18": [
        Mutation(document=with_infusion(concentration="0.5\u00a0mg per mL")),
        Mutation(document=with_infusion(concentration="not known")),
    ],
    "LBL-19": [
        Mutation(document=with_infusion(volume="500\u00a0mL")),
        Mutation(replaced=(('<b class="keep">{{ infusion.volume }}</b>', ""),)),
    ],
    "LBL-20": [
        Mutation(document=with_infusion(diluent="saline")),
        Mutation(document=with_infusion(diluent="NaCl 0.9%")),
    ],
    "LBL-21": [
        Mutation(document=with_infusion(route="IV")),
        Mutation(added=".critical .run { font-size: 9pt }"),
        Mutation(replaced=((ROUTE, ""),)),
    ],
    "LBL-22": [
        Mutation(document=with_infusion(rate="at 25\u00a0mL per hour")),
        Mutation(document=with_infusion(duration="over a while")),
    ],
    "LBL-23": [
        Mutation(
            replaced=((BAG, f"{ROUTE} {BAG}"), (f'<p class="run">{ROUTE}', '<p class="run">'))
        ),
        Mutation(
            replaced=(
                ('<p class="name">{{ content.banner.name | drawable }}</p>', ""),
                (SMALL, '<p class="small">{{ content.banner.name | drawable }}<br>'),
            )
        ),
    ],
    "LBL-24": [
        Mutation(replaced=(("<b>Use before</b>", "<b>Expires</b>"),)),
        Mutation(document=with_label(use_before="08-Dec-2026 24:00"), is_planned=True),
        Mutation(document=with_label(use_before="09-Dec-2026 09:00"), is_planned=True),
        small("Printed 07-Dec-2026 08:15"),
    ],
    "LBL-24b": [
        Mutation(replaced=(("Date and time prepared", "Time"),)),
        Mutation(replaced=(("not before {{ label.not_before }}", "soon"),), is_planned=True),
    ],
    "LBL-25": [
        Mutation(replaced=(("<p>{{ label.label_id }}</p>", ""),)),
        Mutation(replaced=(("<p>{{ content.protocol }}</p>", ""),)),
        Mutation(replaced=(("Batch number", "Lot"),)),
    ],
    "LBL-26": [
        Mutation(
            replaced=(
                ("{{ each }} {% endfor %}{{ content.pharmacy", "{% endfor %}{{ content.pharmacy"),
            )
        ),
        Mutation(document=with_content(warnings=())),
    ],
    "LBL-27": [
        Mutation(added=".written .write { height: 5mm }"),
        Mutation(replaced=(("Checked by", "By"),)),
    ],
    "LBL-28": [
        Mutation(document=with_content(pharmacy=", ")),
        Mutation(replaced=(("{{ content.pharmacy | drawable }}", ""),)),
    ],
    "LBL-29": [
        Mutation(document=with_label(1, number="Label 1 of 3")),
        Mutation(document=with_label(1, number="Label 2 of 4")),
        Mutation(replaced=(("{{ label.number }}", "Label"),)),
    ],
    "LBL-30": [
        Mutation(damage=lambda pdf: renamed_font(pdf, "Atkinson-Hyperlegible-Italic")),
    ],
    "LBL-31": [Mutation(added=".small { font-size: 6.5pt }")],
    "LBL-32": [
        Mutation(added=".small { line-height: 1.05 }"),
        Mutation(added=".small { line-height: 1.45 }"),
    ],
    "LBL-33": [Mutation(added=".drug { transform: rotate(2deg) }")],
    "LBL-34": [
        Mutation(added=".drug { color: #c00 }"),
        Mutation(added=".drug { color: #fff }"),
        Mutation(added=".drug { background: #ccc }"),
    ],
    "LBL-35": [Mutation(document=with_document(page_width_mm="120"))],
    "LBL-36": [
        Mutation(document=with_infusion(volume="(100\u00a0mL total volume)")),
        Mutation(document=with_infusion(rate="at > 50\u00a0mL per hour")),
        small("A & B"),
    ],
    "LBL-37": [small("None"), small("Why?"), small("2026-12-07"), small("at 5 pm"), small("1e3")],
    "LBL-38": [Mutation(document=with_banner(hospital_number=""))],
    "LBL-39": [
        Mutation(replaced=(("{% if watermarks %}<div", "{% if not watermarks %}<div"),)),
        Mutation(document=with_document(watermarks=())),
    ],
    "LBL-40": [
        Mutation(replaced=(("{{ content.standing }}", ""),)),
        Mutation(document=with_content(standing="Released")),
    ],
    "LBL-41": [
        Mutation(
            replaced=(
                (
                    "{{ each }} {% endfor %}{{ content.pharmacy",
                    "{{ content.warnings[0] }} {% endfor %}{{ content.pharmacy",
                ),
            )
        ),
    ],
    "LBL-42": [Mutation(document=with_infusion(drug="disodium pamiDRONate"))],
    "LBL-43": [
        Mutation(expected=with_label(0, label_id="OS1-7F3A9C21-L9")),
        Mutation(replaced=(("{{ barcodes[label.key] }}", '{{ barcodes["label-1"] }}'),)),
    ],
    "LBL-44": [
        Mutation(expected=with_figure("61")),
        Mutation(replaced=((BAG, f"{BAG} and 5\u00a0mL"),)),
    ],
    "ORD-32": [
        Mutation(expected=with_figure("61")),
        Mutation(replaced=(("{{ infusion.dose }}", "61\u00a0mg"),)),
        Mutation(expected=with_document(required_text=("not there",))),
    ],
}


def renamed_font(pdf: bytes, name: str) -> bytes:
    """Return the file with its fonts called otherwise."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for each in opened.objects:
            if isinstance(each, pikepdf.Dictionary) and "/BaseFont" in each:
                prefix = str(each.BaseFont).partition("+")[0]
                each.BaseFont = pikepdf.Name(f"{prefix}+{name}")
        output = io.BytesIO()
        opened.save(output)
    return output.getvalue()


CASES_OF_MUTATIONS = [
    pytest.param(rule, mutation, id=f"{rule}-{number}")
    for rule, mutations in MUTATIONS.items()
    for number, mutation in enumerate(mutations, start=1)
]


@pytest.mark.parametrize(("rule", "mutation"), CASES_OF_MUTATIONS)
def test_a_label_that_breaks_a_rule_is_refused_by_its_name(
    rule: str, mutation: Mutation, tmp_path: pathlib.Path
) -> None:
    document = make_labels(is_planned=mutation.is_planned)
    assert rule in broken_rules_of(document, mutation, tmp_path)


@pytest.mark.parametrize("case_id", CASES)
def test_shipped_labels_break_no_rule(case_id: str, tmp_path: pathlib.Path) -> None:
    for document in (
        labels(worked_ready(case_id)),
        labels(ready_at(case_id, site=PLANNED)),
        labels(worked_ready(case_id, nhs_number=None)),
    ):
        assert broken_rules_of(document, Mutation(), tmp_path) == set()


def test_every_rule_that_runs_on_files_is_broken_by_a_test() -> None:
    checked = {rule.id for rule in (*LBL, *FIGURES) if rule.check}
    assert set(MUTATIONS) == checked
    assert {rule.id for rule in LBL} == {*(f"LBL-{n:02}" for n in range(1, 45)), "LBL-24b"}
    assert all(rule.check for rule in LBL if rule.runs is Runs.EVERY_FILE)


@pytest.mark.parametrize("name", ["NULL, Od (Dr)", "NONE, Nan", "PAM, Aredia", "APD, Sq (Rev)"])
def test_a_patients_name_is_no_fault(name: str, tmp_path: pathlib.Path) -> None:
    document = labels(worked_ready("C01"))
    mutation = Mutation(document=with_banner(name=name))
    assert broken_rules_of(document, mutation, tmp_path) == set()


BAD = {
    "TRAILZERO": "60.0 mg",
    "NAKED": ".5 mg",
    "RUNON_NUM_UNIT": "60mg",
    "RUNON_NAME_NUM": "pamidronate60",
    "THOUSANDS": "1500 mL",
    "UNITDOT": "5 mL. over",
    "ML_CASE": "5 ml",
    "MICRO": "5 µg",
    "BADABBR": "give QD",
    "FRACDAY": "3/7",
    "SYMB": "a & b",
    "SLASHPER": "mg/mL",
    "SCI": "1e3",
    "NUMDATE": "07/12/2026",
    "AMPM": "5 pm",
    "NHSFMT": "9990000018",
    "NANNONE": "None",
}


@pytest.mark.parametrize("name", PATTERNS)
def test_each_pattern_of_the_ban_list_finds_its_fault(name: str) -> None:
    assert [*lint(BAD[name], [name])]
    assert not [*lint("disodium pamidronate 60\u00a0mg in 1,000\u00a0mL over 2\u00a0hours", [name])]


def test_a_name_is_masked_once_and_only_whole() -> None:
    assert masked("OD gives OD", ["OD"]).split() == ["gives", "OD"]
    assert masked("ODd", ["OD"]) == "ODd"
    assert masked("O\u2019NEILL-\r\nSC, A", ["O\u2019NEILL-SC, A"]).strip() == ""
    assert masked("anything", [""]) == "anything"


def test_numbers_are_read_with_their_own_unit_only() -> None:
    text = "140\u00a0mg, 2.40\u00a0mg per kg, 40 mg, 1,040\u00a0mg, 0.9%"
    assert [str(each) for each in numbers_in(text, "mg")] == ["140", "1040"]
    assert [str(each) for each in numbers_in(text, "mg per kg")] == ["2.40"]
    assert [str(each) for each in numbers_in(text, "%")] == ["0.9"]
