"""The site's settings: one TOML file, every key with a default.

A wrong key or value is named with its path and what is allowed.
"""

import re
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

import pydantic
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StrictBool

from orderset.errors import SettingsError
from orderset.gs1 import GTIN_DIGITS, has_right_check_digit
from orderset.label_stock import DEFAULT_STOCK, usable_stock
from orderset.workbook.columns import SHEETS
from orderset.workbook.laboratory import folded


def _positive_number(value: object) -> Decimal:
    """Accept 3, 3.5 or "3.5": figures of a presentation, exactly as written."""
    if isinstance(value, str) and value.replace(".", "", 1).isascii():
        value = Decimal(value) if value.replace(".", "", 1).isdigit() else value
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        message = "must be a number, for example 3"
        raise ValueError(message)  # noqa: TRY004  pydantic turns ValueError into its report
    number = Decimal(value)
    if not (number.is_finite() and number > 0):
        message = "must be a number above 0"
        raise ValueError(message)
    return number


def _clock_time(text: str) -> str:
    if not re.fullmatch(r"(([01][0-9]|2[0-3]):[0-5][0-9])?", text):
        message = "must be a time by the 24-hour clock, for example 09:30, or empty"
        raise ValueError(message)
    return text


def _gtin(text: str) -> str:
    if text and not (len(text) == GTIN_DIGITS and has_right_check_digit(text)):
        message = "must be the 14 digits of a GTIN with their check digit, or empty"
        raise ValueError(message)
    return text


def _column_key(key: str) -> str:
    keys = dict.fromkeys(column.key for sheet in SHEETS for column in sheet.columns)
    if key not in keys:
        message = f"no such column; there are {', '.join(keys)}"
        raise ValueError(message)
    return key


def _told_apart(aliases: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Refuse a heading that two columns of one sheet would answer to: which one is a guess."""
    for sheet in SHEETS:
        taken = {folded(column.heading): column.key for column in sheet.columns}
        for column in sheet.columns:
            for alias in aliases.get(column.key, ()):
                other = taken.setdefault(folded(alias), column.key)
                if other != column.key:
                    message = f"“{alias}” on {sheet.name} would be {other} and {column.key}"
                    raise ValueError(message)
    return aliases


Strength = Annotated[Decimal, BeforeValidator(_positive_number)]
Name = Annotated[str, Field(min_length=1, max_length=60)]
Phone = Annotated[str, Field(min_length=1, max_length=30)]
ClockTime = Annotated[str, AfterValidator(_clock_time)]
Gtin = Annotated[str, AfterValidator(_gtin)]
ColumnKey = Annotated[str, AfterValidator(_column_key)]
LabelStockName = Annotated[str, AfterValidator(usable_stock)]
Heading = Annotated[str, Field(min_length=1)]
HeadingAliases = Annotated[dict[ColumnKey, tuple[Heading, ...]], AfterValidator(_told_apart)]
PrintedDocument = Literal["order-set", "monitoring-checklist", "preparation-worksheet", "labels"]


class SiteSettings(BaseModel):
    """What one hospital decides for itself. Keys are those of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    hospital: Name = "Hospital name not set"
    ward_phone: Phone = "Ward telephone not set"
    pharmacy: Name = "Pharmacy name not set"
    pharmacy_phone: Phone = "Pharmacy telephone not set"
    strength_mg_per_ml: Strength = Decimal(3)
    vial_mg: Strength = Decimal(30)
    half_dose_first_infusion: StrictBool = False
    protect_from_light: StrictBool = False
    planned_preparation_time: ClockTime = ""
    label_stock: LabelStockName = DEFAULT_STOCK
    gs1_gtin: Gtin = ""
    documents: tuple[PrintedDocument, ...] = (
        "order-set",
        "monitoring-checklist",
        "preparation-worksheet",
        "labels",
    )
    duplex: StrictBool = False
    logo: str = ""
    templates_folder: str = ""
    output_folder: Annotated[str, Field(min_length=1)] = "outputs"
    output_access: Literal["private", "group"] = "private"
    render_seconds: Annotated[int, Field(strict=True, ge=1, le=600)] = 30
    render_memory_mb: Annotated[int, Field(strict=True, ge=256, le=16384)] = 2048
    heading_aliases: HeadingAliases = Field(default_factory=dict)


def load_site_settings(path: Path | None = None) -> SiteSettings:
    """Load a site's settings, or the defaults.

    The paths in it are relative to the file's own folder.

    Raises:
        SettingsError: the file cannot be read, or a key or value is not allowed; every reason is
            named with the path of its key.
    """
    if path is None:
        return SiteSettings()
    try:
        data = tomllib.loads(path.read_text("utf-8-sig"), parse_float=Decimal)
    except OSError as error:
        message = f"The site settings {path} cannot be read: {error.strerror}. Check the path."
        raise SettingsError(message) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        message = f"The site settings {path} are not valid TOML: {error}."
        raise SettingsError(message) from error
    try:
        settings = SiteSettings.model_validate(data)
    except pydantic.ValidationError as error:
        reasons = (
            f"  {_path(each['loc'])}: {_allowed(each['msg'])}"
            for each in error.errors(include_url=False)
        )
        raise SettingsError(
            "\n".join([f"The site settings {path} cannot be used:", *reasons])
        ) from error
    return settings.model_copy(
        update={
            key: str(path.parent / getattr(settings, key))
            for key in ("logo", "templates_folder")
            if getattr(settings, key)
        }
    )


def _path(location: tuple[int | str, ...]) -> str:
    """Return the path of a key as the file has it, without pydantic's mark for a wrong key."""
    return ".".join(str(part) for part in location if part != "[key]")


def _allowed(message: str) -> str:
    """Say what is allowed; for an unknown key, which keys there are."""
    if message == "Extra inputs are not permitted":
        return f"no such key; there are {', '.join(SiteSettings.model_fields)}"
    return message.removeprefix("Value error, ").replace("a valid tuple", "a list")
