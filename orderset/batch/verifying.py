"""``orderset verify``: whether a published batch is still what was published, and was right.

Four looks, each at what the others cannot see: every byte against the manifest; every row computed
again from its record; every page and barcode read back against a document made again; and what
stands over the patients made again and compared. Nothing is written, and no lock is taken.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from orderset.batch.agreement import shared_stem_told, shared_stems
from orderset.batch.differences import Difference, Verified, What, shown
from orderset.batch.earlier import absent_in, replaced_in
from orderset.batch.identity import folder_names
from orderset.batch.lists import JudgedList, Rules, software_version
from orderset.batch.overview import Overview, overview_differences
from orderset.batch.printing import Printing, limits_of
from orderset.batch.reading_back import PaperRead, Reading, read_one, read_paper
from orderset.batch.recomputing import (
    Recomputed,
    documents_due,
    recomputed,
    record_differences,
    records_in,
)
from orderset.batch.standing import (
    Manifest,
    StandingFiles,
    batches_in,
    manifest_in,
    standing_files,
)
from orderset.batch.summing_up import SUMMARY, batch_summary
from orderset.delivery import MANIFEST
from orderset.documents.pulling import Absent, Replaced
from orderset.documents.recorded import NOT_A_RECORD, recorded_findings
from orderset.documents.selection import kinds_of
from orderset.documents.summary import summary
from orderset.dosing.situation import check_site
from orderset.errors import SettingsError
from orderset.processes.executor import Executor, Limits
from orderset.protocol.loading import LoadedProtocol, load_protocol, shipped_protocols
from orderset.rendering.availability import check_available, versions
from orderset.rendering.fonts import undrawable
from orderset.rendering.pool import RenderPool
from orderset.rendering.templates import Sources, load_templates
from orderset.settings import SiteSettings, load_site_settings
from orderset.workbook.source import SourceFile


@dataclasses.dataclass(frozen=True, slots=True)
class Means:
    """What verifying needs beside the batch: the protocols at hand, the print design, workers."""

    protocols: Sequence[LoadedProtocol]
    sources: Sources
    limits: Limits
    executor: Executor


def verify_batches(
    places: Sequence[Path], protocols: Sequence[Path], site: Path | None, workers: int | None
) -> Iterator[Verified]:
    """Check batches, or all that stand in output folders, and yield what was found in each.

    Args:
        places: batches, and output folders.
        protocols: files of other protocols than those that the package ships.
        site: the site's settings, for its print templates and its logo.
        workers: how many worker processes; None for one per processor.

    Raises:
        SettingsError: a protocol or the settings cannot be used.
        RenderingUnavailableError: documents cannot be made or read on this machine.
    """
    at_hand = [*shipped_protocols(), *(load_protocol(each) for each in protocols)]
    settings = load_site_settings(site)
    sources = Sources(
        folder=Path(settings.templates_folder) if settings.templates_folder else None,
        logo=Path(settings.logo) if settings.logo else None,
    )
    folders = [*dict.fromkeys(each for place in places for each in batches_in(place))]
    if not folders:
        return
    check_available(sources)
    limits = limits_of(Rules(at_hand[0], settings, dt.date.min, undrawable), workers)
    with RenderPool(limits, sources) as pool:
        for folder in folders:
            yield verify(folder, Means(at_hand, sources, limits, pool))


def verify(folder: Path, means: Means) -> Verified:
    """Check one batch.

    Raises:
        OrdersetError: documents cannot be made or read on this machine, whatever the batch.
    """
    manifest, published, told = manifest_in(folder)
    damaged = (Difference(What.MANIFEST, MANIFEST, told),) if told else ()
    if manifest is None:
        return Verified(folder, 0, 0, 0, 0, damaged, (), ())
    files, different, remarks = standing_files(folder, manifest)
    found = [*damaged, *different]
    told_beside = [*remarks, *_renamed(folder, manifest)]
    unchecked: tuple[str, ...] = ()
    barcodes = 0
    rules = _rules(manifest, means)
    if isinstance(rules, str):
        unchecked = (rules,)
    else:
        barcodes = _recheck(files, manifest, published, (rules, means), (found, told_beside))
    return Verified(
        folder=folder,
        files=len(files.files) + 1,
        patients=len(manifest.patients),
        pages=sum(each.pages or 0 for each in files.files.values()),
        barcodes=barcodes,
        differences=tuple(sorted(dict.fromkeys(found), key=lambda each: each.rank)),
        unchecked=unchecked,
        remarks=tuple(told_beside),
    )


def _renamed(folder: Path, manifest: Manifest) -> Iterator[str]:
    """Point out a folder that is not called by its batch's name."""
    if folder.resolve().name != manifest.batch:
        yield f"the folder holds the batch {shown(manifest.batch)}"


