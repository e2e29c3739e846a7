"""Rows of a form, and which of its early warnings each of them shows; all others stay silent.

A warning is named by the code of the finding that it announces and the column that it marks. Dates
count from today and from day 1, the next Monday, whatever day the tests run on.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from orderset.workbook.columns import INFUSIONS, PREVIOUS_DOSES, RESULTS, SHEETS, Sheet


Row = dict[str, Any]
Shown = set[tuple[str, str]]

_NOW = dt.datetime.now().astimezone()
TODAY = dt.datetime(_NOW.year, _NOW.month, _NOW.day)  # noqa: DTZ001  workbooks know no time zone
DAY = dt.timedelta(days=1)
DAY_1 = TODAY + (7 - TODAY.weekday()) * DAY
PATIENT = "P-1"

GOOD: Mapping[str, Row] = {
    INFUSIONS.name: {
        "nhs_number": "999 000 0018",
        "family_name": "Testcase",
        "given_name": "Amelia",
        "title": "Miss",
        "date_of_birth": TODAY - 4_000 * DAY,
        "sex": "Female",
        "weight_kg": 29.5,
        "weight_measured_on": TODAY,
        "height_cm": 134,
        "height_measured_on": TODAY,
        "allergies": "None known",
        "indication": "NSAIDs failed",
        "vertebral_involvement": "No",
        "cycle_number": 1,
        "day_1": DAY_1,
        "planned_start": dt.time(9, 30),
        "current_medicines": "None",
        "pain_vas": 7,
        "ward": "Example Day Unit",
        "consultant": "Dr A. Example",
    },
    RESULTS.name: {
        "hospital_number": PATIENT,
        "test": "Creatinine",
        "result": 38,
        "unit": "µmol/L",
        "taken_on": TODAY + dt.timedelta(hours=23),
        "upper_limit": 62,
    },
    PREVIOUS_DOSES.name: {
        "hospital_number": PATIENT,
        "cycle_number": 1,
        "given_on": TODAY - 90 * DAY,
        "dose_mg": 29,
        "weight_kg": 29,
    },
}


@dataclasses.dataclass(frozen=True, slots=True)
class Scenario:
    """One row, the warnings it shows, and when its patient's blood results were taken.

    ``creatinine`` and ``calcium`` are days before day 1, None for no result.
    """

    sheet: Sheet
    row: Row
    shown: Shown
    creatinine: float | None = 7
    calcium: float | None = 7


def scenarios(sheet: Sheet) -> tuple[Scenario, ...]:
    """Return the scenarios of a sheet; the first row of Infusions is the patient of the others."""
    of_its_own = {
        INFUSIONS.name: _infusions,
        RESULTS.name: _results,
        PREVIOUS_DOSES.name: _previous_doses,
    }[sheet.name]
    return (
        *(_changed(sheet, change, shown) for change, shown in of_its_own()),
        *(_patients_with_results() if sheet is INFUSIONS else ()),
        *(
            _changed(sheet, {each.key: None}, {("value-missing", each.key)})
            for each in sheet.columns
            if each.required
        ),
        Scenario(sheet, {"hospital_number": None}, set()),
    )


def _changed(sheet: Sheet, change: Row, shown: Shown) -> Scenario:
    return Scenario(sheet, {**GOOD[sheet.name], **change}, shown)


def _infusions() -> Iterator[tuple[Row, Shown]]:
    yield {"hospital_number": PATIENT}, set()
    yield {"nhs_number": None, "title": None, "planned_start": None, "pain_vas": None}, set()
    yield {"indication": None}, {("indication-missing", "indication")}
    yield from _nhs_numbers()
    yield from _measurements()
    yield from _words_dates_and_times()
    yield from _days()
    yield from _authorisations()
    # One patient twice with one cycle; another with two cycles; the case of letters is no matter.
    twice: Shown = {("duplicate-patient", "hospital_number"), ("duplicate-patient", "cycle_number")}
    yield {"hospital_number": "TWICE-1"}, twice
    yield {"hospital_number": "twice-1"}, twice
    yield {"hospital_number": "CYCLES-1"}, set()
    yield {"hospital_number": "CYCLES-1", "cycle_number": 2}, set()


def _nhs_numbers() -> Iterator[tuple[Row, Shown]]:
    for good in ("9990000018", "999-000-0018", 9990000018, "999 012 3454"):
        yield {"nhs_number": good}, set()
    for bad in (
        "999 000 0019",
        "999 000 0081",
        "999 000 001",
        "999 000 00180",
        "unknown",
        "999000001X",
    ):
        yield {"nhs_number": bad}, {("nhs-number-invalid", "nhs_number")}


def _measurements() -> Iterator[tuple[Row, Shown]]:
    yield {"weight_measured_on": DAY_1 - 30 * DAY}, set()
    stale = ("weight-stale", "weight_measured_on")
    yield {"weight_measured_on": DAY_1 - 31 * DAY}, {stale}
    yield {"height_measured_on": DAY_1 - 90 * DAY}, set()
    yield {"height_measured_on": DAY_1 - 91 * DAY}, {("height-stale", "height_measured_on")}
    for what in ("weight", "height"):
        after = {("measured-after-day-1", f"{what}_measured_on")}
        later = {("date-in-future", f"{what}_measured_on")}
        yield {f"{what}_measured_on": DAY_1 + DAY}, after | later
    for key, good, bad in (
        ("weight_kg", (2, 250), (1.99, 250.5, "29,5", "29.5 kg")),
        ("height_cm", (40, 220), (1.34, 220.5, "134 cm")),
        ("pain_vas", (0, 10), (-1, 10.5, "much")),
        ("cycle_number", (1, 60), (0, 1.5, 61, "first")),
    ):
        yield from (({key: each}, set()) for each in good)
        yield from (({key: each}, {("value-out-of-range", key)}) for each in bad)


def _words_dates_and_times() -> Iterator[tuple[Row, Shown]]:
    yield {"sex": " female"}, set()
    for key in ("sex", "indication", "vertebral_involvement"):
        yield {key: "Other"}, {("value-not-in-list", key)}
    yield {"date_of_birth": TODAY}, set()
    yield {"date_of_birth": TODAY + DAY}, {("date-in-future", "date_of_birth")}
    for key in ("date_of_birth", "weight_measured_on", "height_measured_on"):
        yield {key: "14.3.2017"}, {("value-not-a-date", key)}
    yield {"day_1": "7/12/2026"}, {("value-not-a-date", "day_1")}
    yield {"date_of_birth": 12}, {("value-not-a-date", "date_of_birth")}
    yield {"planned_start": dt.time(0, 0)}, set()
    for bad in ("9.30", 9.5, -0.5):
        yield {"planned_start": bad}, {("value-not-a-time", "planned_start")}


def _days() -> Iterator[tuple[Row, Shown]]:
    """Yield day 1 on each day of the week, today, and in the past."""
    weekend: Shown = {("day-at-weekend", "day_1")}
    for later in range(7):
        yield {"day_1": DAY_1 + later * DAY}, weekend if later > 2 else set()
    past = DAY_1 - 14 * DAY
    measured = {"weight_measured_on": past, "height_measured_on": past}
    yield {"day_1": past, **measured}, {("day-1-past", "day_1")}
    yield {"day_1": TODAY}, weekend if TODAY.weekday() > 2 else set()


def _authorisations() -> Iterator[tuple[Row, Shown]]:
    keys = ("authorised_findings", "authorised_by", "authorised_on")
    whole = dict(zip(keys, ("weight-stale", "Dr A. Example", TODAY), strict=True))
    yield whole, set()
    for key in keys:
        yield whole | {key: None}, {("authorisation-incomplete", key)}
        others = {("authorisation-incomplete", each) for each in keys if each != key}
        yield {key: whole[key]}, others
    old: Shown = {("authorisation-out-of-date", "authorised_on")}
    yield whole | {"authorised_on": DAY_1 - 14 * DAY}, set()
    yield whole | {"authorised_on": DAY_1 - 15 * DAY}, old
    yield whole | {"authorised_on": DAY_1 + DAY}, old | {("date-in-future", "authorised_on")}
    yield whole | {"authorised_on": "yesterday"}, {("value-not-a-date", "authorised_on")}


def _patients_with_results() -> Iterator[Scenario]:
    """Yield a good row with results at the edges of the days that count, and without."""
    row = GOOD[INFUSIONS.name]
    no_creatinine = ("creatinine-stale", "hospital_number")
    no_calcium = ("calcium-stale", "hospital_number")
    # 0.5 is the noon before day 1; on day 1 itself, -0.4 is about ten o'clock.
    for days in (7.0, 0.5, 0, -0.4):
        yield Scenario(INFUSIONS, row, set(), creatinine=days, calcium=days)
    for missing in (8, 7.1, -1, None):
        yield Scenario(INFUSIONS, row, {no_creatinine}, creatinine=missing)
        yield Scenario(INFUSIONS, row, {no_calcium}, calcium=missing)
    yield Scenario(INFUSIONS, row, {no_creatinine, no_calcium}, creatinine=None, calcium=None)


def _results() -> Iterator[tuple[Row, Shown]]:
    yield {}, set()
    yield {"hospital_number": PATIENT.lower()}, set()
    yield {"hospital_number": f"{PATIENT} "}, set()
    yield {"hospital_number": "NOBODY-1"}, {("result-without-patient", "hospital_number")}
    yield {"test": "creat", "unit": "umol/l"}, set()
    yield {"test": "Creatinin"}, {("value-not-in-list", "test")}
    yield {"unit": "mmol"}, {("value-not-in-list", "unit")}
    yield {"unit": None}, {("unit-missing", "unit")}
    yield {"unit": None, "result": "38"}, {("unit-missing", "unit")}
    yield {"test": "Imaging", "result": "MRI reported", "unit": None}, set()
    yield {"test": "Pain VAS", "result": 5, "unit": None}, set()
    yield {"baseline": "yes"}, set()
    yield {"baseline": "No"}, {("value-not-in-list", "baseline")}
    yield {"taken_on": TODAY + DAY}, {("date-in-future", "taken_on")}
    yield {"taken_on": "3/12/2026"}, {("value-not-a-date", "taken_on")}
    yield {"upper_limit": "< 62"}, {("value-out-of-range", "upper_limit")}
    yield {"upper_limit": 100_001}, {("value-out-of-range", "upper_limit")}


def _previous_doses() -> Iterator[tuple[Row, Shown]]:
    yield {}, set()
    yield {"hospital_number": "NOBODY-1"}, {("dose-without-patient", "hospital_number")}
    yield {"given_on": TODAY + DAY}, {("date-in-future", "given_on")}
    yield {"given_on": "7/9/2026"}, {("value-not-a-date", "given_on")}
    for key, bad in (("cycle_number", 0), ("dose_mg", 0.4), ("weight_kg", 251)):
        yield {key: bad}, {("value-out-of-range", key)}


ALL: Mapping[str, tuple[Scenario, ...]] = {sheet.name: scenarios(sheet) for sheet in SHEETS}
