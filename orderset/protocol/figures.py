"""The figures of a protocol file: a number with its unit and its source, the same or by age.

Numbers are exact decimals; pydantic refuses everything else, and every key that is not declared.
"""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
)


def _exact(value: object) -> Decimal:
    """Accept an integer or a decimal of the file, nothing else (a bool is an int in Python)."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        message = "must be a number"
        raise ValueError(message)  # noqa: TRY004  pydantic turns ValueError into its report
    number = Decimal(value)
    if not number.is_finite():
        message = "must be a finite number"
        raise ValueError(message)
    return number


Number = Annotated[Decimal, BeforeValidator(_exact)]
Sources = Annotated[tuple[str, ...], Field(min_length=1)]
Text = Annotated[str, Field(min_length=1)]
Date = Annotated[dt.date, Field(strict=True)]


class Part(BaseModel):
    """A part of the file: frozen, and no key that is not declared."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Figure(Part):
    """One number a committee may change."""

    value: Number
    unit: Text
    source: Sources
    note: str = ""


class FigureBand(Figure):
    """The value of a figure in one age band, in completed years on day 1 of the cycle."""

    from_years: Number
    below_years: Number | None = None


ONE_FIGURE, AGE_BANDS = "(one figure)", "(age bands)"
"""What a figure by age is told apart by; no part of a key's path."""


def _not_empty(bands: tuple[FigureBand, ...]) -> tuple[FigureBand, ...]:
    if not bands:
        message = "must have an age band"
        raise ValueError(message)
    return bands


def _how_it_is_given(value: object) -> str:
    return AGE_BANDS if isinstance(value, list | tuple) else ONE_FIGURE


FigureByAge = Annotated[
    Annotated[Figure, Tag(ONE_FIGURE)]
    | Annotated[tuple[FigureBand, ...], AfterValidator(_not_empty), Tag(AGE_BANDS)],
    Discriminator(_how_it_is_given),
]
"""One figure for every age, or a list of age bands without gap (see ``checking``)."""


def figure_at(given: Figure | Sequence[FigureBand], age_years: int) -> Figure:
    """Return the figure that counts at an age in completed years.

    Bands include their start and not their end: a child is in the higher band from the birthday on.
    """
    if isinstance(given, Figure):
        return given
    return next(
        each
        for each in given
        if each.from_years <= age_years
        and (each.below_years is None or age_years < each.below_years)
    )


class Figures(Part):
    """A list of numbers a committee may change."""

    value: Annotated[tuple[Number, ...], Field(min_length=1)]
    unit: Text
    source: Sources
    note: str = ""
