"""The rules for which version a patient's paper is: VER-01 and VER-02."""

import re
from collections.abc import Iterator

from orderset.documents.document import Kind
from orderset.documents.wording import found_as
from orderset.rendering.printed import Printed, PrintedPage
from orderset.rendering.rules.page_reading import flat, foot_of, reading
from orderset.rendering.rules.rule import PrintRule, Runs


TOP_PART = 0.25
"""Of a page of A4: title and banner."""

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
)
