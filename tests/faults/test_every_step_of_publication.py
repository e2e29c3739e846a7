"""F1, F6, F18: publication is killed before each of its steps, and each of its steps fails.

Publication alone, so that every step can be tried, of a first batch and of one that takes the place
of an old one. Whatever happens: what stands is the old batch or the new one, whole; the next run
puts right what was left; and a run that says that all went well has published.
"""

import errno
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.checking import contents, faults
from tests.faults.forks import Ended, Forks


OLD, NEW = b"old", b"new"


@pytest.fixture(scope="module")
def forks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forks]:
    with Forks(tmp_path_factory.mktemp("forks"), "tests.faults.publishing:main") as server:
        yield server


@pytest.fixture(params=["first", "in the place of an old one"])
def stands(request: pytest.FixtureRequest) -> bytes | None:
    return None if request.param == "first" else OLD


def published(root: Path) -> bytes | None:
    """Return what the files of the batch say, or None where there is no batch."""
    found = {each for path, each in contents(root).items() if path != "b/manifest.json"}
    assert len(found) <= 1, "a mixture"
    return found.pop() if found else None


def leftovers(root: Path) -> set[str]:
    return {each.name for each in root.iterdir()} - {"b", ".orderset.lock"}


def prepared(root: Path, stands: bytes | None, forks: Forks) -> None:
    root.mkdir()
    if stands is not None:
        assert forks.run(root, "b", stands.decode(), root=root).code == 0


def steps(folder: Path, stands: bytes | None, forks: Forks) -> int:
    prepared(folder, stands, forks)
    undisturbed = forks.run(folder, "b", NEW.decode(), root=folder)
    assert undisturbed.code == 0
    assert published(folder) == NEW
    assert len(undisturbed.operations) > 25
    return len(undisturbed.operations)


def test_everything_is_flushed_before_the_rename_and_the_rename_after_it(
    stands: bytes | None, forks: Forks, tmp_path: Path
) -> None:
    """What a power failure could lose; a kill cannot show it, the order of the steps can."""
    root = tmp_path / "out"
    prepared(root, stands, forks)
    done = [
        each.replace(str(root), "")
        for each in forks.run(root, "b", NEW.decode(), root=root).operations
    ]
    first = done.index("os.mkdir /.staging-b")
    last = done.index("os.rename /.staging-b")
    made = [
        each.split(" ", 1) for each in done[first:last] if each.startswith(("os.mkdir", "open"))
    ]
    assert len(made) == 6
    for number, (what, place) in enumerate(made, start=first):
        assert f"fsync {place}" in done[number:last], f"{what} {place}"
        above = place.rpartition("/")[0]
        if above:  # the folder after everything in it
            assert last_of(done[:last], f"fsync {place}") < last_of(done[:last], f"fsync {above}")
    assert "manifest.json" in made[-1][1]
    assert done[last + 1] == "fsync "
    assert ("os.rename /b" in done) is (stands is not None)


def last_of(listed: list[str], wanted: str) -> int:
    return len(listed) - 1 - listed[::-1].index(wanted)


def test_killed_before_each_step(
    stands: bytes | None,
    forks: Forks,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    total = steps(tmp_path / "undisturbed", stands, forks)
    seen = set()
    for step in range(total):
        root = tmp_path / str(step)
        prepared(root, stands, forks)
        assert forks.run(root, "b", NEW.decode(), root=root, kill_before=step).code is None
        assert faults(root) == [], step
        assert published(root) in {stands, None, NEW}
        # A run that has another list: it alone must put right what was left.
        assert forks.run(root, root=root).code == 0
        assert faults(root) == [], step
        assert published(root) in {stands, NEW}, step
        assert leftovers(root) == set(), step
        seen.add(published(root))
        assert forks.run(root, "b", NEW.decode(), root=root).code == 0
        assert published(root) == NEW
    assert seen == {stands, NEW}
    record_property("faults tried", total)


@pytest.mark.parametrize(
    ("error", "only_once"),
    [(errno.EIO, True), (errno.EIO, False), (errno.EACCES, True), (errno.ENOSPC, False)],
)
def test_each_step_fails(
    *,
    error: int,
    only_once: bool,
    stands: bytes | None,
    forks: Forks,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    total = steps(tmp_path / "undisturbed", stands, forks)
    for step in range(total):
        root = tmp_path / str(step)
        prepared(root, stands, forks)
        ended = failing(root, step, error, forks, only_once=only_once)
        assert faults(root) == [], step
        if ended.code == 0:
            assert published(root) == NEW, step
        else:
            assert ended.code == 7, ended.said
            assert str(root) in ended.said
            assert published(root) in ({stands} if only_once else {stands, None, NEW}), step
            assert forks.run(root, root=root).code == 0
            assert published(root) in ({stands} if only_once else {stands, NEW}), step
        assert forks.run(root, "b", NEW.decode(), root=root).code == 0
        assert (published(root), leftovers(root)) == (NEW, set()), step
    record_property("faults tried", total)


def failing(root: Path, step: int, error: int, forks: Forks, *, only_once: bool) -> Ended:
    at, onwards = (step, None) if only_once else (None, step)
    return forks.run(root, "b", NEW.decode(), root=root, fail_at=at, fail_from=onwards, error=error)
