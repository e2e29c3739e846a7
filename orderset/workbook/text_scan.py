"""The texts of a workbook as they pass by: each in one piece, or in runs, never in both.

openpyxl takes one piece and leaves out what stands beside it, so such a text would be read in part
and without an error.
"""

import re

from orderset.workbook.totals import LONGEST_TEXT, Totals


# openpyxl deletes this wherever it stands; a spreadsheet writes it after an underscore only.
_DELETED_ON_READING = re.compile(r"(?<!_)x005F_")


class TextScan:
    """The texts of one part; every method raises RefusedError for what cannot be trusted."""

    def __init__(self, totals: Totals) -> None:
        """Start on a part; what is counted goes into the totals of the workbook."""
        self._totals = totals
        self._pieces: list[str] = []
        self._length = 0
        self._is_whole = False
        self._has_runs = False
        self._run_has_text = False

    def start(self) -> None:
        """Begin a text."""
        self._pieces = []
        self._length = 0
        self._is_whole = self._has_runs = False

    def start_run(self) -> None:
        """Begin a run of the text."""
        if self._is_whole:
            self._two_ways()
        self._has_runs = True
        self._run_has_text = False

    def start_piece(self, *, in_run: bool) -> None:
        """Begin the letters of the whole text, or of a run."""
        if self._is_whole or (in_run and self._run_has_text) or (not in_run and self._has_runs):
            self._two_ways()
        if in_run:
            self._run_has_text = True
        else:
            self._is_whole = True
        self._pieces.append("")

    def add(self, letters: str) -> None:
        """Take the next letters."""
        self._length += len(letters)
        if self._length > LONGEST_TEXT:
            self._totals.count_letters(self._length)
        if self._pieces:
            self._pieces[-1] += letters

    def end(self) -> int:
        """End a text and return its length."""
        if any(_DELETED_ON_READING.search(each) for each in self._pieces):
            self._totals.damaged("A text holds a mark that programs read in different ways.")
        return self._length

    def unknown_piece(self) -> None:
        """Refuse something in a text that is no piece of one."""
        self._two_ways()

    def _two_ways(self) -> None:
        self._totals.damaged("A text is there in two ways, so it is not known which one counts.")
