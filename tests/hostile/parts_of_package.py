"""The parts of the package: missing, another program's, or leading elsewhere."""

import io
import zipfile

from tests.hostile.kinds import INFUSIONS_PART, STYLES_PART, WORKBOOK_PART, refused, replaced
from tests.unit.workbook.making import with_part, without_part


_TYPES = "[Content_Types].xml"
_MAIN_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def _archive(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


@refused("not-a-workbook")
def a_workbook_with_macros(data: bytes) -> bytes:
    return with_part(data, "xl/vbaProject.bin", b"\xd0\xcf\x11\xe0macro")


@refused("not-a-workbook")
def a_workbook_with_macros_by_its_types(data: bytes) -> bytes:
    kind = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    return replaced(data, _TYPES, _MAIN_TYPE, kind)


@refused("not-a-workbook")
def a_workbook_with_macros_of_excel_4(data: bytes) -> bytes:
    return with_part(data, "xl/macrosheets/sheet1.xml", b"<x/>")


@refused("not-a-workbook")
def macros_under_another_name(data: bytes) -> bytes:
    with_macros = with_part(data, "xl/project.bin", b"\xd0\xcf\x11\xe0macro")
    kind = (
        '<Override PartName="/xl/project.bin" ContentType="application/vnd.ms-office.vbaProject"/>'
    )
    return replaced(with_macros, _TYPES, "</Types>", f"{kind}</Types>")


@refused("not-a-workbook")
def an_excel_binary_workbook(_: bytes) -> bytes:
    return _archive({_TYPES: b"<Types/>", "xl/workbook.bin": b"\x83\x01"})


@refused("not-a-workbook")
def a_word_document(_: bytes) -> bytes:
    return _archive({_TYPES: b"<Types/>", "word/document.xml": b"<w/>"})


@refused("not-a-workbook")
def a_presentation(_: bytes) -> bytes:
    return _archive({_TYPES: b"<Types/>", "ppt/presentation.xml": b"<p/>"})


@refused("not-a-workbook")
def an_opendocument_sheet(_: bytes) -> bytes:
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    return _archive({"mimetype": kind, "content.xml": b"<x/>"})


@refused("not-a-workbook")
def a_folder_packed_as_one_file(_: bytes) -> bytes:
    return _archive({"list.xlsx": b"x"})


@refused("workbook-unreadable")
def an_archive_with_nothing_in_it(_: bytes) -> bytes:
    return _archive({})


@refused("workbook-unreadable")
def no_list_of_types(data: bytes) -> bytes:
    return without_part(data, _TYPES)


@refused("workbook-unreadable")
def types_that_name_no_workbook(data: bytes) -> bytes:
    return replaced(data, _TYPES, _MAIN_TYPE, "application/xml")


@refused("workbook-unreadable")
def no_list_of_sheets(data: bytes) -> bytes:
    return without_part(data, WORKBOOK_PART)


@refused("sheet-missing")
def a_sheet_whose_part_is_missing(data: bytes) -> bytes:
    return without_part(data, INFUSIONS_PART)


@refused("workbook-unreadable")
def no_styles_so_that_dates_are_numbers(data: bytes) -> bytes:
    return without_part(data, STYLES_PART)


@refused("workbook-unreadable")
def two_sheets_of_one_name(data: bytes) -> bytes:
    return replaced(data, WORKBOOK_PART, 'name="Lists"', 'name="infusions"')


@refused("workbook-unreadable")
def a_sheet_that_leads_nowhere(data: bytes) -> bytes:
    return replaced(data, WORKBOOK_PART, 'r:id="rId2"', 'r:id="rId99"')


@refused("sheet-missing")
def a_sheet_that_leads_out_of_the_file(data: bytes) -> bytes:
    return replaced(
        data, "xl/_rels/workbook.xml.rels", "/xl/worksheets/sheet2.xml", "../../../../etc/passwd"
    )


@refused("sheet-missing")
def a_sheet_that_leads_to_an_address(data: bytes) -> bytes:
    return replaced(
        data,
        "xl/_rels/workbook.xml.rels",
        'Target="/xl/worksheets/sheet2.xml"',
        'TargetMode="External" Target="http://127.0.0.1:9/sheet2.xml"',
    )


@refused("workbook-unreadable")
def two_sheets_that_are_one_part(data: bytes) -> bytes:
    return replaced(
        data, "xl/_rels/workbook.xml.rels", "/xl/worksheets/sheet3.xml", "/xl/worksheets/sheet2.xml"
    )


@refused("workbook-unreadable")
def two_tables_of_texts(data: bytes) -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    table = f'<sst xmlns="{main}"><si><t>x</t></si></sst>'.encode()
    return with_part(with_part(data, "xl/sharedStrings.xml", table), "xl/other.xml", table)


@refused("workbook-unreadable")
def a_chart_sheet_of_that_name(data: bytes) -> bytes:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    return replaced(
        data,
        "xl/_rels/workbook.xml.rels",
        f'{kind}worksheet" Target="/xl/worksheets/sheet2.xml"',
        f'{kind}chartsheet" Target="/xl/worksheets/sheet2.xml"',
    )
