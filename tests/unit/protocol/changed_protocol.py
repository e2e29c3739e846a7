"""The shipped protocol file with a word changed, as a committee changes its copy."""

import pytest

from orderset.errors import SettingsError
from orderset.protocol.loading import (
    LoadedProtocol,
    default_protocol_bytes,
    protocol_from_bytes,
)


SHIPPED = default_protocol_bytes().decode("utf-8")


def changed(*changes: tuple[str, str]) -> str:
    """The text with each first of a pair, which stands in it once, replaced by the second."""
    text = SHIPPED
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} stands in the file {text.count(old)} times"
        text = text.replace(old, new)
    return text


def loaded(*changes: tuple[str, str]) -> LoadedProtocol:
    """The changed protocol, which can be used."""
    return protocol_from_bytes(changed(*changes).encode("utf-8"))


def refused(*changes: tuple[str, str]) -> list[str]:
    """Why the changed protocol cannot be used: one line each."""
    with pytest.raises(SettingsError) as caught:
        loaded(*changes)
    first, *reasons = str(caught.value).splitlines()
    assert first == "The protocol file cannot be used:"
    return [each.removeprefix("  ") for each in reasons]
