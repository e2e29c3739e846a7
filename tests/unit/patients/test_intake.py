"""A workbook's rows joined over its three sheets, and what belongs to no patient."""

from decimal import Decimal

import pytest

from orderset.findings import CellRef, Finding, workbook_finding
from orderset.patients.entry import Entry
from orderset.patients.intake import MOST_SIMILAR, Intake, similar_rows, take_in
from orderset.patients.patient import Patient
from orderset.workbook.columns import PREVIOUS_DOSES, RESULTS
from orderset.workbook.content import Row
from tests.rows import (
    DOSE,
    RESULT,
    TODAY,
    WORKBOOK,
    all_drawable,
    codes,
    content_of,
    dose_row,
    infusion_row,
    moment,
    result_row,
    said,
    spoiled_row,
)


def _taken_in(
    infusions: list[Row], results: list[Row] | None = None, doses: list[Row] | None = None
) -> Intake:
    content = content_of(infusions, results or [], doses or [])
    return take_in(content, today=TODAY, undrawable=all_drawable)


def _entry(*rows: Row) -> Entry:
    """Return the entry of one patient with these results and doses."""
    results = [each for each in rows if each.sheet == RESULTS.name]
    doses = [each for each in rows if each.sheet == PREVIOUS_DOSES.name]
    intake = _taken_in([infusion_row()], results, doses)
    assert intake.findings == ()
    (entry,) = intake.entries
    return entry


def _patient(entry: Entry) -> Patient:
    assert entry.patient is not None, codes(entry.findings)
    return entry.patient


def _one(findings: tuple[Finding, ...]) -> Finding:
    (found,) = findings
    return found


# --- Joining --------------------------------------------------------------------------------------


def test_each_patient_has_their_own_results_and_doses() -> None:
    """Joined by the hospital number, in the order of the sheets."""
    intake = _taken_in(
        [infusion_row(2), infusion_row(3, hospital_number="H2", nhs_number=None)],
        [
            result_row(2, taken_on=moment("2026-12-05")),
            result_row(3, hospital_number="H2", result=Decimal(50)),
            result_row(4, taken_on=moment("2026-12-01")),
        ],
        [
            dose_row(2),
            dose_row(3, given_on=moment("2026-09-15")),
            dose_row(4, hospital_number="H2"),
        ],
    )
    first, second = (_patient(each) for each in intake.entries)
    assert [str(each.where) for each in first.results] == ["Results!C2", "Results!C4"]
    assert [str(each.where) for each in second.results] == ["Results!C3"]
    assert [str(each.where) for each in first.previous_doses] == [
        "Previous doses!C2",
        "Previous doses!C3",
    ]
    assert [str(each.where) for each in second.previous_doses] == ["Previous doses!C4"]
    assert intake.findings == ()


def test_a_hospital_number_stored_as_a_number_joins_all_the_same() -> None:
    """An export stores it as a number on one sheet and as text on the other."""
    intake = _taken_in(
        [infusion_row(hospital_number="1234567")], [result_row(hospital_number=Decimal(1234567))]
    )
    (entry,) = intake.entries
    assert len(_patient(entry).results) == 1
    assert said(entry.findings) == [("identifier-stored-as-number", "caution", "Results!A2")]


def test_the_results_of_a_test_come_oldest_first() -> None:
    """By date and time, in the workbook's order within a day; other tests are left out."""
    patient = _patient(
        _entry(
            result_row(2, taken_on=moment("2026-12-05 10:00")),
            result_row(3, taken_on=moment("2026-12-05 08:00")),
            result_row(4, taken_on=moment("2026-12-05")),
            result_row(5, test="Phosphate", unit="mmol/L", result=Decimal(1)),
            result_row(6, taken_on=moment("2026-12-04")),
            result_row(7, taken_on=moment("2026-12-05")),
        )
    )
    rows = [each.where.cell for each in patient.results_of("creatinine")]
    assert rows == ["C6", "C4", "C7", "C3", "C2"]
    assert patient.results_of("magnesium") == ()


def test_the_workbooks_own_findings_come_before_the_strays() -> None:
    """They belong to no patient either."""
    note = workbook_finding("date-system-1904", "From 1904.", where=CellRef(WORKBOOK))
    content = content_of([], [result_row()], findings=[note])
    intake = take_in(content, today=TODAY, undrawable=all_drawable)
    assert intake.entries == ()
    assert codes(intake.findings) == ["date-system-1904", "result-without-patient"]


