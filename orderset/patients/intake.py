"""A whole workbook as entries: rows joined over the three sheets and checked against each other."""

import dataclasses
import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TypeVar

from orderset.dates import printed_date
from orderset.findings import Action, Finding, workbook_finding
from orderset.patients.defects import defect_finding
from orderset.patients.entry import Entry
from orderset.patients.fields import Undrawable
from orderset.patients.guarded import dose_of, entry_of, result_of
from orderset.patients.identifiers import joining_key
from orderset.patients.parsing_results import ParsedDose, ParsedResult
from orderset.patients.patient import PreviousDose, Result
from orderset.patients.rows import conflicts_between_rows
from orderset.workbook.content import WorkbookContent


MOST_SIMILAR = 20
BASELINE_TEST = "creatinine"
MOST_ROWS = 20
MOST_RESULTS = 2_000
"""So many rows of Infusions, of Results and Previous doses can be one patient's."""


@dataclasses.dataclass(frozen=True, slots=True)
class Intake:
    """The entries of a workbook in its order, and what was found that belongs to no entry."""

    entries: tuple[Entry, ...]
    findings: tuple[Finding, ...]


def take_in(content: WorkbookContent, *, today: dt.date, undrawable: Undrawable) -> Intake:
    """Parse every row, join results and previous doses to their patient, check rows together."""
    entries = [entry_of(row, today=today, undrawable=undrawable) for row in content.infusions]
    results = [result_of(row, today=today, undrawable=undrawable) for row in content.results]
    doses = [dose_of(row, today=today, undrawable=undrawable) for row in content.previous_doses]
    of_results, of_doses = _by_number(results), _by_number(doses)
    between = conflicts_between_rows(entries)
    rows_of = Counter(joining_key(each.hospital_number) for each in entries)
    joined = []
    for entry in entries:
        number = joining_key(entry.hospital_number)
        of_entry = (of_results.get(number, ()), of_doses.get(number, ()))
        beside = between.get(entry.row, ())
        if rows_of[number] > MOST_ROWS or sum(map(len, of_entry)) > MOST_RESULTS:
            joined.append(_too_many_rows(entry, beside))
        else:
            joined.append(_joined_or_defect(entry, *of_entry, beside))
    known = {joining_key(each.hospital_number) for each in entries} - {None}
    strays = (*_strays(results, known), *_strays(doses, known))
    return Intake(tuple(joined), (*content.findings, *strays))


def _too_many_rows(entry: Entry, between: Sequence[Finding]) -> Entry:
    """Return the entry without what was listed for it: the number stands on too many rows."""
    if entry.hospital_number is None:
        return _joined(entry, (), (), between)
    found = workbook_finding(
        "rows-too-many",
        "This hospital number stands on more rows than one patient can have. They were not read.",
        where=entry.where,
        found=f"more than {MOST_ROWS} rows of Infusions, or {MOST_RESULTS:,} of the other sheets",
        expected="the rows of one patient",
    )
    return dataclasses.replace(entry, patient=None, findings=(*entry.findings, *between, found))


_Parsed = TypeVar("_Parsed", ParsedResult, ParsedDose)


def _by_number(rows: Iterable[_Parsed]) -> Mapping[str | None, list[_Parsed]]:
    """Return the rows of Results or Previous doses by whose they are."""
    grouped: defaultdict[str | None, list[_Parsed]] = defaultdict(list)
    for each in rows:
        grouped[joining_key(each.hospital_number)].append(each)
    return grouped


def _joined_or_defect(
    entry: Entry,
    results: Sequence[ParsedResult],
    doses: Sequence[ParsedDose],
    between: Sequence[Finding],
) -> Entry:
    """Join one entry; a fault of ours in it costs that entry alone."""
    try:
        return _joined(entry, results, doses, between)
    except Exception as error:  # noqa: BLE001 - one row's fault must not end the batch
        defect = defect_finding(error, entry.where, "this row was joined with its results")
        return dataclasses.replace(entry, patient=None, findings=(*entry.findings, defect))


