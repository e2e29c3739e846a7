"""Hostile and broken workbooks through the real door, each with a good one beside it."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from orderset.rendering.fonts import undrawable
from orderset.workbook.shown import shown_file_name
from tests.hostile import (  # noqa: F401  importing the modules registers their kinds
    formulas,
    markup,
    other_files,
    parts_of_package,
    rows_and_cells,
    sheets,
    zips,
)
from tests.hostile.child import MOST_MEGABYTES, MOST_SECONDS, Ended, orderset
from tests.hostile.file_system import IN_A_FOLDER, NAMES, NOT_PERMITTED
from tests.hostile.kinds import FOUND, REFUSED, TODAY, Kind, good_workbook


MOST_EXPENSIVE = (
    "a_flood_of_cells",
    "a_flood_of_styles",
    "a_flood_of_texts",
    "a_member_of_a_gigabyte_of_nothing",
    "a_tag_of_a_megabyte",
    "entities_that_expand_a_billion_times",
    "a_long_formula_that_thousands_of_cells_share",
    "a_rule_over_forty_thousand_areas",
    "one_long_text_in_every_cell",
    "more_rows_than_there_are_patients_anywhere",
    "a_file_of_eleven_megabytes",
    "a_sheet_that_unpacks_to_a_thousand_times_its_size",
)
GOOD = "zz-good.xlsx"
KINDS = {each.name: each for each in (*REFUSED, *FOUND)}


def checked(folder: Path, inbox: Path) -> Ended:
    ended = orderset("check", inbox, "--format", "json", "--today", TODAY, folder=folder)
    assert "Traceback" not in ended.err
    assert "defect" not in ended.err
    return ended


def inbox_of(folder: Path, kinds: list[Kind]) -> Path:
    inbox = folder / "inbox"
    inbox.mkdir()
    for kind in kinds:
        (inbox / f"{kind.name}.xlsx").write_bytes(kind.make(good_workbook()))
    (inbox / GOOD).write_bytes(good_workbook())
    return inbox


def assert_good(report: dict[str, Any]) -> None:
    """The good workbook beside the hostile ones was read as if it were alone."""
    assert report["usable"]
    assert report["findings"] == []
    outcomes = [each["outcome"] for each in report["patients"]]
    assert outcomes == ["ready", "ready-with-cautions", "ready"]


def test_there_are_many_kinds() -> None:
    assert len(KINDS) == len(REFUSED) + len(FOUND)
    assert len(KINDS) >= 180


def test_each_refused_kind_ends_in_its_finding_and_the_good_workbook_goes_on(
    tmp_path: Path,
) -> None:
    ended = checked(tmp_path, inbox_of(tmp_path, REFUSED))
    assert ended.code == 3
    assert ended.megabytes < MOST_MEGABYTES
    assert ended.seconds < MOST_SECONDS * 6  # all of them together
    reports = ended.workbooks()
    assert len(reports) == len(REFUSED) + 1
    assert_good(reports.pop(GOOD))
    said = {
        name: (
            report["usable"],
            [each["code"] for each in report["findings"]],
            report["patients"],
        )
        for name, report in reports.items()
    }
    assert said == {
        shown_file_name(Path(f"{kind.name}.xlsx")): (False, [*kind.codes], []) for kind in REFUSED
    }


@pytest.mark.parametrize("name", MOST_EXPENSIVE)
def test_the_most_expensive_kinds_alone(tmp_path: Path, name: str) -> None:
    inbox = inbox_of(tmp_path, [KINDS[name]])
    ended = checked(tmp_path, inbox)
    assert ended.code == 3
    assert ended.seconds < MOST_SECONDS
    assert ended.megabytes < MOST_MEGABYTES
    assert_good(ended.workbooks()[GOOD])


def test_each_kind_that_is_read_has_its_finding_in_its_place(tmp_path: Path) -> None:
    ended = checked(tmp_path, inbox_of(tmp_path, FOUND))
    assert ended.code == 1
    assert ended.megabytes < MOST_MEGABYTES
    reports = ended.workbooks()
    assert_good(reports.pop(GOOD))
    missing = {}
    for kind in FOUND:
        report = reports[f"{kind.name}.xlsx"]
        assert report["usable"], kind.name
        said = [
            (each["code"], each["where"] or "")
            for each in (
                *report["findings"],
                *(found for patient in report["patients"] for found in patient["findings"]),
            )
        ]
        if (kind.codes[0], kind.where) not in said:
            missing[kind.name] = said
    assert missing == {}


def test_what_is_no_file_ends_in_one_finding(tmp_path: Path) -> None:
    inbox = inbox_of(tmp_path, [])
    expected = {}
    kinds = dict(IN_A_FOLDER)
    if os.geteuid() != 0:
        kinds["not_permitted.xlsx"] = NOT_PERMITTED
    for name, (code, make) in kinds.items():
        make(inbox / name, good_workbook())
        expected[name] = (False, [code])
    (inbox / "~$list.xlsx").write_bytes(b"an owner file is passed over in a folder")
    ended = checked(tmp_path, inbox)
    assert ended.code == 3
    assert ended.seconds < MOST_SECONDS
    reports = ended.workbooks()
    assert_good(reports.pop(GOOD))
    assert {
        name: (report["usable"], [each["code"] for each in report["findings"]])
        for name, report in reports.items()
    } == expected


def test_an_owner_file_that_is_named_is_refused(tmp_path: Path) -> None:
    (tmp_path / "~$list.xlsx").write_bytes(b"\x04ward" + b" " * 160)
    ended = checked(tmp_path, tmp_path / "~$list.xlsx")
    assert ended.code == 3
    (finding,) = ended.workbooks()["~$list.xlsx"]["findings"]
    assert finding["code"] == "not-a-workbook"


@pytest.mark.parametrize("form", ["json", "text"])
def test_a_name_never_acts(tmp_path: Path, form: str) -> None:
    inbox = inbox_of(tmp_path, [])
    for name in NAMES:
        (inbox / name).write_bytes(good_workbook())
    ended = orderset(
        "check",
        inbox,
        "--format",
        form,
        "--today",
        TODAY,
        "--annotate",
        tmp_path / "returned",
        folder=tmp_path,
    )
    assert (ended.code, ended.err) == (0, "")
    for name in NAMES:
        shown = shown_file_name(Path(name), undrawable(name))
        assert (json.dumps(shown, ensure_ascii=False) if form == "json" else shown) in ended.out
    assert "\x1b" not in ended.out
    assert "\u202e" not in ended.out
    assert len([*(tmp_path / "returned").iterdir()]) == len(NAMES) + 1
    assert not [each for each in tmp_path.rglob("x") if each.is_file()]
