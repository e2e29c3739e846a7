"""The site's settings: one TOML file, every key with a default.

A wrong key or value is named with its path and what is allowed.
"""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

import pydantic
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from orderset.errors import SettingsError


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


Strength = Annotated[Decimal, BeforeValidator(_positive_number)]
Name = Annotated[str, Field(min_length=1, max_length=60)]
Phone = Annotated[str, Field(min_length=1, max_length=30)]
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
    half_dose_first_infusion: bool = False
    protect_from_light: bool = False
    planned_preparation_time: Annotated[str, Field(pattern=r"^(([01]\d|2[0-3]):[0-5]\d)?$")] = ""
    label_stock: Literal["thermal-102x76"] = "thermal-102x76"
    documents: tuple[PrintedDocument, ...] = (
        "order-set",
        "monitoring-checklist",
        "preparation-worksheet",
        "labels",
    )
    logo: str = ""
    templates_folder: str = ""
    output_folder: Annotated[str, Field(min_length=1)] = "outputs"
    render_seconds: Annotated[int, Field(ge=1, le=600)] = 30
    render_memory_mb: Annotated[int, Field(ge=256, le=16384)] = 2048
    heading_aliases: dict[str, tuple[str, ...]] = Field(default_factory=dict)


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
        data = tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)
    except OSError as error:
        message = f"The site settings {path} cannot be read: {error.strerror}."
        raise SettingsError(message) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        message = f"The site settings {path} are not valid TOML: {error}."
        raise SettingsError(message) from error
    try:
        settings = SiteSettings.model_validate(data)
    except pydantic.ValidationError as error:
        reasons = (
            f"  {'.'.join(str(part) for part in each['loc'])}: {_allowed(each['msg'], each['loc'])}"
            for each in error.errors(include_url=False)
        )
        raise SettingsError(
            "\n".join([f"The site settings {path} cannot be used:", *reasons])
        ) from error


def _allowed(message: str, location: tuple[int | str, ...]) -> str:
    """Say for an unknown key which keys there are."""
    if message == "Extra inputs are not permitted" and len(location) == 1:
        return f"no such key; there are {', '.join(SiteSettings.model_fields)}"
    return message
