"""Names that follow from content: of a patient's documents and of a batch.

The same patient under the same rules has the same document id whatever the list or the night;
the same workbook with the same outcome has the same batch name, so a second run is a no-op.
"""

import dataclasses
import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from orderset.documents.case import Case, Provenance
from orderset.dosing.lists import JudgedEntry
from orderset.quantities import plain
from orderset.settings import SiteSettings


DOCUMENT_ID_PREFIX = "OS1"
DOCUMENT_ID_DIGITS = 10
BATCH_HASH_DIGITS = 8
STEM_LENGTH = 40
PRINTED_SETTINGS = {
    "hospital",
    "ward_phone",
    "pharmacy",
    "pharmacy_phone",
    "strength_mg_per_ml",
    "vial_mg",
    "half_dose_first_infusion",
    "protect_from_light",
    "planned_preparation_time",
    "gs1_gtin",
}
"""The settings that a patient's documents follow from; the others are about the run."""


def _plain(value: object) -> object:
    """Return a value as plain data without addresses: a row's place is no part of its content."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: _plain(getattr(value, field.name))
            for field in dataclasses.fields(value)
            if field.name not in {"cells", "where", "row"}
        }
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Decimal):
        return plain(value)  # 60.0 is the same content as 60, and the record tells them not apart
    return str(value)


def digest(value: object) -> str:
    """Return the SHA-256 of a value's content."""
    text = json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def content_of(judged: JudgedEntry | Case, site: SiteSettings, provenance: Provenance) -> str:
    """Return the SHA-256 of everything that a patient's documents follow from."""
    return digest(
        (
            judged.subject.patient if judged.subject else judged.entry,
            judged.judgement.findings,
            site.model_dump(mode="json", include=PRINTED_SETTINGS),
            provenance,
        )
    )


def id_of_content(content: object) -> str:
    """Return the stem of document ids for any content."""
    return first_id(digest(content))


def first_id(content: str) -> str:
    """Return the stem of the document ids of a first version, for example ``OS1-7F3A9C21B4``.

    ``content`` is the digest of what the documents follow from.
    """
    return f"{DOCUMENT_ID_PREFIX}-{content[:DOCUMENT_ID_DIGITS].upper()}"


def later_id(first: str, version: int, replaces: str) -> str:
    """Return the stem of the document ids of a later version.

    Args:
        first: the stem that the same content has as a first version.
        version: the version's number; a first version keeps its stem.
        replaces: the stem of the papers that it takes the place of.
    """
    return first if version == 1 else id_of_content((first, version, replaces))


def document_id(judged: JudgedEntry, site: SiteSettings, provenance: Provenance) -> str:
    """Return the stem of a patient's document ids as a first version."""
    return first_id(content_of(judged, site, provenance))


def batch_name(stem: str, cases: Sequence[Case], content: object, *, run_date: dt.date) -> str:
    """Return ``<day 1 or run date>-<workbook stem>-<hash>``.

    The date is the earliest day 1 in the list. ``content`` is everything that the batch follows
    from beside its cases: the workbook's hash, the rules, the settings, the dates chosen.
    """
    days = [each.entry.day_1 for each in cases if each.entry.day_1 is not None]
    outcomes = [(each.document_id, str(each.judgement.outcome)) for each in cases]
    safe_stem = re.sub(r"[^A-Za-z0-9_-]+", "-", stem).strip("-")[:STEM_LENGTH] or "workbook"
    content_hash = digest((content, outcomes))[:BATCH_HASH_DIGITS]
    return f"{min(days, default=run_date)}-{safe_stem}-{content_hash}"


def folder_names(cases: Iterable[Case]) -> tuple[str, ...]:
    """Return each case's folder: hospital number and cycle, or the row where they do not do.

    A slash in a hospital number becomes an underscore, which no hospital number contains. Two
    rows of one patient and cycle are both returned; their folders name the row as well. Names
    that differ only in case are told apart, because file shares may not.
    """
    listed = list(cases)
    wanted = [_folder(each) for each in listed]
    folded = [each.casefold() for each in wanted]
    return tuple(
        name if folded.count(name.casefold()) == 1 else f"{name}-row{case.entry.row}"
        for name, case in zip(wanted, listed, strict=True)
    )


def _folder(case: Case) -> str:
    entry = case.entry
    if entry.hospital_number is None:
        return f"row{entry.row}"
    number = entry.hospital_number.replace("/", "_")
    return (
        f"{number}-c{entry.cycle_number}"
        if entry.cycle_number is not None
        else f"{number}-row{entry.row}"
    )