def _rules(manifest: Manifest, means: Means) -> Rules | str:
    """Return what the batch was judged by, or why that is not to be had here."""
    wanted = manifest.protocol
    loaded = next((each for each in means.protocols if each.sha256 == wanted.sha256), None)
    if loaded is None:
        return (
            f"not computed again and not read back: the protocol of this batch, version "
            f"{shown(wanted.version)} with the SHA-256 {wanted.sha256}, is not the one at hand; "
            "name its file with --protocol"
        )
    try:
        site = SiteSettings.model_validate(manifest.settings)
        check_site(loaded.rules, site)
        run_date = dt.date.fromisoformat(manifest.batch[: len("2026-12-07")])
        _ = manifest.chosen_dates
    except (ValueError, SettingsError):
        return "not computed again and not read back: the settings in the manifest cannot be used"
    return Rules(loaded, site, run_date, undrawable)


def _recheck(
    files: StandingFiles,
    manifest: Manifest,
    published: Mapping[str, Any],
    by: tuple[Rules, Means],
    told: tuple[list[Difference], list[str]],
) -> int:
    """Compute and read the batch again; add to what is told. Return the number of barcodes read."""
    rules, means = by
    found, remarks = told
    others = [*_other_versions(manifest, means)]
    same_software = manifest.software == software_version()
    same_print = same_software and not others
    remarks += others if same_software else [_other_software(manifest), *others]
    records, unreadable = records_in(files, manifest)
    rows, damaged = recomputed(records, manifest, rules)
    found += [*unreadable, *damaged]
    for row in rows:
        folder = f"patients/{row.folder}"
        due = documents_due(row, files, manifest, rules)
        found += record_differences(row, records[folder], due, same_software=same_software)
    found += _between_rows(rows, manifest, rules)
    reading = Reading(
        files=files,
        manifest=manifest,
        documents=rules.site.documents,
        sources=means.sources,
        executor=means.executor,
        same_print=same_print,
    )
    read = read_paper(rows, reading)
    remarks += _returned(rows)
    if len(rows) == len(manifest.patients):
        printing = Printing(
            rules=rules,
            dates=manifest.chosen_dates,
            limits=means.limits,
            sources=means.sources,
            executor=means.executor,
            labels_from=manifest.labels_from,
            archive=manifest.archive,
        )
        judged = _judged_list(rows, manifest)
        replaced, absent = _before(manifest)
        batch = batch_summary(
            judged, manifest.batch, read.printed, printing, replaced=replaced, absent=absent
        )
        read_one(summary(batch), SUMMARY, reading, read)
        overview = Overview(files, manifest, published, judged, read.printed, batch, printing)
        found += overview_differences(overview, same_print=same_print)
    else:
        found.append(_not_whole(rows, manifest))
    found += read.differences
    remarks += _passed_over(read)
    return read.barcodes


def _other_software(manifest: Manifest) -> str:
    return (
        f"orderset {shown(manifest.software)} made this batch, this is {software_version()}: "
        "words may differ rightly and are not compared"
    )


def _other_versions(manifest: Manifest, means: Means) -> Iterator[str]:
    """Say what other print design or renderer made the batch."""
    if manifest.print_design != load_templates(means.sources).sha256:
        yield "another print design made this batch: packs and page are not made again"
    other = [
        f"{shown(name)} {shown(version)}, not {here.get(name, 'any')}"
        for here in (versions(),)
        for name, version in manifest.versions.items()
        if here.get(name) != version
    ]
    if other:
        yield f"made with {'; '.join(other)}: packs and page are not made again"


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


def _before(manifest: Manifest) -> tuple[tuple[Replaced, ...], tuple[Absent, ...]]:
    """Return what only the batches that stood before could say: it stands in the manifest."""
    try:
        return replaced_in(manifest.replaces), absent_in(manifest.absent)
    except NOT_A_RECORD:
        return (), ()  # told as a difference of the manifest's facts


def _judged_list(rows: Sequence[Recomputed], manifest: Manifest) -> JudgedList:
    """Return the list as it was judged, without the workbook's bytes, which no batch keeps."""
    workbook = manifest.workbook
    try:
        findings = recorded_findings(manifest.findings, workbook.name)
    except NOT_A_RECORD:
        findings = ()  # told as a difference of the manifest's facts
    cases = tuple(each.read for each in rows)
    source = SourceFile(workbook.name, b"", workbook.sha256)
    return JudgedList(source, workbook.name, usable=True, cases=cases, findings=findings)


def _returned(rows: Sequence[Recomputed]) -> Iterator[str]:
    """Say how many rows there was nothing to compute for."""
    returned = sum(not each.became_patient for each in rows)
    if returned:
        rows_were = "1 row was" if returned == 1 else f"{returned} rows were"
        yield f"{rows_were} returned at reading: nothing to compute again, and no documents"


def _not_whole(rows: Sequence[Recomputed], manifest: Manifest) -> Difference:
    told = (
        f"{len(rows)} of {len(manifest.patients)} rows could be computed again; summary, page and "
        "packs were not"
    )
    return Difference(What.BATCH, MANIFEST, told)


def _passed_over(read: PaperRead) -> Iterator[str]:
    if read.passed_over:
        yield f"{read.passed_over} differences of wording or place are due to the other version"
