"""Why a patient is not ready, in words that nobody can prepare an infusion from."""

import dataclasses
import re
from collections.abc import Sequence
from decimal import Decimal

from orderset.documents import wording
from orderset.dosing.authorisation import all_definitions
from orderset.dosing.plan import CyclePlan, Infusion
from orderset.dosing.situation import Subject
from orderset.findings import Action, Definition, Finding


ACTION_WORDS = {Action.WITHHOLD: "Do not give", Action.REFER: "Decision needed"}

OTHER_SHEET_MM = 197.0
"""What is left for reasons on a sheet that holds nothing else."""

LETTERS_PER_LINE = 88
LINE_MM = 4.4
HEAD_MM = 8.0
"""A reason's title with the space around it, and a line of its text, generously."""

SAID_ONCE_LETTERS = 30
"""A longer text that stands in the message is not printed a second time as what was found."""

_AMOUNT = re.compile(r"([0-9][0-9,]*(?:\.[0-9]+)?)[\u00a0 ](?:mL|mg(?! per kg))(?![A-Za-z/])")
"""An amount of the medicine or of a fluid. What stands per kg is exposure, not a dose."""

_PLANNED = (
    "calculated_mg",
    "cap_mg",
    "dose_mg",
    "concentrate_ml",
    "drawn_up_ml",
    "delivered_mg",
    "waste_mg",
    "bag_ml",
    "rate_ml_per_h",
    "rate_mg_per_h",
    "maximum_rate_ml_per_h",
)
"""The figures of an infusion that somebody could prepare or run it from."""


@dataclasses.dataclass(frozen=True, slots=True)
class Reason:
    """One finding that stops the infusion. All but title, code and what to do may be empty."""

    action: str
    title: str
    code: str
    message: str
    found: str
    expected: str
    to_do: str

    @property
    def texts(self) -> tuple[str, ...]:
        """What must be found whole on paper."""
        told = (self.title, self.code, self.message, self.found, self.expected, self.to_do)
        return tuple(each for each in told if each)


def reasons_of(
    findings: Sequence[Finding], subject: Subject, plan: CyclePlan
) -> tuple[Reason, ...]:
    """Return the reasons in the order of the findings."""
    definitions = all_definitions(subject)
    return tuple(_reason(each, definitions[each.code], plan) for each in findings)


def _reason(found: Finding, definition: Definition, plan: CyclePlan) -> Reason:
    told = (found.message, found.found, found.expected)
    if any(names_the_plan(each, plan) for each in told):
        reason = definition.reason
        told = ("" if names_the_plan(reason, plan) else reason, "", "")
    elif len(found.found) > SAID_ONCE_LETTERS and found.found in found.message:
        told = (found.message, "", found.expected)
    message, seen, expected = map(wording.kept, told)
    return Reason(
        action=ACTION_WORDS[found.effective_action],
        title=wording.kept(definition.title),
        code=found.code,
        message=message,
        found=seen,
        expected=expected,
        to_do=wording.kept(found.hint),
    )


def names_the_plan(text: str, plan: CyclePlan) -> bool:
    """Tell whether a text names a dose, a volume or a rate of a planned infusion."""
    planned = {value for each in plan.infusions for value in _figures(each)}
    return any(Decimal(number.replace(",", "")) in planned for number in _AMOUNT.findall(text))


def _figures(infusion: Infusion) -> tuple[Decimal, ...]:
    return tuple(getattr(infusion, name) for name in _PLANNED)


def sheets_of(reasons: Sequence[Reason], first_sheet_mm: float) -> tuple[tuple[Reason, ...], ...]:
    """Divide reasons over sheets of paper, so that each sheet has room for its own."""
    sheets: list[list[Reason]] = [[]]
    left_mm = first_sheet_mm
    for each in reasons:
        needed_mm = height_mm(each)
        if sheets[-1] and needed_mm > left_mm:
            sheets.append([])
            left_mm = OTHER_SHEET_MM
        sheets[-1].append(each)
        left_mm -= needed_mm
    return tuple(tuple(each) for each in sheets)


def height_mm(reason: Reason) -> float:
    """Return how high a reason stands on paper, rather too much than too little."""
    texts = (reason.message, f"{reason.found} {reason.expected}".strip(), reason.to_do)
    return HEAD_MM + LINE_MM * sum(lines_of(each) for each in texts)


def lines_of(text: str) -> int:
    """Return how many lines a text takes across the sheet."""
    return -(-len(text) // LETTERS_PER_LINE)
