"""Two protocols compared in clinical words, what reaches the patient first."""

import dataclasses
import itertools
from collections.abc import Iterator, Mapping, Sequence

from orderset.protocol.schema import Protocol
from orderset.protocol.statements import Section, Statement, statements


_SHORT = 48
"""Letters of what stands on one line with what it was before."""


@dataclasses.dataclass(frozen=True, slots=True)
class Difference:
    """What one protocol says and the other does not, or says in another way.

    ``before`` is None for what is new, and ``after`` for what is gone.
    """

    section: Section
    key: str
    what: str
    before: str | None
    after: str | None
    is_figure: bool = False


def differences(old: Protocol, new: Protocol) -> tuple[Difference, ...]:
    """Return all in which two protocols differ, in the order of the sections."""
    before = {each.key: each for each in statements(old)}
    after = {each.key: each for each in statements(new)}
    items_before = {each.item for each in before.values()}
    items_after = {each.item for each in after.values()}
    whole = (items_before ^ items_after) - {""}
    found = [
        *_items(before, items_after, is_new=False),
        *_items(after, items_before, is_new=True),
    ]
    for key in _beside(before, after):
        was, now = before.get(key), after.get(key)
        if (was or now or _NONE).item not in whole:
            found += _between(was, now)
    sections = list(Section)
    return tuple(sorted(found, key=lambda each: sections.index(each.section)))


def _beside(before: Mapping[str, Statement], after: Mapping[str, Statement]) -> Sequence[str]:
    """Return all keys, the bands and lines of one list beside each other."""
    keys = [*dict.fromkeys((*before, *after))]
    lists = {name: place for place, name in enumerate(dict.fromkeys(_list_of(key) for key in keys))}
    return sorted(keys, key=lambda key: lists[_list_of(key)])


def _list_of(key: str) -> str:
    return key.partition("[")[0]


def _items(
    statements_by_key: Mapping[str, Statement], others: set[str], *, is_new: bool
) -> Iterator[Difference]:
    """Yield whole findings, tests, lists of names and sources that the other has not."""
    mine = [each for each in statements_by_key.values() if each.item and each.item not in others]
    for item, group in itertools.groupby(mine, key=lambda each: each.item):
        told = [*group]
        first = told[0]
        text = "; ".join(_whole(each) for each in told if each.text and not each.sequence)
        before, after = (None, text) if is_new else (text, None)
        yield Difference(_first_section(told), item, first.of, before, after)


def _first_section(told: Sequence[Statement]) -> Section:
    """A finding that is new is told with what findings do, though some of it is words on paper."""
    sections = list(Section)
    return min((each.section for each in told), key=sections.index)


def _whole(statement: Statement) -> str:
    return f"{statement.what} {statement.text}"


_NONE = Statement(Section.FILE, "", "", "", "")


def _between(was: Statement | None, now: Statement | None) -> Iterator[Difference]:
    """Yield in what two statements about the same thing differ: what they say, source, note."""
    about = now or was or _NONE
    if about.sequence:
        if was and now and was.text != now.text and sorted(was.sequence) == sorted(now.sequence):
            yield Difference(about.section, about.key, about.told, was.text, now.text)
        return
    before, after = (was.text if was else None), (now.text if now else None)
    if now and not was and now.is_figure:
        after = f"{now.text} [{', '.join(now.source)}]"
    if before != after:
        yield Difference(
            about.section, about.key, about.told, before, after, is_figure=about.is_figure
        )
    if was and now:
        for name, old, new in (
            ("source", ", ".join(was.source), ", ".join(now.source)),
            ("note", was.note, now.note),
        ):
            if old != new:
                key = about.key if about.key.endswith("source") else f"{about.key}.{name}"
                what = f"{name} of {about.told or about.part}"
                yield Difference(Section.SOURCES, key, what, old or None, new or None)


def lines(found: Sequence[Difference]) -> Iterator[str]:
    """Yield the lines that tell differences, under the headings of their sections."""
    for section, group in itertools.groupby(found, key=lambda each: each.section):
        yield section.value
        for each in group:
            yield from _lines(each)
        yield ""


def _lines(each: Difference) -> Iterator[str]:
    what = each.what if each.is_figure else f"{each.what}:"
    if each.before is None:
        yield f"  new: {what} {each.after}"
    elif each.after is None:
        yield f"  gone: {what} {each.before}"
    elif max(len(each.before), len(each.after)) <= _SHORT:
        yield f"  {what} {each.before} → {each.after}"
    else:
        yield f"  {what}"
        yield f"    was: {each.before}"
        yield f"    now: {each.after}"
