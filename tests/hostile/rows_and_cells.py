"""The rows of a sheet: places and kinds of cells that two programs would read differently."""

from tests.hostile.kinds import INFUSIONS_PART, refused, replaced, with_rows
from tests.unit.workbook.making import part_text, with_part


def _row(cells: str, number: int = 9) -> str:
    return f'<row r="{number}">{cells}</row>'


@refused("workbook-too-large")
def a_cell_in_the_far_corner(data: bytes) -> bytes:
    return with_rows(data, _row('<c r="XFD1048576"><v>1</v></c>', 1_048_576))


@refused("workbook-too-large")
def a_cell_in_the_last_column(data: bytes) -> bytes:
    return with_rows(data, _row('<c r="XFD9"><v>1</v></c>'))


@refused("workbook-too-large")
def a_flood_of_cells(data: bytes) -> bytes:
    rows = "".join(f'<row r="{number}">' + "<c/>" * 150 + "</row>" for number in range(10, 3_500))
    return with_rows(data, rows)


@refused("workbook-too-large")
def more_rows_than_there_are_patients_anywhere(data: bytes) -> bytes:
    rows = "".join(
        f'<row r="{number}"><c r="A{number}" t="inlineStr"><is><t>H{number}</t></is></c></row>'
        for number in range(10, 2_600)
    )
    return with_rows(data, rows)


@refused("workbook-too-large")
def a_flood_of_texts(data: bytes) -> bytes:
    strings = "<si><t>x</t></si>" * 600_000
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return with_part(data, "xl/sharedStrings.xml", f'<sst xmlns="{main}">{strings}</sst>'.encode())


