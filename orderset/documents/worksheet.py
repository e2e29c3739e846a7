"""The preparation worksheet: one page per bag, from the vials to the label on the bag.

Source: clinical.md A2 and A4. The numbers are those of the order set and the label.
"""

import dataclasses

from orderset.documents import wording
from orderset.documents.case import ReadyCase
from orderset.documents.document import Banner, Barcode, Document, Figure, Kind
from orderset.documents.figures import (
    calculation_figures,
    expiry_figures,
    medication_figures,
    preparation_figures,
)
from orderset.documents.medication import MedicationLine, medication_lines
from orderset.dosing.plan import Infusion
from orderset.dosing.situation import Subject
from orderset.quantities import printed


STANDING = "Pre-filled by software. NOT a record until signed by preparer and checker."
VIALS_PER_ROW = 6


@dataclasses.dataclass(frozen=True, slots=True)
class Vial:
    """One place for a vial's batch and expiry; a place that is not needed says so."""

    name: str
    is_needed: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Amount:
    """One line of what is measured: what it is, how much, and how it follows.

    ``is_strong`` where a hand acts on it: what is drawn up, withdrawn and taken.
    """

    name: str
    value: str
    how: str
    is_strong: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Bag:
    """One bag: everything that one preparation needs."""

    number: str
    when: str
    label: str
    infusion: MedicationLine
    vials_told: str
    vials: tuple[tuple[Vial, ...], ...]
    amounts: tuple[Amount, ...]
    waste: str


@dataclasses.dataclass(frozen=True, slots=True)
class Worksheet:
    """The view model: the words that every bag shares, and each bag."""

    title: str
    hospital: str
    pharmacy: str
    banner: Banner
    bags: tuple[Bag, ...]
    steps: tuple[str, ...]
    handling: str
    storage: str
    warning: str
    use_before_rule: str
    stated_as: str
    standing: str
    footer: str


def worksheet(case: ReadyCase) -> Document:
    """Return the worksheet of one patient's cycle: a page for each infusion."""
    protocol = case.subject.protocol
    document_id = f"{case.document_id}-W"
    title = f"Preparation worksheet {document_id}"
    content = _content(case, title)
    return Document(
        kind=Kind.WORKSHEET,
        document_id=document_id,
        title=title,
        page_width_mm="210",
        page_height_mm="297",
        pages=len(content.bags),
        watermarks=wording.watermarks(protocol, case.patient.nhs_number),
        required_text=tuple(
            wording.found_as(each)
            for each in (*_required(content), *wording.version_texts(case, len(content.bags)))
        ),
        barcodes=(
            Barcode("worksheet", document_id, f"DataMatrix of preparation worksheet {document_id}"),
        ),
        content=content,
        figures=_figures(case),
        version=case.version,
        replaces=case.replaces,
        spelling=wording.spelling(case.subject.protocol),
    )


def _figures(case: ReadyCase) -> tuple[Figure, ...]:
    """Return each bag's numbers, on the page that is that bag's."""
    return tuple(
        figure
        for page, infusion in enumerate(case.plan.infusions, start=1)
        for figure in (
            *medication_figures(infusion, page),
            *calculation_figures(case, infusion, page),
            *preparation_figures(infusion, page),
            *expiry_figures(case, page),
        )
    )


def _content(case: ReadyCase, title: str) -> Worksheet:
    subject = case.subject
    protocol, site = subject.protocol, subject.site
    infusions = case.plan.infusions
    lines = medication_lines(infusions, subject)
    numbers = [f"{each.day} of {len(infusions)}" for each in infusions]
    expiry = wording.hours(protocol.preparation.expiry_h.value)
    return Worksheet(
        title=protocol.title,
        hospital=site.hospital,
        pharmacy=f"{site.pharmacy}, {site.pharmacy_phone}",
        banner=wording.banner_of(case.patient),
        bags=tuple(
            Bag(
                number=f"Bag {number}",
                when=f"Cycle {case.patient.cycle_number}, {line.day.lower()}, {line.date}",
                label=f"Label {number}, {case.document_id}-L{infusion.day}",
                infusion=line,
                vials_told=_vials_told(infusion, subject),
                vials=_vials(infusion.vials),
                amounts=_amounts(infusion, subject),
                waste=wording.amount(infusion.waste_mg, "mg"),
            )
            for number, infusion, line in zip(numbers, infusions, lines, strict=True)
        ),
        steps=wording.words_of(protocol.worksheet.steps),
        handling=wording.kept(protocol.worksheet.handling.text),
        storage=wording.kept(protocol.label.storage.text),
        warning=wording.kept(protocol.label.warning.text),
        use_before_rule=f"{expiry} after preparation",
        stated_as=f"Doses are stated as {protocol.medicine.doses_are_stated_as}.",
        standing=STANDING,
        footer=wording.footer(title, case.version, protocol, case.provenance),
    )


