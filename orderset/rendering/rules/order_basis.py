"""What an order rests on, with units and dates, and what is said beside it: ORD-07 to 18."""

import re
from collections.abc import Iterable, Iterator

from orderset.documents.ahead import PER_KG
from orderset.documents.document import Kind
from orderset.documents.order_set import OrderSet
from orderset.documents.wording import NOT_RECORDED
from orderset.rendering.printed import Printed, PrintedPage
from orderset.rendering.rules.order_identity import DATE
from orderset.rendering.rules.page_reading import (
    after_banner,
    content_of,
    flat,
    not_printed,
    reading,
)
from orderset.rendering.rules.rule import PrintRule, Runs


INSTRUCTIONS_PAGE = 2
BASIS_PAGE = 3

_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_RESULT = rf"(?:{NOT_RECORDED}|(?:{_NUMBER} \S+, )?{_NUMBER} \S+?,? on {DATE})"
_MEASURED = (
    ("the weight in kg with its date", rf"\bWeight {_NUMBER} kg on {DATE}"),
    ("the height in cm with its date", rf"\bHeight {_NUMBER} cm on {DATE}"),
)
_RESULTS = (
    ("the creatinine", rf"\bCreatinine {_RESULT}"),
    ("the adjusted calcium", rf"\bAdjusted calcium {_RESULT}"),
    ("the baseline creatinine", rf"\bBaseline creatinine {_RESULT}"),
    ("vitamin D", rf"\bVitamin D {_RESULT}"),
)
_RENAL_VALUE = re.compile(
    rf"eGFR {_NUMBER} mL/min/1\.73 m² by bedside Schwartz, decides"
    rf"|Creatinine clearance {_NUMBER} mL/min by Cockcroft-Gault, decides"
    r"|Renal value Not computed"
)
_ORDER_WORDS = re.compile(r"total volume, \d|over \d[^.;]{0,30} at \d[\d.,]* mL per hour|\bDOSE \d")
"""How a medication line reads; a notice may quote what else the patient gets, at its rate."""


def _page(printed: Printed, number: int) -> PrintedPage | None:
    return printed.pages[number - 1] if len(printed.pages) >= number else None


def _basis(printed: Printed) -> tuple[OrderSet, PrintedPage] | None:
    content, page = content_of(printed, OrderSet), _page(printed, BASIS_PAGE)
    return (content, page) if content is not None and page is not None else None


def _said(printed: Printed, patterns: Iterable[tuple[str, str]]) -> Iterator[str]:
    found = _basis(printed)
    if found is None:
        return
    text = flat(found[1])
    for what, pattern in patterns:
        if not re.search(pattern, text):
            yield f"Page {BASIS_PAGE} does not give {what}."


def measured_with_dates(printed: Printed) -> Iterator[str]:
    """ORD-07."""
    yield from _said(printed, _MEASURED)


def results_with_units_and_dates(printed: Printed) -> Iterator[str]:
    """ORD-08: and by which equation the kidneys were judged."""
    yield from _said(
        printed,
        ((f"{name} with unit and date, or that none is recorded", each) for name, each in _RESULTS),
    )
    yield from _said(printed, (("the renal value with its equation", _RENAL_VALUE.pattern),))


def indication(printed: Printed) -> Iterator[str]:
    """ORD-09."""
    found = _basis(printed)
    if found is None:
        return
    content, page = found
    facts = [each for each in content.basis if each.name == "Indication"]
    if not facts or not all(each.value.strip() for each in facts):
        yield "There is no indication, nor that none is recorded."
    yield from not_printed(page, (each.text for each in facts))


def renal_outcome(printed: Printed) -> Iterator[str]:
    """ORD-14: the value, the limits it was held against, and the limit of each day."""
    found = _basis(printed)
    if found is None:
        return
    content, page = found
    if not _RENAL_VALUE.search(flat(page)):
        yield "The renal value that decides is not printed."
    renal = [each for each in content.working if each.step.startswith(("eGFR", "Creatinine cl"))]
    yield from not_printed(page, (each.arithmetic for each in renal))
    first, after = reading(printed.pages[0]), after_banner(printed.pages[0], content.banner)
    for line in content.infusions:
        limit = f"Give only if creatinine today is {line.creatinine_limit} or less"
        text = limit if line.has_creatinine_limit else content.no_baseline
        place = first.find(text, after)
        if place is None:
            yield f"{line.day}: the creatinine that stops it, or that none is set, is not printed."
        else:
            after = place.end


