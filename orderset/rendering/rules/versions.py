"""The rules for which version a patient's paper is: VER-01, VER-02 and ORD-30."""

import re
from collections.abc import Iterator

from orderset.documents.document import Kind
from orderset.documents.wording import found_as
from orderset.rendering.printed import Printed, PrintedPage
from orderset.rendering.rules.page_reading import flat, foot_of, reading
from orderset.rendering.rules.rule import PrintRule, Runs


TOP_PART = 0.25
"""Of a page of A4: title and banner."""

REPRINT_PT = 10.0

_REPRINT = re.compile(r"(?<![A-Za-z])REPRINT (\d+)")
_VERSION = re.compile(r"(?<![A-Za-z])Version (\d+)")
_REPLACES = re.compile(r"(?<![A-Za-z])Replaces (OS1- ?[0-9A-F]+|no paper)")


def which_version(printed: Printed) -> Iterator[str]:
    """VER-01."""
    document = printed.document
    for page in printed.pages if document.version else ():
        if not _is_near_the_top(printed, page, document.version_told):
            yield f"Page {page.number} does not say that it is version {document.version}."
        foot = "" if document.kind is Kind.LABELS else foot_of(page)
        if document.kind is not Kind.LABELS and _VERSION.findall(foot) != [str(document.version)]:
            yield f"The foot of page {page.number} does not say version {document.version} once."


def what_it_replaces(printed: Printed) -> Iterator[str]:
    """VER-02."""
    document = printed.document
    wanted = document.replaces_told
    if document.version > 1 and document.document_id.startswith(f"{document.replaces or '?'}-"):
        yield "The document replaces itself."
    for page in printed.pages if document.version else ():
        if wanted and not _is_near_the_top(printed, page, wanted):
            yield f"Page {page.number} does not say “{wanted}”."
        told = {f"Replaces {each.replace(' ', '')}" for each in _REPLACES.findall(flat(page))}
        for each in sorted(told - {wanted.replace("no paper", "nopaper")}):
            yield f"Page {page.number} says “{each}”, which it does not."


def whether_it_is_a_reprint(printed: Printed) -> Iterator[str]:
    """ORD-30."""
    document = printed.document
    for page in printed.pages if document.version else ():
        numbers = _REPRINT.findall(flat(page))
        if not document.reprint:
            if numbers:
                yield f"Page {page.number} says REPRINT and is the first print."
            continue
        place = reading(page).find(found_as(document.reprint_told))
        if place is None or numbers != [str(document.reprint)]:
            yield f"Page {page.number} does not say “{document.reprint_told}” once."
        elif place.least_pt < REPRINT_PT or not _is_near_the_top(
            printed, page, document.reprint_told
        ):
            yield f"“{document.reprint_told}” is too small on page {page.number}, or out of place."


def _is_near_the_top(printed: Printed, page: PrintedPage, text: str) -> bool:
    """Tell whether a page says it: a label anywhere, a page of A4 in its banner."""
    place = reading(page).find(found_as(text))
    if place is None:
        return False
    return printed.document.kind is Kind.LABELS or place.box.bottom < TOP_PART * page.height_mm


VERSIONS = (
    PrintRule(
        id="VER-01",
        says="Each page of a patient's paper says which version it is, beside its id.",
        source="faults.md I3, F17; printing.md LBL-25",
        runs=Runs.EVERY_FILE,
        how=(
            "“Version n” is found on each label, and in the banner and once in the foot of each "
            "page of A4. That it is the case's version, and the same on all documents: "
            "orderset.batch.agreement.disagreements."
        ),
        reading="Ours. The version counts the calculations of one patient's cycle, from 1.",
        check=which_version,
    ),
    PrintRule(
        id="VER-02",
        says="From the second version on each page says which papers it replaces; the first, none.",
        source="faults.md I3, F17",
        runs=Runs.EVERY_FILE,
        how="“Replaces” with the earlier id is found there, and with no other id anywhere.",
        reading=(
            "Ours. Where nothing was printed of the earlier versions, it says “Replaces no paper”."
        ),
        check=what_it_replaces,
    ),
    PrintRule(
        id="ORD-30",
        says="A reprint says on each page that it is one; a first print does not.",
        source="printing.md 2.2",
        runs=Runs.EVERY_FILE,
        how=(
            "“REPRINT n” is found once on each label and at the top of each page of A4, in 10 pt "
            "or more; the first print has no such words."
        ),
        reading=(
            "It supersedes the paper with the same id, which stands beside it, and whose log has "
            "every reprint (ADR 0035)."
        ),
        check=whether_it_is_a_reprint,
    ),
)
