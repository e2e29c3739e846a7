"""Every page for users is followed to its end: commands run, exit codes and answers compared."""

import re
from pathlib import Path

import pytest

from tests.contract.test_documentation import ROOT, pages
from tools.documented import Block, Trial, blocks, commands, documented_pages, follow
from tools.typing_in import as_typed


PAGES = list(documented_pages())
MOST_LEFT_OUT = 14
"""Blocks that no test can run. Each says why; a new one needs a reason as good."""
REFERENCE = {"docs/commands.md", "docs/columns.md", "CONTRIBUTING.md", "CHANGELOG.md"}
"""Pages with blocks that are not for following: generated ones, and those for developers."""
OTHER_LANGUAGES = {"toml", "text", "ini", "cron", "bat"}


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def all_blocks() -> list[tuple[str, Block]]:
    return [(name_of(page), each) for page in PAGES for each in blocks(page.read_text("utf-8"))]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_page_is_true_when_it_is_followed(page: Path, tmp_path: Path) -> None:
    assert follow(page, tmp_path) == []


def test_every_block_is_run_or_says_why_not_or_is_no_command() -> None:
    unknown = [
        f"{page}, line {block.line}"
        for page, block in all_blocks()
        if not (
            block.is_run
            or block.is_left_out
            or block.language == "table"
            or block.language in OTHER_LANGUAGES
        )
    ]
    assert unknown == []


def test_few_blocks_are_left_out_and_each_says_why() -> None:
    left_out = [block.note for _, block in all_blocks() if block.is_left_out]
    assert all(len(note) > len("not run: it needs") for note in left_out)
    assert len(left_out) <= MOST_LEFT_OUT


def test_no_other_page_has_commands_that_nobody_runs() -> None:
    followed = {*map(name_of, PAGES), *REFERENCE}
    others = [page for page in pages() if name_of(page) not in followed and "adr" not in page.parts]
    found = [
        name_of(page)
        for page in others
        if re.search(r"^```(?:sh|console)$|^\$? ?orderset ", page.read_text("utf-8"), re.MULTILINE)
    ]
    assert found == []


def followed(text: str, folder: Path) -> list[str]:
    page = folder / "page.md"
    page.write_text(text, "utf-8")
    (folder / "trial").mkdir()
    return follow(page, folder / "trial")


def test_a_command_that_fails_is_named(tmp_path: Path) -> None:
    (said,) = followed("Do\n\n```sh\norderset chekc list.xlsx\n```\n", tmp_path)
    assert said.startswith("line 4: `orderset chekc list.xlsx` ended with 2, not 0")


@pytest.mark.parametrize(
    "command", ["adduser orderset", "ls && systemctl daemon-reload", "echo a | mail b", "rm -rf x"]
)
def test_a_command_that_changes_the_machine_is_not_run(command: str, tmp_path: Path) -> None:
    (said,) = followed(f"```sh\n{command}\n```\n", tmp_path)
    assert "a trial does not run: " in said


def test_an_answer_that_is_not_so_is_shown(tmp_path: Path) -> None:
    (said,) = followed("```console\n$ echo 29.5 mg\n30.0 mg\n```\n", tmp_path)
    assert "29.5 mg" in said
    assert "30.0 mg" in said


def test_an_exit_code_is_of_the_last_command_alone(tmp_path: Path) -> None:
    text = "<!-- ends with 1 -->\n```sh\nfalse\nfalse\n```\n"
    (said,) = followed(text, tmp_path)
    assert "`false` ended with 1, not 0" in said


def test_the_digits_of_a_hash_may_differ_and_nothing_else(tmp_path: Path) -> None:
    text = "```console\n$ echo list-1a2b3c4d 7\nlist-00000000 {}\n```\n"
    (tmp_path / "same").mkdir()
    (tmp_path / "other").mkdir()
    assert followed(text.format(7), tmp_path / "same") == []
    assert followed(text.format(8), tmp_path / "other") != []


def test_files_and_the_commands_folder_go_on_from_block_to_block(tmp_path: Path) -> None:
    text = (
        "```sh\nmkdir a && cd a\n```\n\n<!-- file: site.toml -->\n```toml\nx = 1\n```\n\n"
        "```console\n$ cat site.toml\nx = 1\n```\n"
    )
    assert followed(text, tmp_path) == []


def test_commands_over_several_lines_are_one(tmp_path: Path) -> None:
    (block,) = blocks("```sh\n# why\necho a \\\n  b\n```\n")
    assert list(commands(block)) == [("echo a b", None)]
    assert Trial(tmp_path).follow(block)[0].stdout == "a b\n"


@pytest.mark.parametrize("text", ["31,5", "07/12/2026", "31.5 kg", "None known"])
def test_what_a_spreadsheet_keeps_as_text_stays_text(text: str) -> None:
    assert as_typed(text) == text
