"""Checks of the rows of Infusions against each other: one patient, one identity, one cycle."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from orderset.findings import Finding, workbook_finding
from orderset.patients.entry import Entry
from orderset.patients.identifiers import joining_key


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
    return {row: tuple(each) for row, each in found.items()}


def _grouped(entries: Iterable[Entry], key: Callable[[Entry], str | None]) -> list[list[Entry]]:
    """Return the groups of two entries or more that share a key."""
    groups: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        shared = key(entry)
        if shared is not None:
            groups[shared].append(entry)
    return [group for group in groups.values() if len(group) > 1]


def _rows(group: Iterable[Entry]) -> str:
    return ", ".join(str(each.row) for each in group)


def _duplicates(group: Sequence[Entry], found: defaultdict[int, list[Finding]]) -> None:
    """One patient and cycle twice: both rows go back, nobody guesses which one is meant."""
    for entry in group:
        same = [each for each in group if each.cycle_number == entry.cycle_number]
        if entry.cycle_number is not None and len(same) > 1:
            found[entry.row].append(
                workbook_finding(
                    "duplicate-patient",
                    f"Cycle {entry.cycle_number} of this patient stands on rows {_rows(same)}.",
                    where=entry.where,
                    found=f"rows {_rows(same)}",
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
    for entry in group:
        found[entry.row].append(
            workbook_finding(
                "identity-conflict",
                f"Rows {_rows(group)} have the same {what} but differ in name, date of birth, "
                "sex or number.",
                where=entry.where,
                found=f"rows {_rows(group)}",
                expected="one name, date of birth, sex, hospital and NHS number for one patient",
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
