"""How something found in a cell is shown to a person: short, on one line, nothing invisible."""

import datetime as dt
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from orderset.dates import printed_date


LONGEST_SHOWN = 60
LONGEST_ENDING = 12
LONGEST_FILE_NAME = 60
"""Of the widest letters no more have room in a line of the summary."""

# Letters and marks by their category that nobody sees: joiners, fillers, a blank Braille cell and
# the signs that stand for a missing object or letter.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufffc\ufffd")
# They choose the form of the character before them.
_SELECTORS = (("\u180b", "\u180d"), ("\ufe00", "\ufe0f"), ("\U000e0100", "\U000e01ef"))


def shown(value: object) -> str:
    """Return a cell's value as a person would read it, at most 60 characters long.

    Example:
        >>> import datetime as dt
        >>> shown(dt.datetime(2026, 12, 7, 9, 30))
        '07-Dec-2026 09:30'
        >>> shown("Smi\u200bth")
        'Smi<U+200B>th'
    """
    match value:
        case None:
            text = ""
        case bool():
            text = "TRUE" if value else "FALSE"
        case dt.datetime():
            text = printed_date(value)
            if value.time() != dt.time():
                text = f"{text} {_time(value.time())}"
        case dt.date():
            text = printed_date(value)
        case dt.time():
            text = _time(value)
        case dt.timedelta():
            minutes = int(value.total_seconds() // 60)
            text = f"{minutes // 60}:{minutes % 60:02}"
        case Decimal():
            text = _decimal(value)
        case _:
            text = visible(str(value))
    return shortened(text)


def visible(text: str) -> str:
    """Return the text with every invisible character written as its code point."""
    return "".join(f"<U+{ord(c):04X}>" if is_invisible(c) else c for c in text)


def is_invisible(character: str) -> bool:
    """Whether this character acts but is not seen, or leaves a gap that is no space."""
    return (
        unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
        or character in _BLANK
        or any(first <= character <= last for first, last in _SELECTORS)
    )


def shortened(text: str) -> str:
    """Return the text, cut with an ellipsis when it is longer than 60 characters."""
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"


def shown_file_name(path: Path, undrawable: Sequence[str] = ()) -> str:
    r"""Return a file's name as it is shown, printed and used inside a batch.

    Nothing in it is invisible or cannot be written as UTF-8, and it has at most 60 characters.
    ``undrawable`` are characters of the name that no font of ours can draw.

    Example:
        >>> shown_file_name(Path("inbox/li\nst.xlsx"))
        'li<U+000A>st.xlsx'
    """
    name = "".join(
        f"<U+{ord(c):04X}>" if is_invisible(c) or c in undrawable else c
        for c in path.name or str(path)
    )
    if len(name) <= LONGEST_FILE_NAME:
        return name
    ending = Path(name).suffix[:LONGEST_ENDING]
    return f"{name[: LONGEST_FILE_NAME - len(ending) - 1]}…{ending}"


def _time(value: dt.time) -> str:
    seconds = f":{value.second:02}" if value.second else ""
    return f"{value.hour:02}:{value.minute:02}{seconds}"


def _decimal(value: Decimal) -> str:
    # A very large or small number is shown with an exponent: its zeros would not fit.
    plain = f"{value:f}" if -LONGEST_SHOWN < value.adjusted() < LONGEST_SHOWN else str(value)
    return plain if len(plain) <= LONGEST_SHOWN else str(value)
