"""What stands of a patient outside the batch while a run works, and who may read the batch."""

import contextlib
import os
import re
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.leaks import leaked
from tests.real_door import TODAY, invoke
from tests.security.canaries import ROOT, list_of, night, orderset


PATIENT = {"family_name": "Testcase", "hospital_number": "H1234567", "nhs_number": "999 000 0018"}


def _children(parent: int) -> Iterator[int]:
    for each in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = each.read_text("utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            yield int(each.parent.name)
            yield from _children(int(each.parent.name))


def _about(process: int) -> str:
    """Return what anybody may see of a process, and its environment, which its user may."""
    parts = []
    for name in ("cmdline", "environ", "comm"):
        try:
            text = Path(f"/proc/{process}/{name}").read_text("utf-8", errors="replace")
        except OSError:
            continue
        # Tests have names, too, and pytest puts them into the environment.
        parts.append(re.sub(r"PYTEST_CURRENT_TEST=[^\0]*", "", text))
    return "\n".join(parts)


def _modes(root: Path) -> dict[str, int]:
    """Return the modes of what stands below a folder; what vanishes meanwhile is left out."""
    found = {}
    for folder, names, files in os.walk(root):
        for name in (*names, *files):
            with contextlib.suppress(OSError):
                found[f"{folder}/{name}"] = Path(folder, name).stat().st_mode
    return found


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> tuple[set[str], dict[str, int], Path]:
    """Watch one run: what its processes show, and the modes of what it keeps meanwhile."""
    folder = tmp_path_factory.mktemp("watched")
    workbook, scratch, out = list_of(folder, PATIENT), folder / "scratch", folder / "out"
    scratch.mkdir(mode=0o755)
    command = [sys.executable, "-m", "orderset.cli", *map(str, night(workbook, out, "--archive"))]
    shown: set[str] = set()
    modes: dict[str, int] = {}
    known = {**os.environ, "TMPDIR": str(scratch), "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(  # noqa: S603 - our own interpreter and program
        command, env=known, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, umask=0, text=True
    ) as running:
        while running.poll() is None:
            shown |= {_about(each) for each in (running.pid, *_children(running.pid))}
            modes |= _modes(scratch) | _modes(out)
            time.sleep(0.02)
        assert running.stderr is not None
        shown.add(running.stderr.read())
    assert running.returncode == 0, shown
    assert list(scratch.iterdir()) == []
    return shown, modes, out


def test_no_process_shows_a_patient(
    watched: tuple[set[str], dict[str, int], Path],
) -> None:
    shown, _, _ = watched
    assert any("spawn" in each for each in shown)  # the worker was seen
    assert [leaked(each) for each in shown if leaked(each)] == []


def test_nothing_is_readable_by_others_though_the_umask_allows_it(
    watched: tuple[set[str], dict[str, int], Path],
) -> None:
    _, modes, out = watched
    for each in (out, *out.rglob("*")):
        modes[str(each)] = each.stat().st_mode
    top = {str(each) for each in out.parent.glob("scratch/*")}
    open_ones = {
        path: stat.filemode(mode)
        for path, mode in modes.items()
        if stat.S_IMODE(mode) & 0o077 and not _is_in_a_private_folder(path, modes)
    }
    assert (open_ones, top) == ({}, set())
    assert {stat.S_IMODE(each.stat().st_mode) for each in out.rglob("*") if each.is_dir()} == {
        0o700
    }


def _is_in_a_private_folder(path: str, modes: dict[str, int]) -> bool:
    return any(
        str(above) in modes and not stat.S_IMODE(modes[str(above)]) & 0o077
        for above in Path(path).parents
    )


def test_scratch_files_are_not_named_after_a_patient(
    watched: tuple[set[str], dict[str, int], Path],
) -> None:
    _, modes, out = watched
    scratch = [each for each in modes if not each.startswith(str(out))]
    assert scratch
    assert all(leaked(Path(each).name) is None for each in scratch)


def test_an_annotated_copy_is_private(tmp_path: Path) -> None:
    workbook = list_of(tmp_path, PATIENT | {"consultant": None})
    before = os.umask(0)
    try:
        invoke("check", workbook, "--today", TODAY, "--annotate", tmp_path / "returned")
    finally:
        os.umask(before)
    (copy,) = (tmp_path / "returned").iterdir()
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert stat.S_IMODE(copy.parent.stat().st_mode) == 0o700


def test_a_crash_leaves_no_image_of_the_memory() -> None:
    program = (
        "import resource, ctypes; from orderset.discretion import keep_no_memory_image as keep\n"
        "keep(); print(resource.getrlimit(resource.RLIMIT_CORE)[0], ctypes.CDLL(None).prctl(3))"
    )
    done = subprocess.run(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.split() == ["0", "0"]


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
def test_a_run_opens_only_what_it_should(tmp_path: Path) -> None:
    """Every file opened with success, against the few places that a run has business in."""
    workbook, out, trace = list_of(tmp_path, PATIENT), tmp_path / "out", tmp_path / "trace"
    traced = ("strace", "-f", "-qq", "-z", "-e", "trace=openat,connect,bind", "-o", str(trace))
    ended = orderset(*night(workbook, out), before=traced)
    if "ptrace" in ended.stderr.casefold() or not trace.exists():
        pytest.skip("no right to trace here")
    assert ended.returncode == 0, ended.stderr
    lines = trace.read_text("utf-8", errors="replace").splitlines()
    assert not [each for each in lines if re.search(r"\b(connect|bind)\(.*AF_INET", each)]
    opened = {found[1] for each in lines if (found := re.search(r'openat\([^"]*"([^"]+)"', each))}
    allowed = (
        *{sys.prefix, sys.base_prefix, str(ROOT), str(tmp_path)},
        *("/usr/lib", "/usr/local/lib", "/lib", "/lib64", "/usr/share/zoneinfo"),
        *("/etc/ld.so", "/etc/localtime", "/etc/fonts", "/usr/share/locale", "/usr/lib/locale"),
        *("/proc/", "/sys/", "/dev/null", "/dev/urandom", "/dev/shm/", "/tmp/"),  # noqa: S108
        # Fontconfig reads what each of its rules is for, whichever configuration it is given.
        "/usr/share/fontconfig/conf.avail",
        *("/usr/share/mime", "/etc/mime.types", "/etc/nsswitch.conf", "/etc/passwd"),
    )
    outside = {each for each in opened if each.startswith("/") and not each.startswith(allowed)}
    assert outside == set()
