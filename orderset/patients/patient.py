"""A patient as the workbook describes one: typed, complete, and knowing its cells."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from orderset.findings import CellRef
from orderset.patients.sex import Sex


@dataclasses.dataclass(frozen=True, slots=True)
class Result:
    """One laboratory or clinical result.

    ``test`` is the key of the test. ``value`` is exact and in the test's own unit (creatinine in
    µmol/L, adjusted calcium in mmol/L, vitamin D in nmol/L), whatever unit it was reported in;
    ``reported`` is the result as it stood in the workbook, for paper. A test answered in words
    has ``value`` None and its words in ``reported``.
    """

    test: str
    value: Fraction | None
    reported: str
    unit: str
    taken_on: dt.date
    taken_at: dt.time | None
    baseline: bool
    upper_limit: Fraction | None
    where: CellRef


@dataclasses.dataclass(frozen=True, slots=True)
class PreviousDose:
    """One infusion that was given before: dose in mg and the weight in kg on that day."""

    cycle_number: int
    given_on: dt.date
    dose_mg: Decimal
    weight_kg: Decimal
    where: CellRef


@dataclasses.dataclass(frozen=True, slots=True)
class Authorisation:
    """A decision in the workbook that named findings need not stop this cycle."""

    codes: tuple[str, ...]
    by: str
    on: dt.date


@dataclasses.dataclass(frozen=True, slots=True)
class Patient:
    """One patient and one planned cycle, complete and typed. ``cells`` gives each field's cell."""

    hospital_number: str
    nhs_number: str | None
    family_name: str
    given_name: str
    title: str | None
    date_of_birth: dt.date
    sex: Sex
    weight_kg: Decimal
    weight_measured_on: dt.date
    height_cm: Decimal
    height_measured_on: dt.date
    allergies: str
    indication: str | None
    vertebral_involvement: bool | None
    cycle_number: int
    day_1: dt.date
    planned_start: dt.time | None
    current_medicines: tuple[str, ...]
    pain_vas: Decimal | None
    ward: str
    consultant: str
    contact: str | None
    authorisation: Authorisation | None
    notes: str | None
    results: tuple[Result, ...]
    previous_doses: tuple[PreviousDose, ...]
    cells: Mapping[str, CellRef]

    def results_of(self, test: str) -> tuple[Result, ...]:
        """Return the results of one test, oldest first, in the workbook's order within a day."""
        return tuple(
            sorted(
                (each for each in self.results if each.test == test),
                key=lambda each: (each.taken_on, each.taken_at or dt.time.min),
            )
        )
