"""Every key of a protocol has words, a section, and is seen when it is changed."""

import copy
import datetime as dt
import tomllib
import typing
from collections.abc import Iterator
from decimal import Decimal
from importlib import resources
from typing import Any

import pytest

from orderset.protocol.comparing import differences, lines
from orderset.protocol.figures import Part
from orderset.protocol.loading import default_protocol_bytes, load_protocol, shipped_protocols
from orderset.protocol.schema import Protocol
from orderset.protocol.statements import SECTIONS, statements
from tests.approved import approved_protocol
from tests.unit.protocol.changed_protocol import loaded


TABLE = tomllib.loads(
    resources.files("orderset").joinpath("data", "protocol_words.toml").read_text("utf-8")
)
RULES = load_protocol().rules


def _parts_in(annotation: Any) -> Iterator[type[Part]]:
    """Every part of the schema that an annotation names, at any depth."""
    if isinstance(annotation, type) and issubclass(annotation, Part):
        yield annotation
    for each in typing.get_args(annotation):
        yield from _parts_in(each)


def _schema(part: type[Part]) -> dict[str, type[Part]]:
    found = {part.__name__: part}
    for field in part.model_fields.values():
        for below in _parts_in(field.annotation):
            found |= _schema(below)
    return found


def test_no_field_of_the_schema_is_without_words_and_no_words_without_a_field() -> None:
    schema = _schema(Protocol)
    assert len(schema) > 25
    assert {name: set(keys) for name, keys in TABLE.items()} == {
        name: set(part.model_fields) for name, part in schema.items()
    }


def test_every_key_of_the_file_has_its_section() -> None:
    assert set(SECTIONS) == set(Protocol.model_fields)


def test_every_figure_has_the_unit_that_its_key_ends_in() -> None:
    """A table that said another would let a file through in another unit."""
    ends = {
        "_mg": "mg",
        "_kg": "kg",
        "_cm": "cm",
        "_ml": "mL",
        "_mg_per_kg": "mg/kg",
        "mg_per_kg": "mg/kg",
        "_ml_per_kg": "mL/kg",
        "mg_per_ml": "mg per mL",
        "_mg_per_h": "mg/h",
        "_mg_per_dl": "mg/dL",
        "_micromol_per_l": "µmol/L",
        "_mmol_per_l": "mmol/L",
        "_nmol_per_l": "nmol/L",
        "_percent": "%",
        "_ratio": "times",
        "_h": "h",
        "_min": "min",
        "_minutes": "min",
        "_days": "days",
        "_months": "months",
        "_years": "years",
    }
    checked = 0
    for keys in TABLE.values():
        for key, term in keys.items():
            if "unit" in term:
                fitting = [end for end in ends if key.endswith(end)]
                if fitting:
                    assert term["unit"] == ends[max(fitting, key=len)], key
                    checked += 1
    assert checked > 60


@pytest.mark.parametrize("protocol", shipped_protocols(), ids=lambda each: each.rules.id)
def test_every_key_is_stated_once(protocol: Any) -> None:
    keys = [each.key for each in statements(protocol.rules)]
    assert len(keys) == len(set(keys)) > 400


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _leaves(each, (*path, key))
    elif isinstance(value, list) and value:
        for number, each in enumerate(value):
            yield from _leaves(each, (*path, number))
    else:
        yield path


def _other(value: Any, path: tuple[Any, ...]) -> Any:
    """Another value of the kind: the schema allows it, whether or not it makes sense."""
    choices = {
        "schedule": "ask",
        "when": "recurrence",
        "equation": "none",
        "field": "allergies",
        "action": "note",
        "at_impaired": "note",
        "first_infusion_lowered": "always",
        "only": None,
    }
    match value:
        case bool():
            return not value
        case int() | Decimal():
            return value + 1
        case dt.date():
            return value + dt.timedelta(days=1)
        case list():
            return ["another"]
        case _:
            other = choices.get(path[-1], f"{value}x")
            if other == value:
                other = {"ask": "each-cycle", "none": "schwartz", "note": "caution"}.get(
                    value, "current_medicines" if value == "allergies" else "always"
                )
            return other


def _changed_at(path: tuple[Any, ...]) -> Protocol:
    data = copy.deepcopy(DATA)
    at = data
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = "9.9.9" if path == ("version",) else _other(at[path[-1]], path)
    return Protocol.model_validate(data)


DATA: dict[str, Any] = tomllib.loads(default_protocol_bytes().decode(), parse_float=Decimal)


def test_whatever_is_changed_is_seen_as_a_difference() -> None:
    """One value of every kind in turn; the approval apart, which is compared as a whole."""
    of_a_kind = {
        tuple(
            "*" if isinstance(key, int) or path[:place] in {("findings",), ("sources",)} else key
            for place, key in enumerate(path)
        ): path
        for path in _leaves(DATA)
        if path[0] not in {"approval", "schema"}
    }
    assert len(of_a_kind) > 250
    whole = Protocol.model_validate(DATA)
    unseen = [path for path in of_a_kind.values() if len(differences(whole, _changed_at(path))) < 1]
    assert unseen == []


def _found(*changes: tuple[str, str]) -> list[str]:
    return [*lines(differences(RULES, loaded(*changes).rules))]


