"""A published batch is looked at again: what has changed is found, and named."""

import json
import os
import shutil
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Future
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from orderset.batch import verifying
from orderset.batch.differences import What
from orderset.batch.lists import cases_of
from orderset.batch.standing import batches_in
from orderset.batch.verifying import Means, verify
from orderset.documents.case import Case
from orderset.documents.document import Document, Kind
from orderset.documents.selection import document_of
from orderset.processes.executor import InProcess, Limits
from orderset.protocol.loading import default_protocol_bytes, load_protocol, protocol_from_bytes
from orderset.rendering.combine import Pages, combined
from orderset.rendering.templates import OWN_SOURCES
from orderset.workbook.columns import INFUSIONS
from tests.acceptance.published_batches import (
    CAUTIONED,
    FAMILY_NAMES,
    READY,
    RETURNED,
    UNREAD,
    WITHHELD,
    change_record,
    copied,
    every_outcome,
    files_of,
    looked_at,
    manifest_of,
    published,
    remade,
    told,
)
from tests.real_door import TODAY, invoke


CONSULTANT = 1 + [each.key for each in INFUSIONS.columns].index("consultant")


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return every_outcome(tmp_path_factory.mktemp("list"))


@pytest.fixture(scope="module")
def standing(workbook: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return published(workbook, tmp_path_factory.mktemp("published"), "--archive")


@pytest.fixture
def batch(standing: Path, tmp_path: Path) -> Path:
    return copied(standing, tmp_path)


# --- nothing has changed ---------------------------------------------------------------------


def test_a_batch_of_every_outcome_verifies_through_the_command(standing: Path) -> None:
    assert all(manifest_of(standing)["outcomes"].values())
    before = files_of(standing)
    result = invoke("verify", standing.parent, "--workers", "1")
    assert result.exit_code == 0, result.output
    last = result.stdout.splitlines()[-1]
    assert last.startswith(f"{standing.name}: {len(before)} files, 6 patients, ")
    assert last.endswith("barcodes: nothing differs")
    assert "remark: 1 row was returned at reading" in result.stdout
    assert result.stderr == ""
    assert files_of(standing) == before


def test_a_site_with_sheets_dates_and_another_vial_verifies(workbook: Path, tmp_path: Path) -> None:
    site = {"label_stock": "a4-cut-102x76-6", "half_dose_first_infusion": True, "vial_mg": 90}
    site |= {"strength_mg_per_ml": 9, "hospital": "A Hospital"}
    options = ("--labels-from", "3", "--date", "2026-12-08")
    batch = published(workbook, tmp_path, *options, site=site)
    assert told(looked_at(batch)) == []


def test_a_batch_by_another_protocol_needs_its_file(workbook: Path, tmp_path: Path) -> None:
    content = default_protocol_bytes().replace(b'version = "1.0.0"', b'version = "1.0.1"')
    (tmp_path / "ours.toml").write_bytes(content)
    batch = published(workbook, tmp_path / "by", "--protocol", tmp_path / "ours.toml")
    assert told(looked_at(batch, protocol_from_bytes(content))) == []
    without = looked_at(batch)
    assert (told(without), without.exit_code) == ([], 4)
    assert "version 1.0.1" in without.unchecked[0]
    (batch / "index.html").write_bytes(b"")
    assert looked_at(batch).exit_code == 7
    result = invoke("verify", batch, "--protocol", tmp_path / "ours.toml", "--workers", "1")
    assert result.exit_code == 7
    assert "file: index.html: has changed" in result.stdout


def test_a_patient_whose_documents_could_not_be_made_verifies_without_them(
    workbook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(case: Case, kind: Kind, dates: Any) -> Document:
        if case.entry.hospital_number == "H1":
            raise ZeroDivisionError
        return document_of(case, kind, dates)

    with monkeypatch.context() as patch:
        patch.setattr("orderset.batch.printing.document_of", failing)
        batch = published(workbook, tmp_path)
    assert manifest_of(batch)["failed"] == 1
    assert told(looked_at(batch)) == []
    shutil.copy(batch / "patients" / CAUTIONED / "labels.pdf", batch / "patients" / READY)
    remade(batch)
    assert f"paper: patients/{READY}/labels.pdf: may not be there by what the rules give" in told(
        looked_at(batch)
    )


def test_a_batch_that_may_not_be_written_to_verifies(batch: Path) -> None:
    folders = [batch, *(each for each in batch.rglob("*") if each.is_dir())]
    for each in folders:
        each.chmod(0o500)
    assert told(looked_at(batch)) == []
    for each in folders:
        each.chmod(0o700)


def test_batches_in_an_output_folder_are_all_looked_at(standing: Path, tmp_path: Path) -> None:
    copied(standing, tmp_path)
    (tmp_path / "elsewhere").mkdir()
    other = copied(standing, tmp_path / "elsewhere")
    other = other.rename(tmp_path / f"{other.name}-other")
    (tmp_path / ".staging-x" / "patients").mkdir(parents=True)
    (other / "patients" / READY / "labels.pdf").unlink()
    result = invoke("verify", tmp_path, "--workers", "1", "--format", "json")
    assert result.exit_code == 7
    first, second = json.loads(result.stdout)["batches"]
    assert first["differences"] == []
    assert second["differences"][0] == {
        "what": "file",
        "where": f"patients/{READY}/labels.pdf",
        "told": "is missing",
    }


def test_a_later_version_and_the_batch_that_it_replaced_verify(
    workbook: Path, tmp_path: Path
) -> None:
    first = published(workbook, tmp_path)
    changed = tmp_path / workbook.name
    opened = openpyxl.load_workbook(workbook)
    for row in (2, 4):
        opened["Infusions"].cell(row, CONSULTANT).value = "Dr Other"
    opened["Infusions"].delete_rows(7)
    opened.save(changed)
    assert invoke("run", changed, "-o", tmp_path / "out", "--today", TODAY).exit_code == 1
    old, new = sorted(batches_in(tmp_path / "out"), key=lambda each: each != first)
    manifest = manifest_of(new)
    assert {each["version"] for each in manifest["patients"]} == {1, 2}
    assert len(manifest["replaces"]) == 2
    assert (old / "replaced.json").exists()
    assert (told(looked_at(old)), told(looked_at(new))) == ([], [])
    for name in ("replaced.json", "replaced.css"):
        whole = (old / name).read_bytes()
        (old / name).write_bytes(whole.replace(b"2", b"3", 1))
        assert [each.where for each in looked_at(old).differences] == ["replaced.json"]
        (old / name).write_bytes(whole)
    remade(new, lambda facts: facts["replaces"].clear())
    assert looked_at(new).differences


def test_a_row_that_stands_in_another_workbook_of_its_run_verifies(
    workbook: Path, tmp_path: Path
) -> None:
    for name, consultant in (("a.xlsx", "Dr One"), ("b.xlsx", "Dr Two")):
        opened = openpyxl.load_workbook(workbook)
        opened["Infusions"].cell(2, CONSULTANT).value = consultant
        opened.save(tmp_path / name)
    assert invoke("run", tmp_path, "-o", tmp_path / "out", "--today", TODAY).exit_code == 1
    for batch in batches_in(tmp_path / "out"):
        assert told(looked_at(batch)) == []
        record = (batch / "patients" / READY / "record.json").read_text("utf-8")
        assert "cycle-in-another-workbook" in record


def test_a_folder_without_a_batch_is_a_wrong_use(tmp_path: Path) -> None:
    assert invoke("verify", tmp_path).exit_code == 2
    assert invoke("verify", tmp_path / "nowhere").exit_code == 2


# --- bytes -----------------------------------------------------------------------------------


def test_a_batch_without_its_manifest_is_told_and_not_passed_over(batch: Path) -> None:
    (batch / "manifest.json").unlink()
    result = invoke("verify", batch.parent, "--workers", "1")
    assert result.exit_code == 7
    assert "manifest: manifest.json: cannot be read" in result.stdout


def test_one_flipped_byte_of_a_document_is_told_with_its_file(batch: Path) -> None:
    path = batch / "patients" / READY / "labels.pdf"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    found = looked_at(batch)
    assert ("file", f"patients/{READY}/labels.pdf", "has changed: its SHA-256 differs") in {
        (each.what, each.where, each.told) for each in found.differences
    }
    assert found.exit_code == 7


# --- what only computing or reading finds: the manifest's hashes are made again --------------


def _in(*path: str | int, to: object) -> Callable[[dict[str, Any]], None]:
    def change(record: dict[str, Any]) -> None:
        place: Any = record
        for key in path[:-1]:
            place = place[key]
        assert place[path[-1]] != to
        place[path[-1]] = to

    return change


def test_a_dose_changed_in_a_record_is_computed_again(batch: Path) -> None:
    change_record(batch, READY, _in("infusions", 1, "dose_mg", to="61"))
    remade(batch)
    lines = told(looked_at(batch))
    where = f"calculation: patients/{READY}/record.json"
    assert lines[0].startswith(f"{where}: infusions[1].dose_mg is 61; computed again it is ")
    # The record within the copies for the archive tells as well.
    assert any("PDF-06" in each for each in lines)


def test_a_weight_changed_in_a_record_gives_other_doses_and_another_paper(batch: Path) -> None:
    change_record(batch, READY, _in("patient", "weight_kg", to="15.1"))
    remade(batch)
    lines = told(looked_at(batch))
    assert any("infusions[0].calculated_mg is " in each for each in lines)
    assert any("document_id is OS1-" in each for each in lines)
    assert any(each.startswith(f"paper: patients/{READY}/order-set.pdf: ORD-32") for each in lines)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (_in("outcome", to="withheld"), "outcome is withheld; computed again it is ready"),
        (_in("renal", "decisive_equation", to="cockcroft-gault"), "renal.decisive_equation is"),
        (_in("cycle", "total_mg", to="1"), "cycle.total_mg is 1;"),
        (_in("working", 0, "text", to="1 + 1 = 3"), "working[0].text is 1 + 1 = 3;"),
        (_in("documents", 0, "pages", to=9), "documents[0].pages is another"),
        (_in("documents", to=[]), "documents[0] is not there"),
        (_in("patient", "family_name", to="Other"), "document_id is OS1-"),
        (_in("settings", "vial_mg", to="90"), "settings.vial_mg is another"),
        (_in("version", to=2), "manifest.json: patients is not what the records give"),
        (_in("schema", to="orderset/record/9"), "record.json: cannot be read as a record"),
        (lambda record: record.clear(), "record.json: cannot be read as a record"),
        (lambda record: record.update(extra=1), "extra is another; computed again it is not there"),
    ],
)
def test_a_change_to_a_record_is_named(
    batch: Path, change: Callable[[dict[str, Any]], None], named: str
) -> None:
    change_record(batch, READY, change)
    remade(batch)
    lines = told(looked_at(batch))
    assert [each for each in lines if named in each], lines
    assert not [each for each in lines if any(name in each for name in FAMILY_NAMES)]


