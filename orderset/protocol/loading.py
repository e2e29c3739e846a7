"""Reading a protocol file and proving what its parts cannot show alone."""

import dataclasses
import hashlib
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Any

import pydantic

from orderset.errors import SettingsError
from orderset.findings import Action, Definition
from orderset.protocol.schema import ConcentrationLimit, FindingRule, Protocol, RenalBand


DEFAULT_PROTOCOL = "pamidronate-crmo.toml"


@dataclasses.dataclass(frozen=True, slots=True)
class LoadedProtocol:
    """A protocol that may be used, and the SHA-256 of the file it came from."""

    rules: Protocol
    sha256: str

    @property
    def definitions(self) -> Mapping[str, Definition]:
        """The definitions of the clinical finding codes, by code."""
        return {code: _definition(code, rule) for code, rule in self.rules.findings.items()}


def _definition(code: str, rule: FindingRule) -> Definition:
    return Definition(
        code=code,
        action=rule.action,
        title=rule.title,
        reason=rule.reason,
        remedy=rule.remedy,
        source=", ".join(rule.source),
        authorisable=rule.authorisable or rule.action is Action.REFER,
    )


def default_protocol_bytes() -> bytes:
    """Return the protocol file that the package ships."""
    return resources.files("orderset.protocol").joinpath("data", DEFAULT_PROTOCOL).read_bytes()


def load_protocol(path: Path | None = None) -> LoadedProtocol:
    """Load a protocol file, or the one that the package ships.

    Raises:
        SettingsError: the file cannot be read or cannot be used; every reason is named with
            the path of its key.
    """
    try:
        content = default_protocol_bytes() if path is None else path.read_bytes()
    except OSError as error:
        message = f"The protocol file {path} cannot be read: {error.strerror}."
        raise SettingsError(message) from error
    return protocol_from_bytes(content)


def protocol_from_bytes(content: bytes) -> LoadedProtocol:
    """Make a protocol from the bytes of its file.

    Raises:
        SettingsError: the content cannot be used.
    """
    try:
        data = tomllib.loads(content.decode("utf-8"), parse_float=Decimal)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        message = f"The protocol file is not valid TOML: {error}."
        raise SettingsError(message) from error
    try:
        protocol = Protocol.model_validate(data)
    except pydantic.ValidationError as error:
        raise SettingsError(_told("The protocol file", _reasons(error))) from error
    if reasons := [*problems(protocol)]:
        raise SettingsError(_told("The protocol file", reasons))
    return LoadedProtocol(protocol, hashlib.sha256(content).hexdigest())


def _told(what: str, reasons: Sequence[str]) -> str:
    return "\n".join([f"{what} cannot be used:", *(f"  {each}" for each in reasons)])


def _reasons(error: pydantic.ValidationError) -> list[str]:
    return [
        f"{'.'.join(str(part) for part in each['loc'])}: {each['msg']}"
        for each in error.errors(include_url=False)
    ]


def problems(protocol: Protocol) -> Iterator[str]:
    """Yield what is wrong with a protocol whose parts are each well formed."""
    yield from _uncited(protocol)
    yield from _gaps("renal.equations", protocol.renal.equations)
    yield from _gaps("preparation.concentration_limits", protocol.preparation.concentration_limits)
    yield from _orders(protocol)
    yield from _vials(protocol)
    for each in protocol.medicine_lists:
        if each.code not in protocol.findings:
            yield f"medicine_lists: the code {each.code} has no entry under findings"
    missing = sorted(REQUIRED_CODES - set(protocol.findings))
    if missing:
        yield f"findings: no entry for {', '.join(missing)}"
    for code, rule in protocol.findings.items():
        if rule.authorisable and rule.action is Action.WITHHOLD:
            yield f"findings.{code}: a withhold cannot be authorisable"


