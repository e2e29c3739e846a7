"""Three fictional patients for the example workbook: their names say so, their NHS numbers too.

NHS numbers from 999 000 0000 to 999 999 9999 are never given to a person. The values are made up so
that each patient shows something: a first cycle, a third one with earlier doses, and a second one
at an age at which a pregnancy test is asked for.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from orderset.workbook.filled_sheet import Values


DAY_1 = dt.date(2026, 12, 7)
"""Day 1 as declared below; ``moved`` brings the example to any other day."""

_FIRST_CYCLE = "TEST-0001"
_THIRD_CYCLE = "TEST-0002"
_SECOND_CYCLE = "TEST-0003"
_WARD: Values = {
    "ward": "Example Day Unit",
    "consultant": "Dr A. Example",
    "contact": "ext. 0000",
}

PLANNED_INFUSIONS: tuple[Values, ...] = (
    {
        "hospital_number": _FIRST_CYCLE,
        "nhs_number": "999 000 0018",
        "family_name": "Testcase",
        "given_name": "Amelia",
        "title": "Miss",
        "date_of_birth": dt.date(2017, 3, 14),
        "sex": "Female",
        "weight_kg": Decimal("29.5"),
        "weight_measured_on": dt.date(2026, 12, 1),
        "height_cm": Decimal("134.0"),
        "height_measured_on": dt.date(2026, 12, 1),
        "allergies": "None known",
        "indication": "NSAIDs failed",
        "vertebral_involvement": "No",
        "cycle_number": 1,
        "day_1": DAY_1,
        "planned_start": dt.time(9, 30),
        "current_medicines": "None",
        "pain_vas": 7,
        **_WARD,
        "notes": "Fictional patient",
    },
    {
        "hospital_number": _THIRD_CYCLE,
        "nhs_number": "999 012 3454",
        "family_name": "Sampleton",
        "given_name": "Oscar",
        "title": "Master",
        "date_of_birth": dt.date(2012, 6, 2),
        "sex": "Male",
        "weight_kg": Decimal("52.0"),
        "weight_measured_on": dt.date(2026, 12, 2),
        "height_cm": Decimal("165.5"),
        "height_measured_on": dt.date(2026, 12, 2),
        "allergies": "Penicillin (rash)",
        "indication": "Persistent pain and functional limitation",
        "vertebral_involvement": "No",
        "cycle_number": 3,
        "day_1": DAY_1,
        "planned_start": dt.time(10, 0),
        "current_medicines": "Naproxen 250 mg twice daily; Omeprazole 20 mg once daily",
        "pain_vas": Decimal("3.5"),
        **_WARD,
        "notes": "Fictional patient",
    },
    {
        "hospital_number": _SECOND_CYCLE,
        "nhs_number": "999 023 4566",
        "family_name": "Fictional",
        "given_name": "Priya",
        "title": "Miss",
        "date_of_birth": dt.date(2009, 2, 18),
        "sex": "Female",
        "weight_kg": Decimal("58.2"),
        "weight_measured_on": dt.date(2026, 12, 3),
        "height_cm": Decimal("163.0"),
        "height_measured_on": dt.date(2026, 12, 3),
        "allergies": "None known",
        "indication": "Vertebral involvement",
        "vertebral_involvement": "Yes",
        "cycle_number": 2,
        "day_1": DAY_1,
        "planned_start": dt.time(11, 0),
        "current_medicines": "Colecalciferol 800 units once daily",
        "pain_vas": 4,
        **_WARD,
        "notes": "Fictional patient",
    },
)


def _results(
    hospital_number: str,
    taken_on: dt.date,
    results: Mapping[str, tuple[str | int | Decimal, str | None]],
) -> Iterator[Values]:
    """Give a row for each result: the value and its unit by the name of the test."""
    for test, (result, unit) in results.items():
        yield {
            "hospital_number": hospital_number,
            "test": test,
            "result": result,
            "unit": unit,
            "taken_on": taken_on,
        }


def _before_treatment(
    hospital_number: str, taken_on: dt.date, creatinine: int, ntx: int
) -> Iterator[Values]:
    """Give the results that are marked as the baseline; creatinine in µmol/L."""
    baseline = {
        "Creatinine": (creatinine, "µmol/L"),
        "Urine NTX:creatinine": (ntx, "nmol BCE/mmol"),
    }
    for row in _results(hospital_number, taken_on, baseline):
        yield {**row, "baseline": "Yes"}


def _before_this_cycle(
    hospital_number: str, taken_on: dt.datetime, creatinine: int, calcium: str
) -> Iterator[Values]:
    """Give the blood results of the week before; creatinine in µmol/L, calcium in mmol/L."""
    yield from _results(
        hospital_number,
        taken_on,
        {
            "Creatinine": (creatinine, "µmol/L"),
            "Adjusted calcium": (Decimal(calcium), "mmol/L"),
            "Phosphate": (Decimal("1.42"), "mmol/L"),
            "Magnesium": (Decimal("0.84"), "mmol/L"),
            "Sodium": (139, "mmol/L"),
            "Potassium": (Decimal("4.2"), "mmol/L"),
            "Alkaline phosphatase": (214, "U/L"),
        },
    )


RESULTS_FOUND: tuple[Values, ...] = (
    *_before_treatment(_FIRST_CYCLE, dt.date(2026, 11, 9), creatinine=38, ntx=412),
    *_before_this_cycle(_FIRST_CYCLE, dt.datetime(2026, 12, 3, 9, 15), 39, "2.36"),  # noqa: DTZ001
    *_results(_FIRST_CYCLE, dt.date(2026, 10, 20), {"Vitamin D (25-OH)": (68, "nmol/L")}),
    *_results(
        _FIRST_CYCLE,
        dt.date(2026, 11, 20),
        {"Urine albumin:creatinine": (Decimal("1.1"), "mg/mmol")},
    ),
    *_results(
        _FIRST_CYCLE,
        dt.date(2026, 11, 10),
        {"Imaging": ("Whole-body MRI reported", None), "Dental review": ("No concerns", None)},
    ),
    *_before_treatment(_THIRD_CYCLE, dt.date(2026, 6, 8), creatinine=52, ntx=260),
    *_before_this_cycle(_THIRD_CYCLE, dt.datetime(2026, 12, 2, 10, 40), 54, "2.41"),  # noqa: DTZ001
    *_results(
        _THIRD_CYCLE,
        dt.date(2026, 9, 1),
        {
            "Vitamin D (25-OH)": (74, "nmol/L"),
            "Urine albumin:creatinine": (Decimal("0.8"), "mg/mmol"),
            "Urine NTX:creatinine": (238, "nmol BCE/mmol"),
        },
    ),
    *_results(_THIRD_CYCLE, dt.date(2026, 8, 27), {"Imaging": ("MRI spine reported", None)}),
    *_before_treatment(_SECOND_CYCLE, dt.date(2026, 9, 10), creatinine=61, ntx=198),
    *_before_this_cycle(_SECOND_CYCLE, dt.datetime(2026, 12, 3, 14, 5), 63, "2.33"),  # noqa: DTZ001
    *_results(
        _SECOND_CYCLE,
        dt.date(2026, 9, 10),
        {
            "Vitamin D (25-OH)": (81, "nmol/L"),
            "Urine albumin:creatinine": (Decimal("1.4"), "mg/mmol"),
        },
    ),
    *_results(_SECOND_CYCLE, dt.date(2026, 11, 16), {"Imaging": ("MRI spine reported", None)}),
    *_results(_SECOND_CYCLE, dt.date(2026, 12, 3), {"Pregnancy test": ("Negative", None)}),
)


def _cycle_given(
    hospital_number: str, cycle_number: int, day_1: dt.date, mg_and_kg: str, infusions: int
) -> Iterator[Values]:
    """Give the infusions of an earlier cycle, on consecutive days, a milligram for each kg."""
    for day in range(infusions):
        yield {
            "hospital_number": hospital_number,
            "cycle_number": cycle_number,
            "given_on": day_1 + dt.timedelta(days=day),
            "dose_mg": Decimal(mg_and_kg),
            "weight_kg": Decimal(mg_and_kg),
        }


def doses_given(infusions: int) -> tuple[Values, ...]:
    """Return the earlier doses, with so many infusions in a cycle as the protocol has.

    The cycles lie 12 and 13 weeks apart, which every protocol that is shipped allows.
    """
    return (
        *_cycle_given(_THIRD_CYCLE, 1, dt.date(2026, 6, 15), "48.0", infusions),
        *_cycle_given(_THIRD_CYCLE, 2, dt.date(2026, 9, 7), "50.0", infusions),
        *_cycle_given(_SECOND_CYCLE, 1, dt.date(2026, 9, 14), "57.5", infusions),
    )


DOSES_GIVEN = doses_given(3)
"""The earlier doses of three-day cycles."""


def moved(rows: Iterable[Values], by: dt.timedelta) -> tuple[Values, ...]:
    """Return the rows with every date moved, dates of birth too, so that ages stay as they are."""
    return tuple(
        {key: value + by if isinstance(value, dt.date) else value for key, value in row.items()}
        for row in rows
    )
