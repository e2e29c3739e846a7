import dataclasses
import re

import pytest

from orderset.documents.ahead import (
    NEVER,
    NEVER_AGAIN,
    ahead_fields,
    ahead_in_words,
    ahead_of,
)
from orderset.documents.record import record
from orderset.documents.wording import found_as
from orderset.dosing.ahead import cycles_ahead
from orderset.dosing.situation import Subject
from orderset.findings import Action
from orderset.settings import SiteSettings
from tests.unit.documents.judged_cases import case_of, worked
from tests.unit.documents.test_notice import acting
from tests.unit.dosing.edge_subjects import altered, authorised, boy, cycle_given


def lines(subject: Subject) -> list[str]:
    words = ahead_in_words(subject, cycles_ahead(subject))
    return [found_as(each).replace("\u00a0", " ") for each in words.lines]


def after(*days: int, mg: str = "24") -> Subject:
    given = tuple(
        dose
        for number, each in enumerate(days, start=1)
        for dose in cycle_given(number, each, mg=mg)
    )
    return boy(cycle_number=len(days) + 1, previous_doses=given)


@pytest.mark.parametrize(
    ("subject", "told"),
    [
        (boy(), "Of the 3 planned days, all fit."),
        (after(300, 200, 100), "Of the 3 planned days, day 1 and day 2 fit."),
        (after(300, 200, 100, mg="28"), "Of the 3 planned days, day 1 fits."),
        (after(300, 200, 150, 100), "Of the 3 planned days, none fits."),
        (
            after(20),
            (
                "Of the 3 planned days, none fits: day 1 is fewer than 28 days after day 1 "
                "of the last cycle."
            ),
        ),
    ],
)
def test_which_of_the_planned_days_fit_is_said_first(subject: Subject, told: str) -> None:
    assert lines(subject)[0] == told


def test_only_where_a_part_fits_it_is_said_who_decides_on_a_part() -> None:
    decides = "A part of a cycle is the consultant’s decision and needs a plan of its own."
    assert lines(after(300, 200, 100))[1] == decides
    assert decides not in lines(boy())
    assert decides not in lines(after(20))
    assert decides not in lines(after(300, 200, 150, 100))


def test_the_interval_for_good_is_said_in_days_and_weeks() -> None:
    told = "Full cycles can go on within the limit when they are 121 days or more apart (17 weeks"
    assert lines(boy())[1] == f"{told} and 2 days)."
    light = boy(protocol=altered(cumulative__limit_mg_per_kg="50"))
    assert lines(light)[1].endswith("when they are 28 days or more apart (4 weeks).")
    daily = boy(protocol=altered(cumulative__limit_mg_per_kg="5000", interval__minimum_days=6))
    assert lines(daily)[1].endswith("when they are 6 days or more apart (6 days).")
    eight = boy(protocol=altered(cumulative__limit_mg_per_kg="5000", interval__minimum_days=8))
    assert lines(eight)[1].endswith("when they are 8 days or more apart (1 week and 1 day).")


def test_a_cycle_that_never_fits_and_one_that_is_the_last_are_told_apart() -> None:
    tight = altered(cumulative__limit_mg_per_kg="2.5")
    never = boy(protocol=tight)
    assert lines(never)[-1] == NEVER
    assert ahead_in_words(never, cycles_ahead(never)).rows == ()
    last = boy(protocol=tight, site=SiteSettings(half_dose_first_infusion=True))
    assert lines(last)[-1] == NEVER_AGAIN
    words = ahead_in_words(last, cycles_ahead(last))
    assert (len(words.rows), words.columns[-1]) == (1, "If evenly spaced")


def test_the_table_names_each_cycle_its_days_and_its_exposure() -> None:
    subject = after(300, 200, 100)
    words = ahead_in_words(subject, cycles_ahead(subject, 2))
    plain = [[found_as(text).replace("\u00a0", " ") for text in row.texts] for row in words.rows]
    assert plain == [
        ["Cycle 4", "08-Feb-2027", "163 days", "11 mg per kg", "08-Feb-2027"],
        ["Cycle 5", "19-May-2027", "100 days", "11 mg per kg", "09-Jun-2027"],
    ]
    assert words.columns[-1] == "If 121\u00a0days apart"
    first = ahead_in_words(boy(), cycles_ahead(boy(), 1)).rows[0]
    assert first.interval == "–"


def test_no_dose_stands_in_the_words_but_exposure_per_kg() -> None:
    subject = after(300, 200, 100)
    words = ahead_in_words(subject, cycles_ahead(subject))
    said = " ".join(words.texts)
    assert re.findall(r"\d[\u00a0 ]mg(?! per kg)", said) == []


def test_the_record_of_whom_a_date_can_help_holds_the_plan_and_no_other_does() -> None:
    held = record(worked("C08"), [])["ahead"]
    assert held == ahead_fields(cycles_ahead(worked("C08").subject or boy()))
    assert isinstance(held, dict)
    assert held["earliest_full_cycle_on"] == "2027-02-28"
    assert held["cycles"][0] == {
        "cycle_number": 4,
        "day_1": "2027-02-28",
        "interval_days": 174,
        "highest_mg_per_kg": "11",
        "evenly_on": "2027-02-28",
    }
    for case_id in ("C01", "C10", "C14"):
        assert record(worked(case_id), [])["ahead"] == {}
    never = case_of(boy(protocol=altered(cumulative__limit_mg_per_kg="2.5")))
    told = record(never, [])["ahead"]
    assert isinstance(told, dict)
    assert (told["earliest_full_cycle_on"], told["cycles"]) == (None, [])


def test_a_date_that_only_cautions_or_was_authorised_is_no_matter_for_a_plan() -> None:
    early = boy(cycle_number=2, previous_doses=cycle_given(1, 20))
    assert ahead_of(case_of(early))
    cautioned = acting(early, interval_too_short=Action.CAUTION)
    assert ahead_of(case_of(cautioned)) is None
    other = dataclasses.replace(
        cautioned, patient=dataclasses.replace(cautioned.patient, allergies="pamidronate")
    )
    assert ahead_of(case_of(other)) is None
    decided = acting(early, interval_too_short=Action.REFER)
    assert ahead_of(case_of(decided))
    patient = dataclasses.replace(
        decided.patient,
        authorisation=authorised("interval-too-short"),
        allergies="pamidronate",
    )
    assert ahead_of(case_of(dataclasses.replace(decided, patient=patient))) is None
    assert ahead_of(dataclasses.replace(case_of(early), subject=None)) is None
