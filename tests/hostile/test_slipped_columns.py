"""A column that slips by one row: what is noticed, and what cannot be."""

from pathlib import Path

import openpyxl
import pytest

from orderset.batch.lists import JudgedList, Rules, judge_workbooks, load_rules
from orderset.findings import Action, Outcome
from orderset.processes.executor import InProcess
from orderset.rendering.fonts import undrawable
from orderset.workbook.columns import INFUSIONS
from tools.fictional import TODAY


SAMPLES = Path(__file__).parents[2] / "sample_inputs"
LIST = SAMPLES / "day-unit-list.xlsx"
WEIGHT = [each.key for each in INFUSIONS.columns].index("weight_kg") + 1
OF_THE_WEIGHT = {"unit-suspect-weight", "weight-implausible", "weight-change"}


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load_rules(SAMPLES / "site.toml", None, today=TODAY, undrawable=undrawable)


def judged(path: Path, rules: Rules) -> JudgedList:
    (made,) = judge_workbooks([path], rules, InProcess())
    return made


def slipped(path: Path) -> Path:
    """Write the sample with every weight one row too low, the last one in the first row."""
    workbook = openpyxl.load_workbook(LIST)
    cells = [row[WEIGHT - 1] for row in workbook[INFUSIONS.name].iter_rows(min_row=2)]
    cells = [each for each in cells if each.value is not None]
    values = [each.value for each in cells]
    for cell, value in zip(cells, [values[-1], *values[:-1]], strict=True):
        cell.value = value
    workbook.save(path)
    return path


def test_a_column_of_weights_that_slipped_by_a_row_is_noticed_though_not_in_every_row(
    rules: Rules, tmp_path: Path
) -> None:
    """At least a third of the weights go back, so the list is seen to be wrong as a whole."""
    before, after = judged(LIST, rules), judged(slipped(tmp_path / LIST.name), rules)
    noticed = [
        case
        for case in after.cases
        if OF_THE_WEIGHT
        & {each.code for each in case.judgement.findings if each.action is Action.RETURN}
    ]
    assert len(before.cases) == len(after.cases) == 15
    assert 5 <= len(noticed) < len(after.cases)
    assert all(each.judgement.outcome is Outcome.RETURNED for each in noticed)
    assert not any(
        OF_THE_WEIGHT & {each.code for each in case.judgement.findings}
        for case in before.cases
        if case.judgement.outcome is not Outcome.RETURNED
    )
