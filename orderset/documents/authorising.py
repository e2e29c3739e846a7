"""How a decision to give in spite of a finding is recorded. Source: clinical.md A1."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from orderset.documents.wording import whole_date
from orderset.dosing.authorisation import all_definitions
from orderset.dosing.situation import Subject
from orderset.findings import Action, Finding, Outcome
from orderset.workbook.columns import INFUSIONS


@dataclasses.dataclass(frozen=True, slots=True)
class WorkbookField:
    """One column of the workbook to fill: its heading, and what to write."""

    heading: str
    write: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Authorising:
    """How a decision to give is recorded: three columns, and who decides."""

    fields: tuple[WorkbookField, ...]


def authorising_of(
    findings: Sequence[Finding], subject: Subject, outcome: Outcome
) -> Authorising | None:
    """Say how to authorise; None when nothing that was found can be.

    What is authorised already is named again: the three columns hold one decision.
    """
    definitions, patient = all_definitions(subject), subject.patient
    asked = [
        each.code
        for each in findings
        if each.effective_action is Action.REFER and definitions[each.code].authorisable
    ]
    if outcome is not Outcome.REFERRED or not asked:
        return None
    decided = [each.code for each in findings if each.authorised]
    codes = tuple(dict.fromkeys((*decided, *asked)))
    days = int(subject.protocol.validity.authorisation_days.value)
    from_day = whole_date(patient.day_1 - dt.timedelta(days=days))
    writes = {
        "authorised_findings": codes,
        "authorised_by": ("the name of the consultant who decided with the pharmacist",),
        "authorised_on": (f"the day of the decision, {from_day} to {whole_date(patient.day_1)}",),
    }
    return Authorising(
        fields=tuple(
            WorkbookField(INFUSIONS.column(key).heading, write) for key, write in writes.items()
        ),
    )
