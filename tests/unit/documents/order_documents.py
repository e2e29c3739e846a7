"""What the tests of the order documents share: ready cases, every string of a view model."""

import dataclasses
from collections.abc import Iterator
from typing import Any

from orderset.documents.case import ReadyCase, ready_case
from orderset.findings import Action, CellRef, Finding
from orderset.protocol.approving import Decision
from orderset.protocol.loading import shipped_protocol_bytes
from orderset.protocol.schema import Protocol
from orderset.settings import SiteSettings
from tests.approved import DECISION, approved_protocol
from tests.builders import case, subject_from_case
from tests.unit.documents.judged_cases import all_ids, case_of, worked


SITE = {
    "hospital": "Example Children’s Hospital",
    "ward_phone": "020 7946 0123",
    "pharmacy": "Example Children’s Hospital Pharmacy",
    "pharmacy_phone": "020 7946 0456",
}
LONG_FAMILY_NAME = "Featherstonehaugh-Cholmondeley-Wrig"
LONG_ALLERGIES = (
    "Penicillin (rash in 2019); plasters and latex (contact dermatitis); egg (vomiting as an "
    "infant, tolerates baked egg); ibuprofen in high dose (facial swelling, discussed with the "
    "allergy clinic, naproxen tolerated since); kiwi, banana and avocado (itchy mouth); "
    "chlorhexidine wipes (blistering); tapes"
)


def ready_ids() -> list[str]:
    return [each for each in all_ids() if ready_case(worked(each))]


def ready_at(
    case_id: str,
    found_before: tuple[Finding, ...] = (),
    *,
    site: dict[str, Any],
    under: Protocol | None = None,
    **overrides: Any,
) -> ReadyCase:
    """Return a ready case at a site with these settings, the worked case's own included.

    ``under`` are the rules, if not those of the case.
    """
    subject = subject_from_case(case(case_id), **overrides)
    subject = dataclasses.replace(subject, protocol=under or subject.protocol)
    settings = SiteSettings.model_validate(case(case_id)["settings"] | SITE | site)
    ready = ready_case(case_of(dataclasses.replace(subject, site=settings), 5, found_before))
    assert ready
    return ready


def with_infusions(
    ready: ReadyCase,
    **changes: Any,
) -> ReadyCase:
    """Return the case with fields of each infusion changed."""
    infusions = tuple(dataclasses.replace(each, **changes) for each in ready.plan.infusions)
    return dataclasses.replace(ready, plan=dataclasses.replace(ready.plan, infusions=infusions))


def approved(ready: ReadyCase, decision: Decision = DECISION) -> ReadyCase:
    """Return the case under its protocol's file as a committee has approved it."""
    content = shipped_protocol_bytes(ready.subject.protocol.id)
    protocol = approved_protocol(content, decision).rules
    subject = dataclasses.replace(ready.subject, protocol=protocol)
    return dataclasses.replace(ready, subject=subject)


def caution(code: str, message: str, hint: str = "Check it.") -> Finding:
    where = CellRef("list.xlsx", "Infusions", "H5")
    return Finding(code, Action.CAUTION, where, "found", "expected", message, hint)


def strings_of(content: object) -> Iterator[str]:
    """Yield every string of a view model, at any depth."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, tuple):
        for each in content:
            yield from strings_of(each)
    elif dataclasses.is_dataclass(content):
        for field in dataclasses.fields(content):
            yield from strings_of(getattr(content, field.name))
