"""Each rule for the PDF as a file, broken in the way it forbids; the label in one bit."""

import dataclasses
import io
import pathlib
from collections.abc import Callable

import pikepdf
import pypdfium2
import pytest

from orderset.documents.document import Document
from orderset.documents.labels import labels
from orderset.documents.notice import notice
from orderset.documents.order_set import order_set
from orderset.documents.worksheet import worksheet
from orderset.rendering.barcode import read_barcodes
from orderset.rendering.pdf import render
from orderset.rendering.printed import read_back
from orderset.rendering.rules.files import PDF, contrast
from orderset.rendering.rules.placing import A4_SHEETS
from orderset.rendering.rules.registry import ALL_RULES, FILE_RULES
from orderset.rendering.rules.rule import Runs
from orderset.rendering.templates import Sources, load_templates
from tests.unit.documents.judged_cases import worked, worked_ready
from tests.unit.rendering.shipped_design import (
    CASES,
    Damage,
    Mutation,
    broken_rules_of,
    with_document,
)


SCANNER_DPI = 203
BAR = ".bar { color: #000"


def opened_and(change: Callable[[pikepdf.Pdf], None]) -> Damage:
    """Return a change of the printed file."""

    def changed(pdf: bytes) -> bytes:
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            change(opened)
            output = io.BytesIO()
            opened.save(output, compress_streams=False)
        return output.getvalue()

    return changed


def untitled(opened: pikepdf.Pdf) -> None:
    opened.docinfo["/Title"] = "Order set of Testcase"


def in_french(opened: pikepdf.Pdf) -> None:
    opened.Root.Lang = pikepdf.String("fr-FR")


def untagged(opened: pikepdf.Pdf) -> None:
    del opened.Root.MarkInfo


def without_metadata(opened: pikepdf.Pdf) -> None:
    del opened.Root.Metadata


def with_script(opened: pikepdf.Pdf) -> None:
    action = pikepdf.Dictionary(
        S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"), Type=pikepdf.Name.Action
    )
    tree = pikepdf.Dictionary(Names=pikepdf.Array([pikepdf.String("a"), action]))
    opened.Root.Names = pikepdf.Dictionary(JavaScript=tree)


def with_attachment(opened: pikepdf.Pdf) -> None:
    opened.attachments["a.txt"] = b"a"


def with_link(opened: pikepdf.Pdf) -> None:
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Link,
        Rect=[0, 0, 10, 10],
        A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("https://example.org")),
    )
    opened.pages[0].Annots = opened.make_indirect(pikepdf.Array([link]))


def with_foreign_font(opened: pikepdf.Pdf) -> None:
    page = opened.pages[0]
    page.obj.Resources.Font[pikepdf.Name("/Foreign")] = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    page.contents_add(b"BT /Foreign 9 Tf 100 400 Td (x) Tj ET")


def with_blank_page(opened: pikepdf.Pdf) -> None:
    del opened.pages[3]
    opened.add_blank_page(page_size=(595.276, 841.89))


