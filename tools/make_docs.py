"""Make the pages of ``docs/`` that say what the program itself says.

``python tools/make_docs.py`` writes them. With ``--check`` nothing is written; a page that would
change is named and the exit code is 1.
"""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tools.clinical_rules_page import clinical_rules_page
from tools.clinical_safety_page import hazard_log_page, requirements_page
from tools.data_pages import columns_page, findings_page, protocol_page
from tools.print_rules_page import print_rules_page
from tools.usage_pages import commands_page, settings_page


DOCS = Path(__file__).parents[1] / "docs"

PAGES: Mapping[str, Callable[[], str]] = {
    "clinical-rules.md": clinical_rules_page,
    "clinical-safety/hazard-log.md": hazard_log_page,
    "clinical-safety/requirements.md": requirements_page,
    "columns.md": columns_page,
    "commands.md": commands_page,
    "findings.md": findings_page,
    "print-rules.md": print_rules_page,
    "protocol.md": protocol_page,
    "settings.md": settings_page,
}
"""The name of each generated page, and what makes it."""


def stale_pages(folder: Path) -> list[str]:
    """Return the names of the pages that are missing or not what the program says today."""
    return [name for name, page in PAGES.items() if _text(folder / name) != page()]


def _text(path: Path) -> str | None:
    return path.read_text("utf-8") if path.exists() else None


def main(arguments: Sequence[str] | None = None, folder: Path = DOCS) -> int:
    """Write the pages, or check them. Return the exit code."""
    parser = argparse.ArgumentParser(description="Make the generated pages of docs/.")
    parser.add_argument("--check", action="store_true", help="write nothing; name stale pages")
    is_check = parser.parse_args(arguments).check
    stale = stale_pages(folder)
    for name in stale:
        if is_check:
            print(f"docs/{name} is not what the program says: run `make docs`.")
        else:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(PAGES[name](), "utf-8")
            print(f"docs/{name} written.")
    return 1 if is_check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
