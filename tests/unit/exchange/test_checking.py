"""Each breach of the rules for bundles is seen, and told by its path and never by its value."""

import builtins
import copy
import json
import re
import sys
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from orderset.errors import ExchangeUnavailableError
from orderset.exchange import model
from orderset.exchange.checking import breaches
from orderset.exchange.model import check_available, model_breaches
from orderset.exchange.written import read, written
from tests.unit.exchange.bundles import bundle, resources


Told = dict[str, Any]


def first(told: Told, kind: str) -> Told:
    found: Told = resources(told, kind)[0]
    return found


def dosage(told: Told) -> Told:
    found: Told = first(told, "MedicationRequest")["dosageInstruction"][0]
    return found


def dose(told: Told) -> Told:
    found: Told = dosage(told)["doseAndRate"][0]["doseQuantity"]
    return found


def status(kind: str, key: str, value: str) -> Callable[[Told], object]:
    return lambda told: first(told, kind).update({key: value})


BROKEN: dict[str, tuple[str, Callable[[Told], object]]] = {
    "another type of bundle": ("INT-01", lambda told: told.update(type="transaction")),
    "an order": ("INT-01", status("MedicationRequest", "intent", "order")),
    "an active order": ("INT-01", status("MedicationRequest", "status", "active")),
    "an active request": ("INT-01", status("ServiceRequest", "status", "active")),
    "an active cycle": ("INT-01", status("RequestGroup", "status", "active")),
    "a final result": ("INT-01", status("Observation", "status", "final")),
    "a request without a status": ("INT-01", lambda t: first(t, "ServiceRequest").pop("status")),
    "a gender that FHIR has not": ("INT-01", status("Patient", "gender", "girl")),
    "minutes": (
        "INT-01",
        lambda told: dosage(told)["timing"]["repeat"].update(durationUnit="min"),
    ),
    "a dose without a code": ("INT-02", lambda told: dose(told).pop("code")),
    "a dose without a system": ("INT-02", lambda told: dose(told).pop("system")),
    "a dose without a unit": ("INT-02", lambda told: dose(told).pop("unit")),
    "micrograms by code": ("INT-02", lambda told: dose(told).update(code="ug")),
    "micrograms by name": ("INT-02", lambda told: dose(told).update(unit="micrograms")),
    "a comparison": ("INT-02", lambda told: dose(told).update(comparator="<")),
    "a quantity of nothing": ("INT-02", lambda told: dose(told).update(value="60")),
    "a code for the medicine": (
        "INT-03",
        lambda told: first(told, "Medication")["code"].update(
            coding=[{"system": "https://dmd.nhs.uk", "code": "1", "display": "a guess"}]
        ),
    ),
    "a code for the route": (
        "INT-03",
        lambda told: dosage(told)["route"].update(coding=[{"code": "47625008"}]),
    ),
    "another code for the weight": (
        "INT-03",
        lambda told: first(told, "Observation")["code"]["coding"][0].update(code="3141-9"),
    ),
    "a code in a tag": (
        "INT-03",
        lambda told: told["meta"]["tag"][0].update(system="urn:x", code="HTEST"),
    ),
    "another system of numbers": (
        "INT-03",
        lambda told: first(told, "Patient")["identifier"][1].update(system="urn:hospital"),
    ),
    "a system where none belongs": (
        "INT-03",
        lambda told: told["identifier"].update(system="https://fhir.nhs.uk/Id/nhs-number"),
    ),
    "a code on its own": ("INT-03", lambda told: told["identifier"].update(code="x")),
    "a reference that leads nowhere": (
        "INT-01",
        lambda told: first(told, "ServiceRequest")["subject"].update(reference="urn:uuid:0"),
    ),
    "one address twice": (
        "INT-01",
        lambda told: told["entry"].append(copy.deepcopy(told["entry"][-1])),
    ),
    "an address that is not the id": (
        "INT-01",
        lambda told: told["entry"][0]["resource"].update(id="another"),
    ),
}


def test_an_unbroken_bundle_breaks_no_rule() -> None:
    assert breaches(bundle("C01")) == ()


@pytest.mark.parametrize("name", BROKEN)
def test_what_breaks_a_rule_is_seen(name: str) -> None:
    rule, break_it = BROKEN[name]
    told = bundle("C01")
    break_it(told)
    found = breaches(told)
    assert found
    assert {each[: len("INT-01")] for each in found} == {rule}


def test_the_models_see_an_element_that_is_not_there_and_one_that_is_unknown() -> None:
    told = bundle("C01", family_name="Zimmermann-Fictional")
    assert model_breaches(told) == ()
    del first(told, "MedicationRequest")["subject"]
    first(told, "Patient")["name"][0]["surname"] = "Zimmermann-Fictional"
    found = model_breaches(told)
    assert len(found) >= 2
    assert all(each.startswith("INT-01: entry.") for each in found)
    assert not any("Zimmermann" in each for each in found)


def test_without_the_package_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [each for each in sys.modules if each.split(".")[0] == "fhir"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delitem(sys.modules, model.LIBRARY, raising=False)
    importing = builtins.__import__

    def missing(name: str, *arguments: Any, **more: Any) -> Any:
        if name.split(".", maxsplit=1)[0] == "fhir":
            raise ModuleNotFoundError(name=name)
        return importing(name, *arguments, **more)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(
        ExchangeUnavailableError, match=re.escape("pip install 'fhir.resources>=8.3'")
    ):
        check_available()


def test_with_the_package_nothing_is_said() -> None:
    check_available()


# --- bytes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("62.50", "62.5"),
        ("0.1", "0.1"),
        ("1000", "1000"),
        ("1E+3", "1000"),
        ("0.30000000000000000001", "0.30000000000000000001"),
    ],
)
def test_a_decimal_is_written_with_its_own_digits(number: str, text: str) -> None:
    content = written({"value": Decimal(number)})
    assert content == f'{{\n "value": {text}\n}}\n'.encode()
    assert read(content) == {"value": Decimal(number)}


def test_what_is_written_is_json_with_every_letter_as_it_is() -> None:
    value = {"a": [{"b": 'Siân "Ó"\n'}, True, False, 3], "c": {"d": "Nguyễn"}}
    content = written(value)  # type: ignore[arg-type]
    assert json.loads(content) == value
    assert "Nguyễn" in content.decode()


def test_nothing_else_can_be_written() -> None:
    with pytest.raises(TypeError, match="float cannot stand"):
        written({"value": 0.1})