@pytest.mark.parametrize(
    ("row", "finding"),
    [
        (result_row(4, result="31,5"), ("decimal-comma", "return", "Results!C4")),
        (dose_row(4, dose_mg="34 mg"), ("unit-in-value", "return", "Previous doses!D4")),
    ],
    ids=["result", "dose"],
)
def test_a_fault_in_a_result_or_dose_returns_its_patient(
    row: Row, finding: tuple[str, str, str]
) -> None:
    """Who would otherwise be judged without it."""
    entry = _entry(result_row(2), dose_row(2), row)
    assert said(entry.findings) == [finding]
    assert entry.patient is None
    assert entry.hospital_number == "H1234567"


def test_a_caution_in_a_result_or_dose_is_the_patients() -> None:
    """Who is judged with it."""
    entry = _entry(result_row(2, result="44"), dose_row(2, given_on="2026-09-14"))
    assert said(entry.findings) == [
        ("number-stored-as-text", "caution", "Results!C2"),
        ("date-as-text", "note", "Previous doses!C2"),
    ]
    assert (len(_patient(entry).results), len(_patient(entry).previous_doses)) == (1, 1)


def test_a_conflict_with_another_row_returns_the_patient() -> None:
    """It stands before what was found on the other sheets."""
    intake = _taken_in([infusion_row(2), infusion_row(3)], [result_row(2, result="44")])
    for entry in intake.entries:
        assert codes(entry.findings) == ["duplicate-patient", "number-stored-as-text"]
        assert entry.patient is None


def test_rows_without_a_hospital_number_are_not_joined() -> None:
    """Two gaps are not the same patient."""
    intake = _taken_in(
        [infusion_row(hospital_number=None)],
        [result_row(hospital_number=None)],
        [dose_row(hospital_number="?")],
    )
    (entry,) = intake.entries
    assert said(entry.findings) == [("value-missing", "return", "Infusions!A2")]
    assert said(intake.findings) == [
        ("value-missing", "return", "Results!A2"),
        ("hospital-number-invalid", "return", "Previous doses!A2"),
    ]


def test_an_unnumbered_row_is_compared_with_the_others_by_its_nhs_number() -> None:
    """And keeps what was found there."""
    intake = _taken_in([infusion_row(2), infusion_row(3, hospital_number=None)])
    second = intake.entries[1]
    assert codes(second.findings) == ["value-missing", "identity-conflict"]


# --- What belongs to nobody -----------------------------------------------------------------------


def test_a_result_of_nobody_on_the_list_is_a_caution_on_the_workbook() -> None:
    """A mistyped number: the patient would be judged without it."""
    intake = _taken_in([infusion_row()], [result_row(2), result_row(3, hospital_number="H9")])
    assert said(intake.findings) == [("result-without-patient", "caution", "Results!A3")]
    finding = _one(intake.findings)
    assert finding.message == "Nobody on Infusions has the hospital number H9."
    assert (finding.found, finding.expected) == (
        "H9",
        "a hospital number that stands on Infusions",
    )
    assert intake.entries[0].findings == ()


def test_a_dose_of_nobody_on_the_list_is_a_caution_on_the_workbook() -> None:
    """It would be missing in the cumulative dose."""
    intake = _taken_in([infusion_row()], [], [dose_row(2), dose_row(3, hospital_number="H9")])
    assert said(intake.findings) == [("dose-without-patient", "caution", "Previous doses!A3")]
    assert _one(intake.findings).found == "H9"


def test_what_was_found_in_a_stray_row_is_said_in_the_same_pass() -> None:
    """Whoever corrects its number does not have to come back for the rest."""
    intake = _taken_in(
        [infusion_row()],
        [result_row(hospital_number="H9", result="31,5")],
        [dose_row(hospital_number="H9", weight_kg=None)],
    )
    assert said(intake.findings) == [
        ("result-without-patient", "caution", "Results!A2"),
        ("decimal-comma", "return", "Results!C2"),
        ("dose-without-patient", "caution", "Previous doses!A2"),
        ("value-missing", "return", "Previous doses!E2"),
    ]


def test_a_row_that_is_returned_still_owns_its_results() -> None:
    """Its hospital number can be read, so they are no strays."""
    intake = _taken_in([infusion_row(weight_kg=None)], [result_row()], [dose_row()])
    assert intake.findings == ()
    assert codes(intake.entries[0].findings) == ["value-missing"]


