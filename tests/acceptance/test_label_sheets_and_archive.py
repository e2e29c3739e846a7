"""Labels on sheets, the calibration page and archive copies, through the commands."""

import io
import json
from collections.abc import Mapping
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from click.testing import Result

from orderset.batch import archiving
from orderset.rendering import imposition
from orderset.rendering.defect import Code, Defect
from tests.builders import case
from tests.real_door import TODAY, blank_template, invoke, records, site_file, write_case


SHEET = {"label_stock": "a4-cut-102x76-6"}
A4_MM = (210, 297)
ARCHIVED = {"monitoring-checklist.pdf", "order-set.pdf"}


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("list")
    target = folder / "list.xlsx"
    write_case(blank_template(folder), target, case("C01"))
    return target


def run(workbook: Path, folder: Path, *options: str, site: Mapping[str, str] = SHEET) -> Result:
    folder.mkdir(exist_ok=True)
    settings = site_file(folder, dict(site))
    where = ("-o", folder / "out", "--site", settings, "--today", TODAY, "--workers", "1")
    return invoke("run", workbook, *where, *options)


def files_of(folder: Path) -> dict[str, bytes]:
    (batch,) = (each for each in (folder / "out").iterdir() if each.is_dir())
    return {
        each.relative_to(batch).as_posix(): each.read_bytes()
        for each in batch.rglob("*")
        if each.is_file()
    }


@pytest.fixture(scope="module")
def published(workbook: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    assert run(workbook, folder, "--archive", "--labels-from", "5").exit_code == 0
    return folder


def test_labels_come_on_sheets_from_the_place_that_was_asked_for(published: Path) -> None:
    files = files_of(published)
    with pypdfium2.PdfDocument(files["print/labels.pdf"]) as sheets:
        for sheet in sheets:
            size = [side * 25.4 / 72 for side in sheet.get_size()]
            assert size == pytest.approx(A4_MM, abs=0.1)
        found = [sheet.get_textpage().get_text_range().count("Label ") for sheet in sheets]
    assert found == [2, 1]
    manifest = json.loads(files["manifest.json"])
    pages = {each["path"]: each["pages"] for each in manifest["files"]}
    assert pages["print/labels.pdf"] == 2
    assert pages["patients/H1234567-c1/labels.pdf"] == 3


def test_archive_copies_hold_the_record_that_stands_beside_them(published: Path) -> None:
    files = files_of(published)
    folder = "patients/H1234567-c1/"
    copies = {path for path in files if path.startswith(f"{folder}archive/")}
    assert {Path(path).name for path in copies} == ARCHIVED
    for path in copies:
        with pikepdf.open(io.BytesIO(files[path])) as opened:
            attached = opened.attachments["record.json"].get_file().read_bytes()
            assert opened.open_metadata().pdfa_status == "3B"
        assert attached == files[f"{folder}record.json"]
    listed = {each["path"] for each in json.loads(files["manifest.json"])["files"]}
    assert copies <= listed


def test_the_same_run_gives_the_same_bytes_elsewhere(
    published: Path, workbook: Path, tmp_path: Path
) -> None:
    assert run(workbook, tmp_path, "--archive", "--labels-from", "5").exit_code == 0
    assert files_of(tmp_path) == files_of(published)


def test_stock_and_archive_change_the_batch_and_not_the_patients_papers(
    published: Path, workbook: Path, tmp_path: Path
) -> None:
    assert run(workbook, tmp_path, site={}).exit_code == 0
    (batch,) = (each.name for each in (tmp_path / "out").iterdir() if each.is_dir())
    assert not (published / "out" / batch).exists()
    files, other = files_of(tmp_path), files_of(published)
    of_patients = {path for path in files if path.startswith("patients/")}
    assert of_patients == {path for path in other if path.startswith("patients/")} - {
        path for path in other if "/archive/" in path
    }
    assert all(files[path] == other[path] for path in of_patients)
    assert records(tmp_path / "out") == records(published / "out")
    with pypdfium2.PdfDocument(files["print/labels.pdf"]) as pack:
        assert len(pack) == 3


@pytest.mark.parametrize(
    ("site", "options", "told"),
    [
        ({}, ("--labels-from", "2"), "thermal-102x76 has one label a page"),
        (SHEET, ("--labels-from", "7"), "a4-cut-102x76-6 has the labels 1 to 6"),
        (SHEET, ("--labels-from", "0"), "0 is not in the range x>=1"),
    ],
)
def test_a_place_that_is_not_there_is_refused(
    site: Mapping[str, str], options: tuple[str, ...], told: str, workbook: Path, tmp_path: Path
) -> None:
    result = run(workbook, tmp_path, *options, site=site)
    assert result.exit_code == 2
    assert told in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_copy_that_reads_back_wrong_keeps_the_patient_from_being_printed(
    workbook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As any other document of theirs does: all of them or none."""
    defect = Defect(Code.INSPECTION_FAILED, "PDF-06: the copy is not what it should be.")
    monkeypatch.setattr(archiving, "wrong_archive", lambda *_: (defect,))
    assert run(workbook, tmp_path, "--archive").exit_code == 1
    (told,) = records(tmp_path / "out")
    assert [each["code"] for each in told["findings"]] == ["inspection-failed"] * 2
    assert told["documents"] == []
    assert not [
        path for path in files_of(tmp_path) if path.startswith(("print/", "patients/H1234567-c1/a"))
    ]


def test_sheets_that_read_back_wrong_are_not_published(
    workbook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imposition, "misplaced", lambda *_, **__: ("label 1 is not read",))
    result = run(workbook, tmp_path)
    assert result.exit_code == 5
    assert "BAT-09: the sheets of labels read back wrong: label 1 is not read." in result.stderr
    assert not [each for each in (tmp_path / "out").iterdir() if each.is_dir()]


def test_one_sheet_is_not_begun_for_two_packs(workbook: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.xlsx"
    other.write_bytes(workbook.read_bytes())
    result = run(workbook, tmp_path, str(other), "--labels-from", "2")
    assert result.exit_code == 2
    assert "--labels-from is for one workbook" in result.stderr


def test_a_stock_too_small_ends_the_run_and_the_calibration_page(
    workbook: Path, tmp_path: Path
) -> None:
    site = {"label_stock": "a4-l7165"}
    results = (
        run(workbook, tmp_path, site=site),
        invoke("calibrate", "-o", tmp_path / "page.pdf", "--site", tmp_path / "site.toml"),
    )
    for result in results:
        assert result.exit_code == 4
        assert "label_stock: the labels of a4-l7165 are 99.1 × 67.7 mm" in result.stderr
    assert not (tmp_path / "page.pdf").exists()


@pytest.mark.parametrize(("site", "size"), [({}, (102, 76)), (SHEET, A4_MM)])
def test_the_calibration_page_has_the_size_of_the_stock(
    site: Mapping[str, str], size: tuple[float, float], tmp_path: Path
) -> None:
    page = tmp_path / "page.pdf"
    result = invoke("calibrate", "-o", page, "--site", site_file(tmp_path, dict(site)))
    assert (result.exit_code, result.stdout) == (0, f"Written: {page}\n")
    with pypdfium2.PdfDocument(page) as opened:
        assert [side * 25.4 / 72 for side in opened[0].get_size()] == pytest.approx(size, abs=0.1)


def test_a_calibration_page_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    result = invoke("calibrate", "-o", tmp_path / "missing" / "page.pdf")
    assert result.exit_code == 7
    assert "cannot be written" in result.stderr
