"""What an annotated copy cannot keep of the original, by looking at the parts that are in it."""

import io
import re
import zipfile

from orderset.workbook.archive import part_name


_KINDS = (
    (
        "chart",
        "charts",
        r"xl/charts/chart[^/]*\.xml|xl/charts/chartex[^/]*\.xml|xl/chartsheets/[^/]+\.xml",
    ),
    ("picture", "pictures", r"xl/media/[^/]+"),
    (
        "drawing with shapes, pictures or charts",
        "drawings with shapes, pictures or charts",
        r"xl/drawings/drawing[^/]*\.xml",
    ),
    ("diagram", "diagrams", r"xl/diagrams/data[^/]*\.xml"),
    ("pivot table", "pivot tables", r"xl/pivottables/[^/]+\.xml"),
    ("slicer", "slicers", r"xl/(slicers|timelines)/[^/]+\.xml"),
    ("link to another workbook", "links to other workbooks", r"xl/externallinks/[^/]+\.xml"),
    (
        "connection to data elsewhere",
        "connections to data elsewhere",
        r"xl/connections\.xml|xl/querytables/[^/]+\.xml",
    ),
    ("embedded file", "embedded files", r"xl/embeddings/[^/]+"),
    ("button or control", "buttons or controls", r"xl/(ctrlprops|activex)/[^/]+\.xml"),
    ("conversation beside a cell", "conversations beside cells", r"xl/threadedcomments/[^/]+\.xml"),
    ("printer setting", "printer settings", r"xl/printersettings/[^/]+"),
    (
        "part of another program",
        "parts of other programs",
        r"customxml/item[0-9]+\.xml|xl/webextensions/[^/]+\.xml",
    ),
    ("digital signature", "digital signatures", r"_xmlsignatures/sig[^/]*\.xml"),
    (
        "kind of data beyond numbers and texts",
        "kinds of data beyond numbers and texts",
        r"xl/richdata/rdrichvalue\.xml",
    ),
)
_IN_SHEETS = (
    ("sparkline group", "sparkline groups", rb"<x14:sparklineGroup[ >]"),
    (
        "special conditional format",
        "special conditional formats",
        rb"<x14:conditionalFormatting[ >]",
    ),
    (
        "drop-down list with another sheet's values",
        "drop-down lists with another sheet's values",
        rb"<x14:dataValidation[ >]",
    ),
)
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")


def lost_parts(data: bytes) -> list[str]:
    """Return what is in the file and will not be in the copy, counted, in plain words."""
    lost = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [part_name(each) for each in archive.namelist()]
        for one, many, pattern in _KINDS:
            lost += _counted(one, many, sum(bool(re.fullmatch(pattern, each)) for each in names))
        sheets = [
            archive.read(each)
            for each, name in zip(archive.namelist(), names, strict=True)
            if _SHEET.fullmatch(name)
        ]
    for one, many, mark in _IN_SHEETS:
        lost += _counted(one, many, sum(len(re.findall(mark, each)) for each in sheets))
    return lost


def _counted(one: str, many: str, number: int) -> list[str]:
    return [f"{number} {one if number == 1 else many}"] if number else []
