"""Reading a protocol file: what is refused, and in which words."""

import hashlib
from decimal import Decimal
from pathlib import Path

import pytest

from orderset.errors import SettingsError
from orderset.findings import Action
from orderset.protocol.loading import (
    default_protocol_bytes,
    load_protocol,
    protocol_from_bytes,
)
from tests.unit.protocol.changed_protocol import changed, loaded, refused


CAP = "cap_mg = { value = 60, unit"


def test_the_shipped_protocol_can_be_used() -> None:
    """It is loaded where no file is named, and its hash is that of its bytes."""
    protocol = load_protocol()
    assert protocol.rules.id == "pamidronate-crmo"
    assert protocol.sha256 == hashlib.sha256(default_protocol_bytes()).hexdigest()


def test_a_hospitals_copy_is_loaded_from_its_file(tmp_path: Path) -> None:
    """With its own figures and its own hash."""
    file = tmp_path / "ours.toml"
    file.write_text(changed((CAP, "cap_mg = { value = 45.5, unit")), "utf-8")
    protocol = load_protocol(file)
    assert protocol.rules.dose.cap_mg.value == Decimal("45.5")
    assert protocol.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    assert protocol.sha256 != load_protocol().sha256


def test_numbers_are_exact() -> None:
    """0.36 and 44.2 as they are written, and no float anywhere."""
    rules = load_protocol().rules
    assert rules.preparation.concentration_limits[1].mg_per_ml == Decimal("0.36")
    assert str(rules.deterioration.rise_normal_baseline_micromol_per_l.value) == "44.2"


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """With what the system says."""
    with pytest.raises(SettingsError, match=r"none\.toml cannot be read: No such file"):
        load_protocol(tmp_path / "none.toml")


@pytest.mark.parametrize("content", [b"title = ", b"\xff\xfe", b"a = 1\na = 2"])
def test_a_file_that_is_not_toml_is_refused(content: bytes) -> None:
    """Unfinished, not UTF-8, a key twice."""
    with pytest.raises(SettingsError, match=r"^The protocol file is not valid TOML: "):
        protocol_from_bytes(content)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("true", "must be a number"),
        ('"60"', "must be a number"),
        ("[60]", "must be a number"),
        ("inf", "must be a finite number"),
        ("nan", "must be a finite number"),
    ],
)
def test_a_figure_that_is_not_a_number_is_refused(value: str, reason: str) -> None:
    """A bool is an integer to Python, not to us."""
    assert refused((CAP, f"cap_mg = {{ value = {value}, unit")) == [
        f"dose.cap_mg.value: Value error, {reason}"
    ]


@pytest.mark.parametrize("value", ["true", "7.5", '"7"', "-1"])
def test_days_of_the_schedule_are_whole_numbers(value: str) -> None:
    """Neither a bool nor a fraction nor a word, and not below 0."""
    (reason,) = refused(
        (
            'tests = ["adjusted_calcium"]\nschedule = "each-cycle"\nvalid_days = 7\n',
            f'tests = ["adjusted_calcium"]\nschedule = "each-cycle"\nvalid_days = {value}\n',
        )
    )
    assert reason.startswith("monitoring.1.valid_days: Input should be ")


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (
            CAP,
            "cap_mgs = { value = 60, unit",
            "dose.cap_mgs: Extra inputs are not permitted",
        ),
        (
            "cap_mg = { value = 60, unit",
            "cap_mg = { value = 60, limit = 1, unit",
            "dose.cap_mg.limit: Extra inputs are not permitted",
        ),
        (
            'schema = "orderset/protocol/1"',
            'schema = "orderset/protocol/2"',
            "schema: Input should be 'orderset/protocol/1'",
        ),
        (
            'id = "pamidronate-crmo"',
            'id = "Pamidronate CRMO"',
            "id: String should match pattern '^[a-z0-9]+(-[a-z0-9]+)*$'",
        ),
        (
            'version = "1.0.0"',
            'version = "1.0"',
            r"version: String should match pattern '^\d+\.\d+\.\d+$'",
        ),
        (
            "review_date = 2027-11-30",
            'review_date = "2027-11-30"',
            "review_date: Input should be a valid date",
        ),
        (
            "# approved_on = 2026-12-01",
            "approved_on = 0",
            "approval.approved_on: Input should be a valid date",
        ),
        (
            'unit = "mg", source = ["F11"], note',
            'unit = "mg", source = [], note',
            "dose.cap_mg.source: Tuple should have at least 1 item after validation, not 0",
        ),
        (
            'unit = "mg", source = ["F11"], note',
            'unit = "", source = ["F11"], note',
            "dose.cap_mg.unit: String should have at least 1 character",
        ),
        (
            '[findings.untx-rising]\naction = "caution"',
            '[findings.untx-rising]\naction = "warn"',
            (
                "findings.untx-rising.action: Input should be 'return', 'withhold', 'refer', "
                "'caution' or 'note'"
            ),
        ),
        (
            'from_years = 18, equation = "cockcroft-gault"',
            'from_years = 18, equation = "mdrd"',
            "renal.equations.2.equation: Input should be 'none', 'schwartz' or 'cockcroft-gault'",
        ),
        (
            'key = "phosphate"\nlabel',
            'key = "phosphate"\nonly = "boys"\nlabel',
            "monitoring.2.only: Input should be 'pregnancy-possible'",
        ),
    ],
)
def test_what_is_not_allowed_is_named_with_its_path(old: str, new: str, reason: str) -> None:
    """Unknown keys, spellings, empty citations, words that are not in a list."""
    assert reason in refused((old, new))


def test_a_missing_key_is_named_with_its_path() -> None:
    """A figure cannot be left out."""
    old = 'cap_mg = { value = 60, unit = "mg", source = ["F11"], note = "Other protocols allow '
    assert refused((f'{old}90 mg (F3, F8)." }}\n', "")) == ["dose.cap_mg: Field required"]


def test_every_reason_is_told_at_once() -> None:
    """Not only the first."""
    assert refused((CAP, "cap_mg = { value = true, unit"), ('version = "1.0.0"', "")) == [
        "version: Field required",
        "dose.cap_mg.value: Value error, must be a number",
    ]


def test_a_definition_of_a_finding_comes_from_the_file() -> None:
    """Title, reason, remedy and source; a refer may be authorised, a withhold never."""
    definition = load_protocol().definitions["creatinine-stale"]
    assert definition.code == "creatinine-stale"
    assert definition.action is Action.REFER
    assert definition.title == "Creatinine is not recent"
    assert definition.source == "S21, CHOICE"
    assert definition.authorisable
    stricter = loaded(
        (
            '[findings.creatinine-stale]\naction = "refer"',
            '[findings.creatinine-stale]\naction = "withhold"',
        )
    )
    assert stricter.definitions["creatinine-stale"].action is Action.WITHHOLD
    assert not stricter.definitions["creatinine-stale"].authorisable


def test_a_protocol_cannot_be_changed_once_loaded() -> None:
    """It is frozen in all its parts."""
    rules = load_protocol().rules
    with pytest.raises(ValueError, match="frozen"):
        rules.dose.cap_mg.value = Decimal(90)  # type: ignore[misc]  # what must not work
