import dataclasses
import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest

from orderset.documents.case import ReadyCase
from orderset.documents.monitoring_schedule import (
    ScheduleRow,
    Trend,
    schedule_rows,
    trends,
)
from orderset.documents.wording import found_as
from orderset.dosing.plan import PainScore
from orderset.findings import CellRef
from orderset.patients.patient import Result
from tests.unit.documents.judged_cases import worked, worked_ready


def result(test: str, reported: str, unit: str, taken_on: str, value: str | None = None) -> Result:
    number = Fraction(value or reported) if unit else None
    where = CellRef("list.xlsx", "Results", "C30")
    day = dt.date.fromisoformat(taken_on)
    return Result(test, number, reported, unit, day, None, False, None, where)  # noqa: FBT003


def with_results(case_id: str, *more: Result) -> ReadyCase:
    subject = worked(case_id).subject
    assert subject
    return worked_ready(case_id, results=(*subject.patient.results, *more))


def rows(ready: ReadyCase) -> dict[str, ScheduleRow]:
    return {each.label: each for each in schedule_rows(ready.subject, ready.plan)}


def trend(ready: ReadyCase, title: str) -> Trend:
    return next(each for each in trends(ready.subject, ready.plan) if each.title.startswith(title))


def test_every_item_of_the_protocol_has_its_row_in_the_protocols_order() -> None:
    for case_id in ("C01", "C02"):
        ready = worked_ready(case_id)
        labels = [each.label for each in ready.subject.protocol.monitoring]
        assert [
            each.label.replace("\u00a0", " ") for each in schedule_rows(ready.subject, ready.plan)
        ] == labels


def test_an_item_that_is_done_has_its_value_date_and_next_date() -> None:
    row = rows(worked_ready("C07"))["Creatinine"]
    assert (row.last, found_as(row.taken)) == ("41\u00a0µmol/L", "04-Dec-2026")
    assert (row.status, found_as(row.next_due)) == ("Done", "08-Dec-2026")
    assert not row.is_pressing
    assert row.is_asked


def test_an_item_that_is_due_says_so_in_a_word() -> None:
    row = rows(worked_ready("C07"))["Magnesium"]
    assert (row.last, row.taken) == ("Not recorded", "")
    assert (row.status, row.next_due) == ("Due", "Today, day 1")
    assert row.is_pressing
    assert not row.is_overdue


def test_an_item_that_is_overdue_says_so_in_a_word() -> None:
    row = rows(worked_ready("C07"))["Dental review"]
    assert (row.status, row.is_pressing, row.is_overdue) == ("Overdue", True, True)


def test_an_item_that_does_not_apply_keeps_its_place() -> None:
    row = rows(worked_ready("C07"))["Pregnancy test"]
    assert (row.status, row.last, row.next_due, row.is_asked) == ("Not applicable", "", "", False)
    assert rows(worked_ready("C02"))["Pregnancy test"].is_asked


def test_an_item_that_is_asked_for_has_no_value() -> None:
    row = rows(worked_ready("C07"))["Calcium intake about 1,000\u00a0mg a day"]
    assert (row.last, row.status, row.next_due) == ("", "Ask", "Each cycle")


def test_words_stand_as_they_were_written() -> None:
    row = rows(worked_ready("C07"))["Imaging of affected sites"]
    assert (row.last, row.is_in_words) == ("Reported", True)


@pytest.mark.parametrize(("cycle", "expected"), [(1, "Cycle 2"), (3, "Cycle 4")])
def test_imaging_is_next_due_before_an_even_cycle(cycle: int, expected: str) -> None:
    ready = worked_ready("C01") if cycle == 1 else worked_ready("C07")
    assert ready.patient.cycle_number == cycle
    assert rows(ready)["Imaging of affected sites"].next_due == expected


def test_imaging_that_was_done_for_an_even_cycle_is_due_again_two_cycles_later() -> None:
    imaging = result("imaging", "Reported", "", "2026-12-01")
    subject = worked("C07").subject
    assert subject
    case = worked("C07", results=(*subject.patient.results, imaging), cycle_number=4)
    assert case.subject
    assert case.judgement.plan
    found = {each.label: each for each in schedule_rows(case.subject, case.judgement.plan)}
    row = found["Imaging of affected sites"]
    assert (row.status, row.next_due) == ("Done", "Cycle 6")


