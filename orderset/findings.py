"""Findings: everything the software has to say about a workbook, a row or a patient.

A finding is a value, never an exception. It names its cell, what was found there, what is
expected and what to do. Every code has one definition: those a workbook can raise whatever
the treatment stand in ``data/findings.toml``; the clinical ones stand in the protocol file,
because a committee may change what they do.
"""

import dataclasses
import enum
import functools
import tomllib
from collections.abc import Iterable, Mapping
from importlib import resources


class Action(enum.StrEnum):
    """What a finding does to the patient it is about, most severe first."""

    RETURN = "return"
    WITHHOLD = "withhold"
    REFER = "refer"
    CAUTION = "caution"
    NOTE = "note"


class Outcome(enum.StrEnum):
    """What became of a patient. The most severe finding decides."""

    RETURNED = "returned"
    WITHHELD = "withheld"
    REFERRED = "referred"
    READY_WITH_CAUTIONS = "ready-with-cautions"
    READY = "ready"

    @property
    def is_ready(self) -> bool:
        """Whether an order set, a worksheet and labels may be printed."""
        return self in {Outcome.READY, Outcome.READY_WITH_CAUTIONS}


@dataclasses.dataclass(frozen=True, slots=True)
class CellRef:
    """Where something stands in a workbook, as the spreadsheet program names it.

    ``sheet`` is empty for a finding on the whole workbook, ``cell`` for one on a sheet.
    """

    workbook: str
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        """Return for example ``Infusions!H5``, ``Infusions`` or an empty string."""
        return f"{self.sheet}!{self.cell}" if self.cell else self.sheet


@dataclasses.dataclass(frozen=True, slots=True)
class Definition:
    """What a finding code means, for staff: the text of ``orderset explain CODE``.

    A ``confidential`` one is named on the patient's own papers alone, never on a page of the list.
    """

    code: str
    action: Action
    title: str
    reason: str
    remedy: str
    source: str
    authorisable: bool = False
    confidential: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Authorised:
    """Who decided that a patient may be infused in spite of a finding, and when (ISO date)."""

    by: str
    on: str


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """One thing to say: what was found in which cell, what is expected and what to do."""

    code: str
    action: Action
    where: CellRef | None
    found: str
    expected: str
    message: str
    hint: str
    authorised: Authorised | None = None

    @property
    def effective_action(self) -> Action:
        """The action that counts for the outcome: an authorised finding is a caution."""
        return Action.CAUTION if self.authorised else self.action


def finding(
    definition: Definition,
    message: str,
    *,
    where: CellRef | None,
    found: str = "",
    expected: str = "",
    hint: str = "",
    action: Action | None = None,
) -> Finding:
    """Make a finding from its definition; the remedy is the hint unless a better one is given."""
    return Finding(
        code=definition.code,
        action=action or definition.action,
        where=where,
        found=found,
        expected=expected,
        message=message,
        hint=hint or definition.remedy,
    )


_OUTCOME_OF_ACTION: Mapping[Action, Outcome] = {
    Action.RETURN: Outcome.RETURNED,
    Action.WITHHOLD: Outcome.WITHHELD,
    Action.REFER: Outcome.REFERRED,
    Action.CAUTION: Outcome.READY_WITH_CAUTIONS,
    Action.NOTE: Outcome.READY,
}


def outcome_of(findings: Iterable[Finding]) -> Outcome:
    """Return the outcome that these findings together give a patient.

    Example:
        >>> outcome_of([])
        <Outcome.READY: 'ready'>
    """
    actions = {each.effective_action for each in findings}
    for action, outcome in _OUTCOME_OF_ACTION.items():
        if action in actions:
            return outcome
    return Outcome.READY


@functools.cache
def workbook_definitions() -> Mapping[str, Definition]:
    """Return the definitions of the codes that do not depend on a protocol, by code."""
    text = resources.files("orderset").joinpath("data/findings.toml").read_text("utf-8")
    return {
        code: Definition(code=code, **(fields | {"action": Action(fields["action"])}))
        for code, fields in tomllib.loads(text).items()
    }


def workbook_finding(
    code: str,
    message: str,
    *,
    where: CellRef | None,
    found: str = "",
    expected: str = "",
    hint: str = "",
) -> Finding:
    """Make a finding with one of the codes of ``data/findings.toml``."""
    return finding(
        workbook_definitions()[code],
        message,
        where=where,
        found=found,
        expected=expected,
        hint=hint,
    )
