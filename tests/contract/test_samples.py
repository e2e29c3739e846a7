"""The files in ``sample_inputs/`` are what their script makes, and show all they should."""

import re
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from orderset.batch.lists import JudgedList, Rules, judge_workbooks, load_rules
from orderset.batch.registry import registry
from orderset.findings import Action, Outcome
from orderset.patients.identifiers import is_nhs_number
from orderset.processes.executor import InProcess
from orderset.rendering.fonts import undrawable
from orderset.settings import SiteSettings, load_site_settings
from orderset.workbook.columns import INFUSIONS
from tools import make_samples
from tools.day_unit_list import DAY_UNIT_LIST
from tools.every_finding import (
    CODES_OF_THE_FILE,
    EVERY_FINDING,
    NHS_NUMBER_INVALID,
    NOT_IN_EVERY_FINDING,
)
from tools.fictional import TODAY, Shown


FOLDER = Path(__file__).parents[2] / "sample_inputs"
SITE = FOLDER / "site.toml"
ON_TWO_ROWS = {
    "duplicate-patient",
    "hospital-number-lookalike",
    "identity-conflict",
    "similar-patient",
}
"""What is between two rows is said on both."""


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load_rules(SITE, None, today=TODAY, undrawable=undrawable)


def _judged(name: str, rules: Rules) -> JudgedList:
    (judged,) = judge_workbooks([FOLDER / name], rules, InProcess())
    return judged


@pytest.fixture(scope="module")
def day_unit(rules: Rules) -> JudgedList:
    return _judged("day-unit-list.xlsx", rules)


@pytest.fixture(scope="module")
def every_finding(rules: Rules) -> JudgedList:
    return _judged("every_finding.xlsx", rules)


@pytest.mark.parametrize("name", make_samples.SAMPLES)
def test_the_same_script_makes_the_same_bytes(name: str) -> None:
    assert make_samples.SAMPLES[name]() == make_samples.SAMPLES[name]()


def test_the_files_are_what_the_script_makes() -> None:
    assert sorted(make_samples.outdated(FOLDER)) == []


def test_the_folder_holds_nothing_else() -> None:
    assert {each.name for each in FOLDER.iterdir()} == {*make_samples.SAMPLES, SITE.name}


def test_a_missing_a_damaged_and_a_changed_file_are_outdated(tmp_path: Path) -> None:
    names = [*make_samples.SAMPLES]
    assert [*make_samples.outdated(tmp_path)] == names
    (tmp_path / names[0]).write_bytes((FOLDER / names[0]).read_bytes())
    (tmp_path / names[1]).write_bytes(b"damaged")
    assert [*make_samples.outdated(tmp_path)] == names[1:]
    workbook = openpyxl.load_workbook(tmp_path / names[0])
    workbook[INFUSIONS.name]["H2"] = 31
    workbook.save(tmp_path / names[0])
    assert [*make_samples.outdated(tmp_path)] == names


