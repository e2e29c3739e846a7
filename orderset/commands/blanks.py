"""``orderset template`` and ``orderset calibrate``: what is written before there is a patient."""

import datetime as dt
from pathlib import Path

import click

from orderset.commands.options import PROTOCOL, SITE, TODAY, day
from orderset.terminal import tell


EXAMPLE_DAY_1_AFTER = dt.timedelta(days=4)
"""The example's results reach to four days before its day 1, so that none is in the future."""


@click.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("orderset-template.xlsx"),
    show_default=True,
    help="Where to write the workbook.",
)
@click.option("--example", is_flag=True, help="Fill it with three fictional patients.")
@PROTOCOL
@TODAY
def template(
    output: Path, protocol: Path | None, today: dt.datetime | None, *, example: bool
) -> None:
    """Write the blank workbook that people fill.

    \b
    Example: orderset template -o list.xlsx
    """
    from orderset.protocol.loading import load_protocol
    from orderset.protocol.on_the_form import form_rules
    from orderset.workbook.template import write_template

    rules = form_rules(load_protocol(protocol).rules)
    day_1 = day(today) + EXAMPLE_DAY_1_AFTER if example else None
    write_template(output, rules, example_day_1=day_1)
    tell(f"Written: {output}")


@click.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("calibration.pdf"),
    show_default=True,
    help="Where to write the page.",
)
@SITE
def calibrate(output: Path, site: Path | None) -> None:
    """Write a page that shows whether the printer puts labels where they belong.

    \b
    Example: orderset calibrate -o calibration.pdf --site site.toml
    """
    from orderset.delivery import write_file
    from orderset.label_stock import label_stocks
    from orderset.rendering.calibration import calibration_page
    from orderset.settings import load_site_settings

    name = load_site_settings(site).label_stock
    write_file(output, calibration_page(name, label_stocks()[name]))
    tell(f"Written: {output}")
