"""Every finding code there is: those of a workbook and those of the protocol."""

import dataclasses
import textwrap
from collections.abc import Iterator, Mapping

from orderset.findings import Definition, workbook_definitions
from orderset.protocol.loading import LoadedProtocol


FINDINGS_SCHEMA = "orderset/findings/1"
WIDTH = 88


def registry(loaded: LoadedProtocol) -> Mapping[str, Definition]:
    """Return every definition by its code, in alphabetical order."""
    both = {**workbook_definitions(), **loaded.definitions}
    return {code: both[code] for code in sorted(both)}


def registry_lines(definitions: Mapping[str, Definition]) -> Iterator[str]:
    """Yield a line for each code: code, action, title."""
    longest = max(len(code) for code in definitions)
    for code, definition in definitions.items():
        yield f"{code:<{longest}}  {definition.action:<8}  {definition.title}"


def explanation(definition: Definition) -> str:
    """Return one code's page: title, reason, source, what to do."""
    authorisable = "yes" if definition.authorisable else "no"
    confidential = "yes: not named on pages of the whole list" if definition.confidential else "no"
    parts = (
        ("Action", definition.action),
        ("Can be authorised", authorisable),
        ("Confidential", confidential),
        ("Reason", definition.reason),
        ("To do", definition.remedy),
        ("Source", definition.source),
    )
    lines = [f"{definition.code}: {definition.title}", ""]
    for heading, text in parts:
        lines += textwrap.wrap(
            f"{heading}: {text}", WIDTH, subsequent_indent="  ", break_on_hyphens=False
        )
    return "\n".join(lines)


def registry_json(definitions: Mapping[str, Definition]) -> dict[str, object]:
    """Return the definitions as plain data, for programs."""
    return {
        "schema": FINDINGS_SCHEMA,
        "findings": [dataclasses.asdict(each) for each in definitions.values()],
    }
