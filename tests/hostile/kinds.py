"""Kinds of hostile and broken workbooks: each a small function with the outcome it must have.

``refused`` kinds stop the workbook: one finding with that code, exit code 3, nothing else.
``found`` kinds are read, and the finding stands in its cell. Every function takes the bytes of a
good workbook and returns those of the hostile one.
"""

import dataclasses
import datetime as dt
import functools
import io
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
from openpyxl.workbook import Workbook

from orderset.protocol.loading import load_protocol
from orderset.protocol.on_the_form import form_rules
from orderset.workbook.template import write_template
from tests.unit.workbook.making import with_part


TODAY = "2026-12-10"
DAY_1 = dt.date(2026, 12, 14)
WORKBOOK_PART = "xl/workbook.xml"
INFUSIONS_PART = "xl/worksheets/sheet2.xml"
STYLES_PART = "xl/styles.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@dataclasses.dataclass(frozen=True)
class Kind:
    name: str
    codes: tuple[str, ...]
    where: str
    make: Callable[[bytes], bytes]


REFUSED: list[Kind] = []
FOUND: list[Kind] = []


def refused(*codes: str) -> Callable[[Callable[[bytes], bytes]], Callable[[bytes], bytes]]:
    """Register a kind that stops the workbook with one finding."""

    def register(make: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
        REFUSED.append(Kind(make.__name__, codes, "", make))
        return make

    return register


def found(
    code: str, where: str = ""
) -> Callable[[Callable[[bytes], bytes]], Callable[[bytes], bytes]]:
    """Register a kind that is read, and has this finding in this place."""

    def register(make: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
        FOUND.append(Kind(make.__name__, (code,), where, make))
        return make

    return register


def found_when(
    code: str, where: str = ""
) -> Callable[[Callable[[Workbook], None]], Callable[[bytes], bytes]]:
    """Register a kind that a person makes in a spreadsheet program."""

    def register(change: Callable[[Workbook], None]) -> Callable[[bytes], bytes]:
        made = functools.partial(changed, change=change)
        FOUND.append(Kind(change.__name__, (code,), where, made))
        return made

    return register


def refused_when(
    *codes: str,
) -> Callable[[Callable[[Workbook], None]], Callable[[bytes], bytes]]:
    """Register a kind that a person makes in a spreadsheet program, and that is refused."""

    def register(change: Callable[[Workbook], None]) -> Callable[[bytes], bytes]:
        made = functools.partial(changed, change=change)
        REFUSED.append(Kind(change.__name__, codes, "", made))
        return made

    return register


@functools.cache
def good_workbook() -> bytes:
    """Return the template with three fictional patients in whom nothing is wrong."""
    with TemporaryDirectory() as folder:
        target = Path(folder) / "good.xlsx"
        write_template(
            target,
            form_rules(load_protocol().rules),
            example_day_1=DAY_1,
        )
        return target.read_bytes()


def changed(data: bytes, change: Callable[[Workbook], None]) -> bytes:
    """Return the workbook as somebody changed it in a spreadsheet program."""
    workbook = openpyxl.load_workbook(io.BytesIO(data))
    change(workbook)
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def replaced(data: bytes, part: str, old: str, new: str, *, times: int = 1) -> bytes:
    """Return the workbook with the first pieces of a part replaced; the piece must be there."""

    def change(text: str) -> str:
        assert old in text, text[:3000]
        return text.replace(old, new, times)

    return with_part(data, part, change)


def with_rows(data: bytes, rows: str) -> bytes:
    """Return the workbook with rows of XML after those of Infusions."""
    return replaced(data, INFUSIONS_PART, "</sheetData>", f"{rows}</sheetData>")
