"""What a change of protocol changes: the archetypes whose results differ, side by side."""

import dataclasses
from collections.abc import Iterator, Sequence

from orderset.archetypes.archetype import JudgedArchetype
from orderset.archetypes.comparing import Compared
from orderset.dates import printed_date
from orderset.documents import wording
from orderset.documents.book import fingerprint, marks
from orderset.documents.book_block import NOTHING_PLANNED, Given, given, renal_words
from orderset.documents.case import Provenance
from orderset.documents.document import Document, Kind
from orderset.documents.patient_line import OUTCOME_WORDS
from orderset.dosing.plan import Cycle, CyclePlan, Infusion
from orderset.findings import Finding
from orderset.protocol.schema import Protocol


TITLE = "What a change of protocol changes"
STANDING = "Invented patients, to be checked by hand. Not a prescription."
NONE = "none"
SAME_EVERYWHERE = "Every archetype has the same result under both."


@dataclasses.dataclass(frozen=True, slots=True)
class Side:
    """One of the two protocols with what judged by it."""

    protocol: Protocol
    provenance: Provenance


@dataclasses.dataclass(frozen=True, slots=True)
class Comparison:
    """What a comparison is made of."""

    archetypes: Sequence[Compared]
    one: Side
    other: Side


@dataclasses.dataclass(frozen=True, slots=True)
class DifferingLine:
    """One thing that differs: what it is under the one protocol, and under the other."""

    what: str
    one: str
    other: str

    @property
    def text(self) -> str:
        """The line as it is read."""
        return f"{self.what} {self.one} {self.other}"


