"""How a sheet prints: A4 landscape, fitted to pages side by side, and numbered."""

from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet


# In inches, as the file has it; the printers of a ward need a little under a centimetre.
_MARGIN = 0.4
_FOOTER_MARGIN = 0.6


def set_up_print(
    sheet: Worksheet,
    heading_row: int | None = None,
    pages_wide: int = 1,
    repeated_columns: str | None = None,
) -> None:
    """Set a sheet up for A4 landscape, fitted to the width of a page or of several.

    Args:
        sheet: the sheet.
        heading_row: the row that is repeated on every page, if there is one.
        pages_wide: the pages side by side over which the columns are spread.
        repeated_columns: the columns that are repeated on every page, for example ``A:D``.
    """
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = int(sheet.PAPERSIZE_A4)
    sheet.page_setup.fitToWidth = pages_wide
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins = PageMargins(
        left=_MARGIN, right=_MARGIN, top=_MARGIN, bottom=_FOOTER_MARGIN, header=0, footer=0.3
    )
    sheet.oddFooter = HeaderFooterItem()
    sheet.oddFooter.center.text = "&A, page &P of &N"
    if heading_row is not None:
        sheet.print_title_rows = f"{heading_row}:{heading_row}"
    if repeated_columns is not None:
        sheet.print_title_cols = repeated_columns
