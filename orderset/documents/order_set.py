"""The order set: the pre-filled prescription of one cycle.

Two sheets, four pages. The first goes to the bedside: the prescription, and on its back what to
check and do. The second goes to the second checker: what the order rests on with the working, and
on its back the decisions and the sources. Source: clinical.md A4, printing.md section 2.
"""

import dataclasses
from collections.abc import Sequence

from orderset.documents import wording
from orderset.documents.basis import Fact, basis, remarks
from orderset.documents.case import ReadyCase
from orderset.documents.cautions import Caution, Decision, cautions_of, decision_of
from orderset.documents.document import Banner, Barcode, Document, Kind
from orderset.documents.figures import order_set_figures
from orderset.documents.medication import MedicationLine, medication_lines
from orderset.documents.second_check import CitedSource, WorkingLine, cited_sources, working_line
from orderset.findings import Finding


PAGES = 4
ORDER_PAGE = 1
BASIS_PAGE = 3
STANDING = "Pre-filled by software. NOT a valid prescription until signed."
NO_BASELINE = "No baseline: prescriber sets the limit"
SIMILAR_PATIENT = "similar-patient"


@dataclasses.dataclass(frozen=True, slots=True)
class Control:
    """What kind of set this is, under which rules, and who answers for them."""

    title: str
    population: str
    purpose: str
    hospital: str
    ward: str
    protocol: str
    approval: str
    review: str
    owner: str


@dataclasses.dataclass(frozen=True, slots=True)
class Instructions:
    """The protocol's words beside the numbers. ``off_label`` is empty for adults."""

    checks: tuple[str, ...]
    hydration: str
    never_faster: str
    diluents: str
    interactions: str
    supplements: str
    emergency: tuple[str, ...]
    off_label: str
    provenance: tuple[str, ...]
    stated_as: str

    @property
    def lines(self) -> tuple[str, ...]:
        """The orders and warnings, in the order in which they are printed."""
        return (
            self.hydration,
            self.never_faster,
            self.diluents,
            self.interactions,
            self.supplements,
        )

    @property
    def texts(self) -> tuple[str, ...]:
        """All of them."""
        off_label = (self.off_label,) if self.off_label else ()
        said = (*self.checks, *self.lines, *self.emergency, *off_label)
        return (*said, *self.provenance, self.stated_as)


@dataclasses.dataclass(frozen=True, slots=True)
class OrderSet:
    """The view model.

    ``cautions_told`` says how many there are. ``look_alike`` is what the cautions say of another
    patient of the list who is easily taken for this one, empty when there is none.
    """

    control: Control
    cycle: str
    banner: Banner
    infusions: tuple[MedicationLine, ...]
    no_baseline: str
    cautions_told: str
    cautions: tuple[Caution, ...]
    look_alike: str
    decision_told: str
    decision: Decision | None
    basis: tuple[Fact, ...]
    remarks: tuple[Fact, ...]
    working: tuple[WorkingLine, ...]
    sources: tuple[CitedSource, ...]
    instructions: Instructions
    standing: str
    footer: str


def order_set(case: ReadyCase) -> Document:
    """Return the order set of one patient's cycle: four pages, two sheets."""
    protocol = case.subject.protocol
    document_id = f"{case.document_id}-O"
    title = f"Order set {document_id}"
    content = _content(case, title)
    return Document(
        kind=Kind.ORDER_SET,
        document_id=document_id,
        title=title,
        page_width_mm="210",
        page_height_mm="297",
        pages=PAGES,
        watermarks=wording.watermarks(protocol, case.patient.nhs_number),
        required_text=tuple(
            wording.found_as(each)
            for each in (*_required(content), *wording.version_texts(case, PAGES))
        ),
        barcodes=(Barcode("order-set", document_id, f"DataMatrix of order set {document_id}"),),
        content=content,
        figures=order_set_figures(case, ORDER_PAGE, BASIS_PAGE),
        version=case.version,
        replaces=case.replaces,
        spelling=wording.spelling(case.subject.protocol),
    )


