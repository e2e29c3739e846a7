"""Judging a whole list: each patient alone, and the caution on those who could be mixed up."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence

from orderset.dosing.planning import Judgement, judge
from orderset.dosing.situation import Subject
from orderset.findings import Finding, finding, outcome_of
from orderset.patients.defects import defect_finding
from orderset.patients.entry import Entry
from orderset.patients.intake import similar_rows
from orderset.protocol.loading import LoadedProtocol
from orderset.settings import SiteSettings
from orderset.workbook.order import in_cell_order


@dataclasses.dataclass(frozen=True, slots=True)
class JudgedEntry:
    """One row with what became of it; ``subject`` is None for a row that never was a patient."""

    entry: Entry
    subject: Subject | None
    judgement: Judgement


def judge_list(
    entries: Sequence[Entry], loaded: LoadedProtocol, site: SiteSettings
) -> tuple[JudgedEntry, ...]:
    """Judge every entry of one list, in its order."""
    similar = similar_rows(entries)
    definitions = loaded.definitions
    judged = []
    for entry in entries:
        others = similar.get(entry.row, ())
        try:
            found = (*entry.findings, *_similar(entry, others, loaded))
            if entry.patient is None:
                judged.append(_returned(entry, found))
                continue
            subject = Subject(entry.patient, loaded.rules, definitions, site)
            judgement = judge(subject, found)
            ordered = in_cell_order(judgement.findings)
        except Exception as error:  # noqa: BLE001 - one patient's fault must not end the batch
            judged.append(defective(entry, error, "this patient was judged"))
            continue
        judged.append(JudgedEntry(entry, subject, dataclasses.replace(judgement, findings=ordered)))
    return tuple(judged)


def _returned(entry: Entry, found: Sequence[Finding]) -> JudgedEntry:
    ordered = in_cell_order(found)
    return JudgedEntry(entry, None, Judgement(ordered, outcome_of(ordered), None))


def defective(entry: Entry, error: Exception, doing: str) -> JudgedEntry:
    """Return an entry that is returned because of a defect of ours.

    ``doing`` completes "a defect of orderset while …".
    """
    defect = defect_finding(error, entry.where, doing)
    return _returned(dataclasses.replace(entry, patient=None), (*entry.findings, defect))


def _similar(entry: Entry, others: Sequence[Entry], loaded: LoadedProtocol) -> Iterable[Finding]:
    """One caution for all the patients of the list that this one could be mixed up with."""
    if not others:
        return
    same_birth = any(_same(entry.date_of_birth, each.date_of_birth) for each in others)
    same_name = any(_same(_folded(entry.family_name), _folded(each.family_name)) for each in others)
    shared = " and ".join(
        what
        for what, is_shared in (("family name", same_name), ("date of birth", same_birth))
        if is_shared
    )
    numbers = ", ".join(each.hospital_number or "not known" for each in others)
    yield finding(
        loaded.definitions["similar-patient"],
        f"Another patient in this list has the same {shared}.",
        where=entry.where,
        found=f"hospital numbers {numbers}",
        expected="names and dates of birth that differ",
    )


def _folded(name: str | None) -> str | None:
    return None if name is None else name.casefold()


def _same(one: object, other: object) -> bool:
    """Whether both are known and equal: what could not be read resembles nothing."""
    return one is not None and one == other


def first_expired_day_1(entries: Iterable[Entry], review_date: dt.date) -> Entry | None:
    """Return an entry whose day 1 lies after the protocol's review date, or None."""
    return next(
        (each for each in entries if each.day_1 is not None and each.day_1 > review_date), None
    )
