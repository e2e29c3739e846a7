"""A changed workbook through the real door: one live version of each patient's cycle, never two."""

import dataclasses
import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from orderset.batch.history import MARK
from orderset.batch.replacing import STYLESHEET, wrong_marks
from orderset.documents.document import Kind
from orderset.rendering.finished import finished_pages
from tests.builders import case
from tests.real_door import TODAY, blank_template, invoke, rows_of_case
from tools.filling import fill


FAMILY_NAMES = {"H1": "Abbot", "H2": "Quincey", "H3": "Zimmer"}
LABELS_ONLY = 'documents = ["labels"]\n'


@dataclasses.dataclass
class Ward:
    """A folder with a template, a site that prints labels alone, and an output folder."""

    folder: Path
    template: Path
    site: Path

    @property
    def outputs(self) -> Path:
        return self.folder / "outputs"

    def write(self, name: str, *patients: tuple[str, dict[str, Any]]) -> Path:
        """Write a workbook with a patient for each hospital number, C01 with changed fields."""
        rows: dict[str, list[dict[str, Any]]] = {}
        for hospital_number, changes in patients:
            identity = {
                "hospital_number": hospital_number,
                "nhs_number": None,
                "family_name": FAMILY_NAMES[hospital_number.upper()],
                "given_name": f"Only{hospital_number.upper()}",
            }
            for sheet, made in rows_of_case(case("C01"), **identity).items():
                rows.setdefault(sheet, []).extend(made)
            born = dt.datetime(2022, 1, 1, tzinfo=dt.UTC).replace(tzinfo=None)
            days = 30 * int(hospital_number[1:])
            rows["infusions"][-1] |= changes | {"date_of_birth": born + dt.timedelta(days=days)}
        target = self.folder / name
        target.parent.mkdir(exist_ok=True)
        fill(self.template, target, **rows)
        return target

    def run(self, *workbooks: Path, site: Path | None = None) -> Result:
        return invoke(
            "run",
            *workbooks,
            "-o",
            self.outputs,
            "--site",
            site or self.site,
            "--today",
            TODAY,
            "--workers",
            "1",
            "--no-progress",
        )

    def batches(self) -> list[Path]:
        """Return the batches that stand, those that were replaced too."""
        return sorted(each.parent for each in self.outputs.glob("*/manifest.json"))

    def manifests(self) -> list[dict[str, Any]]:
        return [json.loads((each / "manifest.json").read_text("utf-8")) for each in self.batches()]

    def newest(self, before: list[Path]) -> Path:
        """Return the one batch that was not there before."""
        names = {each.name for each in before}
        (new,) = (each for each in self.batches() if each.name not in names)
        return new


@pytest.fixture
def ward(tmp_path: Path) -> Ward:
    site = tmp_path / "site.toml"
    site.write_text(LABELS_ONLY, "utf-8")
    return Ward(tmp_path, blank_template(tmp_path), site)


def patient_of(batch: Path, hospital_number: str = "H1") -> dict[str, Any]:
    manifest = json.loads((batch / "manifest.json").read_text("utf-8"))
    found: dict[str, Any] = next(
        each for each in manifest["patients"] if each["hospital_number"] == hospital_number
    )
    return found


def words_in(pdf: Path) -> list[str]:
    """Return each page's text on one line, hyphened words whole."""
    pages = finished_pages(pdf.read_bytes())
    return [" ".join(each.text.split()).replace("OS1- ", "OS1-") for each in pages]


def labels_of(batch: Path, hospital_number: str = "H1") -> list[str]:
    return words_in(batch / "patients" / f"{hospital_number}-c1" / f"{Kind.LABELS}.pdf")


def bytes_of(batch: Path) -> dict[str, bytes]:
    """Return the files that were published with a batch."""
    manifest = json.loads((batch / "manifest.json").read_text("utf-8"))
    names = [each["path"] for each in manifest["files"]] + ["manifest.json"]
    return {name: (batch / name).read_bytes() for name in names}


LIGHT: dict[str, Any] = {"ward": "Day Unit 3"}
HEAVY: dict[str, Any] = {"ward": "Day Unit 4"}
WITHHELD: dict[str, Any] = {"current_medicines": "alendronic acid"}


