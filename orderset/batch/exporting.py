"""``orderset export --fhir``: a published batch handed on, patient by patient, as FHIR bundles.

Nothing is exported that would not pass ``orderset verify``: every byte of the batch is held against
its manifest and every row judged again from its record. The bundle is made from what was judged
again, checked as it was written, and only then put in its place. The batch itself stays as it is.
"""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from orderset.batch.differences import Difference, What, shown
from orderset.batch.history import heirs_in
from orderset.batch.judged_again import judged_again, rules_of
from orderset.batch.recomputing import Recomputed
from orderset.batch.standing import manifest_in, standing_files
from orderset.batch.versions import Version
from orderset.delivery import MANIFEST
from orderset.documents.case import ready_case
from orderset.errors import OrdersetError, SettingsError, StorageError, places
from orderset.exchange.bundle import bundle_of
from orderset.exchange.checking import breaches
from orderset.exchange.model import model_breaches
from orderset.exchange.written import read, written
from orderset.protocol.loading import load_protocol, shipped_protocols
from orderset.storage import Access, make_folders, replace_flushed, told


SOMEBODY_LEFT_OUT = 1

NOT_WRITTEN = "What was written before stands whole; export the batch again."


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """What became of one row of the list.

    ``folder`` is the patient's folder in the batch. ``left_out`` says in words why there is no
    bundle, and ``stale`` is whether one from before lies in its place. ``defects`` are breaches of
    our own rules, by their paths.
    """

    folder: str
    row: int
    left_out: str = ""
    stale: bool = False
    defects: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Export:
    """What was exported of one batch, or why nothing was."""

    batch: Path
    target: Path
    rows: tuple[Row, ...] = ()
    differences: tuple[Difference, ...] = ()
    unchecked: str = ""

    @property
    def exit_code(self) -> int:
        """That of the worst: a damaged batch, no protocol, a defect of ours, somebody left out."""
        if self.differences:
            return StorageError.exit_code
        if self.unchecked:
            return SettingsError.exit_code
        if any(each.defects for each in self.rows):
            return OrdersetError.exit_code
        return SOMEBODY_LEFT_OUT if any(each.left_out for each in self.rows) else 0


def default_target(batch: Path) -> Path:
    """Return the folder beside a batch that its bundles go into."""
    return batch.with_name(f"{batch.name}-fhir")


def export_batch(batch: Path, target: Path, protocols: Sequence[Path]) -> Export:
    """Write a bundle for every patient of a batch who is ready and whose cycle counts.

    Args:
        batch: the folder of a published batch.
        target: the folder for the bundles; made if it is not there.
        protocols: files of other protocols than the one that the package ships.

    Raises:
        SettingsError: a protocol file cannot be used.
        StorageError: a bundle could not be written; those written before it stand whole.
    """
    batch = batch.resolve()
    at_hand = [*shipped_protocols(), *(load_protocol(each) for each in protocols)]
    nothing = Export(batch, target)
    manifest, _, damage = manifest_in(batch)
    if manifest is None or damage:
        found = Difference(What.MANIFEST, MANIFEST, damage)
        return dataclasses.replace(nothing, differences=(found,))
    files, different, _ = standing_files(batch, manifest)
    if different:
        return dataclasses.replace(nothing, differences=_worst_first(different))
    rules = rules_of(manifest, at_hand)
    if isinstance(rules, str):
        return dataclasses.replace(nothing, unchecked=rules)
    # Words too, whatever software made the batch: the bundle says what the paper says.
    again = judged_again(files, manifest, rules, same_software=True)
    if again.differences:
        return dataclasses.replace(nothing, differences=_worst_first(again.differences))
    replaced = heirs_in(batch)
    access = Access(rules.site.output_access)
    rows = tuple(_exported(each, target, access, replaced) for each in again.rows)
    return dataclasses.replace(nothing, rows=rows)


def _worst_first(found: Sequence[Difference]) -> tuple[Difference, ...]:
    return tuple(sorted(dict.fromkeys(found), key=lambda each: each.rank))


def _exported(
    row: Recomputed, target: Path, access: Access, replaced: Mapping[str, Version]
) -> Row:
    """Export one row, or say why not; a fault of ours costs this row alone."""
    place = target / f"{row.folder}.json"
    done = Row(row.folder, row.case.entry.row)
    reason = _left_out(row, replaced)
    if reason:
        return dataclasses.replace(done, left_out=reason, stale=place.exists())
    try:
        content, wrong = _made(row)
    except Exception as error:  # noqa: BLE001 - one patient's fault must not cost the others
        content, wrong = b"", (places(error),)
    if wrong:
        reason = "a defect of orderset itself"
        return dataclasses.replace(done, left_out=reason, stale=place.exists(), defects=wrong)
    _write(place, content, access)
    return done


def _left_out(row: Recomputed, replaced: Mapping[str, Version]) -> str:
    heir = replaced.get(row.case.document_id)
    if heir is not None:
        return f"replaced by {heir.document_id} in {shown(heir.batch)}"
    if ready_case(row.case) is None:
        return str(row.case.judgement.outcome)
    return ""


def _made(row: Recomputed) -> tuple[bytes, tuple[str, ...]]:
    """Return a bundle as it is to be written, and what is wrong with it as it is read again."""
    case = ready_case(row.case)
    if case is None:  # pragma: no cover - who is not ready has been left out
        return b"", ("not ready",)
    bundle = bundle_of(case, row.case.content)
    content = written(bundle)
    found = read(content)
    different = () if found == bundle else ("INT-04: what was written is not what was meant",)
    return content, (*different, *breaches(bundle), *model_breaches(found))


def _write(place: Path, content: bytes, access: Access) -> None:
    """Write one bundle. The message names the folder alone: the file has the hospital number."""
    with told(place.parent, NOT_WRITTEN):
        make_folders(place.parent, access)
        if not _stands(place, content):
            replace_flushed(place, content, access)


def _stands(place: Path, content: bytes) -> bool:
    """Tell whether a file with this content is there already, and is no link."""
    return not place.is_symlink() and place.is_file() and place.read_bytes() == content


def export_lines(export: Export) -> Iterator[str]:
    """Yield what is said of an export: who was left out and why, and at the end how many were not.

    Patients are named as in the batch, by their folders.
    """
    name = shown(export.batch.name)
    for each in export.differences:
        yield f"{name}: {each.what}: {each.where}: {each.told}"
    if export.differences:
        yield f"{name}: nothing was exported: this is not what was published. Run its list again."
        return
    if export.unchecked:
        yield f"{name}: nothing was exported: {export.unchecked}"
        return
    for row in export.rows:
        if row.left_out:
            yield f"{name}: {shown(row.folder)} (row {row.row}): not exported: {row.left_out}"
        for defect in row.defects:
            yield f"{name}: {shown(row.folder)} (row {row.row}): {defect}"
        if row.stale:
            yield (
                f"{name}: {shown(row.folder)}.json from an earlier export stands in the folder "
                "still: take it away, wherever it was handed on"
            )
    out = sum(bool(each.left_out) for each in export.rows)
    yield (
        f"{name}: {len(export.rows) - out} of {len(export.rows)} patients exported, "
        f"{out} not: {shown(str(export.target))}"
    )
