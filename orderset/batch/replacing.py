"""Marking what has been replaced, in the folder where somebody might still print it.

The files of a published batch are never changed. Two files beside them say what was replaced by
what: one for programs, and a stylesheet that the batch's page looks for from the beginning. All of
it follows from the batches that stand, so whatever a run that was killed left undone, the next one
does.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from orderset.batch.history import (
    CHECKSUM,
    MARK,
    PublishedBatch,
    checksum_of,
    history_of,
    mark_in,
    published_batches,
    versions_in,
)
from orderset.batch.pack_plan import holding
from orderset.batch.versions import History, Version
from orderset.delivery import SIDE_FILES, write_side_file
from orderset.errors import StorageError
from orderset.storage import Access


STYLESHEET = "replaced.css"
MARK_SCHEMA = "orderset/replaced/1"


class OutputFolder:
    """What stands in the output folder while a run holds it: its batches and their versions."""

    def __init__(self, root: Path, access: Access) -> None:
        """Read every batch that stands."""
        self.root = root
        self._access = access
        self.batches = [*published_batches(root)]
        self.history = history_of(self.batches)

    def settle(self) -> Iterator[str]:
        """Mark what an earlier run left unmarked; yield what could not be done.

        Done again it changes nothing.
        """
        yield from self._mark(range(len(self.batches)))

    def published(self, name: str, facts: Mapping[str, Any]) -> Iterator[str]:
        """Take in a batch that was just published and mark what it replaces.

        Args:
            name: the batch's name.
            facts: what its manifest says.

        Yields:
            What could not be done, which ends nothing: the new batch says itself what to pull.
        """
        versions = versions_in(facts, name)
        if any(each.name == name for each in self.batches):
            self.batches = [each for each in self.batches if each.name != name]
            self.history.forget(name)
        here = PublishedBatch(self.root / name, versions, len(versions))
        self.batches.append(here)
        self.history.add(versions)
        keys = {each.key for each in versions}
        yield from self._mark(
            n
            for n, each in enumerate(self.batches)
            if any(version.key in keys for version in each.versions)
        )

    def _mark(self, places: Iterable[int]) -> Iterator[str]:
        for place in places:
            batch = self.batches[place]
            mark = mark_of(batch, self.history)
            if mark is None:
                continue
            try:
                _write(batch.folder, mark, self._access)
            except StorageError as error:
                yield f"{batch.name} has been replaced and could not be marked so. {error}"


def mark_of(batch: PublishedBatch, history: History) -> dict[str, Any] | None:
    """Return what a batch's mark says, None where nothing of it has been replaced."""
    heirs = [(each, heir) for each in batch.versions if (heir := history.heir_of(each))]
    if not heirs:
        return None
    mark: dict[str, Any] = {
        "schema": MARK_SCHEMA,
        "batch": batch.name,
        "whole": len(heirs) == batch.cycles,
        "replaced": [_told(each, heir) for each, heir in heirs],
    }
    return {**mark, CHECKSUM: checksum_of(mark)}


def stylesheet_of(mark: Mapping[str, Any]) -> str:
    """Return the stylesheet that shows a mark on the batch's page, without any script.

    It holds ids and names of batches alone, and nothing of a patient.
    """
    replaced = mark["replaced"]
    names = sorted({each["by"]["batch"] for each in replaced})
    how = "Replaced" if mark["whole"] else "Replaced in part"
    rules = [
        ".replaced { display: block; }",
        ".replaced::before { content: "
        + _quoted(
            f"{how} by {', '.join(names)}. "
            "Do not print, prepare or pick from here what has been replaced."
        )
        + "; }",
    ]
    for each in replaced:
        by = each["by"]
        papers = "" if by["documents"] else f", {by['outcome']}: nothing to give"
        rules += [
            f".{each['document_id']} .documents ul {{ display: none; }}",
            f".{each['document_id']} .documents::before {{ content: "
            + _quoted(f"Replaced by {by['document_id']}, version {by['version']}{papers}")
            + "; font-weight: 700; white-space: normal; }",
        ]
    kinds = {kind for each in replaced for kind in each["documents"]}
    for name in holding(kinds):
        # Of the whole list and of one date: print/labels.pdf, print/2026-12-07/labels.pdf.
        rules.append(f'.packs a[href^="print/"][href$="/{name}"] {{ display: none; }}')
    return "\n".join(rules) + "\n"


def wrong_marks(folder: Path) -> Iterator[str]:
    """Yield what is wrong with a batch's mark: a byte of it changed, or half of it missing."""
    if not any((folder / each).exists() for each in SIDE_FILES):
        return
    mark = mark_in(folder)
    if mark is None:
        yield f"{MARK} is not what was written."
    elif _bytes_in(folder / STYLESHEET) != stylesheet_of(mark).encode():
        yield f"{STYLESHEET} is not what {MARK} says."


def _quoted(text: str) -> str:
    """Return a text as a stylesheet quotes it, whatever a folder is called."""
    kept = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{" ".join(kept.split())}"'


def _told(replaced: Version, by: Version) -> dict[str, Any]:
    return {
        "document_id": replaced.document_id,
        "version": replaced.number,
        "documents": list(replaced.kinds),
        "by": {
            "document_id": by.document_id,
            "version": by.number,
            "outcome": by.outcome,
            "documents": list(by.kinds),
            "batch": by.batch,
        },
    }


def _write(folder: Path, mark: Mapping[str, Any], access: Access) -> None:
    """Write both files where they differ; what is shown first, so that no mark stands unseen."""
    files = {
        STYLESHEET: stylesheet_of(mark).encode(),
        MARK: (json.dumps(mark, ensure_ascii=False, indent=1) + "\n").encode(),
    }
    for name, content in files.items():
        if _bytes_in(folder / name) != content:
            write_side_file(folder, name, content, access)


def _bytes_in(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
