"""``orderset protocol book``: archetypes of a protocol, to check by hand and sign."""

from pathlib import Path

import click

from orderset.commands.options import SITE
from orderset.terminal import tell


@click.command(name="book")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("book.pdf"),
    show_default=True,
    help="Where to write it.",
)
@click.option(
    "--compare",
    "other",
    type=click.Path(path_type=Path),
    help="Show only what is different under this protocol: a file (TOML), or the id of one that "
    "is shipped.",
)
@SITE
def book(file: Path | None, output: Path, other: Path | None, site: Path | None) -> None:
    """Print a protocol's scenario book: patients at its edges, to check by hand and sign.

    FILE is a protocol file (TOML), or the id of a protocol that is shipped. Without one, the
    protocol that is taken where nobody names any is printed.

    \b
    Example: orderset protocol book ours.toml -o book.pdf
    Example: orderset protocol book ours.toml --compare new.toml -o changes.pdf
    """
    from orderset.batch.books import book_pdf, comparison_pdf
    from orderset.delivery import write_file
    from orderset.protocol.loading import load_protocol
    from orderset.settings import load_site_settings

    loaded, settings = load_protocol(file), load_site_settings(site)
    if other is None:
        write_file(output, book_pdf(loaded, settings))
    else:
        write_file(output, comparison_pdf(loaded, load_protocol(other), settings))
    tell(f"Written: {output}")
