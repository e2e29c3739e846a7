"""The arguments that several commands share, each said in one place."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click


if TYPE_CHECKING:
    from orderset.batch.lists import Rules


class Date(click.DateTime):
    """A date as 2026-12-07: year, month, day. No other order can be meant by it."""

    name = "date"

    def __init__(self) -> None:
        """Take that form alone."""
        super().__init__(["%Y-%m-%d"])

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """Return the word that stands for it in the help."""
        del param, ctx
        return "YYYY-MM-DD"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> dt.datetime:
        """Return the date, at midnight."""
        try:
            day: dt.datetime = super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(
                f"{value!r} is not a date. Write year, month and day as 2026-12-07.", param, ctx
            )
        return day


PATHS = click.argument(
    "paths",
    nargs=-1,
    type=click.Path(path_type=Path),
    metavar="PATH...",
)
SITE = click.option(
    "--site",
    type=click.Path(path_type=Path),
    help="Site settings (TOML). Default: none, every key has a default.",
)
PROTOCOL = click.option(
    "--protocol",
    "protocol",
    type=click.Path(path_type=Path),
    help="Protocol file (TOML), or the id of a protocol that is shipped. Default: the first of "
    "those; none of them is approved.",
)
PROTOCOLS = click.option(
    "--protocol",
    "protocols",
    type=click.Path(path_type=Path),
    multiple=True,
    help="Protocol file of an older batch. May be given more than once. "
    "Those shipped are always at hand.",
)
PRINT_SITE = click.option(
    "--site",
    type=click.Path(path_type=Path),
    help="Site settings (TOML), for the print templates and the logo in use. "
    "The other settings of a batch stand in its manifest.",
)
TODAY = click.option(
    "--today",
    type=Date(),
    help="The date to take for today: to rehearse, or to repeat an earlier run. "
    "Default: the clock's.",
)
FORMAT = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For people, or for programs.",
)
WORKERS = click.option(
    "--workers",
    type=click.IntRange(1, 64),
    metavar="N",
    help="Worker processes. Default: one per processor.",
)
NO_PROGRESS = click.option(
    "--no-progress", is_flag=True, help="Say nothing while working; plain lines, no bar or table."
)


def check_named(paths: Sequence[Path]) -> None:
    """Check that something was named to be read.

    Raises:
        UsageError: nothing was.
    """
    if not paths:
        message = "Name a PATH: a workbook (.xlsx), or a folder that holds some."
        raise click.UsageError(message)


def day(today: dt.datetime | None) -> dt.date:
    """Return the day asked for, or the clock's."""
    return today.date() if today is not None else now().date()


def now() -> dt.datetime:
    """Return the clock's time, with its offset."""
    return dt.datetime.now().astimezone()


def rules_for(site: Path | None, protocol: Path | None, today: dt.date) -> "Rules":
    """Load what a command works by.

    Raises:
        SettingsError: the protocol or the settings cannot be used.
    """
    from orderset.batch.lists import load_rules
    from orderset.rendering.fonts import undrawable

    return load_rules(site, protocol, today=today, undrawable=undrawable)
