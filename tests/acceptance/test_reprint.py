"""A paper printed again: marked, counted, logged, and never of what may not be used."""

import os
import re
import shutil
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import Result

from orderset import storage
from orderset.batch import reprinting
from orderset.batch.reprint_log import log_in
from orderset.errors import StorageError
from orderset.output_folder import output_lock
from orderset.rendering.finished import finished_pages
from orderset.workbook.columns import INFUSIONS
from tests.acceptance.published_batches import (
    READY,
    WITHHELD,
    change_record,
    copied,
    every_outcome,
    files_of,
    looked_at,
    published,
    remade,
    told,
)
from tests.real_door import TODAY, invoke


WHY = "torn at the printer"


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    workbook = every_outcome(tmp_path_factory.mktemp("list"))
    site = {"documents": ["order-set", "labels"]}
    return published(workbook, tmp_path_factory.mktemp("published"), site=site)


@pytest.fixture
def batch(standing: Path, tmp_path: Path) -> Path:
    return copied(standing, tmp_path)


def again(
    batch: Path, *options: str, patient: str = "H1", document: str = "labels", reason: str = WHY
) -> Result:
    """Ask for a paper of a batch once more."""
    asked = ("--patient", patient, "--document", document, "--reason", reason)
    return invoke("reprint", batch, *asked, *options)


def texts(batch: Path, number: int, document: str = "labels") -> list[str]:
    """Return the text of each page of a reprint."""
    path = batch / f"reprints/{number:04}-{document}.pdf"
    return [" ".join(page.text.split()) for page in finished_pages(path.read_bytes())]


def test_a_label_is_marked_counted_and_logged_and_the_batch_stays_as_it_was(batch: Path) -> None:
    before = files_of(batch)
    result = again(batch, "--day", "2")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("REPRINT 1, labels, OS1-")
    assert "Destroy the paper" in result.stdout
    again(batch, "--day", "2", reason="second label smudged")
    after = files_of(batch)
    assert {path: after[path] for path in before} == before
    assert sorted({*after} - {*before}) == [
        "reprints.jsonl",
        "reprints/0001-labels.pdf",
        "reprints/0002-labels.pdf",
    ]
    (first,), (second,) = texts(batch, 1), texts(batch, 2)
    assert ("REPRINT 1" in first, "REPRINT 2" in second) == (True, True)
    original = finished_pages(before[f"patients/{READY}/labels.pdf"])[1].text
    assert " ".join(original.split()) == first.replace("REPRINT 1 ", "")
    assert "Label 2 of 3" in first
    entries = log_in(batch).entries
    assert [(each.number, each.days, each.reason) for each in entries] == [
        (1, [2], WHY),
        (2, [2], "second label smudged"),
    ]
    assert re.fullmatch(r"[0-9T:-]{19}[+-][0-9:]{5}", entries[0].at)
    assert entries[0].user
    assert told(looked_at(batch)) == []


def test_each_paper_has_its_own_count(batch: Path) -> None:
    for options in (("--day", "1"), ("--day", "2"), ("--day", "2"), ()):
        assert again(batch, *options).exit_code == 0
    assert again(batch, document="order-set").exit_code == 0
    assert again(batch, patient="h2").exit_code == 0  # as the list has it, whatever the case
    assert [each.number for each in log_in(batch).entries] == [1, 1, 2, 3, 1, 1]
    assert [each.count("REPRINT 3") for each in texts(batch, 4)] == [1, 1, 1]
    assert [each.count("REPRINT 1") for each in texts(batch, 5, "order-set")] == [1, 1, 1, 1]
    assert told(looked_at(batch)) == []


def test_a_notice_is_printed_again_too(batch: Path) -> None:
    assert again(batch, patient="H4", document="notice").exit_code == 0
    assert all("REPRINT 1" in each for each in texts(batch, 1, "notice"))
    assert told(looked_at(batch)) == []


def test_what_is_printed_again_is_as_private_as_the_batch(batch: Path) -> None:
    again(batch)
    for path in ("reprints", "reprints.jsonl", "reprints/0001-labels.pdf"):
        assert stat.S_IMODE((batch / path).stat().st_mode) & 0o077 == 0


# --- what may not be printed ---------------------------------------------------------------------


