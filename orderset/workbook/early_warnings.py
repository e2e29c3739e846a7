"""What the form shows while it is filled: a colour for what the program would say about a cell.

They are hints and no guard. A spreadsheet compares less well than the reader (it does not see
through spaces in a spelling, for example), and the reader and the rules judge every cell again.
Each warning announces a finding, and has the colour of what that finding does.
"""

from orderset.findings import Action
from orderset.quantities import plain
from orderset.workbook.columns import INFUSIONS, PREVIOUS_DOSES, RESULTS, SHEETS
from orderset.workbook.declared_warnings import EarlyWarning, announcing, declared_warnings
from orderset.workbook.form_rules import FormRules
from orderset.workbook.lists_sheet import (
    DIGIT_PLACES,
    TESTS_WITH_UNIT,
    column_name,
    spellings_name,
)


LONGEST_FORMULA = 255
"""Some versions of Excel take no longer one in a conditional format."""

_NHS_DIGITS = 'SUBSTITUTE(SUBSTITUTE({here}," ",""),"-","")'
_PATIENTS = column_name(INFUSIONS, "hospital_number")
_CYCLES = column_name(INFUSIONS, "cycle_number")
_SEVEREST_FIRST = tuple(Action)


def early_warnings(rules: FormRules) -> tuple[EarlyWarning, ...]:
    """Return the warnings of the form: by sheet, then the most severe first.

    Of two warnings for one cell the first one is shown.
    """
    found = [
        *(each for sheet in SHEETS for each in declared_warnings(sheet)),
        *_of_infusions(),
        *_of_measurements(rules),
        *_of_blood(rules),
        *_of_authorisation(rules),
        *_of_day_1(rules),
        *_of_joined_sheets(),
    ]
    return tuple(
        sorted(
            found,
            key=lambda each: (SHEETS.index(each.sheet), _SEVEREST_FIRST.index(each.action)),
        )
    )


def _of_infusions() -> list[EarlyWarning]:
    return [
        announcing(
            INFUSIONS,
            ["nhs_number"],
            "nhs-number-invalid",
            "Not 10 digits, or the check digit (modulus 11) is wrong: a digit is mistyped.",
            f"AND(LEN({{here}})>0,OR(LEN({_NHS_DIGITS})<>10,IFERROR(MOD(SUMPRODUCT("
            f"MID({_NHS_DIGITS},{DIGIT_PLACES},1)*(11-{DIGIT_PLACES})),11),1)<>0))",
        ),
        announcing(
            INFUSIONS,
            ["hospital_number", "cycle_number"],
            "duplicate-patient",
            "This hospital number stands there twice with this cycle number.",
            "AND(LEN({hospital_number})>0,LEN({cycle_number})>0,"
            f"COUNTIFS({_PATIENTS},TRIM({{hospital_number}}),{_CYCLES},{{cycle_number}})>1)",
        ),
        announcing(
            INFUSIONS,
            ["weight_measured_on", "height_measured_on"],
            "measured-after-day-1",
            "Measured after day 1: one of the two dates is wrong.",
            "AND(ISNUMBER({here}),ISNUMBER({day_1}),N({here})>=N({day_1})+1)",
        ),
    ]


def _of_measurements(rules: FormRules) -> list[EarlyWarning]:
    return [
        EarlyWarning(
            INFUSIONS,
            (f"{what}_measured_on",),
            code,
            rules.actions[code],
            f"The {what} is older than {plain(days)} days on day 1. {remedy}",
            f"AND(ISNUMBER({{here}}),ISNUMBER({{day_1}}),{{day_1}}-INT(N({{here}}))>{plain(days)})",
        )
        for what, code, days, remedy in (
            ("weight", "weight-stale", rules.weight_days, "Weigh again."),
            ("height", "height-stale", rules.height_days, "Measure again when the patient comes."),
        )
    ]


def _of_blood(rules: FormRules) -> list[EarlyWarning]:
    """Make the warnings for a patient whose results of the days before day 1 are not there yet."""
    numbers, tests, taken_on = (
        column_name(RESULTS, key) for key in ("hospital_number", "test", "taken_on")
    )
    return [
        EarlyWarning(
            INFUSIONS,
            ("hospital_number",),
            code,
            rules.actions[code],
            f"There is no {name} on Results for this hospital number within {plain(days)} days "
            "before day 1.",
            "AND(LEN({here})>0,ISNUMBER({day_1}),SUMPRODUCT(COUNTIFS("
            f"{numbers},TRIM({{here}}),{tests},{spellings_name(test)},"
            f'{taken_on},">="&{{day_1}}-{plain(days)},{taken_on},"<"&{{day_1}}+1))=0)',
        )
        for name, test, code, days in (
            ("creatinine", "creatinine", "creatinine-stale", rules.creatinine_days),
            ("adjusted calcium", "adjusted_calcium", "calcium-stale", rules.calcium_days),
        )
    ]


def _of_authorisation(rules: FormRules) -> list[EarlyWarning]:
    columns = ("authorised_findings", "authorised_by", "authorised_on")
    filled = "+".join(f"(LEN({{{key}}})>0)" for key in columns)
    days = plain(rules.authorisation_days)
    return [
        EarlyWarning(
            INFUSIONS,
            ("indication",),
            "indication-missing",
            rules.actions["indication-missing"],
            "No indication is chosen in a row that is begun.",
            "AND(COUNTA({row})>0,LEN(TRIM({here}))=0)",
        ),
        announcing(
            INFUSIONS,
            columns,
            "authorisation-incomplete",
            "The three authorisation columns belong together: one or two of them are empty.",
            f"AND({filled}>0,LEN({{here}})=0)",
        ),
        announcing(
            INFUSIONS,
            ("authorised_on",),
            "authorisation-out-of-date",
            f"The authorisation is older than {days} days on day 1, or comes after it.",
            "AND(ISNUMBER({here}),ISNUMBER({day_1}),"
            f"OR({{day_1}}-INT(N({{here}}))>{days},N({{here}})>=N({{day_1}})+1))",
        ),
    ]


def _of_day_1(rules: FormRules) -> list[EarlyWarning]:
    """Make the two warnings that announce no finding: the program takes such a day as planned."""
    infusions = plain(rules.infusions)
    return [
        EarlyWarning(
            INFUSIONS, ("day_1",), name, Action.NOTE, meaning, f"AND(ISNUMBER({{here}}),{formula})"
        )
        for name, meaning, formula in (
            ("day-1-past", "Day 1 lies in the past.", "N({here})<TODAY()"),
            (
                "day-at-weekend",
                f"One of the {infusions} infusion days is a Saturday or a Sunday.",
                f"WEEKDAY(N({{here}}),2)+{infusions}>6",
            ),
        )
    ]


def _of_joined_sheets() -> list[EarlyWarning]:
    nobody = "Nobody on Infusions has this hospital number."
    is_nobody = f"AND(LEN({{here}})>0,COUNTIF({_PATIENTS},TRIM({{here}}))=0)"
    return [
        announcing(RESULTS, ["hospital_number"], "result-without-patient", nobody, is_nobody),
        announcing(PREVIOUS_DOSES, ["hospital_number"], "dose-without-patient", nobody, is_nobody),
        announcing(
            RESULTS,
            ["unit"],
            "unit-missing",
            "A number without its unit.",
            f"AND(LEN({{here}})=0,LEN({{result}})>0,COUNTIF({TESTS_WITH_UNIT},TRIM({{test}}))>0)",
        ),
    ]
