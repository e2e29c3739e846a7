"""The clinical safety log as data, and what makes it untrue.

The hazards, the requirements of the source article and the risk matrix are files that a pharmacist
can edit, in ``docs/clinical-safety/``. What is read from them is held here against the matrix, the
code, the registries and the tests.
"""

import ast
import dataclasses
import enum
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import pydantic

from orderset.batch.registry import registry
from orderset.protocol.loading import load_protocol
from orderset.rendering.rules.registry import ALL_RULES
from orderset.rendering.rules.rule import Runs


ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "clinical-safety"

STATEMENTS = 44
"""Statements of the source article, S1 to S44."""

STARTERS = 15
"""Hazards that any log of such a program has to begin with."""

_SWITCHED_OFF = {"skip", "xfail"}


class Likelihood(enum.StrEnum):
    """How likely harm is, the least likely first."""

    VERY_LOW = "Very Low"
    LOW = "Low"
    MEDIUM = "Medium"
    HIGH = "High"
    VERY_HIGH = "Very High"


class Severity(enum.StrEnum):
    """How bad the harm is, the mildest first."""

    MINOR = "Minor"
    SIGNIFICANT = "Significant"
    CONSIDERABLE = "Considerable"
    MAJOR = "Major"
    CATASTROPHIC = "Catastrophic"


class HazardType(enum.StrEnum):
    """What goes wrong for the patient; the last is of this project."""

    WRONG_PATIENT = "WrongPatient"
    WRONG_DEMOGRAPHICS = "WrongDemographics"
    DRUG_DOSE = "DrugDose"
    WRONG_DRUG = "WrongDrug"
    DRUG_DELAY = "DrugDelay"
    NO_TREATMENT = "NoTreatment"
    WRONG_ROUTE = "WrongAdministrationRoute"
    CONFIDENTIALITY = "Confidentiality"


class Way(enum.StrEnum):
    """How a statement of the source article is met."""

    DONE = "done"
    READ = "done, read differently"
    PRINTED = "printed"
    NOT_PRINTED = "not printed, by decision"


class _Table(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)


class Rating(_Table):
    """A rating, and the sentence that says why it is not another one."""

    likelihood: Likelihood
    severity: Severity
    rating: int
    why: str = pydantic.Field(min_length=20)


class Evidence(_Table):
    """Where something is done, where it is seen, and the tests that show it.

    ``code`` are modules, ``seen`` is a place on paper or screen in words, ``rules`` are rules for
    print, ``findings`` are codes, ``tests`` are ids of tests as pytest takes them.
    """

    code: tuple[str, ...] = pydantic.Field(min_length=1)
    seen: str = pydantic.Field(min_length=5)
    rules: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()


class Control(Evidence):
    """One thing that makes the harm less likely, in a sentence."""

    says: str = pydantic.Field(min_length=20)


class Hazard(_Table):
    """One entry of the log."""

    id: str
    name: str
    types: tuple[HazardType, ...] = pydantic.Field(min_length=1)
    description: str
    causes: tuple[str, ...] = pydantic.Field(min_length=1)
    effect: str
    hazard: str
    harm: str
    owner: str
    before: Rating
    controls: tuple[Control, ...] = ()
    after: Rating
    remains: str
    deployer: str
    see: tuple[str, ...] = ()


class Requirement(Evidence):
    """One statement of the source article, and what became of it."""

    id: str
    statement: str
    way: Way
    read_as: str
    source: str


class Matrix(_Table):
    """The risk matrix with the meaning of its words, as its source has them."""

    source: str
    matrix: Mapping[Likelihood, Mapping[Severity, int]]
    ratings: Mapping[str, str]
    likelihoods: Mapping[Likelihood, str]
    severities: Mapping[Severity, str]

    def rating(self, rated: Rating) -> int:
        """Return what the matrix says for a likelihood and a severity, 1 to 5."""
        return self.matrix[rated.likelihood][rated.severity]


@dataclasses.dataclass(frozen=True, slots=True)
class SafetyLog:
    """All that was read."""

    matrix: Matrix
    hazards: tuple[Hazard, ...]
    requirements: tuple[Requirement, ...]


class _Hazards(_Table):
    hazards: tuple[Hazard, ...]


class _Requirements(_Table):
    requirements: tuple[Requirement, ...]


def safety_log(folder: Path = FOLDER) -> SafetyLog:
    """Read the three files.

    Raises:
        pydantic.ValidationError: a file lacks something, or has something that is not known.
    """
    return SafetyLog(
        Matrix.model_validate(_read(folder / "matrix.toml")),
        _Hazards.model_validate(_read(folder / "hazards.toml")).hazards,
        _Requirements.model_validate(_read(folder / "requirements.toml")).requirements,
    )


def _read(path: Path) -> dict[str, object]:
    return tomllib.loads(path.read_text("utf-8"))


