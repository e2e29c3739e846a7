"""A long night: many lists and patients in one run, and whether memory grows (F25).

    .venv/bin/python tools/soak.py [lists] [patients of each list]

Too long for every build. Says what the run took, and the most memory that the first process held
in each tenth of it; ends with 1 when the last tenth took over 50 MB more than the third.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.builders import case
from tests.real_door import TODAY, blank_template, rows_of_case
from tools.filling import fill


LISTS, PATIENTS = 300, 7
TENTHS = 10
MOST_GROWTH_MB = 50
PAGE_KB = 4


def main(arguments: list[str]) -> int:
    """Make the lists, run once, and judge."""
    lists = int(arguments[0]) if arguments else LISTS
    patients = int(arguments[1]) if arguments[1:] else PATIENTS
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        _make_lists(folder, lists, patients)
        started = time.monotonic()
        held = _run(folder)
        seconds = time.monotonic() - started
        found = [
            json.loads(each.read_text("utf-8")) for each in (folder / "out").glob("*/manifest.json")
        ]
    rows = sum(each["rows"] for each in found)
    ready = sum(
        each["outcomes"]["ready"] + each["outcomes"]["ready-with-cautions"] for each in found
    )
    size = max(1, len(held) // TENTHS)
    tenths = [max(held[n : n + size]) for n in range(0, len(held), size)][:TENTHS]
    print(f"{len(found)} batches of {lists}, {rows} rows, {ready} ready, {seconds:.0f} s")
    print("MB held, by tenths of the run:", *tenths)
    grown = tenths[-1] - tenths[min(2, len(tenths) - 1)]
    is_whole = (len(found), rows) == (lists, lists * patients)
    return 0 if is_whole and grown <= MOST_GROWTH_MB else 1


def _make_lists(folder: Path, lists: int, patients: int) -> None:
    (folder / "in").mkdir()
    (folder / "site.toml").write_text('documents = ["labels"]\n', "utf-8")
    blank = blank_template(folder)
    for number in range(lists):
        merged: dict[str, list[dict[str, object]]] = {}
        for row in range(patients):
            who = {
                "hospital_number": f"H{number:04d}{row:03d}",
                "given_name": "".join(chr(ord("a") + int(n)) for n in f"{number:04d}{row:03d}"),
                "nhs_number": None,
            }
            for sheet, rows in rows_of_case(case("C01"), **who).items():
                merged.setdefault(sheet, []).extend(rows)
        fill(blank, folder / "in" / f"list-{number:04d}.xlsx", **merged)


def _run(folder: Path) -> list[int]:
    """Run, and return the memory of the first process in MB, ten times a second."""
    words = ("run", "in", "-o", "out", "--site", "site.toml", "--today", TODAY, "--no-progress")
    held = []
    with subprocess.Popen(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-m", "orderset.cli", *words], cwd=folder, stdout=subprocess.DEVNULL
    ) as process:
        while process.poll() is None:
            pages = Path(f"/proc/{process.pid}/statm").read_text("ascii").split()
            if len(pages) > 1:
                held.append(int(pages[1]) * PAGE_KB // 1024)
            time.sleep(0.1)
    return held


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
