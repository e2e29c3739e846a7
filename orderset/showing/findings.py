"""What ``check`` and ``run`` show on a terminal: a table of outcomes, and findings by patient."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from orderset.batch.lists import JudgedList
from orderset.batch.report import AUTHORISING, OUTCOME_WORDS, counts_in_words, decided_by, who
from orderset.documents.case import Case
from orderset.findings import Action, Finding, Outcome
from orderset.showing.console import words


_SEVEREST_FIRST = {action: number for number, action in enumerate(Action)}
_WORST_FIRST = {outcome: number for number, outcome in enumerate(OUTCOME_WORDS)}
_NAME_COLUMNS = 16
"""At least so wide is a workbook's name; on a narrow terminal it is folded, not cut."""

Row = tuple[str, Sequence[Case], bool]
"""A workbook's name, its cases, and whether it could be read."""

_Counted = tuple[str, Counter[Outcome], bool]
_ALL = "All"
_UNREAD = "could not be read"
_TABLE_COLUMNS = 80
"""The table with every outcome needs so many columns."""


def show_lists(lists: Sequence[JudgedList], console: Console) -> None:
    """Show the findings of every workbook, severest first, and last the table of outcomes."""
    for judged in lists:
        if judged.all_findings:
            console.print(Rule(words(judged.name, "label"), align="left", style=""))
            for each in _severest_first(judged.findings):
                console.print(_shown(each))
            for case in sorted(judged.cases, key=_place_of_case):
                if case.judgement.findings:
                    console.print(_patient(case))
            if any(each.judgement.outcome is Outcome.REFERRED for each in judged.cases):
                console.print(Padding(words(AUTHORISING), (1, 0, 0, 1)))
    console.print(outcomes([(each.name, each.cases, each.usable) for each in lists], console.width))


def outcomes(rows: Sequence[Row], width: int) -> RenderableType:
    """Return the outcomes: a table with a line for each workbook, and one for all when several.

    On a terminal too narrow for the table each workbook's counts are a sentence.
    """
    counted = [(name, _counts(cases), usable) for name, cases, usable in rows]
    if len(counted) > 1:
        total = sum((counts for _, counts, _ in counted), Counter[Outcome]())
        counted.append((_ALL, total, True))
    return _table(counted) if width >= _TABLE_COLUMNS else _sentences(counted)


def _table(counted: Sequence[_Counted]) -> Table:
    found = [outcome for outcome in OUTCOME_WORDS if any(each[1][outcome] for each in counted)]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 0, 0, 1))
    table.add_column("Workbook", min_width=_NAME_COLUMNS, overflow="fold")
    table.add_column("Patients", justify="right")
    for outcome in found:
        heading = Text(OUTCOME_WORDS[outcome].capitalize(), style=str(outcome))
        table.add_column(heading, justify="right")
    for name, counts, usable in counted:
        if name == _ALL:
            table.add_section()
        cells = _numbers(counts, found) if usable else [words(_UNREAD, "return")]
        table.add_row(words(name), *cells)
    return table


def _sentences(counted: Sequence[_Counted]) -> RenderableType:
    return Padding(
        Group(
            *(
                Text.assemble(
                    words(f"{name}: ", "label"), counts_in_words(counts) if usable else _UNREAD
                )
                for name, counts, usable in counted
            )
        ),
        (1, 0),
    )


def _counts(cases: Sequence[Case]) -> Counter[Outcome]:
    return Counter(case.judgement.outcome for case in cases)


def _numbers(counts: Mapping[Outcome, int], found: Sequence[Outcome]) -> list[Text]:
    total = Text(str(sum(counts.values())))
    return [total, *(Text(str(counts.get(each, 0)), style=str(each)) for each in found)]


def _severest_first(findings: Sequence[Finding]) -> list[Finding]:
    """Return them by what they do; those that do the same stay in the order of their cells."""
    return sorted(findings, key=lambda each: _SEVEREST_FIRST[each.effective_action])


def _place_of_case(case: Case) -> int:
    return _WORST_FIRST[case.judgement.outcome]


def _patient(case: Case) -> RenderableType:
    outcome = case.judgement.outcome
    head = Text.assemble(
        (f"R{who(case).removeprefix('r')}: ", "label"),
        (OUTCOME_WORDS[outcome].upper(), str(outcome)),
    )
    findings = _severest_first(case.judgement.findings)
    return Group(Padding(head, (1, 0, 0, 1)), *(_shown(each) for each in findings))


def _shown(found: Finding) -> RenderableType:
    """Return one finding: what it does, its code and cell, then its texts in a column."""
    place = str(found.where) if found.where else ""
    by = decided_by(found)
    head = Text.assemble(
        (str(found.action).upper(), str(found.action)),
        f"  {found.code}",
        (f"  {place}" if place else "", "label"),
        f"  ({by})" if by else "",
        overflow="fold",
    )
    texts = Table.grid(padding=(0, 1))
    texts.add_column(no_wrap=True, style="label")
    texts.add_column(overflow="fold")
    for label, text in _texts(found):
        texts.add_row(label, words(text))
    return Group(Padding(head, (1, 0, 0, 3)), Padding(texts, (0, 0, 0, 5)))


def _texts(found: Finding) -> Iterator[tuple[str, str]]:
    yield "What", found.message
    if found.expected:
        yield "Found", found.found or "nothing"
        yield "Expected", found.expected
    yield "To do", found.hint
