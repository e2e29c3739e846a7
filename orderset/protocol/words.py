"""What each key of a protocol is called by people, and the unit that its figure is given in."""

import tomllib
from collections.abc import Mapping
from importlib import resources

from pydantic import BaseModel


_TABLE: Mapping[str, Mapping[str, Mapping[str, str]]] = tomllib.loads(
    resources.files("orderset").joinpath("data", "protocol_words.toml").read_text("utf-8")
)


def words(part: BaseModel, key: str) -> str:
    """Return the words for a key of a part of a protocol."""
    return _TABLE[type(part).__name__][key]["words"]


def unit(part: BaseModel, key: str) -> str:
    """Return the unit in which a figure must be given, empty if the key holds no figure."""
    return _TABLE[type(part).__name__][key].get("unit", "")


def capitalised(text: str) -> str:
    """Begin with a capital, and leave the rest: it may hold units and abbreviations."""
    return text[:1].upper() + text[1:]