def test_a_finding_taken_out_of_a_record_is_named(batch: Path) -> None:
    change_record(batch, WITHHELD, lambda record: record["findings"].clear())
    remade(batch)
    lines = told(looked_at(batch))
    assert f"patients/{WITHHELD}/record.json: findings[0] is not there" in " ".join(lines)


@pytest.mark.parametrize("kind", ["order-set", "monitoring-checklist", "labels"])
def test_a_document_of_another_patient_is_read_back_and_named(batch: Path, kind: str) -> None:
    one, other = (batch / "patients" / each / f"{kind}.pdf" for each in (READY, CAUTIONED))
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)
    remade(batch)
    lines = told(looked_at(batch))
    for folder in (READY, CAUTIONED):
        assert [
            each for each in lines if each.startswith(f"paper: patients/{folder}/{kind}.pdf")
        ], lines
    assert not [each for each in lines if any(name in each for name in FAMILY_NAMES)]


def test_two_patients_exchanged_whole_are_in_the_wrong_folders(batch: Path) -> None:
    place = batch / "patients"
    (place / READY).rename(place / "x")
    (place / CAUTIONED).rename(place / READY)
    (place / "x").rename(place / CAUTIONED)
    remade(batch)
    lines = told(looked_at(batch))
    for folder in (READY, CAUTIONED):
        assert f"paper: patients/{folder}: is not the folder of the hospital number" in " ".join(
            lines
        )


