"""What ``orderset verify`` has to say of a batch: differences, worst first, and remarks."""

import dataclasses
import enum
from pathlib import Path

from orderset.errors import SettingsError, StorageError


class What(enum.StrEnum):
    """What differs, worst first."""

    MANIFEST = "manifest"
    """Without it nobody can say what was published."""
    CALCULATION = "calculation"
    """What is recorded of a dose, a rate, an outcome is not what the rules give."""
    PAPER = "paper"
    """A document does not say what it should, or is of somebody who may have none."""
    RECORD = "record"
    """Another thing in a record is not what the rules give."""
    BATCH = "batch"
    """Packs, summary, page or manifest are not what the patients' files give."""
    FILE = "file"
    """The bytes are not those that were published."""
    UNLISTED = "unlisted"
    """Something stands there that was never published."""


_ORDER = list(What)


@dataclasses.dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it should be.

    ``where`` is the path within the batch, and ``told`` says in words what differs; neither names
    a patient by more than the hospital number that a folder is called by.
    """

    what: What
    where: str
    told: str

    @property
    def rank(self) -> tuple[int, str]:
        """The worst first, those of one file together."""
        return _ORDER.index(self.what), self.where


@dataclasses.dataclass(frozen=True, slots=True)
class Verified:
    """What was found in one batch.

    ``files``, ``patients``, ``pages`` and ``barcodes`` count what was looked at. ``unchecked`` says
    what could not be checked at all, and why. ``remarks`` are worth knowing and no fault of the
    batch.
    """

    folder: Path
    files: int
    patients: int
    pages: int
    barcodes: int
    differences: tuple[Difference, ...]
    unchecked: tuple[str, ...]
    remarks: tuple[str, ...]

    @property
    def exit_code(self) -> int:
        """That of storage that failed where anything differs, whatever it is: nobody may use it."""
        if self.differences:
            return StorageError.exit_code
        return SettingsError.exit_code if self.unchecked else 0


def shown(text: str) -> str:
    r"""Return a name as it can be printed, whatever a file is called.

    Example:
        >>> shown("two\nlines"), shown("N\u00e9e")
        ('two\\nlines', 'Née')
    """
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode("ascii")
        for each in text
    )
