"""The console of a terminal: colours for either ground, and texts that cannot act on it."""

from typing import TextIO

from rich.console import Console
from rich.text import Text
from rich.theme import Theme

from orderset.workbook.shown import visible


# Fixed colours that can be read on a light ground and on a dark one. A word says the same beside
# each of them: nothing is told by colour alone.
COLOURS = Theme(
    {
        "return": "bold #e03c31",
        "withhold": "bold #e03c31",
        "refer": "bold #b048d8",
        "caution": "bold #b8660a",
        "note": "bold #1480b8",
        "returned": "bold #e03c31",
        "withheld": "bold #e03c31",
        "referred": "bold #b048d8",
        "ready-with-cautions": "bold #b8660a",
        "ready": "bold #1a8f1a",
        "label": "bold",
        "bar.back": "dim",
        "bar.complete": "#1a8f1a",
        "bar.finished": "#1a8f1a",
    }
)


class QuietConsole(Console):
    """A console that never hides the cursor: a killed run would leave it hidden."""

    def show_cursor(self, show: bool = True) -> bool:  # noqa: FBT001, FBT002  rich's own signature
        """Leave the cursor as it is."""
        del show
        return False


def console_for(stream: TextIO, width: int | None = None) -> Console:
    """Return a console that takes no text for markup, emoji or something to highlight.

    ``width`` is in columns; None is that of the terminal.
    """
    return QuietConsole(
        file=stream, width=width, theme=COLOURS, markup=False, emoji=False, highlight=False
    )


def recording_console(stream: TextIO, width: int) -> Console:
    """Return such a console that can export what was drawn, in all its colours, as a picture."""
    return QuietConsole(
        file=stream,
        width=width,
        theme=COLOURS,
        markup=False,
        emoji=False,
        highlight=False,
        record=True,
        force_terminal=True,
        color_system="truecolor",
    )


def words(text: str, style: str = "") -> Text:
    """Return a text in which nothing is markup and nothing acts: it may come from a workbook."""
    return Text(visible(text), style=style, overflow="fold")
