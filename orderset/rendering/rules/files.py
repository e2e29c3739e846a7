"""The rules for the PDF as a file: PDF-01 to PDF-11."""

from collections.abc import Iterator

from orderset.documents.document import Banner, Kind
from orderset.rendering import fonts
from orderset.rendering.pdf import LANGUAGE
from orderset.rendering.placement import WHITE
from orderset.rendering.printed import Printed
from orderset.rendering.rules.placing import once, quoted
from orderset.rendering.rules.rule import PrintRule, Runs


_OUR_FONTS = tuple(family.replace(" ", "-") for family in (fonts.FIRST_FAMILY, fonts.SECOND_FAMILY))
_FOR_EVERYBODY = frozenset({Kind.ORDER_SET, Kind.CHECKLIST})
_LEAST_CONTRAST = 4.5
_ALMOST_BLACK = 0.04045
_CLAIM = "pdfuaid:part"


def _title_and_language(printed: Printed) -> Iterator[str]:
    document = printed.document
    if printed.title != document.title:
        yield "The file's title is not the document's."
    if printed.language != LANGUAGE:
        yield f"The file's language is {printed.language or 'missing'} instead of {LANGUAGE}."
    banner = getattr(document.content, "banner", None)
    if isinstance(banner, Banner):
        if document.document_id not in printed.title:
            yield "The file's title does not hold the document id."
        title = printed.title.replace(document.document_id, "").casefold()
        names = (banner.name, banner.hospital_number, banner.nhs_number)
        if any(name.casefold() in title for name in names if name):
            yield "The file's title names the patient."


def _is_for_everybody(printed: Printed) -> Iterator[str]:
    if printed.document.kind not in _FOR_EVERYBODY:
        return
    if not printed.is_tagged:
        yield "The file has no tags: it cannot be read aloud."
    if _CLAIM not in printed.metadata:
        yield "The file does not say that it is PDF/UA."


def _fonts(printed: Printed) -> Iterator[str]:
    for page in printed.pages:
        where = f"Page {page.number}"
        for font in once(run.font for run in page.runs if not run.is_embedded):
            yield f"{where}: the font {font} is not embedded."
        for font in once(run.font for run in page.runs if not _is_ours(run.font)):
            yield f"{where}: the font {font} is not one of ours."


def _is_ours(font: str) -> bool:
    """Tell by the name in the file, which begins with six letters for the subset."""
    return font.partition("+")[2].startswith(_OUR_FONTS)


def _nothing_live(printed: Printed) -> Iterator[str]:
    if printed.is_encrypted:
        yield "The file is encrypted."
    if printed.has_javascript:
        yield "The file holds a program."
    if printed.attachments:
        yield "The file holds other files."
    for page in printed.pages:
        if page.links:
            yield f"Page {page.number} holds links or fields."


def _contrast(printed: Printed) -> Iterator[str]:
    for page in printed.pages:
        for run in page.runs:
            if contrast(run.grey, run.ground) < _LEAST_CONTRAST:
                yield f"Page {page.number}: {quoted(run.text)} cannot be told from its ground."


def contrast(one: int, other: int) -> float:
    """Return the contrast of two greys as WCAG counts it.

    Example:
        >>> round(contrast(0, 255)), round(contrast(119, 255), 2)
        (21, 4.48)
    """
    lighter, darker = max(one, other), min(one, other)
    return (_luminance(lighter) + 0.05) / (_luminance(darker) + 0.05)


def _luminance(grey: int) -> float:
    share = grey / WHITE
    return share / 12.92 if share <= _ALMOST_BLACK else float(((share + 0.055) / 1.055) ** 2.4)


PDF: tuple[PrintRule, ...] = (
    PrintRule(
        "PDF-01",
        "The language is en-GB; the title is the document's, holds its id and names no patient.",
        "[D][LAB]",
        Runs.EVERY_FILE,
        "the file's language and title",
        "The file's name is delivery's: BAT-08.",
        check=_title_and_language,
    ),
    PrintRule(
        "PDF-02",
        "Order set and checklist are tagged and say that they are PDF/UA-1.",
        "[LAB]",
        Runs.EVERY_FILE,
        "the file is marked as tagged and its metadata make the claim; what a checker finds: "
        "test_pdfua.py",
        check=_is_for_everybody,
    ),
    PrintRule(
        "PDF-03",
        "One first heading, and none is skipped.",
        "[D]",
        Runs.TESTS,
        "the structure tree: test_order_documents_on_paper.py, "
        "test_monitoring_documents_on_paper.py",
        "The structure comes from the template and not from the patient.",
    ),
    PrintRule(
        "PDF-04",
        "Every font is embedded and one of ours; none is drawn by programs (Type 3).",
        "[LAB]",
        Runs.EVERY_FILE,
        "name and embedding of each run's font. A Type 3 font has no such name",
        check=_fonts,
    ),
    PrintRule(
        "PDF-05",
        "The same document gives the same bytes.",
        "[LAB]",
        Runs.TESTS,
        "two processes with another hash seed, time zone and folder: test_pdf.py",
    ),
    PrintRule(
        "PDF-07",
        "No program, no link, no attachment, no encryption; nothing is fetched.",
        "[D]",
        Runs.EVERY_FILE,
        "the file's catalogue and each page's annotations; what a template may fetch: test_pdf.py",
        "A file for archiving, which holds its record, is made after the inspection (PDF-06).",
        check=_nothing_live,
    ),
    PrintRule(
        "PDF-06",
        "An archive copy is PDF/A-3 with the record attached, its dates fixed.",
        "[D]",
        Runs.TESTS,
        "test_archive.py, test_label_sheets_and_archive.py",
        "Its own step, not of the files that are printed from.",
    ),
    PrintRule(
        "PDF-08",
        "The manifest names each file with its hash, pages and origin.",
        "[D]",
        Runs.TESTS,
        "test_delivery.py, test_commands.py",
    ),
    PrintRule(
        "PDF-09",
        "A file is whole: a crash leaves no half one.",
        "[D]",
        Runs.EVERY_FILE,
        "before all else: the file begins and ends as a PDF and can be opened. Writing aside and "
        "renaming: test_delivery.py",
        "It has no check of its own: without a whole file there is nothing for the others to read.",
    ),
    PrintRule(
        "PDF-11",
        "Legible from a printer without colours: text stands out from its ground 4.5 to 1.",
        "[D]",
        Runs.EVERY_FILE,
        "grey of each run against that of the surface beneath it; the barcode in one bit: "
        "test_rules_files.py",
        check=_contrast,
    ),
)
