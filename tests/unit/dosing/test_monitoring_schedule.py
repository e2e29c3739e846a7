"""The monitoring schedule on day 1: each kind of schedule, pain, markers and prompts."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from orderset.dosing.monitoring import monitoring, months_later
from orderset.dosing.plan import MonitoringItem, PainScore, Status
from orderset.dosing.planning import judge
from orderset.dosing.situation import Subject
from orderset.patients.patient import Result
from orderset.patients.sex import Sex
from tests.unit.dosing.edge_subjects import (
    D1,
    LOADED,
    before,
    birthday,
    boy,
    creatinine,
    cycle_given,
    dose,
    result,
)


DAY = dt.timedelta(days=1)


def _item(subject: Subject, key: str) -> MonitoringItem:
    (only,) = [each for each in monitoring(subject).items if each.key == key]
    return only


def _standing(subject: Subject, key: str) -> tuple[str, dt.date | None]:
    item = _item(subject, key)
    return item.status, item.next_due_on


def _later(*results: Result, number: int = 2, **fields: Any) -> Subject:
    """A later cycle, the last one 70 days ago."""
    usual: dict[str, Any] = {"previous_doses": cycle_given(number - 1, 70)}
    return boy(*results, cycle_number=number, **(usual | fields))


def test_the_schedule_holds_every_item_of_the_protocol_in_its_order() -> None:
    """S17 to S28 and B8; the pregnancy test only where it applies."""
    keys = [each.key for each in monitoring(boy()).items]
    assert keys == [each.key for each in LOADED.rules.monitoring if each.only is None]
    assert keys == [
        *("creatinine", "calcium", "phosphate", "magnesium", "sodium", "potassium", "vitamin_d"),
        *("albuminuria", "urine_protein", "untx", "alkaline_phosphatase", "imaging", "pain"),
        *("dental", "calcium_intake"),
    ]


def test_an_item_carries_its_words_and_sources() -> None:
    """Those of the protocol, and the last result."""
    item = _item(boy(), "calcium")
    assert (item.label, item.schedule, item.source) == (
        "Adjusted calcium",
        "before each cycle",
        "S23",
    )
    assert item.last is not None
    assert (item.last.reported, item.last.taken_on) == ("2.38", before(3))


def test_what_is_needed_before_each_infusion_is_due_again_the_next_day() -> None:
    """A creatinine of seven days counts for day 1."""
    assert _standing(boy(creatinine("40", 7)), "creatinine") == (Status.DONE, D1 + DAY)


@pytest.mark.parametrize("results", [(8,), ()])
def test_what_is_needed_before_each_infusion_and_is_old_or_missing_is_due(
    results: tuple[int, ...],
) -> None:
    """On day 1."""
    subject = boy(*(creatinine("40", days) for days in results), without=["creatinine"])
    assert _standing(subject, "creatinine") == (Status.DUE, D1)


def test_what_is_needed_before_each_cycle_counts_for_its_days() -> None:
    """Phosphate: 28 days; there is no date for the next, because the next cycle has none."""
    assert _standing(boy(result("phosphate", "1.2", 28)), "phosphate") == (Status.DONE, None)
    assert _standing(boy(result("phosphate", "1.2", 29)), "phosphate") == (Status.DUE, D1)
    assert _standing(boy(), "phosphate") == (Status.DUE, D1)


def test_a_result_of_day_1_is_the_last() -> None:
    """Taken that morning."""
    item = _item(boy(result("phosphate", "1.2", 0), result("phosphate", "1.1", 9)), "phosphate")
    assert item.last is not None
    assert item.last.reported == "1.2"


def test_a_result_after_day_1_is_not_the_last() -> None:
    """It says nothing about day 1."""
    subject = boy(result("phosphate", "1.2", -1), result("phosphate", "1.1", 40))
    item = _item(subject, "phosphate")
    assert item.last is not None
    assert item.last.reported == "1.1"
    assert item.status is Status.DUE


def test_what_is_needed_at_intervals_has_a_date() -> None:
    """Urine albumin: 183 days after the last, done on that day, overdue after it."""
    done = boy(result("urine_albumin_creatinine", "1.2", 183))
    assert _standing(done, "albuminuria") == (Status.DONE, D1)
    late = boy(result("urine_albumin_creatinine", "1.2", 184))
    assert _standing(late, "albuminuria") == (Status.OVERDUE, D1 - DAY)
    missing = boy(without=["urine_albumin_creatinine"])
    assert _standing(missing, "albuminuria") == (Status.DUE, D1)


def test_vitamin_d_counts_for_90_days_before_cycle_1_and_183_later() -> None:
    """Two lengths of one interval."""
    old = result("vitamin_d", "72", 91)
    assert _standing(boy(old), "vitamin_d") == (Status.OVERDUE, D1 - DAY)
    assert _standing(boy(result("vitamin_d", "72", 90)), "vitamin_d") == (Status.DONE, D1)
    assert _standing(_later(old), "vitamin_d") == (Status.DONE, before(91 - 183))


def test_a_baseline_is_due_before_cycle_1_and_overdue_later() -> None:
    """Done whenever it was taken."""
    assert _standing(boy(), "dental") == (Status.DUE, D1)
    assert _standing(_later(), "dental") == (Status.OVERDUE, D1)
    assert _standing(_later(result("dental_review", "No caries", 900)), "dental") == (
        Status.DONE,
        None,
    )


def test_one_test_may_stand_in_for_another() -> None:
    """A spot albumin:creatinine for the protein of 24 hours; the newest of either is the last."""
    assert _standing(boy(), "urine_protein") == (Status.DONE, None)
    missing = boy(without=["urine_albumin_creatinine"])
    assert _standing(missing, "urine_protein") == (Status.DUE, D1)


def test_imaging_is_due_before_cycle_1() -> None:
    """Its baseline."""
    assert _standing(boy(), "imaging") == (Status.DONE, None)
    assert _standing(boy(without=["imaging"]), "imaging") == (Status.DUE, D1)


def test_imaging_is_due_again_before_every_second_cycle() -> None:
    """Since the day after the last cycle's day 1."""
    assert _standing(_later(result("imaging", "Reported", 69)), "imaging") == (Status.DONE, None)
    assert _standing(_later(result("imaging", "Reported", 70)), "imaging") == (Status.DUE, D1)
    assert _standing(_later(without=["imaging"]), "imaging") == (Status.DUE, D1)


