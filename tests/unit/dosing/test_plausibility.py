"""What cannot be a true measurement: below, at and above every limit."""

from decimal import Decimal

import pytest

from orderset.dosing.planning import judge
from orderset.findings import Outcome
from orderset.patients.sex import Sex
from tests.unit.dosing.edge_subjects import (
    assert_raised,
    assert_silent,
    authorised,
    birthday,
    boy,
    codes,
    creatinine,
    dose,
    found,
    man,
    result,
)


@pytest.mark.parametrize(
    ("reported", "unit"),
    [
        ("0", "µmol/L"),
        ("0.45", "µmol/L"),
        ("7.9", "µmol/L"),
        ("1500.1", "µmol/L"),
        ("0", "mg/dL"),
        ("0.09", "mg/dL"),
        ("15.1", "mg/dL"),
    ],
)
def test_a_creatinine_in_the_wrong_unit_returns_the_row(reported: str, unit: str) -> None:
    """Outside 8 to 1,500 µmol/L, after conversion too, and above 15 mg/dL."""
    assert_raised(
        boy(creatinine(reported, unit=unit, cell="C7")),
        "unit-suspect-creatinine",
        "return",
        "Results!C7",
        f"A creatinine of {reported} {unit} cannot be true: the unit looks wrong.",
    )


@pytest.mark.parametrize(
    ("reported", "unit"),
    [("8", "µmol/L"), ("1500", "µmol/L"), ("0.0905", "mg/dL"), ("15", "mg/dL")],
)
def test_a_creatinine_at_the_limits_is_believed(reported: str, unit: str) -> None:
    """8 and 1,500 µmol/L, 15 mg/dL, and 0.0905 mg/dL, which is 8.0002 µmol/L."""
    assert_silent(boy(creatinine(reported, unit=unit)), "unit-suspect-creatinine")


def test_an_old_creatinine_in_the_wrong_unit_returns_the_row_too() -> None:
    """Every creatinine is looked at: the baseline of a year ago misleads as much."""
    old = creatinine("0.4", 400, cell="C8")
    finding = found(boy(creatinine("40"), old), "unit-suspect-creatinine")
    assert str(finding.where) == "Results!C8"
    assert finding.expected == "8 to 1,500 µmol/L, or at most 15 mg/dL"


def test_a_calcium_above_5_returns_the_row() -> None:
    """5.01 mmol/L, and mg/dL typed as mmol/L."""
    assert_raised(
        boy(result("adjusted_calcium", "5.01", 3, cell="C7")),
        "unit-suspect-calcium",
        "return",
        "Results!C7",
        "An adjusted calcium of 5.01 mmol/L cannot be true: the unit looks wrong.",
    )
    typed = found(boy(result("adjusted_calcium", "9.5", 3)), "unit-suspect-calcium")
    assert typed.found == "9.5 mmol/L"


def test_a_calcium_of_5_is_believed() -> None:
    """Exactly 5 mmol/L, and 20.039 mg/dL, which is 5 mmol/L."""
    assert_silent(boy(result("adjusted_calcium", "5", 3)), "unit-suspect-calcium")
    converted = result("adjusted_calcium", "20.039", 3, unit="mg/dL")
    assert_silent(boy(converted), "unit-suspect-calcium")


def test_a_height_of_3_or_less_is_metres() -> None:
    """1.2 m and exactly 3 m in a column of centimetres."""
    assert_raised(
        boy(height_cm=Decimal("1.20")),
        "unit-suspect-height",
        "return",
        "Infusions!J2",
        "A height of 1.2 looks like metres: 1.2 m is 120 cm.",
    )
    assert_raised(
        boy(height_cm=Decimal(3)),
        "unit-suspect-height",
        "return",
        "Infusions!J2",
        "A height of 3 looks like metres: 3 m is 300 cm.",
    )


