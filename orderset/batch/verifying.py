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

from orderset.batch.differences import Difference, Verified, What, shown
from orderset.batch.earlier import absent_in, replaced_in
from orderset.batch.judged_again import judged_again, other_makers, rules_of
from orderset.batch.lists import JudgedList, Rules, software_version
from orderset.batch.overview import Overview, overview_differences
from orderset.batch.printing import Printing, limits_of
from orderset.batch.reading_back import PaperRead, Reading, read_one, read_paper, read_reprints
from orderset.batch.recomputing import Recomputed
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
from orderset.documents.summary import summary
from orderset.processes.executor import Executor, Limits
from orderset.protocol.loading import LoadedProtocol, load_protocol, shipped_protocols
from orderset.rendering.availability import check_available
from orderset.rendering.fonts import undrawable
from orderset.rendering.pool import RenderPool
from orderset.rendering.templates import Sources
from orderset.settings import load_site_settings
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
    rules = rules_of(manifest, means.protocols)
    if isinstance(rules, str):
        unchecked = (f"not computed again and not read back: {rules}",)
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
    others = [
        f"{each}: packs and page are not made again"
        for each in other_makers(manifest, means.sources)
    ]
    same_software = manifest.software == software_version()
    same_print = same_software and not others
    remarks += others if same_software else [_other_software(manifest), *others]
    again = judged_again(files, manifest, rules, same_software=same_software)
    rows = again.rows
    found += again.differences
    reading = Reading(
        files=files,
        manifest=manifest,
        documents=rules.site.documents,
        sources=means.sources,
        executor=means.executor,
        same_print=same_print,
    )
    read = read_paper(rows, reading)
    read_reprints(rows, reading, read)
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