def test_imaging_of_an_even_cycle_without_an_earlier_one_listed_counts() -> None:
    """Nobody can tell since when it should be."""
    old = result("imaging", "Reported", 400)
    assert _standing(_later(old, previous_doses=()), "imaging") == (Status.DONE, None)


def test_imaging_before_an_odd_cycle_is_done_if_there_ever_was_any() -> None:
    """Before cycle 3 none is due, but the baseline was never taken."""
    old = result("imaging", "Reported", 400)
    assert _standing(_later(old, number=3), "imaging") == (Status.DONE, None)
    assert _standing(_later(number=3, without=["imaging"]), "imaging") == (Status.OVERDUE, D1)


def test_what_nobody_enters_is_asked() -> None:
    """Calcium intake stands in no column."""
    item = _item(boy(), "calcium_intake")
    assert (item.status, item.next_due_on, item.last) == (Status.ASK, None, None)


def test_the_pregnancy_test_is_an_item_for_girls_of_12() -> None:
    """Not for boys, and not the day before."""
    fields: dict[str, Any] = {"weight_kg": Decimal(40), "height_cm": Decimal(150)}
    girl = boy(date_of_birth=birthday(12), sex=Sex.FEMALE, **fields)
    assert _standing(girl, "pregnancy") == (Status.DUE, D1)
    for other in (
        boy(date_of_birth=birthday(12) + DAY, sex=Sex.FEMALE, **fields),
        boy(date_of_birth=birthday(12), **fields),
    ):
        assert "pregnancy" not in {each.key for each in monitoring(other).items}


def _vas(reported: str, days: int) -> Result:
    return result("pain_vas", reported, days)


def test_pain_scores_stand_in_order_of_date() -> None:
    """The one on Infusions counts for day 1, between those of Results."""
    subject = boy(_vas("6", 0), _vas("9.5", 70), _vas("2", -1), pain_vas=Decimal(4))
    assert monitoring(subject).pain == (
        PainScore(before(70), Decimal("9.5")),
        PainScore(D1, Decimal(6)),
        PainScore(D1, Decimal(4)),
        PainScore(before(-1), Decimal(2)),
    )


