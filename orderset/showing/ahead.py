"""What ``plan`` shows on a terminal: the cycles ahead of each patient, as a table."""

from collections.abc import Sequence

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table

from orderset.batch.ahead_report import Planned, as_line, plan_lines
from orderset.batch.lists import JudgedList
from orderset.documents.ahead import Ahead
from orderset.showing.console import words


_INDENT = (0, 0, 0, 3)
_TABLE_COLUMNS = 72
"""The table with every cell whole needs so many columns; what is folded could be misread."""


def show_plans(plans: Sequence[tuple[JudgedList, Sequence[Planned]]], console: Console) -> None:
    """Show every workbook's patients, each with what fits when."""
    for judged, patients in plans:
        console.print(Rule(words(judged.name, "label"), align="left", style=""))
        if not judged.usable:
            console.print(words("\n".join(plan_lines(judged, patients))))
        for each in patients:
            console.print(_patient(each, console.width))


def _patient(planned: Planned, width: int) -> RenderableType:
    head = words(planned.head, str(planned.case.judgement.outcome))
    lines = [Padding(words(each), _INDENT) for each in planned.lines]
    if planned.words is None:
        return Group(Padding(head, (1, 0, 0, 1)), *lines)
    standing = Padding(words(planned.words.standing), _INDENT)
    shown = _table(planned.words) if width >= _TABLE_COLUMNS else _sentences(planned.words)
    table = [Padding(shown, _INDENT)] if planned.words.rows else []
    return Group(Padding(head, (1, 0, 0, 1)), *lines, *table, standing)


def _sentences(ahead: Ahead) -> RenderableType:
    """Return each cycle as a line for a narrow terminal, which is broken between words alone."""
    told = []
    for row in ahead.rows:
        cycle, *rest = map(as_line, row.texts)
        pairs = zip(map(as_line, ahead.columns[1:]), rest, strict=True)
        told.append(words(f"{cycle}: {', '.join(f'{name} {text}' for name, text in pairs)}."))
    return Group(*told)


def _table(ahead: Ahead) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for place, heading in enumerate(ahead.columns):
        whole = max(len(as_line(row.texts[place])) for row in ahead.rows)
        table.add_column(words(as_line(heading)), min_width=whole, overflow="fold")
    for row in ahead.rows:
        table.add_row(*(words(as_line(each)) for each in row.texts))
    return table
