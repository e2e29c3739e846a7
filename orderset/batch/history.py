"""The versions that stand in an output folder, read from the batches that were published there.

A batch's manifest says whose cycles it holds. Where a manifest cannot be read, the patients' own
records do. A mark of replacement counts too: a version that once replaced another is remembered,
also when its own batch was deleted.
"""

import dataclasses
import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from orderset.batch.identity import DOCUMENT_ID_PREFIX, digest
from orderset.batch.versions import History, Version
from orderset.delivery import MANIFEST, STAGING_PREFIX, published_manifest


MARK = "replaced.json"
CHECKSUM = "sha256"

_ID = re.compile(rf"{DOCUMENT_ID_PREFIX}-[0-9A-F]+")


@dataclasses.dataclass(frozen=True, slots=True)
class PublishedBatch:
    """A batch that stands published.

    ``cycles`` is how many rows of its list had a cycle of their own, whether it could be read or
    not: a batch is replaced whole only where each of them is known.
    """

    folder: Path
    versions: tuple[Version, ...]
    cycles: int

    @property
    def name(self) -> str:
        """The batch's name."""
        return self.folder.name


def published_batches(root: Path) -> tuple[PublishedBatch, ...]:
    """Return every batch that stands in an output folder."""
    return tuple(_batches_in(root))


def history_of(batches: Sequence[PublishedBatch]) -> History:
    """Return the versions that these batches hold, and those that their marks tell of."""
    versions = [version for each in batches for version in each.versions]
    heirs = [heir for each in batches for heir in _heirs(each)]
    return History((*versions, *heirs))


def versions_in(manifest: Mapping[str, Any], batch: str) -> tuple[Version, ...]:
    """Return the versions of which a manifest tells; rows without a cycle of their own are left."""
    told = manifest.get("workbook")
    workbook = str(told.get("name", "")) if isinstance(told, dict) else ""
    patients = manifest.get("patients")
    listed = patients if isinstance(patients, list) else []
    found = (_version(each, batch, workbook) for each in listed if isinstance(each, dict))
    return tuple(each for each in found if each is not None)


def mark_in(folder: Path) -> dict[str, Any] | None:
    """Return a batch's mark of replacement, None where it has none that is whole."""
    try:
        mark = json.loads((folder / MARK).read_bytes())
    except (OSError, ValueError):
        return None
    if not isinstance(mark, dict) or mark.get(CHECKSUM) != checksum_of(mark):
        return None
    return mark


def checksum_of(mark: Mapping[str, Any]) -> str:
    """Return the SHA-256 of what a mark says."""
    return digest({key: value for key, value in mark.items() if key != CHECKSUM})


def heirs_in(batch: Path) -> Mapping[str, Version]:
    """Return what took the place of cycles of a batch, by document id.

    From the batches beside it and from its own mark: a copy that lies elsewhere has only that.
    """
    batches = published_batches(batch.parent)
    history = history_of(batches)
    return {
        version.document_id: heir
        for each in batches
        if each.folder == batch
        for version in each.versions
        if (heir := history.heir_of(version))
    }


def _batches_in(folder: Path) -> Iterator[PublishedBatch]:
    try:
        names = sorted(each.name for each in folder.iterdir())
    except OSError:  # nothing has been published
        return
    for name in names:
        if not name.startswith(STAGING_PREFIX) and (folder / name / MANIFEST).exists():
            yield _read(folder / name)


def _read(folder: Path) -> PublishedBatch:
    manifest = published_manifest(folder.parent, folder.name)
    if manifest is not None and isinstance(manifest.get("patients"), list):
        versions = versions_in(manifest, folder.name)
        cycles = sum(_has_cycle(each) for each in manifest["patients"])
    else:
        versions = tuple(_from_records(folder))
        cycles = len([*folder.glob("patients/*")])
    return PublishedBatch(folder, versions, cycles)


def _has_cycle(patient: object) -> bool:
    """Tell whether a manifest's patient has a cycle; what cannot be understood may have one."""
    if not isinstance(patient, dict):
        return True
    return None not in {patient.get("hospital_number"), patient.get("cycle_number")}


def _from_records(folder: Path) -> Iterator[Version]:
    """Yield what the records tell, so that the same workbook mends a batch without its manifest."""
    for path in sorted(folder.glob("patients/*/record.json")):
        try:
            record = json.loads(path.read_bytes())
            patient = record["patient"]
            documents = [str(each["kind"]) for each in record["documents"]]
            told = {**record, **patient, "documents": documents}
        except (OSError, ValueError, KeyError, TypeError):
            continue
        version = _version(told, folder.name, "")
        if version is not None:
            yield version


def _version(told: Mapping[str, Any], batch: str, workbook: str) -> Version | None:
    hospital_number, cycle_number = told.get("hospital_number"), told.get("cycle_number")
    number, document_id = told.get("version"), told.get("document_id")
    if not isinstance(hospital_number, str) or not isinstance(cycle_number, int):
        return None
    if not isinstance(number, int) or not _ID.fullmatch(str(document_id)):
        return None
    documents = told.get("documents")
    return Version(
        hospital_number=hospital_number,
        cycle_number=cycle_number,
        number=number,
        document_id=str(document_id),
        replaces=str(told.get("replaces") or ""),
        content=str(told.get("content") or ""),
        kinds=tuple(str(each) for each in documents) if isinstance(documents, list) else (),
        outcome=str(told.get("outcome") or ""),
        batch=batch,
        workbook=workbook,
        last_day=_date(told.get("last_day")),
    )


def _date(text: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _heirs(batch: PublishedBatch) -> Iterator[Version]:
    """Yield the versions by which a batch is marked as replaced."""
    mark = mark_in(batch.folder) or {}
    by_id = {each.document_id: each for each in batch.versions}
    for told in mark.get("replaced", ()):
        replaced, by = by_id.get(told.get("document_id")), told.get("by", {})
        if replaced is not None:
            heir = {
                **by,
                "hospital_number": replaced.hospital_number,
                "cycle_number": replaced.cycle_number,
                "content": "",
            }
            version = _version(heir, str(by.get("batch", "")), "")
            if version is not None:
                yield version
