"""A bundle as bytes: JSON in which every decimal has exactly the digits that were meant."""

import json
from decimal import Decimal

from orderset.exchange.codes import Element
from orderset.quantities import plain


def written(bundle: Element) -> bytes:
    r"""Return a bundle as it stands in its file.

    Python's own writer knows no decimals, and by way of a float a number could gain digits.

    Example:
        >>> written({"value": Decimal("62.50"), "count": 1}).decode()
        '{\n "value": 62.5,\n "count": 1\n}\n'
    """
    return (_text(bundle, "\n") + "\n").encode()


def read(content: bytes) -> object:
    """Return what a file holds, its numbers as decimals."""
    return json.loads(content, parse_float=Decimal)


def _text(value: object, line: str) -> str:
    below = f"{line} "
    match value:
        case dict():
            pairs = (f"{_quoted(k)}: {_text(v, below)}" for k, v in value.items())
            return "{" + below + f",{below}".join(pairs) + line + "}"
        case list():
            return "[" + below + f",{below}".join(_text(v, below) for v in value) + line + "]"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case Decimal():
            return plain(value)
        case str():
            return _quoted(value)
        case _:
            message = f"{type(value).__name__} cannot stand in a bundle"
            raise TypeError(message)


def _quoted(text: object) -> str:
    return json.dumps(text, ensure_ascii=False)
