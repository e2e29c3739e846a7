"""The site's settings: defaults, what is allowed, and what is said of a wrong key or value."""

import re
from decimal import Decimal
from pathlib import Path

import pydantic
import pytest

from orderset.errors import SettingsError
from orderset.settings import SiteSettings, load_site_settings


LARGE_ENOUGH = "thermal-102x76, a4-cut-102x76-6, a4-cut-102x76-4, a4-105x148"
NEVER_SHRUNK = "ours is 102 × 76 mm and never shrunk; large enough are"


def _file(folder: Path, text: str) -> Path:
    target = folder / "site.toml"
    target.write_text(text, "utf-8")
    return target


def _loaded(folder: Path, text: str) -> SiteSettings:
    return load_site_settings(_file(folder, text))


def _refusal(folder: Path, text: str) -> list[str]:
    """Return the lines that name what is wrong."""
    with pytest.raises(SettingsError) as refused:
        _loaded(folder, text)
    head, *reasons = str(refused.value).splitlines()
    assert head == f"The site settings {folder / 'site.toml'} cannot be used:"
    assert refused.value.exit_code == 4
    return [each.strip() for each in reasons]


def test_every_key_has_a_default(tmp_path: Path) -> None:
    """A site without a file, or with an empty one, has them all."""
    settings = load_site_settings()
    assert settings == SiteSettings() == _loaded(tmp_path, "")
    assert (settings.strength_mg_per_ml, settings.vial_mg) == (Decimal(3), Decimal(30))
    assert settings.documents == (
        "order-set",
        "monitoring-checklist",
        "preparation-worksheet",
        "labels",
    )
    assert not settings.half_dose_first_infusion
    assert not settings.protect_from_light
    assert (settings.render_seconds, settings.render_memory_mb) == (30, 2048)
    assert (settings.output_folder, settings.logo, settings.templates_folder) == ("outputs", "", "")
    assert settings.heading_aliases == {}


def test_every_key_can_be_set(tmp_path: Path) -> None:
    """Figures exactly as written; the paths are relative to the file's own folder."""
    settings = _loaded(
        tmp_path,
        """
        hospital = "St Elsewhere"
        ward_phone = "020 7946 0000"
        pharmacy = "Main pharmacy"
        pharmacy_phone = "0"
        strength_mg_per_ml = 6.1
        vial_mg = 90
        half_dose_first_infusion = true
        protect_from_light = true
        planned_preparation_time = "07:45"
        label_stock = "thermal-102x76"
        gs1_gtin = "09506000134352"
        documents = ["labels"]
        duplex = true
        logo = "logo.svg"
        templates_folder = "design"
        output_folder = "batches"
        output_access = "group"
        render_seconds = 1
        render_memory_mb = 16384
        [heading_aliases]
        hospital_number = ["Hosp No", "MRN"]
        dose_mg = ["D"]
        """,
    )
    assert settings.model_dump() == {
        "hospital": "St Elsewhere",
        "ward_phone": "020 7946 0000",
        "pharmacy": "Main pharmacy",
        "pharmacy_phone": "0",
        "strength_mg_per_ml": Decimal("6.1"),
        "vial_mg": Decimal(90),
        "half_dose_first_infusion": True,
        "protect_from_light": True,
        "planned_preparation_time": "07:45",
        "label_stock": "thermal-102x76",
        "gs1_gtin": "09506000134352",
        "documents": ("labels",),
        "duplex": True,
        "logo": str(tmp_path / "logo.svg"),
        "templates_folder": str(tmp_path / "design"),
        "output_folder": "batches",
        "output_access": "group",
        "render_seconds": 1,
        "render_memory_mb": 16384,
        "heading_aliases": {"hospital_number": ("Hosp No", "MRN"), "dose_mg": ("D",)},
    }


def test_an_absolute_path_stays_what_it_is(tmp_path: Path) -> None:
    """Only relative ones follow the file."""
    settings = _loaded(tmp_path, 'logo = "/srv/logo.svg"')
    assert settings.logo == "/srv/logo.svg"


@pytest.mark.parametrize(
    ("written", "strength"),
    [
        ("3", "3"),
        ("3.0", "3.0"),
        ("6.1", "6.1"),
        ('"3"', "3"),
        ('"6.1"', "6.1"),
        ("0.001", "0.001"),
        ("1e1", "10"),
    ],
)
def test_a_strength_is_exact(written: str, strength: str, tmp_path: Path) -> None:
    """6.1 is never 6.0999999999999996."""
    settings = _loaded(tmp_path, f"strength_mg_per_ml = {written}")
    assert settings.strength_mg_per_ml == Decimal(strength)


