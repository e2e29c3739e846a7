import io
import struct
import warnings
import zipfile

import pytest
from openpyxl.comments import Comment

from orderset.workbook.archive import MOST_MEMBERS
from orderset.workbook.columns import INFUSIONS
from orderset.workbook.structure import structural_fault
from tests.unit.workbook.making import (
    INFUSIONS_PART,
    MAIN,
    NAME,
    address,
    edited,
    first_row,
    infusions_cell,
    part_text,
    read,
    refusal,
    saved,
    with_part,
    with_sheet_data,
    without_part,
    workbook,
)


OLE = bytes.fromhex("d0cf11e0a1b11ae1")
HEADING = '<row r="1"><c r="A1" t="inlineStr"><is><t>Hospital number</t></is></c></row>'


def archive_of(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


# --- what kind of file it is ----------------------------------------------------------------------


@pytest.mark.parametrize("data", [b"", b"\0" * 4096])
def test_a_file_without_content(data: bytes) -> None:
    assert "empty" in refusal(data, "workbook-unreadable").message


def test_a_workbook_with_a_password() -> None:
    data = OLE + b"\0" * 512 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 512
    assert "password" in refusal(data, "workbook-encrypted").message


def test_an_old_excel_file() -> None:
    found = refusal(OLE + b"\0" * 512 + "Workbook".encode("utf-16-le"), "not-a-workbook")
    assert "97" in found.message
    assert "save it as Excel Workbook" in found.hint


@pytest.mark.parametrize(
    "data",
    [
        b"Hospital number,NHS number\nT1,9990000018\n",
        b"<html><table><tr><td>T1</td></tr></table></html>",
        b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>",
        b"%PDF-1.7\n",
        b"   \n",
    ],
)
def test_another_file_with_the_name_of_a_workbook(data: bytes) -> None:
    refusal(data, "not-a-workbook")


@pytest.mark.parametrize("part", ["half", "one byte less", "first bytes", "last bytes"])
def test_a_damaged_or_truncated_file(part: str) -> None:
    data = saved(workbook())
    damaged = {
        "half": data[: len(data) // 2],
        "one byte less": data[:-1],
        "first bytes": b"\1\2\3\4" + data[4:],
        "last bytes": data[:-22] + b"x" * 22,
    }[part]
    refusal(damaged, "workbook-unreadable")


def test_a_flipped_bit_in_a_part() -> None:
    data = saved(workbook())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        start = archive.getinfo(INFUSIONS_PART).header_offset + 80
    damaged = bytearray(data)
    damaged[start] ^= 0x10
    refusal(bytes(damaged), "workbook-unreadable")


# --- the table of contents ------------------------------------------------------------------------


def test_too_many_parts() -> None:
    parts = {f"xl/{number}": b"" for number in range(MOST_MEMBERS + 1)}
    refusal(archive_of(parts), "workbook-too-large")


def test_too_large_when_unpacked() -> None:
    size = 26 * 1024 * 1024
    parts = {name: bytes(size) for name in ("xl/a.bin", "xl/b.bin")}
    refusal(archive_of(parts), "workbook-too-large")


def test_a_part_that_unpacks_to_far_more_than_it_is() -> None:
    data = with_part(saved(workbook()), "xl/a.bin", bytes(1024 * 1024))
    refusal(data, "workbook-too-large")


def test_a_part_with_a_password() -> None:
    data = bytearray(saved(workbook()))
    # The flags of the first entry of the central directory.
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert "password" in refusal(bytes(data), "workbook-encrypted").message


def test_an_unusual_packing() -> None:
    data = archive_of({"xl/workbook.xml": b"<x/>" * 100}, zipfile.ZIP_LZMA)
    refusal(data, "workbook-unreadable")


@pytest.mark.parametrize("second", ["xl/a.xml", "XL/A.xml", "xl\\a.xml", "/xl/a.xml"])
def test_a_part_that_is_there_twice(second: str) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("xl/a.xml", b"<a/>")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the archive warns about a name that is there twice
            archive.writestr(zipfile.ZipInfo(second), b"<b/>")
    assert "two versions" in refusal(target.getvalue(), "workbook-unreadable").message


@pytest.mark.parametrize("name", ["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml"])
def test_macros(name: str) -> None:
    assert "macros" in refusal(with_part(saved(workbook()), name, b"x"), "not-a-workbook").message


def test_macros_in_the_content_types_only() -> None:
    data = edited(
        saved(workbook()),
        "[Content_Types].xml",
        "vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        "vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    assert "macros" in refusal(data, "not-a-workbook").message


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ({"xl/workbook.bin": b"", "[Content_Types].xml": b"<x/>"}, "Binary"),
        ({"mimetype": b"x", "content.xml": b"<x/>"}, "OpenDocument"),
        ({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}, "another kind"),
    ],
)
def test_other_documents_that_are_archives_too(parts: dict[str, bytes], found: str) -> None:
    assert found in refusal(archive_of(parts), "not-a-workbook").found


def test_a_missing_part() -> None:
    refusal(without_part(saved(workbook()), "[Content_Types].xml"), "workbook-unreadable")


def test_content_types_that_name_no_workbook() -> None:
    data = edited(saved(workbook()), "[Content_Types].xml", "sheet.main+xml", "other.main+xml")
    assert "lists the sheets" in refusal(data, "workbook-unreadable").message


# --- the parts as XML -----------------------------------------------------------------------------


ENTITY_BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    f'<sst xmlns="{MAIN}">&b;</sst>'
)


