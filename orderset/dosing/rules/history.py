"""Findings on the doses given before and on how often."""

from collections.abc import Iterator

from orderset.dates import printed_date
from orderset.dosing.situation import Situation
from orderset.findings import Finding
from orderset.quantities import plain


def dose_history(situation: Situation) -> Iterator[Finding]:
    """dose-history-missing: earlier cycles that nobody listed cannot be counted.

    A dose older than the window shows that the list reaches back far enough.
    """
    subject = situation.subject
    patient = subject.patient
    listed = {
        each.cycle_number
        for each in patient.previous_doses
        if each.cycle_number < patient.cycle_number
    }
    window = subject.protocol.cumulative.window_days.value
    reaches_back = any(
        subject.days_before_day_1(each.given_on) > window for each in patient.previous_doses
    )
    if len(listed) < patient.cycle_number - 1 and not reaches_back:
        yield subject.finding(
            "dose-history-missing",
            f"This is cycle {patient.cycle_number}. Earlier cycles listed: {len(listed)} of "
            f"{patient.cycle_number - 1}.",
            where=subject.at("cycle_number"),
            found=f"earlier cycles listed: {len(listed)}",
            expected=f"every infusion of the last {plain(window)} days on Previous doses",
        )


def cumulative(situation: Situation) -> Iterator[Finding]:
    """cumulative-dose-exceeded."""
    subject, cycle = situation.subject, situation.cycle
    if cycle.residual_mg_per_kg is None:
        return
    rules = subject.protocol.cumulative
    limit, window = plain(rules.limit_mg_per_kg.value), plain(rules.window_days.value)
    first_over = situation.infusions[cycle.days_within_limit]
    earliest = (
        f"The whole cycle fits from {printed_date(cycle.earliest_full_cycle_on)}."
        if cycle.earliest_full_cycle_on
        else "The whole cycle does not fit within a year."
    )
    yield subject.finding(
        "cumulative-dose-exceeded",
        f"Day {first_over.day} would bring the dose in {window} days to "
        f"{plain(first_over.cumulative_mg_per_kg)} mg per kg; the limit is {limit}. "
        f"Days that fit: {cycle.days_within_limit} of {len(situation.infusions)}; left on day "
        f"{first_over.day}: {plain(cycle.residual_mg_per_kg)} mg per kg. {earliest}",
        where=subject.at("day_1"),
        found=f"{plain(first_over.cumulative_mg_per_kg)} mg per kg in {window} days",
        expected=f"at most {limit} mg per kg in {window} days",
    )


def interval(situation: Situation) -> Iterator[Finding]:
    """interval-too-short, interval-long."""
    subject, cycle = situation.subject, situation.cycle
    if cycle.interval_days is None or cycle.previous_cycle_day_1 is None:
        return
    shortest, longest = subject.minimum_days, subject.maximum_days
    told = (
        f"Day 1 is {cycle.interval_days} days after day 1 of the last cycle, "
        f"{printed_date(cycle.previous_cycle_day_1)}"
    )
    found, expected = f"{cycle.interval_days} days", f"{shortest} to {longest} days"
    if cycle.earliest_by_interval_on is not None:
        yield subject.finding(
            "interval-too-short",
            f"{told}: fewer than {shortest}. The earliest day 1 is "
            f"{printed_date(cycle.earliest_by_interval_on)}.",
            where=subject.at("day_1"),
            found=found,
            expected=expected,
        )
    elif cycle.interval_days > longest:
        yield subject.finding(
            "interval-long",
            f"{told}: more than {longest}.",
            where=subject.at("day_1"),
            found=found,
            expected=expected,
        )


def cycle_count(situation: Situation) -> Iterator[Finding]:
    """cycle-count."""
    subject = situation.subject
    most, number = subject.protocol.interval.cycles_note_above.value, subject.patient.cycle_number
    if number > most:
        yield subject.finding(
            "cycle-count",
            f"This is cycle {number}; the sources describe up to {plain(most)}.",
            where=subject.at("cycle_number"),
            found=str(number),
            expected=f"at most {plain(most)}",
        )
