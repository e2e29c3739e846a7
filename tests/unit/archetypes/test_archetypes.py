"""Archetypes stand at the edges of their protocol, and nowhere else than nature allows."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

import pytest

from orderset.archetypes.archetype import Bench, JudgedArchetype, Sketch, judged_under
from orderset.archetypes.bodies import DAY_1, body_of_weight
from orderset.archetypes.collection import archetypes, judged_book, numbered
from orderset.archetypes.history import cycles, history
from orderset.archetypes.kidneys import kidneys
from orderset.archetypes.weights import at_cap, weights
from orderset.dosing.planning import judge
from orderset.dosing.situation import Subject
from orderset.findings import Outcome
from orderset.patients.age import completed_years
from orderset.patients.identifiers import is_nhs_number, is_test_number
from orderset.protocol.loading import (
    SHIPPED_IDS,
    LoadedProtocol,
    protocol_from_bytes,
    shipped_protocol_bytes,
    shipped_protocols,
)
from orderset.settings import SiteSettings
from tests.books import changed


SITE = SiteSettings()
LOADED = {each.rules.id: each for each in shipped_protocols()}
DEFAULT = next(iter(LOADED.values()))
TWO_DAYS = LOADED["pamidronate-two-day"]


def sketched(
    make: Callable[[Bench], Iterator[Sketch]], loaded: LoadedProtocol
) -> list[JudgedArchetype]:
    return [judged_under(each, loaded) for each in numbered([*make(Bench(loaded, SITE))], "A")]


def by_reason(judged: Sequence[JudgedArchetype], words: str) -> JudgedArchetype:
    return next(each for each in judged if words in each.archetype.sketch.why)


def codes(judged: JudgedArchetype) -> set[str]:
    return {each.code for each in judged.judgement.findings}


def bags(judged: JudgedArchetype) -> set[str]:
    assert judged.judgement.plan
    return {str(each.bag_ml) for each in judged.judgement.plan.infusions}


@pytest.mark.parametrize("loaded", LOADED.values(), ids=LOADED)
def test_nobody_is_twice_in_a_book_and_everybody_is_a_test_patient(loaded: LoadedProtocol) -> None:
    made = archetypes(loaded, SITE)
    numbers = [each.patient.nhs_number or "" for each in made]
    assert len({each.sketch.facts for each in made}) == len(made) == len(set(numbers))
    assert all(is_nhs_number(each) and is_test_number(each) for each in numbers)
    assert {each.patient.family_name for each in made} == {"Archetype"}
    assert [each.number for each in made[:2]] == ["A01", "A02"]


def test_the_same_archetypes_are_made_every_time() -> None:
    assert archetypes(DEFAULT, SITE) == archetypes(DEFAULT, SITE)
    assert {each.patient.day_1 for each in archetypes(DEFAULT, SITE)} == {DAY_1}


def test_other_letters_have_other_numbers() -> None:
    sketches = [each.sketch for each in archetypes(DEFAULT, SITE)[:3]]
    mine = {each.patient.nhs_number for each in numbered(sketches, "A")}
    others = numbered(sketches, "B")
    assert [each.number for each in others] == ["B01", "B02", "B03"]
    assert mine.isdisjoint(each.patient.nhs_number for each in others)


@pytest.mark.parametrize("loaded", LOADED.values(), ids=LOADED)
def test_only_what_should_not_be_true_is_returned(loaded: LoadedProtocol) -> None:
    for each in judged_book(loaded, SITE):
        if each.judgement.outcome is Outcome.RETURNED:
            assert each.archetype.sketch.group in {"What cannot be true", "Doses given before"}
            assert codes(each) <= {
                "weight-change",
                "unit-suspect-creatinine",
                "unit-suspect-calcium",
                "unit-suspect-height",
                "unit-suspect-weight",
                "height-implausible",
                "weight-implausible",
            }


def test_each_birthday_has_both_of_its_sides() -> None:
    ages = {
        each.archetype.sketch.why: each.subject.age_years
        for each in judged_book(TWO_DAYS, SITE)
        if each.archetype.sketch.group == "Age"
    }
    for years, name in ((1, "1st"), (2, "2nd"), (3, "3rd"), (12, "12th"), (18, "18th")):
        before = next(
            age for why, age in ages.items() if why.startswith(f"The day before the {name}")
        )
        assert before == years - 1
        assert next(age for why, age in ages.items() if why.startswith(f"On the {name}")) == years


def test_weights_straddle_each_bag_and_the_limit() -> None:
    judged = sketched(weights, DEFAULT)
    assert bags(by_reason(judged, "The largest dose that a bag of 100 mL holds at 0.2")) == {"100"}
    assert bags(by_reason(judged, "The smallest dose above what a bag of 100 mL")) == {"250"}
    assert "dose-capped" not in codes(by_reason(judged, "at the limit of 60 mg"))
    assert "dose-capped" in codes(by_reason(judged, "above the limit of 60 mg"))
    assert "fluid-volume" not in codes(by_reason(judged, "At most 20 mL per kg"))
    assert "fluid-volume" in codes(by_reason(judged, "More than 20 mL per kg"))


def test_a_weight_that_nobody_of_the_age_has_makes_no_archetype() -> None:
    protocol = DEFAULT.rules
    assert body_of_weight(Decimal(60), protocol, 0, 3) is None
    assert body_of_weight(Decimal(29), protocol, 18, None) is None
    heavy = changed("cap_mg = { value = 60", "cap_mg = { value = 90").rules
    heavy = heavy.model_copy(
        update={"dose": heavy.dose.model_copy(update={"mg_per_kg": figure("0.5")})}
    )
    assert at_cap(heavy) is None
    made = [*weights(Bench(LoadedProtocol(heavy, ""), SITE))]
    assert all("limit of 90 mg" not in each.why or each.patient.weight_kg >= 100 for each in made)


def figure(value: str) -> object:
    return DEFAULT.rules.dose.cap_mg.model_copy(update={"value": Decimal(value)})


def test_no_infant_is_so_light_that_a_small_bag_is_much_for_it() -> None:
    loaded = changed(
        "fluid_caution_ml_per_kg = { value = 20", "fluid_caution_ml_per_kg = { value = 900"
    )
    assert all("mL per kg in a bag" not in each.why for each in weights(Bench(loaded, SITE)))


def test_kidneys_are_at_their_limits_exactly() -> None:
    judged = sketched(kidneys, DEFAULT)
    values = {}
    for each in judged:
        assert each.judgement.plan
        values[each.archetype.sketch.why] = each.judgement.plan.renal.decisive
    for name in ("eGFR (bedside Schwartz)", "Creatinine clearance (Cockcroft-Gault)"):
        for limit in (60, 30):
            assert values[f"{name} at {limit}"] == limit
            below = values[f"{name} just below {limit}"]
            assert below is not None
            assert limit - 2 < below < limit


def test_a_limit_that_no_body_meets_exactly_is_met_from_above() -> None:
    loaded = changed("severe_below = { value = 30", "severe_below = { value = 30.017")
    at = by_reason(sketched(kidneys, loaded), "eGFR (bedside Schwartz) at 30.017")
    assert at.judgement.plan
    assert at.judgement.plan.renal.decisive
    assert 30 < at.judgement.plan.renal.decisive < 31


def test_no_infusion_is_slowed_where_every_dose_is_small() -> None:
    loaded = changed(
        "impaired_rate_mg_per_h = { value = 20", "impaired_rate_mg_per_h = { value = 30"
    )
    assert all("Impaired kidneys" not in each.why for each in kidneys(Bench(loaded, SITE)))


def test_an_infusion_over_six_hours_is_met_where_a_protocol_allows_the_dose() -> None:
    loaded = changed(
        "impaired_rate_mg_per_h = { value = 20", "impaired_rate_mg_per_h = { value = 9"
    )
    largest = by_reason(sketched(kidneys, loaded), "Severe impairment at the largest dose")
    assert "infusion-over-6-hours" in codes(largest)


def test_a_child_as_heavy_as_no_child_is_left_out() -> None:
    heavy = DEFAULT.rules
    dose = heavy.dose.model_copy(update={"mg_per_kg": figure("0.3")})
    loaded = LoadedProtocol(heavy.model_copy(update={"dose": dose}), "")
    made = [each.why for each in kidneys(Bench(loaded, SITE))]
    assert "Severe impairment at the largest dose" not in made
    assert all("above the limit" not in each.why for each in cycles(Bench(loaded, SITE)))


def test_the_first_infusion_is_lowered_by_site_by_protocol_or_not_at_all() -> None:
    by_site = [each.why for each in cycles(Bench(DEFAULT, SITE))]
    assert "First cycle: the first infusion 0.5 of the dose by the site's settings" in by_site
    always = [each.why for each in cycles(Bench(LOADED["pamidronate-stepped"], SITE))]
    assert "First cycle: the first infusion 0.5 of the dose by the protocol" in always
    whole = changed("first_infusion_factor = { value = 0.5", "first_infusion_factor = { value = 1")
    assert all("first infusion" not in each.why for each in cycles(Bench(whole, SITE)))


def test_no_vial_deviates_where_any_deviation_is_allowed() -> None:
    loaded = changed(
        "deviation_caution_percent = { value = 5,", "deviation_caution_percent = { value = 99,"
    )
    assert all("deviates" not in each.why for each in cycles(Bench(loaded, SITE)))
    assert any("deviates" in each.why for each in cycles(Bench(DEFAULT, SITE)))


def test_intervals_are_met_in_each_age_band_and_a_longest_one_once() -> None:
    judged = sketched(history, TWO_DAYS)
    told = [
        each.archetype.sketch.why
        for each in judged
        if "since the last cycle" in each.archetype.sketch.why
    ]
    assert told == [
        "55 days since the last cycle, aged 1: one fewer than the shortest interval",
        "56 days since the last cycle, aged 1: the shortest interval",
        "98 days since the last cycle, aged 1: the longest without a caution",
        "99 days since the last cycle, aged 1: one more than the longest",
        "83 days since the last cycle, aged 10: one fewer than the shortest interval",
        "84 days since the last cycle, aged 10: the shortest interval",
    ]
    assert "interval-too-short" in codes(by_reason(judged, "83 days"))
    assert "interval-too-short" not in codes(by_reason(judged, "84 days"))


@pytest.mark.parametrize("loaded", LOADED.values(), ids=LOADED)
def test_the_yearly_limit_is_met_exactly_and_passed_by_a_step(loaded: LoadedProtocol) -> None:
    judged = sketched(history, loaded)
    limit = loaded.rules.cumulative.limit_mg_per_kg.value
    exactly = by_reason(judged, "per kg exactly")
    assert exactly.judgement.plan
    assert exactly.judgement.plan.infusions[-1].cumulative_mg_per_kg == limit
    assert "cumulative-dose-exceeded" not in codes(exactly)
    assert "cumulative-dose-exceeded" in codes(by_reason(judged, "passes"))
    assert "cumulative-dose-exceeded" not in codes(by_reason(judged, "leaves the window"))
    assert "cumulative-dose-exceeded" in codes(by_reason(judged, "is still in the window"))


def test_a_weight_is_compared_only_where_the_last_dose_is_recent_enough() -> None:
    loaded = changed("weight_change_days = { value = 120", "weight_change_days = { value = 60")
    assert all("last dose" not in each.why for each in history(Bench(loaded, SITE)))


def test_the_engine_judges_an_archetype_as_it_judges_anybody() -> None:
    each = judged_book(DEFAULT, SITE)[0]
    subject = Subject(each.archetype.patient, DEFAULT.rules, DEFAULT.definitions, SITE)
    assert each.judgement == judge(subject)


def test_what_is_known_was_measured_in_a_life_that_had_begun() -> None:
    for protocol_id in SHIPPED_IDS:
        loaded = protocol_from_bytes(shipped_protocol_bytes(protocol_id))
        for each in archetypes(loaded, SITE):
            born = each.patient.date_of_birth
            dates = [row.taken_on for row in each.patient.results]
            dates += [dose.given_on for dose in each.patient.previous_doses]
            assert all(day >= born for day in dates), each.number
            assert completed_years(born, DAY_1) >= 0
