"""A protocol as a document for those who approve it: every figure, its unit, source and note."""

import itertools
from collections.abc import Iterator, Sequence

from orderset.dates import printed_date
from orderset.protocol.loading import LoadedProtocol
from orderset.protocol.remarks import remarks
from orderset.protocol.schema import FindingRule, MonitoringRule, Protocol
from orderset.protocol.statements import Statement, approval_text, statements
from orderset.protocol.words import capitalised, words


_IN_LINES_OF_THEIR_OWN = frozenset(
    {
        "title",
        "population",
        "schema_",
        "id",
        "version",
        "review_date",
        "owner_role",
        "approval_block",
        "medicine_lists",
        "monitoring",
        "findings",
        "sources",
    }
)


def described(loaded: LoadedProtocol) -> Iterator[str]:
    """Yield the lines of the document: headings, and under them what is indented."""
    rules = loaded.rules
    yield from _head(loaded)
    for part, group in itertools.groupby(statements(rules), key=lambda each: each.part):
        if part not in _IN_LINES_OF_THEIR_OWN:
            yield from ("", capitalised(words(rules, part)))
            for each in group:
                yield from _stated(each, rules)
    yield from _lists(rules)
    yield from _monitoring(rules)
    yield from _findings(rules)
    yield from _sources(rules)


def _head(loaded: LoadedProtocol) -> Iterator[str]:
    rules = loaded.rules
    yield f"{rules.title} ({rules.id} {rules.version})"
    yield f"For: {rules.population}"
    yield f"Review by: {printed_date(rules.review_by)}; owner: {rules.owner_role}"
    if rules.approved is None:
        yield f"NOT APPROVED FOR CLINICAL USE: {rules.why_not_approved}"
    else:
        yield capitalised(approval_text(rules))
    yield f"SHA-256 of what a committee approves: {loaded.content_sha256 or 'none'}"
    yield f"SHA-256 of the file: {loaded.sha256}"
    found = [*remarks(rules)]
    if found:
        yield from ("", "Warnings", *(f"  {each}" for each in found))


def _stated(each: Statement, rules: Protocol) -> Iterator[str]:
    """A statement with its key, by which it is found in the file; sources and note below it."""
    if each.sequence:
        return
    if each.text:
        where = each.key.partition("[")[0]
        yield f"  {capitalised(each.told.removesuffix(','))}: {each.text}  ({where})"
    yield from _cited(each.source, rules)
    if each.note:
        yield f"    Note: {each.note}"


def _cited(source: Sequence[str], rules: Protocol) -> Iterator[str]:
    for key in source:
        found = rules.sources[key]
        yield f"    {key}: {found.title}, {found.date}; {found.locator}"


def _lists(rules: Protocol) -> Iterator[str]:
    yield from ("", capitalised(words(rules, "medicine_lists")))
    for each in rules.medicine_lists:
        field, names = each.field.replace("_", " "), ", ".join(each.names)
        yield f"  {each.code} ({field}): {names}"
        yield from _cited(each.source, rules)


def _monitoring(rules: Protocol) -> Iterator[str]:
    yield from ("", capitalised(words(rules, "monitoring")))
    for each in rules.monitoring:
        yield f"  {each.label}: {each.words}{_counts_for(each)}"
        yield from _cited(each.source, rules)


def _counts_for(rule: MonitoringRule) -> str:
    """How long a result counts, where the schedule asks for it."""
    first = rule.first_cycle_valid_days
    before = f"{first} days in cycle 1, then " if first is not None else ""
    return f"; counts for {before}{rule.valid_days} days" if rule.valid_days is not None else ""


def _findings(rules: Protocol) -> Iterator[str]:
    yield from ("", capitalised(words(rules, "findings")))
    for code, rule in sorted(rules.findings.items()):
        yield f"  {rule.title} ({code}): {_does(rule)}"
        yield f"    Reason: {rule.reason}"
        yield f"    What to do: {rule.remedy}"
        yield f"    Source: {', '.join(rule.source)}"


def _does(rule: FindingRule) -> str:
    at_impaired = f", {rule.at_impaired} at the limit of impairment" if rule.at_impaired else ""
    authorisable = ", can be authorised" if rule.authorisable else ""
    confidential = ", confidential" if rule.confidential else ""
    return f"{rule.action}{at_impaired}{authorisable}{confidential}"


def _sources(rules: Protocol) -> Iterator[str]:
    yield from ("", capitalised(words(rules, "sources")))
    for key, source in rules.sources.items():
        yield f"  {key}: {source.title}, {source.date}; {source.locator}"
