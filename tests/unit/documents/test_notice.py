import dataclasses
import datetime as dt
import re
from decimal import Decimal

import pytest

from orderset.dates import printed_date
from orderset.documents.ahead import LATER_WITH_MORE, Ahead
from orderset.documents.case import Case
from orderset.documents.document import Document, Kind
from orderset.documents.notice import NoticeContent, notice
from orderset.documents.reasons import Reason, names_the_plan, reasons_of, sheets_of
from orderset.documents.wording import found_as
from orderset.dosing.planning import judge
from orderset.dosing.situation import Subject
from orderset.findings import Action, CellRef, workbook_finding
from orderset.patients.patient import Authorisation
from orderset.rendering.templates import Sources
from orderset.rendering.worker import rendered
from tests.builders import case, subject_from_case
from tests.unit.documents.judged_cases import all_ids, case_of, worked
from tests.unit.documents.order_documents import caution, strings_of
from tests.unit.documents.test_print_rules import BANNED
from tests.unit.dosing.edge_subjects import altered, boy, cycle_given


DAY_UNIT = CellRef("list.xlsx", "Infusions", "H5")


def noticed() -> list[str]:
    return [
        each["id"]
        for each in (case(case_id) for case_id in all_ids())
        if each["expected"]["outcome"] in {"withheld", "referred"}
    ]


def content_of(document: Document) -> NoticeContent:
    assert isinstance(document.content, NoticeContent)
    return document.content


def made(found: Case) -> NoticeContent:
    return content_of(notice(found))


def ahead_on(content: NoticeContent) -> Ahead:
    (shown,) = [each.ahead for each in content.sheets if each.ahead]
    return shown


def acting(subject: Subject, **actions: Action) -> Subject:
    """Return the subject under a protocol whose committee has changed these actions."""
    findings = dict(subject.protocol.findings)
    definitions = dict(subject.definitions)
    for name, action in actions.items():
        code = name.replace("_", "-")
        findings[code] = findings[code].model_copy(update={"action": action})
        definitions[code] = dataclasses.replace(
            definitions[code], action=action, authorisable=action is Action.REFER
        )
    protocol = subject.protocol.model_copy(update={"findings": findings})
    return dataclasses.replace(subject, protocol=protocol, definitions=definitions)


def test_who_is_withheld_is_not_to_be_given() -> None:
    document = notice(worked("C08"))
    assert document.kind is Kind.NOTICE
    assert document.document_id == "OS1-7F3A9C21-N"
    assert document.pages == 1
    content = content_of(document)
    assert content.sheets[0].heading == "Do not give"
    assert content.authorising is None
    assert content.signatories == ("Consultant told by", "Patient and ward told by")
    assert content.standing.startswith("Not a prescription.")


def test_who_is_referred_needs_a_decision() -> None:
    content = made(worked("C04"))
    assert content.sheets[0].heading == "Decision needed"
    assert content.signatories == ("Consultant", "Pharmacist")


@pytest.mark.parametrize("case_id", ["C01", "C02", "C14"])
def test_who_is_ready_or_returned_has_no_notice(case_id: str) -> None:
    found = worked(case_id)
    with pytest.raises(ValueError, match=f"a {found.judgement.outcome} case has no notice"):
        notice(found)


def test_a_row_that_became_no_patient_has_no_notice() -> None:
    with pytest.raises(ValueError, match="has no notice"):
        notice(dataclasses.replace(worked("C08"), subject=None))


@pytest.mark.parametrize("case_id", noticed())
def test_no_dose_volume_or_rate_of_the_plan_is_on_it(case_id: str) -> None:
    found = worked(case_id)
    plan = found.judgement.plan
    assert plan
    said = [
        *strings_of(notice(found).content),
        *notice(found).required_text,
    ]
    for infusion in plan.infusions:
        for value, unit in (
            (infusion.dose_mg, "mg"),
            (infusion.delivered_mg, "mg"),
            (infusion.bag_ml, "mL"),
            (infusion.drawn_up_ml, "mL"),
            (infusion.rate_ml_per_h, "mL per hour"),
            (infusion.rate_mg_per_h, "mg per hour"),
        ):
            number = f"{value.normalize():f}"
            pattern = rf"(?<![\d.]){re.escape(number)}[\u00a0 ]{unit}\b(?! per kg)"
            assert not [text for text in said if re.search(pattern, text)]


