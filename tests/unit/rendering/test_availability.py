import pathlib
import shutil
import subprocess
import sys

import pytest

from orderset.documents.document import Kind
from orderset.errors import RenderingUnavailableError
from orderset.rendering import engine, fonts
from orderset.rendering.availability import (
    NO_SUBSETTER,
    PYTHON_PACKAGES,
    check_available,
    versions,
)
from orderset.rendering.templates import Sources, load_templates
from tests.unit.rendering.tiny_design import KINDS, SOURCES, changed_templates


def test_a_machine_with_everything_passes() -> None:
    assert check_available(SOURCES, KINDS) in {(), (NO_SUBSETTER,)}


def test_missing_subsetter_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine.libraries, "harfbuzz_subset", None)
    assert check_available(SOURCES, KINDS) == (NO_SUBSETTER,)
    assert versions()["harfbuzz-subset"] == "missing"


def test_missing_template_is_named() -> None:
    with pytest.raises(RenderingUnavailableError, match="monitoring-checklist"):
        check_available(SOURCES)


def test_a_sites_own_design_needs_no_template_of_a_book(tmp_path: pathlib.Path) -> None:
    """Books are printed with the program's own: a copy from before there were any still serves."""
    folder = tmp_path / "templates"
    shutil.copytree(load_templates().folder, folder)
    for path in (*folder.glob("*book*.html"), *folder.glob("css/*book*.css")):
        path.unlink()
    assert check_available(Sources(folder)) in {(), (NO_SUBSETTER,)}
    with pytest.raises(RenderingUnavailableError, match="scenario-book"):
        check_available(Sources(folder), [Kind.BOOK])


@pytest.mark.parametrize(
    "changes", [{"notice.html": "{% if %}"}, {"css/notice.css": "p { colour: red }"}]
)
def test_wrong_design_is_found_before_any_document(
    changes: dict[str, str], tmp_path: pathlib.Path
) -> None:
    folder = changed_templates(tmp_path, changes).folder
    with pytest.raises(RenderingUnavailableError):
        check_available(Sources(folder), [Kind.NOTICE])


def test_versions_name_everything_that_shapes_a_document() -> None:
    found = versions()
    assert set(PYTHON_PACKAGES) | {"pango", "harfbuzz", "harfbuzz-subset", "fontconfig"} == set(
        found
    )
    assert set(fonts.FONT_PACKAGES) <= set(found)
    assert found["weasyprint"] == "70.0"
    assert all(found.values())


IMPORT_WITHOUT_LIBRARIES = """
import cffi
def nothing(self, name, flags=0):
    raise OSError(f"cannot load library {name!r}")
cffi.FFI.dlopen = nothing
from orderset.errors import RenderingUnavailableError
from orderset.rendering.availability import check_available
try:
    check_available()
except RenderingUnavailableError as error:
    print(error)
"""


def test_missing_libraries_are_told_with_the_packages_to_install() -> None:
    done = subprocess.run(  # noqa: S603 - our own interpreter and script
        [sys.executable, "-c", IMPORT_WITHOUT_LIBRARIES],
        capture_output=True,
        text=True,
        check=True,
        cwd=pathlib.Path(engine.__file__).parents[2],
    )
    assert done.stdout.startswith("Documents cannot be rendered on this machine")
    assert "libpango-1.0-0" in done.stdout
    assert len(done.stdout.splitlines()) == 1, "WeasyPrint's banner is not ours"
