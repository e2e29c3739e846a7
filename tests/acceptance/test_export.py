"""``orderset export --fhir``: what is handed on is what was printed, or it is not handed on."""

import dataclasses
import json
import os
import re
import stat
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from orderset.batch import exporting
from orderset.batch.exporting import default_target
from orderset.batch.judged_again import judged_again, rules_of
from orderset.batch.lists import judge_workbooks, load_rules
from orderset.batch.standing import manifest_in, standing_files
from orderset.documents.case import ReadyCase, ready_case
from orderset.documents.document import Kind
from orderset.documents.labels import labels
from orderset.documents.selection import document_of
from orderset.errors import ExchangeUnavailableError
from orderset.exchange.bundle import bundle_of
from orderset.exchange.checking import breaches
from orderset.exchange.model import model_breaches
from orderset.exchange.written import written
from orderset.processes.executor import InProcess
from orderset.protocol.loading import default_protocol_bytes, load_protocol, shipped_protocols
from orderset.rendering.fonts import undrawable
from orderset.rendering.pdf import render
from orderset.rendering.templates import OWN_SOURCES, load_templates
from tests.acceptance.published_batches import (
    CAUTIONED,
    FAMILY_NAMES,
    READY,
    change_record,
    copied,
    every_outcome,
    files_of,
    published,
    remade,
)
from tests.real_door import TODAY, invoke, site_file
from tools.fictional import TODAY as SAMPLES_TODAY


SAMPLES = Path(__file__).parents[2] / "sample_inputs"
LABELS_ONLY = {"documents": ["labels"]}


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return every_outcome(tmp_path_factory.mktemp("list"))


