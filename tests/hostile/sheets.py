"""What people, and people who hide something, do to sheets in a spreadsheet program."""

import re

from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule, DataBarRule, FormulaRule, Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.colors import Color
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook import Workbook
from openpyxl.worksheet.dimensions import ColumnDimension

from tests.hostile.kinds import INFUSIONS_PART, found, found_when, refused_when
from tests.unit.workbook.making import with_part


# --- refused -------------------------------------------------------------------------------------


@refused_when("headings-missing")
def a_title_above_the_headings(workbook: Workbook) -> None:
    workbook["Infusions"].insert_rows(1)
    workbook["Infusions"]["A1"] = "Ward 3, Monday"


@refused_when("headings-missing")
def an_empty_row_above_the_headings(workbook: Workbook) -> None:
    workbook["Infusions"].insert_rows(1)


@refused_when("column-duplicate")
def a_second_table_beside_the_first(workbook: Workbook) -> None:
    sheet = workbook["Infusions"]
    sheet["AC1"], sheet["AC2"] = "Weight (kg)", 95


@refused_when("column-duplicate")
def a_heading_twice_with_other_spaces(workbook: Workbook) -> None:
    workbook["Infusions"]["AB1"] = "  weight\u00a0(KG) "


@refused_when("column-lookalike")
def a_heading_in_letters_that_look_the_same(workbook: Workbook) -> None:
    workbook["Infusions"]["AB1"] = "Weight (kg)".replace("e", "\u0435")


@refused_when("column-lookalike")
def an_optional_heading_in_letters_that_look_the_same(workbook: Workbook) -> None:
    workbook["Infusions"]["Z1"] = "N\u043etes"


@refused_when("column-unknown", "column-missing")
def a_required_heading_mistyped(workbook: Workbook) -> None:
    workbook["Infusions"]["H1"] = "Wieght (kg)"


@refused_when("column-unknown", "column-missing")
def a_unit_changed_in_a_heading(workbook: Workbook) -> None:
    workbook["Infusions"]["H1"] = "Weight (lb)"


@refused_when("sheet-missing")
def a_sheet_deleted(workbook: Workbook) -> None:
    workbook.remove(workbook["Previous doses"])


@refused_when("sheet-duplicate")
def a_sheet_twice_but_for_a_space(workbook: Workbook) -> None:
    copied = workbook.copy_worksheet(workbook["Infusions"])
    copied.title = "Infusions "


@refused_when("no-patients")
def no_patient(workbook: Workbook) -> None:
    workbook["Infusions"].delete_rows(2, 5)


@refused_when("template-version-unknown")
def another_version_of_the_template(workbook: Workbook) -> None:
    sheet = workbook["Read me"]
    for row in range(1, 20):
        if sheet.cell(row, 1).value == "Template version":
            sheet.cell(row, 2).value = "2"


# --- read, with a finding ------------------------------------------------------------------------


@found_when("hidden-column", "Infusions!H1")
def a_hidden_column(workbook: Workbook) -> None:
    workbook["Infusions"].column_dimensions["H"].hidden = True


def _without_width(part: str) -> str:
    column = r'width="[0-9]+" (customWidth="1" style="[0-9]+" min="8" max="8")'
    found = re.sub(column, r'width="0" \1', part)
    assert found != part
    return found


@found("hidden-column", "Infusions!H1")
def a_column_without_width(data: bytes) -> bytes:
    return with_part(data, INFUSIONS_PART, _without_width)


@found_when("hidden-column", "Infusions!I1")
def a_group_of_columns_closed(workbook: Workbook) -> None:
    dimensions = workbook["Infusions"].column_dimensions
    dimensions["H"] = ColumnDimension(
        workbook["Infusions"], "H", min=8, max=10, hidden=True, outlineLevel=1
    )
    for letter in "IJ":
        del dimensions[letter]


@found_when("hidden-column", "Results!C1")
def a_hidden_column_of_results(workbook: Workbook) -> None:
    workbook["Results"].column_dimensions["C"].hidden = True


@found_when("hidden-row", "Infusions!A3")
def a_hidden_row(workbook: Workbook) -> None:
    workbook["Infusions"].row_dimensions[3].hidden = True


@found_when("hidden-row", "Infusions!A3")
def a_row_without_height(workbook: Workbook) -> None:
    workbook["Infusions"].row_dimensions[3].height = 0.75


@found_when("hidden-row", "Infusions!A3")
def a_group_of_rows_closed(workbook: Workbook) -> None:
    workbook["Infusions"].row_dimensions.group(3, 4, hidden=True)


@found_when("hidden-row", "Infusions!A2")
def every_row_hidden_by_default(workbook: Workbook) -> None:
    workbook["Infusions"].sheet_format.zeroHeight = True
    workbook["Infusions"].row_dimensions.pop(2, None)  # a row with a height of its own is seen


@found_when("hidden-row", "Infusions!A2")
def frozen_so_that_rows_cannot_be_scrolled_to(workbook: Workbook) -> None:
    workbook["Infusions"].sheet_view.topLeftCell = "A4"


@found_when("hidden-sheet", "Infusions")
def a_hidden_sheet(workbook: Workbook) -> None:
    workbook["Infusions"].sheet_state = "hidden"


@found_when("hidden-sheet", "Previous doses")
def a_sheet_that_excel_does_not_offer_to_show(workbook: Workbook) -> None:
    workbook["Previous doses"].sheet_state = "veryHidden"


