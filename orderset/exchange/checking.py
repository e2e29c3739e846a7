"""What the library does not check of a bundle: values, codes, units and references.

It knows the elements and their types; it takes any word for a status and any unit for a quantity.
Everything is told by its path in the bundle, never by what stands there: that may be a name.
Source: printing.md INT-01 to INT-03.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from orderset.exchange.codes import codes


_CODING_ONLY_IN_WORDS = frozenset({"display"})
_QUANTITY = frozenset({"value", "unit", "system", "code"})

Path = tuple[str | int, ...]


def breaches(bundle: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what is wrong with a bundle, empty if nothing is.

    Args:
        bundle: a Bundle as plain data, numbers as decimals.
    """
    return (
        *_wrong_values(bundle),
        *(told for path, part in _parts(bundle) for told in _wrong_part(path, part)),
        *_wrong_references(bundle),
    )


def _parts(value: object, path: Path = ()) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Yield every object in a bundle with its path."""
    if isinstance(value, Mapping):
        yield path, value
        for key, below in value.items():
            yield from _parts(below, (*path, key))
    elif isinstance(value, list):
        for place, below in enumerate(value):
            yield from _parts(below, (*path, place))


def _named(path: Path) -> str:
    return ".".join(str(each) for each in path)


def _resources(bundle: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield bundle
    for entry in bundle["entry"]:
        yield entry["resource"]


def _wrong_values(bundle: Mapping[str, Any]) -> Iterator[str]:
    """Yield elements of FHIR that hold another code than we write, or none."""
    allowed = codes().element
    for number, resource in enumerate(_resources(bundle)):
        kind = resource["resourceType"]
        for path, values in allowed.items():
            first, *rest = path.split(".")
            if first != kind:
                continue
            found = [*_at(resource, rest)]
            if not found or any(each not in values.codes for each in found):
                yield f"INT-01: resource {number}: {path} is not one of {', '.join(values.codes)}"


def _at(value: object, path: list[str]) -> Iterator[object]:
    """Yield everything at a path, through lists."""
    if isinstance(value, list):
        for each in value:
            yield from _at(each, path)
    elif not path:
        yield value
    elif isinstance(value, Mapping) and path[0] in value:
        yield from _at(value[path[0]], path[1:])


def _wrong_part(path: Path, part: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with one object: a quantity, a coding, an identifier or none of them."""
    if isinstance(part.get("value"), int | Decimal) or part.keys() >= _QUANTITY:
        if not _is_known_quantity(part):
            yield f"INT-02: {_named(path)}: a quantity without a unit of the list"
    elif "coding" in path[-2:] or "tag" in path[-2:]:
        if not _is_known_coding(part):
            yield f"INT-03: {_named(path)}: a code that is not in the list"
    elif "system" in part:
        systems = {each.system for each in codes().identifier.values()}
        if part["system"] not in systems or path[-2:-1] != ("identifier",):
            yield f"INT-03: {_named(path)}: a system that is not in the list"
    elif "code" in part and not isinstance(part["code"], Mapping):
        yield f"INT-03: {_named(path)}: a code without a system"


def _is_known_quantity(part: Mapping[str, Any]) -> bool:
    units = codes().unit
    known = units.codes.get(str(part.get("unit")))
    return (
        part.keys() == _QUANTITY
        and isinstance(part["value"], int | Decimal)
        and known is not None
        and (part["system"], part["code"]) == (units.system, known.code)
    )


def _is_known_coding(part: Mapping[str, Any]) -> bool:
    if part.keys() == _CODING_ONLY_IN_WORDS:
        return True
    known = {(each.system, each.code, each.display) for each in codes().coding.values()}
    return (part.get("system"), part.get("code"), part.get("display")) in known


def _wrong_references(bundle: Mapping[str, Any]) -> Iterator[str]:
    """Yield references that lead nowhere, addresses that are there twice, ids that differ."""
    urls = [entry["fullUrl"] for entry in bundle["entry"]]
    if len(set(urls)) < len(urls):
        yield "INT-01: two resources have one address"
    for number, entry in enumerate(bundle["entry"]):
        if entry["fullUrl"] != f"urn:uuid:{entry['resource']['id']}":
            yield f"INT-01: entry.{number}: the address is not that of the id"
    for path, part in _parts(bundle):
        if "reference" in part and part["reference"] not in urls:
            yield f"INT-01: {_named(path)}: a reference that leads nowhere"
