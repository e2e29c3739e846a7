"""A list of one patient, and what an undisturbed run makes of it: what most faults are tried on."""

import contextlib
import dataclasses
from collections.abc import Iterator
from pathlib import Path

from tests.faults.checking import Contents, contents, faults, standing
from tests.faults.forks import Ended, Forks
from tests.faults.runs import PATIENTS, write_site, write_small_list
from tests.real_door import TODAY


@dataclasses.dataclass(frozen=True)
class OneList:
    """A list of one patient with labels only; ``root`` is where it was published undisturbed."""

    forks: Forks
    workbook: Path
    site: Path
    root: Path
    operations: tuple[str, ...]

    @property
    def name(self) -> str:
        """The name of its batch."""
        (batch,) = standing(self.root)
        return batch.name

    @property
    def contents(self) -> Contents:
        """What an undisturbed run publishes."""
        return contents(self.root)

    @property
    def bytes_needed(self) -> int:
        """The room that the batch takes, in bytes, counted in blocks of 4,096."""
        return sum(-(-len(each) // 4096) * 4096 for each in self.contents.values())

    @property
    def files_needed(self) -> int:
        """How many files and folders there are below the output folder, the lock among them."""
        return len([*self.root.rglob("*")])

    def arguments(self, root: Path, *more: object) -> tuple[object, ...]:
        """Return the words of a run into another folder."""
        return ("run", self.workbook, *more, "--site", self.site, "--workers", 1, "-o", root)

    def run(self, root: Path, *more: object, **how: int) -> Ended:
        """Run it into another folder."""
        return self.forks.run(*self.arguments(root, *more), "--today", TODAY, root=root, **how)


@contextlib.contextmanager
def one_list(folder: Path) -> Iterator[OneList]:
    """Make the list, and run it once."""
    workbook = write_small_list(folder / "list.xlsx", PATIENTS[:1])
    site = write_site(folder / "site.toml")
    root = folder / "undisturbed"
    with Forks(folder) as forks:
        ended = OneList(forks, workbook, site, root, ()).run(root)
        assert ended.code == 0, ended.said
        assert faults(root) == []
        yield OneList(forks, workbook, site, root, ended.operations)