@pytest.mark.parametrize("case_id", noticed())
def test_nothing_on_the_ban_list_is_printed(case_id: str) -> None:
    content = made(worked(case_id, contact="bleep 1234"))
    own = set(strings_of(content.banner))
    faults = []
    for text in strings_of(content):
        if text in own:
            continue
        ours = text.replace("1.0.0", "").replace("0.1.0", "").replace("abababab", "")
        faults += [
            (name, text)
            for name, pattern in BANNED.items()
            if re.search(pattern, ours, re.MULTILINE)
        ]
    assert faults == []


def test_each_reason_has_its_word_what_was_found_and_what_lifts_it() -> None:
    (reason,) = made(worked("C10")).sheets[0].reasons
    assert reason == Reason(
        action="Do not give",
        title="Hypocalcaemia",
        code="hypocalcaemia",
        message="The adjusted calcium is 1.98\u00a0mmol/L, below 2.1\u00a0mmol/L.",
        found="1.98\u00a0mmol/L",
        expected="2.2\u00a0mmol/L or more",
        to_do="Do not give. Treat, repeat the adjusted calcium, plan again.",
    )
    assert made(worked("C10")).sheets[0].told == "Reason 1 of 1"


def test_what_withholds_comes_before_what_can_be_decided() -> None:
    subject = worked("C10").subject
    assert subject
    both = dataclasses.replace(
        subject, patient=dataclasses.replace(subject.patient, indication=None)
    )
    content = made(case_of(both))
    words = [(each.code, each.action) for each in content.sheets[0].reasons]
    assert words == [
        ("hypocalcaemia", "Do not give"),
        ("indication-missing", "Decision needed"),
    ]
    assert content.sheets[0].told == "Reasons 1 to 2 of 2"
    assert content.authorising is None


def test_a_date_that_lifts_the_only_reason_is_told() -> None:
    for case_id, expected in (("C08", "28-Feb-2027"), ("C11", "14-Dec-2026")):
        content = made(worked(case_id))
        assert found_as(content.earliest) == f"Earliest day 1 is {expected}"
        assert content.earliest_if.startswith("Plan a new day 1 on this day or later")


def test_a_date_among_other_reasons_is_only_one_of_them() -> None:
    content = made(worked("C11", indication=None))
    assert content.earliest
    assert content.earliest_if == "Only if every other reason has been lifted by then."


def test_without_a_reason_that_a_date_lifts_there_is_none() -> None:
    assert made(worked("C10")).earliest == ""


@pytest.mark.parametrize(
    ("oldest", "latest", "expected"),
    [(300, 20, "08-Feb-2027"), (362, 10, "25-Dec-2026")],
)
def test_the_later_of_the_dates_by_limit_and_by_interval_counts(
    oldest: int, latest: int, expected: str
) -> None:
    given = (*cycle_given(1, oldest), *cycle_given(2, 200), *cycle_given(3, latest))
    found = case_of(boy(cycle_number=4, previous_doses=given))
    assert found.judgement.plan
    codes = {each.code for each in found.judgement.findings if each.action is Action.WITHHOLD}
    assert codes == {"cumulative-dose-exceeded", "interval-too-short"}
    content = made(found)
    assert found_as(content.earliest) == f"Earliest day 1 is {expected}"
    cycle = found.judgement.plan.cycle
    assert cycle.earliest_full_cycle_on
    assert cycle.earliest_by_interval_on
    later = max(cycle.earliest_full_cycle_on, cycle.earliest_by_interval_on)
    assert printed_date(later) == expected
    assert found_as(ahead_on(content).rows[0].earliest) == expected


def test_without_a_day_on_which_it_fits_none_is_told() -> None:
    subject = boy(protocol=altered(cumulative__limit_mg_per_kg="2.5"))
    content = made(case_of(subject))
    assert content.earliest == ""
    ahead = ahead_on(content)
    assert ahead.lines[-1] == "On no day does a full cycle fit, at this weight and dose."
    assert ahead.rows == ()
    assert "Earliest day 1" not in notice(case_of(subject)).required_text


def test_what_fits_when_stands_below_the_reasons_and_is_read_back() -> None:
    found = worked("C08")
    document = notice(found)
    ahead = ahead_on(content_of(document))
    assert [each.cycle for each in ahead.rows] == [f"Cycle {n}" for n in range(4, 8)]
    texts = [found_as(each) for each in ahead.texts]
    assert "28-Feb-2027" in texts
    assert not [each for each in texts if each not in document.required_text]
    assert {(each.unit, each.page) for each in document.figures} == {("mg per kg", 1)}
    assert [each.value for each in document.figures] == [Decimal(11)] * 4


