"""What to take from the shelf: vials and bags, per infusion date, per patient and in total."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from orderset.dates import printed_date
from orderset.documents.case import ReadyCase
from orderset.documents.wording import amount, count, nhs_number, patient_name
from orderset.dosing.plan import Infusion


@dataclass(frozen=True, slots=True)
class PickLine:
    """One bag: for whom, and what it is made from.

    ``document_id`` is not printed: the page's stylesheet of what was replaced names the line by it.
    """

    document_id: str
    name: str
    hospital_number: str
    nhs_number: str
    day: str
    dose: str
    vials: str
    bag: str


@dataclass(frozen=True, slots=True)
class PickDay:
    """One infusion date: its bags in the list's order, and what they take together."""

    date: str
    bags_in_all: str
    lines: tuple[PickLine, ...]
    totals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PickList:
    """Every date, and the totals over all of them. Empty when no infusion is due."""

    days: tuple[PickDay, ...]
    totals: tuple[str, ...]


def pick_list(cases: Sequence[ReadyCase], dates: frozenset[dt.date] | None) -> PickList:
    """Return the pick list of patients who are ready, for all infusion dates or those chosen."""
    by_date: dict[dt.date, list[tuple[ReadyCase, Infusion]]] = {}
    for case in cases:
        for infusion in case.plan.infusions:
            if dates is None or infusion.date in dates:
                by_date.setdefault(infusion.date, []).append((case, infusion))
    return PickList(
        days=tuple(_day(date, by_date[date]) for date in sorted(by_date)),
        totals=_totals(bag for bags in by_date.values() for bag in bags),
    )


def _day(date: dt.date, bags: Sequence[tuple[ReadyCase, Infusion]]) -> PickDay:
    return PickDay(
        date=printed_date(date),
        bags_in_all=count(len(bags), "bag", "bags"),
        lines=tuple(_line(case, infusion) for case, infusion in bags),
        totals=_totals(bags),
    )


def _line(case: ReadyCase, infusion: Infusion) -> PickLine:
    patient = case.patient
    return PickLine(
        document_id=case.document_id,
        name=patient_name(patient),
        hospital_number=patient.hospital_number,
        nhs_number=nhs_number(patient.nhs_number),
        day=f"{infusion.day} of {len(case.plan.infusions)}",
        dose=amount(infusion.dose_mg, "mg"),
        vials=f"{count(infusion.vials, 'vial', 'vials')} of {_presentation(case)}",
        bag=_bag(case, infusion),
    )


def _presentation(case: ReadyCase) -> str:
    vial = case.subject.presentation
    return (
        f"{amount(vial.vial_mg, 'mg')} in {amount(vial.vial_ml, 'mL')}, "
        f"{amount(vial.strength_mg_per_ml, 'mg per mL')}"
    )


def _bag(case: ReadyCase, infusion: Infusion) -> str:
    return f"{case.subject.protocol.medicine.diluent} {amount(infusion.bag_ml, 'mL')}"


def _totals(bags: Iterable[tuple[ReadyCase, Infusion]]) -> tuple[str, ...]:
    """Say how many vials of each presentation and bags of each size, the smallest first."""
    vials: Counter[str] = Counter()
    sizes: Counter[str] = Counter()
    for case, infusion in sorted(bags, key=lambda bag: bag[1].bag_ml):
        medicine = case.subject.protocol.medicine.name
        vials[f"{medicine} {_presentation(case)}"] += infusion.vials
        sizes[_bag(case, infusion)] += 1
    return (*_told(vials, "vial", "vials"), *_told(sizes, "bag", "bags"))


def _told(counted: Mapping[str, int], one: str, several: str) -> tuple[str, ...]:
    return tuple(f"{count(number, one, several)} of {what}" for what, number in counted.items())
