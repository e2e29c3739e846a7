"""The working, computed again from the numbers on the printed page: ORD-10.

Independent of the dosing rooms on purpose: what a second checker with a pencil would do.
"""

import math
import re
from collections.abc import Iterator
from fractions import Fraction

from orderset.documents.order_set import OrderSet
from orderset.documents.second_check import WorkingLine
from orderset.rendering.printed import Printed
from orderset.rendering.rules.page_reading import Reading, content_of, flat, reading, shortened
from orderset.rendering.rules.rule import PrintRule, Runs


STEPS = ("Dose", "Concentrate", "Vials", "Bag", "Duration", "Rate")
"""What each dose of a cycle has a line for."""

_NUMBER = r"(\d[\d,]*(?:\.\d+)?)"
_WITHOUT_UNROUNDED = ("Duration", "Dose in ")
_HALF_A_CENT = Fraction(1, 200)
_HALF_A_TENTH = Fraction(1, 20)

_DOSE = re.compile(
    rf"{_NUMBER} mg per kg × {_NUMBER} kg = {_NUMBER} mg; limit {_NUMBER} mg( applies)?, "
    rf"rounded down to {_NUMBER} mg: {_NUMBER} mg"
)
_CONCENTRATE = re.compile(
    rf"{_NUMBER} mg ÷ {_NUMBER} mg per mL = {_NUMBER} mL; drawn up to {_NUMBER} mL: "
    rf"{_NUMBER} mL, which holds {_NUMBER} mg"
)
_RATE = re.compile(
    rf"{_NUMBER} mL ÷ {_NUMBER} hours = {_NUMBER} mL per hour; to {_NUMBER} mL per hour: "
    rf"{_NUMBER} mL per hour"
)


def trace(printed: Printed) -> Iterator[str]:
    """Yield each line of the working that is missing, lacks a part, or does not add up."""
    content = content_of(printed, OrderSet)
    if content is None:
        return
    for line in content.working:
        if not any(_is_whole(reading(page), line) for page in printed.pages):
            yield f"The working of “{shortened(line.step)}” is not printed whole, with its source."
    for step in STEPS:
        if not any(each.step.partition(",")[0] == step for each in content.working):
            yield f"The working has no line for “{step}”."
    texts = [flat(page) for page in printed.pages]
    doses = {line.dose for line in content.infusions}
    for pattern, is_right in (
        (_DOSE, _is_dose),
        (_CONCENTRATE, _is_concentrate),
        (_RATE, _is_rate),
    ):
        found = [each for text in texts for each in pattern.finditer(text)]
        if len(found) < len(doses):
            yield "A line of the working lacks its inputs, its rule or its result."
        for each in found:
            if not is_right(each):
                yield f"The working does not add up: {shortened(each[0])}"


def _is_whole(page: Reading, line: WorkingLine) -> bool:
    parts = (line.step, line.arithmetic, line.result, line.source)
    return (
        all(part.strip() and page.find(part) is not None for part in parts)
        and ";" in line.arithmetic
        and ("=" in line.arithmetic or line.step.startswith(_WITHOUT_UNROUNDED))
    )


def _numbers(found: re.Match[str]) -> list[Fraction]:
    return [
        Fraction(each.replace(",", "")) for each in found.groups() if each and each[0].isdigit()
    ]


def _is_dose(found: re.Match[str]) -> bool:
    per_kg, weight, product, limit, step, dose = _numbers(found)
    least = min(product, limit)
    return (
        per_kg * weight == product
        and (found[5] is not None) == (product > limit)
        and math.floor(least / step) * step == dose
    )


def _is_concentrate(found: re.Match[str]) -> bool:
    dose, strength, volume, step, drawn_up, held = _numbers(found)
    return (
        abs(dose / strength - volume) <= _HALF_A_CENT
        and abs(dose / strength - drawn_up) <= step / 2
        and drawn_up * strength == held
    )


def _is_rate(found: re.Match[str]) -> bool:
    bag, hours, unrounded, step, rate = _numbers(found)
    return (
        abs(bag / hours - unrounded) <= _HALF_A_CENT
        and abs(bag / hours - rate) <= step / 2 <= _HALF_A_TENTH
    )


TRACE = (
    PrintRule(
        id="ORD-10",
        says="The working stands line by line: inputs, rule, unrounded, rounding, limit, result.",
        source="printing.md 2.2; clinical.md A4",
        runs=Runs.EVERY_FILE,
        how=(
            "Each line of the record is found with all its parts; dose, concentrate and rate are "
            "computed again from the printed numbers."
        ),
        reading=(
            "A duration is the longest of several bounds and the dose of a year a sum: they have "
            "no unrounded value of their own."
        ),
        check=trace,
    ),
)