def _vials_told(infusion: Infusion, subject: Subject) -> str:
    vial = subject.presentation
    content = wording.amount(vial.vial_mg, "mg")
    volume = wording.amount(vial.vial_ml, "mL")
    strength = wording.amount(vial.strength_mg_per_ml, "mg per mL")
    needed = wording.count(infusion.vials, "vial", "vials")
    return f"{needed} of {content} in {volume}, {strength}"


def _vials(needed: int) -> tuple[tuple[Vial, ...], ...]:
    """Return rows of places, as many in each: those not needed are there to be struck out.

    So a sheet for one vial and a sheet for six look alike, and no empty place can be taken for
    one that somebody forgot.
    """
    places = -(-needed // VIALS_PER_ROW) * VIALS_PER_ROW
    vials = [Vial(f"Vial {place}", place <= needed) for place in range(1, places + 1)]
    return tuple(
        tuple(vials[first : first + VIALS_PER_ROW]) for first in range(0, places, VIALS_PER_ROW)
    )


def _amounts(infusion: Infusion, subject: Subject) -> tuple[Amount, ...]:
    medicine, site = subject.protocol.medicine, subject.site
    strength = wording.amount(site.strength_mg_per_ml, "mg per mL")
    dose, bag = wording.amount(infusion.dose_mg, "mg"), wording.amount(infusion.bag_ml, "mL")
    drawn_up = wording.amount(infusion.drawn_up_ml, "mL")
    return (
        Amount(
            "Concentrate, calculated",
            wording.amount(infusion.concentrate_ml, "mL"),
            f"{dose} ÷ {strength}",
        ),
        Amount("Concentrate, drawn up", drawn_up, "as the syringe is read", is_strong=True),
        Amount("Dose delivered", wording.amount(infusion.delivered_mg, "mg"), _deviation(infusion)),
        Amount(f"Bag of {medicine.diluent}", bag, "one bag, nominal volume", is_strong=True),
        Amount(
            "Withdrawn from the bag first",
            drawn_up,
            "same volume as the concentrate",
            is_strong=True,
        ),
        Amount("Final volume", bag, "after the concentrate is added"),
        Amount(
            "Final concentration",
            wording.amount(infusion.concentration_mg_per_ml, "mg per mL"),
            f"{dose} in {bag}",
        ),
    )


def _deviation(infusion: Infusion) -> str:
    """Say how far the dose in the syringe is from the dose ordered, and on which side."""
    if infusion.delivered_mg == infusion.dose_mg:
        return "as ordered"
    side = "more" if infusion.delivered_mg > infusion.dose_mg else "less"
    dose = wording.amount(infusion.dose_mg, "mg")
    return f"{printed(infusion.deviation_percent)}% {side} than the {dose} ordered"


def _required(content: Worksheet) -> tuple[str, ...]:
    """Return what must be found whole: patient and words on each page, each bag's values."""
    pages = len(content.bags)
    shared = (
        *wording.banner_texts(content.banner),
        content.title,
        content.hospital,
        content.pharmacy,
        *content.steps,
        content.handling,
        content.storage,
        content.warning,
        content.stated_as,
        content.standing,
        content.footer,
    )
    said = [*shared * pages, *(f"Page {page + 1} of {pages}" for page in range(pages))]
    for bag in content.bags:
        said += [
            bag.number,
            bag.when,
            bag.label,
            *bag.infusion.texts,
            bag.vials_told,
            bag.waste,
            content.use_before_rule,
        ]
        said += [text for each in bag.amounts for text in (each.name, each.value, each.how)]
        said += [each.name for row in bag.vials for each in row]
    return tuple(said)
