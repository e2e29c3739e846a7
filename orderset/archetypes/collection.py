"""All archetypes of a protocol, numbered: the same patients whenever and wherever they are made."""

import dataclasses
from collections.abc import Callable, Iterator, Sequence

from orderset.archetypes.ages import ages
from orderset.archetypes.archetype import (
    Archetype,
    Bench,
    JudgedArchetype,
    Sketch,
    judged_under,
)
from orderset.archetypes.creatinine import creatinine
from orderset.archetypes.history import cycles, history
from orderset.archetypes.kidneys import kidneys
from orderset.archetypes.mistakes import mistakes
from orderset.archetypes.results import results
from orderset.archetypes.weights import weights
from orderset.patients.identifiers import check_digit
from orderset.protocol.loading import LoadedProtocol
from orderset.settings import SiteSettings


GROUPS: Sequence[Callable[[Bench], Iterator[Sketch]]] = (
    ages,
    weights,
    kidneys,
    cycles,
    history,
    creatinine,
    results,
    mistakes,
)
FIRST_NINE_DIGITS, NUMBERS_OF_A_LETTER = 999000000, 1000
"""Of numbers that are never issued. Source: printing.md section 7 (S53)."""


def archetypes(
    loaded: LoadedProtocol, site: SiteSettings, letter: str = "A"
) -> tuple[Archetype, ...]:
    """Return the archetypes of a protocol at a site; each number begins with ``letter``."""
    bench = Bench(loaded, site)
    sketches: dict[str, Sketch] = {}
    for make in GROUPS:
        for each in make(bench):
            sketches.setdefault(each.facts, each)
    return numbered(tuple(sketches.values()), letter)


def numbered(sketches: Sequence[Sketch], letter: str) -> tuple[Archetype, ...]:
    """Give each sketch its number, and the names and test numbers that go with it."""
    digits = _nhs_numbers(ord(letter) - ord("A"))
    made = []
    for place, sketch in enumerate(sketches, start=1):
        number = f"{letter}{place:02d}"
        patient = dataclasses.replace(
            sketch.patient,
            given_name=number,
            hospital_number=f"ARCH{number}",
            nhs_number=next(digits),
        )
        made.append(Archetype(number, dataclasses.replace(sketch, patient=patient)))
    return tuple(made)


def _nhs_numbers(letter: int) -> Iterator[str]:
    """Yield test patients' numbers whose check digit exists; each letter has numbers of its own."""
    first_nine = FIRST_NINE_DIGITS + NUMBERS_OF_A_LETTER * letter
    while True:
        first_nine += 1
        digit = check_digit(f"{first_nine}")
        if digit is not None:
            yield f"{first_nine}{digit}"


def judged_book(loaded: LoadedProtocol, site: SiteSettings) -> tuple[JudgedArchetype, ...]:
    """Return every archetype of a protocol with its judgement."""
    return tuple(judged_under(each, loaded) for each in archetypes(loaded, site))
