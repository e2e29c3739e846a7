"""A command on a terminal: run in a pseudo-terminal, and what stands on its screen at the end."""

import contextlib
import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping
from pathlib import Path


PART = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|[\r\n]|[^\x1b\r\n]+|\x1b")


def on_terminal(
    *arguments: str | Path, columns: int = 80, environment: Mapping[str, str] | None = None
) -> tuple[int, str]:
    """Run the command, all streams on one terminal; return its exit code and what it wrote."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    surroundings = {
        **{key: value for key, value in os.environ.items() if key not in {"NO_COLOR", "COLUMNS"}},
        "TERM": "xterm-256color",
        **(environment or {}),
    }
    command = [sys.executable, "-m", "orderset.cli", *map(str, arguments)]
    with subprocess.Popen(  # noqa: S603  our own interpreter and program
        command, stdin=theirs, stdout=theirs, stderr=theirs, env=surroundings
    ) as process:
        os.close(theirs)
        written = b""
        with contextlib.suppress(OSError):  # the other end is closed
            while part := os.read(ours, 65536):
                written += part
        code = process.wait()
    os.close(ours)
    return code, written.decode()


def screen(written: str) -> list[str]:
    """Return the lines that a person sees in the end, without colours; nothing scrolls away."""
    lines, row, column = [""], 0, 0
    for part in PART.findall(written):
        if part == "\r":
            column = 0
        elif part == "\n":
            row += 1
            lines += [""] * (row + 1 - len(lines))
        elif part == "\x1b[2K":
            lines[row] = ""
        elif match := re.fullmatch(r"\x1b\[(\d+)A", part):
            row -= int(match[1])
        elif not part.startswith("\x1b["):
            line = lines[row].ljust(column)
            lines[row] = line[:column] + part + line[column + len(part) :]
            column += len(part)
    return [each.rstrip() for each in lines]