@pytest.mark.parametrize(
    "written",
    [
        "true",
        '"three"',
        '"3 mg"',
        '"3,5"',
        '"3.5.1"',
        '"-3"',
        '"1e1"',
        '"1_0"',
        '"\uff13"',
        '"\u0663"',
        '"NaN"',
        '""',
        '"."',
        "[3]",
        "2026-12-07",
    ],
)
def test_what_is_no_number_is_no_strength(written: str, tmp_path: Path) -> None:
    """Not even what Python takes for one."""
    assert _refusal(tmp_path, f"strength_mg_per_ml = {written}") == [
        "strength_mg_per_ml: must be a number, for example 3"
    ]


@pytest.mark.parametrize("written", ["0", "0.0", "-3", "nan", "inf", "-inf", '"0"'])
def test_a_strength_is_finite_and_above_0(written: str, tmp_path: Path) -> None:
    """A concentrate of nothing would be an infinite volume."""
    assert _refusal(tmp_path, f"vial_mg = {written}") == ["vial_mg: must be a number above 0"]


def test_a_float_is_no_strength() -> None:
    """Nobody inside the program may bring its rounding error in."""
    with pytest.raises(pydantic.ValidationError, match="must be a number, for example 3"):
        SiteSettings.model_validate({"strength_mg_per_ml": 6.1})


@pytest.mark.parametrize("time", ["", "00:00", "07:45", "19:59", "23:59"])
def test_a_planned_preparation_time_is_by_the_24_hour_clock(time: str, tmp_path: Path) -> None:
    """Or not planned."""
    settings = _loaded(tmp_path, f'planned_preparation_time = "{time}"')
    assert settings.planned_preparation_time == time


@pytest.mark.parametrize(
    "time", ["24:00", "7:45", "07:60", "07.45", "07:45 ", "0\u0667:45", "noon"]
)
def test_another_time_is_refused_in_words(time: str, tmp_path: Path) -> None:
    """A pattern would help nobody."""
    assert _refusal(tmp_path, f'planned_preparation_time = "{time}"') == [
        "planned_preparation_time: must be a time by the 24-hour clock, for example 09:30, or empty"
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("half_dose_first_infusion = 1", "Input should be a valid boolean"),
        ('half_dose_first_infusion = "yes"', "Input should be a valid boolean"),
        ("protect_from_light = 0", "Input should be a valid boolean"),
        ("render_seconds = true", "Input should be a valid integer"),
        ("render_seconds = 30.0", "Input should be a valid integer"),
        ('render_memory_mb = "2048"', "Input should be a valid integer"),
        ("render_seconds = 0", "Input should be greater than or equal to 1"),
        ("render_seconds = 601", "Input should be less than or equal to 600"),
        ("render_memory_mb = 255", "Input should be greater than or equal to 256"),
        ("render_memory_mb = 16385", "Input should be less than or equal to 16384"),
        ('hospital = ""', "String should have at least 1 character"),
        (f'hospital = "{"x" * 61}"', "String should have at most 60 characters"),
        (f'ward_phone = "{"1" * 31}"', "String should have at most 30 characters"),
        ('pharmacy_phone = ""', "String should have at least 1 character"),
        ("pharmacy = 7", "Input should be a valid string"),
        ('output_folder = ""', "String should have at least 1 character"),
        ('output_access = "everybody"', "Input should be 'private' or 'group'"),
        (
            'label_stock = "A4"',
            f"no such label stock; there are {LARGE_ENOUGH}",
        ),
        (
            'label_stock = "a4-l7165"',
            f"the labels of a4-l7165 are 99.1 × 67.7 mm; {NEVER_SHRUNK} {LARGE_ENOUGH}",
        ),
        ('documents = "labels"', "Input should be a list"),
    ],
)
def test_a_wrong_value_is_named_with_what_is_allowed(
    line: str, reason: str, tmp_path: Path
) -> None:
    """Nothing is converted: 1 is not true, true is not one second."""
    key = line.partition(" ")[0]
    assert _refusal(tmp_path, line) == [f"{key}: {reason}"]


def test_a_wrong_document_is_named_by_its_place(tmp_path: Path) -> None:
    """Counted from 0, as the path of a key is."""
    (reason,) = _refusal(tmp_path, 'documents = ["labels", "posters"]')
    assert reason == (
        "documents.1: Input should be 'order-set', 'monitoring-checklist', "
        "'preparation-worksheet' or 'labels'"
    )


def test_a_wrong_key_is_named_with_the_keys_there_are(tmp_path: Path) -> None:
    """A slip of the pen is never silently the default."""
    (reason,) = _refusal(tmp_path, "strenght_mg_per_ml = 3")
    path, _, allowed = reason.partition(": ")
    assert path == "strenght_mg_per_ml"
    assert allowed == f"no such key; there are {', '.join(SiteSettings.model_fields)}"


