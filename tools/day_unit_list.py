"""``day-unit-list.xlsx``: a week of a day unit that does not exist, with every outcome in it."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from tools.fictional import CellContent, FictionalPatient, Shown, day


_MONDAY, _TUESDAY, _WEDNESDAY, _FRIDAY = day(12, 7), day(12, 8), day(12, 9), day(12, 11)
_MEASURED_ON = day(12, 2)


def _at(ward: str, consultant: str, telephone: str) -> Mapping[str, CellContent]:
    return {"ward": ward, "consultant": consultant, "contact": telephone}


_DAY_UNIT = _at("Children's Day Unit", "Dr A. Example", "020 7946 0123")
_TEENAGE_UNIT = _at("Young People's Unit", "Dr B. Fictional", "020 7946 0145")
_WARD = _at("Rainbow Ward", "Dr A. Example", "020 7946 0167")


def _who(number: str, nhs_number: str, name: str, born: dt.date, sex: str) -> FictionalPatient:
    """Begin a patient of the list; the name is ``Family, Given, Title``."""
    family_name, given_name, *title = name.split(", ")
    return FictionalPatient(
        {
            "hospital_number": number,
            "nhs_number": nhs_number,
            "family_name": family_name,
            "given_name": given_name,
            "title": title[0] if title else None,
            "date_of_birth": born,
            "sex": sex,
            "allergies": "None known",
            "indication": "NSAIDs failed",
            "vertebral_involvement": "No",
            "current_medicines": "None",
        }
    )


def _measured(kg: str, cm: str) -> Mapping[str, CellContent]:
    return {
        "weight_kg": Decimal(kg),
        "weight_measured_on": _MEASURED_ON,
        "height_cm": Decimal(cm),
        "height_measured_on": _MEASURED_ON,
    }


def _plan(cycle: int, day_1: dt.date, start: str, pain: str) -> Mapping[str, CellContent]:
    return {
        "cycle_number": cycle,
        "day_1": day_1,
        "planned_start": dt.time.fromisoformat(start),
        "pain_vas": Decimal(pain),
    }


_READY_FIRST_CYCLE = (
    _who("X1004521", "999 004 0001", "Specimen, Siân, Miss", day(5, 22, 2017), "Female")
    .but(**_measured("30.2", "135.5"), **_plan(1, _MONDAY, "09:00", pain="7"), **_DAY_UNIT)
    .but(current_medicines="Colecalciferol 800 units once daily")
    .with_workup(day(11, 16), creatinine=37, ntx=402)
    .with_bloods(day(12, 3), "38", "2.37", "1.44", "0.86", "139", "4.1", "228")
    .with_review(day(11, 5), vitamin_d=72, albumin="1.2", imaging="Whole-body MRI")
)

# Tests and units as his laboratory's export spells them.
_READY_THIRD_CYCLE = (
    _who("X1007733", "999 030 1379", "Sample, Łukasz, Master", day(8, 30, 2013), "Male")
    .but(**_measured("44.8", "157.0"), **_plan(3, _MONDAY, "09:30", pain="2.5"), **_DAY_UNIT)
    .but(current_medicines="Paracetamol 500 mg as required", allergies="Latex")
    .with_result("Creat", 49, "umol/L", on=day(6, 15), baseline=True)
    .with_result("Creat", 51, "umol/L", on=day(12, 2))
    .with_result("Corrected calcium", Decimal("2.41"), on=day(12, 2))
    .with_result("PO4", Decimal("1.38"), on=day(12, 2))
    .with_result("25OHD", 81, on=day(9, 7))
    .with_result("ACR", Decimal("0.8"), on=day(9, 7))
    .with_result("uNTX/uCr", 298, on=day(6, 15), baseline=True)
    .with_result("uNTX/uCr", 246, on=day(11, 30))
    .with_result("MRI", "MRI pelvis reported", on=day(9, 1))
    .with_result("VAS", 8, on=day(6, 22))
    .with_result("VAS", 5, on=day(9, 14))
    .with_cycle(1, day(6, 22), "42.5", "42.5")
    .with_cycle(2, day(9, 14), "43.5", "43.7")
)

_CAPPED = (
    _who("X1010098", "999 056 2741", "O’Neill-Testcase, Ffion", day(1, 9, 2011), "Female")
    .but(**_measured("66.4", "165.0"), **_plan(1, _MONDAY, "10:30", pain="8"), **_TEENAGE_UNIT)
    .but(current_medicines="Naproxen 500 mg twice daily; Omeprazole 20 mg once daily")
    .but(notes="Prefers to be called Fi")
    .with_workup(day(11, 11), creatinine=57, ntx=188)
    .with_bloods(day(12, 3), "58", "2.33", "1.21", "0.82", "140", "4.4", "131")
    .with_review(day(11, 13), vitamin_d=64, albumin="0.9", imaging="MRI of both legs")
    .with_result("Pregnancy test", "Negative")
)

_RESUMED = (
    _who("X1013364", "999 082 4118", "Nguyễn-Fictional, Thị Mai", day(9, 17, 2007), "Female")
    .but(**_measured("54.6", "161.0"), **_plan(3, _MONDAY, "11:00", pain="4"), **_TEENAGE_UNIT)
    .but(indication="Persistent pain and functional limitation", allergies="Penicillin (rash)")
    .but(notes="Put off in November: creatinine 75 after gastroenteritis")
    .with_workup(day(4, 13), creatinine=62, ntx=176)
    .with_result("Creatinine", 75, on=day(11, 2))
    .with_bloods(day(12, 3), "64", "2.35", "1.12", "0.81", "141", "4.0", "96")
    .with_review(day(7, 30), vitamin_d=59, albumin="1.6", imaging="MRI spine")
    .with_result("Pregnancy test", "Negative")
    .with_cycle(1, day(4, 20), "53.0", "53.2")
    .with_cycle(2, day(8, 3), "53.5", "53.8")
)

_RENALLY_IMPAIRED = (
    _who("X1016612", "999 108 5483", "Example-Fictional, İbrahim", day(10, 5, 2010), "Male")
    .but(**_measured("58.0", "171.0"), **_plan(1, _TUESDAY, "09:00", pain="5"), **_TEENAGE_UNIT)
    .but(indication="Expanding bone lesions", current_medicines="Ramipril 2.5 mg once daily")
    .but(notes="Single kidney; the renal team agree")
    .with_workup(day(11, 12), creatinine=122, ntx=231)
    .with_bloods(day(12, 2), "124", "2.29", "1.30", "0.79", "138", "4.8", "188")
    .with_review(day(11, 10), vitamin_d=77, albumin="6.4", imaging="MRI clavicle")
)

_STALE_BLOODS = (
    _who("X1019845", "999 134 6856", "Patiënt-Sample, Zoë", day(11, 30, 2016), "Female")
    .but(**_measured("33.1", "140.0"), **_plan(2, _TUESDAY, "09:30", pain="4"), **_DAY_UNIT)
    .with_workup(day(9, 8), creatinine=41, ntx=356)
    .with_bloods(day(11, 19), "42", "2.39", "1.40", "0.88", "140", "4.2", "251")
    .with_review(day(11, 18), vitamin_d=66, albumin="1.0", imaging="MRI pelvis")
    .with_cycle(1, day(9, 15), "32.0", "32.4")
)

_NO_INDICATION = (
    _who("X1022371", "999 160 8222", "Notreal, Oluwaṣeun", day(7, 3, 2015), "Male")
    .but(**_measured("36.0", "146.2"), **_plan(1, _TUESDAY, "10:30", pain="6"), **_DAY_UNIT)
    .but(indication=None, current_medicines="Ibuprofen 300 mg three times daily")
    .with_workup(day(11, 17), creatinine=44, ntx=377)
    .with_bloods(day(12, 2), "45", "2.40", "1.36", "0.83", "139", "4.3", "243")
    .with_review(day(11, 20), vitamin_d=54, albumin="1.3", imaging="Whole-body MRI")
)

_INFANT = (
    _who("X1025508", "999 186 9603", "Placeholder, Bláthnaid", day(5, 20, 2025), "Female")
    .but(**_measured("10.6", "81.5"), **_plan(1, _TUESDAY, "11:00", pain="5"), **_DAY_UNIT)
    .but(current_medicines="Colecalciferol 400 units once daily")
    .with_workup(day(11, 23), creatinine=21, ntx=1180)
    .with_bloods(day(12, 3), "22", "2.45", "1.71", "0.90", "138", "4.6", "312")
    .with_review(day(11, 24), vitamin_d=88, albumin="2.1", imaging="MRI thigh under sedation")
)

_AUTHORISED = (
    _who("X1028914", "999 213 0962", "Example-Fictional, Yusuf", day(4, 26, 2018), "Male")
    .but(**_measured("26.9", "130.1"), **_plan(3, _WEDNESDAY, "09:00", pain="1"), **_DAY_UNIT)
    .but(authorised_findings="vitamin-d-stale", authorised_by="Dr A. Example")
    .but(authorised_on=day(12, 2), notes="Vitamin D sent again; takes it as prescribed")
    .with_workup(day(5, 12), creatinine=35, ntx=431)
    .with_bloods(day(12, 2), "36", "2.38", "1.49", "0.87", "140", "4.1", "237")
    .with_review(day(5, 12), vitamin_d=70, albumin="1.4", imaging="MRI spine")
    .with_result("Urine albumin:creatinine", Decimal("1.1"), on=day(9, 7))
    .with_cycle(1, day(6, 8), "25.5", "25.6")
    .with_cycle(2, day(9, 7), "26.0", "26.3")
)

_YEARLY_LIMIT = (
    _who("X1031157", "999 239 2339", "Trialname, Søren, Master", day(12, 19, 2012), "Male")
    .but(**_measured("47.2", "160.0"), **_plan(4, _WEDNESDAY, "09:30", pain="3"), **_DAY_UNIT)
    .but(notes="Mother asks for three days before Christmas")
    .with_workup(day(3, 9), creatinine=50, ntx=333)
    .with_bloods(day(12, 2), "53", "2.36", "1.33", "0.85", "139", "4.2", "266")
    .with_review(day(11, 23), vitamin_d=62, albumin="0.7", imaging="MRI spine")
    .with_cycle(1, day(3, 16), "44.0", "44.1")
    .with_cycle(2, day(6, 8), "45.0", "45.2")
    .with_cycle(3, day(9, 7), "46.0", "46.3")
)

_TOO_SOON = (
    _who("X1034490", "999 265 3701", "Pretend, Amélie, Miss", day(9, 2, 2014), "Female")
    .but(**_measured("41.0", "152.0"), **_plan(2, _WEDNESDAY, "10:00", pain="8"), **_DAY_UNIT)
    .with_workup(day(11, 9), creatinine=46, ntx=320)
    .with_bloods(day(12, 3), "47", "2.34", "1.41", "0.84", "140", "4.0", "270")
    .with_review(day(11, 27), vitamin_d=61, albumin="1.5", imaging="MRI pelvis")
    .with_result("Pregnancy test", "Negative")
    .with_cycle(1, day(11, 16), "40.5", "40.6")
)

_LOW_VITAMIN_D = (
    _who("X1037826", "999 291 5072", "Ng’ang’a-Specimen, Daudi", day(6, 15, 2019), "Male")
    .but(**_measured("23.4", "123.0"), **_plan(1, _WEDNESDAY, "10:30", pain="6"), **_DAY_UNIT)
    .with_workup(day(11, 18), creatinine=33, ntx=455)
    .with_bloods(day(12, 3), "33", "2.27", "1.46", "0.85", "139", "4.4", "341")
    .with_result("Vitamin D (25-OH)", 15, "ng/mL", on=day(11, 18))
    .with_result("Urine albumin:creatinine", Decimal("1.4"), on=day(11, 18))
    .with_result("Imaging", "Whole-body MRI reported", on=day(11, 19))
)

_ON_TOBRAMYCIN = (
    _who("X1041163", "999 317 6443", "Demonstration, Κασσάνδρα", day(3, 28, 2010), "Female")
    .but(**_measured("55.3", "163.0"), **_plan(1, _FRIDAY, "14:00", pain="5"), **_WARD)
    .but(current_medicines="Tobramycin 300 mg nebulised twice daily; Creon 25,000 with meals")
    .with_workup(day(11, 24), creatinine=55, ntx=199)
    .with_bloods(day(12, 4), "56", "2.31", "1.22", "0.80", "137", "4.3", "118")
    .with_review(day(11, 25), vitamin_d=53, albumin="1.8", imaging="MRI ankle")
    .with_result("Pregnancy test", "Negative", on=day(12, 4))
)

_POUNDS = (
    _who("X1044597", "999 343 7816", "Mockname, Mateusz", day(1, 20, 2016), "Male")
    .but(**_measured("72.8", "140.5"), **_plan(1, _TUESDAY, "13:00", pain="6"), **_DAY_UNIT)
    .with_workup(day(11, 17), creatinine=42, ntx=389)
    .with_bloods(day(12, 3), "42", "2.35", "1.39", "0.84", "140", "4.2", "255")
    .with_review(day(11, 17), vitamin_d=69, albumin="1.0", imaging="MRI foot")
)

_DECIMAL_COMMA = (
    _who("X1047930", "999 369 9187", "Muster-Fictional, Jürgen", day(2, 8, 2013), "Male")
    .but(**_measured("42.5", "154.0"), **_plan(1, _WEDNESDAY, "13:00", pain="4"), **_DAY_UNIT)
    .but(weight_kg="42,5")
    .with_workup(day(11, 18), creatinine=48, ntx=341)
    .with_bloods(day(12, 3), "49", "2.38", "1.35", "0.85", "139", "4.1", "262")
    .with_review(day(11, 18), vitamin_d=74, albumin="0.9", imaging="MRI jaw")
)

DAY_UNIT_LIST = (
    Shown(_READY_FIRST_CYCLE),
    Shown(_READY_THIRD_CYCLE),
    Shown(_CAPPED, ("dose-capped", "nephrotoxic-medicine")),
    Shown(_RESUMED, ("adult-regimen", "interval-long", "resumed-after-deterioration")),
    Shown(_RENALLY_IMPAIRED, ("renal-impairment", "similar-patient")),
    Shown(_STALE_BLOODS, ("calcium-stale", "creatinine-stale")),
    Shown(_NO_INDICATION, ("indication-missing", "nephrotoxic-medicine")),
    Shown(_INFANT, ("age-below-3",)),
    Shown(_AUTHORISED, ("similar-patient", "vitamin-d-stale")),
    Shown(_YEARLY_LIMIT, ("cumulative-dose-exceeded",)),
    Shown(_TOO_SOON, ("interval-too-short",)),
    Shown(_LOW_VITAMIN_D, ("vitamin-d-low",)),
    Shown(_ON_TOBRAMYCIN, ("aminoglycoside",)),
    Shown(_POUNDS, ("unit-suspect-weight",)),
    Shown(_DECIMAL_COMMA, ("decimal-comma",)),
)
"""The patients in the order of the list, with every code that each raises."""
