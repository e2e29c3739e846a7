"""A second, independent reading of the pamidronate rules (clinical.md, parts A2 and A3).

Written without looking at the product, from the specification alone, to be compared with it. It is
meant to be read beside the specification: plain statements, one small function per rule, brute
force where there is a choice. Exact quantities are ``Fraction``; only CKiD U25 and CKD-EPI 2021 use
floats.

Three regimens are known, by what B1.1 says of each: the article's three days, the same with the
first dose ever halved at every site, and the two days by age (F3). A case names its regimen under
``protocol``; without a name it is the article's.

Left out on purpose, because they need growth reference data or belong to the workbook or the batch:
``unit-suspect-weight``, ``weight-implausible``, ``height-implausible``, the inches half of
``unit-suspect-height``, the ``authorisation-*`` findings, ``protocol-*`` and ``similar-patient``.

Fictional test arithmetic, not clinical advice.
"""

import math
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any


Finding = tuple[str, str]  # code, action

# --- numbers of the protocol -----------------------------------------------------------------

THREE_DAYS = "pamidronate-crmo"
STEPPED = "pamidronate-stepped"
TWO_DAYS = "pamidronate-two-day"

ABSOLUTE_CAP_MG = Fraction(90)
DOSE_STEP_MG = Fraction(1, 2)
DEFAULT_STRENGTH_MG_PER_ML = "3"
DEFAULT_VIAL_MG = "30"
BAGS_ML = [100, 250, 500, 1000]
CUMULATIVE_LIMIT_MG_PER_KG = Fraction(23, 2)
WINDOW_DAYS = 365
UMOL_PER_MG_DL = Fraction(884, 10)

AMINOGLYCOSIDES = [
    "aminoglycoside",
    "aminoglycosides",
    "amikacin",
    "gentamicin",
    "kanamycin",
    "neomycin",
    "netilmicin",
    "paromomycin",
    "plazomicin",
    "streptomycin",
    "tobramycin",
    "Amikin",
    "Arikayce",
    "Cidomycin",
    "Genticin",
    "Nebcin",
    "Tobi",
]
PAMIDRONATE = ["pamidronate", "pamidronic", "Aredia"]
OTHER_BISPHOSPHONATES = [
    "alendronate",
    "alendronic",
    "clodronate",
    "clodronic",
    "etidronate",
    "etidronic",
    "ibandronate",
    "ibandronic",
    "neridronate",
    "neridronic",
    "risedronate",
    "risedronic",
    "tiludronate",
    "tiludronic",
    "zoledronate",
    "zoledronic",
    "Aclasta",
    "Actonel",
    "Binosto",
    "Bondronat",
    "Bonefos",
    "Bonviva",
    "Clasteon",
    "Didronel",
    "Fosamax",
    "Fosavance",
    "Loron",
    "Skelid",
    "Zometa",
]
BISPHOSPHONATE_CLASS_WORDS = ["bisphosphonate", "bisphosphonates"]
DENOSUMAB = ["denosumab", "Prolia", "Xgeva"]
NSAIDS = [
    "NSAID",
    "NSAIDs",
    "aceclofenac",
    "aspirin",
    "celecoxib",
    "dexibuprofen",
    "dexketoprofen",
    "diclofenac",
    "etodolac",
    "etoricoxib",
    "flurbiprofen",
    "ibuprofen",
    "indometacin",
    "indomethacin",
    "ketoprofen",
    "ketorolac",
    "mefenamic",
    "meloxicam",
    "nabumetone",
    "naproxen",
    "parecoxib",
    "piroxicam",
    "sulindac",
    "tenoxicam",
    "tiaprofenic",
    "tolfenamic",
    "Arcoxia",
    "Arthrotec",
    "Brufen",
    "Calprofen",
    "Celebrex",
    "Dynastat",
    "Feldene",
    "Froben",
    "Indocid",
    "Lodine",
    "Mobic",
    "Naprosyn",
    "Nurofen",
    "Ponstan",
    "Relifex",
    "Stirlescent",
    "Vimovo",
    "Voltarol",
]
LOOP_DIURETICS = [
    "bumetanide",
    "co-amilofruse",
    "etacrynic",
    "ethacrynic",
    "frusemide",
    "furosemide",
    "torasemide",
    "torsemide",
    "Burinex",
    "Frumil",
    "Frusol",
    "Lasilactone",
    "Lasix",
    "Torem",
]
THALIDOMIDE = ["thalidomide"]


# --- small tools -----------------------------------------------------------------------------


def exact(value: object) -> Fraction:
    """A number as it is written, without a float's error."""
    return Fraction(str(value))


def round_half_up(value: Fraction, places: int) -> Fraction:
    """Half goes away from zero, as the usual ROUND_HALF_UP does."""
    scaled = abs(value) * 10**places
    whole = math.floor(scaled + Fraction(1, 2))
    rounded = Fraction(whole, 10**places)
    if value < 0:
        return -rounded
    return rounded


def out(value: Fraction, places: int) -> float:
    return float(round_half_up(value, places))


def day_of(text: str) -> date:
    """The date of "2026-12-04" or of "2026-12-04T09:30"."""
    return date.fromisoformat(str(text)[:10])


def time_of(text: str) -> str:
    """The time of "2026-12-04T09:30" or of "2026-12-04 09:30"; empty when there is none."""
    return str(text)[11:]


def completed_years(born: date, on: date) -> int:
    years = on.year - born.year
    if (on.month, on.day) < (born.month, born.day):
        years = years - 1
    return years


