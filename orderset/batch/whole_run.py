"""One run from its inputs to its last line: what comes in, what is published, told and moved."""

import contextlib
import dataclasses
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

from orderset.batch.answering import Answering
from orderset.batch.inbox import Inbox, inbox_lock, look_into
from orderset.batch.inputs import inputs_of
from orderset.batch.lists import Rules
from orderset.batch.report import NO_WORKBOOK, discreet_report, outcome_line
from orderset.batch.run import Published, RunOptions
from orderset.batch.run import run as run_batches
from orderset.batch.run_log import RunLog, opened_log, workbook_ordinal
from orderset.batch.totals import EXIT_UNREADABLE, Totals
from orderset.batch.watching import Watcher
from orderset.errors import OrdersetError, StorageError
from orderset.processes.stopping import stop_if_asked
from orderset.workbook.shown import shown_file_name


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """What a run was asked for beside its rules: paths or an inbox, how it is logged and watched.

    ``shown`` takes the log's lines for whoever started the run; None is standard error.
    """

    paths: Sequence[Path]
    inbox: Inbox | None
    log_file: Path | None
    quiet: bool
    watcher: Watcher = dataclasses.field(default_factory=Watcher)
    shown: IO[str] | None = None


Prepare = Callable[[Sequence[Path]], tuple[Rules, RunOptions]]
"""Loads the rules and options for a run over these workbooks; raises what is wrong in them."""


def whole_run(asked: Asked, prepare: Prepare, say: Callable[[str], None]) -> int:
    """Do one run and return its exit code. ``say`` takes the lines for people.

    Raises:
        OrdersetError: a fault ended the run; its exit code is the highest one that applies.
    """
    with opened_log(asked.log_file, quiet=asked.quiet, shown=asked.shown) as run_log:
        totals = Totals(from_inbox=asked.inbox is not None)
        try:
            run_log.progress("begins")
            run_log.check_written()
            _Run(say, run_log, totals, asked.watcher).do(asked, prepare)
        except BaseException as error:
            if isinstance(error, OrdersetError):
                error.exit_code = max(error.exit_code, totals.code)
                error.is_answered = True
            run_log.fail(error, str(totals))
            raise
        if run_log.is_broken:
            totals.raise_to(StorageError.exit_code)
        run_log.end(totals.code, str(totals))
        run_log.check_written()
        return totals.code


@dataclasses.dataclass(frozen=True, slots=True)
class _Run:
    """Whom one run tells, and where it counts. ``say`` may name files; the log does not."""

    say: Callable[[str], None]
    run_log: RunLog
    totals: Totals
    watcher: Watcher

    def do(self, asked: Asked, prepare: Prepare) -> None:
        if asked.inbox is None:
            self._on_paths(asked.paths, prepare)
        else:
            with inbox_lock(asked.inbox):
                self._on_inbox(asked.inbox, prepare)

    def _on_paths(self, paths: Sequence[Path], prepare: Prepare) -> None:
        inputs = inputs_of(paths)
        self.totals.workbooks = len(inputs.workbooks) + len(inputs.refused)
        rules, options = prepare(inputs.workbooks)
        for line in inputs.told:
            self.say(line)
        for line in inputs.counts:
            self.run_log.progress(line)
        for judged in inputs.refused:
            self.say("\n".join(discreet_report(judged)))
            self.watcher.refused(judged)
            self.totals.count_unread()
        if not self.totals.workbooks:
            self.run_log.warn("no workbook was found there")
            self.say(NO_WORKBOOK)
            self.totals.raise_to(EXIT_UNREADABLE)
        self._publish(inputs.workbooks, rules, options, None)

    def _on_inbox(self, inbox: Inbox, prepare: Prepare) -> None:
        intake = look_into(inbox)
        workbooks = [each.path for each in intake.taken]
        self.totals.workbooks = len(workbooks) + len(intake.unreadable)
        rules, options = prepare(workbooks)
        answering = Answering(inbox, intake, rules.today, self.totals, self.run_log, self.say)
        if not (workbooks or intake.unreadable or intake.left):
            self.say("The inbox is empty.")
        answering.tell_left()
        self._publish(workbooks, rules, options, answering)
        for _, judged in intake.unreadable:
            self.watcher.refused(judged)
        answering.answer_unread()

    def _publish(
        self,
        workbooks: Sequence[Path],
        rules: Rules,
        options: RunOptions,
        answering: Answering | None,
    ) -> None:
        if not workbooks:
            return
        unanswered = dict(enumerate(workbooks))
        try:
            batches = run_batches(workbooks, rules, options, self._progress, self.watcher)
            with contextlib.closing(batches):
                for published in batches:
                    del unanswered[published.position]
                    self._answer(published, len(workbooks), answering)
        except OrdersetError:
            # The fault's own message names no file: which lists have no batch is said here.
            for path in unanswered.values():
                self.say(f"{shown_file_name(path)}: nothing was published.")
            if answering is not None:
                self.totals.left += len(unanswered)
            raise

    def _progress(self, text: str) -> None:
        stop_if_asked()
        self.run_log.progress(text)

    def _answer(self, published: Published, workbooks: int, answering: Answering | None) -> None:
        source = published.judged.source
        ordinal = workbook_ordinal(
            published.position + 1, workbooks, source.sha256 if source else None
        )
        self.totals.count(published)
        self.watcher.answered(published)
        for each in published.defects:
            self.run_log.fault(
                f"a defect of orderset itself at {ordinal} {each.where or ''}: {each.found}. "
                "Please report it."
            )
        self._tell(published, ordinal)
        if answering is not None:
            answering.answer(published, ordinal)

    def _tell(self, published: Published, ordinal: str) -> None:
        judged = published.judged
        if published.folder is None:
            self.say("\n".join(discreet_report(judged)))
            codes = ", ".join(dict.fromkeys(each.code for each in judged.findings))
            self.run_log.warn(f"{ordinal} could not be read: {codes}")
        elif published.is_new:
            line = outcome_line([each.case for each in published.printed])
            self.say(f"{judged.name}: {line}\n  published: {published.folder}")
            for each in published.told:
                self.say(f"  {each}")
            self.run_log.progress(f"{ordinal} is published: {line}")
        else:
            self.say(f"{judged.name}: nothing has changed, the batch stands: {published.folder}")
            self.run_log.progress(f"{ordinal} is unchanged: its batch stands")
