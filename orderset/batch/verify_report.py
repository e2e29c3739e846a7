"""What ``orderset verify`` prints: for people, and for programs."""

import itertools
from collections.abc import Iterator, Sequence

from orderset.batch.differences import Verified, shown


VERIFY_SCHEMA = "orderset/verify/1"

MOST_OF_A_FILE = 6
"""Differences of one kind in one file that are told to people; programs are told all."""


def verify_lines(verified: Verified) -> Iterator[str]:
    """Yield the lines about one batch: each difference, worst first, and at the end the result."""
    name = shown(verified.folder.name)
    for (what, where), those in itertools.groupby(
        verified.differences, lambda each: (each.what, each.where)
    ):
        found = list(those)
        for each in found[:MOST_OF_A_FILE]:
            yield f"{name}: {what}: {where}: {each.told}"
        if len(found) > MOST_OF_A_FILE:
            yield f"{name}: {what}: {where}: and {len(found) - MOST_OF_A_FILE} more"
    for text in verified.unchecked:
        yield f"{name}: unchecked: {text}"
    for text in verified.remarks:
        yield f"{name}: remark: {text}"
    looked_at = ", ".join(
        (
            _counted(verified.files, "file", "files"),
            _counted(verified.patients, "patient", "patients"),
            _counted(verified.pages, "page", "pages"),
            _counted(verified.barcodes, "barcode", "barcodes"),
        )
    )
    yield f"{name}: {looked_at}: {_result(verified)}"


def _result(verified: Verified) -> str:
    if verified.differences:
        return _counted(len(verified.differences), "difference", "differences")
    return "only the files' hashes were checked" if verified.unchecked else "nothing differs"


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def verify_json(verified: Sequence[Verified]) -> dict[str, object]:
    """Return what was found as plain data, for programs."""
    return {
        "schema": VERIFY_SCHEMA,
        "batches": [
            {
                "folder": shown(str(each.folder)),
                "files": each.files,
                "patients": each.patients,
                "pages": each.pages,
                "barcodes": each.barcodes,
                "differences": [
                    {"what": str(found.what), "where": found.where, "told": found.told}
                    for found in each.differences
                ],
                "unchecked": list(each.unchecked),
                "remarks": list(each.remarks),
            }
            for each in verified
        ],
    }
