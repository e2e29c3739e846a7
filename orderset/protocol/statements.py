"""A protocol taken apart into statements: one thing that it says, in words, with its source.

To compare and to show protocols, and so that neither can leave out a key: what the schema holds is
walked, whatever it is. Where a list is compared, each of its items is known by what it is (an age
band by its ages, a line by its words), never by its place.
"""

import dataclasses
import datetime as dt
import enum
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from orderset.dates import printed_date
from orderset.protocol.figures import Figure, FigureBand, Figures
from orderset.protocol.schema import (
    ConcentrationLimit,
    FindingRule,
    Line,
    MedicineList,
    MonitoringRule,
    Presentation,
    Prompt,
    Protocol,
    RenalBand,
)
from orderset.protocol.words import unit, words
from orderset.quantities import plain


class Section(enum.Enum):
    """What a statement is about, what reaches the patient first."""

    PATIENT = "What reaches the patient"
    LIMITS = "Who gets it and when"
    FINDINGS = "What findings do"
    NAMES = "Names that raise a finding"
    MONITORING = "What is monitored"
    PAPER = "Words on paper"
    SOURCES = "Sources and notes"
    FILE = "Version, review and approval"


SECTIONS: Mapping[str, Section] = {
    **dict.fromkeys(("medicine", "dose", "preparation", "infusion"), Section.PATIENT),
    **dict.fromkeys(
        (
            "renal",
            "cumulative",
            "interval",
            "validity",
            "deterioration",
            "blood",
            "population_limits",
            "plausibility",
        ),
        Section.LIMITS,
    ),
    "findings": Section.FINDINGS,
    "medicine_lists": Section.NAMES,
    "monitoring": Section.MONITORING,
    **dict.fromkeys(
        ("title", "population", "order_set", "checklist", "label", "worksheet"), Section.PAPER
    ),
    "sources": Section.SOURCES,
    **dict.fromkeys(
        ("schema_", "id", "version", "review_date", "owner_role", "approval_block"), Section.FILE
    ),
}
"""Of each key of the file, in the order in which they are told."""

_ON_PAPER = frozenset({"title", "reason", "remedy"})
"""What a finding says; the rest of it is what it does."""

_CITATIONS = frozenset({"source", "diluent_source"})


@dataclasses.dataclass(frozen=True, slots=True)
class Statement:
    """One thing that a protocol says.

    ``key`` is where in the file, and the same in another protocol for the same thing; ``item`` is
    the key of the finding, source or test that it belongs to, and ``of`` its name. ``text`` is
    empty where there is only a source. One with ``sequence`` says in which order things stand.
    """

    section: Section
    part: str
    key: str
    what: str
    text: str
    item: str = ""
    of: str = ""
    source: tuple[str, ...] = ()
    note: str = ""
    is_figure: bool = False
    sequence: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """What it is about, in words."""
        return ": ".join(each for each in (self.of, self.what) if each)


def statements(protocol: Protocol) -> tuple[Statement, ...]:
    """Return all that a protocol says, in the order of the sections and of the schema."""
    found: list[Statement] = []
    for name, section in SECTIONS.items():
        place = _Place(section, name, name)
        if name == "approval_block":
            found.append(place.says(words(protocol, name), approval_text(protocol)))
        else:
            found += _of_value(place, protocol, name)
    return tuple(found)


@dataclasses.dataclass(frozen=True, slots=True)
class _Place:
    """Where a value stands, and the item that it belongs to."""

    section: Section
    part: str
    key: str
    item: str = ""
    of: str = ""

    def at(self, key: str) -> "_Place":
        """Return a place below this one."""
        return dataclasses.replace(self, key=f"{self.key}{key}")

    def item_at(self, key: str, of: str) -> "_Place":
        """Return the place of an item of its own below this one."""
        below = self.at(key)
        return dataclasses.replace(below, item=below.key, of=of)

    def says(self, what: str, text: str, **more: Any) -> Statement:  # noqa: ANN401  the rest of its fields
        """Return what is said here."""
        return Statement(self.section, self.part, self.key, what, text, self.item, self.of, **more)


def approval_text(protocol: Protocol) -> str:
    """Say who approved a protocol and until when, or why it is not approved."""
    approval = protocol.approved
    if approval is None:
        return f"not approved: {protocol.why_not_approved}"
    days = (approval.approved_on, approval.review_date)
    on, until = (printed_date(each) if each else "" for each in days)
    people = "; ".join(approval.approved_by)
    return f"approved by {approval.committee} on {on}, review by {until}: {people}"


