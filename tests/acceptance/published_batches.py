"""Batches published through the real door, and hands that change them afterwards."""

import datetime as dt
import hashlib
import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from orderset.batch.differences import Verified
from orderset.batch.verifying import Means, verify
from orderset.delivery import MANIFEST, SEAL, SIDE_FILES, sealed
from orderset.processes.executor import InProcess, Limits
from orderset.protocol.loading import LoadedProtocol, load_protocol
from orderset.rendering.finished import number_of_pages
from orderset.rendering.templates import OWN_SOURCES
from tests.builders import case
from tests.real_door import TODAY, blank_template, invoke, rows_of_case, site_file
from tools.filling import fill


READY, CAUTIONED, REFERRED, WITHHELD, RETURNED, UNREAD = (
    *("H1-c1", "H2-c1", "H3-c2", "H4-c1", "H5-c1", "H6-c1"),
)
FAMILY_NAMES = ("Firstone", "Secondone", "Thirdone", "Fourthone", "Fifthone", "Sixthone")


def every_outcome(folder: Path) -> Path:
    """Write a list of six with every outcome, two of them returned: one at reading, one judged."""
    ids = ("C01", "C02", "C03", "C10", "C15", "C01b")
    rows: dict[str, list[dict[str, Any]]] = {"infusions": [], "results": [], "previous_doses": []}
    for number, (case_id, name) in enumerate(zip(ids, FAMILY_NAMES, strict=True), start=1):
        of_case = rows_of_case(
            case(case_id), hospital_number=f"H{number}", nhs_number=None, family_name=name
        )
        for sheet, those in of_case.items():
            rows[sheet] += those
    for number, row in enumerate(rows["infusions"]):  # nobody's birthday is another's
        row["date_of_birth"] += dt.timedelta(days=number)
    rows["infusions"][5]["weight_kg"] = None
    target = folder / "list.xlsx"
    fill(blank_template(folder), target, **rows)
    return target


def published(
    workbook: Path, folder: Path, *options: str | Path, site: Mapping[str, Any] | None = None
) -> Path:
    """Publish a list; return the batch."""
    folder.mkdir(exist_ok=True)
    settings = site_file(folder, dict(site or {}))
    where = ("-o", folder / "out", "--site", settings, "--today", TODAY, "--workers", "1")
    result = invoke("run", workbook, *where, *options)
    assert result.exit_code in {0, 1}, result.output
    (batch,) = (each for each in (folder / "out").iterdir() if each.is_dir())
    return batch


def copied(batch: Path, folder: Path) -> Path:
    """Return a copy that may be changed."""
    return Path(shutil.copytree(batch, folder / batch.name))


def manifest_of(batch: Path) -> dict[str, Any]:
    """Return what the manifest says, without its seal."""
    told: dict[str, Any] = json.loads((batch / MANIFEST).read_bytes())
    del told[SEAL]
    return told


def remade(batch: Path, change: Callable[[dict[str, Any]], object] = lambda _: None) -> None:
    """Make the manifest again over what stands there: its hashes then hide every change."""
    manifest = manifest_of(batch)
    manifest["files"] = [
        {
            "path": path,
            "sha256": hashlib.sha256(content).hexdigest(),
            "size_bytes": len(content),
            "pages": number_of_pages(content) if path.endswith(".pdf") else None,
        }
        for path, content in sorted(files_of(batch).items())
        if path != MANIFEST and path not in SIDE_FILES
    ]
    change(manifest)
    (batch / MANIFEST).write_bytes(sealed(manifest))


def files_of(batch: Path) -> dict[str, bytes]:
    """Return every file of a batch."""
    return {
        each.relative_to(batch).as_posix(): each.read_bytes()
        for each in batch.rglob("*")
        if each.is_file()
    }


def change_record(batch: Path, folder: str, change: Callable[[dict[str, Any]], object]) -> None:
    """Change a patient's record."""
    path = batch / "patients" / folder / "record.json"
    told = json.loads(path.read_bytes())
    change(told)
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")


def looked_at(batch: Path, *protocols: LoadedProtocol) -> Verified:
    """Verify a batch in this process."""
    at_hand = [load_protocol(), *protocols]
    return verify(batch, Means(at_hand, OWN_SOURCES, Limits(workers=1), InProcess()))


def told(verified: Verified) -> list[str]:
    """Return each difference in a line."""
    return [f"{each.what}: {each.where}: {each.told}" for each in verified.differences]
