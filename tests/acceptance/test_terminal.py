"""What a pharmacist sees on a terminal, and that nothing of it reaches a pipe."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.acceptance.screen import on_terminal, screen
from tests.builders import case
from tests.real_door import TODAY, blank_template, invoke, rows_of_case, write_case
from tools.filling import fill


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with two lists: two patients of whom one is withheld, and one ready."""
    folder = tmp_path_factory.mktemp("lists")
    template = blank_template(tmp_path_factory.mktemp("template"))
    one = rows_of_case(case("C01"))
    two = rows_of_case(
        case("C10"), hospital_number="H7", nhs_number=None, family_name="Other", given_name="Bea"
    )
    fill(template, folder / "a.xlsx", **{key: [*one[key], *two[key]] for key in one})
    write_case(template, folder / "b.xlsx", case("C12"), hospital_number="H8", family_name="Third")
    return folder


@pytest.mark.parametrize("columns", [40, 60, 80, 100])
def test_a_finding_is_shown_with_its_four_texts_within_the_terminal(
    lists: Path, columns: int
) -> None:
    code, written = on_terminal("check", lists, "--today", TODAY, columns=columns)
    seen = screen(written)
    assert code == 1
    assert max(map(len, seen)) <= columns
    assert any("Row 3, hospital number H7: WITHHELD" in each for each in seen)
    (head,) = [each for each in seen if "hypocalcaemia" in each]
    assert "WITHHOLD  hypocalcaemia  Results!" in head
    below = seen[seen.index(head) + 1 :]
    words = [each.split()[0] for each in below if each[:5].isspace() and each[5:6].strip()]
    assert words[:3] == ["What", "Found", "Expected"]
    assert "To" in words


def test_the_table_counts_each_workbook_and_all(lists: Path) -> None:
    _, written = on_terminal("check", lists, "--today", TODAY, columns=100)
    rows = [each.split() for each in screen(written)[-8:] if each.strip()]
    assert [row for row in rows if row[0] in {"a.xlsx", "b.xlsx", "All"}] == [
        ["a.xlsx", "2", "1", "1"],
        ["b.xlsx", "1", "0", "1"],
        ["All", "3", "1", "2"],
    ]


def test_a_narrow_terminal_has_the_counts_as_sentences(lists: Path) -> None:
    _, written = on_terminal("check", lists, "--today", TODAY, columns=60)
    assert "a.xlsx: 2 patients: 1 withheld" in " ".join(screen(written))


@pytest.mark.parametrize(
    "environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}, {"TERM": ""}], ids=str
)
def test_a_terminal_that_wants_no_colour_gets_what_a_pipe_gets(
    lists: Path, environment: dict[str, str]
) -> None:
    _, written = on_terminal("check", lists, "--today", TODAY, environment=environment)
    piped = invoke("check", lists, "--today", TODAY).output
    assert "\x1b" not in written
    assert written.replace("\r\n", "\n") == piped


def test_no_progress_is_plain_on_a_terminal_too(lists: Path) -> None:
    _, written = on_terminal("check", lists, "--today", TODAY, "--no-progress")
    assert "\x1b" not in written


def test_json_on_a_terminal_is_json_alone(lists: Path) -> None:
    _, written = on_terminal("check", lists, "--today", TODAY, "--format", "json", "--no-progress")
    assert json.loads(written)["schema"] == "orderset/check/1"


def test_a_run_counts_patients_of_all_workbooks_and_its_lines_are_not_torn(
    lists: Path, tmp_path: Path
) -> None:
    code, written = on_terminal("run", lists, "-o", tmp_path / "out", "--today", TODAY)
    assert code == 1
    for each in ("0 of 2 workbooks", "0 of 3 patients", "1 of 3 patients", "3 of 3 patients"):
        assert each in written
    assert "left" in written
    seen = screen(written)
    assert not any("Printing" in each or "Reading" in each for each in seen)
    assert sum(each.startswith("a.xlsx: 2 patients") for each in seen) == 1
    assert sum(each.startswith("ended with exit code 1") for each in seen) == 1
    assert "\x1b[?25l" not in written  # a killed run would leave the cursor hidden


def test_a_run_that_is_stopped_takes_its_bar_away(lists: Path, tmp_path: Path) -> None:
    """The run ends itself as the keyboard would, after its first patient."""
    program = (
        "import os, signal, sys\n"
        "from orderset.showing import progress\n"
        "from orderset.cli import main\n"
        "shown = progress.ProgressBar.printed\n"
        "def printed(self):\n"
        "    shown(self)\n"
        f"    os.kill(os.getpid(), {int(signal.SIGINT)})\n"
        "progress.ProgressBar.printed = printed\n"
        "if __name__ == '__main__':\n"
        "    main(sys.argv[1:])\n"
    )
    target = tmp_path / "stopped.py"
    target.write_text(program, "utf-8")
    shell = f"{sys.executable} {target} run {lists} -o {tmp_path / 'out'} --today {TODAY}"
    done = subprocess.run(  # noqa: S603  our own program
        [shutil.which("script") or "script", "-qec", shell, "/dev/null"],
        env={**{k: v for k, v in os.environ.items() if k != "NO_COLOR"}, "TERM": "xterm"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 130
    seen = screen(done.stdout.decode())
    assert any("stopped by SIGINT" in each for each in seen)
    assert not any("Printing" in each for each in seen)


def test_a_pipe_gets_no_bar_and_nothing_of_rich_is_loaded(lists: Path) -> None:
    program = (
        "import sys; from orderset.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "print([each for each in sys.modules if each.split('.')[0] == 'rich'], file=sys.stderr)"
    )
    for arguments in (["--help"], ["check", str(lists), "--today", TODAY]):
        done = subprocess.run(  # noqa: S603  our own interpreter and program
            [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True
        )
        assert done.stderr.splitlines()[-1] == "[]"
        assert "\x1b" not in done.stdout + done.stderr
