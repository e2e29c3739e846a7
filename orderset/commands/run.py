"""``orderset run``: a published batch for every workbook."""

import dataclasses
import datetime as dt
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from orderset.commands.group import check_told
from orderset.commands.options import (
    FORMAT,
    NO_PROGRESS,
    PROTOCOL,
    SITE,
    TODAY,
    WORKERS,
    Date,
    now,
    rules_for,
)
from orderset.errors import OrdersetError
from orderset.processes.stopping import StoppedError
from orderset.showing.terminals import is_rich, watched
from orderset.terminal import tell_data, tell_drawn


if TYPE_CHECKING:
    from orderset.batch.inbox import Inbox
    from orderset.batch.lists import Rules
    from orderset.batch.run import RunOptions
    from orderset.batch.watching import Watcher
    from orderset.batch.whole_run import Prepare


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH...]")
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the published batches. Default: the site's, or outputs.",
)
@SITE
@PROTOCOL
@click.option(
    "--date",
    "dates",
    type=Date(),
    multiple=True,
    help="Labels and pick list for this infusion date only. May be given more than once.",
)
@click.option(
    "--labels-from",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    metavar="N",
    help="Where the first sheet of labels begins to be unused: its label N, counted row by row.",
)
@click.option(
    "--archive",
    is_flag=True,
    help="Also write order set and checklist as PDF/A-3, with the record inside, into archive/.",
)
@click.option(
    "--inbox",
    "inbox_folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder that staff drop files into, in place of PATH: every file is answered and moved.",
)
@click.option(
    "--done",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where files of the inbox go that were published. Default: done, beside the inbox.",
)
@click.option(
    "--refused",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where files of the inbox go that cannot be read, with their findings. Default: refused, "
    "beside the inbox.",
)
@click.option(
    "--settle",
    type=click.IntRange(0, 600),
    default=5,
    show_default=True,
    metavar="SECONDS",
    help="A file of the inbox that changes within this time is still being copied, and stays.",
)
@click.option(
    "--log",
    "log_file",
    type=click.Path(path_type=Path),
    help="File that the run's log is added to, beside stderr.",
)
@WORKERS
@FORMAT
@NO_PROGRESS
@TODAY
def run(
    paths: Sequence[Path],
    inbox_folder: Path | None,
    done: Path | None,
    refused: Path | None,
    settle: int,
    output: Path | None,
    site: Path | None,
    protocol: Path | None,
    dates: Sequence[dt.datetime],
    workers: int | None,
    today: dt.datetime | None,
    labels_from: int,
    log_file: Path | None,
    form: str,
    *,
    archive: bool,
    no_progress: bool,
) -> None:
    """Print every list: one published batch for each workbook.

    PATH is a workbook (.xlsx) or a folder of them. A batch holds the documents of every patient who
    is ready, notices for the others, a summary and the packs for the printer.

    \b
    Example: orderset run list.xlsx
    Example: orderset run lists/ -o outputs --site site.toml
    Example: orderset run --inbox inbox -o outputs --log orderset.log
    """
    from orderset.batch.clock import check_clock
    from orderset.batch.run import RunOptions

    inbox = _inbox(paths, inbox_folder, done, refused, settle)
    at = now()  # asked once: midnight may pass while the run lasts

    def prepared(workbooks: Sequence[Path]) -> "tuple[Rules, RunOptions]":
        rules = rules_for(site, protocol, today.date() if today else at.date())
        _check_labels_from(labels_from, rules.site.label_stock, len(workbooks))
        root = output or Path(rules.site.output_folder)
        if today is None:
            check_clock(at, workbooks, root)
        return rules, RunOptions(
            root=root,
            dates=frozenset(each.date() for each in dates) or None,
            workers=workers,
            labels_from=labels_from,
            archive=archive,
            copy_unreadable=inbox is not None,
        )

    _run(_Wanted(paths, inbox, log_file, form, quiet=no_progress), prepared)


@dataclasses.dataclass(frozen=True, slots=True)
class _Wanted:
    """What a run is asked for beside its rules, and how it is shown."""

    paths: Sequence[Path]
    inbox: "Inbox | None"
    log_file: Path | None
    form: str
    quiet: bool


def _run(wanted: _Wanted, prepared: "Prepare") -> NoReturn:
    """Do the run, show how it goes on and what came of it, and leave with its exit code."""
    from orderset.batch.whole_run import Asked, whole_run

    is_json = wanted.form == "json"
    is_drawn = not wanted.quiet and not is_json and is_rich(sys.stdout)
    with watched(quiet=wanted.quiet) as watch:
        told = watch.watcher.told.append if is_json else watch.tell
        quiet = wanted.quiet or watch.shown is not None  # the bar says how the work goes on
        asked = Asked(
            wanted.paths, wanted.inbox, wanted.log_file, quiet, watch.watcher, watch.shown
        )
        try:
            code = whole_run(asked, prepared, told)
        except (OrdersetError, StoppedError) as error:
            if is_json:
                _tell_json(watch.watcher, error.exit_code, str(error))
            raise
    if is_json:
        _tell_json(watch.watcher, code)
    elif is_drawn:
        _show(watch.watcher)
    check_told()
    sys.exit(code)


def _tell_json(watcher: "Watcher", code: int, fault: str = "") -> None:
    from orderset.batch.run_report import run_json

    tell_data(run_json(watcher, code, fault))


def _show(watcher: "Watcher") -> None:
    """Show the table of outcomes, after the lines on each workbook."""
    from orderset.showing.console import console_for
    from orderset.showing.findings import outcomes

    rows = [
        *((each.name, each.cases, False) for each in watcher.unread),
        *((each.judged.name, each.cases, each.judged.usable) for each in watcher.published),
    ]
    if rows:
        console = console_for(sys.stdout)
        with console.capture() as drawn:
            console.print(outcomes(rows, console.width))
        tell_drawn(drawn.get())


def _inbox(
    paths: Sequence[Path],
    folder: Path | None,
    done: Path | None,
    refused: Path | None,
    settle: int,
) -> "Inbox | None":
    """Return the folders of the workflow, or None for a run on paths: it is one or the other."""
    from orderset.batch.inbox import inbox_at

    if folder is None:
        if not paths:
            message = "Name a PATH, a workbook or a folder of them; or an inbox with --inbox."
            raise click.UsageError(message)
        if done is not None or refused is not None:
            message = "--done and --refused go with --inbox. Add --inbox FOLDER, or leave them out."
            raise click.UsageError(message)
        return None
    if paths:
        message = "--inbox takes the place of PATH. Give one of the two."
        raise click.UsageError(message)
    try:
        return inbox_at(folder, done, refused, settle)
    except ValueError as error:
        raise click.UsageError(str(error)) from error


def _check_labels_from(first: int, stock_name: str, workbooks: int) -> None:
    """Refuse to begin on a label that is not there, or on one sheet with several packs."""
    from orderset.label_stock import label_stocks

    if first == 1:
        return
    stock = label_stocks()[stock_name]
    if not stock.is_sheet:
        message = (
            f"--labels-from is for sheets of labels; {stock_name} has one label a page. "
            "Leave it out."
        )
        raise click.UsageError(message)
    if first > stock.per_page:
        message = (
            f"--labels-from: a sheet of {stock_name} has the labels 1 to {stock.per_page}. "
            "Give one of these numbers."
        )
        raise click.UsageError(message)
    if workbooks > 1:
        message = (
            "--labels-from is for one workbook: each has a pack of labels of its own. "
            "Run the workbooks one by one, or leave it out."
        )
        raise click.UsageError(message)