def days_before(earlier: date, later: date) -> int:
    return (later - earlier).days


def contains_word(text: str, words: list[str]) -> bool:
    for word in words:
        pattern = r"(?<![a-z0-9])" + re.escape(word.lower()) + r"(?![a-z0-9])"
        if re.search(pattern, text.lower()):
            return True
    return False


# --- what is read ----------------------------------------------------------------------------


@dataclass
class Result:
    test: str
    value: Any
    unit: str
    on: date
    time: str
    baseline: bool
    upper_limit: Any


@dataclass
class Dose:
    cycle: int
    on: date
    mg: Fraction
    weight_kg: Fraction

    def mg_per_kg(self) -> Fraction:
        return self.mg / self.weight_kg


@dataclass
class Patient:
    protocol: str
    born: date
    sex: str
    weight_kg: Fraction
    weight_on: date
    height_cm: Fraction
    height_on: date
    allergies: str
    indication: str
    vertebral: bool
    cycle: int
    d1: date
    medicines: str
    authorised_findings: str
    authorised_by: str
    authorised_on: date | None
    half_dose: bool
    strength: Fraction
    vial_mg: Fraction
    results: list[Result]
    doses: list[Dose]

    def age(self) -> int:
        return completed_years(self.born, self.d1)

    def age_in_years_of_days(self) -> Fraction:
        return Fraction(days_before(self.born, self.d1)) / Fraction("365.25")


@dataclass
class PlannedDay:
    number: int
    on: date
    calculated_mg: Fraction
    capped: bool
    dose_mg: Fraction
    concentrate_ml: Fraction
    drawn_up_ml: Fraction
    delivered_mg: Fraction
    vials: int
    waste_mg: Fraction
    bag_ml: int
    duration_h: Fraction


@dataclass
class Renal:
    """What the current creatinine gives; None where the rule gives nothing."""

    decisive: Fraction | None
    schwartz: Fraction | None
    cockcroft_gault: Fraction | None
    u25: float | None
    ckd_epi: float | None
    percent_of_baseline: Fraction | None


def text_of(value: object) -> str:
    if value is None:
        return ""
    return str(value).strip()


def read_result(row: dict[str, Any]) -> Result:
    return Result(
        test=row["test"],
        value=row["result"],
        unit=text_of(row.get("unit")),
        on=day_of(row["taken_on"]),
        time=time_of(row["taken_on"]),
        baseline=row.get("baseline") is True or row.get("baseline") == "Yes",
        upper_limit=row.get("upper_limit"),
    )


def read_dose(row: dict[str, Any]) -> Dose:
    return Dose(
        cycle=int(row["cycle_number"]),
        on=day_of(row["given_on"]),
        mg=exact(row["dose_mg"]),
        weight_kg=exact(row["weight_kg"]),
    )


def read_patient(case: dict[str, Any]) -> Patient:
    infusion = case["infusion"]
    settings = case.get("settings", {})
    authorised_on = None
    if infusion.get("authorised_on"):
        authorised_on = day_of(infusion["authorised_on"])
    return Patient(
        protocol=case.get("protocol", THREE_DAYS),
        born=day_of(infusion["date_of_birth"]),
        sex=infusion["sex"],
        weight_kg=exact(infusion["weight_kg"]),
        weight_on=day_of(infusion["weight_measured_on"]),
        height_cm=exact(infusion["height_cm"]),
        height_on=day_of(infusion["height_measured_on"]),
        allergies=text_of(infusion.get("allergies")),
        indication=text_of(infusion.get("indication")),
        vertebral=text_of(infusion.get("vertebral_involvement")).lower() == "yes",
        cycle=int(infusion["cycle_number"]),
        d1=day_of(infusion["day_1"]),
        medicines=text_of(infusion.get("current_medicines")),
        authorised_findings=text_of(infusion.get("authorised_findings")),
        authorised_by=text_of(infusion.get("authorised_by")),
        authorised_on=authorised_on,
        half_dose=settings.get("half_dose_first_infusion") is True,
        strength=exact(settings.get("strength_mg_per_ml", DEFAULT_STRENGTH_MG_PER_ML)),
        vial_mg=exact(settings.get("vial_mg", DEFAULT_VIAL_MG)),
        results=[read_result(row) for row in case.get("results", [])],
        doses=[read_dose(row) for row in case.get("previous_doses", [])],
    )


# --- choosing results ------------------------------------------------------------------------


def results_of(patient: Patient, test: str) -> list[Result]:
    return [row for row in patient.results if row.test == test]


def latest_rows(rows: list[Result]) -> list[Result]:
    """The rows of the latest date; of the latest time, if every row of that date has a time."""
    if not rows:
        return []
    last_day = max(row.on for row in rows)
    same_day = [row for row in rows if row.on == last_day]
    for row in same_day:
        if row.time == "":
            return same_day
    last_time = max(row.time for row in same_day)
    return [row for row in same_day if row.time == last_time]


def creatinine_umol(row: Result) -> Fraction:
    if row.unit == "mg/dL":
        return exact(row.value) * UMOL_PER_MG_DL
    return exact(row.value)


def upper_limit_umol(row: Result) -> Fraction:
    """The upper limit of normal given in the row, in its unit; 124 µmol/L where none is given."""
    if row.upper_limit is None or row.upper_limit == "":
        return Fraction(124)
    if row.unit == "mg/dL":
        return exact(row.upper_limit) * UMOL_PER_MG_DL
    return exact(row.upper_limit)


