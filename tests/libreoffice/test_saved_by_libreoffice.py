"""A workbook that LibreOffice opened and saved is read as before, and is still the same form."""

import functools
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pypdfium2
import pytest
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from orderset.workbook.columns import INFUSIONS, LISTS_SHEET, READ_ME_SHEET, SHEETS
from orderset.workbook.reader import read_workbook
from tests.libreoffice.conftest import Office, Saved
from tests.libreoffice.workbooks import TODAY
from tests.real_door import invoke


STEMS = ("blank", "example", "full", "faulty", "own-headings", "annotated")
WAYS = ("saved", "by_way_of_ods")
A4_LANDSCAPE = (842, 595)


@functools.cache
def check(path: Path) -> tuple[int, Any]:
    """Return the exit code and the report of ``orderset check`` without the file's own hash."""
    site = next(each for each in path.parents if (each / "site.toml").is_file()) / "site.toml"
    result = invoke("check", "--format", "json", "--today", TODAY, "--site", site, path)
    report = json.loads(result.stdout)
    for each in report["workbooks"]:
        each.pop("sha256")
    return result.exit_code, report


@functools.cache
def contents(path: Path) -> Sequence[Sequence[Mapping[str, object]]]:
    """Return what stands in each row of the three sheets, and whether it can be used."""
    content = read_workbook(path)
    return [
        [
            {key: (cell.value, cell.spoiled) for key, cell in row.cells.items()}
            | {"row": row.number, "findings": row.findings}
            for row in rows
        ]
        for rows in (content.infusions, content.results, content.previous_doses)
    ]


def rules_of(workbook: Workbook) -> dict[str, set[tuple[str, str]]]:
    """Return the formulas of the conditional formats and where they stand, by sheet."""
    return {
        sheet.title: {
            (str(area.sqref), rule.formula[0])
            for area in sheet.conditional_formatting
            for rule in area.rules
        }
        for sheet in workbook.worksheets
    }


def words_of(cell: Cell | MergedCell) -> list[str]:
    """Return the words of a cell's comment; lines may be broken elsewhere."""
    return cell.comment.text.split() if cell.comment is not None else []


def messages(sheet: Worksheet) -> set[tuple[str, ...]]:
    """Return the validations with their messages, by the column that they stand on.

    LibreOffice saves a validation to a thousand rows below the last filled one.
    """
    found = set()
    for rule in sheet.data_validations.dataValidation:
        (area,) = rule.sqref.ranges
        assert area.min_row == area.max_row == 1 or area.max_row > 1_000
        texts = (rule.promptTitle, rule.prompt, rule.error, rule.errorStyle)
        formula = rule.formula1.replace("'Lists'", "Lists")
        found.add((area.coord.partition(":")[0], rule.type, formula, *map(str, texts)))
    return found


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("stem", STEMS)
def test_the_same_values_and_the_same_findings(books: Saved, stem: str, way: str) -> None:
    ours, theirs = books.ours[stem], getattr(books, way)[stem]
    if stem != "own-headings":
        assert contents(theirs) == contents(ours)
    assert check(theirs) == check(ours)