@pytest.mark.parametrize("sheet", ["Results", "Previous doses"])
def test_a_spoiled_hospital_number_is_said_once(sheet: str) -> None:
    """The row is nobody's, and the reader has said why."""
    row = (
        spoiled_row(RESULTS, RESULT, "hospital_number")
        if sheet == "Results"
        else spoiled_row(PREVIOUS_DOSES, DOSE, "hospital_number")
    )
    rows = ([row], []) if sheet == "Results" else ([], [row])
    intake = _taken_in([infusion_row()], *rows)
    assert said(intake.findings) == [("cell-error", "return", f"{sheet}!A2")]


# --- Baselines ------------------------------------------------------------------------------------


def test_one_creatinine_is_the_baseline() -> None:
    """Other tests may have theirs."""
    entry = _entry(
        result_row(2, baseline="Yes"),
        result_row(3),
        result_row(4, test="Phosphate", unit="mmol/L", result=Decimal(1), baseline="Yes"),
        result_row(5, test="Phosphate", unit="mmol/L", result=Decimal(1), baseline="Yes"),
    )
    assert entry.findings == ()
    assert [each.baseline for each in _patient(entry).results] == [True, False, True, True]


def test_a_second_baseline_creatinine_returns_the_patient() -> None:
    """Nobody knows which one counts; each beyond the first has its finding."""
    entry = _entry(
        result_row(2, baseline="Yes", taken_on=moment("2026-01-05")),
        result_row(3, baseline="Yes", result=Decimal("50.50"), taken_on=moment("2026-02-05")),
        result_row(4, baseline="Yes", result=Decimal("0.5"), unit="mg/dL"),
    )
    assert said(entry.findings) == [
        ("baseline-not-unique", "return", "Results!C3"),
        ("baseline-not-unique", "return", "Results!C4"),
    ]
    first, second = entry.findings
    assert first.message == "Two creatinines are marked Baseline: 05-Jan-2026 and 05-Feb-2026."
    assert (first.found, first.expected) == ("50.5 µmol/L", "one creatinine marked Baseline")
    assert second.found == "0.5 mg/dL"
    assert entry.patient is None


# --- Doses ----------------------------------------------------------------------------------------


def test_doses_on_three_days_of_an_earlier_cycle_are_as_they_should_be() -> None:
    """Also the day before day 1."""
    days = ("2026-09-14", "2026-09-15", "2026-09-16")
    assert (
        _entry(*(dose_row(n, given_on=moment(each)) for n, each in enumerate(days, 2))).findings
        == ()
    )
    (entry,) = _taken_in(
        [infusion_row(day_1=moment("2026-12-07"))],
        doses=[dose_row(given_on=moment("2026-12-06"))],
    ).entries
    assert entry.findings == ()


def test_two_doses_on_one_day_return_the_patient() -> None:
    """Counted twice or once, it may be wrong."""
    entry = _entry(
        dose_row(2), dose_row(3, given_on=moment("2026-09-15")), dose_row(4), dose_row(5)
    )
    assert said(entry.findings) == [
        ("duplicate-dose", "return", "Previous doses!C4"),
        ("duplicate-dose", "return", "Previous doses!C5"),
    ]
    finding = entry.findings[0]
    assert finding.message == "Two doses are listed for 14-Sep-2026."
    assert (finding.found, finding.expected) == ("14-Sep-2026", "one dose a day")


@pytest.mark.parametrize("cycle", ["2", "3"])
def test_a_dose_of_this_or_a_later_cycle_returns_the_patient(cycle: str) -> None:
    """The cycle seems to have been given; once said is enough."""
    entry = _entry(
        dose_row(2),
        dose_row(3, cycle_number=Decimal(cycle), given_on=moment("2026-11-02")),
        dose_row(4, cycle_number=Decimal(cycle), given_on=moment("2026-11-03")),
    )
    assert said(entry.findings) == [("cycle-already-given", "return", "Previous doses!C3")]
    finding = _one(entry.findings)
    assert finding.message == (
        f"Cycle 2 is planned for 14-Dec-2026, but a dose of cycle {cycle} on 02-Nov-2026 is listed "
        "as given."
    )
    assert finding.found == f"cycle {cycle}, 02-Nov-2026"
    assert finding.expected == "doses of earlier cycles only, before day 1"


@pytest.mark.parametrize("given_on", ["2026-12-01", "2026-12-02"])
def test_a_dose_on_or_after_day_1_returns_the_patient(given_on: str) -> None:
    """Day 1 lies before the day of the run here."""
    (entry,) = _taken_in(
        [infusion_row(day_1=moment("2026-12-01"), weight_measured_on=moment("2026-11-30"))],
        doses=[dose_row(given_on=moment(given_on))],
    ).entries
    assert said(entry.findings) == [("cycle-already-given", "return", "Previous doses!C2")]