def calcium_mmol(row: Result) -> Fraction:
    if row.unit == "mg/dL":
        return exact(row.value) / Fraction("4.0078")
    return exact(row.value)


def vitamin_d_nmol(row: Result) -> Fraction:
    if row.unit == "ng/mL":
        return exact(row.value) * Fraction("2.496")
    return exact(row.value)


def current_creatinine(patient: Patient) -> Result | None:
    """The latest; the highest of several on one day; none if older than 365 days on day 1."""
    rows = latest_rows(results_of(patient, "Creatinine"))
    if not rows:
        return None
    current = rows[0]
    for row in rows:
        if creatinine_umol(row) > creatinine_umol(current):
            current = row
    if days_before(current.on, patient.d1) > 365:
        return None
    return current


def baseline_creatinine(patient: Patient) -> Result | None:
    """The row marked as baseline; of several the latest; of several on one day the lowest."""
    rows = latest_rows([row for row in results_of(patient, "Creatinine") if row.baseline])
    if not rows:
        return None
    baseline = rows[0]
    for row in rows:
        if creatinine_umol(row) < creatinine_umol(baseline):
            baseline = row
    return baseline


def until_d1(patient: Patient, test: str) -> list[Result]:
    """A result dated after D1 says nothing about D1."""
    return [row for row in results_of(patient, test) if row.on <= patient.d1]


def current_calcium(patient: Patient) -> Result | None:
    """The latest until D1; the lowest of several on one day."""
    rows = latest_rows(until_d1(patient, "Adjusted calcium"))
    if not rows:
        return None
    current = rows[0]
    for row in rows:
        if calcium_mmol(row) < calcium_mmol(current):
            current = row
    return current


def current_vitamin_d(patient: Patient) -> Result | None:
    """The latest until D1; the lowest of several on one day."""
    rows = latest_rows(until_d1(patient, "Vitamin D (25-OH)"))
    if not rows:
        return None
    current = rows[0]
    for row in rows:
        if vitamin_d_nmol(row) < vitamin_d_nmol(current):
            current = row
    return current


def last_cycle_day_1(patient: Patient) -> date | None:
    """The earliest day of the cycle to which the most recent listed dose belongs."""
    if not patient.doses:
        return None
    most_recent_day = max(dose.on for dose in patient.doses)
    cycle = max(dose.cycle for dose in patient.doses if dose.on == most_recent_day)
    return min(dose.on for dose in patient.doses if dose.cycle == cycle)


# --- renal equations -------------------------------------------------------------------------


def bedside_schwartz(height_cm: Fraction, creatinine: Fraction) -> Fraction:
    """mL/min per 1.73 m²; creatinine in µmol/L."""
    return Fraction("36.5") * height_cm / creatinine


def cockcroft_gault(age: int, sex: str, weight_kg: Fraction, creatinine: Fraction) -> Fraction:
    """mL/min; completed years, actual weight, creatinine in µmol/L."""
    constant = Fraction("1.23")
    if sex == "Female":
        constant = Fraction("1.04")
    return (140 - age) * weight_kg * constant / creatinine


def ckid_u25_k(age: float, sex: str) -> float:
    if sex == "Female":
        if age < 12:
            return float(36.1 * 1.008 ** (age - 12))
        if age < 18:
            return float(36.1 * 1.023 ** (age - 12))
        return 41.4
    if age < 12:
        return float(39.0 * 1.008 ** (age - 12))
    if age < 18:
        return float(39.0 * 1.045 ** (age - 12))
    return 50.8


def ckid_u25(age: float, sex: str, height_cm: float, creatinine: float) -> float:
    """mL/min per 1.73 m²; creatinine in µmol/L."""
    return ckid_u25_k(age, sex) * (height_cm / 100) / (creatinine / 88.4)


def ckd_epi_2021(age: int, sex: str, creatinine: float) -> float:
    """mL/min per 1.73 m²; completed years, creatinine in µmol/L."""
    kappa = 0.9
    alpha = -0.302
    factor = 1.0
    if sex == "Female":
        kappa = 0.7
        alpha = -0.241
        factor = 1.012
    ratio = creatinine / 88.4 / kappa
    return float(142 * min(ratio, 1.0) ** alpha * max(ratio, 1.0) ** -1.200 * 0.9938**age * factor)


def renal_values(patient: Patient) -> Renal:
    renal = Renal(None, None, None, None, None, None)
    current = current_creatinine(patient)
    if current is None:
        return renal
    creatinine = creatinine_umol(current)
    age = patient.age()
    if 1 <= age < 18:
        renal.schwartz = bedside_schwartz(patient.height_cm, creatinine)
        renal.decisive = renal.schwartz
    if age >= 18:
        renal.cockcroft_gault = cockcroft_gault(age, patient.sex, patient.weight_kg, creatinine)
        renal.decisive = renal.cockcroft_gault
        renal.ckd_epi = ckd_epi_2021(age, patient.sex, float(creatinine))
    years = patient.age_in_years_of_days()
    if age >= 1 and years <= 25:
        renal.u25 = ckid_u25(float(years), patient.sex, float(patient.height_cm), float(creatinine))
    baseline = baseline_creatinine(patient)
    if baseline is not None:
        renal.percent_of_baseline = creatinine / creatinine_umol(baseline) * 100
    return renal


# --- the plan --------------------------------------------------------------------------------


def days_per_cycle(patient: Patient) -> int:
    """The article and the stepped start: 3 (S9). F3: the dose of a day, times 2."""
    if patient.protocol == TWO_DAYS:
        return 2
    return 3


