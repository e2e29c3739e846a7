"""Creatinine: how recent it is, its baseline, and how far it has risen."""

import datetime as dt
from decimal import Decimal

import pytest

from orderset.dosing.planning import judge
from orderset.dosing.situation import Subject
from orderset.findings import Outcome
from orderset.patients.patient import Result
from tests.unit.dosing.edge_subjects import (
    assert_raised,
    assert_silent,
    baseline,
    before,
    boy,
    codes,
    creatinine,
    cycle_given,
    found,
    result,
)


RISES = {"creatinine-above-baseline", "renal-deterioration", "acute-kidney-injury-ratio"}


def _second_cycle(*results: Result) -> Subject:
    """The boy at cycle 2, cycle 1 given 70 days ago."""
    fresh = result("imaging", "Reported", 5)
    return boy(fresh, *results, cycle_number=2, previous_doses=cycle_given(1, 70))


def test_no_creatinine_withholds() -> None:
    """None at all."""
    assert_raised(
        boy(without=["creatinine"]),
        "creatinine-missing",
        "withhold",
        "Infusions!A2",
        "There is no creatinine within 365 days before day 1; one within 7 days is needed.",
    )


def test_a_creatinine_of_more_than_a_year_is_none() -> None:
    """366 days are missing, 365 days are stale."""
    assert codes(judge(boy(creatinine("40", 366)))) == ["creatinine-missing"]
    assert_silent(boy(creatinine("40", 365)), "creatinine-missing")
    assert "creatinine-stale" in codes(judge(boy(creatinine("40", 365))))


def test_without_a_creatinine_nothing_is_computed_from_it() -> None:
    """The baseline is known, and its limit for each day; the estimates are not."""
    plan = judge(boy(baseline("40"))).plan
    assert plan is not None
    assert plan.renal.creatinine is None
    assert plan.renal.baseline is not None
    assert plan.renal.decisive is None
    assert plan.renal.creatinine_percent_of_baseline is None
    assert [each.creatinine_limit_micromol_per_l for each in plan.infusions] == [44, 44, 44]


def test_a_creatinine_of_8_days_is_referred() -> None:
    """Seven days are the limit."""
    assert_raised(
        boy(baseline("40"), creatinine("40", 8, cell="C3")),
        "creatinine-stale",
        "refer",
        "Results!C3",
        "The latest creatinine, of 29-Nov-2026, is 8 days old on day 1.",
    )


def test_a_creatinine_after_day_1_is_referred() -> None:
    """It cannot have been looked at before day 1."""
    assert_raised(
        boy(baseline("40"), creatinine("40", -1, cell="C3")),
        "creatinine-stale",
        "refer",
        "Results!C3",
        "The latest creatinine, of 08-Dec-2026, is dated after day 1.",
    )


@pytest.mark.parametrize("days", [0, 7])
def test_a_creatinine_of_7_days_counts(days: int) -> None:
    """Seven days, and day 1 itself."""
    assert_silent(boy(baseline("40"), creatinine("40", days)), "creatinine-stale")


def test_without_a_baseline_a_later_cycle_is_referred() -> None:
    """Nobody can tell whether kidney function has fallen."""
    subject = _second_cycle(creatinine("40"))
    assert_raised(
        subject,
        "baseline-creatinine-missing",
        "refer",
        "Infusions!A2",
        "No creatinine is marked Baseline.",
    )
    plan = judge(subject).plan
    assert plan is not None
    assert [each.creatinine_limit_micromol_per_l for each in plan.infusions] == [None] * 3


def test_a_baseline_is_enough_for_a_later_cycle() -> None:
    """The usual case."""
    assert_silent(_second_cycle(baseline("40"), creatinine("40")), "baseline-creatinine-missing")


