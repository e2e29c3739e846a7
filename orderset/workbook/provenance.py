"""Which template a workbook was made from: written by the template writer, read by the reader.

Both stand in the document's custom properties, which nobody sees, and on the first sheet, which
everybody sees. A workbook that carries neither (a site's own export) is read by its headings.
"""

from openpyxl.packaging.custom import CustomPropertyList, StringProperty
from openpyxl.workbook import Workbook

from orderset.findings import CellRef, Finding, workbook_finding
from orderset.workbook.columns import READ_ME_SHEET, TEMPLATE_VERSION
from orderset.workbook.laboratory import folded
from orderset.workbook.shown import shown


VERSION_PROPERTY = "orderset template version"
PROTOCOL_PROPERTY = "orderset protocol"
VERSION_LABEL = "Template version"
PROTOCOL_LABEL = "Protocol"

# The labels stand at the top of the sheet; a site may have written more below.
_ROWS_LOOKED_AT = 20


def set_provenance(workbook: Workbook, protocol_id: str) -> None:
    """Write the template version and the protocol's id into the document's properties."""
    for name, value in ((VERSION_PROPERTY, TEMPLATE_VERSION), (PROTOCOL_PROPERTY, protocol_id)):
        _properties(workbook).append(StringProperty(name=name, value=value))


def protocol_of(workbook: Workbook) -> str | None:
    """Return the id of the protocol that the workbook was made for, or None when it names none."""
    named = _property(workbook, PROTOCOL_PROPERTY) or _label(workbook, PROTOCOL_LABEL)[0]
    return named or None


def version_fault(workbook: Workbook, name: str) -> Finding | None:
    """Return the finding for a workbook of an unknown template version, or None.

    The version in the properties and the one on the first sheet must both be known: when they
    differ, somebody has put together two workbooks.
    """
    written, cell = _label(workbook, VERSION_LABEL)
    found = (
        (_property(workbook, VERSION_PROPERTY), CellRef(name)),
        (written, CellRef(name, READ_ME_SHEET, cell)),
    )
    for version, where in found:
        if version and version != TEMPLATE_VERSION:
            return workbook_finding(
                "template-version-unknown",
                f"The workbook was made from version {shown(version)} of the template. This "
                f"program reads version {TEMPLATE_VERSION}.",
                where=where,
                found=shown(version),
                expected=f"template version {TEMPLATE_VERSION}",
            )
    return None


def _properties(workbook: Workbook) -> "CustomPropertyList[StringProperty]":
    properties: CustomPropertyList[StringProperty] = workbook.custom_doc_props  # type: ignore[attr-defined]  # stubs
    return properties


def _property(workbook: Workbook, name: str) -> str:
    values = [each.value for each in _properties(workbook).props if each.name == name]
    return str(values[0]).strip() if values and values[0] is not None else ""


def _label(workbook: Workbook, label: str) -> tuple[str, str]:
    """Return what stands beside a label on the first sheet, and its cell; empty when absent."""
    for sheet in workbook.worksheets:
        if folded(sheet.title) == folded(READ_ME_SHEET):
            for row in range(1, _ROWS_LOOKED_AT + 1):
                beside = sheet.cell(row, 2)
                if folded(str(sheet.cell(row, 1).value)) == folded(label):
                    value = beside.value
                    return ("" if value is None else str(value).strip()), beside.coordinate
    return "", ""
