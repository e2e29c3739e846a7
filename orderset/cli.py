"""The commands: arguments, exit codes, nothing else.

Nothing heavy is imported until a command needs it, so that ``--help`` answers at once.
"""

import datetime as dt
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orderset.discretion import discretion
from orderset.errors import OrdersetError, StorageError, places, surroundings_at_fault
from orderset.processes.stopping import StoppedError, stoppable
from orderset.terminal import check_file_names, lost, prepare, say, tell


if TYPE_CHECKING:
    from orderset.batch.inbox import Inbox
    from orderset.batch.lists import JudgedList, Rules
    from orderset.batch.run import RunOptions
    from orderset.findings import Finding

EXIT_READY = 0
EXIT_NOT_ALL_READY = 1
EXIT_USAGE = 2
EXIT_UNREADABLE = 3

EXAMPLE_DAY_1_AFTER = dt.timedelta(days=4)
"""The example's results reach to four days before its day 1, so that none is in the future."""

_EPILOG = """\b
Exit codes: 0 every patient ready; 1 finished, and someone is withheld, referred or returned;
2 usage; 3 a workbook could not be read; 4 protocol or site settings invalid; 5 this machine cannot
do it: libraries, memory, the clock; 6 another run holds the lock; 7 storage failed; 70 a defect of
ours; 129, 130, 143 stopped by a signal.
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
_FORMAT = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For people, or for programs.",
)


class _Group(click.Group):
    """Shows our own faults as one clear message with their exit code."""

    def invoke(self, context: click.Context) -> Any:  # noqa: ANN401  click's own signature
        """Run the command."""
        prepare()
        try:
            with stoppable():
                check_file_names()
                done = super().invoke(context)
        except (OrdersetError, StoppedError) as error:
            say(f"orderset: {error}")
            context.exit(error.exit_code)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:  # noqa: BLE001  whatever it is, it is told in one line
            fault = surroundings_at_fault(error)
            say(f"orderset: {fault or f'a defect of orderset itself: {places(error)}.'}")
            if fault is None:
                say("Please report it.")
            context.exit(fault.exit_code if fault else OrdersetError.exit_code)
        _check_told()
        return done


@click.group(cls=_Group, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="orderset", message="%(version)s")
@click.pass_context
def main(context: click.Context) -> None:
    """Order sets, checklists, worksheets and labels from a pharmacy's patient workbook.

    For professionals. Every page says NOT APPROVED FOR CLINICAL USE until a committee has
    approved the protocol.
    """
    context.with_resource(discretion())


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
    tell(f"Written: {output}")


@main.command()
@_PATHS
@_SITE
@_PROTOCOL
@_TODAY
@_FORMAT
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
    from orderset.batch.inputs import inputs_of
    from orderset.batch.reading import ReadingPool, reading_workers

    inputs = inputs_of(paths)
    for line in inputs.counts:
        say(f"orderset: {line}")
    # Started before the rest is loaded: they make themselves ready meanwhile.
    with ReadingPool(reading_workers(len(inputs.workbooks))) as reader:
        from orderset.batch.annotating import write_annotated
        from orderset.batch.conflicts import told_apart
        from orderset.batch.lists import check_not_expired, judge_workbooks
        from orderset.batch.report import json_report, text_report
        from orderset.patients.defects import defects_in

        rules = _rules(site, protocol, _day(today))
        judged_lists = [*judge_workbooks(inputs.workbooks, rules, reader)]
        lists = [*inputs.refused, *told_apart(judged_lists, rules)]
        if form == "json":
            report = json_report(lists) | {"told": inputs.told}
            tell(json.dumps(report, ensure_ascii=False, indent=1))
        else:
            for line in inputs.told:
                tell(line)
            for judged in lists:
                tell("\n".join(text_report(judged)))
        if annotate is not None:
            lists = [write_annotated(judged, annotate, reader) for judged in lists]
    check_not_expired(lists, rules)
    defects = [found for each in lists for found in defects_in(each.all_findings)]
    _end(lists, defects, all_ready=all(each.is_all_ready for each in lists))


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH...]")
@click.option(
    "--inbox",
    "inbox_folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder that staff drop files into, in place of PATH: every file is answered and moved.",
)
@click.option(
    "--done",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where files of the inbox go that were published. Default: done, beside the inbox.",
)
@click.option(
    "--refused",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where files of the inbox go that cannot be read, with their findings. Default: refused, "
    "beside the inbox.",
)
@click.option(
    "--settle",
    type=click.IntRange(0, 600),
    default=5,
    show_default=True,
    metavar="SECONDS",
    help="A file of the inbox that changes within this time is still being copied, and stays.",
)
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
@click.option(
    "--log",
    "log_file",
    type=click.Path(path_type=Path),
    help="File that the run's log is added to, beside stderr.",
)
@click.option("--no-progress", is_flag=True, help="Say nothing while working.")
@_TODAY
def run(
    paths: Sequence[Path],
    inbox_folder: Path | None,
    done: Path | None,
    refused: Path | None,
    settle: int,
    output: Path | None,
    site: Path | None,
    protocol: Path | None,
    dates: Sequence[dt.datetime],
    workers: int | None,
    today: dt.datetime | None,
    labels_from: int,
    log_file: Path | None,
    *,
    archive: bool,
    no_progress: bool,
) -> None:
    """Print a batch for every workbook: files or folders in, one published batch each.

    \b
    Example: orderset run lists/ -o outputs --site site.toml
    Example: orderset run --inbox inbox -o outputs --log orderset.log
    """
    from orderset.batch.clock import check_clock
    from orderset.batch.run import RunOptions
    from orderset.batch.whole_run import Asked, whole_run

    inbox = _inbox(paths, inbox_folder, done, refused, settle)
    now = _now()  # asked once: midnight may pass while the run lasts

    def prepared(workbooks: Sequence[Path]) -> "tuple[Rules, RunOptions]":
        rules = _rules(site, protocol, today.date() if today else now.date())
        _check_labels_from(labels_from, rules.site.label_stock, len(workbooks))
        root = output or Path(rules.site.output_folder)
        if today is None:
            check_clock(now, workbooks, root)
        return rules, RunOptions(
            root=root,
            dates=frozenset(each.date() for each in dates) or None,
            workers=workers,
            labels_from=labels_from,
            archive=archive,
            copy_unreadable=inbox is not None,
        )

    asked = Asked(paths, inbox, log_file, quiet=no_progress)
    sys.exit(whole_run(asked, prepared, tell))


def _inbox(
    paths: Sequence[Path],
    folder: Path | None,
    done: Path | None,
    refused: Path | None,
    settle: int,
) -> "Inbox | None":
    """Return the folders of the workflow, or None for a run on paths: it is one or the other."""
    from orderset.batch.inbox import inbox_at

    if folder is None:
        if not paths:
            message = "name a PATH, or a folder with --inbox"
            raise click.UsageError(message)
        if done is not None or refused is not None:
            message = "--done and --refused go with --inbox"
            raise click.UsageError(message)
        return None
    if paths:
        message = "--inbox takes the place of PATH; give one of them"
        raise click.UsageError(message)
    try:
        return inbox_at(folder, done, refused, settle)
    except ValueError as error:
        raise click.UsageError(str(error)) from error


@main.command()
@click.argument(
    "paths",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="BATCH...",
)
@click.option(
    "--protocol",
    "protocols",
    type=click.Path(path_type=Path),
    multiple=True,
    help="Protocol file of an older batch. May be given more than once. "
    "The one shipped is always at hand.",
)
@click.option(
    "--site",
    type=click.Path(path_type=Path),
    help="Site settings (TOML), for the print templates and the logo in use. "
    "The other settings of a batch stand in its manifest.",
)
@click.option(
    "--workers", type=click.IntRange(1, 64), help="Worker processes. Default: one per processor."
)
@_FORMAT
def verify(
    paths: Sequence[Path],
    protocols: Sequence[Path],
    site: Path | None,
    workers: int | None,
    form: str,
) -> None:
    """Check published batches, or all in an output folder: bytes, arithmetic, paper and barcodes.

    Each file is held against the manifest, each patient computed again from the record, each PDF
    read back. Every difference is told, the worst first. Nothing is written.

    \b
    Ends with 0 when nothing differs, 4 when a batch's protocol is not at hand, 7 when anything
    differs: do not use that batch; run its workbook again.

    \b
    Example: orderset verify outputs
    """
    from orderset.batch.verify_report import verify_json, verify_lines
    from orderset.batch.verifying import verify_batches

    found = []
    for each in verify_batches(paths, protocols, site, workers):
        found.append(each)
        if form == "text":
            click.echo("\n".join(verify_lines(each)))
    if not found:
        message = "no batch was found there"
        raise click.UsageError(message)
    if form == "json":
        click.echo(verify_json(found))
    sys.exit(max(each.exit_code for each in found))


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
    tell(f"Written: {output}")


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
        tell("\n".join(registry_lines(definitions)))
    elif code in definitions:
        tell(explanation(definitions[code]))
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

    tell("\n".join(described(load_protocol(file))))


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
    tell(
        f"{rules.id} {rules.version}: can be used; {state}; "
        f"review by {rules.review_date.isoformat()}; "
        f"sha256 {loaded.sha256}"
    )


def _rules(site: Path | None, protocol: Path | None, today: dt.date) -> "Rules":
    from orderset.batch.lists import load_rules
    from orderset.rendering.fonts import undrawable

    return load_rules(site, protocol, today=today, undrawable=undrawable)


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
    return today.date() if today is not None else _now().date()


def _now() -> dt.datetime:
    return dt.datetime.now().astimezone()


def _check_told() -> None:
    """Leave with the code of failed storage if the report was lost."""
    told = lost()
    if told is not None:
        say(f"orderset: {told}")
        sys.exit(StorageError.exit_code)


def _end(lists: Sequence["JudgedList"], defects: Sequence["Finding"], *, all_ready: bool) -> None:
    """Leave with the highest code that applies."""
    for each in defects:
        place = f"{each.where.workbook} {each.where}".strip() if each.where else "the run"
        say(f"orderset: a defect of orderset itself at {place}: {each.found}. Please report it.")
    if defects:
        sys.exit(OrdersetError.exit_code)
    _check_told()
    if not lists:
        say("orderset: no workbook was found there.")
        sys.exit(EXIT_UNREADABLE)
    if any(not each.usable for each in lists):
        sys.exit(EXIT_UNREADABLE)
    sys.exit(EXIT_READY if all_ready else EXIT_NOT_ALL_READY)


if __name__ == "__main__":
    main()
