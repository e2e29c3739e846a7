"""Archetypes of age: the day before and the day of every birthday at which a rule changes."""

from collections.abc import Iterator
from math import ceil

from orderset.archetypes.archetype import Bench, Sketch
from orderset.archetypes.bodies import body_at, born_at
from orderset.archetypes.in_order import patient_of, without_results
from orderset.patients.sex import Sex
from orderset.protocol.figures import Figure
from orderset.protocol.schema import Protocol


AGE = "Age"
OLD_YEARS = 40
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}


def ages(bench: Bench) -> Iterator[Sketch]:
    """Yield patients at both sides of each birthday, and a grown adult."""
    protocol = bench.loaded.rules
    tested = int(protocol.population_limits.pregnancy_test_from_years.value)
    for years in birthdays(protocol):
        sex = Sex.FEMALE if years == tested else Sex.MALE
        for days, told in ((-1, "The day before"), (0, "On")):
            body = body_at(born_at(years, days), sex)
            why = f"{told} the {_ordinal(years)} birthday"
            patient = patient_of(protocol, body)
            if years == tested:
                patient = without_results(patient, "pregnancy_test")
                why = f"{why}, a girl without a pregnancy test"
            yield Sketch(AGE, why, patient, bench.site)
    adult = body_at(born_at(OLD_YEARS), Sex.FEMALE)
    yield Sketch(AGE, f"An adult of {OLD_YEARS} years", patient_of(protocol, adult), bench.site)


def birthdays(protocol: Protocol) -> tuple[int, ...]:
    """Return the birthdays at which any rule of a protocol changes, in order."""
    limits = protocol.population_limits
    edges = {each.from_years for each in protocol.renal.equations}
    edges |= {each.from_years for each in protocol.preparation.concentration_limits}
    edges |= {limits.adult_from_years.value, limits.pregnancy_test_from_years.value}
    if limits.refer_below_years:
        edges.add(limits.refer_below_years.value)
    interval = protocol.interval
    for given in (protocol.dose.mg_per_kg, interval.minimum_days, interval.maximum_days):
        if not isinstance(given, Figure):
            edges |= {each.from_years for each in given}
    return tuple(sorted({ceil(each) for each in edges if each > 0}))


def _ordinal(number: int) -> str:
    """Write a number as a place in a row.

    Example:
        >>> _ordinal(1), _ordinal(2), _ordinal(12), _ordinal(23)
        ('1st', '2nd', '12th', '23rd')
    """
    if number // 10 == 1:
        return f"{number}th"
    return f"{number}{_ENDINGS.get(number % 10, 'th')}"
