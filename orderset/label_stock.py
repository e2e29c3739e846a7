"""Label stock: what may be in the printer, and where each label lies on it.

The figures are data, ``data/label_stock.toml``, and every sum is checked when they are read. A
stock that is too small for our label is refused by name: a label is printed at its size or not at
all.

Source: printing.md 8.
"""

import dataclasses
import functools
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from importlib import resources
from typing import Annotated, Self

import pydantic
from pydantic import BaseModel, ConfigDict, Field


LABEL_WIDTH_MM = Decimal(102)
LABEL_HEIGHT_MM = Decimal(76)
"""The label as designed: the rules for what stands on it need this room (printing.md LBL-35)."""

DEFAULT_STOCK = "thermal-102x76"

EDGE_MM = Decimal(3)
"""How far from a sheet's edge our label stays. It leaves 2 mm or more of itself white, so nothing
is printed on the 5 mm that office printers cannot reach (printing.md PDF-10, FKU)."""

Millimetres = Annotated[Decimal, Field(ge=0, le=500)]
Size = tuple[Annotated[Decimal, Field(gt=0, le=500)], Annotated[Decimal, Field(gt=0, le=500)]]
Count = Annotated[int, Field(strict=True, ge=1, le=50)]


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """Where one of our labels is printed: its sheet, from 1, and its upper left corner in mm."""

    sheet: int
    left_mm: Decimal
    top_mm: Decimal


class LabelStock(BaseModel):
    """One kind of label. Keys are those of the file; all lengths are in mm."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    page: Size
    columns: Count
    rows: Count
    left: Millimetres
    top: Millimetres
    across: Millimetres
    down: Millimetres
    label: Size
    outlined: bool = False
    source: Annotated[str, Field(min_length=1)]

    @pydantic.model_validator(mode="after")
    def _sums_close(self) -> Self:
        """Check that every label lies on the page, and none on another."""
        for axis, count, start, pitch, size, page in (
            ("across", self.columns, self.left, self.across, self.label[0], self.page[0]),
            ("down", self.rows, self.top, self.down, self.label[1], self.page[1]),
        ):
            end = start + (count - 1) * pitch + size
            if end > page:
                message = f"{axis}: the last label ends at {end} mm, the page at {page} mm"
                raise ValueError(message)
            if count > 1 and pitch < size:
                message = f"{axis}: labels of {size} mm begin every {pitch} mm, so they overlap"
                raise ValueError(message)
        return self

    @pydantic.model_validator(mode="after")
    def _ours_lies_within(self) -> Self:
        """Check that our label, kept off the sheet's edges, still lies on the labels of a sheet."""
        if self.is_sheet and self.holds_label:
            for cell, ours in zip(self.cells(), self.places(self.per_page), strict=True):
                beyond = (
                    cell[0] - ours.left_mm,
                    ours.left_mm + LABEL_WIDTH_MM - cell[0] - self.label[0],
                    cell[1] - ours.top_mm,
                    ours.top_mm + LABEL_HEIGHT_MM - cell[1] - self.label[1],
                )
                if max(beyond) > 0:
                    message = f"our label cannot stay {EDGE_MM} mm from the edges of the page"
                    raise ValueError(message)
        return self

    @property
    def per_page(self) -> int:
        """How many labels a page holds."""
        return self.columns * self.rows

    @property
    def is_sheet(self) -> bool:
        """Whether a page holds more than one label, so that one can be used in part."""
        return self.per_page > 1

    @property
    def holds_label(self) -> bool:
        """Whether our label goes on it unchanged."""
        return self.label[0] >= LABEL_WIDTH_MM and self.label[1] >= LABEL_HEIGHT_MM

    def cells(self) -> Iterator[tuple[Decimal, Decimal]]:
        """Yield the upper left corner of each label of a page, row by row."""
        for row in range(self.rows):
            for column in range(self.columns):
                yield self.left + column * self.across, self.top + row * self.down

    def places(self, count: int, first: int = 1) -> Iterator[Place]:
        """Yield where each of ``count`` labels is printed, in order.

        Ours lies in the middle of a label that is larger, or on a sheet as near to it as the edges
        allow.

        Args:
            count: How many there are.
            first: The position on the first sheet that the first of them takes, from 1, where the
                positions before it are used up.

        Raises:
            ValueError: a page has no such position.
        """
        if not 1 <= first <= self.per_page:
            message = f"a page has the positions 1 to {self.per_page}, not {first}"
            raise ValueError(message)
        cells = list(self.cells())
        for position in range(first - 1, first - 1 + count):
            left, top = cells[position % self.per_page]
            yield Place(
                sheet=position // self.per_page + 1,
                left_mm=self._placed(left, self.label[0], LABEL_WIDTH_MM, self.page[0]),
                top_mm=self._placed(top, self.label[1], LABEL_HEIGHT_MM, self.page[1]),
            )

    def _placed(self, start: Decimal, room: Decimal, size: Decimal, page: Decimal) -> Decimal:
        """Return where our label begins along one axis."""
        middle = start + (room - size) / 2
        if not self.is_sheet:
            return middle
        return min(max(middle, EDGE_MM), page - EDGE_MM - size)


@functools.cache
def label_stocks() -> Mapping[str, LabelStock]:
    """Return every stock that is known, by its name in the settings.

    Raises:
        pydantic.ValidationError: a sum does not close.
    """
    text = resources.files("orderset").joinpath("data/label_stock.toml").read_text("utf-8")
    return stocks_from(text)


def stocks_from(text: str) -> Mapping[str, LabelStock]:
    """Return the stocks that a file describes.

    Raises:
        pydantic.ValidationError: a key or value is wrong, or a sum does not close.
    """
    data = tomllib.loads(text, parse_float=Decimal)
    return {name: LabelStock.model_validate(fields) for name, fields in data.items()}


def usable_stocks() -> tuple[str, ...]:
    """Return the names of the stocks that hold our label."""
    return tuple(name for name, stock in label_stocks().items() if stock.holds_label)


def usable_stock(name: str) -> str:
    """Return the name of a stock that our label goes on.

    Raises:
        ValueError: there is no such stock, or it is too small; the message says which can be used.
    """
    stock = label_stocks().get(name)
    usable = ", ".join(usable_stocks())
    if stock is None:
        message = f"no such label stock; there are {usable}"
        raise ValueError(message)
    if not stock.holds_label:
        message = (
            f"the labels of {name} are {stock.label[0]} × {stock.label[1]} mm; ours is "
            f"{LABEL_WIDTH_MM} × {LABEL_HEIGHT_MM} mm and never shrunk; large enough are {usable}"
        )
        raise ValueError(message)
    return name
