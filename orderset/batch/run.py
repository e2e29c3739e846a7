"""One run as a recipe: workbooks, patients, plans, documents, PDFs, published batches."""

import contextlib
import dataclasses
import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

from orderset.batch.identity import batch_name
from orderset.batch.lists import JudgedList, Progress, Rules, judge_workbook
from orderset.batch.printing import (
    PrintedCase,
    Printing,
    limits_of,
    print_cases,
    stage_packs,
)
from orderset.batch.summing_up import (
    batch_summary,
    manifest_facts,
    stage_overview,
    standing_batch,
)
from orderset.dates import printed_date
from orderset.delivery import Staging, output_lock
from orderset.dosing.lists import first_expired_day_1
from orderset.errors import SettingsError
from orderset.rendering.availability import check_available
from orderset.rendering.pool import RenderPool
from orderset.rendering.templates import Sources


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


@dataclasses.dataclass(frozen=True, slots=True)
class RunOptions:
    """What one run was asked for."""

    root: Path
    dates: frozenset[dt.date] | None
    workers: int | None


def check_not_expired(lists: Sequence[JudgedList], rules: Rules) -> None:
    """Check that no planned day 1 lies after the protocol's review date, nor today.

    Raises:
        SettingsError: one does; rules past their review date are not used.
    """
    review_date = rules.loaded.rules.review_date
    told = f"The protocol is to be reviewed by {printed_date(review_date)}"
    hint = "Have the committee review it and set a new review date."
    if rules.today > review_date:
        raise SettingsError(f"protocol-expired: {told}. {hint}")
    for each in lists:
        late = first_expired_day_1([case.entry for case in each.cases], review_date)
        if late is not None and late.day_1 is not None:
            message = (
                f"protocol-expired: {told}, before day 1 of {each.name}, {late.where} "
                f"({printed_date(late.day_1)}). {hint}"
            )
            raise SettingsError(message)


def run(
    workbooks: Sequence[Path], rules: Rules, options: RunOptions, progress: Progress
) -> Iterator[Published]:
    """Publish a batch for every workbook; yield what became of each as soon as it is done.

    Raises:
        SettingsError: the protocol is past its review date.
        RenderingUnavailableError: documents cannot be rendered on this machine.
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
    with output_lock(options.root), contextlib.ExitStack() as stack:
        pool: RenderPool | None = None
        for judged in lists:
            if not judged.usable:
                yield Published(judged, (), None, is_new=False, is_all_ready=False)
                continue
            name = _name(judged, rules, options)
            standing = standing_batch(options.root, name)
            if standing is not None and standing.is_complete:
                folder, is_all_ready = options.root / name, standing.is_all_ready
                yield Published(judged, (), folder, is_new=False, is_all_ready=is_all_ready)
                continue
            if pool is None:  # started for the first batch that has to be made
                pool = stack.enter_context(RenderPool(limits, sources))
            printing = Printing(rules, options.dates, limits, sources, pool)
            yield _published(judged, name, printing, options.root, progress)


def _name(judged: JudgedList, rules: Rules, options: RunOptions) -> str:
    """Return the name of the batch that a list makes: everything that it follows from counts."""
    content = (
        judged.source.sha256 if judged.source else "",
        rules.provenance,
        rules.site.model_dump(mode="json"),
        sorted(str(each) for each in options.dates or ()),
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
        stage_packs(printed, staging)
        batch = batch_summary(judged, name, printed, printing)
        stage_overview(batch, judged, staging, printing)
        facts = manifest_facts(judged, printed, printing, is_all_ready=is_all_ready)
        folder = staging.publish(facts)
    return Published(judged, printed, folder, is_new=True, is_all_ready=is_all_ready)
