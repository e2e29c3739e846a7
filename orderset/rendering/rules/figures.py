"""The numbers on the page against those of the record, as decimals, both ways."""

import collections
import dataclasses
import re
from collections.abc import Iterator
from decimal import Decimal

from orderset.documents.document import NO_BREAK_SPACE, Figure
from orderset.documents.labels import Labels
from orderset.documents.medication import MedicationLine
from orderset.quantities import printed as as_printed
from orderset.rendering.printed import Line, Printed, PrintedPage
from orderset.rendering.rules.placing import never_written
from orderset.rendering.rules.rule import PrintRule, Runs


_NUMBER = r"(?<![\d.,\-–])(\d[\d,]*(?:\.\d+)?)"
_DOSE_UNITS = (
    "mg per mL",
    "mg per hour",
    "mg per kg",
    "mL per hour",
    "mg",
    "mL",
    "g",
    "hours",
    "hour",
    "minutes",
    "minute",
)
_DOSE_UNIT = "|".join(_DOSE_UNITS).replace(" ", r"\s+")
_IN_DOSE_UNIT = re.compile(rf"{_NUMBER}\s*({_DOSE_UNIT})(?![\w/])")

FIRST_WRITTEN = "Prepared"
"""How the first caption on a label begins; what stands above is printed to be read."""

_BESIDE_MM = 1.0


def numbers_in(text: str, unit: str) -> Iterator[Decimal]:
    r"""Yield every number that stands before ``unit`` in ``text`` with a no-break space.

    Example:
        >>> [*numbers_in("1,000\u00a0mL at 62.5\u00a0mL per hour", "mL")]
        [Decimal('1000')]
    """
    words = r"\s+".join(re.escape(word) for word in unit.split())
    ending = "" if " per " in unit else r"(?!\s+per\b)"
    before = "" if unit in {"", "%"} else NO_BREAK_SPACE
    for found in re.finditer(rf"{_NUMBER}{before}{words}(?![\w/²³]){ending}", text):
        yield Decimal(found[1].replace(",", ""))


def medication_part(page: PrintedPage, drug: str) -> tuple[Line, ...]:
    """Return the lines of a label from the drug down to the places that people write in."""
    begins = min((line.box.top for line in page.lines if drug in line.text), default=0.0)
    ends = min(
        (line.box.top for line in page.lines if line.text.startswith(FIRST_WRITTEN)),
        default=page.height_mm,
    )
    return tuple(
        line for line in page.lines if line.box.bottom > begins and line.box.top < ends - _BESIDE_MM
    )


def lines_of_medicine(content: object) -> Iterator[MedicationLine]:
    """Yield every medication line of a view model, at any depth."""
    if isinstance(content, MedicationLine):
        yield content
    elif isinstance(content, tuple):
        for each in content:
            yield from lines_of_medicine(each)
    elif dataclasses.is_dataclass(content) and not isinstance(content, type):
        for field in dataclasses.fields(content):
            yield from lines_of_medicine(getattr(content, field.name))


def _every_figure(printed: Printed) -> Iterator[str]:
    yield from never_written(printed)
    yield from _unprinted(printed)
    yield from _of_another_day(printed)


def _unprinted(printed: Printed) -> Iterator[str]:
    """Yield each number of the record that its page does not show."""
    wanted: dict[tuple[int, str], list[Figure]] = collections.defaultdict(list)
    for figure in printed.document.figures:
        wanted[figure.page, figure.unit].append(figure)
    for (number, unit), figures in wanted.items():
        if not 1 <= number <= len(printed.pages):
            yield f"There is no page {number}, which {figures[0].key} should be on."
            continue
        found = {*numbers_in(printed.pages[number - 1].text, unit)}
        for figure in figures:
            if figure.value not in found:
                value = as_printed(figure.value)
                yield f"Page {number}: {value} {unit} of {figure.key} is not printed."


def _of_another_day(printed: Printed) -> Iterator[str]:
    """Yield each number of a medication line that is not its own day's."""
    figures = {each.key: each for each in printed.document.figures}
    for line in lines_of_medicine(printed.document.content):
        day = f"day-{line.day.rpartition(' ')[2]}"
        for key, text in (
            ("dose_mg", line.dose),
            ("bag_ml", line.volume),
            ("concentration_mg_per_ml", line.concentration),
            ("rate_ml_per_h", line.rate),
            ("maximum_rate_ml_per_h", line.never_faster),
            ("creatinine_limit_micromol_per_l", line.creatinine_limit),
        ):
            figure = figures.get(f"{day}.{key}")
            if figure and figure.value not in numbers_in(text, figure.unit):
                yield f"“{text}” is not {figure.key} of the record, {as_printed(figure.value)}."


def _labels_agree(printed: Printed) -> Iterator[str]:
    """Yield each number with a dose unit on a label that is none of that label's figures."""
    document = printed.document
    if not isinstance(document.content, Labels) or not document.figures:
        return
    for page, label in zip(printed.pages, document.content.labels, strict=False):
        known = {(each.value, each.unit) for each in document.figures if each.page == page.number}
        for line in medication_part(page, label.infusion.drug):
            for value, words in _IN_DOSE_UNIT.findall(line.text):
                unit = " ".join(words.split())
                number = Decimal(value.replace(",", ""))
                if (number, unit) not in known:
                    yield (
                        f"Page {page.number}: {as_printed(number)} {unit} is none of the numbers "
                        "of this label's record."
                    )


FIGURES = (
    PrintRule(
        "ORD-32",
        "Every number of the record is printed on its page, equal as a decimal, a no-break space "
        "before its unit; every text that the record requires is printed whole, as often as it "
        "asks.",
        "[D]",
        Runs.EVERY_FILE,
        "the document's figures, which come from the plan, against the numbers in the page's text; "
        "each day's medication line against that day's figures; every required text counted",
        "Checked on every kind of document that has figures. A number counts wherever on its page "
        "it stands.",
        check=_every_figure,
    ),
)

AGREEMENT = PrintRule(
    "LBL-44",
    "The same numbers on label, order set, worksheet and checklist.",
    "[S3]",
    Runs.EVERY_FILE,
    "the file's half: every number with a dose unit among a label's medication is one of that "
    "label's figures, and every figure is printed (ORD-32). Between a patient's documents: "
    "every batch (BAT-12)",
    check=_labels_agree,
)
