"""Every system, code and unit that may leave the program, and nothing else.

They are data with their sources, ``data/codes.toml``. What has no code there is written as text:
a code that nobody gave us could make another medicine or another test of it.
Source: printing.md 6, INT-02 and INT-03.
"""

import functools
import tomllib
from decimal import Decimal
from importlib import resources
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


Text = Annotated[str, Field(min_length=1)]

Element = dict[str, object]
"""A part of a resource: names of FHIR to text, decimals, lists and parts."""


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class System(_Entry):
    """What an identifier is numbered by."""

    system: Text
    source: Text


class Coding(_Entry):
    """One code of a terminology."""

    system: Text
    code: Text
    display: Text
    source: Text


class Unit(_Entry):
    """The UCUM code of a unit."""

    code: Text
    source: Text


class Units(_Entry):
    """The units by their names in workbooks and on paper, and those that have no code."""

    system: Text
    codes: dict[Text, Unit]
    as_text: dict[Text, Text]


class Values(_Entry):
    """The codes that one element of FHIR may hold, of all that FHIR allows there."""

    codes: Annotated[tuple[Text, ...], Field(min_length=1)]
    source: Text


class Codes(_Entry):
    """Everything that may be used."""

    identifier: dict[Text, System]
    coding: dict[Text, Coding]
    unit: Units
    element: dict[Text, Values]


@functools.cache
def codes() -> Codes:
    """Return the codes that the package ships."""
    content = (resources.files("orderset.exchange") / "data" / "codes.toml").read_text("utf-8")
    return Codes.model_validate(tomllib.loads(content))


def quantity(value: Decimal, unit: str) -> Element:
    """Return a quantity with its UCUM code.

    Args:
        value: the number as printed.
        unit: the unit as a workbook or a document has it, for example ``µmol/L``.

    Raises:
        KeyError: no source gives a code for that unit, so it must be written as text.

    Example:
        >>> quantity(Decimal("62.5"), "mL per hour")["code"]
        'mL/h'
    """
    known = codes().unit
    return {
        "value": value,
        "unit": unit,
        "system": known.system,
        "code": known.codes[unit].code,
    }


def has_code(unit: str) -> bool:
    """Tell whether a source gives a UCUM code for a unit."""
    return unit in codes().unit.codes


def coded(key: str, text: str) -> Element:
    """Return a concept that has a code, with the words that are printed for it."""
    known = codes().coding[key]
    coding = {"system": known.system, "code": known.code, "display": known.display}
    return {"coding": [coding], "text": text}


def in_words(text: str) -> Element:
    """Return a concept for which no source gives a code."""
    return {"text": text}
