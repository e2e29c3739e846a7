"""Many files into one for the printer, every page in its place."""

import dataclasses
import io
from collections.abc import Sequence

import pikepdf

from orderset.rendering.pdf import LANGUAGE


@dataclasses.dataclass(frozen=True, slots=True)
class Pages:
    """Pages of one PDF, by number from 1, all of them without ``numbers``.

    ``is_padded`` says that an empty page follows, of the size of the last one.
    """

    pdf: bytes
    numbers: tuple[int, ...] = ()
    is_padded: bool = False


def combined(parts: Sequence[Pages], title: str = "") -> bytes:
    """Return one PDF with the pages of all ``parts``, in order; the same bytes for the same input.

    The structure tags of the parts are left behind: the file is for a printer, and the parts
    themselves are the readable copies.

    Args:
        parts: pages of whole PDF files; at least one.
        title: the title of the combined file; it must name no patient.

    Raises:
        ValueError: there is nothing to combine, for a PDF needs a page.
        IndexError: a part has no page of that number.
        pikepdf.PdfError: a part is not a PDF.
    """
    if not parts:
        message = "nothing to combine"
        raise ValueError(message)
    with pikepdf.new() as whole:
        for part in parts:
            with pikepdf.open(io.BytesIO(part.pdf)) as opened:
                wanted = part.numbers or range(1, len(opened.pages) + 1)
                whole.pages.extend(opened.pages[number - 1] for number in wanted)
            if part.is_padded:
                left, bottom, right, top = (float(edge) for edge in whole.pages[-1].mediabox)
                whole.add_blank_page(page_size=(right - left, top - bottom))
        for page in whole.pages:
            # They point into the structure tree that stays behind.
            for key in ("/StructParents", "/Tabs"):
                if key in page.obj:
                    del page.obj[key]
        whole.Root.Lang = pikepdf.String(LANGUAGE)
        if title:
            whole.docinfo["/Title"] = title
        output = io.BytesIO()
        # No date is written, and the identifier is made from the content. Objects are compressed as
        # in the parts: without that one page of a worksheet takes five times the space.
        mode = pikepdf.ObjectStreamMode.generate
        whole.save(output, deterministic_id=True, object_stream_mode=mode)
    return output.getvalue()