def test_what_is_asked_once_or_each_cycle_says_so() -> None:
    more = (
        result("alkaline_phosphatase", "212", "U/L", "2026-05-01"),
        result("phosphate", "1.4", "mmol/L", "2026-12-01"),
    )
    found = rows(with_results("C07", *more))
    assert found["Alkaline phosphatase"].next_due == "Once only"
    assert found["Phosphate"].next_due == "Next cycle"


def test_units_that_are_misread_are_written_out() -> None:
    more = (
        result("alkaline_phosphatase", "212", "U/L", "2026-05-01"),
        result("pain_vas", "4", "0-10", "2026-12-03"),
    )
    found = rows(with_results("C07", *more))
    assert found["Alkaline phosphatase"].last == "212\u00a0units per L"
    assert found["Pain VAS"].last == "4\u00a0of 10"


def test_a_result_in_another_unit_stands_in_both() -> None:
    assert rows(worked_ready("C28"))["Creatinine"].last == "0.42\u00a0mg/dL, 37.1\u00a0µmol/L"


def test_creatinine_is_drawn_against_its_limit() -> None:
    made = trend(worked_ready("C07"), "Creatinine")
    assert made.chart
    assert made.chart.level_y
    assert [(found_as(each.on), each.value) for each in made.values] == [
        ("04-May-2026", "38"),
        ("12-Oct-2026", "70"),
        ("04-Dec-2026", "41"),
    ]
    assert found_as(made.words) == "Down by 29 since 12-Oct-2026."
    assert made.level_words == "Dashed: 110% of baseline 38. Limit 41."
    assert made.alternative_text == (
        "Creatinine, µmol/L. Down by 29 since 12-Oct-2026. Dashed: 110% of baseline 38. Limit 41."
    )


def test_without_a_baseline_there_is_no_limit_to_draw() -> None:
    ready = worked_ready("C01")
    renal = dataclasses.replace(ready.plan.renal, baseline=None)
    plan = dataclasses.replace(ready.plan, renal=renal)
    made = trend(dataclasses.replace(ready, plan=plan), "Creatinine")
    assert made.chart
    assert made.chart.level_y == ""
    assert made.level_words == "No baseline is recorded."


def test_pain_that_was_never_recorded_has_no_chart() -> None:
    made = trend(worked_ready("C01"), "Pain")
    assert (made.chart, made.values, made.words) == (None, (), "Not recorded.")
    assert made.alternative_text == "Pain VAS, 0 to 10. Not recorded."


def test_one_value_is_no_trend() -> None:
    made = trend(worked_ready("C01", pain_vas=Decimal(4)), "Pain")
    assert made.chart is None
    assert [each.value for each in made.values] == ["4"]
    assert made.words == "One value: no trend yet."


def test_pain_is_told_by_its_numbers() -> None:
    ready = worked_ready("C01")
    scores = tuple(
        PainScore(dt.date(2026, month, 1), Decimal(vas))
        for month, vas in ((2, "9"), (3, "8.5"), (5, "6"), (8, "4"), (9, "4"), (11, "6.5"))
    )
    monitoring = dataclasses.replace(ready.plan.monitoring, pain=scores)
    plan = dataclasses.replace(ready.plan, monitoring=monitoring)
    made = trend(dataclasses.replace(ready, plan=plan), "Pain")
    assert [each.value for each in made.values] == ["6", "4", "4", "6.5"]
    assert found_as(made.words) == "Up by 2.5 since 01-Sep-2026. Earlier values: 2."


def test_values_that_stay_are_unchanged() -> None:
    assert (
        found_as(trend(worked_ready("C01"), "Creatinine").words) == "Unchanged since 09-Nov-2026."
    )


def test_urine_ntx_is_drawn_when_there_are_two() -> None:
    first = result("urine_ntx_creatinine", "812", "nmol BCE/mmol", "2026-05-01")
    second = result("urine_ntx_creatinine", "640", "nmol BCE/mmol", "2026-08-20")
    assert trend(with_results("C07", first), "Urine").chart is None
    assert trend(with_results("C07", first, second), "Urine").chart
