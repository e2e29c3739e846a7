"""Each file of the inbox answered and moved as the run goes on, and all of it told and counted."""

import dataclasses
import datetime as dt
from collections.abc import Callable

from orderset.batch.folder import Entry
from orderset.batch.inbox import Answer, Inbox, Intake, answer_published, answer_refused
from orderset.batch.lists import JudgedList
from orderset.batch.report import text_report
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
            self.say("\n".join(text_report(judged)))
            self.totals.count_unread()
            self._move(entry, judged, f"entry {number} that is no file", is_published=False)

    def answer(self, published: Published, ordinal: str) -> None:
        """Move the file that this came from, now that its batch is durable."""
        entry = self.intake.taken[published.position]
        is_published = published.folder is not None
        self._move(entry, published.judged, ordinal, is_published=is_published)

    def _move(self, entry: Entry, judged: JudgedList, ordinal: str, *, is_published: bool) -> None:
        answer = answer_published if is_published else answer_refused
        try:
            told = answer(entry, judged, self.inbox, self.day, ordinal)
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
