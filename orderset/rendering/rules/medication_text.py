"""The ban list of printing.md 1.5: how a number, a unit and a medicine may be written.

The patient's own words are taken out before anything is looked for, by their exact letters and as
often as they are printed; a pattern is never loosened for a name.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from orderset.documents.document import NO_BREAK_SPACE, Spelling
from orderset.rendering.page_text import HYPHEN_AT_LINE_END


PATTERNS: Mapping[str, re.Pattern[str]] = {
    name: re.compile(pattern, re.MULTILINE)
    for name, pattern in {
        "TRAILZERO": r"(?<![\d.,])\d+\.\d*0(?=\D|$)",
        "NAKED": r"(?<![\d\w.])\.\d",
        "RUNON_NUM_UNIT": r"\d(?:mg|mL|ml|g|kg|L|mmol|units?|micrograms?)\b",
        "RUNON_NAME_NUM": r"\b[a-z]{4,}\d",
        "THOUSANDS": r"(?<![\d.,/-])\d{4,}(?=[ \u00a0\u2009\u202f]?(?:mg|mL|g|units|L)\b)",
        "UNITDOT": r"\b(?:mg|mL|mcg)\.(?!\d)(?=\s+[a-z0-9(]|$)",
        "ML_CASE": r"\b(?:ml|ML|mls|cc)\b",
        "MICRO": r"[µμ]g|\bmcg\b|\bug\b",
        "BADABBR": (
            r"(?<!\w)(?:IU|U|QD|qd|q\.d\.|QOD|q\.o\.d\.|o\.d\.|OD|BT|D/C|HS|SC|SQ|TIW|MSO4"
            r"|MgSO4|NaCl|N/S|D5W)(?!\w)"
        ),
        "FRACDAY": r"(?<![\d/])\d{1,2}/(?:7|12|24|52)(?![\d/])",
        "SYMB": r"[<>@&|]",
        "SLASHPER": r"(?:mg|mL|units)\s*/\s*(?:mL|h|hr|hour|kg|\d)",
        "SCI": r"\d[eE][+-]?\d|\d×10",
        "NUMDATE": r"\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b",
        "AMPM": r"\b\d{1,2}(?::\d{2})?\s?(?:am|pm|AM|PM)\b",
        "NHSFMT": r"(?<!\d)\d{10}(?!\d)",
        "NANNONE": r"\b(?:nan|NaN|None|null|undefined|Infinity|inf|NaT)\b|\{\{|\}\}|\[object",
    }.items()
}
"""By their names in printing.md."""

WORDS: Mapping[str, str] = {
    "TRAILZERO": "has a zero behind the point that says nothing",
    "NAKED": "has no figure before the point",
    "RUNON_NUM_UNIT": "runs number and unit together",
    "RUNON_NAME_NUM": "runs name and number together",
    "THOUSANDS": "has no comma at the thousands",
    "UNITDOT": "has a full stop behind the unit",
    "ML_CASE": "is not how mL is written",
    "MICRO": "abbreviates micrograms",
    "BADABBR": "is an abbreviation that is misread",
    "FRACDAY": "writes days as a fraction",
    "SYMB": "is a sign that is misread",
    "SLASHPER": "has a stroke instead of per",
    "SCI": "is a power of ten",
    "NUMDATE": "is a date in figures only",
    "AMPM": "is not the 24-hour clock",
    "NHSFMT": "is an NHS number without its groups",
    "NANNONE": "is a program's word",
}

_UNIT_WORDS = "micrograms?|mcg|mg|mL|kg|g|L|mmol|units|hours?|minutes?"
_PARTED = re.compile(rf"\d(?:[ \u202f\u2009]|\s*[\r\n]+\s*)(?:{_UNIT_WORDS})\b")
_TALL_MAN = re.compile(r"\b[a-z]+[A-Z]{2,}[A-Za-z]*\b")
_SHOWN_AROUND = 8
_TAKEN = "\0"


def lint(text: str, names: Iterable[str]) -> Iterator[str]:
    """Yield what the patterns of these names find, in plain words.

    Example:
        >>> [*lint("give 60.0 mg", ["TRAILZERO"])]
        ['“give 60.0 mg” has a zero behind the point that says nothing.']
    """
    for name in names:
        for found in PATTERNS[name].finditer(text):
            yield f"{_around(text, found)} {WORDS[name]}."


def parted(text: str) -> Iterator[str]:
    r"""Yield each number that a line's end or an ordinary space parts from its unit.

    Example:
        >>> [*parted("over 2\u00a0hours at 50 mL")]
        ['“at 50 mL” does not keep number and unit together.']
    """
    for found in _PARTED.finditer(text):
        yield f"{_around(text, found)} does not keep number and unit together."


def other_names(text: str, spelling: Spelling | None) -> Iterator[str]:
    """Yield each of the names in a text that the protocol says are never written.

    A name in capitals is an abbreviation: in other letters it may be a word of its own.

    Example:
        >>> spelling = Spelling("calcium folinate", ("LV", "Refolinon"))
        >>> [*other_names("LV or refolinon", spelling), *other_names("Lv", spelling)]
        ['LV', 'refolinon']
    """
    for name in spelling.never_written if spelling else ():
        whatever_case = re.NOFLAG if name.isupper() else re.IGNORECASE
        for found in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text, whatever_case):
            yield found[0]


def parts_of_name(text: str, spelling: Spelling | None) -> Iterator[str]:
    """Yield each word in a text with which a part of the medicine's name begins, or that it is.

    The whole name is taken out before, in whatever letters: that it is lower case is another rule.

    Example:
        >>> [*parts_of_name("calcium folinate, Folinates", Spelling("calcium folinate", ()))]
        ['Folinates']
    """
    if spelling is None:
        return
    rest = re.sub(rf"(?<!\w){re.escape(spelling.name)}(?!\w)", " ", text, flags=re.IGNORECASE)
    for part in spelling.name.split():
        for found in re.finditer(rf"(?<!\w){re.escape(part)}\w*", rest, re.IGNORECASE):
            yield found[0]


def tall_man(text: str) -> Iterator[str]:
    """Yield each word that has capitals in its middle.

    Example:
        >>> [*tall_man("calcium foLINate")]
        ['“foLINate” has capitals in its middle.']
    """
    for found in _TALL_MAN.finditer(text):
        yield f"“{found[0]}” has capitals in its middle."


def masked(text: str, words: Iterable[str]) -> str:
    r"""Take each of ``words`` out of ``text``, once, wherever a line ended in it.

    Example:
        >>> masked("OD, Null (Dr)\r\nOD", ["OD, Null (Dr)"])
        ' \r\nOD'
    """
    places = [place for place, letter in enumerate(text) if not letter.isspace()]
    letters = "".join(text.split()).replace(HYPHEN_AT_LINE_END, "-")
    pieces = list(text)
    for word in sorted({"".join(each.split()) for each in words}, key=len, reverse=True):
        start = letters.find(word) if word else -1
        while start >= 0 and not _stands_alone(text, places[start], places[start + len(word) - 1]):
            start = letters.find(word, start + 1)
        if start < 0:
            continue
        first, last = places[start], places[start + len(word) - 1]
        pieces[first : last + 1] = [" ", *[""] * (last - first)]
        letters = f"{letters[:start]}{_TAKEN * len(word)}{letters[start + len(word) :]}"
    return "".join(pieces)


def _stands_alone(text: str, first: int, last: int) -> bool:
    before, behind = text[first - 1 : first], text[last + 1 : last + 2]
    return not (before.isalnum() or behind.isalnum())


def _around(text: str, found: re.Match[str]) -> str:
    start, end = max(found.start() - _SHOWN_AROUND, 0), found.end() + _SHOWN_AROUND
    while 0 < start < found.start() and not text[start - 1].isspace():
        start += 1
    while end < len(text) and end > found.end() and not text[end].isspace():
        end -= 1
    return f"“{' '.join(text[start:end].replace(NO_BREAK_SPACE, ' ').split())}”"
