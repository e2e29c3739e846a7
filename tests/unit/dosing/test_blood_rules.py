"""Calcium, vitamin D, urine, imaging, pregnancy and NTX."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from orderset.dosing.planning import judge
from orderset.dosing.situation import Subject
from orderset.findings import Outcome
from orderset.patients.patient import Result
from orderset.patients.sex import Sex
from tests.unit.dosing.edge_subjects import (
    assert_raised,
    assert_silent,
    birthday,
    boy,
    codes,
    cycle_given,
    found,
    result,
)


DAY = dt.timedelta(days=1)


def _calcium(reported: str, days: int = 3, **more: Any) -> Result:
    return result("adjusted_calcium", reported, days, **more)


def test_no_calcium_is_referred() -> None:
    """It must be normal before an infusion."""
    assert_raised(
        boy(without=["adjusted_calcium"]),
        "calcium-missing",
        "refer",
        "Infusions!A2",
        "There is no adjusted calcium.",
    )


def test_a_calcium_after_day_1_is_none() -> None:
    """It says nothing about day 1, high or low."""
    subject = boy(_calcium("1.9", -1))
    assert codes(judge(subject)) == ["calcium-missing"]
    assert judge(boy(_calcium("2.3", 7), _calcium("1.9", -1))).findings == ()


def test_a_calcium_of_8_days_is_referred() -> None:
    """Seven days are the limit."""
    assert_raised(
        boy(_calcium("2.38", 8, cell="C4")),
        "calcium-stale",
        "refer",
        "Results!C4",
        "The latest adjusted calcium, of 29-Nov-2026, is 8 days old on day 1.",
    )


@pytest.mark.parametrize("days", [0, 7])
def test_a_calcium_of_7_days_counts(days: int) -> None:
    """Seven days, and day 1 itself."""
    assert_silent(boy(_calcium("2.38", days)), "calcium-missing")
    assert_silent(boy(_calcium("2.38", days)), "calcium-stale")


@pytest.mark.parametrize(("reported", "unit"), [("2.09", "mmol/L"), ("8.41", "mg/dL")])
def test_a_calcium_below_2_10_withholds(reported: str, unit: str) -> None:
    """8.41 mg/dL are 2.0984 mmol/L."""
    subject = boy(_calcium(reported, unit=unit, cell="C4"))
    shown = "2.09 mmol/L" if unit == "mmol/L" else "8.41 mg/dL (2.098 mmol/L)"
    assert_raised(
        subject,
        "hypocalcaemia",
        "withhold",
        "Results!C4",
        f"The adjusted calcium is {shown}, below 2.1 mmol/L.",
    )
    assert_silent(subject, "calcium-borderline")


@pytest.mark.parametrize(
    ("reported", "unit"),
    [("2.10", "mmol/L"), ("2.19", "mmol/L"), ("8.42", "mg/dL"), ("8.81", "mg/dL")],
)
def test_a_calcium_from_2_10_to_below_2_20_is_referred(reported: str, unit: str) -> None:
    """8.42 and 8.81 mg/dL are 2.1009 and 2.1982 mmol/L."""
    subject = boy(_calcium(reported, unit=unit))
    assert found(subject, "calcium-borderline").action == "refer"
    assert_silent(subject, "hypocalcaemia")


def test_a_borderline_calcium_says_so() -> None:
    """Between the withholding limit and normal."""
    assert_raised(
        boy(_calcium("2.19", cell="C4")),
        "calcium-borderline",
        "refer",
        "Results!C4",
        "The adjusted calcium is 2.19 mmol/L, below 2.2 mmol/L.",
    )


@pytest.mark.parametrize(("reported", "unit"), [("2.20", "mmol/L"), ("8.82", "mg/dL")])
def test_a_calcium_of_2_20_is_normal(reported: str, unit: str) -> None:
    """8.82 mg/dL are 2.2007 mmol/L."""
    assert judge(boy(_calcium(reported, unit=unit))).findings == ()


def test_a_stale_calcium_that_is_low_says_both() -> None:
    """All findings, not only the first."""
    assert codes(judge(boy(_calcium("2.05", 20)))) == ["calcium-stale", "hypocalcaemia"]


def test_the_latest_calcium_counts_and_of_one_day_the_lowest() -> None:
    """Unless each has a time: then the last."""
    assert judge(boy(_calcium("1.9", 4), _calcium("2.3", 3))).findings == ()
    untimed = (_calcium("2.3", 3, at="16:00"), _calcium("2.05", 3), _calcium("2.25", 3))
    assert codes(judge(boy(*untimed))) == ["hypocalcaemia"]
    assert codes(judge(boy(*reversed(untimed)))) == ["hypocalcaemia"]
    timed = boy(_calcium("2.3", 3, at="16:00"), _calcium("2.05", 3, at="08:00"))
    assert judge(timed).findings == ()


def _vitamin_d(reported: str, days: int = 48, **more: Any) -> Result:
    return result("vitamin_d", reported, days, **more)


def _second_cycle(*results: Result, number: int = 2) -> Subject:
    """A later cycle, the last one 70 days ago."""
    return boy(*results, cycle_number=number, previous_doses=cycle_given(number - 1, 70))


def test_no_vitamin_d_is_referred() -> None:
    """Nor is one after day 1 any."""
    for subject in (boy(without=["vitamin_d"]), boy(_vitamin_d("20", -1))):
        assert_raised(
            subject,
            "vitamin-d-missing",
            "refer",
            "Infusions!A2",
            "There is no vitamin D result.",
        )


def test_a_vitamin_d_of_91_days_is_stale_for_cycle_1() -> None:
    """Ninety days are the limit."""
    assert_raised(
        boy(_vitamin_d("72", 91, cell="C5")),
        "vitamin-d-stale",
        "refer",
        "Results!C5",
        "The latest vitamin D, of 07-Sep-2026, is 91 days old on day 1.",
    )
    assert_silent(boy(_vitamin_d("72", 90)), "vitamin-d-stale")


def test_a_vitamin_d_of_184_days_is_stale_for_later_cycles() -> None:
    """Half a year is the limit."""
    assert_raised(
        _second_cycle(_vitamin_d("72", 184, cell="C5")),
        "vitamin-d-stale",
        "refer",
        "Results!C5",
        "The latest vitamin D, of 06-Jun-2026, is 184 days old on day 1.",
    )
    assert_silent(_second_cycle(_vitamin_d("72", 183)), "vitamin-d-stale")


@pytest.mark.parametrize(
    ("reported", "unit", "shown"),
    [
        ("49.9", "nmol/L", "49.9 nmol/L"),
        ("20.03", "ng/mL", "20.03 ng/mL (49.99 nmol/L)"),
    ],
)
def test_a_vitamin_d_below_50_withholds(reported: str, unit: str, shown: str) -> None:
    """20.03 ng/mL are 49.99 nmol/L."""
    assert_raised(
        boy(_vitamin_d(reported, unit=unit, cell="C5")),
        "vitamin-d-low",
        "withhold",
        "Results!C5",
        f"The vitamin D is {shown}, below 50 nmol/L.",
    )


@pytest.mark.parametrize(("reported", "unit"), [("50", "nmol/L"), ("20.04", "ng/mL")])
def test_a_vitamin_d_of_50_is_enough(reported: str, unit: str) -> None:
    """20.04 ng/mL are 50.02 nmol/L."""
    assert_silent(boy(_vitamin_d(reported, unit=unit)), "vitamin-d-low")


def test_the_latest_vitamin_d_counts() -> None:
    """A low one before it was treated; one of day 1 counts."""
    assert_silent(boy(_vitamin_d("72", 0)), "vitamin-d-missing")
    assert judge(boy(_vitamin_d("30", 80), _vitamin_d("72", 40))).findings == ()


def _albumin(days: int, **more: Any) -> Result:
    return result("urine_albumin_creatinine", "1.2", days, **more)


def test_a_urine_albumin_of_184_days_is_overdue() -> None:
    """In its cell."""
    assert_raised(
        boy(_albumin(184, cell="C6")),
        "albuminuria-overdue",
        "refer",
        "Results!C6",
        "There is no urine albumin within 183 days before day 1.",
    )


@pytest.mark.parametrize("results", [(), (-1,)])
def test_no_urine_albumin_is_overdue(results: tuple[int, ...]) -> None:
    """None, or only one after day 1: in the cell of the patient."""
    subject = boy(*(_albumin(days) for days in results), without=["urine_albumin_creatinine"])
    assert str(found(subject, "albuminuria-overdue").where) == "Infusions!A2"
    assert found(subject, "albuminuria-overdue").found == "none"


@pytest.mark.parametrize("days", [0, 183])
def test_a_urine_albumin_of_183_days_counts(days: int) -> None:
    """Half a year, and day 1 itself."""
    assert_silent(boy(_albumin(days)), "albuminuria-overdue")


def _imaging(days: int, **more: Any) -> Result:
    return result("imaging", "Reported", days, **more)


def test_cycle_1_without_imaging_is_referred() -> None:
    """None, or only after day 1."""
    for subject in (boy(without=["imaging"]), boy(_imaging(-1))):
        assert_raised(
            subject,
            "baseline-imaging-missing",
            "refer",
            "Infusions!A2",
            "There is no imaging before the first cycle.",
        )
        assert_silent(subject, "imaging-due")


@pytest.mark.parametrize("days", [0, 400])
def test_cycle_1_with_imaging_is_not(days: int) -> None:
    """On day 1, or long before it."""
    assert_silent(boy(_imaging(days)), "baseline-imaging-missing")


def test_an_even_cycle_without_imaging_since_the_last_cycle_is_referred() -> None:
    """Imaging on the last cycle's day 1 was before it."""
    assert_raised(
        _second_cycle(_imaging(70, cell="C7")),
        "imaging-due",
        "refer",
        "Results!C7",
        "Cycle 2 needs imaging after 28-Sep-2026, day 1 of the previous cycle.",
    )
    assert_raised(
        _second_cycle(_imaging(-1), number=4),
        "imaging-due",
        "refer",
        "Infusions!A2",
        "Cycle 4 needs imaging after 28-Sep-2026, day 1 of the previous cycle.",
    )