def test_in_cycle_1_the_latest_creatinine_is_the_baseline() -> None:
    """Noted, and its limit holds for each day; nothing has risen."""
    subject = boy(creatinine("41", cell="C3"))
    assert_raised(
        subject,
        "baseline-taken-from-current",
        "note",
        "Results!C3",
        "No creatinine is marked Baseline: that of 04-Dec-2026 is taken, because this is cycle 1.",
    )
    judgement = judge(subject)
    assert judgement.outcome is Outcome.READY
    assert judgement.plan is not None
    assert judgement.plan.renal.baseline_is_current
    assert judgement.plan.renal.creatinine_percent_of_baseline is None
    limits = {each.creatinine_limit_micromol_per_l for each in judgement.plan.infusions}
    assert limits == {45}


def test_a_marked_baseline_is_not_taken_from_the_current_creatinine() -> None:
    """Nor is one taken in a later cycle."""
    assert_silent(boy(), "baseline-taken-from-current")
    assert_silent(_second_cycle(creatinine("40")), "baseline-taken-from-current")


@pytest.mark.parametrize(
    ("base", "limit"), [("40", 44), ("41", 45), ("49", 53), ("50", 55), ("30.5", 33)]
)
def test_the_limit_of_a_day_is_110_percent_rounded_down(base: str, limit: int) -> None:
    """45.1, 53.9 and 33.55 are rounded down to the whole µmol/L, 44 and 55 stay."""
    plan = judge(boy(baseline(base), creatinine(base))).plan
    assert plan is not None
    assert [each.creatinine_limit_micromol_per_l for each in plan.infusions] == [limit] * 3


def test_a_creatinine_above_110_percent_of_baseline_is_withheld() -> None:
    """44.01 of 40, and the words do not round it to the limit."""
    assert_raised(
        boy(baseline("40"), creatinine("44.01", cell="C3")),
        "creatinine-above-baseline",
        "withhold",
        "Results!C3",
        "The creatinine is 44.01 µmol/L, 110.03% of the baseline of 40 µmol/L: above 110%.",
    )
    assert_raised(
        boy(baseline("40"), creatinine("46", cell="C3")),
        "creatinine-above-baseline",
        "withhold",
        "Results!C3",
        "The creatinine is 46 µmol/L, 115% of the baseline of 40 µmol/L: above 110%.",
    )


@pytest.mark.parametrize(
    ("base", "now", "unit"),
    [("40", "44", "µmol/L"), ("30.1", "33.11", "µmol/L"), ("44.2", "0.55", "mg/dL")],
)
def test_exactly_110_percent_of_baseline_passes(base: str, now: str, unit: str) -> None:
    """In decimals, where floats would not see it; in mg/dL too."""
    subject = boy(baseline(base), creatinine(now, unit=unit))
    assert_silent(subject, "creatinine-above-baseline")
    assert judge(subject).outcome is Outcome.READY


def test_a_rise_of_44_2_from_a_normal_baseline_is_deterioration() -> None:
    """The licensed definition: 0.5 mg/dL."""
    assert_raised(
        boy(baseline("40"), creatinine("84.2", cell="C3")),
        "renal-deterioration",
        "withhold",
        "Results!C3",
        "The creatinine is 84.2 µmol/L, 210.5% of the baseline of 40 µmol/L: a rise of 44.2 µmol/L "
        "from a normal baseline.",
    )
    assert_silent(boy(baseline("40"), creatinine("84.1")), "renal-deterioration")


def test_a_rise_of_88_4_from_a_raised_baseline_is_deterioration() -> None:
    """At 124 µmol/L a baseline is no longer normal: 1 mg/dL."""
    assert_raised(
        boy(baseline("124"), creatinine("212.4", cell="C3")),
        "renal-deterioration",
        "withhold",
        "Results!C3",
        "The creatinine is 212.4 µmol/L, 171.29% of the baseline of 124 µmol/L: a rise of 88.4 "
        "µmol/L from a raised baseline.",
    )
    assert_silent(boy(baseline("124"), creatinine("212.3")), "renal-deterioration")