def _content(case: ReadyCase, title: str) -> OrderSet:
    subject, plan = case.subject, case.plan
    cautions = cautions_of(plan.findings, subject)
    decision = decision_of(plan.findings, subject)
    return OrderSet(
        control=_control(case),
        cycle=_cycle(case),
        banner=wording.banner_of(case.patient),
        infusions=medication_lines(plan.infusions, subject),
        no_baseline=NO_BASELINE,
        cautions_told=_cautions_told(len(cautions)),
        cautions=cautions,
        look_alike=_look_alike(plan.findings),
        decision_told=_decision_told(decision),
        decision=decision,
        basis=basis(case),
        remarks=remarks(case),
        working=tuple(working_line(each) for each in plan.working),
        sources=cited_sources(plan.working, subject.protocol),
        instructions=_instructions(case),
        standing=STANDING,
        footer=wording.footer(title, case.version, subject.protocol, case.provenance),
    )


def _control(case: ReadyCase) -> Control:
    protocol = case.subject.protocol
    return Control(
        title=f"Order set – {protocol.title}",
        population=protocol.population,
        purpose=protocol.order_set.purpose,
        hospital=case.subject.site.hospital,
        ward=case.patient.ward,
        protocol=wording.protocol_named(protocol, case.provenance),
        approval=wording.approval_state(protocol),
        review=f"Review by {wording.whole_date(protocol.review_by)}",
        owner=f"Owner {protocol.owner_role}",
    )


def _cycle(case: ReadyCase) -> str:
    infusions = case.plan.infusions
    first, last = (wording.whole_date(each.date) for each in (infusions[0], infusions[-1]))
    number = wording.count(len(infusions), "infusion", "infusions")
    return f"Cycle {case.patient.cycle_number}, {number}, {first} to {last}"


def _cautions_told(number: int) -> str:
    return wording.count(number, "caution", "cautions") if number else "No cautions"


def _look_alike(findings: Sequence[Finding]) -> str:
    messages = (each.message for each in findings if each.code == SIMILAR_PATIENT)
    return wording.kept(" ".join(dict.fromkeys(messages)))


def _decision_told(decision: Decision | None) -> str:
    if decision is None:
        return "No authorised findings"
    return wording.count(len(decision.findings), "authorised finding", "authorised findings")


def _instructions(case: ReadyCase) -> Instructions:
    protocol = case.subject.protocol
    words = protocol.order_set
    is_adult = case.subject.age_years >= protocol.population_limits.adult_from_years.value
    return Instructions(
        checks=wording.words_of(words.checks),
        hydration=wording.kept(words.hydration.text),
        never_faster=wording.kept(words.never_faster.text),
        diluents=wording.kept(words.diluents_not_to_use.text),
        interactions=wording.kept(words.stop_and_ask.text),
        supplements=wording.kept(words.calcium_and_vitamin_d.text),
        emergency=wording.words_of(words.emergency),
        off_label="" if is_adult else wording.kept(words.off_label.text),
        provenance=wording.words_of(words.provenance),
        stated_as=f"Doses are stated as {protocol.medicine.doses_are_stated_as}.",
    )


def _required(content: OrderSet) -> tuple[str, ...]:
    """Return what must be found whole: the patient on both pages, and every value once."""
    control = content.control
    said = [
        *wording.banner_texts(content.banner) * PAGES,
        *(content.standing, content.footer) * PAGES,
        *(f"Page {page + 1} of {PAGES}" for page in range(PAGES)),
        *dataclasses.astuple(control),
        content.cycle,
        content.cautions_told,
        *(content.decision_told,) * 2,
        *content.instructions.texts,
        *(each.text for each in (*content.basis, *content.remarks)),
        *(text for each in content.working for text in (each.step, each.text, each.source)),
    ]
    for infusion in content.infusions:
        limit = infusion.creatinine_limit if infusion.has_creatinine_limit else content.no_baseline
        said += [*infusion.texts, infusion.day, infusion.date, infusion.per_kg, infusion.maximum]
        said += [infusion.never_faster, limit]
    said += [text for each in content.sources for text in (each.code, each.title, each.locator)]
    decided: tuple[Caution, ...] = ()
    if content.decision:
        decided = content.decision.findings
        said += [content.decision.by, content.decision.on] * 2
        said.append(content.decision.titles)
    for caution in (*content.cautions, *decided):
        said += [caution.title, caution.message, caution.advice]
    return tuple(said)
