"""A batch computed again from its own records, and each record compared with what comes out.

From a record only what was read of the row is taken. Everything that the rules gave, from the
dose to the document's id, is made again and compared value by value.
"""

import dataclasses
import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from orderset.batch.conflicts import CONFLICT, contradicted
from orderset.batch.differences import Difference, What, shown
from orderset.batch.identity import later_id
from orderset.batch.lists import Rules, cases_of
from orderset.batch.printing import PRINTING_CODES
from orderset.batch.standing import Manifest, StandingFiles
from orderset.documents.case import Case, Provenance
from orderset.documents.document import Kind
from orderset.documents.record import record
from orderset.documents.recorded import NOT_A_RECORD, recorded_entry, recorded_findings
from orderset.documents.selection import kinds_of
from orderset.dosing.planning import Judgement
from orderset.findings import Finding, outcome_of
from orderset.patients.defects import DEFECT


RECORD = "record.json"

_CALCULATED = frozenset({"outcome", "infusions", "cycle", "renal"})
"""What a dose rests on: it is compared whatever software made the batch."""

_QUOTED = frozenset({"row", "document_id", "version", "replaces", "working", "protocol"})
_QUOTED_OF_FINDING = frozenset({"code", "action", "where", "from_reading"})
_LONGEST = 60


@dataclasses.dataclass(frozen=True, slots=True)
class Recomputed:
    """One row computed again. ``folder`` is its folder's own name, ``read`` what was judged."""

    folder: str
    read: Case
    case: Case
    failures: tuple[Finding, ...]

    @property
    def became_patient(self) -> bool:
        """Whether there was anything to compute: a row that was returned at reading has nothing."""
        return self.case.subject is not None


def records_in(
    files: StandingFiles, manifest: Manifest
) -> tuple[Mapping[str, Any], tuple[Difference, ...]]:
    """Return the records of a batch by their patient's folder, and those that cannot be read."""
    found: dict[str, Any] = {}
    wrong = []
    for patient in manifest.patients:
        path = f"{patient.folder}/{RECORD}"
        try:
            found[patient.folder] = json.loads(files.read(path))
        except OSError:
            wrong.append(Difference(What.RECORD, shown(path), "cannot be read"))
        except (ValueError, RecursionError):
            wrong.append(Difference(What.RECORD, shown(path), "is not JSON"))
    return found, tuple(wrong)


def recomputed(
    records: Mapping[str, Any], manifest: Manifest, rules: Rules
) -> tuple[tuple[Recomputed, ...], tuple[Difference, ...]]:
    """Judge all rows again, together, and return each with the records that are damaged."""
    rows = {}
    wrong = []
    for folder, told in records.items():
        try:
            entry = recorded_entry(told, manifest.workbook.name)
            failed = [each for each in told["findings"] if _is_failure(each)]
            rows[folder] = (entry, recorded_findings(failed, manifest.workbook.name))
        except NOT_A_RECORD:
            path = f"{folder}/{RECORD}"
            wrong.append(Difference(What.RECORD, shown(path), "cannot be read as a record"))
    provenance = Provenance(manifest.software, rules.loaded.sha256)
    for folder, (entry, _) in [*rows.items()]:
        # One by one first: what damage makes of one row must not hide what there is in the others.
        try:
            cases_of([entry], rules, provenance)
        except Exception as error:  # noqa: BLE001 - whatever a damaged record holds
            # The class alone: the text of an exception may hold what a record holds.
            told = f"cannot be computed again: {error.__class__.__name__}"
            wrong.append(Difference(What.CALCULATION, shown(f"{folder}/{RECORD}"), told))
            del rows[folder]
    cases = cases_of([entry for entry, _ in rows.values()], rules, provenance)
    return (
        tuple(
            _again(
                folder,
                _contradicted(case, failures, rules),
                records[folder],
                failures,
            )
            for (folder, (_, failures)), case in zip(rows.items(), cases, strict=True)
        ),
        tuple(wrong),
    )


_FROM_ELSEWHERE = PRINTING_CODES | {DEFECT, CONFLICT}
"""What cannot be computed from records: it arose on paper, by a fault, or from another workbook."""


def _is_failure(finding: Mapping[str, Any]) -> bool:
    return finding["code"] in _FROM_ELSEWHERE and not finding["from_reading"]


def _contradicted(case: Case, found: Sequence[Finding], rules: Rules) -> Case:
    """Return a row with what was found in another workbook of its run, which no batch keeps."""
    return contradicted(case, [each for each in found if each.code == CONFLICT], rules)


