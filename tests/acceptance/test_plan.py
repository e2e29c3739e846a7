"""``orderset plan`` from outside: who, what fits, when, and how it ends."""

import json
from pathlib import Path

import pytest

from orderset.commands.plan import CYCLES
from orderset.dosing import ahead
from tests.acceptance.screen import on_terminal, screen
from tests.builders import case
from tests.real_door import TODAY, blank_template, invoke, rows_of_case, write_case
from tools.filling import fill


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with two lists: one ready and one whom the limit stops; one returned."""
    folder = tmp_path_factory.mktemp("lists")
    template = blank_template(tmp_path_factory.mktemp("template"))
    ready = rows_of_case(case("C01"))
    stopped = rows_of_case(
        case("C08"), hospital_number="H8", nhs_number=None, family_name="Other", given_name="Bea"
    )
    fill(template, folder / "a.xlsx", **{key: [*ready[key], *stopped[key]] for key in ready})
    write_case(template, folder / "b.xlsx", case("C14"), hospital_number="H9", family_name="Third")
    return folder


@pytest.fixture(scope="module")
def told(lists: Path) -> str:
    """Return what is said of both lists."""
    done = invoke("plan", lists, "--today", TODAY)
    assert done.exit_code == 1
    return done.stdout


def test_whom_the_limit_stops_is_told_what_fits_when(told: str) -> None:
    _, _, after = told.partition("  row 3, hospital number H8: withheld, cycle 4, ")
    assert after.splitlines()[:11] == [
        "day 1 planned for 07-Dec-2026",
        "    Of the 3 planned days, day 1 and day 2 fit.",
        "    A part of a cycle is the consultant’s decision and needs a plan of its own.",
        (
            "    Full cycles can go on within the limit when they are 121 days or more apart "
            "(17 weeks and 2 days)."
        ),
        "    Earliest full cycle: 28-Feb-2027.",
        "    Cycle    Earliest day 1  Since day 1 before  Highest in 365 days  If 121 days apart",
        "    Cycle 4  28-Feb-2027     174 days            11 mg per kg         28-Feb-2027",
        "    Cycle 5  30-May-2027     91 days             11 mg per kg         29-Jun-2027",
        "    Cycle 6  05-Sep-2027     98 days             11 mg per kg         28-Oct-2027",
        "    Cycle 7  26-Feb-2028     174 days            11 mg per kg         26-Feb-2028",
        (
            "    Planned with the present weight and dose. Each cycle is computed and checked "
            "again in its time."
        ),
    ]


def test_who_is_ready_is_planned_and_who_is_returned_is_not(told: str) -> None:
    assert "  row 2, hospital number H1234567: ready, cycle 1" in told
    assert "    Of the 3 planned days, all fit.\n" in told
    _, _, after = told.partition("  row 2, hospital number H9: returned")
    assert after.splitlines()[1:] == [
        "    Nothing to plan until the row is put right: orderset check says what is wrong."
    ]


def test_one_patient_is_planned_alone_and_decides_the_exit_code(lists: Path) -> None:
    done = invoke("plan", lists, "--today", TODAY, "--patient", "h1234567", "--cycles", "6")
    assert done.exit_code == 0
    assert "H8" not in done.stdout
    assert "b.xlsx" not in done.stdout
    assert "    Cycle 6  " in done.stdout
    assert "    Cycle 7  " not in done.stdout


def test_a_number_that_is_on_no_list_is_a_wrong_call_that_does_not_repeat_it(lists: Path) -> None:
    done = invoke("plan", lists, "--today", TODAY, "--patient", "Z999")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "No row of what was named has this hospital number." in done.stderr
    assert "Z999" not in done.stderr


def test_the_same_is_told_as_data(lists: Path) -> None:
    done = invoke("plan", lists, "--today", TODAY, "--cycles", "2", "--format", "json")
    data = json.loads(done.stdout)
    assert data["schema"] == "orderset/plan/1"
    first, second = data["workbooks"]
    ready, stopped = first["patients"]
    assert (ready["outcome"], ready["ahead"]["days_that_fit_now"]) == ("ready", 3)
    assert stopped["ahead"] == {
        "infusions": 3,
        "days_that_fit_now": 2,
        "earliest_full_cycle_on": "2027-02-28",
        "sustained_interval_days": 121,
        "cycles": [
            {
                "cycle_number": 4,
                "day_1": "2027-02-28",
                "interval_days": 174,
                "highest_mg_per_kg": "11",
                "evenly_on": "2027-02-28",
            },
            {
                "cycle_number": 5,
                "day_1": "2027-05-30",
                "interval_days": 91,
                "highest_mg_per_kg": "11",
                "evenly_on": "2027-06-29",
            },
        ],
    }
    (returned,) = second["patients"]
    assert (returned["outcome"], returned["ahead"]) == ("returned", None)
    page = (Path(__file__).parents[2] / "docs" / "programs.md").read_text("utf-8")
    (row,) = [each for each in page.splitlines() if each.startswith("| `orderset plan` |")]
    keys = {*data, *first, *stopped, *stopped["ahead"], *stopped["ahead"]["cycles"][0]}
    assert [each for each in keys - {"schema"} if f"`{each}`" not in row] == []


def test_other_reasons_are_named_beside_the_dates(lists: Path, tmp_path: Path) -> None:
    template = blank_template(tmp_path)
    write_case(template, tmp_path / "c.xlsx", case("C10"), hospital_number="H7")
    done = invoke("plan", tmp_path / "c.xlsx", "--today", TODAY)
    assert done.exit_code == 1
    assert "    Other reasons stop this cycle: hypocalcaemia." in done.stdout
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(b"no workbook")
    done = invoke("plan", bad, lists / "a.xlsx", "--today", TODAY, "--patient", "H8")
    assert done.exit_code == 3
    assert "bad.xlsx: could not be read" in done.stdout
    assert "Earliest full cycle: 28-Feb-2027." in done.stdout


@pytest.mark.parametrize("columns", [40, 72, 100])
def test_on_a_terminal_of_any_width_no_date_and_no_exposure_is_folded(
    lists: Path, columns: int
) -> None:
    code, written = on_terminal("plan", lists, "--today", TODAY, columns=columns)
    seen = screen(written)
    assert code == 1
    assert max(map(len, seen)) <= columns
    said = " ".join(" ".join(seen).split())
    assert "hospital number H8: withheld" in said
    assert "Nothing to plan until the row is put right" in said
    for date in ("28-Feb-2027", "30-May-2027", "29-Jun-2027", "05-Sep-2027", "28-Oct-2027"):
        assert any(date in each for each in seen)
    if columns >= 72:
        (row,) = [" ".join(each.split()) for each in seen if "Cycle 5" in each]
        assert row == "Cycle 5 30-May-2027 91 days 11 mg per kg 29-Jun-2027"
    else:
        assert "Cycle 5: Earliest day 1 30-May-2027, Since day 1 before 91 days" in said


def test_a_published_plan_that_was_changed_is_found_by_verify(lists: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert invoke("run", lists / "a.xlsx", "-o", out, "--today", TODAY).exit_code == 1
    assert invoke("verify", out).exit_code == 0
    (record,) = out.glob("*/patients/H8-c4/record.json")
    text = record.read_text("utf-8")
    record.chmod(0o600)
    record.write_text(text.replace('"evenly_on": "2027-06-29"', '"evenly_on": "2027-06-28"'))
    done = invoke("verify", out)
    assert done.exit_code == 7
    assert "ahead.cycles[1].evenly_on" in done.stdout


def test_as_many_cycles_are_told_as_are_printed() -> None:
    assert CYCLES == ahead.CYCLES
