"""The figures of a document are the plan's own numbers, and all of them stand on its pages."""

import dataclasses
import datetime as dt
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from orderset.documents.case import ReadyCase
from orderset.documents.checklist import checklist
from orderset.documents.document import Document, Figure
from orderset.documents.labels import labels
from orderset.documents.order_set import order_set
from orderset.documents.record import record
from orderset.documents.worksheet import worksheet
from orderset.quantities import printed
from tests.unit.documents.judged_cases import worked, worked_ready
from tests.unit.documents.order_documents import ready_ids, strings_of, with_infusions


MAKERS: list[Callable[[ReadyCase], Document]] = [order_set, checklist, worksheet, labels]
PLAIN_NAMES = {
    "creatinine as reported",
    "cumulative limit of the protocol",
    "protocol.expiry_h",
}
NOT_IN_RECORD = ("expected_ml at ", "duration.")


def recorded(case_id: str) -> dict[str, str]:
    """Return every number of ``record.json`` under its figure's key."""
    told: Any = json.loads(json.dumps(record(worked(case_id), [])))
    found = {
        f"{part}.{key}": str(value)
        for part in ("patient", "renal", "cycle")
        for key, value in told[part].items()
    }
    for infusion in told["infusions"]:
        found |= {f"day-{infusion['day']}.{key}": str(value) for key, value in infusion.items()}
    return found


def by_key(document: Document) -> dict[tuple[str, int], Figure]:
    return {(each.key, each.page): each for each in document.figures}


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("case_id", ready_ids())
def test_figures_are_the_numbers_of_the_record(
    case_id: str, make: Callable[[ReadyCase], Document]
) -> None:
    numbers = recorded(case_id)
    compared = 0
    for figure in make(worked_ready(case_id)).figures:
        name = figure.key.partition(".")[2]
        if figure.key in PLAIN_NAMES or name.startswith(NOT_IN_RECORD):
            continue
        # Renal values are recorded to two places and printed to one.
        step = Decimal("0.051") if figure.key.startswith("renal.") else Decimal(0)
        assert abs(Decimal(numbers[figure.key]) - figure.value) <= step, figure
        compared += 1
    assert compared >= 15


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("case_id", ready_ids())
def test_every_figure_is_worded_in_the_document(
    case_id: str, make: Callable[[ReadyCase], Document]
) -> None:
    document = make(worked_ready(case_id))
    said = " | ".join(strings_of(document.content))
    for figure in document.figures:
        gap = "\u00a0" if figure.unit else ""
        assert f"{printed(figure.value)}{gap}{figure.unit}" in said, figure
        assert 1 <= figure.page <= (document.pages or 0)


@pytest.mark.parametrize("make", MAKERS)
def test_a_number_on_a_page_has_one_value(make: Callable[[ReadyCase], Document]) -> None:
    for case_id in ("C01", "C02", "C07"):
        values: dict[tuple[str, int], Decimal] = {}
        for figure in make(worked_ready(case_id)).figures:
            assert values.setdefault((figure.key, figure.page), figure.value) == figure.value


def test_the_figures_of_a_label_are_on_its_own_page() -> None:
    ready = worked_ready("C01")
    everything, second = labels(ready), labels(ready, frozenset({ready.plan.infusions[1].date}))
    assert by_key(everything)["day-2.dose_mg", 2].value == ready.plan.infusions[1].dose_mg
    assert {each.key.partition(".")[0] for each in second.figures} == {"day-2", "protocol"}
    assert {each.page for each in second.figures} == {1}


def test_a_duration_of_hours_and_minutes_has_both() -> None:
    slow = {"duration_h": Decimal("2.5"), "rate_ml_per_h": Decimal("133.3")}
    figures = by_key(labels(with_infusions(worked_ready("C01"), **slow)))
    assert figures["day-1.duration.hours", 1].value == 2
    assert figures["day-1.duration.minutes", 1].value == 30
    assert ("day-1.duration_h", 1) not in figures
    short = by_key(labels(with_infusions(worked_ready("C01"), duration_h=Decimal("0.5"))))
    assert ("day-1.duration.hours", 1) not in short
    one = by_key(labels(with_infusions(worked_ready("C01"), duration_h=Decimal(1))))
    assert one["day-1.duration_h", 1].unit == "hour"


def test_no_baseline_has_no_limit_and_no_creatinine_no_renal_figure() -> None:
    ready = with_infusions(worked_ready("C01"), creatinine_limit_micromol_per_l=None)
    keys = {each.key for each in order_set(ready).figures}
    assert not [each for each in keys if "creatinine_limit" in each]


@pytest.mark.parametrize("case_id", ready_ids())
def test_expected_volumes_are_rate_times_time_and_never_more_than_the_bag(case_id: str) -> None:
    ready = worked_ready(case_id, planned_start=dt.time(9, 30))
    for figure in checklist(ready).figures:
        day, _, name = figure.key.partition(".")
        if not name.startswith("expected_ml"):
            continue
        infusion = ready.plan.infusions[int(day.removeprefix("day-")) - 1]
        minutes = Decimal(name.split()[2])
        flow = infusion.rate_ml_per_h * minutes / 60
        assert abs(min(flow, infusion.bag_ml) - figure.value) <= Decimal("0.05")
        assert figure.value <= infusion.bag_ml


def test_what_was_not_computed_has_no_figure() -> None:
    ready = worked_ready("C01")
    unknown = dataclasses.replace(
        ready.plan.renal,
        creatinine=None,
        decisive=None,
        decisive_equation=None,
        creatinine_percent_of_baseline=None,
    )
    plan = dataclasses.replace(ready.plan, renal=unknown)
    figures = order_set(dataclasses.replace(ready, plan=plan)).figures
    assert not [each for each in figures if each.key.startswith(("renal", "creatinine"))]
    assert [each for each in figures if each.key == "cycle.total_mg_per_kg"]


def test_a_working_that_has_a_dose_once_has_its_figures_once() -> None:
    for case_id, doses in (("C01", 1), ("C01b", 2)):
        figures = order_set(worked_ready(case_id)).figures
        drawn_up = [each for each in figures if each.key.endswith("drawn_up_ml")]
        assert len(drawn_up) == doses
