"""The rows of ``every_finding.xlsx`` that a clinical rule judges, in the order of clinical.md A3.

Each is a ready patient with one thing changed. Where a rule cannot arise alone, the codes that come
with it stand behind its own.
"""

import datetime as dt
from decimal import Decimal

from tools.fictional import FictionalPatient, Shown, day, ready_patient, returning_patient


def shows(code: str, patient: FictionalPatient, *also: str) -> Shown:
    """Return a row that is there for a code; ``also`` are codes that cannot but come with it."""
    return Shown(patient, (code, *also))


_LAST_CYCLE = day(9, 14)

_BEFORE_FIRST = ready_patient()
_BEFORE_THIRD = returning_patient()
_BEFORE_SECOND = (
    ready_patient(cycle_number=2)
    .with_creatinine(before=38, now=39, first_on=day(9, 7))
    .with_cycle(1, _LAST_CYCLE, "29.0", "29.0")
)
_GIRL_OF_14 = ready_patient(
    date_of_birth=day(9, 20, 2012),
    sex="Female",
    weight_kg=Decimal("50.5"),
    height_cm=Decimal("160.0"),
).with_creatinine(before=50, now=51)
_GIRL_OF_15 = _GIRL_OF_14.but(date_of_birth=day(10, 2, 2011))
_BOY_OF_2 = ready_patient(
    date_of_birth=day(5, 11, 2024), weight_kg=Decimal("12.6"), height_cm=Decimal("89.0")
).with_creatinine(before=24, now=25)
_BABY_OF_9_MONTHS = ready_patient(
    date_of_birth=day(2, 20), weight_kg=Decimal("9.0"), height_cm=Decimal("72.0")
).with_creatinine(before=19, now=20)
_BABY_OF_6_WEEKS = ready_patient(
    date_of_birth=day(10, 24), weight_kg=Decimal("4.4"), height_cm=Decimal("55.0")
).with_creatinine(before=19, now=20)
_MAN_OF_19 = ready_patient(
    date_of_birth=day(6, 3, 2007), weight_kg=Decimal("58.0"), height_cm=Decimal("175.0")
).with_creatinine(before=70, now=71)


def _after(last_cycle_day_1: dt.date) -> FictionalPatient:
    """Return the boy before his third cycle, the second one begun on this day."""
    return (
        ready_patient(cycle_number=3)
        .with_creatinine(before=38, now=39, first_on=day(6, 8))
        .with_cycle(1, day(6, 15), "28.0", "28.0")
        .with_cycle(2, last_cycle_day_1, "29.0", "29.0")
    )


_MEASUREMENTS = (
    shows("unit-suspect-creatinine", _BEFORE_FIRST.with_only("Creatinine", Decimal("0.44"))),
    shows("unit-suspect-calcium", _BEFORE_FIRST.with_only("Adjusted calcium", Decimal("9.5"))),
    shows("unit-suspect-height", ready_patient(height_cm=Decimal("1.34"))),
    shows("unit-suspect-weight", ready_patient(weight_kg=Decimal("65.0"))),
    shows("height-implausible", ready_patient(height_cm=Decimal("94.0"))),
    shows("weight-implausible", ready_patient(weight_kg=Decimal("2.95"))),
    shows("weight-change", _BEFORE_THIRD.but(weight_kg=Decimal("22.5"))),
)

_INDICATION_AND_DOSE = (
    shows("indication-missing", ready_patient(indication=None)),
    shows(
        "vertebral-first-line",
        ready_patient(indication="Vertebral involvement", vertebral_involvement="Yes"),
    ),
    shows(
        "dose-capped",
        ready_patient(
            date_of_birth=day(8, 8, 2011), weight_kg=Decimal("66.0"), height_cm=Decimal("172.0")
        ).with_creatinine(before=54, now=55),
    ),
    shows(
        "dose-history-missing",
        ready_patient(cycle_number=3)
        .with_creatinine(before=38, now=39, first_on=day(6, 8))
        .with_cycle(2, _LAST_CYCLE, "29.0", "29.0"),
    ),
    shows(
        "cumulative-dose-exceeded",
        ready_patient(cycle_number=5)
        .with_creatinine(before=37, now=39, first_on=day(11, 24, 2025))
        .with_cycle(1, day(12, 1, 2025), "26.0", "26.0")
        .with_cycle(2, day(3, 16), "27.0", "27.0")
        .with_cycle(3, day(6, 15), "28.0", "28.0")
        .with_cycle(4, _LAST_CYCLE, "29.0", "29.0"),
    ),
    shows("interval-too-short", _after(day(11, 16))),
    shows("interval-long", _after(day(8, 17))),
    shows(
        "cycle-count",
        ready_patient(cycle_number=19)
        .with_creatinine(before=36, now=39, first_on=day(2, 1, 2024))
        .with_cycle(10, day(9, 15, 2025), "26.0", "26.0")
        .with_cycle(18, _LAST_CYCLE, "29.0", "29.0"),
    ),
)