def encrypted(pdf: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        output = io.BytesIO()
        opened.save(output, encryption=pikepdf.Encryption(owner="x", user=""))
    return output.getvalue()


def after(change: Callable[[pikepdf.Pdf], None]) -> Mutation:
    return Mutation(damage=opened_and(change))


MUTATIONS: dict[str, list[Mutation]] = {
    "PDF-01": [
        after(untitled),
        after(in_french),
        Mutation(document=with_document(title="Order set")),
        Mutation(document=with_document(title="OS1-7F3A9C21-O of H1234567")),
    ],
    "PDF-02": [after(untagged), after(without_metadata)],
    "PDF-04": [after(with_foreign_font)],
    "PDF-07": [
        after(with_script),
        after(with_attachment),
        after(with_link),
        Mutation(damage=encrypted),
    ],
    "PDF-09": [
        Mutation(damage=lambda pdf: pdf[: len(pdf) // 2]),
        Mutation(damage=lambda pdf: pdf[:9] + b"\n%%EOF"),
    ],
    "PDF-10": [Mutation(expected=with_document(page_width_mm="211"))],
    "PDF-10b": [Mutation(added="h1 { margin-left: -6mm }")],
    "PDF-11": [
        Mutation(added=f"{BAR} }}"),
        Mutation(added="h1 { color: #aaa }"),
        Mutation(added=".banner .name { color: #fff }"),
    ],
    "ORD-29": [
        Mutation(expected=with_document(pages=5)),
        Mutation(expected=with_document(pages=3)),
        after(with_blank_page),
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
def test_a_file_that_breaks_a_rule_is_refused_by_its_name(
    rule: str, mutation: Mutation, tmp_path: pathlib.Path
) -> None:
    document = order_set(worked_ready("C01"))
    assert rule in broken_rules_of(document, mutation, tmp_path, "order-set")


def test_a_character_that_could_not_be_drawn_is_named() -> None:
    document = labels(worked_ready("C01"))
    pdf = render(document, load_templates(Sources()))
    printed = read_back(document, pdf)
    page = dataclasses.replace(printed.pages[0], text="\ufffd")
    broken = dataclasses.replace(printed, pages=(page, *printed.pages[1:]))
    (rule,) = [each for each in A4_SHEETS if each.id == "PDF-04b"]
    assert rule.check
    assert [*rule.check(broken)] == ["Page 1: a character could not be drawn."]


@pytest.mark.parametrize("make", [order_set, worksheet])
@pytest.mark.parametrize("case_id", CASES)
def test_shipped_forms_break_no_rule(
    case_id: str, make: Callable[..., Document], tmp_path: pathlib.Path
) -> None:
    assert broken_rules_of(make(worked_ready(case_id)), Mutation(), tmp_path) == set()


def test_shipped_notice_breaks_no_rule(tmp_path: pathlib.Path) -> None:
    assert broken_rules_of(notice(worked("C03")), Mutation(), tmp_path) == set()


def test_every_rule_that_runs_on_files_is_broken_by_a_test() -> None:
    checked = {rule.id for rule in (*PDF, *A4_SHEETS) if rule.check}
    assert set(MUTATIONS) | {"PDF-04b"} == checked | {"PDF-09"}
    assert {f"PDF-{n:02}" for n in range(1, 12)} <= {rule.id for rule in ALL_RULES}


def test_rules_have_one_id_each_and_say_what_a_reader_needs() -> None:
    ids = [rule.id for rule in ALL_RULES]
    assert len(ids) == len({*ids})
    for rule in ALL_RULES:
        assert rule.says
        assert rule.how
        assert rule.check is None or rule.runs is Runs.EVERY_FILE
        assert rule.reading or rule.runs is not Runs.NOT_APPLICABLE, rule.id
    assert {rule.id for rule in FILE_RULES} <= {*ids}


def test_contrast_is_that_of_wcag() -> None:
    assert round(contrast(0, 255), 2) == 21
    assert contrast(118, 255) > 4.5 > contrast(119, 255)


def test_a_label_in_one_bit_still_has_its_barcode() -> None:
    document = labels(worked_ready("C02"))
    pdf = render(document, load_templates(Sources()))
    with pypdfium2.PdfDocument(pdf) as opened:
        for page, barcode in zip(opened, document.barcodes, strict=True):
            grey = page.render(scale=SCANNER_DPI / 72, grayscale=True).to_pil()
            one_bit = grey.point(lambda level: 255 if level > 127 else 0)
            assert read_barcodes(one_bit) == [barcode.payload]


def test_sizes_are_those_of_the_stylesheet() -> None:
    document = labels(worked_ready("C01"))
    printed = read_back(document, render(document, load_templates(Sources())))
    sizes = {run.text.strip(): run.size_pt for run in printed.pages[0].runs}
    assert sizes["disodium pamidronate"] == pytest.approx(14, abs=0.01)
    assert sizes["16\u00a0mg"] == pytest.approx(20, abs=0.01)
    assert sizes["TESTCASE, Amelia"] == pytest.approx(13, abs=0.01)
    assert "16\u00a0mg" in printed.pages[0].text
