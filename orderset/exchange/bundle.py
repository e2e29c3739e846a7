"""One patient's cycle as a FHIR Bundle.

A collection for another system to read, never an order: every request in it is a draft proposal,
and what stands across the printed pages stands in its tags, its notes and before its dosage.
Pure: the case in, plain data out; the same case gives the same bundle.
Source: printing.md 6, INT-01 to INT-05.
"""

import datetime as dt
from collections.abc import Sequence

from orderset.documents.case import ReadyCase
from orderset.documents.document import replaces_told, version_told
from orderset.documents.order_set import OrderSet, order_set
from orderset.exchange.codes import Element
from orderset.exchange.infusions import (
    INTENT,
    STATUS,
    Told,
    infusion_name,
    infusion_request,
    medication,
    medication_name,
)
from orderset.exchange.monitoring_requests import monitoring_requests
from orderset.exchange.observations import observations
from orderset.exchange.person import patient_resource
from orderset.exchange.references import Names
from orderset.exchange.words import cautions_told, notes, unbound


def bundle_of(case: ReadyCase, content: str) -> Element:
    """Return the Bundle of one patient's cycle.

    Args:
        case: the case; only one that may be printed as an order can be given.
        content: the SHA-256 of all that the papers of the case follow from.
    """
    document = order_set(case)
    printed = document.content
    if not isinstance(printed, OrderSet):  # pragma: no cover - that is what an order set holds
        raise TypeError
    names = Names(case.document_id, content)
    told = Told(case, printed, document.watermarks, names)
    resources: list[tuple[str, Element]] = [("patient", patient_resource(case.patient))]
    resources += observations(case, names)
    actions: list[Element] = []
    for infusion, line in zip(case.plan.infusions, printed.infusions, strict=True):
        name = infusion_name(infusion)
        resources.append((medication_name(infusion), medication(infusion, line)))
        resources.append((name, infusion_request(infusion, line, told)))
        title = unbound(f"{line.day}: {line.drug} {line.dose}")
        actions.append(_action(title, infusion.date, names.reference(name)))
    for each in monitoring_requests(case, names, document.watermarks):
        resources.append((each.name, each.resource))
        actions.append(_action(each.label, each.day, names.reference(each.name)))
    resources.append(("cycle", _cycle(told, actions)))
    return {
        "resourceType": "Bundle",
        "id": names.id_of("bundle"),
        **_tags(document.watermarks),
        "identifier": {"value": case.document_id},
        "type": "collection",
        "entry": [_entry(name, each, document.watermarks, names) for name, each in resources],
    }


def _entry(name: str, resource: Element, watermarks: Sequence[str], names: Names) -> Element:
    """Return a resource in its place, with the watermarks that a system shows before all else."""
    return {
        "fullUrl": names.url_of(name),
        "resource": {
            "resourceType": resource["resourceType"],
            "id": names.id_of(name),
            **_tags(watermarks),
            **resource,
        },
    }


def _tags(watermarks: Sequence[str]) -> Element:
    """Return the watermarks as tags without a code: no source gives one."""
    return {"meta": {"tag": [{"display": each} for each in watermarks]}} if watermarks else {}


def _action(title: str, day: dt.date | None, resource: Element) -> Element:
    timing = {} if day is None else {"timingDateTime": day.isoformat()}
    return {"title": title, **timing, "resource": resource}


def _cycle(told: Told, actions: Sequence[Element]) -> Element:
    """Return the cycle as a whole: its parts in their order, and all that was said about it."""
    case, printed = told.case, told.content
    control = printed.control
    said = (
        *told.watermarks,
        printed.standing,
        printed.cycle,
        version_told(case.version),
        replaces_told(case.version, case.replaces),
        *(control.title, control.protocol, control.approval, control.review),
        *cautions_told(printed),
        *(each.text for each in (*printed.basis, *printed.remarks)),
    )
    return {
        "resourceType": "RequestGroup",
        "identifier": [{"value": case.document_id}],
        "groupIdentifier": {"value": case.document_id},
        "status": STATUS,
        "intent": INTENT,
        "subject": told.names.reference("patient"),
        "note": notes(said),
        "action": list(actions),
    }
