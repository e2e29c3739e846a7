"""Files of another kind under the name of a workbook."""

import gzip
import io
import json
import tarfile

from tests.hostile.kinds import refused


_OLE = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 504


@refused("workbook-unreadable")
def a_file_of_no_bytes(_: bytes) -> bytes:
    return b""


@refused("workbook-unreadable")
def a_file_of_zeros(data: bytes) -> bytes:
    return b"\0" * len(data)


@refused("workbook-encrypted")
def a_workbook_with_a_password(_: bytes) -> bytes:
    return _OLE + "EncryptedPackage".encode("utf-16-le") + b"\0" * 512


@refused("not-a-workbook")
def an_excel_97_workbook(_: bytes) -> bytes:
    return _OLE + "Workbook".encode("utf-16-le") + b"\0" * 512


@refused("not-a-workbook")
def a_csv_file(_: bytes) -> bytes:
    return b"Hospital number,Weight (kg)\r\nH1,16.5\r\n"


@refused("not-a-workbook")
def a_csv_file_with_a_byte_order_mark(_: bytes) -> bytes:
    return b"\xef\xbb\xbfsep=;\r\nHospital number;Weight (kg)\r\n"


@refused("not-a-workbook")
def a_web_page_with_a_table(_: bytes) -> bytes:
    return b"<html><body><table><tr><td>H1</td></tr></table></body></html>"


@refused("not-a-workbook")
def an_xml_spreadsheet_of_2003(_: bytes) -> bytes:
    return b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>'


@refused("not-a-workbook")
def a_flat_opendocument(_: bytes) -> bytes:
    return b'<?xml version="1.0"?><office:document xmlns:office="x"/>'


@refused("not-a-workbook")
def a_pdf(_: bytes) -> bytes:
    return b"%PDF-1.7\n%%EOF\n"


@refused("not-a-workbook")
def a_json_file(data: bytes) -> bytes:
    return json.dumps({"length": len(data)}).encode()


@refused("not-a-workbook")
def a_picture(_: bytes) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"\0\1" * 100


@refused("not-a-workbook")
def a_program(_: bytes) -> bytes:
    return b"\x7fELF" + b"\2\1\1" * 100


@refused("not-a-workbook")
def a_script(_: bytes) -> bytes:
    return b"#!/bin/sh\nexit 1\n"


@refused("not-a-workbook")
def a_gzip_of_a_workbook(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


@refused("not-a-workbook")
def a_tar_of_a_workbook(data: bytes) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        member = tarfile.TarInfo("list.txt")
        member.size = 3
        archive.addfile(member, io.BytesIO(b"abc"))
    return target.getvalue()[: len(data) or None]


@refused("not-a-workbook")
def a_rar_archive(_: bytes) -> bytes:
    return b"Rar!\x1a\x07\x01\x00" + b"\1\2" * 100


@refused("not-a-workbook")
def an_owner_file_of_excel(_: bytes) -> bytes:
    return b"\x05ward1" + b" " * 48 + b"\x05\0w\0a\0r\0d\0001\0" + b" \0" * 40


@refused("workbook-too-large")
def a_file_of_eleven_megabytes(data: bytes) -> bytes:
    return data + b"x" * 11_000_000
