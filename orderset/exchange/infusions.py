"""The infusions of a cycle as FHIR resources: for each day what is in the bag, and the order.

The words are those of the order set, the numbers those of the plan that it was printed from.
"""

import dataclasses

from orderset.documents.case import ReadyCase
from orderset.documents.medication import MedicationLine
from orderset.documents.order_set import OrderSet
from orderset.dosing.plan import Infusion
from orderset.exchange.codes import Element, in_words, quantity
from orderset.exchange.observations import used
from orderset.exchange.references import Names
from orderset.exchange.words import cautions_told, notes, unbound


STATUS, INTENT = "draft", "proposal"
"""Not an order: whoever signs it makes it one. Source: printing.md 6."""


@dataclasses.dataclass(frozen=True, slots=True)
class Told:
    """What every infusion of a case says beside its numbers."""

    case: ReadyCase
    content: OrderSet
    watermarks: tuple[str, ...]
    names: Names


def medication_name(infusion: Infusion) -> str:
    """Name the bag of a day within the bundle."""
    return f"medication-{infusion.day}"


def infusion_name(infusion: Infusion) -> str:
    """Name the order of a day within the bundle."""
    return f"infusion-{infusion.day}"


def medication(infusion: Infusion, line: MedicationLine) -> Element:
    """Return what is in one bag: the drug in the whole volume, and the diluent.

    The strength of the drug is the dose to the total volume, which is what the label says; the
    diluent has none, for how much of it is taken out for the drug is the worksheet's business.
    """
    strength = {
        "numerator": quantity(infusion.dose_mg, "mg"),
        "denominator": quantity(infusion.bag_ml, "mL"),
    }
    return {
        "resourceType": "Medication",
        "code": in_words(unbound(f"{line.drug} {line.dose} in {line.diluent}, {line.volume}")),
        "ingredient": [
            {
                "itemCodeableConcept": in_words(line.drug),
                "isActive": True,
                "strength": strength,
            },
            {"itemCodeableConcept": in_words(line.diluent), "isActive": False},
        ],
    }


def infusion_request(infusion: Infusion, line: MedicationLine, told: Told) -> Element:
    """Return the order of one day; its identifier is that of the label of its bag."""
    case, names = told.case, told.names
    said = (
        *told.watermarks,
        told.content.standing,
        *_allergies(told),
        *cautions_told(told.content),
    )
    request: Element = {
        "resourceType": "MedicationRequest",
        "identifier": [{"value": f"{case.document_id}-L{infusion.day}"}],
        "status": STATUS,
        "intent": INTENT,
        "medicationReference": names.reference(medication_name(infusion)),
        "subject": names.reference("patient"),
        "supportingInformation": used(case, names),
        "groupIdentifier": {"value": case.document_id},
        "note": notes(said),
        "dosageInstruction": [_dosage(infusion, line, told)],
    }
    if case.patient.indication:
        request["reasonCode"] = [in_words(case.patient.indication)]
    return request


def _allergies(told: Told) -> tuple[str, ...]:
    return (f"Allergies {told.content.banner.allergies}",)


def _dosage(infusion: Infusion, line: MedicationLine, told: Told) -> Element:
    """Return dose, rate and duration; the text alone says all of it, watermarks first."""
    text = (
        f"{line.drug} {line.dose} in {line.diluent}, {line.volume}, {line.route} {line.duration} "
        f"{line.rate}, once, on {line.date}"
    )
    return {
        "text": unbound(". ".join((*told.watermarks, text))),
        "additionalInstruction": [in_words(unbound(each)) for each in _limits(line, told) if each],
        "timing": {
            "event": [infusion.date.isoformat()],
            "repeat": {"count": 1, "duration": infusion.duration_h, "durationUnit": "h"},
        },
        "route": in_words(line.route),
        "doseAndRate": [
            {
                "doseQuantity": quantity(infusion.dose_mg, "mg"),
                "rateQuantity": quantity(infusion.rate_ml_per_h, "mL per hour"),
            }
        ],
        "maxDosePerAdministration": quantity(infusion.cap_mg, "mg"),
    }


def _limits(line: MedicationLine, told: Told) -> tuple[str, ...]:
    """Return what has to be kept to, as the order set says it; empty where it says nothing."""
    creatinine = (
        f"Give only if creatinine today is {line.creatinine_limit} or less"
        if line.has_creatinine_limit
        else told.content.no_baseline
    )
    instructions = told.content.instructions
    return (
        creatinine,
        f"Never faster than {line.never_faster}",
        *instructions.checks,
        *instructions.lines,
        instructions.off_label,
        instructions.stated_as,
    )
