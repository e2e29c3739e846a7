"""What a file is by its first bytes, and whether its table of contents can be trusted.

Everything here is decided before any part of the file is unpacked. Limits: faults.md section 1.3.
"""

import io
import zipfile

from orderset.findings import CellRef, Finding, workbook_finding


MOST_MEMBERS = 2_000
MOST_UNPACKED_BYTES = 50 * 1024 * 1024
HIGHEST_RATIO = 200

_ZIP_START = b"PK\x03\x04"
_OLE_START = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_ENCRYPTED_MEMBER = 0x1
_ALLOWED_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_AN_XLSX = "an Excel workbook (.xlsx)"


def kind_fault(name: str, data: bytes) -> Finding | None:
    """Return what is wrong with a file that is no zip archive, or None when it is one."""
    if not data.strip(b"\0"):
        return _fault(
            "workbook-unreadable",
            name,
            "The file is empty. It may still have been being copied.",
            found="an empty file",
            hint="Open the original in Excel, save it again and send it again.",
        )
    if data.startswith(_ZIP_START):
        return None
    if data.startswith(_OLE_START):
        if _ENCRYPTED_PACKAGE in data:
            return _fault(
                "workbook-encrypted",
                name,
                "The workbook is protected with a password and cannot be opened.",
                found="a workbook with a password",
            )
        return _fault(
            "not-a-workbook",
            name,
            "The file is in the format of Excel 97-2003 or of another older Office program.",
            found="an old Office file",
            hint="Open it in Excel and save it as Excel Workbook (*.xlsx).",
        )
    if zipfile.is_zipfile(io.BytesIO(data)):
        # The table of contents is there, but the beginning is not what a spreadsheet writes.
        return _fault(
            "workbook-unreadable", name, "The beginning of the file is damaged.", found="damage"
        )
    return _fault(
        "not-a-workbook",
        name,
        "The file is not a workbook, whatever its name says: it may be a text, CSV or web file.",
        found="another kind of file",
        hint="Open it in Excel and save it as Excel Workbook (*.xlsx).",
    )


def contents_fault(name: str, archive: zipfile.ZipFile) -> Finding | None:
    """Return why the archive's members may not be unpacked, or None when they may."""
    members = archive.infolist()
    if len(members) > MOST_MEMBERS or sum(each.file_size for each in members) > MOST_UNPACKED_BYTES:
        return _too_large(name)
    for member in members:
        if member.flag_bits & _ENCRYPTED_MEMBER:
            return _fault(
                "workbook-encrypted",
                name,
                "Part of the file is protected with a password and cannot be opened.",
                found="a part with a password",
            )
        if member.compress_type not in _ALLOWED_METHODS:
            return _fault(
                "workbook-unreadable",
                name,
                "The file is packed in a way that spreadsheet programs do not use.",
                found="an unknown kind of packing",
            )
        if member.file_size > HIGHEST_RATIO * member.compress_size:
            return _too_large(name)
    names = [part_name(each.filename) for each in members]
    if len(set(names)) < len(names):
        return _fault(
            "workbook-unreadable",
            name,
            "The file holds two versions of the same part, so it is not known which one counts.",
            found="a part that is there twice",
        )
    return _content_fault(name, names)


def part_name(member: str) -> str:
    """Return a member's name as Excel compares names: without case, with forward slashes."""
    return member.replace("\\", "/").lstrip("/").casefold()


def _content_fault(name: str, names: list[str]) -> Finding | None:
    """Judge from the names of the parts what kind of document this is."""
    if any("vbaproject" in each or "macrosheets/" in each for each in names):
        return has_macros(name)
    if any(each.startswith("xl/") for each in names):
        if "xl/workbook.bin" in names:
            return _another_format(name, "an Excel Binary Workbook (.xlsb)")
        if "[content_types].xml" not in names:
            return _fault(
                "workbook-unreadable",
                name,
                "A part that every workbook has is missing.",
                found="an incomplete file",
            )
        return None
    if "content.xml" in names:
        return _another_format(name, "an OpenDocument file")
    return _another_format(name, "another kind of document, or a folder packed as one file")


def has_macros(name: str) -> Finding:
    """Return the finding for a workbook that carries programs."""
    return _fault(
        "not-a-workbook",
        name,
        "The workbook holds macros. A workbook with programs in it is not opened.",
        found="a workbook with macros",
        hint="Save it as Excel Workbook (*.xlsx), which keeps no macros.",
    )


def _another_format(name: str, found: str) -> Finding:
    return _fault(
        "not-a-workbook",
        name,
        f"The file is {found}, not an Excel workbook (.xlsx).",
        found=found,
        hint="Open it in Excel and save it as Excel Workbook (*.xlsx).",
    )


def _too_large(name: str) -> Finding:
    return _fault(
        "workbook-too-large",
        name,
        "Unpacked, the file is far larger than a list of patients can be.",
        expected=f"at most {MOST_UNPACKED_BYTES // 1024 // 1024} MB unpacked",
    )


def _fault(
    code: str, name: str, message: str, *, found: str = "", expected: str = _AN_XLSX, hint: str = ""
) -> Finding:
    return workbook_finding(
        code, message, where=CellRef(name), found=found, expected=expected, hint=hint
    )
