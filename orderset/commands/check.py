"""``orderset check``: everything that was found, without printing."""

import datetime as dt
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orderset.commands.judging import judged, leave
from orderset.commands.options import FORMAT, NO_PROGRESS, PATHS, PROTOCOL, SITE, TODAY
from orderset.showing.terminals import is_rich
from orderset.terminal import tell, tell_data, tell_drawn


if TYPE_CHECKING:
    from orderset.batch.inputs import Inputs
    from orderset.batch.lists import JudgedList


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
    with judged(paths, site, protocol, today, no_progress=no_progress) as found:
        lists = found.lists
        _tell(found.inputs, lists, form, is_plain=no_progress)
        if annotate is not None:
            from orderset.batch.annotating import write_annotated

            lists = [write_annotated(each, annotate, found.reader) for each in lists]
    found.check_not_expired(lists)
    leave(lists, all_ready=all(each.is_all_ready for each in lists))


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
    for each in lists:
        tell("\n".join(text_report(each)))
