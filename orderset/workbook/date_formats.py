"""Whether the format of a date cell shows the whole date.

Somebody who types “Mar 14” or “5-3” gets a date in which the spreadsheet program has filled in the
day or the year, and sees only what was typed: such a date is not used.
"""

import re


# A text in quotation marks, one literal letter, a blank, a filler, a bracket; then any one sign.
_PIECE = re.compile(
    r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|AM/PM|A/P|[yY]+|[mM]+|[dD]+|[hH]+|[sS]+|.', re.DOTALL
)
_LETTERS_OR_DIGITS = re.compile(r"[^\W_]")
# What stands between the parts of a date and a time in words, and the signs of East Asian dates.
_HARMLESS_WORDS = frozenset({"", "t", "z", "at", "of", "年", "月", "日", "년", "월", "일"})


def shows_whole_date(number_format: str) -> bool:
    """Whether a format shows day, month and year of a date, and nothing that looks like them.

    Example:
        >>> shows_whole_date("dd-mmm-yyyy"), shows_whole_date("d/m/yy h:mm")
        (True, True)
        >>> shows_whole_date("mmm-yy"), shows_whole_date('d "Mar" yyyy'), shows_whole_date(";;;")
        (False, False, False)
    """
    shown: set[str] = set()
    for piece in _PIECE.findall(number_format.partition(";")[0]):
        if piece[0] in '"\\':
            words = piece.strip('"') if piece[0] == '"' else piece[1:]
            is_word = bool(_LETTERS_OR_DIGITS.search(words))
            if is_word and words.strip(" .,").casefold() not in _HARMLESS_WORDS:
                return False
        elif piece[0] in "[_*":
            continue
        elif piece[0] in "0#?":
            return False
        else:
            shown.add(piece[0].casefold())
    return shown >= {"y", "m", "d"} and not _is_weekday_alone(number_format)


def _is_weekday_alone(number_format: str) -> bool:
    """Whether the only day shown is that of the week: three letters d or more are its name."""
    return not re.search(r"(?<![dD])[dD]{1,2}(?![dD])", number_format)