@pytest.mark.parametrize("days", [0, 69])
def test_an_even_cycle_with_imaging_since_the_last_cycle_is_not(days: int) -> None:
    """The day after the last cycle's day 1, or day 1 itself."""
    assert_silent(_second_cycle(_imaging(days)), "imaging-due")


def test_an_odd_cycle_needs_no_imaging() -> None:
    """Imaging is repeated before every second cycle."""
    subject = _second_cycle(_imaging(200), number=3)
    assert_silent(subject, "imaging-due")
    assert_silent(subject, "baseline-imaging-missing")


def test_an_even_cycle_whose_last_cycle_is_not_listed_needs_any_imaging() -> None:
    """Nobody can tell since when: that the cycle is not listed is a finding of its own."""
    assert_silent(boy(_imaging(400), cycle_number=2), "imaging-due")
    assert_raised(
        boy(_imaging(-1), cycle_number=2),
        "imaging-due",
        "refer",
        "Infusions!A2",
        "Cycle 2 needs imaging before day 1.",
    )


def _girl(*results: Result, born: dt.date | None = None, sex: Sex = Sex.FEMALE) -> Subject:
    """A girl whose 12th birthday is day 1."""
    return boy(
        *results,
        date_of_birth=born or birthday(12),
        sex=sex,
        weight_kg=Decimal(40),
        height_cm=Decimal(150),
    )