@pytest.mark.parametrize("key", ["cycle_number", "day_1"])
def test_without_cycle_or_day_1_no_dose_is_compared_with_them(key: str) -> None:
    """Two doses on one day are found all the same."""
    (entry,) = _taken_in(
        [infusion_row(**{key: None})], doses=[dose_row(2, cycle_number=Decimal(9)), dose_row(3)]
    ).entries
    assert codes(entry.findings) == ["value-missing", "duplicate-dose"]


# --- Too many rows --------------------------------------------------------------------------------


def test_more_results_than_one_patient_can_have_return_the_patient(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A number that was filled down over other patients' rows; their results are not joined."""
    monkeypatch.setattr("orderset.patients.intake.MOST_RESULTS", 3)
    at_the_limit = [result_row(2), result_row(3), dose_row(4)]
    assert _patient(_entry(*at_the_limit)).results
    entry = _entry(*at_the_limit, result_row(5))
    assert entry.patient is None
    assert said(entry.findings) == [("rows-too-many", "return", "Infusions!A2")]


def test_more_rows_of_infusions_than_one_patient_can_have_return_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each is returned, with what else was found in it."""
    monkeypatch.setattr("orderset.patients.intake.MOST_ROWS", 2)
    rows = [infusion_row(row, cycle_number=Decimal(row)) for row in (2, 3, 4)]
    assert not {"rows-too-many"} & {f.code for e in _taken_in(rows[:2]).entries for f in e.findings}
    for entry in _taken_in(rows).entries:
        assert entry.patient is None
        assert codes(entry.findings)[-1] == "rows-too-many"


def test_rows_without_a_number_are_not_counted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are not one patient's."""
    monkeypatch.setattr("orderset.patients.intake.MOST_ROWS", 1)
    rows = [infusion_row(row, hospital_number=None, nhs_number=None) for row in (2, 3)]
    for entry in _taken_in(rows).entries:
        assert codes(entry.findings) == ["value-missing"]


# --- Similar patients -----------------------------------------------------------------------------


def _similar(*rows: Row) -> dict[int, list[int]]:
    found = similar_rows(_taken_in(list(rows)).entries)
    return {row: [each.row for each in others] for row, others in found.items()}


def _other(row: int, number: str, family_name: str | None, born: str | None) -> Row:
    return infusion_row(
        row,
        hospital_number=number,
        nhs_number=None,
        family_name=family_name,
        date_of_birth=None if born is None else moment(born),
    )


def test_patients_with_the_same_family_name_or_birthday_are_similar() -> None:
    """Whatever the capitals; the others are named to each."""
    found = _similar(
        _other(2, "H1", "Smith", "2014-01-01"),
        _other(3, "H2", "SMITH", "2015-01-01"),
        _other(4, "H3", "Jones", "2015-01-01"),
        _other(5, "H4", "Brown", "2016-01-01"),
    )
    assert found == {2: [3], 3: [2, 4], 4: [3]}


def test_at_most_twenty_similar_patients_are_named() -> None:
    """A list in which all are called the same must not grow with its square."""
    rows = [_other(row, f"H{row}", "Smith", "2014-01-01") for row in range(2, 32)]
    assert {len(others) for others in _similar(*rows).values()} == {MOST_SIMILAR}


def test_one_patient_on_two_rows_is_not_similar_to_themselves() -> None:
    """That is another finding."""
    assert _similar(infusion_row(2), infusion_row(3, cycle_number=Decimal(3))) == {}


def test_a_name_or_birthday_that_could_not_be_read_is_like_no_other() -> None:
    """Two gaps are not the same."""
    assert _similar(_other(2, "H1", None, None), _other(3, "H2", None, None)) == {}
    assert _similar(_other(2, "H1", "Smith", None), _other(3, "H2", None, "2014-01-01")) == {}
    assert _similar(_other(2, "H1", None, "2014-01-01"), _other(3, "H2", None, "2014-01-01")) == {
        2: [3],
        3: [2],
    }


def test_an_entry_keeps_the_rows_place() -> None:
    """So that even a returned row can be shown to its sender."""
    empty = dict.fromkeys(infusion_row().cells)
    (entry,) = _taken_in([infusion_row(12, **{**empty, "notes": "see letter"})]).entries
    assert (entry.row, str(entry.where), entry.ward) == (12, "Infusions!A12", None)
    assert said(entry.findings) == [
        ("value-missing", "return", f"Infusions!{column}12") for column in "ACDFGHIJKLOPRTU"
    ]