def test_a_height_above_3_is_not_metres() -> None:
    """3.1 is implausible, but nobody measures 3.1 m."""
    assert codes(judge(boy(height_cm=Decimal("3.1")))) == ["height-implausible"]


@pytest.mark.parametrize(
    ("inches", "cm"), [("41.71", "105.9"), ("47", "119.4"), ("58.96", "149.8")]
)
def test_a_height_that_is_plausible_in_inches_is_inches(inches: str, cm: str) -> None:
    """Beyond ±4 SDS as centimetres, and within 105.9416 to 149.7584 cm as inches."""
    assert_raised(
        boy(height_cm=Decimal(inches)),
        "unit-suspect-height",
        "return",
        "Infusions!J2",
        f"A height of {inches} looks like inches: {cm} cm would be plausible.",
    )


@pytest.mark.parametrize("height", ["41.7", "58.97", "105.9415", "149.7585"])
def test_a_height_beyond_4_sds_is_implausible(height: str) -> None:
    """Just outside −4 and +4 SDS of a boy of 8, also as inches."""
    assert_raised(
        boy(height_cm=Decimal(height)),
        "height-implausible",
        "return",
        "Infusions!J2",
        f"A height of {height} cm is outside what is plausible.",
    )


@pytest.mark.parametrize("height", ["105.9416", "149.7584"])
def test_a_height_of_4_sds_is_plausible(height: str) -> None:
    """Exactly −4 and +4 SDS of a boy of 8."""
    assert_silent(boy(height_cm=Decimal(height)), "height-implausible")


def test_growth_limits_follow_sex_and_age() -> None:
    """149.5 cm is beyond +4 SDS for a girl of 8, not for a boy, and plausible at 12 for both."""
    height = Decimal("149.5")
    girl = boy(sex=Sex.FEMALE, height_cm=height)
    assert found(girl, "height-implausible").expected == "105.4 to 149.2 cm at this age and sex"
    assert_silent(boy(height_cm=height), "height-implausible")
    grown = boy(sex=Sex.FEMALE, height_cm=height, weight_kg=Decimal(40), date_of_birth=birthday(12))
    assert_silent(grown, "height-implausible")


@pytest.mark.parametrize(("height", "is_raised"), [("119.9", True), ("120", False)])
def test_the_lowest_height_of_an_adult(height: str, *, is_raised: bool) -> None:
    """Adults: 120 cm is plausible, less is not."""
    _check_adult("height-implausible", is_raised=is_raised, height_cm=Decimal(height))


@pytest.mark.parametrize(("height", "is_raised"), [("220", False), ("220.1", True)])
def test_the_greatest_height_of_an_adult(height: str, *, is_raised: bool) -> None:
    """Adults: 220 cm is plausible, more is not."""
    _check_adult("height-implausible", is_raised=is_raised, height_cm=Decimal(height))


@pytest.mark.parametrize(("weight", "is_raised"), [("29.9", True), ("30", False)])
def test_the_lowest_weight_of_an_adult(weight: str, *, is_raised: bool) -> None:
    """Adults: 30 kg is plausible, less is not."""
    _check_adult("weight-implausible", is_raised=is_raised, weight_kg=Decimal(weight))


@pytest.mark.parametrize(("weight", "is_raised"), [("250", False), ("250.1", True)])
def test_the_greatest_weight_of_an_adult(weight: str, *, is_raised: bool) -> None:
    """Adults: 250 kg is plausible, more is not, and pounds are not guessed at."""
    _check_adult("weight-implausible", is_raised=is_raised, weight_kg=Decimal(weight))


def _check_adult(code: str, *, is_raised: bool, **fields: Decimal) -> None:
    said = codes(judge(man(**fields)))
    assert (code in said) is is_raised
    assert not {"unit-suspect-height", "unit-suspect-weight"} & set(said)


