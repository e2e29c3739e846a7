"""The page that explains each clinical rule: what it looks at, why, what happens, its source.

What a rule looks at and why is written by hand in ``clinical_rules.toml``; every figure, action and
citation comes from the shipped protocol, and the worked example from the engine.
"""

import re
import tempfile
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from orderset.batch.lists import Rules, judge_workbooks
from orderset.documents.case import Case
from orderset.processes.executor import InProcess
from orderset.protocol.figures import Figure
from orderset.protocol.loading import LoadedProtocol, load_protocol
from orderset.protocol.on_the_form import form_rules
from orderset.protocol.schema import FindingRule, Protocol
from orderset.quantities import plain
from orderset.settings import SiteSettings
from orderset.workbook.template import write_template
from tools.data_pages import page, table
from tools.fictional import TODAY, day, ready_patient
from tools.filling import fill


WRITTEN = Path(__file__).with_name("clinical_rules.toml")

_FIGURE = re.compile(r"\{([a-z0-9_.]+)\}")
_CITED = re.compile(r"\[((?:[SF]\d+|FKU)(?:, (?:[SF]\d+|FKU))*)\]")
_HAPPENS = {
    "return": "The row goes back to its sender; nothing is computed or printed",
    "withhold": "No order: a notice says why, and what would change it. Cannot be authorised",
    "refer": "A notice, until a consultant and a pharmacist have decided and the workbook says so",
    "caution": "The order set is printed, with the caution on it",
    "note": "The order set is printed; the note is in the record",
}


def clinical_rules_page() -> str:
    """Return the page.

    Raises:
        ValueError: a clinical finding is not explained, or what is explained is none, or a source
            that is cited is not listed.
        AttributeError: a figure that is named is not in the protocol.
    """
    loaded = load_protocol()
    written = tomllib.loads(WRITTEN.read_text("utf-8"))
    groups = written["groups"]
    check_whole(groups, loaded.rules)
    lines = [
        written["introduction"],
        *_from_dose_to_rate(written["arithmetic"], loaded.rules),
        *_example(loaded),
    ]
    for group in groups:
        lines += _group(group, loaded.rules)
    made_from = "the shipped protocol and `tools/clinical_rules.toml`"
    return page("The clinical rules, and their reasons", made_from, lines)


def check_whole(groups: Sequence[Mapping[str, Any]], rules: Protocol) -> None:
    """Check that each clinical finding is explained once and that what is cited is listed.

    Raises:
        ValueError: with the codes and the sources in which they differ.
    """
    explained = [code for group in groups for code in group["looks"]]
    unlike = set(explained) ^ set(rules.findings)
    twice = {code for code in explained if explained.count(code) > 1}
    reasons = (found for group in groups for found in _CITED.findall(group["reason"]))
    cited = {each for found in reasons for each in found.split(", ")}
    if wrong := sorted(unlike | twice | (cited - set(rules.sources))):
        message = f"tools/clinical_rules.toml and the protocol differ in: {', '.join(wrong)}"
        raise ValueError(message)


def _group(group: Mapping[str, Any], rules: Protocol) -> Iterator[str]:
    yield from (f"## {group['title']}", "", _filled(group["reason"].strip(), rules), "")
    for code, looks in group["looks"].items():
        rule = rules.findings[code]
        happens = group.get("happens", {}).get(code) or _happens(rule)
        yield from (
            f"### {rule.title}",
            "",
            f"* Looks at: {_filled(looks, rules)}",
            f"* Why: {rule.reason}",
            f"* What happens: **{rule.action}**. {happens}.",
            f"* What to do: {rule.remedy}",
            f"* Source: {_sources(rule, rules)}",
            f"* Code: [`{code}`](findings.md#{code})",
            "",
        )


def _happens(rule: FindingRule) -> str:
    text = _HAPPENS[rule.action]
    if rule.authorisable:
        text += ", unless the value is true and somebody authorises it"
    if rule.at_impaired is not None:
        text += f". At the higher limit it is a {rule.at_impaired} only"
    return text


def _sources(rule: FindingRule, rules: Protocol) -> str:
    return "; ".join(f"{each}, {rules.sources[each].title}" for each in rule.source)


def _filled(text: str, rules: Protocol) -> str:
    return _FIGURE.sub(lambda found: figure(found[1], rules), text)


def figure(path: str, rules: Protocol) -> str:
    """Return a figure of the protocol, by the path of its key, as it is printed.

    Raises:
        AttributeError: the protocol has no such figure.
    """
    value: Any = rules
    for name in path.split("."):
        value = getattr(value, name)
    return plain(value.value) if isinstance(value, Figure) else str(value)


def _from_dose_to_rate(text: str, rules: Protocol) -> Iterator[str]:
    bags = ", ".join(plain(each) for each in rules.preparation.bag_sizes_ml.value)
    limits = ", ".join(
        f"{plain(each.mg_per_ml)} mg per mL from {plain(each.from_years)} years"
        for each in rules.preparation.concentration_limits
    )
    text = text.replace("{bags}", bags).replace("{limits}", limits)
    yield from ("## From the weight to the rate", "", _filled(text, rules))


def _example(loaded: LoadedProtocol) -> Iterator[str]:
    plan = example_case(loaded).judgement.plan
    if plan is None:
        message = "the worked example is not ready"
        raise ValueError(message)
    yield from (
        "### Worked by the engine",
        "",
        "A boy of nine, 29.5 kg, before his first cycle, as his order set prints it. The boy does",
        "not exist. Each line can be checked with a pocket calculator.",
        "",
        *table(
            ("step", "from", "rule", "before rounding", "result", "source"),
            (
                (each.step, each.inputs, each.rule, each.unrounded, each.result, each.source)
                for each in plan.working
            ),
        ),
    )


def example_case(loaded: LoadedProtocol) -> Case:
    """Return the example as the program reads and judges it from a workbook."""
    with tempfile.TemporaryDirectory() as folder:
        rules = Rules(loaded, SiteSettings(), TODAY, lambda _: "")
        (judged,) = judge_workbooks([write_example(Path(folder), loaded)], rules, InProcess())
    (case,) = judged.cases
    return case


def write_example(folder: Path, loaded: LoadedProtocol) -> Path:
    """Write a workbook with the patient of the example, for day 1 of the samples."""
    patient = ready_patient(
        hospital_number="TEST-0001",
        family_name="Testcase",
        given_name="Oscar",
        date_of_birth=day(5, 20, 2017),
    )
    number = {"hospital_number": "TEST-0001"}
    blank, filled = folder / "blank.xlsx", folder / "list.xlsx"
    write_template(blank, form_rules(loaded.rules))
    results = [{**number, **each} for each in patient.results]
    fill(blank, filled, infusions=[patient.infusion], results=results)
    return filled
