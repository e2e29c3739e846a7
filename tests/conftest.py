"""Options of the whole suite."""

import pytest

from tests.golden.changed import CHANGED


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="rewrite the golden files of tests/golden, and say what changed",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.stash[CHANGED] = []


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    if config.getoption("--update-golden"):
        terminalreporter.section("golden files")
        changed = config.stash[CHANGED]
        terminalreporter.write_line("\n".join(changed) if changed else "none has changed")