def whole_dose_per_kg(patient: Patient) -> Fraction:
    """1 mg/kg a day (S9). F3: under 2 years 0.75, 2-3 years 1.125, over 3 years 1.5.

    Ages in completed years on day 1, whatever birthday comes on day 2; from the third birthday on
    a child counts as over 3.
    """
    if patient.protocol != TWO_DAYS:
        return Fraction(1)
    if patient.age() < 2:
        return Fraction("0.75")
    if patient.age() < 3:
        return Fraction("1.125")
    return Fraction("1.5")


def is_halved(patient: Patient, day: int) -> bool:
    """Day 1 of cycle 1: always in the stepped start (0.5 + 1 + 1), else as the site says."""
    if patient.cycle != 1 or day != 1:
        return False
    return patient.protocol == STEPPED or patient.half_dose


def dose_per_kg(patient: Patient, day: int) -> Fraction:
    if is_halved(patient, day):
        return whole_dose_per_kg(patient) / 2
    return whole_dose_per_kg(patient)


def cap_mg(patient: Patient, day: int) -> Fraction:
    """60 mg (F11). F3: "max dose 90mg"."""
    cap = Fraction(60)
    if patient.protocol == TWO_DAYS:
        cap = Fraction(90)
    if is_halved(patient, day):
        cap = cap / 2
    if cap > ABSOLUTE_CAP_MG:
        return ABSOLUTE_CAP_MG
    return cap


def rounded_dose(unrounded_mg: Fraction) -> Fraction:
    """Step upward while the next step is still not above the unrounded dose."""
    dose = Fraction(0)
    while dose + DOSE_STEP_MG <= unrounded_mg:
        dose = dose + DOSE_STEP_MG
    return dose


def vials_needed(dose_mg: Fraction, vial_mg: Fraction) -> int:
    vials = 0
    while vials * vial_mg < dose_mg:
        vials = vials + 1
    return vials


def concentration_limit(patient: Patient) -> Fraction:
    if patient.age() < 18:
        return Fraction("0.2")
    return Fraction("0.36")


def smallest_bag(patient: Patient, dose_mg: Fraction) -> int:
    for bag in BAGS_ML:
        if dose_mg / bag <= concentration_limit(patient):
            return bag
    message = "no bag is large enough"
    raise ValueError(message)


def duration_is_enough(hours: Fraction, dose_mg: Fraction, renal_value: Fraction | None) -> bool:
    if hours < 2:
        return False
    if hours < dose_mg / 60:
        return False
    if renal_value is not None and renal_value < 60 and hours < dose_mg / 20:
        return False
    return not (renal_value is not None and renal_value < 30 and hours < 4)


def duration(dose_mg: Fraction, renal_value: Fraction | None) -> Fraction:
    hours = Fraction(1, 2)
    while not duration_is_enough(hours, dose_mg, renal_value):
        hours = hours + Fraction(1, 2)
    return hours


def planned_day(patient: Patient, day: int, renal_value: Fraction | None) -> PlannedDay:
    calculated = dose_per_kg(patient, day) * patient.weight_kg
    cap = cap_mg(patient, day)
    capped = calculated > cap
    dose = rounded_dose(min(calculated, cap))
    concentrate = dose / patient.strength
    drawn_up = round_half_up(concentrate, 1)
    vials = vials_needed(dose, patient.vial_mg)
    return PlannedDay(
        number=day,
        on=patient.d1 + timedelta(days=day - 1),
        calculated_mg=calculated,
        capped=capped,
        dose_mg=dose,
        concentrate_ml=concentrate,
        drawn_up_ml=drawn_up,
        delivered_mg=drawn_up * patient.strength,
        vials=vials,
        waste_mg=vials * patient.vial_mg - dose,
        bag_ml=smallest_bag(patient, dose),
        duration_h=duration(dose, renal_value),
    )


def plan(patient: Patient, renal_value: Fraction | None) -> list[PlannedDay]:
    return [planned_day(patient, day, renal_value) for day in range(1, days_per_cycle(patient) + 1)]


# --- the cumulative dose ---------------------------------------------------------------------


def in_window(given_on: date, day: date) -> bool:
    return day - timedelta(days=WINDOW_DAYS) < given_on <= day


def past_in_window(patient: Patient, day: date) -> Fraction:
    total = Fraction(0)
    for dose in patient.doses:
        if in_window(dose.on, day):
            total = total + dose.mg_per_kg()
    return total


def totals_if_started_on(patient: Patient, doses: list[Fraction], start: date) -> list[Fraction]:
    """mg/kg in the window on each day, that day's dose included, if day 1 were ``start``."""
    totals = []
    for index in range(len(doses)):
        day = start + timedelta(days=index)
        total = past_in_window(patient, day)
        for dose_mg in doses[: index + 1]:
            total = total + dose_mg / patient.weight_kg
        totals.append(total)
    return totals


def doses_of(days: list[PlannedDay]) -> list[Fraction]:
    return [day.dose_mg for day in days]


def days_that_fit(totals: list[Fraction]) -> int:
    """How many days, counted from day 1, come before the first that does not fit."""
    count = 0
    for total in totals:
        if total > CUMULATIVE_LIMIT_MG_PER_KG:
            return count
        count = count + 1
    return count