def test_an_alias_of_no_column_is_named_with_the_columns_there_are(tmp_path: Path) -> None:
    """Its heading would otherwise not be read, and nobody told why."""
    (reason,) = _refusal(tmp_path, '[heading_aliases]\nhosp_no = ["Hosp No"]')
    path, _, allowed = reason.partition(": ")
    assert path == "heading_aliases.hosp_no"
    assert re.match(r"no such column; there are hospital_number, nhs_number, .*, dose_mg$", allowed)
    assert allowed.count("hospital_number") == 1


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ('sex = "Gender"', "heading_aliases.sex"),
        ('sex = [""]', "heading_aliases.sex.0"),
        ("sex = [1]", "heading_aliases.sex.0"),
    ],
)
def test_aliases_are_lists_of_headings(line: str, path: str, tmp_path: Path) -> None:
    """Even when there is only one."""
    (reason,) = _refusal(tmp_path, f"[heading_aliases]\n{line}")
    assert reason.startswith(f"{path}: ")


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (
            'weight_kg = ["Measure"]\nheight_cm = ["measure "]',
            "“measure ” on Infusions would be weight_kg and height_cm",
        ),
        (
            'weight_kg = ["Height (cm)"]',
            "“Height (cm)” on Infusions would be height_cm and weight_kg",
        ),
        (
            'test = ["What"]\nresult = ["What"]',
            "“What” on Results would be test and result",
        ),
    ],
)
def test_a_heading_of_two_columns_of_one_sheet_is_refused(
    lines: str, reason: str, tmp_path: Path
) -> None:
    """A height read as a weight is a wrong dose."""
    assert _refusal(tmp_path, f"[heading_aliases]\n{lines}") == [f"heading_aliases: {reason}"]


def test_a_heading_may_stand_for_columns_of_different_sheets(tmp_path: Path) -> None:
    """They are never looked for on one sheet; its own heading is no other column either."""
    text = '[heading_aliases]\nday_1 = ["Date"]\ntaken_on = ["Date"]\nsex = ["Sex"]\n'
    assert _loaded(tmp_path, text).heading_aliases["taken_on"] == ("Date",)


def test_everything_wrong_is_named_at_once(tmp_path: Path) -> None:
    """In one message, a line for each."""
    reasons = _refusal(tmp_path, "vial_mg = 0\nrender_seconds = 0\nnonsense = 1\n")
    assert [each.partition(":")[0] for each in reasons] == ["vial_mg", "render_seconds", "nonsense"]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """With the system's own reason."""
    missing = tmp_path / "missing.toml"
    with pytest.raises(SettingsError) as refused:
        load_site_settings(missing)
    assert str(refused.value) == (
        f"The site settings {missing} cannot be read: No such file or directory. Check the path."
    )


@pytest.mark.parametrize(
    "content",
    [b"hospital = ", b"= 3", b"vial_mg = 30\nvial_mg = 90", 'hospital = "Köln"'.encode("latin-1")],
)
def test_a_file_that_is_no_toml_is_named(content: bytes, tmp_path: Path) -> None:
    """Half a line, a key twice, or another encoding."""
    target = tmp_path / "site.toml"
    target.write_bytes(content)
    with pytest.raises(SettingsError, match=r"are not valid TOML: .*\.$") as refused:
        load_site_settings(target)
    assert str(refused.value).startswith(f"The site settings {target} ")


def test_a_file_written_by_notepad_is_read(tmp_path: Path) -> None:
    """It marks UTF-8 with a sign at the beginning, which is no part of the first key."""
    target = tmp_path / "site.toml"
    target.write_text('hospital = "St Elsewhere"', "utf-8-sig")
    assert load_site_settings(target).hospital == "St Elsewhere"


def test_settings_are_not_changed_once_they_are_read() -> None:
    """One run, one set of rules."""
    with pytest.raises(pydantic.ValidationError, match="frozen"):
        setattr(SiteSettings(), "vial_mg", Decimal(90))  # noqa: B010  mypy would forbid it plainly


@pytest.mark.parametrize("gtin", ["09506000134353", "9506000134352", "0950600013435X"])
def test_a_gtin_has_14_digits_and_its_check_digit(gtin: str, tmp_path: Path) -> None:
    """Nobody prints a made-up number."""
    assert _refusal(tmp_path, f'gs1_gtin = "{gtin}"') == [
        "gs1_gtin: must be the 14 digits of a GTIN with their check digit, or empty"
    ]
