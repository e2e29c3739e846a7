"""What must hold of an output folder at any moment, whatever was done to the run that wrote it.

Written apart from the program: it reads the manifest and the files as anybody could.
"""

import hashlib
import json
import re
import stat
from pathlib import Path
from typing import Any

import pypdfium2

from orderset.delivery import SIDE_FILES


OURS = (".orderset.lock", ".staging-", ".superseded-")
DOCUMENT_ID = re.compile(r"OS1-[0-9A-F]{10}")

Contents = dict[str, bytes]


def standing(root: Path) -> list[Path]:
    """Return everything in an output folder that a reader would take for a batch."""
    if not root.is_dir():
        return []
    return sorted(each for each in root.iterdir() if not each.name.startswith("."))


def contents(folder: Path) -> Contents:
    """Return every file below a folder by its path."""
    return {
        each.relative_to(folder).as_posix(): each.read_bytes()
        for each in sorted(folder.rglob("*"))
        if each.is_file() and not each.relative_to(folder).parts[0].startswith(".")
    }


def faults(root: Path) -> list[str]:
    """Return what is wrong with an output folder: I1 and I3 of the invariants, and stray files."""
    found = [
        f"{each.name} does not belong here"
        for each in (root.iterdir() if root.is_dir() else ())
        if each.name.startswith(".") and not each.name.startswith(OURS)
    ]
    for batch in standing(root):
        found += [f"{batch.name}: {each}" for each in _faults_of(batch)]
    return found


def _faults_of(batch: Path) -> list[str]:
    try:
        manifest: dict[str, Any] = json.loads((batch / "manifest.json").read_text("utf-8"))
    except (OSError, ValueError) as error:
        return [f"no manifest: {error.__class__.__name__}"]
    listed = {each["path"]: each for each in manifest["files"]}
    there = contents(batch)
    there_of_batch = {*there} - SIDE_FILES
    found = [
        f"{each} and the manifest differ" for each in {*listed, "manifest.json"} ^ there_of_batch
    ]
    for path, each in listed.items():
        content = there.get(path, b"")
        if hashlib.sha256(content).hexdigest() != each["sha256"]:
            found.append(f"{path} is not what was published")
        elif path.endswith(".pdf"):
            found += _faults_of_pdf(path, content, each["pages"])
    for patient in manifest["patients"]:
        ids = {patient["document_id"], *DOCUMENT_ID.findall(str(patient["replaces"]))}
        own = [path for path in there if path.startswith(f"{patient['folder']}/")]
        found += [
            f"{path} is of another calculation"
            for path in own
            if path.endswith(".pdf") and not _ids_in(there[path]) <= ids
        ]
        record = json.loads(there.get(f"{patient['folder']}/record.json", b"{}"))
        if record.get("document_id", patient["document_id"]) not in ids:
            found.append(f"the record of {patient['folder']} is of another calculation")
    return found


def _faults_of_pdf(path: str, content: bytes, pages: int) -> list[str]:
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-32:]:
        return [f"{path} is no whole PDF"]
    with pypdfium2.PdfDocument(content) as opened:
        return [] if len(opened) == pages else [f"{path} has {len(opened)} pages"]


def _ids_in(pdf: bytes) -> set[str]:
    with pypdfium2.PdfDocument(pdf) as opened:
        texts = [page.get_textpage().get_text_bounded() for page in opened]
    return {each for text in texts for each in DOCUMENT_ID.findall(text)}


def modes(folder: Path) -> set[tuple[str, int]]:
    """Return which modes the folders and the files below a folder have."""
    return {
        ("folder" if each.is_dir() else "file", stat.S_IMODE(each.stat().st_mode))
        for each in folder.rglob("*")
    }


def marks(folder: Path) -> dict[str, tuple[int, int]]:
    """Return of each file what changes when it is written anew: inode and time of change."""
    return {
        each.relative_to(folder).as_posix(): (each.stat().st_ino, each.stat().st_mtime_ns)
        for each in folder.rglob("*")
        if each.is_file()
    }
