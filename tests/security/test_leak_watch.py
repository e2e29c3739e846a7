"""The watch over the whole suite can fail: a test run of its own leaks in every way there is."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.leaks import forbidden, leaked


Ended = subprocess.CompletedProcess[str]
ROOT = Path(__file__).parents[2]

LEAKS = {
    "this process": "import sys; sys.stderr.write(SAID)",
    "a logger": "import logging; logging.getLogger('x').warning(SAID)",
    "a child that inherits": (
        "import subprocess, sys; subprocess.run([sys.executable, '-c', CHILD])"
    ),
    "a child that is read": (
        "import subprocess, sys; subprocess.run([sys.executable, '-c', CHILD], capture_output=True)"
    ),
    "the command": (
        "import click; from click.testing import CliRunner\n"
        "    CliRunner().invoke(click.Command('x', callback=lambda: click.echo(SAID, err=True)))"
    ),
}


def _session(folder: Path, said: str, leak: str, *options: str) -> Ended:
    test = folder / "test_made.py"
    test.write_text(
        f"SAID = {said!r}\nCHILD = f'import sys; sys.stderr.write({{SAID!r}})'\n\n\n"
        f"def test_made() -> None:\n    {leak}\n",
        "utf-8",
    )
    # The suite's own set-up, for a test that lies elsewhere.
    (folder / "conftest.py").write_text("from tests.conftest import *\n", "utf-8")
    settings = (f"--rootdir={folder}", f"--confcutdir={folder}", f"-c{ROOT / 'pyproject.toml'}")
    command = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options, *settings)
    return subprocess.run(  # noqa: S603 - our own interpreter and test
        [*command, str(test)], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("leak", "options"),
    [*((leak, ()) for leak in LEAKS.values()), (LEAKS["this process"], ("-n", "1"))],
    ids=[*LEAKS, "this process, in a worker"],
)
def test_a_test_that_names_a_patient_fails(
    leak: str, options: tuple[str, ...], tmp_path: Path
) -> None:
    ended = _session(tmp_path, "row 3, Testcase: no weight", leak, *options)
    assert ended.returncode == 1, ended.stdout
    assert "names a patient" in ended.stdout


def test_a_test_that_names_nobody_passes(tmp_path: Path) -> None:
    ended = _session(tmp_path, "row 3: no weight", LEAKS["this process"])
    assert ended.returncode == 0, ended.stdout


@pytest.mark.parametrize(
    "said",
    [
        "TESTCASE, Amelia",
        "born 14-Mar-2017",
        "2017-03-14",
        "14/03/2017",
        "NHS No. 999 000 0018",
        "9990000018",
        "patients/H1234567-c1",
    ],
)
def test_every_kind_of_word_is_found(said: str) -> None:
    assert leaked(f"row 2: {said}.")


@pytest.mark.parametrize(
    "said",
    ["row 2", "07-Dec-2026", "Dr Example", "dose-capped", "/tmp/pytest-of-x/pytest-0/Testcase/out"],  # noqa: S108 - a text
)
def test_what_names_nobody_is_not_found(said: str) -> None:
    assert leaked(f"orderset: {said}") is None


def test_the_samples_patients_are_among_the_forbidden() -> None:
    assert forbidden().search("Sampleton")
    assert forbidden().search("X1004521")