def _instructed(printed: Printed, *names: str) -> Iterator[str]:
    content, page = content_of(printed, OrderSet), _page(printed, INSTRUCTIONS_PAGE)
    if content is None or page is None:
        return
    for name in names:
        told = getattr(content.instructions, name)
        lines = (told,) if isinstance(told, str) else told
        if not lines or not all(each.strip() for each in lines):
            yield f"There is nothing to say of {name}."
        yield from not_printed(page, (each for each in lines if each.strip()))


def fluids_and_supplements(printed: Printed) -> Iterator[str]:
    """ORD-16."""
    yield from _instructed(printed, "hydration", "diluents", "supplements")


def medicines_to_stop(printed: Printed) -> Iterator[str]:
    """ORD-17: and what the patient takes stands where the working is checked."""
    yield from _instructed(printed, "interactions")
    found = _basis(printed)
    if found:
        content, page = found
        medicines = (each.text for each in content.remarks if each.name == "Current medicines")
        yield from not_printed(page, medicines)


def emergencies(printed: Printed) -> Iterator[str]:
    """ORD-18: and whom to call."""
    yield from _instructed(printed, "emergency")
    found = _basis(printed)
    if found:
        content, page = found
        people = [each for each in content.basis if each.name in {"Consultant", "Contact"}]
        if not any(each.name == "Consultant" and each.value.strip() for each in people):
            yield "There is nobody to call."
        yield from not_printed(page, (each.text for each in people))


def no_order_without_being_ready(printed: Printed) -> Iterator[str]:
    """ORD-15."""
    if printed.document.kind is not Kind.NOTICE:
        return
    if any(each.unit != PER_KG for each in printed.document.figures):
        yield "A notice has numbers of a plan to print."
    for page in printed.pages:
        for words in _ORDER_WORDS.findall(flat(page)):
            yield f"Page {page.number} says “{words}”: a notice must not read like an order."


BASIS = (
    PrintRule(
        id="ORD-07",
        says="Weight in kg and height in cm stand there with the day of measuring.",
        source="ISMP standard order sets (S30)",
        runs=Runs.EVERY_FILE,
        how="Each is found with its unit and date on page 3.",
        reading=(
            "Body surface is not used. A weight too old is a finding before anything is printed; "
            "one that is old but allowed is a caution on page 1."
        ),
        check=measured_with_dates,
    ),
    PrintRule(
        id="ORD-08",
        says="Each result used has its unit and date, and the renal equation is named.",
        source="printing.md 2.2",
        runs=Runs.EVERY_FILE,
        how="Creatinine, baseline, adjusted calcium, vitamin D and the renal value on page 3.",
        check=results_with_units_and_dates,
    ),
    PrintRule(
        id="ORD-09",
        says="The indication is printed.",
        source="ISMP standard order sets (S30)",
        runs=Runs.EVERY_FILE,
        how="Found on page 3; an empty one is refused.",
        reading=(
            "In the prescriber's words, no ICD or SNOMED code: none is in the workbook. An "
            "indication that is missing says “Not recorded”."
        ),
        check=indication,
    ),
    PrintRule(
        id="ORD-14",
        says="The outcome of the renal rule is printed.",
        source="printing.md 2.2",
        runs=Runs.EVERY_FILE,
        how=(
            "The value that decides and the limits it was held against on page 3; each day's "
            "creatinine limit, or that the prescriber sets it, on page 1."
        ),
        check=renal_outcome,
    ),
    PrintRule(
        id="ORD-15",
        says="A rule that blocks never prints an order: a notice reads like none.",
        source="printing.md 2.2",
        runs=Runs.EVERY_FILE,
        how=(
            "A notice has nothing that reads like a medication line, and no figures but exposures "
            "in mg per kg. That nobody else gets order documents: documents/selection.py with its "
            "tests."
        ),
        check=no_order_without_being_ready,
    ),
    PrintRule(
        id="ORD-16",
        says="Hydration, diluents not to use, calcium and vitamin D have their lines.",
        source="printing.md 2.2",
        runs=Runs.EVERY_FILE,
        how="The protocol's words are found whole on page 2; none may be empty.",
        check=fluids_and_supplements,
    ),
    PrintRule(
        id="ORD-17",
        says="Medicines to stop, and what the patient takes, are printed.",
        source="ISMP standard order sets (S30)",
        runs=Runs.EVERY_FILE,
        how="The protocol's words on page 2, the current medicines on page 3.",
        check=medicines_to_stop,
    ),
    PrintRule(
        id="ORD-18",
        says="Emergency instructions and whom to call are printed.",
        source="ISMP standard order sets (S30)",
        runs=Runs.EVERY_FILE,
        how="The protocol's words on page 2; consultant and contact on page 3.",
        reading="The telephone numbers stand on the checklist, which is at the bedside too.",
        check=emergencies,
    ),
)
