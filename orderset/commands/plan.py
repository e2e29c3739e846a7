"""``orderset plan``: when the next cycles fit into the limit, without printing."""

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
    from orderset.batch.ahead_report import Planned
    from orderset.batch.lists import JudgedList

MOST_CYCLES = 24
CYCLES = 4


@click.command()
@PATHS
@click.option(
    "--patient",
    metavar="HOSPITAL_NUMBER",
    help="Only the patient with this hospital number. Default: everybody.",
)
@click.option(
    "--cycles",
    type=click.IntRange(1, MOST_CYCLES),
    default=CYCLES,
    show_default=True,
    metavar="N",
    help="How many cycles ahead, the planned one counted.",
)
@SITE
@PROTOCOL
@TODAY
@FORMAT
@NO_PROGRESS
def plan(
    paths: Sequence[Path],
    patient: str | None,
    cycles: int,
    site: Path | None,
    protocol: Path | None,
    today: dt.datetime | None,
    form: str,
    *,
    no_progress: bool,
) -> None:
    """Say when the next full cycles fit into the limit, without printing.

    For each patient: which of the planned days fit, the earliest full cycle, and the cycles after
    it, by the dose limit and the minimum interval. PATH is a workbook (.xlsx) or a folder of them.

    \b
    Example: orderset plan list.xlsx
    Example: orderset plan list.xlsx --patient H1234567 --cycles 8
    """
    with judged(paths, site, protocol, today, no_progress=no_progress) as found:
        from orderset.batch.ahead_report import of_patient, plan_json, planned

        lists = found.lists if patient is None else of_patient(found.lists, patient)
        plans = [(each, [planned(case, cycles) for case in each.cases]) for each in lists]
        if form == "json":
            tell_data(plan_json(plans) | {"told": found.inputs.told})
        else:
            for line in found.inputs.told:
                tell(line)
            _tell(plans, is_plain=no_progress)
    if patient is not None and found.lists and not lists:
        message = "No row of what was named has this hospital number."
        raise click.BadParameter(message, param_hint="--patient")
    found.check_not_expired(lists)
    leave(lists, all_ready=all(each.is_all_ready for each in lists))


def _tell(plans: "Sequence[tuple[JudgedList, Sequence[Planned]]]", *, is_plain: bool) -> None:
    if plans and not is_plain and is_rich(sys.stdout):
        from orderset.showing.ahead import show_plans
        from orderset.showing.console import console_for

        console = console_for(sys.stdout)
        with console.capture() as drawn:
            show_plans(plans, console)
        tell_drawn(drawn.get())
        return
    from orderset.batch.ahead_report import plan_lines

    for each, patients in plans:
        tell("\n".join(plan_lines(each, patients)))
