"""The working: each line is recomputed from its own text, as the second checker does."""

import math
import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pytest

from orderset.dosing.plan import Step
from orderset.dosing.planning import judge
from orderset.dosing.situation import Subject
from orderset.patients.sex import Sex
from orderset.settings import SiteSettings
from tests.builders import case, cases, subject_from_case
from tests.unit.dosing.edge_subjects import (
    LOADED,
    altered,
    baseline,
    boy,
    creatinine,
    cycle_given,
    dose,
    man,
)


HALF = SiteSettings(half_dose_first_infusion=True)
STRONG = SiteSettings(strength_mg_per_ml=Decimal(15), vial_mg=Decimal(15))

SUBJECTS: dict[str, Callable[[], Subject]] = {
    "half": lambda: boy(site=HALF),
    "strong": lambda: boy(site=STRONG, weight_kg=Decimal("23.3")),
    "odd weight": lambda: boy(weight_kg=Decimal("22.75")),
    "mg/dL": lambda: boy(baseline("38.7"), creatinine("0.437", unit="mg/dL")),
    "impaired": lambda: boy(
        baseline("100"),
        creatinine("100.7"),
        weight_kg=Decimal("52.9"),
        height_cm=Decimal(149),
    ),
    "severe": lambda: boy(baseline("160"), creatinine("161.3")),
    "adult": lambda: man(weight_kg=Decimal("82.4")),
    "woman": lambda: man(sex=Sex.FEMALE, weight_kg=Decimal("55.5")),
    "impaired adult": lambda: man(creatinine("131.3"), weight_kg=Decimal("60.4")),
    "history": lambda: boy(cycle_number=3, previous_doses=(*cycle_given(2, 90), dose(1, 200))),
    "leaving": lambda: boy(cycle_number=2, previous_doses=cycle_given(1, 364, kg="23")),
    "no creatinine": lambda: boy(without=["creatinine"]),
    "five hours": lambda: boy(
        baseline("160"),
        creatinine("160"),
        weight_kg=Decimal("24.9"),
        protocol=altered(infusion__impaired_rate_mg_per_h=5),
    ),
}


OF_CASES = [each["id"] for each in cases() if each["expected"]["outcome"] != "returned"]
"""The worked cases that are computed at all."""


def _steps(subject: Subject) -> tuple[Step, ...]:
    plan = judge(subject).plan
    assert plan is not None
    return plan.working


def _numbers(pattern: str, text: str) -> list[Fraction]:
    match = re.fullmatch(pattern, text)
    assert match, text
    return [Fraction(each.replace(",", "")) for each in match.groups() if each is not None]


def _near(value: Fraction, printed: Fraction, step: str) -> None:
    """The printed number is the nearest of its step."""
    assert abs(value - printed) <= Fraction(step) / 2, (float(value), float(printed))


N = r"([\d,]+(?:\.\d+)?)"


def _schwartz(text: str) -> None:
    k, height, creatinine, shown, severe, impaired, rounded = _numbers(
        rf"{N} × {N} cm ÷ {N} µmol/L = {N}; limits {N} and {N}: {N} mL/min/1\.73 m²", text
    )
    assert k == Fraction("36.5")
    _near(k * height / creatinine, shown, "0.01")
    _near(k * height / creatinine, rounded, "0.1")
    assert [severe, impaired] == [Fraction(30), Fraction(60)]


def _cockcroft_gault(text: str) -> None:
    age, weight, constant, creatinine, shown, *_, rounded = _numbers(
        rf"\(140 − {N}\) × {N} kg × {N} ÷ {N} µmol/L = {N}; limits {N} and {N}: {N} mL/min", text
    )
    assert constant in {Fraction("1.23"), Fraction("1.04")}
    value = (140 - age) * weight * constant / creatinine
    _near(value, shown, "0.01")
    _near(value, rounded, "0.1")


def _against_baseline(text: str) -> None:
    now, base, shown, limit, rounded = _numbers(
        rf"{N} µmol/L ÷ {N} µmol/L = {N}%; at most {N}%: {N}%", text
    )
    _near(100 * now / base, shown, "0.01")
    _near(100 * now / base, rounded, "0.1")
    assert limit == 110


def _dose(text: str) -> None:
    per_kg, weight, unrounded, cap, step, result = _numbers(
        rf"{N} mg per kg × {N} kg = {N} mg; limit {N} mg(?: applies)?, rounded down to {N} mg: "
        rf"{N} mg",
        text,
    )
    assert per_kg * weight == unrounded
    assert result == math.floor(min(unrounded, cap) / step) * step
    assert ("applies" in text) is (unrounded > cap)


