"""Proving that the figures of a protocol fit together: their units, and doses and their limits."""

from collections.abc import Iterator

from pydantic import BaseModel

from orderset.protocol.bands import each_value
from orderset.protocol.figures import Figure, Figures
from orderset.protocol.remarks import drawn_up_mg, sustained_interval_days
from orderset.protocol.schema import Protocol
from orderset.protocol.words import unit
from orderset.quantities import plain


def unit_problems(protocol: Protocol) -> Iterator[str]:
    """Yield figures that are not in the unit that the engine counts in; words may follow it."""
    for name in type(protocol).model_fields:
        part = getattr(protocol, name)
        if not isinstance(part, BaseModel):
            continue
        for key in type(part).model_fields:
            value, wanted = getattr(part, key), unit(part, key)
            for each in value if isinstance(value, tuple) else (value,):
                if isinstance(each, Figure | Figures) and not _is_in(each.unit, wanted):
                    yield f"{name}.{key}: the unit must be {wanted}, not {each.unit}"


def _is_in(given: str, wanted: str) -> bool:
    return given == wanted or given.startswith((f"{wanted} ", f"{wanted},"))


def limit_problems(protocol: Protocol) -> Iterator[str]:
    """Yield cycles that could never be given in full, and bags that could hold too much.

    Of a protocol whose figures are sound one by one.
    """
    dose, rules = protocol.dose, protocol.cumulative
    infusions, window = int(dose.infusions.value), int(rules.window_days.value)
    for key, figure in each_value("dose.mg_per_kg", dose.mg_per_kg).items():
        limit = rules.limit_mg_per_kg.value
        if sustained_interval_days(figure.value, infusions, limit, window, 1) is None:
            yield (
                f"{key}: {infusions} × {plain(figure.value)} mg/kg is above cumulative."
                f"limit_mg_per_kg ({plain(limit)}): no full cycle could be given"
            )
    highest = dose.absolute_cap_mg.value
    for vial in protocol.medicine.presentations:
        drawn_up = drawn_up_mg(protocol, vial)
        if drawn_up > highest:
            yield (
                f"medicine.presentations: dose.cap_mg drawn up at "
                f"{plain(vial.strength_mg_per_ml)} mg per mL is {plain(drawn_up)} mg, above "
                f"dose.absolute_cap_mg ({plain(highest)})"
            )