REFUSED: dict[str, tuple[dict[str, Any], tuple[str, ...], str]] = {
    "nobody": ({"patient": "H99"}, (), "no patient of this batch has that hospital number"),
    "no such cycle": ({}, ("--cycle", "4"), "has no cycle of that number"),
    "not ready": ({"patient": "H4"}, (), "row 5 is withheld"),
    "returned": ({"patient": "H5"}, (), "no labels for this patient or any other"),
    "not printed by this site": (
        {"document": "monitoring-checklist"},
        (),
        "no monitoring-checklist for this patient; it printed order-set, labels",
    ),
    "a day of an order set": (
        {"document": "order-set"},
        ("--day", "2"),
        "only labels are for one day",
    ),
    "a day that is none": ({}, ("--day", "4"), "no label for day 4"),
}


@pytest.mark.parametrize(("asked", "options", "why"), REFUSED.values(), ids=REFUSED)
def test_what_was_not_printed_is_not_printed_again(
    batch: Path, asked: dict[str, Any], options: tuple[str, ...], why: str
) -> None:
    before = files_of(batch)
    result = again(batch, *options, **asked)
    assert result.exit_code == 1
    assert why in result.stderr
    assert files_of(batch) == before


def test_a_cycle_that_was_replaced_is_printed_from_the_batch_that_counts(
    standing: Path, tmp_path: Path
) -> None:
    """Also where nobody has marked the batch."""
    root = Path(shutil.copytree(standing.parent, tmp_path / "out"))
    old = root / standing.name
    heavier = every_outcome(tmp_path)
    _change_weight(heavier)
    site = tmp_path / "site.toml"
    site.write_text('documents = ["order-set", "labels"]\n', "utf-8")
    run = invoke("run", heavier, "-o", root, "--site", site, "--today", TODAY, "--workers", "1")
    assert run.exit_code == 1
    (old / "replaced.json").unlink()
    (old / "replaced.css").unlink()
    result = again(old)
    assert result.exit_code == 1
    assert "was replaced by OS1-" in result.stderr
    assert "version 2" in result.stderr
    assert not (old / "reprints").exists()
    assert again(old, patient="H2").exit_code == 0