_KIDNEY = (
    shows("creatinine-missing", _BEFORE_FIRST.without("Creatinine")),
    shows(
        "creatinine-stale",
        _BEFORE_FIRST.without("Creatinine")
        .with_result("Creatinine", 38, on=day(11, 9), baseline=True)
        .with_result("Creatinine", 39, on=day(11, 20)),
    ),
    shows("baseline-creatinine-missing", _BEFORE_THIRD.with_only("Creatinine", 39)),
    shows("baseline-taken-from-current", _BEFORE_FIRST.with_only("Creatinine", 39)),
    shows("creatinine-above-baseline", _BEFORE_FIRST.with_creatinine(before=38, now=43)),
    shows(
        "renal-deterioration",
        _MAN_OF_19.but(date_of_birth=day(6, 4, 2007)).with_creatinine(before=96, now=141),
        "adult-regimen",
        "creatinine-above-baseline",
    ),
    shows(
        "acute-kidney-injury-ratio",
        _BEFORE_FIRST.with_creatinine(before=38, now=57),
        "creatinine-above-baseline",
    ),
    shows(
        "acute-kidney-injury-rise",
        _BEFORE_FIRST.with_creatinine(before=60, now=65).with_result(
            "Creatinine", 39, on=day(12, 2)
        ),
    ),
    shows(
        "resumed-after-deterioration",
        _BEFORE_THIRD.with_result("Creatinine", 46, on=day(11, 20)),
    ),
    shows("renal-impairment", _BEFORE_FIRST.with_creatinine(before=95, now=96)),
    shows("severe-renal-impairment", _BEFORE_FIRST.with_creatinine(before=180, now=182)),
    shows("renal-equation-not-valid", _BABY_OF_9_MONTHS, "age-below-3"),
    shows("renal-equations-disagree", _BEFORE_FIRST.with_creatinine(before=77, now=78)),
)

_OTHER_RESULTS = (
    shows("calcium-missing", _BEFORE_FIRST.without("Adjusted calcium")),
    shows(
        "calcium-stale",
        _BEFORE_FIRST.with_only("Adjusted calcium", Decimal("2.36"), on=day(11, 20)),
    ),
    shows("hypocalcaemia", _BEFORE_FIRST.with_only("Adjusted calcium", Decimal("2.04"))),
    shows("calcium-borderline", _BEFORE_FIRST.with_only("Adjusted calcium", Decimal("2.15"))),
    shows("vitamin-d-missing", _BEFORE_FIRST.without("Vitamin D (25-OH)")),
    shows("vitamin-d-stale", _BEFORE_FIRST.with_only("Vitamin D (25-OH)", 68, on=day(8, 20))),
    shows("vitamin-d-low", _BEFORE_FIRST.with_only("Vitamin D (25-OH)", 41, on=day(10, 20))),
    shows(
        "albuminuria-overdue",
        _BEFORE_FIRST.with_only("Urine albumin:creatinine", Decimal("1.1"), on=day(5, 11)),
    ),
    shows("baseline-imaging-missing", _BEFORE_FIRST.without("Imaging")),
    shows(
        "imaging-due",
        _BEFORE_SECOND.with_only("Imaging", "Whole-body MRI reported", on=day(8, 27)),
    ),
    shows(
        "untx-rising",
        _BEFORE_FIRST.with_result("Urine NTX:creatinine", 200, on=day(9, 10)).with_result(
            "Urine NTX:creatinine", 264, on=day(12, 1)
        ),
    ),
    shows("pregnancy-test-missing", _GIRL_OF_14),
    shows("pregnant", _GIRL_OF_15.with_result("Pregnancy test", "Positive")),
)

_PATIENT = (
    shows("weight-stale", ready_patient(weight_measured_on=day(10, 30))),
    shows("height-stale", ready_patient(height_measured_on=day(8, 20))),
    shows(
        "aminoglycoside", ready_patient(current_medicines="Tobramycin 300 mg nebulised twice daily")
    ),
    shows(
        "other-bisphosphonate",
        ready_patient(current_medicines="Alendronic acid 70 mg once a week"),
    ),
    shows("bisphosphonate-allergy", ready_patient(allergies="Zoledronic acid (rash)")),
    shows("nephrotoxic-medicine", ready_patient(current_medicines="Naproxen 250 mg twice daily")),
    shows("age-below-3", _BOY_OF_2),
    shows("adult-regimen", _MAN_OF_19),
    shows("fluid-volume", _BABY_OF_6_WEEKS, "age-below-3", "renal-equation-not-valid"),
    shows(
        "similar-patient",
        ready_patient(family_name="Similar-Patient", date_of_birth=day(1, 2, 2017)),
    ),
    shows(
        "similar-patient",
        ready_patient(family_name="Similar-Patient", date_of_birth=day(1, 3, 2017)),
    ),
)

CLINICAL_ROWS = (*_MEASUREMENTS, *_INDICATION_AND_DOSE, *_KIDNEY, *_OTHER_RESULTS, *_PATIENT)
