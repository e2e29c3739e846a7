import dataclasses
import datetime as dt
from fractions import Fraction
from typing import Any

import pytest

from orderset.documents.basis import basis, remarks
from orderset.documents.case import ReadyCase
from orderset.documents.wording import found_as
from tests.unit.documents.judged_cases import worked_ready


NBSP = "\u00a0"


def facts(ready: ReadyCase) -> dict[str, str]:
    listed = (*basis(ready), *remarks(ready))
    return {
        each.name.replace(NBSP, " "): found_as(each.value).replace(NBSP, " ") for each in listed
    }


def with_renal(
    ready: ReadyCase,
    **changes: Any,
) -> ReadyCase:
    renal = dataclasses.replace(ready.plan.renal, **changes)
    return dataclasses.replace(ready, plan=dataclasses.replace(ready.plan, renal=renal))


def test_child_in_the_first_cycle() -> None:
    assert facts(worked_ready("C01")) == {
        "Weight": "16 kg on 01-Dec-2026",
        "Height": "102 cm on 01-Dec-2026",
        "Creatinine": "31 µmol/L on 04-Dec-2026",
        "Baseline creatinine": "31 µmol/L on 09-Nov-2026, now 100%",
        "Adjusted calcium": "2.38 mmol/L on 04-Dec-2026",
        "Vitamin D": "72 nmol/L on 20-Oct-2026",
        "Indication": "NSAIDs failed",
        "eGFR": "120.1 mL/min/1.73 m² by bedside Schwartz, decides",
        "Beside it": "106.5 mL/min/1.73 m² by CKiD U25",
        "Vertebral involvement": "No",
        "Consultant": "Dr Example",
        "Contact": "Not recorded",
        "Dose in 365 days": "0 mg per kg before, 3 mg per kg after, limit 11.5 mg per kg",
        "Last cycle": "none listed",
        "Current medicines": "none",
        "Notes": "none",
    }


def test_later_cycle_names_the_last_one_and_what_was_given() -> None:
    told = facts(worked_ready("C07"))
    assert told["Last cycle"] == "day 1 on 24-Aug-2026, 105 days before"
    assert told["Dose in 365 days"].endswith("after, limit 11.5 mg per kg")
    assert not told["Dose in 365 days"].startswith("0 mg")


def test_creatinine_in_another_unit_is_printed_in_both() -> None:
    told = facts(worked_ready("C28"))
    assert told["Creatinine"] == "0.42 mg/dL, 37.1 µmol/L, on 04-Dec-2026"


def test_adult_has_a_clearance_and_the_equation_for_adults_beside_it() -> None:
    told = facts(worked_ready("C23"))
    assert told["Creatinine clearance"] == "126.1 mL/min by Cockcroft-Gault, decides"
    assert told["Beside it"] == "104.4 mL/min/1.73 m² by CKD-EPI 2021"


def test_young_adult_has_both_equations_beside_it() -> None:
    told = facts(worked_ready("C23", date_of_birth=dt.date(2006, 3, 20)))
    assert told["Beside it"].endswith(" mL/min/1.73 m² by CKiD U25 and CKD-EPI 2021")
    assert " and " in told["Beside it"].partition(" mL")[0]


def test_without_an_equation_nothing_is_computed() -> None:
    ready = with_renal(
        worked_ready("C01"),
        decisive=None,
        decisive_equation=None,
        egfr_ckid_u25_ml_per_min_per_1_73m2=None,
    )
    told = facts(ready)
    assert told["Renal value"] == "Not computed"
    assert told["Beside it"] == "Not computed"


def test_baseline_that_is_the_same_result_says_so() -> None:
    ready = worked_ready("C01")
    told = facts(with_renal(ready, baseline_is_current=True, baseline=ready.plan.renal.creatinine))
    assert told["Baseline creatinine"] == "31 µmol/L on 04-Dec-2026, the same result"


def test_baseline_that_cannot_be_compared_stands_alone() -> None:
    told = facts(with_renal(worked_ready("C01"), creatinine_percent_of_baseline=None))
    assert told["Baseline creatinine"] == "31 µmol/L on 09-Nov-2026"
    told = facts(
        with_renal(worked_ready("C01"), baseline=None, creatinine_percent_of_baseline=None)
    )
    assert told["Baseline creatinine"] == "Not recorded"


def test_of_two_results_on_one_day_the_lower_is_printed_and_none_after_day_1() -> None:
    ready = worked_ready("C01")
    calcium = ready.patient.results_of("adjusted_calcium")[0]
    lower = dataclasses.replace(calcium, value=Fraction(230, 100), reported="2.3")
    later = dataclasses.replace(calcium, taken_on=dt.date(2026, 12, 8), reported="2.6")
    others = tuple(each for each in ready.patient.results if each is not calcium)
    more = worked_ready("C01", results=(*others, calcium, lower, later))
    assert facts(more)["Adjusted calcium"] == "2.3 mmol/L on 04-Dec-2026"
    none = with_renal(more)
    patient = dataclasses.replace(more.patient, results=others)
    subject = dataclasses.replace(more.subject, patient=patient)
    assert facts(dataclasses.replace(none, subject=subject))["Adjusted calcium"] == "Not recorded"


@pytest.mark.parametrize(
    ("is_involved", "expected"), [(True, "Yes"), (False, "No"), (None, "Not recorded")]
)
def test_vertebral_involvement(
    is_involved: bool | None,  # noqa: FBT001  a parameter of the test
    expected: str,
) -> None:
    told = facts(worked_ready("C01", vertebral_involvement=is_involved))
    assert told["Vertebral involvement"] == expected


def test_the_workbooks_own_words_are_quoted_as_they_are() -> None:
    ready = worked_ready(
        "C01",
        contact="bleep 1234",
        consultant="Dr Ŵynne",
        notes="Left hand",
        current_medicines=("omeprazole", "vitamin D 800 units"),
    )
    quoted = {each.name: each.value for each in (*basis(ready), *remarks(ready)) if each.is_quoted}
    assert quoted == {
        "Consultant": "Dr Ŵynne",
        "Contact": "bleep 1234",
        "Current medicines": "omeprazole; vitamin D 800 units",
        "Notes": "Left hand",
    }


def test_the_missing_is_never_left_empty() -> None:
    ready = worked_ready("C01")
    patient = dataclasses.replace(ready.patient, indication=None)
    subject = dataclasses.replace(ready.subject, patient=patient)
    assert facts(dataclasses.replace(ready, subject=subject))["Indication"] == "Not recorded"
