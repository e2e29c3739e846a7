"""Which version of a patient's cycle a case is, and which papers it takes the place of.

What stands published is the only record of what there was: no ledger beside it can disagree with
it. Pure: the versions that stand and the cases in, cases and what to pull out.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence

from orderset.batch.identity import later_id
from orderset.documents.case import Case
from orderset.documents.pulling import Absent, Replaced
from orderset.findings import Outcome


Key = tuple[str, int]
"""Whose cycle it is: the hospital number without regard to case, and the cycle's number."""

READY = frozenset({str(Outcome.READY), str(Outcome.READY_WITH_CAUTIONS)})


@dataclasses.dataclass(frozen=True, slots=True)
class Version:
    """One version of a patient's cycle as one batch holds it.

    ``kinds`` are the kinds of paper that were printed, none for a row that was returned or failed.
    ``content`` is empty where it is not known; then nothing equals it. ``last_day`` is the date of
    the last infusion, or day 1 of a plan that was never made.
    """

    hospital_number: str
    cycle_number: int
    number: int
    document_id: str
    replaces: str
    content: str
    kinds: tuple[str, ...]
    outcome: str
    batch: str
    workbook: str
    last_day: dt.date | None

    @property
    def key(self) -> Key:
        """Whose cycle it is."""
        return self.hospital_number.casefold(), self.cycle_number


class History:
    """Every version that stands, by patient and cycle."""

    def __init__(self, versions: Iterable[Version] = ()) -> None:
        """Take in the versions in any order."""
        self._by_key: dict[Key, list[Version]] = {}
        self.add(versions)

    def add(self, versions: Iterable[Version]) -> None:
        """Take in more versions: a batch's that has been published since."""
        for each in versions:
            self._by_key.setdefault(each.key, []).append(each)

    def forget(self, batch: str) -> None:
        """Leave out what a batch holds: it is made again, and another takes its place."""
        for key, known in self._by_key.items():
            self._by_key[key] = [each for each in known if each.batch != batch]

    def live(self, key: Key | None) -> Version | None:
        """Return the version that counts: the latest, and of its copies one that was printed."""
        known = self._by_key.get(key, ()) if key else ()
        return max(known, key=_place, default=None)

    def of(self, key: Key | None) -> Sequence[Version]:
        """Return every version of a cycle, the same one once for each batch with it."""
        return tuple(self._by_key.get(key, ())) if key else ()

    def all_live(self) -> Iterable[Version]:
        """Yield the version that counts of each cycle, from every batch that holds it."""
        for key, known in self._by_key.items():
            live = self.live(key)
            yield from (each for each in known if live and each.document_id == live.document_id)

    def heir_of(self, version: Version) -> Version | None:
        """Return what took a version's place, None for one that counts."""
        live = self.live(version.key)
        return live if live and live.number > version.number else None


def _place(version: Version) -> tuple[int, bool, bool, str, str]:
    """Order versions of one cycle; what is known in full and was printed comes out on top."""
    is_known = bool(version.content)
    is_printed = bool(version.kinds)
    return version.number, is_known, is_printed, version.document_id, version.batch


def key_of(hospital_number: str | None, cycle_number: int | None) -> Key | None:
    """Return whose cycle it is, None where the row does not say."""
    if not hospital_number or cycle_number is None:
        return None
    return hospital_number.casefold(), cycle_number


def key_of_case(case: Case) -> Key | None:
    """Return whose cycle a case is."""
    return key_of(case.entry.hospital_number, case.entry.cycle_number)


def versioned(
    cases: Sequence[Case], history: History, planned_later: frozenset[Key] = frozenset()
) -> tuple[Case, ...]:
    """Return the cases with their versions.

    The content that counts already keeps its version, so that a second run changes nothing. Any
    other content is the next version, also one that counted before and was replaced since.

    Args:
        cases: the rows of one list.
        history: what stands published.
        planned_later: cycles that a later list of the same run plans as well. Of these, content
            that ever stood keeps its version, for the later list has the last word again.
    """
    return tuple(
        _versioned(each, history, is_last=key_of_case(each) not in planned_later) for each in cases
    )


def _versioned(case: Case, history: History, *, is_last: bool) -> Case:
    key = key_of_case(case)
    live = history.live(key)
    if live is None:
        return case
    standing = [live] if is_last else history.of(key)
    same = [each for each in standing if each.content and each.content == case.content]
    if same:
        latest = max(same, key=_place)
        number, replaces = latest.number, latest.replaces
    else:
        number = live.number + 1
        replaces = live.document_id if live.kinds else live.replaces
    return dataclasses.replace(
        case,
        version=number,
        replaces=replaces,
        document_id=later_id(case.document_id, number, replaces),
    )


def replaced_by(cases: Iterable[Case], history: History, batch: str) -> tuple[Replaced, ...]:
    """Return what must be pulled from the trolley when a batch is published.

    Papers are named once, by the batch that replaces them: later lists with the same version say
    nothing. The batch itself may stand already, where a document of it failed.
    """
    return tuple(each for case in cases if (each := _replaced(case, history, batch)))


def _replaced(case: Case, history: History, batch: str) -> Replaced | None:
    known = history.of(key_of_case(case))
    is_told = any(each.document_id == case.document_id and each.batch != batch for each in known)
    if not case.replaces or is_told:
        return None
    papers = [each for each in known if each.document_id == case.replaces]
    kinds = dict.fromkeys(kind for each in papers for kind in each.kinds)
    same = [each.number for each in known if each.content and each.content == case.content]
    return Replaced(
        row=case.entry.row,
        document_id=case.replaces,
        version=max((each.number for each in papers), default=0),
        kinds=tuple(kinds),
        batches=tuple(sorted({each.batch for each in papers if each.kinds})),
        same_as=max((number for number in same if number < case.version), default=0),
    )


def absent_from(
    cases: Iterable[Case], history: History, workbook: str, today: dt.date
) -> tuple[Absent, ...]:
    """Return who is ready in an earlier list of a workbook, is not over, and is not in this list.

    The row may have been deleted, or have another hospital number now. Their papers stand: nobody
    but the hospital can say whether they are still to be given.
    """
    here = {key_of_case(each) for each in cases}
    left: dict[str, list[Version]] = {}
    for each in history.all_live():
        is_over = each.last_day is not None and each.last_day < today
        is_ready = bool(each.kinds) and each.outcome in READY
        if each.workbook == workbook and each.key not in here and is_ready and not is_over:
            left.setdefault(each.document_id, []).append(each)
    return tuple(
        Absent(
            hospital_number=held[0].hospital_number,
            cycle_number=held[0].cycle_number,
            document_id=document_id,
            version=held[0].number,
            last_day=held[0].last_day,
            batches=tuple(sorted({each.batch for each in held})),
        )
        for document_id, held in sorted(left.items(), key=lambda each: each[1][0].key)
    )
