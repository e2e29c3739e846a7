"""The commands from outside: what they print, what they leave behind, how they end."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from orderset.batch import lists
from orderset.output_folder import output_lock
from orderset.protocol.loading import default_protocol_bytes
from tests.builders import case
from tests.real_door import (
    TODAY,
    blank_template,
    invoke,
    records,
    rows_of_case,
    site_file,
    write_case,
)
from tools.filling import fill


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return blank_template(tmp_path_factory.mktemp("template"))


@pytest.fixture
def ready(template: Path, tmp_path: Path) -> Path:
    target = tmp_path / "ready.xlsx"
    write_case(template, target, case("C01"))
    return target


@pytest.fixture
def withheld(template: Path, tmp_path: Path) -> Path:
    target = tmp_path / "withheld.xlsx"
    write_case(template, target, case("C10"), hospital_number="H7", family_name="Other")
    return target


def test_help_imports_nothing_heavy() -> None:
    program = (
        "import sys; from orderset.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'openpyxl', 'weasyprint', 'pydantic', 'jinja2', 'pebble', 'fontTools'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(  # noqa: S603  our own interpreter and program
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert "Order sets, checklists" in done.stdout
    assert done.stderr.strip() == "[]"


def test_a_checked_list_of_ready_patients_ends_with_0(ready: Path) -> None:
    result = invoke("check", ready, "--today", TODAY)
    assert (result.exit_code, result.output) == (0, "ready.xlsx: 1 patient: 1 ready\n")


def test_a_withheld_patient_is_told_with_cell_reason_and_remedy(withheld: Path) -> None:
    result = invoke("check", withheld, "--today", TODAY)
    assert result.exit_code == 1
    assert "row 2, hospital number H7: withheld" in result.output
    assert "Results!C4: withhold hypocalcaemia" in result.output
    assert "The adjusted calcium is 1.98 mmol/L" in result.output
    assert "To do: Do not give." in result.output


def test_check_speaks_json(withheld: Path) -> None:
    told = json.loads(invoke("check", withheld, "--today", TODAY, "--format", "json").output)
    assert told["schema"] == "orderset/check/1"
    (workbook,) = told["workbooks"]
    (patient,) = workbook["patients"]
    assert (patient["outcome"], patient["findings"][0]["where"]) == ("withheld", "Results!C4")


def test_check_shows_the_future_and_says_how_to_rehearse(ready: Path) -> None:
    result = invoke("check", ready, "--today", "2026-11-01")
    assert result.exit_code == 1
    assert "date-in-future" in result.output


def test_an_annotated_copy_never_replaces_a_file(withheld: Path) -> None:
    before = withheld.read_bytes()
    invoke("check", withheld, "--today", TODAY, "--annotate", withheld.parent)
    assert withheld.read_bytes() == before
    assert withheld.with_stem("withheld-2").exists()


def test_nothing_is_annotated_when_nothing_was_found(ready: Path, tmp_path: Path) -> None:
    invoke("check", ready, "--today", TODAY, "--annotate", tmp_path / "returned")
    assert not (tmp_path / "returned").exists()


def test_one_bad_workbook_does_not_stop_the_others(ready: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.xlsx").write_bytes(b"not a workbook")
    out = tmp_path / "out"
    result = invoke("run", tmp_path, "-o", out, "--today", TODAY, "--no-progress")
    assert result.exit_code == 3
    assert "bad.xlsx: could not be read" in result.output
    assert len(records(out)) == 1
    assert ready.exists()


def test_a_missing_file_is_an_unreadable_workbook(tmp_path: Path) -> None:
    result = invoke("check", tmp_path / "nowhere.xlsx", "--today", TODAY)
    assert result.exit_code == 3
    assert "workbook-unreadable" in result.output


def test_a_folder_without_a_workbook_is_not_a_success(tmp_path: Path) -> None:
    assert invoke("check", tmp_path, "--today", TODAY).exit_code == 3


def test_what_is_not_read_of_a_folder_is_named_on_stdout_and_counted_on_stderr(
    ready: Path, tmp_path: Path
) -> None:
    (tmp_path / "Amelia Testcase.pdf").write_bytes(b"")
    (tmp_path / "LIST.XLSX").write_bytes(b"no workbook")
    (tmp_path / "link.xlsx").symlink_to("/dev/zero")
    result = invoke("check", tmp_path, "--today", TODAY)
    assert result.exit_code == 3
    assert "Amelia Testcase.pdf (other file)" in result.stdout
    assert "LIST.XLSX: could not be read" in result.stdout
    assert "return workbook-is-a-link" in result.stdout
    assert result.stderr == "orderset: not read in a folder: 1 × other file\n"
    report = invoke("check", ready.parent, "--today", TODAY, "--format", "json").stdout
    told = json.loads(report)["told"]
    assert "Amelia Testcase.pdf (other file)" in told[0]


def test_lock_files_of_a_spreadsheet_program_are_passed_over(ready: Path, tmp_path: Path) -> None:
    (tmp_path / "~$ready.xlsx").write_bytes(b"")
    assert invoke("check", tmp_path, "--today", TODAY).exit_code == 0
    assert ready.exists()


def test_a_second_run_is_a_no_op_that_says_so(withheld: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = invoke("run", withheld, "-o", out, "--today", TODAY, "--no-progress")
    stamps = {each: each.stat().st_mtime_ns for each in out.rglob("*") if each.is_file()}
    second = invoke("run", withheld, "-o", out, "--today", TODAY, "--no-progress")
    assert (first.exit_code, second.exit_code) == (1, 1)
    assert "nothing has changed" in second.output
    assert {each: each.stat().st_mtime_ns for each in out.rglob("*") if each.is_file()} == stamps


def test_another_day_does_not_change_the_batch(ready: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    invoke("run", ready, "-o", out, "--today", TODAY, "--no-progress")
    result = invoke("run", ready, "-o", out, "--today", "2026-12-08", "--no-progress")
    assert "nothing has changed" in result.output


def test_the_published_tree(ready: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert invoke("run", ready, "-o", out, "--today", TODAY, "--no-progress").exit_code == 0
    (batch,) = [each for each in out.iterdir() if each.is_dir()]
    assert batch.name.startswith("2026-12-07-ready-")
    found = sorted(
        each.relative_to(batch).as_posix() for each in batch.rglob("*") if each.is_file()
    )
    patient = "patients/H1234567-c1"
    assert found == [
        "index.html",
        "manifest.json",
        f"{patient}/labels.pdf",
        f"{patient}/monitoring-checklist.pdf",
        f"{patient}/order-set.pdf",
        f"{patient}/pack.pdf",
        f"{patient}/preparation-worksheet.pdf",
        f"{patient}/record.json",
        "print/2026-12-07/labels.pdf",
        "print/2026-12-07/preparation-worksheets.pdf",
        "print/2026-12-07/ward-papers.pdf",
        "print/2026-12-08/labels.pdf",
        "print/2026-12-08/preparation-worksheets.pdf",
        "print/2026-12-09/labels.pdf",
        "print/2026-12-09/preparation-worksheets.pdf",
        "print/labels.pdf",
        "print/monitoring-checklists.pdf",
        "print/order-sets.pdf",
        "print/preparation-worksheets.pdf",
        "summary.pdf",
    ]
    manifest = json.loads((batch / "manifest.json").read_text("utf-8"))
    assert [each["path"] for each in manifest["files"]] == [
        each for each in found if each != "manifest.json"
    ]
    assert (manifest["rows"], manifest["failed"], manifest["all_ready"]) == (1, 0, True)


def test_labels_for_one_date(ready: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    arguments = ("--date", "2026-12-08", "--today", TODAY, "--no-progress")
    assert invoke("run", ready, "-o", out, *arguments).exit_code == 0
    (record,) = records(out)
    pages = {each["kind"]: each["pages"] for each in record["documents"]}
    assert pages["labels"] == 1


def test_a_withheld_patient_gets_a_notice_and_nothing_else(withheld: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    invoke("run", withheld, "-o", out, "--today", TODAY, "--no-progress")
    assert sorted(each.name for each in out.glob("*/patients/*/*")) == ["notice.pdf", "record.json"]
    assert not list(out.glob("*/print"))
    assert list(out.glob("*/returned/withheld.xlsx"))


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"colour": "red"}, "colour: no such key"),
        ({"strength_mg_per_ml": 4}, "4 mg per mL is not in the protocol"),
        ({"vial_mg": "thirty"}, "vial_mg: "),
    ],
)
def test_wrong_settings_end_with_4_and_the_path_of_the_key(
    ready: Path, tmp_path: Path, settings: dict[str, Any], told: str
) -> None:
    site = site_file(tmp_path, settings)
    result = invoke("check", ready, "--site", site, "--today", TODAY)
    assert result.exit_code == 4
    assert told in result.output


def test_an_expired_protocol_ends_with_4(ready: Path, tmp_path: Path) -> None:
    for command in (("check", ready), ("run", ready, "-o", tmp_path / "out")):
        result = invoke(*command, "--today", "2027-12-01")
        assert result.exit_code == 4, result.output
        assert "protocol-expired" in result.output
    assert not list((tmp_path / "out").glob("2*"))


def test_a_day_1_after_the_review_date_ends_with_4(template: Path, tmp_path: Path) -> None:
    late = tmp_path / "late.xlsx"
    moved = case("C01")
    moved["infusion"]["day_1"] = "2027-12-07"
    write_case(template, late, moved)
    result = invoke("run", late, "-o", tmp_path / "out", "--today", "2027-11-29")
    assert result.exit_code == 4
    assert "Infusions!" in result.output


def test_a_second_run_at_once_ends_with_6(ready: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with output_lock(out):
        result = invoke("run", ready, "-o", out, "--today", TODAY, "--no-progress")
    assert result.exit_code == 6


def test_an_output_folder_that_cannot_be_used_ends_with_7(ready: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"")
    result = invoke("run", ready, "-o", tmp_path / "out" / "x", "--today", TODAY, "--no-progress")
    assert result.exit_code == 7
    assert "Nothing was published" in result.output


def test_a_defect_of_ours_ends_with_70_and_says_no_name(
    ready: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        message = "Testcase, Amelia"
        raise ZeroDivisionError(message)

    monkeypatch.setattr(lists, "take_in", broken)
    result = invoke("check", ready, "--today", TODAY)
    assert result.exit_code == 70
    assert "ZeroDivisionError" in result.output
    assert "Testcase" not in result.output


def test_usage_ends_with_2() -> None:
    assert invoke("check").exit_code == 2
    assert invoke("explain", "no-such-code").exit_code == 2


def test_explain_lists_and_explains() -> None:
    assert "dose-capped" in invoke("explain").output
    page = invoke("explain", "creatinine-above-baseline").output
    assert all(each in page for each in ("Reason:", "To do:", "Source: S29, S30"))


def test_a_protocol_is_shown_and_checked(tmp_path: Path) -> None:
    assert "Limit per infusion: 60 mg  (dose.cap_mg)" in invoke("protocol", "show").output
    assert "can be used; not approved" in invoke("protocol", "check").output
    broken = tmp_path / "broken.toml"
    broken.write_text("schema = 'orderset/protocol/1'\n", "utf-8")
    result = invoke("protocol", "check", broken)
    assert result.exit_code == 4
    assert "dose: Field required" in result.output


def test_a_workbook_for_another_protocol_says_so(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    shipped = default_protocol_bytes().decode()
    own.write_text(shipped.replace('id = "pamidronate-crmo"', 'id = "our-own"'), "utf-8")
    target = tmp_path / "list.xlsx"
    assert (
        invoke("template", "-o", target, "--protocol", own, "--example", "--today", TODAY).exit_code
        == 0
    )
    assert "protocol-differs" in invoke("check", target, "--today", TODAY).output
    assert (
        "protocol-differs"
        not in invoke("check", target, "--protocol", own, "--today", TODAY).output
    )


def test_a_site_s_own_headings_are_read(template: Path, tmp_path: Path) -> None:
    target = tmp_path / "own.xlsx"
    write_case(template, target, case("C01"))
    workbook = openpyxl.load_workbook(target)
    for sheet in ("Infusions", "Results", "Previous doses"):
        workbook[sheet]["A1"].value = "Hosp No"
    workbook.save(target)
    site = tmp_path / "site.toml"
    site.write_text('[heading_aliases]\nhospital_number = ["Hosp No"]\n', "utf-8")
    assert invoke("check", target, "--today", TODAY).exit_code == 3
    assert invoke("check", target, "--today", TODAY, "--site", site).exit_code == 0


def test_an_empty_template_is_not_a_success(template: Path) -> None:
    result = invoke("check", template, "--today", TODAY)
    assert result.exit_code == 3
    assert "no-patients" in result.output


def test_two_patients_who_could_be_mixed_up(template: Path, tmp_path: Path) -> None:
    target = tmp_path / "two.xlsx"
    one = rows_of_case(case("C01"))
    two = rows_of_case(case("C12"), hospital_number="H7", nhs_number=None)
    fill(template, target, **{key: [*one[key], *two[key]] for key in one})
    output = invoke("check", target, "--today", TODAY).output
    assert output.count("similar-patient") == 2
    assert "the same family name" in output
