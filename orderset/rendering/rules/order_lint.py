"""No error-prone abbreviation, number or sign in our own words on an order form: ORD-25."""

from collections.abc import Iterator

from orderset.documents.checklist import ChecklistContent
from orderset.documents.document import Banner, Kind
from orderset.documents.order_set import OrderSet
from orderset.documents.wording import found_as
from orderset.documents.worksheet import Worksheet
from orderset.rendering.printed import Printed
from orderset.rendering.rules.medication_text import (
    PATTERNS,
    lint,
    masked,
    other_names,
    parted,
)
from orderset.rendering.rules.page_reading import order_pages, text_of
from orderset.rendering.rules.rule import PrintRule, Runs


_OFTEN = 3
"""How often a text of others can stand on one page: the document's id beside its symbol and in the
foot, a bag's label in two places."""

_QUOTED_FACTS = frozenset({"Indication"})


def error_prone(printed: Printed) -> Iterator[str]:
    """Yield what the ban list finds in our words on each page."""
    pages = order_pages(printed, Kind.ORDER_SET, Kind.WORKSHEET, Kind.CHECKLIST)
    if not pages:
        return
    others = [found_as(each) for each in _words_of_others(printed)] * _OFTEN
    for page in pages:
        text = masked(text_of(page), others)
        for fault in (*lint(text, PATTERNS), *parted(text)):
            yield f"Page {page.number}: {fault}"
        for name in other_names(" ".join(text.split()), printed.document.spelling):
            yield f"Page {page.number}: “{name}” is no name of the medicine on paper."


def _words_of_others(printed: Printed) -> Iterator[str]:
    """Yield what is quoted: identifiers, the workbook's and the settings' words, citations."""
    document, content = printed.document, printed.document.content
    yield from (document.document_id, document.replaces_told)
    if isinstance(content, OrderSet):
        yield from _banner(content.banner)
        yield from _order(content)
    elif isinstance(content, Worksheet):
        yield from _banner(content.banner)
        yield from (content.hospital, content.pharmacy, content.footer)
        yield from (each.label for each in content.bags)
    elif isinstance(content, ChecklistContent):
        yield from _banner(content.banner)
        yield from (content.hospital, content.ward, content.footer, *content.call)
        yield from (each.last for each in content.schedule if each.is_in_words)


def _banner(banner: Banner) -> Iterator[str]:
    yield from (banner.name, banner.hospital_number, banner.allergies)


def _order(content: OrderSet) -> Iterator[str]:
    control = content.control
    yield from (control.hospital, control.ward, control.protocol, control.approval)
    yield from (control.owner, content.footer)
    for fact in (*content.basis, *content.remarks):
        if fact.is_quoted or fact.name in _QUOTED_FACTS:
            yield fact.value
    # What a caution found may be a cell's words; its title and its advice are the protocol's.
    yield from (each.message for each in content.cautions)
    if content.decision:
        yield content.decision.by
        yield from (each.message for each in content.decision.findings)
    yield from (text for each in content.sources for text in (each.title, each.locator))
    yield from content.instructions.provenance


LINT = (
    PrintRule(
        id="ORD-25",
        says="No error-prone abbreviation, number or sign, and no number parted from its unit.",
        source="ISMP (S5 to S8); printing.md 1.4 and 1.5",
        runs=Runs.EVERY_FILE,
        how=(
            "The patterns of 1.5 and the protocol's never_written over each page's text; "
            "checklist and worksheet too."
        ),
        reading=(
            "Without the words of others: names, allergies, notes, medicines, what a caution "
            "found, the site's names, citations and identifiers are printed as they are."
        ),
        check=error_prone,
    ),
)