def test_a_workbook_changed_and_changed_back_makes_three_versions_and_each_again_makes_none(
    ward: Ward,
) -> None:
    workbook = ward.write("list.xlsx", ("H1", LIGHT))
    first = workbook.read_bytes()
    second = ward.write("list.xlsx", ("H1", HEAVY)).read_bytes()
    found = []
    for turn in (first, first, second, second, first, first):
        before = ward.batches()
        workbook.write_bytes(turn)
        ran = ward.run(workbook)
        new = [each for each in ward.batches() if each.name not in {old.name for old in before}]
        found.append(patient_of(new[0]) if new else None)
        assert ("nothing has changed" in ran.output) is not bool(new)
    assert found[1] is found[3] is found[5] is None
    a, b, again = (found[0], found[2], found[4])
    assert a
    assert b
    assert again
    assert [each["version"] for each in (a, b, again)] == [1, 2, 3]
    assert [each["replaces"] for each in (a, b, again)] == [
        None,
        a["document_id"],
        b["document_id"],
    ]
    assert len({each["document_id"] for each in (a, b, again)}) == 3
    assert again["content"] == a["content"]
    live = [each for each in ward.batches() if not (each / MARK).exists()]
    assert [patient_of(each)["version"] for each in live] == [3]


def test_the_paper_says_which_version_it_is_and_what_it_replaces(ward: Ward) -> None:
    ward.run(ward.write("list.xlsx", ("H1", LIGHT)))
    (old,) = ward.batches()
    for page in labels_of(old):
        assert "Version 1" in page
        assert "Replaces" not in page
    ward.run(ward.write("list.xlsx", ("H1", HEAVY)))
    new = ward.newest([old])
    for page in labels_of(new):
        assert "Version 2" in page
        assert f"Replaces {patient_of(old)['document_id']}" in page


def test_summary_page_manifest_and_screen_say_what_to_pull(ward: Ward) -> None:
    ward.run(ward.write("list.xlsx", ("H1", LIGHT), ("H2", LIGHT)))
    (old,) = ward.batches()
    ran = ward.run(ward.write("list.xlsx", ("H1", HEAVY), ("H2", LIGHT)))
    new = ward.newest([old])
    was, now = patient_of(old), patient_of(new)
    summary = " ".join(words_in(new / "summary.pdf"))
    pull = summary[summary.index("Pull from the trolley") :]
    assert pull.index("ABBOT") < pull.index(was["document_id"]) < pull.index(old.name)
    assert f"Replaced by {now['document_id']}" in pull
    assert "Pull from the trolley" in (new / "index.html").read_text("utf-8")
    assert was["document_id"] in (new / "index.html").read_text("utf-8")
    manifest = json.loads((new / "manifest.json").read_text("utf-8"))
    (told,) = manifest["replaces"]
    assert told["document_id"] == was["document_id"]
    assert told["batches"] == [old.name]
    assert told["by"]["document_id"] == now["document_id"]
    (line,) = (each for each in ran.output.splitlines() if "pull from the trolley" in each)
    assert "row 2" in line
    assert was["document_id"] in line
    assert "ABBOT" not in ran.output.upper()
    assert patient_of(old, "H2") | {"folder": ""} == patient_of(new, "H2") | {"folder": ""}


def test_a_first_list_says_nothing_of_pulling(ward: Ward) -> None:
    ran = ward.run(ward.write("list.xlsx", ("H1", LIGHT)))
    (batch,) = ward.batches()
    assert "trolley" not in ran.output
    assert "trolley" not in " ".join(words_in(batch / "summary.pdf"))
    assert "trolley" not in (batch / "index.html").read_text("utf-8")


def test_a_batch_replaced_in_part_is_marked_where_it_stands_and_keeps_its_bytes(ward: Ward) -> None:
    ward.run(ward.write("list.xlsx", ("H1", LIGHT), ("H2", LIGHT)))
    (old,) = ward.batches()
    published = bytes_of(old)
    ward.run(ward.write("list.xlsx", ("H1", HEAVY), ("H2", LIGHT)))
    new = ward.newest([old])
    assert bytes_of(old) == published
    mark = json.loads((old / MARK).read_text("utf-8"))
    assert not mark["whole"]
    assert [each["document_id"] for each in mark["replaced"]] == [patient_of(old)["document_id"]]
    shown = (old / STYLESHEET).read_text("utf-8")
    assert f"Replaced in part by {new.name}" in shown
    assert f".{patient_of(old)['document_id']} .documents ul" in shown
    assert patient_of(old, "H2")["document_id"] not in shown
    assert '.packs a[href^="print/"][href$="/labels.pdf"] { display: none; }' in shown
    assert "ward-papers.pdf" not in shown  # labels are all that this site prints
    assert not any((new / each).exists() for each in (MARK, STYLESHEET))
    page = (old / "index.html").read_text("utf-8")
    assert '<link rel="stylesheet" href="replaced.css">' in page
    assert f'class="{patient_of(old)["document_id"]}"' in page