@found_when("invisible-text", "Infusions!H2")
def white_on_white(workbook: Workbook) -> None:
    workbook["Infusions"]["H2"].font = Font(color="FFFFFFFF")


@found_when("invisible-text", "Infusions!H2")
def nearly_white_on_white(workbook: Workbook) -> None:
    workbook["Infusions"]["H2"].font = Font(color="FFFAFAFA")


@found_when("invisible-text", "Infusions!H2")
def the_background_colour_of_the_theme(workbook: Workbook) -> None:
    workbook["Infusions"]["H2"].font = Font(color=Color(theme=0))


@found_when("invisible-text", "Infusions!H2")
def red_on_red(workbook: Workbook) -> None:
    cell = workbook["Infusions"]["H2"]
    cell.font = Font(color="FFFF0000")
    cell.fill = PatternFill("solid", fgColor="FFFF0000")


@found_when("invisible-text", "Infusions!H2")
def letters_of_one_point(workbook: Workbook) -> None:
    workbook["Infusions"]["H2"].font = Font(size=1)


@found_when("hiding-format", "Infusions!H2")
def a_conditional_format_in_white(workbook: Workbook) -> None:
    rule = CellIsRule(operator="greaterThan", formula=["0"], font=Font(color="FFFFFFFF"))  # type: ignore[no-untyped-call]
    workbook["Infusions"].conditional_formatting.add("H2:H50", rule)


@found_when("hiding-format", "Infusions!H2")
def a_conditional_format_that_shows_nothing(workbook: Workbook) -> None:
    style = DifferentialStyle(numFmt=NumberFormat(numFmtId=170, formatCode=";;;"))
    rule = Rule(type="expression", dxf=style, formula=["TRUE"])
    workbook["Infusions"].conditional_formatting.add("H1:H50", rule)


@found_when("hiding-format", "Infusions!H2")
def a_conditional_format_that_shows_another_number(workbook: Workbook) -> None:
    style = DifferentialStyle(numFmt=NumberFormat(numFmtId=170, formatCode='"16.0"'))
    rule = Rule(type="expression", dxf=style, formula=["TRUE"])
    workbook["Infusions"].conditional_formatting.add("A2:Z50", rule)
    workbook["Infusions"].conditional_formatting.add("H2:H3", rule)


@found_when("hiding-format", "Infusions!H2")
def a_bar_in_place_of_the_number(workbook: Workbook) -> None:
    rule = DataBarRule("min", None, "max", None, color="FF638EC6", showValue=False)  # type: ignore[no-untyped-call]
    workbook["Infusions"].conditional_formatting.add("H2:H50", rule)


@found_when("hiding-format", "Infusions!C2")
def a_conditional_format_of_red_on_red(workbook: Workbook) -> None:
    fill = PatternFill(bgColor="FFFF0000", fill_type="solid")
    rule = FormulaRule(formula=["TRUE"], font=Font(color="FFFF0000"), fill=fill)  # type: ignore[no-untyped-call]
    workbook["Infusions"].conditional_formatting.add("C2:D9", rule)


@found_when("struck-through", "Infusions!C2")
def a_patient_crossed_out(workbook: Workbook) -> None:
    workbook["Infusions"]["C2"].font = Font(strike=True)


@found_when("merged-cell", "Infusions!H2")
def a_merge_over_two_patients(workbook: Workbook) -> None:
    workbook["Infusions"].merge_cells("H2:H3")


@found_when("comment-not-read", "Infusions!H2")
def a_comment_that_says_do_not_give(workbook: Workbook) -> None:
    workbook["Infusions"]["H2"].comment = Comment("Do not give before Dr Example calls", "Ward")


@found_when("column-unknown", "Infusions!AB1")
def something_beside_the_table(workbook: Workbook) -> None:
    workbook["Infusions"]["AB3"] = "weight is 61 now"


@found_when("hospital-number-invalid", "Infusions!A9")
def a_second_table_below_the_first(workbook: Workbook) -> None:
    sheet = workbook["Infusions"]
    for column in range(1, 27):
        sheet.cell(9, column).value = sheet.cell(1, column).value


@found_when("value-missing", "Infusions!A9")
def a_remark_below_the_table(workbook: Workbook) -> None:
    workbook["Infusions"]["C9"] = "end of list"


@found_when("sheet-unknown", "Monday")
def a_second_list_on_another_sheet(workbook: Workbook) -> None:
    workbook.create_sheet("Monday")["A1"] = "Hospital number"


@found_when("sheet-unknown", "Old")
def a_hidden_sheet_of_its_own(workbook: Workbook) -> None:
    sheet = workbook.create_sheet("Old")
    sheet["A1"] = 1
    sheet.sheet_state = "veryHidden"


@found_when("date-system-1904")
def dates_counted_from_1904(workbook: Workbook) -> None:
    workbook.epoch = CALENDAR_MAC_1904


@found_when("value-out-of-range", "Infusions!H2")
def headings_swapped(workbook: Workbook) -> None:
    """Weight and height: each is impossible as the other."""
    sheet = workbook["Infusions"]
    sheet["H1"], sheet["J1"] = sheet["J1"].value, sheet["H1"].value
    sheet["H2"], sheet["J2"] = 20.5, 300


@found_when("protocol-differs", "Read me")
def another_protocol_s_template(workbook: Workbook) -> None:
    for each in workbook.custom_doc_props.props:  # type: ignore[attr-defined]  # stubs
        if each.name == "orderset protocol":
            each.value = "zoledronate"
