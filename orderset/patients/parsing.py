"""Rows of the three sheets as typed values."""

import datetime as dt
from decimal import Decimal

from orderset.dates import printed_date
from orderset.findings import Action
from orderset.patients.age import completed_years
from orderset.patients.entry import Entry
from orderset.patients.fields import FieldParser, Undrawable, known
from orderset.patients.patient import Authorisation, Patient
from orderset.patients.sex import Sex
from orderset.workbook.columns import INFUSIONS
from orderset.workbook.content import Row


HEIGHT_IN_METRES_AT_MOST = Decimal(3)
"""A height of 3 or less is metres: the plausibility rule explains it better than the range."""

AUTHORISATION_KEYS = ("authorised_findings", "authorised_by", "authorised_on")
OLDEST_YEARS = 120
DAY_1_WITHIN_DAYS = 366
"""Day 1 lies within a year of the run: further away it is a slip of the year."""


def parse_infusion(row: Row, *, today: dt.date, undrawable: Undrawable) -> Entry:
    """Read one row of Infusions. Results and previous doses are joined later."""
    fields = FieldParser(INFUSIONS, row, undrawable)
    hospital_number = fields.hospital_number()
    nhs_number = fields.nhs_number()
    family_name, given_name = (fields.name(k) for k in ("family_name", "given_name"))
    title = fields.text("title")
    date_of_birth = fields.date("date_of_birth", today=today)
    sex = fields.choice("sex")
    weight_kg = fields.number("weight_kg")
    weight_measured_on = fields.date("weight_measured_on", today=today)
    height_cm = fields.number("height_cm", also_at_most=HEIGHT_IN_METRES_AT_MOST)
    height_measured_on = fields.date("height_measured_on", today=today)
    allergies = fields.text("allergies")
    indication = fields.choice("indication")
    vertebral = fields.choice("vertebral_involvement")
    cycle_number = fields.whole_number("cycle_number")
    day_1 = _day_1(fields, today)
    planned_start = fields.time("planned_start")
    medicines = fields.items("current_medicines")
    pain_vas = fields.number("pain_vas")
    ward, consultant, contact = (fields.text(k) for k in ("ward", "consultant", "contact"))
    authorisation = _authorisation(fields, today, day_1)
    notes = fields.text("notes")
    if date_of_birth is not None and day_1 is not None:
        _check_age(fields, date_of_birth, day_1)
        _check_measured(fields, "weight_measured_on", weight_measured_on, date_of_birth, day_1)
        _check_measured(fields, "height_measured_on", height_measured_on, date_of_birth, day_1)
    patient = None
    if not any(each.action is Action.RETURN for each in fields.findings):
        patient = Patient(
            hospital_number=known(hospital_number),
            nhs_number=nhs_number,
            family_name=known(family_name),
            given_name=known(given_name),
            title=title,
            date_of_birth=known(date_of_birth),
            sex=Sex(known(sex)),
            weight_kg=known(weight_kg),
            weight_measured_on=known(weight_measured_on),
            height_cm=known(height_cm),
            height_measured_on=known(height_measured_on),
            allergies=known(allergies),
            indication=indication,
            vertebral_involvement=None if vertebral is None else vertebral == "Yes",
            cycle_number=known(cycle_number),
            day_1=known(day_1),
            planned_start=planned_start,
            current_medicines=known(medicines),
            pain_vas=pain_vas,
            ward=known(ward),
            consultant=known(consultant),
            contact=contact,
            authorisation=authorisation,
            notes=notes,
            results=(),
            previous_doses=(),
            cells={key: cell.where for key, cell in row.cells.items()},
        )
    return Entry(
        row=row.number,
        where=fields.where("hospital_number"),
        hospital_number=hospital_number,
        nhs_number=nhs_number,
        family_name=family_name,
        given_name=given_name,
        date_of_birth=date_of_birth,
        cycle_number=cycle_number,
        day_1=day_1,
        ward=ward,
        patient=patient,
        findings=tuple(fields.findings),
    )


def _day_1(fields: FieldParser, today: dt.date) -> dt.date | None:
    day_1 = fields.date("day_1")
    if day_1 is not None and abs((day_1 - today).days) > DAY_1_WITHIN_DAYS:
        fields.report(
            "value-out-of-range",
            "day_1",
            f"Day 1 is more than a year from today, {printed_date(today)}.",
            f"within {DAY_1_WITHIN_DAYS} days of today",
        )
        return None
    return day_1


def _check_age(fields: FieldParser, date_of_birth: dt.date, day_1: dt.date) -> None:
    if date_of_birth > day_1:
        fields.report(
            "value-out-of-range",
            "date_of_birth",
            "The date of birth is after day 1.",
            f"not after {printed_date(day_1)}",
        )
    elif completed_years(date_of_birth, day_1) >= OLDEST_YEARS:
        fields.report(
            "value-out-of-range",
            "date_of_birth",
            f"The patient would be {completed_years(date_of_birth, day_1)} years old.",
            f"under {OLDEST_YEARS} years",
        )


def _check_measured(
    fields: FieldParser,
    key: str,
    measured_on: dt.date | None,
    date_of_birth: dt.date,
    day_1: dt.date,
) -> None:
    """A measurement lies between birth and day 1."""
    heading = fields.sheet.column(key).heading
    if measured_on is None:
        return
    if measured_on > day_1:
        fields.report(
            "measured-after-day-1",
            key,
            f"{heading} is after day 1, {printed_date(day_1)}.",
            f"not after {printed_date(day_1)}",
        )
    elif measured_on < date_of_birth:
        fields.report(
            "value-out-of-range",
            key,
            f"{heading} is before the date of birth.",
            f"not before {printed_date(date_of_birth)}",
        )


def _authorisation(
    fields: FieldParser, today: dt.date, day_1: dt.date | None
) -> Authorisation | None:
    """The three authorisation columns together, or none.

    A decision dated after day 1 has a finding of its own, whether or not that is in the future.
    """
    codes = fields.items("authorised_findings")
    by = fields.text("authorised_by")
    on = fields.date("authorised_on")
    if on is not None and on > today and not (day_1 is not None and on > day_1):
        fields.report_future("authorised_on", today)
        return None
    if codes and by and on:
        return Authorisation(codes=tuple(each.casefold() for each in codes), by=by, on=on)
    filled = {key: fields.is_filled(key) for key in AUTHORISATION_KEYS}
    if codes == ():  # the word None, or semicolons alone: no finding is named
        filled["authorised_findings"] = False
    missing = [key for key, is_filled in filled.items() if not is_filled]
    if missing and len(missing) < len(filled):
        heading = fields.sheet.column(missing[0]).heading
        fields.report(
            "authorisation-incomplete",
            missing[0],
            f"The authorisation is incomplete: {heading} is missing.",
            "Authorised findings, Authorised by and Authorised on together, or none of them",
        )
    return None
