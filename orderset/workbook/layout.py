"""How the parts of a zip archive lie in the file: one after another, and nothing beside them.

An archive has two descriptions of its parts: one before each part, and the table of contents at the
end. A file can be made so that programs which go by the one read other values than those which go
by the other, so that parts share their bytes, or so that two workbooks lie in one file.
"""

import struct
import zipfile
from collections.abc import Iterator


_HEADER = struct.Struct("<4s2B4HL2L2H")
_HEADER_START = b"PK\x03\x04"
_TOLD_LATER = 0x8
_LONG_SIZE = 0xFFFFFFFF
# What may follow a part: its sizes again, in the short or the long form, with or without a mark.
_LONGEST_DESCRIPTOR = 24
_END_MARK = b"PK\x05\x06"
_END_LENGTH = 22


def is_well_laid(data: bytes, archive: zipfile.ZipFile) -> bool:
    """Whether the parts lie one after another from the first byte on, and nothing else is there.

    Raises:
        struct.error: the file ends within a description.
    """
    end = data.rfind(_END_MARK)
    (comment_length,) = struct.unpack_from("<H", data, end + _END_LENGTH - 2)
    if end + _END_LENGTH + comment_length != len(data):
        return False
    place = 0
    for start, stop in sorted(_extents(data, archive)):
        if not 0 <= start - place <= (_LONGEST_DESCRIPTOR if place else 0):
            return False
        place = stop
    return 0 <= archive.start_dir - place <= _LONGEST_DESCRIPTOR


def _extents(data: bytes, archive: zipfile.ZipFile) -> Iterator[tuple[int, int]]:
    """Yield where each part starts and stops.

    A part that describes itself otherwise than the table of contents does stops nowhere.
    """
    for member in archive.infolist():
        fields = _HEADER.unpack_from(data, member.header_offset)
        mark, flags, method = fields[0], fields[3], fields[4]
        check, packed, unpacked, name_length, extra_length = fields[7:]
        start = member.header_offset
        stop = start + _HEADER.size + name_length + extra_length + member.compress_size
        is_told_later = bool(flags & _TOLD_LATER)
        said = (check, packed, unpacked)
        known = (member.CRC, member.compress_size, member.file_size)
        agrees = (mark, method) == (_HEADER_START, member.compress_type) and all(
            is_told_later or mine in {theirs, _LONG_SIZE}
            for mine, theirs in zip(said, known, strict=True)
        )
        yield start, stop if agrees else len(data)
