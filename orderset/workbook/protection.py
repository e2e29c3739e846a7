"""What of the form is kept from slips, without a password: whoever means to change it can.

Infusions is typed, so all but its headings' cells is free. Results and Previous doses are pasted
from other systems: in a protected sheet the pasted cells would be locked, and a mistake in them
could not be corrected. There only the headings are asked about (``input_rules.heading_rule``).
"""

from openpyxl.workbook import Workbook
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.worksheet import Worksheet


def keep_structure(workbook: Workbook) -> None:
    """Keep the sheets themselves from being renamed, moved or deleted."""
    workbook.security = WorkbookProtection(lockStructure=True)


def keep_headings(sheet: Worksheet) -> None:
    """Protect the locked cells; rows may be formatted, added, deleted, sorted and filtered."""
    protection = sheet.protection
    # In the file, false is "not held back".
    protection.formatCells = False
    protection.formatColumns = False
    protection.formatRows = False
    protection.insertRows = False
    protection.deleteRows = False
    protection.insertHyperlinks = False
    protection.sort = False
    protection.autoFilter = False
    protection.enable()


def keep_text(sheet: Worksheet) -> None:
    """Protect a sheet that is only read; widths and heights may be changed."""
    protection = sheet.protection
    protection.formatColumns = False
    protection.formatRows = False
    protection.enable()
