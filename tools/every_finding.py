"""``every_finding.xlsx``: a row for each code that a workbook can raise, and which codes cannot.

The code stands in the patient's family name and in Notes.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from orderset.workbook.columns import INFUSIONS, PREVIOUS_DOSES
from tools.every_clinical_finding import CLINICAL_ROWS, shows
from tools.fictional import (
    FictionalPatient,
    Shown,
    day,
    ready_patient,
    returning_patient,
    unissued_nhs_numbers,
)


_STOPS = "It stops the whole workbook, so no other finding could stand beside it."
_OF_THE_RUN = "It belongs to the run, not to a patient: no cell of a workbook raises it."
_STORED = "It needs a stored result, which only a spreadsheet program can write beside a formula."
_OF_PAPER = "It arises when documents are made, after the workbook has been judged."

NOT_IN_EVERY_FINDING: Mapping[str, str] = {
    "workbook-unreadable": _STOPS,
    "orderset-defect": "It is a fault of the program: no workbook can show it.",
    "workbook-encrypted": _STOPS,
    "workbook-too-large": _STOPS,
    "not-a-workbook": _STOPS,
    "workbook-is-a-link": _STOPS,
    "folder-unreadable": _STOPS,
    "template-version-unknown": _STOPS,
    "sheet-missing": _STOPS,
    "sheet-duplicate": _STOPS,
    "column-missing": _STOPS,
    "column-duplicate": _STOPS,
    "no-patients": _STOPS,
    "column-ambiguous": _STOPS,
    "column-lookalike": _STOPS,
    "headings-missing": _STOPS,
    "formula-from-elsewhere": _STORED,
    "formula-changes": _STORED,
    "rows-too-many": "It takes more rows of one patient than a list to look at should have.",
    "protocol-differs": "It is about the whole workbook: made with another protocol's template.",
    "protocol-not-approved": _OF_THE_RUN,
    "protocol-expired": _OF_THE_RUN,
    "cycle-in-another-workbook": "It lies between two workbooks of one run.",
    "does-not-fit": _OF_PAPER,
    "inspection-failed": _OF_PAPER,
    "render-failed": _OF_PAPER,
    "nhs-number-other-nation": (
        "Every NHS number in the samples is a test patient's and begins with 999: one of another "
        "nation's range could be a living person's."
    ),
    "infusion-over-6-hours": (
        "Even the absolute cap of 90 mg runs 4.5 hours at the 20 mg per hour of renal impairment. "
        "It arises only where a committee lowers that rate."
    ),
    "dose-deviation": (
        "With site.toml's 3 mg per mL a dose is drawn up to within 0.15 mg, and the smallest dose "
        "of a patient of 2 kg is off by exactly 5 %. It arises with stronger concentrates."
    ),
}
"""Code and reason for each code of the registry that is not in the workbook."""

CODES_OF_THE_FILE = (
    "date-system-1904",
    "sheet-unknown",
    "column-unknown",
    "result-without-patient",
    "dose-without-patient",
    "hidden-column",
    "hidden-sheet",
    "hiding-format",
)
"""Codes that stand on no row of Infusions."""

NHS_NUMBER_INVALID = "999 020 1243"
_BORN = day(3, 14, 2017)
_SHARED_NHS_NUMBER = "999 020 0009"
_IN_ROWS_TWICE: Mapping[str, str | dt.date] = {
    "hospital_number": "EF-TWICE",
    "nhs_number": "999 020 0017",
    "date_of_birth": day(1, 4, 2017),
}
_IN_TWO_CYCLES: Mapping[str, str | dt.date] = {
    "hospital_number": "EF-TWO-CYCLES",
    "nhs_number": "999 020 0025",
    "family_name": "Earlier-Cycle-In-List",
    "date_of_birth": day(1, 5, 2017),
}
_DECIDED: Mapping[str, str | dt.date] = {
    "authorised_findings": "weight-stale",
    "authorised_by": "Dr A. Example",
    "authorised_on": day(12, 2),
}

_CELLS = (
    shows("value-missing", ready_patient(allergies=None)),
    shows("value-not-text", ready_patient(ward=day(5, 3))),
    shows("value-not-a-number", ready_patient(weight_kg="about thirty")),
    shows("value-not-a-date", ready_patient(day_1="Monday")),
    shows("value-not-a-time", ready_patient(planned_start="half past nine")),
    shows("value-not-in-list", ready_patient(sex="F")),
    shows(
        "value-too-long",
        ready_patient(ward="Children's Rheumatology Day Unit, Level 3, East Wing"),
    ),
    shows("value-out-of-range", ready_patient(pain_vas=65)),
    shows("decimal-comma", ready_patient(weight_kg="29,5")),
    shows("unit-in-value", ready_patient(weight_kg="29.5 kg")),
    shows("number-stored-as-text", ready_patient(weight_kg="29.5")),
    shows("unit-missing", ready_patient().without("Creatinine").with_result("Creatinine", 39, "")),
    shows("unit-not-for-test", ready_patient().with_only("Vitamin D (25-OH)", 68, "mmol/L")),
    shows("formula-without-value", ready_patient(weight_kg="=65/2.2046")),
    shows("cell-error", ready_patient(height_cm="#N/A")),
    shows("date-ambiguous", ready_patient(date_of_birth="05/06/2017")),
    shows("date-as-text", ready_patient(date_of_birth="15-Feb-2017")),
    shows("date-in-future", ready_patient(weight_measured_on=day(12, 5))),
    shows("measured-after-day-1", ready_patient(day_1=day(12, 2), weight_measured_on=day(12, 3))),
    shows("merged-cell", ready_patient()),
    shows("misleading-number-format", ready_patient(weight_kg=29500)),
    shows("struck-through", ready_patient()),
    shows("link-in-cell", ready_patient(contact="mailto:day.unit@hospital.example")),
    shows("control-character", ready_patient(given_name="Exam\u200bple")),
    shows("name-not-printable", ready_patient(given_name="\u738b\u82b3")),
    shows("nhs-number-invalid", ready_patient(nhs_number=NHS_NUMBER_INVALID)),
    shows(
        "hospital-number-invalid",
        FictionalPatient(ready_patient(hospital_number="EF 12_345").infusion),
    ),
    shows("identifier-stored-as-number", ready_patient(hospital_number=1234567)),
    shows("hidden-row", ready_patient()),
    shows("misleading-date-format", ready_patient()),
    shows("invisible-text", ready_patient()),
    shows("comment-not-read", ready_patient()),
    shows("stacked-marks", ready_patient(given_name="Ex\u0300\u0301\u0302\u0303ample")),
    shows("mixed-alphabets", ready_patient(given_name="\u0415xample")),
)

_ROWS_TOGETHER = (
    shows("duplicate-patient", ready_patient(**_IN_ROWS_TWICE)),
    shows("duplicate-patient", FictionalPatient(ready_patient(**_IN_ROWS_TWICE).infusion)),
    shows(
        "identity-conflict",
        ready_patient(nhs_number=_SHARED_NHS_NUMBER, family_name="Identity-Conflict"),
    ),
    shows(
        "identity-conflict",
        ready_patient(nhs_number=_SHARED_NHS_NUMBER, family_name="Conflict-Of-Identity"),
    ),
    shows("hospital-number-lookalike", ready_patient(hospital_number="EF-LOOK1")),
    shows(
        "hospital-number-lookalike",
        ready_patient(hospital_number="EF-LOOKl", family_name="Lookalike-Number"),
    ),
    shows("duplicate-dose", returning_patient().with_cycle(2, day(9, 15), "29.0", "29.0", days=1)),
    shows("cycle-already-given", returning_patient(cycle_number=2)),
    shows(
        "baseline-not-unique",
        ready_patient().with_result("Creatinine", 40, on=day(10, 12), baseline=True),
    ),
    Shown(ready_patient(**_IN_TWO_CYCLES, notes="Shows: the cycle before it, in the same list")),
    shows(
        "earlier-cycle-in-list",
        FictionalPatient(
            ready_patient(**_IN_TWO_CYCLES, cycle_number=2, day_1=day(12, 10)).infusion
        ),
        "dose-history-missing",
    ),
)

_AUTHORISATIONS = (
    shows("authorisation-incomplete", ready_patient(**{**_DECIDED, "authorised_by": None})),
    shows("authorisation-unused", ready_patient(**_DECIDED)),
    shows(
        "authorisation-not-allowed",
        ready_patient(**{**_DECIDED, "authorised_findings": "vitamin-d-low"}),
    ),
    shows(
        "authorisation-out-of-date",
        ready_patient(**{**_DECIDED, "authorised_on": day(11, 20)}, weight_measured_on=day(10, 30)),
        "weight-stale",
    ),
)

STRAYS = (
    FictionalPatient({"hospital_number": "RESULT-OF-NOBODY"}).with_result("Creatinine", 41),
    FictionalPatient({"hospital_number": "DOSE-OF-NOBODY"}).with_cycle(
        1, day(9, 14), "29.0", "29.0", days=1
    ),
)


def _identified(rows: Iterable[Shown]) -> Iterator[Shown]:
    """Give each row a number, a name and a birthday of its own, and say in Notes what it shows."""
    nhs_numbers = unissued_nhs_numbers(after=21_000)
    for number, row in enumerate(rows, start=1):
        code, *also = row.codes or ("nothing",)
        came_with = f"; with it come {', '.join(also)}" if also else ""
        patient = FictionalPatient(
            {
                "hospital_number": f"EF-{number:02}",
                "nhs_number": next(nhs_numbers),
                "family_name": code.title(),
                "given_name": "Example",
                "date_of_birth": _BORN + dt.timedelta(days=number),
                "notes": f"Shows: {code}{came_with}",
                **row.patient.infusion,
            },
            row.patient.results,
            row.patient.doses,
        )
        yield Shown(patient, row.codes)


EVERY_FINDING = tuple(
    _identified(
        (Shown(ready_patient()), *CLINICAL_ROWS, *_CELLS, *_ROWS_TOGETHER, *_AUTHORISATIONS)
    )
)
"""The rows of Infusions in their order: a ready patient, then one for each code."""


def spoil(workbook: Workbook) -> None:
    """Do to the written workbook what values alone cannot: to its cells, rows, sheets and dates."""
    infusions = workbook[INFUSIONS.name]
    row = {
        shown.codes[0]: number for number, shown in enumerate(EVERY_FINDING, start=2) if shown.codes
    }
    _cell(infusions, "day_1", row["struck-through"]).font = Font(strike=True)
    _cell(infusions, "weight_kg", row["misleading-number-format"]).number_format = "0.0,"
    linked = _cell(infusions, "contact", row["link-in-cell"])
    linked.hyperlink = str(linked.value)
    merged = row["merged-cell"]
    infusions.merge_cells(
        f"{_cell(infusions, 'ward', merged).coordinate}:"
        f"{_cell(infusions, 'consultant', merged).coordinate}"
    )
    infusions.row_dimensions[row["hidden-row"]].hidden = True
    _cell(infusions, "day_1", row["misleading-date-format"]).number_format = "d-mmm"
    _cell(infusions, "weight_kg", row["invisible-text"]).font = Font(color="FFFFFFFF")
    commented = _cell(infusions, "weight_kg", row["comment-not-read"])
    commented.comment = Comment("Shows: comment-not-read", "Ward")
    infusions.column_dimensions[_letter("title")].hidden = True
    workbook[PREVIOUS_DOSES.name].sheet_state = "hidden"
    white = DifferentialStyle(font=Font(color="FFFFFFFF"))
    hiding = Rule(type="cellIs", operator="greaterThan", formula=["9"], dxf=white)
    pain = _letter("pain_vas")
    infusions.conditional_formatting.add(f"{pain}2:{pain}500", hiding)
    infusions.cell(1, len(INFUSIONS.columns) + 1, "Bed")
    workbook.create_sheet("Waiting list").append(["Shows: sheet-unknown. This sheet is not read."])
    workbook.epoch = CALENDAR_MAC_1904


def _letter(key: str) -> str:
    return get_column_letter([each.key for each in INFUSIONS.columns].index(key) + 1)


def _cell(worksheet: Worksheet, key: str, row: int) -> Cell | MergedCell:
    column = [each.key for each in INFUSIONS.columns].index(key) + 1
    return worksheet.cell(row, column)