def earliest_full_cycle(patient: Patient) -> date:
    """Day by day, with the dose of the age on that day and today's weight."""
    doses_at_age: dict[int, list[Fraction]] = {}
    start = patient.d1
    while True:
        start = start + timedelta(days=1)
        then = replace(patient, d1=start)
        if then.age() not in doses_at_age:
            doses_at_age[then.age()] = doses_of(plan(then, None))
        doses = doses_at_age[then.age()]
        if days_that_fit(totals_if_started_on(patient, doses, start)) == len(doses):
            return start


# --- rules that return the row ---------------------------------------------------------------


def rule_unit_suspect_creatinine(patient: Patient) -> list[Finding]:
    """8 and 1,500 µmol/L hold whatever the unit: a creatinine in mg/dL is converted first."""
    for row in results_of(patient, "Creatinine"):
        if row.unit == "mg/dL" and exact(row.value) > 15:
            return [("unit-suspect-creatinine", "return")]
        if creatinine_umol(row) < 8 or creatinine_umol(row) > 1500:
            return [("unit-suspect-creatinine", "return")]
    return []


def rule_unit_suspect_calcium(patient: Patient) -> list[Finding]:
    for row in results_of(patient, "Adjusted calcium"):
        if calcium_mmol(row) > 5:
            return [("unit-suspect-calcium", "return")]
    return []


def rule_unit_suspect_height(patient: Patient) -> list[Finding]:
    """Only the metres; inches need growth reference data."""
    if patient.height_cm <= 3:
        return [("unit-suspect-height", "return")]
    return []


def rule_weight_change(patient: Patient) -> list[Finding]:
    earlier = [
        dose for dose in patient.doses if 0 <= days_before(dose.on, patient.weight_on) <= 120
    ]
    if not earlier:
        return []
    last_day = max(dose.on for dose in earlier)
    for dose in earlier:
        if dose.on == last_day:
            ratio = patient.weight_kg / dose.weight_kg
            if ratio < Fraction("0.8") or ratio > Fraction("1.25"):
                return [("weight-change", "return")]
    return []


def rule_measured_after_day_1(patient: Patient) -> list[Finding]:
    findings = []
    if patient.weight_on > patient.d1:
        findings.append(("weight-stale", "return"))
    if patient.height_on > patient.d1:
        findings.append(("height-stale", "return"))
    return findings


def return_findings(patient: Patient) -> list[Finding]:
    return (
        rule_unit_suspect_creatinine(patient)
        + rule_unit_suspect_calcium(patient)
        + rule_unit_suspect_height(patient)
        + rule_weight_change(patient)
        + rule_measured_after_day_1(patient)
    )


# --- rules about the request -----------------------------------------------------------------


def rule_indication_missing(patient: Patient) -> list[Finding]:
    if patient.indication == "":
        return [("indication-missing", "refer")]
    return []


def rule_vertebral_first_line(patient: Patient) -> list[Finding]:
    involved = patient.vertebral or patient.indication == "Vertebral involvement"
    if involved and patient.indication != "NSAIDs failed":
        return [("vertebral-first-line", "note")]
    return []


def rule_age_below_3(patient: Patient) -> list[Finding]:
    """Not where every age has a dose of its own."""
    if patient.protocol != TWO_DAYS and patient.age() < 3:
        return [("age-below-3", "refer")]
    return []


def rule_adult_regimen(patient: Patient) -> list[Finding]:
    if patient.age() >= 18:
        return [("adult-regimen", "caution")]
    return []


def rule_cycle_count(patient: Patient) -> list[Finding]:
    if patient.cycle > 17:
        return [("cycle-count", "note")]
    return []


def rule_weight_stale(patient: Patient) -> list[Finding]:
    if days_before(patient.weight_on, patient.d1) > 30:
        return [("weight-stale", "refer")]
    return []


def rule_height_stale(patient: Patient) -> list[Finding]:
    if days_before(patient.height_on, patient.d1) > 90:
        return [("height-stale", "caution")]
    return []


# --- rules about the plan --------------------------------------------------------------------


def rule_dose_capped(days: list[PlannedDay]) -> list[Finding]:
    for day in days:
        if day.capped:
            return [("dose-capped", "caution")]
    return []


def rule_dose_deviation(days: list[PlannedDay]) -> list[Finding]:
    for day in days:
        if abs(day.delivered_mg - day.dose_mg) > day.dose_mg * Fraction(5, 100):
            return [("dose-deviation", "caution")]
    return []


def rule_fluid_volume(patient: Patient, days: list[PlannedDay]) -> list[Finding]:
    for day in days:
        if day.bag_ml > 20 * patient.weight_kg:
            return [("fluid-volume", "caution")]
    return []


def rule_infusion_over_6_hours(days: list[PlannedDay], renal: Renal) -> list[Finding]:
    for day in days:
        if renal.decisive is not None and renal.decisive < 30 and day.duration_h > 6:
            return [("infusion-over-6-hours", "refer")]
    return []


def rule_cumulative_dose(patient: Patient, days: list[PlannedDay]) -> list[Finding]:
    for total in totals_if_started_on(patient, doses_of(days), patient.d1):
        if total > CUMULATIVE_LIMIT_MG_PER_KG:
            return [("cumulative-dose-exceeded", "withhold")]
    return []


# --- rules about earlier cycles --------------------------------------------------------------


def rule_dose_history_missing(patient: Patient) -> list[Finding]:
    if patient.cycle <= 1:
        return []
    for dose in patient.doses:
        if days_before(dose.on, patient.d1) > 365:
            return []
    earlier_cycles = {
        dose.cycle for dose in patient.doses if dose.cycle < patient.cycle and dose.on < patient.d1
    }
    if len(earlier_cycles) < patient.cycle - 1:
        return [("dose-history-missing", "refer")]
    return []