def _again(
    folder: str, case: Case, told: Mapping[str, Any], failures: tuple[Finding, ...]
) -> Recomputed:
    """Return a row with its record's version, and with what failed when it was printed."""
    version, replaces = told.get("version", 1), told.get("replaces") or ""
    case = dataclasses.replace(
        case,
        version=version,
        replaces=replaces,
        document_id=later_id(case.document_id, version, replaces),
    )
    read = case
    failures = tuple(each for each in failures if each.code != CONFLICT)
    if failures:
        findings = (*case.judgement.findings, *failures)
        judgement = Judgement(findings, outcome_of(findings), case.judgement.plan)
        case = dataclasses.replace(case, judgement=judgement)
    return Recomputed(PurePosixPath(folder).name, read, case, failures)


def dates_of(row: Recomputed, days: Sequence[int], kind: Kind) -> frozenset[dt.date] | None:
    """Return the infusion dates of the labels for these days, None for what has no days."""
    plan = row.case.judgement.plan
    if kind is not Kind.LABELS or plan is None:
        return None
    return frozenset(each.date for each in plan.infusions if each.day in days)


def documents_due(
    each: Recomputed, files: StandingFiles, manifest: Manifest, rules: Rules
) -> tuple[tuple[str, str, int], ...]:
    """Return kind, file and pages of each document that a row must have, as its record lists it."""
    if each.failures:
        return ()
    due = []
    for kind in kinds_of(each.case, rules.site.documents, manifest.chosen_dates):
        name = f"{kind}.pdf"
        listed = files.files.get(f"patients/{each.folder}/{name}")
        due.append((str(kind), name, (listed.pages or 0) if listed else 0))
    return tuple(due)


def record_differences(
    each: Recomputed,
    stored: Mapping[str, Any],
    due: Sequence[tuple[str, str, int]],
    *,
    same_software: bool,
) -> Iterator[Difference]:
    """Yield where a record is not what the rules give.

    Made by another version of the software, only what a dose rests on is held against it: words,
    and the ids that follow from them, may have become others.
    """
    computed = json.loads(json.dumps(record(each.case, due)))
    where = shown(f"patients/{each.folder}/{RECORD}")
    for path, before, after in _differing(stored, computed):
        if path[0] in _CALCULATED:
            what = What.CALCULATION
        elif same_software:
            what = What.RECORD
        else:
            continue
        told = f"{_named(path)} is {_quoted(path, before)}; computed again it is"
        yield Difference(what, where, f"{told} {_quoted(path, after)}")


Path = tuple[str | int, ...]


class _Nothing:
    """Stands for a value that is not there."""


def _differing(stored: Any, computed: Any, path: Path = ()) -> Iterator[tuple[Path, Any, Any]]:  # noqa: ANN401 - anything that JSON holds
    """Yield path, stored and computed value of everything that differs, in its order."""
    if isinstance(stored, dict) and isinstance(computed, dict):
        for key in dict.fromkeys((*computed, *stored)):
            pair = (stored.get(key, _Nothing), computed.get(key, _Nothing))
            yield from _differing(*pair, path=(*path, key))
    elif isinstance(stored, list) and isinstance(computed, list):
        for place in range(max(len(stored), len(computed))):
            pair = (_at(stored, place), _at(computed, place))
            yield from _differing(*pair, path=(*path, place))
    elif stored != computed or type(stored) is not type(computed):
        yield path, stored, computed


def _at(values: list[Any], place: int) -> Any:  # noqa: ANN401 - anything that JSON holds
    return values[place] if place < len(values) else _Nothing


def _named(path: Path) -> str:
    """Write a path as programs do.

    Example:
        >>> _named(("infusions", 0, "dose_mg"))
        'infusions[0].dose_mg'
    """
    return "".join(
        f"[{each}]" if isinstance(each, int) else f".{shown(each)}" for each in path
    ).removeprefix(".")


def _quoted(path: Path, value: Any) -> str:  # noqa: ANN401 - anything that JSON holds
    """Write a value, unless it may say who the patient is."""
    if value is _Nothing:
        return "not there"
    top, last = path[0], path[-1]
    may_be_told = top in _CALCULATED | _QUOTED or (
        top == "findings" and len(path) > 1 and last in _QUOTED_OF_FINDING
    )
    if not may_be_told:
        return "another"
    text = shown(value if isinstance(value, str) else json.dumps(value))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