@refused("workbook-too-large")
def one_long_text_in_every_cell(data: bytes) -> bytes:
    """A small file: the text stands there once, and thousands of cells refer to it."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    text = "".join(f"{number:x}" for number in range(7_000))[:32_000]
    strings = f'<sst xmlns="{main}"><si><t>{text}</t></si></sst>'
    rows = "".join(
        f'<row r="{number}">' + '<c t="s"><v>0</v></c>' * 26 + "</row>"
        for number in range(10, 1_500)
    )
    return with_part(with_rows(data, rows), "xl/sharedStrings.xml", strings.encode())


@refused("workbook-too-large")
def a_text_longer_than_a_cell_can_hold(data: bytes) -> bytes:
    text = "".join(f"{number:x}" for number in range(12_000))[:40_000]
    return with_rows(data, _row(f'<c r="A9" t="inlineStr"><is><t>{text}</t></is></c>'))


@refused("workbook-too-large")
def a_merge_over_the_whole_sheet(data: bytes) -> bytes:
    merge = '</sheetData><mergeCells><mergeCell ref="A5:XFD1048576"/></mergeCells>'
    return _without_filter(replaced(data, INFUSIONS_PART, "</sheetData>", merge))


@refused("workbook-too-large")
def a_link_over_the_whole_sheet(data: bytes) -> bytes:
    link = '</sheetData><hyperlinks><hyperlink ref="A1:XFD1048576" location="A1"/></hyperlinks>'
    return _without_filter(replaced(data, INFUSIONS_PART, "</sheetData>", link))


def _without_filter(data: bytes) -> bytes:
    text = part_text(data, INFUSIONS_PART)
    start, end = text.index("<autoFilter"), text.index("<dataValidations")
    return with_part(data, INFUSIONS_PART, (text[:start] + text[end:]).encode())


@refused("workbook-too-large")
def a_rule_over_forty_thousand_areas(data: bytes) -> bytes:
    areas = " ".join(f"A{number % 9_000 + 1}" for number in range(40_000))
    return replaced(data, INFUSIONS_PART, 'sqref="', f'sqref="{areas} ')


@refused("workbook-too-large")
def a_long_formula_that_thousands_of_cells_share(data: bytes) -> bytes:
    formula = "+".join(["A1"] * 2_600)
    cells = "".join(
        f'<row r="{number}"><c r="AB{number}"><f t="shared" si="0">'
        f"{formula if number == 10 else ''}</f><v>1</v></c></row>"
        for number in range(10, 2_000)
    )
    return with_rows(data, cells)


@refused("workbook-unreadable")
def a_text_number_below_zero(data: bytes) -> bytes:
    return with_rows(data, _row('<c r="A9" t="s"><v>-1</v></c>'))


@refused("workbook-unreadable")
def a_text_number_that_is_not_there(data: bytes) -> bytes:
    return with_rows(data, _row('<c r="A9" t="s"><v>7</v></c>'))


@refused("workbook-unreadable")
def a_row_twice(data: bytes) -> bytes:
    return with_rows(data, _row('<c r="H2"><v>99</v></c>', 2))


@refused("workbook-unreadable")
def rows_out_of_order(data: bytes) -> bytes:
    return with_rows(data, _row("", 90) + _row("", 89))


@refused("workbook-unreadable")
def a_cell_twice(data: bytes) -> bytes:
    return replaced(data, INFUSIONS_PART, '<c r="H2"', '<c r="H2" t="n"><v>99</v></c><c r="H2"')


@refused("workbook-unreadable")
def a_cell_with_two_values(data: bytes) -> bytes:
    return with_rows(data, _row('<c r="H9"><v>16</v><v>61</v></c>'))


@refused("workbook-unreadable")
def a_cell_with_a_text_beside_its_value(data: bytes) -> bytes:
    return with_rows(data, _row('<c r="H9" t="inlineStr"><v>16</v><is><t>61</t></is></c>'))


@refused("workbook-unreadable")
def a_number_cell_with_a_text_in_it(data: bytes) -> bytes:
    return with_rows(data, _row('<c r="H9" t="n"><is><t>61</t></is></c>'))


@refused("workbook-unreadable")
def a_text_in_one_piece_and_in_runs(data: bytes) -> bytes:
    return with_rows(
        data, _row('<c r="C9" t="inlineStr"><is><t>Not to be given</t><r><t>Patel</t></r></is></c>')
    )


@refused("workbook-unreadable")
def a_run_with_two_pieces(data: bytes) -> bytes:
    return with_rows(
        data, _row('<c r="C9" t="inlineStr"><is><r><t>Not </t><t>Patel</t></r></is></c>')
    )


@refused("workbook-unreadable")
def a_text_for_programs_of_another_version(data: bytes) -> bytes:
    return with_rows(data, _row('<c r="C9" t="inlineStr"><is><x xmlns="urn:x"/><t>P</t></is></c>'))


@refused("workbook-unreadable")
def a_mark_that_is_deleted_on_reading(data: bytes) -> bytes:
    return with_rows(data, _row('<c r="C9" t="inlineStr"><is><t>Pax005F_tel</t></is></c>'))


@refused("workbook-unreadable")
def a_cell_in_a_row_that_is_not_its_own(data: bytes) -> bytes:
    return with_rows(data, _row('<c r="H3"><v>61</v></c>'))


@refused("workbook-unreadable")
def a_cell_outside_every_row(data: bytes) -> bytes:
    return replaced(data, INFUSIONS_PART, "<sheetData>", '<sheetData><c r="H2"><v>61</v></c>')


@refused("workbook-unreadable")
def a_row_in_a_row(data: bytes) -> bytes:
    return with_rows(data, _row(_row('<c r="H10"><v>61</v></c>', 10)))


@refused("workbook-unreadable")
def a_row_number_with_a_fraction(data: bytes) -> bytes:
    return with_rows(data, '<row r="9.0"/>')


@refused("workbook-unreadable")
def a_cell_of_an_unknown_kind(data: bytes) -> bytes:
    return with_rows(data, _row('<c r="H9" t="weight"><v>61</v></c>'))


@refused("workbook-unreadable")
def a_number_that_is_not_one(data: bytes) -> bytes:
    return with_rows(data, _row('<c r="H9"><v>NaN</v></c>'))


@refused("workbook-unreadable")
def a_number_in_hexadecimal(data: bytes) -> bytes:
    return with_rows(data, _row('<c r="H9"><v>0x10</v></c>'))


@refused("workbook-unreadable")
def a_number_with_an_underscore(data: bytes) -> bytes:
    return with_rows(data, _row('<c r="H9"><v>1_6</v></c>'))


@refused("workbook-unreadable")
def a_number_of_four_hundred_digits(data: bytes) -> bytes:
    return with_rows(data, _row(f'<c r="H9"><v>{"9" * 400}</v></c>'))


@refused("workbook-unreadable")
def a_number_in_the_digits_of_another_alphabet(data: bytes) -> bytes:
    return with_rows(data, _row('<c r="H9"><v>١٦</v></c>'))


@refused("workbook-unreadable")
def a_decimal_comma_in_a_number_cell(data: bytes) -> bytes:
    return with_rows(data, _row('<c r="H9"><v>12,5</v></c>'))


@refused("workbook-unreadable")
def a_truth_value_of_two(data: bytes) -> bytes:
    return with_rows(data, _row('<c r="H9" t="b"><v>2</v></c>'))


@refused("workbook-unreadable")
def a_style_that_is_not_there(data: bytes) -> bytes:
    return with_rows(data, _row('<c r="H9" s="99999"><v>16</v></c>'))


@refused("workbook-unreadable")
def an_iso_date_that_no_calendar_has(data: bytes) -> bytes:
    return with_rows(data, _row('<c r="F9" t="d"><v>2014-02-30T00:00:00</v></c>'))