def shortest_interval(patient: Patient) -> int:
    """28 days (B1.2). F3: every 2 months under 2 years, every 3 from 2; as 8 and 12 weeks."""
    if patient.protocol != TWO_DAYS:
        return 28
    if patient.age() < 2:
        return 56
    return 84


def earliest_by_interval(patient: Patient, last: date) -> date:
    """Day by day, with the interval of the age on that day."""
    start = patient.d1
    while True:
        start = start + timedelta(days=1)
        if days_before(last, start) >= shortest_interval(replace(patient, d1=start)):
            return start


def rule_interval(patient: Patient) -> list[Finding]:
    last = last_cycle_day_1(patient)
    if last is None:
        return []
    if days_before(last, patient.d1) < shortest_interval(patient):
        return [("interval-too-short", "withhold")]
    if days_before(last, patient.d1) > 98:
        return [("interval-long", "caution")]
    return []


# --- rules about creatinine ------------------------------------------------------------------


def rule_creatinine_missing(patient: Patient) -> list[Finding]:
    if current_creatinine(patient) is None:
        return [("creatinine-missing", "withhold")]
    return []


def rule_creatinine_stale(patient: Patient) -> list[Finding]:
    current = current_creatinine(patient)
    if current is None:
        return []
    age = days_before(current.on, patient.d1)
    if age > 7 or age < 0:
        return [("creatinine-stale", "refer")]
    return []


def rule_baseline_creatinine_missing(patient: Patient) -> list[Finding]:
    if patient.cycle > 1 and baseline_creatinine(patient) is None:
        return [("baseline-creatinine-missing", "refer")]
    return []


def is_above_110_percent(value: Fraction, baseline: Fraction) -> bool:
    return value * 100 > baseline * 110


def rule_creatinine_above_baseline(patient: Patient) -> list[Finding]:
    current = current_creatinine(patient)
    baseline = baseline_creatinine(patient)
    if current is None or baseline is None:
        return []
    if is_above_110_percent(creatinine_umol(current), creatinine_umol(baseline)):
        return [("creatinine-above-baseline", "withhold")]
    return []


def rule_renal_deterioration(patient: Patient) -> list[Finding]:
    current = current_creatinine(patient)
    baseline = baseline_creatinine(patient)
    if current is None or baseline is None:
        return []
    allowed = Fraction("88.4")
    if creatinine_umol(baseline) < upper_limit_umol(baseline):
        allowed = Fraction("44.2")
    if creatinine_umol(current) - creatinine_umol(baseline) >= allowed:
        return [("renal-deterioration", "withhold")]
    return []


def rule_acute_kidney_injury_ratio(patient: Patient) -> list[Finding]:
    current = current_creatinine(patient)
    baseline = baseline_creatinine(patient)
    if current is None or baseline is None:
        return []
    if creatinine_umol(current) >= creatinine_umol(baseline) * Fraction(3, 2):
        return [("acute-kidney-injury-ratio", "withhold")]
    return []


def rule_acute_kidney_injury_rise(patient: Patient) -> list[Finding]:
    current = current_creatinine(patient)
    if current is None:
        return []
    for row in results_of(patient, "Creatinine"):
        within_2_days = 0 <= days_before(row.on, current.on) <= 2
        rise = creatinine_umol(current) - creatinine_umol(row)
        if row is not current and within_2_days and rise >= 26:
            return [("acute-kidney-injury-rise", "withhold")]
    return []


def is_before(row: Result, current: Result) -> bool:
    if row.on < current.on:
        return True
    return (
        row.on == current.on and row.time != "" and current.time != "" and row.time < current.time
    )


def rule_resumed_after_deterioration(patient: Patient) -> list[Finding]:
    current = current_creatinine(patient)
    baseline = baseline_creatinine(patient)
    last = last_cycle_day_1(patient)
    if current is None or baseline is None or last is None:
        return []
    if is_above_110_percent(creatinine_umol(current), creatinine_umol(baseline)):
        return []
    for row in results_of(patient, "Creatinine"):
        was_above = is_above_110_percent(creatinine_umol(row), creatinine_umol(baseline))
        if row.on >= last and is_before(row, current) and was_above:
            return [("resumed-after-deterioration", "caution")]
    return []


def rule_renal_equation_not_valid(patient: Patient) -> list[Finding]:
    if patient.age() < 1:
        return [("renal-equation-not-valid", "refer")]
    return []


def rule_renal_impairment(renal: Renal) -> list[Finding]:
    if renal.decisive is None:
        return []
    if renal.decisive < 30:
        return [("severe-renal-impairment", "refer")]
    if renal.decisive < 60:
        return [("renal-impairment", "caution")]
    return []


def rule_renal_equations_disagree(renal: Renal) -> list[Finding]:
    """Schwartz is there only from 1 to below 18 years."""
    if renal.schwartz is None or renal.u25 is None:
        return []
    if (renal.schwartz < 30) != (renal.u25 < 30):
        return [("renal-equations-disagree", "refer")]
    if (renal.schwartz < 60) != (renal.u25 < 60):
        return [("renal-equations-disagree", "caution")]
    return []


# --- rules about the other results -----------------------------------------------------------


def rule_calcium_present(patient: Patient) -> list[Finding]:
    current = current_calcium(patient)
    if current is None:
        return [("calcium-missing", "refer")]
    if days_before(current.on, patient.d1) > 7:
        return [("calcium-stale", "refer")]
    return []


