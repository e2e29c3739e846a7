"""What the package ships: three protocols under one schema, found by data and named by their id."""

import hashlib
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from orderset.dosing.situation import check_site
from orderset.errors import SettingsError
from orderset.findings import workbook_definitions
from orderset.protocol.checking import REQUIRED_CODES, cited_sources, required_codes
from orderset.protocol.loading import (
    SHIPPED_IDS,
    LoadedProtocol,
    default_protocol_bytes,
    load_protocol,
    shipped_protocol_bytes,
    shipped_protocols,
)
from orderset.settings import SiteSettings


PROTOCOLS = {each.rules.id: each for each in shipped_protocols()}
FIRST = load_protocol()
STEPPED, TWO_DAY = PROTOCOLS["pamidronate-stepped"], PROTOCOLS["pamidronate-two-day"]
EVERY = pytest.mark.parametrize("protocol", PROTOCOLS.values(), ids=PROTOCOLS)


def _file(protocol: LoadedProtocol) -> dict[str, Any]:
    text = shipped_protocol_bytes(protocol.rules.id).decode("utf-8")
    return tomllib.loads(text, parse_float=Decimal)


def _figures(value: object, path: str = "") -> Iterator[tuple[str, Decimal]]:
    """Every figure of a file outside its age bands, by its path."""
    if isinstance(value, dict):
        if isinstance(value.get("value"), int | Decimal):
            yield path, Decimal(value["value"])
        for key, part in value.items():
            yield from _figures(part, f"{path}.{key}" if path else key)


def test_every_file_of_the_folder_is_listed_and_has_the_id_that_it_is_called_by() -> None:
    folder = resources.files("orderset.protocol").joinpath("data")
    files = {Path(each.name).stem for each in folder.iterdir() if each.name.endswith(".toml")}
    assert files - {"shipped"} == set(SHIPPED_IDS) == set(PROTOCOLS)
    assert {key: each.rules.id for key, each in PROTOCOLS.items()} == {
        key: key for key in SHIPPED_IDS
    }


def test_the_default_is_one_of_them() -> None:
    assert load_protocol().sha256 == hashlib.sha256(default_protocol_bytes()).hexdigest()
    assert load_protocol().rules.id in SHIPPED_IDS


@EVERY
def test_a_protocol_is_named_by_its_id_unless_a_file_is_called_so(
    protocol: LoadedProtocol, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    named = Path(protocol.rules.id)
    assert load_protocol(named).sha256 == protocol.sha256
    own = default_protocol_bytes() + b"# ours\n"
    named.write_bytes(own)
    assert load_protocol(named).sha256 == hashlib.sha256(own).hexdigest()


def test_a_name_that_is_neither_says_which_ids_there_are(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="knows pamidronate-crmo, pamidronate-stepped, ") as no:
        load_protocol(tmp_path / "none")
    assert "Check the path." in str(no.value)


@EVERY
def test_nobody_has_approved_it_and_every_citation_resolves_and_is_used(
    protocol: LoadedProtocol,
) -> None:
    assert protocol.rules.approved is None
    assert set(cited_sources(_file(protocol))) == set(protocol.rules.sources)


@EVERY
def test_every_finding_is_required_or_raised_by_a_list_of_names(protocol: LoadedProtocol) -> None:
    rules = protocol.rules
    of_lists = {each.code for each in rules.medicine_lists}
    assert set(rules.findings) == required_codes(rules) | of_lists
    assert not set(rules.findings) & set(workbook_definitions())


def test_a_protocol_with_a_dose_for_every_age_refers_nobody_for_being_young() -> None:
    assert TWO_DAY.rules.population_limits.refer_below_years is None
    assert required_codes(TWO_DAY.rules) == REQUIRED_CODES - {"age-below-3"}
    assert required_codes(STEPPED.rules) == REQUIRED_CODES


def test_the_two_day_regimen_differs_from_the_first_in_what_its_source_gives_alone() -> None:
    """Clinical.md B1.1, F3. Whatever the source does not give is the first protocol's."""
    first, two_day = dict(_figures(_file(FIRST))), dict(_figures(_file(TWO_DAY)))
    different = {
        key: [None if each is None else int(each) for each in (first.get(key), two_day.get(key))]
        for key in first.keys() | two_day.keys()
        if first.get(key) != two_day.get(key)
    }
    assert different == {
        "dose.infusions": [3, 2],
        "dose.mg_per_kg": [1, None],  # by age: see test_age_bands
        "dose.cap_mg": [60, 90],
        "interval.minimum_days": [28, None],  # by age
        "population_limits.refer_below_years": [3, None],
    }


def test_the_stepped_start_differs_in_the_first_infusion_alone() -> None:
    first, stepped = _file(FIRST), _file(STEPPED)
    assert first["dose"]["first_infusion_lowered"] == "by-site"
    assert stepped["dose"]["first_infusion_lowered"] == "always"
    assert dict(_figures(stepped)) == dict(_figures(first))
    same = {*first} - {"id", "title", "dose", "order_set"}
    assert {key: stepped[key] for key in same} == {key: first[key] for key in same}
    assert stepped["order_set"]["purpose"].endswith("the first infusion ever at half dose")


@EVERY
def test_a_copy_without_the_newer_keys_keeps_its_meaning(protocol: LoadedProtocol) -> None:
    """A hospital's approved file goes on as it was: the site decides, and nothing is added."""
    data = _file(protocol)
    del data["dose"]["first_infusion_lowered"], data["medicine"]["never_written"]
    read = type(protocol.rules).model_validate(data)
    assert read.dose.first_infusion_lowered == "by-site"
    assert read.medicine.never_written == ()


def test_a_site_that_halves_is_told_where_the_protocol_gives_the_first_infusion_whole() -> None:
    site = SiteSettings(half_dose_first_infusion=True)
    check_site(FIRST.rules, site)
    dose = FIRST.rules.dose
    factor = dose.first_infusion_factor.model_copy(update={"value": Decimal(1)})
    whole = dose.model_copy(update={"first_infusion_factor": factor})
    rules = FIRST.rules.model_copy(update={"dose": whole})
    check_site(rules, SiteSettings())
    with pytest.raises(SettingsError, match="half_dose_first_infusion: the protocol gives the"):
        check_site(rules, site)
