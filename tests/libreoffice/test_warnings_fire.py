"""Each early warning is computed by LibreOffice: it shows when it should, and not otherwise.

The formulas of the conditional formats are written into cells of a copy, beside the rows that they
judge, and LibreOffice works them out.
"""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from orderset.protocol.loading import load_protocol
from orderset.protocol.on_the_form import form_rules
from orderset.workbook.columns import INFUSIONS, RESULTS, SHEETS, Sheet
from orderset.workbook.declared_warnings import EarlyWarning
from orderset.workbook.early_warnings import early_warnings
from orderset.workbook.warning_formats import formula_for
from tests.libreoffice.conftest import Office
from tests.libreoffice.scenarios import ALL, DAY, DAY_1, GOOD, Scenario, Shown
from tests.real_door import blank_template
from tools.filling import add_rows


WARNINGS = early_warnings(form_rules(load_protocol().rules))
# The formulas stand to the right of everything that is filled.
FIRST_FORMULA = 40


def judged_by(sheet: Sheet) -> list[tuple[EarlyWarning, str]]:
    return [(each, key) for each in WARNINGS if each.sheet is sheet for key in each.columns]


def rows_of(sheet: Sheet) -> list[dict[str, Any]]:
    """Return the rows of a sheet's scenarios; on Infusions each has a patient of its own."""
    return [
        ({"hospital_number": f"S-{number}"} if sheet is INFUSIONS else {}) | each.row
        for number, each in enumerate(ALL[sheet.name])
    ]


def blood_results() -> list[dict[str, Any]]:
    """Return the results of the scenarios' patients, under names that are aliases too."""
    rows = []
    for patient, each in zip(rows_of(INFUSIONS), ALL[INFUSIONS.name], strict=True):
        day_1 = patient.get("day_1")
        for test, days in (("Creat", each.creatinine), ("adj ca", each.calcium)):
            if days is not None and isinstance(day_1, dt.datetime):
                rows.append(
                    GOOD[RESULTS.name]
                    | {
                        "hospital_number": patient.get("hospital_number"),
                        "test": test,
                        "taken_on": day_1 - days * DAY,
                    }
                )
    return rows


@pytest.fixture(scope="module")
def worked_out(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Worksheet]:
    """Return the sheets with the formulas as LibreOffice worked them out."""
    folder = tmp_path_factory.mktemp("warnings")
    workbook = openpyxl.load_workbook(blank_template(folder))
    for sheet in SHEETS:
        worksheet, rows = workbook[sheet.name], rows_of(sheet)
        # What stands below the scenarios is there for the rows of Infusions alone.
        add_rows(worksheet, sheet, rows + (blood_results() if sheet is RESULTS else []))
        for row in range(2, len(rows) + 2):
            for column, (warning, key) in enumerate(judged_by(sheet), start=FIRST_FORMULA):
                cell = worksheet.cell(row, column, f"={formula_for(warning, key, row)}")
                cell.data_type = "f"
    copy = folder / "formulas.xlsx"
    workbook.save(copy)
    made = office.convert([copy], "xlsx", folder / "worked-out")["formulas"]
    opened = openpyxl.load_workbook(made, data_only=True)
    return {sheet.name: opened[sheet.name] for sheet in SHEETS}


@pytest.mark.parametrize(
    ("number", "scenario"),
    [(number, each) for sheet in SHEETS for number, each in enumerate(ALL[sheet.name])],
    ids=lambda each: each.sheet.name if isinstance(each, Scenario) else str(each),
)
def test_a_row_shows_its_warnings_and_no_other(
    worked_out: Mapping[str, Worksheet], number: int, scenario: Scenario
) -> None:
    row = number + 2
    shown: Shown = set()
    for column, (warning, key) in enumerate(judged_by(scenario.sheet), start=FIRST_FORMULA):
        value = worked_out[scenario.sheet.name].cell(row, column).value
        assert value is not None
        # A formula that ends in an error shows nothing.
        if value is True or value == 1:
            shown.add((warning.code, key))
    assert shown == scenario.shown, scenario.row


def test_every_warning_is_shown_by_a_scenario() -> None:
    for sheet in SHEETS:
        fired = {each for scenario in ALL[sheet.name] for each in scenario.shown}
        assert fired == {(warning.code, key) for warning, key in judged_by(sheet)}


def test_the_form_holds_exactly_these_formulas(tmp_path: Path) -> None:
    workbook = openpyxl.load_workbook(blank_template(tmp_path))
    for sheet in SHEETS:
        found = [
            rule.formula[0]
            for area in workbook[sheet.name].conditional_formatting
            for rule in sorted(area.rules, key=lambda each: each.priority)
        ]
        assert sorted(found) == sorted(formula_for(*each) for each in judged_by(sheet))
    assert DAY_1.weekday() == 0
