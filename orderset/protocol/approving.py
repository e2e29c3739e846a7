"""Writing a committee's approval into a protocol file; no byte outside its block is touched."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator, Sequence

from orderset.dates import printed_date
from orderset.errors import SettingsError
from orderset.protocol.approval import Approval, block_sha256, content_sha256, parted, written
from orderset.protocol.loading import protocol_from_bytes
from orderset.protocol.schema import Protocol


LONGEST_NAME = 60
"""Letters of a committee, or of a person with the role: they stand in one line of the order set."""

MOST_PEOPLE = 4


@dataclasses.dataclass(frozen=True, slots=True)
class Decision:
    """What a committee decided; ``approved_by`` are its people, each as ``Name, role``."""

    committee: str
    approved_by: Sequence[str]
    on: dt.date
    review_by: dt.date


def decision_problems(
    decision: Decision, protocol: Protocol, undrawable: Callable[[str], Sequence[str]]
) -> Iterator[str]:
    """Yield why a decision cannot be written down; ``undrawable`` is what no font can print."""
    for text in (decision.committee, *decision.approved_by):
        if not text.strip() or not text.isprintable() or len(text) > LONGEST_NAME:
            yield f"“{text}” must be one line of 1 to {LONGEST_NAME} letters."
        elif undrawable(text):
            yield f"“{text}” has letters that cannot be printed: {' '.join(undrawable(text))}"
    for person in decision.approved_by:
        name, _, role = person.partition(",")
        if not (name.strip() and role.strip()):
            yield f"“{person}” must be a name, a comma and the role, as “A. Example, pharmacist”."
    if not 1 <= len(decision.approved_by) <= MOST_PEOPLE:
        yield f"Name 1 to {MOST_PEOPLE} people who approved it."
    if decision.review_by <= decision.on:
        yield "The review date must come after the date of the approval."
    if decision.review_by > protocol.review_date:
        yield (
            f"The file itself says review by {printed_date(protocol.review_date)}. Give no later "
            "date, or change review_date in the file before it is approved."
        )


def with_approval(content: bytes, decision: Decision) -> bytes:
    """Return the bytes of a protocol file with its approval block filled.

    Raises:
        SettingsError: the file cannot be used, or its block cannot be told from the rest.
    """
    protocol_from_bytes(content)
    parts = parted(content)
    if parts is None:
        message = (
            "The protocol file cannot be approved: its approval block must be the line [approval] "
            "and its keys below it, with no empty line between them and an empty line after them."
        )
        raise SettingsError(message)
    approval = Approval(
        committee=decision.committee,
        approved_by=tuple(decision.approved_by),
        approved_on=decision.on,
        review_date=decision.review_by,
        content_sha256=content_sha256(content),
    )
    approval = approval.model_copy(update={"block_sha256": block_sha256(approval)})
    line_end = "\r\n" if parts.block.partition("\n")[0].endswith("\r") else "\n"
    return f"{parts.before}{written(approval, line_end)}{parts.after}".encode()
