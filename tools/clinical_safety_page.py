"""The generated pages of the clinical safety log: the hazards, and the article's requirements."""

import collections
from collections.abc import Iterator, Sequence

from tools.clinical_safety import (
    Evidence,
    Hazard,
    Likelihood,
    Matrix,
    Rating,
    SafetyLog,
    Severity,
    Way,
    problems,
    safety_log,
)
from tools.data_pages import page, table


_NOT_SIGNED = (
    "**Draft. No Clinical Safety Officer has been named, and nobody has reviewed or signed this. "
    "Every rating is a proposal of those who wrote the program.**"
)


def hazard_log_page() -> str:
    """Return the page with every hazard.

    Raises:
        ValueError: with everything that makes the log untrue.
    """
    log = _sound_log()
    lines = [
        _NOT_SIGNED,
        "",
        "Each hazard is rated without controls and with them, in words, by the matrix below. A",
        "control names the code, the place on paper or screen, the rules for print and the",
        "findings, and the tests that show that it works; a test of the project fails when one of",
        "them is not there any more. How the ratings were made, and what they cannot say, is in",
        "the [safety case](safety-case.md).",
        "",
        *_matrix(log.matrix),
        "## All hazards",
        "",
        *_standing(log),
        *_overview(log),
    ]
    for hazard in log.hazards:
        lines += _hazard(hazard, log.matrix)
    made_from = "`docs/clinical-safety/hazards.toml` and `matrix.toml`"
    return page("Hazard log", made_from, lines)


def requirements_page() -> str:
    """Return the page that traces every statement of the source article.

    Raises:
        ValueError: with everything that makes the log untrue.
    """
    log = _sound_log()
    count = collections.Counter(each.way for each in log.requirements)
    headings = ("statement", "what it says", "what became of it", "by", "where it is seen")
    rows = (
        (each.id, each.statement, f"**{each.way}**. {each.read_as}", each.source, each.seen)
        for each in log.requirements
    )
    shown = (
        (each.id, _below_each_other(each.code), _registered(each), _below_each_other(each.tests))
        for each in log.requirements
    )
    lines = [
        "The source article, an educational page of 23 September 2025 that awaits review, was",
        f"divided into {len(log.requirements)} statements. Each of them is done, printed, or left",
        "out by a decision, and in each case a test shows it. `clinical.md` is the specification",
        "that settles how a statement is read; it is not kept in this repository.",
        "",
        *table(("what became of them", "statements"), ((str(way), str(count[way])) for way in Way)),
        *table(headings, rows),
        "## Code and tests",
        "",
        *table(("statement", "code", "rules for print, findings", "tests"), shown),
    ]
    return page(
        "Statements of the source article", "`docs/clinical-safety/requirements.toml`", lines
    )


def _sound_log() -> SafetyLog:
    log = safety_log()
    if wrong := problems(log):
        message = "docs/clinical-safety is not true: " + "; ".join(wrong)
        raise ValueError(message)
    return log


def _matrix(matrix: Matrix) -> Iterator[str]:
    yield from ("## The matrix", "", f"Source: {matrix.source}.", "")
    rows = (
        (f"**{each}**", *(str(matrix.matrix[each][severity]) for severity in Severity))
        for each in reversed(Likelihood)
    )
    yield from table(("likelihood", *map(str, Severity)), rows)
    ratings = sorted(matrix.ratings.items(), reverse=True)
    yield from table(("rating", "means"), ratings)
    likelihoods = ((str(each), matrix.likelihoods[each]) for each in reversed(Likelihood))
    yield from table(("likelihood", "means"), likelihoods)
    severities = ((str(each), matrix.severities[each]) for each in reversed(Severity))
    yield from table(("severity", "means"), severities)


def _standing(log: SafetyLog) -> Iterator[str]:
    before = collections.Counter(each.before.rating for each in log.hazards)
    after = collections.Counter(each.after.rating for each in log.hazards)
    rows = ((str(n), str(before[n]), str(after[n])) for n in range(5, 0, -1))
    yield from table(("rating", "hazards without controls", "hazards with controls"), rows)


def _overview(log: SafetyLog) -> Iterator[str]:
    rows = (
        (
            f"[{each.id}](#{_anchor(each)})",
            each.name,
            _in_short(each.before),
            _in_short(each.after),
            str(len({test for control in each.controls for test in control.tests})),
            each.owner,
        )
        for each in log.hazards
    )
    yield from table(("hazard", "name", "before", "after", "tests", "owner"), rows)


def _in_short(rating: Rating) -> str:
    return f"**{rating.rating}** {rating.likelihood}, {rating.severity}"


def _anchor(hazard: Hazard) -> str:
    kept = "".join(each for each in _title(hazard).lower() if each.isalnum() or each in " -_")
    return kept.replace(" ", "-")


def _title(hazard: Hazard) -> str:
    return f"{hazard.id}. {hazard.name}"


def _hazard(hazard: Hazard, matrix: Matrix) -> Iterator[str]:
    yield from (f"## {_title(hazard)}", "", hazard.description, "")
    yield f"* Types: {', '.join(hazard.types)}"
    yield f"* Possible causes: {' '.join(hazard.causes)}"
    yield f"* Effect: {hazard.effect}"
    yield f"* Hazard: {hazard.hazard}"
    yield f"* Harm: {hazard.harm}"
    yield f"* Owner: {hazard.owner}"
    yield _rated("Before controls", hazard.before, matrix)
    yield _rated("After controls", hazard.after, matrix)
    yield f"* What remains: {hazard.remains}"
    yield f"* What the hospital has to do: {hazard.deployer}"
    if hazard.see:
        links = (f"[{each.rpartition('/')[2].removesuffix('.md')}]({each})" for each in hazard.see)
        yield f"* See: {', '.join(links)}"
    yield ""
    for number, control in enumerate(hazard.controls, start=1):
        yield from (f"**Control {number}.** {control.says}", "", *_evidence(control))


def _rated(when: str, rated: Rating, matrix: Matrix) -> str:
    meaning = matrix.ratings[str(rated.rating)]
    return (
        f"* {when}: likelihood {rated.likelihood}, severity {rated.severity}, "
        f"**rating {rated.rating}** ({meaning}). {rated.why}"
    )


def _evidence(evidence: Evidence) -> Iterator[str]:
    yield f"* Seen: {evidence.seen}"
    yield f"* Code: {_quoted(evidence.code)}"
    if evidence.rules:
        yield f"* [Rules for print](../print-rules.md): {', '.join(evidence.rules)}"
    if evidence.findings:
        links = (f"[`{each}`](../findings.md#{each})" for each in evidence.findings)
        yield f"* Findings: {', '.join(links)}"
    yield from ("* Tests:", *(f"  * `{each}`" for each in evidence.tests), "")


def _registered(evidence: Evidence) -> str:
    links = (f"[`{each}`](../findings.md#{each})" for each in evidence.findings)
    return "<br>".join([*evidence.rules, *links])


def _below_each_other(names: Sequence[str]) -> str:
    return "<br>".join(f"`{each}`" for each in names)


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f"`{each}`" for each in names)
