"""One run as a recipe: workbooks, patients, plans, documents, PDFs, published batches."""

import contextlib
import dataclasses
import datetime as dt
from collections.abc import Generator, Sequence
from pathlib import Path

from orderset.batch.annotating import annotated
from orderset.batch.identity import batch_name
from orderset.batch.lists import (
    JudgedList,
    Progress,
    Rules,
    check_not_expired,
    judge_workbooks,
)
from orderset.batch.printing import (
    PrintedCase,
    Printing,
    limits_of,
    print_cases,
    stage_packs,
)
from orderset.batch.reading import ReadingPool, reading_workers
from orderset.batch.release import StagedBatch, check_release
from orderset.batch.summing_up import (
    batch_summary,
    manifest_facts,
    stage_index,
    stage_overview,
    stage_returned,
    standing_batch,
)
from orderset.delivery import Staging
from orderset.errors import BatchPlaceError, OrdersetError, PrintRuleError, places
from orderset.findings import Finding
from orderset.output_folder import check_place, output_lock
from orderset.patients.defects import defects_in
from orderset.processes.stopping import uninterrupted
from orderset.rendering.availability import check_available, versions
from orderset.rendering.pool import RenderPool
from orderset.rendering.templates import Sources, load_templates
from orderset.storage import Access


@dataclasses.dataclass(frozen=True, slots=True)
class Published:
    """What became of one workbook: its list as judged and printed, and where it stands.

    ``folder`` is None for a workbook that could not be read; ``is_new`` is false when the same
    batch stood there already. ``is_all_ready`` says whether every patient has documents and nothing
    goes back to the sender.
    """

    judged: JudgedList
    printed: tuple[PrintedCase, ...]
    folder: Path | None
    is_new: bool
    is_all_ready: bool

    @property
    def defects(self) -> tuple[Finding, ...]:
        """What went wrong by a fault of ours."""
        of_printed = (found for each in self.printed for found in each.case.judgement.findings)
        everything = dict.fromkeys((*self.judged.all_findings, *of_printed))
        return defects_in(everything)


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
) -> Generator[Published, None, None]:
    """Publish a batch for every workbook; yield what became of each as soon as it is done.

    Raises:
        SettingsError: the protocol is past its review date.
        UnfitMachineError: worker processes cannot be started on this machine.
        RenderingUnavailableError: documents cannot be rendered on this machine.
        PrintRuleError: a batch as it was put together breaks a rule for print; it was left out,
            and the others were published before this is raised.
        BatchPlaceError: the place of a batch could not be taken; likewise.
        RunLockedError: another run works in the output folder.
        StorageError: files could not be written.
        OrdersetError: a defect of ours cost a whole batch; the others were published before.
    """
    site = rules.site
    sources = Sources(
        folder=Path(site.templates_folder) if site.templates_folder else None,
        logo=Path(site.logo) if site.logo else None,
    )
    limits = limits_of(rules, options.workers)
    access = Access(site.output_access)
    refused: list[OrdersetError] = []
    defects: list[str] = []
    with contextlib.ExitStack() as stack:
        # Started first: they make themselves ready while the print libraries are loaded here.
        readers = reading_workers(len(workbooks), options.workers)
        reader = stack.enter_context(ReadingPool(readers))
        check_available(sources)
        design = (load_templates(sources).sha256, versions())
        # Before anything is read: a second run ends at once, and no work is done for a disk
        # that fails.
        stack.enter_context(output_lock(options.root, access))
        lists = [*judge_workbooks(workbooks, rules, reader)]
        check_not_expired(lists, rules)
        pool: RenderPool | None = None
        for judged in lists:
            if not judged.usable:
                yield Published(judged, (), None, is_new=False, is_all_ready=False)
                continue
            name = _name(judged, rules, options, design)
            try:
                check_place(options.root / name)
            except BatchPlaceError as error:
                refused.append(error)
                continue
            standing = standing_batch(options.root, name)
            if standing is not None and standing.is_complete:
                folder, is_all_ready = options.root / name, standing.is_all_ready
                yield Published(judged, (), folder, is_new=False, is_all_ready=is_all_ready)
                continue
            if standing is not None and standing.is_damaged:
                progress(f"{name} is not as it was published, and is made again")
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
                published = _published(judged, name, printing, reader, options.root, progress)
            except PrintRuleError as error:
                refused.append(PrintRuleError(f"{error} Nothing of {judged.name} was published."))
                continue
            except BatchPlaceError as error:
                refused.append(error)
                continue
            except OrdersetError:
                raise
            except Exception as error:  # noqa: BLE001 - a fault of ours in one batch is not the end
                defects.append(f"{places(error)}. Nothing of {judged.name} was published.")
                continue
            yield published
    if defects:
        raise OrdersetError("\n".join(["A defect of orderset itself, please report it:", *defects]))
    if refused:
        worst = max(refused, key=lambda each: each.exit_code)
        raise type(worst)("\n".join(str(each) for each in refused))


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
    access = Access(printing.rules.site.output_access)
    with Staging(root, name, access) as staging:
        printed = print_cases(judged.cases, staging, printing, progress)
        stage_packs(printed, staging, printing)
        judged, copy = annotated(judged, reader)
        batch = batch_summary(judged, name, printed, printing)
        stage_overview(batch, judged, staging, printing)
        stage_returned(judged, copy, staging)
        stage_index(batch, printed, staging, printing)
        is_all_ready = judged.is_all_ready and all(
            each.case.judgement.outcome.is_ready for each in printed
        )
        facts = manifest_facts(judged, name, printed, printing, is_all_ready=is_all_ready)
        check_release(StagedBatch(len(judged.cases), printed, batch, staging, facts))
        with uninterrupted():
            folder = staging.publish(facts)
    return Published(judged, printed, folder, is_new=True, is_all_ready=is_all_ready)