@pytest.fixture(scope="module")
def standing(workbook: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return published(workbook, tmp_path_factory.mktemp("published"), site=LABELS_ONLY)


@pytest.fixture
def batch(standing: Path, tmp_path: Path) -> Path:
    return copied(standing, tmp_path)


# --- reading a bundle as another program would -----------------------------------------------


def told_by(bundle: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what a bundle says of each infusion, following its references."""
    by_url = {each["fullUrl"]: each["resource"] for each in bundle["entry"]}
    for request in by_url.values():
        if request["resourceType"] != "MedicationRequest":
            continue
        (dosage,) = request["dosageInstruction"]
        (amount,) = dosage["doseAndRate"]
        bag = by_url[request["medicationReference"]["reference"]]
        drug, diluent = bag["ingredient"]
        patient = by_url[request["subject"]["reference"]]
        (day,) = dosage["timing"]["event"]
        units = [amount["doseQuantity"]["code"], amount["rateQuantity"]["code"]]
        units += [drug["strength"][each]["code"] for each in ("numerator", "denominator")]
        assert units == ["mg", "mL/h", "mg", "mL"]
        assert dosage["timing"]["repeat"]["durationUnit"] == "h"
        assert drug["strength"]["numerator"]["value"] == amount["doseQuantity"]["value"]
        yield {
            "date": day,
            "dose_mg": amount["doseQuantity"]["value"],
            "rate_ml_per_h": amount["rateQuantity"]["value"],
            "duration_h": dosage["timing"]["repeat"]["duration"],
            "bag_ml": drug["strength"]["denominator"]["value"],
            "cap_mg": dosage["maxDosePerAdministration"]["value"],
            "drug": drug["itemCodeableConcept"]["text"],
            "diluent": diluent["itemCodeableConcept"]["text"],
            "route": dosage["route"]["text"],
            "label": request["identifier"][0]["value"],
            "family_name": patient["name"][0]["family"],
            "born": patient["birthDate"],
            "numbers": [each["value"] for each in patient["identifier"]],
            "said": dosage["text"],
        }


def number(value: Decimal | int) -> str:
    """Write a number as paper has it, without the package's own words."""
    text = f"{Decimal(value):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def duration(hours: Decimal | int) -> str:
    whole, rest = divmod(Decimal(hours) * 60, 60)
    parts = [(whole, "hour"), (rest, "minute")]
    return " ".join(f"{n:f} {name}{'' if n == 1 else 's'}" for n, name in parts if n).replace(
        ".0 ", " "
    )


def pages_of(pdf: bytes) -> list[str]:
    """Return the text of each page, white space as one space."""
    with pypdfium2.PdfDocument(pdf) as opened:
        texts = [page.get_textpage().get_text_range() for page in opened]
    return [" ".join(each.split()) for each in texts]


def check_label(infusion: dict[str, Any], page: str) -> None:
    """Check that everything a bundle says of an infusion stands on its label."""
    year, month, day = infusion["date"].split("-")
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    rate = number(infusion["rate_ml_per_h"])
    for words in (
        f"{infusion['drug']} DOSE {number(infusion['dose_mg'])} mg in {infusion['diluent']}",
        f"{number(infusion['bag_ml'])} mL total volume",
        f"{infusion['route']} over {duration(infusion['duration_h'])} at {rate} mL per hour",
        f"{day}-{months[int(month) - 1]}-{year}",
        infusion["label"],
        infusion["family_name"].upper(),
    ):
        assert re.search(rf"(?<![\d.,]){re.escape(' '.join(words.split()))}(?![\d])", page), words
    for digits in infusion["numbers"]:
        assert digits in page or f"{digits[:3]} {digits[3:6]} {digits[6:]}" in page
    for words in (f"{number(infusion['dose_mg'])} mg", f"at {rate} mL per hour"):
        assert words in infusion["said"]


# --- INT-04, INT-05: the same numbers --------------------------------------------------------


@pytest.fixture(scope="module")
def sample_cases() -> list[tuple[ReadyCase, str]]:
    rules = load_rules(SAMPLES / "site.toml", None, today=SAMPLES_TODAY, undrawable=undrawable)
    lists = judge_workbooks(sorted(SAMPLES.glob("*.xlsx")), rules, InProcess())
    found = [(each, ready_case(each)) for judged in lists for each in judged.cases]
    return [(ready, each.content) for each, ready in found if ready]


def test_int_04_every_sample_patient_is_told_as_on_the_labels_and_in_the_record(
    sample_cases: list[tuple[ReadyCase, str]],
) -> None:
    assert len(sample_cases) > 30
    for ready, content in sample_cases:
        bundle = json.loads(written(bundle_of(ready, content)), parse_float=Decimal)
        assert (breaches(bundle), model_breaches(bundle)) == ((), ())
        infusions = [*told_by(bundle)]
        pages = pages_of(render(labels(ready), load_templates(OWN_SOURCES)))
        assert len(infusions) == len(pages) == len(ready.plan.infusions)
        for infusion, page in zip(infusions, pages, strict=True):
            check_label(infusion, page)


def test_int_04_a_published_batch_is_exported_with_the_numbers_of_its_records_and_labels(
    standing: Path, tmp_path: Path
) -> None:
    result = invoke("export", "--fhir", standing, "-o", tmp_path / "fhir")
    assert result.exit_code == 1, result.output
    assert {each.name for each in (tmp_path / "fhir").iterdir()} == {
        f"{each}.json" for each in (READY, CAUTIONED)
    }
    for folder in (READY, CAUTIONED):
        bundle = json.loads(
            (tmp_path / "fhir" / f"{folder}.json").read_bytes(), parse_float=Decimal
        )
        files = standing / "patients" / folder
        stored = json.loads((files / "record.json").read_bytes())
        infusions = [*told_by(bundle)]
        for infusion, recorded, page in zip(
            infusions,
            stored["infusions"],
            pages_of((files / "labels.pdf").read_bytes()),
            strict=True,
        ):
            keys = ("dose_mg", "rate_ml_per_h", "duration_h", "bag_ml", "cap_mg")
            assert {key: Decimal(infusion[key]) for key in keys} == {
                key: Decimal(recorded[key]) for key in keys
            }
            assert infusion["date"] == recorded["date"]
            assert infusion["born"] == stored["patient"]["date_of_birth"]
            check_label(infusion, page)
        assert bundle["identifier"]["value"] == stored["document_id"]


def test_int_05_what_was_exported_prints_again_as_the_same_file(standing: Path) -> None:
    manifest, _, _ = manifest_in(standing)
    assert manifest
    files, _, _ = standing_files(standing, manifest)
    rules = rules_of(manifest, [load_protocol()])
    assert not isinstance(rules, str)
    again = judged_again(files, manifest, rules, same_software=True)
    assert again.differences == ()
    (row,) = (each for each in again.rows if each.folder == READY)
    printed = render(document_of(row.case, Kind.LABELS, None), load_templates(OWN_SOURCES))
    assert printed == files.read(f"patients/{READY}/labels.pdf")


# --- who is exported -------------------------------------------------------------------------


def test_who_is_not_ready_is_left_out_and_told_by_folder_and_row(
    standing: Path, tmp_path: Path
) -> None:
    before = files_of(standing)
    result = invoke("export", "--fhir", standing, "-o", tmp_path / "fhir")
    lines = result.stdout.splitlines()
    name = standing.name
    folders = {each.name[:2]: each.name for each in (standing / "patients").iterdir()}
    left_out = {"H3": "referred", "H4": "withheld", "H5": "returned", "H6": "returned"}
    assert lines[:-1] == [
        f"{name}: {folders[who]} (row {row}): not exported: {why}"
        for row, (who, why) in enumerate(left_out.items(), start=4)
    ]
    assert lines[-1] == f"{name}: 2 of 6 patients exported, 4 not: {tmp_path / 'fhir'}"
    assert result.stderr == ""
    assert not any(each in result.output for each in FAMILY_NAMES)
    assert files_of(standing) == before


def test_by_default_the_bundles_stand_beside_the_batch_and_are_private(batch: Path) -> None:
    previous = os.umask(0)
    try:
        assert invoke("export", "--fhir", batch).exit_code == 1
    finally:
        os.umask(previous)
    target = default_target(batch)
    assert target.parent == batch.parent
    assert stat.S_IMODE(target.stat().st_mode) == 0o700
    modes = {stat.S_IMODE(each.stat().st_mode) for each in target.iterdir()}
    assert modes == {0o600}


def test_the_same_batch_gives_the_same_bytes_and_leaves_what_stands(
    batch: Path, tmp_path: Path
) -> None:
    for folder in ("one", "two", "one"):
        invoke("export", "--fhir", batch, "-o", tmp_path / folder)
    assert files_of(tmp_path / "one") == files_of(tmp_path / "two")
    file = tmp_path / "one" / f"{READY}.json"
    node = file.stat().st_ino
    invoke("export", "--fhir", batch, "-o", tmp_path / "one")
    assert file.stat().st_ino == node
    file.write_text("{}")
    invoke("export", "--fhir", batch, "-o", tmp_path / "one")
    assert files_of(tmp_path / "one") == files_of(tmp_path / "two")


def test_a_link_in_the_place_of_a_bundle_is_replaced_and_not_followed(
    batch: Path, tmp_path: Path
) -> None:
    invoke("export", "--fhir", batch, "-o", tmp_path / "one")
    place = tmp_path / "one" / f"{READY}.json"
    elsewhere = tmp_path / "elsewhere.json"
    place.rename(elsewhere)
    place.symlink_to(elsewhere)
    invoke("export", "--fhir", batch, "-o", tmp_path / "one")
    assert not place.is_symlink()
    assert place.read_bytes() == elsewhere.read_bytes()


def test_a_replaced_cycle_is_not_exported_and_an_earlier_export_of_it_is_told(
    standing: Path, workbook: Path, tmp_path: Path
) -> None:
    (tmp_path / "out").mkdir()
    batch = copied(standing, tmp_path / "out")
    invoke("export", "--fhir", batch)
    site = site_file(tmp_path, LABELS_ONLY | {"vial_mg": 90, "strength_mg_per_ml": 9})
    where = ("-o", tmp_path / "out", "--site", site, "--today", TODAY, "--workers", "1")
    invoke("run", workbook, *where)
    (newer,) = (
        each.parent
        for each in (tmp_path / "out").glob("*/manifest.json")
        if each.parent.name != batch.name
    )
    for lies in (batch, copied(batch, tmp_path / "alone")):
        result = invoke("export", "--fhir", lies, "-o", default_target(batch))
        assert result.exit_code == 1
        assert f"{READY} (row 2): not exported: replaced by OS1-" in result.stdout
        assert f" in {newer.name}" in result.stdout
        assert f"{READY}.json from an earlier export stands in the folder still" in result.stdout
        assert "0 of 6 patients exported" in result.stdout
    counts = invoke("export", "--fhir", newer).stdout.splitlines()[-1]
    assert "2 of 6 patients exported" in counts
    for mark in ("replaced.json", "replaced.css"):
        (batch / mark).unlink()
    assert "replaced by OS1-" in invoke("export", "--fhir", batch).stdout


# --- what is not what was published ----------------------------------------------------------


def test_of_a_damaged_batch_nothing_is_exported(batch: Path, tmp_path: Path) -> None:
    with (batch / "patients" / CAUTIONED / "labels.pdf").open("ab") as file:
        file.write(b"\n")
    result = invoke("export", "--fhir", batch, "-o", tmp_path / "fhir")
    assert result.exit_code == 7
    assert f"{batch.name}: file: patients/{CAUTIONED}/labels.pdf: has changed" in result.stdout
    assert "nothing was exported" in result.stdout
    assert not (tmp_path / "fhir").exists()


@pytest.mark.parametrize("content", [b"{}", b"not a manifest"])
def test_a_batch_without_its_manifest_is_damaged(
    batch: Path, tmp_path: Path, content: bytes
) -> None:
    (batch / "manifest.json").write_bytes(content)
    result = invoke("export", "--fhir", batch, "-o", tmp_path / "fhir")
    assert (result.exit_code, (tmp_path / "fhir").exists()) == (7, False)


@pytest.mark.parametrize("key", ["dose_mg", "rate_ml_per_h", "date"])
def test_a_record_that_was_changed_and_its_hashes_too_is_not_exported(
    batch: Path, tmp_path: Path, key: str
) -> None:
    def change(told: dict[str, Any]) -> None:
        told["infusions"][0][key] = "2026-12-09" if key == "date" else "59"

    change_record(batch, READY, change)
    remade(batch)
    result = invoke("export", "--fhir", batch, "-o", tmp_path / "fhir")
    assert result.exit_code == 7
    assert f"patients/{READY}/record.json: infusions[0].{key} is " in result.stdout
    assert not (tmp_path / "fhir").exists()


def test_two_patients_whose_records_changed_places_are_not_exported(
    batch: Path, tmp_path: Path
) -> None:
    folders = [batch / "patients" / each for each in (READY, CAUTIONED)]
    aside = tmp_path / "aside"
    folders[0].rename(aside)
    folders[1].rename(folders[0])
    aside.rename(folders[1])
    remade(batch)
    result = invoke("export", "--fhir", batch, "-o", tmp_path / "fhir")
    assert (result.exit_code, (tmp_path / "fhir").exists()) == (7, False)
    assert "is not the folder of the hospital number" in result.stdout


def test_a_batch_by_another_protocol_needs_its_file(
    batch: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = tuple(dataclasses.replace(each, sha256="0" * 64) for each in shipped_protocols())
    monkeypatch.setattr(exporting, "shipped_protocols", lambda: others)
    result = invoke("export", "--fhir", batch)
    assert (result.exit_code, default_target(batch).exists()) == (4, False)
    assert "nothing was exported: the protocol of this batch, version 1.0.0" in result.stdout
    ours = tmp_path / "ours.toml"
    ours.write_bytes(default_protocol_bytes())
    result = invoke("export", "--fhir", batch, "--protocol", ours)
    assert result.exit_code == 1
    assert "2 of 6 patients exported" in result.stdout


# --- faults ----------------------------------------------------------------------------------


def test_a_defect_in_one_bundle_costs_that_patient_alone(
    batch: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(case: ReadyCase, content: str) -> dict[str, object]:
        if case.patient.hospital_number == "H1":
            raise ZeroDivisionError(case.patient.family_name)
        return bundle_of(case, content)

    monkeypatch.setattr(exporting, "bundle_of", failing)
    result = invoke("export", "--fhir", batch, "-o", tmp_path / "fhir")
    assert result.exit_code == 70
    assert f"{READY} (row 2): not exported: a defect of orderset itself" in result.stdout
    assert "ZeroDivisionError at test_export.py" in result.stdout
    assert not any(each in result.output for each in FAMILY_NAMES)
    assert [each.name for each in (tmp_path / "fhir").iterdir()] == [f"{CAUTIONED}.json"]


def test_a_bundle_that_breaks_a_rule_is_not_written(
    batch: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ordering(case: ReadyCase, content: str) -> dict[str, object]:
        return bundle_of(case, content) | {"type": "transaction"}

    monkeypatch.setattr(exporting, "bundle_of", ordering)
    result = invoke("export", "--fhir", batch, "-o", tmp_path / "fhir")
    assert (result.exit_code, (tmp_path / "fhir").exists()) == (70, False)
    assert "INT-01: resource 0: Bundle.type is not one of collection" in result.stdout


def test_what_is_read_again_must_be_what_was_meant(
    batch: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rounding(bundle: dict[str, object]) -> bytes:
        return re.sub(rb'("value": [0-9]+),', rb"\g<1>.01,", written(bundle))

    monkeypatch.setattr(exporting, "written", rounding)
    result = invoke("export", "--fhir", batch, "-o", tmp_path / "fhir")
    assert result.exit_code == 70
    assert "INT-04: what was written is not what was meant" in result.stdout


def test_without_the_package_nothing_is_read_and_it_is_said_what_to_install(
    batch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> None:
        raise ExchangeUnavailableError("pip install 'fhir.resources>=8.3'")  # noqa: EM101, TRY003 - short

    monkeypatch.setattr("orderset.exchange.model.check_available", missing)
    result = invoke("export", "--fhir", batch)
    assert result.exit_code == 5
    assert "pip install 'fhir.resources>=8.3'" in result.stderr
    assert not default_target(batch).exists()


def test_a_folder_that_cannot_be_written_names_no_patient(batch: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    result = invoke("export", "--fhir", batch, "-o", tmp_path / "file" / "below")
    assert result.exit_code == 7
    assert f"Writing to {tmp_path / 'file' / 'below'} failed" in result.stderr
    assert READY not in result.stderr
    assert "H1" not in result.stderr


# --- a wrong call ----------------------------------------------------------------------------


def test_a_folder_that_is_no_batch_is_said_to_be_none(batch: Path, tmp_path: Path) -> None:
    for place in (batch.parent, tmp_path):
        result = invoke("export", "--fhir", place)
        assert (result.exit_code, "That is no batch" in result.stderr) == (2, True)


def test_nothing_is_written_into_the_batch(batch: Path) -> None:
    for place in (batch, batch / "fhir", batch / ".." / batch.name / "fhir"):
        result = invoke("export", "--fhir", batch, "-o", place)
        assert result.exit_code == 2
        assert "A published batch is never changed" in result.stderr


def test_the_form_must_be_named(batch: Path) -> None:
    result = invoke("export", batch)
    assert (result.exit_code, "--fhir" in result.stderr) == (2, True)