def rule_calcium_level(patient: Patient) -> list[Finding]:
    current = current_calcium(patient)
    if current is None:
        return []
    if calcium_mmol(current) < Fraction("2.10"):
        return [("hypocalcaemia", "withhold")]
    if calcium_mmol(current) < Fraction("2.20"):
        return [("calcium-borderline", "refer")]
    return []


def rule_vitamin_d_present(patient: Patient) -> list[Finding]:
    current = current_vitamin_d(patient)
    if current is None:
        return [("vitamin-d-missing", "refer")]
    allowed = 183
    if patient.cycle == 1:
        allowed = 90
    if days_before(current.on, patient.d1) > allowed:
        return [("vitamin-d-stale", "refer")]
    return []


def rule_vitamin_d_low(patient: Patient) -> list[Finding]:
    current = current_vitamin_d(patient)
    if current is not None and vitamin_d_nmol(current) < 50:
        return [("vitamin-d-low", "withhold")]
    return []


def rule_albuminuria_overdue(patient: Patient) -> list[Finding]:
    for row in results_of(patient, "Urine albumin:creatinine"):
        if 0 <= days_before(row.on, patient.d1) <= 183:
            return []
    return [("albuminuria-overdue", "refer")]


def rule_baseline_imaging_missing(patient: Patient) -> list[Finding]:
    if patient.cycle != 1:
        return []
    for row in results_of(patient, "Imaging"):
        if row.on <= patient.d1:
            return []
    return [("baseline-imaging-missing", "refer")]


def rule_imaging_due(patient: Patient) -> list[Finding]:
    """When no earlier cycle is listed, any imaging until D1 counts."""
    if patient.cycle % 2 != 0:
        return []
    last = last_cycle_day_1(patient)
    for row in until_d1(patient, "Imaging"):
        if last is None or row.on > last:
            return []
    return [("imaging-due", "refer")]


def rule_pregnancy_test_missing(patient: Patient) -> list[Finding]:
    if patient.sex != "Female" or patient.age() < 12:
        return []
    for row in results_of(patient, "Pregnancy test"):
        if 0 <= days_before(row.on, patient.d1) <= 7:
            return []
    return [("pregnancy-test-missing", "refer")]


def rule_pregnant(patient: Patient) -> list[Finding]:
    for row in latest_rows(results_of(patient, "Pregnancy test")):
        if text_of(row.value).lower() == "positive":
            return [("pregnant", "withhold")]
    return []


def rule_untx_rising(patient: Patient) -> list[Finding]:
    rows = sorted(until_d1(patient, "Urine NTX:creatinine"), key=lambda row: (row.on, row.time))
    if len(rows) < 2:
        return []
    before = exact(rows[-2].value)
    last = exact(rows[-1].value)
    if last > before and last >= before * Fraction("1.25"):
        return [("untx-rising", "caution")]
    return []


# --- rules about medicines -------------------------------------------------------------------


def rule_aminoglycoside(patient: Patient) -> list[Finding]:
    if contains_word(patient.medicines, AMINOGLYCOSIDES):
        return [("aminoglycoside", "withhold")]
    return []


def rule_other_bisphosphonate(patient: Patient) -> list[Finding]:
    """Pamidronate itself is not another bisphosphonate."""
    if contains_word(
        patient.medicines, OTHER_BISPHOSPHONATES + BISPHOSPHONATE_CLASS_WORDS + DENOSUMAB
    ):
        return [("other-bisphosphonate", "withhold")]
    return []


def rule_bisphosphonate_allergy(patient: Patient) -> list[Finding]:
    if contains_word(
        patient.allergies, PAMIDRONATE + OTHER_BISPHOSPHONATES + BISPHOSPHONATE_CLASS_WORDS
    ):
        return [("bisphosphonate-allergy", "withhold")]
    return []


def rule_nephrotoxic_medicine(patient: Patient) -> list[Finding]:
    if contains_word(patient.medicines, NSAIDS + LOOP_DIURETICS + THALIDOMIDE):
        return [("nephrotoxic-medicine", "caution")]
    return []


# --- all together ----------------------------------------------------------------------------


def clinical_findings(patient: Patient, renal: Renal, days: list[PlannedDay]) -> list[Finding]:
    return (
        rule_indication_missing(patient)
        + rule_vertebral_first_line(patient)
        + rule_dose_capped(days)
        + rule_dose_deviation(days)
        + rule_dose_history_missing(patient)
        + rule_cumulative_dose(patient, days)
        + rule_interval(patient)
        + rule_creatinine_missing(patient)
        + rule_creatinine_stale(patient)
        + rule_baseline_creatinine_missing(patient)
        + rule_creatinine_above_baseline(patient)
        + rule_renal_deterioration(patient)
        + rule_acute_kidney_injury_ratio(patient)
        + rule_acute_kidney_injury_rise(patient)
        + rule_resumed_after_deterioration(patient)
        + rule_renal_impairment(renal)
        + rule_infusion_over_6_hours(days, renal)
        + rule_renal_equation_not_valid(patient)
        + rule_renal_equations_disagree(renal)
        + rule_calcium_present(patient)
        + rule_calcium_level(patient)
        + rule_vitamin_d_present(patient)
        + rule_vitamin_d_low(patient)
        + rule_albuminuria_overdue(patient)
        + rule_baseline_imaging_missing(patient)
        + rule_imaging_due(patient)
        + rule_weight_stale(patient)
        + rule_height_stale(patient)
        + rule_pregnancy_test_missing(patient)
        + rule_pregnant(patient)
        + rule_aminoglycoside(patient)
        + rule_other_bisphosphonate(patient)
        + rule_bisphosphonate_allergy(patient)
        + rule_nephrotoxic_medicine(patient)
        + rule_age_below_3(patient)
        + rule_adult_regimen(patient)
        + rule_fluid_volume(patient, days)
        + rule_cycle_count(patient)
        + rule_untx_rising(patient)
    )


