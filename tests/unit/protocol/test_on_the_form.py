"""What the blank workbook shows of a protocol: figures and words, all of them the file's own."""

import re
from decimal import Decimal
from pathlib import Path

from orderset.findings import Action
from orderset.protocol.loading import load_protocol
from orderset.protocol.on_the_form import form_rules
from orderset.workbook.form_rules import FormRules
from tests.unit.protocol.changed_protocol import loaded


def sentences(rules: FormRules) -> str:
    return "\n".join(each for section in rules.sections.values() for each in section)


def test_the_figures_of_the_warnings_are_the_protocol_s() -> None:
    rules = form_rules(
        loaded(
            ("weight_days = { value = 30", "weight_days = { value = 21"),
            ("height_days = { value = 90", "height_days = { value = 45"),
            ("creatinine_days = { value = 7", "creatinine_days = { value = 3"),
            ("calcium_days = { value = 7", "calcium_days = { value = 4"),
            ("authorisation_days = { value = 14", "authorisation_days = { value = 5"),
        ).rules
    )
    assert [rules.weight_days, rules.height_days] == [Decimal(21), Decimal(45)]
    limits = [rules.creatinine_days, rules.calcium_days, rules.authorisation_days]
    assert limits == [Decimal(3), Decimal(4), Decimal(5)]
    assert rules.infusions == 3
    assert (rules.protocol_id, rules.protocol_version) == ("pamidronate-crmo", "1.0.0")
    assert rules.notes["weight_measured_on"] == "At most 21 days before day 1."
    assert rules.notes["day_1"] == "A cycle is 3 infusions on consecutive days."
    assert rules.actions["weight-stale"] is Action.REFER
    words = sentences(rules)
    assert "Weight: within 21 days before day 1; otherwise the consultant decides." in words
    assert "Height: within 45 days before day 1; otherwise the order is printed with" in words
    assert "Creatinine: within 3 days before day 1" in words
    assert "An authorisation counts for 5 days" in words


def test_the_rules_in_words() -> None:
    words = sentences(form_rules(loaded().rules))
    for expected in (
        "Disodium pamidronate, intravenous infusion; doses are stated as disodium salt.",
        "1 mg/kg each, at most 60 mg, rounded down to a multiple of 0.5 mg.",
        "At most 11.5 mg/kg within 365 days; above that the infusion is withheld.",
        (
            "Day 1 comes 28 to 98 days after day 1 of the last cycle. Earlier: the infusion is "
            "withheld. Later: the order is printed with a caution."
        ),
        (
            "No creatinine within 365 days: the infusion is withheld. "
            "No creatinine marked Baseline: the consultant decides."
        ),
        "Vitamin D (25-OH): within 90 days before cycle 1, within 183 days before later cycles",
        "Pregnancy test, from 12 years of age where pregnancy is possible: within 7 days",
        "Imaging of affected sites: baseline, then before every second cycle.",
    ):
        assert expected in words


def test_a_dose_of_the_hospital_s_own_is_the_one_in_the_words() -> None:
    changed = loaded(("cap_mg = { value = 60", "cap_mg = { value = 45")).rules
    assert "at most 45 mg" in sentences(form_rules(changed))


def test_what_the_protocol_can_find_stands_most_severe_first_and_without_notes() -> None:
    protocol = loaded().rules
    holding = form_rules(protocol).holding
    order = [[*Action].index(each.action) for each in holding]
    assert order == sorted(order)
    assert len(holding) == sum(
        rule.action is not Action.NOTE for rule in protocol.findings.values()
    )
    assert {(each.title, each.remedy) for each in holding} >= {
        ("Weight is not recent", "Weigh again, or have it authorised.")
    }


def test_another_action_is_another_sentence() -> None:
    text = loaded(
        (
            '[findings.weight-stale]\naction = "refer"',
            '[findings.weight-stale]\naction = "withhold"',
        )
    )
    rules = form_rules(text.rules)
    assert rules.actions["weight-stale"] is Action.WITHHOLD
    assert re.search(r"Weight: .*; otherwise the infusion is withheld\.", sentences(rules))


def test_bands_of_age_and_an_interval_by_age_in_words() -> None:
    rules = form_rules(load_protocol(Path("pamidronate-two-day")).rules)
    words = sentences(rules)
    for expected in (
        (
            "A cycle is 2 infusions on consecutive days: 0.75 mg/kg under 2 years, 1.125 mg/kg "
            "from 2 to under 3 years, 1.5 mg/kg from 3 years each, at most 90 mg, rounded down to"
        ),
        (
            "Day 1 comes at least 56 days under 2 years, 84 days from 2 years, at most 98 days "
            "after day 1 of the last cycle."
        ),
        "An age is that on day 1 of the cycle, in completed years, for the whole of it.",
    ):
        assert expected in words
    assert rules.infusions == 2
    assert rules.notes["day_1"] == "A cycle is 2 infusions on consecutive days."
    assert "An age is" not in sentences(form_rules(loaded().rules))


def test_a_first_infusion_that_is_always_lower_is_said() -> None:
    told = "The first infusion ever, day 1 of cycle 1, is 0.5 of the dose and of the cap."
    assert told in sentences(form_rules(load_protocol(Path("pamidronate-stepped")).rules))
    assert told not in sentences(form_rules(loaded().rules))
