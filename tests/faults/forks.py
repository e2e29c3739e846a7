"""Many real runs in little time: one process that has loaded everything, and forks for each run.

Each run is a process group of its own, with worker processes of its own, and can be killed whole
with SIGKILL: after a time, or right before the n-th operation on the file system that it does in
its output folder. Or that operation fails, alone or with all that follow. Run as a script, this is
the server; ``Forks`` is the way to it.
"""

import contextlib
import dataclasses
import errno
import importlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Self


CHANGING = frozenset({"os.chmod", "os.mkdir", "os.remove", "os.rename", "os.rmdir"})
"""What Python tells its audit hooks of; opening for writing and flushing are counted beside."""

RELATIVE = -1
PROGRAM = "orderset.cli:main"


@dataclasses.dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended: its exit code, None when it was killed, and what it said."""

    code: int | None
    said: str
    operations: tuple[str, ...]
    seconds: float


class Forks:
    """The server as seen from a test. Used as a context manager."""

    def __init__(self, folder: Path, target: str = PROGRAM) -> None:
        """Keep what runs say in ``folder``; they call ``target`` with their arguments."""
        self._folder = folder
        self._target = target

    def __enter__(self) -> Self:
        """Start the server."""
        self._server = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", "tests.faults.forks", self._target],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        return self

    def __exit__(self, *_: object) -> None:
        """End the server."""
        self._server.communicate()

    def run(
        self,
        *arguments: object,
        root: Path,
        kill_before: int | None = None,
        kill_after: float | None = None,
        fail_at: int | None = None,
        fail_from: int | None = None,
        error: int = errno.EIO,
        umask: int | None = None,
    ) -> Ended:
        """Run ``orderset`` with these arguments, and kill it and its workers if asked to.

        Args:
            arguments: the command and its arguments.
            root: the output folder; operations in it are counted.
            kill_before: the number of the operation, from 0, that never comes to be.
            kill_after: seconds from the start.
            fail_at: the number of the one operation that fails.
            fail_from: the number of the first operation that fails, and all others after it.
            error: what it fails with.
            umask: the process's umask.
        """
        said, operations = self._folder / "said.txt", self._folder / "operations.txt"
        asked = {
            "arguments": [str(each) for each in arguments],
            "root": str(root),
            "said": str(said),
            "operations": str(operations),
            "kill_before": kill_before,
            "kill_after": kill_after,
            "fail_at": fail_at,
            "fail_from": fail_from,
            "error": error,
            "umask": umask,
        }
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        print(json.dumps(asked), file=self._server.stdin, flush=True)
        answer = json.loads(self._server.stdout.readline())
        return Ended(
            answer["code"],
            said.read_text("utf-8", "replace"),
            tuple(operations.read_text("utf-8").splitlines()),
            answer["seconds"],
        )


def serve(target: str, lines: Iterator[str]) -> None:
    """Do one run for each line, and answer each with a line."""
    module, _, name = target.partition(":")
    main = getattr(importlib.import_module(module), name)
    if target == PROGRAM:
        importlib.import_module("orderset.batch.run")
        importlib.import_module("orderset.rendering.availability").check_available()
    for line in lines:
        asked = json.loads(line)
        started = time.monotonic()
        child = os.fork()
        if child == 0:
            _be_a_run(asked, main)
        _kill_later(child, asked["kill_after"])
        _, status = os.waitpid(child, 0)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child, signal.SIGKILL)  # workers that the run has left behind
        code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else None
        answer = {"code": code, "seconds": time.monotonic() - started}
        sys.stdout.write(f"{json.dumps(answer)}\n")
        sys.stdout.flush()


def _kill_later(child: int, seconds: float | None) -> None:
    if seconds is None:
        return
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        done = os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        if done is not None:
            return
        time.sleep(0.005)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child, signal.SIGKILL)


def _be_a_run(asked: Mapping[str, Any], main: Callable[[Sequence[str]], object]) -> None:
    os.setsid()
    nothing = os.open(os.devnull, os.O_RDONLY)
    said = os.open(asked["said"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    for handle, standard in ((nothing, 0), (said, 1), (said, 2)):
        os.dup2(handle, standard)
    if asked["umask"] is not None:
        os.umask(asked["umask"])
    code = 70
    try:
        _count(asked)
        main(asked["arguments"])
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _count(asked: Mapping[str, Any]) -> None:
    """Write down each operation in the output folder; die before one, or let it fail."""
    root = asked["root"]
    record = os.open(asked["operations"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    counted = 0

    def one(what: str, place: object) -> None:
        nonlocal counted
        number, counted = counted, counted + 1
        if number == asked["kill_before"]:
            os.killpg(0, signal.SIGKILL)
        os.write(record, f"{what} {place}\n".encode())
        first = asked["fail_from"]
        if number == asked["fail_at"] or (first is not None and number >= first):
            raise OSError(asked["error"], os.strerror(asked["error"]), str(place))

    def audited(event: str, given: tuple[Any, ...]) -> None:
        if event == "open":
            place, _, flags = given
            if flags & os.O_CREAT and str(place).startswith(root):
                one(event, place)
        # What is removed by its name in an open folder, we are removing.
        elif event in CHANGING and (str(given[0]).startswith(root) or given[-1] != RELATIVE):
            one(event, given[0])

    flush = os.fsync

    def flushed(handle: int) -> None:
        one("fsync", Path(f"/proc/self/fd/{handle}").readlink())
        flush(handle)

    setattr(os, "fsync", flushed)  # noqa: B010 - the one of the operating system is more general
    sys.addaudithook(audited)


if __name__ == "__main__":
    serve(sys.argv[1], iter(sys.stdin.readline, ""))