@pytest.mark.parametrize("folder", [WITHHELD, RETURNED, UNREAD])
def test_an_order_of_somebody_who_may_have_none_is_named(batch: Path, folder: str) -> None:
    shutil.copy(batch / "patients" / READY / "order-set.pdf", batch / "patients" / folder)
    remade(batch)
    lines = told(looked_at(batch))
    assert (
        f"paper: patients/{folder}/order-set.pdf: may not be there by what the rules give" in lines
    )


def test_a_document_that_is_no_longer_listed_is_due(batch: Path) -> None:
    (batch / "patients" / READY / "labels.pdf").unlink()
    remade(batch)
    lines = told(looked_at(batch))
    assert f"paper: patients/{READY}/labels.pdf: is due by what the rules give and not listed" in (
        lines
    )


def test_a_record_that_is_gone_is_named_and_the_others_are_still_computed(batch: Path) -> None:
    (batch / "patients" / READY / "record.json").unlink()
    change_record(batch, CAUTIONED, _in("infusions", 0, "dose_mg", to="1"))
    remade(batch)
    lines = told(looked_at(batch))
    assert f"record: patients/{READY}/record.json: cannot be read" in lines
    assert "5 of 6 rows could be computed again" in " ".join(lines)
    assert [each for each in lines if f"{CAUTIONED}/record.json: infusions[0].dose_mg" in each]