@dataclasses.dataclass(frozen=True, slots=True)
class DifferingBlock:
    """One archetype whose results differ."""

    number: str
    why: str
    given: tuple[Given, ...]
    lines: tuple[DifferingLine, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class ComparisonContent:
    """What stands in a comparison."""

    title: str
    document_id: str
    one: str
    other: str
    facts: tuple[DifferingLine, ...]
    told: str
    nothing: str
    blocks: tuple[DifferingBlock, ...]
    standing: str
    footer: str


def comparison(made: Comparison) -> Document:
    """Return the comparison; it has as many pages as it needs."""
    differing = [each for each in made.archetypes if each.differs]
    content = ComparisonContent(
        title=TITLE,
        document_id="",
        one=_named(made.one.protocol),
        other=_named(made.other.protocol),
        facts=tuple(_facts(made)),
        told=_told(len(made.archetypes), len(differing)),
        nothing="" if differing else SAME_EVERYWHERE,
        blocks=tuple(_block(each) for each in differing),
        standing=STANDING,
        footer="",
    )
    document_id = f"BOOK-{fingerprint(content, made.one.provenance)}"
    hashes = " and ".join(
        f"{_named(each.protocol)} {each.provenance.protocol_sha256[: wording.SHOWN_OF_HASH]}"
        for each in (made.one, made.other)
    )
    version = made.one.provenance.software_version
    content = dataclasses.replace(
        content,
        document_id=document_id,
        footer=f"{document_id}   {hashes}   orderset {version}",
    )
    return Document(
        kind=Kind.COMPARISON,
        document_id=document_id,
        title=f"{TITLE}, {document_id}",
        page_width_mm="210",
        page_height_mm="297",
        pages=None,
        watermarks=_marks(made),
        required_text=tuple(wording.found_as(each) for each in _required(content)),
        barcodes=(),
        content=content,
    )


def _named(protocol: Protocol) -> str:
    return f"{protocol.id} {protocol.version}"


def _told(all_of_them: int, differing: int) -> str:
    """Say how many are the same, so that nobody takes what is not shown for forgotten."""
    alike = all_of_them - differing
    return f"{all_of_them} archetypes: {alike} the same under both, {differing} differ."


def _marks(made: Comparison) -> tuple[str, ...]:
    """Return the watermarks of either side: both must be approved for none of that."""
    judged = [each.one for each in made.archetypes]
    both = (marks(made.one.protocol, judged), marks(made.other.protocol, judged))
    return tuple(dict.fromkeys(each for side in both for each in side))


def _facts(made: Comparison) -> Iterator[DifferingLine]:
    one, other = made.one, made.other
    yield DifferingLine("Title", one.protocol.title, other.protocol.title)
    yield DifferingLine(
        "Protocol file, SHA-256",
        one.provenance.protocol_sha256,
        other.provenance.protocol_sha256,
    )
    yield DifferingLine(
        "Approval", wording.approval_state(one.protocol), wording.approval_state(other.protocol)
    )


def _block(each: Compared) -> DifferingBlock:
    one, other = _results(each.one), _results(each.other)
    return DifferingBlock(
        number=each.one.archetype.number,
        why=wording.kept(each.one.archetype.sketch.why),
        given=tuple(given(each.one)),
        lines=tuple(
            DifferingLine(what, one.get(what, NONE), other.get(what, NONE))
            for what in dict.fromkeys((*one, *other))
            if one.get(what) != other.get(what)
        ),
    )


def _results(judged: JudgedArchetype) -> dict[str, str]:
    """Return everything that may differ, by what it is."""
    plan, findings = judged.judgement.plan, judged.judgement.findings
    told = {"Outcome": OUTCOME_WORDS[judged.judgement.outcome]}
    told |= _planned(plan) if plan else {"Plan": NOTHING_PLANNED}
    return told | {"Findings": "; ".join(map(_code, findings)) or NONE}


def _code(found: Finding) -> str:
    return f"{found.code} ({found.effective_action.value})"


def _planned(plan: CyclePlan) -> dict[str, str]:
    days = {f"Day {each.day}": _day(each) for each in plan.infusions}
    kept_to = {f"Limits of day {each.day}": _limits(each) for each in plan.infusions}
    cycle = {"Kidneys": renal_words(plan.renal), "Cycle": _cycle(plan.cycle)}
    return {**days, **kept_to, **cycle}


def _day(day: Infusion) -> str:
    amount = wording.amount
    vials = wording.count(day.vials, "vial", "vials")
    return (
        f"{amount(day.dose_mg, 'mg')}: {amount(day.concentrate_ml, 'mL')} of concentrate, drawn up "
        f"{amount(day.drawn_up_ml, 'mL')}, {vials}, in {amount(day.bag_ml, 'mL')} over "
        f"{wording.hours(day.duration_h)} at {amount(day.rate_ml_per_h, 'mL per hour')}; "
        f"{amount(day.cumulative_mg_per_kg, 'mg per kg')} in the window"
    )


def _limits(day: Infusion) -> str:
    amount = wording.amount
    highest = day.creatinine_limit_micromol_per_l
    creatinine = "no limit" if highest is None else f"{highest} µmol/L"
    return wording.kept(
        f"{amount(day.mg_per_kg, 'mg per kg')}, never faster than "
        f"{amount(day.maximum_rate_ml_per_h, 'mL per hour')}, creatinine {creatinine}"
    )


def _cycle(cycle: Cycle) -> str:
    dates = {
        "the whole cycle fits from": cycle.earliest_full_cycle_on,
        "far enough from the last cycle from": cycle.earliest_by_interval_on,
    }
    told = [
        f"{wording.amount(cycle.total_mg, 'mg')} in all",
        wording.count(cycle.days_within_limit, "day fits", "days fit"),
        *(f"{what} {printed_date(day)}" for what, day in dates.items() if day),
    ]
    return wording.kept(", ".join(told))


def _required(content: ComparisonContent) -> Iterator[str]:
    yield from (content.title, content.told)
    yield from (each.text for each in content.facts)
    for block in content.blocks:
        yield f"{block.number} {block.why}"
        yield from (each.text for each in block.lines)