def _test(days: int, answer: str = "Negative", **more: Any) -> Result:
    return result("pregnancy_test", answer, days, **more)


def test_a_girl_of_12_without_a_pregnancy_test_is_referred() -> None:
    """On her 12th birthday."""
    assert_raised(
        _girl(),
        "pregnancy-test-missing",
        "refer",
        "Infusions!A2",
        "There is no pregnancy test within 7 days before day 1.",
    )


@pytest.mark.parametrize("days", [8, -1])
def test_a_pregnancy_test_of_8_days_or_after_day_1_does_not_count(days: int) -> None:
    """In its cell."""
    assert_raised(
        _girl(_test(days, cell="C8")),
        "pregnancy-test-missing",
        "refer",
        "Results!C8",
        "There is no pregnancy test within 7 days before day 1.",
    )


@pytest.mark.parametrize("days", [0, 7])
def test_a_pregnancy_test_of_7_days_counts(days: int) -> None:
    """Seven days, and day 1 itself."""
    assert judge(_girl(_test(days))).findings == ()


def test_younger_girls_and_boys_need_no_pregnancy_test() -> None:
    """The day before the 12th birthday."""
    assert_silent(_girl(born=birthday(12) + DAY), "pregnancy-test-missing")
    assert_silent(_girl(sex=Sex.MALE), "pregnancy-test-missing")


