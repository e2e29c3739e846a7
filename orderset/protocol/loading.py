"""Reading a protocol file."""

import dataclasses
import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from importlib import resources
from pathlib import Path

import pydantic

from orderset.errors import SettingsError
from orderset.findings import Action, Definition
from orderset.protocol.checking import problems
from orderset.protocol.schema import FindingRule, Protocol


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
        confidential=rule.confidential,
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
        message = f"The protocol file {path} cannot be read: {error.strerror}. Check the path."
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
