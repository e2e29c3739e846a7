"""No test of the suite may make the program name a patient on standard error or in a log.

Everything that a test's program says there is listened to: what pytest captures of this process,
its loggers and its children, what a test reads of a program that it started itself, and what
click's runner keeps. A test during which a fictional patient is named fails, whatever it shows.

The forbidden words are those of the patients that the samples and the tests are made of:

* a name of four letters or more, unless the program says each word of it itself: ``Example`` is a
  hospital's too, and the patients who show the findings are called ``Dose-Capped`` and so on;
* a date of birth, unless another column of the samples holds the same date;
* a hospital number of six signs or more with a digit in it;
* any NHS number that begins with 999, whoever's it is.
"""

import ast
import contextlib
import datetime as dt
import functools
import json
import re
import subprocess
from collections.abc import Generator, Iterator, Mapping
from pathlib import Path
from typing import Any

import click.testing
import openpyxl
import pytest

from orderset.workbook.columns import INFUSIONS
from orderset.workbook.example_patients import PLANNED_INFUSIONS
from tests.real_door import IDENTITY


_ROOT = Path(__file__).parents[1]
_NHS_NUMBER = re.compile(r"(?<!\d)999[ -]?\d{3}[ -]?\d{4}(?!\d)")
_IN_A_TEST = re.compile(r"""["']?(?:family|given)_name["']?\s*[:=]\s*["']([^"'\\\n]{4,})["']""")
_FOLDER_OF_A_TEST = re.compile(r"\S*pytest-of-\S*")
"""A path that pytest makes from a test's name, which may be that of a patient."""

_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST_NAME, _SHORTEST_NUMBER = 4, 6
_NAMES = ("family_name", "given_name")


@functools.cache
def forbidden() -> re.Pattern[str]:
    """Return what finds any forbidden word; letters of a word in whatever case."""
    names, numbers = set(_names_in_tests()), set[str]()
    born, other_dates = set[dt.date](), set[dt.date]()
    for patient in _patients():
        names |= {str(patient[key]) for key in _NAMES if patient.get(key)}
        numbers.add(str(patient.get("hospital_number") or ""))
        for key, value in patient.items():
            if (day := _day(value)) is not None:
                (born if key == "date_of_birth" else other_dates).add(day)
    words = {each.strip() for each in names if not _says_nothing(each)}
    words |= {each for each in numbers if len(each) >= _SHORTEST_NUMBER and re.search(r"\d", each)}
    for day in born - other_dates:
        words |= {day.isoformat(), f"{day:%d/%m/%Y}", f"{day:%d.%m.%Y}", f"{day:%d-%b-%Y}"}
    either = "|".join(re.escape(each) for each in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)|{_NHS_NUMBER.pattern}", re.IGNORECASE)


def _says_nothing(name: str) -> bool:
    """Tell a name that is too short to be looked for, or made of our own words alone."""
    if len(name.strip()) < _SHORTEST_NAME:
        return True
    return all(word.casefold() in _own_words() for word in _WORD.findall(name))


def leaked(text: str) -> str | None:
    """Return the first forbidden word of a text with what stands around it, or None."""
    said = _FOLDER_OF_A_TEST.sub("", text)
    found = forbidden().search(said)
    return None if found is None else said[max(0, found.start() - 60) : found.end() + 60]


def _patients() -> Iterator[Mapping[str, object]]:
    """Yield the patients of the samples, of the example and of the worked cases."""
    for path in sorted((_ROOT / "sample_inputs").glob("*.xlsx")):
        with contextlib.closing(openpyxl.load_workbook(path)) as opened:
            rows = iter([*opened[INFUSIONS.name].values])
        keys = {column.heading: column.key for column in INFUSIONS.columns}
        headings = [keys.get(str(each), "") for each in next(rows)]
        yield from (dict(zip(headings, row, strict=False)) for row in rows)
    yield from PLANNED_INFUSIONS
    yield IDENTITY
    for each in json.loads((_ROOT / "tests/clinical/cases.json").read_text("utf-8"))["cases"]:
        yield each["infusion"]


def _names_in_tests() -> Iterator[str]:
    for folder in ("tests", "tools"):
        for path in sorted((_ROOT / folder).rglob("*.py")):
            yield from _IN_A_TEST.findall(path.read_text("utf-8"))


@functools.cache
def _own_words() -> frozenset[str]:
    """Return the words that the program has of its own, which say nothing of a patient."""
    texts = [
        path.read_text("utf-8")
        for pattern in ("orderset/**/*.toml", "templates/**/*.html", "sample_inputs/*.toml")
        for path in sorted(_ROOT.glob(pattern))
    ]
    for path in sorted((_ROOT / "orderset").rglob("*.py")):
        if path.name != "example_patients.py":
            texts += _strings(ast.parse(path.read_text("utf-8")))
    return frozenset(word.casefold() for text in texts for word in _WORD.findall(text))


def _strings(module: ast.Module) -> Iterator[str]:
    """Yield the strings of a module, without docstrings, whose examples name patients."""
    statements = {id(each.value) for each in ast.walk(module) if isinstance(each, ast.Expr)}
    for each in ast.walk(module):
        match each:
            case ast.Constant(value=str(text)) if id(each) not in statements:
                yield text


def _day(value: object) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return dt.date.fromisoformat(value)
    return None


class LeakWatch:
    """The plugin: fails the test during which a patient was named."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Listen to the programs that tests start and to click's runner."""
        self._heard: list[str] = []
        started, ran = subprocess.Popen.communicate, click.testing.CliRunner.invoke

        def communicate(popen: Any, *arguments: Any, **options: Any) -> Any:
            said = started(popen, *arguments, **options)
            self._hear(said[1])
            return said

        def invoke(runner: Any, *arguments: Any, **options: Any) -> click.testing.Result:
            result = ran(runner, *arguments, **options)
            self._hear(result.stderr)
            return result

        monkeypatch.setattr(subprocess.Popen, "communicate", communicate)
        monkeypatch.setattr(click.testing.CliRunner, "invoke", invoke)

    def _hear(self, said: str | bytes | None) -> None:
        if said:
            self._heard.append(said.decode(errors="replace") if isinstance(said, bytes) else said)

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        heard, self._heard = self._heard, []
        # What the parts before have captured is in the report of each part that follows.
        heard += [
            text
            for when, kind, text in item._report_sections
            if when == call.when and kind in {"stderr", "log"}
        ]
        told = next((found for each in heard if (found := leaked(each))), None)
        if told is not None:
            report.outcome = "failed"
            report.longrepr = (
                f"{item.nodeid}: standard error or a log names a patient.\n…{told}…\n"
                "See tests/leaks.py."
            )
        return report
