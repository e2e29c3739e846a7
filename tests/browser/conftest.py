"""Chromium as the system has it: a fresh profile, nothing in the background, and no network."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tools.browser import chromium


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started
