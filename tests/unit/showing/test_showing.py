"""What is drawn on a terminal: nothing in a text acts, and nothing that fails ends a run."""

import io
from collections.abc import Sequence

import pytest
from rich.console import Console

from orderset.batch.lists import JudgedList
from orderset.findings import Action, CellRef, Finding, Outcome
from orderset.showing.console import COLOURS, console_for
from orderset.showing.findings import show_lists
from orderset.showing.progress import AboveBar, ProgressBar
from orderset.terminal import harmless, tell, tell_data


HOSTILE = "[red]x[/red] :skull: \x1b[2J \u202egnp.exe \x9b2J"


class Terminal(io.StringIO):
    """A terminal of 80 columns that may be gone."""

    is_gone = False

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if self.is_gone:
            raise OSError(5, "Input/output error")
        return super().write(text)


def found(code: str, action: Action, cell: str, text: str = "x") -> Finding:
    return Finding(code, action, CellRef("a.xlsx", "Infusions", cell), text, text, text, text)


def drawn(findings: Sequence[Finding], width: int = 80) -> str:
    stream = io.StringIO()
    judged = JudgedList(None, "a.xlsx", usable=False, cases=(), findings=tuple(findings))
    show_lists([judged], console_for(stream, width=width))
    return stream.getvalue()


def test_no_text_of_a_workbook_is_markup_or_acts() -> None:
    told = drawn([found("some-code", Action.RETURN, "A2", HOSTILE)])
    assert "[red]x[/red] :skull:" in told
    assert "<U+001B>[2J" in told
    assert "<U+202E>" in told
    assert not {"\x1b", "\u202e", "\x9b"} & set(told)


def test_the_severest_comes_first_and_equals_stay_in_the_order_of_their_cells() -> None:
    told = drawn(
        [
            found("a-note", Action.NOTE, "A2"),
            found("first-caution", Action.CAUTION, "B2"),
            found("a-return", Action.RETURN, "C2"),
            found("second-caution", Action.CAUTION, "A9"),
        ]
    )
    codes = ["a-return", "first-caution", "second-caution", "a-note"]
    assert sorted(codes, key=told.index) == codes


def test_a_long_word_is_folded_and_not_cut() -> None:
    told = drawn([found("some-code", Action.RETURN, "A2", "y" * 150)], width=60)
    assert told.count("y") == 600
    assert max(map(len, told.splitlines())) <= 60


def test_lines_of_a_report_do_not_act_either(capsys: pytest.CaptureFixture[str]) -> None:
    tell(f"one {HOSTILE}\ntwo")
    tell_data({"text": HOSTILE})
    told = capsys.readouterr().out
    assert not {"\x1b", "\u202e", "\x9b"} & set(told)
    assert "\ntwo\n" in told
    assert harmless("naïve “µ” 10 %") == "naïve “µ” 10 %"


def test_a_terminal_that_goes_away_does_not_end_the_run() -> None:
    stream = Terminal()
    with ProgressBar(stream) as bar:
        bar.reading(2)
        stream.is_gone = True
        bar.read()
        bar.printing(3)
        bar.printed()
        bar.done(3)
    assert "0 of 2 workbooks" in stream.getvalue()


def test_a_line_is_written_above_the_bar_which_comes_back() -> None:
    stream = Terminal()
    with ProgressBar(stream) as bar:
        bar.printing(3)
        bar.printed()
        before = len(stream.getvalue())
        AboveBar(bar, stream).write("a line\n")
        after = stream.getvalue()[before:]
    assert after.index("\x1b[2K") < after.index("a line\n") < after.index("1 of 3 patients", 90)


def contrast(one: Sequence[int], other: Sequence[int]) -> float:
    """Return the contrast of two colours as WCAG 2 reckons it."""

    def luminance(colour: Sequence[int]) -> float:
        parts = [each / 255 for each in colour]
        red, green, blue = (
            each / 12.92 if each <= 0.03928 else ((each + 0.055) / 1.055) ** 2.4 for each in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("name", [*Action, *Outcome])
def test_every_colour_can_be_read_on_white_and_on_black(name: str) -> None:
    colour = COLOURS.styles[name].color
    assert colour is not None
    assert colour.triplet is not None
    for ground in ((255, 255, 255), (0, 0, 0)):
        assert contrast(colour.triplet, ground) >= 4


def test_a_console_takes_its_width_from_its_stream() -> None:
    assert isinstance(console_for(io.StringIO(), width=60), Console)
    assert console_for(io.StringIO(), width=60).width == 60
