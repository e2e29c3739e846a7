"""Precedence, what a return stops, and the cycle as a whole."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from orderset.dosing.planning import Judgement, judge
from orderset.findings import Action, CellRef, Finding, Outcome
from orderset.settings import SiteSettings
from tests.unit.dosing.edge_subjects import (
    D1,
    LOADED,
    altered,
    authorised,
    boy,
    codes,
    creatinine,
    dose,
    man,
    result,
    with_action,
)


HALF = SiteSettings(half_dose_first_infusion=True)


def _before(action: Action) -> Finding:
    where = CellRef("list.xlsx", "Infusions", "C2")
    return Finding("found-before", action, where, "found", "expected", "message", "hint")


def test_nothing_to_say_is_ready() -> None:
    """The boy of all these tests."""
    judgement = judge(boy())
    assert (judgement.findings, judgement.outcome) == ((), Outcome.READY)


@pytest.mark.parametrize(
    ("codes_in", "outcome"),
    [
        ((), Outcome.READY),
        (("note",), Outcome.READY),
        (("note", "caution"), Outcome.READY_WITH_CAUTIONS),
        (("caution", "refer"), Outcome.REFERRED),
        (("refer", "withhold", "caution"), Outcome.WITHHELD),
    ],
)
def test_the_most_severe_action_decides(codes_in: Sequence[str], outcome: Outcome) -> None:
    """Withhold before refer, caution and note, in whatever order they arose."""
    made: dict[str, dict[str, Any]] = {
        "note": {"vertebral_involvement": True, "indication": "Expanding bone lesions"},
        "caution": {"current_medicines": ("ibuprofen",)},
        "refer": {"weight_measured_on": D1 - dt.timedelta(days=40)},
        "withhold": {"allergies": "pamidronate"},
    }
    fields = {key: value for each in codes_in for key, value in made[each].items()}
    assert judge(boy(**fields)).outcome is outcome


def test_all_findings_are_reported_and_not_only_the_most_severe() -> None:
    """In the order of the rules."""
    subject = boy(
        result("adjusted_calcium", "2.0", 3),
        result("vitamin_d", "30", 30),
        indication=None,
        current_medicines=("ibuprofen", "gentamicin"),
    )
    assert codes(judge(subject)) == [
        "indication-missing",
        "aminoglycoside",
        "nephrotoxic-medicine",
        "hypocalcaemia",
        "vitamin-d-low",
    ]


def test_after_a_return_nothing_clinical_is_judged() -> None:
    """All that is implausible is said, nothing else, and nothing is computed."""
    subject = boy(
        creatinine("0.4"),
        result("adjusted_calcium", "9.5", 3),
        height_cm=Decimal("1.2"),
        indication=None,
        allergies="pamidronate",
    )
    judgement = judge(subject)
    assert codes(judgement) == [
        "unit-suspect-creatinine",
        "unit-suspect-calcium",
        "unit-suspect-height",
    ]
    assert judgement.outcome is Outcome.RETURNED
    assert judgement.plan is None


def test_a_return_of_reading_the_row_stops_it_too() -> None:
    """What was found before comes first."""
    judgement = judge(boy(allergies="pamidronate"), [_before(Action.RETURN)])
    assert codes(judgement) == ["found-before"]
    assert (judgement.outcome, judgement.plan) == (Outcome.RETURNED, None)


@pytest.mark.parametrize(
    ("action", "outcome"),
    [
        (Action.NOTE, Outcome.READY),
        (Action.CAUTION, Outcome.READY_WITH_CAUTIONS),
        (Action.REFER, Outcome.REFERRED),
        (Action.WITHHOLD, Outcome.WITHHELD),
    ],
)
def test_what_was_found_before_counts_for_the_outcome(action: Action, outcome: Outcome) -> None:
    """And stands in the plan's findings."""
    judgement = judge(boy(), [_before(action)])
    assert judgement.outcome is outcome
    assert judgement.plan is not None
    assert judgement.plan.findings == judgement.findings == (_before(action),)


@pytest.mark.parametrize(
    ("action", "outcome"),
    [
        (Action.NOTE, Outcome.READY),
        (Action.CAUTION, Outcome.READY_WITH_CAUTIONS),
        (Action.WITHHOLD, Outcome.WITHHELD),
    ],
)
def test_a_committee_sets_the_action_of_a_rule(action: Action, outcome: Outcome) -> None:
    """Looser or stricter than shipped."""
    subject = boy(indication=None, protocol=with_action("indication-missing", action))
    assert judge(subject).outcome is outcome


