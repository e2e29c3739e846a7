"""What was printed again of a batch: a log beside its own files, and each reprint.

The files of a published batch never change. ``reprints.jsonl`` has a line for each reprint, in
order; each holds the SHA-256 of the line before and its own, so that a line that was changed, moved
or taken out is found. A reprint is logged before it is written: a paper that nobody knows of cannot
come to be.
"""

import dataclasses
import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Literal

import pydantic
from pydantic import BaseModel, ConfigDict, Field

from orderset.delivery import REPRINT_LOG, REPRINTS


_NOTHING_BEFORE = "0" * 64
_Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class Reprint(BaseModel):
    """One line of the log: which papers were printed again, when, by whom and why.

    ``number`` is what stands on them: how often they have been printed again. ``days`` are those of
    labels, empty for what is for the whole cycle. ``user`` is the operating system's. ``remarks``
    say what else than the batch's own program or print design made it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    schema_: Annotated[Literal["orderset/reprint/1"], Field(alias="schema")] = "orderset/reprint/1"
    entry: Annotated[int, Field(ge=1)]
    at: str
    user: str
    folder: Annotated[str, Field(pattern="^patients/[^/]+$")]
    document: str
    days: list[int]
    papers: Annotated[list[str], Field(min_length=1)]
    number: Annotated[int, Field(ge=1)]
    reason: Annotated[str, Field(min_length=1)]
    file: Annotated[str, Field(pattern=rf"^{REPRINTS}/[0-9]{{4,}}-[a-z-]+\.pdf$")]
    pages: Annotated[int, Field(ge=1)]
    pdf_sha256: _Sha256
    remarks: list[str]
    line_before_sha256: _Sha256
    sha256: str = ""

    @property
    def line(self) -> bytes:
        """The line as it stands in the log, its own SHA-256 last."""
        facts = self.model_dump(mode="json", by_alias=True, exclude={"sha256"})
        return _written({**facts, "sha256": _digest(_written(facts))}) + b"\n"


@dataclasses.dataclass(frozen=True, slots=True)
class ReprintLog:
    """The log as it was read: its lines as long as they are whole, and in words what is wrong."""

    entries: tuple[Reprint, ...]
    wrong: str = ""

    def next_number(self, papers: Sequence[str]) -> int:
        """Return the number of the next reprint of these papers: above that of each of them."""
        return 1 + max(
            (each.number for each in self.entries if {*each.papers} & {*papers}), default=0
        )

    @property
    def last_sha256(self) -> str:
        """What the next line says of the one before it."""
        return _digest(self.entries[-1].line) if self.entries else _NOTHING_BEFORE

    @property
    def content(self) -> bytes:
        """The whole log."""
        return b"".join(each.line for each in self.entries)


def log_in(batch: Path) -> ReprintLog:
    """Return the log of a batch, an empty one where nothing was printed again.

    Raises:
        OSError: it cannot be read.
    """
    try:
        return log_of((batch / REPRINT_LOG).read_bytes())
    except FileNotFoundError:
        return ReprintLog(())


def log_of(content: bytes) -> ReprintLog:
    """Return a log from the bytes of its file, up to the first line that is not as written."""
    log = ReprintLog(())
    for number, line in enumerate(content.splitlines(keepends=True), start=1):
        entry = _entry(line)
        if entry is None:
            return dataclasses.replace(log, wrong=f"line {number} is not as it was written")
        if entry.entry != number or entry.line_before_sha256 != log.last_sha256:
            return dataclasses.replace(log, wrong=f"line {number} does not follow the one before")
        if entry.number != log.next_number(entry.papers):
            return dataclasses.replace(log, wrong=f"line {number} does not count on")
        log = ReprintLog((*log.entries, entry))
    return log


def wrong_files(
    batch: Path, log: ReprintLog, standing: frozenset[str]
) -> Iterator[tuple[str, str]]:
    """Yield each reprint that stands and is not what the log says, and how it differs.

    Args:
        batch: the batch's folder.
        log: its log.
        standing: the paths of the regular files in the batch.
    """
    for each in log.entries:
        if each.file in standing:
            try:
                content = (batch / each.file).read_bytes()
            except OSError as error:
                yield each.file, f"cannot be read: {error.strerror}"
                continue
            if hashlib.sha256(content).hexdigest() != each.pdf_sha256:
                yield each.file, "is not the reprint that the log has"


def _entry(line: bytes) -> Reprint | None:
    """Return a line as an entry, None unless every byte is as it was written."""
    try:
        entry = Reprint.model_validate_json(line)
    except pydantic.ValidationError:
        return None
    return entry if entry.line == line else None


def _written(facts: dict[str, object]) -> bytes:
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":")).encode()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
