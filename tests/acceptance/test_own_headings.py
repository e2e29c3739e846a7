"""A hospital's own export: other headings, another order, columns of its own, no Read me sheet."""

import json
from pathlib import Path

import openpyxl

from orderset.workbook.columns import SHEETS
from tests.builders import case
from tests.real_door import TODAY, blank_template, invoke, records, rows_of_case, write_case


NAMES = {
    "hospital_number": "Hosp No",
    "nhs_number": "NHS No.",
    "family_name": "Surname",
    "given_name": "Forename",
    "date_of_birth": "DOB",
    "weight_kg": "Wt",
    "height_cm": "Ht",
    "test": "Investigation",
    "taken_on": "Collected",
    "given_on": "Infused on",
}


CASE = "C01"


def write_export(folder: Path) -> Path:
    """Write one worked case as a hospital's own system might: nothing of the template in it."""
    rows = rows_of_case(case(CASE))
    export = openpyxl.Workbook()
    export.remove(export.worksheets[0])
    for sheet, key in zip(SHEETS, ("infusions", "results", "previous_doses"), strict=True):
        target = export.create_sheet(sheet.name.upper())
        columns = [*reversed(sheet.columns)]
        target.append([*(NAMES.get(each.key, each.heading) for each in columns), "Printed by"])
        for row in rows[key]:
            target.append([*(row.get(each.key) for each in columns), "system"])
    path = folder / "export.xlsx"
    export.save(path)
    return path


def write_site(folder: Path, left_out: str = "") -> Path:
    lines = [f'{key} = ["{name}"]' for key, name in NAMES.items() if key != left_out]
    path = folder / "site.toml"
    path.write_text("\n".join(["documents = []", "[heading_aliases]", *lines]), "utf-8")
    return path


def plan(root: Path) -> object:
    """Return what one record says, but for the cells that it was read from."""
    (record,) = records(root)
    record["patient"].pop("cells")
    for each in (*record["patient"]["results"], *record["patient"]["previous_doses"]):
        each.pop("where")
    return {key: record[key] for key in ("outcome", "patient", "renal", "cycle", "infusions")}


def test_an_export_is_read_as_it_comes(tmp_path: Path) -> None:
    export, site = write_export(tmp_path), write_site(tmp_path)
    ours = tmp_path / "list.xlsx"
    write_case(blank_template(tmp_path), ours, case(CASE))
    for name, workbook in (("theirs", export), ("ours", ours)):
        run = invoke("run", workbook, "--site", site, "-o", tmp_path / name, "--today", TODAY)
        assert run.exit_code == 0, run.output
    assert plan(tmp_path / "theirs") == plan(tmp_path / "ours")


def test_a_column_of_its_own_is_a_note_and_a_missing_one_names_what_was_looked_for(
    tmp_path: Path,
) -> None:
    export = write_export(tmp_path)
    checked = invoke(
        "check", export, "--site", write_site(tmp_path), "--today", TODAY, "--format", "json"
    )
    assert checked.exit_code == 0
    (workbook,) = json.loads(checked.stdout)["workbooks"]
    notes = [each for each in workbook["findings"] if each["code"] == "column-unknown"]
    assert len(notes) == len(SHEETS)
    assert {each["found"] for each in notes} == {"Printed by"}

    site = write_site(tmp_path, left_out="family_name")
    refused = invoke("check", export, "--site", site, "--today", TODAY)
    assert refused.exit_code == 3
    assert "no column “Family name”" in " ".join(refused.output.split())
    assert "“Surname” is not one of this sheet's columns" in " ".join(refused.output.split())
