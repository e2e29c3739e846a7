"""F1, F18: kill -9 of the whole process group at any moment, on real runs of the whole program.

The moments are spread evenly over the time of a run, and stand right before operations on the
file system. After each kill the output folder is looked at, and a plain second run completes it.
"""

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.checking import contents, faults, marks, standing
from tests.faults.forks import Forks
from tests.faults.runs import PATIENTS, write_site, write_small_list
from tests.real_door import TODAY


PARTS = 4
IN_TIME = 20
BY_OPERATION = 30


@dataclasses.dataclass(frozen=True)
class Undisturbed:
    """Two lists of one patient each, and what an undisturbed run makes of them."""

    folder: Path
    arguments: tuple[object, ...]
    contents: dict[str, bytes]
    operations: tuple[str, ...]
    seconds: float


@pytest.fixture(scope="module")
def forks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forks]:
    with Forks(tmp_path_factory.mktemp("forks")) as server:
        yield server


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, forks: Forks) -> Undisturbed:
    folder = tmp_path_factory.mktemp("lists")
    lists = [
        write_small_list(folder / f"{name}.xlsx", [each])
        for name, each in zip("ab", PATIENTS, strict=True)
    ]
    site = write_site(folder / "site.toml")
    arguments = ("run", *lists, "--site", site, "--today", TODAY, "--workers", 1)
    root = folder / "undisturbed"
    ended = forks.run(*arguments, "-o", root, root=root)
    assert ended.code == 0, ended.said
    assert faults(root) == []
    assert len(standing(root)) == 2
    return Undisturbed(folder, arguments, contents(root), ended.operations, ended.seconds)


def wrong_after(
    undisturbed: Undisturbed,
    forks: Forks,
    root: Path,
    *,
    kill_before: int | None = None,
    kill_after: float | None = None,
) -> Iterator[str]:
    """Kill a run, look, run again, and look again; yield what is wrong."""
    arguments = (*undisturbed.arguments, "-o", root)
    inputs, beside = contents(undisturbed.folder), {*root.parent.iterdir()}
    forks.run(*arguments, root=root, kill_before=kill_before, kill_after=kill_after)
    yield from faults(root)
    before = {each.name: marks(each) for each in standing(root)}
    again = forks.run(*arguments, root=root)
    if again.code != 0:
        yield f"the second run ended with {again.code}: {again.said}"
    if contents(root) != undisturbed.contents:
        yield "the second run made something else"
    if {each.name: marks(each) for each in standing(root) if each.name in before} != before:
        yield "what stood was written anew"
    if again.said.count("\n  published: ") != 2 - len(before):
        yield f"not what was missing, and only that, was made: {again.said}"
    if [each.name for each in root.iterdir() if each.name.startswith(".")] != [".orderset.lock"]:
        yield "something was left behind"
    if contents(undisturbed.folder) != inputs or {*root.parent.iterdir()} != beside | {root}:
        yield "something outside the output folder has changed"


@pytest.mark.parametrize("part", range(PARTS))
def test_a_run_that_is_killed_at_any_time_is_completed_by_the_next(
    part: int,
    undisturbed: Undisturbed,
    forks: Forks,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    tried = range(part, IN_TIME, PARTS)
    wrong = {}
    for moment in tried:
        seconds = undisturbed.seconds * (moment + 0.5) / IN_TIME
        root = tmp_path / str(moment)
        wrong[moment] = [*wrong_after(undisturbed, forks, root, kill_after=seconds)]
    record_property("faults tried", len(tried))
    assert {each: told for each, told in wrong.items() if told} == {}


@pytest.mark.parametrize("part", range(PARTS))
def test_a_run_that_is_killed_before_any_step_is_completed_by_the_next(
    part: int,
    undisturbed: Undisturbed,
    forks: Forks,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    total = len(undisturbed.operations)
    steps = sorted({number * total // BY_OPERATION for number in range(BY_OPERATION)})
    # Every step from the manifest to the end of the first publication, whatever the spacing.
    manifest = next(n for n, each in enumerate(undisturbed.operations) if "manifest" in each)
    steps = sorted({*steps, *range(manifest, manifest + 9)})
    tried = steps[part::PARTS]
    wrong = {}
    for step in tried:
        root = tmp_path / str(step)
        wrong[step] = [*wrong_after(undisturbed, forks, root, kill_before=step)]
    record_property("faults tried", len(tried))
    assert {each: told for each, told in wrong.items() if told} == {}


def test_a_lock_file_that_a_killed_run_leaves_holds_nobody_up(
    undisturbed: Undisturbed, forks: Forks, tmp_path: Path
) -> None:
    """F11: after a kill, or a restart of the machine, whatever stands in the file."""
    root = tmp_path / "out"
    root.mkdir()
    (root / ".orderset.lock").write_text("pid 1\n", "ascii")
    assert forks.run(*undisturbed.arguments, "-o", root, root=root).code == 0
    assert contents(root) == undisturbed.contents
