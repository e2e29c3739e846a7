"""One run as a recipe: workbooks, patients, plans, documents, PDFs, published batches."""

import contextlib
import dataclasses
import datetime as dt
import functools
from collections.abc import Iterator, Sequence
from pathlib import Path

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
from orderset.batch.run_log import workbook_ordinal
from orderset.batch.summing_up import (
    batch_summary,
    manifest_facts,
    stage_index,
    stage_overview,
    standing_batch,
)
from orderset.delivery import Staging, output_lock
from orderset.errors import PrintRuleError, RenderingUnavailableError
from orderset.rendering.availability import check_available, versions
from orderset.rendering.pool import RenderPool
from orderset.rendering.templates import Sources, load_templates


@dataclasses.dataclass(frozen=True, slots=True)
class Published:
    """What became of one workbook: its list as judged and printed, and where it stands.

    ``folder`` is None for a workbook that could not be read; ``is_new`` is false when the same
    batch stood there already. ``position`` is its place among the workbooks given, from 0.
    ``is_all_ready`` says whether every patient has documents and nothing
    goes back to the sender.
    """

    judged: JudgedList
    printed: tuple[PrintedCase, ...]
    folder: Path | None
    is_new: bool
    is_all_ready: bool
    position: int = 0


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
        StorageError: files could not be written.
    """
    site = rules.site
    sources = Sources(
        folder=Path(site.templates_folder) if site.templates_folder else None,
        logo=Path(site.logo) if site.logo else None,
    )
    check_available(sources)
    lists = [judge_workbook(path, rules) for path in workbooks]
    check_not_expired(lists, rules)
    limits = limits_of(rules, options.workers)
    design = (load_templates(sources).sha256, versions())
    with output_lock(options.root), contextlib.ExitStack() as stack:
        pool: RenderPool | None = None
        refused: list[str] = []
        for position, judged in enumerate(lists):
            ordinal = workbook_ordinal(
                position + 1, len(lists), judged.source.sha256 if judged.source else None
            )
            if not judged.usable:
                yield Published(
                    judged, (), None, is_new=False, is_all_ready=False, position=position
                )
                continue
            name = _name(judged, rules, options, design)
            standing = standing_batch(options.root, name)
            if standing is not None and standing.is_complete:
                folder, is_all_ready = options.root / name, standing.is_all_ready
                yield Published(
                    judged, (), folder, is_new=False, is_all_ready=is_all_ready, position=position
                )
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
            told = functools.partial(_told_of, ordinal, progress)
            try:
                published = _published(judged, name, printing, options.root, told)
            except (PrintRuleError, RenderingUnavailableError) as error:
                refused.append(f"{error} Nothing of {ordinal} was published.")
                continue
            yield dataclasses.replace(published, position=position)
    if refused:
        raise PrintRuleError("\n".join(refused))


def _told_of(ordinal: str, progress: Progress, text: str) -> None:
    progress(f"{ordinal}: {text}")


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
    judged: JudgedList, name: str, printing: Printing, root: Path, progress: Progress
) -> Published:
    """Print, stage and publish one list."""
    with Staging(root, name) as staging:
        printed = print_cases(judged.cases, staging, printing, progress)
        is_all_ready = judged.is_all_ready and all(
            each.case.judgement.outcome.is_ready for each in printed
        )
        stage_packs(printed, staging, printing)
        batch = batch_summary(judged, name, printed, printing)
        stage_overview(batch, judged, staging, printing)
        stage_index(batch, printed, staging, printing)
        facts = manifest_facts(judged, printed, printing, is_all_ready=is_all_ready)
        check_release(StagedBatch(len(judged.cases), printed, batch, staging, facts))
        folder = staging.publish(facts)
    return Published(judged, printed, folder, is_new=True, is_all_ready=is_all_ready)
