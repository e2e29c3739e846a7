"""Do what a page of the documentation tells its reader to do, and say where it is not true.

A page says in comments, which nobody sees, what a block is that cannot simply be run:

``<!-- file: site.toml -->``                     the block is written into that file
``<!-- typed into list.xlsx, Infusions -->``     the table is typed into that sheet
``<!-- ends with 1 -->``                         the block's last command ends with that exit code
``<!-- not run: why -->``                        the block is left out
``<!-- done by hand: command -->``               what the page asks for in words

Blocks marked ``sh`` are run. Blocks marked ``console`` hold commands behind ``$`` and what they
say, which is compared; ``python -m tools.documented --update`` writes what they say today.
"""

import argparse
import dataclasses
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from orderset.protocol.loading import load_protocol
from tools.clinical_rules_page import write_example
from tools.typing_in import type_table


ROOT = Path(__file__).parents[1]
NOT_TRIED = -1
"""In the place of an exit code, for a command that a trial will not run."""

RUN_LANGUAGES = frozenset({"sh", "console"})

_BLOCK = re.compile(
    r"^<!-- done by hand: (?P<hand>[^\n]*) -->$|"
    r"(?:^ *<!-- (?P<note>[^\n]*?) -->\n+)?"
    r"(?:^(?P<indent> *)```(?P<language>\w*)\n(?P<text>.*?)^(?P=indent)```$|"
    r"(?P<table>(?:^\|[^\n]*\|\n)+))",
    re.MULTILINE | re.DOTALL,
)
_TYPED = re.compile(r"typed into (\S+), (.+)")
_HASH = re.compile(r"\b(?:[0-9a-f]{8}|[0-9a-f]{64}|OS1-[0-9A-F]{10})\b")
_LIMIT_S = 120
_HARMLESS = frozenset(
    [
        "cat",
        "cd",
        "chmod",
        "cp",
        "echo",
        "false",
        "find",
        "head",
        "ls",
        "mkdir",
        "orderset",
        "python",
        "sed",
    ]
)
"""What a trial may run, so that no page changes the machine that it is tried on."""
_INSTALLED = ("/srv/orderset", "/etc/orderset", "/var/log/orderset", "/opt/orderset")
"""Where the page about operations has the program; in a trial these lie in the trial's folder."""


@dataclasses.dataclass(frozen=True, slots=True)
class Block:
    """A fenced block or a table of a page, the note above it, and where its text stands."""

    language: str
    text: str
    note: str
    line: int
    span: tuple[int, int]
    indent: str = ""

    @property
    def is_run(self) -> bool:
        """Whether its commands are run."""
        return self.language in RUN_LANGUAGES and not self.is_left_out

    @property
    def is_left_out(self) -> bool:
        """Whether the page says why its commands are not run."""
        return self.note.startswith("not run: ")

    @property
    def ends_with(self) -> int:
        """The exit code of the last command."""
        found = re.fullmatch(r"ends with (\d+)", self.note)
        return int(found[1]) if found else 0


@dataclasses.dataclass(frozen=True, slots=True)
class Said:
    """What a command's page says that it says, and what it said."""

    command: str
    claimed: str | None
    stdout: str
    stderr: str
    exit_code: int


def blocks(page: str) -> Iterator[Block]:
    """Yield the fenced blocks of a page, and its tables that are to be typed, in order."""
    for found in _BLOCK.finditer(page):
        note = found["note"] or ""
        if found["hand"] is not None:
            line = page.count("\n", 0, found.start()) + 1
            yield Block("sh", found["hand"], "done by hand", line, found.span())
            continue
        if found["table"] is not None and not _TYPED.fullmatch(note):
            continue
        group = "text" if found["table"] is None else "table"
        line = page.count("\n", 0, found.start(group)) + 1
        language = "table" if found["table"] else found["language"]
        indent = found["indent"] or ""
        text = re.sub(f"^{indent}", "", found[group], flags=re.MULTILINE)
        yield Block(language, text, note, line, found.span(group), indent)


def commands(block: Block) -> Iterator[tuple[str, str | None]]:
    """Yield each command of a block, and in a console what the page says that it prints."""
    if block.language == "sh":
        whole = re.sub(r"\\\n\s*", "", block.text)
        for line in whole.splitlines():
            if line.strip() and not line.lstrip().startswith("#"):
                yield line, None
        return
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        command, _, claimed = part.partition("\n")
        yield command, claimed


