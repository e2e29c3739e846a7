"""The sheet ``Read me``: how to fill the workbook, in words, made from the declaration."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from openpyxl.workbook import Workbook

from orderset.findings import Action
from orderset.workbook.columns import (
    INFUSIONS,
    PREVIOUS_DOSES,
    READ_ME_SHEET,
    RESULTS,
    SHEETS,
    TEMPLATE_VERSION,
    Group,
)
from orderset.workbook.declared_warnings import EarlyWarning
from orderset.workbook.example_patients import DOSES_GIVEN, PLANNED_INFUSIONS, RESULTS_FOUND
from orderset.workbook.filled_sheet import GROUP_COLOURS
from orderset.workbook.form_rules import FormRules
from orderset.workbook.input_rules import rule_in_words
from orderset.workbook.laboratory import TESTS, LaboratoryTest
from orderset.workbook.page_of_words import PageOfWords
from orderset.workbook.print_setup import set_up_print
from orderset.workbook.protection import keep_text
from orderset.workbook.provenance import PROTOCOL_LABEL, VERSION_LABEL
from orderset.workbook.shown import shown


_PURPOSES = (
    (INFUSIONS.name, "One row for each patient and cycle that is to be given."),
    (
        RESULTS.name,
        "One row for each result, as a laboratory export lists them; several rows for a patient.",
    ),
    (PREVIOUS_DOSES.name, "One row for each infusion that was given before, of earlier cycles."),
)
_GOLDEN_RULES = (
    (
        "Nothing is guessed. A row that cannot be understood comes back with its cells marked, and "
        "nothing is printed for that patient until they are corrected."
    ),
    "Write the hospital number the same on all three sheets: it is what joins them.",
    (
        "Write numbers alone, with a decimal point: 16.5, never 16,5 or 16.5 kg. The unit stands "
        "in the heading, or in its own column."
    ),
    (
        "Write dates with the month in letters, for example 07-Dec-2026. 7/12 is read as two "
        "different days in two different countries."
    ),
    "Never leave Allergies or Current medicines empty. Write None known or None.",
    "Separate several entries in one cell with a semicolon, on one line.",
    "Keep the headings in the first row as they are. Columns may stand in another order.",
    "Do not merge cells, cross out, or hide rows. Delete the row of a patient who is not treated.",
    "When you paste, paste values only: pasting takes the rules of the cells away.",
    "Save as Excel Workbook (.xlsx), without a password and without macros.",
    "This workbook holds patients' data: keep and send it as your hospital requires.",
)
_STEPS = (
    (
        "Infusions first: a row for each patient. Select a cell and a message says what belongs "
        "there; rest the mouse on a heading and it says the same."
    ),
    (
        "Then Results: paste the laboratory's export below the headings, values only, or type a "
        "row for each result. Then Previous doses, for everybody who had a cycle before."
    ),
    (
        "Look at the colours, and clear what they show; their meaning stands below. They help "
        "while you type. The program judges every cell again, and sees more."
    ),
    (
        "Save the workbook and hand it on as agreed in your hospital. What happens next: each row "
        "is read, judged by the protocol below and computed. Who is ready gets an order set, a "
        "checklist, a worksheet and labels. Who is not gets a page that says why."
    ),
    (
        "If a copy of this workbook comes back: its first sheet, Findings, lists what was found "
        "and what that does. Each cell named there is coloured and carries a comment: "
        "what was found, what is expected, what to do. Correct the cells in the copy or in your "
        "own workbook and send it again; the marks may stay."
    ),
    (
        "Infusions is protected without a password, so that its headings stay; rows can be added, "
        "deleted, sorted and filtered. A cell that was pasted with its format may be locked: "
        "Review, Unprotect Sheet frees it."
    ),
)
_ACTIONS: Mapping[Action, str] = MappingProxyType(
    {
        Action.RETURN: "The row comes back. Nothing is printed until it is corrected.",
        Action.WITHHOLD: "The infusion is not ordered.",
        Action.REFER: "The order waits until the consultant decides.",
        Action.CAUTION: "The order is printed, and says so.",
        Action.NOTE: "Only a hint: look whether it is meant.",
    }
)
_GROUPS: Mapping[Group, str] = MappingProxyType(
    {
        Group.IDENTITY: "Who the patient is, as on the wristband.",
        Group.MEASUREMENTS: "What was measured, and when.",
        Group.TREATMENT: "Why, what else is taken, which cycle, and when.",
        Group.LOGISTICS: "Where it is given, and whom to ask.",
        Group.AUTHORISATION: "Who decided on a finding. All three columns, or none.",
    }
)
# One patient of the example, so that the three sheets show what belongs together.
_EXAMPLE_PATIENT = 1


def add_read_me_sheet(
    workbook: Workbook, rules: FormRules, warnings: Sequence[EarlyWarning]
) -> None:
    """Add the sheet: how to fill, what the colours mean, the protocol in words, every column.

    Args:
        workbook: the template being written.
        rules: the protocol that the workbook is for.
        warnings: the early warnings of the other sheets, for the legend.
    """
    sheet = workbook.create_sheet(READ_ME_SHEET)
    page = PageOfWords(sheet, "Infusion workbook: how to fill it")
    page.add_lines(
        (
            (VERSION_LABEL, TEMPLATE_VERSION),
            (PROTOCOL_LABEL, rules.protocol_id),
            ("", f"{rules.protocol_title}, version {rules.protocol_version}"),
        )
    )
    page.add_heading("Golden rules")
    page.add_numbered(_GOLDEN_RULES)
    page.add_heading("From here to the order set")
    page.add_numbered(_STEPS)
    page.add_heading("Sheets")
    page.add_lines(_PURPOSES)
    _add_legend(page, warnings)
    _add_protocol(page, rules)
    _add_columns(page)
    page.add_heading("Tests")
    page.add_table(("", "Test", "", "Result", "Unit"), map(_test_row, TESTS))
    set_up_print(sheet)
    keep_text(sheet)


def _add_legend(page: PageOfWords, warnings: Sequence[EarlyWarning]) -> None:
    page.add_heading("Colours of the headings")
    page.add_sentence(
        "A bold heading over a thick line is a required column; a heading in italics may be empty."
    )
    page.add_table(
        ("Colour", "Group", "", "What stands there"),
        (("", group.value, "", meaning) for group, meaning in _GROUPS.items()),
        fills=[GROUP_COLOURS[group] for group in _GROUPS],
    )
    page.add_heading("Colours of the cells")
    page.add_sentence(
        "A cell that is coloured while you type is what the program would find. The colours are "
        "those of a returned copy, and each has a line around the cell and a face of its own."
    )
    actions = [*Action]
    page.add_table(
        ("Looks like", "Word", "", "What it means"),
        ((each.value.capitalize(), each.value, "", _ACTIONS[each]) for each in actions),
        actions=actions,
    )
    page.add_heading("What is coloured")
    page.add_table(
        ("Looks like", "Sheet", "", "What it means", "Columns"),
        (
            (
                each.action.value.capitalize(),
                each.sheet.name,
                "",
                each.meaning,
                _columns_of(each),
            )
            for each in warnings
        ),
        actions=[each.action for each in warnings],
    )


def _columns_of(warning: EarlyWarning) -> str:
    headings = [warning.sheet.column(key).heading for key in warning.columns]
    required = [each.key for each in warning.sheet.columns if each.required]
    if [*warning.columns] == required:
        return "every required column"
    return ", ".join(headings)


def _add_protocol(page: PageOfWords, rules: FormRules) -> None:
    page.add_heading("The protocol in words")
    page.add_sentence(
        f"{rules.protocol_title} ({rules.protocol_id} {rules.protocol_version}). Only the protocol "
        "file counts; this is what it says."
    )
    for heading, sentences in rules.sections.items():
        page.add_subheading(heading)
        for sentence in sentences:
            page.add_sentence(f"•  {sentence}")
    page.add_subheading("What the protocol can find, and what to do")
    page.add_table(
        ("Word", "", "", "What is found", "What to do"),
        ((each.action.value, "", "", each.title, each.remedy) for each in rules.holding),
        actions=[each.action for each in rules.holding],
    )


def _add_columns(page: PageOfWords) -> None:
    page.add_heading("Columns, with an example")
    page.add_sentence(
        "The example shows one fictional patient, as the rows of the three sheets would have it. "
        "It stands here only, where nothing is read: no row of the other sheets is ever skipped."
    )
    page.add_table(
        ("Sheet", "Heading", "Required", "What to write", "Rule", "Example"), _column_rows()
    )


def _column_rows() -> Iterable[tuple[str, ...]]:
    patient = PLANNED_INFUSIONS[_EXAMPLE_PATIENT]
    examples = {
        INFUSIONS.name: patient,
        RESULTS.name: _first_of(RESULTS_FOUND, patient["hospital_number"]),
        PREVIOUS_DOSES.name: _first_of(DOSES_GIVEN, patient["hospital_number"]),
    }
    for declared in SHEETS:
        for column in declared.columns:
            yield (
                declared.name,
                column.heading,
                "required" if column.required else "",
                column.help,
                rule_in_words(column),
                shown(examples[declared.name].get(column.key)),
            )


def _first_of(rows: Iterable[Mapping[str, object]], number: object) -> Mapping[str, object]:
    return next(row for row in rows if row["hospital_number"] == number)


def _test_row(test: LaboratoryTest) -> tuple[str, ...]:
    result = "a number" if test.is_number else " or ".join(test.words) or "free words"
    return ("", test.name, "", result, " or ".join(test.units) or "none")
