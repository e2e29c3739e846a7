"""The help that a pharmacist reads, what a shell completes, and what is said to a wrong call."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from orderset.cli import main
from orderset.output_folder import output_lock
from tests.real_door import TODAY, invoke


EXAMPLE = re.compile(r"^\s*Example: (orderset [^\n]+)$", re.MULTILINE)


def commands(
    command: click.Command = main, path: tuple[str, ...] = ()
) -> Iterator[tuple[str, click.Command]]:
    """Yield every command and group below the first, with the words that call it."""
    if path:
        yield " ".join(path), command
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            yield from commands(below, (*path, name))


COMMANDS = dict(commands())


def help_of(path: str) -> str:
    return invoke(*path.split(), "--help").output


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_has_an_example_that_parses(path: str) -> None:
    examples = EXAMPLE.findall(help_of(path))
    assert examples
    for example in examples:
        words = shlex.split(example)[1:]
        assert " ".join(words).startswith(path)
        command: click.Command = main
        context = click.Context(main, info_name="orderset")
        while isinstance(command, click.Group):
            command = command.commands[words.pop(0)]
            context = click.Context(command, parent=context)
        command.make_parser(context).parse_args(words)


def test_an_example_with_an_option_that_is_not_there_would_be_seen() -> None:
    context = click.Context(COMMANDS["run"])
    with pytest.raises(click.NoSuchOption):
        COMMANDS["run"].make_parser(context).parse_args(["list.xlsx", "--no-such-option"])


def test_the_help_lists_the_commands_as_they_are_used() -> None:
    told = invoke("--help").output
    names = ["template", "check", "run", "explain", "verify", "protocol", "calibrate"]
    places = [told.index(f"\n  {name} ") for name in names]
    assert places == sorted(places)
    assert "..." not in told.partition("Every day:")[2]  # no sentence is cut


@pytest.mark.parametrize("path", COMMANDS)
def test_every_option_and_argument_is_explained(path: str) -> None:
    for each in COMMANDS[path].params:
        if isinstance(each, click.Option):
            assert each.help, each.name
        else:
            name = (each.metavar or each.name or "").strip("[].").upper()
            assert name in help_of(path).partition("Options:")[0].partition("\n")[2], name


def completed(*words: str) -> list[str]:
    """Return what bash is offered for the last of these words, by the script itself."""
    folder = Path(sys.executable).parent
    line = " ".join(words)
    script = (
        'eval "$(orderset completion bash)"\n'
        f"COMP_WORDS=({line}); COMP_CWORD={len(words) - 1}\n"
        "_orderset_completion orderset\n"
        'printf "%s\\n" "${COMPREPLY[@]}"\n'
    )
    done = subprocess.run(  # noqa: S603  our own script
        [shutil.which("bash") or "bash", "-c", script],
        env={**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert not done.stderr
    return done.stdout.split()


def test_bash_completes_commands_options_and_finding_codes() -> None:
    assert completed("orderset", "ver") == ["verify"]
    assert completed("orderset", "run", "--labels") == ["--labels-from"]
    assert completed("orderset", "explain", "dose-c") == ["dose-capped"]
    assert completed("orderset", "check", "--format", "j") == ["json"]


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_get_their_script(shell: str) -> None:
    told = invoke("completion", shell)
    assert told.exit_code == 0
    assert f"_ORDERSET_COMPLETE={shell}_complete" in told.output
    assert f"orderset completion {shell}" in help_of("completion")


@pytest.mark.parametrize(
    ("arguments", "next_step"),
    [
        (["chekc", "list.xlsx"], "Did you mean check?"),
        (["protocol", "sow"], "Did you mean show?"),
        (["explain", "dose-caped"], "Did you mean dose-capped"),
        (["run", "--labels-form", "3", "x"], "--labels-from"),
        (["check"], "Name a PATH: a workbook (.xlsx)"),
        (["run"], "Name a PATH"),
        (["run", "x", "--inbox", "y"], "Give one of the two."),
        (["run", "x", "--done", "y"], "Add --inbox FOLDER"),
        (["run", "x", "--date", "7.12.2026"], "Write year, month and day as 2026-12-07."),
        (["check", "x", "--today", "2026-13-01"], "Write year, month and day as 2026-12-07."),
        (["check", "nowhere.xlsx", "--today", TODAY], "To do: "),
        (["check", "empty", "--today", TODAY], "orderset template writes a blank one"),
        (["run", "empty", "--today", TODAY], "orderset template writes a blank one"),
        (["verify", "empty"], "Name a folder that orderset run has published"),
        (["check", "empty", "--site", "nowhere.toml"], "Check the path."),
        (["check", "empty", "--protocol", "nowhere.toml"], "Check the path."),
        (["template", "-o", "empty/no/x.xlsx"], "To do (IT): Free space"),
        (["protocol", "check", "broken.toml"], "To do (pharmacist): Correct"),
        (["run", "empty", "--log", "empty"], "To do (IT): Free space"),
        (["run", "empty", "-o", "locked", "--today", TODAY], "To do (IT): Wait"),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, list) else "",
)
def test_whoever_calls_wrongly_is_told_what_to_do_next(
    arguments: list[str], next_step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken.toml").write_text("schema = 1\n", "utf-8")
    if "locked" in arguments:
        (tmp_path / "empty" / "list.xlsx").write_bytes(b"")
    with output_lock(tmp_path / "locked"):
        done = invoke(*arguments)
    assert done.exit_code > 0
    assert next_step in " ".join(done.output.split())