def cited_sources(value: object) -> Iterator[str]:
    """Yield every citation in a part of a protocol, at any depth."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            if key in {"source", "diluent_source"}:
                yield from part
            elif key != "sources":
                yield from cited_sources(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from cited_sources(part)


def _uncited(protocol: Protocol) -> Iterator[str]:
    data: dict[str, Any] = protocol.model_dump()
    for source in sorted(set(cited_sources(data)) - set(protocol.sources)):
        yield f"sources: {source} is cited but not listed"


def _gaps(where: str, bands: Sequence[RenalBand | ConcentrationLimit]) -> Iterator[str]:
    """Age bands start at birth, each begins where the last one ends, and the last is open."""
    if bands[0].from_years != 0:
        yield f"{where}: the first band must start at 0 years"
    for lower, upper in zip(bands, bands[1:], strict=False):
        if lower.below_years != upper.from_years:
            yield (
                f"{where}: the band from {upper.from_years} years must start where the one "
                f"before it ends ({lower.below_years})"
            )
    if bands[-1].below_years is not None:
        yield f"{where}: the last band must have no upper end"


def _orders(protocol: Protocol) -> Iterator[str]:
    """Pairs of figures of which the first must not exceed the second."""
    dose, preparation, blood = protocol.dose, protocol.preparation, protocol.blood
    pairs = (
        ("dose.cap_mg", dose.cap_mg.value, "dose.absolute_cap_mg", dose.absolute_cap_mg.value),
        (
            "renal.severe_below",
            protocol.renal.severe_below.value,
            "renal.impaired_below",
            protocol.renal.impaired_below.value,
        ),
        (
            "infusion.impaired_rate_mg_per_h",
            protocol.infusion.impaired_rate_mg_per_h.value,
            "infusion.maximum_rate_mg_per_h",
            protocol.infusion.maximum_rate_mg_per_h.value,
        ),
        (
            "interval.minimum_days",
            protocol.interval.minimum_days.value,
            "interval.maximum_days",
            protocol.interval.maximum_days.value,
        ),
        (
            "blood.calcium_withhold_below_mmol_per_l",
            blood.calcium_withhold_below_mmol_per_l.value,
            "blood.calcium_refer_below_mmol_per_l",
            blood.calcium_refer_below_mmol_per_l.value,
        ),
    )
    for low_name, low, high_name, high in pairs:
        if low > high:
            yield f"{low_name} ({low}) must not be above {high_name} ({high})"
    bags = preparation.bag_sizes_ml.value
    if list(bags) != sorted(set(bags)) or bags[0] <= 0:
        yield "preparation.bag_sizes_ml: must be positive, each once, smallest first"
    for limit in preparation.concentration_limits:
        if bags[-1] * limit.mg_per_ml < dose.absolute_cap_mg.value:
            yield (
                f"preparation: {dose.absolute_cap_mg.value} mg does not fit the largest bag at "
                f"{limit.mg_per_ml} mg per mL"
            )
    steps = (dose.rounding_step_mg, preparation.draw_up_step_ml, protocol.infusion.rounding_step_h)
    if any(step.value <= 0 for step in steps):
        yield "rounding steps must be above 0"


def _vials(protocol: Protocol) -> Iterator[str]:
    """A vial's content is its strength times its volume, and a whole number of syringe marks."""
    step = protocol.preparation.draw_up_step_ml.value
    for vial in protocol.medicine.presentations:
        named = f"{vial.vial_mg} mg in {vial.vial_ml} mL"
        if vial.strength_mg_per_ml * vial.vial_ml != vial.vial_mg:
            yield f"medicine.presentations: {named} is not {vial.strength_mg_per_ml} mg per mL"
        if step > 0 and vial.vial_ml % step:
            yield f"medicine.presentations: {named} is not a whole number of {step} mL"


REQUIRED_CODES = frozenset(
    """
    unit-suspect-creatinine unit-suspect-calcium unit-suspect-height unit-suspect-weight
    height-implausible weight-implausible weight-change indication-missing vertebral-first-line
    dose-capped dose-deviation dose-history-missing cumulative-dose-exceeded interval-too-short
    interval-long creatinine-missing creatinine-stale baseline-creatinine-missing
    creatinine-above-baseline renal-deterioration acute-kidney-injury-ratio
    acute-kidney-injury-rise resumed-after-deterioration renal-impairment
    severe-renal-impairment infusion-over-6-hours renal-equation-not-valid
    renal-equations-disagree calcium-missing calcium-stale hypocalcaemia calcium-borderline
    vitamin-d-missing vitamin-d-stale vitamin-d-low albuminuria-overdue baseline-imaging-missing
    imaging-due weight-stale height-stale pregnancy-test-missing pregnant age-below-3
    adult-regimen fluid-volume cycle-count untx-rising similar-patient
    baseline-taken-from-current protocol-not-approved protocol-expired
    """.split()
)
"""The codes that the engine's rules raise: a protocol must say what each does."""
