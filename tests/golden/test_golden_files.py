"""What stands on paper is what stood there before."""

import functools
from pathlib import Path

import pytest

from orderset.documents.document import Kind
from orderset.rendering.pdf import render
from orderset.rendering.templates import load_templates
from tests.golden.changed import CHANGED
from tests.golden.comparing import FOLDER, VERSIONS, Golden
from tests.golden.golden_documents import DOCUMENTS


MOST_BYTES = 1_500_000


@functools.cache
def printed(name: str) -> bytes:
    return render(DOCUMENTS[name].make(), load_templates())


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    updating = bool(request.config.getoption("--update-golden"))
    return Golden(FOLDER, updating, request.config.stash[CHANGED])


@pytest.mark.parametrize("name", DOCUMENTS)
def test_text_is_what_it_was(name: str, golden: Golden) -> None:
    golden.check_text(name, printed(name))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_picture_is_what_it_was(name: str, golden: Golden, tmp_path: Path) -> None:
    golden.check_versions()
    golden.check_pictures(name, printed(name), DOCUMENTS[name].pictured, tmp_path)


def test_each_kind_has_golden_files() -> None:
    assert {each.make().kind for each in DOCUMENTS.values()} == set(Kind)


def test_each_golden_file_is_of_a_document(golden: Golden) -> None:
    kept = {path for path in FOLDER.iterdir() if path.suffix in {".txt", ".png"}}
    orphans = {
        path
        for path in kept
        if path.stem not in DOCUMENTS and path.stem.rpartition("-")[0] not in DOCUMENTS
    }
    for path in orphans if golden.updating else ():
        path.unlink()
        golden.changed.append(f"{path.name} removed")
    assert golden.updating or orphans == set()


def test_golden_files_stay_small() -> None:
    assert (FOLDER / VERSIONS).exists()
    assert sum(path.stat().st_size for path in FOLDER.glob("*.*")) < MOST_BYTES