def test_a_pack_with_one_patients_pages_twice_is_named(batch: Path) -> None:
    pack = batch / "print" / "labels.pdf"
    part = (batch / "patients" / READY / "labels.pdf").read_bytes()
    pack.write_bytes(combined([Pages(part), Pages(part)], "labels pack"))
    remade(batch)
    lines = told(looked_at(batch))
    assert "batch: print/labels.pdf: is not what the patients' files give together" in lines
    assert [each for each in lines if "BAT-09" in each]


def test_a_page_for_the_browser_that_was_edited_is_named(batch: Path) -> None:
    page = batch / "index.html"
    page.write_text(page.read_text("utf-8").replace("NHS No.", "NHS no."), "utf-8")
    remade(batch)
    assert told(looked_at(batch)) == ["batch: index.html: is not the page that the records give"]


def test_a_notice_in_the_summarys_place_is_named(batch: Path) -> None:
    shutil.copy(batch / "patients" / WITHHELD / "notice.pdf", batch / "summary.pdf")
    remade(batch)
    lines = told(looked_at(batch))
    assert [each for each in lines if each.startswith("paper: summary.pdf:")]
    assert [each for each in lines if "BAT-01" in each]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("all_ready", True),
        ("failed", 1),
        ("rows", 7),
        ("outcomes", {}),
        ("findings", [{"code": "x"}]),
        ("archive", False),
        ("dates", ["2026-12-07"]),
    ],
)
def test_a_fact_of_the_manifest_that_is_not_so_is_named(
    batch: Path, key: str, value: object
) -> None:
    remade(batch, _in(key, to=value))
    assert looked_at(batch).differences


@pytest.mark.parametrize(
    "change", [_in("settings", "vial_mg", to="7"), _in("batch", to="2026-99-99-x")]
)
def test_settings_that_cannot_be_used_leave_a_batch_unchecked(
    batch: Path, change: Callable[[dict[str, Any]], None]
) -> None:
    remade(batch, change)
    assert looked_at(batch).exit_code == 4


# --- another version of what made it ---------------------------------------------------------


def test_of_other_software_the_arithmetic_counts_and_the_wording_does_not(batch: Path) -> None:
    change_record(batch, READY, _in("working", 0, "text", to="said otherwise"))
    change_record(batch, CAUTIONED, _in("infusions", 0, "dose_mg", to="1"))
    remade(batch, _in("software", to="0.0.9"))
    found = looked_at(batch)
    assert any("orderset 0.0.9 made this batch" in each for each in found.remarks)
    lines = told(found)
    assert [each for each in lines if "infusions[0].dose_mg is 1;" in each]
    assert not [each for each in lines if "working" in each]


