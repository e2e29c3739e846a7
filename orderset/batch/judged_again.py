"""A published batch judged again from its records: what verifying and exporting both begin with."""

import dataclasses
import datetime as dt
from collections.abc import Iterator, Sequence

from orderset.batch.agreement import shared_stem_told, shared_stems
from orderset.batch.differences import Difference, What, shown
from orderset.batch.identity import folder_names
from orderset.batch.lists import Rules
from orderset.batch.recomputing import (
    Recomputed,
    documents_due,
    recomputed,
    record_differences,
    records_in,
)
from orderset.batch.standing import Manifest, StandingFiles
from orderset.documents.selection import kinds_of
from orderset.dosing.situation import check_site
from orderset.errors import SettingsError
from orderset.protocol.loading import LoadedProtocol
from orderset.rendering.availability import versions
from orderset.rendering.fonts import undrawable
from orderset.rendering.templates import Sources, load_templates
from orderset.settings import SiteSettings


@dataclasses.dataclass(frozen=True, slots=True)
class JudgedAgain:
    """The rows of a batch as they were judged again, and where they are not what was published."""

    rows: tuple[Recomputed, ...]
    differences: tuple[Difference, ...]


def rules_of(manifest: Manifest, protocols: Sequence[LoadedProtocol]) -> Rules | str:
    """Return what a batch was judged by, or in words why that is not to be had here."""
    wanted = manifest.protocol
    loaded = next((each for each in protocols if each.sha256 == wanted.sha256), None)
    if loaded is None:
        return (
            f"the protocol of this batch, version {shown(wanted.version)} with the SHA-256 "
            f"{wanted.sha256}, is not the one at hand; name its file with --protocol"
        )
    try:
        site = SiteSettings.model_validate(manifest.settings)
        check_site(loaded.rules, site)
        run_date = dt.date.fromisoformat(manifest.batch[: len("2026-12-07")])
        _ = manifest.chosen_dates
    except (ValueError, SettingsError):
        return "the settings in the manifest cannot be used"
    return Rules(loaded, site, run_date, undrawable)


def other_makers(manifest: Manifest, sources: Sources) -> Iterator[str]:
    """Say what other print design or renderer made a batch than would make it here."""
    if manifest.print_design != load_templates(sources).sha256:
        yield "another print design made this batch"
    here = versions()
    other = [
        f"{shown(name)} {shown(version)}, not {here.get(name, 'any')}"
        for name, version in manifest.versions.items()
        if here.get(name) != version
    ]
    if other:
        yield f"made with {'; '.join(other)}"


def judged_again(
    files: StandingFiles, manifest: Manifest, rules: Rules, *, same_software: bool
) -> JudgedAgain:
    """Judge every row of a batch again and compare it with its record.

    Args:
        files: what stands in the batch.
        manifest: what was published.
        rules: what the batch was judged by.
        same_software: whether words are compared too; else only what a dose rests on.
    """
    records, unreadable = records_in(files, manifest)
    rows, damaged = recomputed(records, manifest, rules)
    found = [*unreadable, *damaged]
    for row in rows:
        due = documents_due(row, files, manifest, rules)
        stored = records[f"patients/{row.folder}"]
        found += record_differences(row, stored, due, same_software=same_software)
    found += _between_rows(rows, manifest, rules)
    return JudgedAgain(rows, tuple(found))


def _between_rows(
    rows: Sequence[Recomputed], manifest: Manifest, rules: Rules
) -> Iterator[Difference]:
    """Yield rows in a folder of another name, and documents of two rows with one id."""
    for row, name in zip(rows, folder_names([each.case for each in rows]), strict=True):
        if row.folder != name and len(rows) == len(manifest.patients):
            told = "is not the folder of the hospital number and cycle in its record"
            yield Difference(What.PAPER, shown(f"patients/{row.folder}"), told)
    dates = manifest.chosen_dates
    printed = [
        (each.case, () if each.failures else kinds_of(each.case, rules.site.documents, dates))
        for each in rows
    ]
    for stem in sorted(shared_stems(printed)):
        yield Difference(What.PAPER, "patients", shared_stem_told(stem))
