"""Each file of the inbox answered and moved as the run goes on, and all of it told and counted."""

import dataclasses
import datetime as dt
import functools
from collections.abc import Callable

from orderset.batch.inbox import Answer, Inbox, Intake, answer_published, answer_refused
from orderset.batch.refusal import Refused
from orderset.batch.report import discreet_report
from orderset.batch.run import Published
from orderset.batch.run_log import RunLog
from orderset.batch.totals import EXIT_UNREADABLE, Totals
from orderset.errors import StorageError


@dataclasses.dataclass(frozen=True, slots=True)
class Answering:
    """What answering needs: the folders, what was found in them, the day, and whom to tell.

    ``say`` takes lines for people, which may name files; the log takes none that do.
    """

    inbox: Inbox
    intake: Intake
    day: dt.date
    totals: Totals
    run_log: RunLog
    say: Callable[[str], None]

    def tell_left(self) -> None:
        """Tell what stays in the inbox for the next run."""
        for left in self.intake.left:
            self._tell(left)

    def answer_unread(self) -> None:
        """Refuse what is never opened: links, pipes and devices."""
        for number, (entry, judged) in enumerate(self.intake.unreadable, 1):
            self.say("\n".join(discreet_report(judged)))
            self.totals.count_unread()
            ordinal = f"entry {number} that is no file"
            refused = functools.partial(answer_refused, entry, Refused(judged))
            self._move(refused, ordinal)

    def answer(self, published: Published, ordinal: str) -> None:
        """Move the file that this came from, now that its batch is durable."""
        entry = self.intake.taken[published.position]
        if published.folder is not None:
            self._move(functools.partial(answer_published, entry, published.judged), ordinal)
        else:
            refused = Refused(published.judged, published.copy)
            self._move(functools.partial(answer_refused, entry, refused), ordinal)

    def _move(self, answer: Callable[[Inbox, dt.date, str], Answer], ordinal: str) -> None:
        try:
            told = answer(self.inbox, self.day, ordinal)
        except StorageError as error:
            # One file that cannot be moved must not keep the others from being printed.
            self.totals.raise_to(error.exit_code)
            self.totals.left += 1
            self.run_log.warn(f"{ordinal}: {error}")
            self.say(str(error))
            return
        self._tell(told)

    def _tell(self, answer: Answer) -> None:
        self.say(answer.told)
        if answer.is_moved:
            self.totals.moved += 1
            self.run_log.progress(answer.logged)
            return
        self.totals.left += 1
        self.run_log.warn(answer.logged)
        if not answer.is_final:
            self.totals.raise_to(EXIT_UNREADABLE)
