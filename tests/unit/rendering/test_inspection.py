import dataclasses
import io
import pathlib

import pikepdf
import pytest

from orderset.documents.document import Barcode, Document, Kind
from orderset.rendering.defect import Code, Defect
from orderset.rendering.html import html_of
from orderset.rendering.inspection import inspect, page_count
from orderset.rendering.pdf import pdf_of, render
from orderset.rendering.templates import Templates
from tests.unit.rendering.tiny_design import (
    DOSE,
    PHARMACY,
    changed_templates,
    labels,
    notice,
    tiny_templates,
)


def inspected(document: Document, templates: Templates | None = None) -> tuple[Defect, ...]:
    chosen = templates or tiny_templates()
    source = html_of(document, chosen)
    return inspect(document, pdf_of(source, document, chosen), source)


def codes(defects: tuple[Defect, ...]) -> set[Code]:
    return {defect.code for defect in defects}


def messages(defects: tuple[Defect, ...]) -> str:
    return " ".join(defect.message for defect in defects)


@pytest.mark.parametrize(
    "document",
    [labels(1), labels(3), notice("x"), notice("x", kind=Kind.ORDER_SET), notice(pages=None)],
    ids=["label", "labels", "notice", "order set", "any length"],
)
def test_good_document_has_no_defect(document: Document) -> None:
    assert inspected(document) == ()
    assert inspect(document, render(document, tiny_templates())) == ()


def test_second_page_does_not_fit() -> None:
    defects = inspected(labels(1, name="A very long name " * 30))
    assert codes(defects) == {Code.DOES_NOT_FIT}
    assert "2 pages instead of 1" in messages(defects)


def test_missing_page_is_a_failure() -> None:
    document = dataclasses.replace(labels(2), pages=3)
    assert codes(inspected(document)) == {Code.INSPECTION_FAILED}
    assert "2 pages instead of 3" in messages(inspected(document))


def test_text_lost_at_the_bottom_edge_does_not_fit() -> None:
    too_many = tuple(f"line {number}" for number in range(1, 9))
    document = labels(1, small_print=(*too_many, PHARMACY))
    defects = inspected(document)
    assert codes(defects) == {Code.DOES_NOT_FIT}
    assert PHARMACY in messages(defects)
    assert page_count(render(document, tiny_templates())) == 1, "nothing else would show it"


def test_required_text_lost_at_the_bottom_edge_is_told_once_and_as_such() -> None:
    too_many = tuple(f"line {number}" for number in range(1, 9))
    document = labels(1, small_print=(*too_many, PHARMACY))
    document = dataclasses.replace(document, required_text=(PHARMACY,))
    told = [defect for defect in inspected(document) if PHARMACY in defect.message]
    assert told == [Defect(Code.DOES_NOT_FIT, f"LBL-03: “{PHARMACY}” does not fit.")]
    # Without the source there is no telling why it is missing.
    (defect,) = inspect(document, render(document, tiny_templates()))
    assert defect == Defect(Code.INSPECTION_FAILED, f"ORD-32: “{PHARMACY}” is not printed whole.")


def test_text_lost_on_one_label_of_several_is_seen() -> None:
    document = labels(2)
    content = document.content
    assert isinstance(content, dict)
    short, long = content["labels"]
    long = {**long, "small_print": (*(f"line {n}" for n in range(1, 9)), PHARMACY)}
    defects = inspected(dataclasses.replace(document, content={"labels": [short, long]}))
    assert codes(defects) == {Code.DOES_NOT_FIT}
    assert PHARMACY in messages(defects)


def test_text_that_the_template_never_printed_is_a_failure() -> None:
    document = notice("x", required_text=("not there", "Not ready"))
    assert inspected(document) == (
        Defect(Code.INSPECTION_FAILED, "ORD-32: “not there” is not printed whole."),
    )


def test_text_required_twice_must_be_printed_twice() -> None:
    assert not inspected(notice(DOSE, DOSE, required_text=(DOSE, DOSE)))
    assert codes(inspected(notice(DOSE, required_text=(DOSE, DOSE)))) == {Code.DOES_NOT_FIT}


def test_text_over_the_right_edge_does_not_fit() -> None:
    defects = inspected(labels(1, name="W" * 35))
    assert defects == (
        Defect(Code.DOES_NOT_FIT, "LBL-02: Page 1: text less than 2 mm from the right edge."),
    )


@pytest.mark.parametrize(
    ("style", "side"),
    [
        ("left: -5mm", "left"),
        ("top: -8mm", "top"),
        ("right: -5mm", "right"),
        ("left: -5mm; opacity: .5", "left"),
        ("left: -5mm; transform: rotate(10deg)", "left"),
    ],
)
def test_text_in_the_margin_of_an_a4_page_does_not_fit(
    style: str, side: str, tmp_path: pathlib.Path
) -> None:
    # The page's own margin is 12 mm; the printer needs 8.
    css = f"@page {{ margin: 12mm }} h1 {{ position: absolute; margin: 0; {style} }}"
    defects = inspected(notice(), changed_templates(tmp_path, {"css/notice.css": css}))
    assert defects == (
        Defect(Code.DOES_NOT_FIT, f"PDF-10b: Page 1: text less than 8 mm from the {side} edge."),
    )


