"""Whoever watches a run: told what was counted and what became of each workbook."""

from typing import TYPE_CHECKING


if TYPE_CHECKING:
    from orderset.batch.lists import JudgedList
    from orderset.batch.run import Published


class Watcher:
    """Keeps what became of every workbook, and shows nothing; a progress bar shows it too."""

    def __init__(self) -> None:
        """Nothing has happened yet."""
        self.published: list[Published] = []
        self.unread: list[JudgedList] = []
        self.told: list[str] = []

    def reading(self, workbooks: int) -> None:
        """So many workbooks are going to be read."""

    def read(self) -> None:
        """One more workbook was read and judged."""

    def printing(self, patients: int) -> None:
        """Every workbook was read; there are so many patients in all."""

    def printed(self) -> None:
        """One more patient's documents were made."""

    def done(self, patients: int) -> None:
        """So many patients in all need nothing any more: their batches stand, or cannot."""

    def answered(self, published: "Published") -> None:
        """Keep what became of one workbook."""
        self.published.append(published)

    def refused(self, judged: "JudgedList") -> None:
        """Keep what was refused without being opened."""
        self.unread.append(judged)