def test_a_protocol_does_not_differ_from_itself() -> None:
    assert differences(RULES, load_protocol().rules) == ()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            [("cap_mg = { value = 60, unit", "cap_mg = { value = 90, unit")],
            ["What reaches the patient", "  limit per infusion 60 mg → 90 mg", ""],
        ),
        (
            [('source = ["F11"], note = "Other', 'source = ["F3", "F8"], note = "Other')],
            ["Sources and notes", "  source of limit per infusion: F11 → F3, F8", ""],
        ),
        (
            [('note = "No site may exceed it."', 'note = "Never."')],
            [
                "Sources and notes",
                "  note of absolute limit per infusion: No site may exceed it. → Never.",
                "",
            ],
        ),
        (
            [(', note = "No site may exceed it."', "")],
            [
                "Sources and notes",
                "  gone: note of absolute limit per infusion: No site may exceed it.",
                "",
            ],
        ),
        (
            [('"Cidomycin", ', ""), ('"Amikin", ', '"Amikin", "Example", ')],
            [
                "Names that raise a finding",
                "  gone: aminoglycoside (current medicines): name: Cidomycin",
                "  new: aminoglycoside (current medicines): name: Example",
                "",
            ],
        ),
        (
            [
                (
                    '[findings.untx-rising]\naction = "caution"',
                    '[findings.untx-rising]\naction = "refer"',
                )
            ],
            ["What findings do", "  {untx} (untx-rising): action: caution → refer", ""],
        ),
        (
            [('version = "1.0.0"', 'version = "1.1.0"')],
            ["Version, review and approval", "  version: 1.0.0 → 1.1.0", ""],
        ),
        (
            [
                (
                    "{ from_years = 18, mg_per_ml = 0.36, ",
                    (
                        "{ from_years = 18, below_years = 60, mg_per_ml = 0.36, "
                        'source = ["F5"] },\n'
                        "{ from_years = 60, mg_per_ml = 0.3, "
                    ),
                )
            ],
            [
                "What reaches the patient",
                "  gone: highest concentration in the bag, from 18 years, 0.36 mg per mL",
                (
                    "  new: highest concentration in the bag, from 18 to below 60 years, 0.36 mg "
                    "per mL [F5]"
                ),
                "  new: highest concentration in the bag, from 60 years, 0.3 mg per mL [F5]",
                "",
            ],
        ),
        (
            [("valid_days = 183\nfirst_cycle_valid_days = 90", "valid_days = 183")],
            [
                "What is monitored",
                "  gone: Vitamin D (25-OH): a result counts, before cycle 1, for: 90 days",
                "",
            ],
        ),
    ],
)
def test_a_change_is_told_in_clinical_words(
    changes: list[tuple[str, str]], told: list[str]
) -> None:
    title = RULES.findings["untx-rising"].title
    assert _found(*changes) == [each.format(untx=title) for each in told]


def test_what_reaches_the_patient_comes_first_and_the_version_last() -> None:
    found = _found(
        ('version = "1.0.0"', 'version = "1.1.0"'),
        ("cap_mg = { value = 60, unit", "cap_mg = { value = 90, unit"),
        ("limit_mg_per_kg = { value = 11.5", "limit_mg_per_kg = { value = 12"),
    )
    assert [each for each in found if each and not each.startswith(" ")] == [
        "What reaches the patient",
        "Who gets it and when",
        "Version, review and approval",
    ]


def test_a_long_text_stands_below_what_it_was() -> None:
    old = "Well hydrated before each infusion: encourage drinking, or prescribe fluids."
    assert _found((old, f"{old} Always.")) == [
        "Words on paper",
        "  hydration:",
        f"    was: {old}",
        f"    now: {old} Always.",
        "",
    ]


def test_another_order_on_paper_is_told() -> None:
    """The same steps in another order are another preparation."""
    steps = RULES.worksheet.steps
    other = RULES.worksheet.model_copy(update={"steps": (steps[1], steps[0], *steps[2:])})
    (found,) = differences(RULES, RULES.model_copy(update={"worksheet": other}))[:-1]
    assert found.what == "order, step"
    assert found.before
    assert found.after
    assert found.before != found.after
    shorter = RULES.worksheet.model_copy(update={"steps": steps[:-1]})
    gone = differences(RULES, RULES.model_copy(update={"worksheet": shorter}))[:-1]
    assert [each.after for each in gone] == [None]


def test_the_same_line_twice_is_two() -> None:
    steps = RULES.worksheet.steps
    other = RULES.worksheet.model_copy(update={"steps": (*steps, steps[0])})
    found = differences(RULES, RULES.model_copy(update={"worksheet": other}))[:-1]
    assert [(each.before, each.after) for each in found] == [(None, steps[0].text)]


def test_a_finding_that_is_new_or_gone_is_told_whole() -> None:
    findings = {code: rule for code, rule in RULES.findings.items() if code != "untx-rising"}
    fewer = RULES.model_copy(update={"findings": findings})
    (gone,) = differences(RULES, fewer)[:-1]
    assert gone.key == "findings.untx-rising"
    assert gone.before
    assert gone.before.startswith("action caution; ")
    assert gone.after is None
    (new,) = differences(fewer, RULES)[:-1]
    assert (new.before, new.after) == (None, gone.before)


def test_an_approval_is_compared_as_a_whole() -> None:
    (found,) = differences(RULES, approved_protocol().rules)
    assert found.what == "approval"
    assert found.before == "not approved: the approval block is empty"
    assert found.after == (
        "approved by Medicines Committee on 30-Nov-2026, review by 30-Nov-2027: "
        "A Pharmacist, lead pharmacist; B Consultant, rheumatologist"
    )