@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "docProps/core.xml", "xl/other.dat"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig"])
def test_a_document_type_in_any_part_and_encoding(part: str, encoding: str) -> None:
    data = with_part(saved(workbook()), part, ENTITY_BOMB.encode(encoding))
    assert "document type" in refusal(data, "workbook-unreadable").message


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("xl/theme/theme1.xml", b""),
        ("xl/theme/theme1.xml", b"no XML at all"),
        ("xl/theme/theme1.xml", b"<a><b></a>"),
        ("xl/drawings/sheet.vml", f'<worksheet xmlns="{MAIN}"><sheetData>'.encode()),
    ],
)
def test_a_part_that_is_no_xml(part: str, content: bytes) -> None:
    refusal(with_part(saved(workbook()), part, content), "workbook-unreadable")


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("xl/drawings/vmlDrawing1.vml", b"<xml><br></xml>"),
        ("xl/media/image1.png", b"\x89PNG\r\n"),
        ("xl/printerSettings/printerSettings1.bin", b""),
    ],
)
def test_parts_that_need_not_be_xml(part: str, content: bytes) -> None:
    assert structural_fault(NAME, with_part(saved(workbook()), part, content)) is None


def test_a_part_that_is_nested_endlessly() -> None:
    deep = b"<a>" * 101 + b"</a>" * 101
    refusal(with_part(saved(workbook()), "customXml/item1.xml", deep), "workbook-unreadable")


def test_strict_open_xml_is_refused_because_it_would_be_read_as_empty() -> None:
    data = edited(
        saved(workbook()),
        "xl/workbook.xml",
        MAIN,
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
    )
    assert "Strict" in refusal(data, "workbook-unreadable").message


def test_two_tables_of_texts() -> None:
    table = f'<sst xmlns="{MAIN}"/>'.encode()
    data = with_part(saved(workbook()), "xl/other.xml", table)
    data = with_part(data, "xl/another.xml", table)
    assert "twice" in refusal(data, "workbook-unreadable").message


def test_two_sheets_of_one_name() -> None:
    data = edited(saved(workbook()), "xl/workbook.xml", 'name="Results"', 'name="INFUSIONS"')
    assert "same name" in refusal(data, "workbook-unreadable").message


def test_the_rows_of_a_linked_workbook_are_not_judged() -> None:
    link = (
        f'<externalLink xmlns="{MAIN}">'
        '<externalBook><sheetDataSet><sheetData sheetId="0"><row r="90000">'
        '<cell r="A90000"><v>1</v></cell></row></sheetData></sheetDataSet></externalBook>'
        "</externalLink>"
    )
    data = with_part(saved(workbook()), "xl/externalLinks/externalLink1.xml", link.encode())
    assert structural_fault(NAME, data) is None


