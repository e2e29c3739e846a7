"""Each rule for barcodes, broken in the way it forbids; and GS1's own, for sites with a prefix."""

import dataclasses
import pathlib

import pytest
import zxingcpp

from orderset import gs1
from orderset.documents.document import Barcode, Document
from orderset.documents.labels import labels
from orderset.rendering.barcode import read_barcodes
from orderset.rendering.inspection import broken_rules
from orderset.rendering.pdf import render
from orderset.rendering.printed import read_back
from orderset.rendering.rules.barcodes import BAR
from orderset.rendering.rules.rule import Runs
from orderset.rendering.templates import Sources, load_templates
from tests.unit.documents.judged_cases import worked_ready
from tests.unit.documents.order_documents import ready_at
from tests.unit.rendering.shipped_design import (
    CASES,
    SHIPPED,
    Mutation,
    broken_rules_of,
    make_labels,
    with_banner,
    with_document,
)


IMAGE = '<img src="{{ barcodes[label.key] }}" alt="{{ alternative_texts[label.key] }}">'
OTHER = '<img src="{{ barcodes["label-1"] }}" alt="x">'
SECOND = f'<div style="position: absolute; left: 20mm; top: 8mm">{OTHER}</div>'


def barcodes_as(*payloads: str) -> Mutation:
    """Return a document whose labels carry other payloads."""

    def change(document: Document) -> Document:
        changed = tuple(
            dataclasses.replace(each, payload=payload)
            for each, payload in zip(document.barcodes, payloads, strict=True)
        )
        return dataclasses.replace(document, barcodes=changed)

    return Mutation(document=change)


GTIN = "09506000134352"
"""The example of GS1's own standard; nobody's product."""


def gs1_with(gtin: str = GTIN, payload: str = "") -> Mutation:
    """Return a document whose labels carry GS1 symbols."""

    def change(document: Document) -> Document:
        changed = tuple(
            dataclasses.replace(each, gtin=gtin, payload=payload or each.payload)
            for each in document.barcodes
        )
        return dataclasses.replace(document, barcodes=changed)

    return Mutation(document=change)


def plainly(document: Document) -> Document:
    changed = tuple(dataclasses.replace(each, gtin="") for each in document.barcodes)
    return dataclasses.replace(document, barcodes=changed)


def without_words(document: Document) -> Document:
    changed = tuple(dataclasses.replace(each, alternative_text="") for each in document.barcodes)
    return dataclasses.replace(document, barcodes=changed)


MUTATIONS: dict[str, list[Mutation]] = {
    "BAR-01": [
        Mutation(replaced=((IMAGE, ""),)),
        Mutation(replaced=((IMAGE, f"{IMAGE}{SECOND}"),)),
        Mutation(added=".code img { width: 2mm }"),
    ],
    "BAR-02": [
        Mutation(replaced=((IMAGE, OTHER),)),
        Mutation(added=".code img { opacity: .1 }"),
        Mutation(
            expected=with_document(barcodes=(Barcode("label-1", "OS1-00000000-L1", "of label 1"),))
        ),
    ],
    "BAR-03": [Mutation(replaced=(("<p>{{ label.label_id }}</p>", ""),))],
    "BAR-04": [dataclasses.replace(gs1_with(), expected=plainly)],
    "BAR-05": [gs1_with("09506000134353")],
    "BAR-06": [gs1_with(payload="OS1 7F3A9C21-L1")],
    "BAR-07": [Mutation(added=".code img { width: 9.5mm }")],
    "BAR-08": [
        Mutation(
            replaced=((IMAGE, f'{IMAGE}<p class="lid">I</p>'),),
            added=(
                ".code { position: relative } .lid { position: absolute; right: 7.8mm; top: 5mm;"
                " font-size: 12pt }"
            ),
        )
    ],
    "BAR-09": [Mutation(replaced=((IMAGE, OTHER),)), barcodes_as(*["OS1-7F3A9C21-L1"] * 3)],
    "BAR-10": [
        Mutation(
            replaced=(
                ("<p>{{ label.label_id }}</p>", ""),
                ('<p class="small">', '<p class="small">{{ label.label_id }} '),
            )
        ),
        Mutation(document=without_words),
    ],
    "BAR-12": [
        barcodes_as("OS1-7F3A9C21-L1", "OS1-7F3A9C21-L2", "H1234567"),
        Mutation(document=with_banner(hospital_number="7F3A9C21")),
    ],
}


