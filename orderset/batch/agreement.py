"""Whether all documents of one patient say the same, before any of them is staged.

Each document is inspected alone, against what it should say. What no document can show by itself
is checked here: that the label's dose is the order's, that no label is missing, that every id is
this patient's, and that nobody who is not ready has an order. Source: printing.md LBL-44, BAT-12.
"""

import datetime as dt
import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from orderset.documents import wording
from orderset.documents.case import Case
from orderset.documents.document import Banner, Document, Figure, Kind
from orderset.documents.labels import Labels
from orderset.documents.selection import ORDER_KINDS
from orderset.findings import Action
from orderset.patients.identifiers import is_test_number
from orderset.quantities import plain


EVERY_DOSE = "day-{day}.dose_mg"
"""The figure that every order document has for each of its infusions."""

PLANNED = "day-"
"""What the keys of figures of a planned infusion begin with."""

_STALE = "-stale"
_STOPPING = frozenset({Action.RETURN, Action.WITHHOLD, Action.REFER})


def disagreements(
    case: Case, documents: Sequence[Document], dates: frozenset[dt.date] | None = None
) -> Iterator[str]:
    """Yield what is wrong with a patient's documents as a whole, each with its rule's id first.

    Args:
        case: the patient as judged.
        documents: all that are to be printed for this patient.
        dates: the infusion dates that labels are wanted for; None for all.
    """
    yield from _orders_without_release(case, documents)
    yield from _other_ids(case, documents)
    yield from _other_versions(case, documents)
    yield from _other_patients(case, documents)
    yield from _different_patients(documents)
    yield from _different_figures(documents)
    plan = case.judgement.plan
    if plan is not None and case.judgement.outcome.is_ready:
        planned = [each.day for each in plan.infusions]
        labelled = [each.day for each in plan.infusions if dates is None or each.date in dates]
        yield from _missing_doses(documents, planned, labelled)
        yield from _missing_labels(documents, planned, labelled)


def shared_stems(cases: Iterable[tuple[Case, Sequence[Kind]]]) -> frozenset[str]:
    """Return the stems of document ids that two printed cases of a batch have in common.

    A row that gets no document may share one: a row that stands twice is returned twice.
    """
    stems = Counter(case.document_id for case, kinds in cases if kinds)
    return frozenset(stem for stem, number in stems.items() if number > 1)


def shared_stem_told(stem: str) -> str:
    """Say that two patients of a batch have one document id."""
    return f"BAR-09: the document id {stem} stands for two rows of this list."


def _orders_without_release(case: Case, documents: Sequence[Document]) -> Iterator[str]:
    """A patient who is not ready has no order document, and no dose on a notice."""
    outcome = case.judgement.outcome
    orders = [each.kind for each in documents if each.kind in ORDER_KINDS]
    if outcome.is_ready:
        if len(orders) < len(documents):
            yield "ORD-15: a notice was made for a patient who is ready."
        return
    is_stale = any(
        each.code.endswith(_STALE) and each.effective_action in _STOPPING
        for each in case.judgement.findings
    )
    rule = "ORD-31" if is_stale else "ORD-15"
    for kind in orders:
        yield f"{rule}: {kind} was made for a patient who is {outcome}."
    for document in documents:
        planned = [each.key for each in document.figures if each.key.startswith(PLANNED)]
        if document.kind not in ORDER_KINDS and planned:
            yield f"{rule}: {document.kind} states {planned[0]} of a patient who is {outcome}."


def _other_ids(case: Case, documents: Sequence[Document]) -> Iterator[str]:
    """Every id is this patient's and stands for one thing."""
    document_ids = [each.document_id for each in documents]
    payloads = [code.payload for each in documents for code in each.barcodes]
    for used in sorted({*document_ids, *payloads}):
        if not used.startswith(f"{case.document_id}-"):
            yield f"LBL-25: {used} is not an id of {case.document_id}."
    for used, number in Counter(document_ids).items():
        if number > 1:
            yield f"LBL-25: {used} is the id of {number} documents."
    for used, number in Counter(payloads).items():
        if number > 1:
            yield f"BAR-09: {used} stands in {number} barcodes."