def test_another_renderer_is_told_and_excuses_words_and_places_alone(
    batch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remade(batch, _in("versions", "weasyprint", to="1.0"))
    one, other = (batch / "patients" / each / "labels.pdf" for each in (READY, CAUTIONED))
    shutil.copy(other, one)
    remade(batch)
    monkeypatch.setattr(verifying, "software_version", lambda: manifest_of(batch)["software"])
    found = looked_at(batch)
    assert any("made with weasyprint 1.0, not " in each for each in found.remarks)
    assert {each.where for each in found.differences if each.what is What.PAPER} == {
        f"patients/{READY}/labels.pdf"
    }


# --- what is told ----------------------------------------------------------------------------


def test_no_name_of_a_patient_is_told(batch: Path) -> None:
    for kind in ("order-set", "labels", "monitoring-checklist", "preparation-worksheet"):
        path = Path("patients", READY, f"{kind}.pdf")
        shutil.copy(batch / "patients" / CAUTIONED / path.name, batch / path)
    change_record(batch, WITHHELD, _in("patient", "given_name", to="Somebody"))
    remade(batch)
    result = invoke("verify", batch, "--workers", "1")
    assert result.exit_code == 7
    for name in (*FAMILY_NAMES, "Amelia", "Somebody"):
        assert name.casefold() not in (result.stdout + result.stderr).casefold()


def test_of_many_differences_in_one_file_people_are_told_the_first(batch: Path) -> None:
    change_record(batch, READY, lambda record: record["infusions"][0].clear())
    lines = invoke("verify", batch, "--workers", "1").stdout.splitlines()
    of_record = [each for each in lines if "calculation: " in each]
    assert len(of_record) == 7
    assert of_record[-1].endswith(f"{READY}/record.json: and 15 more")


def test_a_reader_that_dies_or_hangs_costs_one_file(batch: Path) -> None:
    means = Means([load_protocol()], OWN_SOURCES, Limits(workers=1), Dying())
    found = verify(batch, means)
    assert {each.told for each in found.differences if each.where.endswith("labels.pdf")} == {
        "cannot be read back: it takes too long"
    }
    assert "cannot be read back: the process that reads it dies" in {
        each.told for each in found.differences
    }


class Dying(InProcess):
    """Workers that labels keep busy for ever and worksheets kill."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        given = (*args, *getattr(fn, "args", ()))
        match getattr(given[0], "kind", None) if given else None:
            case Kind.LABELS:
                future.set_exception(TimeoutError())
            case Kind.WORKSHEET:
                future.set_exception(BrokenExecutor())
            case _:
                return super().submit(fn, *args, **kwargs)
        return future


def test_the_worst_comes_first(batch: Path) -> None:
    (batch / "stray").write_bytes(b"")
    (batch / "summary.pdf").write_bytes(b"%PDF-")
    change_record(batch, READY, _in("infusions", 0, "dose_mg", to="1"))
    whats = [each.what for each in looked_at(batch).differences]
    assert whats == sorted(whats, key=[*What].index)
    assert (whats[0], whats[-1]) == (What.CALCULATION, What.UNLISTED)


def test_a_row_that_breaks_the_arithmetic_costs_only_itself(
    batch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = cases_of

    def breaking(entries: Any, *more: Any) -> Any:
        if any(each.hospital_number == "H1" for each in entries):
            raise ZeroDivisionError
        return whole(entries, *more)

    monkeypatch.setattr("orderset.batch.recomputing.cases_of", breaking)
    lines = told(looked_at(batch))
    assert lines[0] == (
        f"calculation: patients/{READY}/record.json: cannot be computed again: ZeroDivisionError"
    )
    assert not [each for each in lines if f"{CAUTIONED}/" in each and "similar" not in each]


def test_links_and_devices_are_never_opened(batch: Path) -> None:
    os.mkfifo(batch / "pipe")
    path = batch / "patients" / READY / "labels.pdf"
    path.rename(batch.parent / "labels.pdf")
    path.symlink_to(batch.parent / "labels.pdf")
    lines = told(looked_at(batch))
    assert "file: pipe: is a device and not a file" in lines
    assert f"file: patients/{READY}/labels.pdf: is a link and not a file" in lines