@pytest.mark.parametrize("case_id", noticed())
def test_what_fits_when_stands_on_a_notice_that_a_date_can_lift_and_on_no_other(
    case_id: str,
) -> None:
    codes = {each["code"] for each in case(case_id)["expected"]["findings"]}
    shown = [each.ahead for each in made(worked(case_id)).sheets if each.ahead]
    is_lifted = bool(codes & {"cumulative-dose-exceeded", "interval-too-short"})
    assert len(shown) == is_lifted


@pytest.mark.parametrize(("decisions", "own"), [(0, 0), (1, 0), (4, 1), (5, 0), (9, 0), (10, 1)])
def test_what_fits_when_has_a_sheet_of_its_own_where_the_last_one_is_full(
    decisions: int, own: int
) -> None:
    more = tuple(
        dataclasses.replace(
            workbook_finding("no-patients", ("to be decided " * 12).strip(), where=None),
            code="age-below-3",
            action=Action.REFER,
        )
        for _ in range(decisions)
    )
    document = notice(case_of(subject_from_case(case("C08")), 5, more))
    *before, last = content_of(document).sheets
    assert ahead_on(content_of(document)) == last.ahead
    assert (last.told == "") == (last.reasons == ()) == bool(own)
    assert {each.page for each in document.figures} == {document.pages} == {len(before) + 1}
    assert rendered(document, Sources()).defects == ()


def test_days_that_rest_on_an_incomplete_list_say_so() -> None:
    part = made(case_of(boy(cycle_number=4, previous_doses=cycle_given(3, 20))))
    assert LATER_WITH_MORE in ahead_on(part).lines
    whole = made(case_of(boy(cycle_number=2, previous_doses=cycle_given(1, 20))))
    assert LATER_WITH_MORE not in ahead_on(whole).lines


def test_a_wrong_exposure_on_the_page_is_seen() -> None:
    document = notice(worked("C08"))
    other = dataclasses.replace(document.figures[1], value=Decimal("11.5001"))
    wrong = dataclasses.replace(document, figures=(document.figures[0], other))
    (defect,) = rendered(wrong, Sources()).defects
    assert "ahead.cycle-5" in defect.message


def test_how_to_authorise_names_the_columns_the_codes_and_the_days() -> None:
    authorising = made(worked("C17")).authorising
    assert authorising
    told = [(each.heading, [found_as(text) for text in each.write]) for each in authorising.fields]
    assert told == [
        ("Authorised findings", ["creatinine-stale", "calcium-stale"]),
        ("Authorised by", ["the name of the consultant who decided with the pharmacist"]),
        ("Authorised on", ["the day of the decision, 23-Nov-2026 to 07-Dec-2026"]),
    ]


def test_what_is_authorised_already_is_named_again_and_stands_beside() -> None:
    partly = Authorisation(("calcium-stale",), "Dr Example", dt.date(2026, 12, 1))
    content = made(worked("C17", authorisation=partly))
    assert content.authorising
    assert content.authorising.fields[0].write == ("calcium-stale", "creatinine-stale")
    assert content.beside == (
        "Authorised by Dr Example, 01-Dec-2026: Adjusted calcium is not recent",
    )


def test_what_cannot_be_authorised_is_put_right_instead() -> None:
    late = Authorisation(("indication-missing",), "Dr Example", dt.date(2026, 11, 1))
    content = made(worked("C20", authorisation=late))
    assert content.authorising
    assert content.authorising.fields[0].write == ("indication-missing",)
    broken = workbook_finding("authorisation-incomplete", "A name is missing.", where=DAY_UNIT)
    only = made(case_of(subject_from_case(case("C01")), 5, (broken,)))
    assert only.authorising is None


def test_cautions_are_told_in_a_word_and_without_numbers() -> None:
    volume = caution("fluid-volume", "A bag of 100 mL is 30 mL per kg.")
    subject = subject_from_case(case("C22"), current_medicines=("naproxen",))
    assert made(case_of(subject, 5, (volume,))).beside == (
        "Caution: Large volume for the weight",
        "Caution: A medicine that can harm the kidney",
    )


def test_a_title_is_told_once() -> None:
    twice = tuple(
        caution("number-stored-as-text", f"Cell {n} is stored as text.") for n in range(2)
    )
    found = case_of(subject_from_case(case("C04")), 5, twice)
    told = [each for each in made(found).beside if "text" in each]
    assert len(told) == 1


