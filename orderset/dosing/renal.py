"""Renal function: published equations as code, and which of them decides at which age.

eGFR (mL/min/1.73 m²) and creatinine clearance (mL/min) are different quantities. Schwartz and
Cockcroft-Gault are exact; CKiD U25 and CKD-EPI 2021 have powers and are floats.
"""

from decimal import Decimal
from fractions import Fraction

from orderset.dosing.latest import latest_results
from orderset.dosing.plan import Renal, RenalEquation
from orderset.patients.age import completed_years, days_old
from orderset.patients.patient import Patient, Result
from orderset.patients.sex import Sex
from orderset.protocol.schema import Protocol, RenalBand
from orderset.quantities import Exact, creatinine_mg_per_dl


SCHWARTZ_K_MICROMOL = Decimal("36.5")
COCKCROFT_GAULT_CONSTANT = {Sex.MALE: Decimal("1.23"), Sex.FEMALE: Decimal("1.04")}
COCKCROFT_GAULT_AGE_YEARS = 140
DAYS_PER_YEAR = Decimal("365.25")
U25_YOUNGEST_YEARS = 1
U25_OLDEST_YEARS = 25
U25_CENTRE_YEARS = 12
U25_ADULT_YEARS = 18
U25_K_AT_12 = {Sex.MALE: 39.0, Sex.FEMALE: 36.1}
U25_GROWTH_BELOW_12 = {Sex.MALE: 1.008, Sex.FEMALE: 1.008}
U25_GROWTH_FROM_12 = {Sex.MALE: 1.045, Sex.FEMALE: 1.023}
U25_K_FROM_18 = {Sex.MALE: 50.8, Sex.FEMALE: 41.4}
CKD_EPI_FACTOR = 142
CKD_EPI_KAPPA_MG_PER_DL = {Sex.MALE: 0.9, Sex.FEMALE: 0.7}
CKD_EPI_ALPHA = {Sex.MALE: -0.302, Sex.FEMALE: -0.241}
CKD_EPI_BETA = -1.200
CKD_EPI_PER_YEAR = 0.9938
CKD_EPI_SEX = {Sex.MALE: 1.0, Sex.FEMALE: 1.012}


def schwartz(height_cm: Exact, creatinine_micromol_per_l: Exact) -> Fraction:
    """Return the bedside Schwartz eGFR in mL/min/1.73 m², for 1 to under 18 years.

    Source: clinical.md B6.1 (F23, F24): 36.5 × cm ÷ µmol/L.

    Example:
        >>> round(float(schwartz(102, 31)), 4)
        120.0968
    """
    return Fraction(SCHWARTZ_K_MICROMOL) * Fraction(height_cm) / Fraction(creatinine_micromol_per_l)


def cockcroft_gault(
    age_completed_years: int, sex: Sex, weight_kg: Exact, creatinine_micromol_per_l: Exact
) -> Fraction:
    """Return the Cockcroft-Gault creatinine clearance in mL/min, with actual weight.

    Source: clinical.md B6.1 (F27): (140 − years) × kg × 1.23 (male) or 1.04 (female) ÷ µmol/L.

    Example:
        >>> round(float(cockcroft_gault(45, Sex.FEMALE, 58, 229)), 4)
        25.0236
    """
    years_left = COCKCROFT_GAULT_AGE_YEARS - age_completed_years
    constant = Fraction(COCKCROFT_GAULT_CONSTANT[sex])
    return years_left * Fraction(weight_kg) * constant / Fraction(creatinine_micromol_per_l)


def ckid_u25(
    age_years: Exact, sex: Sex, height_cm: Exact, creatinine_micromol_per_l: Exact
) -> float:
    """Return the CKiD U25 eGFR in mL/min/1.73 m², for 1 to 25 years (decimal age).

    Source: Pierce 2021, Kidney Int 99:948 (clinical.md F25).

    Example:
        >>> round(ckid_u25(11, Sex.MALE, 120, Decimal("79.56")), 4)
        51.5873
    """
    years = float(age_years)
    if years < U25_CENTRE_YEARS:
        k = U25_K_AT_12[sex] * U25_GROWTH_BELOW_12[sex] ** (years - U25_CENTRE_YEARS)
    elif years < U25_ADULT_YEARS:
        k = U25_K_AT_12[sex] * U25_GROWTH_FROM_12[sex] ** (years - U25_CENTRE_YEARS)
    else:
        k = U25_K_FROM_18[sex]
    return float(
        k * float(height_cm) / 100 / float(creatinine_mg_per_dl(creatinine_micromol_per_l))
    )


