"""One run as a recipe: workbooks, patients, plans, documents, PDFs, published batches."""

import contextlib
import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from orderset.batch.conflicts import told_apart
from orderset.batch.identity import batch_name
from orderset.batch.lists import (
    JudgedList,
    Progress,
    Rules,
    check_not_expired,
    judge_workbook,
)
from orderset.batch.printing import (
    PrintedCase,
    Printing,
    limits_of,
    print_cases,
    stage_packs,
)
from orderset.batch.release import StagedBatch, check_release
from orderset.batch.replacing import OutputFolder
from orderset.batch.report import not_listed, to_pull
from orderset.batch.summing_up import (
    batch_summary,
    manifest_facts,
    stage_index,
    stage_overview,
    standing_batch,
)
from orderset.batch.versions import versioned
from orderset.delivery import Staging, output_lock
from orderset.errors import PrintRuleError, StorageError
from orderset.rendering.availability import check_available, versions
from orderset.rendering.pool import RenderPool
from orderset.rendering.templates import Sources, load_templates


@dataclasses.dataclass(frozen=True, slots=True)
class Published:
    """What became of one workbook: its list as judged and printed, and where it stands.

    ``folder`` is None for a workbook that could not be read; ``is_new`` is false when the same
    batch stood there already. ``is_all_ready`` says whether every patient has documents and nothing
    goes back to the sender. ``told`` are lines on what must be pulled from the trolley.
    """

    judged: JudgedList
    printed: tuple[PrintedCase, ...]
    folder: Path | None
    is_new: bool
    is_all_ready: bool
    told: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class RunOptions:
    """What one run was asked for."""

    root: Path
    dates: frozenset[dt.date] | None
    workers: int | None
    labels_from: int = 1
    archive: bool = False


def run(
    workbooks: Sequence[Path], rules: Rules, options: RunOptions, progress: Progress
) -> Iterator[Published]:
    """Publish a batch for every workbook; yield what became of each as soon as it is done.

    Raises:
        SettingsError: the protocol is past its review date.
        RenderingUnavailableError: documents cannot be rendered on this machine.
        PrintRuleError: a batch as it was put together breaks a rule for print; it was left out,
            and the others were published before this is raised.
        RunLockedError: another run works in the output folder.
        StorageError: files could not be written; or what was replaced could not be marked so,
            after everything has been published.
    """
    site = rules.site
    sources = Sources(
        folder=Path(site.templates_folder) if site.templates_folder else None,
        logo=Path(site.logo) if site.logo else None,
    )
    check_available(sources)
    lists = told_apart([judge_workbook(path, rules) for path in workbooks], rules)
    check_not_expired(lists, rules)
    limits = limits_of(rules, options.workers)
    design = (load_templates(sources).sha256, versions())
    with output_lock(options.root), contextlib.ExitStack() as stack:
        pool: RenderPool | None = None
        refused: list[str] = []
        place = OutputFolder(options.root)
        unmarked = [*place.settle()]
        for each in lists:
            if not each.usable:
                yield Published(each, (), None, is_new=False, is_all_ready=False)
                continue
            judged = dataclasses.replace(each, cases=versioned(each.cases, place.history))
            name = _name(judged, rules, options, design)
            standing = standing_batch(options.root, name)
            if standing is not None and standing.is_complete:
                folder, is_all_ready = options.root / name, standing.is_all_ready
                yield Published(judged, (), folder, is_new=False, is_all_ready=is_all_ready)
                continue
            if pool is None:  # started for the first batch that has to be made
                pool = stack.enter_context(RenderPool(limits, sources))
            printing = Printing(
                rules=rules,
                dates=options.dates,
                limits=limits,
                sources=sources,
                executor=pool,
                labels_from=options.labels_from,
                archive=options.archive,
            )
            try:
                published, facts = _published(judged, name, printing, place, progress)
            except PrintRuleError as error:
                refused.append(f"{error} Nothing of {judged.name} was published.")
                continue
            unmarked += place.published(name, facts)
            yield published
    if unmarked:
        raise StorageError("\n".join([*unmarked, *refused]))
    if refused:
        raise PrintRuleError("\n".join(refused))


def _name(judged: JudgedList, rules: Rules, options: RunOptions, design: object) -> str:
    """Return the name of the batch that a list makes: everything that it follows from counts.

    ``design`` is the print design's hash and the versions of everything that renders.
    """
    content = (
        judged.source.sha256 if judged.source else "",
        rules.provenance,
        rules.site.model_dump(mode="json"),
        sorted(str(each) for each in options.dates or ()),
        design,
        (options.labels_from, options.archive),
        [(each.code, str(each.where)) for each in judged.all_findings],
    )
    return batch_name(Path(judged.name).stem, judged.cases, content, run_date=rules.today)


def _published(
    judged: JudgedList, name: str, printing: Printing, place: OutputFolder, progress: Progress
) -> tuple[Published, Mapping[str, Any]]:
    """Print, stage and publish one list; return what its manifest says as well."""
    with Staging(place.root, name) as staging:
        printed = print_cases(judged.cases, staging, printing, progress)
        is_all_ready = judged.is_all_ready and all(
            each.case.judgement.outcome.is_ready for each in printed
        )
        stage_packs(printed, staging, printing)
        batch = batch_summary(judged, name, printed, printing, place.history)
        stage_overview(batch, judged, staging, printing)
        stage_index(batch, printed, staging, printing)
        facts = manifest_facts(judged, printed, printing, batch.replaced, is_all_ready=is_all_ready)
        check_release(StagedBatch(len(judged.cases), printed, batch, staging, facts))
        folder = staging.publish(facts)
    told = (*to_pull(batch), *not_listed(batch))
    published = Published(
        judged, printed, folder, is_new=True, is_all_ready=is_all_ready, told=told
    )
    return published, facts
