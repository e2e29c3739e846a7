"""The XML of the parts: declarations, encodings and structures that attack their reader."""

from tests.hostile.kinds import INFUSIONS_PART, MAIN, STYLES_PART, WORKBOOK_PART, refused, replaced
from tests.unit.workbook.making import part_text, with_part


_BOMB = "".join(
    f'<!ENTITY {one} "{(f"&{other};" if other != "-" else "ha") * 10}">'
    for one, other in zip("abcdefghi", "-abcdefgh", strict=True)
)


def _with_declaration(data: bytes, part: str, declaration: str, use: str = "") -> bytes:
    text = part_text(data, part)
    body = text[text.index("<", text.find("?>") + 1) :] if text.startswith("<?") else text
    if use:
        end = body.index(">") + 1
        body = body[:end] + use + body[end:]
    return with_part(data, part, f'<?xml version="1.0"?>{declaration}{body}'.encode())


def _in_encoding(data: bytes, part: str, name: str, codec: str | None = None) -> bytes:
    text = part_text(data, part)
    return with_part(
        data, part, f'<?xml version="1.0" encoding="{name}"?>{text}'.encode(codec or name)
    )


@refused("workbook-unreadable")
def entities_that_expand_a_billion_times(data: bytes) -> bytes:
    return _with_declaration(data, INFUSIONS_PART, f"<!DOCTYPE x [{_BOMB}]>", "&i;")


@refused("workbook-unreadable")
def one_long_entity_many_times(data: bytes) -> bytes:
    entity = f'<!DOCTYPE x [<!ENTITY a "{"A" * 50_000}">]>'
    return _with_declaration(data, WORKBOOK_PART, entity, "&a;" * 5_000)


@refused("workbook-unreadable")
def an_external_entity_of_a_file(data: bytes) -> bytes:
    entity = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    return _with_declaration(data, INFUSIONS_PART, entity, "&a;")


@refused("workbook-unreadable")
def an_external_entity_of_an_address(data: bytes) -> bytes:
    entity = '<!DOCTYPE x [<!ENTITY a SYSTEM "http://127.0.0.1:9/x">]>'
    return _with_declaration(data, STYLES_PART, entity, "&a;")


@refused("workbook-unreadable")
def an_external_parameter_entity(data: bytes) -> bytes:
    entity = '<!DOCTYPE x [<!ENTITY % a SYSTEM "http://127.0.0.1:9/x"> %a;]>'
    return _with_declaration(data, "docProps/core.xml", entity)


@refused("workbook-unreadable")
def a_bare_document_type(data: bytes) -> bytes:
    return _with_declaration(data, "xl/theme/theme1.xml", "<!DOCTYPE x>")


@refused("workbook-unreadable")
def an_external_document_type_of_relations(data: bytes) -> bytes:
    declaration = '<!DOCTYPE Relationships SYSTEM "http://127.0.0.1:9/x.dtd">'
    return _with_declaration(data, "_rels/.rels", declaration)


@refused("workbook-unreadable")
def an_undefined_entity(data: bytes) -> bytes:
    return replaced(data, INFUSIONS_PART, "<sheetData>", "<sheetData>&nothing;")


@refused("workbook-unreadable")
def letters_in_seven_bits(data: bytes) -> bytes:
    return _in_encoding(data, INFUSIONS_PART, "utf-7")


@refused("workbook-unreadable")
def letters_of_a_mainframe(data: bytes) -> bytes:
    return _in_encoding(data, INFUSIONS_PART, "cp037")


@refused("workbook-unreadable")
def letters_of_a_mainframe_under_a_declaration_in_ascii(data: bytes) -> bytes:
    return _in_encoding(data, INFUSIONS_PART, "cp037", "utf-8")


@refused("workbook-unreadable")
def letters_of_an_old_code_page(data: bytes) -> bytes:
    return _in_encoding(data, INFUSIONS_PART, "cp1251", "utf-8")