def ckd_epi_2021(age_completed_years: int, sex: Sex, creatinine_micromol_per_l: Exact) -> float:
    """Return the CKD-EPI 2021 eGFR in mL/min/1.73 m², for adults.

    Source: clinical.md B6.1 (F26).

    Example:
        >>> round(ckd_epi_2021(30, Sex.MALE, Decimal("88.4")), 4)
        103.8363
    """
    ratio = float(creatinine_mg_per_dl(creatinine_micromol_per_l)) / CKD_EPI_KAPPA_MG_PER_DL[sex]
    low, high = min(ratio, 1.0) ** CKD_EPI_ALPHA[sex], max(ratio, 1.0) ** CKD_EPI_BETA
    per_age = CKD_EPI_PER_YEAR**age_completed_years
    return float(CKD_EPI_FACTOR * low * high * per_age * CKD_EPI_SEX[sex])


def current_creatinine(patient: Patient, protocol: Protocol) -> Result | None:
    """Return the newest creatinine, or None when it is older than counts at all on day 1.

    Of several that may be the latest, the highest is the safe one.
    """
    latest = latest_results(patient.results_of("creatinine"))
    if not latest:
        return None
    current = max(latest, key=lambda each: each.value or Fraction(0))
    age_days = (patient.day_1 - current.taken_on).days
    return current if age_days <= protocol.validity.creatinine_missing_days.value else None


def baseline_creatinine(patient: Patient) -> Result | None:
    """Return the creatinine marked as baseline."""
    return next((each for each in patient.results_of("creatinine") if each.baseline), None)


def renal_function(patient: Patient, protocol: Protocol) -> Renal:
    """Compute renal function on day 1 and say which value decides."""
    years = completed_years(patient.date_of_birth, patient.day_1)
    creatinine = current_creatinine(patient, protocol)
    marked = baseline_creatinine(patient)
    taken_from_current = marked is None and patient.cycle_number == 1 and creatinine is not None
    if creatinine is None or creatinine.value is None:
        return _unknown(creatinine, marked)
    value = creatinine.value
    age_years = Fraction(days_old(patient.date_of_birth, patient.day_1)) / Fraction(DAYS_PER_YEAR)
    equation = _equation_at(years, protocol)
    egfr = schwartz(patient.height_cm, value) if equation is RenalEquation.SCHWARTZ else None
    is_adult = equation is RenalEquation.COCKCROFT_GAULT
    clearance = cockcroft_gault(years, patient.sex, patient.weight_kg, value) if is_adult else None
    has_u25 = years >= U25_YOUNGEST_YEARS and age_years <= U25_OLDEST_YEARS
    return Renal(
        creatinine=creatinine,
        baseline=creatinine if taken_from_current else marked,
        baseline_is_current=taken_from_current,
        egfr_schwartz_ml_per_min_per_1_73m2=egfr,
        crcl_cockcroft_gault_ml_per_min=clearance,
        egfr_ckid_u25_ml_per_min_per_1_73m2=(
            ckid_u25(age_years, patient.sex, patient.height_cm, value) if has_u25 else None
        ),
        egfr_ckd_epi_2021_ml_per_min_per_1_73m2=(
            ckd_epi_2021(years, patient.sex, value) if is_adult else None
        ),
        creatinine_percent_of_baseline=(
            100 * value / marked.value if marked is not None and marked.value else None
        ),
        decisive_equation=equation,
        decisive=egfr if egfr is not None else clearance,
    )


def band_at(years: int, protocol: Protocol) -> RenalBand:
    """Return the protocol's band for an age in completed years: which equation decides in it."""
    return next(each for each in reversed(protocol.renal.equations) if years >= each.from_years)


def _equation_at(years: int, protocol: Protocol) -> RenalEquation | None:
    band = band_at(years, protocol)
    return None if band.equation == "none" else RenalEquation(band.equation)


def _unknown(creatinine: Result | None, baseline: Result | None) -> Renal:
    return Renal(
        creatinine=creatinine,
        baseline=baseline,
        baseline_is_current=False,
        egfr_schwartz_ml_per_min_per_1_73m2=None,
        crcl_cockcroft_gault_ml_per_min=None,
        egfr_ckid_u25_ml_per_min_per_1_73m2=None,
        egfr_ckd_epi_2021_ml_per_min_per_1_73m2=None,
        creatinine_percent_of_baseline=None,
        decisive_equation=None,
        decisive=None,
    )
