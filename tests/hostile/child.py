"""The program in a process of its own, measured: how long it took, and how much memory."""

import dataclasses
import json
import os
import resource
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any


MOST_SECONDS = 10
MOST_MEGABYTES = 500
_HANGS_AFTER_SECONDS = 300
"""By the clock; a process that hangs is ended, and its exit code shows it."""

_GUARD_BYTES = 6 * 1024**3
"""High, so that a process which takes too much is measured, not ended."""


@dataclasses.dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str
    seconds: float
    """Of the processor: other work on the machine does not count."""

    megabytes: float

    def workbooks(self) -> dict[str, dict[str, Any]]:
        """Return the report of ``check --format json`` by the name of the workbook."""
        return {each["workbook"]: each for each in json.loads(self.out)["workbooks"]}


def orderset(*arguments: str | Path, folder: Path) -> Ended:
    """Run the command in a folder and wait for its end."""
    out, err = folder / "stdout", folder / "stderr"
    with out.open("wb") as out_file, err.open("wb") as err_file:
        child = subprocess.Popen(  # noqa: S603  our own command
            [sys.executable, "-m", "orderset.cli", *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=out_file,
            stderr=err_file,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUTF8": "1"},
            preexec_fn=_guard,  # noqa: PLW1509  no thread holds a lock here
        )
        timer = threading.Timer(_HANGS_AFTER_SECONDS, child.kill)
        timer.start()
        _, status, usage = os.wait4(child.pid, 0)
        timer.cancel()
        child.returncode = os.waitstatus_to_exitcode(status)
    return Ended(
        code=child.returncode,
        out=out.read_text("utf-8", "replace"),
        err=err.read_text("utf-8", "replace"),
        seconds=usage.ru_utime + usage.ru_stime,
        megabytes=usage.ru_maxrss / 1024,
    )


def _guard() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_GUARD_BYTES, _GUARD_BYTES))
