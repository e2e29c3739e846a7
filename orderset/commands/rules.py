"""``orderset explain`` and ``orderset protocol``: the rules in words."""

import difflib
from collections.abc import Iterable
from pathlib import Path

import click

from orderset.commands.book import book
from orderset.commands.group import OrderOfUse
from orderset.commands.options import FORMAT, PROTOCOL
from orderset.errors import SettingsError
from orderset.terminal import tell, tell_data


SHOWN_SCHEMA = "orderset/protocol-shown/1"
CHECKED_SCHEMA = "orderset/protocol-checked/1"


def _codes(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Return the finding codes that begin so, for the shell."""
    del ctx, param
    from orderset.batch.registry import registry
    from orderset.protocol.loading import load_protocol

    return [code for code in registry(load_protocol(None)) if code.startswith(incomplete)]


@click.command()
@click.argument("code", required=False, shell_complete=_codes)
@PROTOCOL
@FORMAT
def explain(code: str | None, protocol: Path | None, form: str) -> None:
    """Say what a finding means and what to do.

    CODE is the finding's name, as check prints it. Without one, all of them are listed.

    \b
    Example: orderset explain creatinine-above-baseline
    Example: orderset explain
    """
    from orderset.batch.registry import explanation, registry, registry_json, registry_lines
    from orderset.protocol.loading import load_protocol

    definitions = registry(load_protocol(protocol))
    if code is not None and code not in definitions:
        raise click.BadParameter(_no_such_code(code, definitions), param_hint="CODE")
    if form == "json":
        tell_data(registry_json(definitions if code is None else {code: definitions[code]}))
    elif code is None:
        tell("\n".join(registry_lines(definitions)))
    else:
        tell(explanation(definitions[code]))


def _no_such_code(code: str, codes: Iterable[str]) -> str:
    near = difflib.get_close_matches(code, codes, n=3)
    meant = f" Did you mean {' or '.join(near)}?" if near else ""
    return f"There is no finding {code}.{meant} Type orderset explain to list them all."


@click.group(name="protocol", cls=OrderOfUse)
def protocol_group() -> None:
    """Show, check, compare or approve a protocol file.

    \b
    Example: orderset protocol show
    """


@protocol_group.command(name="show")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@FORMAT
def protocol_show(file: Path | None, form: str) -> None:
    """Print a protocol as a document to read.

    Every figure stands with its unit, its sources and its note.

    FILE is a protocol file (TOML), or the id of a protocol that is shipped. Without one, the
    protocol that is taken where nobody names any is shown.

    \b
    Example: orderset protocol show
    """
    from orderset.protocol.describing import described
    from orderset.protocol.loading import load_protocol

    loaded = load_protocol(file)
    if form == "json":
        tell_data(
            {
                "schema": SHOWN_SCHEMA,
                "sha256": loaded.sha256,
                "content_sha256": loaded.content_sha256,
                "approved": loaded.rules.approved is not None,
                "protocol": loaded.rules.model_dump(mode="json", by_alias=True),
            }
        )
    else:
        tell("\n".join(described(loaded)))


@protocol_group.command(name="check")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@FORMAT
def protocol_check(file: Path | None, form: str) -> None:
    """Check that a protocol file can be used.

    FILE is a protocol file (TOML), or the id of a protocol that is shipped. Without one, the
    protocol that is taken where nobody names any is checked.
    Bands, citations, units and limits are checked. Ends with 4 when it cannot be used. Where its
    rules contradict each other it warns, and it tells whether it is approved: with 0 both.

    \b
    Example: orderset protocol check ours.toml
    """
    from orderset.protocol.loading import load_protocol
    from orderset.protocol.remarks import remarks

    try:
        loaded = load_protocol(file)
    except SettingsError as error:
        if form == "json":
            tell_data({"schema": CHECKED_SCHEMA, "usable": False, "fault": str(error)})
        raise
    rules, warnings = loaded.rules, [*remarks(loaded.rules)]
    if form == "json":
        tell_data(
            {
                "schema": CHECKED_SCHEMA,
                "usable": True,
                "fault": "",
                "warnings": warnings,
                "id": rules.id,
                "version": rules.version,
                "approved": rules.approved is not None,
                "why_not_approved": rules.why_not_approved,
                "review_date": rules.review_by.isoformat(),
                "content_sha256": loaded.content_sha256,
                "sha256": loaded.sha256,
            }
        )
        return
    why_not = rules.why_not_approved
    tell(
        f"{rules.id} {rules.version}: can be used; "
        f"{f'not approved: {why_not}' if why_not else 'approved'}; "
        f"review by {rules.review_by.isoformat()}; "
        f"sha256 {loaded.sha256}"
    )
    tell(
        "What a committee approves: "
        f"sha256 {loaded.content_sha256 or 'none: see the approval block'}"
    )
    for each in warnings:
        tell(f"Warning: {each}")


protocol_group.add_command(book)