def test_a_positive_pregnancy_test_withholds() -> None:
    """Old or young, recent or not: the latest counts."""
    subject = _girl(_test(2, "Positive", cell="C8"))
    assert_raised(
        subject,
        "pregnant",
        "withhold",
        "Results!C8",
        "The pregnancy test of 05-Dec-2026 is positive.",
    )
    assert judge(subject).outcome is Outcome.WITHHELD
    old = _girl(_test(60, "Positive"))
    assert codes(judge(old)) == ["pregnant", "pregnancy-test-missing"]
    young = _girl(_test(2, "Positive"), born=birthday(12) + DAY)
    assert codes(judge(young)) == ["pregnant"]


def test_a_negative_pregnancy_test_after_a_positive_one_is_the_latest() -> None:
    """On a later day, or later on that day where each has a time."""
    assert_silent(_girl(_test(3, "Positive"), _test(2)), "pregnant")
    assert_silent(_girl(_test(2, "Positive", at="08:00"), _test(2, at="16:00")), "pregnant")


def test_of_two_pregnancy_tests_in_unknown_order_the_positive_one_counts() -> None:
    """It is the safe one."""
    subject = _girl(_test(2), _test(2, "Positive", at="08:00"))
    assert codes(judge(subject)) == ["pregnant"]


def _untx(reported: str, days: int, **more: Any) -> Result:
    return result("urine_ntx_creatinine", reported, days, **more)


def test_ntx_that_rises_by_25_percent_is_a_caution() -> None:
    """Exactly 25 % counts."""
    assert_raised(
        boy(_untx("200", 90), _untx("250", 3, cell="C8")),
        "untx-rising",
        "caution",
        "Results!C8",
        "Urine NTX rose by 25%, from 200 to 250 nmol BCE/mmol.",
    )


@pytest.mark.parametrize(
    "values", [("200", "249.9"), ("200", "200"), ("250", "200"), ("0", "0"), ("250",), ()]
)
def test_ntx_that_rises_by_less_is_not(values: tuple[str, ...]) -> None:
    """Less than 25 %, not at all, or nothing to compare with."""
    results = [_untx(each, 90 - n) for n, each in enumerate(values)]
    assert_silent(boy(*results), "untx-rising")


def test_ntx_that_rises_from_nothing_is_a_caution() -> None:
    """Any per cent of nothing is less: no per cent is told."""
    assert_raised(
        boy(_untx("0", 90), _untx("12", 3, cell="C8")),
        "untx-rising",
        "caution",
        "Results!C8",
        "Urine NTX rose from 0 to 12 nmol BCE/mmol.",
    )


def test_the_last_two_ntx_until_day_1_are_compared() -> None:
    """Not an older one, and not one after day 1."""
    assert_silent(boy(_untx("100", 180), _untx("240", 90), _untx("250", 3)), "untx-rising")
    assert_silent(boy(_untx("200", 90), _untx("210", 3), _untx("400", -1)), "untx-rising")