def test_without_a_pain_score_there_is_none() -> None:
    """And the item is due."""
    assert monitoring(boy()).pain == ()
    assert _standing(boy(), "pain") == (Status.DUE, D1)


def test_the_pain_score_on_infusions_is_the_last_of_its_item() -> None:
    """It was asked for this cycle: done, though Results has only an old one."""
    item = _item(boy(_vas("8", 70), pain_vas=Decimal("3.0")), "pain")
    assert item.status is Status.DONE
    assert item.last is not None
    assert (item.last.reported, item.last.unit, item.last.taken_on) == ("3", "0-10", D1)
    assert str(item.last.where) == "Infusions!S2"


def test_the_pain_score_of_results_counts_for_its_item_too() -> None:
    """Seven days before day 1."""
    assert _standing(boy(_vas("8", 7)), "pain") == (Status.DONE, None)
    assert _standing(boy(_vas("8", 8)), "pain") == (Status.DUE, D1)


def test_creatinine_and_ntx_are_listed_in_order_of_date() -> None:
    """For the trends."""
    subject = boy(
        creatinine("42", 3),
        creatinine("40", 90),
        result("urine_ntx_creatinine", "250", 3),
        result("urine_ntx_creatinine", "200", 90),
    )
    shown = monitoring(subject)
    assert [each.reported for each in shown.creatinine] == ["40", "42"]
    assert [each.reported for each in shown.untx] == ["200", "250"]


def test_cycle_1_has_no_prompts() -> None:
    """There is no response to ask for yet."""
    assert monitoring(boy()).prompts == ()


def test_a_later_cycle_is_asked_about_its_response() -> None:
    """S14, S26, S27 and S40; S35 only of a recurrence."""
    assert monitoring(_later()).prompts == (
        "Is there complete remission and bone remodelling on imaging? Then discuss stopping.",
        "Has pain changed since the first infusion? Record the VAS.",
        "Has MRI inflammation resolved? It took 2 to 12 months in the source series.",
        "Symptoms improving: consider a longer interval.",
    )


def test_a_recurrence_is_asked_about_a_single_re_treatment() -> None:
    """S35, in cycle 1 of a re-treatment too."""
    subject = boy(indication="MRI-confirmed recurrence")
    assert monitoring(subject).prompts == (
        "Recurrence proven by MRI: is this a single re-treatment?",
    )


def test_a_prompt_may_be_for_everybody() -> None:
    """A committee may ask whatever it wants of all."""
    checklist = LOADED.rules.checklist
    asked = checklist.prompts[0].model_copy(update={"text": "Asked of all.", "when": "always"})
    changed = checklist.model_copy(update={"prompts": (asked,)})
    protocol = LOADED.rules.model_copy(update={"checklist": changed})
    assert monitoring(boy(protocol=protocol)).prompts == ("Asked of all.",)


@pytest.mark.parametrize(
    ("first", "is_long"), [(dt.date(2025, 4, 6), True), (dt.date(2025, 4, 7), False)]
)
def test_treatment_of_more_than_20_months_is_to_be_reviewed(
    first: dt.date, *, is_long: bool
) -> None:
    """From the first infusion listed: 20 months to the day are not more."""
    days = (D1 - first).days
    subject = _later(number=9, previous_doses=(dose(8, 70), dose(1, days)))
    said = (
        "Treatment began on 06-Apr-2025, more than 20 months ago: review whether it should go on."
    )
    assert (said in monitoring(subject).prompts) is is_long
    assert any("Treatment began" in each for each in monitoring(subject).prompts) is is_long


def test_months_end_where_a_month_has_no_such_day() -> None:
    """Twenty months after 31 October is 30 June; over a year's end; nothing later is itself."""
    assert months_later(dt.date(2024, 10, 31), 20) == dt.date(2026, 6, 30)
    assert months_later(dt.date(2026, 12, 7), 1) == dt.date(2027, 1, 7)
    assert months_later(dt.date(2026, 12, 7), 0) == dt.date(2026, 12, 7)
    assert months_later(dt.date(2026, 11, 30), 1) == dt.date(2026, 12, 30)


def test_a_plan_carries_the_monitoring() -> None:
    """It stands on the checklist of a patient who is ready."""
    plan = judge(boy()).plan
    assert plan is not None
    assert plan.monitoring == monitoring(boy())
