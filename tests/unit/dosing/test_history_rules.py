"""Earlier doses: what is listed, what they add up to, and how long ago they were."""

import datetime as dt
from decimal import Decimal

import pytest

from orderset.dosing.plan import Cycle
from orderset.dosing.planning import judge
from orderset.dosing.situation import Subject
from orderset.findings import Outcome
from orderset.patients.patient import PreviousDose
from tests.unit.dosing.edge_subjects import (
    D1,
    altered,
    assert_raised,
    assert_silent,
    boy,
    cycle_given,
    dose,
    found,
    result,
)


def _later(number: int, *previous: PreviousDose) -> Subject:
    """The boy at a later cycle, imaged last week."""
    fresh = result("imaging", "Reported", 5)
    return boy(fresh, cycle_number=number, previous_doses=previous)


def _cycle(subject: Subject) -> Cycle:
    plan = judge(subject).plan
    assert plan is not None
    return plan.cycle


def test_earlier_cycles_that_are_not_listed_are_referred() -> None:
    """The yearly limit cannot be checked without them."""
    assert_raised(
        _later(3, *cycle_given(2, 90)),
        "dose-history-missing",
        "refer",
        "Infusions!O2",
        "This is cycle 3. Earlier cycles listed: 1 of 2.",
    )
    assert_raised(
        _later(2),
        "dose-history-missing",
        "refer",
        "Infusions!O2",
        "This is cycle 2. Earlier cycles listed: 0 of 1.",
    )


def test_a_dose_of_the_planned_cycle_is_no_earlier_cycle() -> None:
    """Reading the rows returns such a list; here it is not counted."""
    subject = _later(2, dose(2, 60))
    assert found(subject, "dose-history-missing").found == "earlier cycles listed: 0"


def test_earlier_cycles_that_are_listed_are_enough() -> None:
    """One infusion of each is a cycle listed; cycle 1 has none before it."""
    assert_silent(_later(3, dose(1, 180), dose(2, 90)), "dose-history-missing")
    assert_silent(boy(), "dose-history-missing")


@pytest.mark.parametrize(("days", "is_raised"), [(365, True), (366, False)])
def test_a_dose_older_than_the_window_shows_that_the_list_reaches_back(
    days: int, *, is_raised: bool
) -> None:
    """A dose of 366 days ago is older than 365 days, one of 365 days is not."""
    raised = [each.code for each in judge(_later(9, dose(1, days), dose(8, 90))).findings]
    assert ("dose-history-missing" in raised) is is_raised


def _eight_and_a_half(last_mg: str) -> tuple[PreviousDose, ...]:
    """Cycles of 3, 3 and 2 mg/kg and one more infusion: 8.5 mg/kg with 12 mg."""
    first, second = cycle_given(1, 300), cycle_given(2, 200)
    third = (dose(3, 100), dose(3, 99), dose(3, 98, mg=last_mg))
    return (*first, *second, *third)


def test_exactly_the_yearly_limit_passes() -> None:
    """8.5 before and 3 now are 11.5 mg/kg."""
    subject = _later(4, *_eight_and_a_half("12"))
    assert_silent(subject, "cumulative-dose-exceeded")
    cycle = _cycle(subject)
    assert cycle.cumulative_mg_per_kg_before == Decimal("8.5")
    assert cycle.days_within_limit == 3
    assert (cycle.residual_mg_per_kg, cycle.earliest_full_cycle_on) == (None, None)


def test_a_little_above_the_yearly_limit_is_withheld() -> None:
    """8.51 before: day 3 would make 11.51. From 08-Feb-2027 the first dose has left the window."""
    subject = _later(4, *_eight_and_a_half("12.24"))
    assert_raised(
        subject,
        "cumulative-dose-exceeded",
        "withhold",
        "Infusions!P2",
        "Day 3 would bring the dose in 365 days to 11.51 mg per kg; the limit is 11.5. Days that "
        "fit: 2 of 3; left on day 3: 0.99 mg per kg. The whole cycle fits from 08-Feb-2027.",
    )
    cycle = _cycle(subject)
    assert cycle.days_within_limit == 2
    assert cycle.residual_mg_per_kg == Decimal("0.99")
    assert cycle.earliest_full_cycle_on == D1 + dt.timedelta(days=63)


