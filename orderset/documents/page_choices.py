"""What the day unit's page can be filtered by: outcome, ward and infusion date."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from orderset.dates import printed_day
from orderset.documents.case import Case
from orderset.documents.patient_line import FAILED, OUTCOME_WORDS, PatientLine


NOT_READY = "not-ready"
"""Stands for every outcome but the two that are ready."""

_KEYS = {word: word.lower().replace(" ", "-") for word in (*OUTCOME_WORDS.values(), FAILED)}
"""Of each outcome's word its key, which a class and an address can hold."""


@dataclasses.dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a filter: what is compared, and the words to choose."""

    value: str
    words: str


@dataclasses.dataclass(frozen=True, slots=True)
class Choices:
    """What occurs in a list."""

    outcomes: tuple[Choice, ...]
    wards: tuple[Choice, ...]
    dates: tuple[Choice, ...]


def outcome_key(word: str) -> str:
    """Return what the filter compares for an outcome's word.

    Example:
        >>> outcome_key("Do not give")
        'do-not-give'
    """
    return _KEYS[word]


def plan_dates(case: Case) -> tuple[dt.date, ...]:
    """Return the infusion dates of a planned cycle, none where there is no plan.

    Who is withheld or referred has them too: they are in the list of those days.
    """
    plan = case.judgement.plan
    return tuple(each.date for each in plan.infusions) if plan else ()


def choices_of(cases: Sequence[Case], lines: Sequence[PatientLine]) -> Choices:
    """Return the choices that find somebody, in the order of the outcomes, letters and dates."""
    found = {each.outcome for each in lines}
    outcomes = [
        Choice(_KEYS[word], word) for word in (*OUTCOME_WORDS.values(), FAILED) if word in found
    ]
    if any(not each.is_ready for each in lines):
        outcomes.insert(0, Choice(NOT_READY, "All not ready"))
    wards = {each.entry.ward for each in cases if each.entry.ward}
    dates = {date for case in cases for date in plan_dates(case)}
    return Choices(
        outcomes=tuple(outcomes),
        wards=tuple(Choice(each, each) for each in sorted(wards, key=str.casefold)),
        dates=tuple(Choice(each.isoformat(), printed_day(each)) for each in sorted(dates)),
    )
