"""A protocol as a readable document: every figure with its unit, source and note."""

from collections.abc import Iterator
from decimal import Decimal

from pydantic import BaseModel

from orderset.protocol.figures import Figure, FigureBand, Figures
from orderset.protocol.loading import LoadedProtocol
from orderset.protocol.schema import Line, MonitoringRule, Protocol
from orderset.quantities import plain


_WORDS_AMONG_FIGURES = {"first_infusion_lowered"}
"""Keys that choose between ways, and have no unit."""


def described(loaded: LoadedProtocol) -> Iterator[str]:
    """Yield the lines that describe a protocol."""
    rules = loaded.rules
    yield f"{rules.title} ({rules.id} {rules.version})"
    yield f"For: {rules.population}"
    yield f"SHA-256: {loaded.sha256}"
    yield f"Review by: {rules.review_by.isoformat()}; owner: {rules.owner_role}"
    if approval := rules.approved:
        names = "; ".join(approval.approved_by)
        yield f"Approved by {approval.committee}, {approval.approved_on}: {names}"
    else:
        yield f"NOT APPROVED FOR CLINICAL USE: {rules.why_not_approved()}"
    yield from _medicine(rules)
    yield from _figures(rules)
    yield from _lists(rules)
    yield from _monitoring(rules)
    yield from _findings(rules)
    yield from _sources(rules)


def _medicine(rules: Protocol) -> Iterator[str]:
    medicine = rules.medicine
    yield from ("", "Medicine")
    diluent = f"{medicine.diluent} {_cited(medicine.diluent_source)}"
    yield f"  {medicine.name}, {medicine.route}, in {diluent}"
    if medicine.never_written:
        yield f"  never written: {', '.join(medicine.never_written)}"
    for each in medicine.presentations:
        yield (
            f"  vial of {plain(each.vial_mg)} mg in {plain(each.vial_ml)} mL "
            f"({plain(each.strength_mg_per_ml)} mg per mL) [{', '.join(each.source)}]"
        )


def _figures(rules: Protocol) -> Iterator[str]:
    """Every part that holds figures, in the file's order."""
    for name in type(rules).model_fields:
        part = getattr(rules, name)
        if not isinstance(part, BaseModel) or name in {"medicine", "approval_block"}:
            continue
        yield from ("", name.replace("_", " ").capitalize(), *_part(part))


def _part(part: BaseModel) -> Iterator[str]:
    for key in type(part).model_fields:
        value = getattr(part, key)
        for each in value if isinstance(value, tuple) else (value,):
            if isinstance(each, Figure):
                amount = f"{plain(each.value)} {each.unit}"
                if isinstance(each, FigureBand):
                    amount = f"{_ages(each.from_years, each.below_years)}: {amount}"
                yield f"  {key}: {amount} {_cited(each.source, each.note)}"
            elif isinstance(each, Figures):
                numbers = ", ".join(plain(number) for number in each.value)
                yield f"  {key}: {numbers} {each.unit} {_cited(each.source, each.note)}"
            elif isinstance(each, Line):
                yield f"  {key}: {each.text} {_cited(each.source)}"
            elif isinstance(each, BaseModel):
                yield f"  {key}: {_band(each)}"
            elif isinstance(each, str) and key in _WORDS_AMONG_FIGURES:
                yield f"  {key}: {each}"


def _band(band: BaseModel) -> str:
    values = band.model_dump()
    ages = _ages(values["from_years"], values["below_years"])
    what = values.get("equation") or f"{plain(values['mg_per_ml'])} mg per mL"
    return f"{ages}: {what} {_cited(values['source'], values.get('note', ''))}"


def _ages(from_years: Decimal, below_years: Decimal | None) -> str:
    """Say a band of ages in completed years on day 1; its end is not in it."""
    end = "" if below_years is None else f" to below {plain(below_years)}"
    return f"from {plain(from_years)}{end} years"


def _cited(source: tuple[str, ...], note: str = "") -> str:
    cited = f"[{', '.join(source)}]"
    return f"{cited} {note}" if note else cited


def _lists(rules: Protocol) -> Iterator[str]:
    yield from ("", "Medicine names")
    for each in rules.medicine_lists:
        field, names = each.field.replace("_", " "), ", ".join(each.names)
        yield f"  {each.code} ({field}): {names} {_cited(each.source)}"


def _monitoring(rules: Protocol) -> Iterator[str]:
    yield from ("", "Monitoring")
    for each in rules.monitoring:
        yield f"  {each.label}: {each.words}{_counts_for(each)} {_cited(each.source)}"


def _counts_for(rule: MonitoringRule) -> str:
    """How long a result counts, where the schedule asks for it."""
    first = rule.first_cycle_valid_days
    before = f"{first} days in cycle 1, then " if first is not None else ""
    return f"; counts for {before}{rule.valid_days} days" if rule.valid_days is not None else ""


def _findings(rules: Protocol) -> Iterator[str]:
    yield from ("", "Findings")
    for code, rule in sorted(rules.findings.items()):
        at_impaired = f", {rule.at_impaired} at the limit of impairment" if rule.at_impaired else ""
        authorisable = ", can be authorised" if rule.authorisable else ""
        confidential = ", confidential" if rule.confidential else ""
        action = f"{rule.action}{at_impaired}{authorisable}{confidential}"
        yield f"  {code}: {action}. {rule.title} {_cited(rule.source)}"


def _sources(rules: Protocol) -> Iterator[str]:
    yield from ("", "Sources")
    for key, source in rules.sources.items():
        yield f"  {key}: {source.title}, {source.date}; {source.locator}"
