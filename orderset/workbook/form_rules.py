"""What the template takes from the protocol that it is made for: figures, actions and words.

The workbook room knows no protocol; the protocol's room fills this in (``protocol.on_the_form``).
"""

import dataclasses
from collections.abc import Mapping, Sequence
from decimal import Decimal

from orderset.findings import Action


@dataclasses.dataclass(frozen=True, slots=True)
class HoldingRule:
    """One finding of the protocol that keeps a patient from a ready order, or cautions."""

    action: Action
    title: str
    remedy: str


@dataclasses.dataclass(frozen=True, slots=True)
class FormRules:
    """The rules of one protocol, as far as the blank workbook shows them.

    Days count back from day 1. ``actions`` gives what a clinical finding does, by its code;
    ``notes`` adds a sentence to the input message of a column, by the column's key; ``sections``
    are the rules in words, by their heading.
    """

    protocol_id: str
    protocol_title: str
    protocol_version: str
    infusions: Decimal
    weight_days: Decimal
    height_days: Decimal
    creatinine_days: Decimal
    calcium_days: Decimal
    authorisation_days: Decimal
    actions: Mapping[str, Action]
    notes: Mapping[str, str]
    sections: Mapping[str, Sequence[str]]
    holding: Sequence[HoldingRule]
