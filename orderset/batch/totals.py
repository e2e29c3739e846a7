"""What came into a run and what came out: counted as it goes, and the exit code that follows."""

from collections import Counter
from typing import TYPE_CHECKING

from orderset.batch.report import OUTCOME_WORDS
from orderset.batch.run import Published
from orderset.errors import OrdersetError


if TYPE_CHECKING:
    from orderset.findings import Outcome


EXIT_NOT_ALL_READY = 1
EXIT_UNREADABLE = 3


class Totals:
    """The counts of one run. ``code`` is the highest exit code that applies so far."""

    def __init__(self, *, from_inbox: bool) -> None:
        """Begin to count."""
        self.workbooks = 0
        self.from_inbox = from_inbox
        self.code = 0
        self.published = 0
        self.unchanged = 0
        self.unreadable = 0
        self.moved = 0
        self.left = 0
        self.patients: Counter[Outcome] = Counter()

    def raise_to(self, code: int) -> None:
        """Note that this exit code applies as well."""
        self.code = max(self.code, code)

    def count(self, published: Published) -> None:
        """Count what became of one workbook."""
        self.published += published.folder is not None and published.is_new
        self.unchanged += published.folder is not None and not published.is_new
        self.patients.update(case.judgement.outcome for case in published.cases)
        if published.folder is None:
            self.count_unread()
        elif not published.is_all_ready:
            self.raise_to(EXIT_NOT_ALL_READY)
        if published.defects:
            self.raise_to(OrdersetError.exit_code)

    def count_unread(self) -> None:
        """Count a workbook that could not be read."""
        self.unreadable += 1
        self.raise_to(EXIT_UNREADABLE)

    def __str__(self) -> str:
        """Return for example ``2 workbooks in: 1 published, 1 unchanged. 3 patients: 3 ready.``."""
        parts = [
            f"{number} {words}"
            for number, words in (
                (self.published, "published"),
                (self.unchanged, "unchanged"),
                (self.unreadable, "could not be read"),
            )
            if number or words == "published"
        ]
        text = f"{self.workbooks} {_plural('workbook', self.workbooks)} in: {', '.join(parts)}."
        total = self.patients.total()
        if total:
            outcomes = ", ".join(
                f"{self.patients[each]} {words}"
                for each, words in OUTCOME_WORDS.items()
                if self.patients[each]
            )
            text += f" {total} {_plural('patient', total)}: {outcomes}."
        if self.from_inbox:
            text += f" Inbox: {self.moved} moved, {self.left} left."
        return text


def _plural(word: str, number: int) -> str:
    return word if number == 1 else f"{word}s"