def test_faint_text_inside_the_margins_is_good(tmp_path: pathlib.Path) -> None:
    css = "@page { margin: 12mm } h1 { opacity: .3; transform: rotate(-30deg); margin: 90mm 20mm }"
    assert inspected(notice(), changed_templates(tmp_path, {"css/notice.css": css})) == ()


@pytest.mark.parametrize("style", ["height: 3mm", "width: 30mm; white-space: nowrap"])
def test_text_cut_off_by_its_box_does_not_fit(style: str, tmp_path: pathlib.Path) -> None:
    css = f"@page {{ margin: 12mm }} p {{ overflow: hidden; {style} }}"
    templates = changed_templates(tmp_path, {"css/notice.css": css})
    assert inspected(notice("short enough to be seen whole " * 3), templates) == (
        Defect(Code.DOES_NOT_FIT, "LBL-03: Page 1: text is cut off by its box."),
    )


def test_box_with_room_cuts_nothing_off(tmp_path: pathlib.Path) -> None:
    css = "@page { margin: 12mm } p { overflow: hidden; height: 6mm }"
    templates = changed_templates(tmp_path, {"css/notice.css": css})
    assert inspected(notice("gypsy"), templates) == ()


def test_page_of_another_size_is_a_failure() -> None:
    pdf = render(labels(1), tiny_templates())
    document = dataclasses.replace(labels(1), page_width_mm="102.2")
    (defect,) = inspect(document, pdf)
    assert defect == Defect(
        Code.INSPECTION_FAILED, "LBL-01: Page 1 is 102.0 × 76.0 mm instead of 102.2 × 76.0 mm."
    )
    assert inspect(dataclasses.replace(labels(1), page_width_mm="102.05"), pdf) == ()


@pytest.mark.parametrize("damage", [b"", b"not a PDF", "cut", "hole"])
def test_damaged_file_is_a_failure(damage: bytes | str) -> None:
    pdf = render(labels(1), tiny_templates())
    if damage == "cut":
        broken = pdf[: len(pdf) // 2]
    elif damage == "hole":
        broken = pdf[:9] + b"\n%%EOF"
    else:
        assert isinstance(damage, bytes)
        broken = damage
    assert codes(inspect(labels(1), broken)) == {Code.INSPECTION_FAILED}
    assert page_count(broken) in {0, 1}


def test_barcode_of_another_document_is_a_failure() -> None:
    pdf = render(labels(1), tiny_templates())
    other = dataclasses.replace(
        labels(1), barcodes=(Barcode("label-1", "OS1-00000000-L1", "Barcode of label 1"),)
    )
    assert messages(inspect(other, pdf)) == (
        "BAR-02: The barcode of OS1-00000000-L1 cannot be read at 203 dpi."
        " BAR-02: There is a barcode of OS1-7F3A9C21-L1, which does not belong here."
    )


def test_barcode_that_something_covers_is_a_failure(tmp_path: pathlib.Path) -> None:
    css = (
        "@page { margin: 3mm } img { position: absolute; right: 0; top: 20mm } .watermark"
        " { position: absolute; right: 2mm; top: 22mm; background: white; z-index: 1 }"
    )
    templates = changed_templates(tmp_path, {"css/labels.css": css})
    assert "cannot be read" in messages(inspected(labels(1), templates))


def test_file_of_another_document_is_a_failure() -> None:
    pdf = render(labels(1), tiny_templates())
    other = dataclasses.replace(labels(1), title="Labels of another")
    assert inspect(other, pdf) == (
        Defect(Code.INSPECTION_FAILED, "PDF-01: The file's title is not the document's."),
    )


def test_font_that_is_not_embedded_or_not_ours_is_a_failure() -> None:
    with pikepdf.new() as foreign:
        foreign.add_blank_page(page_size=(595.276, 841.89))
        page = foreign.pages[0]
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        page.contents_add(b"BT /F 12 Tf 100 700 Td (Not ready) Tj ET")
        foreign.docinfo["/Title"] = notice().title
        foreign.Root.Lang = pikepdf.String("en-GB")
        output = io.BytesIO()
        foreign.save(output)
    assert messages(inspect(notice(), output.getvalue())) == (
        "PDF-04: Page 1: the font Helvetica is not embedded."
        " PDF-04: Page 1: the font Helvetica is not one of ours."
    )


def test_many_lost_texts_are_summed_up() -> None:
    texts = tuple(f"text {number}" for number in range(8))
    defects = inspected(notice(required_text=texts))
    assert len(defects) == 6
    assert defects[-1].message == "ORD-32: The same holds for 3 more texts."


def test_long_text_is_quoted_short() -> None:
    (defect,) = inspected(notice(required_text=("word " * 200,)))
    assert len(defect.message) < 100
