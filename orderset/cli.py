"""The commands: arguments, exit codes, nothing else.

Nothing heavy is imported until a command needs it, so that ``--help`` answers at once.
"""

import datetime as dt
import json
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orderset.errors import OrdersetError


if TYPE_CHECKING:
    from orderset.batch.lists import JudgedList, Progress, Rules

EXIT_READY = 0
EXIT_NOT_ALL_READY = 1
EXIT_USAGE = 2
EXIT_UNREADABLE = 3

EXAMPLE_DAY_1_AFTER = dt.timedelta(days=4)
"""The example's results reach to four days before its day 1, so that none is in the future."""

_EPILOG = """\b
Exit codes: 0 every patient ready; 1 finished, and someone is withheld, referred or returned;
2 usage; 3 a workbook could not be read; 4 protocol or site settings invalid; 5 rendering is not
possible here; 6 another run holds the lock; 7 storage failed; 70 a defect of ours.
"""

_PATHS = click.argument(
    "paths",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path),
    metavar="PATH...",
)
_SITE = click.option(
    "--site",
    type=click.Path(path_type=Path),
    help="Site settings (TOML). Default: none, every key has a default.",
)
_PROTOCOL = click.option(
    "--protocol",
    "protocol",
    type=click.Path(path_type=Path),
    help="Protocol file (TOML). Default: the one shipped, which is not approved.",
)
_TODAY = click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The date to take for today, as 2026-12-04: to rehearse, or to repeat an earlier run. "
    "Default: the clock's.",
)


def _defect(error: Exception) -> str:
    """Say where a defect of ours is. The error's own text is left out: it may hold a name."""
    frames = traceback.extract_tb(error.__traceback__)
    places = " < ".join(
        f"{Path(each.filename).name}:{each.lineno}" for each in reversed(frames[-5:])
    )
    kind = type(error).__name__
    return f"orderset: a defect of orderset itself: {kind} at {places}. Please report it."


class _Group(click.Group):
    """Shows our own faults as one clear message with their exit code."""

    def invoke(self, context: click.Context) -> Any:  # noqa: ANN401  click's own signature
        """Run the command."""
        try:
            return super().invoke(context)
        except OrdersetError as error:
            click.echo(f"orderset: {error}", err=True)
            context.exit(error.exit_code)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:  # noqa: BLE001  whatever it is, it is ours
            click.echo(_defect(error), err=True)
            context.exit(OrdersetError.exit_code)


@click.group(cls=_Group, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="orderset", message="%(version)s")
def main() -> None:
    """Order sets, checklists, worksheets and labels from a pharmacy's patient workbook.

    For professionals. Every page says NOT APPROVED FOR CLINICAL USE until a committee has
    approved the protocol.
    """


@main.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("orderset-template.xlsx"),
    show_default=True,
    help="Where to write the workbook.",
)
@click.option("--example", is_flag=True, help="Fill it with three fictional patients.")
@_PROTOCOL
@_TODAY
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
    day_1 = _day(today) + EXAMPLE_DAY_1_AFTER if example else None
    write_template(output, rules, example_day_1=day_1)
    click.echo(f"Written: {output}")


@main.command()
@_PATHS
@_SITE
@_PROTOCOL
@_TODAY
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For people, or for programs.",
)
@click.option(
    "--annotate",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for a copy of each workbook with every finding in its cell.",
)
def check(
    paths: Sequence[Path],
    site: Path | None,
    protocol: Path | None,
    today: dt.datetime | None,
    form: str,
    annotate: Path | None,
) -> None:
    """Read, validate and compute without printing; say everything that was found.

    \b
    Example: orderset check list.xlsx --annotate returned
    """
    from orderset.batch.annotating import write_annotated
    from orderset.batch.lists import check_not_expired, judge_workbook, workbooks_in
    from orderset.batch.report import json_report, text_report

    rules = _rules(site, protocol, today)
    lists = [judge_workbook(path, rules) for path in workbooks_in(paths)]
    if form == "json":
        click.echo(json.dumps(json_report(lists), ensure_ascii=False, indent=1))
    else:
        for judged in lists:
            click.echo("\n".join(text_report(judged)))
    for judged in lists:
        if annotate is not None:
            write_annotated(judged, annotate)
    check_not_expired(lists, rules)
    _end(lists, all_ready=all(each.is_all_ready for each in lists))