def test_a_batch_replaced_whole_is_marked_and_keeps_its_place_and_bytes(ward: Ward) -> None:
    ward.run(ward.write("list.xlsx", ("H1", LIGHT)))
    (old,) = ward.batches()
    published = bytes_of(old)
    ward.run(ward.write("list.xlsx", ("H1", HEAVY)))
    assert bytes_of(old) == published
    assert json.loads((old / MARK).read_text("utf-8"))["whole"]
    assert [*wrong_marks(old)] == []


def test_a_mark_with_one_byte_changed_is_found(ward: Ward) -> None:
    ward.run(ward.write("list.xlsx", ("H1", LIGHT)))
    (old,) = ward.batches()
    ward.run(ward.write("list.xlsx", ("H1", HEAVY)))
    for name in (MARK, STYLESHEET):
        whole = (old / name).read_bytes()
        for place in range(0, len(whole), 37):
            broken = bytearray(whole)
            broken[place] ^= 1
            (old / name).write_bytes(broken)
            assert [*wrong_marks(old)], (name, place)
        (old / name).write_bytes(whole)
    (old / STYLESHEET).unlink()
    assert [*wrong_marks(old)]


def test_what_a_killed_run_left_unmarked_the_next_one_marks(ward: Ward) -> None:
    ward.run(ward.write("list.xlsx", ("H1", LIGHT), ("H2", LIGHT)))
    (old,) = ward.batches()
    workbook = ward.write("list.xlsx", ("H1", HEAVY), ("H2", LIGHT))
    ward.run(workbook)
    marks = {each: (old / each).read_bytes() for each in (MARK, STYLESHEET)}
    for each in marks:
        (old / each).unlink()
    (old / f".{MARK}").write_bytes(b"half")
    ran = ward.run(workbook)
    assert "nothing has changed" in ran.output
    assert {each: (old / each).read_bytes() for each in marks} == marks
    assert not (old / f".{MARK}").exists()


def test_a_batch_that_cannot_be_marked_ends_the_run_with_7_and_the_new_one_stands(
    ward: Ward,
) -> None:
    ward.run(ward.write("list.xlsx", ("H1", LIGHT)))
    (old,) = ward.batches()
    (old / MARK).mkdir()  # as if another program held it
    ran = ward.run(ward.write("list.xlsx", ("H1", HEAVY)))
    assert ran.exit_code == 7
    new = ward.newest([old])
    assert "Pull from the trolley" in " ".join(words_in(new / "summary.pdf"))
    assert "could not be marked" in ran.output + ran.stderr
    (old / MARK).rmdir()
    assert ward.run(ward.folder / "list.xlsx").exit_code == 0
    assert json.loads((old / MARK).read_text("utf-8"))["whole"]


def test_who_is_withheld_now_has_a_notice_that_replaces_the_labels_and_the_other_way_round(
    ward: Ward,
) -> None:
    ward.run(ward.write("list.xlsx", ("H1", LIGHT)))
    (ready,) = ward.batches()
    ran = ward.run(ward.write("list.xlsx", ("H1", WITHHELD)))
    notice_batch = ward.newest([ready])
    notice = notice_batch / "patients" / "H1-c1" / "notice.pdf"
    first = patient_of(ready)["document_id"]
    assert f"Replaces {first}" in words_in(notice)[0]
    assert "Nothing to give takes their place" in ran.output
    notice_id = patient_of(notice_batch)["document_id"]
    before = ward.batches()
    ward.run(ward.write("list.xlsx", ("H1", {"ward": None})))
    returned = ward.newest(before)
    assert patient_of(returned)["outcome"] == "returned"
    assert (patient_of(returned)["version"], patient_of(returned)["replaces"]) == (3, notice_id)
    before = ward.batches()
    ward.run(ward.write("list.xlsx", ("H1", LIGHT)))
    last = ward.newest(before)
    assert (patient_of(last)["version"], patient_of(last)["replaces"]) == (4, notice_id)
    assert f"Replaces {notice_id}" in labels_of(last)[0]


