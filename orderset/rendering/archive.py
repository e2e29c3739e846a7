"""The copy for the archive: the inspected file itself as PDF/A-3, with the record inside.

Nothing is laid out anew, so what is kept is what was printed and signed. Added are the claim, the
colour profile that it needs, and the record; taken away is the claim to be PDF/UA, which PDF/A
allows only with a description of its own. The tags stay.

A validator is not to be had as a package, so this is no proof of conformance. Source: printing.md
PDF-06.
"""

import dataclasses
import functools
import io
from collections.abc import Iterator
from importlib import resources

import pikepdf

from orderset.rendering.defect import Code, Defect


PART, CONFORMANCE = "3", "B"
"""Level b: that the tags are all that level a asks for, no program can say."""

NO_CLOCK = "D:20000101000000Z"
"""The date of an attached file: the clock's would make every copy another one."""

_PDFUA = "{http://www.aiim.org/pdfua/ns/id/}part"
_SRGB = "sRGB2014.icc"


@dataclasses.dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file that travels inside a PDF. ``described`` says in words what it is."""

    name: str
    content: bytes
    media_type: str
    described: str


def archived(pdf: bytes, attached: AttachedFile) -> bytes:
    """Return ``pdf`` as PDF/A-3b with a file attached; the same bytes for the same input.

    Raises:
        pikepdf.PdfError: ``pdf`` is not a PDF.
    """
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        spec = pikepdf.AttachedFileSpec(
            opened,
            attached.content,
            description=attached.described,
            filename=attached.name,
            mime_type=attached.media_type,
            creation_date=NO_CLOCK,
            mod_date=NO_CLOCK,
            relationship=pikepdf.Name.Data,
        )
        opened.attachments[attached.name] = spec
        opened.Root.AF = pikepdf.Array([opened.attachments[attached.name].obj])
        profile = opened.make_stream(_srgb(), N=3)
        opened.Root.OutputIntents = pikepdf.Array(
            [
                pikepdf.Dictionary(
                    Type=pikepdf.Name.OutputIntent,
                    S=pikepdf.Name.GTS_PDFA1,
                    OutputConditionIdentifier="sRGB",
                    Info="sRGB IEC61966-2.1",
                    DestOutputProfile=profile,
                )
            ]
        )
        with opened.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
            metadata["pdfaid:part"] = PART
            metadata["pdfaid:conformance"] = CONFORMANCE
            if _PDFUA in metadata:
                del metadata[_PDFUA]
        output = io.BytesIO()
        opened.save(output, deterministic_id=True)
    return output.getvalue()


def wrong_archive(copy: bytes, pdf: bytes, attached: AttachedFile) -> tuple[Defect, ...]:
    """Return what is wrong with an archive copy of ``pdf``, read back; empty when nothing is."""
    with pikepdf.open(io.BytesIO(copy)) as opened, pikepdf.open(io.BytesIO(pdf)) as inspected:
        return tuple(
            Defect(Code.INSPECTION_FAILED, f"PDF-06: {each}")
            for each in _wrong(opened, inspected, attached)
        )


def _wrong(opened: pikepdf.Pdf, inspected: pikepdf.Pdf, attached: AttachedFile) -> Iterator[str]:
    if opened.open_metadata().pdfa_status != PART + CONFORMANCE:
        yield f"the archive copy does not say that it is PDF/A-{PART}{CONFORMANCE.lower()}."
    if "/OutputIntents" not in opened.Root or "/ID" not in opened.trailer:
        yield "the archive copy has no colour profile or no identifier."
    found = {name: spec.get_file().read_bytes() for name, spec in opened.attachments.items()}
    if found != {attached.name: attached.content}:
        yield "what is attached to the archive copy is not what was put into it."
    listed = [
        (str(each.UF), str(each.get("/AFRelationship"))) for each in opened.Root.get("/AF", [])
    ]
    if listed != [(attached.name, "/Data")]:
        yield "the archive copy does not say what the attached file is to it."
    if _contents(opened) != _contents(inspected):
        yield "the pages of the archive copy are not those of the document."


def _contents(opened: pikepdf.Pdf) -> list[bytes]:
    return [page.Contents.read_bytes() for page in opened.pages]


@functools.cache
def _srgb() -> bytes:
    """Return the profile that the engine, which is pinned, brings for its own archive files."""
    return resources.files("weasyprint").joinpath("pdf", _SRGB).read_bytes()
