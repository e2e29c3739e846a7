"""Many files into one for the printer, every page in its place."""

import io
from collections.abc import Sequence

import pikepdf

from orderset.rendering.pdf import LANGUAGE


def combined(pdfs: Sequence[bytes], title: str = "") -> bytes:
    """Return one PDF with the pages of all ``pdfs``, in order; the same bytes for the same input.

    The structure tags of the parts are left behind: the file is for a printer, and the parts
    themselves are the readable copies.

    Args:
        pdfs: whole PDF files; at least one.
        title: the title of the combined file; it must name no patient.

    Raises:
        ValueError: there is nothing to combine, for a PDF needs a page.
        pikepdf.PdfError: a part is not a PDF.
    """
    if not pdfs:
        message = "nothing to combine"
        raise ValueError(message)
    with pikepdf.new() as whole:
        for pdf in pdfs:
            with pikepdf.open(io.BytesIO(pdf)) as part:
                whole.pages.extend(part.pages)
        for page in whole.pages:
            # They point into the structure tree that stays behind.
            for key in ("/StructParents", "/Tabs"):
                if key in page.obj:
                    del page.obj[key]
        whole.Root.Lang = pikepdf.String(LANGUAGE)
        if title:
            whole.docinfo["/Title"] = title
        output = io.BytesIO()
        # No date is written, and the identifier is made from the content.
        whole.save(output, deterministic_id=True)
    return output.getvalue()