def test_what_is_left_is_never_less_than_nothing() -> None:
    """12 mg/kg were given in the window: day 1 does not fit, and nothing is left."""
    subject = _later(5, *(each for n in range(1, 5) for each in cycle_given(n, 350 - 60 * n)))
    cycle = _cycle(subject)
    assert cycle.cumulative_mg_per_kg_before == Decimal(12)
    assert (cycle.days_within_limit, cycle.residual_mg_per_kg) == (0, Decimal(0))
    assert_raised(
        subject,
        "cumulative-dose-exceeded",
        "withhold",
        "Infusions!P2",
        "Day 1 would bring the dose in 365 days to 13 mg per kg; the limit is 11.5. Days that "
        "fit: 0 of 3; left on day 1: 0 mg per kg. The whole cycle fits from 19-Apr-2027.",
    )


def test_a_cycle_that_never_fits_has_no_earliest_date() -> None:
    """Under a limit below one cycle no date can be named."""
    subject = boy(protocol=altered(cumulative__limit_mg_per_kg="2.5"))
    assert_raised(
        subject,
        "cumulative-dose-exceeded",
        "withhold",
        "Infusions!P2",
        "Day 3 would bring the dose in 365 days to 3 mg per kg; the limit is 2.5. Days that fit: "
        "2 of 3; left on day 3: 0.5 mg per kg. The whole cycle does not fit within a year.",
    )


def test_each_dose_counts_with_the_weight_on_its_day() -> None:
    """12 mg at 12 kg are 1 mg/kg, though the boy weighs 24 kg now."""
    cycle = _cycle(_later(2, dose(1, 200, mg="12", kg="12")))
    assert cycle.cumulative_mg_per_kg_before == Decimal(1)


@pytest.mark.parametrize(("days", "counted"), [(364, 1), (365, 0)])
def test_the_window_is_365_days_long(days: int, counted: int) -> None:
    """A dose of 364 days before day 1 counts on day 1, one of 365 days does not."""
    assert _cycle(_later(2, dose(1, days))).cumulative_mg_per_kg_before == Decimal(counted)


def test_each_day_of_the_cycle_has_its_own_window() -> None:
    """A dose of 363 days before day 1 counts on days 1 and 2 and has left on day 3."""
    plan = judge(_later(2, dose(1, 363))).plan
    assert plan is not None
    assert [each.cumulative_mg_per_kg for each in plan.infusions] == [2, 3, 3]


def test_27_days_after_the_last_cycle_is_too_soon() -> None:
    """From its day 1 to this day 1."""
    subject = _later(2, *cycle_given(1, 27))
    assert_raised(
        subject,
        "interval-too-short",
        "withhold",
        "Infusions!P2",
        "Day 1 is 27 days after day 1 of the last cycle, 10-Nov-2026: fewer than 28. The earliest "
        "day 1 is 08-Dec-2026.",
    )
    assert _cycle(subject).earliest_by_interval_on == dt.date(2026, 12, 8)
    assert_silent(subject, "interval-long")


@pytest.mark.parametrize("days", [28, 98])
def test_28_to_98_days_after_the_last_cycle_are_usual(days: int) -> None:
    """Both ends belong to it."""
    subject = _later(2, *cycle_given(1, days))
    assert_silent(subject, "interval-too-short")
    assert_silent(subject, "interval-long")
    cycle = _cycle(subject)
    assert (cycle.interval_days, cycle.earliest_by_interval_on) == (days, None)


def test_99_days_after_the_last_cycle_is_long() -> None:
    """A caution, nothing more."""
    subject = _later(2, *cycle_given(1, 99))
    assert_raised(
        subject,
        "interval-long",
        "caution",
        "Infusions!P2",
        "Day 1 is 99 days after day 1 of the last cycle, 30-Aug-2026: more than 98.",
    )
    assert judge(subject).outcome is Outcome.READY_WITH_CAUTIONS
    assert_silent(subject, "interval-too-short")


def test_without_an_earlier_dose_there_is_no_interval() -> None:
    """Nor a previous cycle."""
    cycle = _cycle(boy())
    assert (cycle.interval_days, cycle.previous_cycle_day_1) == (None, None)


def test_the_last_cycle_is_the_one_given_last_and_counts_from_its_day_1() -> None:
    """In whatever order its infusions are listed."""
    listed = (*reversed(cycle_given(2, 60)), *cycle_given(1, 150))
    assert _cycle(_later(3, *listed)).previous_cycle_day_1 == D1 - dt.timedelta(days=60)


@pytest.mark.parametrize("number", [18, 60])
def test_more_than_17_cycles_are_noted(number: int) -> None:
    """A note: the outcome is another finding's."""
    assert_raised(
        _later(number, dose(1, 400), dose(number - 1, 90)),
        "cycle-count",
        "note",
        "Infusions!O2",
        f"This is cycle {number}; the sources describe up to 17.",
    )


def test_17_cycles_are_not() -> None:
    """As many as the source series had."""
    assert_silent(_later(17, dose(1, 400), dose(16, 90)), "cycle-count")
