"""What a test of faults needs of the machine: small file systems, strace, libfaketime.

Where the machine has not got it the test is skipped, and says why.
"""

import contextlib
import os
import shutil
import subprocess
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest


def _done(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603


@contextlib.contextmanager
def small_file_system(place: Path, **limits: object) -> Iterator[Path]:
    """Mount an empty file system in memory with these limits, ``size`` in bytes, ``nr_inodes``."""
    place.mkdir()
    options = ",".join(f"{name}={limit}" for name, limit in limits.items())
    if not _done("mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)):
        pytest.skip("this machine lets us mount no file system (root is needed)")
    try:
        yield place
    finally:
        _done("umount", "-l", str(place))


def remount(place: Path, **limits: object) -> None:
    """Change a small file system's limits; ``ro`` or ``rw`` stand without a value."""
    options = ",".join(
        name if limit is True else f"{name}={limit}" for name, limit in limits.items()
    )
    assert _done("mount", "-o", f"remount,{options}", str(place)), options


def strace(*filters: str) -> tuple[str, ...]:
    """Return the words that run a program under strace, which touches its first thread alone."""
    tool = shutil.which("strace")
    if tool is None or not _done(tool, "-o", os.devnull, "-e", "trace=none", "true"):
        pytest.skip("strace is missing or may not trace here")
    return (tool, "-o", os.devnull, *filters)


def clock_at(moment: float, now: float, time_zone: str) -> dict[str, str]:
    """Return an environment whose clock is about ``moment``, in seconds since 1970, and goes on."""
    triplet = sysconfig.get_config_var("MULTIARCH") or ""
    library = Path("/usr/lib") / triplet / "faketime" / "libfaketime.so.1"
    if not library.exists():
        pytest.skip("libfaketime is missing")
    return dict(os.environ) | {
        "LD_PRELOAD": str(library),
        "FAKETIME": f"{moment - now:+.0f}",
        "TZ": time_zone,
    }
