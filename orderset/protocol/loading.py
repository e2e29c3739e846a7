"""Reading a protocol file: one of the package's, or a hospital's own."""

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
from orderset.protocol.approval import content_sha256
from orderset.protocol.checking import problems
from orderset.protocol.figures import AGE_BANDS, ONE_FIGURE
from orderset.protocol.schema import FindingRule, Protocol


_DATA = resources.files("orderset.protocol").joinpath("data")
_SHIPPED = tomllib.loads(_DATA.joinpath("shipped.toml").read_text("utf-8"))

SHIPPED_IDS: Sequence[str] = tuple(_SHIPPED["shipped"])
"""The ids of the protocols that the package ships, by which they can be named."""


@dataclasses.dataclass(frozen=True, slots=True)
class LoadedProtocol:
    """A protocol that may be used, and the SHA-256 of the file it came from.

    ``content_sha256`` is that of the file without its approval block, which a committee approves.
    """

    rules: Protocol
    sha256: str
    content_sha256: str = ""

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
    """Return the protocol file that is taken where nobody names one."""
    return shipped_protocol_bytes(_SHIPPED["default"])


def shipped_protocol_bytes(protocol_id: str) -> bytes:
    """Return one of the protocol files that the package ships."""
    return _DATA.joinpath(f"{protocol_id}.toml").read_bytes()


def shipped_protocols() -> tuple[LoadedProtocol, ...]:
    """Load every protocol that the package ships."""
    return tuple(protocol_from_bytes(shipped_protocol_bytes(each)) for each in SHIPPED_IDS)


def load_protocol(named: Path | None = None) -> LoadedProtocol:
    """Load a protocol: a file, one of the package's by its id, or the package's default.

    Raises:
        SettingsError: the file cannot be read or cannot be used; every reason is named with
            the path of its key.
    """
    return protocol_from_bytes(protocol_bytes(named))


def protocol_bytes(named: Path | None) -> bytes:
    """Return the bytes of a protocol file, of one of the package's by its id, or of the default.

    A file of that name comes before an id: it is what somebody has put there.

    Raises:
        SettingsError: the file cannot be read.
    """
    try:
        if named is None:
            return default_protocol_bytes()
        if str(named) in SHIPPED_IDS and not named.exists():
            return shipped_protocol_bytes(str(named))
        return named.read_bytes()
    except OSError as error:
        message = (
            f"The protocol file {named} cannot be read: {error.strerror}. Check the path. Without "
            f"a file, the program knows {', '.join(SHIPPED_IDS)}."
        )
        raise SettingsError(message) from error


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
    return LoadedProtocol(
        rules=protocol.held_to(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content_sha256=content_sha256(content),
    )


def _told(what: str, reasons: Sequence[str]) -> str:
    return "\n".join([f"{what} cannot be used:", *(f"  {each}" for each in reasons)])


def _reasons(error: pydantic.ValidationError) -> list[str]:
    return [f"{_path(each['loc'])}: {each['msg']}" for each in error.errors(include_url=False)]


def _path(location: Sequence[int | str]) -> str:
    """Return the path of a key as the file has it, without our marks for a figure by age."""
    return ".".join(str(part) for part in location if part not in {ONE_FIGURE, AGE_BANDS})
