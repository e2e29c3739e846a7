"""What a document is: a view model of strings that are already formatted.

Templates hold layout, loops and ``if`` on booleans; they do no arithmetic, rounding, units or
dates. Only documents cross a process boundary on the way to paper.
"""

import dataclasses
import enum
from decimal import Decimal


NO_BREAK_SPACE = "\u00a0"
"""Between a number and its unit, so that they never part (printing.md LBL-11)."""


class Kind(enum.StrEnum):
    """The kinds of document; the value is the file's stem and the template's name."""

    ORDER_SET = "order-set"
    CHECKLIST = "monitoring-checklist"
    WORKSHEET = "preparation-worksheet"
    LABELS = "labels"
    NOTICE = "notice"
    SUMMARY = "summary"
    BOOK = "scenario-book"
    COMPARISON = "book-comparison"


OF_A_RUN = tuple(each for each in Kind if each not in {Kind.BOOK, Kind.COMPARISON})
"""The kinds that a run prints; a site's own templates need no others."""


@dataclasses.dataclass(frozen=True, slots=True)
class Spelling:
    """How the medicine is written: by its whole name, and never by one of the others."""

    name: str
    never_written: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Banner:
    """Who the patient is, on every page: each field as printed."""

    name: str
    born: str
    gender: str
    nhs_number: str
    hospital_number: str
    allergies: str


@dataclasses.dataclass(frozen=True, slots=True)
class Barcode:
    """One DataMatrix: what it says and the words for those who cannot see it.

    ``key`` names it within its document, for the template. ``payload`` is our document id. With a
    ``gtin``, the site's own, the symbol is GS1: the GTIN, and our id as the serial number.
    """

    key: str
    payload: str
    alternative_text: str
    gtin: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Figure:
    """One number of the record that a page must show: read back and compared as a decimal.

    ``key`` is the record's, for example ``day-2.dose_mg``; ``unit`` is as printed. It comes from
    the plan itself, not from the words on the page.
    """

    key: str
    value: Decimal
    unit: str
    page: int


@dataclasses.dataclass(frozen=True, slots=True)
class Document:
    """One file to print.

    ``title`` is the PDF's title and names no patient. ``page_width_mm`` and ``page_height_mm``
    are exact; ``pages`` is how many there must be, None where the content decides (summary).
    ``watermarks`` stand on every page. ``required_text`` are strings that must be found whole in
    the printed file's text. ``figures`` are the numbers that must be read on their pages, equal to
    the record's. ``content`` is the kind's own frozen view model. ``version`` counts the
    calculations of a patient's cycle, 0 for what is no patient's; ``replaces`` is the stem of the
    papers that this one takes the place of, or empty. ``spelling`` is the medicine's, where the
    rules for print ask for it. ``reprint`` counts how often this paper was printed again, 0 for the
    first print.
    """

    kind: Kind
    document_id: str
    title: str
    page_width_mm: str
    page_height_mm: str
    pages: int | None
    watermarks: tuple[str, ...]
    required_text: tuple[str, ...]
    barcodes: tuple[Barcode, ...]
    content: object
    figures: tuple[Figure, ...] = ()
    version: int = 0
    replaces: str = ""
    spelling: Spelling | None = None
    reprint: int = 0

    @property
    def reprint_told(self) -> str:
        """That it is a reprint, as printed; empty for a first print."""
        return reprint_told(self.reprint) if self.reprint else ""

    @property
    def version_told(self) -> str:
        """Which version it is, as printed; empty for what is no patient's."""
        return version_told(self.version) if self.version else ""

    @property
    def replaces_told(self) -> str:
        """What it replaces, as printed; empty for a first version."""
        return replaces_told(self.version, self.replaces)

    @property
    def replaces_lines(self) -> tuple[str, ...]:
        """The same in the two lines that it has on paper, parted behind the id's prefix."""
        told = self.replaces_told
        first, parting, second = told.partition("-") if self.replaces else told.partition(" ")
        return (f"{first}{parting}".strip(), second) if told else ()


def reprinted(document: Document, number: int) -> Document:
    """Return a document as its reprint: the same paper, with its number and that it is one.

    Args:
        document: as it was first printed.
        number: how often its paper was printed again, this time counted; from 1.
    """
    told = (reprint_told(number),) * (document.pages or 1)
    return dataclasses.replace(
        document, reprint=number, required_text=(*document.required_text, *told)
    )


def reprint_told(number: int) -> str:
    r"""Say that a paper is a reprint, and the how-manieth.

    Example:
        >>> reprint_told(2)
        'REPRINT\xa02'
    """
    return f"REPRINT{NO_BREAK_SPACE}{number}"


def version_told(version: int) -> str:
    r"""Say which version a patient's paper is.

    Example:
        >>> version_told(2)
        'Version\xa02'
    """
    return f"Version{NO_BREAK_SPACE}{version}"


def replaces_told(version: int, replaces: str) -> str:
    """Say which papers a version takes the place of; empty for a first version.

    Example:
        >>> replaces_told(1, ""), replaces_told(2, "OS1-7F3A9C21B4"), replaces_told(2, "")
        ('', 'Replaces OS1-7F3A9C21B4', 'Replaces no paper')
    """
    if version <= 1:
        return ""
    return f"Replaces {replaces or 'no paper'}"
