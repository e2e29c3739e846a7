"""What a batch's manifest tells of earlier batches: written when it is published, read to verify.

Everything else of a batch follows from its records; this followed from what else stood in the
output folder on that night.
"""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from orderset.batch.printed_case import PrintedCase
from orderset.documents.pulling import Absent, Replaced


def replaced_facts(replaced: Replaced, printed: Sequence[PrintedCase]) -> dict[str, Any]:
    """Return for programs what must be pulled from the trolley, and what takes its place."""
    by = next(each for each in printed if each.case.entry.row == replaced.row)
    return {
        "row": replaced.row,
        "document_id": replaced.document_id,
        "version": replaced.version or None,
        "same_as": replaced.same_as or None,
        "documents": list(replaced.kinds),
        "batches": list(replaced.batches),
        "by": {
            "document_id": by.case.document_id,
            "version": by.case.version,
            "outcome": str(by.case.judgement.outcome),
            "documents": [str(kind) for kind, _, _ in by.files],
        },
    }


def absent_facts(absent: Absent) -> dict[str, Any]:
    """Return for programs who is not in the list any more."""
    last_day = absent.last_day.isoformat() if absent.last_day else None
    return {**dataclasses.asdict(absent), "last_day": last_day}


def replaced_in(facts: Sequence[Mapping[str, Any]]) -> tuple[Replaced, ...]:
    """Return what a manifest's facts say was replaced.

    Raises:
        KeyError, TypeError, ValueError: these are no such facts.
    """
    return tuple(
        Replaced(
            row=int(each["row"]),
            document_id=str(each["document_id"]),
            version=each["version"] or 0,
            kinds=tuple(each["documents"]),
            batches=tuple(each["batches"]),
            same_as=each["same_as"] or 0,
        )
        for each in facts
    )


def absent_in(facts: Sequence[Mapping[str, Any]]) -> tuple[Absent, ...]:
    """Return who a manifest's facts say was not in the list any more.

    Raises:
        KeyError, TypeError, ValueError: these are no such facts.
    """
    return tuple(
        Absent(
            hospital_number=str(each["hospital_number"]),
            cycle_number=int(each["cycle_number"]),
            document_id=str(each["document_id"]),
            version=int(each["version"]),
            last_day=dt.date.fromisoformat(each["last_day"]) if each["last_day"] else None,
            batches=tuple(each["batches"]),
        )
        for each in facts
    )
