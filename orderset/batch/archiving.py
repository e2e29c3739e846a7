"""The copies for the archive: order set and checklist as PDF/A-3 with the patient's record inside.

Source: printing.md PDF-06.
"""

from collections.abc import Iterator, Sequence

from orderset.documents.document import Document, Kind
from orderset.rendering.archive import AttachedFile, archived, wrong_archive
from orderset.rendering.worker import Rendered


ARCHIVED = frozenset({Kind.ORDER_SET, Kind.CHECKLIST})
"""What belongs in a patient's record. Labels and worksheets are the pharmacy's."""

FOLDER = "archive"
RECORD = "record.json"


def archive_copies(
    results: Sequence[tuple[Document, Rendered]], record: bytes
) -> Iterator[tuple[Document, Rendered]]:
    """Yield one patient's archive copies, made from the inspected documents and read back.

    Args:
        results: the patient's documents as printed, without a defect.
        record: the patient's ``record.json``, as published.
    """
    attached = attached_record(record)
    for document, result in results:
        if document.kind in ARCHIVED and result.pdf is not None:
            copy = archived(result.pdf, attached)
            defects = wrong_archive(copy, result.pdf, attached)
            pdf = None if defects else copy
            yield document, Rendered(result.document_id, pdf, result.pages, defects)


def attached_record(record: bytes) -> AttachedFile:
    """Return a patient's ``record.json`` as it travels inside the copies."""
    return AttachedFile(
        RECORD, record, "application/json", "The record that this document was printed from"
    )
