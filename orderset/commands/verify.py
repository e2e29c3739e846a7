"""``orderset verify``: published batches looked at again."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from orderset.commands.options import FORMAT, PRINT_SITE, PROTOCOLS, WORKERS
from orderset.terminal import tell, tell_data


@click.command()
@click.argument(
    "paths",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="BATCH...",
)
@PROTOCOLS
@PRINT_SITE
@WORKERS
@FORMAT
def verify(
    paths: Sequence[Path],
    protocols: Sequence[Path],
    site: Path | None,
    workers: int | None,
    form: str,
) -> None:
    """Check that published batches are what was published: bytes, arithmetic, paper, barcodes.

    BATCH is a folder that orderset run has published, or an output folder that holds several.
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
            tell("\n".join(verify_lines(each)))
    if not found:
        message = (
            "No batch was found there. Name a folder that orderset run has published, or the "
            "output folder that holds them."
        )
        raise click.UsageError(message)
    if form == "json":
        tell_data(verify_json(found))
    sys.exit(max(each.exit_code for each in found))