@pytest.mark.parametrize(
    ("rule", "mutation"),
    [
        pytest.param(rule, mutation, id=f"{rule}-{number}")
        for rule, mutations in MUTATIONS.items()
        for number, mutation in enumerate(mutations, start=1)
    ],
)
def test_a_barcode_that_breaks_a_rule_is_refused_by_its_name(
    rule: str, mutation: Mutation, tmp_path: pathlib.Path
) -> None:
    assert rule in broken_rules_of(make_labels(), mutation, tmp_path)


def test_a_symbol_that_says_it_is_gs1_breaks_its_rule(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = zxingcpp.create_barcode

    def other(payload: str, symbology: zxingcpp.BarcodeFormat, **_: object) -> zxingcpp.Barcode:
        return real(f"(10){payload}", symbology, gs1=True, force_square=True)

    monkeypatch.setattr(zxingcpp, "create_barcode", other)
    assert "BAR-04" in broken_rules_of(make_labels(), Mutation(), tmp_path)


def test_a_symbol_that_is_not_square_breaks_its_rule() -> None:
    document = make_labels()
    printed = read_back(document, render(document, load_templates(Sources(SHIPPED))))
    page = printed.pages[0]
    long = dataclasses.replace(page.symbols[0], rows=8, modules=32)
    page = dataclasses.replace(page, symbols=(long,))
    told = broken_rules(dataclasses.replace(printed, pages=(page, *printed.pages[1:])))
    assert "BAR-04: Page 1: the barcode is not square." in {each.message for each in told}


@pytest.mark.parametrize("case_id", CASES)
def test_the_shipped_labels_break_no_rule(case_id: str, tmp_path: pathlib.Path) -> None:
    assert broken_rules_of(labels(worked_ready(case_id)), Mutation(), tmp_path) == set()


@pytest.mark.parametrize("case_id", ["C01", "C02"])
def test_a_site_s_own_gtin_is_in_the_symbol_and_beside_it(
    case_id: str, tmp_path: pathlib.Path
) -> None:
    document = labels(ready_at(case_id, site={"gs1_gtin": GTIN}))
    assert broken_rules_of(document, Mutation(), tmp_path) == set()
    printed = read_back(document, render(document, load_templates(Sources(SHIPPED))))
    for page, barcode in zip(printed.pages, document.barcodes, strict=True):
        (symbol,) = page.symbols
        assert (symbol.symbology, symbol.gtin) == (gs1.GS1_DATA_MATRIX, GTIN)
        assert symbol.payload == barcode.payload
        assert f"GTIN {GTIN}" in page.text


def test_every_rule_that_runs_on_files_is_broken_by_a_test() -> None:
    assert set(MUTATIONS) == {rule.id for rule in BAR if rule.check}
    assert [rule.id for rule in BAR] == [f"BAR-{number:02}" for number in range(1, 13)]
    assert all(rule.check for rule in BAR if rule.runs is Runs.EVERY_FILE)


def test_check_digits_are_those_of_published_numbers() -> None:
    # GS1's own example of a GTIN-13, and a GTIN-14 of the same item.
    assert gs1.has_right_check_digit("6291041500213")
    assert not gs1.has_right_check_digit("6291041500214")
    assert gs1.check_digit("1629104150021") == 0
    for wrong in ("", "1", "62910415002I3", "\uff16\uff12\uff19"):
        assert not gs1.has_right_check_digit(wrong)


@pytest.mark.parametrize(
    ("text", "is_real"),
    [("240229", True), ("230229", False), ("261331", False), ("261100", False), ("26113", False)],
)
def test_dates_are_days_of_the_calendar(text: str, *, is_real: bool) -> None:
    assert gs1.is_real_date(text) is is_real


def test_batch_numbers_keep_to_the_set_of_82_and_to_20() -> None:
    assert gs1.is_batch_or_serial("A" * 20)
    for wrong in ("", "A" * 21, "LOT 7", "LOT€", "LOT#"):
        assert not gs1.is_batch_or_serial(wrong)


def test_a_separator_at_the_end_separates_nothing() -> None:
    assert gs1.ends_in_separator("10A\x1d")
    assert not gs1.ends_in_separator("10A\x1d21B")


def test_a_plain_symbol_of_ours_is_read_as_such() -> None:
    symbol = zxingcpp.create_barcode("OS1-7F3A9C21-L1", zxingcpp.BarcodeFormat.DataMatrix)
    picture = symbol.to_image(scale=4)
    assert read_barcodes(picture) == ["OS1-7F3A9C21-L1"]
    (found,) = zxingcpp.read_barcodes(picture)
    assert found.symbology_identifier == gs1.PLAIN_DATA_MATRIX
