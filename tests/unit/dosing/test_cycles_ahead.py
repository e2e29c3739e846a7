"""What fits within the limit and when: the table of clinical.md B1.4, and the edges of the plan."""

import datetime as dt
import itertools
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from orderset.dosing.ahead import CYCLES, cycles_ahead, next_cycle_on
from orderset.dosing.planning import judge
from orderset.dosing.situation import Subject
from orderset.patients.patient import PreviousDose
from orderset.settings import SiteSettings
from tests.builders import cases, subject_from_case
from tests.unit.dosing.edge_subjects import D1, altered, before, boy, cycle_given, man


HALVED = SiteSettings(half_dose_first_infusion=True)
WEEK = 7
NEVER = None


def _light(number: int, given: tuple[PreviousDose, ...], *, halved: bool) -> Subject:
    return boy(cycle_number=number, previous_doses=given, site=HALVED if halved else SiteSettings())


def _heavy(number: int, given: tuple[PreviousDose, ...], *, halved: bool) -> Subject:
    del halved
    return man(cycle_number=number, previous_doses=given, weight_kg=Decimal(70))


def _blocked(
    subject_of: Callable[..., Subject], interval: int, mg: str, kg: str, *, halved: bool
) -> tuple[int, int] | None:
    """The first cycle, and its first day, that does not fit when cycles follow at an interval."""
    for number in range(1, 12):
        given = tuple(
            each
            for cycle in range(1, number)
            for each in cycle_given(cycle, interval * (number - cycle), mg, kg)
        )
        if halved and given:
            first = PreviousDose(1, given[0].given_on, Decimal(mg) / 2, Decimal(kg), given[0].where)
            given = (first, *given[1:])
        ahead = cycles_ahead(subject_of(number, given, halved=halved), 1)
        if ahead.days_that_fit_now < ahead.infusions:
            return number, ahead.days_that_fit_now + 1
    return NEVER


@pytest.mark.parametrize("days", [*(n * WEEK for n in (4, 6, 8, 10, 12, 13, 14, 16, 17)), 120])
def test_a_fourth_cycle_is_blocked_on_its_third_day_up_to_every_120_days(days: int) -> None:
    """Clinical.md B1.4, first-ever dose full."""
    assert _blocked(_light, days, "24", "24", halved=False) == (4, 3)


@pytest.mark.parametrize(
    ("weeks", "blocked"),
    [*((n, (5, 1)) for n in (4, 6, 8, 10, 12, 13)), *((n, (5, 3)) for n in (14, 16, 17))],
)
def test_with_a_halved_first_day_the_fourth_cycle_fits_and_the_fifth_is_blocked(
    weeks: int, blocked: tuple[int, int]
) -> None:
    """Clinical.md B1.4: 11.5 exactly in the fourth."""
    assert _blocked(_light, weeks * WEEK, "24", "24", halved=True) == blocked


@pytest.mark.parametrize("halved", [False, True])
def test_from_every_121_days_on_no_cycle_is_ever_blocked(*, halved: bool) -> None:
    """Clinical.md B1.4: 17.3 weeks; and that is the interval that the plan names."""
    assert _blocked(_light, 121, "24", "24", halved=halved) is NEVER
    assert cycles_ahead(_light(1, (), halved=halved)).sustained_interval_days == 121


@pytest.mark.parametrize(
    ("weeks", "blocked"), [*((n, (5, 2)) for n in (4, 6, 8, 10, 12)), (13, NEVER), (14, NEVER)]
)
def test_at_70_kg_the_limit_per_infusion_leaves_room(
    weeks: int, blocked: tuple[int, int] | None
) -> None:
    """Clinical.md B1.4: 60 mg at 70 kg are 0.857 mg per kg."""
    assert _blocked(_heavy, weeks * WEEK, "60", "70", halved=False) == blocked
    assert cycles_ahead(_heavy(1, (), halved=False)).sustained_interval_days == 13 * WEEK


