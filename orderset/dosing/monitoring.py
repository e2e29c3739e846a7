"""The monitoring schedule on day 1: what is done, due or overdue, and what to ask.

Source: clinical.md A4 and B8.
"""

import calendar
import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from orderset.dates import printed_date
from orderset.dosing.plan import Monitoring, MonitoringItem, PainScore, Status
from orderset.dosing.situation import Subject
from orderset.patients.patient import Result
from orderset.patients.sex import Sex
from orderset.protocol.schema import MonitoringRule
from orderset.quantities import plain


RECURRENCE = "MRI-confirmed recurrence"
PAIN_TEST = "pain_vas"
MONTHS_PER_YEAR = 12


def monitoring(subject: Subject) -> Monitoring:
    """Return the schedule, the trends and the prompts of one patient."""
    return Monitoring(
        items=tuple(
            _item(rule, subject)
            for rule in subject.protocol.monitoring
            if rule.only is None or _pregnancy_is_possible(subject)
        ),
        pain=_pain(subject),
        creatinine=subject.patient.results_of("creatinine"),
        untx=subject.patient.results_of("urine_ntx_creatinine"),
        prompts=tuple(_prompts(subject)),
    )


def _pregnancy_is_possible(subject: Subject) -> bool:
    from_years = subject.protocol.population_limits.pregnancy_test_from_years.value
    return subject.patient.sex is Sex.FEMALE and subject.age_years >= from_years


def _last(rule: MonitoringRule, subject: Subject) -> Result | None:
    """The newest result of any of the rule's tests on or before day 1."""
    known = [
        each
        for test in rule.tests
        for each in subject.patient.results_of(test)
        if subject.days_before_day_1(each.taken_on) >= 0
    ]
    if PAIN_TEST in rule.tests:
        known = [*_pain_on_day_1(subject), *known]
    return max(known, key=lambda each: each.taken_on, default=None)


def _item(rule: MonitoringRule, subject: Subject) -> MonitoringItem:
    last = _last(rule, subject)
    status, next_due_on = _standing(rule, subject, last)
    return MonitoringItem(
        key=rule.key,
        label=rule.label,
        schedule=rule.words,
        last=last,
        status=status,
        next_due_on=next_due_on,
        source=", ".join(rule.source),
    )


def _standing(
    rule: MonitoringRule, subject: Subject, last: Result | None
) -> tuple[Status, dt.date | None]:
    """Return where an item stands on day 1, and the day the next one is due if that is known."""
    if rule.schedule == "ask":
        return Status.ASK, None
    if rule.schedule in {"baseline", "even-cycles"}:
        return _standing_by_cycle(rule, subject, last)
    return _standing_by_age(rule, subject, last)


def _standing_by_cycle(
    rule: MonitoringRule, subject: Subject, last: Result | None
) -> tuple[Status, dt.date | None]:
    """Needed before cycle 1, and again for every even cycle where the schedule says so."""
    cycle = subject.patient.cycle_number
    is_again_due = rule.schedule == "even-cycles" and cycle % 2 == 0
    since = subject.last_cycle_day_1 if is_again_due else None
    if last is not None and (since is None or last.taken_on > since):
        return Status.DONE, None
    return (Status.DUE if cycle == 1 or is_again_due else Status.OVERDUE), subject.patient.day_1


def _standing_by_age(
    rule: MonitoringRule, subject: Subject, last: Result | None
) -> tuple[Status, dt.date | None]:
    """Valid for some days: at intervals, or on the day of each cycle or infusion."""
    day_1, valid_days = subject.patient.day_1, rule.valid_days or 0
    if subject.patient.cycle_number == 1 and rule.first_cycle_valid_days is not None:
        valid_days = rule.first_cycle_valid_days
    if last is None:
        return Status.DUE, day_1
    valid_until = last.taken_on + dt.timedelta(days=valid_days)
    if rule.schedule == "interval":
        return (Status.DONE if valid_until >= day_1 else Status.OVERDUE), valid_until
    if valid_until < day_1:
        return Status.DUE, day_1
    return Status.DONE, day_1 + dt.timedelta(days=1) if rule.schedule == "each-infusion" else None


def _pain(subject: Subject) -> tuple[PainScore, ...]:
    """Pain scores in order of date; the one on the Infusions sheet counts for day 1."""
    scores = [*subject.patient.results_of(PAIN_TEST), *_pain_on_day_1(subject)]
    return tuple(
        PainScore(each.taken_on, Decimal(each.reported))
        for each in sorted(scores, key=lambda each: each.taken_on)
    )


def _pain_on_day_1(subject: Subject) -> Iterator[Result]:
    """The pain score of the Infusions sheet as a result of day 1, if there is one."""
    patient = subject.patient
    if patient.pain_vas is not None:
        yield Result(
            test=PAIN_TEST,
            value=Fraction(patient.pain_vas),
            reported=plain(patient.pain_vas),
            unit="0-10",
            taken_on=patient.day_1,
            taken_at=None,
            baseline=False,
            upper_limit=None,
            where=subject.at("pain_vas"),
        )


def _prompts(subject: Subject) -> Iterator[str]:
    """The questions that apply to this patient."""
    patient = subject.patient
    applies = {
        "always": True,
        "later-cycle": patient.cycle_number > 1,
        "recurrence": patient.indication == RECURRENCE,
    }
    for prompt in subject.protocol.checklist.prompts:
        if applies[prompt.when]:
            yield prompt.text
    first_dose_on = min((each.given_on for each in patient.previous_doses), default=patient.day_1)
    months = int(subject.protocol.interval.treatment_note_above_months.value)
    if patient.day_1 > months_later(first_dose_on, months):
        yield (
            f"Treatment began on {printed_date(first_dose_on)}, more than {months} months ago: "
            "review whether it should go on."
        )


def months_later(day: dt.date, months: int) -> dt.date:
    """Return the same day some months later, or the last day of a month that has no such day.

    Example:
        >>> months_later(dt.date(2025, 6, 30), 20)
        datetime.date(2027, 2, 28)
    """
    years, month_index = divmod(day.month - 1 + months, MONTHS_PER_YEAR)
    year, month = day.year + years, month_index + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
