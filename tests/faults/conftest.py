"""The small list of the tests of faults, made once."""

from pathlib import Path

import pytest

from tests.faults.runs import write_site, write_small_list


@pytest.fixture(scope="session")
def small_list(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workbook with two ready patients; nobody may change it."""
    return write_small_list(tmp_path_factory.mktemp("small") / "list.xlsx")


@pytest.fixture(scope="session")
def labels_only(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return site settings that print labels only."""
    return write_site(tmp_path_factory.mktemp("site") / "site.toml")
