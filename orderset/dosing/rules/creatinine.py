"""Findings on creatinine: how recent it is, and against its baseline."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from orderset.dates import printed_date
from orderset.dosing.situation import Situation, Subject
from orderset.findings import Finding
from orderset.patients.patient import Result
from orderset.quantities import Exact, plain, printed, round_half_up


ONE_PLACE = Decimal("0.1")
TWO_PLACES = Decimal("0.01")


def _near(value: Exact) -> str:
    return printed(round_half_up(value, ONE_PLACE))


def _closely(value: Exact) -> str:
    """Two places, so that what is just above a limit does not read as the limit itself."""
    return printed(round_half_up(value, TWO_PLACES))


def _value(result: Result) -> Fraction:
    """A creatinine is always a number: the parser returns the row otherwise."""
    return result.value or Fraction(0)


def creatinine_available(situation: Situation) -> Iterator[Finding]:
    """creatinine-missing, creatinine-stale."""
    subject, creatinine = situation.subject, situation.renal.creatinine
    validity = subject.protocol.validity
    if creatinine is None:
        within = plain(validity.creatinine_missing_days.value)
        recent = plain(validity.creatinine_days.value)
        yield subject.finding(
            "creatinine-missing",
            f"There is no creatinine within {within} days before day 1; one within {recent} days "
            "is needed.",
            where=subject.at("hospital_number"),
            found="none",
            expected=f"a creatinine within {recent} days before day 1",
        )
        return
    days = subject.days_before_day_1(creatinine.taken_on)
    if not 0 <= days <= validity.creatinine_days.value:
        told = f"{days} days old on day 1" if days > 0 else "dated after day 1"
        yield subject.finding(
            "creatinine-stale",
            f"The latest creatinine, of {printed_date(creatinine.taken_on)}, is {told}.",
            where=creatinine.where,
            found=printed_date(creatinine.taken_on),
            expected=f"within {plain(validity.creatinine_days.value)} days before day 1",
        )


def baseline_available(situation: Situation) -> Iterator[Finding]:
    """baseline-creatinine-missing, baseline-taken-from-current."""
    subject, renal = situation.subject, situation.renal
    if renal.baseline_is_current and renal.creatinine is not None:
        yield subject.finding(
            "baseline-taken-from-current",
            f"No creatinine is marked Baseline: that of {printed_date(renal.creatinine.taken_on)} "
            "is taken, because this is cycle 1.",
            where=renal.creatinine.where,
            found="no baseline",
            expected="the creatinine before treatment marked Baseline",
        )
    if renal.baseline is None and subject.patient.cycle_number > 1:
        yield subject.finding(
            "baseline-creatinine-missing",
            "No creatinine is marked Baseline.",
            where=subject.at("hospital_number"),
            found="no baseline",
            expected="the creatinine before treatment marked Baseline",
        )


def creatinine_against_baseline(situation: Situation) -> Iterator[Finding]:
    """creatinine-above-baseline, renal-deterioration, acute-kidney-injury-ratio."""
    subject, renal = situation.subject, situation.renal
    if renal.creatinine is None or renal.baseline is None or renal.baseline_is_current:
        return
    rules = subject.protocol.deterioration
    now, baseline = _value(renal.creatinine), _value(renal.baseline)
    percent = 100 * now / baseline
    told = (
        f"The creatinine is {_closely(now)} µmol/L, {_closely(percent)}% of the baseline of "
        f"{_closely(baseline)} µmol/L"
    )
    where, found = renal.creatinine.where, f"{_closely(now)} µmol/L"
    if percent > rules.baseline_limit_percent.value:
        limit = plain(rules.baseline_limit_percent.value)
        highest = baseline * Fraction(rules.baseline_limit_percent.value) / 100
        yield subject.finding(
            "creatinine-above-baseline",
            f"{told}: above {limit}%.",
            where=where,
            found=found,
            expected=f"at most {limit}% of baseline, {_closely(highest)} µmol/L",
        )
    is_normal = baseline < _upper_limit(renal.baseline, subject)
    allowed = (
        rules.rise_normal_baseline_micromol_per_l.value
        if is_normal
        else rules.rise_abnormal_baseline_micromol_per_l.value
    )
    if now - baseline >= allowed:
        kind = "normal" if is_normal else "raised"
        yield subject.finding(
            "renal-deterioration",
            f"{told}: a rise of {_closely(now - baseline)} µmol/L from a {kind} baseline.",
            where=where,
            found=f"a rise of {_closely(now - baseline)} µmol/L",
            expected=f"a rise below {plain(allowed)} µmol/L",
        )
    if now >= baseline * Fraction(rules.acute_ratio.value):
        yield subject.finding(
            "acute-kidney-injury-ratio",
            f"{told}: {plain(rules.acute_ratio.value)} times baseline or more.",
            where=where,
            found=found,
            expected=f"below {plain(rules.acute_ratio.value)} times baseline",
        )


def _upper_limit(baseline: Result, subject: Subject) -> Exact:
    """The upper limit of normal given with the baseline, else the protocol's."""
    if baseline.upper_limit is not None:
        return baseline.upper_limit
    return subject.protocol.deterioration.normal_baseline_below_micromol_per_l.value