def test_a_message_that_names_the_planned_dose_is_replaced_by_its_reason() -> None:
    subject = acting(subject_from_case(case("C02")), dose_capped=Action.WITHHOLD)
    found = dataclasses.replace(case_of(subject), judgement=judge(subject))
    plan = found.judgement.plan
    assert plan
    finding = next(each for each in found.judgement.findings if each.code == "dose-capped")
    withheld = dataclasses.replace(finding, action=Action.WITHHOLD)
    (reason,) = reasons_of([withheld], subject, plan)
    assert reason.message == (
        "The dose by weight is above the limit per infusion; the limit is given instead."
    )
    assert (reason.found, reason.expected) == ("", "")
    assert not any(names_the_plan(text, plan) for text in reason.texts)


def test_a_reason_that_names_the_planned_dose_too_is_left_out() -> None:
    subject = subject_from_case(case("C02"))
    telling = dataclasses.replace(
        subject.definitions["dose-capped"], reason="It may not be more than 60 mg."
    )
    subject = dataclasses.replace(
        subject, definitions={**subject.definitions, "dose-capped": telling}
    )
    found = case_of(subject)
    assert found.judgement.plan
    finding = next(each for each in found.judgement.findings if each.code == "dose-capped")
    referred = dataclasses.replace(finding, action=Action.REFER)
    (reason,) = reasons_of([referred], subject, found.judgement.plan)
    assert reason.message == ""
    assert reason.texts == (reason.title, reason.code, reason.to_do)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("60 mg is the dose", True),
        ("a bag of 500\u00a0mL", True),
        ("at 250 mL per hour", True),
        ("60 mg per kg in 365 days", False),
        ("ibuprofen 400 mg", False),
        ("60 mg/mmol", False),
        ("60 mL/min", False),
        ("160 mg", False),
    ],
)
def test_what_names_the_plan(
    text: str,
    names: bool,  # noqa: FBT001  a case
) -> None:
    plan = worked("C02").judgement.plan
    assert plan
    assert plan.infusions[0].dose_mg == Decimal(60)
    assert names_the_plan(text, plan) is names


def test_a_long_text_is_not_printed_twice() -> None:
    medicine = "gentamicin 80 mg intravenously three times a day until Sunday"
    (reason,) = made(worked("C30", current_medicines=(medicine,))).sheets[0].reasons
    assert medicine in found_as(reason.message).replace("\u00a0", " ")
    assert reason.found == ""
    assert reason.expected == "none of this kind"


def reason(letters: int) -> Reason:
    return Reason("Do not give", "Title", "code", "m" * letters, "", "", "t")


def test_reasons_are_divided_over_sheets_with_room_for_them() -> None:
    reasons = [reason(80)] * 14
    sheets = sheets_of(reasons, 60.0)
    assert [len(each) for each in sheets] == [3, 11]
    assert [each for sheet in sheets for each in sheet] == reasons


def test_a_reason_that_fits_nowhere_has_a_sheet_to_itself() -> None:
    assert [len(each) for each in sheets_of([reason(9000), reason(9000)], 10.0)] == [1, 1]


def test_many_reasons_are_counted_over_the_sheets() -> None:
    subject = subject_from_case(case("C08"), indication=None, allergies="pamidronate")
    patient = dataclasses.replace(
        subject.patient,
        results=(),
        weight_measured_on=dt.date(2026, 5, 5),
        height_measured_on=dt.date(2026, 5, 5),
    )
    document = notice(case_of(dataclasses.replace(subject, patient=patient)))
    told = [each.told for each in content_of(document).sheets]
    assert document.pages == len(told) == 2
    assert told[0].startswith("Reasons 1 to ")
    assert document.required_text.count("NHS No. 999 000 0018") == 2


def test_the_sheet_has_lines_to_write_on_when_there_is_room() -> None:
    assert len(made(worked("C10")).note_lines) == 6


def test_nothing_names_the_row_or_the_workbook() -> None:
    for case_id in noticed():
        said = " ".join(strings_of(made(worked(case_id))))
        assert "list.xlsx" not in said
        assert not re.search(r"(?:Infusions|Results|Previous doses)!", said)


def test_the_same_patient_gives_the_same_notice_from_any_row() -> None:
    assert notice(worked("C08", row=5)) == notice(worked("C08", row=77))