def test_a_clinical_rule_made_a_return_leaves_no_plan() -> None:
    """Nothing is computed for a returned patient, whichever rule returned it."""
    protocol = with_action("indication-missing", Action.RETURN)
    judgement = judge(boy(indication=None, protocol=protocol))
    assert codes(judgement) == ["indication-missing"]
    assert (judgement.outcome, judgement.plan) == (Outcome.RETURNED, None)


def test_a_plausibility_rule_made_a_caution_does_not_stop_the_patient() -> None:
    """Looser than shipped."""
    protocol = with_action("weight-change", Action.CAUTION)
    subject = boy(
        result("imaging", "Reported", 5),
        cycle_number=2,
        previous_doses=(dose(1, 90, kg="40"),),
        protocol=protocol,
    )
    judgement = judge(subject)
    assert codes(judgement) == ["weight-change"]
    assert judgement.outcome is Outcome.READY_WITH_CAUTIONS


def _plan_of(judgement: Judgement) -> list[tuple[str, ...]]:
    assert judgement.plan is not None
    return [
        tuple(
            str(value)
            for value in (
                each.day,
                each.date,
                each.mg_per_kg,
                each.calculated_mg,
                each.dose_mg,
                each.concentrate_ml,
                each.drawn_up_ml,
                each.delivered_mg,
                each.vials,
                each.waste_mg,
                each.bag_ml,
                each.concentration_mg_per_ml,
                each.duration_h,
                each.rate_ml_per_h,
                each.rate_mg_per_h,
            )
        )
        for each in judgement.plan.infusions
    ]


def test_three_days_one_bag_each() -> None:
    """24 mg: 8 mL of concentrate, one vial, 250 mL over 2 hours; worked out by hand."""
    same = ("1", "24", "24.0", "8.00", "8.0", "24.0", "1", "6.0", "250", "0.096", "2.0")
    assert _plan_of(judge(boy())) == [
        ("1", "2026-12-07", *same, "125.0", "12.00"),
        ("2", "2026-12-08", *same, "125.0", "12.00"),
        ("3", "2026-12-09", *same, "125.0", "12.00"),
    ]


def test_the_first_infusion_ever_is_halved_where_the_site_says_so() -> None:
    """12 mg on day 1 of cycle 1: 4 mL, 100 mL over 2 hours."""
    first, second, third = _plan_of(judge(boy(site=HALF)))
    assert first[2:] == (
        *("0.5", "12.0", "12.0", "4.00", "4.0", "12.0", "1", "18.0", "100", "0.120", "2.0"),
        *("50.0", "6.00"),
    )
    assert second[4] == third[4] == "24.0"
    plan = judge(boy(site=HALF)).plan
    assert plan is not None
    assert (plan.cycle.total_mg, plan.cycle.total_mg_per_kg) == (Decimal(60), Decimal("2.5"))


def test_a_later_cycle_is_not_halved() -> None:
    """The first infusion ever is that of cycle 1."""
    subject = boy(cycle_number=2, previous_doses=(dose(1, 70),), site=HALF)
    assert {each[4] for each in _plan_of(judge(subject))} == {"24.0"}


def test_a_protocol_of_two_days_gives_two() -> None:
    """The number of infusions is data."""
    judgement = judge(boy(protocol=altered(dose__infusions=2)))
    assert [each[:2] for each in _plan_of(judgement)] == [("1", "2026-12-07"), ("2", "2026-12-08")]


def test_the_cap_of_an_adult() -> None:
    """82 kg: 60 mg, two vials, 0.36 mg/mL allow 250 mL."""
    first, *_ = _plan_of(judge(man(weight_kg=Decimal(82))))
    assert first[3:] == (
        *("82", "60.0", "20.00", "20.0", "60.0", "2", "0.0", "250", "0.240", "2.0", "125.0"),
        "30.00",
    )


def test_a_plan_under_a_withhold_is_there_to_be_checked() -> None:
    """Arithmetic, never an order."""
    judgement = judge(boy(allergies="pamidronate"))
    assert judgement.outcome is Outcome.WITHHELD
    assert judgement.plan is not None
    assert len(judgement.plan.infusions) == 3


def test_a_finding_carries_the_protocols_remedy() -> None:
    """As the hint, unless a better one is given."""
    (finding,) = judge(boy(indication=None)).findings
    assert finding.hint == LOADED.definitions["indication-missing"].remedy


def test_judging_twice_says_the_same() -> None:
    """Nothing is remembered."""
    subject = boy(indication=None, authorisation=authorised("indication-missing"))
    assert judge(subject) == judge(subject)
