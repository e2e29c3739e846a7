"""Bundles of worked cases, and what stands in them, read without the package's own words."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from orderset.documents.case import ReadyCase
from orderset.exchange.bundle import bundle_of
from orderset.exchange.written import written
from tests.unit.documents.judged_cases import all_ids, worked, worked_ready


CONTENT = "5e" * 32


def ready_ids() -> list[str]:
    """Return the worked cases that are ready as they stand."""
    return [each for each in all_ids() if worked(each).judgement.outcome.is_ready]


def bundle(case: ReadyCase | str, **overrides: Any) -> dict[str, Any]:
    """Return a bundle as another program would read it."""
    ready = worked_ready(case, **overrides) if isinstance(case, str) else case
    told: dict[str, Any] = json.loads(written(bundle_of(ready, CONTENT)), parse_float=Decimal)
    return told


def resources(told: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    """Return the resources of one type."""
    found = [each["resource"] for each in told["entry"]]
    return [each for each in found if each["resourceType"] == kind]


def observation(told: dict[str, Any], name: str) -> dict[str, Any]:
    """Return the one observation of that name."""
    (found,) = (each for each in resources(told, "Observation") if each["code"]["text"] == name)
    return found


def texts(parts: list[dict[str, Any]]) -> list[str]:
    """Return what notes or instructions say."""
    return [each["text"] for each in parts]


def everything(value: Any) -> Iterator[Any]:
    """Yield every object and value in a bundle."""
    yield value
    for below in value.values() if isinstance(value, dict) else value:
        if isinstance(below, dict | list):
            yield from everything(below)
        else:
            yield below
