"""Real runs for the tests of faults: a small list, ``orderset`` as a process, and its children.

Every process is started in a session of its own, so that whatever it leaves behind can be found
and ended by the number of that session alone.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from orderset.delivery import STAGING_PREFIX
from tests.builders import case
from tests.real_door import TODAY, blank_template, rows_of_case
from tools.filling import fill


LIMIT_SECONDS = 90.0
"""A generous guard: what takes longer hangs."""

PATIENTS = (
    {"hospital_number": "H1000001", "family_name": "Łukasiewicz", "given_name": "Amelia"},
    {"hospital_number": "H1000002", "family_name": "Testcase", "given_name": "Ōe"},
)
"""Two fictional patients, ready both; their names need more than ASCII."""


def write_small_list(target: Path, patients: Sequence[Mapping[str, str]] = PATIENTS) -> Path:
    """Write a workbook with a ready patient for each of these identities."""
    blank = target.with_name(f"{target.stem}-template.xlsx")
    blank_template(target.parent).rename(blank)
    merged: dict[str, list[dict[str, Any]]] = {"infusions": [], "results": [], "previous_doses": []}
    for number, each in enumerate(patients):
        nhs_number = ("999 000 0018", "999 000 0026")[number] if number < 2 else None
        for sheet, rows in rows_of_case(
            case("C01"), **({"nhs_number": nhs_number} | dict(each))
        ).items():
            merged[sheet] += rows
    fill(blank, target, **merged)
    blank.unlink()
    return target


def write_site(target: Path, **settings: object) -> Path:
    """Write site settings that print labels only, which is quick."""
    values = {"documents": ["labels"]} | settings
    target.write_text("".join(f"{k} = {json.dumps(v)}\n" for k, v in values.items()), "utf-8")
    return target


def change_one_weight(workbook: Path, kilograms: float) -> None:
    """Give the first patient of a list another weight."""
    opened = openpyxl.load_workbook(workbook)
    sheet = opened["Infusions"]
    (column,) = (each.column for each in sheet[1] if each.value == "Weight (kg)")
    sheet.cell(2, column).value = kilograms
    opened.save(workbook)


@contextlib.contextmanager
def started(
    *arguments: object,
    environment: Mapping[str, str] | None = None,
    before: str = "",
    today: str | None = TODAY,
    program: Sequence[str] = (),
) -> Iterator[subprocess.Popen[str]]:
    """Start ``orderset`` with these arguments; whatever is left of it is killed on leaving.

    Args:
        arguments: the command and its arguments.
        environment: the whole environment; by default ours.
        before: shell commands to run first in the same process, for example ``ulimit -n 32``.
        today: the day given as ``--today``; None leaves it to the clock.
        program: takes the place of ``python -m orderset.cli``.
    """
    words = [*(program or (sys.executable, "-m", "orderset.cli")), *map(str, arguments)]
    if today is not None:
        words += ["--today", today]
    if before:
        words = ["/bin/sh", "-c", f'{before}\nexec "$@"', "sh", *words]
    with subprocess.Popen(  # noqa: S603 - our own interpreter, and arguments of the test
        words,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=None if environment is None else dict(environment),
        start_new_session=True,
    ) as process:
        try:
            yield process
        finally:
            end_session(process.pid)


def finished(*arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
    """Start ``orderset`` as ``started`` does and wait for its end."""
    with started(*arguments, **options) as process:
        told, said = process.communicate(timeout=LIMIT_SECONDS)
    return subprocess.CompletedProcess(process.args, process.returncode, told, said)


def in_session(session: int) -> list[int]:
    """Return the processes of a session that still live, its leader first when it does."""
    found = []
    for each in Path("/proc").iterdir():
        if not each.name.isdigit():
            continue
        with contextlib.suppress(OSError):  # it may end while it is looked at
            state, _, _, its_session = (
                (each / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()[:4]
            )
            if int(its_session) == session and state not in {"Z", "X"}:
                found.append(int(each.name))
    return sorted(found, key=lambda pid: (pid != session, pid))


def workers_of(session: int) -> list[int]:
    """Return the worker processes of a run: the spawned ones, without Python's own tracker."""
    found = []
    for pid in in_session(session):
        with contextlib.suppress(OSError):
            if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes():
                found.append(pid)
    return found


def end_session(session: int) -> None:
    """Kill whatever is left of a session that we started."""
    for pid in in_session(session):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def wait_until(is_so: Callable[[], object], seconds: float = LIMIT_SECONDS) -> bool:
    """Wait until something is so; return whether it came true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if is_so():
            return True
        time.sleep(0.01)
    return bool(is_so())


def batches(root: Path) -> list[Path]:
    """Return the batches that stand published in an output folder."""
    return sorted(
        each.parent for each in root.glob("*/manifest.json") if each.parent.name[0] != "."
    )


def staged(root: Path) -> list[Path]:
    """Return what lies staged in an output folder: batches, or the probe of the disk."""
    return sorted(root.glob(f"{STAGING_PREFIX}*"))


def is_rendering(root: Path) -> bool:
    """Tell whether a batch is being made."""
    return any(not each.name.startswith(f"{STAGING_PREFIX}probe") for each in staged(root))