def problems(log: SafetyLog, root: Path = ROOT) -> list[str]:
    """Return in words everything that makes the log untrue; nothing when it stands."""
    return [
        *_numbering(log),
        *_matrix_cells(log.matrix),
        *(each for hazard in log.hazards for each in _of_hazard(hazard, log.matrix, root)),
        *(each for requirement in log.requirements for each in _of_requirement(requirement, root)),
    ]


def _numbering(log: SafetyLog) -> Iterator[str]:
    hazards = [each.id for each in log.hazards]
    if hazards != [f"H{n}" for n in range(1, len(hazards) + 1)] or len(hazards) < STARTERS:
        yield "the hazards are not H1, H2 and so on, the starters among them"
    if [each.id for each in log.requirements] != [f"S{n}" for n in range(1, STATEMENTS + 1)]:
        yield f"the requirements are not S1 to S{STATEMENTS}, each once and in order"


def _matrix_cells(matrix: Matrix) -> Iterator[str]:
    for likelihood in Likelihood:
        if missing := set(Severity) - set(matrix.matrix.get(likelihood, {})):
            yield f"the matrix lacks {likelihood} and {', '.join(sorted(missing))}"


def _of_hazard(hazard: Hazard, matrix: Matrix, root: Path) -> Iterator[str]:
    for when, rated in (("before", hazard.before), ("after", hazard.after)):
        if rated.rating != matrix.rating(rated):
            yield (
                f"{hazard.id}: the rating {when} is {rated.rating}, the matrix says "
                f"{matrix.rating(rated)} for {rated.likelihood} and {rated.severity}"
            )
    if not _is_no_worse(hazard.after, hazard.before):
        yield f"{hazard.id}: the controls make it worse"
    if not hazard.controls:
        yield f"{hazard.id}: it has no control"
    for number, control in enumerate(hazard.controls, start=1):
        yield from _of_evidence(f"{hazard.id}, control {number}", control, root)


def _is_no_worse(after: Rating, before: Rating) -> bool:
    return _order(Likelihood, after.likelihood) <= _order(Likelihood, before.likelihood) and _order(
        Severity, after.severity
    ) <= _order(Severity, before.severity)


def _order(words: type[enum.StrEnum], word: enum.StrEnum) -> int:
    return list(words).index(word)


def _of_requirement(requirement: Requirement, root: Path) -> Iterator[str]:
    yield from _of_evidence(requirement.id, requirement, root)


def _of_evidence(whose: str, evidence: Evidence, root: Path) -> Iterator[str]:
    if not evidence.tests:
        yield f"{whose}: it has no test"
    for test in evidence.tests:
        if why := not_live(test, root):
            yield f"{whose}: {test} {why}"
    for module in evidence.code:
        place = root / module.replace(".", "/")
        if not place.with_suffix(".py").is_file() and not (place / "__init__.py").is_file():
            yield f"{whose}: there is no module {module}"
    known_rules, known_codes = _rule_ids(), _codes()
    yield from (
        f"{whose}: there is no rule {each} that is applied"
        for each in unknown(evidence.rules, known_rules)
    )
    yield from (
        f"{whose}: there is no finding {each}" for each in unknown(evidence.findings, known_codes)
    )


def unknown(named: Sequence[str], known: frozenset[str]) -> list[str]:
    """Return what is named and not known."""
    return [each for each in named if each not in known]


@cache
def _rule_ids() -> frozenset[str]:
    return frozenset(each.id for each in ALL_RULES if each.runs is not Runs.NOT_APPLICABLE)


@cache
def _codes() -> frozenset[str]:
    return frozenset(registry(load_protocol()))


def not_live(test: str, root: Path = ROOT) -> str:
    """Return why a test proves nothing: it is not there, is switched off or does nothing.

    The file is read, never run. What pytest decides while it runs, such as a skip on a machine
    without root, cannot be seen here.
    """
    path, _, name = test.partition("::")
    functions = _functions(root / path)
    if name not in functions:
        return "does not exist"
    if functions[name]:
        return functions[name]
    return ""


@cache
def _functions(path: Path) -> dict[str, str]:
    """Return the tests of a file, each with what is wrong with it."""
    if not path.is_file():
        return {}
    tree = ast.parse(path.read_text("utf-8"))
    off = any(
        isinstance(node, ast.Assign)
        and any(isinstance(each, ast.Name) and each.id == "pytestmark" for each in node.targets)
        and _switches_off(node.value)
        for node in tree.body
    )
    return {
        node.name: "is switched off" if off or _is_off(node) else _emptiness(node)
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def _is_off(function: ast.FunctionDef) -> bool:
    return any(_switches_off(each) for each in function.decorator_list)


def _switches_off(node: ast.expr) -> bool:
    return any(
        isinstance(each, ast.Attribute) and each.attr in _SWITCHED_OFF for each in ast.walk(node)
    )


def _emptiness(function: ast.FunctionDef) -> str:
    does = any(isinstance(each, ast.Assert | ast.Call | ast.Raise) for each in ast.walk(function))
    return "" if does else "does nothing"