# --- rows and cells -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ('<row r="2"><c r="A2"><v>1</v></c><c r="A2"><v>2</v></c></row>', "cell A2 twice"),
        ('<row r="2"><c r="B2"><v>1</v></c><c r="A2"/><c><v>2</v></c></row>', "twice"),
        ('<row r="2"/><row r="2"/>', "row 2 after row 2"),
        ('<row r="3"/><row r="2"/>', "row 2 after row 3"),
        ('<row r="2.0"/>', "row 2.0"),
        ('<row r="-1"/>', "row -1"),
        ('<row r="2"><c r="A3"><v>1</v></c></row>', "cell A3 in row 2"),
        ('<row r="2"><c r="2A"><v>1</v></c></row>', "cell 2A in row 2"),
        ('<row r="2"><c r="A2" t="x"><v>1</v></c></row>', "cell A2"),
        ('<row r="2"><c r="A2"><v>1</v><v>2</v></c></row>', "cell A2"),
        ('<row r="2"><c r="A2"><v>1<b/></v></c></row>', ""),
        ('<row r="2"><extLst/></row>', ""),
        ('<row r="2"><f>1</f></row>', ""),
        ('<row r="2"><row r="3"/></row>', ""),
        ('<row r="2"><c r="A2"><v>12,5</v></c></row>', "cell A2"),
        ('<row r="2"><c r="A2"><v>1_6</v></c></row>', "cell A2"),
        ('<row r="2"><c r="A2"><v>NaN</v></c></row>', "cell A2"),
        (f'<row r="2"><c r="A2"><v>{"9" * 400}</v></c></row>', "cell A2"),
        ('<row r="2"><c r="A2" t="b"><v>2</v></c></row>', "cell A2"),
        ('<row r="2"><c r="A2" t="s"><v>-1</v></c></row>', "cell A2"),
        ('<row r="2"><c r="A2" t="s"><v>0</v></c></row>', ""),
    ],
)
def test_rows_that_two_programs_would_read_differently(rows: str, found: str) -> None:
    assert found in refusal(with_sheet_data(HEADING + rows), "workbook-unreadable").found


def test_a_cell_outside_any_row() -> None:
    text = part_text(saved(workbook()), INFUSIONS_PART)
    stray = text.replace("<sheetData>", '<sheetData><c r="A9"><v>1</v></c>')
    data = with_part(saved(workbook()), INFUSIONS_PART, stray.encode())
    refusal(data, "workbook-unreadable")


@pytest.mark.parametrize("cell", ["A20001", "GS2", "XFD1048576"])
def test_a_cell_in_the_far_corner(cell: str) -> None:
    row = cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    rows = f'{HEADING}<row r="{row}"><c r="{cell}"/></row>'
    assert cell in refusal(with_sheet_data(rows), "workbook-too-large").found


def test_the_last_row_that_libreoffice_writes_holds_no_cell_and_is_accepted() -> None:
    text = part_text(saved(workbook()), INFUSIONS_PART)
    rows = text.replace("</sheetData>", '<row r="1048576" hidden="false"/></sheetData>')
    rows = rows.replace('<row r="2"', '<row r="2" customFormat="false" ht="12.8" hidden="false"')
    data = with_part(saved(workbook()), INFUSIONS_PART, rows.encode())
    assert first_row(data).findings == ()
    assert len(read(data).infusions) == 1


def test_cells_without_addresses_are_read_where_they_stand() -> None:
    text = part_text(saved(workbook()), INFUSIONS_PART)
    for key in ("hospital_number", "nhs_number", "family_name", "given_name"):
        text = text.replace(f'<c r="{address(INFUSIONS, key)}"', "<c")
    row = first_row(with_part(saved(workbook()), INFUSIONS_PART, text.encode()))
    assert row.cells["family_name"].value == "Testcase"


@pytest.mark.parametrize(
    ("limit", "rows"),
    [
        ("row_scan.MOST_CELLS", '<row r="2"><c/><c/></row>'),
        ("parts.MOST_OTHER_ELEMENTS", '<row r="2"/>'),
    ],
)
def test_far_more_than_a_list_of_patients(
    monkeypatch: pytest.MonkeyPatch, limit: str, rows: str
) -> None:
    monkeypatch.setattr(f"orderset.workbook.{limit}", 1)
    found = structural_fault(NAME, with_sheet_data(rows))
    assert found is not None
    assert found.code == "workbook-too-large"


