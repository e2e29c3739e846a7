"""Opening a workbook with openpyxl, after it has passed the gate.

Drawings are left alone: pictures would be opened by programs for many old formats, and nothing in
them is read.
"""

import io
import warnings

import openpyxl
import openpyxl.reader.excel
from openpyxl.workbook import Workbook


def _no_drawings(_archive: object, _path: object) -> tuple[list[object], list[object]]:
    """Return the charts and pictures of a sheet: none."""
    return [], []


openpyxl.reader.excel.find_images = _no_drawings  # type: ignore[attr-defined]  # not in the stubs


def open_workbook(data: bytes, *, results: bool = False) -> Workbook:
    """Open a workbook with its formulas, or with the results that were stored for them.

    Links to other workbooks are left out.

    Raises:
        Exception: openpyxl fails in more ways than can be listed.
    """
    with warnings.catch_warnings():
        # openpyxl warns about what it would lose on saving; the annotated copy says it itself.
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(
            io.BytesIO(data), data_only=results, keep_links=False, rich_text=True
        )
