"""The generated pages about use: the commands, and the keys of the site settings."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import click

from orderset.cli import main as command
from orderset.label_stock import usable_stocks
from orderset.settings import SiteSettings
from tools.data_pages import page, table


_WIDTH = 96
"""Of the help texts, in characters, whatever the terminal."""

MEANINGS = {
    "hospital": "The hospital's name, on every document.",
    "ward_phone": "Whom to call on the ward or day unit.",
    "pharmacy": "The hospital pharmacy's name, on worksheet and label.",
    "pharmacy_phone": "Whom to call in the pharmacy.",
    "strength_mg_per_ml": "Strength of the vial in use. With `vial_mg` it must name one of the "
    "protocol's presentations.",
    "vial_mg": "Content of the vial in use, in mg.",
    "half_dose_first_infusion": "Whether day 1 of cycle 1 is given at the protocol's lower first "
    "dose; the limit per infusion is lowered by the same factor. A protocol that always "
    "lowers it does so whatever stands here, and never twice.",
    "protect_from_light": "Whether the label says to protect the bag from light. Sources disagree.",
    "planned_preparation_time": "When the bags are made, by the 24-hour clock: the "
    "label says from it until when the bag may be used. Empty: whoever prepares writes it.",
    "label_stock": "The labels in the printer. On sheets the labels of all patients follow each "
    "other, from `--labels-from` on; a stock that is too small for ours is refused. Figures and "
    "sources: `orderset/data/label_stock.toml`.",
    "gs1_gtin": "The pharmacy's own GTIN for what it prepares, 14 digits: label barcodes are then "
    "GS1, with the document id as serial number. Empty: a plain DataMatrix of the document id.",
    "documents": "What is printed for a patient who is ready. Notices and the summary always are.",
    "duplex": "Whether A4 is printed on both sides: in the files for the printer each document "
    "then has an even number of pages, an empty one at its end where it must, so that no sheet "
    "holds two documents or two patients.",
    "logo": "Picture for the documents; a path from the settings file. Empty: none.",
    "templates_folder": "The hospital's own copy of `templates/`, whole, used in its place; a path "
    "from the settings file. Empty: the project's own.",
    "output_folder": "Where batches are published, unless `-o` names a folder; a path from where "
    "the command is run.",
    "output_access": "Who may read what is published: `private`, the user who runs the program; "
    "`group`, the group of the output folder too. Nobody else ever.",
    "render_seconds": "Longest time that one document may take.",
    "render_memory_mb": "Most memory that one document may use, in MB.",
    "heading_aliases": "The hospital's own headings for a column, by its key: "
    '`hospital_number = ["Hosp No"]`. The keys are in [columns.md](columns.md).',
}
"""What each key of the settings is for."""

_FORMS = {
    "gs1_gtin": "14 digits with their check digit, or empty",
    "planned_preparation_time": "time such as `08:30`, or empty",
    "label_stock": ", ".join(f"`{each}`" for each in usable_stocks()),
}
"""What a text may be, where its length does not say it."""


def commands_page() -> str:
    """Return the page with the help of every command."""
    width = {"terminal_width": _WIDTH, "max_content_width": _WIDTH}
    context = click.Context(command, info_name="orderset", **{**command.context_settings, **width})
    lines = ["What follows is what `--help` prints.", "", *_helps(command, context)]
    return page("Commands", "the commands' own help", lines)


def _helps(one: click.Command, context: click.Context) -> Iterator[str]:
    yield from (f"## {context.command_path}", "", "```text", one.get_help(context), "```", "")
    if isinstance(one, click.Group):
        for name in one.list_commands(context):
            below = one.commands[name]
            if not below.hidden:
                yield from _helps(below, click.Context(below, info_name=name, parent=context))


def settings_page() -> str:
    """Return the page with every key of the site settings.

    Raises:
        ValueError: a key has no meaning here, or a meaning no key.
    """
    keys: Mapping[str, Any] = SiteSettings.model_json_schema()["properties"]
    if unlike := sorted(set(keys) ^ set(MEANINGS)):
        message = f"tools/usage_pages.py and SiteSettings differ in: {', '.join(unlike)}"
        raise ValueError(message)
    lines = [
        "`orderset run` and `orderset check` take one TOML file with `--site`. Every key may be",
        "left out. A key or value that is not allowed is named, and ends the run with exit code 4.",
        "",
        *table(
            ("key", "allowed", "default", "meaning"),
            (
                (f"`{key}`", _allowed(key, schema), _default(schema), MEANINGS[key])
                for key, schema in keys.items()
            ),
        ),
    ]
    return page("Site settings", "`orderset/settings.py`", lines)


def _allowed(key: str, schema: Mapping[str, Any]) -> str:
    """Say in words what a key may hold."""
    match schema:
        case {"const": word}:
            words = f"`{word}`"
        case {"items": {"enum": choices}}:
            words = f"any of {', '.join(f'`{each}`' for each in choices)}"
        case {"type": "integer", "minimum": lowest, "maximum": highest}:
            words = f"whole number, {lowest} to {highest}"
        case {"anyOf": [{"type": "number"}, {"type": "string"}]}:
            words = "number above 0"
        case {"type": "string"}:
            words = _FORMS.get(key) or _allowed_text(schema)
        case {"type": "boolean" | "object" as kind}:
            words = {"boolean": "`true` or `false`", "object": "lists of headings by key"}[kind]
        case _:
            message = f"tools/usage_pages.py has no words for what {key} allows"
            raise ValueError(message)
    return words


def _allowed_text(schema: Mapping[str, Any]) -> str:
    if "maxLength" in schema:
        return f"text, {schema['minLength']} to {schema['maxLength']} characters"
    return "text" if "minLength" in schema else "text, or empty"


def _default(schema: Mapping[str, Any]) -> str:
    """Write a default as it would stand in the file; a decimal is a number there."""
    match schema:
        case {"anyOf": _, "default": number}:
            return f"`{number}`"
        case {"default": value}:
            return f"`{json.dumps(value, ensure_ascii=False)}`"
    return "none"
