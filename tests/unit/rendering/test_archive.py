"""The archive copy: the inspected pages, a claim with what it needs, the record byte for byte."""

import io
import time
from collections.abc import Callable

import pikepdf
import pypdfium2
import pytest

from orderset.documents.order_set import order_set
from orderset.rendering.archive import NO_CLOCK, AttachedFile, archived, wrong_archive
from orderset.rendering.defect import Code
from orderset.rendering.pdf import render
from orderset.rendering.templates import load_templates
from tests.unit.documents.judged_cases import worked_ready


RECORD = AttachedFile(
    "record.json",
    '{"dose_mg": "60", "unit": "µmol/L"}\n'.encode(),
    "application/json",
    "The record",
)


@pytest.fixture(scope="module")
def inspected() -> bytes:
    return render(order_set(worked_ready("C02")), load_templates())


@pytest.fixture(scope="module")
def copy(inspected: bytes) -> bytes:
    return archived(inspected, RECORD)


def test_it_claims_pdf_a_3b_and_has_what_the_claim_needs(copy: bytes) -> None:
    with pikepdf.open(io.BytesIO(copy)) as opened:
        metadata = opened.open_metadata()
        assert metadata.pdfa_status == "3B"
        assert "pdfuaid:part" not in bytes(opened.Root.Metadata.read_bytes()).decode()
        (intent,) = opened.Root.OutputIntents
        assert intent.S == "/GTS_PDFA1"
        assert intent.DestOutputProfile.N == 3
        assert intent.DestOutputProfile.read_bytes()[36:40] == b"acsp"
        assert "/ID" in opened.trailer
        assert not opened.is_encrypted
        assert opened.Root.MarkInfo.Marked
        assert str(opened.Root.Lang) == "en-GB"
        assert "/OpenAction" not in opened.Root
        # What both say must agree.
        assert str(opened.docinfo["/Title"]) == metadata["dc:title"]
        assert str(opened.docinfo["/Producer"]) == metadata["pdf:Producer"]
        assert not {"/CreationDate", "/ModDate"} & set(opened.docinfo.keys())


def test_every_font_is_embedded_and_no_colour_needs_another_profile(copy: bytes) -> None:
    with pikepdf.open(io.BytesIO(copy)) as opened:
        fonts = [
            each
            for each in opened.objects
            if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/FontDescriptor"
        ]
        assert fonts
        assert all({"/FontFile", "/FontFile2", "/FontFile3"} & set(each.keys()) for each in fonts)
        for page in opened.pages:
            operators = {
                str(each.operator)
                for each in pikepdf.parse_content_stream(page, "k K cs CS scn SCN")
            }
            assert operators <= {"scn", "SCN", "cs", "CS"}


def test_the_record_is_in_it_byte_for_byte_as_data(copy: bytes) -> None:
    with pikepdf.open(io.BytesIO(copy)) as opened:
        assert list(opened.attachments) == ["record.json"]
        assert opened.attachments["record.json"].get_file().read_bytes() == RECORD.content
        (spec,) = opened.Root.AF
        assert spec.AFRelationship == "/Data"
        assert (str(spec.F), str(spec.UF)) == ("record.json", "record.json")
        assert str(spec.Desc) == "The record"
        embedded = spec.EF.F
        assert embedded.Subtype == "/application/json"
        assert embedded.Params.Size == len(RECORD.content)
        assert str(embedded.Params.ModDate) == str(embedded.Params.CreationDate) == NO_CLOCK


def test_its_pages_are_those_that_were_inspected(copy: bytes, inspected: bytes) -> None:
    with pypdfium2.PdfDocument(copy) as new, pypdfium2.PdfDocument(inspected) as old:
        assert len(new) == len(old)
        for page, before in zip(new, old, strict=True):
            assert (
                page.render(scale=1).to_pil().tobytes() == before.render(scale=1).to_pil().tobytes()
            )
            text = page.get_textpage().get_text_range()
            assert text == before.get_textpage().get_text_range()


def test_the_same_input_gives_the_same_bytes_at_another_time(
    copy: bytes, inspected: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "time", lambda: 4e9)
    assert archived(inspected, RECORD) == copy


def test_a_sound_copy_has_no_defect(copy: bytes, inspected: bytes) -> None:
    assert wrong_archive(copy, inspected, RECORD) == ()


def no_claim(opened: pikepdf.Pdf) -> None:
    del opened.Root.Metadata


def no_profile(opened: pikepdf.Pdf) -> None:
    del opened.Root.OutputIntents


def no_attachment(opened: pikepdf.Pdf) -> None:
    del opened.attachments["record.json"]


def one_more(opened: pikepdf.Pdf) -> None:
    opened.attachments["other.json"] = pikepdf.AttachedFileSpec(opened, b"{}")


def other_record(opened: pikepdf.Pdf) -> None:
    del opened.attachments["record.json"]
    opened.attachments["record.json"] = pikepdf.AttachedFileSpec(opened, b"{}")


def no_relationship(opened: pikepdf.Pdf) -> None:
    del opened.Root.AF


def other_relationship(opened: pikepdf.Pdf) -> None:
    opened.Root.AF[0].AFRelationship = pikepdf.Name.Alternative


def page_lost(opened: pikepdf.Pdf) -> None:
    del opened.pages[-1]


def page_changed(opened: pikepdf.Pdf) -> None:
    page = opened.pages[0]
    page.Contents = opened.make_stream(page.Contents.read_bytes() + b"\nq Q")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (no_claim, "does not say that it is PDF/A-3b"),
        (no_profile, "no colour profile"),
        (no_attachment, "what is attached"),
        (one_more, "what is attached"),
        (other_record, "what is attached"),
        (no_relationship, "what the attached file is to it"),
        (other_relationship, "what the attached file is to it"),
        (page_lost, "are not those of the document"),
        (page_changed, "are not those of the document"),
    ],
)
def test_a_copy_that_is_not_what_it_should_be_is_seen(
    change: Callable[[pikepdf.Pdf], None], told: str, copy: bytes, inspected: bytes
) -> None:
    with pikepdf.open(io.BytesIO(copy)) as opened:
        change(opened)
        output = io.BytesIO()
        opened.save(output)
    defects = wrong_archive(output.getvalue(), inspected, RECORD)
    assert any(told in each.message for each in defects)
    assert all(each.code is Code.INSPECTION_FAILED for each in defects)
    assert all(each.message.startswith("PDF-06: ") for each in defects)
