"""``orderset export``: a published batch handed on to another system."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from orderset.commands.options import PROTOCOLS
from orderset.terminal import tell


@click.command()
@click.argument(
    "batch",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="BATCH",
)
@click.option("--fhir", is_flag=True, required=True, help="As FHIR R4 bundles; the only form.")
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="The folder to write into. Default: beside the batch, its name with -fhir.",
)
@PROTOCOLS
def export(batch: Path, *, fhir: bool, output: Path | None, protocols: Sequence[Path]) -> None:
    """Write a published batch for another system: a FHIR bundle for every patient who is ready.

    BATCH is a folder that orderset run has published. It is checked first, as verify does, but for
    the paper; of a batch that is not what was published nothing is exported. Each patient's bundle
    is DIR/<patient's folder>.json: patient, draft requests, observations, monitoring. Nothing in it
    is an order. Who is not ready, or whose cycle has been replaced, is left out and told.

    \b
    Needs the package fhir.resources: pip install 'fhir.resources>=8.3'.

    \b
    Ends with 0 when every patient was exported, 1 when somebody was left out, 4 when the batch's
    protocol is not at hand, 5 when the package is missing, 7 when the batch is not what was
    published or DIR cannot be written.

    \b
    Example: orderset export --fhir outputs/2026-12-07-list-1a2b3c4d
    """
    from orderset.batch.exporting import default_target, export_batch, export_lines
    from orderset.batch.standing import looks_like_batch
    from orderset.exchange.model import check_available

    del fhir
    if not looks_like_batch(batch):
        message = "That is no batch. Name a folder that orderset run has published."
        raise click.UsageError(message)
    target = output or default_target(batch.resolve())
    if target.resolve().is_relative_to(batch.resolve()):
        message = "A published batch is never changed. Name another folder with -o."
        raise click.UsageError(message)
    check_available()
    exported = export_batch(batch, target, protocols)
    tell("\n".join(export_lines(exported)))
    sys.exit(exported.exit_code)
