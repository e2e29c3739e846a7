"""LibreOffice without a window, with a profile of its own, and what it made of our workbooks."""

import dataclasses
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.libreoffice.workbooks import write_workbooks


# Far longer than it takes: only so that a soffice that hangs does not hold up the whole suite.
_PATIENCE_S = 240


@dataclasses.dataclass(frozen=True, slots=True)
class Office:
    """One LibreOffice; every conversion is one start of it, for however many files."""

    program: str
    profile: Path

    def convert(self, sources: Sequence[Path], kind: str, folder: Path) -> Mapping[str, Path]:
        """Open files and save each as another kind; return the new ones by their stem."""
        subprocess.run(  # noqa: S603  the program that the set-up installs, on our own files
            [
                self.program,
                "--headless",
                "--norestore",
                f"-env:UserInstallation={self.profile.as_uri()}",
                "--convert-to",
                kind,
                "--outdir",
                str(folder),
                *map(str, sources),
            ],
            check=True,
            capture_output=True,
            timeout=_PATIENCE_S,
        )
        made = {each.stem: folder / f"{each.stem}.{kind}" for each in sources}
        assert all(each.is_file() for each in made.values()), made
        return made


@dataclasses.dataclass(frozen=True, slots=True)
class Saved:
    """The workbooks by their stem: as we wrote them, saved by LibreOffice, and by way of ods."""

    ours: Mapping[str, Path]
    saved: Mapping[str, Path]
    by_way_of_ods: Mapping[str, Path]


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    program = shutil.which("soffice")
    if program is None:
        pytest.fail("LibreOffice is not installed; tools/setup.sh installs it (make setup).")
    return Office(program, tmp_path_factory.mktemp("profile"))


@pytest.fixture(scope="session")
def books(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Saved:
    folder = tmp_path_factory.mktemp("books")
    ours = write_workbooks(folder)
    sources = [*ours.values()]
    saved = office.convert(sources, "xlsx", folder / "saved")
    ods = office.convert(sources, "ods", folder / "ods")
    return Saved(ours, saved, office.convert([*ods.values()], "xlsx", folder / "again"))
