"""A case after printing, and what the pages of its files must be."""

import dataclasses
from collections.abc import Mapping

from orderset.documents.case import Case
from orderset.documents.document import Document, Kind


@dataclasses.dataclass(frozen=True, slots=True)
class PagesWanted:
    """What the pages of a file must be: the ids that stand on them, in order, and their size."""

    document_id: str
    ids: tuple[str, ...]
    width_mm: str
    height_mm: str

    def id_on(self, number: int) -> str:
        """Return the id on a page, from 1: each label has its own, other pages their document's."""
        return self.ids[min(number, len(self.ids)) - 1]


@dataclasses.dataclass(frozen=True, slots=True)
class PrintedCase:
    """A case after printing: judged again if a document failed, and the files that stand staged.

    ``files`` are the kind, name and number of pages of each. ``wanted`` says of each file what its
    pages must be, for the last look at the whole batch.
    """

    case: Case
    folder: str
    files: tuple[tuple[Kind, str, int], ...]
    wanted: Mapping[Kind, PagesWanted]


def pages_wanted(document: Document) -> PagesWanted:
    """Return what must stand on the pages: a label's id is that of its barcode."""
    is_labels = document.kind is Kind.LABELS
    return PagesWanted(
        document.document_id,
        tuple(each.payload for each in document.barcodes) if is_labels else (document.document_id,),
        document.page_width_mm,
        document.page_height_mm,
    )
