"""The value that decides: its limits, the infusion's length, and equations that disagree."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from orderset.dosing.plan import Renal, RenalEquation
from orderset.dosing.planning import judge
from orderset.dosing.situation import Subject
from orderset.findings import Action, Outcome
from orderset.patients.sex import Sex
from orderset.protocol.schema import Protocol, RenalBand
from tests.unit.dosing.edge_subjects import (
    LOADED,
    altered,
    assert_raised,
    assert_silent,
    authorised,
    baseline,
    birthday,
    boy,
    codes,
    creatinine,
    found,
    man,
)


DAY = dt.timedelta(days=1)
OLD_MAN: dict[str, Any] = {"date_of_birth": birthday(40), "weight_kg": Decimal(60)}
"""His clearance is 100 × 60 × 1.23 ÷ µmol/L = 7,380 ÷ µmol/L: 30 at 246, 60 at 123."""


def _at(value: str, **fields: Any) -> Subject:
    """The boy whose creatinine has always been this."""
    return boy(baseline(value), creatinine(value, cell="C3"), **fields)


def _man_at(value: str, **fields: Any) -> Subject:
    return man(baseline(value), creatinine(value, cell="C3"), **(OLD_MAN | fields))


def _renal(subject: Subject) -> Renal:
    plan = judge(subject).plan
    assert plan is not None
    return plan.renal


def test_an_egfr_below_60_limits_the_rate() -> None:
    """4,380 ÷ 73.1 is 59.9."""
    subject = _at("73.1")
    assert_raised(
        subject,
        "renal-impairment",
        "caution",
        "Results!C3",
        "The eGFR (bedside Schwartz) is 59.92 mL/min/1.73 m², below 60: the rate is limited to 20 "
        "mg per hour.",
    )
    assert_silent(subject, "severe-renal-impairment")


def test_an_egfr_of_60_does_not() -> None:
    """4,380 ÷ 73 is 60 exactly."""
    assert _renal(_at("73")).decisive == 60
    assert_silent(_at("73"), "renal-impairment")


def test_an_egfr_below_30_is_referred() -> None:
    """4,380 ÷ 146.1 is 29.98: severe, and no longer merely impaired."""
    subject = _at("146.1")
    assert_raised(
        subject,
        "severe-renal-impairment",
        "refer",
        "Results!C3",
        "The eGFR (bedside Schwartz) is 29.98 mL/min/1.73 m², below 30.",
    )
    assert_silent(subject, "renal-impairment")


def test_an_egfr_of_30_is_impaired_but_not_severe() -> None:
    """4,380 ÷ 146 is 30 exactly."""
    assert _renal(_at("146")).decisive == 30
    assert_silent(_at("146"), "severe-renal-impairment")
    assert "renal-impairment" in codes(judge(_at("146")))


def test_a_clearance_below_60_limits_the_rate_of_an_adult() -> None:
    """7,380 ÷ 123.1 is 59.95."""
    assert_raised(
        _man_at("123.1"),
        "renal-impairment",
        "caution",
        "Results!C3",
        "The creatinine clearance (Cockcroft-Gault) is 59.95 mL/min, below 60: the rate is limited "
        "to 20 mg per hour.",
    )
    assert_silent(_man_at("123"), "renal-impairment")


def test_a_clearance_below_30_of_an_adult_is_referred() -> None:
    """7,380 ÷ 247 is 29.9."""
    assert_raised(
        _man_at("247"),
        "severe-renal-impairment",
        "refer",
        "Results!C3",
        "The creatinine clearance (Cockcroft-Gault) is 29.88 mL/min, below 30.",
    )
    assert_silent(_man_at("246"), "severe-renal-impairment")


def test_without_a_renal_value_nothing_is_said_of_it() -> None:
    """Its own finding says that the creatinine is missing."""
    raised = set(codes(judge(boy(without=["creatinine"]))))
    assert not {"renal-impairment", "severe-renal-impairment"} & raised


SLOW = {"infusion__impaired_rate_mg_per_h": 4}
"""24 mg at 4 mg per hour are 6 hours; 24.5 mg would be 6.5."""


def test_an_infusion_over_6_hours_in_severe_impairment_is_referred() -> None:
    """Out of reach under the shipped protocol, whose limit of 60 mg runs 3 hours at 20 mg/h."""
    assert_raised(
        _at("146.1", weight_kg=Decimal("24.5"), protocol=altered(**SLOW)),
        "infusion-over-6-hours",
        "refer",
        "Infusions!H2",
        "The infusion would run 6.5 hours.",
    )


def test_an_infusion_of_6_hours_is_not() -> None:
    """24 mg at 4 mg per hour."""
    assert_silent(_at("146.1", protocol=altered(**SLOW)), "infusion-over-6-hours")


def test_a_long_infusion_without_severe_impairment_is_not() -> None:
    """The rule is one for a renal value below 30."""
    subject = _at("146", weight_kg=Decimal("24.5"), protocol=altered(**SLOW))
    assert_silent(subject, "infusion-over-6-hours")


def _infant(born: dt.date) -> Subject:
    results = (baseline("22"), creatinine("22"))
    return boy(*results, date_of_birth=born, weight_kg=Decimal(10), height_cm=Decimal(76))


def test_under_one_year_no_equation_is_valid() -> None:
    """The day before the first birthday: referred, and no renal value."""
    subject = _infant(birthday(1) + DAY)
    assert_raised(
        subject,
        "renal-equation-not-valid",
        "refer",
        "Infusions!F2",
        "No kidney equation is valid at this age: renal function is not computed.",
    )
    assert found(subject, "renal-equation-not-valid").expected == "aged 1 or older on day 1"
    renal = _renal(subject)
    assert (renal.decisive, renal.decisive_equation) == (None, None)
    assert renal.egfr_ckid_u25_ml_per_min_per_1_73m2 is None


def test_at_one_year_schwartz_and_u25_are_valid() -> None:
    """On the first birthday, though it is a little less than a year of 365.25 days."""
    subject = _infant(birthday(1))
    assert_silent(subject, "renal-equation-not-valid")
    renal = _renal(subject)
    assert renal.decisive_equation is RenalEquation.SCHWARTZ
    assert renal.egfr_ckid_u25_ml_per_min_per_1_73m2 == pytest.approx(109.104, abs=0.001)


def _with_bands(*bands: tuple[int, int | None, str]) -> Protocol:
    old = LOADED.rules.renal.equations[0]
    values = [
        {"from_years": Decimal(low), "below_years": high and Decimal(high), "equation": equation}
        for low, high, equation in bands
    ]
    made: tuple[RenalBand, ...] = tuple(old.model_copy(update=each) for each in values)
    return altered(renal__equations=made)


def test_where_the_protocol_has_no_equation_the_patient_is_referred() -> None:
    """A committee may trust none below 9 years: the boy has no value, and somebody is told."""
    protocol = _with_bands((0, 9, "none"), (9, None, "schwartz"))
    subject = boy(protocol=protocol)
    finding = found(subject, "renal-equation-not-valid")
    assert finding.expected == "aged 9 or older on day 1"
    assert _renal(subject).decisive is None


def test_where_the_protocol_has_no_equation_for_the_old_the_age_below_is_named() -> None:
    """A band without an upper end has no age to wait for."""
    protocol = _with_bands((0, 5, "schwartz"), (5, None, "none"))
    finding = found(boy(protocol=protocol), "renal-equation-not-valid")
    assert finding.expected == "aged under 5 on day 1"


def test_17_is_schwartz_and_18_is_cockcroft_gault() -> None:
    """Children by height, adults by weight; CKD-EPI for adults only."""
    young = _renal(man(date_of_birth=birthday(18) + DAY))
    assert young.decisive_equation is RenalEquation.SCHWARTZ
    assert young.decisive == young.egfr_schwartz_ml_per_min_per_1_73m2
    assert young.crcl_cockcroft_gault_ml_per_min is None
    assert young.egfr_ckd_epi_2021_ml_per_min_per_1_73m2 is None
    adult = _renal(man(date_of_birth=birthday(18)))
    assert adult.decisive_equation is RenalEquation.COCKCROFT_GAULT
    assert adult.decisive == adult.crcl_cockcroft_gault_ml_per_min
    assert adult.egfr_schwartz_ml_per_min_per_1_73m2 is None
    assert adult.egfr_ckd_epi_2021_ml_per_min_per_1_73m2 is not None


def test_u25_ends_at_25_years() -> None:
    """25 years of 365.25 days are 9,131.25 days: 9,131 days count, 9,132 do not."""
    day_1 = dt.date(2026, 12, 7)
    for days, is_given in ((9131, True), (9132, False)):
        renal = _renal(man(date_of_birth=day_1 - dt.timedelta(days=days)))
        assert (renal.egfr_ckid_u25_ml_per_min_per_1_73m2 is not None) is is_given


def test_equations_on_different_sides_of_30_are_referred() -> None:
    """At 145 µmol/L Schwartz gives 30.21 and U25, of a k of 37.8, 27.6."""
    assert_raised(
        _at("145"),
        "renal-equations-disagree",
        "refer",
        "Results!C3",
        "Bedside Schwartz gives 30.21 and CKiD U25 27.6 mL/min/1.73 m²: one is below 30, the other "
        "is not.",
    )


def test_equations_on_different_sides_of_60_are_a_caution() -> None:
    """At 72 µmol/L 60.8 and 55.7: the rate is not limited, because Schwartz decides."""
    subject = _at("72")
    assert_raised(
        subject,
        "renal-equations-disagree",
        "caution",
        "Results!C3",
        "Bedside Schwartz gives 60.83 and CKiD U25 55.7 mL/min/1.73 m²: one is below 60, the other "
        "is not.",
    )
    assert judge(subject).outcome is Outcome.READY_WITH_CAUTIONS


@pytest.mark.parametrize(("value", "action"), [("146", "refer"), ("73", "caution")])
def test_a_value_of_the_limit_itself_is_not_below_it(value: str, action: str) -> None:
    """Schwartz gives 30 and 60 exactly, U25 less: they disagree."""
    assert found(_at(value), "renal-equations-disagree").action == action


@pytest.mark.parametrize("value", ["40", "66", "73.1", "133", "147"])
def test_equations_on_one_side_agree(value: str) -> None:
    """Both above 60, between, or below 30; U25 is 60.7 at 66 and 30.1 at 133 µmol/L."""
    assert_silent(_at(value), "renal-equations-disagree")


def test_the_disagreement_of_a_caution_is_data() -> None:
    """Without an action of its own at 60 it is referred there too."""
    findings = dict(LOADED.rules.findings)
    rule = findings["renal-equations-disagree"]
    findings["renal-equations-disagree"] = rule.model_copy(update={"at_impaired": None})
    protocol = LOADED.rules.model_copy(update={"findings": findings})
    assert found(_at("72", protocol=protocol), "renal-equations-disagree").action is Action.REFER


def test_a_caution_of_equations_is_not_authorised() -> None:
    """Only what stops the cycle is: the caution stays, and nothing is said of the decision."""
    subject = _at("72", authorisation=authorised("renal-equations-disagree"))
    finding = found(subject, "renal-equations-disagree")
    assert finding.authorised is None
    assert codes(judge(subject)) == ["renal-equations-disagree"]


def test_the_equations_of_an_adult_are_not_compared() -> None:
    """Clearance and eGFR are different quantities."""
    assert_silent(_man_at("123.1"), "renal-equations-disagree")


def test_a_girl_has_constants_of_her_own() -> None:
    """U25 is lower for girls, Schwartz the same."""
    girl, same = _renal(_at("40", sex=Sex.FEMALE)), _renal(_at("40"))
    assert girl.decisive == same.decisive
    for_girl = girl.egfr_ckid_u25_ml_per_min_per_1_73m2
    for_boy = same.egfr_ckid_u25_ml_per_min_per_1_73m2
    assert for_girl is not None
    assert for_boy is not None
    assert for_girl / for_boy == pytest.approx(36.1 / 39.0)
