"""How a sheet prints: A4 landscape, as wide as the page, and numbered."""

from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet


def set_up_print(sheet: Worksheet, heading_row: int | None = None) -> None:
    """Set a sheet up for A4 landscape, fitted to the width of the page.

    Args:
        sheet: the sheet.
        heading_row: the row that is repeated on every page, if there is one.
    """
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = int(sheet.PAPERSIZE_A4)
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.oddFooter = HeaderFooterItem()
    sheet.oddFooter.center.text = "&A, page &P of &N"
    if heading_row is not None:
        sheet.print_title_rows = f"{heading_row}:{heading_row}"
