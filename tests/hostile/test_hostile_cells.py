"""Attacks in cells through the real door: refused in their cell, or printed as themselves."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from orderset.findings import workbook_definitions
from orderset.rendering.finished import FinishedPage, finished_pages
from tests.hostile.cells import (
    NUMBERS,
    TEXTS,
    TODAY,
    USABLE_NUMBERS,
    VALUES,
    Attack,
    patient,
    write_attacks,
    write_list,
)
from tests.hostile.child import MOST_MEGABYTES, MOST_SECONDS, orderset
from tests.real_door import blank_template, records, site_file


OF_THE_WORKBOOK = set(workbook_definitions())


def said_of(report: dict[str, Any]) -> dict[int, list[tuple[str, str]]]:
    """Return what was found in each row that is not clinical: code and cell."""
    return {
        each["row"]: [
            (found["code"], found["where"])
            for found in each["findings"]
            if found["code"] in OF_THE_WORKBOOK
        ]
        for each in report["patients"]
    }


@pytest.mark.parametrize("attacks", [VALUES, TEXTS], ids=["values", "texts"])
def test_each_attack_is_found_in_its_cell_and_nowhere_else(
    tmp_path: Path, attacks: tuple[Attack, ...]
) -> None:
    places = write_attacks(blank_template(tmp_path), tmp_path / "list.xlsx", attacks)
    ended = orderset(
        "check", tmp_path / "list.xlsx", "--format", "json", "--today", TODAY, folder=tmp_path
    )
    assert (ended.code, ended.err) == (1, "")
    assert ended.seconds < MOST_SECONDS
    assert ended.megabytes < MOST_MEGABYTES
    (report,) = ended.workbooks().values()
    assert report["findings"] == []
    said = said_of(report)
    assert {attack.name: said[row] for row, attack in enumerate(attacks, start=2)} == {
        attack.name: [(code, places[attack]) for code in attack.codes] for attack in attacks
    }


def test_a_hospital_number_that_is_none_is_refused_in_its_cell(tmp_path: Path) -> None:
    patients = [patient(n, hospital_number=each) for n, each in enumerate(NUMBERS.values())]
    write_list(blank_template(tmp_path), tmp_path / "list.xlsx", patients)
    ended = orderset(
        "check", tmp_path / "list.xlsx", "--format", "json", "--today", TODAY, folder=tmp_path
    )
    (report,) = ended.workbooks().values()
    for name, each in zip(NUMBERS, report["patients"], strict=True):
        assert each["outcome"] == "returned", name
        cell = f"Infusions!A{each['row']}"
        assert (each["findings"][0]["where"], each["hospital_number"]) == (cell, None), name


@pytest.mark.parametrize(
    ("numbers", "code"),
    [
        (("HX-1a", "HX-1A"), "identity-conflict"),
        (("HX1O", "HX10"), "hospital-number-lookalike"),
        (("HXl1", "HXI1"), "hospital-number-lookalike"),
        (("HX-7", "HX-7"), "duplicate-patient"),
    ],
)
def test_numbers_that_could_be_taken_for_each_other(
    tmp_path: Path, numbers: tuple[str, str], code: str
) -> None:
    patients = [patient(n, hospital_number=each) for n, each in enumerate(numbers)]
    write_list(blank_template(tmp_path), tmp_path / "list.xlsx", patients)
    ended = orderset(
        "check", tmp_path / "list.xlsx", "--format", "json", "--today", TODAY, folder=tmp_path
    )
    (report,) = ended.workbooks().values()
    for row, said in said_of(report).items():
        assert (code, f"Infusions!A{row}") in said


def dealt(attacks: Sequence[Attack]) -> list[dict[str, Any]]:
    """Return the attacks dealt out to as few rows as they need, one for each column of a row."""
    rows: list[dict[str, Any]] = []
    for attack in attacks:
        free = next((row for row in rows if attack.key not in row), None)
        if free is None:
            free = {}
            rows.append(free)
        free[attack.key] = attack.value
    return rows


def test_what_is_accepted_is_printed_as_itself_and_never_becomes_a_path(tmp_path: Path) -> None:
    rows = dealt([each for each in TEXTS if not each.codes])
    for row, number in zip(rows, USABLE_NUMBERS, strict=False):
        row["hospital_number"] = number
    patients = [patient(number, **row) for number, row in enumerate(rows)]
    write_list(blank_template(tmp_path), tmp_path / "list.xlsx", patients)
    site = site_file(tmp_path, {"documents": ["labels"]})
    out = tmp_path / "out"
    before = set(tmp_path.rglob("*"))
    ended = orderset(
        *("run", tmp_path / "list.xlsx", "-o", out, "--today", TODAY, "--workers", "1"),
        *("--no-progress", "--site", site),
        folder=tmp_path,
    )
    assert ended.code == 0, ended.out
    assert "Traceback" not in ended.err
    new = {each.name for each in set(tmp_path.rglob("*")) - before if out not in each.parents}
    assert new == {"out", "stdout", "stderr"}
    assert not {each.name for each in out.rglob("*")} & {"x", "passwd"}
    folders = [each.parent for each in out.glob("*/patients/*/record.json")]
    assert len({each.name.casefold() for each in folders}) == len(patients)
    by_number = {each["patient"]["hospital_number"]: each["patient"] for each in records(out)}
    paper = [_plain("".join(each.text for each in _pages(folder))) for folder in folders]
    for each in patients:
        record = by_number[str(each.infusion["hospital_number"])]
        for key in ("family_name", "given_name", "ward", "consultant", "notes"):
            if each.infusion.get(key) is not None:
                assert record[key] == str(each.infusion[key])
        name = f"{str(each.infusion['family_name']).upper()}, {each.infusion['given_name']}"
        assert sum(_plain(name) in text for text in paper) == 1, name


def _pages(folder: Path) -> tuple[FinishedPage, ...]:
    return finished_pages((folder / "labels.pdf").read_bytes())


def _plain(text: str) -> str:
    """Return a text without its spaces: a long name stands on two lines."""
    return "".join(text.split())