def test_a_cycle_that_fits_as_planned_is_the_first_of_the_plan() -> None:
    """Nothing was given: the planned day 1, then 28 days later, until the limit."""
    ahead = cycles_ahead(boy())
    assert len(ahead.cycles) == CYCLES
    assert (ahead.days_that_fit_now, ahead.infusions, ahead.is_too_soon) == (3, 3, False)
    assert ahead.earliest_full_cycle_on == D1
    assert [each.cycle_number for each in ahead.cycles] == [1, 2, 3, 4]
    assert [each.interval_days for each in ahead.cycles] == [None, 28, 28, 307]
    assert [each.highest_mg_per_kg for each in ahead.cycles] == [3, 6, 9, 11]
    evenly = [each.evenly_on for each in ahead.cycles]
    assert [(after - on).days for on, after in itertools.pairwise(evenly)] == [*(121, 121, 121)]


def test_a_planned_day_1_too_soon_lets_no_day_be_given_though_the_limit_would() -> None:
    """The minimum interval counts beside the limit."""
    ahead = cycles_ahead(boy(cycle_number=2, previous_doses=cycle_given(1, 20)))
    assert (ahead.is_too_soon, ahead.days_within_limit, ahead.days_that_fit_now) == (True, 3, 0)
    assert ahead.earliest_full_cycle_on == before(-8)
    assert ahead.cycles[0].interval_days == 28


def test_exactly_the_limit_fits_in_the_plan_too() -> None:
    """2.5 + 3 + 3 + 3 with a halved first dose, at the shortest interval."""
    ahead = cycles_ahead(boy(site=HALVED), 5)
    assert ahead.cycles[3].interval_days == 28
    assert ahead.cycles[3].highest_mg_per_kg == Decimal("11.5")
    assert ahead.cycles[4].interval_days != 28


def test_a_first_cycle_that_fits_only_because_it_is_lower_has_none_after_it() -> None:
    """Half a dose on day 1: 2.5 fits into 2.5, and 3 never does."""
    protocol = altered(cumulative__limit_mg_per_kg="2.5")
    subject = boy(protocol=protocol, site=HALVED)
    ahead = cycles_ahead(subject)
    assert [each.day_1 for each in ahead.cycles] == [D1]
    assert ahead.sustained_interval_days is None
    assert next_cycle_on(subject) is None


def test_where_no_full_cycle_ever_fits_the_plan_has_none() -> None:
    """3 into 2.5 does not go."""
    ahead = cycles_ahead(boy(protocol=altered(cumulative__limit_mg_per_kg="2.5")))
    assert (ahead.cycles, ahead.earliest_full_cycle_on) == ((), None)
    assert (ahead.days_that_fit_now, ahead.sustained_interval_days) == (2, None)


def test_no_cycle_begins_before_the_one_before_it_has_ended() -> None:
    """Whatever minimum interval a committee sets."""
    ahead = cycles_ahead(boy(protocol=altered(interval__minimum_days=0)), 3)
    assert [each.interval_days for each in ahead.cycles] == [None, 3, 3]


def test_the_next_cycle_of_who_is_ready_waits_for_the_limit_as_well() -> None:
    """After a third cycle in a year the fourth waits for the first to leave the window."""
    assert next_cycle_on(boy()) == before(-28)
    given = (*cycle_given(1, 200), *cycle_given(2, 100))
    subject = boy(cycle_number=3, previous_doses=given)
    assert next_cycle_on(subject) == D1 + dt.timedelta(days=365 - 200 - 2)
    assert next_cycle_on(subject) == cycles_ahead(subject).cycles[1].day_1


@pytest.mark.parametrize("worked", cases(), ids=lambda each: each["id"])
def test_the_plan_and_the_cycle_as_judged_name_the_same_days(worked: dict[str, Any]) -> None:
    """One arithmetic: what fits, and the earliest full cycle by limit and by interval."""
    subject = subject_from_case(worked)
    plan = judge(subject).plan
    if plan is None:  # returned: there is nothing to plan
        return
    ahead = cycles_ahead(subject)
    dates = (plan.cycle.earliest_full_cycle_on, plan.cycle.earliest_by_interval_on)
    later = max((each for each in dates if each), default=subject.patient.day_1)
    assert ahead.earliest_full_cycle_on == later
    assert ahead.days_within_limit == plan.cycle.days_within_limit