def acute_rise(situation: Situation) -> Iterator[Finding]:
    """acute-kidney-injury-rise: against any other result within the days before the latest."""
    subject, latest = situation.subject, situation.renal.creatinine
    if latest is None:
        return
    rules = subject.protocol.deterioration
    window = dt.timedelta(days=int(rules.acute_rise_days.value))
    earlier = [
        each
        for each in subject.patient.results_of("creatinine")
        if each is not latest and latest.taken_on - window <= each.taken_on <= latest.taken_on
    ]
    rises = [
        each
        for each in earlier
        if _value(latest) - _value(each) >= rules.acute_rise_micromol_per_l.value
    ]
    if rises:
        lowest = min(rises, key=_value)
        rise = _value(latest) - _value(lowest)
        yield subject.finding(
            "acute-kidney-injury-rise",
            f"The creatinine rose by {_near(rise)} µmol/L, from {_near(_value(lowest))} on "
            f"{printed_date(lowest.taken_on)} to {_near(_value(latest))} on "
            f"{printed_date(latest.taken_on)}.",
            where=latest.where,
            found=f"a rise of {_near(rise)} µmol/L",
            expected=f"a rise below {plain(rules.acute_rise_micromol_per_l.value)} µmol/L within "
            f"{plain(rules.acute_rise_days.value)} days",
        )


def resumed(situation: Situation) -> Iterator[Finding]:
    """resumed-after-deterioration: above the limit since the last cycle, within it again.

    A result above the limit that is not the latest was taken before it: of several on the newest
    day whose order nobody knows, the highest is the latest.
    """
    subject, renal = situation.subject, situation.renal
    since = subject.last_cycle_day_1
    if renal.creatinine is None or renal.baseline is None or since is None:
        return
    limit = (
        _value(renal.baseline)
        * Fraction(subject.protocol.deterioration.baseline_limit_percent.value)
        / 100
    )
    if _value(renal.creatinine) > limit:
        return
    peaks = [
        each
        for each in subject.patient.results_of("creatinine")
        if each.taken_on >= since and _value(each) > limit
    ]
    if peaks:
        peak = max(peaks, key=_value)
        yield subject.finding(
            "resumed-after-deterioration",
            f"The creatinine was {_near(_value(peak))} µmol/L on {printed_date(peak.taken_on)} and "
            f"is {_near(_value(renal.creatinine))} µmol/L again (limit {_near(limit)} µmol/L).",
            where=peak.where,
            found=f"{_near(_value(peak))} µmol/L",
            expected=f"at most {_near(limit)} µmol/L since the last cycle",
        )