def _joined(
    entry: Entry,
    results: Sequence[ParsedResult],
    doses: Sequence[ParsedDose],
    between: Sequence[Finding],
) -> Entry:
    """Return the entry with its results, its previous doses and everything found in them."""
    if entry.hospital_number is None:
        return dataclasses.replace(entry, findings=(*entry.findings, *between))
    read_results = tuple(each.result for each in results if each.result is not None)
    read_doses = tuple(each.dose for each in doses if each.dose is not None)
    findings = (
        *entry.findings,
        *between,
        *(found for each in results for found in each.findings),
        *(found for each in doses for found in each.findings),
        *_baselines(read_results),
        *_doses_against_cycle(entry, read_doses),
    )
    patient = entry.patient
    if patient is not None:
        patient = dataclasses.replace(patient, results=read_results, previous_doses=read_doses)
    if any(each.action is Action.RETURN for each in findings):
        patient = None
    return dataclasses.replace(entry, patient=patient, findings=findings)


def _baselines(results: Iterable[Result]) -> Iterator[Finding]:
    """Two baselines: nobody knows which one counts."""
    marked = [each for each in results if each.test == BASELINE_TEST and each.baseline]
    for extra in marked[1:]:
        yield workbook_finding(
            "baseline-not-unique",
            f"Two creatinines are marked Baseline: {printed_date(marked[0].taken_on)} and "
            f"{printed_date(extra.taken_on)}.",
            where=extra.where,
            found=f"{extra.reported} {extra.unit}",
            expected="one creatinine marked Baseline",
        )


def _doses_against_cycle(entry: Entry, doses: Sequence[PreviousDose]) -> Iterator[Finding]:
    """Doses twice on a day, and doses that show that this cycle was given already."""
    by_day: defaultdict[dt.date, list[PreviousDose]] = defaultdict(list)
    for dose in doses:
        by_day[dose.given_on].append(dose)
    for day, same_day in by_day.items():
        for extra in same_day[1:]:
            yield workbook_finding(
                "duplicate-dose",
                f"Two doses are listed for {printed_date(day)}.",
                where=extra.where,
                found=printed_date(day),
                expected="one dose a day",
            )
    if entry.cycle_number is None or entry.day_1 is None:
        return
    for dose in doses:
        if dose.cycle_number >= entry.cycle_number or dose.given_on >= entry.day_1:
            yield workbook_finding(
                "cycle-already-given",
                f"Cycle {entry.cycle_number} is planned for {printed_date(entry.day_1)}, but a "
                f"dose of cycle {dose.cycle_number} on {printed_date(dose.given_on)} is listed as "
                "given.",
                where=dose.where,
                found=f"cycle {dose.cycle_number}, {printed_date(dose.given_on)}",
                expected="doses of earlier cycles only, before day 1",
            )
            return


def _strays(
    rows: Sequence[ParsedResult] | Sequence[ParsedDose], known: AbstractSet[str | None]
) -> Iterator[Finding]:
    """Rows that belong to nobody on Infusions, with what was found in them."""
    for each in rows:
        if each.hospital_number is None:
            yield from each.findings
        elif joining_key(each.hospital_number) not in known:
            is_result = isinstance(each, ParsedResult)
            yield workbook_finding(
                "result-without-patient" if is_result else "dose-without-patient",
                f"Nobody on Infusions has the hospital number {each.hospital_number}.",
                where=each.row.cells["hospital_number"].where,
                found=each.hospital_number,
                expected="a hospital number that stands on Infusions",
            )
            yield from each.findings


def similar_rows(entries: Sequence[Entry]) -> Mapping[int, tuple[Entry, ...]]:
    """Return for each row the entries of other patients with its family name or date of birth.

    At most ``MOST_SIMILAR`` of them. Source: clinical.md A3 similar-patient, printing.md ORD-33.
    """
    by_name: defaultdict[object, list[Entry]] = defaultdict(list)
    by_birth: defaultdict[object, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_name[_folded(entry.family_name)].append(entry)
        by_birth[entry.date_of_birth].append(entry)
    found: dict[int, tuple[Entry, ...]] = {}
    for entry in entries:
        alike = (
            *(by_name[_folded(entry.family_name)] if entry.family_name is not None else ()),
            *(by_birth[entry.date_of_birth] if entry.date_of_birth is not None else ()),
        )
        others = _others(entry, alike)
        if others:
            found[entry.row] = others
    return found


def _others(entry: Entry, alike: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the first of those that are another patient, in the order of the list."""
    others = (each for each in alike if each.hospital_number != entry.hospital_number)
    by_row: dict[int, Entry] = {}
    for other in others:
        by_row[other.row] = other
        if len(by_row) == MOST_SIMILAR:
            break
    return tuple(by_row[row] for row in sorted(by_row))


def _folded(name: str | None) -> str | None:
    return None if name is None else name.casefold()
