"""The sheet and what stands where on it: rules for every kind of document.

Text that the layout lost, cut off or painted over is the gravest fault of all: it looks finished.
"""

from collections.abc import Iterable, Iterator

from orderset.documents.document import Kind
from orderset.rendering.defect import Code, Defect
from orderset.rendering.page_text import lost, says, too_few
from orderset.rendering.placement import Box, Run
from orderset.rendering.printed import Printed, PrintedPage
from orderset.rendering.rules.rule import PrintRule, Runs


A4_MARGIN_MM = 8.0
LABEL_MARGIN_MM = 2.0
"""What a printer may leave white at each edge of a sheet and of a label."""

SIZE_TOLERANCE_MM = 0.1

_MOST_OVERLAP = 0.2
_TOUCHING_MM = 0.3
_MOST_QUOTED = 5
_LONGEST_QUOTE = 60


def too_long(printed: Printed) -> Iterator[Defect]:
    """Yield that there are too many pages: everything else that is wrong follows from it.

    "Page 1 of 2" then says "of 3".
    """
    pages, found = printed.document.pages, len(printed.pages)
    if pages is not None and found > pages:
        rule = "LBL-01" if _is_label(printed) else "ORD-29"
        message = f"{rule}: {found} pages instead of {pages}: the text is too long."
        yield Defect(Code.DOES_NOT_FIT, message)


def never_written(printed: Printed) -> Iterator[str]:
    """Yield each required text that is missing although nothing lost it."""
    missing = (text for text in _missing(printed) if not says(printed.written, text))
    return _quoted(tuple(missing), "is not printed whole")


def quoted(text: str) -> str:
    """Return a text in quotation marks, short enough to be read in a list of findings."""
    words = " ".join(text.split())
    return f"“{words if len(words) <= _LONGEST_QUOTE else f'{words[:_LONGEST_QUOTE]}…'}”"


def once(texts: Iterable[str]) -> tuple[str, ...]:
    """Return each text once, in the order of their first appearance."""
    return tuple(dict.fromkeys(texts))


def _is_label(printed: Printed) -> bool:
    return printed.document.kind is Kind.LABELS


def _label_sheet(printed: Printed) -> Iterator[str]:
    if _is_label(printed):
        yield from _too_few_pages(printed)
        yield from _wrong_sizes(printed)


def _number_of_pages(printed: Printed) -> Iterator[str]:
    if _is_label(printed):
        return
    yield from _too_few_pages(printed)
    for page in printed.pages:
        if not page.runs:
            yield f"Page {page.number} is blank."


def _a4_sheet(printed: Printed) -> Iterator[str]:
    if not _is_label(printed):
        yield from _wrong_sizes(printed)


def _too_few_pages(printed: Printed) -> Iterator[str]:
    pages = printed.document.pages
    if pages is not None and len(printed.pages) < pages:
        yield f"{len(printed.pages)} pages instead of {pages}."


def _wrong_sizes(printed: Printed) -> Iterator[str]:
    document = printed.document
    wanted = (float(document.page_width_mm), float(document.page_height_mm))
    for page in printed.pages:
        found = (page.width_mm, page.height_mm)
        if any(abs(a - b) > SIZE_TOLERANCE_MM for a, b in zip(found, wanted, strict=True)):
            yield (
                f"Page {page.number} is {found[0]:.1f} × {found[1]:.1f} mm"
                f" instead of {wanted[0]:.1f} × {wanted[1]:.1f} mm."
            )


def _label_margins(printed: Printed) -> Iterator[str]:
    if _is_label(printed):
        yield from _in_margins(printed, LABEL_MARGIN_MM)


def _a4_margins(printed: Printed) -> Iterator[str]:
    if not _is_label(printed):
        yield from _in_margins(printed, A4_MARGIN_MM)


def _in_margins(printed: Printed, margin_mm: float) -> Iterator[str]:
    for page in printed.pages:
        safe = Box(margin_mm, margin_mm, page.width_mm - margin_mm, page.height_mm - margin_mm)
        for side in once(side for run in page.runs for side in run.box.reaches_out_of(safe)):
            yield f"Page {page.number}: text less than {margin_mm:.0f} mm from the {side} edge."


