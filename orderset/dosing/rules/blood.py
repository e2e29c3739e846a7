"""Findings on calcium, vitamin D, urine and pregnancy tests, and imaging."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from orderset.dates import printed_date
from orderset.dosing.latest import latest_results
from orderset.dosing.situation import Situation, Subject
from orderset.findings import Finding
from orderset.patients.patient import Result
from orderset.patients.sex import Sex
from orderset.quantities import plain, printed, round_half_up


ONE_PLACE = Decimal("0.1")
CALCIUM_STEP_MMOL_PER_L = Decimal("0.001")
VITAMIN_D_STEP_NMOL_PER_L = Decimal("0.01")
"""A place more than laboratories give, so that a converted result just below a limit reads so."""


def _until_day_1(subject: Subject, test: str) -> tuple[Result, ...]:
    """The results of a test taken on or before day 1: a later one says nothing about day 1."""
    return tuple(
        each
        for each in subject.patient.results_of(test)
        if subject.days_before_day_1(each.taken_on) >= 0
    )


def _latest(results: tuple[Result, ...]) -> Result:
    """The latest result; of several that may be it the lowest, which is the safe one."""
    return min(latest_results(results), key=lambda each: each.value or Fraction(0))


def _shown(result: Result, unit: str, step: Decimal) -> str:
    """The result in the unit of its limit; what stands in the cell first, if that is another."""
    converted = f"{printed(round_half_up(result.value or Fraction(0), step))} {unit}"
    return converted if result.unit == unit else f"{result.reported} {result.unit} ({converted})"


def calcium(situation: Situation) -> Iterator[Finding]:
    """calcium-missing, calcium-stale, hypocalcaemia, calcium-borderline."""
    subject = situation.subject
    results = _until_day_1(subject, "adjusted_calcium")
    valid_days = subject.protocol.validity.calcium_days.value
    if not results:
        yield subject.finding(
            "calcium-missing",
            "There is no adjusted calcium.",
            where=subject.at("hospital_number"),
            found="none",
            expected=f"an adjusted calcium within {plain(valid_days)} days before day 1",
        )
        return
    latest = _latest(results)
    days = subject.days_before_day_1(latest.taken_on)
    if days > valid_days:
        yield subject.finding(
            "calcium-stale",
            f"The latest adjusted calcium, of {printed_date(latest.taken_on)}, is {days} days old "
            "on day 1.",
            where=latest.where,
            found=printed_date(latest.taken_on),
            expected=f"within {plain(valid_days)} days before day 1",
        )
    rules, value = subject.protocol.blood, latest.value or Fraction(0)
    lowest = rules.calcium_withhold_below_mmol_per_l.value
    normal = rules.calcium_refer_below_mmol_per_l.value
    shown = _shown(latest, "mmol/L", CALCIUM_STEP_MMOL_PER_L)
    if value < lowest:
        yield subject.finding(
            "hypocalcaemia",
            f"The adjusted calcium is {shown}, below {plain(lowest)} mmol/L.",
            where=latest.where,
            found=shown,
            expected=f"{plain(normal)} mmol/L or more",
        )
    elif value < normal:
        yield subject.finding(
            "calcium-borderline",
            f"The adjusted calcium is {shown}, below {plain(normal)} mmol/L.",
            where=latest.where,
            found=shown,
            expected=f"{plain(normal)} mmol/L or more",
        )


def vitamin_d(situation: Situation) -> Iterator[Finding]:
    """vitamin-d-missing, vitamin-d-stale, vitamin-d-low."""
    subject = situation.subject
    validity = subject.protocol.validity
    is_first = subject.patient.cycle_number == 1
    valid_days = (
        validity.vitamin_d_first_cycle_days.value
        if is_first
        else validity.vitamin_d_later_days.value
    )
    results = _until_day_1(subject, "vitamin_d")
    if not results:
        yield subject.finding(
            "vitamin-d-missing",
            "There is no vitamin D result.",
            where=subject.at("hospital_number"),
            found="none",
            expected=f"a 25-OH vitamin D within {plain(valid_days)} days before day 1",
        )
        return
    latest = _latest(results)
    days = subject.days_before_day_1(latest.taken_on)
    if days > valid_days:
        yield subject.finding(
            "vitamin-d-stale",
            f"The latest vitamin D, of {printed_date(latest.taken_on)}, is {days} days old on "
            "day 1.",
            where=latest.where,
            found=printed_date(latest.taken_on),
            expected=f"within {plain(valid_days)} days before day 1",
        )
    lowest = subject.protocol.blood.vitamin_d_withhold_below_nmol_per_l.value
    value = latest.value or Fraction(0)
    if value < lowest:
        shown = _shown(latest, "nmol/L", VITAMIN_D_STEP_NMOL_PER_L)
        yield subject.finding(
            "vitamin-d-low",
            f"The vitamin D is {shown}, below {plain(lowest)} nmol/L.",
            where=latest.where,
            found=shown,
            expected=f"{plain(lowest)} nmol/L or more",
        )


def albuminuria(situation: Situation) -> Iterator[Finding]:
    """albuminuria-overdue."""
    subject = situation.subject
    valid_days = subject.protocol.validity.albuminuria_days.value
    results = _until_day_1(subject, "urine_albumin_creatinine")
    if results and subject.days_before_day_1(results[-1].taken_on) <= valid_days:
        return
    found = printed_date(results[-1].taken_on) if results else "none"
    yield subject.finding(
        "albuminuria-overdue",
        f"There is no urine albumin within {plain(valid_days)} days before day 1.",
        where=results[-1].where if results else subject.at("hospital_number"),
        found=found,
        expected=f"a urine albumin:creatinine within {plain(valid_days)} days before day 1",
    )


def imaging(situation: Situation) -> Iterator[Finding]:
    """baseline-imaging-missing (cycle 1), imaging-due (even cycles).

    An even cycle whose previous cycle is not listed has its own finding; imaging is then due only
    if there is none at all, because nobody can tell since when it should be.
    """
    subject = situation.subject
    cycle, images = subject.patient.cycle_number, _until_day_1(subject, "imaging")
    if cycle == 1 and not images:
        yield subject.finding(
            "baseline-imaging-missing",
            "There is no imaging before the first cycle.",
            where=subject.at("hospital_number"),
            found="none",
            expected="imaging of affected sites on or before day 1",
        )
    if cycle % 2:
        return
    since = subject.last_cycle_day_1
    if any(since is None or each.taken_on > since for each in images):
        return
    told = f"after {printed_date(since)}, day 1 of the previous cycle" if since else "before day 1"
    yield subject.finding(
        "imaging-due",
        f"Cycle {cycle} needs imaging {told}.",
        where=images[-1].where if images else subject.at("hospital_number"),
        found=printed_date(images[-1].taken_on) if images else "none",
        expected=f"imaging {told}",
    )


def pregnancy(situation: Situation) -> Iterator[Finding]:
    """Whether the latest test is positive, whoever the patient is; pregnancy-test-missing."""
    subject = situation.subject
    tests = subject.patient.results_of("pregnancy_test")
    positive = [each for each in latest_results(tests) if each.reported == "Positive"]
    if positive:
        yield subject.finding(
            "pregnant",
            f"The pregnancy test of {printed_date(positive[0].taken_on)} is positive.",
            where=positive[0].where,
            found="Positive",
            expected="Negative",
        )
    from_years = subject.protocol.population_limits.pregnancy_test_from_years.value
    if subject.patient.sex is not Sex.FEMALE or subject.age_years < from_years:
        return
    valid_days = subject.protocol.validity.pregnancy_test_days.value
    if any(0 <= subject.days_before_day_1(each.taken_on) <= valid_days for each in tests):
        return
    yield subject.finding(
        "pregnancy-test-missing",
        f"There is no pregnancy test within {plain(valid_days)} days before day 1.",
        where=tests[-1].where if tests else subject.at("hospital_number"),
        found=printed_date(tests[-1].taken_on) if tests else "none",
        expected=f"a test within {plain(valid_days)} days before day 1",
    )


def untx(situation: Situation) -> Iterator[Finding]:
    """untx-rising: the last two results."""
    subject = situation.subject
    results = _until_day_1(subject, "urine_ntx_creatinine")
    if len(results) < 2:  # noqa: PLR2004  a rise needs two
        return
    earlier, latest = results[-2].value or Fraction(0), results[-1].value or Fraction(0)
    rise = subject.protocol.blood.untx_rise_percent.value
    if latest > earlier and latest >= earlier * (100 + Fraction(rise)) / 100:
        told = f"from {results[-2].reported} to {results[-1].reported} {results[-1].unit}"
        if earlier > 0:
            percent = round_half_up(100 * (latest - earlier) / earlier, ONE_PLACE)
            told = f"by {printed(percent)}%, {told}"
        yield subject.finding(
            "untx-rising",
            f"Urine NTX rose {told}.",
            where=results[-1].where,
            found=f"a rise {told}",
            expected=f"a rise below {plain(rise)}%",
        )
