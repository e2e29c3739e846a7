"""Findings on age, indication, medicines and allergies, and how recent measurements are."""

import re
from collections.abc import Iterator, Sequence

from orderset.dates import printed_date
from orderset.dosing.situation import Situation
from orderset.findings import Finding
from orderset.quantities import plain


NSAIDS_FAILED = "NSAIDs failed"
VERTEBRAL = "Vertebral involvement"


def indication(situation: Situation) -> Iterator[Finding]:
    """indication-missing, vertebral-first-line."""
    subject, patient = situation.subject, situation.subject.patient
    if patient.indication is None:
        yield subject.finding(
            "indication-missing",
            "No indication is recorded.",
            where=subject.at("indication"),
            found="empty",
            expected="an indication from the list",
        )
    is_vertebral = patient.vertebral_involvement or patient.indication == VERTEBRAL
    if is_vertebral and patient.indication != NSAIDS_FAILED:
        yield subject.finding(
            "vertebral-first-line",
            "Vertebral involvement, and no failed NSAID trial is recorded.",
            where=subject.at("vertebral_involvement"),
            found=patient.indication or "no indication",
            expected=NSAIDS_FAILED,
        )


def age(situation: Situation) -> Iterator[Finding]:
    """age-below-3, adult-regimen."""
    subject, limits = situation.subject, situation.subject.protocol.population_limits
    born = printed_date(subject.patient.date_of_birth)
    lowest, adult = limits.refer_below_years, limits.adult_from_years.value
    if lowest is not None and subject.age_years < lowest.value:
        yield subject.finding(
            "age-below-3",
            f"The patient is under {plain(lowest.value)} years old on day 1.",
            where=subject.at("date_of_birth"),
            found=born,
            expected=f"{plain(lowest.value)} years or older",
        )
    if subject.age_years >= adult:
        yield subject.finding(
            "adult-regimen",
            f"The patient is {subject.age_years} years old on day 1.",
            where=subject.at("date_of_birth"),
            found=born,
            expected=f"under {plain(adult)} years",
        )


def names_found(text: str, names: Sequence[str]) -> list[str]:
    """Return the names that stand in a text as whole words, whatever the case.

    Example:
        >>> names_found("BRUFEN 200 mg; paracetamol", ["Brufen", "naproxen"])
        ['Brufen']
        >>> names_found("brufenol", ["Brufen"])
        []
    """
    return [
        name
        for name in names
        if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, flags=re.IGNORECASE)
    ]


def medicines_and_allergies(situation: Situation) -> Iterator[Finding]:
    """Whatever the protocol's lists of names raise."""
    subject, patient = situation.subject, situation.subject.patient
    texts = {"current_medicines": patient.current_medicines, "allergies": (patient.allergies,)}
    for each in subject.protocol.medicine_lists:
        hits = [text for text in texts[each.field] if names_found(text, each.names)]
        if hits:
            definition = subject.definitions[each.code]
            yield subject.finding(
                each.code,
                f"{definition.title}: {'; '.join(hits)}.",
                where=subject.at(each.field),
                found="; ".join(hits),
                expected="none of these" if each.field == "allergies" else "none of this kind",
            )


def recency_of_measurements(situation: Situation) -> Iterator[Finding]:
    """weight-stale, height-stale."""
    subject, patient = situation.subject, situation.subject.patient
    validity = subject.protocol.validity
    for code, what, measured_on, valid_days in (
        ("weight-stale", "weight", patient.weight_measured_on, validity.weight_days.value),
        ("height-stale", "height", patient.height_measured_on, validity.height_days.value),
    ):
        days = subject.days_before_day_1(measured_on)
        if days > valid_days:
            yield subject.finding(
                code,
                f"The {what}, measured on {printed_date(measured_on)}, is {days} days old on "
                "day 1.",
                where=subject.at(f"{what}_measured_on"),
                found=printed_date(measured_on),
                expected=f"within {plain(valid_days)} days before day 1",
            )
