"""Options of the whole suite."""

import os
import signal

import hypothesis
import pytest

from tests.golden.changed import CHANGED
from tests.leaks import LeakWatch


collect_ignore = ["fuzz"]
"""Started by hand, in an environment that has the fuzzer; see CONTRIBUTING.md."""


# The same examples in every run, so that a build never fails by chance; to look for new ones:
# HYPOTHESIS_PROFILE=explore make test
hypothesis.settings.register_profile("steady", derandomize=True, deadline=None)
hypothesis.settings.register_profile("explore", max_examples=2_000, deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="rewrite the golden files of tests/golden, and say what changed",
    )


def pytest_configure(config: pytest.Config) -> None:
    # Behind nohup they are ignored, and every process that is started inherits that.
    for each in (signal.SIGHUP, signal.SIGINT):
        if signal.getsignal(each) is signal.SIG_IGN:
            signal.signal(each, signal.SIG_DFL)
    config.stash[CHANGED] = []
    listening = pytest.MonkeyPatch()
    config.add_cleanup(listening.undo)
    config.pluginmanager.register(LeakWatch(listening), "leak-watch")


RUNS = ("acceptance", "faults", "hostile", "security", "browser", "libreoffice", "golden")
"""Folders whose tests start whole runs, the slowest first."""

SLOW = (*RUNS, "unit/rendering", "unit/batch")
"""These and those that render."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the slow files, so that no processor waits for the last one at the end.

    Whole runs are not measured for coverage, which slows a rendering by a third: the rooms that
    must be covered whole are, by the tests of their own.
    """
    items.sort(key=_place)  # stable: within a folder they stay shuffled
    for each in items:
        if _place(each) < len(RUNS):
            each.add_marker(pytest.mark.no_cover)


def _place(item: pytest.Item) -> int:
    path = item.nodeid.removeprefix("tests/")
    places = (place for place, folder in enumerate(SLOW) if path.startswith(f"{folder}/"))
    return next(places, len(SLOW))


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    counted = [
        int(number)
        for report in terminalreporter.stats.get("passed", ())
        for name, number in report.user_properties
        if name == "faults tried"
    ]
    if counted:
        skipped = [
            each
            for each in terminalreporter.stats.get("skipped", ())
            if "tests/faults/" in each.nodeid
        ]
        terminalreporter.section("faults")
        terminalreporter.write_line(
            f"{sum(counted):,} faults tried on real processes in {len(counted)} tests; "
            f"{len(skipped)} tests of faults skipped"
        )
    if config.getoption("--update-golden"):
        terminalreporter.section("golden files")
        changed = config.stash[CHANGED]
        terminalreporter.write_line("\n".join(changed) if changed else "none has changed")