@pytest.mark.parametrize(
    ("base", "limit", "is_normal"),
    [
        ("123.9", None, True),
        ("124", None, False),
        ("124", "124.1", True),
        ("59.9", "60", True),
        ("60", "60", False),
    ],
)
def test_a_baseline_is_normal_below_its_upper_limit(
    base: str, limit: str | None, *, is_normal: bool
) -> None:
    """The limit given with it, else 124 µmol/L; 60 µmol/L more tells which rule was used."""
    now = str(Decimal(base) + 60)
    raised = codes(judge(boy(baseline(base, limit), creatinine(now))))
    assert ("renal-deterioration" in raised) is is_normal


def test_one_and_a_half_times_baseline_is_acute_kidney_injury() -> None:
    """Exactly 1.5 counts."""
    assert_raised(
        boy(baseline("40"), creatinine("60", cell="C3")),
        "acute-kidney-injury-ratio",
        "withhold",
        "Results!C3",
        "The creatinine is 60 µmol/L, 150% of the baseline of 40 µmol/L: 1.5 times baseline or "
        "more.",
    )
    assert_silent(boy(baseline("40"), creatinine("59.9")), "acute-kidney-injury-ratio")


def test_nothing_rises_without_a_baseline() -> None:
    """Where none is known, and where the current creatinine is taken for it."""
    for subject in (boy(creatinine("90")), _second_cycle(creatinine("90"))):
        assert not RISES & set(codes(judge(subject)))


def test_26_more_within_2_days_is_acute_kidney_injury() -> None:
    """Against a result of two days before."""
    assert_raised(
        boy(baseline("40"), creatinine("40", 5), creatinine("66", 3, cell="C3")),
        "acute-kidney-injury-rise",
        "withhold",
        "Results!C3",
        "The creatinine rose by 26 µmol/L, from 40 on 02-Dec-2026 to 66 on 04-Dec-2026.",
    )


@pytest.mark.parametrize(("earlier", "days"), [("40.1", 5), ("40", 6)])
def test_less_than_26_or_over_3_days_is_not(earlier: str, days: int) -> None:
    """25.9 within two days, and 26 over three."""
    subject = boy(baseline("60"), creatinine(earlier, days), creatinine("66", 3))
    assert_silent(subject, "acute-kidney-injury-rise")


def test_a_rise_on_one_day_counts() -> None:
    """From the morning to the afternoon, or where nobody knows which came first."""
    timed = (creatinine("40", 3, at="08:00"), creatinine("66", 3, at="16:00"))
    assert found(boy(baseline("60"), *timed), "acute-kidney-injury-rise").found == (
        "a rise of 26 µmol/L"
    )
    untimed = (creatinine("66", 3), creatinine("40", 3))
    assert "acute-kidney-injury-rise" in codes(judge(boy(baseline("60"), *untimed)))


def test_a_fall_within_2_days_is_no_rise() -> None:
    """From the morning to the afternoon it fell."""
    timed = (creatinine("66", 3, at="08:00"), creatinine("40", 3, at="16:00"))
    assert_silent(boy(baseline("60"), *timed), "acute-kidney-injury-rise")


def test_a_rise_is_told_against_the_lowest() -> None:
    """Of several within two days."""
    subject = boy(
        baseline("60"), creatinine("40", 5), creatinine("35", 4), creatinine("70", 3, cell="C3")
    )
    assert_raised(
        subject,
        "acute-kidney-injury-rise",
        "withhold",
        "Results!C3",
        "The creatinine rose by 35 µmol/L, from 35 on 03-Dec-2026 to 70 on 04-Dec-2026.",
    )


def test_without_a_creatinine_nothing_has_risen() -> None:
    """Two old ones far apart say nothing."""
    subject = boy(creatinine("80", 400), creatinine("40", 401))
    assert_silent(subject, "acute-kidney-injury-rise")