@main.command()
@_PATHS
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the published batches. Default: the site's, or outputs.",
)
@_SITE
@_PROTOCOL
@click.option(
    "--date",
    "dates",
    type=click.DateTime(["%Y-%m-%d"]),
    multiple=True,
    help="Labels and pick list for this infusion date only. May be given more than once.",
)
@click.option(
    "--workers", type=click.IntRange(1, 64), help="Worker processes. Default: one per processor."
)
@click.option(
    "--labels-from",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    metavar="N",
    help="Where the first sheet of labels begins to be unused: its label N, counted row by row.",
)
@click.option(
    "--archive",
    is_flag=True,
    help="Also write order set and checklist as PDF/A-3, with the record inside, into archive/.",
)
@click.option("--no-progress", is_flag=True, help="Say nothing while working.")
@_TODAY
def run(
    paths: Sequence[Path],
    output: Path | None,
    site: Path | None,
    protocol: Path | None,
    dates: Sequence[dt.datetime],
    workers: int | None,
    today: dt.datetime | None,
    labels_from: int,
    *,
    archive: bool,
    no_progress: bool,
) -> None:
    """Print a batch for every workbook: files or folders in, one published batch each.

    \b
    Example: orderset run inbox/ -o outputs --site site.toml
    """
    from orderset.batch.lists import workbooks_in
    from orderset.batch.report import outcome_line, text_report
    from orderset.batch.run import RunOptions
    from orderset.batch.run import run as run_batches

    rules = _rules(site, protocol, today)
    workbooks = [*workbooks_in(paths)]
    _check_labels_from(labels_from, rules.site.label_stock, len(workbooks))
    options = RunOptions(
        root=output or Path(rules.site.output_folder),
        dates=frozenset(each.date() for each in dates) or None,
        workers=workers,
        labels_from=labels_from,
        archive=archive,
    )
    lists, all_ready = [], True
    progress = _progress(quiet=no_progress)
    for published in run_batches(workbooks, rules, options, progress):
        judged = published.judged
        lists.append(judged)
        all_ready = all_ready and published.is_all_ready
        if published.folder is None:
            click.echo("\n".join(text_report(judged)))
        elif published.is_new:
            cases = [each.case for each in published.printed]
            click.echo(f"{judged.name}: {outcome_line(cases)}")
            click.echo(f"  published: {published.folder}")
        else:
            click.echo(f"{judged.name}: nothing has changed, the batch stands: {published.folder}")
    _end(lists, all_ready=all_ready)


@main.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("calibration.pdf"),
    show_default=True,
    help="Where to write the page.",
)
@_SITE
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
    click.echo(f"Written: {output}")


@main.command()
@click.argument("code", required=False)
@_PROTOCOL
def explain(code: str | None, protocol: Path | None) -> None:
    """List every finding code, or explain one: title, reason, source, what to do.

    \b
    Example: orderset explain creatinine-above-baseline
    """
    from orderset.batch.registry import explanation, registry, registry_lines
    from orderset.protocol.loading import load_protocol

    definitions = registry(load_protocol(protocol))
    if code is None:
        click.echo("\n".join(registry_lines(definitions)))
    elif code in definitions:
        click.echo(explanation(definitions[code]))
    else:
        message = f"there is no finding {code}; orderset explain lists them all"
        raise click.BadParameter(message)


@main.group(name="protocol")
def protocol_group() -> None:
    """Show or check a protocol file."""


@protocol_group.command(name="show")
@click.argument("file", required=False, type=click.Path(path_type=Path))
def protocol_show(file: Path | None) -> None:
    """Print a protocol's rules with their units and sources.

    \b
    Example: orderset protocol show
    """
    from orderset.protocol.describing import described
    from orderset.protocol.loading import load_protocol

    click.echo("\n".join(described(load_protocol(file))))


@protocol_group.command(name="check")
@click.argument("file", required=False, type=click.Path(path_type=Path))
def protocol_check(file: Path | None) -> None:
    """Check that a protocol file can be used: bands, citations, limits.

    \b
    Example: orderset protocol check ours.toml
    """
    from orderset.protocol.loading import load_protocol

    loaded = load_protocol(file)
    rules = loaded.rules
    state = "approved" if rules.approval.is_given else "not approved"
    click.echo(
        f"{rules.id} {rules.version}: can be used; {state}; "
        f"review by {rules.review_date.isoformat()}; "
        f"sha256 {loaded.sha256}"
    )


def _rules(site: Path | None, protocol: Path | None, today: dt.datetime | None) -> "Rules":
    from orderset.batch.lists import load_rules
    from orderset.rendering.fonts import undrawable

    return load_rules(site, protocol, today=_day(today), undrawable=undrawable)


def _check_labels_from(first: int, stock_name: str, workbooks: int) -> None:
    """Refuse to begin on a label that is not there, or on one sheet with several packs."""
    from orderset.label_stock import label_stocks

    if first == 1:
        return
    stock = label_stocks()[stock_name]
    if not stock.is_sheet:
        message = f"--labels-from is for sheets of labels; {stock_name} has one label a page"
        raise click.UsageError(message)
    if first > stock.per_page:
        message = f"--labels-from: a sheet of {stock_name} has the labels 1 to {stock.per_page}"
        raise click.UsageError(message)
    if workbooks > 1:
        message = "--labels-from is for one workbook: each has a pack of labels of its own"
        raise click.UsageError(message)


def _day(today: dt.datetime | None) -> dt.date:
    """Return the day asked for, or the clock's."""
    return today.date() if today is not None else dt.datetime.now().astimezone().date()


def _progress(*, quiet: bool) -> "Progress":
    if quiet:
        return lambda _: None
    return lambda text: click.echo(text, err=True)


def _end(lists: Sequence["JudgedList"], *, all_ready: bool) -> None:
    """Leave with the highest code that applies."""
    if not lists:
        click.echo("orderset: no workbook was found there.", err=True)
        sys.exit(EXIT_UNREADABLE)
    if any(not each.usable for each in lists):
        sys.exit(EXIT_UNREADABLE)
    sys.exit(EXIT_READY if all_ready else EXIT_NOT_ALL_READY)


if __name__ == "__main__":
    main()
