"""The columns of the workbook, declared once.

The template writer, the reader, the parser, the annotated copy and the documentation all read
this declaration, so they cannot drift apart. Source: contract.md section 1.
"""

import dataclasses
import enum
from collections.abc import Mapping
from decimal import Decimal

from orderset.workbook.laboratory import TESTS, all_units


TEMPLATE_VERSION = "1"
READ_ME_SHEET = "Read me"
LISTS_SHEET = "Lists"

INDICATIONS = (
    "NSAIDs failed",
    "Vertebral involvement",
    "Persistent pain and functional limitation",
    "Expanding bone lesions",
    "MRI-confirmed recurrence",
)


class Kind(enum.Enum):
    """What a cell of a column holds."""

    IDENTIFIER = "identifier"
    TEXT = "text"
    CHOICE = "choice"
    DATE = "date"
    DATE_AND_TIME = "date, with a time if known"
    TIME = "time"
    NUMBER = "number"
    WHOLE_NUMBER = "whole number"
    ITEMS = "items separated by ;"
    RESULT = "number, or the words the test allows"


class Group(enum.Enum):
    """Columns that belong together: the word for them; the template gives each its colour."""

    IDENTITY = "Identity"
    MEASUREMENTS = "Measurements"
    TREATMENT = "Treatment and cycle"
    LOGISTICS = "Place and contact"
    AUTHORISATION = "Authorisation"


@dataclasses.dataclass(frozen=True, slots=True)
class Column:
    """One column: key for programs, heading for staff, and the rule for its cells."""

    key: str
    heading: str
    kind: Kind
    help: str
    required: bool = False
    choices: tuple[str, ...] = ()
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    max_length: int | None = None
    width: int = 14


