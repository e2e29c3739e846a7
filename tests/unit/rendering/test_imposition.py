"""Labels on sheets: moved and never changed, every one read back at its place."""

import dataclasses
import io
from collections.abc import Callable
from decimal import Decimal

import pikepdf
import pypdfium2
import pytest

from orderset.documents.labels import labels
from orderset.errors import PrintRuleError
from orderset.label_stock import label_stocks, usable_stocks
from orderset.rendering import imposition
from orderset.rendering.combine import Pages, combined
from orderset.rendering.defect import Code
from orderset.rendering.imposition import imposed, misplaced, on_sheets
from orderset.rendering.pdf import render
from orderset.rendering.templates import OWN_SOURCES, load_templates
from orderset.rendering.worker import rendered
from tests.unit.documents.judged_cases import worked_ready
from tests.unit.rendering.tiny_design import notice, tiny_templates


SIX = label_stocks()["a4-cut-102x76-6"]
SHEETS = [name for name in usable_stocks() if label_stocks()[name].is_sheet]
POINTS_PER_MM = 72 / 25.4


@pytest.fixture(scope="module")
def singles() -> bytes:
    """Return seven labels of three patients, one a page."""
    ready = [worked_ready(case_id) for case_id in ("C01", "C02", "C12")]
    documents = [labels(each) for each in ready[:2]]
    documents.append(labels(ready[2], frozenset({ready[2].plan.infusions[0].date})))
    pdfs = [render(each, load_templates()) for each in documents]
    return combined([Pages(each) for each in pdfs], "labels pack")


def texts(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as opened:
        return ["".join(page.get_textpage().get_text_range().split()) for page in opened]


@pytest.mark.parametrize("name", SHEETS)
@pytest.mark.parametrize("first", [1, 3])
def test_every_label_stands_once_at_its_place(name: str, first: int, singles: bytes) -> None:
    stock = label_stocks()[name]
    sheets, pages = on_sheets(singles, stock, first=first)
    assert misplaced(sheets, singles, stock, first=first) == ()
    assert pages == -(-(7 + first - 1) // stock.per_page)
    assert "".join(texts(sheets)) == "".join(texts(singles))
    with pikepdf.open(io.BytesIO(sheets)) as opened:
        assert str(opened.docinfo["/Title"]) == "labels pack"
        assert str(opened.Root.Lang) == "en-GB"
        for page in opened.pages:
            sides = [float(edge) / POINTS_PER_MM for edge in page.mediabox]
            assert sides == pytest.approx([0, 0, *map(float, stock.page)], abs=0.01)


def test_a_label_on_the_sheet_is_the_label_itself_moved_and_not_scaled(singles: bytes) -> None:
    sheets, _ = on_sheets(singles, SIX)
    with pikepdf.open(io.BytesIO(sheets)) as opened, pikepdf.open(io.BytesIO(singles)) as alone:
        forms = opened.pages[0].Resources.XObject
        for number in range(1, SIX.per_page + 1):
            form = forms[f"/L{number}"]
            assert form.read_bytes() == alone.pages[number - 1].Contents.read_bytes()
            assert "/Matrix" not in form or [float(n) for n in form.Matrix] == [1, 0, 0, 1, 0, 0]
        drawn = opened.pages[0].Contents.read_bytes().splitlines()
    assert sum(line.startswith(b"q 1 0 0 1 ") for line in drawn) == SIX.per_page


def test_the_same_labels_give_the_same_bytes_without_a_date(singles: bytes) -> None:
    sheets, _ = on_sheets(singles, SIX, first=2)
    assert on_sheets(singles, SIX, first=2)[0] == sheets
    assert on_sheets(singles, SIX, first=3)[0] != sheets
    assert b"Date" not in sheets


def test_only_sheets_that_are_not_cut_beforehand_have_a_line_to_cut_along(singles: bytes) -> None:
    def has_lines(name: str) -> bool:
        sheets, _ = on_sheets(singles, label_stocks()[name])
        with pikepdf.open(io.BytesIO(sheets)) as opened:
            return b" re S" in opened.pages[0].Contents.read_bytes()

    assert [has_lines(name) for name in SHEETS] == [True, True, False]


def test_what_is_not_our_label_is_not_put_on_a_sheet() -> None:
    other = render(notice("x"), tiny_templates())
    with pytest.raises(ValueError, match="not of the size"):
        imposed(other, SIX)


def changed(pdf: bytes, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        change(opened)
        output = io.BytesIO()
        opened.save(output)
    return output.getvalue()


def contents_with(old: bytes, new: bytes) -> Callable[[pikepdf.Pdf], None]:
    def change(opened: pikepdf.Pdf) -> None:
        page = opened.pages[0]
        content = page.Contents.read_bytes()
        assert old in content
        page.Contents = opened.make_stream(content.replace(old, new))

    return change


def lost_sheet(opened: pikepdf.Pdf) -> None:
    del opened.pages[-1]


def other_paper(opened: pikepdf.Pdf) -> None:
    opened.pages[0].mediabox = pikepdf.Array([0, 0, 612, 792])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lost_sheet, "1 sheets instead of 2"),
        (other_paper, "sheet 1 is not of the stock's size"),
        (contents_with(b"/L2 Do", b"/L1 Do"), "label 2 is not read at its place on sheet 1"),
        (contents_with(b"/L2 Do", b""), "label 2 is not read at its place on sheet 1"),
        (contents_with(b"q 1 0 0 1 8.5", b"q 1 0 0 1 -19.5"), "is not read at its place"),
        (contents_with(b"q 1 0 0 1 8.5", b"q 1 0 0 1 9.5"), "not at their size and place"),
        (contents_with(b"q 1 0 0 1 ", b"q 0.99 0 0 0.99 "), "not at their size and place"),
    ],
)
def test_sheets_that_were_put_together_wrong_are_seen(
    change: Callable[[pikepdf.Pdf], None], told: str, singles: bytes
) -> None:
    wrong = misplaced(changed(imposed(singles, SIX), change), singles, SIX)
    assert any(told in each for each in wrong)


def test_a_label_on_a_place_that_is_used_up_is_seen(singles: bytes) -> None:
    wrong = misplaced(imposed(singles, SIX, first=1), singles, SIX, first=2)
    assert "sheet 1 has text outside its labels" in wrong


def test_sheets_that_read_back_wrong_are_not_published(
    monkeypatch: pytest.MonkeyPatch, singles: bytes
) -> None:
    monkeypatch.setattr(imposition, "imposed", lambda *_, **__: imposed(singles, SIX, first=2))
    with pytest.raises(PrintRuleError, match=r"^BAT-09: the sheets of labels read back wrong: "):
        on_sheets(singles, SIX, first=1)


@pytest.mark.parametrize("case_id", ["C01", "C02", "C23"])
def test_our_label_does_not_go_on_an_l7165(case_id: str) -> None:
    """What ``label_stock.holds_label`` says by its size is so: nothing would be left to shrink."""
    width, height = label_stocks()["a4-l7165"].label
    assert (width, height) == (Decimal("99.1"), Decimal("67.7"))
    document = dataclasses.replace(
        labels(worked_ready(case_id)), page_width_mm=str(width), page_height_mm=str(height)
    )
    result = rendered(document, OWN_SOURCES)
    assert result.pdf is None
    assert {each.code for each in result.defects} == {Code.DOES_NOT_FIT}
