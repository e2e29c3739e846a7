"""``orderset check``: everything that was found, without printing."""

import datetime as dt
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orderset.commands.group import check_told
from orderset.commands.options import (
    FORMAT,
    NO_PROGRESS,
    PATHS,
    PROTOCOL,
    SITE,
    TODAY,
    check_named,
    day,
    rules_for,
)
from orderset.errors import OrdersetError
from orderset.showing.terminals import is_rich, watched
from orderset.terminal import say, tell, tell_data, tell_drawn


if TYPE_CHECKING:
    from orderset.batch.inputs import Inputs
    from orderset.batch.lists import JudgedList
    from orderset.findings import Finding

EXIT_READY = 0
EXIT_NOT_ALL_READY = 1
EXIT_UNREADABLE = 3


@click.command()
@PATHS
@SITE
@PROTOCOL
@TODAY
@FORMAT
@click.option(
    "--annotate",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for a copy of each workbook with every finding in its cell.",
)
@NO_PROGRESS
def check(
    paths: Sequence[Path],
    site: Path | None,
    protocol: Path | None,
    today: dt.datetime | None,
    form: str,
    annotate: Path | None,
    *,
    no_progress: bool,
) -> None:
    """Say everything that is wrong in a workbook, without printing.

    Every cell is read and every cycle computed. PATH is a workbook (.xlsx) or a folder of them.

    \b
    Example: orderset check list.xlsx
    Example: orderset check list.xlsx --annotate returned
    """
    from orderset.batch.inputs import inputs_of
    from orderset.batch.reading import ReadingPool, reading_workers

    check_named(paths)
    inputs = inputs_of(paths)
    for line in inputs.counts:
        say(f"orderset: {line}")
    # Started before the rest is loaded: they make themselves ready meanwhile.
    with ReadingPool(reading_workers(len(inputs.workbooks))) as reader:
        from orderset.batch.annotating import write_annotated
        from orderset.batch.conflicts import told_apart
        from orderset.batch.lists import check_not_expired, judge_workbooks
        from orderset.patients.defects import defects_in

        rules = rules_for(site, protocol, day(today))
        with watched(quiet=no_progress) as watch:
            watcher = watch.watcher
            watcher.reading(len(inputs.workbooks))
            judged_lists = []
            for judged in judge_workbooks(inputs.workbooks, rules, reader):
                judged_lists.append(judged)
                watcher.read()
        lists = [*inputs.refused, *told_apart(judged_lists, rules)]
        _tell(inputs, lists, form, is_plain=no_progress)
        if annotate is not None:
            lists = [write_annotated(judged, annotate, reader) for judged in lists]
    check_not_expired(lists, rules)
    defects = [found for each in lists for found in defects_in(each.all_findings)]
    _end(lists, defects, all_ready=all(each.is_all_ready for each in lists))


def _tell(inputs: "Inputs", lists: Sequence["JudgedList"], form: str, *, is_plain: bool) -> None:
    from orderset.batch.report import json_report, text_report

    if form == "json":
        tell_data(json_report(lists) | {"told": inputs.told})
        return
    for line in inputs.told:
        tell(line)
    if lists and not is_plain and is_rich(sys.stdout):
        from orderset.showing.console import console_for
        from orderset.showing.findings import show_lists

        console = console_for(sys.stdout)
        with console.capture() as drawn:
            show_lists(lists, console)
        tell_drawn(drawn.get())
        return
    for judged in lists:
        tell("\n".join(text_report(judged)))


def _end(lists: Sequence["JudgedList"], defects: Sequence["Finding"], *, all_ready: bool) -> None:
    """Leave with the highest code that applies."""
    from orderset.batch.report import NO_WORKBOOK

    for each in defects:
        place = f"{each.where.workbook} {each.where}".strip() if each.where else "the run"
        say(f"orderset: a defect of orderset itself at {place}: {each.found}. Please report it.")
    if defects:
        sys.exit(OrdersetError.exit_code)
    check_told()
    if not lists:
        say(f"orderset: {NO_WORKBOOK}")
        sys.exit(EXIT_UNREADABLE)
    if any(not each.usable for each in lists):
        sys.exit(EXIT_UNREADABLE)
    sys.exit(EXIT_READY if all_ready else EXIT_NOT_ALL_READY)