def test_far_more_texts_than_a_list_of_patients(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orderset.workbook.parts.MOST_CELLS", 200)
    texts = "<si><t>x</t></si>" * 201
    table = f'<sst xmlns="{MAIN}">{texts}</sst>'
    data = with_part(saved(workbook()), "xl/sharedStrings.xml", table.encode())
    found = structural_fault(NAME, data)
    assert found is not None
    assert (found.code, "texts" in found.message) == ("workbook-too-large", True)


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        ('<mergeCells><mergeCell ref="A2:XFD1048576"/></mergeCells>', "workbook-too-large"),
        ('<mergeCells><mergeCell ref="A2:AZ10000"/></mergeCells>', "workbook-too-large"),
        ('<mergeCells><mergeCell ref="A2:"/></mergeCells>', "workbook-unreadable"),
        ('<mergeCells><mergeCell ref="everything"/></mergeCells>', "workbook-unreadable"),
        ('<hyperlinks><hyperlink ref="A20001"/></hyperlinks>', "workbook-too-large"),
        ('<hyperlinks><hyperlink ref="A2"/></hyperlinks>', None),
    ],
)
def test_what_covers_cells_is_limited(extra: str, code: str | None) -> None:
    data = edited(saved(workbook()), INFUSIONS_PART, "</sheetData>", f"</sheetData>{extra}")
    found = structural_fault(NAME, data)
    assert (found.code if found else None) == code


def test_a_table_over_the_whole_sheet() -> None:
    table = f'<table xmlns="{MAIN}" ref="A1:XFD1048576"/>'.encode()
    data = with_part(saved(workbook()), "xl/tables/table1.xml", table)
    refusal(data, "workbook-too-large")


def test_a_comment_in_the_far_corner_costs_nothing() -> None:
    made = workbook()
    made["Infusions"]["XFD1048576"].comment = Comment("here", "ward")
    data = saved(made)
    text = part_text(data, INFUSIONS_PART)
    # Excel keeps a comment in a part of its own and writes no cell for it.
    without_cell = text[: text.index('<row r="1048576"')] + text[text.index("</sheetData>") :]
    content = read(with_part(data, INFUSIONS_PART, without_cell.encode()))
    assert (content.usable, len(content.infusions)) == (True, 1)


def test_under_claimed_sizes_end_in_a_refusal() -> None:
    data = bytearray(saved(workbook()))
    position = data.index(b"PK\x01\x02") + 24
    size = struct.unpack_from("<I", data, position)[0]
    struct.pack_into("<I", data, position, size // 2)
    refusal(bytes(data), "workbook-unreadable")


@pytest.mark.parametrize(("cells", "accepted"), [(2, True), (3, False)])
def test_a_long_formula_that_many_cells_share(
    monkeypatch: pytest.MonkeyPatch,
    cells: int,
    accepted: bool,  # noqa: FBT001
) -> None:
    monkeypatch.setattr("orderset.workbook.row_scan.MOST_FORMULA_LETTERS", 10)
    shared = '<c><f t="shared" si="0"/></c>' * cells
    rows = (
        f'{HEADING}<row r="2"><c><f>A1+A2+A3</f></c>'
        f'<c><f t="shared" si="0" ref="B2:E2">A1+A2</f></c>{shared}</row>'
    )
    found = structural_fault(NAME, with_sheet_data(rows))
    assert (found is None) is accepted
    assert found is None or found.code == "workbook-too-large"


@pytest.mark.parametrize("last", ["<v>1</v>", "<v>1,5</v>"])
def test_a_long_part_is_judged_to_its_end(last: str) -> None:
    rows = "".join(f'<row r="{number}"><c/></row>' for number in range(2, 9000))
    rows = f'{HEADING}{rows}<row r="9000"><c>{last}</c></row>'
    found = structural_fault(NAME, with_sheet_data(rows))
    assert (found.code if found else None) == (None if "," not in last else "workbook-unreadable")


def test_a_part_of_another_kind_may_be_for_workbooks_with_macros() -> None:
    """SheetJS lists every extension it knows in the content types."""
    data = edited(
        saved(workbook()),
        "[Content_Types].xml",
        "<Override",
        '<Default Extension="bin" '
        'ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/><Override',
    )
    assert structural_fault(NAME, data) is None


def test_a_good_workbook_passes() -> None:
    made = workbook()
    infusions_cell(made, "notes").value = "x"
    assert structural_fault(NAME, saved(made)) is None
