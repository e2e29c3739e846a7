"""The console of a terminal: colours for either ground, and texts that cannot act on it."""

from typing import TextIO

from rich.console import Console
from rich.text import Text
from rich.theme import Theme

from orderset.workbook.shown import visible


# Fixed colours that can be read on a light ground and on a dark one. A word says the same beside
# each of them: nothing is told by colour alone.
_THEME = Theme(
    {
        "return": "bold #d70000",
        "withhold": "bold #d70000",
        "refer": "bold #af00d7",
        "caution": "bold #af5f00",
        "note": "bold #0087af",
        "returned": "bold #d70000",
        "withheld": "bold #d70000",
        "referred": "bold #af00d7",
        "ready-with-cautions": "bold #af5f00",
        "ready": "bold #008700",
        "label": "bold",
        "bar.back": "dim",
        "bar.complete": "#008700",
        "bar.finished": "#008700",
    }
)


class QuietConsole(Console):
    """A console that never hides the cursor: a killed run would leave it hidden."""

    def show_cursor(self, show: bool = True) -> bool:  # noqa: FBT001, FBT002  rich's own signature
        """Leave the cursor as it is."""
        del show
        return False


def console_for(stream: TextIO, **more: int) -> Console:
    """Return a console that takes no text for markup, emoji or something to highlight."""
    return QuietConsole(
        file=stream,
        theme=_THEME,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
        **more,  # type: ignore[arg-type]  # width alone, in tests and pictures
    )


def words(text: str, style: str = "") -> Text:
    """Return a text in which nothing is markup and nothing acts: it may come from a workbook."""
    return Text(visible(text), style=style, overflow="fold")
