import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from orderset import terminal
from orderset.errors import UnfitMachineError


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    terminal.prepare()
    yield
    terminal.prepare()


def _failing(monkeypatch: pytest.MonkeyPatch, error: OSError) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("orderset.terminal.click.echo", fail)
    monkeypatch.setattr(terminal, "_let_go", lambda *_: None)


def test_what_is_told_arrives(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.tell("Łódź")
    terminal.say("aside")
    assert capsys.readouterr() == ("Łódź\n", "aside\n")
    assert terminal.lost() is None


def test_a_reader_who_left_has_lost_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    _failing(monkeypatch, BrokenPipeError())
    terminal.tell("x")
    terminal.say("x")
    assert terminal.lost() is None


def test_a_full_disk_has_lost_the_report(monkeypatch: pytest.MonkeyPatch) -> None:
    _failing(monkeypatch, OSError(28, "No space left on device"))
    terminal.tell("x")
    assert terminal.lost() == (
        "The report cannot be written to standard output: No space left on device."
    )
    terminal.prepare()
    assert terminal.lost() is None


def test_a_letter_that_the_encoding_lacks_is_written_as_its_number(tmp_path: Path) -> None:
    with (tmp_path / "log").open("w", encoding="iso-8859-1") as narrow:
        before, sys.stdout = sys.stdout, narrow
        try:
            terminal.prepare()
            terminal.tell("Łódź")
        finally:
            sys.stdout = before
    assert (tmp_path / "log").read_text("iso-8859-1") == "\\u0141ód\\u017a\n"


def test_narrow_file_names_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal.check_file_names()
    monkeypatch.setattr(sys, "getfilesystemencoding", lambda: "ascii")
    with pytest.raises(UnfitMachineError, match=r"LANG=C\.UTF-8"):
        terminal.check_file_names()
