"""A clock that is behind what has happened already stops the run."""

import datetime as dt
import os
import re
from pathlib import Path

import pytest

from orderset.batch.clock import RELEASED_ON, check_clock
from orderset.errors import UnfitMachineError
from tests.real_door import TODAY, invoke


CHANGELOG = Path(__file__).parents[3] / "CHANGELOG.md"
NOW = dt.datetime(2027, 3, 28, 1, 30, tzinfo=dt.UTC)


def _changed(path: Path, later: dt.timedelta) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"")
    moment = (NOW + later).timestamp()
    os.utime(path, (moment, moment))
    return path


def test_a_true_clock_is_believed(tmp_path: Path) -> None:
    workbook = _changed(tmp_path / "list.xlsx", dt.timedelta(hours=-3))
    _changed(tmp_path / "out/2027-03-27-list-0a1b2c3d/manifest.json", dt.timedelta(days=-1))
    check_clock(NOW, [workbook, tmp_path / "missing.xlsx"], tmp_path / "out")
    check_clock(NOW, [], tmp_path / "no-output-folder-yet")


@pytest.mark.parametrize(("days", "is_believed"), [(-1, False), (0, True)])
def test_no_true_clock_is_before_the_release(
    days: int, is_believed: bool, tmp_path: Path  # noqa: FBT001 - a column of the table
) -> None:  # fmt: skip
    released = dt.datetime.combine(RELEASED_ON, dt.time(12), dt.UTC)
    now = released + dt.timedelta(days=days)
    if is_believed:
        check_clock(now, [], tmp_path)
        return
    with pytest.raises(UnfitMachineError, match="Set the clock of this machine") as refused:
        check_clock(now, [], tmp_path)
    assert refused.value.exit_code == 5


def test_a_workbook_may_be_a_day_ahead_and_no_more(tmp_path: Path) -> None:
    near = _changed(tmp_path / "near.xlsx", dt.timedelta(days=1))
    far = _changed(tmp_path / "far.xlsx", dt.timedelta(days=1, seconds=1))
    check_clock(NOW, [near], tmp_path)
    with pytest.raises(UnfitMachineError, match=r"far\.xlsx was last changed on 2027-03-29 01:30"):
        check_clock(NOW, [near, far], tmp_path)


def test_a_batch_may_be_an_hour_ahead_and_no_more(tmp_path: Path) -> None:
    manifest = tmp_path / "2027-03-29-list-0a1b2c3d" / "manifest.json"
    _changed(manifest, dt.timedelta(hours=1))
    check_clock(NOW, [], tmp_path)
    _changed(manifest, dt.timedelta(hours=1, seconds=1))
    with pytest.raises(UnfitMachineError, match="was published on 2027-03-28 02:30"):
        check_clock(NOW, [], tmp_path)


def test_the_run_asks_unless_the_day_is_given(tmp_path: Path) -> None:
    workbook = tmp_path / "list.xlsx"
    workbook.write_bytes(b"no workbook")
    future = dt.datetime(2199, 1, 1, tzinfo=dt.UTC).timestamp()
    os.utime(workbook, (future, future))
    out = tmp_path / "out"
    refused = invoke("run", workbook, "-o", out)
    assert refused.exit_code == 5
    assert "The clock of this machine says" in refused.output
    assert not out.exists()
    assert invoke("run", workbook, "-o", out, "--today", TODAY).exit_code == 3


def test_the_day_of_the_release_is_kept_with_the_changelog() -> None:
    """The newest dated heading is the release; before the first one, the day only must not lie."""
    dates = re.findall(r"^## .*?(\d{4}-\d{2}-\d{2})", CHANGELOG.read_text("utf-8"), re.MULTILINE)
    if dates:
        assert dt.date.fromisoformat(max(dates)) == RELEASED_ON
    assert dt.datetime.now(tz=dt.UTC).date() >= RELEASED_ON
