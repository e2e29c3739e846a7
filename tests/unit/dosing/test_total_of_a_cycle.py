"""What the infusions of a cycle add up to: S10 of the source article."""

from decimal import Decimal

import pytest

from orderset.dosing.planning import judge
from tests.unit.dosing.edge_subjects import boy, man


@pytest.mark.parametrize("weight", ["20", "24", "31.5"])
def test_a_cycle_adds_up_to_three_times_the_dose_by_weight(weight: str) -> None:
    """3 mg/kg where neither limit nor rounding takes anything."""
    plan = judge(boy(weight_kg=Decimal(weight))).plan
    assert plan is not None
    assert plan.cycle.total_mg == 3 * Decimal(weight)
    assert plan.cycle.total_mg_per_kg == 3


def test_a_limited_dose_adds_up_to_less_than_three_times() -> None:
    """80 kg: three times 60 mg."""
    plan = judge(man(weight_kg=Decimal(80))).plan
    assert plan is not None
    assert plan.cycle.total_mg == 180
    assert plan.cycle.total_mg_per_kg == Decimal("2.25")
