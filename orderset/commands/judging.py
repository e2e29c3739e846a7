"""Workbooks read and judged for a command that prints nothing, and how such a command ends."""

import contextlib
import dataclasses
import datetime as dt
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from orderset.commands.group import check_told
from orderset.commands.options import check_named, day, rules_for
from orderset.errors import OrdersetError
from orderset.showing.terminals import watched
from orderset.terminal import say


if TYPE_CHECKING:
    from orderset.batch.inputs import Inputs
    from orderset.batch.lists import JudgedList, Rules
    from orderset.batch.reading import ReadingPool

EXIT_READY = 0
EXIT_NOT_ALL_READY = 1
EXIT_UNREADABLE = 3


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """What was named, judged by what, and the workers that read it."""

    inputs: "Inputs"
    lists: "Sequence[JudgedList]"
    rules: "Rules"
    reader: "ReadingPool"

    def check_not_expired(self, lists: "Sequence[JudgedList]") -> None:
        """Check that the protocol's review date has not passed.

        Raises:
            SettingsError: it has, or will have on the day 1 of somebody in the lists.
        """
        from orderset.batch.lists import check_not_expired

        check_not_expired(lists, self.rules)


@contextlib.contextmanager
def judged(
    paths: Sequence[Path],
    site: Path | None,
    protocol: Path | None,
    today: dt.datetime | None,
    *,
    no_progress: bool,
) -> Iterator[Found]:
    """Read and judge what is named; the workers that read are there until the end of the context.

    Raises:
        UsageError: nothing is named.
        OrdersetError: the rules cannot be used, or nothing can be read here.
    """
    from orderset.batch.inputs import inputs_of
    from orderset.batch.reading import ReadingPool, reading_workers

    check_named(paths)
    inputs = inputs_of(paths)
    for line in inputs.counts:
        say(f"orderset: {line}")
    # Started before the rest is loaded: they make themselves ready meanwhile.
    with ReadingPool(reading_workers(len(inputs.workbooks))) as reader:
        from orderset.batch.conflicts import told_apart
        from orderset.batch.lists import judge_workbooks

        rules = rules_for(site, protocol, day(today))
        with watched(quiet=no_progress) as watch:
            watcher = watch.watcher
            watcher.reading(len(inputs.workbooks))
            judged_lists = []
            for each in judge_workbooks(inputs.workbooks, rules, reader):
                judged_lists.append(each)
                watcher.read()
        lists = [*inputs.refused, *told_apart(judged_lists, rules)]
        yield Found(inputs, lists, rules, reader)


def leave(lists: "Sequence[JudgedList]", *, all_ready: bool) -> None:
    """Leave with the highest code that applies."""
    from orderset.batch.report import NO_WORKBOOK
    from orderset.patients.defects import defects_in

    defects = [found for each in lists for found in defects_in(each.all_findings)]
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
