"""The generated page about print: each rule, where it runs and how it is checked."""

import collections
from collections.abc import Iterator

from orderset.rendering.rules.registry import ALL_RULES
from orderset.rendering.rules.rule import PrintRule, Runs
from tools.data_pages import page, table


_GROUPS = {
    "LBL": "Labels",
    "ORD": "Order sets",
    "MON": "Monitoring checklists",
    "BAR": "Barcodes",
    "PDF": "Files",
    "PID": "Identity of the patient",
    "VER": "Versions",
    "BAT": "Batches",
}


def print_rules_page() -> str:
    """Return the page with every rule for print."""
    count = collections.Counter(rule.runs for rule in ALL_RULES)
    lines = [
        "What stands on paper keeps to these rules. They are those of `printing.md`, the",
        "specification that this program was built from, and keep its ids and its names of",
        "sources; an id with a letter behind it is a part of a rule, or one of our own. A file",
        "that breaks a rule is not published: the finding names the rule by its id.",
        "",
        *table(
            ("where a rule is checked", "rules"),
            (*((str(runs), str(count[runs])) for runs in Runs), ("**all**", str(len(ALL_RULES)))),
        ),
        "What is read differently, or left out, stands in the last column with the reason.",
        "",
        *(line for prefix, title in _GROUPS.items() for line in _group(prefix, title)),
    ]
    return page("Rules for print", "`orderset/rendering/rules/`", lines)


def _group(prefix: str, title: str) -> Iterator[str]:
    rules = [rule for rule in ALL_RULES if rule.id.startswith(f"{prefix}-")]
    if not rules:
        return
    yield from (f"## {title}", "")
    headings = ("rule", "says", "source", "where it runs", "how it is checked", "read as")
    yield from table(headings, (_row(rule) for rule in rules))


def _row(rule: PrintRule) -> tuple[str, ...]:
    return (rule.id, rule.says, rule.source, str(rule.runs), rule.how, rule.reading)