def _of_value(place: _Place, holder: BaseModel, name: str) -> Iterator[Statement]:
    """Yield what one key says."""
    value, called = getattr(holder, name), words(holder, name)
    match value:
        case None | "":
            return
        case Figure() | Figures():
            yield _of_figure(place, called, value)
        case Line():
            yield place.says(called, value.text, source=value.source)
        case BaseModel():
            yield from _of_part(place, value)
        case dict():
            for key, each in value.items():
                of = f"{each.title} ({key})" if isinstance(each, FindingRule) else key
                yield from _of_part(place.item_at(f".{key}", of), each)
        case tuple():
            yield from _of_list(place, called, value)
        case _:
            in_unit = f" {unit(holder, name)}" if unit(holder, name) else ""
            yield place.says(called, f"{_text(value)}{in_unit}")


def _of_part(place: _Place, part: BaseModel) -> Iterator[Statement]:
    """Yield what each key of a part says; its source belongs to all of it."""
    for name in type(part).model_fields:
        below = place.at(f".{name}")
        if name in _CITATIONS:
            yield below.says("", "", source=tuple(getattr(part, name)))
            continue
        if isinstance(part, FindingRule) and name in _ON_PAPER:
            below = dataclasses.replace(below, section=Section.PAPER)
        yield from _of_value(below, part, name)


def _of_figure(place: _Place, called: str, figure: Figure | Figures) -> Statement:
    values = figure.value if isinstance(figure, Figures) else (figure.value,)
    amount = f"{', '.join(plain(each) for each in values)} {figure.unit}"
    return place.says(called, amount, source=figure.source, note=figure.note, is_figure=True)


def _of_list(place: _Place, called: str, items: Sequence[object]) -> Iterator[Statement]:
    """Yield what each item says, and the order of them, which can be seen on paper."""
    seen: Counter[str] = Counter()
    for each in items:
        known_by = _known_by(each)
        seen[known_by] += 1
        again = f" ({seen[known_by]})" if seen[known_by] > 1 else ""
        yield from _of_item(place, f"[{known_by}{again}]", called, each)
    if len(items) > 1:
        sequence = tuple(_known_by(each) for each in items)
        order = "; ".join(sequence)
        yield place.at(".order").says(f"order, {called}", order, sequence=sequence)


def _of_item(place: _Place, key: str, called: str, item: object) -> Iterator[Statement]:
    below, known_by = place.at(key), _known_by(item)
    by_age = f"{called}, {known_by},"
    match item:
        case Figure():
            yield _of_figure(below, by_age, item)
        case ConcentrationLimit():
            highest, note = f"{plain(item.mg_per_ml)} mg per mL", item.note
            yield below.says(by_age, highest, source=item.source, note=note, is_figure=True)
        case RenalBand():
            yield below.says(by_age, item.equation, source=item.source, is_figure=True)
        case Prompt():
            yield below.says(called, f"{item.text} ({item.when})", source=item.source)
        case Line() | Presentation():
            yield below.says(called, known_by, source=item.source)
        case MedicineList():
            of = f"{item.code} ({item.field.replace('_', ' ')})"
            named = place.item_at(key, of)
            yield named.says("", "", source=item.source)
            for each in item.names:
                yield named.at(f"[{each}]").says(words(item, "names"), each)
        case MonitoringRule():
            yield from _of_part(place.item_at(key, item.label), item)
        case _:
            yield below.says(called, known_by)


def _known_by(item: object) -> str:
    """Return what an item of a list is known by: not its place, which others may move."""
    match item:
        case FigureBand() | ConcentrationLimit() | RenalBand():
            return ages(item.from_years, item.below_years)
        case Presentation():
            return (
                f"{plain(item.vial_mg)} mg in {plain(item.vial_ml)} mL "
                f"({plain(item.strength_mg_per_ml)} mg per mL)"
            )
        case Line():
            return item.text
        case MedicineList():
            return f"{item.code} {item.field}"
        case MonitoringRule():
            return item.key
        case _:
            return _text(item)


def ages(from_years: Decimal, below_years: Decimal | None) -> str:
    """Say a band of ages in completed years on day 1; its end is not in it."""
    end = "" if below_years is None else f" to below {plain(below_years)}"
    return f"from {plain(from_years)}{end} years"


def _text(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case dt.date():
            return printed_date(value)
        case _:
            return str(value)
