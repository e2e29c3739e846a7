"""``orderset reprint``: one paper of a published batch made again."""

import getpass
import os
from collections.abc import Sequence
from pathlib import Path

import click

from orderset.commands.options import PRINT_SITE, PROTOCOLS, now
from orderset.terminal import tell


_DOCUMENTS = ("order-set", "monitoring-checklist", "preparation-worksheet", "labels", "notice")


@click.command()
@click.argument(
    "batch",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="BATCH",
)
@click.option(
    "--patient", required=True, metavar="NUMBER", help="The hospital number, as in the workbook."
)
@click.option(
    "--cycle",
    type=click.IntRange(1),
    metavar="N",
    help="The cycle, if the list has several of this patient.",
)
@click.option(
    "--document", required=True, type=click.Choice(_DOCUMENTS), help="Which paper to print again."
)
@click.option(
    "--day",
    type=click.IntRange(1),
    metavar="N",
    help="With labels: that of one infusion day. Default: all that the batch printed.",
)
@click.option(
    "--reason",
    required=True,
    metavar="TEXT",
    help="Why, for the log: 3 to 120 characters. Name no patient in it.",
)
@PROTOCOLS
@PRINT_SITE
def reprint(
    batch: Path,
    *,
    patient: str,
    cycle: int | None,
    document: str,
    day: int | None,
    reason: str,
    protocols: Sequence[Path],
    site: Path | None,
) -> None:
    """Print one paper of a batch again: marked REPRINT, counted, and logged with the reason.

    BATCH is a folder that orderset run has published. The paper is made again from the patient's
    record, once it is proven that the record is what was published and that the cycle has not been
    replaced since. It is written to BATCH/reprints, its line to BATCH/reprints.jsonl. Destroy the
    paper that it takes the place of.

    \b
    Ends with 0 when it was printed, 1 when it may not be (the message says why), 4 when the batch's
    protocol is not at hand, 6 when a run is working there, 7 when the batch is not what was
    published: do not use it; run its workbook again.

    \b
    Example: orderset reprint outputs/2026-12-07-list-1a2b3c4d --patient TEST-0001
             --document labels --day 2 --reason "torn at the printer"
    """
    from orderset.batch.reprinting import Asked, Wanted, checked_reason, reprint_lines
    from orderset.batch.reprinting import reprint as print_again
    from orderset.batch.standing import looks_like_batch
    from orderset.documents.document import Kind

    if not looks_like_batch(batch):
        message = "That is no batch. Name a folder that orderset run has published."
        raise click.UsageError(message)
    try:
        why = checked_reason(reason)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--reason") from error
    wanted = Wanted(patient, cycle, Kind(document), day)
    done = print_again(batch, wanted, Asked(now(), _user(), why), protocols, site)
    tell("\n".join(reprint_lines(done)))


def _user() -> str:
    """Return who asks, as the operating system knows them: by name, or by number."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())
