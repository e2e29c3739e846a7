"""Paper that breaks a rule: the shipped design with a few words changed, or a changed document."""

import dataclasses
import pathlib
import shutil
from collections.abc import Callable, Mapping
from typing import Any

from orderset.documents.document import Document
from orderset.rendering.html import html_of
from orderset.rendering.inspection import inspect
from orderset.rendering.pdf import pdf_of
from orderset.rendering.templates import Sources, Templates, load_templates


OWN_DESIGN = pathlib.Path(__file__).parents[3] / "templates"

Design = Mapping[str, Mapping[str, str]]
"""For each file of the design: what is said, and what is said instead. CSS under "" is added."""


@dataclasses.dataclass(frozen=True, slots=True)
class Mutation:
    """One way to break a rule: a changed design, a changed document, or both."""

    rule: str
    design: Design = dataclasses.field(default_factory=dict)
    document: Callable[[], Document] | None = None


def design_with(folder: pathlib.Path, design: Design) -> Templates:
    """Return the shipped design, copied into ``folder``, with these words changed."""
    if not design:
        return load_templates(Sources())
    copy = folder / "templates"
    shutil.copytree(OWN_DESIGN, copy)
    for name, changes in design.items():
        path = copy / name
        text = path.read_text("utf-8")
        for before, behind in changes.items():
            assert before in text, f"{name} does not say {before}"
            text = text.replace(before, behind) if before else f"{text}\n{behind}\n"
        path.write_text(text, "utf-8")
    return load_templates(Sources(copy))


def broken_rules_of(document: Document, templates: Templates) -> list[str]:
    """Print, read back, and return what the inspection says; each begins with a rule's id."""
    source = html_of(document, templates)
    return [each.message for each in inspect(document, pdf_of(source, document, templates), source)]


def names(messages: list[str]) -> set[str]:
    return {each.partition(":")[0] for each in messages}


def with_content(document: Document, **changes: Any) -> Document:
    """Return the document with fields of its content changed, and nothing that it must say.

    So what is found is found by the rule in question, not because a required text is missing.
    """
    content: Any = document.content
    changed: Any = dataclasses.replace(content, **changes)
    return dataclasses.replace(document, content=changed, required_text=())
