"""A published batch against its manifest: every byte, every file, and nothing else is opened."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from orderset.batch.standing import batches_in, looks_like_batch, manifest_in, standing_files
from orderset.delivery import MANIFEST, SEAL, Staging, sealed
from orderset.output_folder import output_lock


FACTS: dict[str, Any] = {
    "replaces": [],
    "absent": [],
    "schema": "orderset/manifest/1",
    "batch": "2026-12-07-list-7f3a9c21",
    "software": "0.1.0",
    "workbook": {"name": "list.xlsx", "sha256": "ab" * 32},
    "protocol": {"id": "p", "version": "1.0.0", "sha256": "ab" * 32},
    "settings": {},
    "dates": [],
    "labels_from": 1,
    "archive": False,
    "rows": 1,
    "findings": [],
    "patients": [{"folder": "patients/H1-c1", "content": "x"}],
    "print_design": "x",
    "versions": {},
}
FILES = {
    "index.html": b"<!doctype html>\n<title>Infusion list</title>\n" * 20,
    "summary.pdf": b"%PDF-1.7\n" + bytes(range(256)) * 4 + b"%%EOF\n",
    "patients/H1-c1/record.json": b'{"schema": "orderset/record/1"}\n' * 9,
    "patients/H1-c1/labels.pdf": b"%PDF-1.7\n" + bytes(range(256)) * 9 + b"%%EOF\n",
    "print/labels.pdf": b"%PDF-1.7\n" + bytes(range(256)) * 2 + b"%%EOF\n",
    "returned/list.xlsx": b"PK\x03\x04" + bytes(500),
}


@pytest.fixture
def batch(tmp_path: Path) -> Path:
    with output_lock(tmp_path), Staging(tmp_path, FACTS["batch"]) as staging:
        for path, content in FILES.items():
            staging.write(path, content, 1 if path.endswith(".pdf") else None)
        return staging.publish(FACTS)


def found(batch: Path) -> list[tuple[str, str]]:
    """Return what differs, with its place."""
    manifest, _, told = manifest_in(batch)
    if manifest is None or told:
        return [("manifest", MANIFEST)]
    _, differences, _ = standing_files(batch, manifest)
    return [(str(each.what), each.where) for each in differences]


def remarks(batch: Path) -> tuple[str, ...]:
    manifest, _, _ = manifest_in(batch)
    assert manifest
    return standing_files(batch, manifest)[2]


def test_nothing_differs_in_what_was_just_published(batch: Path) -> None:
    assert (found(batch), remarks(batch)) == ([], ())


@pytest.mark.parametrize("path", [*FILES, MANIFEST])
def test_every_single_flipped_byte_is_found_in_its_file(batch: Path, path: str) -> None:
    whole = (batch / path).read_bytes()
    kind = "manifest" if path == MANIFEST else "file"
    for place in {*range(0, len(whole), 7), *range(9), *range(len(whole) - 9, len(whole))}:
        flipped = bytearray(whole)
        flipped[place] ^= 1 << place % 8
        (batch / path).write_bytes(flipped)
        assert found(batch) == [(kind, path)], place
    (batch / path).write_bytes(whole)
    assert found(batch) == []


@pytest.mark.parametrize("path", [*FILES, MANIFEST])
@pytest.mark.parametrize("change", [lambda _: b"", lambda old: old[:-1], lambda old: old + b"\n"])
def test_a_file_cut_or_lengthened_is_found(batch: Path, path: str, change: Any) -> None:
    (batch / path).write_bytes(change((batch / path).read_bytes()))
    assert found(batch) == [("manifest" if path == MANIFEST else "file", path)]


@pytest.mark.parametrize("path", [*FILES, MANIFEST])
def test_a_file_that_is_gone_is_found(batch: Path, path: str) -> None:
    (batch / path).unlink()
    assert found(batch) == [("manifest" if path == MANIFEST else "file", path)]


def test_two_files_exchanged_are_both_found(batch: Path) -> None:
    one, other = batch / "print/labels.pdf", batch / "patients/H1-c1/labels.pdf"
    content = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(content)
    assert found(batch) == [
        ("file", "patients/H1-c1/labels.pdf"),
        ("file", "print/labels.pdf"),
    ]


def test_a_file_that_was_never_published_is_found_whatever_it_is_called(batch: Path) -> None:
    (batch / "patients" / "H1-c1" / "order\nset.pdf").write_bytes(b"")
    (batch / os.fsdecode(b"\xff.pdf")).write_bytes(b"")
    assert found(batch) == [
        ("unlisted", "patients/H1-c1/order\\nset.pdf"),
        ("unlisted", "\\udcff.pdf"),
    ]


def test_a_mark_of_replacement_is_no_stray_and_must_be_whole(batch: Path) -> None:
    for name in ("replaced.json", "replaced.css"):
        (batch / name).write_bytes(b"")
    assert found(batch) == [("file", "replaced.json")]


def test_a_link_in_a_files_place_is_not_followed(batch: Path, tmp_path: Path) -> None:
    path = batch / "patients/H1-c1"
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    assert [where for _, where in found(batch)] == [
        "patients/H1-c1",
        "patients/H1-c1/labels.pdf",
        "patients/H1-c1/record.json",
    ]
    (batch / MANIFEST).rename(tmp_path / MANIFEST)
    (batch / MANIFEST).symlink_to(tmp_path / MANIFEST)
    assert found(batch) == [("manifest", MANIFEST)]


def test_a_batch_open_to_everybody_is_remarked_and_no_fault(batch: Path) -> None:
    (batch / "summary.pdf").chmod(0o644)
    assert (found(batch), remarks(batch)) == (
        [],
        ("1 file is open to every user of this machine",),
    )


def _with(**changes: Any) -> bytes:
    files = [{"path": "a", "sha256": "ab" * 32, "size_bytes": 1, "pages": None}]
    return sealed({**FACTS, "files": files, **changes})


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"[]",
        b"[" * 100_000,
        sealed({}),
        _with(schema="orderset/manifest/2"),
        _with(files=[{"path": "../a", "sha256": "ab" * 32, "size_bytes": 1, "pages": None}]),
        _with(files=[{"path": "/a", "sha256": "ab" * 32, "size_bytes": 1, "pages": None}]),
        _with(files=[{"path": "a", "sha256": "x", "size_bytes": 1, "pages": None}]),
        _with(patients=[{"folder": "patients/.."}]),
        _with(patients=[{"folder": "patients/a/b"}]),
        _with(batch="x"),
        _with(labels_from="1"),
    ],
)
def test_what_is_no_manifest_is_never_trusted(tmp_path: Path, content: bytes) -> None:
    (tmp_path / MANIFEST).write_bytes(content)
    manifest, _, told = manifest_in(tmp_path)
    assert manifest is None
    assert told


def test_a_manifest_that_was_edited_still_serves_to_say_what_stands(batch: Path) -> None:
    path = batch / MANIFEST
    path.write_bytes(path.read_bytes().replace(b'"rows": 1', b'"rows": 2'))
    manifest, published, told = manifest_in(batch)
    assert "SHA-256 differs" in told
    assert manifest
    assert published["rows"] == 2


def test_a_file_that_is_listed_twice_is_found(batch: Path) -> None:
    told = json.loads((batch / MANIFEST).read_bytes())
    del told[SEAL]
    told["files"].append(told["files"][0])
    (batch / MANIFEST).write_bytes(sealed(told))
    assert found(batch) == [("manifest", MANIFEST)]


def test_batches_are_found_by_what_is_left_of_them(batch: Path, tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    assert batches_in(batch) == batches_in(tmp_path) == (batch,)
    (batch / MANIFEST).unlink()
    assert batches_in(tmp_path) == (batch,)
    assert not looks_like_batch(tmp_path)
    assert batches_in(tmp_path / "nowhere") == ()
