"""Reading a published file again, in a worker process: a damaged one can take that with it."""

import dataclasses

from orderset.documents.document import Document
from orderset.rendering.defect import Code, Defect, RenderError
from orderset.rendering.html import html_of
from orderset.rendering.inspection import inspect
from orderset.rendering.rules.figures import AGREEMENT, FIGURES
from orderset.rendering.templates import Sources, load_templates


BARCODE_RULES = "BAR-"
WHOLE_FILE_RULE = "PDF-09"
NUMBER_RULES = tuple(rule.id for rule in (*FIGURES, AGREEMENT))
"""The rules by which each number on paper is the record's."""


@dataclasses.dataclass(frozen=True, slots=True)
class Reread:
    """What was found on a published file. ``barcodes`` is how many were read as they should be."""

    barcodes: int
    defects: tuple[Defect, ...]


def reread(document: Document, pdf: bytes, sources: Sources) -> Reread:
    """Read ``pdf`` back as ``document``, by the rules of every file before publication."""
    try:
        source = html_of(document, load_templates(sources))
    except RenderError as error:
        return Reread(0, tuple(Defect(Code.RENDER_FAILED, each) for each in error.messages))
    defects = inspect(document, pdf, source)
    has_wrong_code = any(is_of_barcode(each) or is_of_whole_file(each) for each in defects)
    return Reread(0 if has_wrong_code else len(document.barcodes), defects)


def is_of_barcode(defect: Defect) -> bool:
    """Tell whether a barcode does not say what it should."""
    return defect.message.startswith(BARCODE_RULES)


def is_of_whole_file(defect: Defect) -> bool:
    """Tell whether a file cannot be read at all."""
    return defect.message.startswith(WHOLE_FILE_RULE)


def is_of_number(defect: Defect) -> bool:
    """Tell whether a number on paper is not the record's."""
    return defect.message.partition(":")[0] in NUMBER_RULES
