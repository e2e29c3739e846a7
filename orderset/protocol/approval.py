"""A committee's approval: what it covers, how it stands in the file, and whether it counts.

It covers every byte of the file outside its own block, comments too, since a committee reads them;
only the ending of a line, which says nothing, may be another (ADR 0041). A second hash covers the
block's own names and dates.
"""

import enum
import hashlib
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from orderset.dates import printed_date
from orderset.protocol.figures import Date, Part


_BLOCK = "approval"
_HEADER = re.compile(rf"[ \t]*\[[ \t]*{_BLOCK}[ \t]*\][ \t]*(#.*)?\r?\n?")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")


class Approval(Part):
    """What stands in the approval block. It counts only as ``Protocol.approved``.

    ``approved_by`` are names with roles. ``content_sha256`` is that of the file without the block,
    ``block_sha256`` that of the block's other lines. Shipped empty.
    """

    committee: str
    approved_by: tuple[str, ...]
    approved_on: Date | None = None
    review_date: Date | None = None
    content_sha256: str = ""
    block_sha256: str = ""


class Standing(enum.Enum):
    """Whether an approval counts, and if not, why."""

    APPROVED = enum.auto()
    EMPTY = enum.auto()
    BY_HAND = enum.auto()
    CHANGED = enum.auto()
    BLOCK_CHANGED = enum.auto()
    NOT_HELD = enum.auto()


_WHY_NOT = {
    Standing.EMPTY: "the approval block is empty",
    Standing.BY_HAND: (
        "{said}, but the block was filled by hand, and nothing binds it to the file"
    ),
    Standing.CHANGED: "{said}, but the file has been changed since",
    Standing.BLOCK_CHANGED: "{said}, but names or dates of the approval have been changed since",
    Standing.NOT_HELD: "the rules were changed after they were read from their file",
}


class Parted(NamedTuple):
    """The text of a file, taken apart at its approval block."""

    before: str
    block: str
    after: str

    @property
    def content(self) -> str:
        """What an approval covers: all but the block."""
        return self.before + self.after


def parted(content: bytes) -> Parted | None:
    """Take a protocol file apart, None if its approval block is not one run of lines.

    The block is the line ``[approval]`` and those after it, up to an empty line or the next table.
    Where it ends is not taken on trust: the file without it must say all the rest, and the block
    alone the approval. So a line in the middle of a text cannot pass for the block.
    """
    text = content.decode("utf-8")
    whole = _read(text)
    rest = {key: part for key, part in whole.items() if key != _BLOCK}
    lines = _LINE.findall(text)
    for first, line in enumerate(lines):
        if not _HEADER.fullmatch(line):
            continue
        end = next(
            (
                number
                for number in range(first + 1, len(lines))
                if not lines[number].strip() or lines[number].lstrip().startswith("[")
            ),
            len(lines),
        )
        found = Parted("".join(lines[:first]), "".join(lines[first:end]), "".join(lines[end:]))
        try:
            is_block = _read(found.content) == rest
            is_block &= _read(found.block) == {_BLOCK: whole.get(_BLOCK)}
        except tomllib.TOMLDecodeError:
            continue
        if is_block:
            return found
    return None


def _read(text: str) -> Mapping[str, Any]:
    return tomllib.loads(text, parse_float=Decimal)


def content_sha256(content: bytes) -> str:
    """Return the SHA-256 of what an approval covers, empty if the block cannot be told apart.

    It is the same before and after the approval, so that a committee can write it in its minutes.
    """
    parts = parted(content)
    return _sha256(parts.content.replace("\r\n", "\n")) if parts else ""


def standing(approval: Approval, content: bytes) -> Standing:
    """Say whether an approval counts for the file that holds it."""
    if not (approval.committee and approval.approved_by and approval.approved_on):
        return Standing.EMPTY
    if not (approval.review_date and approval.content_sha256 and approval.block_sha256):
        return Standing.BY_HAND
    if content_sha256(content) != approval.content_sha256:
        return Standing.CHANGED
    if block_sha256(approval) != approval.block_sha256:
        return Standing.BLOCK_CHANGED
    return Standing.APPROVED


def why_not(approval: Approval, found: Standing, *, by_whom: bool = True) -> str:
    """Say why an approval does not count; for paper without the name, which no font may know."""
    on = printed_date(approval.approved_on) if approval.approved_on else ""
    said = f"approved on {on} by {approval.committee}" if by_whom else f"approved on {on}"
    return _WHY_NOT[found].format(said=said)


def block_sha256(approval: Approval) -> str:
    """Return the SHA-256 of the block's lines but that of this hash."""
    return _sha256("\n".join(_lines(approval)))


def written(approval: Approval, line_end: str = "\n") -> str:
    """Return the block as it is written into a file, with its own hash."""
    lines = (f"[{_BLOCK}]", *_lines(approval), f'block_sha256 = "{approval.block_sha256}"')
    return "".join(f"{each}{line_end}" for each in lines)


def _lines(approval: Approval) -> Iterator[str]:
    yield f"committee = {_quoted(approval.committee)}"
    yield f"approved_by = [{', '.join(map(_quoted, approval.approved_by))}]"
    for key in ("approved_on", "review_date"):
        yield f"{key} = {getattr(approval, key)}"
    yield f'content_sha256 = "{approval.content_sha256}"'


def _quoted(text: str) -> str:
    """Write a text for TOML, whose escapes JSON's are a part of."""
    return json.dumps(text, ensure_ascii=False)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
