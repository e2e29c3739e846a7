"""The wheel, installed away from the checkout, carries what it needs and prints."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel and install it, without its dependencies, into a folder of its own."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    alone = ["--no-deps", "--no-index"]
    wheel = [*pip, "wheel", *alone, "--no-build-isolation", "-w", str(folder), str(ROOT)]
    subprocess.run(wheel, check=True)  # noqa: S603  our own interpreter
    (made,) = folder.glob("orderset-*.whl")
    target = folder / "site"
    subprocess.run([*pip, "install", *alone, "--target", str(target), str(made)], check=True)  # noqa: S603
    return target


def _orderset(installed: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    program = (
        "import orderset, sys; "
        "assert orderset.__file__.startswith(sys.argv[1]), orderset.__file__; "
        "from orderset.cli import main; main(sys.argv[2:])"
    )
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    command = [sys.executable, "-P", "-c", program, str(installed), *arguments]
    return subprocess.run(  # noqa: S603  our own interpreter and program
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_an_installed_copy_writes_a_template_and_prints_it(installed: Path, tmp_path: Path) -> None:
    made = _orderset(installed, tmp_path, "template", "--example", "-o", "list.xlsx")
    assert made.returncode == 0, made.stderr
    printed = _orderset(installed, tmp_path, "run", "list.xlsx", "-o", "out", "--no-progress")
    assert printed.returncode == 0, printed.stdout + printed.stderr
    assert len(list(tmp_path.glob("out/2*/patients/*/order-set.pdf"))) == 3


def test_the_wheel_carries_templates_and_data_and_no_tests(installed: Path) -> None:
    package = installed / "orderset"
    for needed in (
        "_templates/order-set.html",
        "_templates/css/base.css",
        "protocol/data/pamidronate-crmo.toml",
        "patients/data/uk_who_limits.csv",
        "data/findings.toml",
        "rendering/fontconfig.conf",
    ):
        assert (package / needed).is_file(), needed
    assert not (installed / "tests").exists()