def test_the_script_says_that_all_is_well() -> None:
    script = Path(make_samples.__file__ or "")
    command = [sys.executable, str(script), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  our own script
    assert (done.returncode, done.stderr) == (0, "")


def test_the_script_names_a_file_that_differs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(make_samples, "FOLDER", tmp_path)
    monkeypatch.setattr(sys, "argv", ["make_samples.py", "--check"])
    with pytest.raises(SystemExit) as ended:
        make_samples.main()
    assert ended.value.code == 1
    told = capsys.readouterr().err
    assert told.startswith("day-unit-list.xlsx, every_finding.xlsx: not what ")
    assert "make samples" in told
    assert [*tmp_path.iterdir()] == []


def _codes_by_row(judged: JudgedList) -> dict[int, list[str]]:
    return {
        case.entry.row: sorted(each.code for each in case.judgement.findings)
        for case in judged.cases
    }


def _expected(rows: tuple[Shown, ...]) -> dict[int, list[str]]:
    return {number: sorted(row.codes) for number, row in enumerate(rows, start=2)}


def test_the_day_unit_list_shows_every_outcome(day_unit: JudgedList) -> None:
    assert {case.judgement.outcome for case in day_unit.cases} == set(Outcome)


def test_every_patient_of_the_day_unit_list_raises_what_is_said_of_them(
    day_unit: JudgedList,
) -> None:
    assert day_unit.findings == ()
    assert _codes_by_row(day_unit) == _expected(DAY_UNIT_LIST)


def test_the_day_unit_list_has_an_authorised_patient_who_is_ready(day_unit: JudgedList) -> None:
    authorised = [
        case.judgement.outcome
        for case in day_unit.cases
        if any(each.authorised for each in case.judgement.findings)
    ]
    assert authorised == [Outcome.READY_WITH_CAUTIONS]


def test_a_cycle_of_the_day_unit_list_passes_the_yearly_limit_on_its_last_day(
    day_unit: JudgedList,
) -> None:
    fitting = [
        case.judgement.plan.cycle.days_within_limit
        for case in day_unit.cases
        if case.judgement.plan is not None and case.judgement.outcome is Outcome.WITHHELD
    ]
    assert sorted(fitting) == [2, 3, 3, 3]


def test_every_code_is_in_every_finding_or_there_is_a_reason(
    every_finding: JudgedList, rules: Rules
) -> None:
    arisen = {each.code for each in every_finding.all_findings}
    assert arisen | set(NOT_IN_EVERY_FINDING) == set(registry(rules.loaded))


def test_no_code_arises_that_is_said_not_to(every_finding: JudgedList) -> None:
    arisen = {each.code for each in every_finding.all_findings}
    assert arisen.isdisjoint(NOT_IN_EVERY_FINDING)
    assert all(len(reason) > 40 for reason in NOT_IN_EVERY_FINDING.values())


def test_every_row_of_every_finding_raises_its_code_and_what_comes_with_it(
    every_finding: JudgedList,
) -> None:
    assert sorted(each.code for each in every_finding.findings) == sorted(CODES_OF_THE_FILE)
    assert _codes_by_row(every_finding) == _expected(EVERY_FINDING)


def test_every_code_has_one_row_that_is_there_for_it() -> None:
    rows = Counter(row.codes[0] for row in EVERY_FINDING if row.codes)
    assert {code for code, number in rows.items() if number > 1} == ON_TWO_ROWS


def test_the_notes_of_every_row_name_its_codes(every_finding: JudgedList) -> None:
    sheet = openpyxl.load_workbook(FOLDER / "every_finding.xlsx")[INFUSIONS.name]
    notes = [column.key for column in INFUSIONS.columns].index("notes") + 1
    for case in every_finding.cases:
        words = re.findall(r"[a-z0-9-]+", str(sheet.cell(case.entry.row, notes).value))
        assert {each.code for each in case.judgement.findings} <= set(words)


def test_every_finding_names_its_cell_and_what_to_do(every_finding: JudgedList) -> None:
    for each in every_finding.all_findings:
        assert each.where is not None
        assert each.where.cell or each.code in {"date-system-1904", "sheet-unknown", "hidden-sheet"}
        assert each.message
        assert each.hint


def test_nothing_authorises_a_withheld_patient(every_finding: JudgedList) -> None:
    for case in every_finding.cases:
        actions = {each.action for each in case.judgement.findings}
        if Action.WITHHOLD in actions:
            assert not case.judgement.outcome.is_ready


@pytest.mark.parametrize("name", make_samples.SAMPLES)
def test_every_nhs_number_is_a_test_patients_and_valid(name: str) -> None:
    sheet = openpyxl.load_workbook(FOLDER / name)[INFUSIONS.name]
    column = [each.key for each in INFUSIONS.columns].index("nhs_number") + 1
    numbers = [str(sheet.cell(row, column).value) for row in range(2, sheet.max_row + 1)]
    assert numbers
    for number in numbers:
        digits = number.replace(" ", "")
        assert re.fullmatch("999[0-9]{7}", digits)
        assert is_nhs_number(digits) or number == NHS_NUMBER_INVALID


def test_the_site_settings_show_every_key_with_a_comment() -> None:
    lines = SITE.read_text("utf-8").splitlines()
    settings = load_site_settings(SITE)
    assert (settings.strength_mg_per_ml, settings.vial_mg) == (Decimal(3), Decimal(30))
    for key in SiteSettings.model_fields:
        (number,) = [n for n, line in enumerate(lines) if line.startswith((f"{key} =", f"[{key}]"))]
        assert lines[number - 1].startswith("# "), key


def test_the_site_settings_ring_nobody() -> None:
    settings = load_site_settings(SITE)
    for phone in (settings.ward_phone, settings.pharmacy_phone):
        assert re.fullmatch("020 7946 0[0-9]{3}", phone)
