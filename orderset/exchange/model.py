"""A bundle against the models of ``fhir.resources``, an extra that not every machine has.

They are those of R4B. Where they and R4 differ for what we write is told in ``docs/fhir.md``.
"""

import importlib
from typing import Any

import pydantic

from orderset.errors import ExchangeUnavailableError


LIBRARY = "orderset.exchange.library"

NOT_INSTALLED = (
    "The package fhir.resources is missing, and no bundle leaves here that it has not checked. "
    "Install it into orderset's environment: pip install 'fhir.resources>=8.3'. Nothing was "
    "written."
)


def check_available() -> None:
    """Make sure that bundles can be checked here.

    Raises:
        ExchangeUnavailableError: the library is not installed; the message says what to do.
    """
    try:
        importlib.import_module(LIBRARY)
    except ImportError as error:
        raise ExchangeUnavailableError(NOT_INSTALLED) from error


def model_breaches(bundle: object) -> tuple[str, ...]:
    """Return what the models find wrong, by the path of each element and never by its value.

    Args:
        bundle: a Bundle as plain data, as it was read from its file.
    """
    library: Any = importlib.import_module(LIBRARY)
    try:
        library.Bundle.model_validate(bundle)
    except pydantic.ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        return tuple(f"INT-01: {_named(each['loc'])}: {each['type']}" for each in found)
    return ()


def _named(path: tuple[int | str, ...]) -> str:
    return ".".join(str(each) for each in path)
