"""Canaries: a port that counts who knocks, a file whose text must turn up nowhere, and a list.

Everything runs the real command in a process of its own.
"""

import contextlib
import dataclasses
import functools
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from tests.builders import case
from tests.real_door import TODAY, blank_template, rows_of_case
from tools.filling import fill


ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
SECRET = "canary-4f1d9c"  # noqa: S105 - what must be found nowhere

Ended = subprocess.CompletedProcess[str]


class Port:
    """A port on this machine that takes every connection and remembers it."""

    def __init__(self) -> None:
        """Open it; ``with`` closes it."""
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.settimeout(0.1)
        self.where: tuple[str, int] = self._socket.getsockname()
        self.address = f"http://{self.where[0]}:{self.where[1]}"
        self.connections = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._listen, daemon=True)

    def __enter__(self) -> Self:
        """Begin to listen."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop, with the last that waits taken in."""
        self._over.set()
        self._thread.join()
        self._socket.close()

    def _listen(self) -> None:
        while True:
            is_over = self._over.is_set()
            try:
                connection, _ = self._socket.accept()
            except TimeoutError:
                if is_over:
                    return
                continue
            self.connections += 1
            connection.close()


@dataclasses.dataclass(frozen=True, slots=True)
class Canaries:
    """What hostile input asks for."""

    port: Port
    file: Path

    def filled(self, text: str) -> str:
        """Put the addresses into a text."""
        return (
            text.replace("WEB", f"{self.port.address}/canary")
            .replace("FILE", self.file.as_uri())
            .replace("PATH", str(self.file))
            .replace("NAME", self.file.name)
        )


@contextlib.contextmanager
def canaries(folder: Path) -> Iterator[Canaries]:
    """Set up a port and a file; the file is a stylesheet, a page and a text at once."""
    file = folder / "canary.html"
    file.write_text(f"{SECRET} p::after {{ content: '{SECRET}' }}", "utf-8")
    with Port() as port:
        yield Canaries(port, file)


def design(folder: Path, changes: Mapping[str, str]) -> Path:
    """Copy the shipped templates, append to the files named, and return a site's settings.

    They stand in a folder of their own, as a pharmacy keeps them.
    """
    copy = folder / "pharmacy" / "design"
    shutil.copytree(TEMPLATES, copy)
    for name, text in changes.items():
        file = copy / name
        file.parent.mkdir(exist_ok=True)
        before = file.read_text("utf-8") if file.exists() else ""
        file.write_text(before + text, "utf-8")
    site = folder / "pharmacy" / "site.toml"
    site.write_text('templates_folder = "design"\n', "utf-8")
    return site


def list_of(folder: Path, *identities: Mapping[str, Any], name: str = "list.xlsx") -> Path:
    """Write a list with a worked case for each identity, the first unless ``case`` names another.

    Fields of an identity stand in place of the case's own.
    """
    template = blank_template(folder)
    rows: dict[str, list[dict[str, Any]]] = {}
    for number, identity in enumerate(identities):
        who = {"hospital_number": f"H00000{number}", "nhs_number": None} | dict(identity)
        made = rows_of_case(case(who.pop("case", "C01")), **who)
        made["infusions"] = [each | who for each in made["infusions"]]
        for sheet, added in made.items():
            rows.setdefault(sheet, []).extend(added)
    fill(template, folder / name, **rows)
    return folder / name


def orderset(
    *arguments: str | Path, before: Sequence[str] = (), cwd: Path | None = None, **environment: str
) -> Ended:
    """Run the command as the night does; ``before`` is a program that starts it."""
    command = [*before, sys.executable, "-m", "orderset.cli", *map(str, arguments)]
    known = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run(  # noqa: S603 - our own interpreter and program
        command, capture_output=True, text=True, check=False, timeout=300, env=known, cwd=cwd
    )


def night(workbook: Path, out: Path, *options: str | Path) -> tuple[str | Path, ...]:
    """Return the arguments of a run with one worker."""
    return ("run", workbook, "-o", out, "--today", TODAY, "--workers", "1", *options)


def tree(root: Path) -> dict[str, bytes]:
    """Return every file under a folder by its path."""
    return {
        each.relative_to(root).as_posix(): each.read_bytes()
        for each in sorted(root.rglob("*"))
        if each.is_file()
    }


@functools.cache
def has_own_network() -> bool:
    """Tell whether this user may start a program in a network of its own, which leads nowhere."""
    program = shutil.which("unshare")
    if program is None:
        return False
    tried = subprocess.run([program, "-n", "true"], capture_output=True, check=False)  # noqa: S603
    return tried.returncode == 0