def test_the_day_before_the_18th_birthday_is_a_childs() -> None:
    """At 17 years and 364 days growth limits hold: 125 cm is far below −4 SDS."""
    young = man(height_cm=Decimal(125), date_of_birth=birthday(18).replace(day=8))
    assert found(young, "height-implausible").expected == "149 to 205.1 cm at this age and sex"
    assert_silent(man(height_cm=Decimal(125), date_of_birth=birthday(18)), "height-implausible")


@pytest.mark.parametrize(("pounds", "kg"), [("61.32", "27.8"), ("92.27992634", "41.9")])
def test_a_weight_above_4_sds_that_is_plausible_in_pounds_is_pounds(pounds: str, kg: str) -> None:
    """Above 61.3107 kg; 92.27992634 lb are 41.8579 kg, the 99.6th centile."""
    assert_raised(
        boy(weight_kg=Decimal(pounds), height_cm=Decimal(149)),
        "unit-suspect-weight",
        "return",
        "Infusions!H2",
        f"{pounds} kg is more than plausible at this age; {pounds} pounds would be {kg} kg.",
    )


def test_a_weight_above_4_sds_that_is_too_heavy_in_pounds_is_implausible() -> None:
    """A little more than the 99.6th centile of a boy of 8."""
    subject = boy(weight_kg=Decimal("92.27992635"), height_cm=Decimal(149))
    assert_silent(subject, "unit-suspect-weight")
    assert_raised(
        subject,
        "weight-implausible",
        "return",
        "Infusions!H2",
        "A weight of 92.27992635 kg is outside what is plausible.",
    )


@pytest.mark.parametrize(("weight", "is_raised"), [("27.8228", False), ("27.8229", True)])
def test_pounds_begin_above_4_sds_of_a_tall_child(weight: str, *, is_raised: bool) -> None:
    """A boy of 4 and 118 cm: 27.8228 kg is +4 SDS, and his body mass index is below the limit."""
    subject = boy(date_of_birth=birthday(4), weight_kg=Decimal(weight), height_cm=Decimal(118))
    said = codes(judge(subject))
    assert ("unit-suspect-weight" in said) is is_raised
    assert "weight-implausible" not in said


def test_a_body_mass_index_above_3_3_sds_that_is_plausible_in_pounds_is_pounds() -> None:
    """At 130 cm the limit of 25.5418 kg/m² is 43.165642 kg; 43.17 lb is 19.6 kg."""
    assert_raised(
        boy(weight_kg=Decimal("43.17"), height_cm=Decimal(130)),
        "unit-suspect-weight",
        "return",
        "Infusions!H2",
        "43.17 kg at 130 cm is a body mass index of 25.5, more than plausible at this age; "
        "43.17 pounds would be 19.6 kg.",
    )


def test_a_body_mass_index_of_3_3_sds_is_believed() -> None:
    """43.165642 kg at 130 cm is the limit exactly."""
    subject = boy(weight_kg=Decimal("43.165642"), height_cm=Decimal(130))
    assert_silent(subject, "unit-suspect-weight")
    assert_silent(subject, "weight-implausible")


@pytest.mark.parametrize(("weight", "is_raised"), [("40.74056707", False), ("40.74056708", True)])
def test_pounds_begin_at_the_0_4th_centile(weight: str, *, is_raised: bool) -> None:
    """At 120 cm both are above +3.3 SDS; 40.74056708 lb are 18.4798 kg, the 0.4th centile."""
    said = codes(judge(boy(weight_kg=Decimal(weight), height_cm=Decimal(120))))
    assert ("unit-suspect-weight" in said) is is_raised
    assert "weight-implausible" not in said


def test_pounds_are_found_at_an_implausible_height_too() -> None:
    """A height that is authorised as true must not let a weight in pounds through."""
    subject = boy(
        weight_kg=Decimal("52.9"),
        height_cm=Decimal(105),
        authorisation=authorised("height-implausible"),
    )
    judgement = judge(subject)
    assert codes(judgement) == ["height-implausible", "unit-suspect-weight"]
    assert judgement.outcome is Outcome.RETURNED