@dataclasses.dataclass
class Trial:
    """A folder in which a page is followed. The commands' folder goes on from one to the next."""

    folder: Path
    replaced: Mapping[str, str] = dataclasses.field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin in the folder itself."""
        self._at = self.folder

    def follow(self, block: Block) -> list[Said]:
        """Do what one block says."""
        if found := _TYPED.fullmatch(block.note):
            type_table(self._at / found[1], found[2], block.text)
        elif block.note.startswith("file: "):
            (self._at / block.note.removeprefix("file: ")).write_text(block.text, "utf-8")
        elif block.is_run:
            return [self._run(command, claimed) for command, claimed in commands(block)]
        return []

    def _run(self, command: str, claimed: str | None) -> Said:
        called = {part.split()[0] for part in re.split(r"&&|\|\||[|;]", command) if part.strip()}
        if command.startswith("find "):
            called = {"find"}
        if unknown := sorted(called - _HARMLESS):
            words = f"a trial does not run: {', '.join(unknown)}\n"
            return Said(command, claimed, "", words, NOT_TRIED)
        place = self.folder / ".place"
        here = command
        for path, other in self.replaced.items():
            here = here.replace(path, other)
        done = subprocess.run(  # noqa: S603  commands of our own pages, in a folder of their own
            ["/bin/bash", "-c", f'{here}\nended=$?; pwd > "{place}"; exit $ended'],
            cwd=self._at,
            env=_environment(self.folder),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=_LIMIT_S,
        )
        if place.exists():
            self._at = Path(place.read_text("utf-8").strip())
        return Said(command, claimed, done.stdout, done.stderr, done.returncode)


def _environment(home: Path) -> dict[str, str]:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    kept = {key: os.environ[key] for key in ("LANG", "LC_ALL", "TMPDIR") if key in os.environ}
    return {**kept, "PATH": path, "HOME": str(home)}


def prepared(folder: Path, page: Path) -> Trial:
    """Return a folder with what a reader has: files of the repository, and ``sent.xlsx``.

    The list ``sent.xlsx`` has one patient who is ready, for the day of the samples.
    """
    for name in ("sample_inputs", "templates", "orderset/protocol/data", "orderset/data"):
        shutil.copytree(ROOT / name, folder / name)
    write_example(folder, load_protocol()).rename(folder / "sent.xlsx")
    if page.name != "operations.md":
        return Trial(folder)
    inbox, etc = folder / "srv/orderset/inbox", folder / "etc/orderset"
    for each in (inbox, etc, folder / "var/log/orderset", folder / "opt/orderset"):
        each.mkdir(parents=True)
    for name in ("done", "refused", "outputs"):
        (folder / "srv/orderset" / name).mkdir()
    shutil.copy(ROOT / "sample_inputs/site.toml", etc)
    shutil.copy(ROOT / "orderset/protocol/data/pamidronate-crmo.toml", etc / "protocol.toml")
    return Trial(folder, {each: f"{folder}{each}" for each in _INSTALLED})


def differences(block: Block, said: Sequence[Said]) -> Iterator[str]:
    """Yield what a block claims and what is not so."""
    for number, each in enumerate(said, 1):
        expected = block.ends_with if number == len(said) else 0
        if each.exit_code != expected:
            yield (
                f"line {block.line}: `{each.command}` ended with {each.exit_code}, "
                f"not {expected}:\n{each.stdout}{each.stderr}"
            )
        elif each.claimed is not None and _compared(each.claimed) != _compared(each.stdout):
            yield (
                f"line {block.line}: `{each.command}` says\n{each.stdout}"
                f"and the page says\n{each.claimed}"
            )


def _compared(text: str) -> str:
    """Return an output without what changes with every version: hashes and document ids."""
    return _HASH.sub("#", text).strip("\n")


def follow(page: Path, folder: Path) -> list[str]:
    """Follow a page from its beginning, and return everything that is not so."""
    trial = prepared(folder, page)
    return [
        difference
        for block in blocks(page.read_text("utf-8"))
        for difference in differences(block, trial.follow(block))
    ]


def updated(page: Path, folder: Path) -> str:
    """Return a page with what its commands say today."""
    trial, text = prepared(folder, page), page.read_text("utf-8")
    new: list[tuple[tuple[int, int], str]] = []
    for block in blocks(text):
        said = trial.follow(block)
        if block.language == "console" and block.is_run:
            console = "".join(_as_console(each) for each in said)
            new.append((block.span, re.sub(r"^(?=.)", block.indent, console, flags=re.MULTILINE)))
    for (start, end), console in reversed(new):
        text = f"{text[:start]}{console}{text[end:]}"
    return text


def _as_console(said: Said) -> str:
    if _compared(said.claimed or "") == _compared(said.stdout):
        return f"$ {said.command}\n{said.claimed}"
    return f"$ {said.command}\n{said.stdout}"


def documented_pages() -> Iterable[Path]:
    """Return the pages whose commands are run."""
    docs = ROOT / "docs"
    how_to = sorted((docs / "how-to").glob("*.md"))
    return (ROOT / "README.md", docs / "tutorial.md", *how_to, docs / "operations.md")


def main(arguments: Sequence[str] | None = None) -> int:
    """Follow pages, all by default, or write what they say. Return the exit code."""
    parser = argparse.ArgumentParser(description="Follow the pages of the documentation.")
    parser.add_argument("--update", action="store_true", help="write what the commands say")
    parser.add_argument("pages", nargs="*", type=Path, default=list(documented_pages()))
    asked = parser.parse_args(arguments)
    told: list[str] = []
    for page in asked.pages:
        with tempfile.TemporaryDirectory() as folder:
            if asked.update:
                page.write_text(updated(page, Path(folder)), "utf-8")
            else:
                told += [f"{page}: {each}" for each in follow(page, Path(folder))]
    print("\n".join(told), end="\n" if told else "")
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