def _change_weight(workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    column = 1 + [each.key for each in INFUSIONS.columns].index("weight_kg")
    cell = book["Infusions"].cell(2, column)
    cell.value = float(str(cell.value)) + 0.5
    book.save(workbook)


@pytest.mark.parametrize("reason", ["", "  ", "ab", "x" * 121, "torn\x07"])
def test_a_reason_is_asked_for(batch: Path, reason: str) -> None:
    result = again(batch, reason=reason)
    assert result.exit_code == 2
    assert "say why in 3 to 120 characters" in result.stderr
    assert not (batch / "reprints").exists()


# --- a batch that is not what was published -------------------------------------------------------


def a_record_that_was_changed(batch: Path) -> None:
    change_record(batch, READY, lambda record: record["patient"].update(weight_kg="99"))


def a_manifest_that_was_changed(batch: Path) -> None:
    path = batch / "manifest.json"
    path.write_bytes(path.read_bytes().replace(b'"rows": 6', b'"rows": 7'))


def a_log_that_was_changed(batch: Path) -> None:
    again(batch)
    path = batch / "reprints.jsonl"
    path.write_bytes(path.read_bytes().replace(b"torn", b"born"))


def a_paper_that_was_changed(batch: Path) -> None:
    path = batch / f"patients/{READY}/labels.pdf"
    path.write_bytes(path.read_bytes() + b"%")


@pytest.mark.parametrize(
    "change",
    [
        a_record_that_was_changed,
        a_manifest_that_was_changed,
        a_log_that_was_changed,
        a_paper_that_was_changed,
    ],
)
def test_of_a_batch_that_was_changed_nothing_is_printed(
    batch: Path, change: Callable[[Path], None]
) -> None:
    change(batch)
    before = files_of(batch)
    result = again(batch)
    assert result.exit_code == 7
    assert "the batch is not what was published" in result.stderr
    assert "H1" not in result.stderr
    assert files_of(batch) == before


def test_damage_to_another_patient_does_not_keep_a_paper_back(batch: Path) -> None:
    (batch / f"patients/{WITHHELD}/notice.pdf").unlink()
    assert again(batch).exit_code == 0


def test_a_batch_by_another_protocol_needs_its_file(batch: Path) -> None:
    remade(batch, lambda manifest: manifest["protocol"].update(sha256="ab" * 32))
    result = again(batch)
    assert result.exit_code == 4
    assert "name its file with --protocol" in result.stderr


def test_beside_a_run_nothing_is_printed(batch: Path) -> None:
    with output_lock(batch.parent):
        assert again(batch).exit_code == 6
    assert not (batch / "reprints").exists()


def test_what_cannot_be_logged_is_not_printed(batch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(reprinting, "replace_flushed", full)
    result = again(batch)
    assert result.exit_code == StorageError.exit_code
    assert "Nothing was printed." in result.stderr
    assert not (batch / "reprints").exists()


def test_what_is_logged_and_could_not_be_written_is_said_and_counts(
    batch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = storage.replace_flushed

    def full(target: Path, *rest: Any) -> None:
        if target.suffix == ".pdf":
            raise OSError(28, os.strerror(28))
        real(target, *rest)

    with monkeypatch.context() as patched:
        patched.setattr(reprinting, "replace_flushed", full)
        result = again(batch)
    assert result.exit_code == 7
    assert "Ask for it again." in result.stderr
    assert again(batch).exit_code == 0
    assert [each.number for each in log_in(batch).entries] == [1, 2]
    verified = looked_at(batch)
    assert told(verified) == []
    assert "1 of 2 reprints in the log are not there any more" in verified.remarks


# --- verify ---------------------------------------------------------------------------------------


def a_reprint_with_a_byte_changed(batch: Path) -> None:
    path = batch / "reprints/0001-labels.pdf"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def a_first_print_in_its_place(batch: Path) -> None:
    shutil.copy(batch / f"patients/{READY}/labels.pdf", batch / "reprints/0001-labels.pdf")


def a_reprint_that_nobody_logged(batch: Path) -> None:
    shutil.copy(batch / "reprints/0001-labels.pdf", batch / "reprints/0002-labels.pdf")


def a_log_that_was_taken_away(batch: Path) -> None:
    (batch / "reprints.jsonl").unlink()


def a_forged_line(batch: Path) -> None:
    """Put another's paper in the log, with every hash right."""
    (entry,) = log_in(batch).entries
    forged = entry.model_copy(update={"folder": "patients/H2-c1"})
    (batch / "reprints.jsonl").write_bytes(forged.line)


CHANGED: dict[Callable[[Path], None], str] = {
    a_reprint_with_a_byte_changed: "file: reprints/0001-labels.pdf: is not the reprint",
    a_first_print_in_its_place: "paper: reprints/0001-labels.pdf: ",
    a_reprint_that_nobody_logged: "unlisted: reprints/0002-labels.pdf",
    a_log_that_was_taken_away: "unlisted: reprints/0001-labels.pdf",
    a_log_that_was_changed: "file: reprints.jsonl: line 1 is not as it was written",
    a_forged_line: "paper: reprints/0001-labels.pdf: is not of the papers that the log has",
}


@pytest.mark.parametrize("change", CHANGED)
def test_verify_knows_what_was_printed_again(batch: Path, change: Callable[[Path], None]) -> None:
    if change is not a_log_that_was_changed:
        again(batch)
    change(batch)
    found = told(looked_at(batch))
    assert any(each.startswith(CHANGED[change]) for each in found), found


def test_a_batch_that_is_made_again_keeps_what_was_printed_of_it(tmp_path: Path) -> None:
    """Its papers are out, and the next number counts on."""
    workbook = every_outcome(tmp_path)
    where = tmp_path / "published"
    batch = published(workbook, where, site={"documents": ["labels"]})
    assert again(batch).exit_code == 0
    logged = (batch / "reprints.jsonl").read_bytes()
    (batch / f"patients/{READY}/labels.pdf").unlink()
    assert published(workbook, where, site={"documents": ["labels"]}) == batch
    assert (batch / f"patients/{READY}/labels.pdf").exists()
    assert (batch / "reprints.jsonl").read_bytes() == logged
    assert again(batch).exit_code == 0
    assert [each.number for each in log_in(batch).entries] == [1, 2]
    assert told(looked_at(batch)) == []
