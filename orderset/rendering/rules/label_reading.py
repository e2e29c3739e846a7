"""Finding on a label what its view model says, for the rules that ask where and how it stands."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from orderset.documents.document import Spelling
from orderset.documents.labels import Label, Labels
from orderset.documents.wording import found_as
from orderset.rendering.placement import Run
from orderset.rendering.printed import Line, Printed, PrintedPage
from orderset.rendering.rules.figures import medication_part
from orderset.rendering.rules.medication_text import masked


class OneLabel(NamedTuple):
    """A page and the label that it should be; ``replaces`` is what it says it replaces.

    ``spelling`` is the medicine's.
    """

    page: PrintedPage
    label: Label
    content: Labels
    replaces: str
    spelling: Spelling | None

    @property
    def where(self) -> str:
        """The beginning of every message."""
        return f"Page {self.page.number}"

    def run_of(self, text: str) -> Run | None:
        """Return the run that holds ``text`` whole: one type, one line."""
        sought = found_as(text)
        return next((run for run in self.page.runs if sought in run.text), None)

    def line_of(self, text: str) -> Line | None:
        """Return the line that holds ``text`` whole, in whatever types."""
        sought = found_as(text)
        return next((line for line in self.page.lines if sought in line.text), None)

    @property
    def name_run(self) -> Run | None:
        """The run with which the patient's name begins, however many lines it has."""
        name = "".join(self.content.banner.name.split())
        for run in self.page.runs:
            text = "".join(run.text.split())
            if text and name.startswith(text):
                return run
        return None

    @property
    def medication(self) -> tuple[Line, ...]:
        """The lines from the drug down to where people write."""
        return medication_part(self.page, self.label.infusion.drug)

    @property
    def our_words(self) -> str:
        """The page's text without what the patient, the site and the protocol's file are called."""
        banner = self.content.banner
        return masked(
            self.page.text,
            (
                banner.name,
                banner.hospital_number,
                f"({banner.born.partition('(')[2]}",
                self.label.ward,
                self.content.pharmacy,
                self.content.protocol,
                self.label.label_id,
                self.replaces,
            ),
        )


LabelCheck = Callable[[OneLabel], Iterator[str]]


def labels_of(printed: Printed) -> Iterator[OneLabel]:
    """Yield each label with its page; nothing for another kind of document."""
    content = printed.document.content
    if isinstance(content, Labels):
        for page, label in zip(printed.pages, content.labels, strict=False):
            document = printed.document
            yield OneLabel(page, label, content, document.replaces_told, document.spelling)


def each_label(check: LabelCheck) -> Callable[[Printed], Iterator[str]]:
    """Return a rule's check that asks ``check`` of each label and says on which page."""

    def checked(printed: Printed) -> Iterator[str]:
        for one in labels_of(printed):
            for message in check(one):
                yield f"{one.where}: {message}"

    return checked
