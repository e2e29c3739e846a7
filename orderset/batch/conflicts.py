"""One patient's cycle in two workbooks of one run: said in both; the later one counts."""

import dataclasses
from collections import defaultdict
from collections.abc import Mapping, Sequence

from orderset.batch.identity import content_of, first_id
from orderset.batch.lists import JudgedList, Rules
from orderset.batch.versions import Key, key_of_case
from orderset.documents.case import Case
from orderset.dosing.planning import Judgement
from orderset.findings import Finding, outcome_of, workbook_finding


CONFLICT = "cycle-in-another-workbook"


def told_apart(lists: Sequence[JudgedList], rules: Rules) -> tuple[JudgedList, ...]:
    """Return the lists with a note on every row that another workbook of the run contradicts.

    Rows with the same content are no conflict: they make the same documents.
    """
    places = _places(lists)
    return tuple(
        dataclasses.replace(
            each, cases=tuple(_against_others(case, n, places, rules) for case in each.cases)
        )
        for n, each in enumerate(lists)
    )


def planned_later(lists: Sequence[JudgedList]) -> tuple[frozenset[Key], ...]:
    """Return for each list the cycles that a later list of the same run plans as well."""
    keys = [frozenset(key for case in each.cases if (key := key_of_case(case))) for each in lists]
    return tuple(frozenset().union(*keys[n + 1 :]) for n in range(len(keys)))


@dataclasses.dataclass(frozen=True, slots=True)
class _Place:
    """A row of one of the lists."""

    number: int
    case: Case


_Places = Mapping[Key, Sequence[_Place]]


def _places(lists: Sequence[JudgedList]) -> _Places:
    found: defaultdict[Key, list[_Place]] = defaultdict(list)
    for number, judged in enumerate(lists):
        for case in judged.cases:
            if key := key_of_case(case):
                found[key].append(_Place(number, case))
    return found


def _against_others(case: Case, number: int, places: _Places, rules: Rules) -> Case:
    key = key_of_case(case)
    others = [
        each.case
        for each in (places[key] if key else ())
        if each.number != number and each.case.content != case.content
    ]
    return contradicted(case, [_finding(case, others)] if others else [], rules)


def contradicted(case: Case, found: Sequence[Finding], rules: Rules) -> Case:
    """Return a case with these findings of another workbook, and the content that it has then."""
    if not found:
        return case
    findings = (*case.judgement.findings, *found)
    judgement = Judgement(findings, outcome_of(findings), case.judgement.plan)
    returned = dataclasses.replace(case, judgement=judgement)
    content = content_of(returned, rules.site, case.provenance)
    return dataclasses.replace(returned, content=content, document_id=first_id(content))


def _finding(case: Case, others: Sequence[Case]) -> Finding:
    """Return one note for all other rows, which names the first and never its patient."""
    first, more = others[0].entry, len(others) - 1
    return workbook_finding(
        "cycle-in-another-workbook",
        f"Row {first.row} of {first.where.workbook} plans the same cycle of the same patient, and "
        f"differs.{f' So do {more} more rows.' if more else ''}",
        where=case.entry.where,
        found=f"cycle {case.entry.cycle_number} in {len(others) + 1} workbooks",
        expected="each cycle in one workbook, or the same in both",
    )