@dataclasses.dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet that people fill: its name, its columns in order, and where a group begins."""

    name: str
    columns: tuple[Column, ...]
    groups: Mapping[str, Group] = dataclasses.field(hash=False)

    def column(self, key: str) -> Column:
        """Return the column with this key."""
        return next(each for each in self.columns if each.key == key)

    def group_of(self, key: str) -> Group:
        """Return the group of the column with this key: the last that begins at or before it."""
        keys = [each.key for each in self.columns]
        before = keys[: keys.index(key) + 1]
        return next(self.groups[each] for each in reversed(before) if each in self.groups)


_HOSPITAL_NUMBER = Column(
    "hospital_number",
    "Hospital number",
    Kind.IDENTIFIER,
    "Joins the three sheets: 1 to 20 letters, digits, hyphens or slashes, the same in each.",
    required=True,
    max_length=20,
    width=16,
)

INFUSIONS = Sheet(
    "Infusions",
    (
        _HOSPITAL_NUMBER,
        Column(
            "nhs_number",
            "NHS number",
            Kind.IDENTIFIER,
            "10 digits, spaces allowed. Leave empty if not known. 999 is for test patients.",
            max_length=14,
            width=15,
        ),
        Column(
            "family_name",
            "Family name",
            Kind.TEXT,
            "As on the wristband, at most 35 characters.",
            required=True,
            max_length=35,
            width=20,
        ),
        Column(
            "given_name",
            "Given name",
            Kind.TEXT,
            "As on the wristband, at most 35 characters.",
            required=True,
            max_length=35,
            width=16,
        ),
        Column(
            "title", "Title", Kind.TEXT, "For example Miss. May be empty.", max_length=35, width=8
        ),
        Column(
            "date_of_birth",
            "Date of birth",
            Kind.DATE,
            "Not after day 1; under 120 years ago.",
            required=True,
        ),
        Column(
            "sex",
            "Sex",
            Kind.CHOICE,
            "The sex used in growth and renal equations: Female or Male.",
            required=True,
            choices=("Female", "Male"),
            width=9,
        ),
        Column(
            "weight_kg",
            "Weight (kg)",
            Kind.NUMBER,
            "In kilograms, measured, not estimated: 2 to 250.",
            required=True,
            minimum=Decimal(2),
            maximum=Decimal(250),
            width=10,
        ),
        Column(
            "weight_measured_on",
            "Weight measured on",
            Kind.DATE,
            "The day the weight was measured; not after day 1.",
            required=True,
        ),
        Column(
            "height_cm",
            "Height (cm)",
            Kind.NUMBER,
            "In centimetres, not metres: 40 to 220.",
            required=True,
            minimum=Decimal(40),
            maximum=Decimal(220),
            width=10,
        ),
        Column(
            "height_measured_on",
            "Height measured on",
            Kind.DATE,
            "The day the height was measured; not after day 1.",
            required=True,
        ),
        Column(
            "allergies",
            "Allergies",
            Kind.TEXT,
            "Write None known when there are none. Never leave empty.",
            required=True,
            max_length=300,
            width=24,
        ),
        Column(
            "indication",
            "Indication",
            Kind.CHOICE,
            "Why the medicine is given now. Choose from the list; empty means not recorded.",
            choices=INDICATIONS,
            width=26,
        ),
        Column(
            "vertebral_involvement",
            "Vertebral involvement",
            Kind.CHOICE,
            "Yes or No.",
            choices=("Yes", "No"),
            width=12,
        ),
        Column(
            "cycle_number",
            "Cycle number",
            Kind.WHOLE_NUMBER,
            "The number of this cycle: 1 for the first.",
            required=True,
            minimum=Decimal(1),
            maximum=Decimal(60),
            width=9,
        ),
        Column("day_1", "Day 1", Kind.DATE, "The date of the first infusion.", required=True),
        Column(
            "planned_start",
            "Planned start",
            Kind.TIME,
            "Planned start of each infusion, 24-hour clock, for example 09:30. May be empty.",
            width=10,
        ),
        Column(
            "current_medicines",
            "Current medicines",
            Kind.ITEMS,
            "All of them, separated by ; (semicolon). Write None when there are none.",
            required=True,
            max_length=300,
            width=28,
        ),
        Column(
            "pain_vas",
            "Pain VAS (0-10)",
            Kind.NUMBER,
            "Pain today on the visual analogue scale, 0 to 10. May be empty.",
            minimum=Decimal(0),
            maximum=Decimal(10),
            width=9,
        ),
        Column(
            "ward",
            "Ward or day unit",
            Kind.TEXT,
            "Where the infusion is given.",
            required=True,
            max_length=40,
            width=18,
        ),
        Column(
            "consultant",
            "Consultant",
            Kind.TEXT,
            "The responsible consultant.",
            required=True,
            max_length=40,
            width=18,
        ),
        Column(
            "contact",
            "Contact",
            Kind.TEXT,
            "Telephone or bleep for questions about this patient. May be empty.",
            max_length=40,
            width=16,
        ),
        Column(
            "authorised_findings",
            "Authorised findings",
            Kind.ITEMS,
            "Codes of findings that were decided on, separated by ; (semicolon).",
            max_length=300,
            width=24,
        ),
        Column(
            "authorised_by",
            "Authorised by",
            Kind.TEXT,
            "Name of who decided. The three authorisation columns together, or none.",
            max_length=60,
            width=18,
        ),
        Column(
            "authorised_on",
            "Authorised on",
            Kind.DATE,
            "The day of the decision: at most 14 days before day 1, not after it.",
        ),
        Column("notes", "Notes", Kind.TEXT, "At most 200 characters.", max_length=200, width=30),
    ),
    groups={
        "hospital_number": Group.IDENTITY,
        "weight_kg": Group.MEASUREMENTS,
        "allergies": Group.TREATMENT,
        "ward": Group.LOGISTICS,
        "authorised_findings": Group.AUTHORISATION,
        "notes": Group.LOGISTICS,
    },
)

RESULTS = Sheet(
    "Results",
    (
        _HOSPITAL_NUMBER,
        Column(
            "test",
            "Test",
            Kind.CHOICE,
            "Choose from the list.",
            required=True,
            choices=tuple(test.name for test in TESTS),
            width=26,
        ),
        Column(
            "result",
            "Result",
            Kind.RESULT,
            "The number alone, or the words the test allows; the unit stands beside it.",
            required=True,
            max_length=60,
        ),
        Column(
            "unit",
            "Unit",
            Kind.CHOICE,
            "Required for a number: the unit the laboratory reported.",
            choices=all_units(),
            width=16,
        ),
        Column(
            "taken_on",
            "Taken on",
            Kind.DATE_AND_TIME,
            "Date the sample was taken, with the time if known; not after today.",
            required=True,
            width=18,
        ),
        Column(
            "baseline",
            "Baseline",
            Kind.CHOICE,
            "Yes for the value before treatment; otherwise empty.",
            choices=("Yes",),
            width=10,
        ),
        Column(
            "upper_limit",
            "Upper limit of normal",
            Kind.NUMBER,
            "The laboratory's upper limit of normal, in the row's unit. May be empty.",
            minimum=Decimal(0),
            maximum=Decimal(100000),
            width=14,
        ),
    ),
    groups={"hospital_number": Group.IDENTITY, "test": Group.MEASUREMENTS},
)

PREVIOUS_DOSES = Sheet(
    "Previous doses",
    (
        _HOSPITAL_NUMBER,
        Column(
            "cycle_number",
            "Cycle number",
            Kind.WHOLE_NUMBER,
            "The cycle this infusion belonged to.",
            required=True,
            minimum=Decimal(1),
            maximum=Decimal(60),
        ),
        Column("given_on", "Given on", Kind.DATE, "The day it was given.", required=True),
        Column(
            "dose_mg",
            "Dose (mg)",
            Kind.NUMBER,
            "Milligrams given on that day.",
            required=True,
            minimum=Decimal("0.5"),
            maximum=Decimal(180),
        ),
        Column(
            "weight_kg",
            "Weight (kg)",
            Kind.NUMBER,
            "The weight the dose was calculated from.",
            required=True,
            minimum=Decimal(2),
            maximum=Decimal(250),
        ),
    ),
    groups={"hospital_number": Group.IDENTITY, "cycle_number": Group.TREATMENT},
)

SHEETS = (INFUSIONS, RESULTS, PREVIOUS_DOSES)
