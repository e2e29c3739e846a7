"""What a workbook holds: rows of cells as found, each with its address. Nothing interpreted."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from orderset.findings import CellRef, Finding


CellValue = str | Decimal | dt.datetime | dt.time | dt.timedelta | bool | None
"""A number cell is the decimal that the spreadsheet shows (15 significant digits)."""


@dataclasses.dataclass(frozen=True, slots=True)
class Cell:
    """One cell as found.

    ``spoiled`` says that the reader has already reported why the cell cannot be used (an error
    value, a formula without a result, a merge): nobody reports it a second time as missing.
    """

    value: CellValue
    where: CellRef
    spoiled: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One row of a sheet: a cell for every declared column, and what the reader found in it."""

    sheet: str
    number: int
    cells: Mapping[str, Cell]
    findings: tuple[Finding, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class WorkbookContent:
    """A workbook read whole: the rows of its three sheets and the findings on the file itself.

    ``usable`` is false when a finding stops the workbook; the rows are then empty.
    ``sha256`` is of the file's bytes as read. ``protocol_id`` is the protocol that the template was
    made for, or None when the workbook names none.
    """

    name: str
    sha256: str
    usable: bool
    infusions: tuple[Row, ...] = ()
    results: tuple[Row, ...] = ()
    previous_doses: tuple[Row, ...] = ()
    findings: tuple[Finding, ...] = ()
    protocol_id: str | None = None
