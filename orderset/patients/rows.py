"""Checks of the rows of Infusions against each other: one patient, one identity, one cycle."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from orderset.findings import Finding, workbook_finding
from orderset.patients.entry import Entry
from orderset.patients.identifiers import joining_key
from orderset.workbook.lookalikes import as_digits


MOST_LISTED = 5
"""A finding names so many of the rows that it is about."""


def conflicts_between_rows(entries: Sequence[Entry]) -> Mapping[int, tuple[Finding, ...]]:
    """Return for each row what is wrong with it beside another row."""
    found: defaultdict[int, list[Finding]] = defaultdict(list)
    by_number = _grouped(entries, lambda each: joining_key(each.hospital_number))
    by_nhs = _grouped(entries, lambda each: each.nhs_number)
    for group in by_number:
        _duplicates(group, found)
        _earlier_cycles(group, found)
    for group, what in (
        *((each, "hospital number") for each in by_number),
        *((each, "NHS number") for each in by_nhs),
    ):
        _identities(group, what, found)
    _lookalikes(entries, found)
    return {row: tuple(each) for row, each in found.items()}


def _grouped(entries: Iterable[Entry], key: Callable[[Entry], str | None]) -> list[list[Entry]]:
    """Return the groups of two entries or more that share a key."""
    groups: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        shared = key(entry)
        if shared is not None:
            groups[shared].append(entry)
    return [group for group in groups.values() if len(group) > 1]


def _rows(group: Sequence[Entry]) -> str:
    listed = ", ".join(str(each.row) for each in group[:MOST_LISTED])
    more = len(group) - MOST_LISTED
    return f"{listed} and {more} more" if more > 0 else listed


def _duplicates(group: Sequence[Entry], found: defaultdict[int, list[Finding]]) -> None:
    """One patient and cycle twice: both rows go back, nobody guesses which one is meant."""
    by_cycle: defaultdict[int, list[Entry]] = defaultdict(list)
    for entry in group:
        if entry.cycle_number is not None:
            by_cycle[entry.cycle_number].append(entry)
    for cycle, same in by_cycle.items():
        if len(same) == 1:
            continue
        rows = _rows(same)
        for entry in same:
            found[entry.row].append(
                workbook_finding(
                    "duplicate-patient",
                    f"Cycle {cycle} of this patient stands on rows {rows}.",
                    where=entry.where,
                    found=f"rows {rows}",
                    expected="one row for each patient and cycle",
                )
            )


def _earlier_cycles(group: Sequence[Entry], found: defaultdict[int, list[Finding]]) -> None:
    """A later cycle in one list does not yet count the earlier one."""
    cycles = [each.cycle_number for each in group if each.cycle_number is not None]
    for entry in group:
        if entry.cycle_number is not None and entry.cycle_number > min(cycles):
            found[entry.row].append(
                workbook_finding(
                    "earlier-cycle-in-list",
                    f"Cycle {min(cycles)} of this patient is planned in the same list and is not "
                    "counted in the doses given.",
                    where=entry.where,
                    found=f"cycles {min(cycles)} and {entry.cycle_number}",
                    expected="the next cycle planned after the earlier one was given",
                )
            )


def _identities(group: Sequence[Entry], what: str, found: defaultdict[int, list[Finding]]) -> None:
    """One number, two identities: perhaps two patients mixed up, so all of the rows go back."""
    sexes = {each.patient.sex for each in group if each.patient is not None}
    if len({_identity(each) for each in group}) == 1 and len(sexes) <= 1:
        return
    rows = _rows(group)
    for entry in group:
        found[entry.row].append(
            workbook_finding(
                "identity-conflict",
                f"Rows {rows} have the same {what} but differ in name, date of birth, "
                "sex or number.",
                where=entry.where,
                found=f"rows {rows}",
                expected="one name, date of birth, sex, hospital and NHS number for one patient",
            )
        )


def _lookalikes(entries: Sequence[Entry], found: defaultdict[int, list[Finding]]) -> None:
    """Numbers of two patients that a person takes for one: nothing goes back, but it is said."""
    groups = _grouped(
        entries,
        lambda each: None if each.hospital_number is None else as_digits(each.hospital_number),
    )
    for group in groups:
        numbers = {joining_key(each.hospital_number): str(each.hospital_number) for each in group}
        if len(numbers) == 1:
            continue
        listed = " and ".join(sorted(numbers.values())[:MOST_LISTED])
        for entry in group:
            found[entry.row].append(
                workbook_finding(
                    "hospital-number-lookalike",
                    f"Two hospital numbers of this list look alike: {listed}.",
                    where=entry.where,
                    found=listed,
                    expected="numbers that can be told apart",
                )
            )


def _identity(entry: Entry) -> tuple[object, ...]:
    return (
        entry.hospital_number,
        entry.nhs_number,
        (entry.family_name or "").casefold(),
        (entry.given_name or "").casefold(),
        entry.date_of_birth,
    )
