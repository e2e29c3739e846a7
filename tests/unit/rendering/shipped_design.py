"""The shipped design and ways to break it: what the tests of the rules for print share."""

import dataclasses
import pathlib
import shutil
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from orderset.documents.document import Document
from orderset.documents.labels import Label, Labels, labels
from orderset.rendering.html import html_of
from orderset.rendering.inspection import inspect
from orderset.rendering.pdf import pdf_of
from orderset.rendering.templates import Sources, Templates, load_templates
from tests.unit.documents.judged_cases import worked_ready
from tests.unit.documents.order_documents import ready_at


SHIPPED = pathlib.Path(__file__).parents[3] / "templates"
CASES = ("C01", "C01b", "C02", "C07", "C26")
PLANNED = {"planned_preparation_time": "08:00", "protect_from_light": True}

Break = Callable[[Document], Document]
Damage = Callable[[bytes], bytes]


@dataclasses.dataclass(frozen=True)
class Mutation:
    """One way to break a rule: the files of the design, the document or the printed file.

    ``added`` goes behind a stylesheet; ``replaced`` changes a template. ``document`` is changed
    before it is printed, ``expected`` afterwards: then the paper says what it should not.
    """

    added: str = ""
    replaced: tuple[tuple[str, str], ...] = ()
    document: Break | None = None
    expected: Break | None = None
    damage: Damage | None = None
    is_planned: bool = False


def make_labels(*, is_planned: bool = False) -> Document:
    if is_planned:
        return labels(ready_at("C02", site=PLANNED))
    return labels(worked_ready("C02"))


def broken_rules_of(
    document: Document, mutation: Mutation, folder: pathlib.Path, name: str = "labels"
) -> set[str]:
    """Return the ids of the rules that the inspection names."""
    if mutation.document:
        document = mutation.document(document)
    templates = changed(folder, mutation, name)
    source = html_of(document, templates)
    pdf = pdf_of(source, document, templates)
    if mutation.damage:
        pdf = mutation.damage(pdf)
    if mutation.expected:
        document = mutation.expected(document)
    return {each.message.partition(":")[0] for each in inspect(document, pdf, source)}


def changed(folder: pathlib.Path, mutation: Mutation, name: str) -> Templates:
    if not (mutation.added or mutation.replaced):
        return load_templates(Sources(SHIPPED))
    copy = folder / "templates"
    shutil.copytree(SHIPPED, copy)
    sheet, template = copy / "css" / f"{name}.css", copy / f"{name}.html"
    sheet.write_text(f"{sheet.read_text('utf-8')}\n{mutation.added}\n", "utf-8")
    text = template.read_text("utf-8")
    for old, new in mutation.replaced:
        assert old in text, f"{name}.html no longer holds {old}"
        text = text.replace(old, new)
    template.write_text(text, "utf-8")
    return load_templates(Sources(copy))


def with_content(**changes: Any) -> Break:
    """Return a change of the view model that every label shares."""

    def change(document: Document) -> Document:
        assert dataclasses.is_dataclass(document.content)
        assert not isinstance(document.content, type)
        return loosened(document, dataclasses.replace(document.content, **changes))

    return change


def with_banner(**changes: Any) -> Break:
    def change(document: Document) -> Document:
        content = labels_in(document)
        return loosened(
            document,
            dataclasses.replace(content, banner=dataclasses.replace(content.banner, **changes)),
        )

    return change


def with_label(index: int | None = None, **changes: Any) -> Break:
    """Return a change of each label, or of one."""
    return each_label(lambda label: dataclasses.replace(label, **changes), index)


def with_infusion(index: int | None = None, **changes: Any) -> Break:
    return each_label(
        lambda label: dataclasses.replace(
            label, infusion=dataclasses.replace(label.infusion, **changes)
        ),
        index,
    )


def each_label(change: Callable[[Label], Label], index: int | None) -> Break:
    def changed_document(document: Document) -> Document:
        content = labels_in(document)
        changed_labels = tuple(
            change(label) if index in {None, place} else label
            for place, label in enumerate(content.labels)
        )
        return loosened(document, dataclasses.replace(content, labels=changed_labels))

    return changed_document


def with_document(**changes: Any) -> Break:
    return lambda document: dataclasses.replace(document, **changes)


def with_figure(value: str) -> Break:
    """Return a record that says another dose for day 1."""

    def change(document: Document) -> Document:
        figures = tuple(
            dataclasses.replace(each, value=Decimal(value)) if each.key == "day-1.dose_mg" else each
            for each in document.figures
        )
        return dataclasses.replace(document, figures=figures)

    return change


def loosened(document: Document, content: object) -> Document:
    """Return the document with another content; what it required no longer holds."""
    return dataclasses.replace(document, content=content, required_text=())


def labels_in(document: Document) -> Labels:
    assert isinstance(document.content, Labels)
    return document.content
