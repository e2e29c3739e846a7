"""The gate: whether a file is a workbook that may be opened at all. Nothing is opened before it.

``structural_fault`` looks at the bytes in memory, from the outside inwards: what kind of file, its
table of contents, then every part as a stream.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from xml.parsers import expat

from orderset.findings import CellRef, Finding, workbook_finding
from orderset.workbook.archive import contents_fault, has_macros, kind_fault
from orderset.workbook.layout import is_well_laid
from orderset.workbook.parts import PartScan
from orderset.workbook.totals import RefusedError, Totals


_PIECE = 64 * 1024
_MARKS_BEFORE_XML = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"
_XML_NAMES = (".xml", ".rels")
_WORKBOOK_TYPES = frozenset(
    f"application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}.main+xml"
    for kind in ("sheet", "template")
)
_MACRO_WORKBOOK = re.compile(
    r"application/vnd\.ms-excel\.(sheet|template|addin)\.macroenabled\.main\+xml"
)
_PROGRAMS = ("vbaproject", "macrosheet", "activex", "oleobject")


def structural_fault(name: str, data: bytes) -> Finding | None:
    """Return why a file must not be opened, or None when it may be. Never raises for a bad file."""
    wrong_kind = kind_fault(name, data)
    if wrong_kind:
        return wrong_kind
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return (
                contents_fault(name, archive)
                or _layout_fault(name, data, archive)
                or _parts_fault(name, archive)
            )
    except RefusedError as refusal:
        return refusal.finding
    except MemoryError:
        raise  # too large, which is another finding than damaged
    except Exception:  # noqa: BLE001  a damaged archive fails in more ways than can be listed
        return workbook_finding(
            "workbook-unreadable",
            "The file is damaged, or only part of it was copied.",
            where=CellRef(name),
            expected="an Excel workbook (.xlsx) that Excel opens without repairing it",
        )


def _layout_fault(name: str, data: bytes, archive: zipfile.ZipFile) -> Finding | None:
    if is_well_laid(data, archive):
        return None
    return workbook_finding(
        "workbook-unreadable",
        "The parts of the file do not lie one after another, or something stands beside them: two "
        "programs would read different values from it.",
        where=CellRef(name),
        found="a file that is put together in an unusual way",
        expected="an Excel workbook (.xlsx) that Excel opens without repairing it",
    )


def _parts_fault(name: str, archive: zipfile.ZipFile) -> Finding | None:
    totals = Totals(workbook=name)
    for member in archive.infolist():
        _scan(totals, member.filename, archive)
    if any(_is_program(each) for each in totals.content_types):
        return has_macros(name)
    if not totals.content_types & _WORKBOOK_TYPES:
        totals.damaged("The part that lists the sheets is missing.")
    totals.judge_texts()
    totals.judge_sheets()
    folded_names = [each.casefold() for each in totals.sheet_names]
    if len(set(folded_names)) < len(folded_names):
        totals.damaged("Two sheets have the same name, so it is not known which one counts.")
    return None


def _is_program(content_type: str) -> bool:
    """Whether a part of this type holds macros, controls or a document of another program."""
    folded = content_type.casefold()
    return bool(_MACRO_WORKBOOK.fullmatch(folded)) or any(each in folded for each in _PROGRAMS)


def _scan(totals: Totals, filename: str, archive: zipfile.ZipFile) -> None:
    """Judge one part if it is XML, whatever its name is: openpyxl goes by references."""
    pieces = _pieces(archive, filename)
    first = next(pieces, b"")
    if not first.lstrip(_MARKS_BEFORE_XML).startswith(b"<"):
        if filename.casefold().endswith(_XML_NAMES):
            totals.damaged("A part of the file is empty or is not what it says it is.")
        return
    scan = PartScan(totals)
    try:
        scan.feed(first)
        for piece in pieces:
            scan.feed(piece)
        scan.close()
    except expat.ExpatError:
        # The drawings behind cell comments, which openpyxl does not read, are often no clean XML.
        if not filename.casefold().endswith(".vml") or scan.root.endswith(" worksheet"):
            totals.damaged("A part of the file is damaged.")


def _pieces(archive: zipfile.ZipFile, filename: str) -> Iterator[bytes]:
    with archive.open(filename) as opened:
        while piece := opened.read(_PIECE):
            yield piece
