"""What can lie in a folder under the name of a workbook, and names that attack who reads them."""

import os
import socket
from collections.abc import Callable
from pathlib import Path


def _folder(place: Path, _: bytes) -> None:
    place.mkdir()


def _pipe(place: Path, _: bytes) -> None:
    os.mkfifo(place)


def _socket(place: Path, _: bytes) -> None:
    before = Path.cwd()
    os.chdir(place.parent)  # a socket's path is short
    try:
        with socket.socket(socket.AF_UNIX) as opened:
            opened.bind(place.name)
    finally:
        os.chdir(before)


def _to(target: str) -> Callable[[Path, bytes], None]:
    def link(place: Path, _: bytes) -> None:
        place.symlink_to(target)

    return link


def _out_of_the_folder(place: Path, data: bytes) -> None:
    elsewhere = place.parent.parent / "elsewhere"
    elsewhere.mkdir(exist_ok=True)
    (elsewhere / "list.xlsx").write_bytes(data)
    place.symlink_to("../elsewhere/list.xlsx")


def _loop(place: Path, _: bytes) -> None:
    place.symlink_to(place.name)


def _not_permitted(place: Path, data: bytes) -> None:
    place.write_bytes(data)
    place.chmod(0)


def _of(content: bytes) -> Callable[[Path, bytes], None]:
    def write(place: Path, _: bytes) -> None:
        place.write_bytes(content)

    return write


def _sparse(place: Path, _: bytes) -> None:
    with place.open("wb") as opened:
        opened.truncate(2**40)


IN_A_FOLDER: dict[str, tuple[str, Callable[[Path, bytes], None]]] = {
    "a_folder.xlsx": ("not-a-workbook", _folder),
    "a_pipe.xlsx": ("not-a-workbook", _pipe),
    "a_socket.xlsx": ("workbook-unreadable", _socket),
    "a_link_to_nothing.xlsx": ("workbook-is-a-link", _to("nothing.xlsx")),
    "a_link_to_itself.xlsx": ("workbook-is-a-link", _loop),
    "a_link_to_an_endless_device.xlsx": ("workbook-is-a-link", _to("/dev/zero")),
    "a_link_to_the_terminal.xlsx": ("workbook-is-a-link", _to("/dev/tty")),
    "a_link_to_a_process.xlsx": ("workbook-is-a-link", _to("/proc/self/mem")),
    "a_link_out_of_the_folder.xlsx": ("workbook-is-a-link", _out_of_the_folder),
    "a_terabyte_of_nothing.xlsx": ("workbook-too-large", _sparse),
    "an_old_one.xls": ("not-a-workbook", _of(b"\xd0\xcf")),
    "an_export.CSV": ("not-a-workbook", _of(b"H1,2\n")),
    "an_open_one.ods": ("not-a-workbook", _of(b"ods")),
}
"""Name, the finding that refuses it, and what makes it."""

NOT_PERMITTED = ("workbook-unreadable", _not_permitted)
"""Not for the administrator, who may read everything."""

NAMES = (
    "a\nline.xlsx",
    "\x1b[31m\x1b]0;title\x07red.xlsx",
    "turned\u202exslx.xlsx",
    os.fsdecode(b"latin-\xe4\xff.xlsx"),
    "-o.xlsx",
    "--annotate=x.xlsx",
    " .xlsx",
    "<img src=x>.xlsx",
    "{{7*7}}.xlsx",
    "%s%n.xlsx",
    "$(touch x);`touch x`.xlsx",
    "CON.xlsx",
    "UPPER.XLSX",
    "n" * 250 + ".xlsx",
    "\u0301" * 100 + ".xlsx",
    "😀.xlsx",
    "'\"&.xlsx",
)
"""Names of good workbooks: each is read like any other, and nothing happens."""
