"""Indication, age, medicines, allergies, and how recent weight and height are."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from orderset.dosing.planning import judge
from orderset.dosing.rules.patient import names_found
from orderset.findings import Outcome
from tests.unit.dosing.edge_subjects import (
    LOADED,
    assert_raised,
    assert_silent,
    before,
    birthday,
    boy,
    codes,
    found,
    man,
)


DAY = dt.timedelta(days=1)


def test_no_indication_is_referred() -> None:
    """The order has to say why."""
    assert_raised(
        boy(indication=None),
        "indication-missing",
        "refer",
        "Infusions!M2",
        "No indication is recorded.",
    )
    assert_silent(boy(indication="Expanding bone lesions"), "indication-missing")


def test_vertebral_involvement_without_a_failed_nsaid_trial_is_noted() -> None:
    """By its own column, whatever the indication."""
    for indication in (None, "Expanding bone lesions", "Vertebral involvement"):
        assert_raised(
            boy(indication=indication, vertebral_involvement=True),
            "vertebral-first-line",
            "note",
            "Infusions!N2",
            "Vertebral involvement, and no failed NSAID trial is recorded.",
        )


@pytest.mark.parametrize("answer", [False, None])
def test_vertebral_involvement_as_the_indication_is_noted_too(answer: bool | None) -> None:  # noqa: FBT001  a column's answer
    """Even if the column beside it is empty or says No; the patient stays ready."""
    subject = boy(indication="Vertebral involvement", vertebral_involvement=answer)
    assert codes(judge(subject)) == ["vertebral-first-line"]
    assert judge(subject).outcome is Outcome.READY


def test_vertebral_involvement_after_a_failed_nsaid_trial_is_second_line() -> None:
    """And no involvement is nothing to note."""
    assert_silent(
        boy(indication="NSAIDs failed", vertebral_involvement=True), "vertebral-first-line"
    )
    assert_silent(
        boy(indication="Expanding bone lesions", vertebral_involvement=False),
        "vertebral-first-line",
    )


def _small(born: dt.date) -> dict[str, Any]:
    """A child of about 3 years."""
    return {"date_of_birth": born, "weight_kg": Decimal("14.5"), "height_cm": Decimal(96)}


def test_a_child_under_3_is_referred() -> None:
    """The day before the third birthday."""
    assert_raised(
        boy(**_small(birthday(3) + DAY)),
        "age-below-3",
        "refer",
        "Infusions!F2",
        "The patient is under 3 years old on day 1.",
    )


def test_a_child_of_3_is_not() -> None:
    """On the third birthday."""
    assert_silent(boy(**_small(birthday(3))), "age-below-3")


def test_an_adult_is_told_of_the_adult_regimen() -> None:
    """On the 18th birthday."""
    assert_raised(
        man(date_of_birth=birthday(18)),
        "adult-regimen",
        "caution",
        "Infusions!F2",
        "The patient is 18 years old on day 1.",
    )


def test_the_day_before_18_is_not_adult() -> None:
    """17 years and 364 days."""
    assert_silent(man(date_of_birth=birthday(18) + DAY), "adult-regimen")


@pytest.mark.parametrize(
    ("code", "action", "medicine", "message"),
    [
        (
            "aminoglycoside",
            "withhold",
            "IV GENTAMICIN 80 mg",
            "Aminoglycoside among the medicines: IV GENTAMICIN 80 mg.",
        ),
        (
            "other-bisphosphonate",
            "withhold",
            "zoledronic acid",
            "Another bisphosphonate or denosumab among the medicines: zoledronic acid.",
        ),
        (
            "other-bisphosphonate",
            "withhold",
            "Prolia (denosumab)",
            "Another bisphosphonate or denosumab among the medicines: Prolia (denosumab).",
        ),
        (
            "nephrotoxic-medicine",
            "caution",
            "Brufen",
            "A medicine that can harm the kidney: Brufen.",
        ),
        (
            "nephrotoxic-medicine",
            "caution",
            "co-amilofruse 5/40",
            "A medicine that can harm the kidney: co-amilofruse 5/40.",
        ),
        (
            "nephrotoxic-medicine",
            "caution",
            "thalidomide",
            "A medicine that can harm the kidney: thalidomide.",
        ),
    ],
)
def test_a_medicine_on_a_list_raises_its_finding(
    code: str, action: str, medicine: str, message: str
) -> None:
    """Generic names and brands, whatever the case and whatever stands around them."""
    subject = boy(current_medicines=("paracetamol", medicine))
    assert_raised(subject, code, action, "Infusions!R2", message)
    assert codes(judge(subject)) == [code]


@pytest.mark.parametrize(
    "medicine", ["paracetamol", "brufenol", "neogentamicin", "pamidronate", "colecalciferol"]
)
def test_a_medicine_on_no_list_raises_nothing(medicine: str) -> None:
    """Names are whole words; pamidronate is not another bisphosphonate."""
    subject = boy(current_medicines=(medicine,))
    for code in ("aminoglycoside", "other-bisphosphonate", "nephrotoxic-medicine"):
        assert_silent(subject, code)


def test_every_medicine_of_a_kind_is_named_once() -> None:
    """One finding lists them all."""
    subject = boy(current_medicines=("naproxen", "paracetamol", "furosemide"))
    assert found(subject, "nephrotoxic-medicine").expected == "none of this kind"
    assert_raised(
        subject,
        "nephrotoxic-medicine",
        "caution",
        "Infusions!R2",
        "A medicine that can harm the kidney: naproxen; furosemide.",
    )


def test_an_allergy_to_a_bisphosphonate_withholds() -> None:
    """Any of them, pamidronate and the word itself too."""
    assert_raised(
        boy(allergies="Rash with alendronic acid; nuts"),
        "bisphosphonate-allergy",
        "withhold",
        "Infusions!L2",
        "Allergy to a bisphosphonate: Rash with alendronic acid; nuts.",
    )
    finding = found(boy(allergies="Aredia"), "bisphosphonate-allergy")
    assert (finding.found, finding.expected) == ("Aredia", "none of these")
    for allergy in ("Pamidronate", "Bisphosphonates", "ZOMETA"):
        assert judge(boy(allergies=allergy)).outcome is Outcome.WITHHELD


def test_other_allergies_do_not() -> None:
    """An NSAID among the allergies is no medicine taken, denosumab no bisphosphonate."""
    for allergy in ("penicillin", "ibuprofen", "denosumab", "None known"):
        assert_silent(boy(allergies=allergy), "bisphosphonate-allergy")
        assert judge(boy(allergies=allergy)).findings == ()


def test_every_name_of_the_lists_is_found_in_its_field() -> None:
    """Each name alone, in capitals, raises its code."""
    for each in LOADED.rules.medicine_lists:
        for name in each.names:
            written = name.upper()
            fields: dict[str, Any] = {
                each.field: written if each.field == "allergies" else (written,)
            }
            assert each.code in codes(judge(boy(**fields)))


def test_a_name_may_hold_signs_of_its_own() -> None:
    """Names are looked for as they are, not as patterns."""
    assert names_found("co-amilofruse 5/40", ["co-amilofruse", "co.amilofruse"]) == [
        "co-amilofruse"
    ]


def test_a_weight_of_31_days_is_referred() -> None:
    """A child grows."""
    assert_raised(
        boy(weight_measured_on=before(31)),
        "weight-stale",
        "refer",
        "Infusions!I2",
        "The weight, measured on 06-Nov-2026, is 31 days old on day 1.",
    )


@pytest.mark.parametrize("days", [30, 0])
def test_a_weight_of_30_days_counts(days: int) -> None:
    """30 days, and day 1 itself."""
    assert_silent(boy(weight_measured_on=before(days)), "weight-stale")


def test_a_height_of_91_days_is_a_caution() -> None:
    """It does not stop the cycle."""
    subject = boy(height_measured_on=before(91))
    assert_raised(
        subject,
        "height-stale",
        "caution",
        "Infusions!K2",
        "The height, measured on 07-Sep-2026, is 91 days old on day 1.",
    )
    assert judge(subject).outcome is Outcome.READY_WITH_CAUTIONS


@pytest.mark.parametrize("days", [90, 0])
def test_a_height_of_90_days_counts(days: int) -> None:
    """90 days, and day 1 itself."""
    assert_silent(boy(height_measured_on=before(days)), "height-stale")
