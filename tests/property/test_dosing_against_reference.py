"""The engine against an independent second reading of the rules, ``tests/reference/naive.py``.

Compared: outcome, codes with their actions (notes left out), every number of each infusion, of the
cycle and of renal function. Weight and height stay near the median of age and sex, because the
reference has no growth data.
"""

import datetime as dt
import itertools
import math
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orderset.dosing.planning import Judgement, judge
from orderset.dosing.situation import Subject
from orderset.findings import Action, Outcome
from orderset.patients.age import completed_years, days_old
from orderset.patients.growth import growth_limits
from orderset.patients.sex import Sex
from orderset.protocol.loading import load_protocol
from orderset.settings import SiteSettings
from tests.builders import patient_from_case
from tests.reference import naive


D1 = dt.date(2026, 12, 7)
PROTOCOL = load_protocol()
Case = dict[str, Any]

AUTHORISABLE = {
    *("unit-suspect-weight", "height-implausible", "weight-implausible", "weight-change"),
    *("indication-missing", "dose-history-missing", "creatinine-stale"),
    *("baseline-creatinine-missing", "severe-renal-impairment", "infusion-over-6-hours"),
    *("renal-equation-not-valid", "renal-equations-disagree", "calcium-missing", "calcium-stale"),
    *("calcium-borderline", "vitamin-d-missing", "vitamin-d-stale", "albuminuria-overdue"),
    *("baseline-imaging-missing", "imaging-due", "weight-stale", "pregnancy-test-missing"),
    "age-below-3",
}
"""Refer findings, and those marked (a), of clinical.md A3."""

WORST_FIRST = ["returned", "withheld", "referred", "ready-with-cautions", "ready"]


# --- one patient judged by both ----------------------------------------------------------------


def _subject(case: Case) -> Subject:
    """The subject of a case whose results may carry a time after the date."""
    dated = [{**each, "taken_on": each["taken_on"][:10]} for each in case["results"]]
    patient = patient_from_case({**case, "results": dated})
    timed = tuple(
        dt_replaced(result, each["taken_on"])
        for result, each in zip(patient.results, case["results"], strict=True)
    )
    return Subject(
        patient=_replaced(patient, results=timed),
        protocol=PROTOCOL.rules,
        definitions=PROTOCOL.definitions,
        site=SiteSettings(**case["settings"]),
    )
