"""``orderset protocol diff`` and ``approve``: what a committee compares and signs."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orderset.commands.options import FORMAT, Date
from orderset.storage import rewrite_flushed, told
from orderset.terminal import tell, tell_data


if TYPE_CHECKING:
    from orderset.protocol.loading import LoadedProtocol


DIFFERENCES_SCHEMA = "orderset/protocol-differences/1"


@click.command(name="diff")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@FORMAT
@click.pass_context
def protocol_diff(context: click.Context, old: Path, new: Path, form: str) -> None:
    """Say in clinical words what a change of protocol changes.

    OLD and NEW are protocol files (TOML), or ids of protocols that are shipped. What reaches the
    patient comes first; version and approval come last. Comments in the files are not compared.
    Ends with 0 when they say the same, 1 when they differ, 4 when one of them cannot be used.

    \b
    Example: orderset protocol diff last-year.toml ours.toml
    """
    from orderset.protocol.comparing import differences, lines
    from orderset.protocol.loading import load_protocol

    before, after = load_protocol(old), load_protocol(new)
    found = differences(before.rules, after.rules)
    if form == "json":
        tell_data(
            {
                "schema": DIFFERENCES_SCHEMA,
                "old": _named(before),
                "new": _named(after),
                "differences": [
                    {
                        "section": each.section.value,
                        "key": each.key,
                        "what": each.what,
                        "before": each.before,
                        "after": each.after,
                    }
                    for each in found
                ],
            }
        )
    else:
        tell(f"{before.rules.id} {before.rules.version} → {after.rules.id} {after.rules.version}")
        tell("\n".join(["", *lines(found)][:-1] if found else ["They say the same."]))
    context.exit(1 if found else 0)


def _named(loaded: "LoadedProtocol") -> dict[str, Any]:
    rules = loaded.rules
    return {
        "id": rules.id,
        "version": rules.version,
        "approved": rules.approved is not None,
        "content_sha256": loaded.content_sha256,
        "sha256": loaded.sha256,
    }


@click.command(name="approve")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--committee", required=True, metavar="NAME", help="The committee that decided.")
@click.option(
    "--approved-by",
    required=True,
    multiple=True,
    metavar="NAME, ROLE",
    help="Who approved it, with the role: “A. Example, lead pharmacist”. May be given more than "
    "once, up to four people.",
)
@click.option("--on", type=Date(), required=True, help="The date of the decision.")
@click.option(
    "--review-by",
    type=Date(),
    required=True,
    help="The last day of use; no later than the file's own review date.",
)
@click.option(
    "--content",
    metavar="SHA256",
    help="The hash in the committee's minutes, as check prints it: a file that is another is not "
    "approved. Its beginning, from 8 digits on, is enough.",
)
def protocol_approve(
    file: Path,
    committee: str,
    approved_by: tuple[str, ...],
    on: dt.datetime,
    review_by: dt.datetime,
    content: str | None,
) -> None:
    """Write a committee's approval into a protocol file.

    FILE is the protocol file (TOML) that the committee has read. Only its approval block is
    written, with the hash of all the rest: once anything else in the file is changed, it is no
    longer approved, and every page says so again. Whoever can write the file can approve it:
    protect it, and keep the hash in the minutes.

    \b
    Example: orderset protocol approve ours.toml --committee "Medicines Committee"
             --approved-by "A. Example, lead pharmacist" --on 2026-12-01 --review-by 2027-11-30
    """
    from orderset.protocol.approving import Decision, decision_problems, with_approval
    from orderset.protocol.loading import protocol_bytes, protocol_from_bytes
    from orderset.protocol.remarks import remarks
    from orderset.rendering.fonts import undrawable

    before = protocol_bytes(file)
    loaded = protocol_from_bytes(before)
    decision = Decision(committee, approved_by, on.date(), review_by.date())
    problems = [*decision_problems(decision, loaded.rules, undrawable)]
    if content is not None and not _is_beginning(content, loaded.content_sha256):
        problems.append(
            f"The file is not what --content says: its hash is {loaded.content_sha256}."
        )
    if problems:
        raise click.UsageError("\n".join(problems))
    after = with_approval(before, decision)
    with told(file, "The file is as it was."):
        rewrite_flushed(file, after)
    approved = protocol_from_bytes(after)
    rules = approved.rules
    tell(
        f"{rules.id} {rules.version} is approved by {committee}; review by "
        f"{rules.review_by.isoformat()}; sha256 {approved.sha256}"
    )
    tell(f"For the minutes, what was approved: sha256 {approved.content_sha256}")
    for each in remarks(rules):
        tell(f"Warning, which the committee should have seen: {each}")


def _is_beginning(given: str, whole: str) -> bool:
    return len(given) >= _SHORTEST_HASH and whole.startswith(given.lower())


_SHORTEST_HASH = 8
