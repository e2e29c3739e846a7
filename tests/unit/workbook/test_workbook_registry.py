import re
from pathlib import Path

import pytest

from orderset.findings import Action, Definition, workbook_definitions


ACTIONS = {
    Action.RETURN: """
        workbook-unreadable workbook-encrypted workbook-too-large not-a-workbook
        template-version-unknown sheet-missing sheet-duplicate column-missing column-duplicate
        no-patients value-missing value-not-a-number value-not-a-date value-not-a-time
        value-not-text value-not-in-list
        value-too-long value-out-of-range decimal-comma unit-in-value unit-missing
        unit-not-for-test formula-without-value cell-error date-ambiguous date-in-future
        measured-after-day-1 merged-cell misleading-number-format struck-through link-in-cell
        control-character name-not-printable nhs-number-invalid hospital-number-invalid
        workbook-is-a-link duplicate-patient identity-conflict duplicate-dose
        cycle-already-given baseline-not-unique
        does-not-fit inspection-failed render-failed orderset-defect
        column-ambiguous column-lookalike headings-missing
        misleading-date-format invisible-text stacked-marks rows-too-many
    """,
    Action.REFER: """
        earlier-cycle-in-list authorisation-incomplete authorisation-not-allowed
        authorisation-out-of-date
    """,
    Action.CAUTION: """
        number-stored-as-text identifier-stored-as-number hidden-row result-without-patient
        dose-without-patient authorisation-unused hidden-column hidden-sheet hiding-format
        formula-from-elsewhere formula-changes mixed-alphabets hospital-number-lookalike
    """,
    Action.NOTE: """
        column-unknown sheet-unknown date-system-1904 date-as-text comment-not-read
        cycle-in-another-workbook
    """,
}
EXPECTED = {code: action for action, codes in ACTIONS.items() for code in codes.split()}


@pytest.mark.parametrize(("code", "action"), EXPECTED.items())
def test_the_registry_holds_the_codes_of_the_contract_and_ours(code: str, action: Action) -> None:
    assert workbook_definitions()[code].action is action


SPECIFIED = r"(contract|faults|clinical|architecture)\.md [0-9AB]|printing\.md [A-Z]{3}-[0-9]{2}"
"""A place in one of the specifications."""


@pytest.mark.parametrize("definition", workbook_definitions().values(), ids=lambda each: each.code)
def test_every_code_is_explained_in_sentences(definition: Definition) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", definition.code)
    assert definition.title
    assert definition.title[0].isupper()
    assert not definition.title.endswith(".")
    for text in (definition.reason, definition.remedy):
        assert text.endswith(".")
        assert len(text) > 30
    assert re.match(SPECIFIED, definition.source)
    assert definition.authorisable == (definition.code == "earlier-cycle-in-list")


def test_every_code_that_the_room_uses_is_in_the_registry() -> None:
    folder = Path(__file__).parents[3] / "orderset" / "workbook"
    text = "\n".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    used = {code for code in EXPECTED if f'"{code}"' in text}
    assert used >= set(ACTIONS[Action.NOTE].split()) - {"date-as-text", "cycle-in-another-workbook"}
    quoted = set(re.findall(r'workbook_finding\(\s*"([a-z0-9-]+)"', text))
    assert quoted <= set(EXPECTED)