def test_the_workbooks_say_what_they_are_made_to_say(books: Saved) -> None:
    outcomes = {stem: check(path)[0] for stem, path in books.ours.items()}
    assert outcomes == {
        "blank": 3,
        "example": 0,
        "full": 0,
        "faulty": 1,
        "own-headings": 0,
        "annotated": 1,
    }
    full = [row for rows in contents(books.ours["full"]) for row in rows]
    assert [row["findings"] for row in full] == [()] * (4 + 20 + 12)
    # The same patients, whatever the headings.
    assert (
        check(books.ours["own-headings"])[1]["workbooks"][0]["patients"]
        == (check(books.ours["full"])[1]["workbooks"][0]["patients"])
    )


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("stem", ["blank", "full"])
def test_warnings_lists_messages_and_protection_survive(books: Saved, stem: str, way: str) -> None:
    ours = openpyxl.load_workbook(books.ours[stem])
    theirs = openpyxl.load_workbook(getattr(books, way)[stem])
    assert theirs.sheetnames == ours.sheetnames
    assert rules_of(theirs) == rules_of(ours)
    assert set(theirs.defined_names) == set(ours.defined_names)
    assert theirs[LISTS_SHEET].sheet_state == "hidden"
    for sheet in SHEETS:
        our, their = ours[sheet.name], theirs[sheet.name]
        assert messages(their) == messages(our)
        for our_heading, their_heading in zip(our[1], their[1], strict=True):
            assert their_heading.value == our_heading.value
            assert words_of(their_heading) == words_of(our_heading) != []
            assert their_heading.fill.fgColor.rgb[2:] == our_heading.fill.fgColor.rgb[2:]
        assert their.print_title_rows == "$1:$1"
        assert their.page_setup.orientation == "landscape"
    infusions = theirs[INFUSIONS.name]
    assert infusions.protection.sheet
    if way == "saved":  # the ods format has no place for what a protected sheet allows
        assert not infusions.protection.sort
        assert not infusions.protection.insertRows
    assert infusions["A1"].protection.locked
    assert not infusions.column_dimensions["A"].protection.locked
    assert theirs[READ_ME_SHEET].protection.sheet
    assert not theirs["Results"].protection.sheet


@pytest.mark.parametrize("way", WAYS)
def test_the_look_of_a_warning_survives(books: Saved, way: str) -> None:
    looks = []
    for path in (books.ours["blank"], getattr(books, way)["blank"]):
        workbook = openpyxl.load_workbook(path)
        looks.append(
            {
                rule.formula[0]: (
                    rule.dxf.fill.bgColor.rgb[2:],
                    bool(rule.dxf.font.b),
                    bool(rule.dxf.font.i),
                    rule.dxf.border.left.style,
                )
                for area in workbook[INFUSIONS.name].conditional_formatting
                for rule in area.rules
            }
        )
    assert looks[0] == looks[1]


@pytest.mark.parametrize("way", WAYS)
def test_an_annotated_copy_keeps_its_comments(books: Saved, way: str) -> None:
    ours = openpyxl.load_workbook(books.ours["annotated"])
    theirs = openpyxl.load_workbook(getattr(books, way)["annotated"])
    assert theirs.sheetnames == ours.sheetnames
    compared = 0
    for our in ours.worksheets:
        for row in our.iter_rows():
            for cell in row:
                their = theirs[our.title][cell.coordinate]
                assert their.value == cell.value
                assert words_of(their) == words_of(cell)
                if cell.comment is not None and cell.comment.author == "orderset":
                    compared += 1
                    assert their.fill.fgColor.rgb[2:] == cell.fill.fgColor.rgb[2:]
    assert compared >= 8


def test_the_pages_are_a4_landscape_and_few(office: Office, books: Saved, tmp_path: Path) -> None:
    sources = [books.ours["blank"], books.ours["example"]]
    made = office.convert(sources, "pdf", tmp_path)
    pages = {}
    for stem, path in made.items():
        with pypdfium2.PdfDocument(path) as document:
            texts = []
            for page in document:
                assert tuple(round(each) for each in page.get_size()) == A4_LANDSCAPE
                texts.append(" ".join(page.get_textpage().get_text_range().split()))
        named = [re.search(r"(\S.*), page (\d+) of (\d+)", text) for text in texts]
        assert all(named)
        pages[stem] = [each[1] for each in named if each]
        infusions = [text for text in texts if "Infusions, page" in text]
        # The patient's name stands on each of the pages side by side.
        assert all("Family name" in text for text in infusions)
    assert {name: pages["example"].count(name) for name in pages["example"]} == {
        "Read me": 6,
        "Infusions": 3,
        "Results": 2,
        "Previous doses": 1,
    }
    assert max(pages["blank"].count(name) for name in pages["blank"]) == 6
