"""What a rule for print is: an id that a test can name, its source, and a check on the file.

The rules are those of printing.md. One that is left out, or read differently, says why.
"""

import dataclasses
import enum
from collections.abc import Callable, Iterator

from orderset.rendering.defect import Code
from orderset.rendering.printed import Printed


Check = Callable[[Printed], Iterator[str]]
"""Yields in plain words what is wrong; nothing when the rule holds or does not concern the kind."""


class Runs(enum.StrEnum):
    """Where a rule is checked."""

    EVERY_FILE = "every file, before publication"
    EVERY_BATCH = "every batch, before publication"
    TESTS = "the tests"
    NOT_APPLICABLE = "not applicable"


@dataclasses.dataclass(frozen=True, slots=True)
class PrintRule:
    """One rule for print.

    ``says`` is the rule in a sentence, ``how`` the way it is checked. ``reading`` says how it is
    read differently from printing.md, or why it is left out. ``check`` is there for rules of
    every file; the others name in ``how`` where their check stands. ``code`` is the finding that
    a breach becomes.
    """

    id: str
    says: str
    source: str
    runs: Runs
    how: str
    reading: str = ""
    check: Check | None = None
    code: Code = Code.INSPECTION_FAILED
