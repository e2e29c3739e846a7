"""Drives the page of a batch in Chromium, for the tests and the documentation's pictures."""

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, sync_playwright


ALONE = (
    "--no-sandbox",  # as root, which a container often is, Chromium does not start otherwise
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
)
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 320, "height": 640}
"""What is left of 1280 pixels at a zoom of 400 %."""


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Start the system's Chromium; nothing is downloaded."""
    found = shutil.which("chromium")
    if found is None:
        message = "There is no chromium: run make setup, which installs it."
        raise FileNotFoundError(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=[*ALONE])
        try:
            yield browser
        finally:
            browser.close()


class Opened:
    """A page that was opened from a file, and what it asked and said since."""

    def __init__(self, page: Page) -> None:
        """Take a page that has nothing open yet."""
        self.page = page
        self.asked: list[str] = []
        self.said: list[str] = []
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))

    def names(self) -> list[str]:
        """Return the names of the patients that are shown, in order."""
        rows = self.page.locator("#patient-table tbody tr:visible bdi[data-search]")
        return rows.all_text_contents()

    def shown(self) -> str:
        """Return what a screen reader is told after each change."""
        return self.page.locator("#shown").inner_text()

    def fragment(self) -> str:
        """Return what stands in the address behind #."""
        return str(self.page.evaluate("location.hash"))

    def focused(self) -> str:
        """Return the id of what has the focus, or its text."""
        return str(
            self.page.evaluate("document.activeElement.id || document.activeElement.textContent")
        )

    def violations(self) -> list[str]:
        """Return what axe finds wrong, by rule and element."""
        # It would otherwise fetch the stylesheet beside the page, which the policy refuses.
        found = Axe().run(self.page, options={"preload": False}).response["violations"]
        return [f"{each['id']}: {node['html']}" for each in found for node in each["nodes"]]


@contextlib.contextmanager
def opened(
    browser: Browser,
    file: Path,
    fragment: str = "",
    **context: Any,  # noqa: ANN401 - whatever Playwright knows of a context
) -> Iterator[Opened]:
    """Open a file in a context of its own; whatever is no file is stopped, and noted."""
    own = browser.new_context(**{"viewport": DESK, **context})
    own.set_default_timeout(10_000)
    page = Opened(own.new_page())

    def pass_files(route: Route) -> None:
        page.asked.append(route.request.url)
        if route.request.url.startswith("file:"):
            route.continue_()
        else:
            route.abort()

    own.route("**/*", pass_files)
    try:
        page.page.goto(f"{file.as_uri()}{fragment}")
        yield page
    finally:
        own.close()
