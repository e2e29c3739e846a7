"""The workbooks that go through LibreOffice: blank, the example, a full one, one with own headings.

Everybody in them is fictional.
"""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl

from orderset.workbook.columns import INFUSIONS, RESULTS
from tests.real_door import invoke
from tools.filling import fill


TODAY = "2026-12-04"
DAY_1 = dt.datetime(2026, 12, 7)  # noqa: DTZ001  workbooks know no time zone
MEASURED = dt.datetime(2026, 12, 1)  # noqa: DTZ001  as above
TAKEN = dt.datetime(2026, 12, 3, 9, 15)  # noqa: DTZ001  as above
BORN = dt.datetime(2014, 2, 28)  # noqa: DTZ001  as above
GIVEN = dt.datetime(2026, 9, 7)  # noqa: DTZ001  as above

SITE = """hospital = "Example Hospital"

[heading_aliases]
hospital_number = ["Hosp No", "MRN"]
family_name = ["Surname"]
date_of_birth = ["DOB"]
weight_kg = ["Wt kg"]
taken_on = ["Collected"]
"""
"""A site that names its own headings; one of them stands on two sheets, one on all three."""

OWN_HEADINGS: Mapping[str, str] = {
    "Hospital number": "Hosp No",
    "Family name": "SURNAME ",
    "Date of birth": "dob",
    "Weight (kg)": "Wt  kg",
    "Taken on": "Collected",
}

# As they are: a combining accent, an apostrophe that is none of ASCII, Greek, Cyrillic.
NAMES = (
    ("O\u2019S\u00failleabh\u00e1in", "Zo\u00eb"),
    ("Nguye\u0302\u0303n", "\u0141ukasz"),
    ("\u03a0\u03b1\u03c0\u03b1\u03b4\u03cc\u03c0\u03bf\u03c5\u03bb\u03bf\u03c2", "Ffion"),
    ("\u0418\u0432\u0430\u043d\u043e\u0432\u0430", "Si\u00e2n"),
)
# Hospital numbers that a spreadsheet likes to take for a number or a date.
NUMBERS = ("0012345", "3-12", "1E5", "00/77")
NHS_NUMBERS = ("999 000 0018", "9990123454", "999 023 4566", None)


def write_workbooks(folder: Path) -> Mapping[str, Path]:
    """Write the workbooks and return them by their stem."""
    made = {
        stem: folder / f"{stem}.xlsx"
        for stem in ("blank", "example", "full", "faulty", "own-headings", "annotated")
    }
    assert invoke("template", "-o", made["blank"]).exit_code == 0
    example = invoke("template", "--example", "--today", TODAY, "-o", made["example"])
    assert example.exit_code == 0
    fill(made["blank"], made["full"], **full_rows())
    _write_faulty(made["blank"], made["faulty"])
    _write_own_headings(made["full"], made["own-headings"])
    (folder / "site.toml").write_text(SITE, "utf-8")
    check = invoke("check", "--today", TODAY, "--annotate", folder / "back", made["faulty"])
    assert check.exit_code == 1, check.output
    (folder / "back" / "faulty.xlsx").rename(made["annotated"])
    return made


def full_rows() -> dict[str, list[dict[str, Any]]]:
    """Return rows that fill every column, for names and numbers that are easily damaged."""
    infusions: list[dict[str, Any]] = [
        {
            "hospital_number": number,
            "nhs_number": nhs_number,
            "family_name": family_name,
            "given_name": given_name,
            "title": "Miss",
            "date_of_birth": BORN,
            "sex": "Female",
            "weight_kg": Decimal("41.05"),
            "weight_measured_on": MEASURED,
            "height_cm": Decimal("152.5"),
            "height_measured_on": MEASURED,
            "allergies": "Penicillin (rash) – moderate",
            "indication": "NSAIDs failed",
            "vertebral_involvement": "No",
            "cycle_number": 2,
            "day_1": DAY_1,
            "planned_start": dt.time(9, 5),
            "current_medicines": "Colecalciferol 800 units once daily; Omeprazole 20 mg",
            "pain_vas": Decimal("6.5"),
            "ward": "Example Day Unit",
            "consultant": "Dr A. Example",
            "contact": "ext. 0000",
            "authorised_findings": "vitamin-d-missing; albuminuria-overdue",
            "authorised_by": "Dr A. Example",
            "authorised_on": MEASURED,
            "notes": "Fictional patient; 1/2 portion, 50 % = µg",
        }
        for number, nhs_number, (family_name, given_name) in zip(
            NUMBERS, NHS_NUMBERS, NAMES, strict=True
        )
    ]
    assert set(infusions[0]) == {each.key for each in INFUSIONS.columns}
    results = [
        {
            "hospital_number": number,
            "test": test,
            "result": result,
            "unit": unit,
            "taken_on": taken_on,
            "baseline": baseline,
            "upper_limit": upper_limit,
        }
        for number in NUMBERS
        for test, result, unit, taken_on, baseline, upper_limit in (
            ("Creatinine", 41, "µmol/L", GIVEN, "Yes", 62),
            ("Creat", Decimal("0.49"), "mg/dL", TAKEN, None, None),
            ("Adjusted calcium", Decimal("2.36"), "mmol/L", TAKEN, None, Decimal("2.6")),
            ("Imaging", "Whole-body MRI reported", None, MEASURED, None, None),
            ("Pregnancy test", "Negative", None, TAKEN, None, None),
        )
    ]
    assert set(results[0]) == {each.key for each in RESULTS.columns}
    doses = [
        {
            "hospital_number": number,
            "cycle_number": 1,
            "given_on": GIVEN + dt.timedelta(days=day),
            "dose_mg": Decimal("40.5"),
            "weight_kg": Decimal("40.9"),
        }
        for number in NUMBERS
        for day in range(3)
    ]
    return {"infusions": infusions, "results": results, "previous_doses": doses}


def _write_faulty(template: Path, target: Path) -> None:
    """Write rows of which many a cell cannot be read, and own comments of the sender's."""
    rows = full_rows()
    first, second, third, fourth = rows["infusions"]
    first |= {"weight_kg": "41,05", "date_of_birth": "03/04/2014"}
    second |= {"nhs_number": "999 012 3455", "sex": "F?"}
    third |= {"weight_measured_on": dt.datetime(2026, 10, 1)}  # noqa: DTZ001  as above
    fourth |= {"allergies": None, "authorised_by": None}
    rows["results"].append(rows["results"][0] | {"hospital_number": "NOBODY-1"})
    fill(template, target, **rows)


def _write_own_headings(full: Path, target: Path) -> None:
    workbook = openpyxl.load_workbook(full)
    renamed = 0
    for sheet in workbook.worksheets[1:4]:
        for cell in sheet[1]:
            if cell.value in OWN_HEADINGS:
                cell.value = OWN_HEADINGS[str(cell.value)]
                renamed += 1
    assert renamed == len(OWN_HEADINGS) + 3  # the number stands on three sheets, the weight on two
    workbook.save(target)
