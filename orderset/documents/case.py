"""What documents are made from: one patient's planned cycle as judged."""

import dataclasses

from orderset.dosing.plan import CyclePlan
from orderset.dosing.planning import Judgement
from orderset.dosing.situation import Subject
from orderset.patients.entry import Entry
from orderset.patients.patient import Patient


@dataclasses.dataclass(frozen=True, slots=True)
class Provenance:
    """What made a batch: versions and hashes, as printed and recorded."""

    software_version: str
    protocol_sha256: str


@dataclasses.dataclass(frozen=True, slots=True)
class Case:
    """One row of the Infusions sheet as judged.

    ``subject`` is None for a row that could not become a patient. ``document_id`` is the stem of
    the patient's document ids, for example ``OS1-7F3A9C21``; it follows from the patient's data,
    the protocol, the settings and the software version, never from the row's place in the list.

    ``version`` counts the calculations of one patient's cycle that were published, from 1;
    ``replaces`` is the stem of the papers that this version takes the place of, or empty.
    ``content`` is the SHA-256 of all that the papers follow from: two cases of one cycle with the
    same content are the same version.
    """

    entry: Entry
    subject: Subject | None
    judgement: Judgement
    document_id: str
    provenance: Provenance
    version: int = 1
    replaces: str = ""
    content: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class ReadyCase:
    """A case that may be printed as an order: the only thing order documents are made from."""

    subject: Subject
    plan: CyclePlan
    document_id: str
    provenance: Provenance
    version: int = 1
    replaces: str = ""

    @property
    def patient(self) -> Patient:
        """The patient."""
        return self.subject.patient


def ready_case(case: Case) -> ReadyCase | None:
    """Return the case as ready, or None for one that was returned, withheld or referred.

    This is the one gate between judgement and orders: a patient who is not ready never gets an
    order set, a checklist, a worksheet or a label.
    """
    if case.subject is None or case.judgement.plan is None or not case.judgement.outcome.is_ready:
        return None
    return ReadyCase(
        case.subject,
        case.judgement.plan,
        case.document_id,
        case.provenance,
        case.version,
        case.replaces,
    )