def _concentrate(text: str) -> None:
    mg, strength, shown, step, drawn_up, holds, deviation = _numbers(
        rf"{N} mg ÷ {N} mg per mL = {N} mL; drawn up to {N} mL: {N} mL, which holds {N} mg "
        rf"\({N}% deviation\)",
        text,
    )
    _near(mg / strength, shown, "0.01")
    _near(mg / strength, drawn_up, str(step))
    assert drawn_up % step == 0
    assert holds == drawn_up * strength
    _near(100 * abs(holds - mg) / mg, deviation, "0.1")


def _vials(text: str) -> None:
    mg, vial, shown, count, of, waste = _numbers(
        rf"{N} mg ÷ {N} mg per vial = {N}; whole vials, single use: {N} of {N} mg, waste {N} mg",
        text,
    )
    _near(mg / vial, shown, "0.01")
    assert count == math.ceil(mg / vial)
    assert of == vial
    assert waste == count * vial - mg


def _bag(text: str) -> None:
    mg, limit, shown, *bags, bag, concentration = _numbers(
        rf"{N} mg at most {N} mg per mL = {N} mL; smallest of {N}, {N}, {N}, {N} mL: {N} mL "
        rf"\({N} mg per mL\)",
        text,
    )
    _near(mg / limit, shown, "0.1")
    assert bag == min(each for each in bags if mg / each <= limit)
    _near(mg / bag, concentration, "0.001")


def _duration(text: str) -> None:
    *_, step, hours = _numbers(
        rf"at least {N} hours; {N} mg ÷ {N} mg per hour = {N} hours"
        rf"(?:; renal value below {N}, {N} mg ÷ {N} mg per hour = {N} hours)?"
        rf"(?:; renal value below {N}, at least {N} hours)?"
        rf"; the longest, rounded up to {N} hours: {N} hours",
        text,
    )
    bounds = [Fraction(each) for each in re.findall(rf"at least {N} hours", text)]
    for mg, rate, shown in re.findall(rf"{N} mg ÷ {N} mg per hour = {N} hours", text):
        _near(Fraction(mg) / Fraction(rate), Fraction(shown), "0.01")
        bounds.append(Fraction(mg) / Fraction(rate))
    assert hours == math.ceil(max(bounds) / step) * step


def _rate(text: str) -> None:
    bag, hours, shown, step, rate, _ = _numbers(
        rf"{N} mL ÷ {N} hours = {N} mL per hour; to {N} mL per hour: {N} mL per hour "
        rf"\({N} mg per hour\)",
        text,
    )
    _near(bag / hours, shown, "0.01")
    _near(bag / hours, rate, str(step))


def _cumulative(text: str) -> None:
    before, cycle, *left, limit, after = _numbers(
        rf"{N} mg per kg before, {N} mg per kg this cycle"
        rf"(?:, {N} mg per kg out of the window by the last day)?"
        rf"; limit {N} mg per kg: {N} mg per kg on the last day",
        text,
    )
    assert abs(before + cycle - sum(left) - after) <= Fraction("0.0002")
    assert limit == Fraction("11.5")


RECOMPUTED = {
    "eGFR (bedside Schwartz)": _schwartz,
    "Creatinine clearance (Cockcroft-Gault)": _cockcroft_gault,
    "Creatinine against baseline": _against_baseline,
    "Dose": _dose,
    "Concentrate": _concentrate,
    "Vials": _vials,
    "Bag": _bag,
    "Duration": _duration,
    "Rate": _rate,
    "Dose in 365 days": _cumulative,
}


def _recompute(subject: Subject) -> list[str]:
    steps = _steps(subject)
    names = [each.step.partition(",")[0] for each in steps]
    for name, step in zip(names, steps, strict=True):
        RECOMPUTED[name](step.text)
    return names


@pytest.mark.parametrize("name", sorted(SUBJECTS))
def test_each_line_can_be_recomputed_from_its_own_text(name: str) -> None:
    """Halved, strong, in mg/dL, impaired, severe, adult, with and without history."""
    names = _recompute(SUBJECTS[name]())
    assert names[-1] == "Dose in 365 days"
    assert {"Dose", "Concentrate", "Vials", "Bag", "Duration", "Rate"} <= set(names)


