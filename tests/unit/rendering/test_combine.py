import io

import pikepdf
import pypdfium2
import pytest

from orderset.documents.document import Kind
from orderset.rendering.combine import Pages, combined
from orderset.rendering.pdf import render
from tests.unit.rendering.tiny_design import labels, notice, tiny_templates


def test_every_page_is_there_in_order() -> None:
    parts = [
        render(labels(count, name=f"PATIENT {count}"), tiny_templates()) for count in (2, 1, 3)
    ]
    with pypdfium2.PdfDocument(combined([Pages(each) for each in parts], "All labels")) as whole:
        firsts = [page.get_textpage().get_text_range().splitlines()[0] for page in whole]
        assert whole.get_metadata_value("Title") == "All labels"
    assert firsts == ["PATIENT 2"] * 2 + ["PATIENT 1"] + ["PATIENT 3"] * 3


def test_same_parts_give_same_bytes_without_a_date() -> None:
    parts = [render(labels(1), tiny_templates()), render(notice("x"), tiny_templates())]
    whole = combined([Pages(each) for each in parts])
    assert whole == combined([Pages(each) for each in parts])
    assert b"Date" not in whole
    assert whole != combined([Pages(each) for each in parts[::-1]])


def test_pages_do_not_point_into_tags_that_stay_behind() -> None:
    part = render(notice("x", kind=Kind.ORDER_SET), tiny_templates())
    with pikepdf.open(io.BytesIO(combined([Pages(part), Pages(part)]))) as whole:
        assert len(whole.pages) == 2
        assert "/StructTreeRoot" not in whole.Root
        assert all("/StructParents" not in page.obj for page in whole.pages)


def test_nothing_and_not_a_pdf_are_refused() -> None:
    with pytest.raises(ValueError, match="nothing"):
        combined([])
    with pytest.raises(pikepdf.PdfError):
        combined([Pages(b"not a PDF")])
