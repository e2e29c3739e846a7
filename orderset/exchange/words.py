"""The words of the order set, as a receiving system can show them."""

from collections.abc import Iterable

from orderset.documents.document import NO_BREAK_SPACE
from orderset.documents.order_set import OrderSet
from orderset.documents.wording import WORD_JOINER
from orderset.exchange.codes import Element


def unbound(text: str) -> str:
    r"""Return a text of ours without what keeps its lines together on paper.

    Example:
        >>> unbound("30\xa0mg on 07-\u2060Dec-2026")
        '30 mg on 07-Dec-2026'
    """
    return text.replace(WORD_JOINER, "").replace(NO_BREAK_SPACE, " ")


def notes(texts: Iterable[str]) -> list[Element]:
    """Return annotations, one for each text."""
    return [{"text": unbound(each)} for each in texts if each]


def cautions_told(content: OrderSet) -> tuple[str, ...]:
    """Return the cautions and the authorised findings of an order set, one line each."""
    cautions = [f"Caution: {each.title}. {each.message} {each.advice}" for each in content.cautions]
    if (decided := content.decision) is not None:
        who = f"Authorised by {decided.by} on {decided.on}"
        cautions += [f"{who}: {each.title}. {each.message}" for each in decided.findings]
    return tuple(cautions)
