"""The first page of the checklist: what is monitored, where each item stands, and the trends."""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from orderset.dates import printed_date
from orderset.documents.document import NO_BREAK_SPACE
from orderset.documents.trend import Chart, Point, chart
from orderset.documents.wording import NOT_RECORDED, kept, near, whole_date
from orderset.dosing.earliest import earliest_by_interval
from orderset.dosing.plan import CyclePlan, MonitoringItem, PainScore, Status
from orderset.dosing.situation import Subject
from orderset.patients.patient import Result
from orderset.protocol.schema import MonitoringRule
from orderset.quantities import Exact
from orderset.workbook.laboratory import TESTS


LISTED = 4
"""So many of the latest values stand beside a chart, whatever the patient."""

HIGHEST_PAIN = 10
NOT_APPLICABLE = "Not applicable"

STATUS_WORDS = {
    Status.DONE: "Done",
    Status.DUE: "Due",
    Status.OVERDUE: "Overdue",
    Status.ASK: "Ask",
}

_PAPER_UNITS = {"U/L": "units per L", "0-10": "of 10"}
"""Units that are misread as they stand in a workbook. Source: printing.md 1.4."""

_OWN_UNITS = {test.key: test.units[0] for test in TESTS if test.units}


@dataclasses.dataclass(frozen=True, slots=True)
class ScheduleRow:
    """One item on day 1. ``is_pressing`` is for what is due or overdue, ``is_overdue`` for that."""

    label: str
    schedule: str
    last: str
    taken: str
    is_in_words: bool
    status: str
    is_pressing: bool
    is_overdue: bool
    next_due: str
    is_asked: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Value:
    """One value beside a chart."""

    on: str
    value: str


@dataclasses.dataclass(frozen=True, slots=True)
class Trend:
    """A result over time: chart if there are two values, the latest values, and words."""

    title: str
    chart: Chart | None
    values: tuple[Value, ...]
    words: str
    level_words: str
    alternative_text: str


def schedule_rows(subject: Subject, plan: CyclePlan) -> tuple[ScheduleRow, ...]:
    """Return a row for every item of the protocol, so that each stands in the same place."""
    items = {each.key: each for each in plan.monitoring.items}
    return tuple(_row(rule, items.get(rule.key), subject) for rule in subject.protocol.monitoring)


def _row(rule: MonitoringRule, item: MonitoringItem | None, subject: Subject) -> ScheduleRow:
    if item is None:
        return ScheduleRow(
            label=kept(rule.label),
            schedule=kept(rule.words),
            last="",
            taken="",
            is_in_words=False,
            status=NOT_APPLICABLE,
            is_pressing=False,
            is_overdue=False,
            next_due="",
            is_asked=False,
        )
    is_overdue = item.status is Status.OVERDUE
    return ScheduleRow(
        label=kept(item.label),
        schedule=kept(item.schedule),
        last=_last(item),
        taken=_taken(item),
        is_in_words=item.last is not None and item.last.value is None,
        status=STATUS_WORDS[item.status],
        is_pressing=is_overdue or item.status is Status.DUE,
        is_overdue=is_overdue,
        next_due=_next_due(rule, item, subject),
        is_asked=True,
    )


def _last(item: MonitoringItem) -> str:
    """Write the last result as it was reported, and in the test's own unit where that differs."""
    if item.status is Status.ASK:
        return ""
    if item.last is None:
        return NOT_RECORDED
    unit = _PAPER_UNITS.get(item.last.unit, item.last.unit)
    if item.last.value is None:
        return item.last.reported
    own_unit = _OWN_UNITS[item.last.test]
    told = f"{item.last.reported}{NO_BREAK_SPACE}{unit}"
    if item.last.unit == own_unit:
        return told
    return f"{told}, {near(item.last.value)}{NO_BREAK_SPACE}{own_unit}"


def _taken(item: MonitoringItem) -> str:
    return whole_date(item.last.taken_on) if item.last else ""


def _next_due(rule: MonitoringRule, item: MonitoringItem, subject: Subject) -> str:
    """Say when an item is next due: a date, or the cycle where no date is known yet."""
    if item.next_due_on == subject.patient.day_1:
        return "Today, day 1"
    if item.next_due_on is not None:
        return whole_date(item.next_due_on)
    if rule.schedule == "baseline":
        return "Once only"
    if rule.schedule == "even-cycles":
        cycle = subject.patient.cycle_number
        return kept(f"Cycle {cycle + 2 - cycle % 2}")
    return "Each cycle" if rule.schedule == "ask" else "Next cycle"


def trends(subject: Subject, plan: CyclePlan) -> tuple[Trend, ...]:
    """Return the trends: pain, creatinine against its limit, and uNTX."""
    return (
        _pain(plan.monitoring.pain),
        _creatinine(subject, plan),
        _untx(plan.monitoring.untx),
    )


def _pain(scores: Sequence[PainScore]) -> Trend:
    points = [Point(each.on, each.vas) for each in scores]
    return _trend("Pain VAS, 0 to 10", points, chart(points, lowest=0, highest=HIGHEST_PAIN))


def _creatinine(subject: Subject, plan: CyclePlan) -> Trend:
    points = _points(plan.monitoring.creatinine)
    baseline = plan.renal.baseline
    limit = plan.infusions[0].creatinine_limit_micromol_per_l
    title = "Creatinine, µmol/L"
    if baseline is None or baseline.value is None or limit is None:
        return _trend(title, points, chart(points), level_words="No baseline is recorded.")
    percent = subject.protocol.deterioration.baseline_limit_percent.value
    level = Fraction(baseline.value) * Fraction(percent) / 100
    of_baseline = f"Dashed: {near(percent)}% of baseline {near(baseline.value)}. Limit {limit}."
    return _trend(title, points, chart(points, level=level), level_words=of_baseline)


def _untx(results: Sequence[Result]) -> Trend:
    points = _points(results)
    return _trend("Urine NTX:creatinine, nmol BCE/mmol", points, chart(points))


def _points(results: Sequence[Result]) -> list[Point]:
    return [Point(each.taken_on, each.value) for each in results if each.value is not None]


def _trend(
    title: str, points: Sequence[Point], drawing: Chart | None, level_words: str = ""
) -> Trend:
    words = _in_words(points)
    return Trend(
        title=title,
        chart=drawing,
        values=tuple(Value(whole_date(each.on), _written(each.value)) for each in points[-LISTED:]),
        words=kept(words),
        level_words=kept(level_words),
        alternative_text=f"{title}. {words} {level_words}".strip(),
    )


def _in_words(points: Sequence[Point]) -> str:
    """Say how the latest value stands to the one before, and how many are not listed."""
    if not points:
        return f"{NOT_RECORDED}."
    if len(points) == 1:
        return "One value: no trend yet."
    before, latest = Fraction(points[-2].value), Fraction(points[-1].value)
    if latest == before:
        told = "Unchanged"
    else:
        way = "Up" if latest > before else "Down"
        told = f"{way} by {_written(abs(latest - before))}"
    earlier = len(points) - LISTED
    rest = f" Earlier values: {earlier}." if earlier > 0 else ""
    return f"{told} since {printed_date(points[-2].on)}.{rest}"


def _written(value: Exact) -> str:
    return near(Fraction(value), Decimal("0.1"))


def not_before(subject: Subject) -> dt.date:
    """Return the earliest day 1 of the next cycle by the protocol's minimum interval."""
    patient = subject.patient
    return earliest_by_interval(
        patient.date_of_birth,
        patient.day_1,
        subject.protocol.interval.minimum_days,
        after=patient.day_1,
    )
