"""Fictional patients for the sample workbooks: invented names, and numbers that nobody has.

NHS numbers from 999 000 0000 to 999 999 9999 are never given to a person, and telephone numbers
from 020 7946 0000 to 020 7946 0999 are kept for drama.
"""

import dataclasses
import datetime as dt
import itertools
from collections.abc import Iterator
from decimal import Decimal

from orderset.patients.identifiers import check_digit
from orderset.workbook.filled_sheet import Values
from orderset.workbook.laboratory import laboratory_test


CellContent = str | int | Decimal | dt.date | dt.time | None


def day(month: int, day_of_month: int, year: int = 2026) -> dt.date:
    """Return a date, of 2026 unless another year is given."""
    return dt.date(year, month, day_of_month)


TODAY = day(12, 4)
"""The day the samples are made for: nothing in them is dated later, but for the plans."""

DAY_1 = day(12, 7)
BLOODS_ON = day(12, 3)
BEFORE_TREATMENT = day(11, 9)
BLOODS = (
    "Creatinine",
    "Adjusted calcium",
    "Phosphate",
    "Magnesium",
    "Sodium",
    "Potassium",
    "Alkaline phosphatase",
)


@dataclasses.dataclass(frozen=True, slots=True)
class FictionalPatient:
    """One row of Infusions, and the rows of the other sheets that belong to it.

    The other sheets' rows get their hospital number when they are written. Every method returns a
    changed copy.
    """

    infusion: Values
    results: tuple[Values, ...] = ()
    doses: tuple[Values, ...] = ()

    def but(self, **fields: CellContent) -> "FictionalPatient":
        """Change cells of the row of Infusions, by the key of their column."""
        return dataclasses.replace(self, infusion={**self.infusion, **fields})

    def without(self, test: str) -> "FictionalPatient":
        """Leave out every result of a test."""
        kept = tuple(each for each in self.results if each["test"] != test)
        return dataclasses.replace(self, results=kept)

    def with_result(
        self,
        test: str,
        result: CellContent,
        unit: str | None = None,
        *,
        on: dt.date = BLOODS_ON,
        baseline: bool = False,
    ) -> "FictionalPatient":
        """Add a result; its unit is the test's own unless another, or an empty one, is given."""
        known = laboratory_test(test)
        own = known.units[0] if known is not None and known.units else None
        row: Values = {
            "test": test,
            "result": result,
            "unit": own if unit is None else unit or None,
            "taken_on": on,
            "baseline": "Yes" if baseline else None,
        }
        return dataclasses.replace(self, results=(*self.results, row))

    def with_only(
        self, test: str, result: CellContent, unit: str | None = None, *, on: dt.date = BLOODS_ON
    ) -> "FictionalPatient":
        """Replace every result of a test by one."""
        return self.without(test).with_result(test, result, unit, on=on)

    def with_creatinine(
        self, before: int, now: int, *, first_on: dt.date = BEFORE_TREATMENT
    ) -> "FictionalPatient":
        """Replace the creatinines, in µmol/L: the baseline and the latest."""
        without = self.without("Creatinine")
        marked = without.with_result("Creatinine", before, on=first_on, baseline=True)
        return marked.with_result("Creatinine", now)

    def with_cycle(
        self, number: int, day_1: dt.date, dose_mg: str, weight_kg: str, *, days: int = 3
    ) -> "FictionalPatient":
        """Add the infusions of an earlier cycle, on consecutive days."""
        given: tuple[Values, ...] = tuple(
            {
                "cycle_number": number,
                "given_on": day_1 + dt.timedelta(days=after),
                "dose_mg": Decimal(dose_mg),
                "weight_kg": Decimal(weight_kg),
            }
            for after in range(days)
        )
        return dataclasses.replace(self, doses=(*self.doses, *given))

    def with_workup(self, on: dt.date, *, creatinine: int, ntx: int) -> "FictionalPatient":
        """Add what is taken before treatment and marked as the baseline."""
        return (
            self.with_result("Creatinine", creatinine, on=on, baseline=True)
            .with_result("Urine NTX:creatinine", ntx, on=on, baseline=True)
            .with_result("Dental review", "No concerns", on=on)
        )

    def with_bloods(self, on: dt.date, *values: str) -> "FictionalPatient":
        """Add one morning's blood results before a cycle, in the order of ``BLOODS``."""
        patient, taken_on = self, dt.datetime.combine(on, dt.time(9, 40))
        for test, value in zip(BLOODS, values, strict=True):
            patient = patient.with_result(test, Decimal(value), on=taken_on)
        return patient

    def with_review(
        self, on: dt.date, *, vitamin_d: int, albumin: str, imaging: str
    ) -> "FictionalPatient":
        """Add vitamin D, urine albumin and imaging, done on one visit."""
        return (
            self.with_result("Vitamin D (25-OH)", vitamin_d, on=on)
            .with_result("Urine albumin:creatinine", Decimal(albumin), on=on)
            .with_result("Imaging", f"{imaging} reported", on=on)
        )


@dataclasses.dataclass(frozen=True, slots=True)
class Shown:
    """A patient in a sample workbook, and all the codes that the row raises."""

    patient: FictionalPatient
    codes: tuple[str, ...] = ()


def ready_patient(**changes: CellContent) -> FictionalPatient:
    """Return a boy of nine before his first cycle in whom nothing is to be found.

    Without ``date_of_birth`` and the names and numbers, which no two patients may share.
    """
    patient = FictionalPatient(
        {
            "sex": "Male",
            "weight_kg": Decimal("29.5"),
            "weight_measured_on": day(12, 1),
            "height_cm": Decimal("134.0"),
            "height_measured_on": day(12, 1),
            "allergies": "None known",
            "indication": "NSAIDs failed",
            "vertebral_involvement": "No",
            "cycle_number": 1,
            "day_1": DAY_1,
            "planned_start": dt.time(9, 30),
            "current_medicines": "None",
            "pain_vas": 6,
            "ward": "Children's Day Unit",
            "consultant": "Dr A. Example",
            "contact": "020 7946 0123",
        }
    )
    return (
        patient.but(**changes)
        .with_creatinine(before=38, now=39)
        .with_result("Adjusted calcium", Decimal("2.36"))
        .with_result("Vitamin D (25-OH)", 68, on=day(10, 20))
        .with_result("Urine albumin:creatinine", Decimal("1.1"), on=day(11, 20))
        .with_result("Imaging", "Whole-body MRI reported", on=day(11, 10))
    )


def returning_patient(**changes: CellContent) -> FictionalPatient:
    """Return the same boy before his third cycle, with the doses of the first two."""
    return (
        ready_patient(**{"cycle_number": 3, "pain_vas": 3, **changes})
        .with_creatinine(before=38, now=39, first_on=day(6, 8))
        .with_cycle(1, day(6, 15), "28.0", "28.0")
        .with_cycle(2, day(9, 14), "29.0", "29.0")
    )


def unissued_nhs_numbers(after: int) -> Iterator[str]:
    """Yield valid NHS numbers of test patients, as people write them.

    Args:
        after: the six digits behind 999 from which to begin.
    """
    for six in itertools.count(after):
        first_nine = f"999{six:06}"
        digit = check_digit(first_nine)
        if digit is not None:
            yield f"{first_nine[:3]} {first_nine[3:6]} {first_nine[6:]}{digit}"
