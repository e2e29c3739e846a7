"""One row of the list as staff read it: who it is, what became of it, and why."""

import dataclasses
from collections.abc import Mapping, Sequence

from orderset.dates import printed_date, printed_time
from orderset.documents import wording
from orderset.documents.case import Case
from orderset.documents.reasons import reasons_of
from orderset.dosing.authorisation import all_definitions
from orderset.findings import Action, Finding, Outcome
from orderset.patients.identifiers import is_test_number


OUTCOME_WORDS = {
    Outcome.READY: "Ready",
    Outcome.READY_WITH_CAUTIONS: "Ready with cautions",
    Outcome.REFERRED: "Decision needed",
    Outcome.WITHHELD: "Do not give",
    Outcome.RETURNED: "Returned",
}
FAILED = "Not printed"

CONFIDENTIAL = "A confidential finding"
IN_CONFIDENCE = "What it is stands on the patient's own notice."
FAILED_IN_CONFIDENCE = "The reason stands in the patient's record, with a confidential finding."
TO_READ = "Read the notice. Speak of it to nobody but the consultant and the patient."

_STOPPING: Mapping[Outcome, tuple[Action, ...]] = {
    Outcome.RETURNED: (Action.RETURN,),
    Outcome.WITHHELD: (Action.WITHHOLD, Action.REFER),
    Outcome.REFERRED: (Action.REFER,),
}
"""What decided each outcome: the rest is for the record."""


@dataclasses.dataclass(frozen=True, slots=True)
class Why:
    """One reason why a patient is not ready: the cell, what is wrong, what to do."""

    where: str
    title: str
    message: str
    to_do: str


_IN_CONFIDENCE = Why("", CONFIDENTIAL, IN_CONFIDENCE, TO_READ)


@dataclasses.dataclass(frozen=True, slots=True)
class PatientLine:
    """One row of the list, each field as printed. ``time`` is empty when none is planned."""

    row: str
    name: str
    born: str
    nhs_number: str
    is_test: bool
    hospital_number: str
    ward: str
    cycle: str
    day_1: str
    time: str
    outcome: str
    is_ready: bool
    cautions: tuple[str, ...]
    why: tuple[Why, ...]


def patient_lines(cases: Sequence[Case], failed: Mapping[int, str]) -> tuple[PatientLine, ...]:
    """Return the rows in the list's order; ``failed`` says why a row's documents failed."""
    return tuple(_line(each, failed.get(each.entry.row)) for each in cases)


def _line(case: Case, failure: str | None) -> PatientLine:
    entry, outcome = case.entry, case.judgement.outcome
    patient = case.subject.patient if case.subject else entry.patient
    title = f" ({patient.title})" if patient and patient.title else ""
    start = patient.planned_start if patient else None
    return PatientLine(
        row=str(entry.row),
        name=(
            f"{(entry.family_name or wording.NOT_KNOWN).upper()}, "
            f"{entry.given_name or wording.NOT_KNOWN}{title}"
        ),
        born=_born(case),
        nhs_number=wording.nhs_number(entry.nhs_number),
        is_test=entry.nhs_number is not None and is_test_number(entry.nhs_number),
        hospital_number=entry.hospital_number or wording.NOT_KNOWN,
        ward=entry.ward or wording.NOT_KNOWN,
        cycle=wording.NOT_KNOWN if entry.cycle_number is None else str(entry.cycle_number),
        day_1=printed_date(entry.day_1) if entry.day_1 else wording.NOT_KNOWN,
        time=printed_time(start) if start else "",
        outcome=OUTCOME_WORDS[outcome] if failure is None else FAILED,
        is_ready=outcome.is_ready and failure is None,
        cautions=_cautions(case),
        why=_why(case) if failure is None else (_failure(case, failure),),
    )


def _born(case: Case) -> str:
    entry = case.entry
    if entry.date_of_birth is None:
        return wording.NOT_KNOWN
    if entry.day_1 is None or entry.day_1 < entry.date_of_birth:
        return printed_date(entry.date_of_birth)
    return wording.born(entry.date_of_birth, entry.day_1)


def _cautions(case: Case) -> tuple[str, ...]:
    """Return the titles of what asks for attention, each once, and who authorised what.

    What is confidential stands on the patient's own order set.
    """
    if case.subject is None:
        return ()
    definitions = all_definitions(case.subject)
    told: dict[str, None] = {}
    for each in case.judgement.findings:
        if each.effective_action is Action.CAUTION:
            by = f", authorised by {each.authorised.by}" if each.authorised else ""
            definition = definitions[each.code]
            told[f"{CONFIDENTIAL if definition.confidential else definition.title}{by}"] = None
    return tuple(told)


def _why(case: Case) -> tuple[Why, ...]:
    """Return what decided the outcome. Of a plan that stands no dose, volume or rate is told.

    Nor is what is confidential, nor its cell, which leads to it; several are told as one.
    """
    outcome, plan = case.judgement.outcome, case.judgement.plan
    actions = _STOPPING.get(outcome, ())
    decisive = [each for each in case.judgement.findings if each.effective_action in actions]
    if case.subject is None or plan is None or outcome is Outcome.RETURNED:
        return tuple(_as_read(each) for each in decisive)
    definitions = all_definitions(case.subject)
    told = (
        _IN_CONFIDENCE
        if definitions[found.code].confidential
        else Why(_cell(found), reason.title, reason.message, reason.to_do)
        for found, reason in zip(decisive, reasons_of(decisive, case.subject, plan), strict=True)
    )
    return tuple(dict.fromkeys(told))


def _as_read(found: Finding) -> Why:
    """Return a finding on what stands in a cell, with what should stand there."""
    expected = f" Expected: {found.expected}." if found.expected else ""
    return Why(_cell(found), "", wording.kept(f"{found.message}{expected}"), found.hint)


def _failure(case: Case, failure: str) -> Why:
    """Say why there are no documents; the reason may quote them, so not of what is confidential."""
    if case.subject and any(
        all_definitions(case.subject)[each.code].confidential for each in case.judgement.findings
    ):
        failure = FAILED_IN_CONFIDENCE
    return Why(str(case.entry.where), "The documents could not be made", failure, "")


def _cell(found: Finding) -> str:
    return str(found.where) if found.where else ""