@pytest.mark.parametrize("case_id", OF_CASES)
def test_each_line_of_the_worked_cases_can_be_recomputed(case_id: str) -> None:
    """All of them."""
    assert _recompute(subject_from_case(case(case_id)))


def test_every_kind_of_line_is_recomputed_by_one_of_these() -> None:
    """No line is left to trust."""
    seen = {each for make in SUBJECTS.values() for each in _recompute(make())}
    assert seen == set(RECOMPUTED)


def test_each_line_cites_sources_that_resolve() -> None:
    """Every one of them, with the sources of the protocol."""
    for make in SUBJECTS.values():
        for step in _steps(make()):
            assert set(step.source.split(", ")) <= set(LOADED.rules.sources)


def test_a_line_reads_as_one_sentence() -> None:
    """Inputs, unrounded, rule, result: what record.json holds."""
    texts = {each.step: each.text for each in _steps(boy())}
    assert texts == {
        "eGFR (bedside Schwartz)": (
            "36.5 × 120 cm ÷ 40 µmol/L = 109.5; limits 30 and 60: 109.5 mL/min/1.73 m²"
        ),
        "Creatinine against baseline": "40 µmol/L ÷ 40 µmol/L = 100%; at most 110%: 100%",
        "Dose": ("1 mg per kg × 24 kg = 24 mg; limit 60 mg, rounded down to 0.5 mg: 24 mg"),
        "Concentrate": (
            "24 mg ÷ 3 mg per mL = 8 mL; drawn up to 0.1 mL: 8 mL, which holds 24 mg (0% deviation)"
        ),
        "Vials": ("24 mg ÷ 30 mg per vial = 0.8; whole vials, single use: 1 of 30 mg, waste 6 mg"),
        "Bag": (
            "24 mg at most 0.2 mg per mL = 120 mL; smallest of 100, 250, 500, 1,000 mL: 250 mL "
            "(0.096 mg per mL)"
        ),
        "Duration": (
            "at least 2 hours; 24 mg ÷ 60 mg per hour = 0.4 hours; the longest, rounded up to 0.5 "
            "hours: 2 hours"
        ),
        "Rate": (
            "250 mL ÷ 2 hours = 125 mL per hour; to 0.1 mL per hour: 125 mL per hour (12 mg per "
            "hour)"
        ),
        "Dose in 365 days": (
            "0 mg per kg before, 3 mg per kg this cycle; limit 11.5 mg per kg: 3 mg per kg on the "
            "last day"
        ),
    }


def test_a_converted_creatinine_stands_as_it_is_computed_with() -> None:
    """0.437 mg/dL × 88.4 is 38.6308 µmol/L; rounded to 38.6 the line could not be followed."""
    (line,) = [each for each in _steps(SUBJECTS["mg/dL"]()) if each.step.startswith("eGFR")]
    assert line.inputs == "36.5 × 120 cm ÷ 38.6308 µmol/L"


def test_a_day_that_differs_has_lines_of_its_own() -> None:
    """Day 1 halved, days 2 to 3 alike."""
    names = [each.step for each in _steps(boy(site=HALF)) if each.step.startswith("Dose,")]
    assert names == ["Dose, day 1", "Dose, days 2 to 3"]
    assert all("day" not in each.step for each in _steps(boy()) if each.step.startswith("Vials"))


def test_what_leaves_the_window_during_the_cycle_is_told() -> None:
    """Two of three infusions of about a year ago have left it by the last day."""
    line = _steps(SUBJECTS["leaving"]())[-1]
    assert line.inputs == (
        "3.1304 mg per kg before, 3 mg per kg this cycle, 2.087 mg per kg out of the window by the "
        "last day"
    )
    assert line.result == "4.0435 mg per kg on the last day"


def test_without_a_creatinine_there_is_no_line_of_it() -> None:
    """Nor without an equation: an infant's line is the comparison with the baseline."""
    names = [each.step for each in _steps(SUBJECTS["no creatinine"]())]
    assert names[0] == "Dose"
    infant = _steps(subject_from_case(case("C22")))
    assert infant[0].step == "Creatinine against baseline"


def test_without_a_baseline_nothing_is_compared() -> None:
    """The equation's line stands alone."""
    names = [each.step for each in _steps(SUBJECTS["impaired adult"]())]
    assert names[:2] == ["Creatinine clearance (Cockcroft-Gault)", "Dose"]
