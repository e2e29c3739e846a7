"""Which documents a case gets: the one place that decides what is printed for whom."""

import datetime as dt

from orderset.documents.case import Case, ready_case
from orderset.documents.checklist import checklist
from orderset.documents.document import Document, Kind
from orderset.documents.labels import labels
from orderset.documents.notice import notice
from orderset.documents.order_set import order_set
from orderset.documents.worksheet import worksheet
from orderset.findings import Outcome


ORDER_KINDS = (Kind.ORDER_SET, Kind.CHECKLIST, Kind.WORKSHEET, Kind.LABELS)
"""What a ready case gets, in the order in which a person uses it."""


def kinds_of(
    case: Case, chosen: tuple[str, ...], dates: frozenset[dt.date] | None = None
) -> tuple[Kind, ...]:
    """Return the kinds of document that one case gets.

    A ready case gets those the site has chosen, a withheld or referred one a notice, a returned
    one nothing: its row goes back to the sender.

    Args:
        case: The case as judged.
        chosen: The kinds the site prints for a ready case.
        dates: The infusion dates that labels are wanted for; None for all.
    """
    ready = ready_case(case)
    if ready is None:
        return () if case.judgement.outcome is Outcome.RETURNED else (Kind.NOTICE,)
    has_labels = dates is None or any(each.date in dates for each in ready.plan.infusions)
    return tuple(
        kind for kind in ORDER_KINDS if kind in chosen and (kind is not Kind.LABELS or has_labels)
    )


def document_of(case: Case, kind: Kind, dates: frozenset[dt.date] | None = None) -> Document:
    """Return one of the documents that ``kinds_of`` allows.

    Raises:
        ValueError: the case may not have a document of this kind.
    """
    if kind is Kind.NOTICE:
        return notice(case)
    ready = ready_case(case)
    if ready is None:
        message = f"a {case.judgement.outcome} case may not have a document of kind {kind}"
        raise ValueError(message)
    if kind is Kind.LABELS:
        return labels(ready, dates)
    makers = {Kind.ORDER_SET: order_set, Kind.CHECKLIST: checklist, Kind.WORKSHEET: worksheet}
    return makers[kind](ready)
