"""Letters of other alphabets, and digits, that look like a letter of the Latin one."""

import unicodedata


# Cyrillic and Greek letters that most fonts draw exactly like the Latin one below them.
_LIKE = "АВЕЅІЈКМНОРСТУХаеосрхуіјѕԁһΑΒΕΖΗΙΚΜΝΟΡΤΥΧονμρα"
_LATIN = "ABESIJKMHOPCTYXaeocpxyijsdhABEZHIKMNOPTYXovupa"
_AS_LATIN = str.maketrans(_LIKE, _LATIN)
_AS_DIGIT = str.maketrans("oil", "011")


def as_latin(text: str) -> str:
    r"""Return a text with the letters that look Latin replaced by those they look like.

    Example:
        >>> as_latin("W\N{CYRILLIC SMALL LETTER IE}ight")
        'Weight'
    """
    return text.translate(_AS_LATIN)


def as_digits(number: str) -> str:
    """Return an identifier with the letters that look like digits replaced by those.

    Example:
        >>> as_digits("H1O2") == as_digits("H102")
        True
    """
    return number.casefold().translate(_AS_DIGIT)


def mixes_alphabets(text: str) -> bool:
    r"""Whether one word has Latin letters and letters of an alphabet that looks like it.

    Example:
        >>> mixes_alphabets("Amelia"), mixes_alphabets("\N{CYRILLIC CAPITAL LETTER A}melia")
        (False, True)
    """
    for word in text.split():
        alphabets = {
            unicodedata.name(letter, "").partition(" ")[0] for letter in word if letter.isalpha()
        }
        if "LATIN" in alphabets and alphabets & {"CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"}:
            return True
    return False


def has_stacked_marks(text: str) -> bool:
    r"""Whether a letter carries more marks than any language writes: three or more.

    Example:
        >>> has_stacked_marks("Nguyễn"), has_stacked_marks("a" + "\u0301" * 3)
        (False, True)
    """
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        if marks > 2:  # noqa: PLR2004  as the name says
            return True
    return False