def authorised_codes(patient: Patient) -> list[str]:
    """The codes of an authorisation that has a name and a date in the 14 days up to day 1."""
    if patient.authorised_by == "" or patient.authorised_on is None:
        return []
    if not 0 <= days_before(patient.authorised_on, patient.d1) <= 14:
        return []
    return [code.strip() for code in patient.authorised_findings.split(";")]


def counted_action(patient: Patient, finding: Finding) -> str:
    """The action that counts for the outcome: an authorised one counts as a caution."""
    code, action = finding
    can_be_authorised = action == "refer" or (code == "weight-change" and action == "return")
    if can_be_authorised and code in authorised_codes(patient):
        return "caution"
    return action


def outcome(actions: list[str]) -> str:
    if "return" in actions:
        return "returned"
    if "withhold" in actions:
        return "withheld"
    if "refer" in actions:
        return "referred"
    if "caution" in actions:
        return "ready-with-cautions"
    return "ready"


def printed_findings(findings: list[Finding]) -> list[dict[str, str]]:
    return [{"code": code, "action": action} for code, action in findings]


def printed_infusion(day: PlannedDay, total: Fraction) -> dict[str, Any]:
    return {
        "day": day.number,
        "calculated_mg": float(day.calculated_mg),
        "capped": day.capped,
        "dose_mg": float(day.dose_mg),
        "concentrate_ml": out(day.concentrate_ml, 2),
        "drawn_up_ml": float(day.drawn_up_ml),
        "delivered_mg": float(day.delivered_mg),
        "vials": day.vials,
        "waste_mg": float(day.waste_mg),
        "bag_ml": day.bag_ml,
        "concentration_mg_per_ml": out(day.dose_mg / day.bag_ml, 3),
        "duration_h": float(day.duration_h),
        "rate_ml_per_h": out(day.bag_ml / day.duration_h, 1),
        "rate_mg_per_h": out(day.dose_mg / day.duration_h, 2),
        "cumulative_mg_per_kg": out(total, 4),
    }


def printed_cycle(
    patient: Patient, days: list[PlannedDay], totals: list[Fraction]
) -> dict[str, Any]:
    total_mg = sum((day.dose_mg for day in days), Fraction(0))
    fit = days_that_fit(totals)
    cycle: dict[str, Any] = {
        "total_mg": float(total_mg),
        "total_mg_per_kg": out(total_mg / patient.weight_kg, 4),
        "cumulative_mg_per_kg_before": out(past_in_window(patient, patient.d1), 4),
        "days_within_limit": fit,
    }
    if fit < len(days):
        before_that_day = totals[fit] - days[fit].dose_mg / patient.weight_kg
        left = max(CUMULATIVE_LIMIT_MG_PER_KG - before_that_day, Fraction(0))
        cycle["residual_mg_per_kg"] = out(left, 4)
        cycle["earliest_full_cycle_on"] = earliest_full_cycle(patient).isoformat()
    last = last_cycle_day_1(patient)
    if last is not None:
        cycle["interval_days"] = days_before(last, patient.d1)
        if cycle["interval_days"] < shortest_interval(patient):
            cycle["earliest_by_interval_on"] = earliest_by_interval(patient, last).isoformat()
    return cycle


def printed_renal(renal: Renal) -> dict[str, float]:
    printed: dict[str, float] = {}
    if renal.schwartz is not None:
        printed["egfr_schwartz_ml_per_min_per_1_73m2"] = out(renal.schwartz, 2)
    if renal.cockcroft_gault is not None:
        printed["crcl_cockcroft_gault_ml_per_min"] = out(renal.cockcroft_gault, 2)
    if renal.u25 is not None:
        printed["egfr_ckid_u25_ml_per_min_per_1_73m2"] = out(Fraction(renal.u25), 2)
    if renal.ckd_epi is not None:
        printed["egfr_ckd_epi_2021_ml_per_min_per_1_73m2"] = out(Fraction(renal.ckd_epi), 2)
    if renal.percent_of_baseline is not None:
        printed["creatinine_percent_of_baseline"] = out(renal.percent_of_baseline, 1)
    return printed


def expected(case: dict[str, Any]) -> dict[str, Any]:
    """What the product must say about one patient, in the shape of ``expected`` in cases.json."""
    patient = read_patient(case)
    returns = return_findings(patient)
    if outcome([counted_action(patient, finding) for finding in returns]) == "returned":
        return {
            "outcome": "returned",
            "findings": printed_findings(returns),
            "infusions": [],
            "cycle": {},
            "renal": {},
        }
    renal = renal_values(patient)
    days = plan(patient, renal.decisive)
    totals = totals_if_started_on(patient, doses_of(days), patient.d1)
    findings = returns + clinical_findings(patient, renal, days)
    return {
        "outcome": outcome([counted_action(patient, finding) for finding in findings]),
        "findings": printed_findings(findings),
        "infusions": [
            printed_infusion(day, total) for day, total in zip(days, totals, strict=True)
        ],
        "cycle": printed_cycle(patient, days, totals),
        "renal": printed_renal(renal),
    }