def test_a_height_in_metres_says_nothing_about_the_weight() -> None:
    """The body mass index of a boy of 1.2 cm would make any weight one in pounds."""
    subject = boy(weight_kg=Decimal(42), height_cm=Decimal("1.2"))
    assert codes(judge(subject)) == ["unit-suspect-height"]


def test_under_two_weeks_there_is_no_body_mass_index() -> None:
    """A newborn is judged by weight alone."""
    newborn = boy(
        date_of_birth=birthday(0).replace(month=11, day=30),
        weight_kg=Decimal("4.5"),
        height_cm=Decimal(45),
    )
    assert not {"unit-suspect-weight", "weight-implausible"} & set(codes(judge(newborn)))


@pytest.mark.parametrize(
    ("weight", "code", "expected"),
    [
        ("16.2197", "weight-implausible", "16.2 to 61.3 kg at this age and sex"),
        ("61.3108", "unit-suspect-weight", "at most 61.3 kg at this age and sex"),
    ],
)
def test_a_weight_beyond_4_sds_returns_the_row(weight: str, code: str, expected: str) -> None:
    """Just outside −4 and +4 SDS; the upper one would be plausible in pounds."""
    subject = boy(weight_kg=Decimal(weight), height_cm=Decimal(149))
    assert found(subject, code).expected == expected
    assert judge(subject).outcome is Outcome.RETURNED


@pytest.mark.parametrize("weight", ["16.2198", "55"])
def test_a_weight_within_4_sds_is_plausible(weight: str) -> None:
    """Exactly −4 SDS, and 55 kg at 149 cm, which is below +3.3 SDS for the height."""
    subject = boy(weight_kg=Decimal(weight), height_cm=Decimal(149))
    assert_silent(subject, "weight-implausible")
    assert_silent(subject, "unit-suspect-weight")


@pytest.mark.parametrize("earlier", ["30.01", "19.19"])
def test_a_weight_changed_by_too_much_returns_the_row(earlier: str) -> None:
    """24 kg is just below 0.8 × 30.01 and just above 1.25 × 19.19."""
    previous = (dose(1, 100, kg=earlier),)
    assert_raised(
        boy(cycle_number=2, previous_doses=previous),
        "weight-change",
        "return",
        "Infusions!H2",
        f"The weight was {earlier} kg on 29-Aug-2026 and is 24 kg now.",
    )


@pytest.mark.parametrize("earlier", ["30", "19.2"])
def test_a_weight_changed_by_just_as_much_as_allowed_is_believed(earlier: str) -> None:
    """24 kg is exactly 0.8 × 30 and 1.25 × 19.2."""
    assert_silent(boy(cycle_number=2, previous_doses=(dose(1, 100, kg=earlier),)), "weight-change")


@pytest.mark.parametrize(("days", "is_raised"), [(126, True), (127, False)])
def test_a_weight_counts_for_120_days(days: int, *, is_raised: bool) -> None:
    """The weight was measured 6 days before day 1: 120 and 121 days after the earlier one."""
    said = codes(judge(boy(cycle_number=2, previous_doses=(dose(1, days, kg="40"),))))
    assert ("weight-change" in said) is is_raised


def test_the_latest_earlier_weight_is_compared() -> None:
    """Not the first one listed; one of the same day, but not one given after it."""
    previous = (dose(1, 100, kg="25"), dose(1, 99, kg="40"), dose(1, 98, kg="24"))
    assert_silent(boy(cycle_number=2, previous_doses=previous), "weight-change")
    same_day = (dose(1, 6, kg="40"), dose(1, 100, kg="24"))
    subject = boy(cycle_number=2, previous_doses=same_day)
    assert found(subject, "weight-change").expected == "32 to 50 kg"
    after = (dose(1, 5, kg="40"), dose(1, 100, kg="24"))
    assert_silent(boy(cycle_number=2, previous_doses=after), "weight-change")