@refused("workbook-unreadable")
def letters_of_latin_1_under_a_declaration_of_utf_8(data: bytes) -> bytes:
    text = part_text(data, INFUSIONS_PART).replace("None known", "Pénicilline")
    return with_part(data, INFUSIONS_PART, text.encode("latin-1"))


@refused("workbook-unreadable")
def a_declaration_of_utf_16_over_utf_8(data: bytes) -> bytes:
    return _in_encoding(data, INFUSIONS_PART, "utf-16", "utf-8")


@refused("workbook-unreadable")
def a_document_type_in_utf_16(data: bytes) -> bytes:
    text = part_text(data, WORKBOOK_PART)
    whole = f'<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x>{text}'
    return with_part(data, WORKBOOK_PART, whole.encode("utf-16"))


@refused("workbook-unreadable")
def a_part_that_breaks_off(data: bytes) -> bytes:
    text = part_text(data, INFUSIONS_PART)
    return with_part(data, INFUSIONS_PART, text[: len(text) // 2].encode())


@refused("workbook-unreadable")
def elements_a_thousand_deep(data: bytes) -> bytes:
    return replaced(data, STYLES_PART, "<fonts", "<x>" * 1_000 + "</x>" * 1_000 + "<fonts")


@refused("workbook-unreadable")
def a_tag_of_a_megabyte(data: bytes) -> bytes:
    letters = "".join(str(n) for n in range(150_000))
    return replaced(data, STYLES_PART, "<fonts", f'<fonts x="{letters}"')


@refused("workbook-unreadable")
def a_comment_of_a_megabyte(data: bytes) -> bytes:
    letters = "".join(str(n) for n in range(150_000))
    return replaced(data, STYLES_PART, "<fonts", f"<!--{letters}--><fonts")


@refused("workbook-too-large")
def a_flood_of_styles(data: bytes) -> bytes:
    return replaced(data, STYLES_PART, "</cellXfs>", '<xf numFmtId="0"/>' * 250_000 + "</cellXfs>")


@refused("workbook-unreadable")
def rows_for_programs_of_another_version(data: bytes) -> bytes:
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    other = (
        f'<m:AlternateContent xmlns:m="{mc}"><m:Fallback><sheetData><row r="9"><c r="A9" '
        't="inlineStr"><is><t>H9</t></is></c></row></sheetData></m:Fallback></m:AlternateContent>'
    )
    return replaced(data, INFUSIONS_PART, "</sheetData>", f"</sheetData>{other}")


@refused("workbook-unreadable")
def rows_of_another_namespace(data: bytes) -> bytes:
    row = '<x:row xmlns:x="urn:x" r="9"><x:c r="A9"/></x:row>'
    return replaced(data, INFUSIONS_PART, "</sheetData>", f"{row}</sheetData>")


@refused("workbook-unreadable")
def a_second_set_of_rows(data: bytes) -> bytes:
    second = '<sheetData><row r="90"/></sheetData>'
    return replaced(data, INFUSIONS_PART, "</sheetData>", f"</sheetData>{second}")


@refused("workbook-unreadable")
def a_second_list_of_sheets(data: bytes) -> bytes:
    return replaced(data, WORKBOOK_PART, "</sheets>", "</sheets><sheets/>")


@refused("workbook-unreadable")
def strict_open_xml(data: bytes) -> bytes:
    strict = "http://purl.oclc.org/ooxml/spreadsheetml/main"
    return replaced(data, INFUSIONS_PART, MAIN, strict)


@refused("workbook-unreadable")
def a_part_that_is_a_picture(data: bytes) -> bytes:
    return with_part(data, WORKBOOK_PART, b"\x89PNG\r\n\x1a\n" + b"\0" * 100)


@refused("workbook-unreadable")
def an_empty_part(data: bytes) -> bytes:
    return with_part(data, INFUSIONS_PART, b"")