def test_of_one_cycle_in_two_workbooks_of_a_run_the_later_replaces_the_earlier(ward: Ward) -> None:
    one = ward.write("one.xlsx", ("H1", LIGHT), ("H2", LIGHT))
    other = ward.write("other.xlsx", ("h1", HEAVY), ("H3", LIGHT))
    ran = ward.run(one, other)
    assert ran.exit_code == 0
    assert "pull from the trolley" in ran.output
    first = next(each for each in ward.batches() if "-one-" in each.name)
    second = next(each for each in ward.batches() if "-other-" in each.name)
    assert patient_of(second, "h1")["replaces"] == patient_of(first)["document_id"]
    assert not json.loads((first / MARK).read_text("utf-8"))["whole"]
    findings = [
        (each["code"], each["message"])
        for path in ward.outputs.glob("*/patients/[Hh]1-c1/record.json")
        for each in json.loads(path.read_text("utf-8"))["findings"]
        if each["action"] == "note"
    ]
    assert {code for code, _ in findings} == {"cycle-in-another-workbook"}
    assert any("Row 2 of one.xlsx" in message for _, message in findings)
    assert any("Row 2 of other.xlsx" in message for _, message in findings)
    again = ward.run(one, other)
    assert again.output.count("nothing has changed") == 2
    assert len(ward.batches()) == 2


def test_one_cycle_in_two_workbooks_with_the_same_content_is_the_same_documents(
    ward: Ward,
) -> None:
    ran = ward.run(ward.write("one.xlsx", ("H1", LIGHT)), ward.write("other.xlsx", ("H1", LIGHT)))
    assert ran.exit_code == 0
    ids = {each["patients"][0]["document_id"] for each in ward.manifests()}
    assert len(ids) == 1


def test_a_row_that_is_gone_is_asked_about_and_its_papers_are_left_alone(ward: Ward) -> None:
    ward.run(ward.write("list.xlsx", ("H1", LIGHT), ("H2", LIGHT)))
    (old,) = ward.batches()
    gone = patient_of(old, "H2")["document_id"]
    ran = ward.run(ward.write("list.xlsx", ("H1", LIGHT)))
    new = ward.newest([old])
    summary = " ".join(words_in(new / "summary.pdf"))
    assert "decide whether they still get it" in summary
    assert gone in summary
    assert gone in (new / "index.html").read_text("utf-8")
    assert gone in ran.output
    assert not (old / MARK).exists()


def test_another_setting_that_is_printed_replaces_everybody(ward: Ward) -> None:
    workbook = ward.write("list.xlsx", ("H1", LIGHT))
    ward.run(workbook)
    (old,) = ward.batches()
    site = ward.folder / "moved.toml"
    site.write_text(f'{LABELS_ONLY}pharmacy_phone = "020 7946 0999"\n', "utf-8")
    ward.run(workbook, site=site)
    new = ward.newest([old])
    assert patient_of(new)["version"] == 2
    assert json.loads((old / MARK).read_text("utf-8"))["whole"]


def test_another_output_folder_has_a_history_of_its_own(ward: Ward, tmp_path: Path) -> None:
    ward.run(ward.write("list.xlsx", ("H1", LIGHT)))
    other = dataclasses.replace(ward, folder=tmp_path / "other")
    other.folder.mkdir()
    other.run(other.write("list.xlsx", ("H1", HEAVY)))
    assert [each["patients"][0]["version"] for each in other.manifests()] == [1]


def test_a_version_is_remembered_by_the_mark_when_its_batch_was_deleted(ward: Ward) -> None:
    first = ward.write("list.xlsx", ("H1", LIGHT))
    ward.run(first)
    (old,) = ward.batches()
    ward.run(ward.write("list.xlsx", ("H1", HEAVY)))
    new = ward.newest([old])
    second = patient_of(new)["document_id"]
    for path in sorted(new.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    new.rmdir()
    before = ward.batches()
    ran = ward.run(ward.write("list.xlsx", ("H1", LIGHT)))
    assert "nothing has changed" not in ran.output
    third = patient_of(ward.newest(before))
    assert (third["version"], third["replaces"]) == (3, second)


def test_where_a_manifest_is_lost_the_records_tell_the_version(ward: Ward) -> None:
    ward.run(ward.write("list.xlsx", ("H1", LIGHT)))
    (old,) = ward.batches()
    first = patient_of(old)["document_id"]
    (old / "manifest.json").write_bytes(b"\0" * 100)
    ward.run(ward.write("list.xlsx", ("H1", HEAVY)))
    found = patient_of(ward.newest([old]))
    assert (found["version"], found["replaces"]) == (2, first)
