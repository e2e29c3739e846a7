"""The rules for print of the order set: ORD-01 to ORD-35.

ORD-29 stands with the rules for sheets and ORD-32 with those for figures: they hold for every
kind of document.
"""

from orderset.rendering.rules.order_basis import BASIS
from orderset.rendering.rules.order_identity import IDENTITY
from orderset.rendering.rules.order_lint import LINT
from orderset.rendering.rules.order_medication import MEDICATION
from orderset.rendering.rules.order_trace import TRACE
from orderset.rendering.rules.order_writing import WRITING
from orderset.rendering.rules.rule import PrintRule, Runs


_ELSEWHERE = (
    PrintRule(
        id="ORD-31",
        says="With a weight or result beyond its hard limit no order is made.",
        source="printing.md 2.2",
        runs=Runs.TESTS,
        how=(
            "tests/unit/dosing/test_patient_rules.py and test_creatinine_rules.py, below, at and "
            "above each limit; ORD-15 on the notice that is printed instead"
        ),
    ),
    PrintRule(
        id="ORD-34",
        says="The sheet says from when on it is uncontrolled.",
        source="NHS policies (S35)",
        runs=Runs.NOT_APPLICABLE,
        how="none",
        reading=(
            "No time of printing stands on paper (ADR 0009). How long the sheet holds is said by "
            "the dates of its infusions and of the results it names, and by ORD-24."
        ),
    ),
)

ORD: tuple[PrintRule, ...] = tuple(
    sorted(
        (*IDENTITY, *BASIS, *TRACE, *MEDICATION, *WRITING, *LINT, *_ELSEWHERE),
        key=lambda rule: rule.id,
    )
)
