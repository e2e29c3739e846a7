"""The engine knows no medicine: nothing of the package names one, but its protocol files."""

import re
from collections.abc import Iterator
from pathlib import Path

from orderset.protocol.loading import shipped_protocols


ROOT = Path(__file__).parents[2]
PROTOCOL_FILES = ROOT / "orderset" / "protocol" / "data"
NAMES = re.compile(
    r"pamidron|disodium|bisphosph|aredia|(?<![A-Za-z])(?:APD|PAM)(?![A-Za-z])", re.IGNORECASE
)


def _files() -> Iterator[Path]:
    """Every file of the package and of the print templates, whatever it holds."""
    for folder in ("orderset", "templates"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path


def _named_in(path: Path) -> list[str]:
    text = path.read_bytes().decode("utf-8", errors="replace")
    return [found[0] for found in NAMES.finditer(f"{path.name}\n{text}")]


def test_every_file_of_the_package_and_of_the_templates_is_looked_at() -> None:
    files = [*_files()]
    assert len(files) > 250
    assert {each.suffix for each in files} >= {".py", ".toml", ".html", ".css", ".js"}


def test_no_file_of_the_package_names_a_medicine_but_the_protocols() -> None:
    named = {
        str(path.relative_to(ROOT)): found
        for path in _files()
        if PROTOCOL_FILES not in path.parents
        for found in [_named_in(path)]
        if found
    }
    assert named == {}


def test_the_names_are_those_that_the_protocol_files_have() -> None:
    """So that this test finds what it looks for."""
    for protocol in shipped_protocols():
        medicine = protocol.rules.medicine
        found = [*_named_in(PROTOCOL_FILES / f"{protocol.rules.id}.toml")]
        assert {"disodium", "pamidron", "bisphosph", "aredia", "apd"} <= {
            each.casefold() for each in found
        }
        for name in (medicine.name, *medicine.never_written):
            assert NAMES.search(name) or name == "pamid"
