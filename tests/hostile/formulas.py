"""Formulas whose stored result is read, and texts with more in them than is shown."""

import re

from tests.hostile.kinds import INFUSIONS_PART, found
from tests.unit.workbook.making import with_part


def _with_cell(data: bytes, address: str, inside: str, kind: str = "") -> bytes:
    """Return the workbook with the content of a cell of Infusions replaced; its style stays."""

    def change(text: str) -> str:
        pattern = rf'<c r="{address}"( s="[0-9]+")?[^>]*>.*?</c>'
        changed, times = re.subn(
            pattern, lambda each: f'<c r="{address}"{each[1] or ""}{kind}>{inside}</c>', text
        )
        assert times == 1
        return changed

    return with_part(data, INFUSIONS_PART, change)


@found("formula-from-elsewhere", "Infusions!H2")
def a_value_from_another_workbook(data: bytes) -> bytes:
    return _with_cell(data, "H2", "<f>'C:\\ward\\[old.xlsx]List'!$A$1</f><v>29.5</v>")


@found("formula-from-elsewhere", "Infusions!H2")
def a_value_from_a_numbered_workbook(data: bytes) -> bytes:
    return _with_cell(data, "H2", "<f>[1]List!$A$1*1</f><v>29.5</v>")


@found("formula-from-elsewhere", "Infusions!H2")
def a_value_from_another_program(data: bytes) -> bytes:
    return _with_cell(data, "H2", "<f>cmd|'/c calc'!A0</f><v>29.5</v>")


@found("formula-from-elsewhere", "Infusions!H2")
def a_value_from_a_program_of_libreoffice(data: bytes) -> bytes:
    formula = '<f>DDE("soffice";"/etc/passwd";"A1")</f>'
    return _with_cell(data, "H2", f"{formula}<v>29.5</v>")


@found("formula-from-elsewhere", "Infusions!H2")
def a_value_from_the_web(data: bytes) -> bytes:
    formula = '<f>_xlfn.WEBSERVICE("http://127.0.0.1:9/"&amp;C2)</f>'
    return _with_cell(data, "H2", f"{formula}<v>29.5</v>")


@found("formula-from-elsewhere", "Infusions!C2")
def a_name_that_is_a_link(data: bytes) -> bytes:
    formula = '<f>HYPERLINK("http://127.0.0.1:9","Click")</f>'
    return _with_cell(data, "C2", f"{formula}<v>Click</v>", ' t="str"')


@found("formula-changes", "Infusions!I2")
def a_weight_that_is_always_measured_today(data: bytes) -> bytes:
    return _with_cell(data, "I2", "<f>TODAY()</f><v>46365</v>")


@found("formula-changes", "Infusions!H2")
def a_weight_by_chance(data: bytes) -> bytes:
    return _with_cell(data, "H2", '<f t="array" ref="H2">RAND()*0+29.5</f><v>29.5</v>')


@found("cell-error", "Infusions!H2")
def a_formula_with_an_error(data: bytes) -> bytes:
    return _with_cell(data, "H2", "<f>1/0</f><v>#DIV/0!</v>", ' t="e"')


@found("value-not-a-number", "Infusions!H2")
def a_number_beyond_every_other(data: bytes) -> bytes:
    return _with_cell(data, "H2", "<v>1e400</v>")


@found("value-missing", "Infusions!H2")
def a_formula_that_gives_nothing(data: bytes) -> bytes:
    return _with_cell(data, "H2", '<f>""</f><v></v>', ' t="str"')


@found("value-missing", "Infusions!C2")
def a_text_of_which_only_the_reading_aid_is_left(data: bytes) -> bytes:
    inside = '<is><rPh sb="0" eb="1"><t>Patel</t></rPh></is>'
    return _with_cell(data, "C2", inside, ' t="inlineStr"')


@found("control-character", "Infusions!C2")
def an_escaped_character_that_cannot_be_seen(data: bytes) -> bytes:
    return _with_cell(data, "C2", "<is><t>Pa_x200B_tel</t></is>", ' t="inlineStr"')


@found("struck-through", "Infusions!C2")
def half_a_name_crossed_out(data: bytes) -> bytes:
    inside = "<is><r><t>Pa</t></r><r><rPr><strike/></rPr><t>tel</t></r></is>"
    return _with_cell(data, "C2", inside, ' t="inlineStr"')


@found("value-not-a-date", "Infusions!F2")
def an_iso_date_of_another_age(data: bytes) -> bytes:
    return _with_cell(data, "F2", "<v>1815-12-10T00:00:00</v>", ' t="d"')
