"""The cycles ahead against trying every day, ``tests/reference/ahead.py``."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orderset.dosing.ahead import cycles_ahead, next_cycle_on
from orderset.dosing.cumulative import DatedDose, sustained_interval_days
from orderset.dosing.planning import PER_KG_STEP
from orderset.dosing.situation import Subject
from orderset.patients.patient import PreviousDose
from orderset.protocol.remarks import sustained_interval_days as of_protocol
from orderset.quantities import round_half_up
from orderset.settings import SiteSettings
from tests.reference import ahead as reference
from tests.unit.dosing.edge_subjects import D1, altered, boy, cycle_given


LIMITS = ["11.5", "11.5", "11.5", "9", "3", "2.5", "6.01"]
WEIGHTS = ["24", "24", "16.6", "41.3", "70", "96"]
CYCLES = 3


@st.composite
def _subjects(draw: st.DrawFn) -> Subject:
    """A boy with any history: cycles close together or far apart, whole or not, heavy or light."""
    number = draw(st.integers(1, 6))
    days, doses = 0, list[PreviousDose]()
    for cycle in range(number - 1, 0, -1):
        days += draw(st.sampled_from([3, 20, 28, 70, 84, 98, 119, 121, 150, 363, 365, 366]))
        kg = draw(st.sampled_from(["24", "20", "19.5"]))
        mg = draw(st.sampled_from([kg, kg, "12", "36", "60"]))
        given_days = draw(st.integers(1, 3))
        doses += cycle_given(cycle, days, mg, kg)[:given_days]
    protocol = altered(
        cumulative__limit_mg_per_kg=draw(st.sampled_from(LIMITS)),
        interval__minimum_days=draw(st.sampled_from([28, 28, 0, 3, 90])),
    )
    return boy(
        protocol=protocol,
        site=SiteSettings(half_dose_first_infusion=draw(st.booleans())),
        weight_kg=Decimal(draw(st.sampled_from(WEIGHTS))),
        cycle_number=number,
        previous_doses=tuple(draw(st.permutations(doses))),
    )


def _wanted(subject: Subject, *, is_first: bool) -> list[Fraction]:
    """The doses of a cycle in mg per kg, by clinical.md A2."""
    kg = Fraction(subject.patient.weight_kg)
    full = min(kg, Fraction(60)) // Fraction(1, 2) * Fraction(1, 2) / kg
    half = min(kg / 2, Fraction(30)) // Fraction(1, 2) * Fraction(1, 2) / kg
    first = half if is_first and subject.site.half_dose_first_infusion else full
    return [first, full, full]


@settings(
    max_examples=150,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(_subjects())
def test_the_cycles_ahead_are_those_that_trying_every_day_finds(subject: Subject) -> None:
    """What fits now, the earliest full cycle, those after it, and the interval for good."""
    patient = subject.patient
    doses = [
        (each.given_on, Fraction(each.dose_mg) / Fraction(each.weight_kg))
        for each in patient.previous_doses
    ]
    limit = Fraction(subject.protocol.cumulative.limit_mg_per_kg.value)
    minimum = subject.minimum_days
    this = _wanted(subject, is_first=patient.cycle_number == 1)
    later = _wanted(subject, is_first=False)
    last = max(patient.previous_doses, key=lambda each: each.given_on, default=None)
    start = D1
    if last is not None:
        days_1 = [
            each.given_on
            for each in patient.previous_doses
            if each.cycle_number == last.cycle_number
        ]
        start = max(D1, min(days_1) + dt.timedelta(days=minimum))
    apart = max(minimum, 3)
    wanted = [this, later, later]
    found = cycles_ahead(subject, CYCLES)

    fit = reference.days_that_fit(doses, this, D1, 365, limit)
    assert found.days_within_limit == fit
    assert found.is_too_soon == (start > D1)
    assert found.days_that_fit_now == (0 if start > D1 else fit)
    sustained = reference.shortest_interval_for_good(later, apart, 365, limit)
    assert found.sustained_interval_days == sustained
    earliest = reference.calendar(doses, wanted, start, apart, window=365, limit=limit)
    assert [(each.day_1, each.highest_mg_per_kg) for each in found.cycles] == [
        (day_1, round_half_up(highest, PER_KG_STEP)) for day_1, highest in earliest
    ]
    assert found.earliest_full_cycle_on == (earliest[0][0] if earliest else None)
    evenly = reference.calendar(doses, wanted, start, sustained or apart, window=365, limit=limit)
    assert [each.evenly_on for each in found.cycles] == [day_1 for day_1, _ in evenly]
    given_as_planned = [*doses, *((D1 + dt.timedelta(days=n), dose) for n, dose in enumerate(this))]
    assert next_cycle_on(subject) == reference.first_full_day_1(
        given_as_planned, later, D1 + dt.timedelta(days=apart), 365, limit
    )


@settings(max_examples=60, derandomize=True, database=None, deadline=None)
@given(
    st.lists(st.fractions(Fraction(1, 4), Fraction(2), max_denominator=8), min_size=1, max_size=4),
    st.sampled_from([28, 60, 365]),
    st.sampled_from([Fraction(23, 2), Fraction(4), Fraction(1)]),
    st.sampled_from([4, 28, 90]),
)
def test_the_interval_for_good_is_the_shortest_that_is_never_blocked(
    cycle: list[Fraction], window: int, limit: Fraction, shortest: int
) -> None:
    """For any cycle, window, limit and minimum interval, against simulating some years."""
    planned = [
        DatedDose(D1 + dt.timedelta(days=number), mg_per_kg)
        for number, mg_per_kg in enumerate(cycle)
    ]
    expected = reference.shortest_interval_for_good(cycle, shortest, window, limit)
    if expected is None and shortest > window + len(cycle) and sum(cycle) <= limit:
        expected = shortest  # nothing shorter is allowed, and nothing longer is needed
    assert sustained_interval_days(planned, window, limit, shortest) == expected


@settings(max_examples=60, derandomize=True, database=None, deadline=None)
@given(
    st.sampled_from(["0.5", "0.75", "1", "1.125", "1.5", "4"]),
    st.integers(1, 4),
    st.sampled_from(["11.5", "4", "1"]),
    st.sampled_from([28, 56, 84]),
)
def test_what_a_protocol_is_warned_of_is_what_a_patient_is_planned_by(
    mg_per_kg: str, infusions: int, limit: str, shortest: int
) -> None:
    """The protocol's check knows no patient, and has an arithmetic of its own."""
    dose = Decimal(mg_per_kg)
    planned = [
        DatedDose(D1 + dt.timedelta(days=number), Fraction(dose)) for number in range(infusions)
    ]
    assert of_protocol(dose, infusions, Decimal(limit), 365, shortest) == sustained_interval_days(
        planned, 365, Fraction(limit), shortest
    )
