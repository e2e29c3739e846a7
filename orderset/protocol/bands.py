"""Proving the age bands of a protocol: every age has one value, and the values fit each other.

Bands are in completed years, include their start and not their end.
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence

from orderset.protocol.figures import Figure, FigureBand, figure_at
from orderset.protocol.schema import ConcentrationLimit, Protocol, RenalBand


Band = RenalBand | ConcentrationLimit | FigureBand


def band_problems(protocol: Protocol) -> Iterator[str]:
    """Yield what is wrong with the age bands of a protocol."""
    yield from _gaps("renal.equations", protocol.renal.equations)
    yield from _gaps("preparation.concentration_limits", protocol.preparation.concentration_limits)
    found = [
        problem for key, given in by_age(protocol).items() for problem in _one_figure(key, given)
    ]
    yield from found or _intervals(protocol)


def by_age(protocol: Protocol) -> Mapping[str, Figure | Sequence[FigureBand]]:
    """Return the figures that may differ by age, by their path in the file."""
    return {
        "dose.mg_per_kg": protocol.dose.mg_per_kg,
        "interval.minimum_days": protocol.interval.minimum_days,
        "interval.maximum_days": protocol.interval.maximum_days,
    }


def each_value(key: str, given: Figure | Sequence[FigureBand]) -> Mapping[str, Figure]:
    """Return every value of a figure by its path in the file; bands count from 0."""
    if isinstance(given, Figure):
        return {key: given}
    return {f"{key}.{number}": band for number, band in enumerate(given)}


def _one_figure(where: str, given: Figure | Sequence[FigureBand]) -> Iterator[str]:
    """A figure by age is known at every age in whole years, and in one unit."""
    if isinstance(given, Figure):
        return
    yield from _gaps(where, given)
    for band in given:
        if band.from_years % 1:
            yield f"{where}: the band from {band.from_years} years must start at whole years"
    if len({band.unit for band in given}) > 1:
        yield f"{where}: every age band must have the same unit"


def _gaps(where: str, bands: Sequence[Band]) -> Iterator[str]:
    """Age bands start at birth, each begins where the one before it ends, and the last is open."""
    if bands[0].from_years != 0:
        yield f"{where}: the first band must start at 0 years"
    for lower, upper in itertools.pairwise(bands):
        if lower.below_years != upper.from_years:
            yield (
                f"{where}: the band from {upper.from_years} years must start where the one "
                f"before it ends ({lower.below_years})"
            )
    for band in bands:
        if band.below_years is not None and band.below_years <= band.from_years:
            yield f"{where}: the band from {band.from_years} years must end above its start"
    if bands[-1].below_years is not None:
        yield f"{where}: the last band must have no upper end"


def _intervals(protocol: Protocol) -> Iterator[str]:
    """At every age the shortest interval is not above the longest."""
    rules = protocol.interval
    edges = {
        int(band.from_years)
        for given in (rules.minimum_days, rules.maximum_days)
        if not isinstance(given, Figure)
        for band in given
    }
    for age in sorted(edges or {0}):
        shortest = figure_at(rules.minimum_days, age).value
        longest = figure_at(rules.maximum_days, age).value
        if shortest > longest:
            at_age = f" from {age} years" if edges else ""
            yield (
                f"interval.minimum_days ({shortest}) must not be above interval.maximum_days "
                f"({longest}){at_age}"
            )