def _not_to_be_read(printed: Printed) -> Iterator[str]:
    """Yield what is cut off, painted over, printed over or lost."""
    for page in printed.pages:
        where = f"Page {page.number}"
        if any(run.is_clipped for run in page.runs):
            yield f"{where}: text is cut off by its box."
        for run in page.runs:
            if run.is_covered:
                yield f"{where}: something is painted over {quoted(run.text)}."
        for first, second in _overlapping(page):
            both = f"{quoted(first.text)} and {quoted(second.text)}"
            yield f"{where}: {both} are printed over each other."
    written = printed.written
    texts = [page.squeezed for page in printed.pages]
    # Where the number of pages is fixed, so is each text's place: none goes on over a page's end.
    may_part = printed.document.pages is None
    lost_in_layout = (
        *(text for text in _missing(printed) if says(written, text)),
        *lost(written, texts, may_part=may_part),
    )
    yield from _quoted(once(lost_in_layout), "does not fit")


def _missing(printed: Printed) -> tuple[str, ...]:
    return tuple(too_few(printed.document.required_text, [page.squeezed for page in printed.pages]))


def _overlapping(page: PrintedPage) -> Iterator[tuple[Run, Run]]:
    """Yield runs whose ink shares more than a fifth of the lower one's height.

    The ink of what is set at an angle, as a watermark may be, does not fill its box.
    """
    upright = sorted((run for run in page.runs if run.is_upright), key=lambda run: run.box.top)
    for index, first in enumerate(upright):
        for second in upright[index + 1 :]:
            if second.box.top >= first.box.bottom:
                break
            width, height = first.box.shared_with(second.box)
            lower = min(first.box.height, second.box.height)
            if width > _TOUCHING_MM and height > _MOST_OVERLAP * lower:
                yield first, second


def _undrawn(printed: Printed) -> Iterator[str]:
    for page in printed.pages:
        if "\ufffd" in page.text:
            yield f"Page {page.number}: a character could not be drawn."


def _quoted(texts: tuple[str, ...], what: str) -> Iterator[str]:
    for text in texts[:_MOST_QUOTED]:
        yield f"{quoted(text)} {what}."
    if len(texts) > _MOST_QUOTED:
        yield f"The same holds for {len(texts) - _MOST_QUOTED} more texts."


LABEL_PLACES = (
    PrintRule(
        "LBL-01",
        "One page for each label, and the page is the stock's size, within 0.1 mm.",
        "[D][LAB]",
        Runs.EVERY_FILE,
        "number of pages; each page's size in mm. Too many pages are reported alone",
        check=_label_sheet,
    ),
    PrintRule(
        "LBL-02",
        "No text less than 2 mm from a label's edge.",
        "[D]",
        Runs.EVERY_FILE,
        "the box of each run's ink",
        check=_label_margins,
        code=Code.DOES_NOT_FIT,
    ),
    PrintRule(
        "LBL-03",
        "No text is clipped, covered, lost by the layout or printed over another.",
        "[D]",
        Runs.EVERY_FILE,
        "clip paths; surfaces painted later; boxes of ink that share more than 20 % of a height; "
        "every text of the template and every required text looked for in the file's own",
        "Checked on every kind of document. Text at an angle is not compared with others: its "
        "ink does not fill its box.",
        check=_not_to_be_read,
        code=Code.DOES_NOT_FIT,
    ),
)

A4_SHEETS = (
    PrintRule(
        "PDF-10",
        "The page is exactly as large as the document says, A4; nothing stands in the printer's "
        "margin.",
        "[D]",
        Runs.EVERY_FILE,
        "each page's size in mm",
        "The margin is PDF-10b's.",
        check=_a4_sheet,
    ),
    PrintRule(
        "PDF-10b",
        "No text less than 8 mm from an edge of an A4 page.",
        "[D], FKU",
        Runs.EVERY_FILE,
        "the box of each run's ink",
        "8 mm instead of 10: no printer in use leaves more than 5 mm white, and the design itself "
        "keeps 10.",
        check=_a4_margins,
        code=Code.DOES_NOT_FIT,
    ),
    PrintRule(
        "ORD-29",
        "As many pages as the document says, none of them blank.",
        "[D]",
        Runs.EVERY_FILE,
        "number of pages; each page holds text. Too many pages are reported alone",
        "An even number of pages for duplex printing is the document's own: it says how many.",
        check=_number_of_pages,
    ),
    PrintRule(
        "PDF-04b",
        "Every character could be drawn.",
        "[LAB]",
        Runs.EVERY_FILE,
        "no replacement character in the file's text",
        "Ours, beside PDF-04: an embedded font may lack a letter.",
        check=_undrawn,
    ),
)