def test_the_last_by_time_of_one_day_decides() -> None:
    """Where each of that day has a time."""
    timed = (
        creatinine("46", 3, at="08:00"),
        creatinine("42", 3, at="16:00"),
        creatinine("41", 3, at="12:00"),
    )
    plan = judge(boy(baseline("42"), *timed)).plan
    assert plan is not None
    assert plan.renal.creatinine is not None
    assert plan.renal.creatinine.value == 42
    assert plan.renal.creatinine.taken_at == dt.time(16)


def test_the_highest_of_one_day_decides_where_a_time_is_missing() -> None:
    """It is the safe one."""
    mixed = (creatinine("42", 3, at="16:00"), creatinine("46", 3), creatinine("41", 3))
    plan = judge(boy(baseline("42"), *mixed)).plan
    assert plan is not None
    assert plan.renal.creatinine is not None
    assert plan.renal.creatinine.value == 46


def test_of_two_at_one_time_the_highest_decides() -> None:
    """Two analysers may have had one sample."""
    twice = (creatinine("41", 3, at="16:00"), creatinine("43", 3, at="16:00"))
    plan = judge(boy(baseline("42"), *twice)).plan
    assert plan is not None
    assert plan.renal.creatinine is not None
    assert plan.renal.creatinine.value == 43


def test_within_110_percent_again_after_a_peak_is_resumed() -> None:
    """The peak is named; the patient is ready with caution."""
    subject = _second_cycle(
        baseline("40"), creatinine("70", 30, cell="C8"), creatinine("44", 3), creatinine("50", 20)
    )
    assert_raised(
        subject,
        "resumed-after-deterioration",
        "caution",
        "Results!C8",
        "The creatinine was 70 µmol/L on 07-Nov-2026 and is 44 µmol/L again (limit 44 µmol/L).",
    )
    assert judge(subject).outcome is Outcome.READY_WITH_CAUTIONS


@pytest.mark.parametrize(("peak", "days"), [("44", 30), ("70", 71)])
def test_without_a_peak_since_the_last_cycle_nothing_is_resumed(peak: str, days: int) -> None:
    """Exactly 110 % is no peak, and one before the last cycle's day 1 was looked at then."""
    subject = _second_cycle(baseline("40"), creatinine(peak, days), creatinine("41"))
    assert_silent(subject, "resumed-after-deterioration")


def test_a_peak_on_the_last_cycles_day_1_counts() -> None:
    """70 days before this day 1."""
    subject = _second_cycle(baseline("40"), creatinine("44.01", 70), creatinine("41"))
    assert "resumed-after-deterioration" in codes(judge(subject))


def test_a_peak_of_the_same_morning_counts() -> None:
    """It was taken before the one of the afternoon."""
    subject = _second_cycle(
        baseline("40"),
        creatinine("50", 3, at="08:00", cell="C8"),
        creatinine("41", 3, at="16:00"),
    )
    assert str(found(subject, "resumed-after-deterioration").where) == "Results!C8"


def test_a_creatinine_still_above_is_not_resumed() -> None:
    """It is withheld."""
    subject = _second_cycle(baseline("40"), creatinine("70", 30), creatinine("45"))
    assert_silent(subject, "resumed-after-deterioration")
    assert judge(subject).outcome is Outcome.WITHHELD


def test_nothing_is_resumed_without_baseline_creatinine_or_earlier_cycle() -> None:
    """There is nothing to compare with."""
    peak = creatinine("70", 30)
    assert_silent(_second_cycle(peak, creatinine("41")), "resumed-after-deterioration")
    assert_silent(boy(baseline("40"), peak, creatinine("41")), "resumed-after-deterioration")
    assert_silent(_second_cycle(baseline("40")), "resumed-after-deterioration")


def test_a_newer_result_of_another_test_is_no_creatinine() -> None:
    """Each test has its own latest result."""
    plan = judge(boy(result("phosphate", "1.2", 0))).plan
    assert plan is not None
    assert plan.renal.creatinine is not None
    assert plan.renal.creatinine.taken_on == before(3)
