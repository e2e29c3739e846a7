"""One row of the Infusions sheet on its way: what could be read of it, and what was found."""

import dataclasses
import datetime as dt

from orderset.findings import CellRef, Finding
from orderset.patients.patient import Patient


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """One row of the Infusions sheet.

    ``patient`` is None when a finding returns the row. The other fields are what could be read,
    so that even a returned row can be named to its sender and compared with its neighbours.
    """

    row: int
    where: CellRef
    hospital_number: str | None
    nhs_number: str | None
    family_name: str | None
    given_name: str | None
    date_of_birth: dt.date | None
    cycle_number: int | None
    day_1: dt.date | None
    ward: str | None
    patient: Patient | None
    findings: tuple[Finding, ...]