def _other_versions(case: Case, documents: Sequence[Document]) -> Iterator[str]:
    """Every document is the case's version and replaces what the case replaces."""
    for each in documents:
        if each.version != case.version:
            yield f"VER-01: {each.kind} is version {each.version}, the case {case.version}."
        if each.replaces != case.replaces:
            yield f"VER-02: {each.kind} does not replace what the case replaces."


def _other_patients(case: Case, documents: Sequence[Document]) -> Iterator[str]:
    """Who stands on each document is who stands on the row; the texts are not quoted."""
    entry = case.entry
    family_name = (entry.family_name or "").upper()
    numbers = (entry.hospital_number, wording.nhs_number(entry.nhs_number))
    is_test = entry.nhs_number is not None and is_test_number(entry.nhs_number)
    for document in documents:
        banner = getattr(document.content, "banner", None)
        if not isinstance(banner, Banner):
            yield f"BAT-12: {document.kind} does not say whose it is."
            continue
        if not banner.name.startswith(f"{family_name}, {entry.given_name}"):
            yield f"PID-06: the name on {document.kind} is not the row's."
        if (banner.hospital_number, banner.nhs_number) != numbers:
            yield f"BAT-12: the patient's numbers on {document.kind} are not the row's."
        if (wording.TEST_PATIENT in document.watermarks) is not is_test:
            yield f"PID-04: {document.kind} is wrongly marked, or not, as a test patient's."


def _different_patients(documents: Sequence[Document]) -> Iterator[str]:
    """Everything in the banner and every mark is the same on each."""
    for first, other in itertools.pairwise(documents):
        if getattr(first.content, "banner", None) != getattr(other.content, "banner", None):
            yield f"BAT-12: {first.kind} and {other.kind} have not the same banner."
        if first.watermarks != other.watermarks:
            yield f"BAT-12: {first.kind} and {other.kind} have not the same marks."


def _different_figures(documents: Sequence[Document]) -> Iterator[str]:
    """One number of the record is one number on paper, wherever it stands."""
    standing: defaultdict[str, dict[tuple[object, str], tuple[Kind, Figure]]] = defaultdict(dict)
    for document in documents:
        for figure in document.figures:
            said = (figure.value, figure.unit)
            standing[figure.key].setdefault(said, (document.kind, figure))
    for key, different in standing.items():
        if len(different) > 1:
            told = " and ".join(
                f"{plain(figure.value)} {figure.unit} on {kind}"
                for kind, figure in different.values()
            )
            yield f"LBL-44: {key} is {told}."


def _missing_doses(
    documents: Sequence[Document], planned: Sequence[int], labelled: Sequence[int]
) -> Iterator[str]:
    """No comparison without the numbers: each order document has the dose of each infusion."""
    for document in documents:
        stated = {each.key for each in document.figures}
        for day in labelled if document.kind is Kind.LABELS else planned:
            key = EVERY_DOSE.format(day=day)
            if key not in stated:
                yield f"LBL-44: {document.kind} states no {key} to compare."


def _missing_labels(
    documents: Sequence[Document], planned: Sequence[int], labelled: Sequence[int]
) -> Iterator[str]:
    """Labels are numbered 1 to n of the n infusions: each day that is wanted, once, in order."""
    wanted = [f"Label {day} of {len(planned)}" for day in labelled]
    for document in documents:
        if not isinstance(document.content, Labels):
            continue
        numbered = [each.number for each in document.content.labels]
        if numbered != wanted:
            yield f"LBL-29: {_listed(numbered)} instead of {_listed(wanted)}."
        if len(document.barcodes) != len(wanted):
            yield f"LBL-29: {len(document.barcodes)} barcodes for {len(wanted)} labels."


def _listed(texts: Sequence[str]) -> str:
    return ", ".join(texts) or "no label"
