"""The file as an archive: sizes, places and names of its members that are not what they seem."""

import io
import struct
import warnings
import zipfile
import zlib

from tests.hostile.kinds import INFUSIONS_PART, WORKBOOK_PART, refused
from tests.unit.workbook.making import part_text, with_part


_CENTRAL = b"PK\x01\x02"
_LOCAL = b"PK\x03\x04"
_END = b"PK\x05\x06"


def _added(data: bytes, name: str, content: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO(data)
    with zipfile.ZipFile(target, "a") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a part that is there twice is on purpose
        archive.writestr(zipfile.ZipInfo(name), content, method)
    return target.getvalue()


def _patched(data: bytes, mark: bytes, offset: int, value: bytes, nth: int = 0) -> bytes:
    """Return the data with bytes replaced in the n-th description that begins with the mark."""
    place = -1
    for _ in range(nth + 1):
        place = data.index(mark, place + 1)
    place += offset
    return data[:place] + value + data[place + len(value) :]


@refused("workbook-too-large")
def a_member_of_a_gigabyte_of_nothing(data: bytes) -> bytes:
    return _added(data, "xl/media/image1.png", b"\0" * 60_000_000)


@refused("workbook-too-large")
def three_thousand_members(data: bytes) -> bytes:
    target = io.BytesIO(data)
    with zipfile.ZipFile(target, "a") as archive:
        for number in range(3_000):
            archive.writestr(f"xl/media/{number}.txt", b"x")
    return target.getvalue()


@refused("workbook-too-large")
def a_member_that_unpacks_to_a_thousand_times_its_size(data: bytes) -> bytes:
    return _added(data, "xl/media/blank.bin", b"\0" * 20_000_000)


@refused("workbook-too-large")
def a_sheet_that_unpacks_to_a_thousand_times_its_size(data: bytes) -> bytes:
    text = part_text(data, INFUSIONS_PART)
    return with_part(data, INFUSIONS_PART, (text + " " * 20_000_000).encode())


@refused("workbook-too-large")
def a_member_that_claims_four_gigabytes(data: bytes) -> bytes:
    return _patched(data, _CENTRAL, 24, struct.pack("<L", 0xFFFFFFF0), nth=3)


@refused("workbook-unreadable")
def a_member_that_claims_less_than_it_holds(data: bytes) -> bytes:
    return _patched(data, _CENTRAL, 24, struct.pack("<L", 100), nth=5)


@refused("workbook-unreadable")
def a_member_that_claims_other_sizes_in_its_own_place(data: bytes) -> bytes:
    return _patched(data, _LOCAL, 22, struct.pack("<L", 100), nth=5)


@refused("workbook-unreadable")
def a_member_that_has_another_name_in_its_own_place(data: bytes) -> bytes:
    return data.replace(b"xl/worksheets/sheet2.xml", b"xl/worksheets/sheet9.xml", 1)


@refused("workbook-unreadable")
def a_member_that_has_another_packing_in_its_own_place(data: bytes) -> bytes:
    return _patched(data, _LOCAL, 8, struct.pack("<H", 0), nth=5)


@refused("workbook-unreadable")
def two_members_in_the_same_place(data: bytes) -> bytes:
    first = data.index(_CENTRAL)
    second = data.index(_CENTRAL, first + 4)
    (offset,) = struct.unpack_from("<L", data, first + 42)
    return data[: second + 42] + struct.pack("<L", offset) + data[second + 46 :]


@refused("workbook-unreadable")
def members_that_share_a_quoted_piece(data: bytes) -> bytes:
    """As in a bomb of overlapping members: a long member that contains the next one."""
    inner_name, outer_name = b"xl/media/b.bin", b"xl/media/a.bin"
    inner = zlib.compress(b"x" * 1000)[2:-4]
    inner_local = _local(inner_name, inner, b"x" * 1000)
    block = b"\x00" + struct.pack("<HH", len(inner_local), len(inner_local) ^ 0xFFFF) + inner_local
    whole = inner_local + b"x" * 1000
    outer_local = _local(outer_name, block + inner, whole)
    start = data.index(_CENTRAL)
    body = data[:start] + outer_local + inner_local[-len(inner) :][:0]
    central = _central(outer_name, block + inner, whole, start)
    inner_start = start + 30 + len(outer_name) + 5
    central += _central(inner_name, inner, b"x" * 1000, inner_start)
    return _closed(data, body, central, 2)


def _local(name: bytes, packed: bytes, content: bytes) -> bytes:
    fields = (20, 0, 8, 0, 33, zlib.crc32(content), len(packed), len(content), len(name), 0)
    return _LOCAL + struct.pack("<5H3L2H", *fields) + name + packed


def _central(name: bytes, packed: bytes, content: bytes, start: int) -> bytes:
    sizes = (zlib.crc32(content), len(packed), len(content), len(name), 0, 0, 0, 0, 0, start)
    return _CENTRAL + struct.pack("<6H3L5H2L", 20, 20, 0, 8, 0, 33, *sizes) + name


def _closed(data: bytes, body: bytes, added: bytes, members: int) -> bytes:
    """Return the file with more members in its table of contents."""
    end = data.rindex(_END)
    count, size, start = struct.unpack_from("<HLL", data, end + 10)
    table = data[start : start + size] + added
    total = count + members
    closing = struct.pack("<4H2LH", 0, 0, total, total, len(table), len(body), 0)
    return body + table + _END + closing


@refused("workbook-unreadable")
def something_behind_the_end(data: bytes) -> bytes:
    return data + b"\r\n<script>alert(1)</script>"


@refused("workbook-unreadable")
def zeros_behind_the_end_as_in_a_copy_that_reserves_its_space(data: bytes) -> bytes:
    return data + b"\0" * 4096


@refused("workbook-unreadable")
def something_before_the_beginning(data: bytes) -> bytes:
    return b"MZ" + b"\0" * 510 + data


@refused("workbook-unreadable")
def two_workbooks_in_one_file(data: bytes) -> bytes:
    return data + data


@refused("workbook-unreadable")
def a_gap_between_the_members(data: bytes) -> bytes:
    start = data.index(_CENTRAL)
    return _closed(data, data[:start] + b"hidden" * 50, b"", 0)


@refused("workbook-unreadable")
def a_part_twice_with_another_weight(data: bytes) -> bytes:
    text = part_text(data, INFUSIONS_PART).replace("<v>29.5</v>", "<v>95.2</v>")
    return _added(data, INFUSIONS_PART, text.encode())


@refused("workbook-unreadable")
def a_part_twice_in_another_case(data: bytes) -> bytes:
    text = part_text(data, INFUSIONS_PART).replace("<v>29.5</v>", "<v>95.2</v>")
    return _added(data, "XL/Worksheets/Sheet2.XML", text.encode())


@refused("workbook-unreadable")
def a_part_twice_with_a_backslash(data: bytes) -> bytes:
    return _added(data, "xl\\worksheets\\sheet2.xml", part_text(data, INFUSIONS_PART).encode())


@refused("workbook-unreadable")
def a_packing_that_spreadsheets_do_not_use(data: bytes) -> bytes:
    return _added(data, "xl/media/a.bin", b"x" * 100, zipfile.ZIP_LZMA)


@refused("workbook-encrypted")
def a_member_with_a_password(data: bytes) -> bytes:
    return _patched(data, _CENTRAL, 8, struct.pack("<H", 1), nth=2)


@refused("workbook-unreadable")
def a_wrong_checksum(data: bytes) -> bytes:
    return _patched(data, _CENTRAL, 16, b"\1\2\3\4", nth=5)


@refused("workbook-unreadable")
def a_long_form_that_lies(data: bytes) -> bytes:
    """The end record sends the reader to a 64-bit one that is not there."""
    end = data.rindex(_END)
    return data[: end + 8] + b"\xff" * 12 + data[end + 20 :]


@refused("workbook-unreadable")
def a_table_of_contents_that_starts_nowhere(data: bytes) -> bytes:
    end = data.rindex(_END)
    return data[: end + 16] + struct.pack("<L", len(data) + 1000) + data[end + 20 :]


@refused("workbook-unreadable")
def the_first_half(data: bytes) -> bytes:
    return data[: len(data) // 2]


@refused("workbook-unreadable")
def all_but_the_last_bytes(data: bytes) -> bytes:
    return data[:-30]


@refused("workbook-unreadable")
def a_flipped_bit(data: bytes) -> bytes:
    place = data.index(WORKBOOK_PART.encode()) + 200
    return data[:place] + bytes([data[place] ^ 0x10]) + data[place + 1 :]


@refused("workbook-unreadable")
def the_beginning_overwritten_with_zeros(data: bytes) -> bytes:
    return b"\0" * 512 + data[512:]
