"""Reading a printed file back before anyone may act on it: what fails is not published."""

from orderset.documents.document import Document
from orderset.rendering.defect import Code, Defect, RenderError
from orderset.rendering.printed import Printed, page_count, read_back
from orderset.rendering.rules.placing import too_long
from orderset.rendering.rules.registry import FILE_RULES


__all__ = ["broken_rules", "inspect", "page_count"]

_WHOLE_FILE = "PDF-09"


def inspect(document: Document, pdf: bytes, source: str | None = None) -> tuple[Defect, ...]:
    """Return what is wrong with ``pdf`` as the printed form of ``document``; empty when nothing.

    Each defect names the rule for print that is broken. A text that occurs n times in
    ``required_text`` must be printed n times.

    Args:
        document: what should have been printed.
        pdf: what was printed.
        source: the HTML it was printed from. With it, a text that the layout lost is told apart
            (``does-not-fit``) from one that was never written (``inspection-failed``), and every
            text of the template is looked for, not only those that the document requires.
    """
    try:
        printed = read_back(document, pdf, source)
    except RenderError as error:
        return tuple(
            Defect(Code.INSPECTION_FAILED, f"{_WHOLE_FILE}: {message}")
            for message in error.messages
        )
    return broken_rules(printed)


def broken_rules(printed: Printed) -> tuple[Defect, ...]:
    """Return what every rule that runs on files has to say of one."""
    alone = tuple(too_long(printed))
    if alone:
        return alone
    return tuple(
        Defect(rule.code, f"{rule.id}: {message}")
        for rule in FILE_RULES
        if rule.check is not None
        for message in rule.check(printed)
    )
