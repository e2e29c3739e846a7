"""One run as a recipe: workbooks, patients, plans, documents, PDFs, published batches."""

import contextlib
import dataclasses
import datetime as dt
import functools
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path

from orderset.batch.annotating import annotated
from orderset.batch.conflicts import planned_later, told_apart
from orderset.batch.faults import Faults
from orderset.batch.identity import batch_name
from orderset.batch.lists import (
    JudgedList,
    Progress,
    Rules,
    check_not_expired,
    judge_workbooks,
)
from orderset.batch.printed_case import PrintedCase
from orderset.batch.printing import Printing, limits_of, print_cases, stage_packs
from orderset.batch.reading import ReadingPool, reading_workers
from orderset.batch.release import StagedBatch, check_release
from orderset.batch.replacing import OutputFolder
from orderset.batch.report import not_listed, to_pull
from orderset.batch.run_log import workbook_ordinal
from orderset.batch.summing_up import (
    batch_summary,
    manifest_facts,
    stage_index,
    stage_overview,
    stage_returned,
    standing_batch,
)
from orderset.batch.versions import Key, absent_from, replaced_by, versioned
from orderset.batch.watching import Watcher
from orderset.delivery import Staging
from orderset.documents.case import Case
from orderset.documents.summary import BatchSummary
from orderset.findings import Finding
from orderset.output_folder import check_place, output_lock
from orderset.patients.defects import defects_in
from orderset.processes.executor import Executor
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
    goes back to the sender. ``position`` is the workbook's place among those of the run, from 0.
    ``told`` are lines on what must be pulled from the trolley. ``copy`` is the annotated copy of a
    workbook that could not be read, if one was asked for.
    """

    judged: JudgedList
    printed: tuple[PrintedCase, ...]
    folder: Path | None
    is_new: bool
    is_all_ready: bool
    position: int = 0
    told: tuple[str, ...] = ()
    copy: bytes | None = None

    @property
    def cases(self) -> tuple[Case, ...]:
        """Every case as it was printed, or as it was judged where nothing had to be printed."""
        return tuple(each.case for each in self.printed) or self.judged.cases

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
    copy_unreadable: bool = False


def run(
    workbooks: Sequence[Path],
    rules: Rules,
    options: RunOptions,
    progress: Progress,
    watcher: Watcher | None = None,
) -> Generator[Published, None, None]:
    """Publish a batch for every workbook; yield what became of each as soon as it is done.

    ``progress`` takes lines for a log, ``watcher`` the same as counts.

    Raises:
        SettingsError: the protocol is past its review date.
        RenderingUnavailableError: documents cannot be rendered on this machine.
        PrintRuleError: a batch as it was put together breaks a rule for print; it was left out,
            and the others were published before this is raised.
        BatchPlaceError: the place of a batch could not be taken; likewise.
        RunLockedError: another run works in the output folder.
        StorageError: files could not be written; or what was replaced could not be marked so,
            after everything has been published.
        OrdersetError: a defect of ours cost a whole batch; the others were published before.
    """
    site, watcher = rules.site, watcher or Watcher()
    sources = Sources(
        folder=Path(site.templates_folder) if site.templates_folder else None,
        logo=Path(site.logo) if site.logo else None,
    )
    with contextlib.ExitStack() as stack:
        # Started first: they make themselves ready while the print libraries are loaded here.
        readers = reading_workers(len(workbooks), options.workers)
        reader = stack.enter_context(ReadingPool(readers))
        check_available(sources)
        # Before anything is read: a second run ends at once, and no work is done for a disk
        # that fails.
        access = Access(site.output_access)
        stack.enter_context(output_lock(options.root, access))
        lists = told_apart([*_read(workbooks, rules, reader, watcher)], rules)
        check_not_expired(lists, rules)
        watcher.printing(sum(len(each.cases) for each in lists))
        place = OutputFolder(options.root, access)
        faults = Faults()
        for unmarked in place.settle():
            faults.note(unmarked)
        work = _Work(rules, options, sources, reader, place, progress, stack, faults, watcher)
        for position, (judged, later) in enumerate(zip(lists, planned_later(lists), strict=True)):
            ordinal = workbook_ordinal(
                position + 1, len(lists), judged.source.sha256 if judged.source else None
            )
            published = faults.of(ordinal, functools.partial(work.answer, judged, ordinal, later))
            watcher.done(sum(len(each.cases) for each in lists[: position + 1]))
            if published is not None:
                yield dataclasses.replace(published, position=position)
        faults.raise_worst()


def _read(
    workbooks: Sequence[Path], rules: Rules, reader: Executor, watcher: Watcher
) -> Iterator[JudgedList]:
    watcher.reading(len(workbooks))
    for judged in judge_workbooks(workbooks, rules, reader):
        watcher.read()
        yield judged


@dataclasses.dataclass(frozen=True)
class _Work:
    """What one run works with, under the lock of its output folder."""

    rules: Rules
    options: RunOptions
    sources: Sources
    reader: Executor
    place: OutputFolder
    progress: Progress
    closing: contextlib.ExitStack
    faults: Faults
    watcher: Watcher

    @functools.cached_property
    def _printing(self) -> Printing:
        """The means of printing; workers are started for the first batch that has to be made."""
        options = self.options
        limits = limits_of(self.rules, options.workers)
        return Printing(
            rules=self.rules,
            dates=options.dates,
            limits=limits,
            sources=self.sources,
            executor=self.closing.enter_context(RenderPool(limits, self.sources)),
            labels_from=options.labels_from,
            archive=options.archive,
        )

    def answer(self, judged: JudgedList, ordinal: str, later: frozenset[Key]) -> Published:
        """Publish the batch of one list, or find that it stands already.

        ``later`` are the cycles that a later list of this run plans as well.
        """
        if not judged.usable:
            copy = self._copy_of_unreadable(judged)
            return Published(judged, (), None, is_new=False, is_all_ready=False, copy=copy)
        cases = versioned(judged.cases, self.place.history, later)
        judged = dataclasses.replace(judged, cases=cases)
        root, name = self.options.root, self._name(judged)
        check_place(root / name)
        standing = standing_batch(root, name)
        if standing is not None and standing.is_complete:
            return Published(
                judged, (), root / name, is_new=False, is_all_ready=standing.is_all_ready
            )
        if standing is not None and standing.is_damaged:
            self.progress(f"{ordinal}: its batch is not as it was published, and is made again")
        return self._published(judged, name, ordinal)

    def _copy_of_unreadable(self, judged: JudgedList) -> bytes | None:
        """Return the annotated copy; a file that is no workbook at all has no cells to mark."""
        if not self.options.copy_unreadable:
            return None
        if not any(each.where and each.where.sheet for each in judged.findings):
            return None
        return annotated(judged, self.reader)[1]

    @functools.cached_property
    def _design(self) -> object:
        """The print design's hash and the versions of everything that renders."""
        return (load_templates(self.sources).sha256, versions())

    def _name(self, judged: JudgedList) -> str:
        """Return the name of the batch of a list: everything that it follows from counts."""
        rules, options = self.rules, self.options
        content = (
            judged.source.sha256 if judged.source else "",
            rules.provenance,
            rules.site.model_dump(mode="json"),
            sorted(str(each) for each in options.dates or ()),
            self._design,
            (options.labels_from, options.archive),
            [(each.code, str(each.where)) for each in judged.all_findings],
        )
        return batch_name(Path(judged.name).stem, judged.cases, content, run_date=rules.today)

    def _published(self, judged: JudgedList, name: str, ordinal: str) -> Published:
        """Print, stage and publish one list."""
        printing, access = self._printing, Access(self.rules.site.output_access)
        with Staging(self.options.root, name, access) as staging:
            printed = print_cases(judged.cases, staging, printing, self._told_of(ordinal))
            stage_packs(printed, staging, printing)
            judged, copy = annotated(judged, self.reader)
            batch = self._summary(judged, name, printed)
            stage_overview(batch, staging, printing)
            stage_returned(judged, copy, staging)
            stage_index(batch, printed, staging, printing)
            is_all_ready = judged.is_all_ready and all(
                each.case.judgement.outcome.is_ready for each in printed
            )
            facts = manifest_facts(
                judged, name, printed, printing, batch, is_all_ready=is_all_ready
            )
            check_release(StagedBatch(len(judged.cases), printed, batch, staging, facts))
            with uninterrupted():
                folder = staging.publish(facts)
        for unmarked in self.place.published(name, facts):
            self.faults.note(unmarked)
        told = (*to_pull(batch), *not_listed(batch))
        return Published(judged, printed, folder, is_new=True, is_all_ready=is_all_ready, told=told)

    def _summary(
        self, judged: JudgedList, name: str, printed: Sequence[PrintedCase]
    ) -> BatchSummary:
        """Return what the summary is made from, with what becomes of earlier batches."""
        cases, history = [each.case for each in printed], self.place.history
        return batch_summary(
            judged,
            name,
            printed,
            self._printing,
            replaced=replaced_by(cases, history, name),
            absent=absent_from(cases, history, judged.name, self.rules.today),
        )

    def _told_of(self, ordinal: str) -> Progress:
        def told(text: str) -> None:
            self.watcher.printed()
            self.progress(f"{ordinal}: {text}")

        return told
