"""What has still to be monitored around a cycle as FHIR resources."""

import dataclasses
import datetime as dt
from collections.abc import Iterator

from orderset.documents.case import ReadyCase
from orderset.documents.monitoring_schedule import STATUS_WORDS
from orderset.dosing.plan import MonitoringItem, Status
from orderset.exchange.codes import Element, in_words
from orderset.exchange.infusions import INTENT, STATUS
from orderset.exchange.observations import result_reference
from orderset.exchange.references import Names
from orderset.exchange.words import notes, unbound


EACH_INFUSION = "each-infusion"


@dataclasses.dataclass(frozen=True, slots=True)
class MonitoringRequest:
    """One request: its name in the bundle, what it is for, and the day, None if none is known."""

    name: str
    label: str
    day: dt.date | None
    resource: Element


def monitoring_requests(
    case: ReadyCase, names: Names, watermarks: tuple[str, ...]
) -> Iterator[MonitoringRequest]:
    """Yield a ServiceRequest for everything that is due, overdue, asked or due later.

    What is needed before each infusion is requested for each day that the last result does not
    serve. What is done and has no date of its own is not requested.
    """
    schedules = {each.key: each.schedule for each in case.subject.protocol.monitoring}
    for item in case.plan.monitoring.items:
        for day in _days(item, schedules[item.key], case):
            name = f"monitoring-{item.key}" + (f"-{day.isoformat()}" if day else "")
            resource = _request(item, day, case, names, watermarks)
            yield MonitoringRequest(name, unbound(item.label), day, resource)


def _days(item: MonitoringItem, schedule: str, case: ReadyCase) -> tuple[dt.date | None, ...]:
    """Return the days an item is wanted on; None where somebody asks and no date is known."""
    if item.status is Status.ASK:
        return (None,)
    if item.next_due_on is None:
        return ()
    if schedule == EACH_INFUSION:
        days = (each.date for each in case.plan.infusions)
        return tuple(each for each in days if each >= item.next_due_on)
    return (item.next_due_on,)


def _request(
    item: MonitoringItem,
    day: dt.date | None,
    case: ReadyCase,
    names: Names,
    watermarks: tuple[str, ...],
) -> Element:
    standing = f"{STATUS_WORDS[item.status]} on day 1; {item.schedule}"
    request: Element = {
        "resourceType": "ServiceRequest",
        "status": STATUS,
        "intent": INTENT,
        "code": in_words(unbound(item.label)),
        "subject": names.reference("patient"),
        "requisition": {"value": case.document_id},
        "note": notes((*watermarks, standing)),
    }
    if day is not None:
        request["occurrenceDateTime"] = day.isoformat()
    if last := result_reference(case, item.last, names):
        request["supportingInfo"] = last
    return request
