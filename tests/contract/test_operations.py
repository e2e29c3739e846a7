"""The page for operations is true: its commands exist, its units are valid, its alarm rings."""

import datetime as dt
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from orderset.batch.exit_codes import EXIT_CODES
from tests.contract.test_documentation import assert_parses


ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "operations.md").read_text("utf-8")
FENCED = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NAMED_UNIT = re.compile(
    r"`/etc/systemd/system/([\w-]+\.\w+)`:\n\n```ini\n(.*?)^```$", re.MULTILINE | re.DOTALL
)
UNITS = dict(NAMED_UNIT.findall(PAGE))
ALARM = ROOT / "tools" / "night_alarm.sh"
SYSTEMD = shutil.which("systemd-analyze")


def command_lines() -> list[str]:
    """Return every call of the program in the page's blocks, from its name on."""
    lines = (line for _, block in FENCED.findall(PAGE) for line in block.splitlines())
    calls = (
        re.search(r"(?:^|/|=)orderset ((?:run|check|template|verify|protocol|calibrate) .*)", line)
        for line in lines
    )
    ends = re.compile(r" >> |\"$")
    return [f"orderset {ends.split(call[1])[0]}" for call in calls if call]


def test_the_page_has_commands_and_units() -> None:
    assert len(command_lines()) >= 7
    assert set(UNITS) == {
        "orderset.service",
        "orderset.timer",
        "orderset-alarm.service",
        "orderset-alarm.timer",
    }


@pytest.mark.parametrize("line", command_lines())
def test_every_command_of_the_page_exists_with_its_options(line: str) -> None:
    assert_parses(line)


@pytest.mark.parametrize("code", EXIT_CODES)
def test_every_exit_code_is_in_the_table_as_the_log_says_it(code: int) -> None:
    each = EXIT_CODES[code]
    assert f"| {code} | {each.meaning} | {each.who} | {each.to_do} |" in PAGE


@pytest.mark.skipif(SYSTEMD is None, reason="systemd-analyze is not installed")
def test_the_units_are_valid(tmp_path: Path) -> None:
    """With programs that exist in the place of those of an installation."""
    for name, text in UNITS.items():
        present = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", text, flags=re.MULTILINE)
        (tmp_path / name).write_text(present, "utf-8")
    done = subprocess.run(  # noqa: S603  the system's own tool
        [SYSTEMD or "", "verify", *(str(tmp_path / each) for each in UNITS)],
        check=False,
        capture_output=True,
        text=True,
    )
    ours = [line for line in done.stderr.splitlines() if "orderset" in line]
    assert (done.returncode, ours) == (0, [])


@pytest.mark.skipif(SYSTEMD is None, reason="systemd-analyze is not installed")
def test_the_check_of_the_units_can_fail(tmp_path: Path) -> None:
    broken = UNITS["orderset.timer"].replace("OnCalendar=*-*-* 03:30:00", "OnCalendar=at dawn")
    (tmp_path / "orderset.timer").write_text(broken, "utf-8")
    (tmp_path / "orderset.service").write_text(
        "[Service]\nType=oneshot\nExecStart=/bin/true\n", "utf-8"
    )
    done = subprocess.run(  # noqa: S603  the system's own tool
        [SYSTEMD or "", "verify", str(tmp_path / "orderset.timer")],
        check=False,
        capture_output=True,
        text=True,
    )
    assert "dawn" in done.stderr


def test_the_service_may_write_where_it_has_to_and_has_no_network() -> None:
    service = UNITS["orderset.service"]
    assert "ReadWritePaths=/srv/orderset /var/log/orderset" in service
    for line in ("PrivateNetwork=yes", "ProtectSystem=strict", "NoNewPrivileges=yes"):
        assert f"\n{line}\n" in service


def test_the_timer_is_in_utc_and_makes_up_for_a_missed_night() -> None:
    assert re.search(r"^OnCalendar=.* UTC$", UNITS["orderset.timer"], re.MULTILINE)
    assert "Persistent=true" in UNITS["orderset.timer"]


def alarm(log: str, folder: Path) -> tuple[int, str]:
    (folder / "log").write_text(log, "utf-8")
    (folder / "inbox").mkdir(exist_ok=True)
    done = subprocess.run(  # noqa: S603  our own script
        [str(ALARM), str(folder / "log"), str(folder / "inbox")],
        check=False,
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stderr


def line_of(day: dt.date, code: int) -> str:
    return (
        f"{day}T03:31:07+00:00 {day:%Y%m%d}T033000Z-1a2b3c INFO ended with exit code {code} (x)\n"
    )


def today() -> dt.date:
    return dt.datetime.now().astimezone().date()


@pytest.mark.parametrize("code", [0, 1])
def test_the_alarm_is_silent_after_a_good_night(tmp_path: Path, code: int) -> None:
    assert alarm(line_of(today(), 3) + line_of(today(), code), tmp_path) == (0, "")


@pytest.mark.parametrize("code", [3, 7, 70, 130, 143])
def test_the_alarm_rings_when_the_last_run_ended_badly(tmp_path: Path, code: int) -> None:
    ended, told = alarm(line_of(today(), 0) + line_of(today(), code), tmp_path)
    assert (ended, f"exit code {code} " in told) == (1, True)


def test_the_alarm_rings_when_no_run_ended_today(tmp_path: Path) -> None:
    ended, told = alarm(line_of(today() - dt.timedelta(days=1), 0), tmp_path)
    assert (ended, "no run has ended today" in told) == (1, True)


def test_the_alarm_rings_when_a_list_waits_and_names_it_not(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "Amelia.xlsx").write_bytes(b"")
    ended, told = alarm(line_of(today(), 0), tmp_path)
    assert (ended, "1 file(s) wait" in told, "Amelia" in told) == (1, True, False)


def test_the_alarm_is_silent_about_a_list_that_is_open(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    for name in ("list.xlsx", "~$list.xlsx", ".orderset.lock"):
        (tmp_path / "inbox" / name).write_bytes(b"")
    assert alarm(line_of(today(), 0), tmp_path) == (0, "")


def test_the_alarm_says_when_it_is_called_wrongly() -> None:
    done = subprocess.run([str(ALARM)], check=False, capture_output=True, text=True)  # noqa: S603
    assert (done.returncode, "usage:" in done.stderr) == (2, True)
